// Owns: that ranks follow one another, each in the order of the list, whether few or many are in them.
// Leaves to others: who is in which rank (person-search.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasBit, noBits } from '../../../main/core/bits.ts';
import type { Bits } from '../../../main/core/bits.ts';
import type { TextIndex } from '../../../main/core/search-index.ts';
import { ranked, unranked } from '../../../main/core/search-rank.ts';
import type { ListOrder, Ranking } from '../../../main/core/search-rank.ts';

const SLOTS = 400;
const WORDS = 16;

const bitsOf = (slots: Iterable<number>): Bits => {
  const bits = noBits(WORDS);
  for (const slot of slots) bits[slot >>> 5]! |= 1 << (slot & 31);
  return bits;
};
const within = (slots: readonly number[], bits: Bits): readonly number[] =>
  slots.filter((slot) => hasBit(bits, slot));

/** A list in which the slots stand so, and of which a part is called as the query says. */
function listOf(slots: readonly number[], called: readonly [number, number]): ListOrder {
  return {
    size: slots.length,
    slotAt: (place) => slots[place]!,
    placeOf: (slot) => slots.indexOf(slot),
    called: () => called,
  };
}

/** The whole ranking, asked for in windows of so many. */
function inWindows(ranking: Ranking, length: number): readonly number[] {
  const slots: number[] = [];
  for (let from = 0; from <= SLOTS; from += length) slots.push(...ranking.window(from, from + length));
  return slots;
}

const order = fc.shuffledSubarray([...Array(SLOTS).keys()], { minLength: SLOTS });
/** None, few, many or all. */
const some = fc
  .tuple(fc.nat({ max: 3 }), fc.subarray([...Array(SLOTS).keys()]))
  .map(([share, slots]) => bitsOf(slots.filter((slot) => slot % 3 ** share === 0)));
const length = fc.integer({ min: 1, max: 90 });

test('a set without ranks is in the order of the list, in whatever windows somebody asks', () => {
  fc.assert(
    fc.property(order, some, length, (slots, found, asked) => {
      const ranking = unranked(found.slice(), listOf(slots, [0, 0]), noBits(WORDS).fill(~0));
      expect(inWindows(ranking, asked)).toEqual(within(slots, found));
    }),
  );
});

test('each rank is in the order of the list, without those of the ranks before it', () => {
  const place = fc.nat({ max: SLOTS });
  fc.assert(
    fc.property(
      order,
      fc.tuple(some, some, some, some),
      fc.tuple(place, place),
      length,
      (slots, [found, naming, starting, meant], called, asked) => {
        const [from, to] = [Math.min(...called), Math.max(...called)];
        const index = {
          find: () => ({
            anywhere: found,
            naming,
            starting: { bits: starting, passes: (slot: number) => slot % 2 === 0 },
          }),
        } as unknown as TextIndex;
        const ranking = ranked(
          ['any'],
          found.slice(),
          meant.slice(),
          listOf(slots, [from, to]),
          index,
          (bits) => bits.slice(),
        );
        const here = within(slots, found);
        const inOrder = new Set([
          ...within(slots.slice(from, to), found),
          ...within(here, naming),
          ...within(here, starting).filter((slot) => slot % 2 === 0),
          ...here,
          ...within(slots, meant),
        ]);
        expect(inWindows(ranking, asked)).toEqual([...inOrder]);
      },
    ),
  );
});
