// Owns: in which order those whom a search found are shown: who is called so first, then words that begin so, typos last.
// Leaves to others: finding them (search-index.ts), the order of the list (store/list-order.ts).
import { clearBit, countBits, hasBit, intersect, slotsIn } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidates, TextIndex } from './search-index.ts';

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

/** In the order of the list, without ranks. */
export function unranked(found: Bits, order: ListOrder): Ranking {
  return asAsked(inOrder(found.slice(), order));
}

/**
 * `found` has the words as they were typed: names that begin with all of the query, names with words that begin so, other
 * fields with such words, then what has them in the middle of words. `meant` are those that only a typo kept from being
 * found, who come last. Within a rank the order is that of the list.
 */
export function ranked(
  words: readonly string[],
  found: Bits,
  meant: Bits,
  order: ListOrder,
  index: TextIndex,
): Ranking {
  return asAsked(inRanks(words, found.slice(), meant.slice(), order, index));
}

function* inRanks(
  words: readonly string[],
  left: Bits,
  meant: Bits,
  order: ListOrder,
  index: TextIndex,
): Generator<number, void> {
  const [from, to] = order.called(words.join(' '));
  yield* among(left, order, from, to, () => true);
  yield* starting(left, order, words, (word, bits) => index.startingName(word, bits));
  yield* starting(left, order, words, (word, bits) => index.startingWord(word, bits));
  yield* inOrder(left, order);
  yield* inOrder(meant, order);
}

/** Takes those out of `left` of whom every word passes. */
function* starting(
  left: Bits,
  order: ListOrder,
  words: readonly string[],
  candidatesOf: (word: string, among: Bits) => Candidates,
): Generator<number, void> {
  const candidates = words.map((word) => candidatesOf(word, left));
  const all = candidates.reduce((bits, each) => intersect(bits, each.bits), left.slice());
  for (const slot of among(all, order, 0, order.size, (at) => candidates.every((each) => each.passes(at)))) {
    clearBit(left, slot);
    yield slot;
  }
}

function inOrder(left: Bits, order: ListOrder): Generator<number, void> {
  return among(left, order, 0, order.size, () => true);
}

/** Takes out of `left`, place by place, those who pass. */
function* among(
  left: Bits,
  order: ListOrder,
  from: number,
  to: number,
  passes: (slot: number) => boolean,
): Generator<number, void> {
  for (const slot of inPlaces(left, order, from, to)) {
    if (!hasBit(left, slot) || !passes(slot)) continue;
    clearBit(left, slot);
    yield slot;
  }
}

/** Slots at these places, at least those in `left`: a few are quicker put in order than looked for along the whole list. */
function inPlaces(left: Bits, order: ListOrder, from: number, to: number): Iterable<number> {
  if (countBits(left) * FEW > to - from) return alongList(order, from, to);
  const places = Int32Array.from(slotsIn(left), (slot) => order.placeOf(slot)).sort();
  return [...places].filter((place) => place >= from && place < to).map((place) => order.slotAt(place));
}
const FEW = 16;

function* alongList(order: ListOrder, from: number, to: number): Generator<number, void> {
  for (let place = from; place < to; place++) yield order.slotAt(place);
}

function asAsked(slots: Generator<number, void>): Ranking {
  const known: number[] = [];
  let isWhole = false;
  return {
    window(from, to) {
      while (!isWhole && known.length < to) {
        const next = slots.next();
        if (next.done === true) isWhole = true;
        else known.push(next.value);
      }
      return known.slice(from, to);
    },
  };
}
