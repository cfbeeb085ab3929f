// Owns: what keys do anywhere in the window: the list of keys, the palette, searching by typing, in a real browser over the
// fake bridge. Leaves to others: keys of the list and of the editor (flows.test.ts), undo (past.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import en from '../../../renderer/i18n/en.json' with { type: 'json' };
import { by } from '../../support/window-scenes.ts';
import { focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });
const choices = (page: Page) => by(page, 'palette-choice').allInnerTexts();

describe('the list of keys', () => {
  test('opens with "?", gives no two commands the same keys, and gives the keyboard back', async () => {
    const page = await start();
    await by(page, 'nav-favorites').focus();
    await page.keyboard.press('?');
    const keys = await by(page, 'key-list').locator('.keys').allInnerTexts();
    expect(keys.length).toBeGreaterThan(15);
    expect(new Set(keys).size).toBe(keys.length);
    for (const id of ['new', 'undo', 'sync', 'palette'] as const)
      await by(page, 'key-list').getByText(en.commands[id], { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await gone(page, 'key-list');
    expect(await focusedId(page)).toBe('nav-favorites');
  });

  test.each([...'؟？'])('opens with "%s", which is a question mark of another script', async (key) => {
    const page = await start();
    await by(page, 'person-row').first().click();
    // Keyboards that have this key send it so; the driver knows Latin keyboards only.
    await page.evaluate(
      `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', code: 'Slash', shiftKey: true, bubbles: true, cancelable: true }))`,
    );
    await by(page, 'key-list').waitFor();
    expect(await by(page, 'search').inputValue()).toBe('');
  });

  test('a "?" in a box is a letter like any other', async () => {
    const page = await start();
    await by(page, 'search').focus();
    await page.keyboard.type('who?');
    expect(await by(page, 'search').inputValue()).toBe('who?');
    expect(await by(page, 'key-list').count()).toBe(0);
  });
});

describe('the palette', () => {
  test('finds a command by its words in any order and runs it', async () => {
    const page = await start();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('trash go');
    await expect.poll(() => choices(page)).toEqual([expect.stringContaining(en.commands.trash)]);
    await page.keyboard.press('Enter');
    await gone(page, 'palette');
    expect(await by(page, 'nav-trash').getAttribute('aria-current')).toBe('page');
  });

  test('finds a person, also from another page, and opens them', async () => {
    const page = await start();
    await by(page, 'nav-sync').click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Amina');
    await by(page, 'palette-choice').filter({ hasText: 'Amina' }).first().waitFor();
    await page.keyboard.press('Enter');
    await by(page, 'contact-name').filter({ hasText: 'Amina' }).waitFor();
  });

  test('arrows go round, and what cannot be done now is not offered', async () => {
    const page = await start();
    await page.keyboard.press('Control+k');
    expect((await choices(page)).join()).not.toContain(en.commands.save);
    await page.keyboard.press('ArrowUp');
    const last = by(page, 'palette-choice').last();
    await expect.poll(() => last.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => last.getAttribute('aria-selected')).toBe('false');
    await page.keyboard.type('no such thing');
    await page.getByText(en.commands.none).waitFor();
    await page.keyboard.press('Enter');
    expect(await by(page, 'palette').count()).toBe(1);
  });
});

describe('typing', () => {
  test('at the list begins a search with the letter itself, in place of the one before', async () => {
    const page = await start();
    await by(page, 'search').fill('before');
    await by(page, 'nav-all').focus();
    await page.keyboard.type('Amina');
    expect(await by(page, 'search').inputValue()).toBe('Amina');
    expect(await focusedId(page)).toBe('search');
    await by(page, 'person-row').filter({ hasText: 'Amina' }).first().waitFor();
  });

  test('in the editor or on another page is no search', async () => {
    const page = await start();
    await by(page, 'nav-sync').click();
    await page.keyboard.type('love');
    expect(await by(page, 'search').count()).toBe(0);
    await page.keyboard.press('Control+n');
    await by(page, 'editor').waitFor();
    await by(page, 'cancel').focus();
    await page.keyboard.type('love');
    expect(await by(page, 'search').inputValue()).toBe('');
  });
});

describe('keys with which a word is composed are no commands', () => {
  /** Composes a word in the box that has the keyboard and leaves it undecided, as input methods do. */
  const compose = async (page: Page, text: string): Promise<void> => {
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 });
  };

  test('in the search', async () => {
    const page = await start();
    await by(page, 'search').focus();
    await compose(page, 'Am');
    await by(page, 'person-row').filter({ hasText: 'Amina' }).first().waitFor();
    for (const key of ['ArrowDown', 'Enter', 'Escape']) await page.keyboard.press(key);
    expect(await by(page, 'search').inputValue()).toBe('Am');
    expect(await focusedId(page)).toBe('search');
    expect(await by(page, 'contact-name').count()).toBe(0);
  });

  test('in the palette', async () => {
    const page = await start();
    await page.keyboard.press('Control+k');
    const first = by(page, 'palette-choice').first();
    await compose(page, 'Go');
    for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await first.getAttribute('aria-selected')).toBe('true');
    expect(await by(page, 'palette').inputValue()).toBe('Go');
  });

  test('in the editor', async () => {
    const page = await start();
    await page.keyboard.press('Control+n');
    await by(page, 'field-name-0-given').focus();
    await compose(page, 'Ada');
    await page.keyboard.press('Escape');
    expect(await by(page, 'keep-editing').count()).toBe(0);
    expect(await by(page, 'field-name-0-given').inputValue()).toBe('Ada');
  });
});

