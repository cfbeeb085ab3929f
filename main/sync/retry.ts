// Owns: waiting and trying again when a cloud asks to slow down or has a passing problem (law 15, in its plain form).
// Leaves to others: telling such answers from others (providers/), knowing what may be sent twice (push.ts).
import { asAppError } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
import type { CancelSignal, Clock, Random } from '../core/ports.ts';

export interface RetryDependencies {
  readonly clock: Clock;
  readonly random: Random;
}

const TRIES = 4;
/** A cloud that brings something on every try is asked so often in all; each time it gets on, it has its tries anew. */
const MOST_TRIES = 30;
/** A longer wait than this (seconds) ends the run instead: it is told when to come back. */
export const LONGEST_WAIT = 60;

/** Seconds to wait before the next try: what the cloud asked for, between 1 s and 1 h, else growing with jitter. */
export function waitSeconds(error: AppError, attempt: number, random: Random): number {
  const asked = error.context['retryAfter'];
  if (typeof asked === 'number') return Math.min(3600, Math.max(1, asked));
  return 2 ** attempt * (0.5 + random() / 2);
}

/**
 * The result of `work`, tried again after a wait while the cloud throttles or is unavailable. Everything else, a wait
 * of over a minute, and the last failure are thrown. An error with `context.progress` says that a part of the work is
 * done, and that another try does the rest.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { clock, random }: RetryDependencies,
  signal?: CancelSignal,
): Promise<T> {
  let failures = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (thrown) {
      const error = asAppError(thrown);
      if (!['provider.throttled', 'provider.unavailable'].includes(error.code)) throw thrown;
      failures = error.context['progress'] === true ? 1 : failures + 1;
      if (failures >= TRIES || tries >= MOST_TRIES) throw thrown;
      const seconds = waitSeconds(error, failures - 1, random);
      if (seconds > LONGEST_WAIT) throw thrown;
      await clock.sleep(seconds * 1000, signal);
    }
  }
}
