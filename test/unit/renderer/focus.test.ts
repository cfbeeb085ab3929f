// Owns: that the keyboard is never without a place: after every action that takes something off the screen, something has
// the focus. Leaves to others: which keys do what (keyboard.test.ts), what the actions do (flows, review, past).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openEncryption } from '../../support/encryption-scenes.ts';
import type { FakeOptions } from '../../support/fake-world.ts';
import { by, openBackups, openPerson, openSync } from '../../support/window-scenes.ts';
import { focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start } = windowTests({ persons: 60 });

interface Action {
  readonly name: string;
  readonly fake?: FakeOptions;
  readonly act: (page: Page) => Promise<unknown>;
  /** What has the focus then, where it is to be one thing. */
  readonly then?: string;
}

/** Presses a button as the keyboard does. */
const press = (page: Page, testid: string, at = 0): Promise<void> => by(page, testid).nth(at).press('Enter');
const escape = (page: Page): Promise<void> => page.keyboard.press('Escape');
const edit = async (page: Page): Promise<void> => {
  await openPerson(page, 'Amina');
  await press(page, 'edit');
  await press(page, 'edit-in');
  await by(page, 'editor').waitFor();
};
/** Opens a dialog and closes it again. */
const closing = (open: (page: Page) => Promise<unknown>) => async (page: Page) => {
  await open(page);
  await page.locator('dialog[open]').waitFor();
  await escape(page);
  await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
};
const more = (choice: string) => async (page: Page) => {
  await openPerson(page, 'Amina');
  await press(page, 'more-actions');
  await press(page, choice);
};

const WRITING: readonly Action[] = [
  {
    name: 'an edit is saved',
    act: async (page) => {
      await edit(page);
      await by(page, 'field-name-0-family').fill('Bergström');
      await press(page, 'save');
      await gone(page, 'editor');
    },
    then: 'person-list',
  },
  {
    name: 'an edit is saved after which the search finds nobody',
    act: async (page) => {
      await edit(page);
      await by(page, 'field-name-0-given').fill('Zora');
      await by(page, 'field-emails-0-address').fill('zora@example.org');
      await page.keyboard.press('Control+s');
      await by(page, 'no-match').waitFor();
    },
    then: 'search',
  },
  {
    name: 'a new contact is saved',
    act: async (page) => {
      await press(page, 'new-contact');
      await page.keyboard.type('Ada');
      await page.keyboard.press('Control+s');
      await gone(page, 'editor');
    },
    then: 'person-list',
  },
  {
    name: 'a draft is thrown away',
    act: async (page) => {
      await press(page, 'new-contact');
      await page.keyboard.type('Ada');
      await escape(page);
      await press(page, 'discard');
      await gone(page, 'editor');
    },
    then: 'person-list',
  },
  {
    name: 'a draft is kept after all',
    act: async (page) => {
      await press(page, 'new-contact');
      await page.keyboard.type('Ada');
      await escape(page);
      await press(page, 'keep-editing');
      await gone(page, 'keep-editing');
    },
    then: 'field-name-0-given',
  },
  {
    name: 'a person is deleted',
    act: async (page) => {
      await openPerson(page, 'Amina');
      await press(page, 'delete');
      await press(page, 'confirm-delete');
      await gone(page, 'confirm-delete');
    },
  },
  {
    name: 'the only person is deleted',
    fake: { persons: 1 },
    act: async (page) => {
      await openPerson(page, 'Amina');
      await by(page, 'search').fill('');
      await press(page, 'delete');
      await press(page, 'confirm-delete');
      await by(page, 'empty').waitFor();
    },
    then: 'search',
  },
];

const DIALOGS: readonly Action[] = [
  {
    name: 'the question whether to delete',
    act: closing(async (page) => (await openPerson(page, 'Amina'), press(page, 'delete'))),
  },
  {
    name: 'the versions of a contact',
    act: closing(async (page) => (await openPerson(page, 'Amina'), press(page, 'history'))),
  },
  { name: 'joining two persons', act: closing(more('join')) },
  { name: 'moving to another account', fake: { accounts: 3 }, act: closing(more('move-to')) },
  { name: 'a new label', act: closing((page) => press(page, 'new-label')) },
  { name: 'a new account', act: closing((page) => press(page, 'add-account')) },
  {
    name: 'the commands',
    act: closing(async (page) => (await by(page, 'nav-sync').focus(), page.keyboard.press('Control+k'))),
    then: 'nav-sync',
  },
  {
    name: 'the keys',
    act: closing(async (page) => (await by(page, 'nav-sync').focus(), page.keyboard.press('?'))),
    then: 'nav-sync',
  },
  {
    name: 'what is never sent',
    act: closing(async (page) => (await press(page, 'nav-settings'), press(page, 'never-send'))),
    then: 'never-send',
  },
  {
    name: 'unlinking an account',
    act: closing(async (page) => (await press(page, 'nav-settings'), press(page, 'unlink'))),
    then: 'unlink',
  },
  {
    name: 'the recovery key',
    fake: { encryption: 'on' },
    act: closing(async (page) => (await openEncryption(page), press(page, 'show-recovery-key'))),
    then: 'show-recovery-key',
  },
  {
    name: 'going back to a backup',
    act: closing(async (page) => (await openBackups(page), press(page, 'backup-restore'))),
    then: 'backup-restore',
  },
  {
    name: 'forgetting somebody',
    act: closing(async (page) => (await press(page, 'nav-trash'), press(page, 'trash-forget'))),
    then: 'trash-forget',
  },
];

