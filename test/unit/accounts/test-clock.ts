// Owns: a clock that only moves when a test moves it. Leaves to others: what is timed.
import type { CancelSignal, Clock } from '../../../main/core/ports.ts';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

export interface TestClock extends Clock {
  /** Lets time pass, wakes who is due in order, and lets their continuations run. */
  advance(ms: number): Promise<void>;
  /** How many sleeps are under way. */
  sleeping(): number;
}

export function testClock(start = 1_700_000_000_000): TestClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => now,
    sleep: (ms, signal?: CancelSignal) =>
      new Promise<void>((resolve, reject) => {
        const sleeper: Sleeper = {
          until: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        (signal as AbortSignal | undefined)?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        });
      }),
    advance: async (ms) => {
      // What was begun just before may not have gone to sleep yet.
      await new Promise((resolve) => setImmediate(resolve));
      now += ms;
      const due = [...sleepers].filter((sleeper) => sleeper.until <= now).sort((a, b) => a.until - b.until);
      for (const sleeper of due) sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
    sleeping: () => sleepers.size,
  };
}
