// Owns: moves of a contact to another account that are taken back, by an undo or by another move, before and after syncs, or
// that cannot be. Leaves to others: moves that stay (persons.test.ts), many at once (bulk-elsewhere.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let sides: Readonly<Record<'google' | 'microsoft', Side>>;

const ADA = { given: 'Ada', nickname: 'Countess', emails: ['ada@example.org'] };

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  sides = { google: SIDES.google(clouds), microsoft: SIDES.microsoft(clouds) };
});
afterEach(() => endTestKith(kith, clouds));

const sync = async () => void (await kith.handlers['sync.run'](null));
const living = (account: AccountId): readonly ContactRecord[] =>
  kith.book.contactsOf(account).filter(({ local }) => local !== null);
const only = (account: AccountId): ContactRecord => {
  expect(living(account)).toHaveLength(1);
  return living(account)[0]!;
};
const move = (from: AccountId, to: AccountId) =>
  kith.handlers['contacts.move']({ contact: only(from).id, account: to });
const undo = async () => expect(await kith.handlers['history.undo']()).not.toBeNull();
const redo = async () => expect(await kith.handlers['history.redo']()).not.toBeNull();
const trash = () => [...kith.book.trash()];
const counts = () => [sides.google.all().length, sides.microsoft.all().length];

describe('a move that is undone', () => {
  it('before any sync leaves nothing in the trash that would be the contact a second time', async () => {
    sides.google.add(ADA);
    await sync();
    await move(kith.google, kith.microsoft);
    await undo();
    expect(trash()).toEqual([]);
    await redo();
    expect(trash()).toEqual([]);
    await undo();
    await sync();
    expect(counts()).toEqual([1, 0]);
    expect([...kith.book.contacts()]).toHaveLength(1);
  });

  it('leaves the other cloud only once the first one has it again, and redone the first only once the other has', async () => {
    sides.google.add(ADA);
    await sync();
    await move(kith.google, kith.microsoft);
    await sync();
    await sync();
    expect(counts()).toEqual([0, 1]);
    await undo();
    expect(trash()).toEqual([]);
    await kith.sync(kith.microsoft);
    expect(counts()).toEqual([0, 1]);
    await kith.sync(kith.google);
    await kith.sync(kith.microsoft);
    expect(counts()).toEqual([1, 0]);
    await redo();
    expect(trash()).toEqual([]);
    await kith.sync(kith.google);
    expect(counts()).toEqual([1, 0]);
    await kith.sync(kith.microsoft);
    await kith.sync(kith.google);
    expect(counts()).toEqual([0, 1]);
    expect([...kith.book.contacts()]).toHaveLength(1);
  });

  it('[law 3] takes along what was edited in the other cloud since', async () => {
    sides.google.add({ ...ADA, notes: 'first' });
    await sync();
    await move(kith.google, kith.microsoft);
    await sync();
    sides.microsoft.edit(only(kith.microsoft).remoteId!, { notes: 'since', emails: [] });
    await sync();
    await undo();
    await sync();
    await sync();
    expect(sides.google.all()).toMatchObject([{ ...ADA, notes: 'since', emails: [] }]);
    expect(counts()).toEqual([1, 0]);
  });

  it('[law 23] of a person in step is no deletion that is carried, and comes back by no other contact', async () => {
    sides.google.add(ADA);
    sides.microsoft.add(ADA);
    await sync();
    await kith.handlers['persons.join']({
      persons: [only(kith.google).person, only(kith.microsoft).person],
      inStep: true,
    });
    const computer = (await kith.handlers['accounts.addComputer']()).id;
    await move(kith.google, computer);
    await sync();
    await sync();
    await undo();
    await sync();
    expect([counts(), living(computer)]).toEqual([[1, 1], []]);
    await redo();
    await sync();
    await sync();
    expect([counts(), living(computer).length]).toEqual([[0, 1], 1]);
    expect(trash()).toEqual([]);
  });
});

