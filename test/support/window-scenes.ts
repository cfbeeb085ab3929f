// Owns: how to get to the pages of syncing, conflicts, matches, labels, photos, rules and the past, each in the states worth seeing.
// Leaves to others: the pages of contacts and linking, and what is checked at each (test/unit/renderer/pages.test.ts).
import type { Locator, Page } from 'playwright-core';
import type { FakeOptions } from './fake-bridge.ts';
import type { OpenOptions } from './window-page.ts';

export interface Scene {
  readonly name: string;
  readonly fake?: FakeOptions;
  readonly open?: Partial<OpenOptions>;
  /** Whether it stands for its page where each page is to be seen once (`npm run screenshots`). */
  readonly page?: true;
  /** Goes to the page and waits until it is there. */
  readonly go: (page: Page) => Promise<unknown>;
}

export const by = (page: Page, testid: string): Locator => page.getByTestId(testid);

export async function openPerson(page: Page, search: string): Promise<void> {
  await by(page, 'search').fill(search);
  await page.locator('[data-testid="person-row"]', { hasText: search }).first().click();
  await by(page, 'contact-name').waitFor();
}

/** Goes from a person's page to the editor; of several contacts that of the first account. */
export async function beginEdit(page: Page): Promise<void> {
  await by(page, 'edit').click();
  const first = by(page, 'edit-in').first();
  await by(page, 'editor').or(first).waitFor();
  if (await first.isVisible()) await first.click();
  await by(page, 'editor').waitFor();
}

/** The page of syncing, at one of its parts. */
export async function openSync(
  page: Page,
  part: 'overview' | 'preview' | 'history' = 'overview',
): Promise<void> {
  await by(page, 'nav-sync').click();
  await by(page, `sync-tab-${part}`).click();
}

const plan = async (page: Page): Promise<void> => {
  await openSync(page, 'preview');
  await by(page, 'plan-look').click();
  await by(page, 'plan-looked').waitFor();
};
const receipt = async (page: Page, at: number): Promise<void> => {
  await openSync(page, 'history');
  await by(page, 'run-toggle').nth(at).click();
  await by(page, 'receipt').or(by(page, 'receipt-empty')).waitFor();
};
const writeConflict = async (page: Page, path: string): Promise<void> => {
  await by(page, 'nav-conflicts').click();
  const card = page.locator(`[data-testid="conflict-row"][data-path="${path}"]`);
  await card.getByTestId('write-other').click();
  await card.getByTestId('take-value').scrollIntoViewIfNeeded();
};

const WRITTEN = [
  'phones.p1',
  'name.given',
  'addresses.a1',
  'notes.text',
  'birthday.date',
  'favorite',
  'fileAs',
  'events.v1',
  'flag.due',
];

export const SYNC_SCENES: readonly Scene[] = [
  { name: 'sync', page: true, go: (page) => openSync(page) },
  { name: 'sync-running', fake: { syncing: true }, go: (page) => openSync(page) },
  {
    name: 'sync-asks',
    fake: { question: 'kith', waiting: true, held: true },
    go: async (page) => {
      await openSync(page);
      await by(page, 'question').waitFor();
    },
  },
  {
    name: 'sync-asks-later',
    fake: { question: 'cloud', signInNeeded: true },
    go: async (page) => {
      await openSync(page);
      await by(page, 'question-decide-later').click();
    },
  },
  {
    name: 'sync-no-cloud',
    fake: { persons: 0, accounts: 0 },
    go: async (page) => {
      await by(page, 'add-computer').click();
      await by(page, 'nav-sync').click();
      await by(page, 'sync-no-clouds').waitFor();
    },
  },
  { name: 'plan-unasked', go: (page) => openSync(page, 'preview') },
  { name: 'plan', page: true, fake: { question: 'cloud', held: true }, go: plan },
  {
    name: 'plan-waiting',
    fake: { planWaits: true },
    go: async (page) => {
      await openSync(page, 'preview');
      await by(page, 'plan-look').click();
      await by(page, 'plan-waiting-stop').waitFor();
    },
  },
  { name: 'plan-nothing', fake: { persons: 0 }, go: plan },
  { name: 'history', page: true, go: (page) => openSync(page, 'history') },
  { name: 'history-none', fake: { persons: 0 }, go: (page) => openSync(page, 'history') },
  { name: 'receipt', go: (page) => receipt(page, 0) },
  { name: 'receipt-error', go: (page) => receipt(page, 1) },
  {
    name: 'undo',
    go: async (page) => {
      await receipt(page, 0);
      await by(page, 'undo-run').click();
      await by(page, 'confirm-undo').waitFor();
    },
  },
];

