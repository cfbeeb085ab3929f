// Owns: which slots have which sequences of one, two and three digits, by a column of bits for each.
// Leaves to others: longer sequences, which need a look into the texts (search-index.ts).
import type { Bits } from './bits.ts';
import { BLOCK, BLOCK_BYTES, BLOCKS_AT, LAST_TWO, ONE, SLOTS_ROOM, THREE } from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';

const BLOCK_WORDS = BLOCK / 32;
const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Leaves only slots with every sequence of three digits in the form, or with all of it where it is no longer. */
export function keepThoseWith(memory: SearchMemory, form: Uint16Array, bits: Bits): void {
  const digits = Array.from(form, (unit) => unit - 48);
  const [first, second] = digits;
  if (second === undefined) return keepColumns(memory, bits, [ONE + first!]);
  const two = first! * 10 + second;
  if (digits.length === 2)
    return keepColumns(memory, bits, [LAST_TWO + two, ...TEN.map((digit) => THREE + two * 10 + digit)]);
  digits.slice(2).forEach((digit, n) => {
    keepColumns(memory, bits, [THREE + digits[n]! * 100 + digits[n + 1]! * 10 + digit]);
  });
}

/** Leaves in a set only what is in one of the columns. */
function keepColumns(memory: SearchMemory, into: Bits, columns: readonly number[]): void {
  const [{ ints }, blocks] = [memory, memory.intsAt(BLOCKS_AT)];
  const count = memory.get(SLOTS_ROOM) / BLOCK;
  for (let n = 0; n < count && n * BLOCK_WORDS < into.length; n++) {
    const [block, to] = [ints[blocks + n]! >> 2, n * BLOCK_WORDS];
    for (let word = 0; word < BLOCK_WORDS && to + word < into.length; word++) {
      let either = 0;
      if (block !== 0)
        for (const column of columns) either |= ints[block + (column * BLOCK_BYTES) / 4 + word]!;
      into[to + word]! &= either;
    }
  }
  into.fill(0, Math.min(into.length, count * BLOCK_WORDS));
}
