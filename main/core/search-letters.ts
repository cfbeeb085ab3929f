// Owns: which slots have which letters from a to z anywhere, begin a word with them, and a word of a name.
// Leaves to others: longer forms, which words have (search-words.ts), what is a letter (search-parts.ts).
import { clearBit, lowestBit, noBits, unite, withBit } from './bits.ts';
import type { Bits } from './bits.ts';
import type { TextParts } from './search-parts.ts';

/** Letters are told by `letterBit`, which is none of more than so many. */
const LETTER_BITS = 32;
const PLACES = ['anywhere', 'starting', 'naming'] as const;

export interface LetterColumns {
  add(slot: number, parts: TextParts): void;
  clear(slot: number): void;
  /** Adds to a set who has the letter there, given as its bit. */
  addTo(bits: Bits, place: (typeof PLACES)[number], letter: number): Bits;
}

/** `expected`: how many slots there may be. */
export function createLetterColumns(expected: number): LetterColumns {
  const columns = () => Array.from({ length: LETTER_BITS }, () => noBits((expected + 31) >>> 5));
  const all = { anywhere: columns(), starting: columns(), naming: columns() };

  const mark = (columns: Bits[], letters: number, slot: number): void => {
    for (let rest = letters; rest !== 0; rest &= rest - 1) {
      const letter = lowestBit(rest);
      columns[letter] = withBit(columns[letter]!, slot);
    }
  };

  return {
    add(slot, { anywhere, starting, naming }) {
      mark(all.anywhere, anywhere, slot);
      mark(all.starting, starting, slot);
      mark(all.naming, naming, slot);
    },
    clear(slot) {
      for (const place of PLACES) for (const column of all[place]) clearBit(column, slot);
    },
    addTo: (bits, place, letter) => unite(bits, all[place][lowestBit(letter)]!),
  };
}
