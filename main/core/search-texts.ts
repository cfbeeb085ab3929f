// Owns: the text of each slot, as the numbers of its words, its digits, and the gaps between them.
// Leaves to others: what these numbers stand for (search-words.ts, search-parts.ts).
import { createIntLists, longer, startOf } from './ints.ts';
import type { Ints } from './ints.ts';
import { DIGITS } from './search-parts.ts';
import type { TextParts } from './search-parts.ts';

/** The number of a gap stands in 8 bits beside its part; a larger one follows it. */
const LARGE_GAP = 255;
const DIGITS_AN_INT = 8;

/** The first `count` are words of the slot. */
export interface SlotWords {
  count: number;
  words: Ints;
}

export interface SearchTexts {
  /** Slots are below this. */
  readonly end: number;
  has(slot: number): boolean;
  put(slot: number, codes: Uint16Array, parts: TextParts): void;
  drop(slot: number): void;
  /** The array that the text of a slot is in, from `startOf` on. */
  arrayOf(slot: number): Ints;
  startOf(slot: number): number;
  /** The words of a slot, in the order in which they stand there; good until the next ones are asked for. */
  wordsOf(slot: number): SlotWords;
}

/*
 * A text is a list of heads, one for each part: the number of a word, or `~` of the digits, in all but the lowest 8 bits,
 * which say which gap comes before; a large gap follows the head. Up to four digits stand in the head: each in 4 bits, then
 * how many in 3, then 1. Of more there is only how many, and 0 behind that: they follow, eight to a number. Word 0 ends it.
 */
const SHORT_DIGITS = 4;

/** The number of the word at a place of a text; below 0 it is digits; 0: the text ends. */
export function partAt(text: Ints, at: number): number {
  return text[at]! >> 8;
}

/** The number of the gap before a part, or at the end. */
export function gapAt(text: Ints, at: number): number {
  const gap = text[at]! & 0xff;
  return gap === LARGE_GAP ? text[at + 1]! : gap;
}

/** Where the next part is. */
export function nextAt(text: Ints, at: number): number {
  const head = text[at]!;
  const next = (head & 0xff) === LARGE_GAP ? at + 2 : at + 1;
  if (head >= 0) return next;
  const digits = ~(head >> 8);
  return (digits & 1) === 1 ? next : next + (((digits >> 1) + DIGITS_AN_INT - 1) >>> 3);
}

/** How many digits a part has. */
export function digitsAt(text: Ints, at: number): number {
  const digits = ~(text[at]! >> 8);
  return (digits & 1) === 1 ? (digits >> 1) & 7 : digits >> 1;
}

/** The n-th digit of a part. */
export function digitAt(text: Ints, at: number, n: number): number {
  const head = text[at]!;
  const digits = ~(head >> 8);
  if ((digits & 1) === 1) return (digits >> (4 + n * 4)) & 15;
  const first = (head & 0xff) === LARGE_GAP ? at + 2 : at + 1;
  return (text[first + (n >>> 3)]! >>> ((n & 7) * 4)) & 15;
}

/** `expected`: how many slots there may be. */
export function createSearchTexts(expected: number): SearchTexts {
  const lists = createIntLists();
  let places = new Int32Array(Math.max(64, expected));
  let end = 0;
  let list = new Int32Array(256);
  const own: SlotWords = { count: 0, words: new Int32Array(128) };

  return {
    get end() {
      return end;
    },
    has: (slot) => (places[slot] ?? 0) !== 0,
    put(slot, codes, { count, from, to, gap, number }) {
      const needed = 2 * count + 2 + codes.length;
      if (needed > list.length) list = longer(list, needed);
      const into = list;
      let length = 0;
      for (let n = 0; n <= count; n++) {
        let head = n === count ? 0 : number[n]!;
        const digits = head === DIGITS ? to[n]! - from[n]! : 0;
        if (digits > SHORT_DIGITS) head = ~(digits << 1);
        else if (digits > 0) head = ~((packed(codes, from[n]!, to[n]!) << 4) | (digits << 1) | 1);
        into[length++] = (head << 8) | Math.min(gap[n]!, LARGE_GAP);
        if (gap[n]! >= LARGE_GAP) into[length++] = gap[n]!;
        if (digits > SHORT_DIGITS)
          for (let at = from[n]!; at < to[n]!; at += DIGITS_AN_INT)
            into[length++] = packed(codes, at, Math.min(at + DIGITS_AN_INT, to[n]!));
      }
      while (slot >= places.length) places = longer(places);
      end = Math.max(end, slot + 1);
      places[slot] = lists.make(into, length);
    },
    drop(slot) {
      lists.drop(places[slot]!);
      places[slot] = 0;
    },
    arrayOf: (slot) => lists.arrayOf(places[slot]!),
    startOf: (slot) => startOf(places[slot]!),
    wordsOf(slot) {
      own.count = 0;
      if ((places[slot] ?? 0) === 0) return own;
      const array = lists.arrayOf(places[slot]!);
      const start = startOf(places[slot]!);
      while (own.words.length < array[start - 1]!) own.words = longer(own.words);
      const { words } = own;
      let count = 0;
      for (let at = start; array[at]! >> 8 !== 0; at = nextAt(array, at))
        if (array[at]! > 0) words[count++] = array[at]! >> 8;
      own.count = count;
      return own;
    },
  };
}

/** Up to eight digits, the first in the lowest bits. */
function packed(codes: Uint16Array, from: number, to: number): number {
  let digits = 0;
  for (let at = from; at < to; at++) digits |= (codes[at]! - 48) << ((at - from) * 4);
  return digits;
}
