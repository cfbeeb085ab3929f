// Owns: that a whole Kith comes through what the services are known to do amiss, with nothing lost, doubled or sent in
// vain. Leaves to others: what the providers make of it (contract/switches-*), the laws without trouble (laws.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRecord } from '../../main/core/replica.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;
let clock: ReturnType<typeof steppingClock>;

async function open(provider: 'google' | 'microsoft'): Promise<void> {
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock });
  side = SIDES[provider](clouds);
}
afterEach(() => endTestKith(kith, clouds));

const sync = () => kith.sync(side.account(kith));
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const named = (given: string) => records().find((record) => record.local?.name?.given === given)!;
const addMany = (count: number) =>
  Array.from({ length: count }, (_, n) => side.add({ given: `Person${n}`, family: 'Many', notes: 'old' }));
const edit = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: named(given).id, fields: { notes: { text: notes } } });
const atRest = { writes: 0, pulled: 0, pushed: 0, errors: [] };

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(() => open(provider));

  it.each([0.4, 0])(
    '[law 8] [law 11] a complete listing that names %d of the book, once, deletes nothing and holds up no edit for long',
    async (share) => {
      addMany(20);
      await sync();
      edit('Person19', 'mine');
      side.expireCursors();
      side.faults['partialListing'] = { share, times: 1 };
      await sync();
      expect(records()).toHaveLength(20);
      expect(side.all()).toHaveLength(20);
      await sync();
      expect(await sync()).toMatchObject(atRest);
      expect(side.all().filter(({ notes }) => notes === 'mine')).toHaveLength(1);
    },
  );

  it('[law 8] [law 10] [pain 1] one that does so always deletes nothing and asks, until a whole one answers', async () => {
    addMany(20);
    await sync();
    side.faults['partialListing'] = { share: 0.4, reads: 'missing' };
    for (let times = 0; times < 3; times++) {
      side.expireCursors();
      expect((await sync()).errors).toEqual([
        expect.objectContaining({ code: 'sync.massDeletion', retry: 'afterUser' }),
      ]);
      expect(kith.book.account(side.account(kith))?.question).toMatchObject({
        side: 'kith',
        count: 12,
        of: 20,
      });
      expect([records().length, side.all().length]).toEqual([20, 20]);
    }
    delete side.faults['partialListing'];
    expect(await sync()).toMatchObject(atRest);
    expect(kith.book.account(side.account(kith))?.question).toBeUndefined();
    expect(records()).toHaveLength(20);
  });

  it('[law 10] a small account that lists less deletes nothing that a direct read finds', async () => {
    addMany(10);
    await sync();
    side.faults['partialListing'] = { share: 0.4 };
    for (let times = 0; times < 3; times++) {
      side.expireCursors();
      expect(await sync()).toMatchObject({ ...atRest, counts: { pulled: { deleted: 0 } } });
    }
    expect(records()).toHaveLength(10);
  });

  it('[law 9] a create that was applied and answered with 504 is not repeated', async () => {
    await sync();
    for (const given of ['Ada', 'Grace'])
      kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields: fieldsOf({ given }) });
    side.faults['statusAfterApply'] = { code: 504, times: 1 };
    await sync();
    await sync();
    expect(
      side
        .all()
        .map(({ given }) => given)
        .sort(),
    ).toEqual(['Ada', 'Grace']);
    expect(records()).toHaveLength(2);
    expect(await sync()).toMatchObject(atRest);
  });

  it('[law 2] so is an update, which its echo does not turn into a conflict', async () => {
    const id = side.add({ given: 'Ada', notes: 'old' });
    await sync();
    edit('Ada', 'new');
    side.faults['statusAfterApply'] = { code: 504, times: 1 };
    await sync();
    await sync();
    expect(side.read(id)?.notes).toBe('new');
    expect(named('Ada').conflicts).toEqual([]);
    expect(await sync()).toMatchObject(atRest);
  });

  it('[law 1] hundreds reported as changed without an edit are no change', async () => {
    const ids = addMany(300);
    await sync();
    const before = records().map(({ local }) => local);
    for (const id of provider === 'google' ? ids.slice(0, 1) : ids) side.touch(id);
    expect(await sync()).toMatchObject(atRest);
    expect(records().map(({ local }) => local)).toEqual(before);
  });
});

