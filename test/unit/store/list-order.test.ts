// Owns: that the list's order, kept up by moves, is that of sorting everyone anew.
// Leaves to others: what a name's key is (list-sorting.test.ts), who is in the list (person-index.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listSorting } from '../../../main/core/list-sorting.ts';
import { createListOrder } from '../../../main/store/list-order.ts';

const listKey = listSorting('en').keyOf;
const names = ['Ada', 'ada b', 'Änne', 'Zoe', '42', '山田', '', '(Ada)'];

test.each([
  ['few moves at once', 5],
  ['many moves at once', 200],
])('after any moves the order is that of sorting everyone anew (%s)', (_what, most) => {
  const move = fc.tuple(fc.nat(150), fc.option(fc.constantFrom(...names), { freq: 4 }));
  fc.assert(
    fc.property(fc.array(fc.array(move, { maxLength: most }), { minLength: 1, maxLength: 12 }), (rounds) => {
      const order = createListOrder((slot) => `tie${slot}`, listKey);
      const keys = new Map<number, string>();
      for (const round of rounds) {
        const moves = new Map(round.map(([slot, name]) => [slot, name === null ? null : listKey(name)]));
        order.move(moves);
        for (const [slot, key] of moves)
          if (key === null) keys.delete(slot);
          else keys.set(slot, key);
        const sorted = [...keys]
          .sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : `tie${a[0]}` < `tie${b[0]}` ? -1 : 1))
          .map(([slot]) => slot);
        expect(order.slots(0, Infinity)).toEqual(sorted);
        expect(order.size).toBe(sorted.length);
        for (const [place, slot] of sorted.entries()) {
          expect([order.slotAt(place), order.placeOf(slot), order.keyOf(slot)]).toEqual([
            slot,
            place,
            keys.get(slot),
          ]);
        }
        for (const beginning of ['a', 'ada', 'ada ', '4', '山', 'q']) {
          const [from, to] = order.called(beginning);
          expect(order.slots(from, to)).toEqual(
            sorted.filter((slot) => keys.get(slot)!.startsWith(listKey(beginning))),
          );
        }
      }
    }),
    { seed: 20261121, numRuns: 60 },
  );
});

test('thousands are in the order of their keys, also where these begin alike or are the same', () => {
  const given = ['Ada', 'Änne', 'Zoe', '山田', 'Ольга', 'هدي', '42', ''];
  const family = ['Lovelace', 'Lovelace-Byron', 'Love', '太郎', 'Иванова', 'é'];
  const name = (n: number): string =>
    n % 5 === 1
      ? String.fromCharCode('一'.charCodeAt(0) + (n % 2000))
      : `${given[(n * 31) % 8]} ${family[(n * 17) % 6]} ${n % 3 === 0 ? n : ''}`;
  const keys = Array.from({ length: 5000 }, (_none, n) => (n % 7 === 0 ? null : listKey(name(n))));
  const order = createListOrder((slot) => `tie${slot}`, listKey, [...keys]);
  const sorted = [...keys.keys()]
    .filter((slot) => keys[slot] !== null)
    .sort((a, b) => {
      const [keyA, keyB] = [keys[a]!, keys[b]!];
      return keyA < keyB ? -1 : keyA > keyB ? 1 : `tie${a}` < `tie${b}` ? -1 : 1;
    });
  expect(order.slots(0, Infinity)).toEqual(sorted);
});
