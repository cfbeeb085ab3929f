// Owns: the different words of all texts, once for each field that they stand in, and which of them have a form in them.
// Leaves to others: who has these words (search-owners.ts), what is a word (search-parts.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { NO_PAIRS, pairLists } from './search-pairs.ts';
import type { PairLists } from './search-pairs.ts';
import type { FieldSet } from './search.ts';
import type { TextParts } from './search-parts.ts';

/** So many words are looked at one by one. */
const UNPAIRED = 1024;

/** Letters that there is room for in a word, on average: a few more than words have. */
const USUAL_LENGTH = 12;

/** Where in a word a form has to be. */
export type Edge = 'anywhere' | 'start' | 'end' | 'both';

/** Words are known by numbers from 1 on. */
export interface SearchWords {
  /** Numbers are below this. */
  readonly end: number;
  /** Writes the numbers of a text's words, new ones to words there were not. */
  number(codes: Uint16Array, parts: TextParts): void;
  /** The field that a word stands in, and whether it begins a word of the text or follows another part. */
  placeOf(word: number): number;
  lengthOf(word: number): number;
  /**
   * Where more than this part of the words was added since: it is then quicker told which of them have a form in them. Bit
   * by bit, between which nothing else is to be asked of the words.
   */
  settle(part: number): Generator<undefined, void>;
  /** The words of these fields that have the form in them, from the lowest number on; good until somebody asks again. */
  having(form: Uint16Array, fields: FieldSet, edge: Edge): Ints;
}

/**
 * No words, with room for about so many: what is left of arrays that grew is memory that the engine soon stops everything for
 * to collect.
 */
export function createSearchWords(expected = 0): SearchWords {
  const room = Math.max(128, expected);
  let units = new Uint16Array(room * USUAL_LENGTH);
  /** Where in `units` each word begins; it ends where the next one does. */
  let starts = new Int32Array(room);
  let places = new Uint8Array(room);
  let end = 1;
  /** Front, back and place of each word, and its number; 0 where there is none. At most every second entry is taken. */
  let table = new Int32Array(2 ** Math.ceil(Math.log2(room * 2)) * ENTRY);
  let hits = new Int32Array(256);
  let pairs: PairLists = NO_PAIRS;

  /** Of a word as long as this one. */
  const isWord = (word: number, codes: Uint16Array, from: number, to: number): boolean => {
    const own = units;
    for (let at = from, other = starts[word]!; at < to; at++, other++)
      if (own[other] !== codes[at]) return false;
    return true;
  };
  const makeRoom = (more: number): void => {
    if (end + 1 === starts.length) {
      starts = longer(starts);
      const larger = new Uint8Array(starts.length);
      larger.set(places);
      places = larger;
    }
    if (starts[end]! + more > units.length) {
      const larger = new Uint16Array(Math.max(units.length * 2, starts[end]! + more));
      larger.set(units);
      units = larger;
    }
    if (end * 2 * ENTRY < table.length) return;
    const before = table;
    table = new Int32Array(before.length * 2);
    for (let from = 0; from < before.length; from += ENTRY) {
      if (before[from + WORD] === 0) continue;
      let at = entryFor(table, before[from]!, before[from + 1]!, before[from + 2]!);
      while (table[at + WORD] !== 0) at = (at + ENTRY) & (table.length - 1);
      for (let n = 0; n < ENTRY; n++) table[at + n] = before[from + n]!;
    }
  };
  const add = (codes: Uint16Array, from: number, to: number, place: number): number => {
    places[end] = place;
    let unit = starts[end]!;
    for (let at = from; at < to; at++) units[unit++] = codes[at]!;
    starts[end + 1] = unit;
    return end++;
  };
  const numberOf = (codes: Uint16Array, from: number, to: number, key: WordKey): number => {
    makeRoom(to - from);
    const { front, back, place } = key;
    let at = entryFor(table, front, back, place);
    for (; table[at + WORD] !== 0; at = (at + ENTRY) & (table.length - 1))
      if (
        table[at] === front &&
        table[at + 1] === back &&
        table[at + 2] === place &&
        (front >= 0 || isWord(table[at + WORD]!, codes, from, to))
      )
        return table[at + WORD]!;
    table[at] = front;
    table[at + 1] = back;
    table[at + 2] = place;
    table[at + WORD] = end;
    return add(codes, from, to, place);
  };
  const has = (word: number, form: Uint16Array, atStart: boolean, atEnd: boolean): boolean => {
    const all = units;
    const [length, start, last] = [form.length, starts[word]!, starts[word + 1]! - form.length];
    if (last < start) return false;
    const stop = atStart ? start : last;
    outer: for (let at = atEnd ? last : start; at <= stop; at++) {
      for (let n = 0; n < length; n++) if (all[at + n] !== form[n]) continue outer;
      return true;
    }
    return false;
  };

  return {
    get end() {
      return end;
    },
    number(codes, { words, wordCount, from, to, place, front, back, number }) {
      const all = table;
      // Memory is slow for each word, but quick for many that are looked up side by side: hence all first, and then each.
      for (let n = 0; n < wordCount; n++) {
        const at = entryFor(all, front[n]!, back[n]!, place[n]!);
        const isOther = (all[at]! ^ front[n]!) | (all[at + 1]! ^ back[n]!) | (all[at + 2]! ^ place[n]!);
        number[words[n]!] = isOther === 0 ? all[at + WORD]! : 0;
      }
      for (let n = 0; n < wordCount; n++) {
        const part = words[n]!;
        const known = number[part]!;
        if (known !== 0 && (front[n]! >= 0 || isWord(known, codes, from[part]!, to[part]!))) continue;
        const key = { front: front[n]!, back: back[n]!, place: place[n]! };
        number[part] = numberOf(codes, from[part]!, to[part]!, key);
      }
    },
    placeOf: (word) => places[word]!,
    lengthOf: (word) => starts[word + 1]! - starts[word]!,
    *settle(part) {
      if (end - pairs.end > UNPAIRED && end - pairs.end > end * part)
        pairs = yield* pairLists(units, starts, end);
    },
    having(form, fields, edge) {
      const [atStart, atEnd] = [edge === 'start' || edge === 'both', edge === 'end' || edge === 'both'];
      const listed = pairs.having(form, atStart, atEnd);
      let [count, last] = [0, 0];
      const note = (word: number): void => {
        if (word === last) return;
        if (count === hits.length) hits = longer(hits);
        hits[count++] = last = word;
      };
      const isIn = (word: number): boolean => (fields & (1 << places[word]!)) !== 0;
      if (listed !== null) {
        const { words, isExact } = listed;
        for (let n = 0; n < words.length; n++)
          if (isIn(words[n]!) && (isExact || has(words[n]!, form, atStart, atEnd))) note(words[n]!);
      }
      for (let word = listed === null ? 1 : pairs.end; word < end; word++)
        if (isIn(word) && has(word, form, atStart, atEnd)) note(word);
      return hits.subarray(0, count);
    },
  };
}

/** What a word is told apart by. */
interface WordKey {
  readonly front: number;
  readonly back: number;
  readonly place: number;
}

/** Numbers in an entry of the table, and which of them is the word's. */
const ENTRY = 4;
const WORD = 3;

/** Where in the table a word is looked for first. */
function entryFor(table: Ints, front: number, back: number, place: number): number {
  const mixed = Math.imul(
    Math.imul(front, 0x85ebca6b) ^ Math.imul(back ^ (place << 24), 0xc2b2ae35),
    0x9e3779b1,
  );
  return (mixed >>> (Math.clz32(table.length) + 3)) * ENTRY;
}
