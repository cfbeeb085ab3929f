// Owns: undo and redo of a person's actions, versions of a contact, the trash, and the book at another moment, over both
// clouds, before and after syncs and restarts. Leaves to others: the undo of runs (undo.test.ts), the files (unit/store).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { ActionView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;
let clock: ReturnType<typeof steppingClock>;

const sync = () => kith.sync(side.account(kith));
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const given = (name: string) => records().find(({ local }) => local?.name?.given === name);
const create = (name: string) =>
  void kith.handlers['contacts.create']({
    accounts: [side.account(kith)],
    fields: { name: { given: name } },
  });
const note = (name: string, text: string) =>
  void kith.handlers['contacts.save']({ contact: given(name)!.id, fields: { notes: { text } } });
const remove = (name: string) => kith.handlers['persons.delete'](given(name)!.person);
const undo = () => kith.handlers['history.undo']() as ActionView | null;
const redo = () => kith.handlers['history.redo']() as ActionView | null;
const notes = (name: string) => given(name)?.local?.notes?.text;
const inCloud = () => side.all().map(({ given: name, notes: text }) => [name, text ?? null]);
const reopen = async () => void (kith = await kith.reopen());
const now = () => new Date(clock.now()).toISOString();

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clock = steppingClock();
    clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
    kith = await openTestKith(clouds, { clock });
    side = SIDES[provider](clouds);
  });
  afterEach(() => endTestKith(kith, clouds));

  it('an edit that was synced is undone and redone after a restart, here and there', async () => {
    side.add({ given: 'Ada', notes: 'first' });
    await sync();
    note('Ada', 'second');
    await sync();
    await reopen();
    expect(undo()).toMatchObject({ command: 'contacts.save', contacts: 1, names: ['Ada'] });
    expect(notes('Ada')).toBe('first');
    await sync();
    expect(inCloud()).toEqual([['Ada', 'first']]);
    await reopen();
    expect(undo()).toBeNull();
    expect(redo()).toMatchObject({ command: 'contacts.save' });
    await sync();
    expect(inCloud()).toEqual([['Ada', 'second']]);
    expect(redo()).toBeNull();
  });

  it('several actions are undone the latest first and redone the earliest first, until something else is done', async () => {
    create('Ada');
    note('Ada', 'one');
    note('Ada', 'two');
    undo();
    undo();
    expect(notes('Ada')).toBeUndefined();
    redo();
    expect(notes('Ada')).toBe('one');
    undo();
    redo();
    redo();
    expect(notes('Ada')).toBe('two');
    undo();
    note('Ada', 'three');
    expect(redo()).toBeNull();
    undo();
    expect(notes('Ada')).toBe('one');
    undo();
    undo();
    expect(given('Ada')).toBeUndefined();
    expect(undo()).toBeNull();
  });

  it('[law 3] the undo of an edit keeps what was edited there since', async () => {
    const id = side.add({ given: 'Ada', notes: 'first' });
    await sync();
    note('Ada', 'second');
    await sync();
    side.edit(id, { emails: ['ada@example.org'] });
    await sync();
    undo();
    await sync();
    expect(side.all()).toMatchObject([{ notes: 'first', emails: ['ada@example.org'] }]);
  });

  it('a deletion is undone before and after its cloud heard of it', async () => {
    side.add({ given: 'Ada', notes: 'kept' });
    await sync();
    remove('Ada');
    undo();
    await sync();
    expect(inCloud()).toEqual([['Ada', 'kept']]);
    remove('Ada');
    await sync();
    expect(side.all()).toEqual([]);
    await reopen();
    expect(undo()).toMatchObject({ command: 'persons.delete', names: ['Ada'] });
    await sync();
    expect(inCloud()).toEqual([['Ada', 'kept']]);
    redo();
    await sync();
    expect(side.all()).toEqual([]);
  });

  it('an undo of an undone run is one more action', async () => {
    side.add({ given: 'Ada', notes: 'first' });
    await sync();
    note('Ada', 'second');
    const { run } = await sync();
    kith.handlers['sync.undo'](run);
    expect(notes('Ada')).toBe('first');
    expect(undo()).toMatchObject({ command: 'sync.undo' });
    expect(notes('Ada')).toBe('second');
  });

  it('tells the versions of a contact with their causes, and brings one back, whole or in one field', async () => {
    const id = side.add({ given: 'Ada', notes: 'first' });
    const { run } = await sync();
    note('Ada', 'second');
    await sync();
    side.edit(id, { given: 'Augusta' });
    await sync();
    await reopen();
    const { id: contact } = given('Augusta')!;
    const versions = (await kith.handlers['history.versions'](contact)) as never as readonly {
      version: number;
      by: { kind: string };
      changed: readonly string[];
      current: boolean;
    }[];
    expect(versions.map(({ by, changed, current }) => [by.kind, changed.includes('notes'), current])).toEqual(
      [
        ['run', false, true],
        ['person', true, false],
        ['run', true, false],
      ],
    );
    expect(versions[2]).toMatchObject({ by: { kind: 'run', run }, name: 'Ada' });
    const [, , first] = versions;
    await kith.handlers['history.restore']({ contact, version: first!.version, fields: ['notes'] });
    await sync();
    expect(inCloud()).toEqual([['Augusta', 'first']]);
    await kith.handlers['history.restore']({ contact, version: first!.version });
    await sync();
    expect(inCloud()).toEqual([['Ada', 'first']]);
    expect(undo()).toMatchObject({ command: 'history.restore' });
  });

  it('restores no version in which the contact was deleted', async () => {
    create('Ada');
    const { id: contact } = given('Ada')!;
    remove('Ada');
    const [deleted] = (await kith.handlers['history.versions'](contact)) as readonly { version: number }[];
    const restoring = async () => kith.handlers['history.restore']({ contact, version: deleted!.version });
    await expect(restoring()).rejects.toThrow(/was deleted/);
    undo();
    await expect(restoring()).rejects.toThrow(/was deleted/);
    expect(given('Ada')).toBeDefined();
  });

  it('keeps in the trash for thirty days what was deleted here or there, and brings it back', async () => {
    side.add({ given: 'Ada', notes: 'kept' });
    const there = side.add({ given: 'Grace' });
    side.add({ given: 'Hedy' });
    await sync();
    remove('Ada');
    await sync();
    side.remove(there);
    await sync();
    await reopen();
    const trash = () =>
      kith.handlers['trash.list']() as unknown as readonly { name: string; by: string; contact: never }[];
    expect(trash().map(({ name, by }) => [name, by])).toEqual([
      ['Grace', 'cloud'],
      ['Ada', 'person'],
    ]);
    expect(await kith.handlers['trash.restore'](trash().map(({ contact }) => contact))).toBe(2);
    expect(trash()).toEqual([]);
    await sync();
    expect(inCloud().toSorted()).toEqual([
      ['Ada', 'kept'],
      ['Grace', null],
      ['Hedy', null],
    ]);
    undo();
    expect(trash()).toHaveLength(2);
    expect(given('Ada')).toBeUndefined();
    kith.handlers['trash.forget']([trash()[0]!.contact]);
    expect(trash()).toHaveLength(1);
    await clock.sleep(31 * 24 * 60 * 60_000);
    expect(trash()).toEqual([]);
    await reopen();
    await clock.sleep(24 * 60 * 60_000);
    await reopen();
    expect([...kith.book.trash()]).toEqual([]);
  });

  describe('a contact in the trash', () => {
    const trashed = () => [...kith.book.trash()];
    const before = async () => {
      side.add({ given: 'Ada', notes: 'kept', emails: ['ada@example.org'] });
      await sync();
      remove('Ada');
      await clock.sleep(24 * 60 * 60_000);
      return trashed();
    };
    const versionsOf = (contact: ContactRecord['id']) =>
      kith.handlers['history.versions'](contact) as unknown as Promise<readonly { version: number }[]>;

    it('gets no single field of a former version, and stays as it is', async () => {
      const was = await before();
      const { id: contact } = was[0]!;
      const [, version] = await versionsOf(contact);
      const restoring = async (fields?: readonly ['notes']) =>
        kith.handlers['history.restore']({
          contact,
          version: version!.version,
          ...(fields ? { fields } : {}),
        });
      await expect(restoring(['notes'])).rejects.toMatchObject({
        code: 'input.invalid',
        context: { reason: 'deletedNow' },
        message: expect.stringContaining('kith restore') as string,
      });
      expect(trashed()).toEqual(was);
      await sync();
      await expect(restoring(['notes'])).rejects.toMatchObject({ context: { reason: 'deletedNow' } });
      await restoring();
      expect(given('Ada')!.local!.emails).toHaveLength(1);
    });

    it.each([
      ['brought back', (id: ContactRecord['id']) => kith.handlers['trash.restore']([id])],
      [
        'made what a version of it was',
        async (contact: ContactRecord['id']) => {
          const [, version] = await versionsOf(contact);
          await kith.handlers['history.restore']({ contact, version: version!.version });
        },
      ],
    ])(
      'is there again just as it was, with its date, once an undo takes back that it was %s',
      async (_how, restore) => {
        const was = await before();
        await restore(was[0]!.id);
        await sync();
        expect(trashed()).toEqual([]);
        await reopen();
        undo();
        expect(trashed()).toEqual(was);
        await sync();
        expect([trashed(), side.all()]).toEqual([was, []]);
        redo();
        expect([trashed(), notes('Ada')]).toEqual([[], 'kept']);
      },
    );

    it('is thrown away anew by an undo if it was changed since, or would be kept no longer', async () => {
      const was = await before();
      const { id } = was[0]!;
      await kith.handlers['trash.restore']([id]);
      await sync();
      side.edit(given('Ada')!.remoteId!, { notes: 'edited' });
      await sync();
      undo();
      expect(trashed()).toMatchObject([{ id, fields: { notes: { text: 'edited' } } }]);
      const [again] = trashed();
      expect(again!.at > was[0]!.at).toBe(true);
      await kith.handlers['trash.restore']([id]);
      await clock.sleep(31 * 24 * 60 * 60_000);
      undo();
      expect(trashed()[0]!.at > again!.at).toBe(true);
    });
  });

  it('takes the whole book back to a moment, keeping what came by another account since', async () => {
    side.add({ given: 'Ada', notes: 'first' });
    side.add({ given: 'Grace' });
    await sync();
    const before = now();
    await clock.sleep(60_000);
    note('Ada', 'second');
    remove('Grace');
    create('Hedy');
    await sync();
    await reopen();
    const to = { kind: 'moment', at: before } as const;
    const counts = { restored: 1, recreated: 1, removed: 1, left: 0 };
    expect(await kith.handlers['history.preview'](to)).toMatchObject(counts);
    expect(notes('Ada')).toBe('second');
    expect(await kith.handlers['history.restoreBook'](to)).toMatchObject(counts);
    expect((await kith.handlers['backups.list']())[0]).toMatchObject({ reason: 'deletion', contacts: 2 });
    await sync();
    expect(inCloud().toSorted()).toEqual([
      ['Ada', 'first'],
      ['Grace', null],
    ]);
    expect(undo()).toMatchObject({ command: 'history.restoreBook' });
    await sync();
    expect(inCloud().toSorted()).toEqual([
      ['Ada', 'second'],
      ['Hedy', null],
    ]);
  });

  it('takes the whole book back to a backup', async () => {
    side.add({ given: 'Ada', notes: 'first' });
    await sync();
    const backup = await kith.handlers['backups.make']();
    note('Ada', 'second');
    await sync();
    expect(await kith.handlers['history.restoreBook']({ kind: 'backup', name: backup!.name })).toMatchObject({
      restored: 1,
    });
    await sync();
    expect(inCloud()).toEqual([['Ada', 'first']]);
  });
});
