// Owns: how to get to the list with several persons chosen, and to what is done with them. Leaves to others: the other
// pages (window-scenes.ts), what bulk commands do (unit/renderer/selection.test.ts).
import type { Page } from 'playwright-core';
import { by, type Scene } from './window-scenes.ts';

/** Chooses four rows, as with Ctrl and Shift. */
async function choose(page: Page): Promise<void> {
  const row = (at: number) => by(page, 'person-row').nth(at);
  await row(1).click({ modifiers: ['Control'] });
  await row(3).click({ modifiers: ['Control'] });
  await row(5).click({ modifiers: ['Shift'] });
  await by(page, 'selection-bar').waitFor();
}

const then = (testid: string, wait: string) => async (page: Page) => {
  await choose(page);
  await by(page, testid).click();
  await by(page, wait).first().waitFor();
};

export const BULK_SCENES: readonly Scene[] = [
  { name: 'several', page: true, go: choose },
  { name: 'several-labels', page: true, go: then('bulk-label', 'bulk-label-choice') },
  { name: 'several-delete', go: then('bulk-delete', 'confirm-bulk-delete') },
  { name: 'several-arabic', fake: { language: 'ar' }, go: choose },
];
