// Owns: which slots have a word, for each word: looked up for most, and looked for in the texts that changed since.
// Leaves to others: the texts (search-texts.ts), the words (search-words.ts).
import { hasBit, noBits, unite, withBit } from './bits.ts';
import type { Bits } from './bits.ts';
import { longer } from './ints.ts';
import type { Ints } from './ints.ts';
import type { TextParts } from './search-parts.ts';
import type { SearchTexts } from './search-texts.ts';

/** A word that at least one slot in so many has has a set of bits. */
const MANY = 32;
/** So many texts are looked at one by one. */
const FEW = 256;

export interface Owners {
  /** The slot has a text now, or another one, with the words among these parts. */
  put(slot: number, parts: TextParts): void;
  /** The slot's text, which is still there, will be taken away. */
  drop(slot: number): void;
  /** Writes down who has which word, where more than this part of the texts changed since: some 30 ms for 100,000. */
  settle(part: number): void;
  /** Adds to a set of no one who has one of these words, each of them above the one before. */
  addTo(bits: Bits, words: Ints): Bits;
}

export function createOwners(texts: SearchTexts): Owners {
  /** Of each word how often it occurs by now. */
  let counts = new Int32Array(256);
  /** Of each word as of the last settling: where in `slots` its own begin and end; or its set's number and -1. */
  let starts = new Int32Array(0);
  let ends = new Int32Array(0);
  let slots = new Int32Array(0);
  let sets: Bits[] = [];
  /** Slots whose texts changed since. */
  let changed: number[] = [];
  let isChanged = noBits(0);
  /** Of each word whether it is one that is looked for. */
  let isMeant = new Uint8Array(0);

  const note = (slot: number): void => {
    if (hasBit(isChanged, slot)) return;
    isChanged = withBit(isChanged, slot);
    changed.push(slot);
  };
  /** Gives each word its part of `slots`, or a set. */
  const divide = (): void => {
    starts = new Int32Array(counts.length);
    ends = new Int32Array(counts.length);
    sets = [];
    let total = 0;
    for (let word = 0; word < counts.length; word++) {
      const isWide = counts[word]! * MANY >= texts.end;
      starts[word] = isWide ? sets.push(noBits((texts.end + 31) >>> 5)) - 1 : total;
      ends[word] = isWide ? -1 : total;
      if (!isWide) total += counts[word]!;
    }
    slots = new Int32Array(total);
  };

  return {
    put(slot, { count, number }) {
      note(slot);
      let own = counts;
      for (let n = 0; n < count; n++) {
        if (number[n]! >= own.length) own = counts = longer(counts, number[n]! + 1);
        own[number[n]!]! += 1;
      }
      own[0] = 0;
    },
    drop(slot) {
      note(slot);
      const { words, count } = texts.wordsOf(slot);
      for (let n = 0; n < count; n++) counts[words[n]!]! -= 1;
    },
    settle(part) {
      if (changed.length <= FEW || changed.length <= texts.end * part) return;
      changed = [];
      isChanged = noBits(0);
      divide();
      const [into, next, from] = [slots, ends, starts];
      for (let slot = 0; slot < texts.end; slot++) {
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
      if (changed.length === 0 || words.length === 0) return bits;
      for (let word = 0; word < isChanged.length && word < bits.length; word++)
        bits[word]! &= ~isChanged[word]!;
      const last = words.at(-1)!;
      if (last >= isMeant.length) isMeant = new Uint8Array(last * 2);
      for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 1;
      for (const slot of changed) {
        const { words: has, count } = texts.wordsOf(slot);
        for (let n = 0; n < count; n++) if (isMeant[has[n]!] === 1) bits[slot >>> 5]! |= 1 << (slot & 31);
      }
      for (let n = 0; n < words.length; n++) isMeant[words[n]!] = 0;
      return bits;
    },
  };
}
