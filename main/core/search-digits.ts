// Owns: which slots have which sequences of one, two and three digits, by a column of bits for each.
// Leaves to others: longer sequences, which need a look into the texts (search-index.ts).
import { lowestBit, noBits } from './bits.ts';
import type { Bits } from './bits.ts';
import type { TextParts } from './search-parts.ts';

/** Slots a block of columns covers. Blocks keep what is written together close together, and let the columns grow. */
const BLOCK = 128;
const BLOCK_WORDS = BLOCK / 32;
/**
 * First column of each kind: single digits, the two that end a sequence, and any three. Two that do not end one begin three.
 */
const [ONE, LAST_TWO, THREE, COLUMNS] = [0, 10, 110, 1110];

export interface DigitColumns {
  add(slot: number, codes: Uint16Array, parts: TextParts): void;
  clear(slot: number): void;
  /** Leaves only slots with every sequence of three digits in the form, or with all of it where it is no longer. */
  keepThoseWith(form: Uint16Array, bits: Bits): void;
}

export function createDigitColumns(): DigitColumns {
  const blocks: Bits[] = [];

  /** Leaves in `into` only what is in one of the columns. */
  const intersectColumns = (into: Bits, columns: readonly number[]): void => {
    for (let n = 0; n < blocks.length; n++) {
      const [block, to] = [blocks[n]!, n * BLOCK_WORDS];
      for (let word = 0; word < BLOCK_WORDS && to + word < into.length; word++) {
        let either = 0;
        for (const column of columns) either |= block[column * BLOCK_WORDS + word]!;
        into[to + word]! &= either;
      }
    }
    into.fill(0, blocks.length * BLOCK_WORDS);
  };

  return {
    add(slot, codes, { digits, digitCount, from, to }) {
      const number = Math.floor(slot / BLOCK);
      while (number >= blocks.length) blocks.push(noBits(COLUMNS * BLOCK_WORDS));
      const block = blocks[number]!;
      const bit = 1 << (slot & 31);
      const word = (slot % BLOCK) >>> 5;
      let single = 0;
      for (let n = 0; n < digitCount; n++) {
        const [start, end] = [from[digits[n]!]!, to[digits[n]!]!];
        let last = codes[start]! - 48;
        let two = 0;
        single |= 1 << last;
        for (let at = start + 1; at < end; at++) {
          const digit = codes[at]! - 48;
          single |= 1 << digit;
          if (at > start + 1) block[(THREE + two * 10 + digit) * BLOCK_WORDS + word]! |= bit;
          two = last * 10 + digit;
          last = digit;
        }
        if (end > start + 1) block[(LAST_TWO + two) * BLOCK_WORDS + word]! |= bit;
      }
      for (; single !== 0; single &= single - 1)
        block[(ONE + lowestBit(single)) * BLOCK_WORDS + word]! |= bit;
    },
    clear(slot) {
      const block = blocks[Math.floor(slot / BLOCK)];
      if (block === undefined) return;
      const bit = ~(1 << (slot & 31));
      for (let at = (slot % BLOCK) >>> 5; at < block.length; at += BLOCK_WORDS) block[at]! &= bit;
    },
    keepThoseWith(form, bits) {
      const digits = Array.from(form, (unit) => unit - 48);
      const [first, second] = digits;
      if (second === undefined) return intersectColumns(bits, [ONE + first!]);
      const two = first! * 10 + second;
      if (digits.length === 2)
        return intersectColumns(bits, [LAST_TWO + two, ...TEN.map((digit) => THREE + two * 10 + digit)]);
      digits.slice(2).forEach((digit, n) => {
        intersectColumns(bits, [THREE + digits[n]! * 100 + digits[n + 1]! * 10 + digit]);
      });
    },
  };
}

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