export const REVIEW_SCENES: readonly Scene[] = [
  ...WRITTEN.map((path) => ({
    name: `conflict-value-${path}`,
    fake: { everyConflict: true, persons: 30 },
    go: (page: Page) => writeConflict(page, path),
  })),
  { name: 'matches', page: true, fake: { matches: true }, go: (page) => by(page, 'nav-matches').click() },
  {
    name: 'matches-compare',
    page: true,
    fake: { matches: true, keepInStep: true },
    go: async (page) => {
      await by(page, 'nav-matches').click();
      await by(page, 'match-compare').nth(1).click();
      await by(page, 'match-differences').waitFor();
    },
  },
  {
    name: 'matches-question',
    fake: { matches: true },
    go: async (page) => {
      await by(page, 'nav-matches').click();
      await by(page, 'matches-accept-all').click();
      await by(page, 'step-yes').waitFor();
    },
  },
  {
    name: 'settings-accounts',
    fake: { accounts: 3, keepInStep: true },
    go: async (page) => {
      await by(page, 'nav-settings').click();
      await by(page, 'never-send').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'never-send',
    fake: { accounts: 3 },
    go: async (page) => {
      await by(page, 'nav-settings').click();
      await by(page, 'never-send').first().click();
      await by(page, 'never-birthday').check();
    },
  },
];

export const CONTACT_SCENES: readonly Scene[] = [
  {
    name: 'contact-more',
    fake: { accounts: 3, held: true },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'more-actions').click();
      await by(page, 'split').waitFor();
    },
  },
  {
    name: 'contact-join',
    fake: { accounts: 3, keepInStep: true },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'more-actions').click();
      await by(page, 'join').click();
      await by(page, 'join-search').fill('an');
      await by(page, 'join-choice').nth(1).check();
    },
  },
  {
    name: 'contact-move',
    fake: { accounts: 3 },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'more-actions').click();
      await by(page, 'move-to').click();
      await by(page, 'confirm-move').waitFor();
    },
  },
  {
    name: 'contact-labels',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'labels-menu').click();
      await by(page, 'label-choice').first().waitFor();
    },
  },
  {
    name: 'contact-photo',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'photo-shown').last().waitFor();
      await by(page, 'photo').click();
      await by(page, 'remove-photo').waitFor();
    },
  },
  {
    name: 'label-list',
    page: true,
    go: async (page) => {
      await by(page, 'nav-label').first().click();
      await by(page, 'person-row').first().waitFor();
      await by(page, 'nav-label').first().hover();
    },
  },
  {
    name: 'label-menu',
    fake: { accounts: 3 },
    go: async (page) => {
      await by(page, 'nav-label').nth(2).hover();
      await by(page, 'label-menu').nth(2).click();
      await by(page, 'label-rename').waitFor();
    },
  },
  {
    name: 'label-new',
    go: async (page) => {
      await by(page, 'new-label').click();
      await by(page, 'label-name').fill('Sailors');
    },
  },
  {
    name: 'label-delete',
    go: async (page) => {
      await by(page, 'nav-label').first().hover();
      await by(page, 'label-menu').first().click();
      await by(page, 'label-delete').click();
      await by(page, 'confirm-label').waitFor();
    },
  },
  {
    name: 'sync-rtl',
    fake: { question: 'kith', held: true, language: 'ar' },
    go: (page) => openSync(page),
  },
];

