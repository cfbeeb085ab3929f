// Owns: in which order those whom a search found are shown: who is called so first, then words that begin so, typos last.
// Leaves to others: finding them (search-index.ts), the order of the list (store/list-order.ts).
import { clearBit, countBits, hasBit, intersect, lowestBit, nextSlot } from './bits.ts';
import type { Bits } from './bits.ts';
import type { TextIndex } from './search-index.ts';

/** Slots in the order of the list. */
export interface ListOrder {
  readonly size: number;
  slotAt(place: number): number;
  placeOf(slot: number): number;
  /** The places, from and to, of those whose whole name begins with a folded text. */
  called(beginning: string): readonly [number, number];
}

/** Those that a search found, ranked as far as somebody asked. */
export interface Ranking {
  /** The slots at places `from` to `to` of the ranked list. */
  window(from: number, to: number): readonly number[];
}

/** Some of those found, as far as they pass, between two places of the list. */
interface Rank {
  readonly bits: Bits;
  readonly from: number;
  readonly to: number;
  passes?(slot: number): boolean;
}

/** In the order of the list, without ranks. The set is the ranking's from now on, as is another one of its length. */
export function unranked(found: Bits, order: ListOrder, room: Bits): Ranking {
  return asAsked([{ bits: found, from: 0, to: order.size }], order, room);
}

/**
 * `found` has the words as they were typed: names that begin with all of the query, names with words that begin so, other
 * fields with such words, then what has them in the middle of words. `meant` are those that only a typo kept from being
 * found, who come last. Within a rank the order is that of the list. All these sets are the ranking's from now on.
 */
export function ranked(
  words: readonly string[],
  found: Bits,
  meant: Bits,
  order: ListOrder,
  index: TextIndex,
  copyOf: (bits: Bits) => Bits,
): Ranking {
  const [naming, starting] = [copyOf(found), copyOf(found)];
  const tests: ((slot: number) => boolean)[] = [];
  for (const word of words) {
    const match = index.find(word);
    intersect(naming, match.naming);
    intersect(starting, match.starting.bits);
    if (match.starting.passes !== null) tests.push(match.starting.passes);
  }
  const [from, to] = order.called(words.join(' '));
  const everywhere = { from: 0, to: order.size };
  return asAsked(
    [
      { bits: found, from, to },
      { bits: naming, ...everywhere },
      { bits: starting, ...everywhere, passes: (slot) => tests.every((passes) => passes(slot)) },
      { bits: found, ...everywhere },
      { bits: meant, ...everywhere },
    ],
    order,
    copyOf(found),
  );
}

/** Nobody is ranked twice: each rank has those who are in none before it. */
function asAsked(ranks: readonly Rank[], order: ListOrder, room: Bits): Ranking {
  const known: number[] = [];
  let rank = 0;
  let next: (() => number) | null = null;
  return {
    window(from, to) {
      while (known.length < to && rank < ranks.length) {
        next ??= alongList(ranks[rank]!, order, room);
        const slot = next();
        if (slot < 0) {
          rank += 1;
          next = null;
        } else {
          known.push(slot);
          for (let later = rank; later < ranks.length; later++) clearBit(ranks[later]!.bits, slot);
        }
      }
      return known.slice(from, to);
    },
  };
}

/** Where a rank is more than so small a part of its places, it is quicker to go along these than to put its slots in order. */
const MANY = 1 / 16;

/** Gives those of a rank one by one, and then -1. `room` is overwritten, and taken until then. */
function alongList({ bits, from, to, passes }: Rank, order: ListOrder, room: Bits): () => number {
  const isMany = countBits(bits) > (to - from) * MANY;
  const places = isMany ? null : placesOf(bits, order, room);
  const placeFrom = (place: number): number => (places === null ? place : nextSlot(places, place));
  let next = from;
  return () => {
    for (let place = placeFrom(next); place < to; place = placeFrom(next)) {
      next = place + 1;
      const slot = order.slotAt(place);
      if (!hasBit(bits, slot)) continue;
      if (passes === undefined || passes(slot)) return slot;
    }
    return -1;
  };
}

/** The places of a set's slots. */
function placesOf(bits: Bits, order: ListOrder, into: Bits): Bits {
  into.fill(0);
  for (let word = 0; word < bits.length; word++)
    for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) {
      const place = order.placeOf((word << 5) | lowestBit(rest));
      into[place >>> 5]! |= 1 << (place & 31);
    }
  return into;
}
