// Owns: what the window does with undo and redo, the trash, the history of a contact, backups and files that refuse
// changes, in a real browser over the fake bridge. Leaves to others: how pages look (pages.test.ts), main's part.
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import en from '../../../renderer/i18n/en.json' with { type: 'json' };
import { actionText, bookRestoreText, causeText, sizeText } from '../../../renderer/past-words.ts';
import { beginEdit, by, openBackups, openPerson } from '../../support/window-scenes.ts';
import { emit, focusedId, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60 });
const toast = (page: Page, text: string) => by(page, 'toast').getByText(text, { exact: true }).waitFor();
const titled = (page: Page, testid: string, title: string) =>
  expect.poll(() => by(page, testid).getAttribute('title')).toBe(title);

describe('undo and redo', () => {
  test('the buttons say what they would do, say what they did, and keep the keyboard', async () => {
    const page = await start();
    await titled(page, 'undo', 'Undo: edited Ada Lovelace');
    await titled(page, 'redo', 'Nothing to redo');
    expect(await by(page, 'redo').isDisabled()).toBe(true);
    await by(page, 'undo').click();
    await toast(page, 'Undone: edited Ada Lovelace');
    await titled(page, 'undo', 'Nothing to undo');
    expect(await by(page, 'undo').isDisabled()).toBe(true);
    expect(await focusedId(page)).toBe('undo');
    await page.keyboard.press('Enter');
    await titled(page, 'redo', 'Redo: edited Ada Lovelace');
    await by(page, 'redo').click();
    await toast(page, 'Done again: edited Ada Lovelace');
    await titled(page, 'undo', 'Undo: edited Ada Lovelace');
    expect(await asked('history.undo')).toEqual([[]]);
    expect(await asked('history.redo')).toEqual([[]]);
  });

  test('Ctrl+Z takes back, Ctrl+Shift+Z and Ctrl+Y bring back, Cmd does the same', async () => {
    const page = await start();
    await by(page, 'nav-all').focus();
    for (const [keys, command, times] of [
      ['Control+z', 'history.undo', 1],
      ['Control+Shift+Z', 'history.redo', 1],
      ['Meta+z', 'history.undo', 2],
      ['Control+y', 'history.redo', 2],
    ] as const) {
      await page.keyboard.press(keys);
      await expect.poll(async () => (await asked(command)).length).toBe(times);
      await toast(page, `${command === 'history.undo' ? 'Undone' : 'Done again'}: edited Ada Lovelace`);
      await titled(page, command === 'history.undo' ? 'undo' : 'redo', nothing(command));
    }
    await page.keyboard.press('Control+y');
    await toast(page, 'Nothing to redo');
  });

  test('in a box for text, in the editor and behind a dialog the keys are not those of the book', async () => {
    const page = await start();
    await by(page, 'search').fill('Am');
    await page.keyboard.press('Control+z');
    await by(page, 'search').fill('');
    await openPerson(page, 'Amina');
    await by(page, 'delete').click();
    await page.keyboard.press('Control+z');
    await by(page, 'cancel-delete').click();
    await beginEdit(page);
    await by(page, 'add-field').focus();
    await page.keyboard.press('Control+z');
    expect(await by(page, 'undo').isDisabled()).toBe(true);
    expect(await asked('history.undo')).toEqual([]);
  });

  test('what they would do is asked again when the book changed', async () => {
    const page = await start();
    await titled(page, 'undo', 'Undo: edited Ada Lovelace');
    const before = (await asked('history.actions')).length;
    await emit(page, 'book.changed', { revision: 99 });
    await expect.poll(async () => (await asked('history.actions')).length).toBe(before + 1);
  });
});

const nothing = (command: 'history.undo' | 'history.redo'): string =>
  command === 'history.undo' ? 'Nothing to undo' : 'Nothing to redo';

