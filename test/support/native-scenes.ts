// Owns: how to get to the pages of the first run (linking, the first sync in each of its states) and the settings. Leaves to others: the
// other pages (window-scenes.ts), what is checked at each (test/unit/renderer/pages.test.ts).
import type { Page } from 'playwright-core';
import type { FakeOptions } from './fake-bridge.ts';
import { by, type Scene } from './window-scenes.ts';

const NARROW = { width: 360, height: 740 } as const;
const NEW: FakeOptions = { accounts: 0, persons: 0 };

const linked =
  (wait: string) =>
  async (page: Page): Promise<void> => {
    await by(page, 'link-google').click();
    await by(page, wait).waitFor();
  };
const welcome = (page: Page): Promise<void> => by(page, 'link-google').waitFor();

const FIRST: FakeOptions = { accounts: 0, persons: 300 };

export const FIRST_SCENES: readonly Scene[] = [
  { name: 'onboarding-arabic', fake: { ...NEW, language: 'ar' }, go: welcome },
  { name: 'onboarding-german', fake: { ...NEW, language: 'de' }, go: welcome },
  { name: 'onboarding-japanese', fake: { ...NEW, language: 'ja' }, go: welcome },
  {
    name: 'first-sync-reading',
    page: true,
    fake: { ...FIRST, syncing: true, firstSync: 'reads' },
    go: linked('first-sync-stop'),
  },
  {
    name: 'first-sync-asks',
    page: true,
    fake: { ...FIRST, firstSync: 'asks' },
    go: linked('first-sync-agree'),
  },
  { name: 'first-sync-stopped', fake: { ...FIRST, firstSync: 'stops' }, go: linked('first-sync-again') },
  {
    name: 'first-sync-done',
    page: true,
    fake: { ...FIRST, matches: true },
    go: linked('first-sync-matches'),
  },
  {
    name: 'first-sync-arabic',
    fake: { ...FIRST, firstSync: 'asks', language: 'ar' },
    go: linked('first-sync-agree'),
  },
];

const settings = async (page: Page): Promise<void> => {
  await by(page, 'nav-settings').click();
  await by(page, 'settings-birthdays').waitFor();
};

/** The settings as a whole, where they are long. */
export const SETTINGS_SCENES: readonly Scene[] = [
  { name: 'settings-arabic', fake: { language: 'ar' }, go: settings },
  { name: 'settings-japanese', fake: { language: 'ja' }, go: settings },
  {
    name: 'settings-computer',
    fake: { accounts: 3 },
    go: async (page) => {
      await settings(page);
      for (const name of ['birthdays', 'spelling', 'keep-running'])
        await by(page, `settings-${name}`).check();
    },
  },
];

export const NARROW_FIRST_SCENES: readonly Scene[] = [
  { name: 'narrow-onboarding', fake: NEW, open: NARROW, go: welcome },
  { name: 'narrow-onboarding-arabic', fake: { ...NEW, language: 'ar' }, open: NARROW, go: welcome },
  {
    name: 'narrow-first-sync-reading',
    fake: { ...FIRST, syncing: true, firstSync: 'reads' },
    open: NARROW,
    go: linked('first-sync-stop'),
  },
  {
    name: 'narrow-first-sync-asks',
    fake: { ...FIRST, firstSync: 'asks' },
    open: NARROW,
    go: linked('first-sync-agree'),
  },
];
