// Owns: what a mutant is: one law broken in one place of the sources, and the tests that must notice.
// Leaves to others: which there are (laws.ts, delicate.ts), breaking and testing (run.ts).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../main');

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

/** The file with the mutant in it. Throws where the sources have moved on from under the mutant. */
export function mutated({ file, find, replace, of, wrong }: Mutant): string {
  const source = readFileSync(join(MAIN, file), 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1)
    throw new Error(`${of} (${wrong}): found ${places} times in main/${file}, not once:\n${find}`);
  return source.replace(find, () => replace);
}
