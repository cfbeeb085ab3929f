// Owns: a contact as a vCard: every field of the model, for other programs and for Kith to read back. Pure.
// Leaves to others: repeated values (vcard-values.ts), how lines are written (vcard-lines.ts), files (store/, handlers/).
import type { ContactFields, FieldName } from './contact.ts';
import { FIELD_NAMES, FIELDS, recordOf, valuesOf } from './fields.ts';
import type { AnyListValue } from './fields.ts';
import { displayName } from './person.ts';
import { components, dateLine, escaped, linesText } from './vcard-lines.ts';
import type { VCardLine, VCardVersion } from './vcard-lines.ts';
import { restLines, valueLines } from './vcard-values.ts';

export type { VCardVersion } from './vcard-lines.ts';

/** What a card is written from. */
export interface CardContent {
  /** Stays the same, so that whoever reads the card twice knows it again. */
  readonly uid: string;
  readonly fields: ContactFields;
  /** The names of its labels; the fields have their clouds' keys only. */
  readonly labels: readonly string[];
  readonly photo: { readonly type: string; readonly base64: string } | null;
  /** ISO 8601: when it was changed last; null: nobody knows. */
  readonly changedAt: string | null;
}

/**
 * One card, ending with a line end. 3.0 is what Google, Apple and Outlook import; 4.0 says dates without a year, relations
 * and gender in its own words. Nothing that a person could see is left out: what has no property in the version is
 * `X-KITH-FIELD-PART`, in the group of its value; custom fields are `X-` and their own name.
 */
export function vcard(content: CardContent, version: VCardVersion = '3.0'): string {
  const { fields } = content;
  let groups = 0;
  const grouped = (lines: readonly VCardLine[]): readonly VCardLine[] => {
    if (lines.length < 2) return lines;
    groups += 1;
    const group = `item${groups}`;
    return lines.map((line) => ({ group, ...line }));
  };
  return linesText([
    { name: 'BEGIN', value: 'VCARD' },
    { name: 'VERSION', value: version },
    { name: 'PRODID', value: '-//Kith//Kith//EN' },
    {
      name: 'UID',
      value: escaped(content.uid),
      ...(version === '4.0' ? { params: { VALUE: ['text'] } } : {}),
    },
    ...revision(content.changedAt, version),
    ...nameLines(fields),
    ...FIELD_NAMES.filter((name) => FIELDS[name].kind === 'list' && name !== 'labels').flatMap((name) =>
      listed(name, valuesOf(fields, name), version).flatMap(grouped),
    ),
    ...birthdayLines(fields, version),
    ...genderLines(fields, version),
    ...(fields.notes?.text === undefined ? [] : [{ name: 'NOTE', value: escaped(fields.notes.text) }]),
    ...restLines('notes', recordOf(fields, 'notes'), ['text']),
    ...restLines('flag', recordOf(fields, 'flag'), []),
    ...(content.labels.length === 0
      ? []
      : [{ name: 'CATEGORIES', value: content.labels.map(escaped).join(',') }]),
    ...(fields.fileAs === undefined ? [] : [{ name: 'X-KITH-FILEAS', value: escaped(fields.fileAs) }]),
    ...(fields.favorite === true ? [{ name: 'X-KITH-FAVORITE', value: 'true' }] : []),
    ...photoLines(content.photo, version),
    { name: 'END', value: 'VCARD' },
  ]);
}

/** Nicknames without more to say are one line, since some programs read the first one only. */
function listed(
  name: FieldName,
  values: readonly AnyListValue[],
  version: VCardVersion,
): readonly (readonly VCardLine[])[] {
  const each = values.map((value) => valueLines(name, value, version));
  if (name !== 'nicknames') return each;
  const isPlain = (lines: readonly VCardLine[]): boolean =>
    lines.length === 1 && Object.values(lines[0]!.params ?? {}).every((param) => param.length === 0);
  const plain = each.filter(isPlain).map(([line]) => line!.value);
  const joined = plain.length === 0 ? [] : [[{ name: 'NICKNAME', value: plain.join(',') }]];
  return [...joined, ...each.filter((lines) => lines.length > 0 && !isPlain(lines))];
}

function nameLines(fields: ContactFields): readonly VCardLine[] {
  const { family, given, middle, prefix, suffix, display, phoneticGiven, phoneticMiddle, phoneticFamily } =
    fields.name ?? {};
  const phonetic = [
    ['X-PHONETIC-FIRST-NAME', phoneticGiven],
    ['X-PHONETIC-MIDDLE-NAME', phoneticMiddle],
    ['X-PHONETIC-LAST-NAME', phoneticFamily],
  ] as const;
  const known = ['family', 'given', 'middle', 'prefix', 'suffix', 'display'];
  return [
    { name: 'FN', value: escaped(display ?? displayName(fields)) },
    { name: 'N', value: components(family, given, middle, prefix, suffix) },
    ...phonetic.flatMap(([name, text]) => (text === undefined ? [] : [{ name, value: escaped(text) }])),
    ...restLines('name', recordOf(fields, 'name'), [
      ...known,
      'phoneticGiven',
      'phoneticMiddle',
      'phoneticFamily',
    ]),
  ];
}

function birthdayLines({ birthday }: ContactFields, version: VCardVersion): readonly VCardLine[] {
  if (birthday === undefined) return [];
  const { date, text } = birthday;
  const line = date === undefined ? null : dateLine('BDAY', date, version);
  const asText = date === undefined && text !== undefined && version === '4.0';
  return [
    ...(line === null ? [] : [line]),
    ...(asText ? [{ name: 'BDAY', params: { VALUE: ['text'] }, value: escaped(text) }] : []),
    ...restLines('birthday', birthday as never, [
      ...(line === null ? [] : ['date']),
      ...(asText ? ['text'] : []),
    ]),
  ];
}

/** RFC 6350 6.2.7: a sex by its letter, anything else in words. */
const SEXES: Readonly<Record<string, string>> = { male: 'M', female: 'F' };

function genderLines({ gender }: ContactFields, version: VCardVersion): readonly VCardLine[] {
  const { value } = gender ?? {};
  const line = version === '3.0' ? { name: 'X-GENDER', value: escaped(value ?? '') } : inWords(value ?? '');
  return [...(value === undefined ? [] : [line]), ...restLines('gender', (gender ?? {}) as never, ['value'])];
}

function inWords(value: string): VCardLine {
  return { name: 'GENDER', value: SEXES[value] ?? `;${escaped(value)}` };
}

function revision(changedAt: string | null, version: VCardVersion): readonly VCardLine[] {
  if (changedAt === null) return [];
  const seconds = changedAt.replace(/\.\d+/, '');
  return [{ name: 'REV', value: version === '3.0' ? seconds : seconds.replace(/[-:]/g, '') }];
}

function photoLines(photo: CardContent['photo'], version: VCardVersion): readonly VCardLine[] {
  if (photo === null) return [];
  if (version === '4.0') return [{ name: 'PHOTO', value: `data:${photo.type};base64,${photo.base64}` }];
  const type = photo.type.replace('image/', '').toUpperCase();
  return [{ name: 'PHOTO', params: { ENCODING: ['b'], TYPE: [type] }, value: photo.base64 }];
}
