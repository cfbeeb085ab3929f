// Owns: the histories that every test run plays, some from each fixed seed, and the check that between them they met
// everything they are made for. Leaves to others: the seeds (../simulation-*.test.ts), more of them (fuzz.ts).
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MET } from './met.ts';
import { failureText, nothingGoesWrong } from './outcome.ts';

const AT_ONCE = 100;

/** Plays so many histories from each seed. */
export function playHistories(seeds: readonly number[], histories: number): void {
  describe('[law 1] [law 3] [law 4] [law 5] [law 9] [law 14] [law 16] [law 20] random histories lose nothing, double nothing and come to rest', () => {
    const met = new Map<string, number>();

    describe.each(seeds)('from seed %i', (seed) => {
      it.each(Array.from({ length: histories / AT_ONCE }, (_, n) => n))(
        `hundred %i`,
        async (n) => {
          const details = await fc.check(nothingGoesWrong(met), {
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
      expect(MET.filter((what) => !met.has(what))).toEqual([]);
    });

    afterAll(() => {
      if (process.env['KITH_SHOW_COUNTS'] === undefined) return;
      const lines = [...met].sort().map(([what, n]) => `${what}: ${n}`);
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  });
}
