// Owns: what a mutant is: one law broken in one place of the sources, and the tests that must notice.
// Leaves to others: which there are (laws.ts, delicate.ts), breaking and testing (run.ts).

export interface Mutant {
  /** The law it breaks, or the delicate place. */
  readonly of: string;
  /** What Kith would do wrong, in a few words. */
  readonly wrong: string;
  /** Below main/. */
  readonly file: string;
  /** Exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Below test/: at least one test of these must fail. */
  readonly tests: readonly string[];
}
