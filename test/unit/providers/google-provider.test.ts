// Owns: the requests of the Google provider, word for word, and its reading of listings that a well-behaved cloud does
// not give. Leaves to others: failures (google-outcomes.test.ts), the protocol as a whole (test/contract), the mapping.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../main/core/json.ts';
import { READ_MASK } from '../../../main/providers/google/google-fields.ts';
import {
  account,
  create,
  etag,
  failed,
  kinds,
  person,
  problem,
  reason,
  remove,
  scripted,
  TOKEN,
  update,
} from './google-scripted.ts';

describe('requests', () => {
  it('lists with the same parameters on every page, and nothing undocumented', async () => {
    const { pull, asked } = scripted([
      { json: { connections: [person('c1')], nextPageToken: 'p2', totalItems: 2 } },
      { json: { connections: [person('c2')], nextSyncToken: 's1', totalItems: 2 } },
    ]);
    await pull(null);
    const parameters = asked.map(({ url }) => Object.fromEntries(url.searchParams));
    const fixed = {
      personFields: READ_MASK,
      sources: 'READ_SOURCE_TYPE_CONTACT',
      pageSize: '1000',
      requestSyncToken: 'true',
    };
    expect(parameters).toEqual([fixed, { ...fixed, pageToken: 'p2' }]);
    expect(asked[0]).toMatchObject({ method: 'GET', authorization: `Bearer ${TOKEN}`, body: null });
    expect(asked[0]?.url.pathname).toBe('/v1/people/me/connections');
  });

  it('repeats the sync token on later pages of changes', async () => {
    const first = scripted([{ json: { nextSyncToken: 's1' } }]);
    const cursor = (await first.pull(null))[0]!.cursor;
    const { pull, asked } = scripted([{ json: { nextPageToken: 'p2' } }, { json: { nextSyncToken: 's2' } }]);
    const pages = await pull(cursor);
    expect(
      asked.map(({ url }) => [url.searchParams.get('syncToken'), url.searchParams.get('pageToken')]),
    ).toEqual([
      ['s1', null],
      ['s1', 'p2'],
    ]);
    expect(pages.map(({ startsListing, completed }) => [startsListing, completed])).toEqual([
      [false, []],
      [false, []],
    ]);
  });

  it('keeps the token where a page of changes brings no new one', async () => {
    const cursor = (await scripted([{ json: { nextSyncToken: 's1' } }]).pull(null))[0]!.cursor;
    const pages = await scripted([{ json: {} }]).pull(cursor);
    expect(pages).toMatchObject([{ startsListing: false, completed: [], contacts: [] }]);
    const { pull, asked } = scripted([{ json: {} }]);
    await pull(pages[0]!.cursor);
    expect(asked[0]?.url.searchParams.get('syncToken')).toBe('s1');
  });

  it('lists a whole account each time where the server gives no tokens', async () => {
    const { pull, asked } = scripted([
      { json: { connections: [person('c1')] } },
      { json: { connections: null } },
    ]);
    const [first] = await pull(null);
    expect(first).toMatchObject({ startsListing: true, completed: [''] });
    expect(await pull(first!.cursor)).toMatchObject([{ startsListing: true, completed: [''] }]);
    expect(asked.map(({ url }) => url.searchParams.has('syncToken'))).toEqual([false, false]);
  });

  it('keeps the path of the root it is given', async () => {
    const { pull, asked } = scripted([{ json: { nextSyncToken: 's' } }], 'http://127.0.0.1:9/google/');
    await pull(null);
    expect(asked[0]?.url.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/google\/v1\/people\/me\/connections\?/);
  });

  it('updates one contact with both etags, its mask and a whole reply', async () => {
    const { provider, asked } = scripted([{ json: person('c1') }]);
    await provider.write(account, [update('c1')]);
    expect(asked[0]).toMatchObject({ method: 'PATCH' });
    expect(asked[0]?.url.pathname).toBe('/v1/people/c1:updateContact');
    expect(Object.fromEntries(asked[0]!.url.searchParams)).toEqual({
      updatePersonFields: 'names',
      personFields: READ_MASK,
      sources: 'READ_SOURCE_TYPE_CONTACT',
    });
    expect(asked[0]?.body).toEqual({
      etag: '%c1',
      metadata: { sources: [{ type: 'CONTACT', id: 'c1', etag: '#c1' }] },
      names: [{ givenName: 'c1' }],
    });
  });

  it('updates many in one request with one mask', async () => {
    const { provider, asked } = scripted([
      {
        json: {
          updateResult: { 'people/c1': { person: person('c1') }, 'people/c2': { person: person('c2') } },
        },
      },
    ]);
    expect(kinds(await provider.write(account, [update('c1'), update('c2')]))).toEqual({
      c1: 'done',
      c2: 'done',
    });
    expect(asked[0]?.url.pathname).toBe('/v1/people:batchUpdateContacts');
    expect(Object.keys(asked[0]?.body ?? {}).sort()).toEqual([
      'contacts',
      'readMask',
      'sources',
      'updateMask',
    ]);
    expect(asked[0]?.body).toMatchObject({
      updateMask: 'names',
      readMask: READ_MASK,
      sources: ['READ_SOURCE_TYPE_CONTACT'],
    });
    expect(Object.keys(asked[0]?.body?.['contacts'] as JsonObject)).toEqual(['people/c1', 'people/c2']);
  });

  it('deletes one and many', async () => {
    const { provider, asked } = scripted([{ json: {} }, { json: {} }]);
    expect(kinds(await provider.write(account, [remove('c1')]))).toEqual({ c1: 'done' });
    expect(kinds(await provider.write(account, [remove('c1'), remove('c2')]))).toEqual({
      c1: 'done',
      c2: 'done',
    });
    expect(asked.map(({ method, url, body }) => [method, url.pathname + url.search, body])).toEqual([
      ['DELETE', '/v1/people/c1:deleteContact', null],
      ['POST', '/v1/people:batchDeleteContacts', { resourceNames: ['people/c1', 'people/c2'] }],
    ]);
  });

  it('takes an empty reply to a delete, which some servers give, for the documented empty object', async () => {
    const { provider } = scripted([() => new Response(null, { status: 204 }), () => new Response('')]);
    for (const key of ['c1', 'c2'])
      expect(kinds(await provider.write(account, [remove(key)]))).toEqual({ [key]: 'done' });
  });

  it('[law 14] splits into batches of one kind and one mask, within the limits', () => {
    const { provider } = scripted([]);
    const operations = [
      ...Array.from({ length: 401 }, (_, index) => create(`n${index}`)),
      ...Array.from({ length: 201 }, (_, index) => update(`u${index}`)),
      update('other', { changed: ['emails'] }),
      update('same', { changed: ['favorite'] }),
      update('too', { changed: ['labels'] }),
      ...Array.from({ length: 501 }, (_, index) => remove(`d${index}`)),
    ];
    const sizes = provider.batches(operations).map((batch) => [batch[0]?.kind, batch.length]);
    expect(sizes).toEqual([
      ['create', 200],
      ['create', 200],
      ['create', 1],
      ['update', 200],
      ['update', 1],
      ['update', 1],
      ['update', 2],
      ['delete', 500],
      ['delete', 1],
    ]);
    expect(provider.batches(operations).flat()).toHaveLength(operations.length);
  });

  it('sends nothing for changes that have no place at Google', async () => {
    const { provider, asked } = scripted([]);
    expect(kinds(await provider.write(account, [update('c1', { changed: ['fileAs', 'flag'] })]))).toEqual({
      c1: 'done',
    });
    expect(asked).toEqual([]);
  });

  it('asks to read again what another version of Kith stored', async () => {
    const { provider, asked } = scripted([{ json: person('c2') }]);
    const outcomes = await provider.write(account, [update('c1', { etag: 'W/"1"' }), update('c2')]);
    expect(kinds(outcomes)).toEqual({ c1: 'stale', c2: 'done' });
    expect(asked).toHaveLength(1);
  });
});

