// Owns: which slots have which sequences of one, two and three digits, by a column of bits for each.
// Leaves to others: who has a number in them (main/core/search-digits.ts).
import {
  BLOCK,
  BLOCK_BYTES,
  BLOCKS_AT,
  COLUMNS,
  DIGIT_PARTS_AT,
  LAST_TWO,
  ONE,
  PART_FROM_AT,
  PART_TO_AT,
  THREE,
} from '../core/search-layout';
import { allocate, at, get, setAt } from './memory';
import { digitCount } from './parts';

/** The slot has the digits of the text that was taken apart. */
export function addDigits(slot: i32, codes: i32): void {
  if (digitCount === 0) return;
  const blocks = get(BLOCKS_AT);
  if (at(blocks, slot / BLOCK) === 0) setAt(blocks, slot / BLOCK, allocate(COLUMNS * BLOCK_BYTES));
  const word = wordOf(slot);
  const bit = 1 << (slot & 31);
  let single: i32 = 0;
  for (let n: i32 = 0; n < digitCount; n++) {
    const part = at(get(DIGIT_PARTS_AT), n);
    const start = codes + (at(get(PART_FROM_AT), part) << 1);
    const end = codes + (at(get(PART_TO_AT), part) << 1);
    let last = digitAt(start);
    let two: i32 = 0;
    single |= 1 << last;
    for (let here = start + 2; here < end; here += 2) {
      const digit = digitAt(here);
      single |= 1 << digit;
      if (here > start + 2) mark(word, THREE + two * 10 + digit, bit);
      two = last * 10 + digit;
      last = digit;
    }
    if (end > start + 2) mark(word, LAST_TWO + two, bit);
  }
  for (; single !== 0; single &= single - 1) mark(word, ONE + ctz(single), bit);
}

export function clearDigits(slot: i32): void {
  if (at(get(BLOCKS_AT), slot / BLOCK) === 0) return;
  const word = wordOf(slot);
  for (let column: i32 = 0; column < COLUMNS; column++) {
    const bits = word + column * BLOCK_BYTES;
    store<i32>(bits, load<i32>(bits) & ~(1 << (slot & 31)));
  }
}

/** Where the slot's bits stand, in the first column. */
function wordOf(slot: i32): i32 {
  return at(get(BLOCKS_AT), slot / BLOCK) + (((slot % BLOCK) >>> 5) << 2);
}

function mark(word: i32, column: i32, bit: i32): void {
  const bits = word + column * BLOCK_BYTES;
  store<i32>(bits, load<i32>(bits) | bit);
}

function digitAt(code: i32): i32 {
  return <i32>load<u16>(code) - 48;
}
