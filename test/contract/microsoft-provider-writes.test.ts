// Owns: the Microsoft provider's writes against the practice cloud: outcomes, preconditions, lost replies, throttling,
// and every property of seed 004 through cloud → Kith → an edit of another field → cloud → Kith, in v1.0 and beta.
// Leaves to others: pulls (microsoft-provider.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { changedFields } from '../../main/core/fields.ts';
import type { RemoteContact, UpdateOperation, WriteOperation } from '../../main/providers/provider.ts';
import { collect, connect, people } from './microsoft-setup.ts';

/** All 38 properties of seed 004, as the practice mailbox takes them, and extended properties of Outlook's own. */
const FULL = {
  categories: ['Friends', 'Red category'],
  birthday: '1815-12-10T11:59:00Z',
  fileAs: 'Lovelace, Ada',
  displayName: 'Countess Ada',
  givenName: 'Ada',
  initials: 'A.K.L.',
  middleName: 'King',
  nickName: 'Enchantress',
  surname: 'Lovelace',
  title: 'Lady',
  yomiGivenName: 'エイダ',
  yomiSurname: 'ラブレス',
  yomiCompanyName: 'カイシャ',
  generation: 'II',
  emailAddresses: [
    { address: 'ada@work.example', name: 'Ada L.', type: 'work' },
    { address: 'ada@home.example', name: 'ada@home.example', type: 'personal' },
    { address: 'ada@boat.example', name: 'Ada', type: 'other', otherLabel: 'Boat' },
  ],
  websites: [
    { type: 'work', address: 'https://work.example' },
    { type: 'home', address: 'https://home.example' },
    { type: 'blog', address: 'https://blog.example', displayName: 'Notes' },
  ],
  imAddresses: ['ada@im.example', 'ada2@im.example'],
  jobTitle: 'Analyst',
  companyName: 'Engines Ltd',
  department: 'Research',
  officeLocation: 'Room 1',
  profession: 'Mathematician',
  assistantName: 'Charles',
  manager: 'Mary',
  phones: ['home', 'home', 'business', 'business', 'mobile', 'other', 'assistant', 'homeFax', 'businessFax', 'otherFax', 'pager', 'radio']
    .map((type, index) => ({ type, number: `+44 20 ${index}` })),
  postalAddresses: [
    { type: 'home', postOfficeBox: 'PO 1', street: 'St James Sq', city: 'London', state: 'LDN', countryOrRegion: 'UK', postalCode: 'SW1' },
    { type: 'business', postOfficeBox: 'PO 2', street: 'Engine Rd', city: 'London', state: 'LDN', countryOrRegion: 'UK', postalCode: 'E1' },
    { type: 'other', postOfficeBox: 'PO 3', street: 'Ockham', city: 'Surrey', state: 'SRY', countryOrRegion: 'UK', postalCode: 'GU23' },
  ],
  spouseName: 'William',
  personalNotes: 'First\nprogrammer',
  children: ['Byron', 'Anne', 'Ralph'],
  weddingAnniversary: '1835-07-08',
  gender: 'female',
  isFavorite: true,
  flag: { flagStatus: 'flagged', startDateTime: { dateTime: '2026-03-01T00:00:00.0000000', timeZone: 'UTC' }, dueDateTime: { dateTime: '2026-03-02T00:00:00.0000000', timeZone: 'UTC' } },
  singleValueExtendedProperties: [
    { id: 'String {00062004-0000-0000-c000-000000000046} Id 0x8051', value: 'third field' },
    { id: 'String 0x3A1E', value: '+44 car' },
    { id: 'String {00020329-0000-0000-c000-000000000046} Name Stranger', value: 'of another program' },
  ],
};

const ETAGS = ['@odata.etag', 'changeKey', 'lastModifiedDateTime'];

