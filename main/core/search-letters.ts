// Owns: which slots have which letters from a to z anywhere, begin a word with them, and a word of a name.
// Leaves to others: longer forms, which words have (search-words.ts), what is a letter (search-parts.ts).
import { lowestBit } from './bits.ts';
import type { Bits } from './bits.ts';
import { longer } from './ints.ts';
import type { TextParts } from './search-parts.ts';

/** Letters are told by `letterBit`. */
export interface SlotLetters {
  put(slot: number, parts: TextParts): void;
  clear(slot: number): void;
  /** Adds to a set who has the letter there, given as its bit. */
  addTo(bits: Bits, place: 'anywhere' | 'starting' | 'naming', letter: number): Bits;
}

/** `expected`: how many slots there may be. */
export function createSlotLetters(expected: number): SlotLetters {
  const none = () => new Int32Array(Math.max(64, expected));
  /** Of each slot the bits of its letters: to look through all of them for one takes a tenth of a millisecond. */
  const letters = { anywhere: none(), starting: none(), naming: none() };

  const set = (slot: number, anywhere: number, starting: number, naming: number): void => {
    while (slot >= letters.naming.length)
      for (const place of ['anywhere', 'starting', 'naming'] as const)
        letters[place] = longer(letters[place]);
    letters.anywhere[slot] = anywhere;
    letters.starting[slot] = starting;
    letters.naming[slot] = naming;
  };

  return {
    put: (slot, { anywhere, starting, naming }) => set(slot, anywhere, starting, naming),
    clear: (slot) => set(slot, 0, 0, 0),
    addTo(bits, place, letter) {
      const [all, bit] = [letters[place], lowestBit(letter)];
      const end = Math.min(all.length, bits.length * 32);
      for (let slot = 0; slot < end; slot++) bits[slot >>> 5]! |= ((all[slot]! >>> bit) & 1) << (slot & 31);
      return bits;
    },
  };
}
