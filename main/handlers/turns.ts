// Owns: long work in bits, between which everything else gets its turn. Leaves to others: what is done (its callers).
import type { CancelSignal, Clock, OthersTurn } from '../core/ports.ts';

/** Milliseconds of work before others have their turn: a keystroke is to be answered within a few frames. */
const TURN_MS = 4;

/**
 * Does all of it, as many bits a turn as fit, and gives what comes out in the end. Errors: the signal's reason, after
 * which nothing more is done.
 */
export async function inTurns<T>(
  { clock, othersTurn }: { readonly clock: Pick<Clock, 'now'>; readonly othersTurn: OthersTurn },
  work: Generator<unknown, T>,
  signal?: CancelSignal,
): Promise<T> {
  try {
    for (let began = clock.now(); ;) {
      signal?.throwIfAborted();
      const { done, value } = work.next();
      if (done === true) return value;
      if (clock.now() - began < TURN_MS) continue;
      await othersTurn();
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

/** Work that one command does and another one ends. */
export interface Stoppables {
  /** What `work` gives; null: it was stopped, and ended with the signal's reason or gave null itself. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  /** Aborts the signal of everything under way. */
  stop(): void;
}

export function createStoppables(): Stoppables {
  const stops = new Set<AbortController>();
  return {
    async run(work) {
      const stop = new AbortController();
      stops.add(stop);
      try {
        return await work(stop.signal);
      } catch (thrown) {
        if (stop.signal.aborted && thrown === stop.signal.reason) return null;
        throw thrown;
      } finally {
        stops.delete(stop);
      }
    },
    stop() {
      for (const stop of stops) stop.abort(new Error('the person stopped it'));
    },
  };
}