describe('the trash', () => {
  test('a row says whose it was, who deleted it and when, and until when it is kept', async () => {
    const page = await start();
    await by(page, 'nav-trash').click();
    const texts = await by(page, 'trash-row').allTextContents();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/Charles Babbage[\s\S]*charles@example.org/);
    expect(texts[0]).toContain('Deleted by you 20 Nov 2026, 09:00');
    expect(texts[0]).toContain('Kept until 20 Dec 2026, 09:00');
    expect(texts[1]).toContain('Deleted at Microsoft 2 Nov 2026, 09:00');
    expect(await by(page, 'nav-trash').getAttribute('aria-current')).toBe('page');
  });

  test('one comes back, the keyboard goes on in the next row, then at the empty page', async () => {
    const page = await start();
    await by(page, 'nav-trash').click();
    await by(page, 'trash-restore').first().click();
    await toast(page, '1 contact restored');
    await expect.poll(() => by(page, 'trash-row').count()).toBe(1);
    await expect.poll(() => focusedId(page)).toBe('trash-restore');
    await page.keyboard.press('Enter');
    await by(page, 'trash-empty').waitFor();
    await expect.poll(() => focusedId(page)).toBe('trash-page');
    expect(await asked('trash.restore')).toEqual([[['trash-1']], [['trash-2']]]);
  });

  test('all come back at once', async () => {
    const page = await start();
    await by(page, 'nav-trash').click();
    await by(page, 'trash-restore-all').click();
    await toast(page, '2 contacts restored');
    await by(page, 'trash-empty').waitFor();
    expect(await asked('trash.restore')).toEqual([[['trash-1', 'trash-2']]]);
  });

  test('nothing is deleted for good without an answer to the question', async () => {
    const page = await start();
    await by(page, 'nav-trash').click();
    await by(page, 'trash-forget').nth(1).click();
    await page.getByText('Delete Mary Somerville for good?').waitFor();
    await page.keyboard.press('Escape');
    await gone(page, 'confirm-forget');
    expect(await asked('trash.forget')).toEqual([]);
    await by(page, 'trash-forget').nth(1).click();
    await by(page, 'confirm-forget').click();
    await toast(page, 'Deleted for good');
    await expect.poll(() => by(page, 'trash-row').count()).toBe(1);
    await expect.poll(() => focusedId(page)).toBe('trash-restore');
    await by(page, 'trash-forget-all').click();
    await page.getByText('Delete Charles Babbage for good?').waitFor();
    await by(page, 'confirm-forget').click();
    await by(page, 'trash-empty').waitFor();
    expect(await asked('trash.forget')).toEqual([[['trash-2']], [['trash-1']]]);
  });
});

describe('the history of a contact', () => {
  test('of a person in several accounts is that of each of them, one at a time', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'history').click();
    await page.getByText('In ada.lovelace@gmail.example, the latest first.').waitFor();
    await by(page, 'versions-of').selectOption({ label: 'ada@analytical-engines.example' });
    await page.getByText('In ada@analytical-engines.example, the latest first.').waitFor();
    await by(page, 'version').first().waitFor();
    expect(await asked('history.versions')).toEqual([['contact-amina'], ['contact-amina-work']]);
    await by(page, 'version-restore').first().click();
    await gone(page, 'versions');
    expect((await asked('history.restore')).map(([one]) => (one as { contact: string }).contact)).toEqual([
      'contact-amina-work',
    ]);
    expect(await by(page, 'account-tab').nth(1).getAttribute('aria-selected')).toBe('true');
  });

  test('versions say when, by whom and what changed; the present one is marked and not restored', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'history').click();
    const versions = by(page, 'version');
    await versions.first().waitFor();
    const texts = await versions.allTextContents();
    expect(texts[0]).toMatch(/20 Nov 2026, 10:00[\s\S]*You[\s\S]*Changed: Notes/);
    expect(texts[1]).toMatch(/14 Nov 2026, 07:00[\s\S]*A sync with Google[\s\S]*Said: Name and E-mail/);
    expect(await versions.nth(0).getByTestId('version-current').count()).toBe(1);
    expect(await versions.nth(0).getByTestId('version-restore').count()).toBe(0);
    expect(await versions.nth(1).getByTestId('version-current').count()).toBe(0);
    expect(await asked('history.versions')).toEqual([['contact-amina']]);
  });

  test('a version is restored whole, said so, and the keyboard is back at the button', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'history').click();
    await by(page, 'version-restore').click();
    await toast(page, 'Restored the version: 14 Nov 2026, 07:00');
    await gone(page, 'versions');
    expect(await focusedId(page)).toBe('history');
    expect(await asked('history.restore')).toEqual([[{ contact: 'contact-amina', version: 3 }]]);
  });

  test('one field of it is restored alone, and only fields that differ are offered', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'history').click();
    await by(page, 'version-fields').click();
    expect(await by(page, 'version-field').count()).toBe(1);
    expect(await by(page, 'version-field').textContent()).toMatch(/Notes[\s\S]*Empty/);
    await by(page, 'version-restore-field').click();
    await toast(page, 'Restored Notes from the version: 14 Nov 2026, 07:00');
    expect(await asked('history.restore')).toEqual([
      [{ contact: 'contact-amina', version: 3, fields: ['notes'] }],
    ]);
  });
});

