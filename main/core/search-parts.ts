// Owns: a text taken apart: runs of letters, runs of digits, and the gaps between them.
// Leaves to others: what the text says (search.ts), who has which part (search-index.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { fieldSet, isMark, NAME_FIELDS, textOf } from './search.ts';
import type { FieldSet, TextBuffer } from './search.ts';

export const NAMES = fieldSet(NAME_FIELDS);

/** What a code unit is: 0 where nobody looked yet. */
const CLASSES = new Uint8Array(0x10000);
const [GAP, LETTER, DIGIT] = [1, 2, 3];

function classOf(unit: number): number {
  return CLASSES[unit]! || classify(unit);
}

function classify(unit: number): number {
  const isPart = /[\p{L}\p{N}\p{M}\p{Cs}\p{Extended_Pictographic}]/u.test(String.fromCharCode(unit));
  return (CLASSES[unit] = !isPart ? GAP : unit >= 48 && unit <= 57 ? DIGIT : LETTER);
}

/** Whether a code unit parts words: marks, space and punctuation do, in any script. */
export function partsWords(unit: number): boolean {
  return classOf(unit) === GAP;
}

/** Of a part: where it stands, and whether it begins a word, which it does unless another part ends right before it. */
export const STARTS_WORD = 32;

/** The parts of a text, one after the other; the first `count` places hold something. */
export interface TextParts {
  count: number;
  fields: FieldSet;
  from: Ints;
  to: Ints;
  /** The number of the gap before each, also of the one after the last. */
  gap: Ints;
  /** The mark of the field that each stands in, with STARTS_WORD. */
  place: Ints;
  /** 1 for digits, but for those in names: these are looked for like letters. */
  isDigits: Ints;
  /** Of place and code units. */
  hash: Ints;
  /** The number of the word that it is; 0 for digits. */
  number: Ints;
}

export function textParts(): TextParts {
  const ints = () => new Int32Array(128);
  return {
    count: 0,
    fields: 0,
    from: ints(),
    to: ints(),
    gap: ints(),
    place: ints(),
    isDigits: ints(),
    hash: ints(),
    number: ints(),
  };
}

export function takeApart({ codes, length }: TextBuffer, gaps: Gaps, parts: TextParts): void {
  while (parts.gap.length <= length) makeRoom(parts);
  const { from, to, gap, place, isDigits, hash } = parts;
  const { ofOne } = gaps;
  let [count, fields, mark] = [0, 0, 0];
  for (let at = 0; ; count++) {
    const before = at;
    let own = 0;
    for (; at < length; at++) {
      const unit = codes[at]!;
      own = CLASSES[unit]! || classify(unit);
      if (own !== GAP) break;
      if (unit < 32) fields |= 1 << (mark = unit);
    }
    const known = at - before === 1 ? ofOne[codes[before]!]! : 0;
    gap[count] = known === 0 ? gaps.numberOf(codes, before, at) : known;
    if (at === length) break;
    from[count] = at;
    const start = mark | (at > before ? STARTS_WORD : 0);
    let sum = start;
    for (; at < length; at++) {
      const unit = codes[at]!;
      if ((CLASSES[unit]! || classify(unit)) !== own) break;
      sum = (Math.imul(sum, 31) + unit) | 0;
    }
    to[count] = at;
    place[count] = start;
    isDigits[count] = own === DIGIT && (NAMES & (1 << mark)) === 0 ? 1 : 0;
    hash[count] = sum;
  }
  parts.count = count;
  parts.fields = fields;
}

function makeRoom(parts: TextParts): void {
  for (const key of ['from', 'to', 'gap', 'place', 'isDigits', 'hash', 'number'] as const)
    parts[key] = longer(parts[key]);
}

/** A form that is looked for, taken apart: what stands before each part, and after the last one. */
export interface FormParts {
  readonly parts: readonly FormPart[];
  readonly after: string;
}

export interface FormPart {
  readonly before: string;
  readonly units: Uint16Array;
  readonly isDigits: boolean;
}

/** null: no text has such a form. */
export function formParts(form: string): FormParts | null {
  const parts: FormPart[] = [];
  let before = '';
  for (let at = 0; at < form.length;) {
    const from = at;
    const first = classOf(form.charCodeAt(at));
    while (at < form.length && classOf(form.charCodeAt(at)) === first)
      if (isMark(form.charCodeAt(at++))) return null;
    const text = form.slice(from, at);
    if (first === GAP) before = text;
    else parts.push({ before, units: unitsOf(text), isDigits: first === DIGIT });
    if (first !== GAP) before = '';
  }
  return { parts, after: before };
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_none, at) => text.charCodeAt(at));
}

/** The different gaps between parts, marks and all, each known by a number; 0 is that of no gap at all. */
export interface Gaps {
  readonly texts: readonly string[];
  /** Of each the last mark in it; 0: it has none. */
  readonly marks: readonly number[];
  /** Of gaps that are one code unit their numbers, as far as there are any. */
  readonly ofOne: Ints;
  numberOf(codes: Uint16Array, from: number, to: number): number;
}

export function createGaps(): Gaps {
  const texts = [''];
  const marks = [0];
  /** By hash, or where that is another's by the next number that is free. */
  const byHash = new Map([[0, 0]]);
  const ofOne = new Int32Array(0x10000);

  const numberOf = (codes: Uint16Array, from: number, to: number): number => {
    let hash = 0;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + codes[at]!) | 0;
    for (; ; hash++) {
      const gap = byHash.get(hash);
      if (gap === undefined) break;
      if (isGap(texts[gap]!, codes, from, to)) return gap;
    }
    byHash.set(hash, texts.length);
    const text = textOf({ codes: codes.subarray(from, to), length: to - from });
    marks.push([...text].map((letter) => letter.charCodeAt(0)).findLast(isMark) ?? 0);
    return texts.push(text) - 1;
  };
  return {
    texts,
    marks,
    ofOne,
    numberOf(codes, from, to) {
      const gap = numberOf(codes, from, to);
      if (to - from === 1) ofOne[codes[from]!] = gap;
      return gap;
    },
  };
}

function isGap(gap: string, codes: Uint16Array, from: number, to: number): boolean {
  if (gap.length !== to - from) return false;
  for (let at = 0; at < gap.length; at++) if (gap.charCodeAt(at) !== codes[from + at]) return false;
  return true;
}
