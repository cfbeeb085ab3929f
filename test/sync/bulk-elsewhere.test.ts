// Owns: editing a field of many persons, and copying and moving them to another account, over a real book: each is one
// action. Leaves to others: pieces, undo of great actions (bulk.test.ts), single copies and moves (persons.test.ts).
import { describe, expect, it } from 'vitest';
import type { AccountId, PersonId } from '../../main/core/account.ts';
import type { BulkEdit } from '../../main/core/bulk-edit.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import type { PersonSelection } from '../../preload/contract.ts';
import { SIDES } from '../support/sides.ts';
import { clouds, EVERYBODY, kith, living, undo, useMany } from './many.ts';

useMany();

const add = async (
  given: string,
  fields: ContactFields = {},
  accounts: readonly AccountId[] = [kith.google],
): Promise<PersonId> =>
  (await kith.handlers['contacts.create']({ accounts, fields: { name: { given }, ...fields } })).id;
const seen = () =>
  living()
    .map(({ id, account, local }) => JSON.stringify([id, account, local]))
    .sort();
const edit = async (change: BulkEdit, persons: PersonSelection = EVERYBODY) =>
  kith.handlers['bulk.edit']({ persons, edit: change });
const email = (address: string): ContactFields => ({ emails: [{ id: 'e', kind: 'work', address }] });
const values = (pick: (fields: ContactFields) => unknown) => living().map(({ local }) => pick(local!));

