// Owns: persons kept in step over both practice clouds: what one cloud changed reaches the other, and nothing swings.
// Leaves to others: the pure part (unit/core/in-step.test.ts), joining and parting (persons.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { openConflicts } from '../../main/core/in-step-conflicts.ts';
import { AppError } from '../../main/core/errors.ts';
import { newPersonState } from '../../main/core/person-state.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { carryInStep } from '../../main/sync/in-step.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { fieldsOf, SIDES } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let sides: Readonly<Record<'google' | 'microsoft', Side>>;
const there: Record<'google' | 'microsoft', string> = { google: '', microsoft: '' };

const ada: Plain = {
  given: 'Ada',
  family: 'Lovelace',
  nickname: 'Countess',
  notes: 'first programmer',
  emails: ['ada@example.org', 'a.lovelace@work.example'],
};

const carry = () =>
  carryInStep(kith.book, { at: '2027-01-01T00:00:00.000Z', newId: kith.newId, hold: kith.holdOf });

/** Both clouds pulled, changes carried, both pushed; how many writes that took. */
async function sync(): Promise<number> {
  const reports = await kith.handlers['sync.run'](null);
  expect(reports.flatMap(({ errors }) => errors)).toEqual([]);
  return reports.reduce((sum, { writes }) => sum + writes, 0);
}

function contactOf(provider: 'google' | 'microsoft'): ContactRecord {
  const found = kith.book.contactsOf(kith[provider]).filter(({ local }) => local !== null);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** Shows the one contact of each cloud as one person that is kept in step. */
function keepInStep(): void {
  const [google, microsoft] = [contactOf('google'), contactOf('microsoft')];
  kith.book.transaction([
    { kind: 'putContact', record: { ...microsoft, person: google.person } },
    { kind: 'putPerson', person: newPersonState(google.person, true) },
  ]);
}

async function start(google: Plain = ada, microsoft: Plain = ada): Promise<void> {
  there.google = sides.google.add(google);
  there.microsoft = sides.microsoft.add(microsoft);
  await sync();
  keepInStep();
  await sync();
}

function edit(provider: 'google' | 'microsoft', fields: Partial<ContactFields>): void {
  kith.handlers['contacts.save']({ contact: contactOf(provider).id, fields });
}

const PROVIDERS = ['google', 'microsoft'] as const;
const other = (provider: 'google' | 'microsoft') => (provider === 'google' ? 'microsoft' : 'google');
const state = () => kith.book.person(contactOf('google').person);

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  sides = { google: SIDES.google(clouds), microsoft: SIDES.microsoft(clouds) };
});
afterEach(() => endTestKith(kith, clouds));

describe.each(PROVIDERS)('[law 23] from %s', (from) => {
  const to = other(from);

  it('an edit in its cloud reaches the other cloud', async () => {
    await start();
    sides[from].edit(there[from], {
      nickname: 'Enchantress',
      emails: ['new@example.org', 'ada@example.org'],
    });
    await sync();
    expect(sides[to].read(there[to])).toMatchObject({ nickname: 'Enchantress', notes: 'first programmer' });
    expect(sides[to].read(there[to])?.emails?.toSorted()).toEqual(['ada@example.org', 'new@example.org']);
  });

  it('an edit here of its contact reaches both clouds', async () => {
    await start();
    edit(from, { notes: { text: 'analyst' }, name: { given: 'Augusta', family: 'Lovelace' } });
    await sync();
    for (const provider of PROVIDERS)
      expect(sides[provider].read(there[provider])).toMatchObject({ given: 'Augusta', notes: 'analyst' });
  });

  it('[law 17] a person who changes a field of it back and forth is taken for a machine in neither', async () => {
    await start();
    for (const text of ['a', 'b', 'a', 'b', 'a']) {
      edit(from, { notes: { text } });
      await sync();
      for (const provider of PROVIDERS)
        expect(sides[provider].read(there[provider])).toMatchObject({ notes: text });
    }
  });

  it('[law 17] what goes back and forth in its cloud pauses the other contact all the same', async () => {
    await start();
    edit(to, { name: { given: 'Augusta', family: 'Lovelace' } });
    await sync();
    for (const notes of ['a', 'b']) {
      sides[from].edit(there[from], { notes });
      await sync();
    }
    sides[from].edit(there[from], { notes: 'a' });
    const reports = await kith.handlers['sync.run'](null);
    expect(reports.flatMap(({ errors }) => errors)).toMatchObject([{ code: 'sync.oscillating' }]);
  });

  it('a deletion in its cloud deletes in the other', async () => {
    await start();
    sides[from].remove(there[from]);
    await sync();
    expect(sides[to].all()).toEqual([]);
    expect([...kith.book.contacts()]).toEqual([]);
    await sync();
    expect([...kith.book.persons()]).toEqual([]);
  });

  it('[law 4] a deletion in its cloud is undone by an edit in the other', async () => {
    await start();
    sides[from].remove(there[from]);
    sides[to].edit(there[to], { notes: 'edited meanwhile' });
    await sync();
    expect(sides[from].all()).toMatchObject([{ given: 'Ada', notes: 'edited meanwhile' }]);
    expect(sides[to].all()).toMatchObject([{ given: 'Ada', notes: 'edited meanwhile' }]);
    expect(await sync()).toBe(0);
  });
});

