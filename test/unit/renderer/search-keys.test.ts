// Owns: whom Enter and the arrows of the search and of the palette mean while the answer is under way, in a real browser over
// the fake bridge. Leaves to others: all other keys (keyboard.test.ts), what main finds.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { by } from '../../support/window-scenes.ts';
import { focusedId, holdSearches, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60 });
const opened = (page: Page) => by(page, 'contact-name').allTextContents();
const AMINA = ['Dr. Amina Okonkwo-Bergström'];

/** Whom the list marks, by what it shows of them. */
const marked = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `document.getElementById(document.querySelector('[role=listbox]').getAttribute('aria-activedescendant'))?.innerText ?? ''`,
  );

describe('the search', () => {
  test.each(['Enter', 'ArrowDown'])('%s goes to the first of those who were typed last', async (key) => {
    const page = await start();
    await by(page, 'person-row').first().waitFor();
    const answer = await holdSearches(page);
    await by(page, 'search').fill('amina');
    await page.keyboard.press(key);
    expect(await opened(page)).toEqual([]);
    await answer(0);
    await expect.poll(() => opened(page)).toEqual(AMINA);
    expect(await marked(page)).toContain('Amina');
    expect(await focusedId(page)).toBe('person-list');
  });

  test('a key that more letters followed is forgotten', async () => {
    const page = await start();
    await by(page, 'person-row').first().waitFor();
    const answer = await holdSearches(page);
    await by(page, 'search').fill('wolfe');
    await page.keyboard.press('Enter');
    await by(page, 'search').fill('amina');
    await answer(1);
    await page.locator('[data-testid=list-body][aria-busy=false]').waitFor();
    await answer(0);
    expect(await focusedId(page)).toBe('search');
    expect(await opened(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(() => opened(page)).toEqual(AMINA);
  });

  test('somebody of the last list who was clicked meanwhile is no mark in the next', async () => {
    const page = await start();
    await by(page, 'person-row').first().waitFor();
    const answer = await holdSearches(page);
    await by(page, 'search').fill('amina');
    await by(page, 'person-row').filter({ hasNotText: 'Amina' }).first().click();
    await answer(0);
    await page.getByText('1 match').waitFor();
    expect(await marked(page)).toBe('');
  });
});

describe('the palette', () => {
  const typeTwice = async (page: Page): Promise<(number: number) => Promise<void>> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('wolfe');
    await by(page, 'palette-choice').filter({ hasText: 'Wolfe' }).waitFor();
    const answer = await holdSearches(page);
    await by(page, 'palette').fill('amina');
    return answer;
  };

  test.each(['Enter', 'ArrowDown Enter'])('%s chooses of what was typed last', async (keys) => {
    const page = await start();
    const answer = await typeTwice(page);
    for (const key of keys.split(' ')) await page.keyboard.press(key);
    expect(await by(page, 'palette').inputValue()).toBe('amina');
    await answer(0);
    await expect.poll(() => opened(page)).toEqual(AMINA);
  });

  test('a command, which is known at once, waits for nobody', async () => {
    const page = await start();
    await by(page, 'person-row').first().waitFor();
    await holdSearches(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('trash go');
    await page.keyboard.press('Enter');
    await by(page, 'trash-row').first().waitFor();
  });

  test.each(['Escape', 'Shift+Tab'])('that was left by %s meanwhile opens nobody', async (key) => {
    const page = await start();
    const answer = await typeTwice(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press(key);
    await expect.poll(() => focusedId(page)).not.toBe('palette');
    await answer(0);
    expect(await asked('persons.get')).toEqual([]);
  });
});
