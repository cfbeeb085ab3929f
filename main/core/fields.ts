// Owns: the table of every field of a contact (its shape, parts and kinds) and what follows from it alone:
// normal form, equality, list of changed fields. Leaves to others: value identity across versions (values.ts), merging.
import type { ContactFields, FieldName, ListValue } from './contact.ts';
import type { Json } from './json.ts';
import { canonicalJson, sameJson } from './json.ts';

/** How one part of a value is typed. 'date' is a PartialDate, 'time' a ZonedTime. */
export type PartType = 'text' | 'number' | 'flag' | 'date' | 'time';

/** `list`: ordered values with ids. `record`: one value with parts. `text`, `flag`: one bare value. */
export type FieldShape =
  | { readonly kind: 'text' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'record'; readonly parts: Readonly<Record<string, PartType>> }
  | {
      readonly kind: 'list';
      readonly parts: Readonly<Record<string, PartType>>;
      /** The part that tells values apart for a person (an address, a number). */
      readonly key: string;
      readonly kinds: readonly string[];
    };

const text = { kind: 'text' } as const;
const flag = { kind: 'flag' } as const;
const record = <P extends Record<string, PartType>>(parts: P) => ({ kind: 'record', parts }) as const;
const list = <P extends Record<string, PartType>>(
  key: keyof P & string,
  parts: P,
  kinds: readonly string[] = [],
) => ({ kind: 'list', key, parts, kinds }) as const;

/** Every field, in the order in which people expect to see them. */
export const FIELDS: Readonly<Record<FieldName, FieldShape>> = {
  name: record({
    prefix: 'text',
    given: 'text',
    middle: 'text',
    family: 'text',
    suffix: 'text',
    initials: 'text',
    display: 'text',
    phoneticPrefix: 'text',
    phoneticGiven: 'text',
    phoneticMiddle: 'text',
    phoneticFamily: 'text',
    phoneticSuffix: 'text',
    phoneticFull: 'text',
  }),
  fileAs: text,
  nicknames: list('value', { value: 'text' }, [
    'default',
    'maidenName',
    'initials',
    'gplus',
    'otherName',
    'alternateName',
    'shortName',
  ]),
  emails: list('address', { address: 'text', name: 'text' }, ['home', 'work', 'main', 'other']),
  phones: list('number', { number: 'text' }, [
    'mobile',
    'home',
    'work',
    'main',
    'homeFax',
    'workFax',
    'otherFax',
    'pager',
    'workMobile',
    'workPager',
    'googleVoice',
    'car',
    'radio',
    'assistant',
    'callback',
    'companyMain',
    'telex',
    'tty',
    'isdn',
    'other',
  ]),
  addresses: list(
    'street',
    {
      street: 'text',
      extended: 'text',
      poBox: 'text',
      city: 'text',
      region: 'text',
      postalCode: 'text',
      country: 'text',
      countryCode: 'text',
      formatted: 'text',
    },
    ['home', 'work', 'other'],
  ),
  organizations: list(
    'name',
    {
      name: 'text',
      phoneticName: 'text',
      title: 'text',
      department: 'text',
      office: 'text',
      jobDescription: 'text',
      symbol: 'text',
      domain: 'text',
      costCenter: 'text',
      fullTimeMillipercent: 'number',
      current: 'flag',
      start: 'date',
      end: 'date',
    },
    ['work', 'school'],
  ),
  birthday: record({ date: 'date', text: 'text' }),
  events: list('date', { date: 'date' }, ['anniversary', 'other']),
  urls: list('url', { url: 'text', name: 'text' }, [
    'home',
    'work',
    'blog',
    'profile',
    'homePage',
    'ftp',
    'reservations',
    'appInstallPage',
    'other',
  ]),
  relations: list('name', { name: 'text' }, [
    'spouse',
    'partner',
    'domesticPartner',
    'child',
    'mother',
    'father',
    'parent',
    'brother',
    'sister',
    'relative',
    'friend',
    'manager',
    'assistant',
    'referredBy',
  ]),
  notes: record({ text: 'text', format: 'text' }),
  labels: list('ref', { ref: 'text' }),
  favorite: flag,
  ims: list('handle', { handle: 'text', protocol: 'text' }, ['home', 'work', 'other']),
  sips: list('address', { address: 'text' }, ['home', 'work', 'mobile', 'other']),
  calendarUrls: list('url', { url: 'text' }, ['home', 'freeBusy', 'work']),
  gender: record({ value: 'text', addressMeAs: 'text' }),
  occupations: list('value', { value: 'text' }),
  interests: list('value', { value: 'text' }),
  locales: list('value', { value: 'text' }),
  locations: list(
    'value',
    { value: 'text', current: 'flag', building: 'text', floor: 'text', floorSection: 'text', desk: 'text' },
    ['desk'],
  ),
  externalIds: list('value', { value: 'text' }, [
    'account',
    'customer',
    'loginId',
    'network',
    'organization',
  ]),
  keywords: list('value', { value: 'text' }, [
    'outlookBillingInformation',
    'outlookDirectoryServer',
    'outlookKeyword',
    'outlookMileage',
    'outlookPriority',
    'outlookSensitivity',
    'outlookSubject',
    'outlookUser',
    'home',
    'work',
    'other',
  ]),
  customFields: list('key', { key: 'text', value: 'text' }),
  clientData: list('key', { key: 'text', value: 'text' }),
  flag: record({ status: 'text', start: 'time', due: 'time', completed: 'time' }),
};

