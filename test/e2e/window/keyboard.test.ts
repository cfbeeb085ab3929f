// Owns: a person without a mouse in Kith's real window, over its real main process and both practice clouds: adds, searches,
// edits, labels, joins, decides and takes back, by keys alone. Leaves to others: each key (unit/renderer/keyboard.test.ts).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Hands } from '../../support/hands.ts';
import { SIDES } from '../../support/sides.ts';
import { Bench } from './bench.ts';

let bench: Bench;
let hands: Hands;

beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  bench.clouds.google.book.create({
    names: [{ givenName: 'Grace', familyName: 'Hopper' }],
    biographies: [{ value: 'first', contentType: 'TEXT_PLAIN' }],
  });
  bench.clouds.microsoft.book.create({ givenName: 'Rear Admiral', surname: 'Hopper' });
  await bench.link('google');
  await bench.link('microsoft');
  await bench.window.sync();
  hands = new Hands(bench.app.page);
  await hands.press('Control+1');
}, 120_000);
afterAll(async () => {
  await bench?.close();
});
afterEach(async () => {
  expect(bench.app.consoleErrors).toEqual([]);
  expect((await hands.focused()).id).not.toBe('body');
});

const see = (testid: string, text: string | RegExp): Promise<void> =>
  bench.app.page.getByTestId(testid).filter({ hasText: text }).first().waitFor();
const gone = (testid: string) => expect.poll(() => bench.app.page.getByTestId(testid).count()).toBe(0);
const toast = (text: RegExp): Promise<void> => see('toast', text);
/** Who of the book is found by this. */
const found = async (text: string) =>
  (await bench.window.ask('persons.list', { text, filter: { kind: 'all' }, from: 0, to: 10 })).rows;
const rows = () => bench.app.page.getByTestId('person-row').allInnerTexts();

/** Types a name at the list and opens the first person who is found. */
async function open(name: string): Promise<void> {
  await hands.press('Control+f');
  await hands.write(name);
  await see('person-row', name);
  await hands.press('Enter');
  await see('contact-name', name);
}

async function sync(): Promise<void> {
  const before = (await bench.window.ask('sync.status')).reports.map(({ run }) => run);
  await hands.press('F5');
  expect(await bench.window.settled(before)).toBe('idle');
}

describe('by the keyboard alone', () => {
  it('somebody is added', async () => {
    await hands.press('Control+n');
    await see('editor', '');
    expect((await hands.focused()).id).toBe('field-name-0-given');
    await hands.type('Ada');
    await hands.tabTo('field-name-0-family');
    await hands.type('Lovelace');
    await hands.tabTo('field-emails-0-address');
    await hands.type('ada@engines.example');
    await hands.press('Control+s');
    await gone('editor');
    await see('contact-name', 'Ada Lovelace');
    const [row] = await found('ada@engines.example');
    expect(row).toMatchObject({ name: 'Ada Lovelace', pending: true });
    await sync();
    expect(bench.raw('google', 'Lovelace')).toMatchObject({
      emailAddresses: [{ value: 'ada@engines.example' }],
    });
  });

  it('a search is typed at the list, and what it found is gone through', async () => {
    await hands.press('Control+1');
    await hands.tabTo('person-list');
    await hands.type('hopper');
    await expect.poll(rows).toHaveLength(2);
    expect((await hands.focused()).id).toBe('search');
    await hands.press('ArrowDown');
    await see('contact-name', 'Hopper');
    const first = (await hands.focused()).text;
    await hands.press('ArrowDown');
    await expect.poll(async () => (await hands.focused()).text).not.toBe(first);
    await hands.press('Control+f', 'Escape');
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(2);
  });

  it('a contact is edited, with a field that it did not have', async () => {
    await open('Ada Lovelace');
    await hands.press('Control+e');
    await see('editor', '');
    await hands.tabTo('field-name-0-family');
    await hands.write('King');
    await hands.tabTo('add-field');
    await hands.press('Enter');
    await hands.arrowTo('add-nicknames');
    await hands.press('Enter');
    await see('field-nicknames-0-value', '');
    expect((await hands.focused()).id).toBe('field-nicknames-0-value');
    await hands.type('Countess');
    await hands.press('Control+s');
    await gone('editor');
    await see('contact-name', 'Ada King');
    await sync();
    expect(bench.raw('google', 'Countess')).toMatchObject({ names: [{ familyName: 'King' }] });
  });

  it('it is given a label that is made on the way', async () => {
    await open('Ada King');
    await hands.tabTo('labels-menu');
    await hands.press('Enter');
    await hands.arrowTo('label-new');
    await hands.press('Enter');
    await see('label-name', '');
    await hands.tabTo('label-name');
    await hands.type('Pioneers');
    await hands.tabTo('confirm-label');
    await hands.press('Enter');
    await see('contact-label', 'Pioneers');
    await see('nav-label', 'Pioneers');
    await gone('label-name');
    await sync();
    const label = (await bench.window.ask('labels.list')).find(({ name }) => name === 'Pioneers')!;
    expect(label).toMatchObject({ pending: null, count: 1 });
    expect(JSON.stringify(bench.raw('google', 'Countess')['memberships'])).toContain(label.ref);
  });

  it('two are joined into one person', async () => {
    const before = await bench.window.total();
    await open('Grace Hopper');
    await hands.tabTo('more-actions');
    await hands.press('Enter');
    await hands.arrowTo('join');
    await hands.press('Enter');
    await hands.tabTo('join-search');
    await hands.type('hopper');
    await see('join-choice', '');
    await hands.tabTo('join-choice');
    await hands.press('Space');
    await hands.tabTo('confirm-join');
    await hands.press('Enter');
    await expect.poll(() => bench.app.page.getByTestId('account-tab').count()).toBe(2);
    await expect.poll(() => bench.window.total()).toBe(before - 1);
    expect((await found('hopper'))[0]?.accounts).toHaveLength(2);
  });

  it('a conflict is decided', async () => {
    const there = SIDES.google(bench.clouds);
    const grace = String(bench.raw('google', 'Grace')['resourceName']);
    await open('Grace Hopper');
    await hands.press('Control+e');
    await expect.poll(async () => (await hands.focused()).id).toBe('edit-in');
    await hands.press('Enter');
    await see('editor', '');
    await hands.tabTo('field-notes-0-text');
    await hands.write('mine');
    await hands.press('Control+s');
    await gone('editor');
    there.edit(grace, { notes: 'theirs' });
    await sync();
    await bench.window.shows('conflict-count', 1);
    await hands.press('Control+4');
    await see('conflict-row', /mine[^]*theirs/);
    await hands.tabTo('take-mine');
    await hands.press('Enter');
    await bench.window.shows('conflict-count', 0);
    await gone('conflict-row');
    expect((await hands.focused()).id).not.toBe('body');
    await sync();
    expect(there.read(grace)?.notes).toBe('mine');
  });

  it('what was done is taken back, and done again', async () => {
    await open('Ada King');
    await hands.press('Control+e');
    await see('editor', '');
    await hands.tabTo('field-name-0-given');
    await hands.write('Augusta');
    await hands.press('Control+s');
    await see('contact-name', 'Augusta King');
    await hands.press('Control+z');
    await toast(/^Undone: edited/);
    await see('contact-name', 'Ada King');
    expect((await found('countess'))[0]?.name).toBe('Ada King');
    await hands.press('Control+Shift+z');
    await toast(/^Done again/);
    await see('contact-name', 'Augusta King');
    await sync();
    expect(bench.raw('google', 'Countess')).toMatchObject({ names: [{ givenName: 'Augusta' }] });
  });
});
