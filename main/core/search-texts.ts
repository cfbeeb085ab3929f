// Owns: the text of each slot, as the numbers of its words, its digits, and the gaps between them.
// Leaves to others: what these numbers stand for (search-words.ts, search-parts.ts).
import { createIntLists, longer, startOf } from './ints.ts';
import type { Ints } from './ints.ts';
import type { TextParts } from './search-parts.ts';

/** The number of a gap stands in 8 bits beside its part; a larger one follows it. */
const LARGE_GAP = 255;
const DIGITS_AN_INT = 8;

/** A text as it is read: its parts, and the gap before each and after the last. */
export interface ReadText {
  count: number;
  /** The number of a word; below 0: `~` of how many digits. */
  part: Ints;
  gap: Ints;
  /** Where in `digits` digits begin. */
  at: Ints;
  digits: Ints;
}

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
  /** The text of a slot, good until the next one is read. */
  read(slot: number): ReadText;
  /** The words of a slot, in the order in which they stand there; good until the next ones are asked for. */
  wordsOf(slot: number): SlotWords;
}

/**
 * A text is a list: for each part its word, or `~` of how many digits, in all but the lowest 8 bits, which say which gap
 * comes before, then maybe a large gap, then the digits, eight to a number. Word 0 ends it.
 */
export function createSearchTexts(): SearchTexts {
  const lists = createIntLists();
  let places = new Int32Array(64);
  let end = 0;
  let list = new Int32Array(256);
  const text: ReadText = {
    count: 0,
    part: new Int32Array(128),
    gap: new Int32Array(128),
    at: new Int32Array(128),
    digits: list,
  };
  const own: SlotWords = { count: 0, words: new Int32Array(128) };
  /** How many numbers of a list a part takes up. */
  const lengthOf = (head: number): number =>
    1 + ((head & 0xff) === LARGE_GAP ? 1 : 0) + (head < 0 ? Math.ceil(~(head >> 8) / DIGITS_AN_INT) : 0);

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
    read(slot) {
      const [array, start] = [lists.arrayOf(places[slot]!), startOf(places[slot]!)];
      let n = 0;
      for (let at = start; ; n++) {
        const head = array[at]!;
        const isLarge = (head & 0xff) === LARGE_GAP;
        if (n === text.part.length)
          for (const key of ['part', 'gap', 'at'] as const) text[key] = longer(text[key]);
        text.part[n] = head >> 8;
        text.gap[n] = isLarge ? array[at + 1]! : head & 0xff;
        text.at[n] = at + (isLarge ? 2 : 1);
        if (head >> 8 === 0) break;
        at += lengthOf(head);
      }
      text.count = n;
      text.digits = array;
      return text;
    },
    wordsOf(slot) {
      own.count = 0;
      if ((places[slot] ?? 0) === 0) return own;
      const array = lists.arrayOf(places[slot]!);
      const start = startOf(places[slot]!);
      while (own.words.length < array[start - 1]!) own.words = longer(own.words);
      const { words } = own;
      let count = 0;
      for (let at = start; ;) {
        const head = array[at]!;
        if (head >= 0) {
          if (head >> 8 === 0) break;
          words[count++] = head >> 8;
          at += (head & 0xff) === LARGE_GAP ? 2 : 1;
        } else at += lengthOf(head);
      }
      own.count = count;
      return own;
    },
  };
}

/** The n-th digit of those that begin at `at`. */
export function digitAt(digits: Ints, at: number, n: number): number {
  return (digits[at + (n >>> 3)]! >>> ((n & 7) * 4)) & 15;
}
