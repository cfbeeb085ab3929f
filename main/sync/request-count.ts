// Owns: counting the HTTP requests that one run makes, whichever provider makes them. Leaves to others: making them.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fetch } from '../providers/http.ts';

/** Requests made so far. */
export interface RequestCount {
  requests: number;
}

const current = new AsyncLocalStorage<RequestCount>();

/** Runs `work`; every request that a counting fetch makes inside it is counted in `count`. */
export function countingRequests<T>(count: RequestCount, work: () => Promise<T>): Promise<T> {
  return current.run(count, work);
}

/** A fetch that counts into the run it is called in, if any. */
export function countingFetch(fetch: Fetch): Fetch {
  return (input, init) => {
    const count = current.getStore();
    if (count !== undefined) count.requests += 1;
    return fetch(input, init);
  };
}
