// Owns: that every mutant still fits the sources: one that does not would keep all of them from being tried.
// Leaves to others: whether tests notice them (run.ts, which takes long).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { delicate } from './delicate.ts';
import { laws } from './laws.ts';
import { mutated } from './mutant.ts';

test.each([...laws, ...delicate])('$of: the mutant "$wrong" fits the sources', (mutant) => {
  expect(mutated(mutant)).toContain(mutant.replace);
  for (const name of mutant.tests)
    expect(existsSync(join(import.meta.dirname, '..', `${name}.test.ts`)), name).toBe(true);
});
