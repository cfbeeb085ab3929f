// Owns: which slots have a word, for each word: looked up for most, and looked for in the texts that changed since.
// Leaves to others: the texts (search-texts.ts), the words (search-words.ts).
import { hasBit, noBits, unite, withBit } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Ints } from './ints.ts';
import type { SearchTexts } from './search-texts.ts';

/** A word that at least one slot in so many has has a set of bits. */
const MANY = 32;
/** Above one changed text in so many all are counted anew, but for this many. */
const CHANGED = 16;
const FEW = 256;

export interface Owners {
  /** The words of a slot's text changed. */
  changed(slot: number): void;
  /** Counts who has which word anew, where too many texts changed: some 20 ms for 100,000. */
  settle(words: number): void;
  /** Adds to a set of no one who has one of these words, each of them above the one before. */
  addTo(bits: Bits, words: Ints): Bits;
}

export function createOwners(texts: SearchTexts): Owners {
  /** Of each word where in `slots` its own begin, and how many they are; -1: it has a set, of this number. */
  let starts = new Int32Array(0);
  let counts = new Int32Array(0);
  let slots = new Int32Array(0);
  let sets: Bits[] = [];
  /** Slots whose texts changed since that was counted. */
  let changed: number[] = [];
  let isChanged = noBits(0);
  /** Of each word whether it is one that is looked for. */
  let isMeant = new Uint8Array(0);

  return {
    changed(slot) {
      if (hasBit(isChanged, slot)) return;
      isChanged = withBit(isChanged, slot);
      changed.push(slot);
    },
    settle(words) {
      if (changed.length <= FEW || changed.length * CHANGED <= texts.end) return;
      changed = [];
      isChanged = noBits(0);
      counts = new Int32Array(words);
      starts = new Int32Array(words);
      sets = [];
      const [own, from] = [counts, starts];
      for (let slot = 0; slot < texts.end; slot++) {
        const { words: has, count } = texts.wordsOf(slot);
        for (let n = 0; n < count; n++) own[has[n]!]! += 1;
      }
      let total = 0;
      for (let word = 1; word < words; word++) {
        const isWide = counts[word]! * MANY >= texts.end;
        starts[word] = isWide ? sets.push(noBits((texts.end + 31) >>> 5)) - 1 : total;
        if (isWide) counts[word] = -1;
        else total += counts[word]!;
      }
      slots = new Int32Array(total);
      const [into, next] = [slots, from.slice()];
      for (let slot = 0; slot < texts.end; slot++) {
        const { words: has, count } = texts.wordsOf(slot);
        for (let n = 0; n < count; n++) {
          const word = has[n]!;
          if (own[word]! >= 0) into[next[word]!++] = slot;
          else sets[from[word]!]![slot >>> 5]! |= 1 << (slot & 31);
        }
      }
    },
    addTo(bits, words) {
      for (let n = 0; n < words.length; n++) {
        const word = words[n]!;
        if (word >= counts.length) break;
        if (counts[word] === -1) unite(bits, sets[starts[word]!]!);
        else
          for (let at = starts[word]!, end = at + counts[word]!; at < end; at++)
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