describe('backups and going back', () => {
  test('the list says when, why, how many contacts and how large; one is made at once', async () => {
    const page = await start();
    await openBackups(page);
    expect(await focusedId(page)).toBe('backups-page');
    const texts = await by(page, 'backup').allTextContents();
    expect(texts[0]).toMatch(/20 Nov 2026, 07:00[\s\S]*25 contacts · 18 kB/);
    expect(texts[1]).toMatch(/12 Nov 2026, 07:00[\s\S]*Before many changes · 31 contacts · 21 kB/);
    await by(page, 'backup-now').click();
    await toast(page, 'Backed up 25 contacts');
    expect(await asked('backups.make')).toEqual([[]]);
    expect((await asked('backups.list')).length).toBe(2);
    expect(await focusedId(page)).toBe('backup-now');
  });

  test('where no account is linked, the first page tells of backups and how they are taken back', async () => {
    const NEW = { accounts: 0, persons: 0 };
    const lost = await start({ ...NEW, lost: true });
    expect(await by(lost, 'onboarding-backups').textContent()).toMatch(
      /Link its accounts again and sync; “Backups and history” in the settings/,
    );
    const fresh = await start(NEW);
    await by(fresh, 'link-google').waitFor();
    await expect.poll(() => asked('backups.list')).toEqual([[]]);
    expect(await by(fresh, 'onboarding-backups').count()).toBe(0);
  });

  test('a backup is restored only after it was shown what would change', async () => {
    const page = await start();
    await openBackups(page);
    await by(page, 'backup-restore').nth(1).click();
    await by(page, 'preview-restored').waitFor();
    const counts = ['restored', 'recreated', 'removed', 'same'].map((kind) =>
      by(page, `preview-${kind}`).textContent(),
    );
    expect(await Promise.all(counts)).toEqual(['3', '1', '2', '21']);
    expect(await by(page, 'preview').textContent()).toContain('Ada Lovelace, Grace Hopper and Alan Turing');
    await page.getByText(/A backup .* is made first\. The next sync brings the changes/).waitFor();
    await by(page, 'cancel-restore').click();
    expect(await asked('history.restoreBook')).toEqual([]);
    await by(page, 'backup-restore').nth(1).click();
    await by(page, 'confirm-restore').click();
    await toast(page, '3 restored, 1 brought back, 2 taken away');
    const to = { kind: 'backup', name: 'book-12-deletion.json.gz' };
    expect(await asked('history.preview')).toEqual([[to], [to]]);
    expect(await asked('history.restoreBook')).toEqual([[to]]);
    expect(await focusedId(page)).toBe('backup-restore');
  });

  test('a backup that takes long can be stopped, which is said, and the keyboard goes on at its button', async () => {
    const page = await start({ restore: 'backsUp' });
    await openBackups(page);
    await by(page, 'backup-now').click();
    await by(page, 'backup-waiting-stop').waitFor();
    await by(page, 'backup-waiting-stop').focus();
    await page.keyboard.press('Enter');
    await toast(page, 'Stopped. No backup was made.');
    expect(await asked('backups.stop')).toEqual([[]]);
    await expect.poll(() => focusedId(page)).toBe('backup-now');
  });

  test('looking what would change is stopped with the dialog', async () => {
    const page = await start({ restore: 'looks' });
    await openBackups(page);
    await by(page, 'backup-restore').first().click();
    await by(page, 'preview-waiting').waitFor();
    await by(page, 'cancel-restore').click();
    await gone(page, 'cancel-restore');
    await expect.poll(() => asked('history.stopRestore')).toEqual([[]]);
  });

  test('going back shows how far it is, can be cancelled, and then says that nothing has changed', async () => {
    const page = await start({ restore: 'goesBack' });
    await openBackups(page);
    await by(page, 'backup-restore').first().click();
    await by(page, 'confirm-restore').click();
    expect(await by(page, 'restore-doing').textContent()).toBe('Going back…');
    const told = { done: 4200, total: 10_000, since: '2026-11-20T09:00:00Z' };
    await emit(page, 'bulk.changed', { command: 'history.restoreBook', ...told });
    const bar = by(page, 'restore-waiting').getByRole('progressbar');
    await expect.poll(() => bar.getAttribute('value')).toBe('4200');
    expect(await by(page, 'bulk-progress').count()).toBe(0);
    expect(await asked('history.stopRestore')).toEqual([]);
    await page.keyboard.press('Escape');
    await toast(page, 'Stopped. Your address book is as it was before.');
    await gone(page, 'confirm-restore');
    expect(await asked('history.stopRestore')).toEqual([[]]);
    expect(await focusedId(page)).toBe('backup-restore');
  });

  test('a date and time of this computer name a moment; none and one to come are refused with a word', async () => {
    const page = await start();
    await openBackups(page);
    expect(await by(page, 'moment-date').inputValue()).toBe('2026-11-19');
    await by(page, 'moment-date').fill('2026-11-21');
    await by(page, 'moment-look').click();
    expect(await by(page, 'moment-wrong').textContent()).toContain('in the future');
    await by(page, 'moment-date').fill('');
    await by(page, 'moment-look').click();
    await expect.poll(() => by(page, 'moment-wrong').textContent()).toContain('enter a date');
    expect(await asked('history.preview')).toEqual([]);
    await by(page, 'moment-date').fill('2026-11-18');
    await by(page, 'moment-time').fill('10:30');
    await page.keyboard.press('Enter');
    await by(page, 'confirm-restore').click();
    const to = { kind: 'moment', at: '2026-11-18T09:30:00.000Z' };
    await expect.poll(() => asked('history.restoreBook')).toEqual([[to]]);
    expect(await asked('history.preview')).toEqual([[to]]);
    expect(await by(page, 'moment-wrong').count()).toBe(0);
  });
});

