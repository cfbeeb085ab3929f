// Owns: the pages about encryption, ways to them. Leaves to others: the other pages (window-scenes.ts), what they do (tests).
import type { Page } from 'playwright-core';
import { by, type Scene } from './window-scenes.ts';

/** The part of the settings about encryption. */
export async function openEncryption(page: Page): Promise<void> {
  await by(page, 'nav-settings').click();
  await by(page, 'encryption').scrollIntoViewIfNeeded();
}

export const ENCRYPTION_SCENES: readonly Scene[] = [
  {
    name: 'encryption-on',
    fake: { encryption: 'on' },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'show-recovery-key').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'encryption-under-way',
    fake: { encryption: 'turningOn' },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'encryption-under-way').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'encryption-cancelled',
    fake: { encryption: 'turningOn', switchTakes: 60_000 },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'encryption-waiting-stop').click();
      await by(page, 'encryption-under-way').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'encryption-never',
    fake: { encryption: 'never' },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'encryption-why').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'recovery-key',
    fake: { encryption: 'on' },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'show-recovery-key').click();
      await by(page, 'recovery-key').waitFor();
    },
  },
  {
    name: 'encryption-off-question',
    fake: { encryption: 'on' },
    go: async (page) => {
      await openEncryption(page);
      await by(page, 'encryption').click();
      await by(page, 'confirm-encryption-off').waitFor();
    },
  },
  {
    name: 'locked',
    page: true,
    fake: { encryption: 'locked' },
    go: async (page) => {
      await by(page, 'locked-key').fill('7QZ4');
      await by(page, 'locked-open').click();
      await by(page, 'locked-refused').waitFor();
    },
  },
];