describe('pull', () => {
  it('[law 8] says where a complete listing begins and ends, and resumes in its middle', async () => {
    const whole = scripted([
      { json: { connections: [person('c1')], nextPageToken: 'p2', totalItems: 2 } },
      { json: { connections: [person('c2')], nextSyncToken: 's1' } },
    ]);
    const pages = await whole.pull(null);
    expect(pages.map(({ startsListing, completed, total }) => [startsListing, completed, total])).toEqual([
      [true, [], 2],
      [false, [''], null],
    ]);
    const resumed = scripted([{ json: { connections: [person('c2')], nextSyncToken: 's1' } }]);
    const rest = await resumed.pull(pages[0]!.cursor);
    expect(resumed.asked[0]?.url.searchParams.get('pageToken')).toBe('p2');
    expect(rest).toEqual([{ ...pages[1], cursor: pages[1]!.cursor }]);
  });

  it('tells tombstones, new names and what it knows already', async () => {
    const cursor = (await scripted([{ json: { nextSyncToken: 's1' } }]).pull(null))[0]!.cursor;
    const { pull } = scripted([
      {
        json: {
          connections: [
            { resourceName: 'people/gone', metadata: { deleted: true } },
            person('new', {
              metadata: {
                previousResourceNames: ['people/old', 'people/new'],
                sources: [{ type: 'CONTACT', id: 'new', etag: '#2' }],
              },
            }),
            person('same'),
          ],
          nextSyncToken: 's2',
        },
      },
    ]);
    const [page] = await pull(cursor, { 'people/same': etag('same'), 'people/new': etag('older') });
    expect(page?.tombstones).toEqual(['people/gone']);
    expect(page?.renamed).toEqual([{ from: 'people/old', to: 'people/new' }]);
    expect(page?.unchanged).toEqual(['people/same']);
    expect(page?.contacts.map(({ remoteId }) => remoteId)).toEqual(['people/new']);
  });

  it('fetches contacts whose list was cut at 100 values', async () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `${index}@x` }));
    const { pull, asked } = scripted([
      {
        json: {
          connections: [
            person('c1', { emailAddresses: values(100) }),
            person('c2', { phoneNumbers: values(99) }),
          ],
          nextSyncToken: 's',
        },
      },
      {
        json: {
          responses: [
            { requestedResourceName: 'people/c1', person: person('c1', { emailAddresses: values(130) }) },
          ],
        },
      },
    ]);
    const [page] = await pull(null);
    expect(page?.contacts.map(({ fields }) => fields.emails?.length ?? fields.phones?.length)).toEqual([
      130, 99,
    ]);
    expect(asked[1]?.url.searchParams.getAll('resourceNames')).toEqual(['people/c1']);
  });

  it('does not follow a page that leads back to itself', async () => {
    const { pull } = scripted([
      { json: { nextPageToken: 'p2' } },
      { json: { nextPageToken: 'p3' } },
      { json: { nextPageToken: 'p2' } },
    ]);
    expect((await failed(pull(null))).code).toBe('provider.badResponse');
  });

  it.each([
    ['no list', { connections: {}, nextSyncToken: 's' }],
    ['a contact without a name', { connections: [{ names: [] }], nextSyncToken: 's' }],
  ])('does not trust a page with %s', async (_, json) => {
    expect((await failed(scripted([{ json }]).pull(null))).code).toBe('provider.badResponse');
  });

  it.each([
    ['the documented reason', problem(400, 'FAILED_PRECONDITION', 'x', reason('EXPIRED_SYNC_TOKEN'))],
    [
      'the message alone',
      problem(400, '', 'Sync token is expired. Clear local cache and retry call without the sync token.'),
    ],
    ['410', problem(410, 'GONE', 'x')],
    ['an unknown token', problem(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.')],
  ])('begins anew when a cursor has expired: %s', async (_, reply) => {
    const pages = await scripted([{ json: { nextPageToken: 'p2' } }, { json: { nextSyncToken: 's1' } }]).pull(
      null,
    );
    for (const { cursor } of pages)
      expect((await failed(scripted([reply]).pull(cursor))).code).toBe('provider.cursorExpired');
    const withoutToken = await failed(scripted([reply]).pull(null));
    expect(withoutToken.code).toBe('provider.rejected');
  });

  it.each(['nonsense', '{}', '{"v":1,"mask":"older","syncToken":"s"}', '{"v":2}'])(
    'begins anew from the cursor of another version: %s',
    async (cursor) => {
      const { pull, asked } = scripted([]);
      expect((await failed(pull(cursor))).code).toBe('provider.cursorExpired');
      expect(asked).toEqual([]);
    },
  );
});

