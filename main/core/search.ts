// Owns: what of a contact can be searched, as one folded text with a mark before each value, and when a word occurs in it.
// Leaves to others: what a person typed (search-query.ts), finding texts fast (search-index.ts), their order (search-rank.ts).
import type { ContactFields, FieldName, PartialDate } from './contact.ts';
import { FIELDS, FIELD_NAMES } from './fields.ts';
import type { PartType } from './fields.ts';
import { fold } from './fold.ts';

/**
 * Control characters that values are not written with (so neither tab nor any line end), one a field, each before every
 * value of it. The last two stand before numbers as bare digits, and for a photo.
 */
const MARK_CODES = [1, 2, 3, 4, 5, 6, 7, 8, 12, ...Array.from({ length: 18 }, (_none, n) => 14 + n)];
const DIGITS_MARK = MARK_CODES[FIELD_NAMES.length - 1]!;

/** What people mark by having it at all, and what they look into. Labels are looked for by name, which is not in contacts. */
const MARKS = Object.fromEntries(
  FIELD_NAMES.filter((name) => name !== 'flag').map((name, n) => [name, MARK_CODES[n]!]),
) as Readonly<Record<Exclude<FieldName, 'flag'>, number>>;

export type SearchField = keyof typeof MARKS | 'digits' | 'photo';

/** The code of the mark before values of a field. */
export function markOf(field: SearchField): number {
  if (field === 'digits') return DIGITS_MARK;
  return field === 'photo' ? 127 : MARKS[field];
}

/** Fields that say how a person is called. */
export const NAME_FIELDS = ['name', 'fileAs', 'nicknames'] as const;

/** Whether a code unit parts words: marks, space and punctuation do, in any script. */
export function partsWords(code: number): boolean {
  const known = PARTS_WORDS[code]!;
  if (known !== 0) return known === 1;
  const parts = !/[\p{L}\p{N}\p{M}\p{Cs}\p{Extended_Pictographic}]/u.test(String.fromCharCode(code));
  PARTS_WORDS[code] = parts ? 1 : 2;
  return parts;
}
const PARTS_WORDS = new Uint8Array(0x10000);

/** Parts that are codes of Kith's or a service's rather than words of a person. */
const NO_WORDS: ReadonlySet<string> = new Set(['id', 'kind', 'format', 'extra', 'status']);

const PARTS = Object.fromEntries(
  FIELD_NAMES.map((name) => {
    const shape = FIELDS[name];
    return [name, 'parts' in shape ? shape.parts : {}];
  }),
) as Readonly<Record<FieldName, Readonly<Record<string, PartType>>>>;

/** Everything of a contact that can be searched, folded, each value behind its field's mark; numbers also as bare digits. */
export function searchText(fields: ContactFields): string {
  let text = '';
  for (const key in fields) {
    const name = key as FieldName;
    const code = MARKS[name as keyof typeof MARKS] as number | undefined;
    const value = fields[name];
    if (code === undefined || value === undefined || value === null || value === false) continue;
    const mark = String.fromCharCode(code);
    if (name === 'labels' || value === true) text += mark;
    else if (typeof value === 'string') text += mark + value;
    else if (!Array.isArray(value)) text += partsText(value as Parts, PARTS[name], mark);
    else for (const each of value as readonly Parts[]) text += partsText(each, PARTS[name], mark);
  }
  for (const phone of fields.phones ?? []) {
    const digits = digitsOf(fold(phone.number ?? ''));
    if (digits !== '') text += String.fromCharCode(DIGITS_MARK) + digits;
  }
  return fold(text);
}

type Parts = Readonly<Record<string, unknown>>;

function partsText(value: Parts, types: Readonly<Record<string, PartType>>, mark: string): string {
  let text = '';
  for (const key in value) {
    const part = value[key];
    if (typeof part === 'string') {
      if (part !== '' && !NO_WORDS.has(key) && (key === 'label' || types[key] === 'text'))
        text += mark + part;
    } else if (types[key] === 'date' && part !== undefined && part !== null)
      text += mark + dateText(part as PartialDate);
  }
  return text === '' ? mark : text;
}

/** As ISO 8601 and vCard write it: 1984-05-04, --05-04, 1984. */
function dateText({ year, month, day }: PartialDate): string {
  const two = (n: number | undefined) => (n === undefined ? '' : `-${String(n).padStart(2, '0')}`);
  return `${year ?? '-'}${two(month)}${two(day)}`;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** The forms in which a folded word may stand in a text: one of digits and separators is also looked for as bare digits. */
export function formsOf(word: string): readonly string[] {
  const digits = /^[\d\s()+./-]+$/.test(word) ? digitsOf(word) : '';
  return digits.length >= 3 && digits !== word ? [word, digits] : [word];
}

/** Whether a word, in any of its forms, occurs in the text. */
export function occurs(text: string, word: string): boolean {
  return formsOf(word).some((form) => text.includes(form));
}

/** Whether a word occurs in the values of these fields, given by their marks. */
export function occursIn(text: string, word: string, marks: ReadonlySet<number>): boolean {
  return formsOf(word).some((form) => {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
      if (marks.has(markBefore(text, at))) return true;
    return false;
  });
}

/** Whether a word begins where a word of the text begins; with `marks`, only in those fields. */
export function startsWord(text: string, word: string, marks: ReadonlySet<number> | null): boolean {
  return formsOf(word).some((form) => {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
      if (
        (at === 0 || partsWords(text.charCodeAt(at - 1))) &&
        (marks === null || marks.has(markBefore(text, at)))
      )
        return true;
    return false;
  });
}

/** Whether a code unit of a text is a mark. */
export function isMark(code: number): boolean {
  return (code < 32 && code !== 9 && code !== 10 && code !== 11 && code !== 13) || code === 127;
}

function markBefore(text: string, at: number): number {
  let from = at - 1;
  while (from >= 0 && !isMark(text.charCodeAt(from))) from -= 1;
  return from < 0 ? 0 : text.charCodeAt(from);
}