describe('files that refuse changes', () => {
  test.each(['readOnly', 'failing'] as const)('%s: a banner says so with what to do', async (store) => {
    const page = await start({ store });
    expect(await by(page, 'store-notice').textContent()).toMatch(/look at everything|Free some space/);
    expect(await by(page, 'store-notice').getAttribute('role')).toBe(
      store === 'failing' ? 'alert' : 'status',
    );
    await by(page, 'nav-sync').click();
    await by(page, 'sync-page')
      .getByText(/does not sync by itself until/)
      .waitFor();
  });

  test('it goes when they can be written again, and comes when they cannot', async () => {
    const page = await start();
    expect(await by(page, 'store-notice').count()).toBe(0);
    const state = {
      setAside: [],
      backupFolder: '/backups',
    };
    const problem = { code: 'store.full', message: 'The disk is full.', retry: 'afterUser', context: {} };
    await emit(page, 'store.changed', { ...state, kind: 'failing', problem });
    await by(page, 'store-notice').getByText('The disk is full.').waitFor();
    await emit(page, 'store.changed', { ...state, kind: 'writable', problem: null });
    await gone(page, 'store-notice');
  });
});

describe('words', () => {
  const action = (contacts: number, ...names: readonly string[]) =>
    actionText({ command: 'persons.delete', at: null, contacts, names });

  test('an action names its contacts, as far as it knows them', () => {
    expect(action(1, 'Ada')).toBe('deleted Ada');
    expect(action(2, 'Ada')).toBe('deleted Ada');
    expect(action(12, 'Ada', 'Alan', 'Grace')).toBe('deleted Ada, Alan, Grace, and 9 others');
    expect(action(5)).toBe('deleted 5 contacts');
    expect(action(0)).toBe('deleted a contact');
    expect(actionText({ command: 'later.made', at: null, contacts: 1, names: ['Ada'] })).toBe('changed Ada');
  });

  test('every command that main records has words', () => {
    const folder = new URL('../../../main/handlers/', import.meta.url);
    const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const commands = sources.flatMap((text) =>
      [...text.matchAll(/byPerson\('([\w.]+)'\)/g)].map(([, command]) => command ?? ''),
    );
    expect(commands.length).toBeGreaterThan(15);
    const at = (path: string): unknown =>
      path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], en.actions);
    const missing = commands.filter((command) =>
      ['did', 'didTo'].some((set) => typeof at(`${set}.${command}`) !== 'string'),
    );
    expect(missing).toEqual([]);
  });

  test('causes, sizes and results', () => {
    expect(causeText({ kind: 'person', command: 'contacts.save' }, undefined)).toBe('You');
    expect(causeText({ kind: 'person', command: 'conflicts.resolve' }, undefined)).toBe(
      'You, deciding a conflict',
    );
    expect(causeText({ kind: 'run', run: 'run-1' as never }, undefined)).toBe('A sync');
    expect(causeText({ kind: 'undo' }, undefined)).toBe('Undo');
    expect([999, 1_500, 18_234, 2_400_000].map(sizeText)).toEqual(['999 bytes', '1.5 kB', '18 kB', '2.4 MB']);
    const none = { at: null, same: 0, left: 0, names: [] };
    expect(bookRestoreText({ ...none, restored: 1, recreated: 0, removed: 2 })).toBe(
      '1 restored, 0 brought back, 2 taken away',
    );
  });
});
