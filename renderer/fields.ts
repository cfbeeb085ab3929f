// Owns: how fields are laid out for people: which are common, which parts come first, which input a part gets.
// Leaves to others: the fields themselves (main/core/fields.ts), their texts (i18n), their values (present.ts).
import type { FieldName } from '../main/core/contact.ts';
import { FIELDS, type PartType } from '../main/core/fields.ts';
import { type Doubt, emailDoubt, phoneDoubt, urlDoubt } from '../main/core/gentle-checks.ts';

/** The fields every editor shows; the others come by "Add field". */
export const COMMON_FIELDS: readonly FieldName[] = [
  'name',
  'phones',
  'emails',
  'organizations',
  'addresses',
  'birthday',
  'notes',
  'labels',
];

/** List fields that open with one empty value in a new contact. */
export const OPEN_IN_NEW: readonly FieldName[] = ['phones', 'emails', 'organizations'];

/** Fields whose values can be marked as the primary one. */
export const WITH_PRIMARY: ReadonlySet<FieldName> = new Set<FieldName>(['emails', 'phones']);

/** Parts shown at first; the rest of a field comes by "More". A field that is not here shows all of its parts. */
const FIRST_PARTS: { readonly [K in FieldName]?: readonly string[] } = {
  name: ['given', 'family'],
  emails: ['address'],
  urls: ['url'],
  addresses: ['street', 'postalCode', 'city', 'region', 'country'],
  organizations: ['name', 'title'],
  birthday: ['date'],
  locations: ['value', 'building', 'floor', 'desk'],
  notes: ['text'],
};

export type Group = 'reach' | 'place' | 'work' | 'dates' | 'people' | 'notes' | 'about' | 'more';

/** The sections of a contact's page and their fields, in order. The star in the head shows `favorite`. */
export const GROUPS: readonly (readonly [Group, readonly FieldName[]])[] = [
  ['reach', ['emails', 'phones', 'ims', 'sips', 'urls']],
  ['work', ['organizations', 'occupations', 'locations']],
  ['place', ['addresses']],
  ['dates', ['birthday', 'events']],
  ['people', ['relations']],
  ['notes', ['notes']],
  ['about', ['nicknames', 'gender', 'interests', 'locales', 'calendarUrls']],
  ['more', ['name', 'fileAs', 'labels', 'customFields', 'keywords', 'externalIds', 'clientData', 'flag']],
];

/** What kind of box a part is typed into. */
export type InputType =
  'text' | 'email' | 'tel' | 'url' | 'lines' | 'percent' | 'flag' | 'date' | 'time' | 'choice';

const INPUTS: Readonly<Record<string, InputType>> = {
  'emails.address': 'email',
  'phones.number': 'tel',
  'urls.url': 'url',
  'calendarUrls.url': 'url',
  'addresses.street': 'lines',
  'addresses.formatted': 'lines',
  'organizations.jobDescription': 'lines',
  'organizations.fullTimeMillipercent': 'percent',
  'notes.text': 'lines',
  'notes.format': 'choice',
  'flag.status': 'choice',
};

const BY_TYPE: Readonly<Record<PartType, InputType>> = {
  text: 'text',
  number: 'text',
  flag: 'flag',
  date: 'date',
  time: 'time',
};

/** The parts of a field with their types; a bare field has none. */
export function partsOf(name: FieldName): Readonly<Record<string, PartType>> {
  const shape = FIELDS[name];
  return shape.kind === 'list' || shape.kind === 'record' ? shape.parts : {};
}

/** The box a part is typed into. */
export function inputOf(name: FieldName, part: string): InputType {
  return INPUTS[`${name}.${part}`] ?? BY_TYPE[partsOf(name)[part] ?? 'text'];
}

/** The parts of a name in Japanese: the family name is said first, and how it is read is asked for with it. */
const JAPANESE_NAME = ['prefix', 'family', 'given', 'middle', 'suffix', 'phoneticFamily', 'phoneticGiven'];

/** The parts shown at first and those behind "More", and all in the order in which a language says them. */
export function splitParts(
  name: FieldName,
  language = '',
): Record<'all' | 'first' | 'more', readonly string[]> {
  const parts = Object.keys(partsOf(name));
  const isJapaneseName = name === 'name' && /^ja\b/.test(language);
  const all = isJapaneseName ? [...new Set([...JAPANESE_NAME, ...parts])] : parts;
  const first = isJapaneseName
    ? ['family', 'given', 'phoneticFamily', 'phoneticGiven']
    : (FIRST_PARTS[name] ?? all);
  return { all, first, more: all.filter((part) => !first.includes(part)) };
}

/** Words offered while typing into a part that takes any word. */
export const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  'ims.protocol': ['aim', 'googleTalk', 'icq', 'jabber', 'msn', 'netMeeting', 'qq', 'skype', 'yahoo'],
  'gender.value': ['female', 'male', 'unspecified'],
};

/** The values of a part that takes only these. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'flag.status': ['notFlagged', 'flagged', 'complete'],
  'notes.format': ['plain', 'html'],
};

/** What looks wrong with a typed text; it is saved as typed all the same. */
export function doubtOf(input: InputType, value: string): Doubt | null {
  if (input === 'email') return emailDoubt(value);
  if (input === 'tel') return phoneDoubt(value);
  return input === 'url' ? urlDoubt(value) : null;
}

/** The sections of the menu of further fields: every field that is not always there, once. */
export const FURTHER_FIELDS: readonly (readonly [Group, readonly FieldName[]])[] = [
  ['reach', ['urls', 'ims', 'sips', 'calendarUrls']],
  ['people', ['nicknames', 'relations', 'events', 'gender', 'interests', 'locales', 'favorite']],
  ['work', ['occupations', 'locations']],
  ['more', ['fileAs', 'customFields', 'keywords', 'externalIds', 'clientData', 'flag']],
];