describe('[law 23] both clouds', () => {
  it('changes of different fields, and of different values, join', async () => {
    await start();
    sides.google.edit(there.google, { notes: 'analyst', emails: ['ada@example.org', 'new@google.example'] });
    sides.microsoft.edit(there.microsoft, {
      nickname: 'Enchantress',
      emails: ['ada@example.org', 'a.lovelace@work.example', 'new@outlook.example'],
    });
    await sync();
    for (const provider of PROVIDERS) {
      const read = sides[provider].read(there[provider])!;
      expect(read).toMatchObject({ notes: 'analyst', nickname: 'Enchantress' });
      expect(read.emails?.toSorted()).toEqual([
        'ada@example.org',
        'new@google.example',
        'new@outlook.example',
      ]);
    }
  });

  it('a field that both changed differently stays apart and waits, while others go on', async () => {
    await start();
    sides.google.edit(there.google, { notes: 'from Google' });
    sides.microsoft.edit(there.microsoft, { notes: 'from Outlook' });
    await sync();
    expect(openConflicts(state(), (id) => kith.book.contact(id)?.local ?? null)).toMatchObject([
      {
        path: 'notes.text',
        base: 'first programmer',
        mine: { value: 'from Google' },
        theirs: { value: 'from Outlook' },
      },
    ]);
    sides.google.edit(there.google, { nickname: 'Enchantress' });
    await sync();
    expect(kith.book.runs().slice(-2)).toMatchObject([{ conflicts: 1 }, { conflicts: 0 }]);
    expect(sides.google.read(there.google)).toMatchObject({ notes: 'from Google', nickname: 'Enchantress' });
    expect(sides.microsoft.read(there.microsoft)).toMatchObject({
      notes: 'from Outlook',
      nickname: 'Enchantress',
    });
    expect(await sync()).toBe(0);
    // It ends by itself when both say the same.
    sides.microsoft.edit(there.microsoft, { notes: 'from Google' });
    expect(await sync()).toBe(0);
    expect(openConflicts(state(), (id) => kith.book.contact(id)?.local ?? null)).toEqual([]);
  });

  it('[law 22] a contact whose deletion was carried, brought back by an undo, stays and brings the other back', async () => {
    await start();
    sides.google.remove(there.google);
    await sync();
    expect([sides.google.all(), sides.microsoft.all()]).toEqual([[], []]);
    const { run } = kith.book.runs().findLast(({ account }) => account === kith.google)!;
    kith.handlers['sync.undo'](run);
    await sync();
    await sync();
    for (const provider of PROVIDERS)
      expect(sides[provider].all()).toMatchObject([{ given: 'Ada', notes: 'first programmer' }]);
    expect(await sync()).toBe(0);
  });

  it('[law 22] so does one of a person that was deleted here as a whole', async () => {
    await start();
    kith.handlers['persons.delete'](contactOf('google').person);
    await sync();
    expect([sides.google.all(), sides.microsoft.all()]).toEqual([[], []]);
    const { run } = kith.book.runs().findLast(({ account }) => account === kith.google)!;
    kith.handlers['sync.undo'](run);
    await sync();
    for (const provider of PROVIDERS) expect(sides[provider].all()).toMatchObject([{ given: 'Ada' }]);
    expect(await sync()).toBe(0);
  });

  it('[law 22] undoing a deletion makes no second contact of a person whom an edit brought back since', async () => {
    await start();
    kith.handlers['persons.delete'](contactOf('google').person);
    await kith.sync(kith.microsoft);
    expect(sides.microsoft.all()).toEqual([]);
    const { run } = kith.book.runs().findLast(({ account }) => account === kith.microsoft)!;
    sides.google.edit(there.google, { notes: 'edited meanwhile' });
    await sync();
    expect(kith.handlers['sync.undo'](run)).toMatchObject({ recreated: 0, left: 1 });
    await sync();
    for (const provider of PROVIDERS)
      expect(sides[provider].all()).toMatchObject([{ given: 'Ada', notes: 'edited meanwhile' }]);
  });

  it('[law 17] a person who joins, parts and joins again is not taken for another program', async () => {
    await start(ada, { given: 'Ada', family: 'Lovelace' });
    for (let n = 0; n < 3; n++) {
      kith.handlers['persons.split'](contactOf('google').person);
      await sync();
      const persons = PROVIDERS.map((provider) => contactOf(provider).person);
      kith.handlers['persons.join']({ persons, inStep: true });
      await sync();
    }
    expect(sides.microsoft.read(there.microsoft)).toMatchObject({ notes: 'first programmer' });
  });

  it('[law 20] a disk that fails while changes are carried ends the runs with a report, and nothing is lost', async () => {
    await start();
    sides.google.edit(there.google, { nickname: 'Enchantress' });
    const { transaction } = kith.book;
    kith.book.transaction = (changes) => {
      if (changes.some(({ kind }) => kind === 'putPerson'))
        throw new AppError('store.full', 'The disk is full.');
      transaction.call(kith.book, changes);
    };
    const reports = await kith.handlers['sync.run'](null);
    expect(reports.map(({ errors }) => errors.map(({ code }) => code))).toEqual([
      ['store.full'],
      ['store.full'],
    ]);
    kith.book.transaction = transaction;
    await sync();
    expect(sides.microsoft.read(there.microsoft)?.nickname).toBe('Enchantress');
  });

  it('[law 21] what Outlook cannot hold stays in Kith, comes back from nowhere, and is never deleted at Google', async () => {
    const many = { ...ada, emails: [1, 2, 3, 4, 5].map((n) => `ada${n}@example.org`) };
    await start(many, { given: 'Ada', family: 'Lovelace' });
    edit('google', { birthday: { date: { month: 12, day: 10 } } });
    await sync();
    const outlook = sides.microsoft.read(there.microsoft)!;
    expect(outlook.emails).toHaveLength(3);
    expect(contactOf('microsoft').local?.emails).toHaveLength(5);
    expect(contactOf('microsoft').local?.birthday).toEqual({ date: { month: 12, day: 10 } });
    sides.microsoft.edit(there.microsoft, { nickname: 'Enchantress' });
    await sync();
    expect(sides.google.read(there.google)).toMatchObject({ nickname: 'Enchantress' });
    expect(sides.google.read(there.google)?.emails).toHaveLength(5);
    expect(contactOf('google').local?.birthday).toEqual({ date: { month: 12, day: 10 } });
    // What is deleted at Outlook of what it shows is deleted, and nothing else.
    sides.microsoft.edit(there.microsoft, { emails: outlook.emails!.slice(1) });
    await sync();
    expect(sides.google.read(there.google)?.emails).toHaveLength(4);
    expect(sides.google.read(there.google)?.emails).not.toContain(outlook.emails![0]);
    // And a contact that is deleted there is deleted, though Kith has more of it than Outlook ever had.
    sides.microsoft.remove(there.microsoft);
    await sync();
    expect(sides.google.all()).toEqual([]);
  });

  it('[law 1] ten syncs write nothing once the first has joined them, whatever they said before', async () => {
    clouds.google.book.create({
      names: [{ givenName: 'Ada', familyName: 'Lovelace', honorificSuffix: 'FRS', middleName: 'King' }],
      emailAddresses: [
        { value: 'ada@example.org', type: 'home' },
        { value: 'ada@work.example', type: 'work', metadata: { primary: true } },
      ],
      phoneNumbers: [
        { value: '+44 20 7946 0001', type: 'mobile' },
        { value: '+44 20 7946 0002', type: 'Cottage' },
      ],
      addresses: [{ streetAddress: '12 St James', city: 'London', countryCode: 'GB', type: 'home' }],
      organizations: [{ name: 'Analytical Engines', title: 'Programmer', department: 'Notes' }],
      birthdays: [{ date: { month: 12, day: 10 } }],
      urls: [{ value: 'https://ada.example.org', type: 'blog' }],
      relations: [{ person: 'Byron', type: 'father' }],
      events: [{ date: { year: 1835, month: 7, day: 8 }, type: 'anniversary' }],
      userDefined: [{ key: 'horse', value: 'Tam O’Shanter' }],
      imClients: [{ username: 'ada', protocol: 'jabber' }],
    });
    sides.microsoft.add({ ...ada, emails: ['ADA@example.org', 'third@example.org'], notes: 'from Outlook' });
    await sync();
    keepInStep();
    await sync();
    const settled = await sync();
    for (let n = 0; n < 10; n++) expect([n, await sync()]).toEqual([n, 0]);
    expect(settled).toBe(0);
    expect(carry()).toEqual([]);
    expect((await kith.verify(kith.google)).differ).toEqual([]);
    expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
  });

  it('nothing is carried, and nothing looked at, for contacts that go their own ways', async () => {
    there.google = sides.google.add(ada);
    there.microsoft = sides.microsoft.add({ ...ada, notes: 'other' });
    await sync();
    expect(carry()).toEqual([]);
    expect([...kith.book.persons()]).toEqual([]);
  });

  it('unlinking one account leaves the other cloud as it is', async () => {
    await start();
    await kith.handlers['accounts.unlink'](kith.microsoft);
    kith.book.transaction(carry());
    await kith.sync(kith.google);
    expect(sides.google.all()).toHaveLength(1);
    expect(sides.microsoft.all()).toHaveLength(1);
  });

  it('an edit made here is carried after a restart too', async () => {
    await start();
    edit('google', fieldsOf({ nickname: 'Enchantress' }));
    kith = await kith.reopen();
    await sync();
    expect(sides.microsoft.read(there.microsoft)?.nickname).toBe('Enchantress');
    kith = await kith.reopen();
    expect(carry()).toEqual([]);
  });
});
