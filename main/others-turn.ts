// Owns: giving others their turn in the middle of long work, and longer ones while the window is being used. Leaves to
// others: the work, which asks for it every few milliseconds (sync/pull.ts, providers/).
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, OthersTurn } from './core/ports.ts';

/** Whoever asked for something goes on reading, typing or scrolling for at least so long. */
const IN_USE_MS = 100;
/** Several times as long as a bit of work: most of what is asked meanwhile is answered without waiting for any. */
const REST_MS = 24;

export interface Turns {
  readonly othersTurn: OthersTurn;
  /** The window asked for something. */
  inUse(): void;
  /** Whether it did a moment ago. */
  isInUse(): boolean;
}

export function turns(clock: Clock): Turns {
  let askedAt = -Infinity;
  const isInUse = (): boolean => Math.abs(clock.now() - askedAt) < IN_USE_MS;
  return {
    othersTurn: async () => {
      await nextTurn();
      if (isInUse()) await clock.sleep(REST_MS);
    },
    inUse: () => void (askedAt = clock.now()),
    isInUse,
  };
}
