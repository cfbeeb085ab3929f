// Owns: the table of Google's Person fields: which field and part of Kith's model each one is, what is derived, what
// cannot be written. Leaves to others: turning entries into values and back (google-values.ts), whole people
// (google-mapping.ts), memberships (google-memberships.ts).
import type { FieldName } from '../../core/contact.ts';
import type { PartType } from '../../core/fields.ts';
import { FIELDS } from '../../core/fields.ts';

/** An enum of the People API and the model's words for it. */
export interface EnumPart {
  readonly part: string;
  readonly values: Readonly<Record<string, string>>;
  /** Values that say the same as none: Google leaves defaults out of its replies. */
  readonly implied: readonly string[];
  /** What is sent where the model has none of the values. */
  readonly otherwise?: string;
}

interface Row {
  readonly field: FieldName;
  /** Google's part → the model's part. */
  readonly parts: Readonly<Record<string, string>>;
  /** Has a free `type`, whose predefined values are kinds and whose other values are a person's own labels. */
  readonly typed?: true;
  /** Predefined types that the model does not list among its kinds. */
  readonly moreKinds?: readonly string[];
  readonly enums?: Readonly<Record<string, EnumPart>>;
  /** Output only, besides `metadata`: computed by Google, never read as a field and never sent (law 13). */
  readonly derived?: readonly string[];
  /** Documented as writable, yet the service has been seen to fail on them: left out of a write once it does so again. */
  readonly fragile?: readonly string[];
  /** None of its values is more the contact's than another. */
  readonly noPrimary?: true;
}

const NICKNAME_TYPES: EnumPart = {
  part: 'kind',
  values: {
    MAIDEN_NAME: 'maidenName',
    INITIALS: 'initials',
    GPLUS: 'gplus',
    OTHER_NAME: 'otherName',
    ALTERNATE_NAME: 'alternateName',
    SHORT_NAME: 'shortName',
  },
  implied: ['DEFAULT'],
};

const KEYWORD_TYPES: EnumPart = {
  part: 'kind',
  values: {
    OUTLOOK_BILLING_INFORMATION: 'outlookBillingInformation',
    OUTLOOK_DIRECTORY_SERVER: 'outlookDirectoryServer',
    OUTLOOK_KEYWORD: 'outlookKeyword',
    OUTLOOK_MILEAGE: 'outlookMileage',
    OUTLOOK_PRIORITY: 'outlookPriority',
    OUTLOOK_SENSITIVITY: 'outlookSensitivity',
    OUTLOOK_SUBJECT: 'outlookSubject',
    OUTLOOK_USER: 'outlookUser',
    HOME: 'home',
    WORK: 'work',
    OTHER: 'other',
  },
  implied: ['TYPE_UNSPECIFIED'],
};

// Plain is what a note without a format is, so that the same note has the same fields whoever stores it.
const CONTENT_TYPES: EnumPart = {
  part: 'format',
  values: { TEXT_HTML: 'html' },
  implied: ['TEXT_PLAIN', 'CONTENT_TYPE_UNSPECIFIED'],
  otherwise: 'TEXT_PLAIN',
};

const plain = (field: FieldName): Row => ({ field, parts: { value: 'value' } });

/** Every Person field that `updatePersonFields` allows (seed 002), but memberships, which are labels and favorite. */
const ROWS = {
  addresses: {
    field: 'addresses',
    parts: {
      streetAddress: 'street',
      extendedAddress: 'extended',
      poBox: 'poBox',
      city: 'city',
      region: 'region',
      postalCode: 'postalCode',
      country: 'country',
      countryCode: 'countryCode',
      formattedValue: 'formatted',
    },
    typed: true,
    derived: ['formattedType'],
  },
  biographies: { field: 'notes', parts: { value: 'text' }, enums: { contentType: CONTENT_TYPES } },
  birthdays: { field: 'birthday', parts: { date: 'date', text: 'text' } },
  calendarUrls: { field: 'calendarUrls', parts: { url: 'url' }, typed: true, derived: ['formattedType'] },
  clientData: { field: 'clientData', parts: { key: 'key', value: 'value' }, noPrimary: true },
  emailAddresses: {
    field: 'emails',
    parts: { value: 'address', displayName: 'name' },
    typed: true,
    derived: ['formattedType'],
  },
  events: { field: 'events', parts: { date: 'date' }, typed: true, derived: ['formattedType'] },
  externalIds: { field: 'externalIds', parts: { value: 'value' }, typed: true, derived: ['formattedType'] },
  genders: {
    field: 'gender',
    parts: { value: 'value', addressMeAs: 'addressMeAs' },
    derived: ['formattedValue'],
  },
  imClients: {
    field: 'ims',
    parts: { username: 'handle', protocol: 'protocol' },
    typed: true,
    derived: ['formattedType', 'formattedProtocol'],
  },
  interests: plain('interests'),
  locales: plain('locales'),
  locations: {
    field: 'locations',
    parts: {
      value: 'value',
      current: 'current',
      buildingId: 'building',
      floor: 'floor',
      floorSection: 'floorSection',
      deskCode: 'desk',
    },
    typed: true,
    moreKinds: ['grewUp'],
  },
  miscKeywords: {
    field: 'keywords',
    parts: { value: 'value' },
    enums: { type: KEYWORD_TYPES },
    derived: ['formattedType'],
  },
  names: {
    field: 'name',
    parts: {
      honorificPrefix: 'prefix',
      givenName: 'given',
      middleName: 'middle',
      familyName: 'family',
      honorificSuffix: 'suffix',
      unstructuredName: 'display',
      phoneticHonorificPrefix: 'phoneticPrefix',
      phoneticGivenName: 'phoneticGiven',
      phoneticMiddleName: 'phoneticMiddle',
      phoneticFamilyName: 'phoneticFamily',
      phoneticHonorificSuffix: 'phoneticSuffix',
      phoneticFullName: 'phoneticFull',
    },
    derived: ['displayName', 'displayNameLastFirst'],
  },
  nicknames: { field: 'nicknames', parts: { value: 'value' }, enums: { type: NICKNAME_TYPES } },
  occupations: plain('occupations'),
  organizations: {
    field: 'organizations',
    parts: {
      name: 'name',
      phoneticName: 'phoneticName',
      title: 'title',
      department: 'department',
      location: 'office',
      jobDescription: 'jobDescription',
      symbol: 'symbol',
      domain: 'domain',
      costCenter: 'costCenter',
      fullTimeEquivalentMillipercent: 'fullTimeMillipercent',
      current: 'current',
      startDate: 'start',
      endDate: 'end',
    },
    typed: true,
    derived: ['formattedType'],
    // Ordinary parts by the documentation, and leaving them out of a rewrite clears them, so they are sent; but the live
    // service has been seen to answer 500 to any write that carries them.
    fragile: ['startDate', 'endDate'],
  },
  phoneNumbers: {
    field: 'phones',
    parts: { value: 'number' },
    typed: true,
    derived: ['formattedType', 'canonicalForm'],
  },
  relations: { field: 'relations', parts: { person: 'name' }, typed: true, derived: ['formattedType'] },
  sipAddresses: { field: 'sips', parts: { value: 'address' }, typed: true, derived: ['formattedType'] },
  urls: { field: 'urls', parts: { value: 'url' }, typed: true, derived: ['formattedType'] },
  userDefined: { field: 'customFields', parts: { key: 'key', value: 'value' }, noPrimary: true },
} as const satisfies Readonly<Record<string, Row>>;

