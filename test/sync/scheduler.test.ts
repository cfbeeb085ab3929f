// Owns: when syncs run by themselves, on a clock that the test moves. Leaves to others: what a sync does.
import { afterEach, expect, it } from 'vitest';
import { AppError, errorInfo } from '../../main/core/errors.ts';
import type { CancelSignal } from '../../main/core/ports.ts';
import { nextWait, startScheduler } from '../../main/sync/scheduler.ts';
import type { Scheduler } from '../../main/sync/scheduler.ts';
import type { RunReport } from '../../preload/contract.ts';

const MINUTE = 60_000;
const report = (...errors: AppError[]): RunReport =>
  ({ errors: errors.map(errorInfo) }) as unknown as RunReport;
const offline = new AppError('network.offline', 'no network', { retry: 'later' });

/** A clock whose sleeps end only when the test lets the time pass. */
function slowClock() {
  let time = 0;
  const sleepers = new Set<{ readonly until: number; readonly end: () => void }>();
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    now: () => time,
    sleep: (ms: number, signal?: CancelSignal) =>
      new Promise<void>((resolve, reject) => {
        const sleeper = { until: time + ms, end: resolve };
        sleepers.add(sleeper);
        (signal as AbortSignal | undefined)?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(new Error('woken'));
        });
      }),
    async pass(ms: number) {
      await settle();
      time += ms;
      for (const sleeper of [...sleepers]) {
        if (sleeper.until > time) continue;
        sleepers.delete(sleeper);
        sleeper.end();
      }
      await settle();
    },
  };
}

let scheduler: Scheduler;
afterEach(() => scheduler.close());

function start(
  answers: readonly (readonly RunReport[])[] = [],
  takes = true,
  duringRun: () => void = () => undefined,
) {
  const clock = slowClock();
  let runs = 0;
  const disk = { takes };
  const planned: (number | null)[] = [];
  scheduler = startScheduler({
    clock,
    planned: (at) => planned.push(at),
    takesChanges: () => disk.takes,
    run: async () => {
      await Promise.resolve();
      duringRun();
      return answers[runs++] ?? [report()];
    },
  });
  return { clock, disk, planned, runs: () => runs };
}

it('syncs at the start and then every quarter of an hour', async () => {
  const { clock, runs } = start();
  await clock.pass(0);
  expect(runs()).toBe(1);
  await clock.pass(14 * MINUTE);
  expect(runs()).toBe(1);
  await clock.pass(MINUTE);
  expect(runs()).toBe(2);
});

it('syncs once the edits have paused for twenty seconds', async () => {
  const { clock, runs } = start();
  await clock.pass(0);
  scheduler.edited();
  await clock.pass(15_000);
  scheduler.edited();
  await clock.pass(15_000);
  expect(runs()).toBe(1);
  await clock.pass(5_000);
  expect(runs()).toBe(2);
});

it('hears of an edit that was made during a run', async () => {
  const clock = slowClock();
  let runs = 0;
  scheduler = startScheduler({
    clock,
    takesChanges: () => true,
    run: async () => {
      await Promise.resolve();
      if (runs++ === 0) scheduler.edited();
      return [report()];
    },
  });
  await clock.pass(0);
  await clock.pass(20_000);
  expect(runs).toBe(2);
});

it('[law 15] waits longer after each failure, as long as it is asked to, and an hour at most', () => {
  expect([1, 2, 3].map((failures) => nextWait([report(offline)], failures))).toEqual([
    MINUTE,
    2 * MINUTE,
    4 * MINUTE,
  ]);
  expect(nextWait([report(offline)], 60)).toBe(60 * MINUTE);
  const throttled = new AppError('provider.throttled', 'slow down', {
    retry: 'later',
    context: { retryAfter: 600 },
  });
  expect(nextWait([report(), report(throttled)], 1)).toBe(10 * MINUTE);
});

it('tries again sooner than a quarter of an hour while a run fails, and not at all once closed', async () => {
  const { clock, runs } = start([[report(offline)]]);
  await clock.pass(MINUTE);
  expect(runs()).toBe(2);
  scheduler.close();
  await clock.pass(60 * MINUTE);
  expect(runs()).toBe(2);
});

it('rests while the address book takes no changes, says so, and goes on once it takes them again', async () => {
  const { clock, disk, planned, runs } = start();
  await clock.pass(0);
  disk.takes = false;
  await clock.pass(15 * MINUTE);
  expect(runs()).toBe(1);
  expect(planned.at(-1)).toBeNull();
  await clock.pass(60 * MINUTE);
  expect(runs()).toBe(1);
  disk.takes = true;
  await clock.pass(MINUTE);
  expect(runs()).toBe(2);
  expect(planned.at(-1)).toBe(clock.now() + 15 * MINUTE);
});

it('rests from its start, until an edit that could be saved has wakened it and the typing has paused', async () => {
  const { clock, disk, runs } = start([], false);
  await clock.pass(5 * MINUTE);
  expect(runs()).toBe(0);
  disk.takes = true;
  scheduler.edited();
  await clock.pass(0);
  expect(runs()).toBe(0);
  await clock.pass(20_000);
  expect(runs()).toBe(1);
});

it('rests at once after a run on which the disk refused', async () => {
  const { clock, disk, planned, runs } = start([], true, () => (disk.takes = false));
  await clock.pass(0);
  expect([runs(), planned.at(-1)]).toEqual([1, null]);
  disk.takes = true;
  await clock.pass(MINUTE);
  expect(runs()).toBe(2);
});
