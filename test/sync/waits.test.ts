// Owns: how long Kith waits when a cloud asks it to (law 15): within a run, and at the longest between runs.
// Leaves to others: paused accounts otherwise (pauses.test.ts), when runs start by themselves (scheduler.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../main/core/errors.ts';
import { waitSeconds, withRetries } from '../../main/sync/retry.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { fetchFrom } from '../support/in-process.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

const MINUTE = 60_000;
const throttled = (retryAfter?: number) =>
  new AppError('provider.throttled', 'slowly', {
    retry: 'later',
    context: retryAfter === undefined ? {} : { retryAfter },
  });

it('[law 15] a stated wait counts between a second and an hour, and without one it doubles with jitter', () => {
  const wait = (seconds: number) => waitSeconds(throttled(seconds), 3, () => 0.5);
  expect([0, 0.2, 1, 2.128, 59, 3600, 86_400].map(wait)).toEqual([1, 1, 1, 2.128, 59, 3600, 3600]);
  const unstated = (random: number) => [0, 1, 2, 3].map((n) => waitSeconds(throttled(), n, () => random));
  expect(unstated(0)).toEqual([0.5, 1, 2, 4]);
  expect(unstated(0.999).every((seconds, n) => seconds > unstated(0)[n]! && seconds < 2 ** n)).toBe(true);
});

describe('[law 15] tries again', () => {
  const trying = async (errors: readonly AppError[]) => {
    const clock = steppingClock();
    let tries = 0;
    const work = () => {
      const error = errors[tries++];
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    };
    const result = await withRetries(work, { clock, random: () => 0.5 }).catch((thrown: unknown) => thrown);
    return { result, tries, slept: clock.slept.map((milliseconds) => milliseconds / 1000) };
  };
  const partly = new AppError('provider.throttled', 'partly', {
    retry: 'later',
    context: { progress: true },
  });

  it('four times at most', async () => {
    const slowly = throttled();
    const all = await trying([slowly, slowly, slowly, slowly]);
    expect(all).toMatchObject({ result: slowly, tries: 4, slept: [0.75, 1.5, 3] });
  });

  it('as long as each brings a part, within reason', async () => {
    const slowly = throttled();
    const parts = [slowly, slowly, partly, partly, slowly, slowly, partly];
    expect(await trying(parts)).toMatchObject({
      result: 'done',
      tries: 8,
      slept: [0.75, 1.5, 0.75, 0.75, 1.5, 3, 0.75],
    });
    expect(await trying(Array.from({ length: 1000 }, () => partly))).toMatchObject({
      result: partly,
      tries: 30,
    });
  });
});

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  let clouds: Clouds;
  let kith: TestKith;
  let side: Side;
  let clock: ReturnType<typeof steppingClock>;

  beforeEach(async () => {
    clock = steppingClock();
    clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
    kith = await openTestKith(clouds, { clock, fetch: fetchFrom(clouds) });
    side = SIDES[provider](clouds);
    side.add({ given: 'Ada', notes: 'old' });
    await kith.sync(side.account(kith));
  });
  afterEach(() => endTestKith(kith, clouds));
  const sync = () => kith.sync(side.account(kith));
  const pause = () => kith.book.account(side.account(kith))?.pause;
  const edit = (text: string) =>
    kith.handlers['contacts.save']({
      contact: kith.book.contactsOf(side.account(kith))[0]!.id,
      fields: { notes: { text } },
    });

  it('[law 15] a short wait is waited for within the run, and then all goes through', async () => {
    edit('new');
    side.faults['status'] = { code: 429, retryAfter: 20, times: 2 };
    clock.slept.length = 0;
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(clock.slept).toEqual([20_000, 20_000]);
    expect(pause()).toBeUndefined();
  });

  it('[law 15] a quota that states no wait is given minutes, doubled each time up to six hours', async () => {
    side.faults[provider === 'google' ? 'quota' : 'status'] =
      provider === 'google' ? { which: 'account' } : { code: 429 };
    const waits: number[] = [];
    for (let time = 0; time < 10; time++) {
      await sync();
      const rest = Date.parse(pause()!.until) - clock.now();
      waits.push(rest / MINUTE);
      await clock.sleep(rest);
    }
    expect(waits[0]).toBeGreaterThan(4.9);
    expect(waits[0]).toBeLessThan(6.5);
    waits.slice(1, 6).forEach((wait, n) => expect(wait / waits[n]!).toBeCloseTo(2, 1));
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * 60 * 1.25);
    expect(waits.at(-1)).toBeGreaterThan(5.9 * 60);
  });
});
