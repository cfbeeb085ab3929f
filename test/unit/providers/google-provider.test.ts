// Owns: the Google provider's reading of replies that a well-behaved cloud does not give, and the requests it makes,
// word for word. Leaves to others: the protocol as a whole (test/contract/google-provider.test.ts), the mapping.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../main/core/account.ts';
import { AppError } from '../../../main/core/errors.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { READ_MASK } from '../../../main/providers/google/google-fields.ts';
import { googleProvider } from '../../../main/providers/google/google-provider.ts';
import { versionText } from '../../../main/providers/google/google-version.ts';
import type { Fetch } from '../../../main/providers/http.ts';
import type { RemotePage, UpdateOperation, WriteOperation } from '../../../main/providers/provider.ts';

const account = { id: 'a1' as AccountId };
const TOKEN = 'ya29.secret-token';

type Reply = (() => Response | Promise<Response>) | { readonly status?: number; readonly json?: unknown; readonly text?: string; readonly headers?: Record<string, string> };

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: JsonObject | null;
  readonly authorization: string | null;
}

/** A provider whose requests are answered in order by `replies`, with what it asked. */
function scripted(replies: readonly Reply[], rootUrl = 'https://people.example/') {
  const asked: Asked[] = [];
  const refreshes: boolean[] = [];
  const fetchImplementation: Fetch = async (input, init) => {
    asked.push({
      method: init?.method ?? 'GET',
      url: new URL(input),
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as JsonObject) : null,
      authorization: new Headers(init?.headers).get('authorization'),
    });
    const reply = replies[asked.length - 1];
    if (reply === undefined) throw new Error(`no reply to request ${asked.length}`);
    if (typeof reply === 'function') return reply();
    const type = reply.text === undefined ? 'application/json; charset=UTF-8' : 'text/html';
    return new Response(reply.text ?? JSON.stringify(reply.json ?? {}), {
      status: reply.status ?? 200, headers: { 'content-type': type, ...reply.headers },
    });
  };
  const provider = googleProvider({
    rootUrl,
    now: () => 0,
    fetchImplementation,
    accessToken: async (_account, options) => {
      refreshes.push(options?.forceRefresh ?? false);
      return TOKEN;
    },
  });
  const pull = async (cursor: string | null, known: Record<string, string> = {}): Promise<RemotePage[]> => {
    const pages: RemotePage[] = [];
    for await (const page of provider.pull(account, cursor, { knownEtag: (id) => known[id] ?? null })) pages.push(page);
    return pages;
  };
  return { provider, asked, refreshes, pull };
}

const failed = async (promise: Promise<unknown>): Promise<AppError> => {
  const thrown = await promise.then(() => null, (error: unknown) => error);
  if (!(thrown instanceof AppError)) throw new Error(`no AppError but ${inspect(thrown)}`);
  return thrown;
};

const person = (id: string, more: JsonObject = {}): JsonObject => ({
  resourceName: `people/${id}`, etag: `%${id}`, metadata: { sources: [{ type: 'CONTACT', id, etag: `#${id}` }] }, ...more,
});
const etag = (id: string, createKeys: string[] = []) => versionText({ sourceEtag: `#${id}`, sourceId: id, personEtag: `%${id}`, createKeys });
const problem = (status: number, rpc: string, message: string, details: unknown[] = []) => ({
  status, json: { error: { code: status, message, status: rpc, details } },
});
const reason = (name: string) => [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: name, domain: 'googleapis.com' }];

const create = (key: string): WriteOperation => ({ kind: 'create', key, createKey: `create-${key}`, fields: { name: { given: key } } });
const update = (key: string, more: Partial<UpdateOperation> = {}): WriteOperation => ({
  kind: 'update', key, remoteId: `people/${key}`, etag: etag(key), base: {}, fields: { name: { given: key } }, changed: ['name'], ...more,
});
const remove = (key: string): WriteOperation => ({ kind: 'delete', key, remoteId: `people/${key}`, etag: etag(key) });
const kinds = (outcomes: readonly { key: string; kind: string }[]) => Object.fromEntries(outcomes.map(({ key, kind }) => [key, kind]));

