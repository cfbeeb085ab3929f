// Owns: which slots have which sequences of one, two and three digits, by a column of bits for each.
// Leaves to others: longer sequences, which need a look into the texts (search-index.ts).
import { noBits } from './bits.ts';
import type { Bits } from './bits.ts';
import type { TextParts } from './search-parts.ts';

/** Slots a block of columns covers. Blocks keep what is written together close together, and let the columns grow. */
const BLOCK = 512;
const BLOCK_WORDS = BLOCK / 32;
/** First column of each length. */
const [ONE, TWO, THREE, COLUMNS] = [0, 10, 110, 1110];

export interface DigitColumns {
  add(slot: number, codes: Uint16Array, parts: TextParts): void;
  clear(slot: number): void;
  /** Leaves only slots with every sequence of three digits in the form, or with all of it where it is no longer. */
  keepThoseWith(form: Uint16Array, bits: Bits): void;
}

export function createDigitColumns(): DigitColumns {
  const blocks: Bits[] = [];

  /** Leaves in `into` only what is in the column. */
  const intersectColumn = (into: Bits, column: number): void => {
    for (let n = 0; n < blocks.length; n++) {
      const [block, from, to] = [blocks[n]!, column * BLOCK_WORDS, n * BLOCK_WORDS];
      for (let word = 0; word < BLOCK_WORDS && to + word < into.length; word++)
        into[to + word]! &= block[from + word]!;
    }
    into.fill(0, blocks.length * BLOCK_WORDS);
  };

  return {
    add(slot, codes, { count, from, to, isDigits }) {
      const number = Math.floor(slot / BLOCK);
      while (number >= blocks.length) blocks.push(noBits(COLUMNS * BLOCK_WORDS));
      const block = blocks[number]!;
      const bit = 1 << (slot & 31);
      const word = (slot % BLOCK) >>> 5;
      for (let n = 0; n < count; n++) {
        if (isDigits[n] === 0) continue;
        const [start, end] = [from[n]!, to[n]!];
        let before = 0;
        for (let at = start; at < end; at++) {
          const digit = codes[at]! - 48;
          block[(ONE + digit) * BLOCK_WORDS + word]! |= bit;
          if (at > start) block[(TWO + (before % 10) * 10 + digit) * BLOCK_WORDS + word]! |= bit;
          before = (before % 100) * 10 + digit;
          if (at > start + 1) block[(THREE + before) * BLOCK_WORDS + word]! |= bit;
        }
      }
    },
    clear(slot) {
      const block = blocks[Math.floor(slot / BLOCK)];
      if (block === undefined) return;
      const bit = ~(1 << (slot & 31));
      for (let at = (slot % BLOCK) >>> 5; at < block.length; at += BLOCK_WORDS) block[at]! &= bit;
    },
    keepThoseWith(form, bits) {
      const digits = Array.from(form, (unit) => unit - 48);
      if (digits.length === 1) return intersectColumn(bits, ONE + digits[0]!);
      if (digits.length === 2) return intersectColumn(bits, TWO + digits[0]! * 10 + digits[1]!);
      digits.slice(2).forEach((digit, n) => {
        intersectColumn(bits, THREE + digits[n]! * 100 + digits[n + 1]! * 10 + digit);
      });
    },
  };
}
