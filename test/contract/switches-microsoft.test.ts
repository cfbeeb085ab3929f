// Owns: that the Microsoft provider, over fetch, meets each switch of the practice Graph rightly that no other test turns
// on. Leaves to others: the cases of every provider (provider-suite.ts), the engine (test/sync/switches).
import { describe, expect, it } from 'vitest';
import { sameFields } from '../../main/core/fields.ts';
import type { RemoteContact, RemotePage } from '../../main/providers/provider.ts';
import { create, FULL, remove, update } from './microsoft-full-contact.ts';
import { collect, connect, people } from './microsoft-setup.ts';

const last = (pages: readonly RemotePage[]): string => pages.at(-1)?.cursor ?? '';

describe('delta', () => {
  it('tombstones in the first round bury nothing that is there', async () => {
    const { cloud, pull } = await connect({ contacts: people(5) });
    const family = cloud.book.createFolder('Family');
    const [gone, moved] = collect(await pull(null)) as [RemoteContact, RemoteContact];
    cloud.book.remove(gone.remoteId);
    cloud.book.move(moved.remoteId, family);
    cloud.faults.removedInFirstRound = true;
    const pages = await pull(null);
    expect(new Set(pages.flatMap(({ tombstones }) => tombstones))).toEqual(new Set([gone.remoteId]));
    expect(new Set(collect(pages).map(({ remoteId }) => remoteId)).size).toBe(4);
  });

  it('that keeps the deletion of the last contact to itself brings nothing; a complete listing does', async () => {
    const { cloud, pull } = await connect({ contacts: people(1) });
    const pages = await pull(null);
    cloud.faults.lastDeletionMissing = true;
    cloud.book.remove(collect(pages)[0]!.remoteId);
    expect(await pull(last(pages))).toMatchObject([{ contacts: [], tombstones: [], completed: [] }]);
    expect((await pull(null)).at(-1)?.completed).not.toEqual([]);
  });

  it.each(['ResyncRequired', 'InvalidDeltaToken'] as const)('%s means an expired cursor', async (code) => {
    const { cloud, pull } = await connect({ contacts: people(2) });
    const pages = await pull(null);
    cloud.faults.deltaReset = { code };
    await expect(pull(last(pages))).rejects.toMatchObject({ code: 'provider.cursorExpired' });
  });

  it('lists that name a part are complete all the same: who asks again learns more', async () => {
    const { account, cloud, provider, pull } = await connect({ contacts: people(10) });
    const ids = collect(await pull(null)).map(({ remoteId }) => remoteId);
    cloud.faults.partialListing = { share: 0.4, times: 1 };
    const pages = await pull(null);
    expect([collect(pages).length, pages.at(-1)?.completed.length]).toEqual([4, 2]);
    expect((await provider.fetch(account, ids)).size).toBe(10);
    cloud.faults.partialListing = { share: 0.4, reads: 'missing' };
    await pull(null);
    expect((await provider.fetch(account, ids)).size).toBe(4);
  });
});

describe('writes', () => {
  it('another save under way (503 ConcurrentItemSave) leaves the write to be sent again', async () => {
    const { account, cloud, provider, pull } = await connect({ contacts: people(2) });
    const [one, two] = collect(await pull(null)) as [RemoteContact, RemoteContact];
    cloud.faults.concurrentItemSave = { times: 2 };
    const batch = [update(one, { ...one.fields, fileAs: 'x' }), remove(two)];
    const outcomes = await provider.write(account, batch);
    expect(outcomes).toMatchObject([
      { kind: 'notApplied', error: { code: 'provider.unavailable' } },
      { kind: 'notApplied' },
    ]);
    expect((await provider.write(account, batch)).map(({ kind }) => kind)).toEqual(['done', 'done']);
  });

  it('the conflict that comes on reads passes by itself', async () => {
    const { account, cloud, provider, pull } = await connect({ contacts: people(1) });
    const [one] = collect(await pull(null)) as [RemoteContact];
    cloud.faults.spuriousConflict = { times: 1, status: 409, reads: true };
    await expect(provider.fetch(account, [one.remoteId])).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
    expect((await provider.fetch(account, [one.remoteId])).size).toBe(1);
  });

  it('a mailbox that drops the marker of a create still answers it, and nothing is read as changed', async () => {
    const { account, cloud, provider, pull } = await connect({});
    cloud.faults.extendedDroppedOnCreate = true;
    const [outcome] = await provider.write(account, [create('a', { name: { display: 'Ann' } })]);
    expect(outcome).toMatchObject({ kind: 'done', contact: { fields: { name: { display: 'Ann' } } } });
    const [pulled] = collect(await pull(null)) as [RemoteContact];
    expect(sameFields(pulled.fields, (outcome as { contact: RemoteContact }).contact.fields)).toBe(true);
  });
});

describe.each(['v1.0', 'beta'] as const)('spelling in %s', (graph) => {
  it.each(['empty', 'absent'] as const)('an unset text that is %s is an unset text', async (unset) => {
    const one = await connect({ contacts: [...people(2), FULL] }, graph);
    const before = collect(await one.pull(null));
    one.cloud.faults.unset = unset;
    const after = collect(await one.pull(null));
    expect(after).toHaveLength(3);
    for (const contact of after) {
      const former = before.find(({ remoteId }) => remoteId === contact.remoteId)!;
      expect(contact.fields).toEqual(former.fields);
    }
  });

  it.each([-11, -5, 0, 1, 9, 11])(
    '[pain 6] a birthday written as a local midnight (UTC%i) is its day, and an edit does not move it',
    async (birthdayMidnight) => {
      const one = await connect(
        { contacts: [{ ...people(1)[0]!, birthday: '1980-05-04T11:59:00Z' }] },
        graph,
      );
      one.cloud.faults.birthdayMidnight = birthdayMidnight;
      const [contact] = collect(await one.pull(null)) as [RemoteContact];
      expect(contact.fields.birthday).toEqual({ date: { year: 1980, month: 5, day: 4 } });
      await one.provider.write(one.account, [update(contact, { ...contact.fields, fileAs: 'x' })]);
      const [again] = collect(await one.pull(null)) as [RemoteContact];
      expect([again.fields.birthday, again.fields.fileAs]).toEqual([contact.fields.birthday, 'x']);
    },
  );
});

it.each(['documented', 'incomingBytes', 'activityLimitReached', 'unknownError', 'tooManyObjects'] as const)(
  'a 429 with the body "%s" asks to slow down',
  async (throttleBody) => {
    const { account, cloud, provider, pull } = await connect({ contacts: people(1) });
    const pages = await pull(null);
    Object.assign(cloud.faults, { throttleBody, status: { code: 429 } });
    await expect(pull(last(pages))).rejects.toMatchObject({ code: 'provider.throttled' });
    await expect(provider.write(account, [create('a', {})])).rejects.toMatchObject({
      code: 'provider.throttled',
    });
    expect(cloud.book.all()).toHaveLength(1);
  },
);