describe.each(['v1.0', 'beta'] as const)('Graph %s', (graph) => {
  it.each<[string, ContactFields]>([
    ['fileAs', { fileAs: 'Ada, Countess' }],
    ['notes', { notes: { text: 'changed' } }],
    ['occupations', { occupations: [{ id: 'o', value: 'Countess' }] }],
    ['nicknames', {}],
  ])('an edit of %s leaves every other property as it was', async (name, edit) => {
    const one = await connect({ contacts: [FULL] }, graph);
    const before = one.cloud.book.all()[0] ?? {};
    const base = collect(await one.pull(null))[0] as RemoteContact;
    expect(one.provider.hold(one.account, base.fields)).toEqual(base.fields);
    const fields = { ...base.fields, [name]: edit[name as keyof ContactFields] };
    const [outcome] = await one.provider.write(one.account, [update(base, fields)]);
    expect(outcome).toMatchObject({ kind: 'done' });

    const after = one.cloud.book.all()[0] ?? {};
    const changed = Object.keys(before).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]) && !ETAGS.includes(key));
    expect(changed.filter((key) => key !== 'singleValueExtendedProperties')).toEqual([PROPERTY[name]]);
    expect(extendedOf(after).filter((text) => !extendedOf(before).includes(text)).length).toBeLessThanOrEqual(1);

    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(changedFields(read.fields, fields)).toEqual([]);
    expect(outcome).toMatchObject({ contact: { fields: read.fields, etag: read.etag, readOnly: read.readOnly } });
  });

  it('shows all of seed 004 in the model', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const { fields, readOnly, unknown } = collect(await one.pull(null))[0] as RemoteContact;
    expect(unknown).toEqual({});
    expect(Object.keys(readOnly).sort()).toEqual(['createdAt', 'folderId', 'updatedAt']);
    expect(fields.phones?.map((phone) => [phone.kind, phone.number])).toEqual(expect.arrayContaining([
      ['home', '+44 20 0'], ['home', '+44 20 1'], ['work', '+44 20 2'], ['work', '+44 20 3'], ['mobile', '+44 20 4'],
      ['other', '+44 20 5'], ['assistant', '+44 20 6'], ['homeFax', '+44 20 7'], ['workFax', '+44 20 8'],
      ['otherFax', '+44 20 9'], ['pager', '+44 20 10'], ['radio', '+44 20 11'], ['car', '+44 car'],
    ]));
    expect(fields.keywords).toMatchObject([{ kind: 'outlookUser', value: 'third field' }]);
    expect(fields.addresses?.map(({ kind, poBox, region }) => [kind, poBox, region])).toEqual([
      ['home', 'PO 1', 'LDN'], ['work', 'PO 2', 'LDN'], ['other', 'PO 3', 'SRY'],
    ]);
    expect(fields).toMatchObject({
      birthday: { date: { year: 1815, month: 12, day: 10 } },
      events: [{ kind: 'anniversary', date: { year: 1835, month: 7, day: 8 } }],
      gender: { value: 'female' },
      flag: { status: 'flagged' },
      urls: [{ kind: 'work', url: 'https://work.example' }, { kind: 'home', url: 'https://home.example' },
        ...(graph === 'beta' ? [{ kind: 'blog', url: 'https://blog.example', name: 'Notes' }] : [])],
      labels: [{ ref: 'Friends' }, { ref: 'Red category' }],
      ims: [{ handle: 'ada@im.example' }, { handle: 'ada2@im.example' }],
      emails: graph === 'beta' ? [{ kind: 'work', name: 'Ada L.' }, { kind: 'home' }, { label: 'Boat' }] : [{ name: 'Ada L.' }, {}, { name: 'Ada' }],
    });
  });

  it('creates with all it holds, and reads that back', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const { fields } = collect(await one.pull(null))[0] as RemoteContact;
    const full: ContactFields = { ...fields, favorite: true, gender: { value: 'nonbinary' },
      flag: { status: 'complete', completed: { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' } } };
    const [outcome] = await one.provider.write(one.account, [create('c1', full)]);
    expect(outcome).toMatchObject({ kind: 'done', contact: { createKey: 'key-c1' } });
    const created = collect(await one.pull(null)).find((contact) => contact.createKey === 'key-c1');
    expect(created?.fields.gender).toEqual({ value: 'nonbinary' });
    expect(changedFields(created?.fields ?? {}, one.provider.hold(one.account, full))).toEqual([]);
  });

  it('clears every field it can write', async () => {
    const one = await connect({ contacts: [FULL] }, graph);
    const base = collect(await one.pull(null))[0] as RemoteContact;
    const [outcome] = await one.provider.write(one.account, [update(base, { name: { given: 'Ada', display: 'Ada' } })]);
    expect(outcome).toMatchObject({ kind: 'done' });
    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(read.fields).toEqual({ name: { given: 'Ada', display: 'Ada' } });
  });

  it('sends nothing that Graph refuses, however much there is', async () => {
    const one = await connect({}, graph);
    const many = (field: string): { id: string; [part: string]: string }[] =>
      Array.from({ length: 6 }, (_, index) => ({ id: `${field}${index}`, kind: index < 3 ? 'work' : 'home', [field]: `${field} ${index}` }));
    const fields: ContactFields = {
      name: { display: 'Too much' }, emails: [{ id: 'e', address: 'comma@example.org,' }, ...many('address')], phones: many('number'),
      addresses: many('street'), ims: many('handle'), urls: many('url'), organizations: many('name'), relations: many('name'),
      keywords: many('value').map((value) => ({ ...value, kind: 'outlookUser' })), birthday: { date: { month: 2, day: 29 } },
      flag: { due: { dateTime: '2026-01-01T00:00:00', timeZone: 'UTC' } },
      events: [{ id: 'x', kind: 'anniversary', date: { year: 2001, month: 2, day: 30 } }],
    };
    const [outcome] = await one.provider.write(one.account, [create('c1', fields)]);
    expect(outcome).toMatchObject({ kind: 'done' });
    const read = collect(await one.pull(null))[0] as RemoteContact;
    expect(read.fields.emails?.map((email) => email.address)).toEqual(['address 0', 'address 1', 'address 2']);
    expect(changedFields(read.fields, one.provider.hold(one.account, fields))).toEqual([]);
  });
});

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
    const sent = (one.cloud.log.requests[0]?.body as { requests: { method: string; url: string; headers: Record<string, string>; body?: object }[] }).requests;
    expect(sent.filter((request) => request.method !== 'POST').every((request) => /^W\/"/.test(request.headers['If-Match'] ?? ''))).toBe(true);
    expect(sent[0]?.body).toEqual({ fileAs: 'x', displayName: contacts[0]?.fields.name?.display });
    expect(one.cloud.book.all()).toHaveLength(16);
  });

  it.each([['412', undefined], ['409', 'enforce409' as const]])('a newer version in the cloud (%s) is stale and stays', async (_status, ifMatch) => {
    const one = await connect({ contacts: people(2) });
    const [first, second] = collect(await one.pull(null)) as [RemoteContact, RemoteContact];
    if (ifMatch !== undefined) one.cloud.faults.ifMatch = ifMatch;
    for (const contact of [first, second]) one.cloud.book.edit(contact.remoteId, { jobTitle: 'theirs' });
    const outcomes = await one.provider.write(one.account, [update(first, { ...first.fields, fileAs: 'mine' }), remove(second)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['stale', 'stale']);
    expect(one.cloud.book.all().map((raw) => [raw['jobTitle'], raw['fileAs']])).toEqual([['theirs', null], ['theirs', null]]);
  });

  it('a contact that is not there is gone, and others get through', async () => {
    const one = await connect({ contacts: people(3) });
    const [first, second, third] = collect(await one.pull(null)) as [RemoteContact, RemoteContact, RemoteContact];
    one.cloud.book.remove(first.remoteId);
    one.cloud.book.remove(second.remoteId);
    const outcomes = await one.provider.write(one.account, [update(first, { fileAs: 'x' }), remove(second), remove(third)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['gone', 'gone', 'done']);
  });

  it('says what was throttled inside a batch, and until when', async () => {
    const one = await connect({});
    one.cloud.faults.batchConcurrency = 4;
    one.cloud.faults.batchRetryAfter = 'decimal';
    const outcomes = await one.provider.write(one.account, Array.from({ length: 6 }, (_, index) => create(`c${index}`, { name: { display: 'N' } })));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'done', 'done', 'done', 'notApplied', 'notApplied']);
    expect(outcomes[5]).toMatchObject({ error: { code: 'provider.throttled', context: { retryAfter: 2.128 } } });
  });

  it('refuses one contact in Graph\'s own words and applies the others', async () => {
    const one = await connect({});
    one.cloud.faults.status = { code: 400, times: 1, match: '/me/contacts' };
    const outcomes = await one.provider.write(one.account, [create('a', { name: { display: 'A' } }), create('b', { name: { display: 'B' } })]);
    expect(outcomes).toMatchObject([{ kind: 'refused', error: { code: 'provider.rejected', message: expect.stringContaining('UnknownError') as string } }, { kind: 'done' }]);
  });

  it.each([[500, 'ambiguous'], [504, 'ambiguous'], [503, 'notApplied'], [403, 'refused'], [409, 'notApplied']])('a create answered %i is %s', async (code, kind) => {
    const one = await connect({});
    one.cloud.faults.status = { code, match: '/me/contacts' };
    const outcomes = await one.provider.write(one.account, [create('a', { name: { display: 'A' } })]);
    expect(outcomes).toMatchObject([{ kind, key: 'a' }]);
  });

  it.each([
    ['HTML', { html: true }],
    ['half a JSON', { halfJson: true }],
    ['a cut connection', { dropReplyAfterApply: {} }],
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
    // The filter, the contact it names, and all contacts for the one that no filter finds.
    expect(one.cloud.log.requests).toHaveLength(3);
    one.cloud.faults.status = { code: 400, times: 2, match: '/me/contacts' };
    expect([...(await one.provider.findCreated(one.account, ["key-o'neil", 'key-never'])).keys()]).toEqual(["key-o'neil"]);
  });

  it('takes a thin reply to a create for what was sent', async () => {
    const one = await connect({});
    one.cloud.faults.thinCreateReply = true;
    const fields: ContactFields = { name: { display: 'Thin' }, phones: [{ id: 'p', kind: 'pager', number: '1' }] };
    const [outcome] = await one.provider.write(one.account, [create('a', fields)]);
    expect(outcome).toMatchObject({ kind: 'done', contact: { fields: { name: { display: 'Thin' }, phones: [{ kind: 'pager', number: '1' }] } } });
  });

  it('reads the names that the service gives to addresses from its reply', async () => {
    const one = await connect({ contacts: [{ displayName: 'A', emailAddresses: [{ address: 'a@x.example', name: 'A' }] }] });
    one.cloud.faults.emailNames = 'server';
    const base = collect(await one.pull(null))[0] as RemoteContact;
    const [outcome] = await one.provider.write(one.account, [update(base, { ...base.fields, emails: [{ id: 'e', address: 'b@x.example', name: 'B' }] })]);
    expect(outcome).toMatchObject({ contact: { fields: { emails: [{ id: 'emailAddresses.0', address: 'b@x.example' }] } } });
  });

  it('has nothing to send for what Graph cannot hold', async () => {
    const one = await connect({ contacts: people(1) });
    const base = collect(await one.pull(null))[0] as RemoteContact;
    one.cloud.log.clear();
    const fields: ContactFields = { ...base.fields, interests: [{ id: 'i', value: 'chess' }] };
    expect(await one.provider.write(one.account, [update(base, fields)])).toEqual([{ kind: 'done', key: base.remoteId, contact: null }]);
    expect(one.cloud.log.requests).toEqual([]);
  });

  it('throws where nothing was applied: a rush, a lost sign-in', async () => {
    const one = await connect({});
    const batch = [create('a', { name: { display: 'A' } })];
    one.cloud.faults.status = { code: 429, retryAfter: 3 };
    await expect(one.provider.write(one.account, batch)).rejects.toMatchObject({ code: 'provider.throttled', context: { retryAfter: 3 } });
    delete one.cloud.faults.status;
    one.cloud.faults.unauthorized = true;
    await expect(one.provider.write(one.account, batch)).rejects.toMatchObject({ code: 'auth.required' });
    expect(one.cloud.book.all()).toEqual([]);
  });
});

const PROPERTY: Readonly<Record<string, string>> = { fileAs: 'fileAs', notes: 'personalNotes', occupations: 'profession', nicknames: 'nickName' };

function extendedOf(raw: Record<string, unknown>): readonly string[] {
  return (raw['singleValueExtendedProperties'] as object[]).map((one) => JSON.stringify(one));
}

function update(contact: RemoteContact, fields: ContactFields): UpdateOperation {
  const { remoteId, etag, fields: base } = contact;
  return { kind: 'update', key: remoteId, remoteId, etag, base, fields, changed: changedFields(base, fields) };
}

function remove({ remoteId, etag }: RemoteContact): WriteOperation {
  return { kind: 'delete', key: remoteId, remoteId, etag };
}

function create(key: string, fields: ContactFields): WriteOperation {
  return { kind: 'create', key, createKey: `key-${key}`, fields };
}

