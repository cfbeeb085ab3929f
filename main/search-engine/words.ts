// Owns: the different words of all texts, once for each place that they stand in, each known by a number from 1 on.
// Leaves to others: which of them have a form in them (main/core/search-words.ts), who has them (owners.ts).
import {
  COUNTS_AT,
  PART_FROM_AT,
  PART_NUMBER_AT,
  PART_TO_AT,
  PLACES_AT,
  STARTS_AT,
  TABLE_AT,
  TABLE_SIZE,
  UNITS_AT,
  UNITS_ROOM,
  WORD_KEYS_AT,
  WORD_PARTS_AT,
  WORD_PLACES_AT,
  WORDS_END,
  WORDS_ROOM,
} from '../core/search-layout';
import { allocate, areSame, at, get, grow, release, reserve, set, setAt } from './memory';
import { wordCount } from './parts';

/** In an entry of the table: the key in 8 bytes, the place in 4, the word in 4. */
const ENTRY_BITS: i32 = 4;
const PLACE: i32 = 8;
const WORD: i32 = 12;
/** Letters that there is room for in a word, on average: a few more than words have. */
const USUAL_LENGTH: i32 = 12;

/** With room for about so many. */
export function createWords(expected: i32): void {
  const room = max(128, expected);
  set(WORDS_END, 1);
  set(WORDS_ROOM, room);
  set(STARTS_AT, allocate(room << 2));
  set(PLACES_AT, allocate(room));
  set(COUNTS_AT, allocate(room << 2));
  set(UNITS_ROOM, room * USUAL_LENGTH);
  set(UNITS_AT, allocate((room * USUAL_LENGTH) << 1));
  const size = 1 << (32 - clz(room * 2 - 1));
  set(TABLE_SIZE, size);
  set(TABLE_AT, allocate(size << ENTRY_BITS));
}

/** Writes the numbers of the words of a text that was taken apart, and counts them. */
export function numberWords(codes: i32, length: i32): void {
  reserveWords(wordCount, length);
  const parts = get(WORD_PARTS_AT);
  const places = get(WORD_PLACES_AT);
  const keys = get(WORD_KEYS_AT);
  const numbers = get(PART_NUMBER_AT);
  const table = get(TABLE_AT);
  const last = get(TABLE_SIZE) - 1;
  // Memory is slow for each word, but quick for many that are looked up side by side: hence all first, and then each.
  for (let n: i32 = 0; n < wordCount; n++) {
    const key = load<u64>(keys + (n << 3));
    const place = at(places, n);
    const entry = table + (entryOf(key, place, last) << ENTRY_BITS);
    const isSame = load<u64>(entry) === key && load<i32>(entry, PLACE) === place;
    setAt(numbers, at(parts, n), isSame ? load<i32>(entry, WORD) : 0);
  }
  const counts = get(COUNTS_AT);
  for (let n: i32 = 0; n < wordCount; n++) {
    const part = at(parts, n);
    const key = load<u64>(keys + (n << 3));
    let word = at(numbers, part);
    if (word === 0 || (<i64>key < 0 && !isWord(word, codes, part))) {
      word = numberOf(codes, part, key, at(places, n));
      setAt(numbers, part, word);
    }
    setAt(counts, word, at(counts, word) + 1);
  }
}

function numberOf(codes: i32, part: i32, key: u64, place: i32): i32 {
  const table = get(TABLE_AT);
  const last = get(TABLE_SIZE) - 1;
  let n = entryOf(key, place, last);
  for (; ; n = (n + 1) & last) {
    const entry = table + (n << ENTRY_BITS);
    const word = load<i32>(entry, WORD);
    if (word === 0) break;
    if (load<u64>(entry) !== key || load<i32>(entry, PLACE) !== place) continue;
    if (<i64>key >= 0 || isWord(word, codes, part)) return word;
  }
  const word = add(codes, part, place);
  const entry = table + (n << ENTRY_BITS);
  store<u64>(entry, key);
  store<i32>(entry, place, PLACE);
  store<i32>(entry, word, WORD);
  return word;
}

function add(codes: i32, part: i32, place: i32): i32 {
  const word = get(WORDS_END);
  const starts = get(STARTS_AT);
  const from = at(get(PART_FROM_AT), part);
  const length = at(get(PART_TO_AT), part) - from;
  store<u8>(get(PLACES_AT) + word, <u8>place);
  memory.copy(get(UNITS_AT) + (at(starts, word) << 1), codes + (from << 1), length << 1);
  setAt(starts, word + 1, at(starts, word) + length);
  set(WORDS_END, word + 1);
  return word;
}

function isWord(word: i32, codes: i32, part: i32): bool {
  const starts = get(STARTS_AT);
  const from = at(get(PART_FROM_AT), part);
  const length = at(get(PART_TO_AT), part) - from;
  if (at(starts, word + 1) - at(starts, word) !== length) return false;
  return areSame(get(UNITS_AT) + (at(starts, word) << 1), codes + (from << 1), length);
}

/** Room for so many words more, of so many letters together. */
function reserveWords(words: i32, letters: i32): void {
  const end = get(WORDS_END);
  const room = get(WORDS_ROOM);
  if (end + words + 2 > room) {
    const more = max(room * 2, end + words + 2);
    grow(STARTS_AT, room, more, 2);
    grow(PLACES_AT, room, more, 0);
    grow(COUNTS_AT, room, more, 2);
    set(WORDS_ROOM, more);
  }
  reserve(UNITS_AT, UNITS_ROOM, at(get(STARTS_AT), end) + letters, 1);
  while ((end + words) * 2 > get(TABLE_SIZE)) rehash();
}

function rehash(): void {
  const size = get(TABLE_SIZE);
  const before = get(TABLE_AT);
  const into = allocate(size << (ENTRY_BITS + 1));
  const last = size * 2 - 1;
  for (let n: i32 = 0; n < size; n++) {
    const entry = before + (n << ENTRY_BITS);
    if (load<i32>(entry, WORD) === 0) continue;
    let other = entryOf(load<u64>(entry), load<i32>(entry, PLACE), last);
    while (load<i32>(into + (other << ENTRY_BITS), WORD) !== 0) other = (other + 1) & last;
    memory.copy(into + (other << ENTRY_BITS), entry, 1 << ENTRY_BITS);
  }
  release(before, size << ENTRY_BITS);
  set(TABLE_AT, into);
  set(TABLE_SIZE, size * 2);
}

/** Where in the table a word is looked for first. */
function entryOf(key: u64, place: i32, last: i32): i32 {
  let mixed = (key ^ ((<u64>place) << 57)) * 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93;
  return (<i32>(mixed >>> 32)) & last;
}
