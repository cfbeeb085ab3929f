// Owns: what can be told apart only by its colour, where the system sets the colours. Leaves to others: that words can be
// read at every page in every look (pages.test.ts).
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { lookNamed, wear } from '../../support/looks.ts';
import { by } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });

const colours = (page: Page, selector: string): Promise<{ readonly words: string; readonly under: string }> =>
  page.evaluate((one) => {
    const scope = globalThis as never as {
      document: { querySelector(selector: string): unknown };
      getComputedStyle(of: unknown): { color: string; backgroundColor: string };
    };
    const { color, backgroundColor } = scope.getComputedStyle(scope.document.querySelector(one));
    return { words: color, under: backgroundColor };
  }, selector);

test('the keys of the command that is chosen can be read', async () => {
  const page = await start();
  await wear(page, lookNamed('forced'));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('trash go');
  const keys = '[role=option][aria-selected=true] kbd';
  await page.locator(keys).first().waitFor();
  const { words, under } = await colours(page, keys);
  expect(words).not.toBe(under);
});

test('what cannot be done now has the colour of that, also where it keeps the keyboard', async () => {
  const page = await start();
  await wear(page, lookNamed('forced'));
  await by(page, 'new-contact').click();
  const greyed = (await colours(page, '[data-testid=save]:disabled')).words;
  await page.keyboard.press('Escape');
  await page.locator('[data-testid=redo][aria-disabled=true]').waitFor();
  expect((await colours(page, '[data-testid=redo]')).words).toBe(greyed);
});