const DECIDING: readonly Action[] = [
  {
    name: 'one of several conflicts is decided',
    act: async (page) => {
      await press(page, 'nav-conflicts');
      await press(page, 'take-mine');
      await expect.poll(() => by(page, 'conflict-row').count()).toBe(1);
    },
  },
  {
    name: 'the last conflict is decided',
    act: async (page) => {
      await press(page, 'nav-conflicts');
      for (const left of [1, 0]) {
        await press(page, 'take-theirs');
        await expect.poll(() => by(page, 'conflict-row').count()).toBe(left);
      }
    },
  },
  {
    name: 'every match is answered',
    fake: { matches: true, keepInStep: false },
    act: async (page) => {
      await press(page, 'nav-matches');
      for (const left of [2, 1, 0]) {
        await press(page, 'match-refuse');
        await expect.poll(() => by(page, 'match').count()).toBe(left);
      }
    },
  },
  {
    name: 'everything in the trash is restored',
    act: async (page) => {
      await press(page, 'nav-trash');
      await by(page, 'trash-row').first().waitFor();
      for (let left = await by(page, 'trash-row').count(); left > 0; left--) {
        await press(page, 'trash-restore');
        await expect.poll(() => by(page, 'trash-row').count()).toBe(left - 1);
      }
    },
  },
  {
    name: 'somebody in the trash is forgotten',
    act: async (page) => {
      await press(page, 'nav-trash');
      await press(page, 'trash-forget');
      await press(page, 'confirm-forget');
      await gone(page, 'confirm-forget');
    },
  },
  {
    name: 'a question about deletions is put off',
    fake: { question: 'kith' },
    act: async (page) => {
      await openSync(page);
      await press(page, 'question-decide-later');
      await gone(page, 'question-decide-later');
    },
  },
  {
    name: 'a look at what a sync would do is stopped',
    fake: { planWaits: true },
    act: async (page) => {
      await openSync(page, 'preview');
      await press(page, 'plan-look');
      await by(page, 'plan-waiting-stop').waitFor();
      await press(page, 'plan-waiting-stop');
      await gone(page, 'plan-waiting');
      expect(await by(page, 'plan-look').isEnabled()).toBe(true);
    },
    then: 'plan-look',
  },
  {
    name: 'an undo has taken back the last there is',
    act: async (page) => {
      for (let press = 0; press < 6; press++) {
        if (await by(page, 'undo').isDisabled()) break;
        await by(page, 'undo').press('Enter');
        await page.getByTestId('toast').locator('p').waitFor();
      }
    },
  },
];

const GOING: readonly Action[] = [
  ...['2', '3', '4', '5', '6', '7', ','].map((key) => ({
    name: `Ctrl+${key} leads from a person's page to another`,
    act: async (page: Page) => {
      await openPerson(page, 'Amina');
      await by(page, 'edit').focus();
      await page.keyboard.press(`Control+${key}`);
      await page.locator('h1').first().waitFor();
    },
  })),
  {
    name: 'Ctrl+1 leads from another page to the list',
    act: async (page) => {
      await press(page, 'nav-settings');
      await by(page, 'open-backups').focus();
      await page.keyboard.press('Control+1');
      await by(page, 'person-list').waitFor();
    },
  },
  {
    name: 'the page of backups is opened from the settings',
    act: openBackups,
  },
  {
    name: 'a conflict leads to its person',
    act: async (page) => {
      await press(page, 'nav-conflicts');
      await page.locator('[data-testid=conflict-row] h2 button').first().press('Enter');
      await by(page, 'contact-name').waitFor();
    },
  },
];

const check = async ({ fake = {}, act, then }: Action): Promise<void> => {
  const page = await start(fake);
  await act(page);
  if (then !== undefined) await expect.poll(() => focusedId(page)).toBe(then);
  // What takes the focus does so at once or not at all.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await focusedId(page)).not.toBe('body');
};

describe('something has the keyboard', () => {
  test.each(WRITING)('after $name', check);
  test.each(DIALOGS)('after closing: $name', check);
  test.each(DECIDING)('after $name', check);
  test.each(GOING)('after $name', check);
});