/** A Person field as masks name it. */
export type PersonField = keyof typeof ROWS | 'memberships';

/** One part of an entry, on both sides. */
export interface PartPair {
  readonly google: string;
  readonly kith: string;
  readonly type: PartType;
}

/** A row of the table made ready: what an entry of this Person field may hold, and what becomes of it. */
export interface EntrySpec {
  readonly person: PersonField;
  readonly field: FieldName;
  /** At most one entry (seed 000: biographies, birthdays, genders, names): a record in the model. */
  readonly singleton: boolean;
  /** One of several values is the primary one. */
  readonly hasPrimary: boolean;
  readonly byGoogle: ReadonlyMap<string, PartPair>;
  readonly pairs: readonly PartPair[];
  /** The model's parts of a value, all but its id and primary flag. */
  readonly content: readonly string[];
  /** The values of `type` that are kinds; null where there is no free type. */
  readonly kinds: ReadonlySet<string> | null;
  readonly enums: ReadonlyMap<string, EnumPart>;
  readonly derived: ReadonlySet<string>;
  readonly fragile: ReadonlySet<string>;
}

function entrySpec(person: PersonField, row: Row): EntrySpec {
  const shape = FIELDS[row.field];
  if (shape.kind !== 'list' && shape.kind !== 'record') throw new Error(`${row.field} has no parts`);
  const types: Readonly<Record<string, PartType>> = shape.parts;
  const pairs = Object.entries(row.parts).map(([google, kith]) => ({
    google,
    kith,
    type: types[kith] ?? 'text',
  }));
  const kinds = shape.kind === 'list' ? shape.kinds : [];
  return {
    person,
    field: row.field,
    singleton: shape.kind === 'record',
    hasPrimary: shape.kind === 'list' && row.noPrimary !== true,
    byGoogle: new Map(pairs.map((pair) => [pair.google, pair])),
    pairs,
    content: [...pairs.map(({ kith }) => kith), 'kind', 'label', 'extra'],
    kinds: row.typed === true ? new Set([...kinds, ...(row.moreKinds ?? [])]) : null,
    enums: new Map(Object.entries(row.enums ?? {})),
    derived: new Set(['metadata', ...(row.derived ?? [])]),
    fragile: new Set(row.fragile ?? []),
  };
}

/** The table, ready for use, in the order in which masks name the fields. */
export const ENTRY_SPECS: readonly EntrySpec[] = Object.entries(ROWS).map(([person, row]) =>
  entrySpec(person as keyof typeof ROWS, row),
);

const BY_FIELD: ReadonlyMap<FieldName, PersonField> = new Map<FieldName, PersonField>([
  ...ENTRY_SPECS.map((spec) => [spec.field, spec.person] as const),
  ['labels', 'memberships'],
  ['favorite', 'memberships'],
]);

/** The update mask for changed fields: sorted, each once. Empty where Google has a place for none of them. */
export function updateMask(changed: readonly FieldName[]): readonly PersonField[] {
  const mask = new Set<PersonField>();
  for (const name of changed) {
    const person = BY_FIELD.get(name);
    if (person !== undefined) mask.add(person);
  }
  return [...mask].sort();
}

/** What Google only lets one read; `metadata` brings the etags. */
const READ_ONLY_PERSON_FIELDS = ['ageRanges', 'coverPhotos', 'metadata', 'photos', 'skills'] as const;

/**
 * Every value that personFields and readMask allow (seeds 000–003). Frozen: a sync token is good only for the mask it
 * was given with, so a change here makes every stored cursor count as expired.
 */
export const READ_MASK = [
  ...ENTRY_SPECS.map((spec) => spec.person),
  'memberships',
  ...READ_ONLY_PERSON_FIELDS,
]
  .sort()
  .join(',');

/** Top-level keys of a Person that have a place in the model or in the protocol; all others are kept as unknown. */
export const KNOWN_PERSON_KEYS: ReadonlySet<string> = new Set([
  'resourceName',
  'etag',
  ...READ_MASK.split(','),
]);
