// Owns: the text of each slot, as the numbers of its words, its digits, and the gaps between them, as they are read.
// Leaves to others: what these numbers stand for (search-words.ts, search-parts.ts), writing them (main/search-engine/texts.ts).
import type { Ints } from './ints.ts';
import { DIGITS_A_NUMBER, LARGE_GAP, SLOTS_END, TEXTS_AT } from './search-layout.ts';
import type { SearchMemory } from './search-memory.ts';

/*
 * A text is a list of heads, one for each part: the number of a word, or `~` of the digits, in all but the lowest 8 bits,
 * which say which gap comes before; a large gap follows the head. Up to four digits stand in the head: each in 4 bits, then
 * how many in 3, then 1. Of more there is only how many, and 0 behind that: they follow, eight to a number. Word 0 ends it.
 */

/** Where in memory the text of a slot begins, by numbers of 4 bytes; 0: it has none. */
export function textOfSlot(memory: SearchMemory, slot: number): number {
  return slot < memory.get(SLOTS_END) ? memory.ints[memory.intsAt(TEXTS_AT) + slot]! : 0;
}

/** The number of the word at a place of a text; below 0 it is digits; 0: the text ends. */
export function partAt(text: Ints, at: number): number {
  return text[at]! >> 8;
}

/** The number of the gap before a part, or at the end. */
export function gapAt(text: Ints, at: number): number {
  const gap = text[at]! & 0xff;
  return gap === LARGE_GAP ? text[at + 1]! : gap;
}

/** Where the next part is. */
export function nextAt(text: Ints, at: number): number {
  const head = text[at]!;
  const next = (head & 0xff) === LARGE_GAP ? at + 2 : at + 1;
  if (head >= 0) return next;
  const digits = ~(head >> 8);
  return (digits & 1) === 1 ? next : next + (((digits >> 1) + DIGITS_A_NUMBER - 1) >>> 3);
}

/** How many digits a part has. */
export function digitsAt(text: Ints, at: number): number {
  const digits = ~(text[at]! >> 8);
  return (digits & 1) === 1 ? (digits >> 1) & 7 : digits >> 1;
}

/** The n-th digit of a part. */
export function digitAt(text: Ints, at: number, n: number): number {
  const head = text[at]!;
  const digits = ~(head >> 8);
  if ((digits & 1) === 1) return (digits >> (4 + n * 4)) & 15;
  const first = (head & 0xff) === LARGE_GAP ? at + 2 : at + 1;
  return (text[first + (n >>> 3)]! >>> ((n & 7) * 4)) & 15;
}
