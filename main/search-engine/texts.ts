// Owns: the text of each slot, as the numbers of its words, its digits, and the gaps between them.
// Leaves to others: reading them (main/core/search-texts.ts), which says how they are written.
import {
  DIGITS,
  DIGITS_A_NUMBER,
  FREE_LISTS,
  LARGE_GAP,
  LISTS_AT,
  LISTS_END,
  PART_FROM_AT,
  PART_GAP_AT,
  PART_NUMBER_AT,
  PART_TO_AT,
  SHORT_DIGITS,
  TEXTS_AT,
} from '../core/search-layout';
import { allocate, at, get, set, setAt } from './memory';
import { count } from './parts';

/** Bytes that are allocated at once for lists. */
const CHUNK: i32 = 1 << 18;
/** Lists of up to so many numbers are told apart two by two, longer ones by powers of two. */
const SMALL: i32 = 512;

/** Writes the text that was taken apart as that of a slot, which has none. */
export function putText(slot: i32, codes: i32): void {
  const most = sizeOfLargest();
  if (get(LISTS_AT) + (most << 2) > get(LISTS_END)) {
    const bytes = max(CHUNK, most << 2);
    set(LISTS_AT, allocate(bytes));
    set(LISTS_END, get(LISTS_AT) + bytes);
  }
  const made = get(LISTS_AT) + 4;
  const length = (write(made, codes) - made) >>> 2;
  const room = roomFor(length);
  store<i32>(made - 4, length);
  const left = get(freeLists(room));
  if (left !== 0) {
    set(freeLists(room), load<i32>(left));
    memory.copy(left - 4, made - 4, (length + 1) << 2);
  } else set(LISTS_AT, made + (room << 2));
  setAt(get(TEXTS_AT), slot, (left === 0 ? made : left) >>> 2);
}

export function dropText(slot: i32): void {
  const list = at(get(TEXTS_AT), slot) << 2;
  const free = freeLists(roomFor(load<i32>(list - 4)));
  store<i32>(list, get(free));
  set(free, list);
  setAt(get(TEXTS_AT), slot, 0);
}

/** Numbers that the text has at most, with room and what stands before it. */
function sizeOfLargest(): i32 {
  const length = count === 0 ? 0 : at(get(PART_TO_AT), count - 1);
  return roomFor(3 * count + 2 + length / DIGITS_A_NUMBER) + 1;
}

function write(from: i32, codes: i32): i32 {
  const froms = get(PART_FROM_AT);
  const tos = get(PART_TO_AT);
  const gaps = get(PART_GAP_AT);
  const numbers = get(PART_NUMBER_AT);
  let next = from;
  for (let n: i32 = 0; n <= count; n++) {
    let head = n === count ? 0 : at(numbers, n);
    let digits: i32 = 0;
    if (head === DIGITS) {
      digits = at(tos, n) - at(froms, n);
      if (digits > SHORT_DIGITS) head = ~(digits << 1);
      else head = ~((packed(codes, at(froms, n), at(tos, n)) << 4) | (digits << 1) | 1);
    }
    const gap = at(gaps, n);
    next = append(next, (head << 8) | min(gap, LARGE_GAP));
    if (gap >= LARGE_GAP) next = append(next, gap);
    if (digits <= SHORT_DIGITS) continue;
    const end = at(tos, n);
    for (let here = at(froms, n); here < end; here += DIGITS_A_NUMBER)
      next = append(next, packed(codes, here, min(here + DIGITS_A_NUMBER, end)));
  }
  return next;
}

function append(at: i32, number: i32): i32 {
  store<i32>(at, number);
  return at + 4;
}

/** Up to eight digits, the first in the lowest bits. */
function packed(codes: i32, from: i32, to: i32): i32 {
  let digits: i32 = 0;
  for (let n = from; n < to; n++) digits |= (<i32>load<u16>(codes + (n << 1)) - 48) << ((n - from) << 2);
  return digits;
}

function roomFor(length: i32): i32 {
  return length <= SMALL ? (length + 1) & ~1 : 1 << (32 - clz(length - 1));
}

function freeLists(room: i32): i32 {
  return FREE_LISTS + (room <= SMALL ? room >>> 1 : SMALL / 2 + 32 - clz(room - 1) - 9);
}

/** Where the part after this one stands. */
export function nextAt(here: i32): i32 {
  const head = load<i32>(here);
  const next = (head & 0xff) === LARGE_GAP ? here + 8 : here + 4;
  if (head >= 0) return next;
  const digits = ~(head >> 8);
  if ((digits & 1) === 1) return next;
  return next + ((((digits >> 1) + DIGITS_A_NUMBER - 1) / DIGITS_A_NUMBER) << 2);
}
