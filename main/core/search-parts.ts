// Owns: a text taken apart: runs of letters, runs of digits, and the gaps between them.
// Leaves to others: what the text says (search.ts), who has which part (search-index.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { fieldSet, isMark, NAME_FIELDS, textOf } from './search.ts';
import type { FieldSet, TextBuffer } from './search.ts';

export const NAMES = fieldSet(NAME_FIELDS);

/** What a code unit is, by these bits, and where it is a letter from a to z the bit of it % 32; 0 where nobody looked yet. */
const UNITS = new Int32Array(0x10000);
const [OTHER, GAP, LETTER, DIGIT] = [1 << 27, 1 << 28, 1 << 29, 1 << 30];
const KINDS = GAP | LETTER | DIGIT;
const LETTERS = 0x07fffffe;

function unitOf(unit: number): number {
  return UNITS[unit]! || classify(unit);
}

function classify(unit: number): number {
  const isPart = /[\p{L}\p{N}\p{M}\p{Cs}\p{Extended_Pictographic}]/u.test(String.fromCharCode(unit));
  const letter = unit >= 97 && unit <= 122 ? 1 << (unit & 31) : OTHER;
  return (UNITS[unit] = letter | (!isPart ? GAP : unit >= 48 && unit <= 57 ? DIGIT : LETTER));
}

/** The bit of a letter from a to z; 0 of any other code unit. */
export function letterBit(unit: number): number {
  return unitOf(unit) & LETTERS;
}

/** Whether a code unit parts words: marks, space and punctuation do, in any script. */
export function partsWords(unit: number): boolean {
  return (unitOf(unit) & GAP) !== 0;
}

/** Of a part: where it stands, and whether it begins a word, which it does unless another part ends right before it. */
export const STARTS_WORD = 32;

/** The parts of a text, one after the other, of which some are words and the others digits. */
export interface TextParts {
  count: number;
  fields: FieldSet;
  /** The letters from a to z anywhere in words, at their beginnings, and at those of words of names: each its `letterBit`. */
  anywhere: number;
  starting: number;
  naming: number;
  /** Where each part begins and ends. */
  from: Ints;
  to: Ints;
  /** The number of the gap before each part, also of the one after the last. */
  gap: Ints;
  /** Of each part the number of the word that it is, as soon as it has one; or DIGITS. */
  number: Ints;
  /** Which parts are words. */
  wordCount: number;
  words: Ints;
  /** The mark of the field that each word stands in, with STARTS_WORD. */
  place: Ints;
  /**
   * What words are told apart by, together with their places: up to twelve letters from a to z, five bits each, the last six
   * in `back`. Of any other word `front` is below 0, a hash, and `back` its length.
   */
  front: Ints;
  back: Ints;
  /** Which parts are digits. Those in names are words: they are looked for like letters. */
  digitCount: number;
  digits: Ints;
}

/** In place of the number of a word. */
export const DIGITS = -1;

export function textParts(): TextParts {
  const ints = () => new Int32Array(128);
  return {
    count: 0,
    fields: 0,
    anywhere: 0,
    starting: 0,
    naming: 0,
    from: ints(),
    to: ints(),
    gap: ints(),
    number: ints(),
    wordCount: 0,
    words: ints(),
    place: ints(),
    front: ints(),
    back: ints(),
    digitCount: 0,
    digits: ints(),
  };
}

export function takeApart(text: TextBuffer, gaps: Gaps, parts: TextParts): void {
  const { codes, length } = text;
  while (parts.gap.length <= length) makeRoom(parts);
  const { from, to, gap, number, words, place, digits } = parts;
  const { ofOne } = gaps;
  let [count, fields, mark] = [0, 0, 0];
  let [starting, naming] = [0, 0];
  parts.anywhere = parts.wordCount = parts.digitCount = 0;
  for (let at = 0; ; count++) {
    const before = at;
    let first = 0;
    for (; at < length; at++) {
      const unit = codes[at]!;
      first = UNITS[unit]! || classify(unit);
      if ((first & GAP) === 0) break;
      if (unit < 32) fields |= 1 << (mark = unit);
    }
    const known = at - before === 1 ? ofOne[codes[before]!]! : 0;
    gap[count] = known === 0 && at > before ? gaps.numberOf(codes, before, at) : known;
    if (at === length) break;
    const isStart = at > before;
    const isName = (NAMES & (1 << mark)) !== 0;
    if (isStart) starting |= first;
    if (isStart && isName) naming |= first;
    from[count] = at;
    if ((first & DIGIT) !== 0 && !isName) {
      digits[parts.digitCount++] = count;
      number[count] = DIGITS;
      at = endOfDigits(text, at);
    } else {
      words[parts.wordCount] = count;
      place[parts.wordCount] = isStart ? mark | STARTS_WORD : mark;
      at = takeWord(text, at, first & KINDS, parts);
    }
    to[count] = at;
  }
  parts.count = count;
  parts.fields = fields;
  parts.anywhere &= LETTERS;
  parts.starting = starting & LETTERS;
  parts.naming = naming & LETTERS;
}

function endOfDigits({ codes, length }: TextBuffer, from: number): number {
  let at = from;
  while (at < length && (unitOf(codes[at]!) & DIGIT) !== 0) at++;
  return at;
}

/** Letters that `front` and `back` have room for. */
const PACKED = 12;

/** Notes what tells a word apart, and gives where it ends. */
function takeWord({ codes, length }: TextBuffer, from: number, kind: number, parts: TextParts): number {
  // An array of these four would be left behind for each word.
  let at = from;
  let seen = 0;
  let front = 0;
  let back = 0;
  for (; at < length; at++) {
    const unit = codes[at]!;
    const own = UNITS[unit]! || classify(unit);
    if ((own & kind) === 0) break;
    seen |= own;
    front = (front << 5) | (back >>> 25);
    back = ((back << 5) & 0x3fffffe0) | (unit & 31);
  }
  const isPacked = at - from <= PACKED && (seen & OTHER) === 0;
  const word = parts.wordCount++;
  parts.front[word] = isPacked ? front : hashOf(codes, from, at) | (1 << 31);
  parts.back[word] = isPacked ? back : at - from;
  parts.anywhere |= seen;
  return at;
}

function hashOf(codes: Uint16Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + codes[at]!) | 0;
  return hash;
}

function makeRoom(parts: TextParts): void {
  for (const key of ['from', 'to', 'gap', 'number', 'words', 'place', 'front', 'back', 'digits'] as const)
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
    const kind = unitOf(form.charCodeAt(at)) & KINDS;
    while (at < form.length && (unitOf(form.charCodeAt(at)) & kind) !== 0)
      if (isMark(form.charCodeAt(at++))) return null;
    const text = form.slice(from, at);
    if (kind === GAP) before = text;
    else parts.push({ before, units: unitsOf(text), isDigits: kind === DIGIT });
    if (kind !== GAP) before = '';
  }
  return { parts, after: before };
}

export function unitsOf(text: string): Uint16Array {
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
    let hash = hashOf(codes, from, to);
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
