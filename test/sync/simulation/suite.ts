// Owns: the histories that every test run plays, some from each fixed seed, and the check that between them they met
// everything they are made for. Leaves to others: the seeds (../simulation-*.test.ts), more of them (fuzz.ts).
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MET, MET_IN_STEP } from './met.ts';
import { failureText, nothingGoesWrong } from './outcome.ts';
import type { HISTORIES } from './outcome.ts';

const AT_ONCE = 100;

const PLAYED = {
  alone: {
    title:
      '[law 1] [law 3] [law 4] [law 5] [law 9] [law 14] [law 16] [law 20] random histories lose nothing, double nothing and come to rest',
    met: MET,
  },
  inStep: {
    title:
      '[law 3] [law 4] [law 21] [law 23] random histories of persons kept in step lose nothing, double nothing and agree',
    met: MET_IN_STEP,
  },
} as const;

/** Plays so many histories from each seed. */
export function playHistories(
  seeds: readonly number[],
  histories: number,
  which: keyof typeof HISTORIES = 'alone',
): void {
  describe(PLAYED[which].title, () => {
    const met = new Map<string, number>();

    describe.each(seeds)('from seed %i', (seed) => {
      it.each(Array.from({ length: histories / AT_ONCE }, (_, n) => n))(
        `hundred %i`,
        async (n) => {
          const details = await fc.check(nothingGoesWrong(met, undefined, which), {
            seed: seed + n,
            numRuns: AT_ONCE,
          });
          if (details.failed) expect.fail(failureText(details));
          expect(details.numRuns).toBe(AT_ONCE);
        },
        600_000,
      );
    });

    it('meet every fault and every branch of the laws they are made for', () => {
      expect(PLAYED[which].met.filter((what) => !met.has(what))).toEqual([]);
    });

    afterAll(() => {
      if (process.env['KITH_SHOW_COUNTS'] === undefined) return;
      const lines = [...met].sort().map(([what, n]) => `${what}: ${n}`);
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  });
}
