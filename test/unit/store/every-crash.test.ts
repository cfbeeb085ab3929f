// Owns: that after a crash at any file operation of two hundred transactions, whatever of the unsynced is there, the book
// opens and holds what was acknowledged. Leaves to others: one operation looked at closely (crash.test.ts), real kills,
// encrypted books (every-crash-sealed.test.ts).
import { expect, test } from 'vitest';
import { crashEverywhere, renamedTo, seeded, tell } from './crash-story.ts';

const SEED = 20261121;
const TRANSACTIONS = 200;

test(`a crash after any file operation of ${TRANSACTIONS} transactions leaves exactly what was acknowledged, or that and the one under way`, async () => {
  const draw = seeded(SEED);
  const story = await tell(draw, TRANSACTIONS);
  await crashEverywhere(story, draw);
  expect(renamedTo(story, '/snapshot-')).toBeGreaterThan(5);
  expect(renamedTo(story, '/backups/')).toBeGreaterThan(5);
  expect(
    [...story.disk.contents().keys()].filter((name) => /journal-0\.log/.test(name)),
    'old journals went',
  ).toEqual([]);
  story.disk.remove();
}, 240_000);