describe('requests', () => {
  it('lists with the same parameters on every page, and nothing undocumented', async () => {
    const { pull, asked } = scripted([
      { json: { connections: [person('c1')], nextPageToken: 'p2', totalItems: 2 } },
      { json: { connections: [person('c2')], nextSyncToken: 's1', totalItems: 2 } },
    ]);
    await pull(null);
    const parameters = asked.map(({ url }) => Object.fromEntries(url.searchParams));
    const fixed = { personFields: READ_MASK, sources: 'READ_SOURCE_TYPE_CONTACT', pageSize: '1000', requestSyncToken: 'true' };
    expect(parameters).toEqual([fixed, { ...fixed, pageToken: 'p2' }]);
    expect(asked[0]).toMatchObject({ method: 'GET', authorization: `Bearer ${TOKEN}`, body: null });
    expect(asked[0]?.url.pathname).toBe('/v1/people/me/connections');
  });

  it('repeats the sync token on later pages of changes', async () => {
    const first = scripted([{ json: { nextSyncToken: 's1' } }]);
    const cursor = (await first.pull(null))[0]!.cursor;
    const { pull, asked } = scripted([{ json: { nextPageToken: 'p2' } }, { json: { nextSyncToken: 's2' } }]);
    const pages = await pull(cursor);
    expect(asked.map(({ url }) => [url.searchParams.get('syncToken'), url.searchParams.get('pageToken')])).toEqual([['s1', null], ['s1', 'p2']]);
    expect(pages.map(({ startsListing, completed }) => [startsListing, completed])).toEqual([[false, []], [false, []]]);
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
      updatePersonFields: 'names', personFields: READ_MASK, sources: 'READ_SOURCE_TYPE_CONTACT',
    });
    expect(asked[0]?.body).toEqual({
      etag: '%c1', metadata: { sources: [{ type: 'CONTACT', id: 'c1', etag: '#c1' }] }, names: [{ givenName: 'c1' }],
    });
  });

  it('updates many in one request with one mask', async () => {
    const { provider, asked } = scripted([{ json: { updateResult: { 'people/c1': { person: person('c1') }, 'people/c2': { person: person('c2') } } } }]);
    expect(kinds(await provider.write(account, [update('c1'), update('c2')]))).toEqual({ c1: 'done', c2: 'done' });
    expect(asked[0]?.url.pathname).toBe('/v1/people:batchUpdateContacts');
    expect(Object.keys(asked[0]?.body ?? {}).sort()).toEqual(['contacts', 'readMask', 'sources', 'updateMask']);
    expect(asked[0]?.body).toMatchObject({ updateMask: 'names', readMask: READ_MASK, sources: ['READ_SOURCE_TYPE_CONTACT'] });
    expect(Object.keys(asked[0]?.body?.['contacts'] as JsonObject)).toEqual(['people/c1', 'people/c2']);
  });

  it('deletes one and many', async () => {
    const { provider, asked } = scripted([{ json: {} }, { json: {} }]);
    expect(kinds(await provider.write(account, [remove('c1')]))).toEqual({ c1: 'done' });
    expect(kinds(await provider.write(account, [remove('c1'), remove('c2')]))).toEqual({ c1: 'done', c2: 'done' });
    expect(asked.map(({ method, url, body }) => [method, url.pathname + url.search, body])).toEqual([
      ['DELETE', '/v1/people/c1:deleteContact', null],
      ['POST', '/v1/people:batchDeleteContacts', { resourceNames: ['people/c1', 'people/c2'] }],
    ]);
  });

  it('law 14: splits into batches of one kind and one mask, within the limits', () => {
    const { provider } = scripted([]);
    const operations = [
      ...Array.from({ length: 401 }, (_, index) => create(`n${index}`)),
      ...Array.from({ length: 201 }, (_, index) => update(`u${index}`)),
      update('other', { changed: ['emails'] }), update('same', { changed: ['favorite'] }), update('too', { changed: ['labels'] }),
      ...Array.from({ length: 501 }, (_, index) => remove(`d${index}`)),
    ];
    const sizes = provider.batches(operations).map((batch) => [batch[0]?.kind, batch.length]);
    expect(sizes).toEqual([
      ['create', 200], ['create', 200], ['create', 1], ['update', 200], ['update', 1], ['update', 1], ['update', 2],
      ['delete', 500], ['delete', 1],
    ]);
    expect(provider.batches(operations).flat()).toHaveLength(operations.length);
  });

  it('sends nothing for changes that have no place at Google', async () => {
    const { provider, asked } = scripted([]);
    expect(kinds(await provider.write(account, [update('c1', { changed: ['fileAs', 'flag'] })]))).toEqual({ c1: 'done' });
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
  it('law 8: says where a complete listing begins and ends, and resumes in its middle', async () => {
    const whole = scripted([
      { json: { connections: [person('c1')], nextPageToken: 'p2', totalItems: 2 } },
      { json: { connections: [person('c2')], nextSyncToken: 's1' } },
    ]);
    const pages = await whole.pull(null);
    expect(pages.map(({ startsListing, completed, total }) => [startsListing, completed, total])).toEqual([[true, [], 2], [false, [''], null]]);
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
            person('new', { metadata: { previousResourceNames: ['people/old', 'people/new'], sources: [{ type: 'CONTACT', id: 'new', etag: '#2' }] } }),
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
      { json: { connections: [person('c1', { emailAddresses: values(100) }), person('c2', { phoneNumbers: values(99) })], nextSyncToken: 's' } },
      { json: { responses: [{ requestedResourceName: 'people/c1', person: person('c1', { emailAddresses: values(130) }) }] } },
    ]);
    const [page] = await pull(null);
    expect(page?.contacts.map(({ fields }) => fields.emails?.length ?? fields.phones?.length)).toEqual([130, 99]);
    expect(asked[1]?.url.searchParams.getAll('resourceNames')).toEqual(['people/c1']);
  });

  it('does not follow a page that leads back to itself', async () => {
    const { pull } = scripted([{ json: { nextPageToken: 'p2' } }, { json: { nextPageToken: 'p3' } }, { json: { nextPageToken: 'p2' } }]);
    expect((await failed(pull(null))).code).toBe('provider.badResponse');
  });

  it.each([
    ['neither token', { connections: [] }],
    ['no list', { connections: {}, nextSyncToken: 's' }],
    ['a contact without a name', { connections: [{ names: [] }], nextSyncToken: 's' }],
  ])('does not trust a page with %s', async (_, json) => {
    expect((await failed(scripted([{ json }]).pull(null))).code).toBe('provider.badResponse');
  });

  it.each([
    ['the documented reason', problem(400, 'FAILED_PRECONDITION', 'x', reason('EXPIRED_SYNC_TOKEN'))],
    ['the message alone', problem(400, '', 'Sync token is expired. Clear local cache and retry call without the sync token.')],
    ['410', problem(410, 'GONE', 'x')],
    ['an unknown token', problem(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.')],
  ])('begins anew when a cursor has expired: %s', async (_, reply) => {
    const pages = await scripted([{ json: { nextPageToken: 'p2' } }, { json: { nextSyncToken: 's1' } }]).pull(null);
    for (const { cursor } of pages) expect((await failed(scripted([reply]).pull(cursor))).code).toBe('provider.cursorExpired');
    const withoutToken = await failed(scripted([reply]).pull(null));
    expect(withoutToken.code).toBe('provider.rejected');
  });

  it.each(['nonsense', '{}', '{"v":1,"mask":"older","syncToken":"s"}', '{"v":2}'])('begins anew from the cursor of another version: %s', async (cursor) => {
    const { pull, asked } = scripted([]);
    expect((await failed(pull(cursor))).code).toBe('provider.cursorExpired');
    expect(asked).toEqual([]);
  });
});

