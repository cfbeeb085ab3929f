// Owns: how the tests are found and run. Leaves to others: what `npm test` runs beside them (test/run.ts).
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files that take minutes begin first, so that no worker is left alone with one in the end. */
const LONG = /\/(pages|pages-others|simulation-\d|cuts|every-crash|every-crash-sealed)\.test\.ts$/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
  },
});
