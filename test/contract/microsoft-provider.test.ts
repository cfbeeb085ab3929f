// Owns: the Microsoft provider against the practice cloud: pulls, resets, folders, economy, faults of the network.
// Leaves to others: writes (microsoft-provider-writes.test.ts), single rows of the mapping (test/unit/providers).
import { describe, expect, it } from 'vitest';
import { AppError } from '../../main/core/errors.ts';
import type { RequestLog } from '../clouds/kit/log.ts';
import type { RemoteContact, RemotePage } from '../../main/providers/provider.ts';
import { collect, connect, people } from './microsoft-setup.ts';

describe('pull', () => {
  it('lists a folder completely, page by page, each page with its own cursor', async () => {
    const { pull, cloud } = await connect({ contacts: people(450) });
    const pages = await pull(null);
    expect(pages.map((page) => page.contacts.length)).toEqual([200, 200, 50]);
    expect(pages.map((page) => page.startsListing)).toEqual([true, false, false]);
    expect(pages.map((page) => page.completed.length > 0)).toEqual([false, false, true]);
    expect(pages[2]?.completed).toContain(pages[0]?.contacts[0]?.scope);
    expect(new Set(pages.map((page) => page.cursor)).size).toBe(3);
    expect(new Set(collect(pages).map((contact) => contact.remoteId)).size).toBe(450);
    expect(
      collect(pages).find((contact) => contact.fields.name?.given === 'Person007')?.readOnly.createdAt,
    ).toBeDefined();
    expect(
      cloud.log.requests.every((request) => /IdType="ImmutableId"/.test(request.headers['prefer'] ?? '')),
    ).toBe(true);
    const deltas = cloud.log.requests.filter((request) => request.path.endsWith('/delta'));
    expect(deltas.every((request) => /odata\.maxpagesize=200/.test(request.headers['prefer'] ?? ''))).toBe(
      true,
    );
    expect(Object.keys(deltas[0]?.query ?? { none: '' })).toEqual([]);
  });

  it('brings 1,000 contacts in no more than 20 requests and an idle run in one', async () => {
    const { pull, cloud } = await connect({ contacts: people(1000) });
    const pages = await pull(null);
    expect(collect(pages)).toHaveLength(1000);
    expect(cloud.log.requests.length).toBeLessThanOrEqual(20);
    cloud.log.clear();
    const idle = await pull(last(pages));
    expect(idle.map((page) => [page.contacts.length, page.startsListing, page.completed])).toEqual([
      [0, false, []],
    ]);
    expect(cloud.log.requests).toHaveLength(1);
  });

  it('brings only what changed, whole and with extended properties, and tombstones', async () => {
    const { pull, cloud } = await connect({ contacts: people(5) });
    const pages = await pull(null);
    const [one, two] = collect(pages);
    cloud.faults.sparseDelta = true;
    cloud.book.edit(one?.remoteId ?? '', {
      jobTitle: 'Analyst',
      singleValueExtendedProperties: [{ id: 'String 0x3A21', value: '555-1' }],
    });
    cloud.book.remove(two?.remoteId ?? '');
    const [page] = await pull(last(pages));
    expect(page?.contacts.map((contact) => contact.remoteId)).toEqual([one?.remoteId]);
    expect(page?.contacts[0]?.fields).toMatchObject({
      name: { given: one?.fields.name?.given },
      organizations: [{ title: 'Analyst' }],
      phones: [{ kind: 'pager', number: '555-1' }],
    });
    expect(page?.tombstones).toEqual([two?.remoteId]);
  });

  it.each([
    'SyncStateNotFound',
    'resyncRequired',
    'SyncStateInvalid',
    'ErrorInvalidIdMalformed',
    'ErrorItemNotFound',
  ] as const)('takes %s for an expired cursor', async (code) => {
    const { pull, cloud } = await connect({ contacts: people(2) });
    const pages = await pull(null);
    cloud.faults.deltaReset = { code };
    await expect(pull(last(pages))).rejects.toMatchObject({ code: 'provider.cursorExpired' });
  });

  it('takes a text that is not its own for an expired cursor', async () => {
    const { pull } = await connect({});
    for (const text of ['', '{"v":7,"foldersAt":0,"folders":[]}', 'https://graph.example/delta']) {
      await expect(pull(text)).rejects.toMatchObject({ code: 'provider.cursorExpired' });
    }
  });

  it('bears repeated entries, an empty last page and a contact that is listed but not found by id', async () => {
    const { pull, cloud } = await connect({ contacts: people(410) });
    Object.assign(cloud.faults, { repeatInDelta: true, emptyLastPage: true, notFoundAfterCreate: 3 });
    const pages = await pull(null);
    expect(new Set(collect(pages).map((contact) => contact.remoteId)).size).toBe(410);
    cloud.book.create({ givenName: 'Fresh', displayName: 'Fresh' });
    const [page] = await pull(last(pages));
    expect(page?.contacts.map((contact) => contact.fields.name?.given)).toEqual(['Fresh']);
  });

  it('goes on from where a throttled batch stopped', async () => {
    const { pull, cloud } = await connect({ contacts: people(18) });
    cloud.faults.batchConcurrency = 7;
    cloud.faults.batchRetryAfter = 'decimal';
    cloud.log.clear();
    const attempts: unknown[] = [];
    let pages: readonly RemotePage[] = [];
    while (pages.length === 0 && attempts.length < 5) {
      try {
        pages = await pull(null);
      } catch (error) {
        const { code, context } = error as AppError;
        attempts.push([code, context['retryAfter'], context['progress']]);
      }
    }
    expect(attempts).toEqual([['provider.throttled', 2.128, true]]);
    expect(collect(pages)).toHaveLength(18);
    // Each try looks for folders first, by four parts.
    expect(sizes(cloud), '[law 14] fewer at once, and only the rest').toEqual([4, 18, 4, 4, 4, 3]);
  });

  it('asks for as many at once as are answered, and for nothing more after a refusal', async () => {
    const { pull, cloud, provider, account } = await connect({ contacts: people(10) });
    const ids = collect(await pull(null)).map(({ remoteId }) => remoteId);
    cloud.log.clear();
    cloud.faults.batchConcurrency = 3;
    const read = () => provider.fetch(account, ids);
    await expect(read()).rejects.toMatchObject({ context: { progress: true } });
    expect((await read()).size).toBe(10);
    expect(sizes(cloud)).toEqual([10, 3, 3, 1]);
    cloud.faults.batchConcurrency = 0;
    cloud.log.clear();
    for (let time = 0; time < 2; time++) {
      const error = (await read().catch((thrown: unknown) => thrown)) as AppError;
      expect(error.code).toBe('provider.throttled');
      expect(error.context).not.toHaveProperty('progress');
    }
    expect(sizes(cloud)).toEqual([3, 3]);
  });

  it('goes on from there with contacts that are gone, and with creates that are looked for', async () => {
    const { pull, cloud, provider, account } = await connect({ contacts: people(18) });
    const pages = await pull(null);
    const creates = Array.from({ length: 18 }, (_, index) => ({
      kind: 'create' as const,
      key: `${index}`,
      createKey: `key-${index}`,
      fields: { name: { given: `New ${index}` } },
    }));
    const ids = collect(pages).map(({ remoteId }) => remoteId);
    for (const id of ids) cloud.book.remove(id);
    const tries = async <T>(work: () => Promise<T>): Promise<T> => {
      cloud.faults.batchConcurrency = 7;
      for (let attempt = 1; ; attempt++) {
        const result = await work().catch((thrown: unknown) => thrown as AppError);
        if (!(result instanceof AppError)) return result;
        expect(result.code).toBe('provider.throttled');
        expect(attempt).toBeLessThan(6);
      }
    };
    const changes = await tries(() => pull(last(pages)));
    expect(changes.flatMap(({ tombstones }) => tombstones).sort()).toEqual(ids.sort());
    expect(await tries(() => provider.fetch(account, ids))).toEqual(new Map());
    delete cloud.faults.batchConcurrency;
    await provider.write(account, creates);
    const keys = creates.map(({ createKey }) => createKey);
    expect([...(await tries(() => provider.findCreated(account, keys))).keys()].sort()).toEqual(keys.sort());
  });
});