/** The page of backups, by way of the settings. */
export async function openBackups(page: Page): Promise<void> {
  await by(page, 'nav-settings').click();
  await by(page, 'open-backups').click();
  await by(page, 'backup').first().waitFor();
}

export const PAST_SCENES: readonly Scene[] = [
  {
    name: 'undone',
    go: async (page) => {
      await by(page, 'undo').click();
      await page.getByTestId('toast').getByText('Ada').waitFor();
    },
  },
  {
    name: 'trash',
    page: true,
    go: async (page) => {
      await by(page, 'nav-trash').click();
      await by(page, 'trash-row').first().waitFor();
    },
  },
  { name: 'trash-none', fake: { persons: 0 }, go: (page) => by(page, 'nav-trash').click() },
  {
    name: 'trash-forget',
    go: async (page) => {
      await by(page, 'nav-trash').click();
      await by(page, 'trash-forget').first().click();
      await by(page, 'confirm-forget').waitFor();
    },
  },
  {
    name: 'contact-history',
    page: true,
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'history').click();
      await by(page, 'version-fields').first().click();
      await by(page, 'version-field').first().waitFor();
    },
  },
  { name: 'backups', page: true, go: openBackups },
  {
    name: 'backups-future',
    go: async (page) => {
      await openBackups(page);
      await by(page, 'moment-date').fill('2030-01-01');
      await by(page, 'moment-look').click();
      await by(page, 'moment-wrong').waitFor();
    },
  },
  {
    name: 'backups-restore',
    page: true,
    go: async (page) => {
      await openBackups(page);
      await by(page, 'backup-restore').first().click();
      await by(page, 'preview-restored').waitFor();
    },
  },
  {
    name: 'backups-going-back',
    fake: { restore: 'goesBack' },
    go: async (page) => {
      await openBackups(page);
      await by(page, 'backup-restore').first().click();
      await by(page, 'confirm-restore').click();
      await by(page, 'restore-doing').waitFor();
    },
  },
  {
    name: 'store-read-only',
    fake: { store: 'readOnly', endpointsOverridden: true },
    go: (page) => by(page, 'store-notice').waitFor(),
  },
  { name: 'store-failing', fake: { store: 'failing' }, go: (page) => by(page, 'store-notice').waitFor() },
  {
    name: 'trash-rtl',
    fake: { language: 'ar' },
    go: async (page) => {
      await by(page, 'nav-trash').click();
      await by(page, 'trash-row').first().waitFor();
    },
  },
];

export const KEYBOARD_SCENES: readonly Scene[] = [
  {
    name: 'palette',
    page: true,
    go: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('a');
      await by(page, 'palette-choice').filter({ hasText: '@' }).first().waitFor();
    },
  },
  {
    name: 'keys',
    page: true,
    go: async (page) => {
      await page.keyboard.press('?');
      await by(page, 'key-list').waitFor();
    },
  },
];

const NARROW: Partial<OpenOptions> = { width: 360, height: 740 };

/** The window with room for one column: small, or enlarged to twice its size. */
export const NARROW_SCENES: readonly Scene[] = [
  { name: 'narrow-list', open: NARROW, go: (page) => by(page, 'person-row').first().waitFor() },
  { name: 'narrow-menu', open: NARROW, go: (page) => by(page, 'menu').click() },
  { name: 'narrow-contact', open: NARROW, go: (page) => openPerson(page, 'Amina') },
  ...['pending', 'conflicts', 'matches', 'sync', 'trash', 'settings'].map((place) => ({
    name: `narrow-${place}`,
    fake: { matches: true },
    open: NARROW,
    go: async (page: Page) => {
      await by(page, 'menu').click();
      await by(page, `nav-${place}`).click();
      await page.locator('main h1').waitFor();
    },
  })),
];