describe('a move that is taken back by another move before any sync', () => {
  it('is no move: an edit of the original by another device meets that one, which keeps its labels', async () => {
    const id = sides.google.add(ADA);
    clouds.google.book.edit(id, {
      memberships: [
        { contactGroupMembership: { contactGroupResourceName: clouds.google.book.group('Choir') } },
      ],
    });
    await sync();
    const before = only(kith.google);
    await move(kith.google, kith.microsoft);
    await move(kith.microsoft, kith.google);
    expect(only(kith.google)).toMatchObject({ id: before.id, local: before.local });
    sides.google.edit(id, { notes: 'theirs' });
    await sync();
    await sync();
    expect(sides.google.all()).toMatchObject([{ ...ADA, notes: 'theirs' }]);
    expect(counts()).toEqual([1, 0]);
    expect([...kith.book.contacts()]).toHaveLength(1);
    expect(clouds.google.book.groupsOf(id)).toEqual([clouds.google.book.group('Choir')]);
  });

  it('[law 3] brings what was edited in between', async () => {
    sides.google.add(ADA);
    await sync();
    await move(kith.google, kith.microsoft);
    await kith.handlers['contacts.save']({
      contact: only(kith.microsoft).id,
      fields: { notes: { text: 'between' }, nicknames: null },
    });
    await move(kith.microsoft, kith.google);
    await sync();
    expect(sides.google.all()).toMatchObject([{ given: 'Ada', notes: 'between', nickname: undefined }]);
    expect(counts()).toEqual([1, 0]);
    expect(trash()).toEqual([]);
  });

  it('nor is a copy a second one that is undone and made again', async () => {
    sides.microsoft.add(ADA);
    await sync();
    const copy = () =>
      kith.handlers['contacts.copy']({ contact: only(kith.microsoft).id, account: kith.google });
    await copy();
    await sync();
    const id = only(kith.google).remoteId!;
    await undo();
    await copy();
    expect(trash()).toEqual([]);
    sides.google.edit(id, { notes: 'theirs' });
    await sync();
    expect(sides.google.all()).toMatchObject([{ ...ADA, notes: 'theirs' }]);
    expect(counts()).toEqual([1, 1]);
  });
});

it('[law 4] a moved contact that an edit by another device brought back is in the trash once it is deleted', async () => {
  const id = sides.google.add(ADA);
  await sync();
  await move(kith.google, kith.microsoft);
  sides.google.edit(id, { notes: 'theirs' });
  await sync();
  expect(counts()).toEqual([1, 1]);
  await kith.handlers['persons.delete'](only(kith.google).person);
  expect(trash().map(({ account, fields }) => [account, fields.notes?.text])).toEqual([
    [kith.google, 'theirs'],
    [kith.microsoft, undefined],
  ]);
});

it('a contact that moved to an account which is unlinked before its cloud has it stays where it was', async () => {
  sides.google.add(ADA);
  await sync();
  await move(kith.google, kith.microsoft);
  await kith.handlers['contacts.save']({
    contact: only(kith.microsoft).id,
    fields: { notes: { text: 'between' } },
  });
  await kith.handlers['accounts.unlink'](kith.microsoft);
  await kith.sync(kith.google);
  expect(sides.google.all()).toMatchObject([{ ...ADA, notes: 'between' }]);
  expect([...kith.book.contacts()]).toHaveLength(1);
});

it('[law 3] a contact in conflict with its cloud does not leave that before a person has decided', async () => {
  const id = sides.google.add({ ...ADA, notes: 'first' });
  await sync();
  const note = (text: string) =>
    kith.handlers['contacts.save']({ contact: only(kith.google).id, fields: { notes: { text } } });
  await note('mine');
  sides.google.edit(id, { notes: 'theirs' });
  await sync();
  await expect(move(kith.google, kith.microsoft)).rejects.toMatchObject({
    code: 'input.invalid',
    context: { reason: 'inConflict' },
  });
  const all = { kind: 'found', text: '', filter: { kind: 'all' }, except: [] } as const;
  const moving = { persons: all, account: kith.microsoft, from: null };
  expect(await kith.handlers['bulk.move'](moving)).toMatchObject({ contacts: 0, left: { inConflict: 1 } });
  await sync();
  expect(only(kith.google).conflicts).toMatchObject([{ mine: 'mine', theirs: 'theirs' }]);
  expect(sides.google.all()).toMatchObject([{ notes: 'theirs' }]);
});
