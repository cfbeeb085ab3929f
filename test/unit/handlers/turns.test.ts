// Owns: that long work lets others in between, and ends where it is stopped. Leaves to others: what is done in turns.
import { expect, it } from 'vitest';
import { inTurns, unlessStopped } from '../../../main/handlers/turns.ts';

it('long work gives others their turn once it took its time, and then its outcome', async () => {
  let [now, turns] = [0, 0];
  const deps = { clock: { now: () => now }, othersTurn: async () => void (turns += 1) };
  function* work(): Generator<undefined, string> {
    for (let bit = 0; bit < 20; bit++) {
      now += 1;
      yield;
    }
    return 'done';
  }
  expect(await inTurns(deps, work())).toBe('done');
  expect(turns).toBe(5);
});

it('long work that is stopped does nothing more, and closes what it holds open', async () => {
  const stop = new AbortController();
  let [bits, closed] = [0, false];
  const deps = { clock: { now: () => bits }, othersTurn: async () => stop.abort(new Error('stopped')) };
  function* work(): Generator<undefined, string> {
    try {
      for (; bits < 20; bits++) yield;
      return 'done';
    } finally {
      closed = true;
    }
  }
  await expect(inTurns(deps, work(), stop.signal)).rejects.toThrow('stopped');
  expect([bits, closed]).toEqual([4, true]);
});

it('who stops what cannot be stopped has the answer at once, and before it has begun', async () => {
  const stop = new AbortController();
  const never = new Promise<string>(() => undefined);
  const asked = unlessStopped(stop.signal, never);
  stop.abort(new Error('stopped'));
  await expect(asked).rejects.toThrow('stopped');
  await expect(unlessStopped(stop.signal, Promise.resolve('done'))).rejects.toThrow('stopped');
  expect(await unlessStopped(new AbortController().signal, Promise.resolve('done'))).toBe('done');
});
