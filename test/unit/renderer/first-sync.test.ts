// Owns: that a first sync is a rehearsal for the person in front of it: what is said, what can be stopped, and that
// nothing is asked to be written before it was seen. Leaves to others: that nothing is (sync/first-writes.test.ts).
import { expect, test } from 'vitest';
import { by, openPerson } from '../../support/window-scenes.ts';
import { emit, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ accounts: 0, persons: 30 });
const state = async (page: Parameters<typeof by>[0]) =>
  by(page, 'first-sync-account').first().getAttribute('data-state');

test('linking reads the account at once, says that it only reads, and can be stopped', async () => {
  const page = await start({ syncing: true, firstSync: 'reads' });
  await by(page, 'link-google').click();
  await by(page, 'first-sync').waitFor();
  await expect.poll(() => state(page)).toBe('reading');
  const card = by(page, 'first-sync-account');
  await card.getByText('Nothing is written to Google.').waitFor();
  await card.getByText(/Receiving 1,200 of 4,800/).waitFor();
  expect(await card.getByRole('progressbar').getAttribute('value')).toBe('1200');
  // The list fills meanwhile.
  await by(page, 'person-row').first().waitFor();
  await by(page, 'first-sync-stop').click();
  expect(await asked('sync.cancel')).toHaveLength(1);
});

test('where nothing is to be written it ends by itself, with the number of contacts', async () => {
  const page = await start({ firstSync: 'ends' });
  await by(page, 'link-google').click();
  await expect.poll(() => state(page)).toBe('done');
  await by(page, 'first-sync')
    .getByText(/\d\d contacts are here\./)
    .waitFor();
  expect(await asked('sync.plan')).toEqual([]);
  expect(await asked('sync.run')).toEqual([['acc-google']]);
  await by(page, 'first-sync-close').click();
  await by(page, 'no-contact').waitFor();
});

test('what would be written is shown first, waits for as long as the person wants, and goes when they agree', async () => {
  const page = await start({ firstSync: 'asks' });
  await by(page, 'link-google').click();
  await expect.poll(() => state(page)).toBe('asks');
  await by(page, 'first-sync-operations').waitFor();
  await by(page, 'first-sync').getByText('Nothing was written to Google.').waitFor();
  expect(await asked('sync.plan')).toEqual([['acc-google']]);
  await by(page, 'first-sync-close').click();
  await gone(page, 'first-sync');
  await by(page, 'first-sync-show').click();
  await by(page, 'first-sync-agree').click();
  await expect.poll(() => state(page)).toBe('done');
  expect(await asked('sync.run')).toEqual([['acc-google'], ['acc-google', { agreed: true }]]);
  await gone(page, 'first-sync-show');
});

test('one that was stopped goes on, here or after a restart', async () => {
  const page = await start({ firstSync: 'stops' });
  await by(page, 'link-google').click();
  await expect.poll(() => state(page)).toBe('stopped');
  await by(page, 'first-sync-again').click();
  await expect.poll(() => asked('sync.run').then((all) => all.length)).toBe(2);
});

test('a second account shows its first sync in place of the open person, and proposes who may be the same', async () => {
  const page = await start({ accounts: 1, matches: true, persons: 1000 });
  await openPerson(page, 'Amina');
  await by(page, 'add-account').click();
  await page.getByRole('dialog').getByTestId('link-microsoft').click();
  await by(page, 'first-sync').waitFor();
  await by(page, 'first-sync-matches').click();
  await by(page, 'matches-accept-all').waitFor();
});

test('an account that waits since an earlier start is told of, and not as a failure', async () => {
  const page = await start({ accounts: 1, firstSync: 'asks' });
  const account = {
    id: 'acc-google',
    provider: 'google',
    email: 'a@b.test',
    name: 'A',
    state: 'active',
    userId: 'a',
  };
  const linkedAt = '2026-11-19T08:00:00Z';
  await emit(page, 'accounts.changed', { accounts: [{ ...account, linkedAt, rehearsal: { writes: 2 } }] });
  await by(page, 'first-sync').waitFor();
  expect(await by(page, 'sync-status').getAttribute('data-state')).toBe('idle');
  await by(page, 'sync-details').click();
  await expect.poll(() => by(page, 'sync-account').getAttribute('data-state')).toBe('question');
});

test('with nothing but the keyboard', async () => {
  const page = await start({ firstSync: 'asks' });
  await by(page, 'link-google').focus();
  await page.keyboard.press('Enter');
  await by(page, 'first-sync-agree').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => state(page)).toBe('done');
  // The button is gone; the keyboard goes on in the card that it stood in.
  expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
});