describe('errors', () => {
  it('renews a refused token once, then asks to sign in', async () => {
    const { pull, refreshes } = scripted([problem(401, 'UNAUTHENTICATED', 'x'), { json: { nextSyncToken: 's' } }]);
    await pull(null);
    expect(refreshes).toEqual([false, true]);
    const again = scripted([problem(401, 'UNAUTHENTICATED', 'x'), problem(401, 'UNAUTHENTICATED', 'x')]);
    const error = await failed(again.pull(null));
    expect([error.code, error.retry]).toEqual(['auth.required', 'afterUser']);
  });

  it.each([
    ['scope', problem(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', reason('ACCESS_TOKEN_SCOPE_INSUFFICIENT')), 'auth.required'],
    ['disabled', problem(403, 'PERMISSION_DENIED', 'People API has not been used in project 1 before or it is disabled.', reason('SERVICE_DISABLED')), 'provider.forbidden'],
    ['rate', problem(403, 'RESOURCE_EXHAUSTED', 'x', reason('RATE_LIMIT_EXCEEDED')), 'provider.throttled'],
    ['unavailable', problem(503, 'UNAVAILABLE', 'The service is currently unavailable.'), 'provider.unavailable'],
    ['a page with 502', { status: 502, text: '<html>' }, 'provider.unavailable'],
    ['a page with 200', { text: '<!doctype html><html>' }, 'provider.badResponse'],
    ['a page with 403', { status: 403, text: '<html>' }, 'provider.badResponse'],
    ['a JSON text', { json: 'hello' }, 'provider.badResponse'],
    ['half a JSON', () => new Response('{"connections":[{"res', { headers: { 'content-type': 'application/json' } }), 'provider.badResponse'],
  ] satisfies [string, Reply, string][])('names a failure for what it is: %s', async (_, reply, code) => {
    const { pull, asked } = scripted([reply]);
    expect((await failed(pull(null))).code).toBe(code);
    expect(asked).toHaveLength(1);
  });

  it('law 15: tells the two quotas apart, and the time to wait where Google gives one', async () => {
    const minute = await failed(scripted([{ ...problem(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded', reason('RATE_LIMIT_EXCEEDED')), headers: { 'retry-after': '7' } }]).pull(null));
    expect(minute.code).toBe('provider.throttled');
    expect(minute.context).toMatchObject({ retryAfter: 7 });
    expect(minute.context).not.toHaveProperty('quota');
    const failure = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }] };
    const hours = await failed(scripted([problem(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', [failure])]).pull(null));
    expect(hours.context).toMatchObject({ quota: 'long' });
    expect(hours.context).not.toHaveProperty('retryAfter');
  });

  it('tells no answer in time from no connection', async () => {
    const thrower = (error: Error) => () => Promise.reject(error);
    const timeout = await failed(scripted([thrower(new DOMException('late', 'TimeoutError'))]).pull(null));
    expect(timeout.code).toBe('network.timeout');
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
    expect((await failed(scripted([thrower(refused)]).pull(null))).code).toBe('network.offline');
  });

  it('stops when it is told to', async () => {
    const { provider, asked } = scripted([]);
    expect((await failed(provider.fetch(account, ['people/c1'], AbortSignal.abort()))).code).toBe('sync.cancelled');
    expect(asked).toEqual([]);
  });

  it('shows neither the token nor a contact in an error', async () => {
    const cut = () => Promise.reject(new TypeError('terminated'));
    const [outcome] = await scripted([cut]).provider.write(account, [create('Ada Lovelace')]);
    const shown = inspect(outcome, { depth: null });
    expect(shown).toContain('network.offline');
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain('givenName');
  });
});

describe('what became of a batch', () => {
  const writeOf = (replies: readonly Reply[], ...batch: WriteOperation[]) => scripted(replies).provider.write(account, batch);
  const marked = (id: string, key: string) => ({ person: person(id, { clientData: [{ key: 'kith-id', value: `create-${key}` }] }) });

  it("finds each new contact by Kith's own marker, whatever the order", async () => {
    const outcomes = await writeOf([{ json: { createdPeople: [marked('c2', 'b'), marked('c1', 'a')] } }], create('a'), create('b'));
    expect(outcomes.map((one) => [one.key, one.kind === 'done' ? one.contact?.remoteId : one.kind])).toEqual([['a', 'people/c1'], ['b', 'people/c2']]);
  });

  it('goes by the order where the reply has no markers, if it has as many contacts', async () => {
    const reply = { json: { createdPeople: [{ person: person('c1') }, { person: person('c2') }] } };
    const outcomes = await writeOf([reply], create('a'), create('b'));
    expect(outcomes.map((one) => (one.kind === 'done' ? [one.contact?.remoteId, one.contact?.createKey] : one.kind))).toEqual([['people/c1', 'create-a'], ['people/c2', 'create-b']]);
    expect(kinds(await writeOf([reply], create('a'), create('b'), create('c')))).toEqual({ a: 'ambiguous', b: 'ambiguous', c: 'ambiguous' });
  });

  it('law 20: refuses the creates at fault alone', async () => {
    const details = [{ contactErrors: { 1: { code: 3, message: 'Invalid argument.' } } }];
    expect(kinds(await writeOf([problem(400, 'INVALID_ARGUMENT', 'x', details)], create('a'), create('b'), create('c')))).toEqual({
      a: 'notApplied', b: 'refused', c: 'notApplied',
    });
  });

  it('law 20: tells stale, gone and refused updates apart', async () => {
    const contactErrors = { 'people/a': { code: 9, message: 'x' }, 'people/b': { code: 5, message: 'x' }, 'people/c': { code: 3, message: 'x' } };
    const outcomes = await writeOf([problem(400, 'INVALID_ARGUMENT', 'x', [{ contactErrors }])], update('a'), update('b'), update('c'), update('d'));
    expect(kinds(outcomes)).toEqual({ a: 'stale', b: 'gone', c: 'refused', d: 'notApplied' });
  });

  it('finds an updated contact by the name that was sent, also under a new one', async () => {
    const updateResult = {
      'people/a': { requestedResourceName: 'people/a', person: person('a2'), status: {} },
      'people/x': { requestedResourceName: 'people/b', person: person('x'), httpStatusCode: 200 },
      'people/c': { requestedResourceName: 'people/c', httpStatusCode: 404 },
      'people/d': { requestedResourceName: 'people/d', status: { code: 9, message: 'x' } },
    };
    const outcomes = await writeOf([{ json: { updateResult } }], update('a'), update('b'), update('c'), update('d'), update('e'));
    expect(kinds(outcomes)).toEqual({ a: 'done', b: 'done', c: 'gone', d: 'stale', e: 'ambiguous' });
    expect(outcomes[0]).toMatchObject({ contact: { remoteId: 'people/a2' } });
  });

  it.each([
    ['person.etag', problem(400, 'FAILED_PRECONDITION', 'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.'), 'stale'],
    ['source etag, by its message', problem(400, 'INVALID_ARGUMENT', 'Request person.metadata.sources.etag is different than the current person.metadata.sources.etag.'), 'stale'],
    ['no etag', problem(400, 'FAILED_PRECONDITION', 'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.'), 'refused'],
    ['gone', problem(404, 'NOT_FOUND', 'Requested entity was not found.'), 'gone'],
    ['aborted', problem(409, 'ABORTED', 'x'), 'stale'],
    ['refused', problem(400, 'INVALID_ARGUMENT', 'Cannot have more than one person.names per source.'), 'refused'],
    ['503', problem(503, 'UNAVAILABLE', 'x'), 'ambiguous'],
    ['a page', { text: '<html>' }, 'ambiguous'],
    ['no contact', { json: {} }, 'ambiguous'],
  ] satisfies [string, Reply, string][])('reads the refusal of one update: %s', async (_, reply, kind) => {
    expect(kinds(await writeOf([reply], update('a')))).toEqual({ a: kind });
  });

  it('lets a batch be split where nobody was named', async () => {
    const reply = problem(400, 'INVALID_ARGUMENT', 'x');
    expect(kinds(await writeOf([reply], update('a'), update('b')))).toEqual({ a: 'notApplied', b: 'notApplied' });
    expect(kinds(await writeOf([{ status: 413, text: '<html>' }], create('a'), create('b')))).toEqual({ a: 'notApplied', b: 'notApplied' });
    const stranger = problem(400, 'INVALID_ARGUMENT', 'x', [{ contactErrors: { 'people/z': { code: 3 } } }]);
    const outcomes = await writeOf([stranger], update('a'), update('b'));
    expect(outcomes.map((one) => one.kind === 'notApplied' && one.error?.code)).toEqual(['provider.rejected', 'provider.rejected']);
    expect(kinds(await writeOf([problem(404, 'NOT_FOUND', 'x')], remove('a'), remove('b')))).toEqual({ a: 'notApplied', b: 'notApplied' });
    expect(kinds(await writeOf([problem(404, 'NOT_FOUND', 'x')], remove('a')))).toEqual({ a: 'gone' });
  });

  it('says plainly that an account is full', async () => {
    const reply = problem(400, 'FAILED_PRECONDITION', 'Limit MY_CONTACTS_OVERFLOW_COUNT reached.');
    for (const batch of [[create('a')], [create('a'), create('b')]]) {
      const outcomes = await writeOf([reply], ...batch);
      for (const one of outcomes) expect(one.kind === 'refused' && one.error.message).toMatch(/trash/);
    }
  });

  it('law 9: knows nothing after a lost reply, but that nothing was sent without a connection', async () => {
    const cut = () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }));
    for (const one of [create('a'), update('a'), remove('a')]) expect(kinds(await writeOf([cut], one))).toEqual({ a: 'ambiguous' });
    const refused = () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }));
    expect((await failed(writeOf([refused], create('a')))).code).toBe('network.offline');
    expect((await failed(writeOf([problem(429, 'RESOURCE_EXHAUSTED', 'x')], create('a')))).code).toBe('provider.throttled');
  });
});

describe('fetch', () => {
  it('gives contacts by the names asked for, in requests of 200, without those that are gone', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `people/c${index}`);
    const responses = names.slice(0, 200).map((name, index) =>
      index === 3 ? { requestedResourceName: name, httpStatusCode: 404, status: { code: 5 } } : { requestedResourceName: name, person: person(index === 4 ? 'renamed' : name.slice(7)) },
    );
    const { provider, asked } = scripted([{ json: { responses } }, problem(404, 'NOT_FOUND', 'x')]);
    const found = await provider.fetch(account, names);
    expect(found.size).toBe(199);
    expect(found.has('people/c3')).toBe(false);
    expect(found.get('people/c4')?.remoteId).toBe('people/renamed');
    expect(asked.map(({ url }) => url.searchParams.getAll('resourceNames').length)).toEqual([200, 1]);
  });

  it('does not take silence for a deletion', async () => {
    const { provider } = scripted([{ json: { responses: [{ requestedResourceName: 'people/c1', person: person('c1') }] } }]);
    expect((await failed(provider.fetch(account, ['people/c1', 'people/c2']))).code).toBe('provider.badResponse');
  });
});

