// Owns: which slots have one of several words: as of the last settling, and by what changed since.
// Leaves to others: writing that down (main/search-engine/owners.ts), the words (search-words.ts).
import { hasBit } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Ints } from './ints.ts';
import {
  AGAIN_AT,
  AGAIN_COUNT,
  CHAINS_AT,
  CHAINS_ROOM,
  CHANGED_AT,
  CHANGES,
  IS_AGAIN_AT,
  LINKS_AT,
  OWNED_AT,
  OWNED_END,
  OWNED_FROM_AT,
  OWNED_TO_AT,
  SETS_AT,
  SETTLED_TO,
  SLOTS_ROOM,
} from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';
import { nextAt, partAt, textOfSlot } from './search-texts.ts';

export interface Owners {
  /** Adds to a set of no one who has one of these words, each of them above the one before. */
  addTo(bits: Bits, words: Ints): Bits;
}

export function createOwners(memory: SearchMemory): Owners {
  /** Of each word whether it is one that is looked for. */
  let isMeant = new Uint8Array(0);

  const addSettled = (bits: Bits, words: Ints): void => {
    const { ints } = memory;
    const [end, from, to] = [memory.get(OWNED_END), memory.intsAt(OWNED_FROM_AT), memory.intsAt(OWNED_TO_AT)];
    const [owned, sets] = [memory.intsAt(OWNED_AT), memory.get(SETS_AT)];
    const setLength = Math.min(bits.length, (memory.get(SETTLED_TO) + 31) >>> 5);
    for (let n = 0; n < words.length; n++) {
      const word = words[n]!;
      if (word >= end) break;
      const [start, stop] = [ints[from + word]!, ints[to + word]!];
      if (stop === -1) {
        const set = (sets + start) >> 2;
        for (let at = 0; at < setLength; at++) bits[at]! |= ints[set + at]!;
      } else
        for (let at = start; at < stop; at++) bits[ints[owned + at]! >>> 5]! |= 1 << (ints[owned + at]! & 31);
    }
  };
  const addChained = (bits: Bits, words: Ints, isAgain: Bits): void => {
    const [{ ints }, chains, links] = [memory, memory.intsAt(CHAINS_AT), memory.intsAt(LINKS_AT)];
    const room = memory.get(CHAINS_ROOM);
    for (let n = 0; n < words.length && words[n]! < room; n++)
      for (let link = ints[chains + words[n]!]!; link !== 0; link = ints[links + link + 1]!) {
        const slot = ints[links + link]!;
        if (!hasBit(isAgain, slot)) bits[slot >>> 5]! |= 1 << (slot & 31);
      }
  };
  const addLookedAt = (bits: Bits, words: Ints): void => {
    const [{ ints }, again, count] = [memory, memory.intsAt(AGAIN_AT), memory.get(AGAIN_COUNT)];
    if (count === 0) return;
    const last = words.at(-1)!;
    if (last >= isMeant.length) isMeant = new Uint8Array(last * 2);
    for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 1;
    for (let n = 0; n < count; n++) {
      const slot = ints[again + n]!;
      const text = textOfSlot(memory, slot);
      if (text === 0) continue;
      for (let at = text, part = partAt(ints, at); part !== 0; part = partAt(ints, at)) {
        if (part > 0 && isMeant[part] === 1) bits[slot >>> 5]! |= 1 << (slot & 31);
        at = nextAt(ints, at);
      }
    }
    for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 0;
  };
  /** A set of slots that the engine keeps. */
  const setOf = (field: number): Bits => {
    const from = memory.intsAt(field);
    return memory.bits.subarray(from, from + (memory.get(SLOTS_ROOM) >>> 5));
  };

  return {
    addTo(bits, words) {
      addSettled(bits, words);
      if (memory.get(CHANGES) === 0 || words.length === 0) return bits;
      const changed = setOf(CHANGED_AT);
      for (let at = 0; at < bits.length; at++) bits[at]! &= ~changed[at]!;
      addChained(bits, words, setOf(IS_AGAIN_AT));
      addLookedAt(bits, words);
      return bits;
    },
  };
}
