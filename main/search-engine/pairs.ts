// Owns: which words have which pairs of letters, begin and end with which, and have which beyond a to z, written down bit by bit.
// Leaves to others: who asks for them (main/core/search-pairs.ts).
import {
  ANYWHERE,
  BEGINNING,
  BUCKETS,
  ENDING,
  EXACT,
  FOLLOWER_BITS,
  FOLLOWERS,
  LETTERS,
  NO_FOLLOWER,
  OTHER_FOLLOWER,
  PAIR_PLACES_AT,
  PAIRING_AT,
  PAIRING_END,
  PAIRING_NEXT_AT,
  PAIRING_PLACES_AT,
  PAIRING_WORD,
  PAIRS_AT,
  PAIRS_END,
  STARTS_AT,
  UNITS_AT,
  WORDS_END,
} from '../core/search-layout';
import { allocate, at, get, release, set, setAt } from './memory';

/** So many words are looked at one by one. */
const UNPAIRED: i32 = 1024;
/** Words that are looked at in one bit: a few milliseconds. */
const WORDS_AT_ONCE: i32 = 10_000;
const PLACES_BYTES: i32 = (BUCKETS + 1) << 2;

/** Begins to write them down, where more than this part of the words is new since: whether it does. */
export function beginPairs(part: f64): bool {
  const end = get(WORDS_END);
  const fresh = end - get(PAIRS_END);
  if (fresh <= UNPAIRED || <f64>fresh <= <f64>end * part) return false;
  set(PAIRING_END, end);
  set(PAIRING_WORD, 1);
  set(PAIRING_PLACES_AT, allocate(PLACES_BYTES));
  set(PAIRING_NEXT_AT, 0);
  return true;
}

/** Goes on with it, first counting them and then writing them down; whether there is more. */
export function settlePairs(): bool {
  const isCounting = get(PAIRING_NEXT_AT) === 0;
  const from = get(PAIRING_WORD);
  const to = min(get(PAIRING_END), from + WORDS_AT_ONCE);
  for (let word = from; word < to; word++) {
    if (isCounting) countPairs(word);
    else writePairs(word);
  }
  set(PAIRING_WORD, to);
  if (to < get(PAIRING_END)) return true;
  if (isCounting) beginWriting();
  else end();
  return isCounting;
}

function beginWriting(): void {
  const places = get(PAIRING_PLACES_AT);
  for (let bucket: i32 = 0; bucket < BUCKETS; bucket++)
    setAt(places, bucket + 1, at(places, bucket + 1) + at(places, bucket));
  set(PAIRING_NEXT_AT, allocate(PLACES_BYTES));
  memory.copy(get(PAIRING_NEXT_AT), places, PLACES_BYTES);
  set(PAIRING_AT, allocate(at(places, BUCKETS) << 2));
  set(PAIRING_WORD, 1);
}

function end(): void {
  const before = get(PAIR_PLACES_AT);
  if (before !== 0) release(get(PAIRS_AT), at(before, BUCKETS) << 2);
  release(before, PLACES_BYTES);
  release(get(PAIRING_NEXT_AT), PLACES_BYTES);
  set(PAIR_PLACES_AT, get(PAIRING_PLACES_AT));
  set(PAIRS_AT, get(PAIRING_AT));
  set(PAIRS_END, get(PAIRING_END));
}

function countPairs(word: i32): void {
  const places = get(PAIRING_PLACES_AT) + 4;
  const stop = endOf(word);
  let before = BEGINNING;
  for (let here = startOf(word); here < stop; here += 2) {
    const unit = <i32>load<u16>(here);
    addTo(places, bucketOf(before, unit));
    if (isRare(unit)) addTo(places, bucketOf(ANYWHERE, unit));
    before = unit;
  }
  addTo(places, bucketOf(ENDING, before));
}

function writePairs(word: i32): void {
  const stop = endOf(word);
  let before = BEGINNING;
  for (let here = startOf(word); here < stop; here += 2) {
    const unit = <i32>load<u16>(here);
    const entry =
      (word << FOLLOWER_BITS) | (here + 2 < stop ? followerOf(<i32>load<u16>(here, 2)) : NO_FOLLOWER);
    write(bucketOf(before, unit), entry);
    if (isRare(unit)) write(bucketOf(ANYWHERE, unit), entry);
    before = unit;
  }
  write(bucketOf(ENDING, before), (word << FOLLOWER_BITS) | NO_FOLLOWER);
}

function write(bucket: i32, entry: i32): void {
  setAt(get(PAIRING_AT), addTo(get(PAIRING_NEXT_AT), bucket), entry);
}

/** Counts one more, and gives how many there were. */
function addTo(places: i32, bucket: i32): i32 {
  const place = at(places, bucket);
  setAt(places, bucket, place + 1);
  return place;
}

function startOf(word: i32): i32 {
  return get(UNITS_AT) + (at(get(STARTS_AT), word) << 1);
}

function endOf(word: i32): i32 {
  return startOf(word + 1);
}

function followerOf(unit: i32): i32 {
  return isRare(unit) ? OTHER_FOLLOWER : unit & FOLLOWERS;
}

/** Whether a letter by itself tells words apart well enough: none from a to z does. */
function isRare(unit: i32): bool {
  return unit < 97 || unit > 122;
}

/** As main/core/search-pairs.ts looks for them. */
function bucketOf(first: i32, second: i32): i32 {
  if (first >= 97 && first <= ENDING && !isRare(second)) return (first - 97) * LETTERS + second - 97;
  return EXACT + <i32>(((<u32>(((first << 15) ^ second) * 0x9e3779b1)) >>> 8) % <u32>(BUCKETS - EXACT));
}
