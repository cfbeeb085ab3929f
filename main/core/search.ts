// Owns: what of a contact can be searched, as one folded text with a mark before each value.
// Leaves to others: what a person typed (search-query.ts), finding texts fast (search-index.ts), their order (search-rank.ts).
import type { ContactFields, FieldName, PartialDate } from './contact.ts';
import { FIELDS, FIELD_NAMES } from './fields.ts';
import type { PartType } from './fields.ts';
import { fold, foldInto } from './fold.ts';

/** The control character before each value of a field. Of labels it is all: they are looked for by names, which contacts have not. */
const MARKS = Object.fromEntries(
  FIELD_NAMES.filter((name) => name !== 'flag').map((name, n) => [name, n + 1]),
) as Readonly<Record<Exclude<FieldName, 'flag'>, number>>;

/** What stands before numbers as bare digits, and for a photo. */
const DIGITS_MARK = 31;
const PHOTO_MARK = 30;

export type SearchField = keyof typeof MARKS | 'digits' | 'photo';

/** The code of the mark before values of a field. */
export function markOf(field: SearchField): number {
  if (field === 'digits') return DIGITS_MARK;
  return field === 'photo' ? PHOTO_MARK : MARKS[field];
}

/** A set of fields: the bit of each one's mark. */
export type FieldSet = number;
export const ALL_FIELDS: FieldSet = -1;

export function fieldSet(fields: readonly SearchField[]): FieldSet {
  return fields.reduce((set, field) => set | (1 << markOf(field)), 0);
}

/** Fields that say how a person is called. */
export const NAME_FIELDS = ['name', 'fileAs', 'nicknames'] as const;

/** Parts that are codes of Kith's or a service's rather than words of a person. */
const NO_WORDS: ReadonlySet<string> = new Set(['id', 'kind', 'format', 'extra', 'status']);

/** How a field is written. */
interface Written {
  readonly mark: number;
  /** Its parts that have words. */
  readonly parts: ReadonlyMap<string, PartType>;
}

const WRITTEN: ReadonlyMap<string, Written> = new Map(
  Object.entries(MARKS).map(([name, mark]) => {
    const shape = FIELDS[name as FieldName];
    const types: Readonly<Record<string, PartType>> = 'parts' in shape ? shape.parts : {};
    const wordy = [...Object.entries(types), ['label', 'text'] as const].filter(
      ([key, type]) => (type === 'text' || type === 'date') && !NO_WORDS.has(key),
    );
    return [name, { mark, parts: new Map(wordy) }];
  }),
);

/** A text being written, as code units: the first `length` of `codes`. It is written again and again, so as to leave no waste. */
export interface TextBuffer {
  codes: Uint16Array;
  length: number;
}

export function textBuffer(): TextBuffer {
  return { codes: new Uint16Array(4096), length: 0 };
}

/** Everything of a contact that can be searched, folded, each value behind its field's mark; numbers also as bare digits. */
export function searchText(fields: ContactFields): string {
  const text = textBuffer();
  writeFields(text, fields);
  return textOf(text);
}

export function textOf({ codes, length }: TextBuffer): string {
  let text = '';
  for (let from = 0; from < length; from += 4096)
    text += String.fromCharCode(...codes.subarray(from, Math.min(length, from + 4096)));
  return text;
}

export function writeFields(text: TextBuffer, fields: ContactFields): void {
  for (const key in fields) {
    const value = fields[key as FieldName];
    const written = WRITTEN.get(key);
    if (written === undefined || value === undefined || value === null || value === false) continue;
    if (key === 'labels' || value === true) writeMark(text, written.mark);
    else if (typeof value === 'string') writeValue(text, written.mark, value);
    else if (!Array.isArray(value)) writeParts(text, written, value as Parts, key === 'name');
    else for (const each of value as readonly Parts[]) writeParts(text, written, each, false);
  }
  for (const phone of fields.phones ?? []) writeDigits(text, phone.number ?? '');
}

/** Marks what has no text. */
export function writeMark(text: TextBuffer, mark: number): void {
  if (text.length === text.codes.length) makeRoom(text, 1);
  text.codes[text.length++] = mark;
}

type Parts = Readonly<Record<string, unknown>>;

function writeParts(text: TextBuffer, { mark, parts }: Written, value: Parts, isName: boolean): void {
  const before = text.length;
  const isTold = isName && isToldByDisplay(value);
  for (const key in value) {
    // What every value has and says nothing, told without looking it up.
    if (key === 'id' || key === 'kind') continue;
    const part = value[key];
    if (typeof part === 'string') {
      if (part === '' || (isTold && (key === 'given' || key === 'family'))) continue;
      if (parts.get(key) === 'text') writeValue(text, mark, part);
    } else if (typeof part === 'object' && part !== null && parts.get(key) === 'date')
      writeValue(text, mark, dateText(part as PartialDate));
  }
  if (text.length === before) writeMark(text, mark);
}

/** Whether the whole name is just given and family name: most are, and need not be looked through twice. */
function isToldByDisplay({ given, family, display }: Parts): boolean {
  if (typeof given !== 'string' || typeof family !== 'string' || typeof display !== 'string') return false;
  if (display.length !== given.length + family.length + 1 || display[given.length] !== ' ') return false;
  return display.startsWith(given) && display.endsWith(family);
}

function writeValue(text: TextBuffer, mark: number, value: string): void {
  writeMark(text, mark);
  const end = foldInto(text.codes, text.length, value);
  text.length = end >= 0 ? end : writeSlowly(text, fold(value));
}

function writeSlowly(text: TextBuffer, folded: string): number {
  makeRoom(text, folded.length);
  let at = text.length;
  for (let from = 0; from < folded.length; from++) {
    const code = folded.charCodeAt(from);
    text.codes[at++] = isMark(code) ? 32 : code;
  }
  return at;
}

function makeRoom(text: TextBuffer, more: number): void {
  if (text.length + more <= text.codes.length) return;
  const larger = new Uint16Array((text.length + more) * 2);
  larger.set(text.codes);
  text.codes = larger;
}

/** The digits of a number in a value of their own. */
function writeDigits(text: TextBuffer, typed: string): void {
  const before = text.length;
  writeValue(text, DIGITS_MARK, typed);
  const { codes, length } = text;
  text.length = before + 1;
  for (let at = text.length; at < length; at++) {
    const code = codes[at]!;
    if (code >= 48 && code <= 57) codes[text.length++] = code;
  }
  if (text.length === before + 1) text.length = before;
}

/** As ISO 8601 and vCard write it: 1984-05-04, --05-04, 1984. */
function dateText({ year, month, day }: PartialDate): string {
  const two = (n: number | undefined) => (n === undefined ? '' : `-${String(n).padStart(2, '0')}`);
  return `${year ?? '-'}${two(month)}${two(day)}`;
}

/** The forms in which a folded word may stand in a text: one of digits and separators is also looked for as bare digits. */
export function formsOf(word: string): readonly string[] {
  const digits = /^[\d\s()+./-]+$/.test(word) ? word.replace(/\D/g, '') : '';
  return digits.length >= 3 && digits !== word ? [word, digits] : [word];
}

/** Whether a code unit of a text is a mark. Values hold none. */
export function isMark(code: number): boolean {
  return code < 32 || code === 127;
}
