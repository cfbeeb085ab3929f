// Owns: which slots have which letters from a to z anywhere, begin a word with them, and a word of a name.
// Leaves to others: longer forms, which words have (search-words.ts), what is a letter (search-parts.ts).
import { lowestBit } from './bits.ts';
import type { Bits } from './bits.ts';
import { ANYWHERE_AT, NAMING_AT, SLOTS_END, STARTING_AT } from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';

const FIELDS = { anywhere: ANYWHERE_AT, starting: STARTING_AT, naming: NAMING_AT };

/** Adds to a set who has the letter there, given as its `letterBit`. To look through all for one takes a tenth of a millisecond. */
export function addWithLetter(
  memory: SearchMemory,
  bits: Bits,
  place: keyof typeof FIELDS,
  letter: number,
): Bits {
  const [{ ints }, from, bit] = [memory, memory.intsAt(FIELDS[place]), lowestBit(letter)];
  const end = memory.get(SLOTS_END);
  for (let slot = 0; slot < end; slot++)
    bits[slot >>> 5]! |= ((ints[from + slot]! >>> bit) & 1) << (slot & 31);
  return bits;
}