describe('google', () => {
  beforeEach(() => open('google'));

  it('[law 14] a batch that is refused without a word for whom is narrowed to the one at fault, in one run', async () => {
    for (let n = 0; n < 20; n++) side.add({ given: `Old${n}`, family: 'One' });
    await sync();
    for (let n = 0; n < 20; n++) {
      edit(`Old${n}`, 'new');
      kith.handlers['contacts.create']({ accounts: [kith.google], fields: fieldsOf({ given: `New${n}` }) });
    }
    for (const given of ['Old7', 'New13']) kith.refuse(named(given).id);
    side.faults['unnamedErrors'] = true;
    const report = await sync();
    expect(report).toMatchObject({ counts: { pushed: { created: 19, updated: 19 } } });
    expect(report.errors).toHaveLength(2);
    const refused = records().filter(({ problem }) => problem !== null);
    expect(refused.map(({ local }) => local?.name?.given)).toEqual(['Old7', 'New13']);
    expect(report.writes).toBeLessThanOrEqual(25);
    expect(await sync()).toMatchObject({ ...atRest });
  });

  it('[law 1] values that come in another order each time are no change', async () => {
    side.add({ given: 'Ada', emails: ['c@x.example', 'a@x.example', 'b@x.example'] });
    await sync();
    for (let times = 0; times < 3; times++) {
      if (times % 2 === 0) side.faults['shuffle'] = true;
      else delete side.faults['shuffle'];
      side.touch('');
      expect(await sync()).toMatchObject(atRest);
    }
  });

  it('edits go on from the replies while reads give older versions, and none is lost', async () => {
    const id = side.add({ given: 'Ada', notes: 'old' });
    await sync();
    side.faults['staleReads'] = true;
    for (const notes of ['one', 'two', 'three']) {
      edit('Ada', notes);
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    }
    expect(side.read(id)?.notes).toBe('three');
    expect(named('Ada').conflicts).toEqual([]);
  });

  it('an edit that meets a newer version, read late, waits and is joined', async () => {
    const id = side.add({ given: 'Ada', notes: 'old' });
    await sync();
    edit('Ada', 'mine');
    kith.onNextWrite(() => {
      side.edit(id, { nickname: 'Countess' });
      side.faults['staleReads'] = { times: 2 };
    });
    await sync();
    await sync();
    expect(side.read(id)).toMatchObject({ notes: 'mine', nickname: 'Countess' });
    expect(named('Ada').conflicts).toEqual([]);
    expect(await sync()).toMatchObject(atRest);
  });

  it('a complete listing that is refused for its quota loses nothing and blocks no edit', async () => {
    addMany(3);
    await sync();
    edit('Person1', 'mine');
    side.expireCursors();
    side.faults['fullListingQuota'] = true;
    expect((await sync()).errors).toEqual([expect.objectContaining({ code: 'provider.throttled' })]);
    expect(records()).toHaveLength(3);
    edit('Person2', 'mine too');
    delete side.faults['fullListingQuota'];
    await clock.sleep(3_600_000);
    expect(await sync()).toMatchObject({ errors: [], pushed: 2 });
  });

  it("the service's own merge of two contacts is one here too, with an edit of the one that went", async () => {
    const ids = ['Ada', 'Countess'].map((given) => side.add({ given, emails: [`${given}@example.org`] }));
    await sync();
    clouds.google.book.merge(ids[0]!, ids[1]!);
    expect(await sync()).toMatchObject({ counts: { pulled: { updated: 1, deleted: 1 } }, errors: [] });
    expect(named('Ada').local?.emails?.map(({ address }) => address)).toEqual([
      'Ada@example.org',
      'Countess@example.org',
    ]);
    expect(records()).toHaveLength(1);
    expect(await sync()).toMatchObject(atRest);
  });

  it('[law 9] two markers on one contact, of two creates that Google merged, stay one contact', async () => {
    for (const given of ['Ada', 'Countess'])
      kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields: fieldsOf({ given }) });
    await sync();
    const [one, two] = records();
    clouds.google.book.merge(one!.remoteId!, two!.remoteId!);
    await sync();
    expect(records()).toHaveLength(1);
    edit(records()[0]!.local!.name!.given!, 'mine');
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(side.all()).toHaveLength(1);
    expect(await sync()).toMatchObject(atRest);
  });
});

describe('microsoft', () => {
  beforeEach(() => open('microsoft'));

  it('another save under way, and the conflict that comes on reads, pass by themselves', async () => {
    const id = side.add({ given: 'Ada', notes: 'old' });
    await sync();
    edit('Ada', 'new');
    side.faults['concurrentItemSave'] = { times: 2 };
    side.faults['spuriousConflict'] = { times: 1, status: 409, reads: true };
    await sync();
    await sync();
    expect(side.read(id)?.notes).toBe('new');
    expect(await sync()).toMatchObject(atRest);
  });

  it('[law 8] a last deletion that Graph never tells is found by the next complete listing', async () => {
    const id = side.add({ given: 'Ada' });
    await sync();
    side.faults['lastDeletionMissing'] = true;
    side.remove(id);
    expect(await sync()).toMatchObject(atRest);
    expect(records()).toHaveLength(1);
    side.expireCursors();
    await sync();
    side.expireCursors();
    await sync();
    expect(records()).toHaveLength(0);
  });

  it('[law 8] tombstones in a first round bury nothing that is there', async () => {
    const family = clouds.microsoft.book.createFolder('Family');
    const [gone, moved] = addMany(4);
    await sync();
    side.remove(gone!);
    clouds.microsoft.book.move(moved!, family);
    side.faults['removedInFirstRound'] = true;
    side.expireCursors();
    await sync();
    expect(records()).toHaveLength(3);
    expect(await sync()).toMatchObject(atRest);
  });
});
