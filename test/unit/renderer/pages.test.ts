// Owns: every page of the window opens in light and dark, at two sizes, without errors, CSP violations or barriers.
// Leaves to others: what the pages do (flows.test.ts). With KITH_SHOTS=DIR the pages are saved there as pictures,
// with KITH_SHOTS_LANGUAGE in that language.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../../preload/contract.ts';
import { ENCRYPTION_SCENES } from '../../support/encryption-scenes.ts';
import { NARROW_NAVIGATION_SCENES, NAVIGATION_SCENES } from '../../support/navigation-scenes.ts';
import { barriers, startWindowHost, violationsOf, type WindowHost } from '../../support/window-page.ts';
import {
  by,
  CONTACT_SCENES,
  KEYBOARD_SCENES,
  NARROW_SCENES,
  openPerson,
  openSync,
  PAST_SCENES,
  REVIEW_SCENES,
  type Scene,
  SYNC_SCENES,
} from '../../support/window-scenes.ts';

const shots = process.env['KITH_SHOTS'];
const language = (process.env['KITH_SHOTS_LANGUAGE'] ?? 'system') as Language;
let host: WindowHost;
beforeAll(async () => {
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  host = await startWindowHost();
}, 120_000);
afterAll(() => host.close());

const SCENES: readonly Scene[] = [
  { name: 'onboarding', fake: { accounts: 0, persons: 0 }, go: (page) => by(page, 'link-google').waitFor() },
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
  { name: 'list', go: (page) => by(page, 'person-row').first().waitFor() },
  { name: 'list-empty', fake: { persons: 0 }, go: (page) => by(page, 'empty').waitFor() },
  {
    name: 'list-no-match',
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
      await expect.poll(() => by(page, 'row-loading').count()).toBe(0);
    },
  },
  { name: 'contact', go: (page) => openPerson(page, 'Amina') },
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
  { name: 'contact-long', go: (page) => openPerson(page, 'Wolfeschlegel') },
  { name: 'contact-no-name', go: (page) => by(page, 'person-row').first().click() },
  {
    name: 'contact-delete',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'delete').click();
      await by(page, 'confirm-delete').waitFor();
    },
  },
  {
    name: 'editor-new',
    go: async (page) => {
      await by(page, 'new-contact').click();
      await by(page, 'field-name-0-given').waitFor();
    },
  },
  {
    name: 'editor',
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'edit').click();
      await by(page, 'field-emails-2-label').waitFor();
    },
  },
  {
    name: 'editor-add-field',
    go: async (page) => {
      await by(page, 'new-contact').click();
      await by(page, 'add-field').click();
      await by(page, 'add-flag').waitFor();
    },
  },
  {
    name: 'editor-everything',
    go: async (page) => {
      await openPerson(page, 'Everything');
      await by(page, 'edit').click();
      await by(page, 'field-emails-0-address').waitFor();
    },
  },
  {
    name: 'editor-everything-end',
    go: async (page) => {
      await openPerson(page, 'Everything');
      await by(page, 'edit').click();
      await by(page, 'field-flag-0-due').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'editor-discard',
    go: async (page) => {
      await by(page, 'new-contact').click();
      await by(page, 'field-name-0-given').fill('Ada');
      await page.keyboard.press('Escape');
      await by(page, 'discard').waitFor();
    },
  },
  { name: 'pending', fake: { signInNeeded: true }, go: (page) => by(page, 'nav-pending').click() },
  { name: 'pending-none', fake: { persons: 0 }, go: (page) => by(page, 'nav-pending').click() },
  { name: 'conflicts', go: (page) => by(page, 'nav-conflicts').click() },
  { name: 'conflicts-none', fake: { persons: 0 }, go: (page) => by(page, 'nav-conflicts').click() },
  { name: 'settings', fake: { secrets: 'memory' }, go: (page) => by(page, 'nav-settings').click() },
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
  {
    name: 'editor-in-arabic',
    fake: { language: 'ar' },
    go: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'edit').click();
    },
  },
  { name: 'sync-in-arabic', fake: { language: 'ar' }, go: (page) => openSync(page) },
  { name: 'settings-in-german', fake: { language: 'de' }, go: (page) => by(page, 'nav-settings').click() },
  { name: 'sync-in-german', fake: { language: 'de', question: 'kith' }, go: (page) => openSync(page) },
  { name: 'trash-in-japanese', fake: { language: 'ja' }, go: (page) => by(page, 'nav-trash').click() },
  ...SYNC_SCENES,
  ...REVIEW_SCENES,
  ...CONTACT_SCENES,
  ...PAST_SCENES,
  ...KEYBOARD_SCENES,
  ...ENCRYPTION_SCENES,
  ...NAVIGATION_SCENES,
];

interface Variant {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}
/** Barriers are looked for in each scheme once; the other two are for the eye. */
const CHECKED: readonly Variant[] = [
  { scheme: 'light', width: 1280, height: 800 },
  { scheme: 'dark', width: 1024, height: 640 },
];
const SEEN: readonly Variant[] = [
  { scheme: 'dark', width: 1280, height: 800 },
  { scheme: 'light', width: 1024, height: 640 },
];

async function wear(page: Page, { scheme, width, height }: Variant): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height });
}

describe('every page', () => {
  test.each([...SCENES, ...NARROW_SCENES, ...NARROW_NAVIGATION_SCENES])(
    '$name: no errors, violations or barriers, light and dark, large and small',
    { timeout: 30_000 },
    async ({ name, fake = {}, open = {}, go }) => {
      const window = await host.open({ fake: { language, ...fake }, ...open });
      const isNarrow = open.width !== undefined;
      const { page } = window;
      const look = async ({ scheme, width }: Variant): Promise<void> => {
        if (shots !== undefined)
          await page.screenshot({ path: join(shots, `${name}-${scheme}-${width}.png`) });
      };
      try {
        await go(page);
        for (const variant of CHECKED) {
          await wear(page, isNarrow ? { ...variant, width: open.width!, height: open.height! } : variant);
          await look(variant);
          expect(await barriers(page)).toEqual([]);
          expect(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          ).toBeLessThanOrEqual(0);
        }
        for (const variant of shots === undefined || isNarrow ? [] : SEEN) {
          await wear(page, variant);
          await look(variant);
        }
        expect(await violationsOf(page)).toEqual([]);
        expect(window.complaints).toEqual([]);
      } finally {
        await window.close();
      }
    },
  );
});
