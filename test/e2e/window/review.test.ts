// Owns: labels, matches, joining, conflicts, the plan and the undo of a sync in Kith's real window, over its real main
// process and both practice clouds. Leaves to others: every state of these pages (unit/renderer), the laws (sync/).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SIDES } from '../../support/sides.ts';
import { Bench, EMAILS } from './bench.ts';
import type { Raw } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  const { google, microsoft } = bench.clouds;
  google.book.create({
    names: [{ givenName: 'Ada', familyName: 'Lovelace' }],
    emailAddresses: [{ value: 'ada@shared.example', type: 'home' }],
    biographies: [{ value: 'first programmer', contentType: 'TEXT_PLAIN' }],
  });
  microsoft.book.create({
    givenName: 'Ada',
    surname: 'Lovelace',
    emailAddresses: [{ address: 'ada@shared.example', name: 'Ada' }],
    jobTitle: 'Analyst',
  });
  google.book.create({ names: [{ givenName: 'Grace', familyName: 'Hopper' }] });
  microsoft.book.create({ givenName: 'Rear Admiral', surname: 'Hopper', personalNotes: 'the same Grace' });
  await bench.link('google');
  await bench.link('microsoft');
  await bench.window.sync();
});
afterAll(async () => {
  await bench?.close();
});
afterEach(() => {
  expect(bench.app.consoleErrors).toEqual([]);
});

const google = (text: string): Raw => bench.raw('google', text);
const microsoft = (text: string): Raw => bench.raw('microsoft', text);
const count = (testid: string) => bench.app.page.getByTestId(testid).count();
/** Another program changes the note of a Google contact. */
const noteThere = (text: string, notes: string): void =>
  SIDES.google(bench.clouds).edit(String(google(text)['resourceName']), { notes });

describe('matches and joining', () => {
  it('[law 23] a match that is accepted is one person, kept in step: each cloud gets what the other had', async () => {
    const { window } = bench;
    const before = await window.total();
    await window.at('nav-matches').click();
    expect(await window.at('match-key').innerText()).toContain('ada@shared.example');
    expect(await window.at('match').innerText()).toMatch(/Lovelace[\s\S]*Lovelace/);
    await window.at('match-accept').click();
    await window.at('step-yes').click();
    await expect.poll(() => count('match')).toBe(0);
    await window.open('Lovelace');
    expect(await count('account-tab')).toBe(2);
    expect(await window.total()).toBe(before - 1);
    expect(await window.at('in-step').isChecked()).toBe(true);
    expect(await window.sync()).toBe('idle');
    expect(microsoft('Lovelace')).toMatchObject({ personalNotes: 'first programmer', jobTitle: 'Analyst' });
    expect(google('Lovelace')['organizations']).toMatchObject([{ title: 'Analyst' }]);
  });

  it('[law 23] somebody found by search is joined from the contact’s page, and separated again', async () => {
    const { window } = bench;
    await window.open('Grace Hopper');
    const before = await window.total();
    await window.at('more-actions').click();
    await window.at('join').click();
    await window.fill('join-search', 'hopper');
    await window.at('join-choice').check();
    await window.at('join-in-step').uncheck();
    await window.at('confirm-join').click();
    await expect.poll(() => count('account-tab')).toBe(2);
    await expect.poll(() => window.total()).toBe(before - 1);
    expect(await window.sync()).toBe('idle');
    expect(JSON.stringify(google('Grace'))).not.toContain('the same Grace');
    await window.at('more-actions').click();
    await window.at('split').click();
    await window.at('confirm-split').click();
    await expect.poll(() => window.total()).toBe(before);
  });
});

describe('labels', () => {
  it('one that is made and given in the window is in the cloud after a sync, and its list shows who has it', async () => {
    const { window, app } = bench;
    await window.at('new-label').click();
    await window.fill('label-name', 'Sailors');
    const account = (await window.ask('accounts.list')).find(({ email }) => email === EMAILS.google)!;
    await window.at('label-account').selectOption(account.id);
    await window.at('confirm-label').click();
    const entry = app.page.getByTestId('nav-label').filter({ hasText: 'Sailors' });
    await entry.waitFor();
    await window.open('Grace Hopper');
    await window.at('labels-menu').click();
    await app.page.getByTestId('label-choice').filter({ hasText: 'Sailors' }).click();
    await app.page.keyboard.press('Escape');
    await expect.poll(() => entry.innerText()).toMatch(/Sailors\s*1/);
    expect(await window.sync()).toBe('idle');
    const labels = await window.ask('labels.list');
    const group = labels.find(({ name }) => name === 'Sailors')!;
    expect(group.pending).toBeNull();
    expect(JSON.stringify(google('Grace')['memberships'])).toMatch(/contactGroups\/(?!myContacts)/);
    await window.at('nav-all').click();
    await window.at('search').fill('');
    await entry.click();
    await expect.poll(() => count('person-row')).toBe(1);
    expect(await window.at('person-row').innerText()).toContain('Grace Hopper');
  });
});

describe('the conflict desk', () => {
  it('[law 3] what both changed differently waits, and the side that is taken reaches the cloud', async () => {
    const { window } = bench;
    await window.edit('Grace Hopper', () => window.fill('field-notes-0-text', 'mine'));
    noteThere('Grace', 'theirs');
    await window.sync();
    await window.shows('conflict-count', 1);
    await window.at('nav-conflicts').click();
    const card = await window.at('conflict-row').innerText();
    expect(card).toContain('mine');
    expect(card).toContain('theirs');
    expect(JSON.stringify(google('Grace'))).toContain('theirs');
    await window.at('take-mine').click();
    await window.shows('conflict-count', 0);
    expect(await window.sync()).toBe('idle');
    expect(google('Grace')['biographies']).toMatchObject([{ value: 'mine' }]);
  });
});

describe('the page of syncing', () => {
  it('[law 18] [law 22] the plan says what the sync then does, the receipt proves it, and undo takes it back', async () => {
    const { window, app } = bench;
    await window.edit('Grace Hopper', () => window.fill('field-notes-0-text', 'wrong'));
    await window.at('nav-sync').click();
    await window.at('sync-tab-preview').click();
    await window.at('plan-look').click();
    await expect.poll(() => window.at('plan-operations').innerText()).toContain('Grace Hopper');
    expect(JSON.stringify(google('Grace'))).toContain('mine');
    const runs = (await window.ask('sync.history')).map(({ run }) => run);
    await window.at('plan-run').click();
    await window.settled(runs);
    expect(google('Grace')['biographies']).toMatchObject([{ value: 'wrong' }]);
    await window.at('sync-tab-history').click();
    const run = app.page.getByTestId('run').filter({ hasText: EMAILS.google }).first();
    await run.getByTestId('run-toggle').click();
    expect(await run.getByTestId('receipt-entry').innerText()).toContain('Grace Hopper');
    const before = (await window.ask('sync.history')).map((each) => each.run);
    await run.getByTestId('undo-run').click();
    await window.at('confirm-undo').click();
    await expect.poll(async () => (await window.ask('sync.history')).length).toBeGreaterThan(before.length);
    expect(google('Grace')['biographies']).toMatchObject([{ value: 'mine' }]);
  });
});
