// Owns: long work in bits, between which everything else gets its turn. Leaves to others: what is done (its callers).
import type { CancelSignal, Clock } from '../core/ports.ts';

/** Milliseconds of work, and of rest after it: a keystroke is to be answered within a few frames. */
const TURN_MS = 4;

/**
 * Does all of it, as many bits a turn as fit, no more than half of the time, and gives what comes out in the end. Errors:
 * the signal's reason, after which nothing more is done.
 */
export async function inTurns<T>(
  clock: Clock,
  work: Generator<unknown, T>,
  signal?: CancelSignal,
): Promise<T> {
  try {
    for (let began = clock.now(); ;) {
      signal?.throwIfAborted();
      const { done, value } = work.next();
      if (done === true) return value;
      if (clock.now() - began < TURN_MS) continue;
      await clock.sleep(TURN_MS);
      began = clock.now();
    }
  } finally {
    // What it holds open is closed where it was stopped.
    work.return(undefined as never);
  }
}

/** What `work` gives. Errors: the signal's reason as soon as it is aborted; the work may go on, to nobody's use. */
export async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop);
  });
  if (signal.aborted) stop();
  try {
    return await Promise.race([stopped, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