/** The names of all fields, in FIELDS' order. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** The names of the fields that are lists. */
export type ListFieldName = {
  [K in FieldName]-?: NonNullable<ContactFields[K]> extends readonly ListValue[] ? K : never;
}[FieldName];

/** A value of a field seen generically, for code that runs over FIELDS. */
export type AnyListValue = ListValue & Readonly<Record<string, Json | undefined>>;
export type AnyRecord = Readonly<Record<string, Json | undefined>>;

/** The values of a list field, seen generically; empty where the field is absent. */
export function valuesOf(fields: ContactFields | null, name: FieldName): readonly AnyListValue[] {
  return ((fields?.[name] as readonly AnyListValue[] | undefined) ?? []) as readonly AnyListValue[];
}

/** The record behind a record field, seen generically; empty where the field is absent. */
export function recordOf(fields: ContactFields | null, name: FieldName): AnyRecord {
  return (fields?.[name] as AnyRecord | undefined) ?? {};
}

function isEmptyPart(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isEmptyPart);
}

/** Nothing inside `extra` is empty: what a service meant by an empty text or a false there is not ours to say. */
function isEmptyEntry([key, part]: readonly [string, unknown]): boolean {
  if (key !== 'extra' || typeof part !== 'object' || part === null) return isEmptyPart(part);
  return Object.keys(part).length === 0;
}

function withoutEmptyParts<T extends object>(value: T): T {
  const parts = Object.entries(value).filter((entry) => !isEmptyEntry(entry));
  return Object.fromEntries(
    parts.map(([key, part]) => [key, key === 'extra' ? part : withoutEmptiesInside(part)]),
  ) as T;
}

/** A date or a time without what it leaves open. */
function withoutEmptiesInside(part: unknown): unknown {
  if (
    typeof part !== 'object' ||
    part === null ||
    Array.isArray(part) ||
    !Object.values(part).some(isEmptyPart)
  )
    return part;
  return Object.fromEntries(Object.entries(part).filter(([, inner]) => !isEmptyPart(inner)));
}

/** Parts of a value that say something by themselves: not its id, kind, label or flag. */
function hasContent(value: AnyListValue): boolean {
  return Object.entries(value).some(
    (entry) => !['id', 'kind', 'label', 'primary'].includes(entry[0]) && !isEmptyEntry(entry),
  );
}

/** Whether a value or record says anything that a person could have typed; `extra` alone does not. */
export function saysSomething(value: AnyRecord): boolean {
  const { extra: _extra, ...parts } = value;
  return hasContent(parts as AnyListValue);
}

