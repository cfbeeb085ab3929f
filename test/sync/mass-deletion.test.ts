// Owns: that many contacts are deleted, by a run or by a person's action, only after a backup that has them all.
// Leaves to others: asking about many deletions (deletions.test.ts), which backups are kept (unit/store/backups.test.ts).
import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import { isMassAction } from '../../main/core/fuse.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  side = SIDES.google(clouds);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
});

const sync = () => kith.sync(kith.google);
const apply = async () => (await kith.handlers['sync.run'](kith.google, { deletions: 'apply' }))[0]!;
const living = (): readonly ContactRecord[] =>
  kith.book.contactsOf(kith.google).filter(({ local }) => local !== null);
const made = () => kith.book.backups!.list().filter(({ reason }) => reason === 'deletion');
/** The contacts that the one backup before a deletion has. */
const kept = async (): Promise<readonly ContactRecord[]> => {
  expect(made()).toHaveLength(1);
  return [...(await kith.book.backups!.read(made()[0]!.name)).contacts.values()];
};
const addHere = (count: number): void => {
  for (let n = 0; n < count; n++)
    void kith.handlers['contacts.create']({
      accounts: [kith.google],
      fields: { name: { given: `Here ${n}` } },
    });
};
const addThere = (count: number): readonly string[] =>
  Array.from({ length: count }, (_none, n) => side.add({ given: `Person ${n}` }));
/** No backup can be made: the disk has no room for one. */
const fillDisk = (): void => {
  const write = fs.write as unknown as (...args: unknown[]) => void;
  vi.spyOn(fs, 'write').mockImplementation(((...args: unknown[]) => {
    const done = args.at(-1) as (error: Error) => void;
    if (args.length > 3) done(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    else write(...args);
  }) as never);
};

test.each([
  [10, 10, false],
  [11, 44, false],
  [11, 43, true],
  [50, 100_000, false],
  [51, 100_000, true],
])('an action that deletes %i of %i comes after a backup: %s', (count, of, expected) => {
  expect(isMassAction(count, () => of)).toBe(expected);
});

describe('a run', () => {
  it('that deletes many here because the cloud did, and a person said so, makes one first', async () => {
    const ids = addThere(30);
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    await sync();
    expect(made()).toEqual([]);
    expect(await apply()).toMatchObject({ counts: { pulled: { deleted: 12 } }, errors: [] });
    expect(living()).toHaveLength(18);
    expect((await kept()).filter(({ local }) => local !== null)).toHaveLength(30);
  });

  it('that deletes many in the cloud makes one first, which still says what they were', async () => {
    addThere(30);
    await sync();
    for (const { person } of living().slice(0, 12)) void kith.handlers['persons.delete'](person);
    await sync();
    expect(made()).toEqual([]);
    expect(await apply()).toMatchObject({ counts: { pushed: { deleted: 12 } }, errors: [] });
    expect(side.all()).toHaveLength(18);
    expect((await kept()).filter(({ base }) => base !== null)).toHaveLength(30);
  });

  it('that finds many deletions here only once it has pulled makes one before it sends them', async () => {
    addThere(30);
    await sync();
    let rushed = false;
    kith.beforeRequest((url) => {
      if (rushed || !url.includes('contactGroups')) return;
      rushed = true;
      for (const { person } of living().slice(0, 12)) void kith.handlers['persons.delete'](person);
    });
    expect(await apply()).toMatchObject({ counts: { pushed: { deleted: 12 } }, errors: [] });
    expect(rushed).toBe(true);
    expect(await kept()).toHaveLength(30);
  });

  it('that deletes few, or has nothing to delete any more, makes none', async () => {
    const ids = addThere(30);
    await sync();
    for (const id of ids.slice(0, 10)) side.remove(id);
    expect(await sync()).toMatchObject({ counts: { pulled: { deleted: 10 } } });
    await apply();
    expect(made()).toEqual([]);
  });

  it('deletes nothing where no backup can be made, says so, and does it once there is room', async () => {
    const ids = addThere(30);
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    await sync();
    fillDisk();
    expect((await apply()).errors).toMatchObject([{ code: 'store.full' }]);
    expect(living()).toHaveLength(30);
    vi.restoreAllMocks();
    expect((await apply()).errors).toEqual([]);
    expect(living()).toHaveLength(18);
    expect(made()).toHaveLength(1);
  });
});

describe('an action of a person that deletes many comes after a backup:', () => {
  const forget = (contacts: readonly ContactId[]) => kith.handlers['trash.forget'](contacts);

  it('undo of a run that created many in the cloud', async () => {
    addHere(60);
    const run = (await sync()).run;
    await kith.handlers['sync.undo'](run);
    expect(living()).toEqual([]);
    expect(await kept()).toHaveLength(60);
  });

  it('redo of a deletion of many, and undo of the creation of many', async () => {
    const fields = (n: number) => ({ name: { given: `New ${n}` } });
    kith.book.transaction(
      Array.from({ length: 60 }, (_none, n) => ({
        kind: 'putContact' as const,
        record: { ...template(), id: `n${n}` as ContactId, local: fields(n) },
      })),
      { kind: 'person', command: 'contacts.create' },
    );
    const [first, second] = [kith.handlers['history.undo'](), kith.handlers['history.undo']()];
    expect(await first).toMatchObject({ contacts: 60 });
    expect(await second, 'asked twice').toBeNull();
    expect(living()).toEqual([]);
    expect(await kept()).toHaveLength(60);
    expect(await kith.handlers['history.redo']()).toMatchObject({ contacts: 60 });
    expect(living()).toHaveLength(60);
  });

  it('emptying a full trash, and unlinking an account', async () => {
    addThere(60);
    await sync();
    const ids = living().map(({ id }) => id);
    for (const { person } of living()) void kith.handlers['persons.delete'](person);
    expect(made()).toEqual([]);
    await forget(ids.slice(0, 5));
    expect(made()).toEqual([]);
    await forget(ids.slice(5));
    expect([...kith.book.trash()]).toEqual([]);
    expect((await kith.book.backups!.read(made()[0]!.name)).trash.size).toBe(55);
  });

  it('unlinking an account with many contacts', async () => {
    addThere(60);
    await sync();
    await kith.handlers['accounts.unlink'](kith.google);
    expect(living()).toEqual([]);
    expect(await kept()).toHaveLength(60);
  });

  it('it is refused where no backup can be made, and nothing is gone', async () => {
    addThere(60);
    await sync();
    fillDisk();
    await expect(kith.handlers['accounts.unlink'](kith.google)).rejects.toMatchObject({ code: 'store.full' });
    expect(living()).toHaveLength(60);
    expect(kith.book.account(kith.google)).not.toBeNull();
  });

  it('one that deletes few needs none and answers at once', () => {
    addHere(60);
    void kith.handlers['persons.delete'](living()[0]!.person);
    expect(kith.handlers['history.undo']()).toMatchObject({ command: 'persons.delete' });
    expect(made()).toEqual([]);
  });

  const template = (): Omit<ContactRecord, 'id' | 'local'> => ({
    person: 'p' as ContactRecord['person'],
    account: kith.google,
    remoteId: null,
    etag: null,
    base: null,
    inCloud: null,
    readOnly: {},
    unknown: {},
    conflicts: [],
    createKey: 'k',
    createSent: false,
    inFlight: null,
    scope: '',
    seen: 0,
    problem: null,
    changedAt: '2026-11-21T10:00:00.000Z',
  });
});
