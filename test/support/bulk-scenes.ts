// Owns: how to get to what is done with several contacts at once, in each state worth seeing.
// Leaves to others: the other pages (window-scenes.ts), what is checked at each (test/unit/renderer/pages.test.ts).
import type { Page } from 'playwright-core';
import { by, type Scene } from './window-scenes.ts';
import { emit } from './window-tests.ts';

const choose = async (page: Page): Promise<void> => {
  for (const index of [1, 3, 4])
    await by(page, 'person-row')
      .nth(index)
      .click({ modifiers: ['ControlOrMeta'] });
  await by(page, 'selection-bar').waitFor();
};
const asking = (open: string, there: string) => async (page: Page) => {
  await choose(page);
  if (open !== 'bulk-label' && open !== 'bulk-delete') await by(page, 'bulk-more').click();
  await by(page, open).first().click();
  await by(page, there).waitFor();
};

export const BULK_SCENES: readonly Scene[] = [
  { name: 'several', page: true, fake: { accounts: 3 }, go: choose },
  { name: 'several-labels', page: true, go: asking('bulk-label', 'bulk-label-name') },
  { name: 'several-delete', go: asking('bulk-delete', 'confirm-bulk-delete') },
  { name: 'several-edit', go: asking('bulk-edit', 'confirm-bulk-edit') },
  { name: 'several-move', go: asking('bulk-move', 'confirm-bulk-move') },
  {
    name: 'several-progress',
    go: async (page) => {
      await choose(page);
      await emit(page, 'bulk.changed', {
        command: 'bulk.label',
        done: 4_200,
        total: 10_000,
        since: '2026-11-20T09:00:00.000Z',
      });
      await by(page, 'bulk-stop').waitFor();
    },
  },
  { name: 'narrow-several', open: { width: 360, height: 720 }, go: choose },
];
