// Owns: how to get to the ways through the window worth seeing: sidebar, recently changed, birthdays, smart lists.
// Leaves to others: the other pages (window-scenes.ts), what is checked at each (test/unit/renderer/pages.test.ts).
import type { Page } from 'playwright-core';
import { by, openPerson, type Scene } from './window-scenes.ts';

const birthdays = async (page: Page): Promise<void> => {
  await by(page, 'nav-birthdays').click();
  await by(page, 'birthdays-page').waitFor();
};

const openCode = async (page: Page): Promise<void> => {
  await openPerson(page, 'Amina');
  await by(page, 'more-actions').click();
  await by(page, 'qr-code').click();
  await by(page, 'qr').waitFor();
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
    fake: { people: 'remarkable' },
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
    name: 'contact-alone',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'account-tab').first().click();
    },
  },
  {
    name: 'contact-whole-rtl',
    fake: { language: 'ar' },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'value-addresses-0').hover();
    },
  },
  { name: 'contact-qr', go: openCode },
  { name: 'contact-qr-rtl', fake: { language: 'ar' }, go: openCode },
  {
    name: 'columns-wide',
    fake: { widths: { sidebar: 400, list: 640 } },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'splitter-list').hover({ position: { x: 4, y: 300 } });
    },
  },
  {
    name: 'columns-small',
    fake: { widths: { sidebar: 192, list: 232 }, language: 'de' },
    go: (page) => openPerson(page, 'Amina'),
  },
  {
    name: 'search-help',
    go: async (page) => {
      await by(page, 'search-help').click();
      await by(page, 'search-term').first().waitFor();
    },
  },
  {
    name: 'search-help-rtl',
    fake: { language: 'ar' },
    go: async (page) => {
      await by(page, 'search-help').click();
      await by(page, 'search-term').first().waitFor();
    },
  },
  {
    name: 'search-save',
    go: async (page) => {
      await by(page, 'search').fill('anna');
      await by(page, 'save-search').click();
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
    name: 'narrow-search-help',
    open: narrow,
    go: async (page) => {
      await by(page, 'search-help').click();
      await by(page, 'search-term').first().waitFor();
    },
  },
  {
    name: 'narrow-birthdays',
    open: narrow,
    go: async (page) => {
      await by(page, 'menu').click();
      await birthdays(page);
    },
  },
];
