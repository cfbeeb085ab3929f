// Owns: receipts and undo over the real clients and both practice clouds: what a run wrote down is what the clouds hold,
// and taking it back reaches them as ordinary writes. Leaves to others: the merge of an undo (unit/core/undo), files.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { contentHash } from '../../main/sync/receipt.ts';
import type { Receipt, ReceiptEntry, RunReport, UndoResult } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const ada: Plain = {
  given: 'Ada',
  family: 'Lovelace',
  nickname: 'Countess',
  notes: 'first programmer',
  emails: ['ada@example.org', 'a.lovelace@work.example'],
};
const grace: Plain = { given: 'Grace', family: 'Hopper', notes: 'admiral' };

const account = () => side.account(kith);
const sync = () => kith.sync(account());
const records = (): readonly ContactRecord[] => kith.book.contactsOf(account());
const find = (given: string) =>
  records().find((record) => (record.local ?? record.base)?.name?.given === given);
const byGiven = (given: string): ContactRecord => {
  const found = find(given);
  if (found === undefined) throw new Error(`no ${given}`);
  return found;
};
const edit = (given: string, plain: Plain) =>
  kith.handlers['contacts.save']({ contact: byGiven(given).id, fields: fieldsOf(plain) });
const create = (plain: Plain) =>
  kith.handlers['contacts.create']({ accounts: [account()], fields: fieldsOf(plain) });
const remove = (given: string) => kith.handlers['persons.delete'](byGiven(given).person);
const receiptOf = (run: RunId) => kith.handlers['sync.receipt'](run) as Receipt;
const undo = (run: RunId) => kith.handlers['sync.undo'](run) as UndoResult;
const done = ({ side: where, kind, name, fields }: ReceiptEntry) =>
  [where, kind, name, ...fields].join(' ').trim();

/** What a person knows of each contact in the cloud, whatever its id. */
const inCloud = () =>
  side
    .all()
    .map(({ emails, ...plain }) => JSON.stringify({ ...plain, emails: emails?.toSorted() }))
    .sort();

/** The cloud's own contents, read afresh by a Kith that knows nothing. */
async function hashesInCloud(): Promise<ReadonlyMap<string, string>> {
  const other = await openTestKith(clouds);
  await other.sync(side.account(other));
  const hashes = other.book
    .contactsOf(side.account(other))
    .map((record) => [record.remoteId!, contentHash(record.local!)] as const);
  await other.close();
  removeFolder(other.folder);
  return new Map(hashes);
}

/** The last thing that a receipt says of each contact equals what both sides hold. */
async function expectProven(report: RunReport): Promise<void> {
  const { entries } = receiptOf(report.run);
  const last = new Map(entries.map((entry) => [entry.contact, entry]));
  expect(last.size).toBeGreaterThan(0);
  const there = await hashesInCloud();
  for (const entry of last.values()) {
    const record = kith.book.contact(entry.contact);
    expect(entry.here, entry.name).toBe(record?.local == null ? null : contentHash(record.local));
    expect(entry.there, entry.name).toBe(record === null ? null : there.get(record.remoteId!));
    if (record === null) expect(there.has(entry.remoteId!), entry.name).toBe(false);
  }
}