describe('fetch', () => {
  it('gives contacts by the names asked for, in requests of 200, without those that are gone', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `people/c${index}`);
    const responses = names
      .slice(0, 200)
      .map((name, index) =>
        index === 3
          ? { requestedResourceName: name, httpStatusCode: 404, status: { code: 5 } }
          : { requestedResourceName: name, person: person(index === 4 ? 'renamed' : name.slice(7)) },
      );
    const gone = problem(404, 'NOT_FOUND', 'x');
    const { provider, asked } = scripted([{ json: { responses } }, gone, gone]);
    const found = await provider.fetch(account, names);
    expect(found.size).toBe(199);
    expect(found.has('people/c3')).toBe(false);
    expect(found.get('people/c4')?.remoteId).toBe('people/renamed');
    expect(asked.map(({ url }) => url.searchParams.getAll('resourceNames').length)).toEqual([200, 1, 0]);
    expect(asked[2]?.url.pathname).toBe('/v1/people/c200');
  });

  it('does not take silence for a deletion', async () => {
    const { provider } = scripted([
      { json: { responses: [{ requestedResourceName: 'people/c1', person: person('c1') }] } },
      { json: {} },
    ]);
    expect((await failed(provider.fetch(account, ['people/c1', 'people/c2']))).code).toBe(
      'provider.badResponse',
    );
  });

  it.each([
    ['a server without batchGet', problem(404, 'NOT_FOUND', 'Method not found.')],
    [
      'a batch that fails for one of its contacts',
      problem(404, 'NOT_FOUND', 'Requested entity was not found.'),
    ],
    ['a batch that leaves contacts out', { json: {} }],
  ])('asks one by one at %s, and takes nothing there for deleted', async (_, batch) => {
    const { provider, asked } = scripted([batch, { json: person('c1') }, problem(404, 'NOT_FOUND', 'x')]);
    const found = await provider.fetch(account, ['people/c1', 'people/c2']);
    expect([...found.keys()]).toEqual(['people/c1']);
    expect(asked.slice(1).map(({ url }) => url.pathname)).toEqual(['/v1/people/c1', '/v1/people/c2']);
  });
});