/** The normal form: no empty texts, no empty values, no empty lists or records. Idempotent. */
export function normalise(fields: ContactFields): ContactFields {
  const out: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) {
    const value = fields[name];
    const shape = FIELDS[name];
    if (value === undefined || value === null || value === '' || value === false) continue;
    if (shape.kind === 'list') {
      const values = valuesOf(fields, name).map(withoutEmptyParts).filter(hasContent);
      if (values.length > 0) out[name] = values;
    } else if (shape.kind === 'record') {
      const parts = withoutEmptyParts(value as object);
      if (Object.keys(parts).length > 0) out[name] = parts;
    } else {
      out[name] = value;
    }
  }
  return out as ContactFields;
}

/** The content of a value without its id, as comparable text. */
export function valueText(value: AnyListValue): string {
  return partsText(value);
}

/** What is said in parts as JSON with sorted keys, without ids and what is empty. Written in one go: it is asked often. */
function partsText(value: AnyRecord): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const part = value[key];
    if (key === 'id' || part === undefined || isEmptyEntry([key, part])) continue;
    if (text !== '') text += ',';
    text += `${JSON.stringify(key)}:`;
    if (typeof part === 'string') text += JSON.stringify(part);
    else if (key === 'extra') text += canonicalJson(part);
    else text += typeof part === 'object' ? canonicalJson(withoutEmptiesInside(part)) : String(part);
  }
  return `{${text}}`;
}

/** Equal content of two versions of one field: ids and, in lists, order do not count (services reorder at will). */
export function sameField(name: FieldName, a: ContactFields | null, b: ContactFields | null): boolean {
  // Most fields are absent in both versions, or were never touched.
  if ((a?.[name] ?? null) === (b?.[name] ?? null)) return true;
  if (FIELDS[name].kind !== 'list') return sameJson(normalPart(a?.[name]), normalPart(b?.[name]));
  const left = valuesOf(a, name).filter(hasContent).map(valueText).sort();
  const right = valuesOf(b, name).filter(hasContent).map(valueText).sort();
  return sameJson(left, right);
}

function normalPart(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isEmptyPart(value) ? null : value;
  const parts = withoutEmptyParts(value);
  return Object.keys(parts).length === 0 ? null : parts;
}

/** Equal content of two contacts (law 1). */
export function sameFields(a: ContactFields | null, b: ContactFields | null): boolean {
  if (a === null || b === null || a === b) return a === b;
  return FIELD_NAMES.every((name) => sameField(name, a, b));
}

/** The fields whose content, or whose order of values, differs: what a person's edit changed. */
export function changedFields(
  before: ContactFields | null,
  after: ContactFields | null,
): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => !sameField(name, before, after) || !sameOrder(name, before, after));
}

function sameOrder(name: FieldName, a: ContactFields | null, b: ContactFields | null): boolean {
  if (FIELDS[name].kind !== 'list' || (a?.[name] ?? null) === (b?.[name] ?? null)) return true;
  return sameJson(
    valuesOf(a, name).filter(hasContent).map(valueText),
    valuesOf(b, name).filter(hasContent).map(valueText),
  );
}

/** One text for equal contents, whatever the ids and the order of values: what receipts and `verify` hash. */
export function contentText(fields: ContactFields): string {
  const texts = FIELD_NAMES.flatMap((name) => {
    const text = fields[name] === undefined ? '' : fieldText(name, fields);
    return text === '' ? [] : `"${name}":${text}`;
  });
  return `{${texts.join(',')}}`;
}

/** One field of a contact as comparable text; '' where it is empty. */
function fieldText(name: FieldName, fields: ContactFields): string {
  const { kind } = FIELDS[name];
  if (kind === 'list') {
    const values = valuesOf(fields, name).filter(hasContent).map(valueText);
    return values.length === 0 ? '' : `[${values.sort().join(',')}]`;
  }
  if (kind !== 'record') return isEmptyPart(fields[name]) ? '' : JSON.stringify(fields[name]);
  const text = partsText(recordOf(fields, name));
  return text === '{}' ? '' : text;
}
