// Owns: ids of extended properties: their grammar, their canonical spelling, and which of them are a contact's own fields.
// Leaves to others: storing and showing values (contact-record.ts), reading ids out of queries (query.ts).
import { GraphRefusal } from './errors.ts';

/** A parsed id. `key` is equal for two spellings of one property; `id` is the spelling the service answers with. */
export interface ExtendedId {
  readonly key: string;
  readonly id: string;
  readonly type: MapiType;
  readonly many: boolean;
}

export type MapiType =
  | 'String' | 'Integer' | 'Short' | 'Long' | 'Boolean' | 'SystemTime' | 'Double' | 'Float' | 'Currency'
  | 'ApplicationTime' | 'Binary' | 'CLSID'; // prettier-ignore

const types = new Map<string, MapiType>(
  (['String', 'Integer', 'Short', 'Long', 'Boolean', 'SystemTime', 'Double', 'Float', 'Currency',
     'ApplicationTime', 'Binary', 'CLSID'] as const) // prettier-ignore
    .map((type) => [type.toLowerCase(), type]),
);

const grammar =
  /^([A-Za-z]+?)(Array)? (?:(0x[0-9a-f]{1,8})|\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}? (?:Name (.+)|Id (0x[0-9a-f]{1,8}|\d{1,10})))$/i;

/** Set of named properties that make up an Outlook contact (PSETID_Address). */
export const addressSet = '00062004-0000-0000-c000-000000000046';

/**
 * Reads an id such as `String 0x3A21`, `Integer {guid} Id 0x8550` or `String {guid} Name KithId`.
 * Hex digits and the guid are compared without case; names are not.
 * @throws GraphRefusal 400 ErrorInvalidProperty, or ErrorInvalidExtendedProperty where the parts do not go together.
 */
export function parseExtendedId(text: string): ExtendedId {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const id = readExtendedId(text);
  parsed.set(text, id);
  return id;
}

/** Filters compare the same few ids with every contact. */
const parsed = new Map<string, ExtendedId>();

function readExtendedId(text: string): ExtendedId {
  const parts = grammar.exec(text);
  const type = types.get(parts?.[1]?.toLowerCase() ?? '');
  if (parts === null || type === undefined) {
    throw new GraphRefusal(
      400,
      'ErrorInvalidProperty',
      "PropertyId values may only be in one of the following formats: 'MapiPropertyType namespaceGuid Name propertyName', 'MapiPropertyType namespaceGuid Id propertyId' or 'MapiPropertyType propertyTag'.",
    );
  }
  const many = parts[2] !== undefined;
  const prefix = many ? `${type}Array` : type;
  const [, , , tag, guid, name, dispid] = parts;
  if (tag !== undefined) {
    // Tags from 0x8000 up mean something only together with the set they are named in.
    if (Number(tag) > 0x7fff || Number(tag) === 0) throw invalidCombination();
    return spelled(`${prefix} 0x${Number(tag).toString(16).padStart(4, '0')}`, type, many);
  }
  const set = `{${guid?.toLowerCase() ?? ''}}`;
  if (name !== undefined) return spelled(`${prefix} ${set} Name ${name}`, type, many);
  return spelled(`${prefix} ${set} Id 0x${Number(dispid).toString(16).padStart(4, '0')}`, type, many);
}

function spelled(id: string, type: MapiType, many: boolean): ExtendedId {
  return { key: id, id, type, many };
}

const invalidCombination = (): GraphRefusal =>
  new GraphRefusal(
    400,
    'ErrorInvalidExtendedProperty',
    'The extended property attribute combination is invalid.',
  );

/** The value as the mailbox keeps it. @throws GraphRefusal 400 when it is not of the id's type. */
export function normaliseValue(id: ExtendedId, value: string): string {
  switch (id.type) {
    case 'Integer':
    case 'Short':
    case 'Long':
      if (!/^-?\d+$/.test(value) || !fits(id.type, value)) throw invalidValue(id, value);
      return String(BigInt(value));
    case 'Double':
    case 'Float':
    case 'Currency':
    case 'ApplicationTime':
      if (value.trim() === '' || Number.isNaN(Number(value))) throw invalidValue(id, value);
      return value;
    case 'Boolean':
      if (!/^(true|false)$/i.test(value)) throw invalidValue(id, value);
      return value.toLowerCase();
    case 'SystemTime': {
      const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(time)) throw invalidValue(id, value);
      return new Date(time).toISOString().replace('.000Z', 'Z');
    }
    case 'Binary':
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw invalidValue(id, value);
      return value;
    case 'String':
    case 'CLSID':
      return value;
  }
}

