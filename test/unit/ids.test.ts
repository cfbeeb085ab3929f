// Owns: that ids are random, and never look like an option. Leaves to others: what they name.
import { expect, it } from 'vitest';
import { randomIds } from '../../main/ids.ts';

it('ids are 24 hexadecimal digits, and no two are the same', () => {
  const ids = randomIds();
  const given = Array.from({ length: 2000 }, () => ids.next());
  expect(given.filter((id) => !/^[0-9a-f]{24}$/.test(id))).toEqual([]);
  expect(new Set(given).size).toBe(2000);
});
