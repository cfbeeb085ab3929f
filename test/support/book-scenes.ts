// Owns: how to get to the pages of linking, the list, contacts, the editor and waiting changes, each in the states worth
// seeing. Leaves to others: the other pages (window-scenes.ts, encryption-scenes.ts), the table of all (scenes.ts).
import { by, openPerson, openSync, type Scene } from './window-scenes.ts';

export const BOOK_SCENES: readonly Scene[] = [
  {
    name: 'onboarding',
    page: true,
    fake: { accounts: 0, persons: 0 },
    go: (page) => by(page, 'link-google').waitFor(),
  },
  {
    name: 'onboarding-lost',
    fake: { accounts: 0, persons: 0, lost: true },
    go: (page) => by(page, 'onboarding-backups').waitFor(),
  },
  {
    name: 'onboarding-linking',
    fake: { accounts: 0, persons: 0, link: 'waits', secrets: 'memory' },
    go: async (page) => {
      await by(page, 'link-microsoft').click();
      await by(page, 'cancel-link').waitFor();
    },
  },
  {
    name: 'onboarding-no-client-id',
    fake: { accounts: 0, persons: 0, link: 'auth.noClientId', endpointsOverridden: true },
    go: async (page) => {
      await by(page, 'link-google').click();
      await by(page, 'settings-googleClientId').waitFor();
    },
  },
  {
    name: 'onboarding-denied',
    fake: { accounts: 0, persons: 0, link: 'auth.denied' },
    go: async (page) => {
      await by(page, 'link-google').click();
      await by(page, 'link-error').waitFor();
    },
  },
  { name: 'list', page: true, go: (page) => by(page, 'person-row').first().waitFor() },
  { name: 'list-empty', page: true, fake: { persons: 0 }, go: (page) => by(page, 'empty').waitFor() },
  {
    name: 'list-no-match',
    page: true,
    go: async (page) => {
      await by(page, 'search').fill('nobody is called this');
      await by(page, 'no-match').waitFor();
    },
  },
  { name: 'list-one', fake: { persons: 1, accounts: 1 }, go: (page) => by(page, 'person-row').click() },
  {
    name: 'list-scrolled',
    go: async (page) => {
      await by(page, 'person-list').evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
      const total = Number(await by(page, 'total').getAttribute('data-total'));
      await page.locator(`[aria-posinset="${Math.ceil(total / 2) + 1}"][data-id]`).waitFor();
    },
  },
  { name: 'contact', page: true, go: (page) => openPerson(page, 'Amina') },
  {
    name: 'book',
    page: true,
    fake: { people: 'everyday', persons: 148 },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'search').fill('');
      await by(page, 'person-list').evaluate((list) => (list.scrollTop = 560));
      await page.mouse.move(0, 0);
      await by(page, 'search').blur();
      await page.locator('[data-testid="person-row"][aria-selected="true"]').waitFor();
      await by(page, 'photo-shown').last().waitFor();
    },
  },
  {
    name: 'contact-second-account',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'account-tab').nth(1).click();
      await by(page, 'badge-only-in-kith').first().waitFor();
    },
  },
  { name: 'contact-everything', go: (page) => openPerson(page, 'Everything') },
  {
    name: 'contact-everything-end',
    go: async (page) => {
      await openPerson(page, 'Everything');
      await by(page, 'group-read-only').scrollIntoViewIfNeeded();
    },
  },
  { name: 'contact-arabic', go: (page) => openPerson(page, 'المنصوري') },
  { name: 'contact-japanese', go: (page) => openPerson(page, '山田') },
  {
    name: 'contact-long',
    page: true,
    fake: { people: 'remarkable' },
    go: (page) => openPerson(page, 'Wolfeschlegel'),
  },
  { name: 'contact-no-name', go: (page) => by(page, 'person-row').first().click() },
  {
    name: 'contact-edit-which',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'edit').click();
      await by(page, 'edit-in').first().waitFor();
    },
  },
  {
    name: 'contact-delete',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'delete').click();
      await by(page, 'confirm-delete').waitFor();
    },
  },
  {
    name: 'pending',
    page: true,
    fake: { signInNeeded: true },
    go: (page) => by(page, 'nav-pending').click(),
  },
  { name: 'pending-none', fake: { persons: 0 }, go: (page) => by(page, 'nav-pending').click() },
  { name: 'conflicts', page: true, go: (page) => by(page, 'nav-conflicts').click() },
  { name: 'conflicts-none', fake: { persons: 0 }, go: (page) => by(page, 'nav-conflicts').click() },
  {
    name: 'settings',
    page: true,
    fake: { secrets: 'memory' },
    go: (page) => by(page, 'nav-settings').click(),
  },
  {
    name: 'syncing',
    fake: { syncing: true, endpointsOverridden: true },
    go: (page) => by(page, 'cancel-sync').waitFor(),
  },
  {
    name: 'sync-error',
    fake: { syncError: 'provider.unavailable' },
    go: (page) => by(page, 'sync-error').waitFor(),
  },
  {
    name: 'add-account',
    go: async (page) => {
      await by(page, 'add-account').click();
      await by(page, 'link-google').waitFor();
    },
  },
  { name: 'contact-in-arabic', fake: { language: 'ar' }, go: (page) => openPerson(page, 'Amina') },
  { name: 'sync-in-arabic', fake: { language: 'ar' }, go: (page) => openSync(page) },
  { name: 'settings-in-german', fake: { language: 'de' }, go: (page) => by(page, 'nav-settings').click() },
  { name: 'sync-in-german', fake: { language: 'de', question: 'kith' }, go: (page) => openSync(page) },
  { name: 'trash-in-japanese', fake: { language: 'ja' }, go: (page) => by(page, 'nav-trash').click() },
];