const bits = { Short: 16n, Integer: 32n, Long: 64n } as const;

function fits(type: 'Short' | 'Integer' | 'Long', value: string): boolean {
  const bound = 1n << (bits[type] - 1n);
  const number = BigInt(value);
  return number >= -bound && number < bound;
}

const invalidValue = (id: ExtendedId, value: string): GraphRefusal =>
  new GraphRefusal(
    400,
    'ErrorInvalidPropertySet',
    `The value '${value}' of the extended property '${id.id}' is not a valid ${id.type}.`,
  );

/** One of a contact's own fields, as the extended property it is stored behind. */
export type OwnField =
  | { readonly kind: 'text'; readonly slot: string }
  | { readonly kind: 'birthday' | 'anniversary' | 'gender' | 'flagStatus' | 'hasPicture' | 'im' };

const tag = (hex: string, slot: string): [string, OwnField] => [`String 0x${hex}`, { kind: 'text', slot }];
const inSet = (hex: string, slot: string): [string, OwnField] => [
  `String {${addressSet}} Id 0x${hex}`,
  { kind: 'text', slot },
];

const addressTags = (
  place: string,
  street: string,
  city: string,
  state: string,
  code: string,
  country: string,
  box: string,
) =>
  [
    tag(street, `${place}.street`),
    tag(city, `${place}.city`),
    tag(state, `${place}.state`),
    tag(code, `${place}.postalCode`),
    tag(country, `${place}.countryOrRegion`),
    tag(box, `${place}.postOfficeBox`),
  ] as const;

/** MS-OXOCNTC: the property behind each field. What is not here is stored verbatim and belongs to nobody. */
export const ownFields: ReadonlyMap<string, OwnField> = new Map<string, OwnField>([
  tag('3001', 'displayName'),
  tag('3a06', 'givenName'),
  tag('3a11', 'surname'),
  tag('3a44', 'middleName'),
  tag('3a45', 'title'),
  tag('3a05', 'generation'),
  tag('3a0a', 'initials'),
  tag('3a4f', 'nickName'),
  tag('3a16', 'companyName'),
  tag('3a17', 'jobTitle'),
  tag('3a18', 'department'),
  tag('3a19', 'officeLocation'),
  tag('3a4e', 'manager'),
  tag('3a30', 'assistantName'),
  tag('3a46', 'profession'),
  tag('3a48', 'spouseName'),
  tag('1000', 'personalNotes'),
  inSet('8005', 'fileAs'),
  inSet('802c', 'yomiGivenName'),
  inSet('802d', 'yomiSurname'),
  inSet('802e', 'yomiCompanyName'),
  tag('3a09', 'phone.home'),
  tag('3a2f', 'phone.home2'),
  tag('3a08', 'phone.business'),
  tag('3a1b', 'phone.business2'),
  tag('3a1c', 'phone.mobile'),
  tag('3a1f', 'phone.other'),
  tag('3a2e', 'phone.assistant'),
  tag('3a25', 'phone.homeFax'),
  tag('3a24', 'phone.businessFax'),
  tag('3a23', 'phone.otherFax'),
  tag('3a21', 'phone.pager'),
  tag('3a1d', 'phone.radio'),
  tag('3a51', 'page.work'),
  tag('3a50', 'page.home'),
  ...addressTags('homeAddress', '3a5d', '3a59', '3a5c', '3a5b', '3a5a', '3a5e'),
  ...addressTags('otherAddress', '3a63', '3a5f', '3a62', '3a61', '3a60', '3a64'),
  inSet('8045', 'businessAddress.street'),
  inSet('8046', 'businessAddress.city'),
  inSet('8047', 'businessAddress.state'),
  inSet('8048', 'businessAddress.postalCode'),
  inSet('8049', 'businessAddress.countryOrRegion'),
  inSet('804a', 'businessAddress.postOfficeBox'),
  [`String {${addressSet}} Id 0x8062`, { kind: 'im' }],
  ['SystemTime 0x3a42', { kind: 'birthday' }],
  ['SystemTime 0x3a41', { kind: 'anniversary' }],
  ['Short 0x3a4d', { kind: 'gender' }],
  ['Integer 0x1090', { kind: 'flagStatus' }],
  [`Boolean {${addressSet}} Id 0x8015`, { kind: 'hasPicture' }],
]);
