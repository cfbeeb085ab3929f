// Owns: that `kill -9` at any moment costs no edit that Kith said was saved, and halves none.
// Leaves to others: many more kills (npm run test:kills), power failures (test/unit/store/every-crash.test.ts).
import { expect, test } from 'vitest';
import { countKills } from '../kills/kills.ts';

const KILLS = 10;

test(`after each of ${KILLS} kills every edit that was said to be saved is there, whole`, async () => {
  const counts = await countKills(KILLS, 20261121);
  expect(counts).toMatchObject({ runs: KILLS, lost: 0, unopenable: 0 });
  expect(counts.acknowledged).toBeGreaterThan(KILLS);
  expect(counts.snapshots, 'snapshots were made on the way').toBeGreaterThan(0);
});

test(`and so it is while the address book is encrypted and made plain again, ${KILLS} times`, async () => {
  const counts = await countKills(KILLS, 20261122, { encrypt: true });
  expect(counts).toMatchObject({ runs: KILLS, lost: 0, unopenable: 0 });
  expect(counts.between, 'kills in the middle of a switch').toBeGreaterThan(0);
});
