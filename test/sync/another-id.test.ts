// Owns: the cases of random histories (simulation.test.ts) in which a Google contact got another id on the way.
// Leaves to others: the other cases that they found (simulation-found.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const records = (): readonly ContactRecord[] => kith.book.contactsOf(side.account(kith));
const only = (): ContactRecord => {
  expect(records()).toHaveLength(1);
  return records()[0]!;
};
const note = (text: string, record = records()[0]!) =>
  void kith.handlers['contacts.save']({ contact: record.id, fields: { notes: { text } } });

/** What the contact is called since its last new id. */
const second = (): string => String(clouds.google.book.all()[0]!['resourceName']);

/** Listed under its new id, while nobody answers whether the former one is gone: two contacts here until the next sync. */
async function renamedWithoutAReply(): Promise<void> {
  clouds.google.book.rename(records()[0]!.remoteId!);
  side.expireCursors();
  side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
  await sync();
  delete side.faults['status'];
  expect(records()).toHaveLength(2);
}

describe('a contact that got another id', () => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES.google(clouds);
  });
  afterEach(() => endTestKith(kith, clouds));

  it('[law 8] met by a complete listing stays one and keeps its edit', async () => {
    const id = side.add({ given: 'Ada' });
    await sync();
    const { id: before } = only();
    note('mine');
    clouds.google.book.rename(id);
    side.expireCursors();
    expect(await sync()).toMatchObject({ errors: [], pushed: 1 });
    expect(only().id).toBe(before);
    expect(side.all()).toEqual([expect.objectContaining({ notes: 'mine' })]);
    expect(await sync()).toMatchObject({ writes: 0, requests: 1 });
  });

  it('[law 8] stays one too if it was created here a moment ago', async () => {
    void kith.handlers['contacts.create']({
      accounts: [side.account(kith)],
      fields: { name: { given: 'Ada' } },
    });
    await sync();
    clouds.google.book.rename(only().remoteId!);
    side.expireCursors();
    await sync();
    expect(only().local?.name?.given).toBe('Ada');
  });

  it('[law 4] deleted here, and edited under that on both sides, keeps both edits', async () => {
    side.add({ given: 'Ada' });
    await sync();
    kith.handlers['persons.delete'](only().person);
    const now = clouds.google.book.rename(only().remoteId!);
    side.expireCursors();
    side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
    await sync();
    const twin = records().find(({ local }) => local !== null)!;
    note('mine', twin);
    side.edit(String(now['resourceName']), { notes: 'theirs' });
    delete side.faults['status'];
    expect(await sync()).toMatchObject({ conflicts: 1, errors: [] });
    expect(only()).toMatchObject({
      local: { notes: { text: 'mine' } },
      conflicts: [{ mine: 'mine', theirs: 'theirs' }],
    });
    expect(side.all()).toEqual([expect.objectContaining({ notes: 'theirs' })]);
  });

  it('[law 3] known by both, and edited under the new one in one place on both sides, is a conflict', async () => {
    side.add({ given: 'Ada' });
    await sync();
    const now = clouds.google.book.rename(only().remoteId!);
    side.expireCursors();
    side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
    await sync();
    const twin = records().find(({ remoteId }) => remoteId === now['resourceName'])!;
    note('mine', twin);
    delete side.faults['status'];
    // After the list that would have told of it.
    kith.beforeRequest((url) => {
      if (url.includes('batchGet')) side.edit(twin.remoteId!, { notes: 'theirs' });
    });
    expect(await sync()).toMatchObject({ conflicts: 1, errors: [] });
    expect(only().conflicts).toMatchObject([{ path: 'notes.text', mine: 'mine', theirs: 'theirs' }]);
    expect(side.all()).toEqual([expect.objectContaining({ notes: 'theirs' })]);
  });

  it('[law 4] deleted here, and known by two more ids since, is deleted there too', async () => {
    side.add({ given: 'Ada' });
    side.add({ given: 'Grace' });
    await sync();
    const ada = kith.named(kith.google, 'Ada');
    kith.handlers['persons.delete'](ada.person);
    const { book } = clouds.google;
    side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
    let id = ada.remoteId!;
    // Each complete listing shows it as a new contact, and nobody says that the former one is gone.
    for (let round = 0; round < 2; round++) {
      id = String(book.rename(id)['resourceName']);
      side.expireCursors();
      await sync();
    }
    expect(records()).toHaveLength(4);
    delete side.faults['status'];
    await sync();
    await sync();
    expect(side.all()).toMatchObject([{ given: 'Grace' }]);
    expect(only().local?.name?.given).toBe('Grace');
  });

  it.each(['former', 'new'] as const)(
    'known by both, and edited here under both, keeps the later word: that under the %s one',
    async (later) => {
      side.add({ given: 'Ada' });
      await sync();
      await renamedWithoutAReply();
      const under = {
        former: records().find(({ remoteId }) => remoteId !== second())!,
        new: records().find(({ remoteId }) => remoteId === second())!,
      };
      note('earlier', under[later === 'new' ? 'former' : 'new']);
      note('later', under[later]);
      await sync();
      await sync();
      expect(only().local?.notes?.text).toBe('later');
      expect(side.all()).toMatchObject([{ notes: 'later' }]);
    },
  );

  it.each(['a list of changes', 'a direct read'] as const)(
    '[law 21] keeps what the cloud cannot hold, where %s tells of it',
    async (teller) => {
      const flag = { status: 'flagged' } as const;
      const fields = { name: { given: 'Ada' }, flag };
      void kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields });
      await sync();
      await renamedWithoutAReply();
      if (teller === 'a list of changes') side.edit(second(), { notes: 'theirs' });
      await sync();
      expect(only().local?.flag).toEqual(flag);
      expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
    },
  );

  it('stays one also if a write to its former id is what tells of it', async () => {
    side.add({ given: 'Ada' });
    await sync();
    const { book } = clouds.google;
    const second = String(book.rename(only().remoteId!)['resourceName']);
    side.expireCursors();
    side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
    await sync();
    const twin = records().find(({ remoteId }) => remoteId === second)!;
    note('mine', twin);
    delete side.faults['status'];
    let third: string | null = null;
    kith.beforeRequest((url) => {
      if (!url.includes('batchGet') || third !== null) return;
      third = String(book.rename(second)['resourceName']);
      side.edit(third, { family: 'Lovelace' });
    });
    await sync();
    await sync();
    expect(only()).toMatchObject({ remoteId: third, local: { notes: { text: 'mine' } } });
    expect(side.all()).toMatchObject([{ notes: 'mine', family: 'Lovelace' }]);
  });

  it('stays one also if it got a third while it was known by two', async () => {
    side.add({ given: 'Ada' });
    await sync();
    const { book } = clouds.google;
    const second = String(book.rename(only().remoteId!)['resourceName']);
    side.expireCursors();
    side.faults['status'] = { code: 503, times: 1000, match: 'batchGet' };
    await sync();
    expect(records()).toHaveLength(2);
    delete side.faults['status'];
    let third: string | null = null;
    kith.beforeRequest((url) => {
      if (url.includes('batchGet')) third ??= String(book.rename(second)['resourceName']);
    });
    await sync();
    await sync();
    expect(only().remoteId).toBe(third);
    expect(side.all()).toHaveLength(1);
  });

  it('twice between two syncs stays one', async () => {
    const id = side.add({ given: 'Ada' });
    await sync();
    note('mine');
    clouds.google.book.rename(String(clouds.google.book.rename(id)['resourceName']));
    await sync();
    expect(only().local?.notes?.text).toBe('mine');
    expect(side.all()).toHaveLength(1);
  });
});