describe('folders', () => {
  it('finds sub-folders at a listing and again after a day, and reads each', async () => {
    const { pull, cloud, clock } = await connect({ contacts: people(2) });
    const family = cloud.book.createFolder('Family');
    const near = cloud.book.createFolder('Near', family);
    cloud.book.create({ givenName: 'Aunt' }, family);
    cloud.book.create({ givenName: 'Cousin' }, near);
    const pages = await pull(null);
    expect(collect(pages)).toHaveLength(4);
    expect(collect(pages).find((contact) => contact.fields.name?.given === 'Cousin')?.scope).toBe(near);
    expect(pages.flatMap((page) => page.completed)).toEqual(expect.arrayContaining([family, near]));
    expect(pages.filter((page) => page.startsListing)).toHaveLength(1);

    const late = cloud.book.createFolder('Late');
    cloud.book.create({ givenName: 'Late' }, late);
    expect(collect(await pull(last(pages)))).toEqual([]);
    clock.forward(25 * 3_600_000);
    const next = await pull(last(pages));
    expect(collect(next).map((contact) => contact.scope)).toEqual([late]);
    expect(next.some((page) => page.startsListing)).toBe(false);
  });

  it('finds new ones after a clock that was ahead is right again', async () => {
    const { pull, cloud, clock } = await connect({ contacts: people(1) });
    clock.forward(30 * 86_400_000);
    const pages = await pull(null);
    clock.forward(-30 * 86_400_000);
    const late = cloud.book.createFolder('Late');
    cloud.book.create({ givenName: 'Late' }, late);
    expect(collect(await pull(last(pages))).map((contact) => contact.scope)).toEqual([late]);
  });

  it.each([
    ['into', 0],
    ['out of', 1],
  ])('brings a contact that moved %s a sub-folder, and no tombstone', async (_way, from) => {
    const { pull, cloud } = await connect({ contacts: people(1) });
    const family = cloud.book.createFolder('Family');
    cloud.book.create({ givenName: 'Aunt' }, family);
    const pages = await pull(null);
    const contact = collect(pages)[from];
    cloud.book.move(contact?.remoteId ?? '', from === 0 ? family : 'contacts');
    const next = await pull(last(pages));
    expect(next.flatMap((page) => page.tombstones)).toEqual([]);
    expect(new Set(collect(next).map((one) => one.remoteId))).toEqual(new Set([contact?.remoteId]));
    expect(new Set(collect(next).map((one) => one.scope))).toEqual(
      new Set([from === 0 ? family : collect(pages)[0]?.scope]),
    );
  });

  it('begins a complete listing when a folder is gone, and ends that folder with it', async () => {
    const { pull, cloud, send } = await connect({ contacts: people(1) });
    const family = cloud.book.createFolder('Family');
    cloud.book.create({ givenName: 'Aunt' }, family);
    const pages = await pull(null);
    await send('DELETE', `/v1.0/me/contactFolders/${family}`);
    const next = await pull(last(pages));
    expect(next.filter((page) => page.startsListing)).toHaveLength(1);
    expect(next.at(-1)?.completed).toContain(family);
    expect(JSON.parse(next.at(-1)?.cursor ?? '{}')).not.toHaveProperty('gone');
  });
});