describe('[law 9] looking for a create whose reply was lost', () => {
  it('reads the newest changes first, stops when all are found, and knows two markers on one contact', async () => {
    const markers = (...keys: string[]) => ({ clientData: keys.map((value) => ({ key: 'kith-id', value })) });
    const { provider, asked } = scripted([
      { json: { connections: [person('c1'), person('c2', markers('k1', 'k2'))], nextPageToken: 'p2' } },
      { json: { connections: [person('c3', markers('k3'))], nextPageToken: 'p3' } },
      {
        json: {
          responses: ['c2', 'c3'].map((id) => ({
            requestedResourceName: `people/${id}`,
            person: person(id, { names: [{ givenName: id }] }),
          })),
        },
      },
    ]);
    const found = await provider.findCreated(account, ['k2', 'k3']);
    expect(
      [...found].map(([key, contact]) => [
        key,
        contact.remoteId,
        contact.createKey,
        contact.fields.name?.given,
      ]),
    ).toEqual([
      ['k2', 'people/c2', 'k2', 'c2'],
      ['k3', 'people/c3', 'k3', 'c3'],
    ]);
    expect(asked).toHaveLength(3);
    expect(Object.fromEntries(asked[0]!.url.searchParams)).toEqual({
      personFields: 'clientData,metadata',
      sources: 'READ_SOURCE_TYPE_CONTACT',
      pageSize: '1000',
      sortOrder: 'LAST_MODIFIED_DESCENDING',
    });
  });

  it('finds one that is listed and not found by its name yet', async () => {
    const marked = { clientData: [{ key: 'kith-id', value: 'k1' }] };
    const { provider, asked } = scripted([
      { json: { connections: [person('c1', marked)] } },
      { json: { responses: [{ requestedResourceName: 'people/c1', status: { code: 5 } }] } },
      { json: { connections: [person('c1', { ...marked, names: [{ givenName: 'Ada' }] })] } },
    ]);
    const found = await provider.findCreated(account, ['k1']);
    expect(found.get('k1')).toMatchObject({ remoteId: 'people/c1', fields: { name: { given: 'Ada' } } });
    expect(asked[2]?.url.searchParams.get('personFields')).toBe(READ_MASK);
  });

  it('gives nothing where nothing was created', async () => {
    const { provider, asked } = scripted([{ json: {} }]);
    expect((await provider.findCreated(account, ['k1'])).size).toBe(0);
    expect(asked).toHaveLength(1);
    expect((await provider.findCreated(account, [])).size).toBe(0);
  });
});
