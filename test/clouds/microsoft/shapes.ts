// Owns: which properties a contact has in v1.0 and in beta, and the type of each (Graph's CSDL).
// Leaves to others: checking bodies against it (check-body.ts) and filling it from the store (contact-record.ts).
export type Version = 'v1.0' | 'beta';

export type PropertyType =
  | { readonly kind: 'readOnly' }
  | { readonly kind: 'text' | 'texts' | 'instant' | 'date' | 'flagged' }
  | { readonly kind: 'complex'; readonly of: ComplexName }
  | { readonly kind: 'complexes'; readonly of: ComplexName }
  | { readonly kind: 'extended'; readonly many: boolean }
  | { readonly kind: 'navigation' };

export type ComplexName =
  | 'EmailAddress'
  | 'TypedEmailAddress'
  | 'PhysicalAddress'
  | 'TypedPhysicalAddress'
  | 'Phone'
  | 'Website'
  | 'FollowupFlag'
  | 'DateTimeTimeZone';

/** `enum` lists the members a value may have; the order is that of the CSDL. */
export type MemberType =
  | { readonly kind: 'text'; readonly required?: true }
  | { readonly kind: 'enum'; readonly name: string; readonly members: readonly string[] }
  | { readonly kind: 'complex'; readonly of: ComplexName };

/** Fields of text that both versions share and the store keeps under the same name. */
export const sharedTexts = [
  'fileAs', 'displayName', 'givenName', 'initials', 'middleName', 'nickName', 'surname', 'title',
  'yomiGivenName', 'yomiSurname', 'yomiCompanyName', 'generation', 'jobTitle', 'companyName', 'department',
  'officeLocation', 'profession', 'assistantName', 'manager', 'spouseName', 'personalNotes',
] as const; // prettier-ignore

export const sharedLists = ['categories', 'imAddresses', 'children'] as const;

const readOnly = { kind: 'readOnly' } as const;
const text = { kind: 'text' } as const;
const texts = { kind: 'texts' } as const;

const shared: Readonly<Record<string, PropertyType>> = {
  id: readOnly,
  createdDateTime: readOnly,
  lastModifiedDateTime: readOnly,
  changeKey: readOnly,
  parentFolderId: readOnly,
  ...Object.fromEntries(sharedTexts.map((name) => [name, text])),
  ...Object.fromEntries(sharedLists.map((name) => [name, texts])),
  birthday: { kind: 'instant' },
  singleValueExtendedProperties: { kind: 'extended', many: false },
  multiValueExtendedProperties: { kind: 'extended', many: true },
  extensions: { kind: 'navigation' },
  photo: { kind: 'navigation' },
};

const onlyV1: Readonly<Record<string, PropertyType>> = {
  emailAddresses: { kind: 'complexes', of: 'EmailAddress' },
  primaryEmailAddress: readOnly,
  secondaryEmailAddress: readOnly,
  tertiaryEmailAddress: readOnly,
  homePhones: texts,
  businessPhones: texts,
  mobilePhone: text,
  businessHomePage: text,
  homeAddress: { kind: 'complex', of: 'PhysicalAddress' },
  businessAddress: { kind: 'complex', of: 'PhysicalAddress' },
  otherAddress: { kind: 'complex', of: 'PhysicalAddress' },
};

const onlyBeta: Readonly<Record<string, PropertyType>> = {
  emailAddresses: { kind: 'complexes', of: 'TypedEmailAddress' },
  phones: { kind: 'complexes', of: 'Phone' },
  postalAddresses: { kind: 'complexes', of: 'TypedPhysicalAddress' },
  websites: { kind: 'complexes', of: 'Website' },
  weddingAnniversary: { kind: 'date' },
  gender: text,
  isFavorite: { kind: 'flagged' },
  flag: { kind: 'complex', of: 'FollowupFlag' },
};

export const contactShape: Readonly<Record<Version, Readonly<Record<string, PropertyType>>>> = {
  'v1.0': { ...shared, ...onlyV1 },
  beta: { ...shared, ...onlyBeta },
};

export const phoneTypes = [
  'home', 'business', 'mobile', 'other', 'assistant', 'homeFax', 'businessFax', 'otherFax', 'pager', 'radio',
] as const; // prettier-ignore
export const emailTypes = ['unknown', 'work', 'personal', 'main', 'other'] as const;
export const addressTypes = ['unknown', 'home', 'business', 'other'] as const;
export const websiteTypes = ['other', 'home', 'work', 'blog', 'profile'] as const;
export const flagStatuses = ['notFlagged', 'complete', 'flagged'] as const;
export const addressParts = ['street', 'city', 'state', 'countryOrRegion', 'postalCode'] as const;

const memberText: MemberType = { kind: 'text' };
const member = (name: string, members: readonly string[]): MemberType => ({ kind: 'enum', name, members });
const moment: MemberType = { kind: 'complex', of: 'DateTimeTimeZone' };
const address = Object.fromEntries(addressParts.map((part) => [part, memberText]));

export const complexTypes: Readonly<Record<ComplexName, Readonly<Record<string, MemberType>>>> = {
  EmailAddress: { name: memberText, address: memberText },
  TypedEmailAddress: {
    name: memberText,
    address: memberText,
    otherLabel: memberText,
    type: member('EmailType', emailTypes),
  },
  PhysicalAddress: address,
  TypedPhysicalAddress: {
    ...address,
    postOfficeBox: memberText,
    type: member('PhysicalAddressType', addressTypes),
  },
  Phone: { number: memberText, type: member('PhoneType', phoneTypes) },
  Website: { address: memberText, displayName: memberText, type: member('WebsiteType', websiteTypes) },
  FollowupFlag: {
    flagStatus: member('FollowupFlagStatus', flagStatuses),
    completedDateTime: moment,
    dueDateTime: moment,
    startDateTime: moment,
  },
  DateTimeTimeZone: { dateTime: { kind: 'text', required: true }, timeZone: memberText },
};

/** The name the service itself uses for a type, in its messages. */
export const serviceType = (of: ComplexName): string =>
  `Microsoft.OutlookServices.${of === 'TypedPhysicalAddress' ? 'PhysicalAddress' : of}`;
