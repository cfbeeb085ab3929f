// Owns: the different gaps between the parts of texts, marks and all, each known by a number; 0 is that of no gap at all.
// Leaves to others: finding them (main/search-engine/gaps.ts).
import { GAP_STARTS_AT, GAP_UNITS_AT, GAPS_END } from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';
import { isMark, textOf } from './search.ts';

export interface Gaps {
  readonly texts: readonly string[];
  /** Of each the last mark in it; 0: it has none. */
  readonly marks: readonly number[];
  /** The engine may know more of them. */
  look(): void;
}

export function createGaps(memory: SearchMemory): Gaps {
  const texts = [''];
  const marks = [0];
  return {
    texts,
    marks,
    look() {
      for (const end = memory.get(GAPS_END); texts.length < end;) {
        const [starts, units] = [memory.intsAt(GAP_STARTS_AT), memory.get(GAP_UNITS_AT) >> 1];
        const from = memory.ints[starts + texts.length]!;
        const length = memory.ints[starts + texts.length + 1]! - from;
        const text = textOf({ codes: memory.units.slice(units + from, units + from + length), length });
        marks.push([...text].map((letter) => letter.charCodeAt(0)).findLast(isMark) ?? 0);
        texts.push(text);
      }
    },
  };
}
