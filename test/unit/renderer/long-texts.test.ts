// Owns: texts of more letters than anybody types: what is taken of a search, how a list without a match shows it, and what is
// said of a long name, in a real browser over the fake bridge. Leaves to others: what main refuses (test/contract).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { QUERY_LIMIT } from '../../../main/core/limits.ts';
import { by, openPerson } from '../../support/window-scenes.ts';
import { windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });

describe('of what is pasted, main gets as much as it takes', () => {
  const ways: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
    search: (page) => by(page, 'search').focus(),
    palette: (page) => page.keyboard.press('Control+k'),
    'join-search': async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'more-actions').click();
      await by(page, 'join').click();
      await by(page, 'join-search').focus();
    },
  };

  test.each(Object.keys(ways))('in the box "%s"', async (box) => {
    const page = await start();
    await ways[box]!(page);
    await page.keyboard.insertText('x'.repeat(QUERY_LIMIT + 200));
    expect((await by(page, box).inputValue()).length).toBe(QUERY_LIMIT);
  });
});

describe('what is said of a long name stays in the window', () => {
  test.each([1024, 360])('at %d pixels', async (width) => {
    const page = await start({}, { width, height: 640 });
    await by(page, 'person-row')
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await by(page, 'bulk-label').click();
    await by(page, 'bulk-label-name').fill('x'.repeat(400));
    await page.keyboard.press('Enter');
    const said = by(page, 'toast').getByText(/given to 1 contact/);
    await said.waitFor();
    const { x, width: room } = (await said.boundingBox())!;
    expect([x > 0, x + room < width]).toEqual([true, true]);
    const hidden = await said.evaluate((box) => {
      const { scrollWidth, clientWidth } = box as unknown as Record<'scrollWidth' | 'clientWidth', number>;
      return scrollWidth - clientWidth;
    });
    expect(hidden).toBe(0);
  });
});

describe('what finds nobody stays below the search', () => {
  test.each([
    [1024, 640],
    [360, 640],
  ])('at %d by %d, in one word or many', async (width, height) => {
    const page = await start({}, { width, height });
    for (const text of ['x'.repeat(900), 'nobody is called this '.repeat(40)]) {
      await by(page, 'search').fill(text);
      await by(page, 'no-match').getByText(text.slice(0, 20)).waitFor();
      const room = await by(page, 'list-body').boundingBox();
      const title = await by(page, 'no-match').locator('p').first().boundingBox();
      const hint = await by(page, 'no-match').locator('p').last().boundingBox();
      expect(title!.y).toBeGreaterThanOrEqual(room!.y);
      expect(hint!.y).toBeGreaterThanOrEqual(title!.y + title!.height);
      expect(hint!.y + hint!.height).toBeLessThanOrEqual(room!.y + room!.height);
    }
  });
});
