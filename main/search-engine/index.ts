// Owns: what TypeScript calls of the engine that writes the search index into its memory, and the empty index.
// Leaves to others: reading it (main/core/search-index.ts), starting it (main/store/search-engine.ts).
import { KINDS_AT, NAME_FIELDS, STATE, STATE_FIELDS, TOP } from '../core/search-layout';
import { createGaps } from './gaps';
import { allocate, set } from './memory';
import { createOwners } from './owners';
import { reserveSlot } from './slots';
import { createWords } from './words';

export { takeIn } from './batches';
export { allocate, release } from './memory';
export { beginOwners, settleOwners } from './owners';
export { beginPairs, settlePairs } from './pairs';
export { put } from './slots';

const CODE_UNITS: i32 = 0x10000;

/** Makes an empty index for about so many slots, in memory that is all zeros; what names are is told by a set of fields. */
export function create(expected: i32, names: i32): void {
  set(TOP, STATE + (STATE_FIELDS << 2));
  set(NAME_FIELDS, names);
  set(KINDS_AT, allocate(CODE_UNITS));
  createWords(expected);
  createGaps();
  createOwners();
  reserveSlot(expected);
}
