// Owns: random histories of edits, faults and crashes over the whole engine and both practice clouds: nothing is lost,
// nothing doubled, both sides end up the same and then nothing is written. Leaves to others: what was found this way
// (simulation-found.test.ts), how a history is made and judged (simulation/).
import { afterAll, describe, expect, it } from 'vitest';
import { outcome } from './simulation/run.ts';

const HISTORIES = 200;
const AT_ONCE = 20;

/** What the histories must have met between them; a name that is never counted means that they test less than they say. */
const MET = [
  'fault refused',
  'fault cutBefore',
  'fault lost',
  'fault throttled',
  'fault throttledForSeconds',
  'fault throttledForLong',
  'fault unavailable',
  'fault appliedThenUnavailable',
  'fault html',
  'fault appliedThenHtml',
  'fault halfJson',
  'fault unauthorized',
  'fault spuriousConflict',
  'fault partThrottled',
  'fault partUnavailable',
  'fault partAppliedThenUnavailable',
  'fault cursorExpired',
  'weather shuffle',
  'weather bareTombstones',
  'weather hideWrites',
  'weather sparseDelta',
  'weather repeatInDelta',
  'weather emptyLastPage',
  'weather thinCreateReply',
  'weather ifMatch',
  'weather notFoundAfterCreate',
  'weather batchConcurrency',
  'weather batchRetryAfter',
  'weather addressPatch',
  'weather emailNames',
  'move google',
  'move microsoft',
  'cursors expire',
  'days pass',
  'crash',
  'edit during a run',
  'law merged',
  'law editBeatDeletion',
  'law deletionUndone',
  'law adopted',
  'decided mine',
  'decided theirs',
  'decided base',
  'decided both',
  'error auth.required',
  'error network.offline',
  'error provider.badResponse',
  'error provider.throttled',
];

describe('[law 1] [law 3] [law 4] [law 5] [law 9] [law 14] random histories lose nothing, double nothing and come to rest', () => {
  const counts = new Map<string, number>();

  it.each(Array.from({ length: HISTORIES / AT_ONCE }, (_, n) => 1 + n * AT_ONCE))(
    'seeds from %i',
    async (first) => {
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const { wrong, trace, counts: met } = await outcome(seed);
        expect(wrong, `seed ${seed}:\n${trace.join('\n')}`).toEqual([]);
        for (const [what, n] of met) counts.set(what, (counts.get(what) ?? 0) + n);
      }
    },
    120_000,
  );

  it('meet every fault and every branch of the laws they are made for', () => {
    expect(MET.filter((what) => !counts.has(what))).toEqual([]);
  });

  it('are the same when they are played again', async () => {
    for (const seed of [3, 77, 150]) expect((await outcome(seed)).trace).toEqual((await outcome(seed)).trace);
  });

  afterAll(() => {
    if (process.env['KITH_SHOW_COUNTS'] !== undefined)
      process.stdout.write(
        `${[...counts]
          .sort()
          .map(([what, n]) => `${what}: ${n}`)
          .join('\n')}\n`,
      );
  });
});
