// Owns: the different gaps between the parts of texts, marks and all, each known by a number; 0 is that of no gap at all.
// Leaves to others: what their numbers are for (main/core/search-phrase.ts).
import {
  GAP_STARTS_AT,
  GAP_TABLE_AT,
  GAP_TABLE_SIZE,
  GAP_UNITS_AT,
  GAP_UNITS_ROOM,
  GAPS_END,
  GAPS_OF_ONE_AT,
  GAPS_ROOM,
} from '../core/search-layout';
import { allocate, areSame, at, get, release, reserve, set, setAt } from './memory';

const ASCII: i32 = 128;
/** In an entry of the table a gap and its hash. */
const ENTRY_BITS: i32 = 3;

export function createGaps(): void {
  set(GAPS_END, 1);
  set(GAPS_ROOM, 256);
  set(GAP_STARTS_AT, allocate(256 << 2));
  set(GAP_UNITS_ROOM, 1024);
  set(GAP_UNITS_AT, allocate(1024 << 1));
  set(GAP_TABLE_SIZE, 1024);
  set(GAP_TABLE_AT, allocate(1024 << ENTRY_BITS));
  set(GAPS_OF_ONE_AT, allocate(ASCII << 2));
}

/** The number of the gap of so many code units. */
export function gapOf(codes: i32, length: i32): i32 {
  if (length === 0) return 0;
  const first = <i32>load<u16>(codes);
  const isOne = length === 1 && first < ASCII;
  if (isOne) {
    const known = at(get(GAPS_OF_ONE_AT), first);
    if (known !== 0) return known;
  }
  const gap = find(codes, length);
  if (isOne) setAt(get(GAPS_OF_ONE_AT), first, gap);
  return gap;
}

function find(codes: i32, length: i32): i32 {
  let hash: i32 = 0;
  for (let n: i32 = 0; n < length; n++) hash = hash * 31 + <i32>load<u16>(codes + (n << 1));
  const last = get(GAP_TABLE_SIZE) - 1;
  const table = get(GAP_TABLE_AT);
  let entry = entryOf(hash, last);
  for (; gapIn(table, entry) !== 0; entry = (entry + 1) & last) {
    const gap = gapIn(table, entry);
    if (load<i32>(table + (entry << ENTRY_BITS), 4) === hash && isGap(gap, codes, length)) return gap;
  }
  const gap = add(codes, length);
  note(table, entry, gap, hash);
  if (gap * 2 > last) rehash();
  return gap;
}

function gapIn(table: i32, entry: i32): i32 {
  return load<i32>(table + (entry << ENTRY_BITS));
}

function note(table: i32, entry: i32, gap: i32, hash: i32): void {
  store<i32>(table + (entry << ENTRY_BITS), gap);
  store<i32>(table + (entry << ENTRY_BITS), hash, 4);
}

function entryOf(hash: i32, last: i32): i32 {
  return ((hash * 0x9e3779b1) >>> clz(last)) & last;
}

function isGap(gap: i32, codes: i32, length: i32): bool {
  const starts = get(GAP_STARTS_AT);
  const from = at(starts, gap);
  if (at(starts, gap + 1) - from !== length) return false;
  return areSame(get(GAP_UNITS_AT) + (from << 1), codes, length);
}

function add(codes: i32, length: i32): i32 {
  const gap = get(GAPS_END);
  reserve(GAP_STARTS_AT, GAPS_ROOM, gap + 2, 2);
  const from = at(get(GAP_STARTS_AT), gap);
  reserve(GAP_UNITS_AT, GAP_UNITS_ROOM, from + length, 1);
  memory.copy(get(GAP_UNITS_AT) + (from << 1), codes, length << 1);
  setAt(get(GAP_STARTS_AT), gap + 1, from + length);
  set(GAPS_END, gap + 1);
  return gap;
}

function rehash(): void {
  const size = get(GAP_TABLE_SIZE);
  const before = get(GAP_TABLE_AT);
  const into = allocate(size << (ENTRY_BITS + 1));
  const last = size * 2 - 1;
  for (let n: i32 = 0; n < size; n++) {
    const gap = gapIn(before, n);
    if (gap === 0) continue;
    const hash = load<i32>(before + (n << ENTRY_BITS), 4);
    let entry = entryOf(hash, last);
    while (gapIn(into, entry) !== 0) entry = (entry + 1) & last;
    note(into, entry, gap, hash);
  }
  release(before, size << ENTRY_BITS);
  set(GAP_TABLE_AT, into);
  set(GAP_TABLE_SIZE, size * 2);
}
