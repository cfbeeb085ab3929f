// Owns: the Microsoft provider's writes against the practice cloud: outcomes, preconditions, lost replies, throttling.
// Leaves to others: pulls (microsoft-provider.test.ts), properties (microsoft-provider-properties.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import type { RemoteContact, WriteOperation } from '../../main/providers/provider.ts';
import { create, remove, update } from './microsoft-full-contact.ts';
import { collect, connect, people } from './microsoft-setup.ts';

describe('outcomes', () => {
  it('sends one batch for 20 operations of all kinds, with versions as preconditions', async () => {
    const one = await connect({ contacts: people(12) });
    const contacts = collect(await one.pull(null));
    one.cloud.log.clear();
    const operations: WriteOperation[] = [
      ...contacts.slice(0, 8).map((contact) => update(contact, { ...contact.fields, fileAs: 'x' })),
      ...contacts.slice(8).map(remove),
      ...Array.from({ length: 8 }, (_, index) => create(`c${index}`, { name: { display: `New ${index}` } })),
      ...[create('c20', { name: { display: 'Last' } })],
    ];
    const batches = one.provider.batches(operations);
    expect(batches.map((batch) => batch.length)).toEqual([20, 1]);
    const outcomes = await one.provider.write(one.account, batches[0] ?? []);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array.from({ length: 20 }, () => 'done'));
    expect(one.cloud.log.requests).toHaveLength(1);
    const sent = (
      one.cloud.log.requests[0]?.body as {
        requests: { method: string; url: string; headers: Record<string, string>; body?: object }[];
      }
    ).requests;
    expect(
      sent
        .filter((request) => request.method !== 'POST')
        .every((request) => /^W\/"/.test(request.headers['If-Match'] ?? '')),
    ).toBe(true);
    expect(sent[0]?.body).toEqual({ fileAs: 'x', displayName: contacts[0]?.fields.name?.display });
    expect(one.cloud.book.all()).toHaveLength(16);
  });

  it.each([
    ['412', undefined],
    ['409', 'enforce409' as const],
    ['ignored', 'ignore' as const],
  ])('a newer version in the cloud (%s) is stale and stays', async (_status, ifMatch) => {
    const one = await connect({ contacts: people(2) });
    const [first, second] = collect(await one.pull(null)) as [RemoteContact, RemoteContact];
    if (ifMatch !== undefined) one.cloud.faults.ifMatch = ifMatch;
    for (const contact of [first, second]) one.cloud.book.edit(contact.remoteId, { jobTitle: 'theirs' });
    const outcomes = await one.provider.write(one.account, [
      update(first, { ...first.fields, fileAs: 'mine' }),
      remove(second),
    ]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['stale', 'stale']);
    expect(one.cloud.book.all().map((raw) => [raw['jobTitle'], raw['fileAs']])).toEqual([
      ['theirs', null],
      ['theirs', null],
    ]);
  });

  it('says what was throttled inside a batch, and until when', async () => {
    const one = await connect({});
    one.cloud.faults.batchConcurrency = 4;
    one.cloud.faults.batchRetryAfter = 'decimal';
    const outcomes = await one.provider.write(
      one.account,
      Array.from({ length: 6 }, (_, index) => create(`c${index}`, { name: { display: 'N' } })),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'notApplied',
      'notApplied',
    ]);
    expect(outcomes[5]).toMatchObject({
      error: { code: 'provider.throttled', context: { retryAfter: 2.128 } },
    });
  });

  it('[law 14] [law 15] after that sends four at once, one batch after the other, and stops where one is throttled', async () => {
    const one = await connect({});
    const send = async (prefix: string, count: number) => {
      one.cloud.log.clear();
      const batch = Array.from({ length: count }, (_, n) =>
        create(`${prefix}${n}`, { name: { display: 'N' } }),
      );
      const kinds = (await one.provider.write(one.account, batch)).map(({ kind }) => kind);
      const sizes = one.cloud.log.requests.map(
        ({ body }) => (body as { requests: unknown[] }).requests.length,
      );
      return { sizes, done: kinds.filter((kind) => kind === 'done').length, kinds };
    };
    one.cloud.faults.batchConcurrency = 4;
    expect(await send('a', 20)).toMatchObject({ sizes: [20], done: 4 });
    expect(await send('b', 11)).toMatchObject({ sizes: [4, 4, 3], done: 11 });
    one.cloud.faults.batchConcurrency = 2;
    expect(await send('c', 11)).toMatchObject({ sizes: [4], done: 2 });
    delete one.cloud.faults.batchConcurrency;
    one.cloud.faults.cut = { at: 'reply', times: 1 };
    const cut = await send('d', 5);
    expect(cut).toMatchObject({ sizes: [2], done: 0 });
    expect(cut.kinds).toEqual(['ambiguous', 'ambiguous', 'notApplied', 'notApplied', 'notApplied']);
  });

  it("refuses one contact in Graph's own words and applies the others", async () => {
    const one = await connect({});
    one.cloud.faults.status = { code: 400, times: 1, match: '/me/contacts' };
    const outcomes = await one.provider.write(one.account, [
      create('a', { name: { display: 'A' } }),
      create('b', { name: { display: 'B' } }),
    ]);
    expect(outcomes).toMatchObject([
      {
        kind: 'refused',
        error: { code: 'provider.rejected', message: expect.stringContaining('UnknownError') as string },
      },
      { kind: 'done' },
    ]);
  });

  it.each([
    [500, 'ambiguous'],
    [504, 'ambiguous'],
    [503, 'ambiguous'],
    [429, 'notApplied'],
    [403, 'refused'],
    [409, 'notApplied'],
  ])('a create answered %i is %s', async (code, kind) => {
    const one = await connect({});
    one.cloud.faults.status = { code, match: '/me/contacts' };
    const outcomes = await one.provider.write(one.account, [create('a', { name: { display: 'A' } })]);
    expect(outcomes).toMatchObject([{ kind, key: 'a' }]);
  });

  it.each([
    ['a failing proxy', { html: { status: 502 } }],
    ['a refusal for now', { status: { code: 503 } }],
  ] as const)('nobody knows whether a create was applied: %s', async (_what, faults) => {
    const one = await connect({});
    Object.assign(one.cloud.faults, faults);
    const outcomes = await one.provider.write(one.account, [create('a', { name: { display: 'A' } })]);
    expect(outcomes).toMatchObject([{ kind: 'ambiguous', key: 'a' }]);
  });

  it('finds a create whose reply was lost, and no other', async () => {
    const one = await connect({ contacts: people(3) });
    one.cloud.faults.dropReplyAfterApply = { times: 1 };
    await one.provider.write(one.account, [create("o'neil", { name: { display: 'Lost' } })]);
    one.cloud.log.clear();
    const found = await one.provider.findCreated(one.account, ["key-o'neil", 'key-never']);
    expect([...found.keys()]).toEqual(["key-o'neil"]);
    expect(found.get("key-o'neil")?.fields.name?.display).toBe('Lost');
    // The filter, the contact it names, all contacts for the one that no filter finds, and the folders it may be in.
    expect(one.cloud.log.requests.map((request) => request.path)).toEqual([
      '/v1.0/$batch',
      '/v1.0/$batch',
      '/v1.0/me/contacts',
      '/v1.0/$batch',
    ]);
    one.cloud.faults.status = { code: 400, times: 2, match: '/me/contacts' };
    expect([...(await one.provider.findCreated(one.account, ["key-o'neil", 'key-never'])).keys()]).toEqual([
      "key-o'neil",
    ]);
  });

  it('takes a thin reply to a create for what was sent', async () => {
    const one = await connect({});
    one.cloud.faults.thinCreateReply = true;
    const fields: ContactFields = {
      name: { display: 'Thin' },
      phones: [{ id: 'p', kind: 'pager', number: '1' }],
    };
    const [outcome] = await one.provider.write(one.account, [create('a', fields)]);
    expect(outcome).toMatchObject({
      kind: 'done',
      contact: { fields: { name: { display: 'Thin' }, phones: [{ kind: 'pager', number: '1' }] } },
    });
  });

  it('reads the names that the service gives to addresses from its reply', async () => {
    const one = await connect({
      contacts: [{ displayName: 'A', emailAddresses: [{ address: 'a@x.example', name: 'A' }] }],
    });
    one.cloud.faults.emailNames = 'server';
    const base = collect(await one.pull(null))[0] as RemoteContact;
    const [outcome] = await one.provider.write(one.account, [
      update(base, { ...base.fields, emails: [{ id: 'e', address: 'b@x.example', name: 'B' }] }),
    ]);
    expect(outcome).toMatchObject({
      contact: { fields: { emails: [{ id: 'emailAddresses.0', address: 'b@x.example' }] } },
    });
  });
});
