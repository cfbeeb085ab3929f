// Owns: how to get to the ways through the window worth seeing: sidebar, recently changed, birthdays, smart lists.
// Leaves to others: the other pages (window-scenes.ts), what is checked at each (test/unit/renderer/pages.test.ts).
import type { Page } from 'playwright-core';
import { by, type Scene } from './window-scenes.ts';

const birthdays = async (page: Page): Promise<void> => {
  await by(page, 'nav-birthdays').click();
  await by(page, 'birthdays-page').waitFor();
};

export const NAVIGATION_SCENES: readonly Scene[] = [
  {
    name: 'recent',
    page: true,
    go: async (page) => {
      await by(page, 'nav-recent').click();
      await by(page, 'changed').first().waitFor();
    },
  },
  { name: 'birthdays', page: true, go: birthdays },
  { name: 'birthdays-none', fake: { persons: 0 }, go: birthdays },
  { name: 'birthdays-rtl', fake: { language: 'ar' }, go: birthdays },
  {
    name: 'smart-list',
    page: true,
    go: async (page) => {
      await by(page, 'nav-list').first().click();
      await by(page, 'person-row').first().waitFor();
      await by(page, 'nav-list').first().hover();
    },
  },
  {
    name: 'smart-list-edit',
    page: true,
    go: async (page) => {
      await by(page, 'nav-list').nth(1).hover();
      await by(page, 'list-menu').nth(1).click();
      await by(page, 'list-edit').click();
      await by(page, 'list-name').waitFor();
    },
  },
  {
    name: 'sidebar-folded',
    fake: { signInNeeded: true, matches: true },
    go: async (page) => {
      for (const group of ['lists', 'accounts', 'labels', 'upkeep']) await by(page, `fold-${group}`).click();
      await page.locator('[data-testid="fold-upkeep"][aria-expanded="false"]').waitFor();
    },
  },
];

const narrow = { width: 360, height: 720 } as const;

export const NARROW_NAVIGATION_SCENES: readonly Scene[] = [
  {
    name: 'narrow-birthdays',
    open: narrow,
    go: async (page) => {
      await by(page, 'menu').click();
      await birthdays(page);
    },
  },
];
