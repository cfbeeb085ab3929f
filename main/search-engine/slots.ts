// Owns: what the engine keeps of each slot: its text, fields and letters.
// Leaves to others: words, digits and owners of texts (words.ts, digits.ts, owners.ts).
import {
  AGAIN_AT,
  ANYWHERE_AT,
  BLOCK,
  BLOCKS_AT,
  CHANGED_AT,
  FIELDS_AT,
  IS_AGAIN_AT,
  NAMING_AT,
  SLOTS_END,
  SLOTS_ROOM,
  STARTING_AT,
  TEXTS_AT,
} from '../core/search-layout';
import { addDigits, clearDigits } from './digits';
import { at, get, grow, set, setAt } from './memory';
import { disown, own } from './owners';
import { anywhere, fields, naming, starting, takeApart } from './parts';
import { dropText, putText } from './texts';
import { numberWords } from './words';

/** Room for a slot of this number, and all below it. */
export function reserveSlot(slot: i32): void {
  const room = get(SLOTS_ROOM);
  if (slot < room) return;
  const more = max(room * 2, (slot + BLOCK) & ~(BLOCK - 1));
  for (let field = TEXTS_AT; field <= NAMING_AT; field++) grow(field, room, more, 2);
  for (let field = CHANGED_AT; field <= IS_AGAIN_AT; field++) grow(field, room >>> 3, more >>> 3, 0);
  grow(BLOCKS_AT, room / BLOCK, more / BLOCK, 2);
  grow(AGAIN_AT, room, more, 2);
  set(SLOTS_ROOM, more);
}

/** The text of a slot from now on, behind which zeros follow up to a multiple of sixteen units; one of length 0 takes it out. */
export function put(slot: i32, codes: i32, length: i32): void {
  reserveSlot(slot);
  if (at(get(TEXTS_AT), slot) !== 0) {
    disown(slot);
    dropText(slot);
    clearDigits(slot);
    describe(slot, 0, 0, 0, 0);
  }
  if (length === 0) return;
  set(SLOTS_END, max(get(SLOTS_END), slot + 1));
  takeApart(codes, length);
  numberWords(codes, length);
  addDigits(slot, codes);
  putText(slot, codes);
  own(slot);
  describe(slot, fields, anywhere, starting, naming);
}

function describe(slot: i32, its: i32, letters: i32, starts: i32, names: i32): void {
  setAt(get(FIELDS_AT), slot, its);
  setAt(get(ANYWHERE_AT), slot, letters);
  setAt(get(STARTING_AT), slot, starts);
  setAt(get(NAMING_AT), slot, names);
}
