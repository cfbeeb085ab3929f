// Owns: the engine's memory: its fields, and arrays that are allocated, grow and are freed.
// Leaves to others: what they hold (main/core/search-layout.ts).
import { FREE, STATE, TOP } from '../core/search-layout';

/** Smaller pieces are as large as this. */
const SMALLEST: i32 = 128;
const PAGE_BITS: i32 = 16;
/** Pages that memory grows by at least: two megabytes. */
const PAGES: i32 = 32;

export function get(field: i32): i32 {
  return load<i32>(STATE + (field << 2));
}

export function set(field: i32, value: i32): void {
  store<i32>(STATE + (field << 2), value);
}

/** The n-th number of an array. */
export function at(array: i32, n: i32): i32 {
  return load<i32>(array + (n << 2));
}

export function setAt(array: i32, n: i32, value: i32): void {
  store<i32>(array + (n << 2), value);
}

/** Four classes of sizes from one power of two to the next. */
function classOf(last: i32): i32 {
  const power = 31 - clz(last);
  return (power << 2) | ((last >>> (power - 2)) & 3);
}

function sizeOf(last: i32): i32 {
  return (last | ((1 << (29 - clz(last))) - 1)) + 1;
}

/** So many bytes, all 0. Traps where memory is at its end. */
export function allocate(bytes: i32): i32 {
  const last = max(bytes, SMALLEST) - 1;
  const field = FREE + classOf(last);
  const left = get(field);
  if (left !== 0) {
    set(field, load<i32>(left));
    memory.fill(left, 0, sizeOf(last));
    return left;
  }
  const from = get(TOP);
  const to = from + sizeOf(last);
  const missing = ((to + (1 << PAGE_BITS) - 1) >>> PAGE_BITS) - memory.size();
  if (to < from || (missing > 0 && memory.grow(max(missing, PAGES)) < 0)) unreachable();
  set(TOP, to);
  return from;
}

/** Gives back what was allocated with so many bytes; 0 is nothing. */
export function release(from: i32, bytes: i32): void {
  if (from === 0) return;
  const field = FREE + classOf(max(bytes, SMALLEST) - 1);
  store<i32>(from, get(field));
  set(field, from);
}

/** Gives a field's array, which has room for so many items of 2 ** `shift` bytes, room for more. */
export function grow(field: i32, room: i32, wanted: i32, shift: i32): void {
  const before = get(field);
  const into = allocate(wanted << shift);
  memory.copy(into, before, room << shift);
  release(before, room << shift);
  set(field, into);
}

/** Gives a field's array, whose room a field says, room for so many items of 2 ** `shift` bytes, and twice what it had. */
export function reserve(field: i32, roomField: i32, wanted: i32, shift: i32): void {
  const room = get(roomField);
  if (wanted <= room) return;
  const more = max(wanted, room * 2);
  grow(field, room, more, shift);
  set(roomField, more);
}

/** Whether so many code units are the same in both places: quicker than comparing what need not be aligned byte by byte. */
export function areSame(one: i32, other: i32, length: i32): bool {
  const end = one + (length << 1);
  let here = one;
  let there = other;
  for (; here + 8 <= end; here += 8, there += 8) if (load<u64>(here) !== load<u64>(there)) return false;
  for (; here < end; here += 2, there += 2) if (load<u16>(here) !== load<u16>(there)) return false;
  return true;
}
