// Owns: any value of any field as lines of text that people read, with what can be done with them.
// Leaves to others: layout (components/contact, pages/Conflicts), texts (i18n), dates (dates.ts).
import type {
  Address,
  ContactFields,
  FieldName,
  Notes,
  Organization,
  PartialDate,
  Phone,
  ZonedTime,
} from '../main/core/contact.ts';
import { type AnyListValue, type AnyRecord, FIELDS, recordOf, valuesOf } from '../main/core/fields.ts';
import type { Json } from '../main/core/json.ts';
import type { OpenTarget } from '../preload/contract.ts';
import { formatDate, formatZonedTime } from './dates.ts';
import { displayNames } from './i18n/formats.ts';
import { kindLabel, locale, numberText, partLabel, t, valueLabel } from './i18n/index.ts';
import { bare } from './i18n/isolate.ts';
import { partsOf } from './fields.ts';

/** One line of a value: its text, what the text is (where that is not clear), and what it opens. */
export interface Line {
  readonly text: string;
  readonly label?: string;
  readonly open?: OpenTarget;
}

/** One value of a field, ready to be shown. `heading` is its kind or the person's own label; '' where it has none. */
export interface Shown {
  readonly id: string;
  readonly heading: string;
  readonly primary: boolean;
  readonly lines: readonly Line[];
  /** What else can be done with it, beside what its lines open. */
  readonly actions: readonly OpenTarget[];
}

/** A line as it is read: with what cannot be seen in an address. Copied and opened is the text itself. */
export const readText = ({ text, open }: Line): string =>
  open?.kind === 'mail' || open?.kind === 'web' ? bare(text) : text;

/** The line under a name in a list, in the same way: an address or something else. */
export const detailText = (detail: string): string => (detail.includes('@') ? bare(detail) : detail);