test('keys lead to each page', async () => {
  const page = await start();
  for (const [key, at] of [
    ['3', 'nav-pending'],
    ['6', 'nav-sync'],
    [',', 'nav-settings'],
    ['1', 'nav-all'],
  ] as const) {
    await page.keyboard.press(`Control+${key}`);
    await expect.poll(() => by(page, at).getAttribute('aria-current')).toBe('page');
  }
});

describe('keyboards of other layouts', () => {
  /** Presses a key with Ctrl held, as a keyboard tells it that writes `key` at the place `code`. */
  const pressed = async (page: Page, key: string, code: string): Promise<void> => {
    const session = await page.context().newCDPSession(page);
    for (const type of ['rawKeyDown', 'keyUp'] as const)
      await session.send('Input.dispatchKeyEvent', { type, key, code, modifiers: 2 });
  };

  test.each([
    ['Arabic', 'س'],
    ['Russian', 'ы'],
    ['Greek', 'σ'],
  ])('%s: Ctrl with the key of S saves', async (_, key) => {
    const page = await start();
    await page.keyboard.press('Control+n');
    await by(page, 'field-name-0-given').fill('Ada');
    await pressed(page, key, 'KeyS');
    await gone(page, 'editor');
  });

  test.each([
    ['ن', 'KeyK', 'palette'],
    ['&', 'Digit1', 'person-list'],
    ['ç', 'Digit9', 'birthdays-page'],
    ['و', 'Comma', 'settings-page'],
  ])('%s at %s with Ctrl leads where its place leads', async (key, code, testid) => {
    const page = await start();
    await by(page, 'nav-trash').click();
    await pressed(page, key, code);
    await by(page, testid).waitFor();
  });

  test('where Latin letters have other places, their places mean nothing', async () => {
    const page = await start();
    await pressed(page, 'o', 'KeyS');
    await pressed(page, '.', 'KeyE');
    await pressed(page, 'ö', 'KeyN');
    await pressed(page, '+', 'Digit7');
    expect(await by(page, 'editor').count()).toBe(0);
    expect(await by(page, 'trash-page').count()).toBe(0);
  });
});

describe('with room for one column', () => {
  test('arrows stay in the list, Enter goes to the person, and back gives the keyboard to the list', async () => {
    const page = await start({}, { width: 400 });
    await by(page, 'search').fill('Amina');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedId(page)).toBe('person-list');
    expect(await by(page, 'contact-name').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    await by(page, 'contact-name').waitFor();
    expect(await focusedId(page)).toBe('main');
    await by(page, 'back').click();
    await expect.poll(() => focusedId(page)).toBe('person-list');
  });

  test('a changed draft is asked about before the way back, and the menu leads to every page', async () => {
    const page = await start({}, { width: 400 });
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Ada');
    await by(page, 'back').click();
    await by(page, 'discard').click();
    await by(page, 'person-row').first().waitFor();
    await by(page, 'menu').click();
    expect(await by(page, 'menu').getAttribute('aria-expanded')).toBe('true');
    await by(page, 'nav-trash').click();
    await by(page, 'trash-row').first().waitFor();
    expect(await by(page, 'nav-trash').count()).toBe(0);
  });

  test('what was open stays open when the window grows', async () => {
    const page = await start({}, { width: 400 });
    await by(page, 'person-row').nth(3).click();
    await by(page, 'contact-name').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await by(page, 'person-row').first().waitFor();
    expect(await by(page, 'contact-name').isVisible()).toBe(true);
  });
});
