// Owns: the different words of all texts, once for each field that they stand in, and which of them have a form in them.
// Leaves to others: who has these words (search-owners.ts), what is a word (search-parts.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { NO_PAIRS, pairLists } from './search-pairs.ts';
import type { PairLists } from './search-pairs.ts';
import { textOf } from './search.ts';
import type { FieldSet } from './search.ts';
import { STARTS_WORD } from './search-parts.ts';
import type { TextParts } from './search-parts.ts';

/** So many words are looked at one by one. */
const UNPAIRED = 1024;

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
  /** Which of the letters a to z are in a word: the bit of each code unit % 32. */
  lettersOf(word: number): number;
  textOf(word: number): string;
  /**
   * Where more than this part of the words was added since: it is then quicker told which of them have a form in them. Bit
   * by bit, between which nothing else is to be asked of the words.
   */
  settle(part: number): Generator<undefined, void>;
  /** The words of these fields that have the form in them, from the lowest number on; good until somebody asks again. */
  having(form: Uint16Array, fields: FieldSet, edge: Edge): Ints;
  /** Whether a word of the text begins with this one, and with the form. */
  isStart(word: number, form: Uint16Array): boolean;
}

export function createSearchWords(): SearchWords {
  let units = new Uint16Array(1024);
  /** Where in `units` each word begins; it ends where the next one does. */
  let starts = new Int32Array(256);
  let places = new Uint8Array(256);
  let letters = new Int32Array(256);
  let end = 1;
  /** Hash and word; 0 where there is none. At most every second place is taken. */
  let byHash = new Int32Array(1024);
  let hits = new Int32Array(256);
  let pairs: PairLists = NO_PAIRS;

  const isWord = (word: number, codes: Uint16Array, from: number, to: number, place: number): boolean => {
    if (places[word] !== place) return false;
    const [own, start] = [units, starts[word]!];
    if (starts[word + 1]! - start !== to - from) return false;
    for (let at = from, other = start; at < to; at++, other++) if (own[other] !== codes[at]) return false;
    return true;
  };
  const firstPlace = (hash: number): number => (Math.imul(hash, SPREAD) >>> shiftFor(byHash)) << 1;
  const makeRoom = (more: number): void => {
    if (end + 1 === starts.length) {
      starts = longer(starts);
      const larger = new Uint8Array(starts.length);
      larger.set(places);
      places = larger;
      letters = longer(letters);
    }
    if (starts[end]! + more > units.length) {
      const larger = new Uint16Array(Math.max(units.length * 2, starts[end]! + more));
      larger.set(units);
      units = larger;
    }
    if (end * 4 < byHash.length) return;
    const before = byHash;
    byHash = new Int32Array(before.length * 2);
    for (let from = 0; from < before.length; from += 2) {
      if (before[from + 1] === 0) continue;
      let at = firstPlace(before[from]!);
      while (byHash[at + 1] !== 0) at = (at + 2) & (byHash.length - 1);
      byHash[at] = before[from]!;
      byHash[at + 1] = before[from + 1]!;
    }
  };
  const add = (codes: Uint16Array, from: number, to: number, place: number): number => {
    makeRoom(to - from);
    places[end] = place;
    let unit = starts[end]!;
    let own = 0;
    for (let at = from; at < to; at++) {
      const code = (units[unit++] = codes[at]!);
      own |= letterBit(code);
    }
    letters[end] = own;
    starts[end + 1] = unit;
    return end++;
  };
  const numberOf = (codes: Uint16Array, from: number, to: number, place: number, hash: number): number => {
    let at = firstPlace(hash);
    for (; byHash[at + 1] !== 0; at = (at + 2) & (byHash.length - 1))
      if (byHash[at] === hash && isWord(byHash[at + 1]!, codes, from, to, place)) return byHash[at + 1]!;
    byHash[at] = hash;
    byHash[at + 1] = end;
    return add(codes, from, to, place);
  };
  /** Whether a form that a word has from a unit on is where it has to be. */
  const isAtEdge = (word: number, at: number, length: number, edge: Edge): boolean =>
    (edge === 'anywhere' || edge === 'end' || at === starts[word]) &&
    (edge === 'anywhere' || edge === 'start' || at + length === starts[word + 1]);
  const has = (word: number, form: Uint16Array, edge: Edge): boolean => {
    const all = units;
    const [length, stop] = [form.length, starts[word + 1]! - form.length];
    outer: for (let at = starts[word]!; at <= stop; at++) {
      for (let n = 0; n < length; n++) if (all[at + n] !== form[n]) continue outer;
      if (isAtEdge(word, at, length, edge)) return true;
    }
    return false;
  };

  return {
    get end() {
      return end;
    },
    number(codes, { count, from, to, place, hash, isDigits, number }) {
      const table = byHash;
      const shift = shiftFor(table);
      // Memory is slow for each word, but quick for many that are looked up side by side: hence all first, and then each.
      for (let n = 0; n < count; n++) {
        const at = (Math.imul(hash[n]!, SPREAD) >>> shift) << 1;
        number[n] = table[at] === hash[n] ? table[at + 1]! : 0;
      }
      for (let n = 0; n < count; n++) {
        const word = number[n]!;
        if (isDigits[n] === 1) number[n] = 0;
        else if (word === 0 || !isWord(word, codes, from[n]!, to[n]!, place[n]!))
          number[n] = numberOf(codes, from[n]!, to[n]!, place[n]!, hash[n]!);
      }
    },
    placeOf: (word) => places[word]!,
    lengthOf: (word) => starts[word + 1]! - starts[word]!,
    textOf: (word) =>
      textOf({
        codes: units.subarray(starts[word], starts[word + 1]),
        length: starts[word + 1]! - starts[word]!,
      }),
    *settle(part) {
      if (end - pairs.end > UNPAIRED && end - pairs.end > end * part)
        pairs = yield* pairLists(units, starts, end);
    },
    having(form, fields, edge) {
      const paired = pairs.having(form);
      let [count, last] = [0, 0];
      const look = (word: number): void => {
        if ((fields & (1 << places[word]!)) === 0 || word === last || !has(word, form, edge)) return;
        if (count === hits.length) hits = longer(hits);
        hits[count++] = last = word;
      };
      if (paired !== null) for (let n = 0; n < paired.length; n++) look(paired[n]!);
      for (let word = paired === null ? 1 : pairs.end; word < end; word++) look(word);
      return hits.subarray(0, count);
    },
    isStart(word, form) {
      const start = starts[word]!;
      if ((places[word]! & STARTS_WORD) === 0 || start + form.length > starts[word + 1]!) return false;
      for (let n = 0; n < form.length; n++) if (units[start + n] !== form[n]) return false;
      return true;
    },
    lettersOf: (word) => letters[word]!,
  };
}

const SPREAD = 0x9e3779b1;

/** Of a spread hash the first bits say which of the table's pairs is its. */
function shiftFor(table: Ints): number {
  return Math.clz32(table.length) + 2;
}

/** The bit of a letter from a to z; 0 of any other code unit. */
export function letterBit(unit: number): number {
  return unit >= 97 && unit <= 122 ? 1 << (unit & 31) : 0;
}