describe('law 9: looking for a create whose reply was lost', () => {
  it('reads the newest changes first, stops when all are found, and knows two markers on one contact', async () => {
    const markers = (...keys: string[]) => ({ clientData: keys.map((value) => ({ key: 'kith-id', value })) });
    const { provider, asked } = scripted([
      { json: { connections: [person('c1'), person('c2', markers('k1', 'k2'))], nextPageToken: 'p2' } },
      { json: { connections: [person('c3', markers('k3'))], nextPageToken: 'p3' } },
      { json: { responses: ['c2', 'c3'].map((id) => ({ requestedResourceName: `people/${id}`, person: person(id, { names: [{ givenName: id }] }) })) } },
    ]);
    const found = await provider.findCreated(account, ['k2', 'k3']);
    expect([...found].map(([key, contact]) => [key, contact.remoteId, contact.createKey, contact.fields.name?.given])).toEqual([
      ['k2', 'people/c2', 'k2', 'c2'], ['k3', 'people/c3', 'k3', 'c3'],
    ]);
    expect(asked).toHaveLength(3);
    expect(Object.fromEntries(asked[0]!.url.searchParams)).toEqual({
      personFields: 'clientData,metadata', sources: 'READ_SOURCE_TYPE_CONTACT', pageSize: '1000', sortOrder: 'LAST_MODIFIED_DESCENDING',
    });
  });

  it('gives nothing where nothing was created', async () => {
    const { provider, asked } = scripted([{ json: {} }]);
    expect((await provider.findCreated(account, ['k1'])).size).toBe(0);
    expect(asked).toHaveLength(1);
    expect((await provider.findCreated(account, [])).size).toBe(0);
  });
});