describe('folders in passing trouble', () => {
  it('lists nothing before it knows all folders', async () => {
    const { pull, cloud } = await connect({ contacts: people(1) });
    const family = cloud.book.createFolder('Family');
    cloud.faults.status = { code: 429, match: `${family}/childFolders` };
    await expect(pull(null)).rejects.toMatchObject({ code: 'provider.throttled' });
  });

  it.each([429, 400])('does not take folders that are not shown (%i) for gone', async (code) => {
    const { pull, cloud, clock } = await connect({ contacts: people(1) });
    const near = cloud.book.createFolder('Near', cloud.book.createFolder('Family'));
    cloud.book.create({ givenName: 'Cousin' }, near);
    const pages = await pull(null);
    clock.forward(25 * 3_600_000);
    cloud.faults.status = { code, match: 'childFolders' };
    const next = await pull(last(pages)).catch((error: unknown) => error);
    if (code === 429) expect(next).toMatchObject({ code: 'provider.throttled' });
    else expect(next).toMatchObject([{ startsListing: false }, {}, { startsListing: false }]);
  });
});

describe('answers that are none', () => {
  it.each([
    ['HTML from a failing proxy', { html: { status: 502 } }, 'provider.unavailable'],
    ['a forbidden account', { status: { code: 403 } }, 'provider.forbidden'],
  ] as const)('reading: %s', async (_what, faults, code) => {
    const { pull, provider, account, cloud } = await connect({ contacts: people(1) });
    Object.assign(cloud.faults, faults);
    await expect(pull(null)).rejects.toMatchObject({ code });
    await expect(provider.findCreated(account, ['k1'])).rejects.toBeInstanceOf(AppError);
    await expect(provider.fetch(account, ['AAMk='])).rejects.toBeInstanceOf(AppError);
  });
});

describe('fetch', () => {
  it('reads contacts by id with extended properties and leaves out those that are gone', async () => {
    const { pull, provider, account, cloud } = await connect({ contacts: people(25) });
    const contacts = collect(await pull(null));
    cloud.book.edit(contacts[3]?.remoteId ?? '', { weddingAnniversary: '2001-05-06' });
    cloud.book.remove(contacts[4]?.remoteId ?? '');
    const found = await provider.fetch(
      account,
      contacts.map((contact) => contact.remoteId),
    );
    expect(found.size).toBe(24);
    expect((found.get(contacts[3]?.remoteId ?? '') as RemoteContact).fields.events).toEqual([
      { id: 'events.anniversary', kind: 'anniversary', date: { year: 2001, month: 5, day: 6 } },
    ]);
  });
});

describe('what a throttled read leaves behind', () => {
  it('is not taken for the present version after a write', async () => {
    const { pull, provider, account, cloud } = await connect({ contacts: people(6) });
    const contacts = collect(await pull(null));
    const ids = contacts.map((contact) => contact.remoteId);
    cloud.faults.batchConcurrency = 3;
    await expect(provider.fetch(account, ids)).rejects.toMatchObject({ code: 'provider.throttled' });
    const [first] = contacts as [RemoteContact];
    const { remoteId, etag, fields: base } = first;
    const changed = ['fileAs'] as const;
    await provider.write(account, [
      { kind: 'update', key: 'u', remoteId, etag, base, fields: { ...base, fileAs: 'new' }, changed },
    ]);
    expect((await provider.fetch(account, [remoteId])).get(remoteId)?.fields.fileAs).toBe('new');
  });
});

/** How many parts each batch had. */
function sizes(cloud: { readonly log: RequestLog }): readonly number[] {
  return cloud.log.requests
    .filter(({ path }) => path.endsWith('/$batch'))
    .map(({ body }) => (body as { requests: unknown[] }).requests.length);
}

function last(pages: readonly RemotePage[]): string {
  return pages.at(-1)?.cursor ?? '';
}