describe.each([
  ['google', 'v1.0'],
  ['microsoft', 'v1.0'],
  ['microsoft', 'beta'],
] as const)('%s %s', (provider, graph) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds, { graph });
    side = SIDES[provider](clouds);
  });
  afterEach(async () => {
    await kith.close();
    await clouds.close();
    removeFolder(kith.folder);
  });

  it('[law 19] a receipt names what a run did on each side, with the hashes of what both hold', async () => {
    for (const given of ['Changed', 'Joined', 'Sent', 'Lost', 'Dropped', 'Disputed'])
      side.add({ given, family: 'There', notes: 'old', nickname: 'Nick' });
    const first = await sync();
    expect(receiptOf(first.run).entries.map(done).sort()).toEqual(
      ['Changed', 'Disputed', 'Dropped', 'Joined', 'Lost', 'Sent'].map(
        (given) => `kith create ${given} There`,
      ),
    );
    await expectProven(first);
    const id = (given: string) => byGiven(given).remoteId!;
    side.edit(id('Changed'), { notes: 'new' });
    side.edit(id('Joined'), { notes: 'theirs' });
    edit('Joined', { nickname: 'Mine' });
    edit('Sent', { notes: 'mine' });
    side.edit(id('Disputed'), { notes: 'theirs' });
    edit('Disputed', { notes: 'mine' });
    side.remove(id('Lost'));
    remove('Dropped');
    create(ada);
    const second = await sync();
    expect(receiptOf(second.run)).toMatchObject({ run: second.run, account: account() });
    const entries = receiptOf(second.run).entries.map(done).sort();
    expect(entries).toEqual(
      [
        'cloud create Ada Lovelace',
        'cloud delete Dropped There',
        'cloud update Joined There nicknames',
        'cloud update Sent There notes',
        'kith conflict Disputed There notes',
        'kith delete Lost There',
        'kith update Changed There notes',
        'kith update Joined There notes',
        // What a service makes of a contact on its way in is a change of theirs.
        ...entries.filter((entry) => entry.startsWith('kith update Ada Lovelace')),
      ].sort(),
    );
    await expectProven(second);
    expect(await sync()).toMatchObject({ writes: 0 });
  });

  it('[law 19] what a cloud cannot hold is in the hash of here and not of there', async () => {
    kith.handlers['contacts.create']({
      accounts: [account()],
      fields: {
        ...fieldsOf(ada),
        phones: Array.from({ length: 8 }, (_one, n) => ({ id: `p${n}`, number: `+49 ${n}`, kind: 'pager' })),
      },
    });
    const report = await sync();
    await expectProven(report);
    const created = receiptOf(report.run).entries.find(({ kind }) => kind === 'create')!;
    expect(created.here === created.there).toBe(provider === 'google');
  });

  it('[law 19] [law 9] a write whose reply was lost is in the receipt of the run that learns of it', async () => {
    side.add(ada);
    await sync();
    create(grace);
    side.faults['dropReplyAfterApply'] = { times: 1 };
    const runs = [await sync(), await sync()];
    edit('Ada', { notes: 'sent' });
    side.faults['dropReplyAfterApply'] = { times: 1 };
    runs.push(await sync(), await sync());
    const entries = runs.flatMap(({ run }) => receiptOf(run).entries.map(done));
    expect(entries.filter((entry) => entry.startsWith('cloud'))).toEqual([
      'cloud create Grace Hopper',
      'cloud update Ada Lovelace notes',
    ]);
    for (const { run } of runs.toReversed()) undo(run);
    await sync();
    expect(side.all()).toEqual([expect.objectContaining(ada)]);
  });

  it('[law 19] a run that touched nothing has an empty receipt and leaves no file', async () => {
    const report = await sync();
    expect(existsSync(join(kith.folder, 'receipts'))).toBe(false);
    expect(receiptOf(report.run)).toEqual({ run: report.run, account: account(), entries: [] });
    expect(undo(report.run)).toEqual({ run: report.run, restored: 0, recreated: 0, removed: 0, left: 0 });
  });

  it('[law 19] [law 18] a dry run writes no receipt', async () => {
    side.add(ada);
    await kith.handlers['sync.plan'](account());
    expect(kith.handlers['sync.history']()).toEqual([]);
    expect(existsSync(join(kith.folder, 'receipts'))).toBe(false);
  });

  it('[law 19] a receipt that cannot be written stops no sync, and the report says so', async () => {
    side.add(ada);
    writeFileSync(join(kith.folder, 'receipts'), 'in the way');
    const report = await sync();
    expect(report).toMatchObject({
      pulled: 1,
      errors: [{ code: 'store.unwritable', context: { run: report.run } }],
    });
    expect(report.errors[0]!.message).toMatch(
      /receipt of this sync could not be written.*sync itself went on/,
    );
    expect(byGiven('Ada').local).toMatchObject({ notes: { text: 'first programmer' } });
    expect(() => receiptOf(report.run)).toThrow(expect.objectContaining({ code: 'input.notFound' }));
  });

  it('[law 22] undo after pushed edits gives both sides their former content', async () => {
    const id = side.add(ada);
    await sync();
    const [before, former] = [inCloud(), byGiven('Ada').local];
    edit('Ada', { notes: 'wrong', emails: ['wrong@example.org'], nickname: '' });
    const pushed = await sync();
    expect(side.read(id)).toMatchObject({ notes: 'wrong', emails: ['wrong@example.org'] });
    expect(undo(pushed.run)).toMatchObject({ restored: 1, recreated: 0, removed: 0, left: 0 });
    expect(byGiven('Ada').local).toEqual(former);
    const undone = await sync();
    expect(undone).toMatchObject({ pushed: 1, conflicts: 0, errors: [], undoes: pushed.run });
    expect(inCloud()).toEqual(before);
    expect(await sync()).toMatchObject({ writes: 0 });
    expect((await sync()).undoes).toBeUndefined();
  });

  it('[law 22] undo after pulled edits brings the former content back to the cloud', async () => {
    const id = side.add(ada);
    await sync();
    const [before, former] = [inCloud(), byGiven('Ada').local];
    side.edit(id, { notes: 'another program was here', emails: [] });
    const pulled = await sync();
    expect(byGiven('Ada').local?.emails).toBeUndefined();
    expect(undo(pulled.run)).toMatchObject({ restored: 1, left: 0 });
    expect(byGiven('Ada').local).toEqual(former);
    expect(await sync()).toMatchObject({ pushed: 1, conflicts: 0, errors: [] });
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] of a contact that both sides had changed, undo takes both changes back', async () => {
    const id = side.add(ada);
    await sync();
    const before = inCloud();
    side.edit(id, { notes: 'theirs' });
    edit('Ada', { nickname: 'Mine' });
    const joined = await sync();
    expect(undo(joined.run)).toMatchObject({ restored: 1 });
    await sync();
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] [pain 20] undo after a pushed deletion makes the contact again, for the same person', async () => {
    side.add(ada);
    side.add(grace);
    await sync();
    const [before, { id, person, local }] = [inCloud(), byGiven('Ada')];
    remove('Ada');
    const deleted = await sync();
    expect(side.all()).toHaveLength(1);
    expect(undo(deleted.run)).toMatchObject({ restored: 0, recreated: 1, removed: 0, left: 0 });
    expect(kith.book.contact(id)).toMatchObject({ id, person, local, remoteId: null });
    expect(await sync()).toMatchObject({ counts: { pushed: { created: 1 } }, errors: [] });
    expect(inCloud()).toEqual(before);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 22] undo after a pulled deletion makes the contact again there', async () => {
    const id = side.add(ada);
    await sync();
    const before = inCloud();
    side.remove(id);
    const deleted = await sync();
    expect(records()).toEqual([]);
    expect(undo(deleted.run)).toMatchObject({ recreated: 1 });
    await sync();
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] undo after pushed creates deletes them again, and leaves what the cloud brought', async () => {
    create(ada);
    side.add(grace);
    const report = await sync();
    expect(side.all()).toHaveLength(2);
    expect(undo(report.run)).toMatchObject({ restored: 0, recreated: 0, removed: 1, left: 1 });
    expect(await sync()).toMatchObject({ counts: { pushed: { deleted: 1 } }, errors: [] });
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Grace' })]);
    expect(find('Ada')).toBeUndefined();
  });

  it('[law 22] [law 4] a contact that an edit brought back from a deletion there is not taken away', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'still needed' });
    side.remove(id);
    const report = await sync();
    expect(undo(report.run)).toMatchObject({ removed: 0, left: 1 });
    await sync();
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Ada', notes: 'still needed' })]);
  });

  it('[law 22] edits made after the run survive its undo', async () => {
    const id = side.add(ada);
    side.add(grace);
    await sync();
    edit('Ada', { notes: 'wrong', nickname: 'Wrong' });
    edit('Grace', { notes: 'wrong' });
    create({ given: 'Alan', family: 'Turing' });
    const report = await sync();
    edit('Ada', {
      nickname: 'Right',
      emails: ['ada@example.org', 'a.lovelace@work.example', 'new@example.org'],
    });
    edit('Alan', { notes: 'worked on since' });
    remove('Grace');
    expect(undo(report.run)).toMatchObject({ restored: 1, recreated: 0, removed: 0, left: 2 });
    expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
    expect(side.read(id)).toMatchObject({ notes: 'first programmer', nickname: 'Right' });
    expect(side.read(id)!.emails).toContain('new@example.org');
    expect(
      side
        .all()
        .map(({ given }) => given)
        .sort(),
    ).toEqual(['Ada', 'Alan']);
  });

  it('[law 22] a change made in the cloud since is joined, or asked about, and never overwritten', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'wrong', nickname: 'Wrong' });
    const report = await sync();
    side.edit(id, { nickname: 'changed there since', emails: ['new@example.org'] });
    undo(report.run);
    expect(await sync()).toMatchObject({ conflicts: 1 });
    expect(side.read(id)).toMatchObject({
      notes: 'first programmer',
      nickname: 'changed there since',
      emails: ['new@example.org'],
    });
  });

  it('[law 22] one made while the undo is being sent is met by its etag', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'wrong' });
    const report = await sync();
    undo(report.run);
    kith.onNextWrite(() => side.edit(id, { nickname: 'changed just now' }));
    expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
    expect(side.read(id)).toMatchObject({ notes: 'first programmer', nickname: 'changed just now' });
  });

  it('[law 22] an undo is undone like any other run', async () => {
    side.add(ada);
    side.add({ given: 'Lost', family: 'There' });
    await sync();
    edit('Ada', { notes: 'after all' });
    create(grace);
    side.remove(byGiven('Lost').remoteId!);
    const report = await sync();
    const after = inCloud();
    undo(report.run);
    const undone = await sync();
    expect(inCloud()).not.toEqual(after);
    expect(undo(undone.run)).toMatchObject({ restored: 1, recreated: 1, removed: 1, left: 0 });
    expect(await sync()).toMatchObject({ errors: [] });
    expect(inCloud()).toEqual(after);
  });

  it('[law 22] undoing twice changes nothing more, before and after the sync', async () => {
    side.add(ada);
    side.add(grace);
    await sync();
    edit('Ada', { notes: 'wrong' });
    remove('Grace');
    create({ given: 'Alan' });
    const { run } = await sync();
    undo(run);
    expect(undo(run)).toMatchObject({ restored: 0, recreated: 0, removed: 0 });
    await sync();
    expect(undo(run)).toMatchObject({ restored: 0, recreated: 0, removed: 0 });
    expect(await sync()).toMatchObject({ writes: 0 });
    expect(side.all()).toHaveLength(2);
  });

  it('[law 22] [law 10] an undo that would delete many contacts is asked about like any deletion', async () => {
    for (let n = 0; n < 12; n++) create({ given: `Person${n}` });
    const { run } = await sync();
    expect(undo(run)).toMatchObject({ removed: 12 });
    const asked = await sync();
    expect(asked.errors).toMatchObject([{ code: 'sync.massDeletion' }]);
    expect(side.all()).toHaveLength(12);
  });

  it('[law 19] receipts and history survive a restart, the latest run first', async () => {
    side.add(ada);
    const first = await sync();
    const receipt = receiptOf(first.run);
    edit('Ada', { notes: 'wrong' });
    const second = await sync();
    kith = await kith.reopen();
    const history = kith.handlers['sync.history']() as readonly RunReport[];
    expect(history.map(({ run }) => run)).toEqual([second.run, first.run]);
    expect(receiptOf(first.run)).toEqual(receipt);
    expect(undo(second.run)).toMatchObject({ restored: 1 });
  });

  it('[law 22] an account that was unlinked takes its receipts along', async () => {
    side.add(ada);
    const { run } = await sync();
    await kith.handlers['accounts.unlink'](account());
    for (const ask of [receiptOf, undo])
      expect(() => ask(run)).toThrow(expect.objectContaining({ code: 'input.notFound' }));
  });
});
