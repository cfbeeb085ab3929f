// Owns: what many deletions at once, and listings that show nothing, do at both services (laws 10 and 11).
// Leaves to others: single deletions (laws.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMassDeletion } from '../../main/core/fuse.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const sync = () => kith.sync(side.account(kith));
const answer = async (deletions: 'apply' | 'restore') =>
  (await kith.handlers['sync.run'](side.account(kith), { deletions }))[0]!;
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const living = () => records().filter(({ local }) => local !== null);
const addMany = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => side.add({ given: `Person ${index}`, notes: 'n' }));
const deleteHere = (count: number) => {
  for (const { person } of living().slice(0, count)) void kith.handlers['persons.delete'](person);
};
const question = () => kith.book.account(side.account(kith))?.question ?? null;
const asks = { code: 'sync.massDeletion', retry: 'afterUser' };

describe.each([
  [10, 20, false],
  [11, 20, true],
  [50, 1000, false],
  [51, 1000, true],
  [11, 11, true],
  [0, 0, false],
])('[law 10] %i of %i', (count, of, expected) => {
  it(expected ? 'are asked about' : 'are not', () => expect(isMassDeletion(count, of)).toBe(expected));
});

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES[provider](clouds);
  });
  afterEach(() => endTestKith(kith, clouds));

  it.each(['tombstones', 'a complete listing'])(
    '[law 10] [pain 1] many deletions in the cloud, by %s, delete nothing and ask, and go on asking',
    async (how) => {
      const ids = addMany(30);
      await sync();
      for (const id of ids.slice(0, 12)) side.remove(id);
      if (how === 'a complete listing') side.expireCursors();
      expect(await sync()).toMatchObject({ pulled: 0, writes: 0, errors: [asks] });
      expect(living()).toHaveLength(30);
      expect(question()).toMatchObject({ side: 'kith', count: 12, of: 30 });
      expect(question()?.names).toContain('Person 0');
      expect((await sync()).errors).toMatchObject([asks]);
      expect(living()).toHaveLength(30);
      kith = await kith.reopen();
      expect((await sync()).errors).toMatchObject([asks]);
    },
  );

  it.each(['tombstones', 'a complete listing'])(
    '[law 10] what was asked about (%s) is deleted once a person says so',
    async (how) => {
      const ids = addMany(30);
      await sync();
      for (const id of ids.slice(0, 12)) side.remove(id);
      if (how === 'a complete listing') side.expireCursors();
      await sync();
      const report = await answer('apply');
      expect(report).toMatchObject({ errors: [], counts: { pulled: { deleted: 12 } } });
      expect(living()).toHaveLength(18);
      expect(question()).toBeNull();
      expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    },
  );

  it('[law 10] what was asked about goes back to the cloud if a person wants it kept', async () => {
    const ids = addMany(30);
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    await sync();
    expect(await answer('restore')).toMatchObject({ errors: [], counts: { pushed: { created: 12 } } });
    expect(living()).toHaveLength(30);
    expect(side.all()).toHaveLength(30);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
  });

  it('[law 10] an edit made while the question is open is kept, and a single contact can still be edited', async () => {
    const ids = addMany(30);
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    await sync();
    const find = (name: string) => living().find(({ local }) => local?.name?.given === name)!;
    for (const name of ['Person 0', 'Person 20'])
      await kith.handlers['contacts.save']({ contact: find(name).id, fields: { notes: { text: 'mine' } } });
    expect(await sync()).toMatchObject({ counts: { pushed: { created: 0, updated: 1, deleted: 0 } } });
    await answer('apply');
    expect(living()).toHaveLength(19);
    await sync();
    expect(side.all()).toHaveLength(19);
  });

  it('[law 10] contacts that the cloud names again end the question by themselves', async () => {
    const ids = addMany(30);
    await sync();
    for (const id of ids) side.edit(id, { notes: 'changed' });
    const marks = records().map((record) => ({
      ...record,
      gone: { how: 'absent' as const, at: '2026-11-20T00:00:00Z' },
    }));
    kith.book.transaction(marks.map((record) => ({ kind: 'putContact', record })));
    expect(await sync()).toMatchObject({ errors: [] });
    expect(living()).toHaveLength(30);
    expect(question()).toBeNull();
  });

  it('[law 10] many deletions here delete nothing in the cloud and ask; other edits go out', async () => {
    addMany(30);
    await sync();
    const spared = living()[29]!;
    deleteHere(12);
    await kith.handlers['contacts.save']({ contact: spared.id, fields: { notes: { text: 'edited' } } });
    expect(await sync()).toMatchObject({
      errors: [asks],
      counts: { pushed: { updated: 1, deleted: 0 } },
    });
    expect(side.all()).toHaveLength(30);
    expect(question()).toMatchObject({ side: 'cloud', count: 12, of: 30 });
    expect(await answer('apply')).toMatchObject({ errors: [], counts: { pushed: { deleted: 12 } } });
    expect(side.all()).toHaveLength(18);
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
  });

  it('[law 10] deletions here are taken back if a person says so', async () => {
    addMany(30);
    await sync();
    deleteHere(12);
    await sync();
    expect(await answer('restore')).toMatchObject({ errors: [], writes: 0 });
    expect(living()).toHaveLength(30);
    expect(side.all()).toHaveLength(30);
  });

  it('[law 10] while one side asks, the other side deletes nothing either', async () => {
    const ids = addMany(40);
    await sync();
    for (const id of ids.slice(0, 12)) side.remove(id);
    const names = ['Person 20', 'Person 21', 'Person 22'];
    const here = living().filter(({ local }) => names.includes(local?.name?.given ?? ''));
    for (const { person } of here) void kith.handlers['persons.delete'](person);
    expect(await sync()).toMatchObject({ errors: [asks], counts: { pushed: { deleted: 0 } } });
    expect(side.all()).toHaveLength(28);
  });

  it('[law 10] few deletions need no question', async () => {
    const ids = addMany(30);
    await sync();
    for (const id of ids.slice(0, 10)) side.remove(id);
    expect(await sync()).toMatchObject({ errors: [], counts: { pulled: { deleted: 10 } } });
    expect(living()).toHaveLength(20);
  });

  it('[law 11] an empty listing is doubted until a second complete one agrees', async () => {
    const ids = addMany(8);
    await sync();
    for (const id of ids) side.remove(id);
    side.expireCursors();
    expect(await sync()).toMatchObject({
      pulled: 0,
      errors: [{ code: 'sync.emptyListing', retry: 'later' }],
    });
    expect(living()).toHaveLength(8);
    expect(await sync()).toMatchObject({ errors: [], counts: { pulled: { deleted: 8 } } });
    expect(living()).toHaveLength(0);
    expect(await sync()).toMatchObject({ requests: 1, writes: 0, errors: [] });
  });
});
