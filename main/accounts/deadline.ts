// Owns: ending a wait after a while, with the injected clock. Leaves to others: what a missed deadline means.
import type { Clock } from '../core/ports.ts';

/** What a wait came to: the promise's value, or the deadline first. */
export type Within<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'late' };

/** Waits at most `ms` milliseconds for `work`, which itself goes on. Rejects as `work` does. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<Within<T>> {
  const stop = new AbortController();
  const late = clock.sleep(ms, stop.signal).then(
    (): Within<T> => ({ kind: 'late' }),
    // The sleep ends early only because `work` settled first; that result is the one that counts.
    (): Promise<Within<T>> => new Promise(() => {}),
  );
  try {
    return await Promise.race([work.then((value): Within<T> => ({ kind: 'done', value })), late]);
  } finally {
    stop.abort();
  }
}
