// Owns: that the numbers of keys are in the order of the keys, for any keys.
// Leaves to others: the order of the list (list-order.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningsOf } from '../../../main/store/beginnings.ts';

/** Few letters, so that many keys begin alike; some keys are long, and some have the least and the greatest unit. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '渡', '\uffff'), maxLength: 24 });

test('the numbers of keys are below their ends and never in another order than the keys', () => {
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 3 }),
      (keys, ends) => {
        const numbers = beginningsOf(keys, ends);
        numbers.forEach((of, n) =>
          of.forEach((number) => expect(number >= 0 && number < ends[n]!).toBe(true)),
        );
        for (const a of keys.keys())
          for (const b of keys.keys()) {
            const told = numbers.find((of) => of[a] !== of[b]);
            if (told !== undefined) expect(told[a]! < told[b]!).toBe(keys[a]! < keys[b]!);
          }
      },
    ),
  );
});

test('as many units tell keys apart as there is room for', () => {
  const keys = ['2026-a', '2026-b', '2026-ba', '2026-c'];
  const [first, second] = beginningsOf(keys, [4, 4]) as [Float64Array, Float64Array];
  expect([...first], 'what all have in common takes no room').toEqual([0, 1, 1, 2]);
  expect([...second]).toEqual([0, 0, 1, 0]);
});
