// Owns: the text of each slot, as the numbers of its words, its digits, and the gaps between them.
// Leaves to others: what these numbers stand for (search-words.ts, search-parts.ts).
import { createIntLists, longer, startOf } from './ints.ts';
import type { Ints } from './ints.ts';
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
 * A text is a list: for each part its word, or `~` of how many digits, in all but the lowest 8 bits, which say which gap
 * comes before, then maybe a large gap, then the digits, eight to a number. Word 0 ends it.
 */

/** The number of the word at a place of a text; below 0 `~` of how many digits; 0: the text ends. */
export function partAt(text: Ints, at: number): number {
  return text[at]! >> 8;
}

/** The number of the gap before a part, or at the end. */
export function gapAt(text: Ints, at: number): number {
  const gap = text[at]! & 0xff;
  return gap === LARGE_GAP ? text[at + 1]! : gap;
}

/** Where the digits of a part are. */
function digitsAt(text: Ints, at: number): number {
  return at + ((text[at]! & 0xff) === LARGE_GAP ? 2 : 1);
}

/** Where the next part is. */
export function nextAt(text: Ints, at: number): number {
  const head = text[at]!;
  const next = (head & 0xff) === LARGE_GAP ? at + 2 : at + 1;
  return head >= 0 ? next : next + ((~(head >> 8) + DIGITS_AN_INT - 1) >>> 3);
}

/** The n-th digit of a part. */
export function digitAt(text: Ints, at: number, n: number): number {
  return (text[digitsAt(text, at) + (n >>> 3)]! >>> ((n & 7) * 4)) & 15;
}

export function createSearchTexts(): SearchTexts {
  const lists = createIntLists();
  let places = new Int32Array(64);
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
        const isDigits = n < count && number[n] === 0;
        const head = n === count ? 0 : isDigits ? ~(to[n]! - from[n]!) : number[n]!;
        into[length++] = (head << 8) | Math.min(gap[n]!, LARGE_GAP);
        if (gap[n]! >= LARGE_GAP) into[length++] = gap[n]!;
        for (let at = from[n]!; isDigits && at < to[n]!;) {
          let packed = 0;
          for (let shift = 0; shift < 32 && at < to[n]!; shift += 4) packed |= (codes[at++]! - 48) << shift;
          into[length++] = packed;
        }
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
