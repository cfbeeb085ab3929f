// Owns: which slots have a word, for each word: as of the last settling, and by what changed since.
// Leaves to others: the texts (search-texts.ts), the words (search-words.ts).
import { exclude, hasBit, noBits, unite, withBit } from './bits.ts';
import type { Bits } from './bits.ts';
import { createIntChains, longer } from './ints.ts';
import type { Ints } from './ints.ts';
import type { TextParts } from './search-parts.ts';
import type { SearchTexts } from './search-texts.ts';

/** A word that at least one slot in so many has has a set of bits. */
const MANY = 32;
/** So many texts are looked at one by one. */
const FEW = 256;
/** Texts that are written down in one bit: a few milliseconds. */
const TEXTS_AT_ONCE = 5000;

export interface Owners {
  /** The slot has a text now, or another one, with the words among these parts. */
  put(slot: number, parts: TextParts): void;
  /** The slot's text, which is still there, will be taken away. */
  drop(slot: number): void;
  /**
   * Writes down who has which word below `end`, where more than this part of the texts changed since: some 60 ms for 100,000.
   * Bit by bit, between which nothing else is to be asked of the owners.
   */
  settle(part: number, end: number): Generator<undefined, void>;
  /** Adds to a set of no one who has one of these words, each of them above the one before. */
  addTo(bits: Bits, words: Ints): Bits;
}

/** `expected`: how many words there may be. */
export function createOwners(texts: SearchTexts, expected: number): Owners {
  /** Of each word how often it occurs. */
  let counts = new Int32Array(Math.max(64, expected));
  /** Of each word as of the last settling: where in `slots` its own begin and end; or its set's number and -1. */
  let starts = new Int32Array(0);
  let ends = new Int32Array(0);
  let slots = new Int32Array(0);
  let sets: Bits[] = [];
  /** Which texts changed since, and how many. */
  let isChanged = noBits(0);
  let changes = 0;
  /** Of each word the slots that have it since; a slot is written down once, with the first text it had since. */
  const since = createIntChains();
  let isInChains = noBits(0);
  /** Slots that have another text since: they are looked at one by one. */
  let again: number[] = [];
  let isAgain = noBits(0);
  /** Of each word whether it is one that is looked for. */
  let isMeant = new Uint8Array(0);

  const note = (slot: number): void => {
    if (hasBit(isChanged, slot)) return;
    isChanged = withBit(isChanged, slot);
    changes += 1;
  };
  const lookAt = (slot: number): void => {
    if (hasBit(isAgain, slot)) return;
    isAgain = withBit(isAgain, slot);
    again.push(slot);
  };
  const forgetChanges = (): void => {
    [isChanged, isInChains, isAgain] = [noBits(0), noBits(0), noBits(0)];
    [changes, again] = [0, []];
    since.clear();
  };
  /** Gives each word below this one its part of `slots`, or a set. */
  const divide = (end: number): void => {
    starts = new Int32Array(end);
    ends = new Int32Array(end);
    sets = [];
    let total = 0;
    for (let word = 0; word < end; word++) {
      const isWide = counts[word]! * MANY >= texts.end;
      starts[word] = isWide ? sets.push(noBits((texts.end + 31) >>> 5)) - 1 : total;
      ends[word] = isWide ? -1 : total;
      if (!isWide) total += counts[word]!;
    }
    slots = new Int32Array(total);
  };

  return {
    put(slot, { words, wordCount, number }) {
      note(slot);
      for (let n = 0; n < wordCount; n++) {
        const word = number[words[n]!]!;
        while (word >= counts.length) counts = longer(counts);
        counts[word]! += 1;
      }
      // Before the first settling all have changed, and are about to be settled.
      const isChained = ends.length > 0 && !hasBit(isInChains, slot);
      if (isChained) isInChains = withBit(isInChains, slot);
      else lookAt(slot);
      if (!isChained) return;
      for (let n = 0; n < wordCount; n++) since.add(number[words[n]!]!, slot);
    },
    drop(slot) {
      note(slot);
      const { words, count } = texts.wordsOf(slot);
      for (let n = 0; n < count; n++) counts[words[n]!]! -= 1;
      if (hasBit(isInChains, slot)) lookAt(slot);
    },
    *settle(part, end) {
      if (changes <= FEW || changes <= texts.end * part) return;
      forgetChanges();
      divide(end);
      const [into, next, from] = [slots, ends, starts];
      for (let slot = 0; slot < texts.end; slot++) {
        if (slot % TEXTS_AT_ONCE === 0) yield;
        const { words, count } = texts.wordsOf(slot);
        for (let n = 0; n < count; n++) {
          const word = words[n]!;
          const place = next[word]!;
          if (place < 0) sets[from[word]!]![slot >>> 5]! |= 1 << (slot & 31);
          else {
            into[place] = slot;
            next[word] = place + 1;
          }
        }
      }
    },
    addTo(bits, words) {
      for (let n = 0; n < words.length; n++) {
        const word = words[n]!;
        if (word >= ends.length) break;
        if (ends[word] === -1) unite(bits, sets[starts[word]!]!);
        else
          for (let at = starts[word]!; at < ends[word]!; at++)
            bits[slots[at]! >>> 5]! |= 1 << (slots[at]! & 31);
      }
      if (changes === 0 || words.length === 0) return bits;
      exclude(bits, isChanged);
      for (let n = 0; n < words.length; n++)
        for (let at = since.first(words[n]!); at !== 0; at = since.next(at))
          if (!hasBit(isAgain, since.at(at))) bits[since.at(at) >>> 5]! |= 1 << (since.at(at) & 31);
      if (again.length === 0) return bits;
      const last = words.at(-1)!;
      if (last >= isMeant.length) isMeant = new Uint8Array(last * 2);
      for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 1;
      for (const slot of again) {
        const { words: has, count } = texts.wordsOf(slot);
        for (let n = 0; n < count; n++) if (isMeant[has[n]!] === 1) bits[slot >>> 5]! |= 1 << (slot & 31);
      }
      for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 0;
      return bits;
    },
  };
}
