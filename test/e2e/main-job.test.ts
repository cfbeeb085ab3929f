// Owns: Kith's main job as end-to-end tests in the real window, over practice clouds with 1,000 contacts each.
// Leaves to others: the story (story/story.ts), the same as a demo (story/demo.ts).
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Stage } from './story/stage.ts';
import { STORY } from './story/story.ts';

describe('the main job', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ google: 1000, microsoft: 1000, screenshots: null });
  });
  afterAll(async () => {
    await stage.close();
  });

  // Each step goes on from the one before: after a failure the others could only fail for its sake.
  let failed = false;
  it.each(STORY)(
    '$title',
    async ({ play }) => {
      if (failed) throw new Error('an earlier step failed');
      failed = true;
      await play(stage);
      failed = false;
    },
    120_000,
  );
});
