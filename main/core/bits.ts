// Owns: sets of slots (small whole numbers) as bits in words of 32. Leaves to others: what a slot stands for.

/** A set of slots: slot s is bit s % 32 of word s / 32. Words beyond the end are empty. */
export type Bits = Uint32Array;

export function noBits(words: number): Bits {
  return new Uint32Array(words);
}

/** Sets that are no longer needed, taken again: what large arrays leave behind costs a collection of the whole heap. */
export interface SpareBits {
  none(words: number): Bits;
  copyOf(bits: Bits): Bits;
  /** Nobody looks at these any more. */
  giveBack(...sets: readonly Bits[]): void;
}

export function createSpareBits(): SpareBits {
  let spare: Bits[] = [];
  const take = (words: number): Bits => {
    // The book grew, and so do the sets from now on.
    if (spare.length > 0 && spare[0]!.length !== words) spare = [];
    return spare.pop() ?? noBits(words);
  };
  return {
    none: (words) => take(words).fill(0),
    copyOf(bits) {
      const copy = take(bits.length);
      copy.set(bits);
      return copy;
    },
    giveBack(...sets) {
      for (const bits of sets)
        if (bits.length > 0 && bits.length === (spare[0] ?? bits).length) spare.push(bits);
    },
  };
}

export function hasBit(bits: Bits, slot: number): boolean {
  return ((bits[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
}

/** The set with the slot in it: the same one, or a longer copy where it had no room. */
export function withBit(bits: Bits, slot: number): Bits {
  const word = slot >>> 5;
  const room = word < bits.length ? bits : copyOfLength(bits, Math.max(32, word + 1, bits.length * 2));
  room[word]! |= 1 << (slot & 31);
  return room;
}

export function clearBit(bits: Bits, slot: number): void {
  if (slot >>> 5 < bits.length) bits[slot >>> 5]! &= ~(1 << (slot & 31));
}

export function copyOfLength(bits: Bits, words: number): Bits {
  const copy = new Uint32Array(words);
  copy.set(bits.length > words ? bits.subarray(0, words) : bits);
  return copy;
}

/** Leaves in `into` only what is in both. */
export function intersect(into: Bits, other: Bits): Bits {
  const shared = Math.min(into.length, other.length);
  for (let word = 0; word < shared; word++) into[word]! &= other[word]!;
  return into.fill(0, shared);
}

/** Leaves in `into` only what is not in `other`. */
export function exclude(into: Bits, other: Bits): Bits {
  const shared = Math.min(into.length, other.length);
  for (let word = 0; word < shared; word++) into[word]! &= ~other[word]!;
  return into;
}

/** Adds to `into` what is in `other`, as far as `into` has room. */
export function unite(into: Bits, other: Bits): Bits {
  const shared = Math.min(into.length, other.length);
  for (let word = 0; word < shared; word++) into[word]! |= other[word]!;
  return into;
}

export function isEmpty(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    let rest = bits[word]!;
    if (rest === 0) continue;
    rest -= (rest >>> 1) & 0x55555555;
    rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
    count += Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** The slots in the set, from the smallest on. */
export function slotsIn(bits: Bits): readonly number[] {
  const slots: number[] = [];
  for (let word = 0; word < bits.length; word++)
    for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) slots.push((word << 5) | lowestBit(rest));
  return slots;
}

/** The first slot in the set from one on; Infinity: there is none. */
export function nextSlot(bits: Bits, from: number): number {
  let word = from >>> 5;
  let rest = (bits[word] ?? 0) & (-1 << (from & 31));
  while (rest === 0) {
    if (++word >= bits.length) return Infinity;
    rest = bits[word]!;
  }
  return (word << 5) | lowestBit(rest);
}

/** Which bit of a word, of which at least one is set, is the lowest: 0 to 31. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Leaves only the slots that pass. */
export function keepOnly(bits: Bits, passes: (slot: number) => boolean): Bits {
  for (let word = 0; word < bits.length; word++) {
    let rest = bits[word]!;
    while (rest !== 0) {
      const bit = lowestBit(rest);
      rest &= rest - 1;
      if (!passes((word << 5) | bit)) bits[word]! &= ~(1 << bit);
    }
  }
  return bits;
}
