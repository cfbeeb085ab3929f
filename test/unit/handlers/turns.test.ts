// Owns: that long work lets others in between. Leaves to others: what is done in turns.
import { expect, it } from 'vitest';
import { inTurns } from '../../../main/handlers/turns.ts';

it('long work gives others their turn once it took its time, and then its outcome', async () => {
  let [now, slept] = [0, 0];
  const clock = { now: () => now, sleep: async () => void (slept += 1) };
  function* work(): Generator<undefined, string> {
    for (let bit = 0; bit < 20; bit++) {
      now += 1;
      yield;
    }
    return 'done';
  }
  expect(await inTurns(clock, work())).toBe('done');
  expect(slept).toBe(5);
});
