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
import { allocate, at, get, release, set, setAt } from './memory';
import { count } from './parts';

/** Bytes that are allocated at once for lists. */
const CHUNK: i32 = 1 << 18;
/** Lists of up to so many numbers are told apart two by two, longer ones by powers of two. */
const SMALL: i32 = 512;

/** Writes the text that was taken apart as that of a slot, which has none. */
export function putText(slot: i32, codes: i32): void {
  const most = sizeOfLargest() << 2;
  const isLarge = most > CHUNK;
  // Room for a large one would be left behind at each of its changes: it is written elsewhere, and then copied.
  const draft = isLarge ? allocate(most) : roomInChunk(most);
  const length = (write(draft + 4, codes) - draft - 4) >>> 2;
  store<i32>(draft, length);
  const list = isLarge || get(freeLists(roomFor(length))) !== 0 ? listFor(length) : takeFromChunk(length);
  if (list !== draft + 4) memory.copy(list - 4, draft, (length + 1) << 2);
  if (isLarge) release(draft, most);
  setAt(get(TEXTS_AT), slot, list >>> 2);
}

/** Where in a chunk there is room for so many bytes. */
function roomInChunk(bytes: i32): i32 {
  if (get(LISTS_AT) + bytes > get(LISTS_END)) {
    set(LISTS_AT, allocate(CHUNK));
    set(LISTS_END, get(LISTS_AT) + CHUNK);
  }
  return get(LISTS_AT);
}

/** A list for so many numbers that begins where there is room in the chunk. */
function takeFromChunk(length: i32): i32 {
  const list = get(LISTS_AT) + 4;
  set(LISTS_AT, list + (roomFor(length) << 2));
  return list;
}

/** One that was dropped, or one of its own. */
function listFor(length: i32): i32 {
  const room = roomFor(length);
  const left = get(freeLists(room));
  if (left === 0) return allocate((room + 1) << 2) + 4;
  set(freeLists(room), load<i32>(left));
  return left;
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
