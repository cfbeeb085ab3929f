// Owns: the shape of a People API person as the service reads it: keys, types, read-only members, masks.
// Leaves to others: checking a body against it (payload.ts), deriving values (derive.ts).
// Source: People API v1 discovery document, revision 20251117.

/** Any JSON object of the wire. */
export type Raw = Record<string, unknown>;

/** The type of a member: proto scalar, 'date', 'metadata', a nested message, or an enum's values. */
export type MemberType =
  | 'string'
  | 'bool'
  | 'int'
  | 'date'
  | 'metadata'
  | { readonly enum: string; readonly values: readonly string[] }
  | { readonly message: Shape };
export type Shape = Readonly<Record<string, MemberType>>;

const text = (...names: string[]): Shape =>
  Object.fromEntries(names.map((name) => [name, 'string' as const]));
const metadata = { metadata: 'metadata' } as const satisfies Shape;
const typed = (...names: string[]): Shape => ({ ...text('type', 'formattedType', ...names), ...metadata });
const valued: Shape = { ...text('value'), ...metadata };

/** Every repeated field of a person with the members of its values. */
export const fieldShapes: Readonly<Record<string, Shape>> = {
  addresses: typed(
    'city',
    'country',
    'countryCode',
    'extendedAddress',
    'formattedValue',
    'poBox',
    'postalCode',
    'region',
    'streetAddress',
  ),
  ageRanges: { ageRange: 'string', ...metadata },
  biographies: {
    ...valued,
    contentType: {
      enum: 'Biography.ContentType',
      values: ['CONTENT_TYPE_UNSPECIFIED', 'TEXT_PLAIN', 'TEXT_HTML'],
    },
  },
  birthdays: { date: 'date', text: 'string', ...metadata },
  braggingRights: valued,
  calendarUrls: typed('url'),
  clientData: { ...text('key', 'value'), ...metadata },
  coverPhotos: { url: 'string', default: 'bool', ...metadata },
  emailAddresses: typed('displayName', 'value'),
  events: { ...typed(), date: 'date' },
  externalIds: typed('value'),
  fileAses: valued,
  genders: { ...valued, addressMeAs: 'string', formattedValue: 'string' },
  imClients: typed('formattedProtocol', 'protocol', 'username'),
  interests: valued,
  locales: valued,
  locations: {
    ...valued,
    ...text('buildingId', 'deskCode', 'floor', 'floorSection', 'type'),
    current: 'bool',
  },
  memberships: {
    contactGroupMembership: { message: text('contactGroupId', 'contactGroupResourceName') },
    domainMembership: { message: { inViewerDomain: 'bool' } },
    ...metadata,
  },
  miscKeywords: {
    ...text('formattedType', 'value'),
    type: {
      enum: 'MiscKeyword.Type',
      values: [
        ...['TYPE_UNSPECIFIED', 'OUTLOOK_BILLING_INFORMATION', 'OUTLOOK_DIRECTORY_SERVER', 'OUTLOOK_KEYWORD'],
        ...['OUTLOOK_MILEAGE', 'OUTLOOK_PRIORITY', 'OUTLOOK_SENSITIVITY', 'OUTLOOK_SUBJECT', 'OUTLOOK_USER'],
        ...['HOME', 'WORK', 'OTHER'],
      ],
    },
    ...metadata,
  },
  names: {
    ...text(
      'displayName',
      'displayNameLastFirst',
      'familyName',
      'givenName',
      'honorificPrefix',
      'honorificSuffix',
    ),
    ...text(
      'middleName',
      'phoneticFamilyName',
      'phoneticFullName',
      'phoneticGivenName',
      'phoneticHonorificPrefix',
    ),
    ...text('phoneticHonorificSuffix', 'phoneticMiddleName', 'unstructuredName'),
    ...metadata,
  },
  nicknames: {
    ...valued,
    type: {
      enum: 'Nickname.NicknameType',
      values: ['DEFAULT', 'MAIDEN_NAME', 'INITIALS', 'GPLUS', 'OTHER_NAME', 'ALTERNATE_NAME', 'SHORT_NAME'],
    },
  },
  occupations: valued,
  organizations: {
    ...typed(
      'costCenter',
      'department',
      'domain',
      'jobDescription',
      'location',
      'name',
      'phoneticName',
      'symbol',
      'title',
    ),
    current: 'bool',
    startDate: 'date',
    endDate: 'date',
    fullTimeEquivalentMillipercent: 'int',
  },
  phoneNumbers: typed('canonicalForm', 'value'),
  photos: { url: 'string', default: 'bool', ...metadata },
  relations: typed('person'),
  relationshipInterests: { ...valued, formattedValue: 'string' },
  relationshipStatuses: { ...valued, formattedValue: 'string' },
  residences: { ...valued, current: 'bool' },
  sipAddresses: typed('value'),
  skills: valued,
  taglines: valued,
  urls: typed('value'),
  userDefined: { ...text('key', 'value'), ...metadata },
};

/** Members the service computes; what a client sends for them is dropped. */
export const derivedMembers: ReadonlySet<string> = new Set([
  ...['formattedType', 'formattedProtocol', 'canonicalForm', 'displayNameLastFirst', 'contactGroupId'],
]);

/** Valid paths of `updatePersonFields` and `updateMask` (seed 002). */
export const writableFields: readonly string[] = [
  ...[
    'addresses',
    'biographies',
    'birthdays',
    'calendarUrls',
    'clientData',
    'emailAddresses',
    'events',
    'externalIds',
  ],
  ...[
    'genders',
    'imClients',
    'interests',
    'locales',
    'locations',
    'memberships',
    'miscKeywords',
    'names',
    'nicknames',
  ],
  ...['occupations', 'organizations', 'phoneNumbers', 'relations', 'sipAddresses', 'urls', 'userDefined'],
];

/** Valid paths of `personFields` and `readMask` (seeds 000–003). */
export const readableFields: readonly string[] = [
  ...writableFields,
  ...['ageRanges', 'coverPhotos', 'metadata', 'photos', 'skills'],
].sort();

/** Fields of which a contact may hold one value (seeds 000, 002), with the message that refuses a second. */
export const singletonFields: readonly string[] = ['biographies', 'birthdays', 'genders', 'names'];

/** Words for predefined types, as an English account sees them; other types are shown as they were typed. */
export const formattedTypes: Readonly<Record<string, string>> = {
  home: 'Home',
  work: 'Work',
  other: 'Other',
  mobile: 'Mobile',
  main: 'Main',
  homeFax: 'Home Fax',
  workFax: 'Work Fax',
  otherFax: 'Other Fax',
  pager: 'Pager',
  workMobile: 'Work Mobile',
  workPager: 'Work Pager',
  googleVoice: 'Google Voice',
  anniversary: 'Anniversary',
  spouse: 'Spouse',
  child: 'Child',
  manager: 'Manager',
  assistant: 'Assistant',
  friend: 'Friend',
  homePage: 'Home Page',
  blog: 'Blog',
  profile: 'Profile',
  freeBusy: 'Free/Busy',
  customer: 'Customer',
  jabber: 'Jabber',
  skype: 'Skype',
  googleTalk: 'Google Talk',
};
