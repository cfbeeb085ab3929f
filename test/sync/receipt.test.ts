// Owns: receipts over the real clients and both practice clouds: what a run wrote down is what the clouds hold (law 19).
// Leaves to others: taking runs back (undo.test.ts), single entries (unit/core/receipt-entries), files (unit/store).
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../main/sync/receipt.ts';
import type { ReceiptEntry, RunReport } from '../../preload/contract.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import { fieldsOf } from '../support/sides.ts';
import {
  account,
  ada,
  byGiven,
  CLOUDS,
  clouds,
  create,
  edit,
  grace,
  kith,
  receiptOf,
  remove,
  reopen,
  side,
  sync,
  undo,
  usePastRuns,
} from './past-runs.ts';

const done = ({ side: where, kind, name, fields }: ReceiptEntry) =>
  [where, kind, name, ...fields].join(' ').trim();

/** The cloud's own contents, read afresh by a Kith that knows nothing. */
async function hashesInCloud(graph: 'v1.0' | 'beta'): Promise<ReadonlyMap<string, string>> {
  const other = await openTestKith(clouds, { graph });
  await other.sync(side.account(other));
  const hashes = other.book
    .contactsOf(side.account(other))
    .map((record) => [record.remoteId!, contentHash(record.local!)] as const);
  await other.close();
  removeFolder(other.folder);
  return new Map(hashes);
}

/** The last thing that a receipt says of each contact equals what both sides hold. */
async function expectProven(report: RunReport, graph: 'v1.0' | 'beta'): Promise<void> {
  const { entries } = receiptOf(report.run);
  const last = new Map(entries.map((entry) => [entry.contact, entry]));
  expect(last.size).toBeGreaterThan(0);
  const there = await hashesInCloud(graph);
  for (const entry of last.values()) {
    const record = kith.book.contact(entry.contact);
    expect(entry.here, entry.name).toBe(
      record === null || record.local === null ? null : contentHash(record.local),
    );
    expect(entry.there, entry.name).toBe(record === null ? null : there.get(record.remoteId!));
    if (record === null) expect(there.has(entry.remoteId!), entry.name).toBe(false);
  }
}

describe.each(CLOUDS)('%s %s', (provider, graph) => {
  usePastRuns(provider, graph);

  it('[law 19] a receipt names what a run did on each side, with the hashes of what both hold', async () => {
    for (const given of ['Changed', 'Joined', 'Sent', 'Lost', 'Dropped', 'Disputed'])
      side.add({ given, family: 'There', notes: 'old', nickname: 'Nick' });
    const first = await sync();
    expect(receiptOf(first.run).entries.map(done).sort()).toEqual(
      ['Changed', 'Disputed', 'Dropped', 'Joined', 'Lost', 'Sent'].map(
        (given) => `kith create ${given} There`,
      ),
    );
    await expectProven(first, graph);
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
    await expectProven(second, graph);
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
    await expectProven(report, graph);
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
    expect(undo(report.run)).toEqual({
      run: report.run,
      restored: 0,
      recreated: 0,
      removed: 0,
      left: 0,
      photosLost: 0,
    });
  });

  it('[law 19] [law 18] a dry run writes no receipt', async () => {
    side.add(ada);
    await kith.handlers['sync.plan'](account());
    expect(kith.handlers['sync.history']()).toEqual([]);
    expect(existsSync(join(kith.folder, 'receipts'))).toBe(false);
  });

  it('[law 19] a receipt that cannot be written stops no sync, and the report says so', async () => {
    side.add(ada);
    create(grace);
    writeFileSync(join(kith.folder, 'receipts'), 'in the way');
    const report = await sync();
    expect(report).toMatchObject({
      pulled: 1,
      pushed: 1,
      errors: [{ code: 'store.unwritable', context: { run: report.run } }],
    });
    expect(report.errors[0]!.message).toMatch(
      /receipt of this sync could not be written.*sync itself went on/,
    );
    expect(byGiven('Ada').local).toMatchObject({ notes: { text: 'first programmer' } });
    expect(() => receiptOf(report.run)).toThrow(expect.objectContaining({ code: 'input.notFound' }));
  });

  it('[law 19] receipts and history survive a restart, the latest run first', async () => {
    side.add(ada);
    const first = await sync();
    const receipt = receiptOf(first.run);
    edit('Ada', { notes: 'wrong' });
    const second = await sync();
    await reopen();
    const history = kith.handlers['sync.history']() as readonly RunReport[];
    expect(history.map(({ run }) => run)).toEqual([second.run, first.run]);
    expect(receiptOf(first.run)).toEqual(receipt);
    expect(undo(second.run)).toMatchObject({ restored: 1 });
  });
});
