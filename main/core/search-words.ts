// Owns: which of the different words of all texts have a form in them.
// Leaves to others: writing them down (main/search-engine/words.ts), who has these words (search-owners.ts).
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import { PAIRS_END, PLACES_AT, STARTS_AT, UNITS_AT, WORDS_END } from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';
import { createPairs } from './search-pairs.ts';
import { ALL_FIELDS } from './search.ts';
import type { FieldSet } from './search.ts';

/** Where in a word a form has to be. */
export type Edge = 'anywhere' | 'start' | 'end' | 'both';

/** Words are known by numbers from 1 on. */
export interface SearchWords {
  /** Numbers are below this. */
  readonly end: number;
  /** The field that a word stands in, and whether it begins a word of the text or follows another part. */
  placeOf(word: number): number;
  /** Where in the units of the memory a word begins; it ends where the next one does. */
  startOf(word: number): number;
  /** The words of these fields that have the form in them, from the lowest number on; good until somebody asks again. */
  having(form: Uint16Array, fields: FieldSet, edge: Edge): Ints;
}

export function createSearchWords(memory: SearchMemory): SearchWords {
  const pairs = createPairs(memory);
  let hits = new Int32Array(256);
  const placeOf = (word: number): number => memory.bytes[memory.get(PLACES_AT) + word]!;
  const startOf = (word: number): number =>
    (memory.get(UNITS_AT) >> 1) + memory.ints[memory.intsAt(STARTS_AT) + word]!;

  const has = (word: number, form: Uint16Array, atStart: boolean, atEnd: boolean): boolean => {
    const { units } = memory;
    const [length, start, last] = [form.length, startOf(word), startOf(word + 1) - form.length];
    if (last < start) return false;
    const stop = atStart ? start : last;
    outer: for (let at = atEnd ? last : start; at <= stop; at++) {
      for (let n = 0; n < length; n++) if (units[at + n] !== form[n]) continue outer;
      return true;
    }
    return false;
  };

  return {
    get end() {
      return memory.get(WORDS_END);
    },
    placeOf,
    startOf,
    having(form, fields, edge) {
      const [atStart, atEnd] = [edge === 'start' || edge === 'both', edge === 'end' || edge === 'both'];
      const listed = pairs.having(form, atStart, atEnd);
      const [end, paired] = [memory.get(WORDS_END), memory.get(PAIRS_END)];
      let [count, last] = [0, 0];
      const note = (word: number): void => {
        if (word === last) return;
        if (count === hits.length) hits = longer(hits);
        hits[count++] = last = word;
      };
      // Where it stands is not asked without need: it lies far from the word itself.
      const isIn = (word: number): boolean => fields === ALL_FIELDS || (fields & (1 << placeOf(word))) !== 0;
      if (listed !== null) {
        const { words, isExact } = listed;
        for (let n = 0; n < words.length; n++)
          if (isIn(words[n]!) && (isExact || has(words[n]!, form, atStart, atEnd))) note(words[n]!);
      }
      for (let word = listed === null ? 1 : paired; word < end; word++)
        if (isIn(word) && has(word, form, atStart, atEnd)) note(word);
      return hits.subarray(0, count);
    },
  };
}
