// Owns: arrays of whole numbers that grow, and many lists of them in a few large arrays, which leave no garbage: lists that
// are whole from the beginning, and chains that grow.
// Leaves to others: what the numbers stand for.

export type Ints = Int32Array<ArrayBuffer>;

/** A copy with at least twice the room, and room for so many. */
export function longer(ints: Ints, wanted = 0): Ints {
  const copy = new Int32Array(Math.max(wanted, ints.length * 2));
  copy.set(ints);
  return copy;
}

/** Those that pass, in the same array: what was in it before is not there any more. */
export function only(ints: Ints, passes: (int: number) => boolean): Ints {
  let count = 0;
  for (let n = 0; n < ints.length; n++) if (passes(ints[n]!)) ints[count++] = ints[n]!;
  return ints.subarray(0, count);
}

const CHUNK_BITS = 16;
const CHUNK_INTS = 1 << CHUNK_BITS;

/** Lists are known by where they begin, which is never 0. Before its numbers a list says how many they are. */
export interface IntLists {
  make(numbers: Ints, count: number): number;
  drop(list: number): void;
  /** The array that a list is in: its numbers stand there from `startOf` on. */
  arrayOf(list: number): Ints;
}

/** Where in its array the numbers of a list begin. */
export function startOf(list: number): number {
  return (list & (CHUNK_INTS - 1)) + 1;
}

export function createIntLists(): IntLists {
  const chunks: Ints[] = [];
  let used = CHUNK_INTS;
  /** Where lists were that are dropped, by how many numbers they have room for. */
  const left = new Map<number, number[]>();
  const roomFor = (count: number): number => (count + 1) & ~1;
  const arrayOf = (list: number): Ints => chunks[list >>> CHUNK_BITS]!;

  return {
    arrayOf,
    make(numbers, count) {
      const room = roomFor(count);
      let list = left.get(room)?.pop();
      if (list === undefined) {
        if (used + 1 + room > CHUNK_INTS) {
          // The first place is nobody's, so that no list is at 0.
          used = chunks.length === 0 ? 1 : 0;
          chunks.push(new Int32Array(Math.max(CHUNK_INTS, used + 1 + room)));
        }
        list = ((chunks.length - 1) << CHUNK_BITS) | used;
        used += 1 + room;
      }
      const [array, start] = [arrayOf(list), startOf(list)];
      array[start - 1] = count;
      for (let n = 0; n < count; n++) array[start + n] = numbers[n]!;
      return list;
    },
    drop(list) {
      const room = roomFor(arrayOf(list)[startOf(list) - 1]!);
      const same = left.get(room);
      if (same === undefined) left.set(room, [list]);
      else same.push(list);
    },
  };
}

/** Chains of numbers, known by small numbers themselves; what is added comes first. A link of a chain is never 0. */
export interface IntChains {
  add(chain: number, number: number): void;
  /** The first link of a chain; 0: it is empty. */
  first(chain: number): number;
  next(link: number): number;
  /** The number in a link. */
  at(link: number): number;
  /** Empties all. */
  clear(): void;
}

export function createIntChains(): IntChains {
  let firsts = new Int32Array(256);
  /** Of each link its number and the next link. */
  let links = new Int32Array(256);
  let used = 2;

  return {
    add(chain, number) {
      if (chain >= firsts.length) firsts = longer(firsts, chain + 1);
      if (used === links.length) links = longer(links);
      links[used] = number;
      links[used + 1] = firsts[chain]!;
      firsts[chain] = used;
      used += 2;
    },
    first: (chain) => firsts[chain] ?? 0,
    next: (link) => links[link + 1]!,
    at: (link) => links[link]!,
    clear() {
      firsts.fill(0);
      used = 2;
    },
  };
}
