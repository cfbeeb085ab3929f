// Owns: giving others their turn in the middle of long work, and longer ones while the window is being used. Leaves to
// others: the work, which asks for it every few milliseconds (sync/pull.ts, providers/).
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, OthersTurn } from './core/ports.ts';
import type { CommandName } from '../preload/contract.ts';

/** What the window asked for by itself is shown after so long. */
const ASKED_MS = 100;
/** Whoever types, points or scrolls goes on for at least so long: between two keys there may be half a second. */
const IN_USE_MS = 1000;
/** Several times as long as a bit of work: most of what is asked meanwhile is answered without waiting for any. */
const REST_MS = 24;

export interface Turns {
  readonly othersTurn: OthersTurn;
  /** The window asked for this. */
  asked(command: CommandName): void;
  /** Whether it asked for something a moment ago, or somebody uses it. */
  isInUse(): boolean;
}

export function turns(clock: Clock): Turns {
  let [askedAt, usedAt] = [-Infinity, -Infinity];
  const isInUse = (): boolean => {
    const now = clock.now();
    return Math.abs(now - askedAt) < ASKED_MS || Math.abs(now - usedAt) < IN_USE_MS;
  };
  return {
    othersTurn: async () => {
      await nextTurn();
      if (isInUse()) await clock.sleep(REST_MS);
    },
    asked(command) {
      askedAt = clock.now();
      if (command === 'app.inUse') usedAt = askedAt;
    },
    isInUse,
  };
}
