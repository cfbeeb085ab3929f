// Owns: the order of the list of persons, kept up by change: slots sorted by their keys.
// Leaves to others: what a key is made of (core/list-sorting.ts), who stands in the list (person-index.ts).
import { sectionIn } from '../core/list-sorting.ts';
import type { RailLetter } from '../core/rail.ts';
import type { ListOrder } from '../core/search-rank.ts';
import { beginningsOf } from './beginnings.ts';

/** Above so many moves at once it is quicker to sort those and to merge than to shift the list for each. */
const MERGE_ABOVE = 64;
/** So few are not worth their numbers. */
const FEW = 1024;
const MOST = Number.MAX_SAFE_INTEGER;

export interface SortedSlots extends ListOrder {
  /** null: not in the list. */
  keyOf(slot: number): string | null;
  /** Those at places `from` to `to`. */
  slots(from: number, to: number): readonly number[];
  /** The sections of the list and the first place of each; kept until the list changes. */
  sections(): readonly RailLetter[];
  /** Gives slots their new keys; null takes one out of the list. */
  move(moves: ReadonlyMap<number, string | null>): void;
}

/**
 * The list of those who have a key. `tieOf` tells slots with equal keys apart, so that their order does not depend on how
 * it came about; `keyOf` gives the key of a name's beginning.
 */
export function createListOrder(
  tieOf: (slot: number) => string,
  keyOf: (beginning: string) => string,
  keys: (string | null)[] = [],
): SortedSlots {
  let slots = new Int32Array(64);
  let size = 0;
  /** Of each slot; null: to be counted when somebody asks. */
  let places: Int32Array | null = null;
  let sections: readonly RailLetter[] | null = null;

  const compare = (a: number, b: number): number => {
    const [keyA, keyB] = [keys[a]!, keys[b]!];
    if (keyA !== keyB) return keyA < keyB ? -1 : 1;
    const [tieA, tieB] = [tieOf(a), tieOf(b)];
    return tieA < tieB ? -1 : tieA > tieB ? 1 : 0;
  };
  /** The first place from `low` on that `isBefore` does not hold for. */
  const placeAfter = (
    isBefore: (slot: number) => boolean,
    [low, high] = [0, size],
    among = slots.subarray(0, size),
  ): number => {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(among[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const withRoom = (wanted: number): void => {
    if (wanted <= slots.length) return;
    const larger = new Int32Array(Math.max(wanted, slots.length * 2));
    larger.set(slots.subarray(0, size));
    slots = larger;
  };
  const take = (slot: number): void => {
    if ((keys[slot] ?? null) === null) return;
    const place = placeAfter((other) => compare(other, slot) < 0);
    slots.copyWithin(place, place + 1, size);
    size -= 1;
    keys[slot] = null;
  };
  const insert = (slot: number, key: string): void => {
    keys[slot] = key;
    const place = placeAfter((other) => compare(other, slot) < 0);
    withRoom(size + 1);
    slots.copyWithin(place + 1, place, size);
    slots[place] = slot;
    size += 1;
  };
  const without = (gone: readonly number[]): typeof slots => {
    const all = slots.subarray(0, size);
    if (gone.length === 0) return all;
    const leaving = new Uint8Array(keys.length);
    for (const slot of gone) leaving[slot] = 1;
    return all.filter((slot) => leaving[slot] !== 1);
  };
  const merge = (moves: ReadonlyMap<number, string | null>): void => {
    const staying = without([...moves.keys()].filter((slot) => (keys[slot] ?? null) !== null));
    for (const [slot, key] of moves) keys[slot] = key;
    const coming = sorted(Int32Array.from(moves.keys()).filter((slot) => keys[slot] !== null));
    slots = new Int32Array(Math.max(64, staying.length + coming.length));
    size = 0;
    let next = 0;
    for (const slot of coming) {
      const end = endOfThoseBefore(slot, staying, next);
      slots.set(staying.subarray(next, end), size);
      size += end - next;
      slots[size++] = slot;
      next = end;
    }
    slots.set(staying.subarray(next), size);
    size += staying.length - next;
  };
  /** By longer and longer steps from `next`: the few that come are far apart, the many close together. */
  const endOfThoseBefore = (slot: number, staying: typeof slots, next: number): number => {
    const isBefore = (other: number): boolean => compare(other, slot) < 0;
    let step = 1;
    while (next + step <= staying.length && isBefore(staying[next + step - 1]!)) step *= 2;
    const low = next + (step >>> 1);
    return placeAfter(isBefore, [low, Math.min(next + step - 1, staying.length)], staying);
  };
  const sorted = (coming: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
    const count = coming.length;
    if (count < FEW || count * 16 < keys.length) return coming.sort(compare);
    const [firsts, seconds] = beginningsOf(
      Array.from(coming, (slot) => keys[slot]!),
      [Math.floor(MOST / count), MOST],
    ) as [Float64Array, Float64Array];
    // Numbers alone are sorted quickest: each says also whose it is.
    const inOrder = Int32Array.from(
      firsts.map((first, n) => first * count + n).sort(),
      (both) => both % count,
    );
    const later = (a: number, b: number): number =>
      seconds[a]! - seconds[b]! || compare(coming[a]!, coming[b]!);
    for (let from = 0, to = 0; from < count; from = to) {
      while (to < count && firsts[inOrder[to]!] === firsts[inOrder[from]!]) to++;
      if (to - from > 1) inOrder.subarray(from, to).sort(later);
    }
    return inOrder.map((n) => coming[n]!);
  };

  slots = sorted(Int32Array.from(keys.keys()).filter((slot) => (keys[slot] ?? null) !== null));
  size = slots.length;

  return {
    get size() {
      return size;
    },
    slotAt: (place) => slots[place]!,
    placeOf(slot) {
      if (places === null) {
        places = new Int32Array(keys.length);
        for (let place = 0; place < size; place++) places[slots[place]!] = place;
      }
      return places[slot]!;
    },
    keyOf: (slot) => keys[slot] ?? null,
    slots: (from, to) => [...slots.subarray(0, size).subarray(from, Math.max(from, to))],
    called(beginning) {
      const first = keyOf(beginning);
      const from = placeAfter((slot) => keys[slot]! < first);
      return [from, placeAfter((slot) => keys[slot]! < first || keys[slot]!.startsWith(first))];
    },
    sections() {
      if (sections !== null) return sections;
      const found: RailLetter[] = [];
      for (let index = 0; index < size;) {
        const { letter, beginning } = sectionIn(keys[slots[index]!]!);
        found.push({ letter, index });
        index = placeAfter((slot) => keys[slot]! < beginning || keys[slot]!.startsWith(beginning));
      }
      return (sections = found);
    },
    move(moves) {
      if (moves.size > 0) places = sections = null;
      if (moves.size > MERGE_ABOVE) return merge(moves);
      for (const slot of moves.keys()) take(slot);
      for (const [slot, key] of moves) if (key !== null) insert(slot, key);
    },
  };
}
