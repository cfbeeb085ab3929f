// Owns: what Google's failures mean: to a pull, and to each operation of a batch. Leaves to others: requests that
// succeed (google-provider.test.ts), the protocol as a whole (test/contract).
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { WriteOperation } from '../../../main/providers/provider.ts';
import {
  account,
  create,
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
import type { Reply } from './google-scripted.ts';

describe('errors', () => {
  it('renews a refused token once, then asks to sign in', async () => {
    const { pull, refreshes } = scripted([
      problem(401, 'UNAUTHENTICATED', 'x'),
      { json: { nextSyncToken: 's' } },
    ]);
    await pull(null);
    expect(refreshes).toEqual([false, true]);
    const again = scripted([problem(401, 'UNAUTHENTICATED', 'x'), problem(401, 'UNAUTHENTICATED', 'x')]);
    const error = await failed(again.pull(null));
    expect([error.code, error.retry]).toEqual(['auth.required', 'afterUser']);
  });

  it.each([
    [
      'scope',
      problem(
        403,
        'PERMISSION_DENIED',
        'Request had insufficient authentication scopes.',
        reason('ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
      ),
      'auth.required',
    ],
    [
      'disabled',
      problem(
        403,
        'PERMISSION_DENIED',
        'People API has not been used in project 1 before or it is disabled.',
        reason('SERVICE_DISABLED'),
      ),
      'provider.forbidden',
    ],
    ['rate', problem(403, 'RESOURCE_EXHAUSTED', 'x', reason('RATE_LIMIT_EXCEEDED')), 'provider.throttled'],
    [
      'unavailable',
      problem(503, 'UNAVAILABLE', 'The service is currently unavailable.'),
      'provider.unavailable',
    ],
    ['a page with 502', { status: 502, text: '<html>' }, 'provider.unavailable'],
    ['a page with 200', { text: '<!doctype html><html>' }, 'provider.badResponse'],
    ['a page with 403', { status: 403, text: '<html>' }, 'provider.badResponse'],
    ['a JSON text', { json: 'hello' }, 'provider.badResponse'],
    [
      'half a JSON',
      () => new Response('{"connections":[{"res', { headers: { 'content-type': 'application/json' } }),
      'provider.badResponse',
    ],
  ] satisfies [string, Reply, string][])('names a failure for what it is: %s', async (_, reply, code) => {
    const { pull, asked } = scripted([reply]);
    expect((await failed(pull(null))).code).toBe(code);
    expect(asked).toHaveLength(1);
  });

  it('[law 15] tells the two quotas apart, and the time to wait where Google gives one', async () => {
    const minute = await failed(
      scripted([
        {
          ...problem(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded', reason('RATE_LIMIT_EXCEEDED')),
          headers: { 'retry-after': '7' },
        },
      ]).pull(null),
    );
    expect(minute.code).toBe('provider.throttled');
    expect(minute.context).toMatchObject({ retryAfter: 7 });
    expect(minute.context).not.toHaveProperty('quota');
    const failure = {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }],
    };
    const hours = await failed(scripted([problem(429, 'RESOURCE_EXHAUSTED', 'x', [failure])]).pull(null));
    expect(hours.context).toMatchObject({ quota: 'long' });
    expect(hours.context).not.toHaveProperty('retryAfter');
  });

  it('[law 9] [law 11] takes an empty body for no list, neither of contacts nor of labels', async () => {
    const nothing = { text: '' };
    const reads = [
      scripted([nothing]).pull(null),
      scripted([nothing]).provider.findCreated(account, ['key']),
      scripted([nothing]).provider.fetch(account, ['people/c1']),
    ];
    const { labels } = scripted([nothing]).provider;
    if (labels.kind === 'keyed') reads.push(labels.list(account) as Promise<never>);
    for (const read of reads) expect((await failed(read)).code).toBe('provider.badResponse');
  });

  it.each([302, 307])(
    'follows no answer %d to another server, which would be sent the contact',
    async (status) => {
      const { provider, asked } = scripted([{ status, headers: { location: 'https://elsewhere.example/' } }]);
      expect((await failed(provider.write(account, [create('a')]))).code).toBe('provider.badResponse');
      expect(asked.map(({ redirect }) => redirect)).toEqual(['manual']);
    },
  );

  it('tells no answer in time from no connection', async () => {
    const thrower = (error: Error) => () => Promise.reject(error);
    const timeout = await failed(scripted([thrower(new DOMException('late', 'TimeoutError'))]).pull(null));
    expect(timeout.code).toBe('network.timeout');
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    });
    expect((await failed(scripted([thrower(refused)]).pull(null))).code).toBe('network.offline');
  });

  it('stops when it is told to', async () => {
    const { provider, asked } = scripted([]);
    expect((await failed(provider.fetch(account, ['people/c1'], AbortSignal.abort()))).code).toBe(
      'sync.cancelled',
    );
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
  const writeOf = (replies: readonly Reply[], ...batch: WriteOperation[]) =>
    scripted(replies).provider.write(account, batch);
  const marked = (id: string, key: string) => ({
    person: person(id, { clientData: [{ key: 'kith-id', value: `create-${key}` }] }),
  });

  it("finds each new contact by Kith's own marker, whatever the order", async () => {
    const outcomes = await writeOf(
      [{ json: { createdPeople: [marked('c2', 'b'), marked('c1', 'a')] } }],
      create('a'),
      create('b'),
    );
    expect(outcomes.map((one) => [one.key, one.kind === 'done' ? one.contact?.remoteId : one.kind])).toEqual([
      ['a', 'people/c1'],
      ['b', 'people/c2'],
    ]);
  });

  it('goes by the order where the reply has no markers, if it has as many contacts', async () => {
    const reply = { json: { createdPeople: [{ person: person('c1') }, { person: person('c2') }] } };
    const outcomes = await writeOf([reply], create('a'), create('b'));
    expect(
      outcomes.map((one) =>
        one.kind === 'done' ? [one.contact?.remoteId, one.contact?.createKey] : one.kind,
      ),
    ).toEqual([
      ['people/c1', 'create-a'],
      ['people/c2', 'create-b'],
    ]);
    expect(kinds(await writeOf([reply], create('a'), create('b'), create('c')))).toEqual({
      a: 'ambiguous',
      b: 'ambiguous',
      c: 'ambiguous',
    });
  });

  it('guesses at no contact where only some carry their marker', async () => {
    const reply = { json: { createdPeople: [{ person: person('c1') }, marked('c2', 'a')] } };
    const outcomes = await writeOf([reply], create('a'), create('b'));
    expect(kinds(outcomes)).toEqual({ a: 'done', b: 'ambiguous' });
    expect(outcomes[0]).toMatchObject({ contact: { remoteId: 'people/c2' } });
  });

  it('[law 20] refuses the creates at fault alone, and has nothing against the others', async () => {
    const details = [{ contactErrors: { 1: { code: 3, message: 'Invalid argument.' } } }];
    const reply = problem(400, 'INVALID_ARGUMENT', 'x', details);
    const outcomes = await writeOf([reply], create('a'), create('b'), create('c'));
    expect(outcomes).toEqual([
      { kind: 'notApplied', key: 'a', error: null },
      { kind: 'refused', key: 'b', error: expect.objectContaining({ code: 'provider.rejected' }) },
      { kind: 'notApplied', key: 'c', error: null },
    ]);
  });

  it('[law 20] tells stale, gone and refused updates apart', async () => {
    const contactErrors = {
      'people/a': { code: 9, message: 'x' },
      'people/b': { code: 5, message: 'x' },
      'people/c': { code: 3, message: 'x' },
    };
    const outcomes = await writeOf(
      [problem(400, 'INVALID_ARGUMENT', 'x', [{ contactErrors }])],
      update('a'),
      update('b'),
      update('c'),
      update('d'),
    );
    expect(kinds(outcomes)).toEqual({ a: 'stale', b: 'gone', c: 'refused', d: 'notApplied' });
  });

  it('waits with contacts that had nothing but bad luck', async () => {
    const contactErrors = { 0: { code: 8, message: 'x' }, 1: { code: 14, message: 'x' } };
    const outcomes = await writeOf(
      [problem(400, 'INVALID_ARGUMENT', 'x', [{ contactErrors }])],
      create('a'),
      create('b'),
    );
    const codes = outcomes.map((one) => one.kind === 'notApplied' && one.error?.code);
    expect(codes).toEqual(['provider.throttled', 'provider.unavailable']);
  });

  it('finds an updated contact by the name that was sent, also under a new one', async () => {
    const updateResult = {
      'people/a': { requestedResourceName: 'people/a', person: person('a2'), status: {} },
      'people/x': { requestedResourceName: 'people/b', person: person('x'), httpStatusCode: 200 },
      'people/c': { requestedResourceName: 'people/c', httpStatusCode: 404 },
      'people/d': { requestedResourceName: 'people/d', status: { code: 9, message: 'x' } },
    };
    const outcomes = await writeOf(
      [{ json: { updateResult } }],
      update('a'),
      update('b'),
      update('c'),
      update('d'),
      update('e'),
    );
    expect(kinds(outcomes)).toEqual({ a: 'done', b: 'done', c: 'gone', d: 'stale', e: 'ambiguous' });
    expect(outcomes[0]).toMatchObject({ contact: { remoteId: 'people/a2' } });
  });

  it('reads HTTP codes where google.rpc ones are documented', async () => {
    const status = (code: number) => ({ status: { code, message: 'x' } });
    const updateResult = {
      'people/a': { ...status(404), requestedResourceName: 'people/a' },
      'people/b': { ...status(412), requestedResourceName: 'people/b' },
      'people/c': { ...status(400), requestedResourceName: 'people/c' },
      'people/d': { ...status(200), requestedResourceName: 'people/d', person: person('d') },
    };
    const updates = ['a', 'b', 'c', 'd'].map((key) => update(key));
    expect(kinds(await writeOf([{ json: { updateResult } }], ...updates))).toEqual({
      a: 'gone',
      b: 'stale',
      c: 'refused',
      d: 'done',
    });
  });

  it('takes an update for done that is said to be, without the contact', async () => {
    const updateResult = {
      'people/a': { requestedResourceName: 'people/a', httpStatusCode: 200, person: {} },
      'people/b': { requestedResourceName: 'people/b', status: {} },
    };
    const outcomes = await writeOf([{ json: { updateResult } }], update('a'), update('b'));
    expect(outcomes).toEqual([
      { kind: 'done', key: 'a', contact: null },
      { kind: 'done', key: 'b', contact: null },
    ]);
  });

  it('knows which creates of a batch were refused, by their place, and none where places say nothing', async () => {
    const marked = (key: string) => person(key, { clientData: [{ key: 'kith-id', value: `create-${key}` }] });
    const refusal = { status: { code: 3, message: 'x' } };
    const batch = [create('a'), create('b'), create('c')];
    const inOrder = { createdPeople: [{ person: marked('a') }, refusal, { person: marked('c') }] };
    expect(kinds(await writeOf([{ json: inOrder }], ...batch))).toEqual({
      a: 'done',
      b: 'refused',
      c: 'done',
    });
    const shuffled = { createdPeople: [{ person: marked('c') }, refusal, { person: marked('a') }] };
    expect(kinds(await writeOf([{ json: shuffled }], ...batch))).toEqual({
      a: 'done',
      b: 'ambiguous',
      c: 'done',
    });
  });

  it.each([
    [
      'person.etag',
      problem(
        400,
        'FAILED_PRECONDITION',
        'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
      ),
      'stale',
    ],
    [
      'source etag, by its message',
      problem(
        400,
        'INVALID_ARGUMENT',
        'Request person.metadata.sources.etag is different than the current person.metadata.sources.etag.',
      ),
      'stale',
    ],
    [
      'no etag',
      problem(
        400,
        'FAILED_PRECONDITION',
        'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
      ),
      'refused',
    ],
    ['gone', problem(404, 'NOT_FOUND', 'Requested entity was not found.'), 'gone'],
    ['aborted', problem(409, 'ABORTED', 'x'), 'stale'],
    [
      'refused',
      problem(400, 'INVALID_ARGUMENT', 'Cannot have more than one person.names per source.'),
      'refused',
    ],
    ['503', problem(503, 'UNAVAILABLE', 'x'), 'ambiguous'],
    ['a page', { text: '<html>' }, 'ambiguous'],
    ['no contact', { json: {} }, 'ambiguous'],
  ] satisfies [string, Reply, string][])('reads the refusal of one update: %s', async (_, reply, kind) => {
    expect(kinds(await writeOf([reply], update('a')))).toEqual({ a: kind });
  });

  it('lets a batch be split where nobody was named, with the one error that says so', async () => {
    const replies: readonly Reply[] = [
      problem(400, 'INVALID_ARGUMENT', 'x'),
      problem(404, 'NOT_FOUND', 'x'),
      problem(400, 'INVALID_ARGUMENT', 'x', [{ contactErrors: { 'people/z': { code: 3 } } }]),
      { status: 413, text: '<html>' },
    ];
    for (const reply of replies) {
      for (const batch of [
        [create('a'), create('b')],
        [update('a'), update('b')],
        [remove('a'), remove('b')],
      ]) {
        const outcomes = await writeOf([reply], ...batch);
        expect(outcomes.map((one) => one.kind === 'notApplied' && one.error?.code)).toEqual([
          'provider.rejected',
          'provider.rejected',
        ]);
      }
    }
    expect(kinds(await writeOf([problem(404, 'NOT_FOUND', 'x')], remove('a')))).toEqual({ a: 'gone' });
  });

  it('says plainly that an account is full', async () => {
    const reply = problem(400, 'FAILED_PRECONDITION', 'Limit MY_CONTACTS_OVERFLOW_COUNT reached.');
    for (const batch of [[create('a')], [create('a'), create('b')]]) {
      const outcomes = await writeOf([reply], ...batch);
      for (const one of outcomes) expect(one.kind === 'refused' && one.error.message).toMatch(/trash/);
    }
  });

  it('[law 9] knows nothing after a lost reply, but that nothing was sent without a connection', async () => {
    const cut = () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
      );
    for (const one of [create('a'), update('a'), remove('a')])
      expect(kinds(await writeOf([cut], one))).toEqual({ a: 'ambiguous' });
    const refused = () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
      );
    expect((await failed(writeOf([refused], create('a')))).code).toBe('network.offline');
    expect((await failed(writeOf([problem(429, 'RESOURCE_EXHAUSTED', 'x')], create('a')))).code).toBe(
      'provider.throttled',
    );
  });
});
