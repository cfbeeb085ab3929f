// Owns: what the window does when Kith is called from outside it: by links, the menu, the tray, a notification.
// Leaves to others: what links may say and how calls wait (test/unit/app).
import { expect, test } from 'vitest';
import type { ContactId, PersonId } from '../../../main/core/account.ts';
import { by, openPerson } from '../../support/window-scenes.ts';
import { call, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();
const AMINA = {
  kind: 'person',
  person: 'person-amina' as PersonId,
  contact: 'contact-amina' as ContactId,
} as const;

test('a link that came before the window opens its contact', async () => {
  const page = await start({ calls: [AMINA] });
  await by(page, 'contact-name').waitFor();
  expect(await by(page, 'contact-name').textContent()).toContain('Amina');
});

test('a link to a contact opens it wherever the window is; one to nobody says so', async () => {
  const page = await start();
  await by(page, 'nav-settings').click();
  await call(page, AMINA);
  await by(page, 'contact-name').waitFor();
  await call(page, { kind: 'nobody' });
  await page.getByText('This contact is not in this address book any more.').waitFor();
});

test('a link never throws away what is being written', async () => {
  const page = await start();
  await by(page, 'new-contact').click();
  await by(page, 'field-name-0-given').fill('Ada');
  await call(page, AMINA);
  await by(page, 'keep-editing').click();
  expect(await by(page, 'field-name-0-given').inputValue()).toBe('Ada');
});

test('the last link that comes while something is asked is followed once that is answered', async () => {
  const page = await start();
  await openPerson(page, 'Zoë');
  await by(page, 'delete').click();
  await call(page, { kind: 'birthdays' });
  await call(page, AMINA);
  await by(page, 'cancel-delete').click();
  await expect.poll(() => by(page, 'contact-name').textContent()).toContain('Amina');
  await by(page, 'nav-settings').click();
  await page.keyboard.press('?');
  await by(page, 'key-list').waitFor();
  await page.keyboard.press('Escape');
  await gone(page, 'key-list');
  expect(await by(page, 'settings-page').count()).toBe(1);
});

test('whoever a link has led to since stays open when somebody else’s deletion is done', async () => {
  const page = await start();
  await openPerson(page, 'Zoë');
  await by(page, 'delete').click();
  await call(page, AMINA);
  expect(await by(page, 'contact-name').textContent()).toContain('Zoë');
  await by(page, 'confirm-delete').click();
  await expect.poll(() => by(page, 'contact-name').textContent()).toContain('Amina');
  await expect.poll(() => asked('persons.delete').then((all) => all.length)).toBe(1);
  await page.getByText('Deleted').first().waitFor();
  expect(await by(page, 'contact-name').textContent()).toContain('Amina');
});

test('a second link while a draft is asked about changes what would be opened, and asks no second time', async () => {
  const page = await start();
  await by(page, 'new-contact').click();
  await by(page, 'field-name-0-given').fill('Ada');
  await call(page, { kind: 'birthdays' });
  await by(page, 'keep-editing').waitFor();
  await call(page, AMINA);
  await by(page, 'keep-editing').click();
  await gone(page, 'keep-editing');
  await call(page, { kind: 'birthdays' });
  await by(page, 'keep-editing').waitFor();
  await call(page, AMINA);
  await by(page, 'discard').click();
  await expect.poll(() => by(page, 'contact-name').textContent()).toContain('Amina');
});

test('a link to a search shows who is found among all', async () => {
  const page = await start();
  await by(page, 'nav-trash').click();
  await call(page, { kind: 'search', text: 'amina' });
  await page.getByText('1 match').waitFor();
  expect(await by(page, 'search').inputValue()).toBe('amina');
});

test('the menu reaches the commands of the window, its lists too, and not past a question', async () => {
  const page = await start();
  await call(page, { kind: 'command', command: 'trash' });
  await by(page, 'trash-row').first().waitFor();
  await call(page, { kind: 'command', command: 'keys' });
  await by(page, 'key-list').waitFor();
  await call(page, { kind: 'command', command: 'settings' });
  await page.keyboard.press('Escape');
  await gone(page, 'key-list');
  expect(await by(page, 'settings-page').count()).toBe(0);
  await call(page, { kind: 'command', command: 'palette' });
  await by(page, 'palette').waitFor();
});

test('the menu’s undo takes back what is typed in a box, and else what was done last', async () => {
  const page = await start();
  await by(page, 'search').pressSequentially('ami');
  await call(page, { kind: 'command', command: 'undo' });
  await expect.poll(() => by(page, 'search').inputValue()).not.toBe('ami');
  expect(await asked('history.undo')).toHaveLength(0);
  await by(page, 'search').fill('');
  await by(page, 'nav-all').focus();
  await call(page, { kind: 'command', command: 'undo' });
  await expect.poll(() => asked('history.undo')).toHaveLength(1);
});

test('before there is an account nothing answers', async () => {
  const page = await start({ accounts: 0, persons: 0 });
  await call(page, { kind: 'command', command: 'new' });
  await call(page, AMINA);
  await expect.poll(() => asked('app.calls').then((all) => all.length)).toBeGreaterThan(2);
  expect(await by(page, 'onboarding').count()).toBe(1);
});

test('the link to a contact is copied from its menu', async () => {
  const page = await start();
  await openPerson(page, 'Amina');
  await page.evaluate('navigator.clipboard.writeText = async (text) => void (globalThis.copied = text)');
  await by(page, 'more-actions').click();
  await by(page, 'copy-link').click();
  await expect.poll(() => page.evaluate('globalThis.copied')).toBe('kith://contact/contact-amina');
});