describe('one edit of many', () => {
  it('sets the employer of all, also of those who have none, and leaves the rest of each; one undo', async () => {
    await add('Ada', { organizations: [{ id: 'o', kind: 'work', name: 'Old', title: 'Countess' }] });
    await add('Bob', {}, [kith.google, kith.microsoft]);
    const before = seen();
    expect(await edit({ kind: 'setWork', part: 'name', value: 'Kith' })).toMatchObject({
      persons: 2,
      contacts: 3,
    });
    expect(values(({ organizations }) => organizations?.map(({ name, title }) => [name, title]))).toEqual([
      [['Kith', 'Countess']],
      [['Kith', undefined]],
      [['Kith', undefined]],
    ]);
    expect(await edit({ kind: 'setWork', part: 'name', value: 'Kith' })).toMatchObject({ persons: 0 });
    await edit({ kind: 'clearWork', part: 'name' });
    expect(values(({ organizations }) => organizations?.map(({ name }) => name))).toEqual([
      [undefined],
      undefined,
      undefined,
    ]);
    await undo();
    await undo();
    expect(seen()).toEqual(before);
  });

  it('adds a website, an address or a number once, and removes it however it was written', async () => {
    await add('Ada', { urls: [{ id: 'u', kind: 'work', url: 'https://Kith.example/' }] });
    await add('Bob', { phones: [{ id: 'p', kind: 'work', number: '+49 (30) 12-34' }] });
    expect(await edit({ kind: 'add', field: 'urls', value: 'https://kith.example' })).toMatchObject({
      persons: 1,
    });
    expect(values(({ urls }) => urls?.length)).toEqual([1, 1]);
    expect(await edit({ kind: 'remove', field: 'phones', value: '+49301234' })).toMatchObject({ persons: 1 });
    expect(await edit({ kind: 'remove', field: 'urls', value: 'HTTPS://KITH.EXAMPLE' })).toMatchObject({
      persons: 2,
    });
    expect(values(({ urls, phones }) => [urls, phones])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('takes no other number or address for the one that is meant', async () => {
    const numbers = [
      '+٩٦٦ ٥٠ ١٢٣',
      '+٤٩ ٣٠ ٤٥٦',
      '1-800-FLOWERS',
      '1-800-GOFEDEX',
      '030 1234 x5',
      '030 12345',
    ];
    await add('Ada', {
      phones: numbers.slice(1).map((number, n) => ({ id: `p${n}`, number })),
      urls: [{ id: 'u', url: 'https://muller.example' }],
      emails: [{ id: 'e', address: 'muller@kith.example' }],
    });
    expect(await edit({ kind: 'add', field: 'phones', value: numbers[0]! })).toMatchObject({ persons: 1 });
    for (const value of ['+٩٦٦٥٠١٢٣', '1 800 gofedex', '03012345'])
      await edit({ kind: 'remove', field: 'phones', value });
    await edit({ kind: 'remove', field: 'urls', value: 'https://müller.example' });
    await edit({ kind: 'remove', field: 'emails', value: 'müller@kith.example' });
    expect(values(({ phones }) => phones?.map(({ number }) => number))).toEqual([
      ['+٤٩ ٣٠ ٤٥٦', '1-800-FLOWERS', '030 1234 x5'],
    ]);
    expect(values(({ urls, emails }) => [urls?.length, emails?.length])).toEqual([[1, 1]]);
  });

  it('appends to notes, not twice, or sets them', async () => {
    await add('Ada', { notes: { text: 'first' } });
    await add('Bob');
    await edit({ kind: 'appendNote', value: 'Met in Oslo' });
    expect(await edit({ kind: 'appendNote', value: 'Met in Oslo' })).toMatchObject({ persons: 0 });
    expect(values(({ notes }) => notes?.text)).toEqual(['first\n\nMet in Oslo', 'Met in Oslo']);
    await edit({ kind: 'setNote', value: 'same' });
    expect(values(({ notes }) => notes?.text)).toEqual(['same', 'same']);
  });

  it('leaves a contact that it would empty, and says so', async () => {
    const { id } = await kith.handlers['contacts.create']({
      accounts: [kith.google],
      fields: email('a@b.example'),
    });
    await add('Bob', email('a@b.example'));
    expect(await edit({ kind: 'remove', field: 'emails', value: 'A@B.example' })).toMatchObject({
      persons: 1,
      left: { emptied: 1 },
    });
    expect(kith.book.contactsOfPerson(id)[0]?.local?.emails?.length).toBe(1);
  });
});

describe('moving and copying many', () => {
  const to = (account: AccountId, from: AccountId | null = null) => ({ persons: EVERYBODY, account, from });

  it('moves each to the other cloud, leaves who is there already, and one undo brings all back', async () => {
    const side = SIDES.google(clouds);
    for (const given of ['Ada', 'Bob']) side.add({ given });
    await kith.sync(kith.google);
    await add('Eve', {}, [kith.google, kith.microsoft]);
    const before = seen();
    expect(await kith.handlers['bulk.move'](to(kith.microsoft))).toMatchObject({
      persons: 2,
      left: { alreadyThere: 1 },
    });
    expect(
      living()
        .map(({ account }) => account)
        .sort(),
    ).toEqual([kith.google, kith.microsoft, kith.microsoft, kith.microsoft]);
    expect([...kith.book.trash()], 'they go on elsewhere').toEqual([]);
    await undo();
    expect(seen()).toEqual(before);
    await kith.handlers['bulk.move'](to(kith.microsoft));
    await kith.sync(kith.microsoft);
    await kith.sync(kith.google);
    expect(side.all().map(({ given }) => given)).toEqual(['Eve']);
    expect(
      SIDES.microsoft(clouds)
        .all()
        .map(({ given }) => given)
        .sort(),
    ).toEqual(['Ada', 'Bob', 'Eve']);
  });

  it('copies each, as one person in two accounts, and takes the account that one looks at as the source', async () => {
    const computer = await kith.handlers['accounts.addComputer']();
    const both = await add('Ada', {}, [kith.google, kith.microsoft]);
    await add('Bob');
    expect(await kith.handlers['bulk.copy'](to(computer.id, kith.microsoft))).toMatchObject({
      persons: 1,
      left: { otherAccount: 1 },
    });
    expect(kith.book.contactsOfPerson(both).length).toBe(3);
    await undo();
    expect(kith.book.contactsOfPerson(both).length).toBe(2);
  });

  it('to an account that is not there is refused before anything changes', async () => {
    await add('Ada');
    const { revision } = kith.book;
    expect(() => kith.handlers['bulk.move'](to('nobody' as AccountId))).toThrow(
      expect.objectContaining({ code: 'input.notFound' }),
    );
    expect(kith.book.revision).toBe(revision);
  });
});