const OPENERS: Readonly<Record<string, OpenTarget['kind']>> = {
  'emails.address': 'mail',
  'phones.number': 'call',
  'urls.url': 'web',
  'calendarUrls.url': 'web',
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** Notes as text; notes kept as HTML without their tags, because the window never renders foreign markup. */
export function notesText(notes: Notes): string {
  const text = notes.text ?? '';
  if (notes.format !== 'html') return text;
  return text
    .replace(/<(?:br|\/p|\/div|\/li)\b[^>]*>/giu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/gu, (_, name: string) => ENTITIES[name] ?? '')
    .trim();
}

/** A label's own words; Google's system groups are translated, other keys are shown as they are. */
export function labelText(ref: string): string {
  const system = /^contactGroups\/([a-z]+)$/iu.exec(ref)?.[1];
  return system === undefined ? ref : valueLabel('label', system);
}

/** What stands above a value: the person's own words verbatim, else its kind translated. */
export function headingOf(value: AnyListValue): string {
  if (value.label !== undefined && value.label !== '') return value.label;
  return value.kind === undefined ? '' : kindLabel(value.kind);
}

/** A part of a value as text; '' where there is nothing to show. */
export function partText(name: FieldName, part: string, value: Json | undefined): string {
  if (value === undefined || value === null || value === false || value === '') return '';
  if (value === true) return t('contact.yes');
  const type = partsOf(name)[part];
  if (type === 'date') return formatDate(value as PartialDate);
  if (type === 'time') return formatZonedTime(value as unknown as ZonedTime);
  if (part === 'fullTimeMillipercent' && typeof value === 'number') {
    return numberText(value / 100_000, { style: 'percent', maximumFractionDigits: 3 });
  }
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : JSON.stringify(value);
  if (name === 'flag' && part === 'status') return valueLabel('flagStatus', value);
  if (name === 'notes' && part === 'format') return valueLabel('notesFormat', value);
  if (name === 'gender' && part === 'value') return valueLabel('gender', value);
  if (name === 'labels') return labelText(value);
  return value;
}

function lineOf(name: FieldName, part: string, value: Json | undefined, labelled: boolean): Line | null {
  const text = partText(name, part, value);
  if (text === '') return null;
  const opener = OPENERS[`${name}.${part}`];
  return {
    text,
    ...(labelled ? { label: partLabel(name, part) } : {}),
    ...(opener === undefined ? {} : { open: { kind: opener, value: text } }),
  };
}

const present = (lines: readonly (Line | null)[]): readonly Line[] => lines.filter((line) => line !== null);

/** The country, with its code only where the code says something else. */
function countryText(country: string | undefined, code: string | undefined): string {
  if (code === undefined || code === '') return country ?? '';
  const named = /^[A-Z]{2}$/u.test(code) ? (displayNames(locale(), 'region').of(code) ?? code) : code;
  if (country === undefined || country === '') return named;
  return country === named || country === code
    ? country
    : t('app.listJoin', { first: country, second: code });
}

function addressLines(address: Address): readonly Line[] {
  const { street, extended, poBox, postalCode, city, region, country, countryCode, formatted } = address;
  const join = (separator: string, ...parts: readonly (string | undefined)[]): string =>
    parts.filter(Boolean).join(separator);
  const texts = [
    street,
    extended,
    poBox,
    join(' ', postalCode, city),
    region,
    countryText(country, countryCode),
  ];
  const lines = texts
    .filter((text) => text !== undefined && text !== '')
    .map((text) => ({ text: text as string }));
  if (formatted === undefined || formatted === '') return lines;
  // Services compose this text from the parts; it is worth showing only where it says something else.
  const repeats =
    lines.length > 0 &&
    [street, city, postalCode].every((part) => part === undefined || formatted.includes(part));
  return repeats
    ? lines
    : [
        ...lines,
        { text: formatted, ...(lines.length > 0 ? { label: partLabel('addresses', 'formatted') } : {}) },
      ];
}

function organizationLines(value: Organization & AnyListValue): readonly Line[] {
  const { name, title, ...rest } = value;
  const others = Object.keys(partsOf('organizations')).map((part) =>
    part === 'name' || part === 'title'
      ? null
      : lineOf('organizations', part, rest[part], part !== 'department'),
  );
  return present([
    lineOf('organizations', 'name', name, false),
    lineOf('organizations', 'title', title, false),
    ...others,
  ]);
}

/** One value of a list field as lines. */
export function valueLines(name: FieldName, value: AnyListValue): readonly Line[] {
  if (name === 'addresses') return addressLines(value as Address);
  if (name === 'organizations') return organizationLines(value as Organization & AnyListValue);
  if (name === 'customFields' || name === 'clientData') {
    return present([lineOf(name, 'value', value['value'] ?? value['key'], false)]);
  }
  const shape = FIELDS[name];
  const key = shape.kind === 'list' ? shape.key : '';
  return present(Object.keys(partsOf(name)).map((part) => lineOf(name, part, value[part], part !== key)));
}

function recordLines(
  name: FieldName,
  record: AnyRecord,
  without: (text: string) => boolean,
): readonly Line[] {
  if (name === 'notes') return present([lineOf('notes', 'text', notesText(record as Notes), false)]);
  const parts = Object.keys(partsOf(name));
  const lines = parts.map((part, index) =>
    lineOf(name, part, record[part], index > 0 || name === 'name' || name === 'flag'),
  );
  return present(lines).filter((line) => !without(line.text));
}

/** Numbers that certainly are no mobile ones. */
const NO_MESSAGES: ReadonlySet<string> = new Set([
  'homeFax',
  'workFax',
  'otherFax',
  'pager',
  'workPager',
  'companyMain',
  'telex',
  'isdn',
  'radio',
]);

/** Where an address is, as a map looks for it; who a number belongs to reads messages there. */
function actionsOf(name: FieldName, value: AnyListValue): readonly OpenTarget[] {
  if (name === 'addresses') {
    const { street, postalCode, city, region, country, formatted } = value as Address;
    const parts = [street, [postalCode, city].filter(Boolean).join(' '), region, country].filter(Boolean);
    const place = parts.length > 0 ? parts.join(', ') : (formatted ?? '');
    return place.trim() === '' ? [] : [{ kind: 'map', value: place }];
  }
  const number = name === 'phones' ? (value as Phone).number : undefined;
  if (number === undefined || NO_MESSAGES.has(value.kind ?? '')) return [];
  return [{ kind: 'message', value: number }];
}

/** Every value of a field, ready to be shown. Name parts that `title` already says are left out. */
export function showField(name: FieldName, fields: ContactFields, title: string): readonly Shown[] {
  const shape = FIELDS[name];
  if (shape.kind === 'list') {
    return valuesOf(fields, name)
      .map((value) => ({
        id: value.id,
        heading:
          name === 'customFields' || name === 'clientData' ? String(value['key'] ?? '') : headingOf(value),
        // Services flag the only value of a field too; being the first among one says nothing.
        primary: value.primary === true && valuesOf(fields, name).length > 1,
        lines: valueLines(name, value),
        actions: actionsOf(name, value),
      }))
      .filter((shown) => shown.lines.length > 0);
  }
  const said = (text: string): boolean => name === 'name' && title.includes(text);
  const lines =
    shape.kind === 'record'
      ? recordLines(name, recordOf(fields, name), said)
      : present([lineOf(name, name, fields[name] as string | boolean | undefined, false)]);
  return lines.length === 0 ? [] : [{ id: name, heading: '', primary: false, lines, actions: [] }];
}

/** What stands at a conflict's path (Conflict.path in main/core/replica.ts) in one of its three versions. */
export function showAtPath(name: FieldName, path: string, version: Json): readonly Line[] {
  if (version === null) return [];
  const shape = FIELDS[name];
  if (shape.kind === 'list') {
    const value = version as AnyListValue;
    const heading = name === 'customFields' ? String(value['key'] ?? '') : headingOf(value);
    return valueLines(name, value).map((line, index) =>
      index === 0 && heading !== '' && line.label === undefined ? { ...line, label: heading } : line,
    );
  }
  const part = path.split('.')[1];
  if (shape.kind !== 'record' || part === undefined) return present([lineOf(name, name, version, false)]);
  return present([lineOf(name, part, version, false)]);
}

/** What a conflict is about: the field, and its part where the path names one. */
export function pathLabel(name: FieldName, path: string, field: string): string {
  const part = path.split('.')[1];
  if (FIELDS[name].kind !== 'record' || part === undefined || name === 'notes' || name === 'birthday')
    return field;
  return partLabel(name, part);
}

/** The organisation in one line for the head of a page: "Analyst, Analytical Engines". */
export function organizationLine(fields: ContactFields): string {
  const current = fields.organizations?.find((one) => one.current === true) ?? fields.organizations?.[0];
  const { title, name, department } = current ?? {};
  const [first, second] = [title ?? department, name].filter((text) => text !== undefined && text !== '');
  return second === undefined ? (first ?? '') : t('app.listJoin', { first, second });
}
