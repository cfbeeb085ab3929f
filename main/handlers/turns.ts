// Owns: long work in bits, between which everything else gets its turn. Leaves to others: what is done (its callers).
import type { Clock } from '../core/ports.ts';

/** Milliseconds of work, and of rest after it: a keystroke is to be answered within a few frames. */
const TURN_MS = 4;

/** Does all of it, as many bits a turn as fit, no more than half of the time, and gives what comes out in the end. */
export async function inTurns<T>(clock: Clock, work: Iterator<unknown, T>): Promise<T> {
  for (let began = clock.now(); ;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (clock.now() - began < TURN_MS) continue;
    await clock.sleep(TURN_MS);
    began = clock.now();
  }
}
