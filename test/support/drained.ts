// Owns: what work that is done bit by bit comes to, all at once. Leaves to others: the work.

/** Asks for every bit, and gives what comes out in the end. */
export function drained<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
