// Owns: holding the practice Microsoft cloud to what is known of Graph: its refusals, paging, delta, etags, batches.
// Leaves to others: what Kith makes of those answers.
import { PublicClientApplication, CryptoProvider } from '@azure/msal-node';
import { afterEach, describe, expect, it } from 'vitest';
import { startMicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';
import type { MicrosoftCloud, MicrosoftCloudOptions } from '../clouds/microsoft/microsoft-cloud.ts';

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- replies of many shapes
}

interface Send {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

const open: MicrosoftCloud[] = [];
afterEach(async () => {
  for (const cloud of open.splice(0)) await cloud.close();
});

const scopes = ['Contacts.ReadWrite', 'User.Read', 'MailboxSettings.ReadWrite'];

async function start(options: MicrosoftCloudOptions = {}) {
  const cloud = await startMicrosoftCloud({ now: () => Date.parse('2026-01-02T03:04:05Z'), ...options });
  open.push(cloud);
  const token = cloud.signIn.issueAccessToken({ scopes });
  async function send(method: string, path: string, options: Send = {}): Promise<Reply> {
    const { body } = options;
    const raw = body instanceof Uint8Array;
    const response = await fetch(path.startsWith('http') ? path : `${cloud.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? token}`,
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
  }
  const get = (path: string, headers?: Record<string, string>): Promise<Reply> =>
    send('GET', path, headers === undefined ? {} : { headers });
  const post = (path: string, body: unknown): Promise<Reply> => send('POST', path, { body });
  /** Reads a whole delta round. */
  async function round(link: string, headers: Record<string, string> = {}) {
    const pages: any[][] = []; // eslint-disable-line @typescript-eslint/no-explicit-any -- replies of many shapes
    for (let next: string | undefined = link; next !== undefined;) {
      const page = await get(next, headers);
      expect(page.status).toBe(200);
      pages.push(page.json.value);
      next = page.json['@odata.nextLink'];
      if (next === undefined)
        return { pages, all: pages.flat(), link: page.json['@odata.deltaLink'] as string };
    }
    throw new Error('unreachable');
  }
  return { cloud, send, get, post, round };
}

const refused = (reply: Reply): [number, string, string] => [
  reply.status,
  reply.json.error.code,
  reply.json.error.message,
];

const people = (count: number): { givenName: string; surname: string }[] =>
  Array.from({ length: count }, (_, at) => ({
    givenName: `Person${String(at).padStart(3, '0')}`,
    surname: 'Test',
  }));

const expandOf = (...ids: string[]): string =>
  `$expand=singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`.replaceAll(
    ' ',
    '%20',
  );

describe('signing requests', () => {
  it('refuses requests without a token, with a stranger one, and beyond their scopes', async () => {
    const { cloud, send } = await start();
    const bare = await fetch(`${cloud.url}/v1.0/me/contacts`);
    expect(bare.status).toBe(401);
    const refusal = (await bare.json()) as Reply['json'];
    expect(refusal.error).toMatchObject({
      code: 'InvalidAuthenticationToken',
      message: 'Access token is empty.',
    });
    expect(refused(await send('GET', '/v1.0/me/contacts', { token: 'x' }))[1]).toBe(
      'InvalidAuthenticationToken',
    );
    const reader = cloud.signIn.issueAccessToken({ scopes: ['https://graph.microsoft.com/Contacts.Read'] });
    expect((await send('GET', '/v1.0/me/contacts', { token: reader })).status).toBe(200);
    const write = await send('POST', '/v1.0/me/contacts', { token: reader, body: {} });
    expect(refused(write).slice(0, 2)).toEqual([403, 'ErrorAccessDenied']);
    expect((await send('GET', '/v1.0/me/outlook/masterCategories', { token: reader })).status).toBe(403);
  });

  it('says who is signed in', async () => {
    const { get } = await start();
    expect((await get('/v1.0/me')).json).toMatchObject({
      mail: 'robin.hale@outlook.example',
      givenName: 'Robin',
    });
  });
});

describe('the two shapes of a contact', () => {
  it('shows unset strings as null, unset lists as [] and unset addresses as {}', async () => {
    const { post } = await start();
    const { json, status } = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      givenName: 'Ada', displayName: 'Ada', surname: null, homeAddress: {}, homePhones: [], emailAddresses: [], birthday: null,
    }); // prettier-ignore
    expect(json['@odata.etag']).toBe(`W/"${json.changeKey}"`);
    expect(json.id).toMatch(/=$/);
    expect(json).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('keeps one record behind v1.0, beta and the MAPI ids', async () => {
    const { cloud, send, get, post } = await start();
    const { json } = await post('/v1.0/me/contacts', {
      givenName: 'Ada',
      businessPhones: ['1', '2'],
      homeAddress: { city: 'Bern' },
      businessHomePage: 'https://example.com',
      singleValueExtendedProperties: [
        { id: 'String 0x3A24', value: '555 fax' },
        { id: 'String 0x3a21', value: '555 pager' },
        { id: 'SystemTime 0x3A41', value: '1999-05-01T00:00:00Z' },
        { id: 'Short 0x3A4D', value: '1' },
        { id: 'String 0x3A50', value: 'https://home.example.com' },
        { id: 'String 0x3A5E', value: 'PO 7' },
        { id: 'Integer 0x1090', value: '2' },
        { id: 'String 0x3A1E', value: '555 car' },
      ],
    });
    const beta = await get(`/beta/me/contacts/${json.id}`);
    expect(beta.json).toMatchObject({
      phones: [
        { type: 'business', number: '1' },
        { type: 'business', number: '2' },
        { type: 'businessFax', number: '555 fax' },
        { type: 'pager', number: '555 pager' },
      ],
      postalAddresses: [{ type: 'home', city: 'Bern', postOfficeBox: 'PO 7' }],
      websites: [
        { type: 'work', address: 'https://example.com' },
        { type: 'home', address: 'https://home.example.com' },
      ],
      weddingAnniversary: '1999-05-01',
      gender: 'female',
      flag: { flagStatus: 'flagged' },
    });
    await send('PATCH', `/beta/me/contacts/${json.id}`, {
      body: { phones: [{ type: 'homeFax', number: '777' }], gender: null },
    });
    const ids = ['String 0x3a25', 'String 0x3A24', 'Short 0x3a4d', 'String 0x3A1E'];
    const again = await get(`/v1.0/me/contacts/${json.id}?${expandOf(...ids)}`);
    expect(again.json.businessPhones).toEqual([]);
    expect(again.json.singleValueExtendedProperties).toEqual([
      { id: 'String 0x3a25', value: '777' },
      { id: 'String 0x3a1e', value: '555 car' },
    ]);
    expect(cloud.book.all()[0]).toMatchObject({ weddingAnniversary: '1999-05-01', homePhones: [] });
  });

  it.each([
    ['v1.0', { phones: [] }, 'phones'],
    ['v1.0', { weddingAnniversary: '2000-01-01' }, 'weddingAnniversary'],
    ['beta', { homePhones: [] }, 'homePhones'],
    ['beta', { mobilePhone: '1' }, 'mobilePhone'],
  ])('refuses what %s does not have: %j', async (version, body, name) => {
    const { post, get } = await start();
    expect(refused(await post(`/${version}/me/contacts`, body))).toEqual([
      400,
      'RequestBodyRead',
      `The property '${name}' does not exist on type 'Microsoft.OutlookServices.Contact'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
    ]);
    expect(refused(await get(`/${version}/me/contacts?$select=id,${name}`))).toEqual([
      400,
      'RequestBroker--ParseUri',
      `Could not find a property named '${name}' on type 'Microsoft.OutlookServices.Contact'.`,
    ]);
  });

  it.each([
    ['v1.0', { givenName: 911 }, "Cannot convert the literal '911' to the expected type 'Edm.String'."],
    ['v1.0', { businessPhones: '1' }, /'businessPhones'.*'StartArray' node was expected/],
    ['v1.0', { children: null }, /null value was found for the property named 'children'/],
    ['v1.0', { emailAddresses: ['a@example.com'] }, /'StartObject' node was expected/],
    [
      'v1.0',
      { emailAddresses: [{ address: 'a@example.com', type: 'work' }] },
      /'type' does not exist on type 'Microsoft.OutlookServices.EmailAddress'/,
    ],
    ['v1.0', { homeAddress: { postOfficeBox: '1' } }, /'postOfficeBox' does not exist/],
    [
      'v1.0',
      { birthday: '1980-05-04' },
      "Cannot convert the literal '1980-05-04' to the expected type 'Edm.DateTimeOffset'.",
    ],
    ['v1.0', { birthday: '--05-04' }, /Edm.DateTimeOffset/],
    ['beta', { weddingAnniversary: '1980-05-04T00:00:00Z' }, /Edm.Date'/],
    ['beta', { weddingAnniversary: '1981-02-29' }, /Edm.Date'/],
    ['beta', { isFavorite: 'yes' }, /Edm.Boolean/],
    ['beta', { phones: [{ type: 'String', number: '1' }] }, /'String'.*PhoneType/],
    ['beta', { flag: { dueDateTime: {} } }, /dateTime/],
    ['v1.0', { singleValueExtendedProperties: [{ id: 'String 0x3A21', value: 5 }] }, /'5'.*Edm.String/],
  ] as const)('refuses in %s what is of another type: %j', async (version, body, message) => {
    const { post, cloud } = await start();
    const [status, code, text] = refused(await post(`/${version}/me/contacts`, body));
    expect([status, code]).toEqual([400, 'RequestBodyRead']);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
    expect(cloud.book.all()).toEqual([]);
  });

  it('refuses a body that is not a JSON object', async () => {
    const { send } = await start();
    const broken = new TextEncoder().encode('{"givenName":');
    const headers = { 'content-type': 'application/json' };
    const reply = await send('POST', '/v1.0/me/contacts', { body: broken, headers });
    expect(refused(reply)[2]).toMatch(/^Unable to read JSON request payload\./);
  });

  it('limits the entries of a collection', async () => {
    const { post } = await start();
    const emails = ['a', 'b', 'c', 'd'].map((name) => ({ address: `${name}@example.com` }));
    expect(refused(await post('/v1.0/me/contacts', { emailAddresses: emails }))[2]).toBe(
      'The multi value property EmailAddresses has 4 entries, that exceeds the max allowed value of 3',
    );
    const three = await post('/v1.0/me/contacts', { businessPhones: ['1', '2', '3'] });
    expect(refused(three)[2]).toBe(
      'The multi value property BusinessPhones has 3 entries, that exceeds the max allowed value of 2',
    );
    const phones = ['1', '2'].map((number) => ({ type: 'mobile', number }));
    expect((await post('/beta/me/contacts', { phones })).status).toBe(400);
  });

  it('keeps the UTC date of a birthday, at 11:59', async () => {
    const { post, send } = await start();
    const { json } = await post('/v1.0/me/contacts', { birthday: '1815-12-10T23:30:00-05:00' });
    expect(json.birthday).toBe('1815-12-11T11:59:00Z');
    const patched = await send('PATCH', `/v1.0/me/contacts/${json.id}`, {
      body: { birthday: '1815-12-10T00:00:00Z' },
    });
    expect(patched.json.birthday).toBe('1815-12-10T11:59:00Z');
  });

  it('makes the display name anew at each PATCH that does not send it', async () => {
    const { post, send } = await start();
    const { json } = await post('/v1.0/me/contacts', {
      givenName: 'Ada',
      surname: 'King',
      displayName: 'The Countess',
    });
    expect(json.displayName).toBe('The Countess');
    const path = `/v1.0/me/contacts/${json.id}`;
    const kept = await send('PATCH', path, { body: { nickName: 'A', displayName: 'The Countess' } });
    expect(kept.json.displayName).toBe('The Countess');
    expect((await send('PATCH', path, { body: { nickName: 'B' } })).json.displayName).toBe('Ada King');
  });

  it('replaces collections whole, keeps what is not named, ignores what is read-only', async () => {
    const { post, send } = await start();
    const { json } = await post('/v1.0/me/contacts', {
      id: 'mine', changeKey: 'mine', createdDateTime: '2000-01-01T00:00:00Z',
      homePhones: ['1', '2'], nickName: 'N', homeAddress: { city: 'Bern', street: 'A 1' },
    }); // prettier-ignore
    expect(json.id).not.toBe('mine');
    expect(json.createdDateTime).toBe('2026-01-02T03:04:05Z');
    const { json: patched } = await send('PATCH', `/v1.0/me/contacts/${json.id}`, {
      body: { homePhones: ['3'], homeAddress: { city: 'Basel' } },
    });
    expect(patched).toMatchObject({
      homePhones: ['3'],
      nickName: 'N',
      homeAddress: { city: 'Basel' },
      id: json.id,
    });
    expect(patched.homeAddress).toEqual({ city: 'Basel' });
    expect(patched.changeKey).not.toBe(json.changeKey);
  });

  it('has a switch for each unclear behaviour of emails, addresses and create replies', async () => {
    const { cloud, post, send, get } = await start();
    cloud.faults.emailNames = 'server';
    cloud.faults.addressPatch = 'merge';
    const { json } = await post('/v1.0/me/contacts', {
      emailAddresses: [{ name: 'Work', address: 'a@example.com' }, { name: 'Lost', address: 'b@example.com,' }],
      homeAddress: { city: 'Bern', street: 'A 1' },
    }); // prettier-ignore
    expect(json.emailAddresses).toEqual([{ name: 'a@example.com', address: 'a@example.com' }]);
    const patched = await send('PATCH', `/v1.0/me/contacts/${json.id}`, {
      body: { homeAddress: { city: 'Basel' } },
    });
    expect(patched.json.homeAddress).toEqual({ city: 'Basel', street: 'A 1' });
    cloud.faults.thinCreateReply = true;
    cloud.faults.notFoundAfterCreate = 1;
    const thin = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    expect(Object.keys(thin.json).sort()).toEqual(['@odata.context', '@odata.etag', 'changeKey', 'id']);
    expect(refused(await get(`/v1.0/me/contacts/${thin.json.id}`))[1]).toBe('ErrorItemNotFound');
    expect((await get('/v1.0/me/contacts?$count=true')).json['@odata.count']).toBe(2);
    expect((await get(`/v1.0/me/contacts/${thin.json.id}`)).json.givenName).toBe('Ada');
  });
});

describe('extended properties', () => {
  const kithId = 'String {8a4f1f7c-52f5-4c4e-9d5b-0c2f6d1e7a11} Name KithId';

  it('keeps strangers verbatim, finds them by value without case, and never lists them', async () => {
    const { post, get } = await start({ contacts: people(3) });
    const { json } = await post('/v1.0/me/contacts', {
      givenName: 'Ada',
      singleValueExtendedProperties: [{ id: kithId, value: "O'Neil 1" }],
    });
    const upper = kithId.replace('8a4f1f7c', '8A4F1F7C');
    const filter = `$filter=singleValueExtendedProperties/Any(ep: ep/id eq '${upper}' and ep/value eq 'o''neil 1')`;
    const found = await get(`/v1.0/me/contacts?${encodeURI(filter)}`);
    expect(found.json.value).toHaveLength(1);
    expect(found.json.value[0].id).toBe(json.id);
    expect(found.json.value[0]).not.toHaveProperty('singleValueExtendedProperties');
    const expanded = await get(`/v1.0/me/contacts?$top=50&${expandOf(kithId)}`);
    const carried = expanded.json.value.map((each: any) => each.singleValueExtendedProperties?.[0]); // eslint-disable-line @typescript-eslint/no-explicit-any -- replies of many shapes
    expect(carried).toEqual([undefined, undefined, undefined, { id: kithId, value: "O'Neil 1" }]);
    expect((await get('/v1.0/me/contacts?$expand=singleValueExtendedProperties')).status).toBe(400);
  });

  it.each([
    ['Text 0x3A21', 'ErrorInvalidProperty'],
    ['String 3A21', 'ErrorInvalidProperty'],
    ['String {8a4f} Name X', 'ErrorInvalidProperty'],
    ['KithId', 'ErrorInvalidProperty'],
    ['String 0x8045', 'ErrorInvalidExtendedProperty'],
    ['StringArray 0x3A58', 'ErrorInvalidExtendedProperty'],
  ])('refuses the id %s', async (id, code) => {
    const { post, get } = await start();
    const body = { singleValueExtendedProperties: [{ id, value: '1' }] };
    expect(refused(await post('/v1.0/me/contacts', body)).slice(0, 2)).toEqual([400, code]);
    if (!id.includes('Array')) expect((await get(`/v1.0/me/contacts?${expandOf(id)}`)).status).toBe(400);
  });

  it.each([
    ['Integer 0x1090', 'two'],
    ['SystemTime 0x3A41', '1 May'],
    ['Short 0x3A4D', '70000'],
  ])('refuses %s = %s', async (id, value) => {
    const { post } = await start();
    expect((await post('/v1.0/me/contacts', { singleValueExtendedProperties: [{ id, value }] })).status).toBe(
      400,
    );
  });

  it('serves open extensions by POST alone, the second replacing the first', async () => {
    const { post, send, get } = await start();
    const { json } = await post('/v1.0/me/contacts', { extensions: [{ extensionName: 'x' }] });
    const path = `/v1.0/me/contacts/${json.id}`;
    expect((await post(`${path}/extensions`, { extensionName: 'com.kith', a: 1, b: 1 })).status).toBe(201);
    await post(`${path}/extensions`, { extensionName: 'com.kith', a: 2 });
    const filter = "id eq 'Microsoft.OutlookServices.OpenTypeExtension.com.kith' or id eq 'x'";
    const { json: read } = await get(`${path}?$expand=extensions($filter=${encodeURIComponent(filter)})`);
    expect(read.extensions).toHaveLength(1);
    expect(read.extensions[0]).toMatchObject({ extensionName: 'com.kith', a: 2 });
    expect(read.extensions[0]).not.toHaveProperty('b');
    expect((await send('PATCH', path, { body: { extensions: [] } })).status).toBe(500);
  });
});

describe('listing', () => {
  it('pages by ten unless told, up to a thousand', async () => {
    const { get } = await start({ contacts: people(25) });
    const first = await get('/v1.0/me/contacts?$select=givenName&$orderby=givenName desc');
    expect(first.json.value).toHaveLength(10);
    expect(Object.keys(first.json.value[0]).sort()).toEqual(['@odata.etag', 'givenName', 'id']);
    expect(first.json.value[0].givenName).toBe('Person024');
    const second = await get(first.json['@odata.nextLink']);
    const third = await get(second.json['@odata.nextLink']);
    expect(third.json.value).toHaveLength(5);
    expect(third.json.value[4].givenName).toBe('Person000');
    expect(third.json).not.toHaveProperty('@odata.nextLink');
    expect((await get('/v1.0/me/contacts?$top=1000')).json.value).toHaveLength(25);
    expect((await get('/v1.0/me/contacts?$top=1001')).status).toBe(400);
  });

  it('filters by address and refuses filters it cannot read', async () => {
    const { get, post } = await start({ contacts: people(2) });
    await post('/v1.0/me/contacts', { emailAddresses: [{ address: 'Ada@Example.com' }] });
    const filter = encodeURIComponent("emailAddresses/any(a:a/address eq 'ada@example.com')");
    expect((await get(`/v1.0/me/contacts?$filter=${filter}`)).json.value).toHaveLength(1);
    const both = encodeURIComponent("givenName eq 'Person001' or startswith(givenName,'nobody')");
    expect((await get(`/v1.0/me/contacts?$filter=${both}`)).json.value).toHaveLength(1);
    expect(refused(await get(`/v1.0/me/contacts?$filter=${encodeURIComponent("givenName 'x'")}`))[0]).toBe(
      400,
    );
    expect(
      refused(
        await get(`/v1.0/me/contacts?$filter=${encodeURIComponent("phones/any(p:p/number eq '1')")}`),
      )[2],
    ).toBe("Could not find a property named 'phones' on type 'Microsoft.OutlookServices.Contact'.");
  });
});

describe('ids, etags and preconditions', () => {
  it('tells malformed ids from unknown ones, and case apart', async () => {
    const { cloud, get, send, post } = await start();
    const { json } = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    const malformed = [400, 'ErrorInvalidIdMalformed', 'Id is malformed.'];
    expect(refused(await get('/v1.0/me/contacts/nonsense'))).toEqual(malformed);
    expect(refused(await get(`/v1.0/me/contacts/${encodeURIComponent(json.id)}`))).toEqual(malformed);
    expect(refused(await send('PATCH', '/v1.0/me/contacts/nonsense', { body: {} }))).toEqual([
      405,
      'ErrorInvalidRequest',
      'The OData request is not supported.',
    ]);
    const swapped = json.id
      .replace(/[a-z]/g, (letter: string) => letter.toUpperCase())
      .replace(/^AAMKAG/, 'AAMkAG');
    expect((await get(`/v1.0/me/contacts/${swapped}`)).status).toBe(404);
    expect((await send('DELETE', `/v1.0/me/contacts/${json.id}`)).status).toBe(204);
    expect(refused(await send('DELETE', `/v1.0/me/contacts/${json.id}`))).toEqual([
      404,
      'ErrorItemNotFound',
      'The specified object was not found in the store.',
    ]);
    expect(cloud.book.all()).toEqual([]);
  });

  it('obeys If-Match in each of its modes', async () => {
    const { cloud, send, post } = await start();
    const { json } = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    const path = `/v1.0/me/contacts/${json.id}`;
    const change = (etag: string, nickName: string): Promise<Reply> =>
      send('PATCH', path, { body: { nickName }, headers: { 'if-match': etag } });
    const second = await change(json['@odata.etag'], 'A');
    expect(second.status).toBe(200);
    const conflict =
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.';
    expect(refused(await change(json['@odata.etag'], 'B'))).toEqual([
      412,
      'ErrorIrresolvableConflict',
      conflict,
    ]);
    expect((await change('*', 'C')).status).toBe(200);
    cloud.faults.ifMatch = 'enforce409';
    expect(refused(await change(json['@odata.etag'], 'D'))[0]).toBe(409);
    const removal = await send('DELETE', path, { headers: { 'if-match': json['@odata.etag'] } });
    expect(removal.status).toBe(409);
    cloud.faults.ifMatch = 'ignore';
    expect((await change(json['@odata.etag'], 'E')).status).toBe(200);
    cloud.faults.spuriousConflict = { times: 1 };
    expect(refused(await send('PATCH', path, { body: {} }))[0]).toBe(412);
    expect((await send('PATCH', path, { body: {} })).status).toBe(200);
  });

  it('gives immutable ids when asked, and takes either kind', async () => {
    const { cloud, get } = await start({ contacts: people(1) });
    const asked = { prefer: 'IdType="ImmutableId"' };
    const plain = (await get('/v1.0/me/contacts')).json.value[0];
    const reply = await get('/v1.0/me/contacts', asked);
    const immutable = reply.json.value[0];
    expect(reply.headers.get('preference-applied')).toBe('IdType="ImmutableId"');
    expect(immutable.id).not.toBe(plain.id);
    const moved = cloud.book.move(plain.id, cloud.book.createFolder('Friends'));
    expect(moved['id']).not.toBe(plain.id);
    expect((await get(`/v1.0/me/contacts/${plain.id}`)).status).toBe(404);
    expect((await get(`/v1.0/me/contacts/${immutable.id}`)).json.id).toBe(moved['id']);
    expect((await get(`/v1.0/me/contacts/${String(moved['id'])}`, asked)).json.id).toBe(immutable.id);
  });
});

describe('folders, categories and photos', () => {
  it('lists folders without the default one, nests them, and addresses contacts through them', async () => {
    const { get, post, send } = await start({ contacts: people(1) });
    expect((await get('/v1.0/me/contactFolders')).json.value).toEqual([]);
    const outer = (await post('/v1.0/me/contactFolders', { displayName: 'Friends' })).json;
    expect(refused(await post('/v1.0/me/contactFolders', { displayName: 'friends' }))[1]).toBe(
      'ErrorFolderExists',
    );
    const inner = (await post(`/v1.0/me/contactFolders/${outer.id}/childFolders`, { displayName: 'Old' }))
      .json;
    expect(inner.parentFolderId).toBe(outer.id);
    expect((await get('/v1.0/me/contactFolders')).json.value.map((each: { id: string }) => each.id)).toEqual([
      outer.id,
    ]);
    const made = (await post(`/v1.0/me/contactFolders/${inner.id}/contacts`, { givenName: 'Bo' })).json;
    expect(made.parentFolderId).toBe(inner.id);
    expect((await get('/v1.0/me/contacts')).json.value).toHaveLength(1);
    const known = (await get('/v1.0/me/contactFolders/contacts')).json;
    expect((await get(`/v1.0/me/contactFolders/${known.id}/contacts`)).json.value).toHaveLength(1);
    expect((await get(`/v1.0/me/contactFolders/contacts/contacts/${made.id}`)).status).toBe(404);
    expect((await get(`/v1.0/me/contactFolders/${inner.id}/contacts/${made.id}`)).json.givenName).toBe('Bo');
    expect((await send('DELETE', `/v1.0/me/contactFolders/${outer.id}`)).status).toBe(204);
    expect((await get(`/v1.0/me/contacts/${made.id}`)).status).toBe(404);
  });

  it('tells folders apart by delta', async () => {
    const { cloud, send, round } = await start();
    const id = cloud.book.createFolder('A');
    const first = await round('/v1.0/me/contactFolders/delta');
    expect(first.all.map((each) => each.displayName)).toEqual(['A']);
    await send('DELETE', `/v1.0/me/contactFolders/${id}`);
    expect((await round(first.link)).all).toEqual([{ '@removed': { reason: 'deleted' }, id }]);
  });

  it('keeps master categories with names that cannot change', async () => {
    const { get, post, send } = await start();
    const made = await post('/v1.0/me/outlook/masterCategories', { displayName: 'Family', color: 'preset4' });
    expect(made.status).toBe(201);
    expect((await post('/v1.0/me/outlook/masterCategories', { displayName: 'family' })).status).toBe(409);
    const path = `/v1.0/me/outlook/masterCategories/${made.json.id}`;
    expect((await send('PATCH', path, { body: { displayName: 'Kin' } })).status).toBe(400);
    expect((await send('PATCH', path, { body: { color: 'preset25' } })).status).toBe(400);
    expect((await send('PATCH', path, { body: { color: 'preset7' } })).json.color).toBe('preset7');
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await get('/v1.0/me/outlook/masterCategories')).json.value).toEqual([]);
  });

  it('serves photos of up to 4 MB, removes them by an empty PUT, and has no DELETE', async () => {
    const { cloud, get, send } = await start({ contacts: people(1) });
    const contact = (await get('/v1.0/me/contacts')).json.value[0];
    const path = `/v1.0/me/contacts/${contact.id}/photo/$value`;
    expect(refused(await get(path))).toEqual([404, 'ErrorItemNotFound', "The photo wasn't found."]);
    const headers = { 'content-type': 'image/jpeg' };
    const big = new Uint8Array(4 * 1024 * 1024 + 1);
    expect((await send('PUT', path, { body: big, headers })).status).toBe(413);
    expect((await send('PUT', path, { body: new Uint8Array([1, 2]), headers })).status).toBe(200);
    expect(cloud.book.all()[0]).toMatchObject({ photo: { contentType: 'image/jpeg', base64: 'AQI=' } });
    const after = (await get(`/v1.0/me/contacts/${contact.id}`)).json;
    expect(after['@odata.etag']).not.toBe(contact['@odata.etag']);
    expect((await get(`/v1.0/me/contacts/${contact.id}/photo`)).json['@odata.mediaContentType']).toBe(
      'image/jpeg',
    );
    expect((await send('DELETE', path)).status).toBe(405);
    expect((await send('PUT', path, { headers })).status).toBe(200);
    expect((await get(path)).status).toBe(404);
    cloud.faults.photosRefused = true;
    expect((await get(path)).status).toBe(403);
  });
});

describe('delta', () => {
  const start25 = '/v1.0/me/contactFolders/contacts/contacts/delta';

  it('pages by ten unless each request prefers otherwise', async () => {
    const { get, round } = await start({ contacts: people(25) });
    const plain = await round('/v1.0/me/contacts/delta');
    expect(plain.pages.map((page) => page.length)).toEqual([10, 10, 5]);
    const prefer = { prefer: 'odata.maxpagesize=20' };
    const first = await get(start25, prefer);
    expect(first.headers.get('preference-applied')).toBe('odata.maxpagesize=20');
    expect(first.json.value).toHaveLength(20);
    const forgetful = await get(start25, { prefer: 'odata.maxpagesize=3' });
    expect((await get(forgetful.json['@odata.nextLink'])).json.value).toHaveLength(10);
    expect(first.json.value[0]).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('reports edits whole, deletions as tombstones, and nothing of what came and went in between', async () => {
    const { cloud, round, post, send } = await start({ contacts: people(3) });
    const first = await round(start25);
    const [a, b] = first.all;
    expect((await round(first.link)).all).toEqual([]);
    cloud.book.edit(a.id, { nickName: 'new' });
    cloud.book.remove(b.id);
    const brief = await post('/v1.0/me/contacts', { givenName: 'Brief' });
    await send('DELETE', `/v1.0/me/contacts/${brief.json.id}`);
    const second = await round(first.link);
    expect(second.all).toHaveLength(2);
    expect(second.all[0]).toMatchObject({ id: a.id, nickName: 'new', givenName: 'Person000' });
    expect(second.all[1]).toEqual({ '@removed': { reason: 'deleted' }, id: b.id });
    expect((await round(second.link)).all).toEqual([]);
    expect((await round(first.link)).all, 'a link can be used again').toHaveLength(2);
  });

  it('reports a move as gone from one folder and new in the other', async () => {
    const { cloud, round } = await start({ contacts: people(1) });
    const folder = cloud.book.createFolder('Friends');
    const here = await round(start25, { prefer: 'IdType="ImmutableId"' });
    const there = await round(`/v1.0/me/contactFolders/${folder}/contacts/delta`);
    const moved = cloud.book.move(here.all[0].id, folder);
    const gone = (await round(here.link, { prefer: 'IdType="ImmutableId"' })).all;
    expect(gone).toEqual([{ '@removed': { reason: 'changed' }, id: here.all[0].id }]);
    expect((await round(there.link)).all[0].id).toBe(moved['id']);
  });

  it('reports neither photos nor open extensions, and extended properties unless switched off', async () => {
    const { cloud, round, send, post } = await start({ contacts: people(1) });
    const first = await round(start25);
    const path = `/v1.0/me/contacts/${first.all[0].id}`;
    await send('PUT', `${path}/photo/$value`, {
      body: new Uint8Array([1]),
      headers: { 'content-type': 'image/png' },
    });
    await post(`${path}/extensions`, { extensionName: 'x' });
    expect((await round(first.link)).all).toEqual([]);
    const body = { singleValueExtendedProperties: [{ id: 'String 0x3A1E', value: 'car' }] };
    cloud.faults.extendedChangesUntracked = true;
    await send('PATCH', path, { body });
    expect((await round(first.link)).all).toEqual([]);
    delete cloud.faults.extendedChangesUntracked;
    await send('PATCH', path, { body });
    expect((await round(first.link)).all).toHaveLength(1);
  });

  it('has switches for sparse updates, repeated contacts, an empty last page and hidden writes', async () => {
    const { cloud, round, get, post } = await start({ contacts: people(12) });
    cloud.faults.repeatInDelta = true;
    cloud.faults.emptyLastPage = true;
    const first = await round(start25);
    expect(first.pages.map((page) => page.length)).toEqual([10, 3, 1]);
    delete cloud.faults.repeatInDelta;
    cloud.faults.sparseDelta = true;
    cloud.book.edit(first.all[0].id, { nickName: 'new' });
    const second = await round(first.link);
    expect(second.pages.map((page) => page.length)).toEqual([1, 0]);
    const keys = ['@odata.etag', 'changeKey', 'id', 'lastModifiedDateTime', 'nickName'];
    expect(Object.keys(second.all[0]).sort()).toEqual(keys);
    cloud.faults.hideWrites = true;
    const made = await post('/v1.0/me/contacts', { givenName: 'Late' });
    cloud.book.edit(first.all[1].id, { nickName: 'late' });
    const third = await round(second.link);
    expect(third.all).toEqual([]);
    expect((await get('/v1.0/me/contacts?$count=true')).json['@odata.count']).toBe(12);
    expect((await get(`/v1.0/me/contacts/${made.json.id}`)).json.givenName).toBe('Late');
    delete cloud.faults.hideWrites;
    expect((await round(third.link)).all.map((each) => each.nickName ?? each.givenName).sort()).toEqual([
      'Late',
      'late',
    ]);
  });

  it("refuses query options with the service's own sentence, but $select on the folder form", async () => {
    const { get, round } = await start({ contacts: people(1) });
    for (const option of ['$expand=photo', '$filter=x', '$orderby=x', '$search=x', '$top=5']) {
      expect(refused(await get(`${start25}?${option}`))).toEqual([
        400,
        'ErrorInvalidUrlQuery',
        "The following parameters are not supported with change tracking over the 'Contacts' resource: '$orderby, $filter, $select, $expand, $search, $top'.",
      ]);
    }
    expect((await get('/v1.0/me/contacts/delta?$select=id')).status).toBe(400);
    expect(Object.keys((await round(`${start25}?$select=givenName`)).all[0])).toEqual([
      '@odata.etag',
      'id',
      'givenName',
    ]);
  });

  it('resets in each of the known ways', async () => {
    const { cloud, round, get } = await start({ contacts: people(1) });
    const { link } = await round(start25);
    const reset = async (
      code: NonNullable<Exclude<MicrosoftCloud['faults']['deltaReset'], true>>['code'],
    ) => {
      cloud.faults.deltaReset = { times: 1, ...(code === undefined ? {} : { code }) };
      return get(link);
    };
    expect(refused(await reset(undefined)).slice(0, 2)).toEqual([410, 'SyncStateNotFound']);
    const again = await reset('resyncRequired');
    expect(refused(again).slice(0, 2)).toEqual([410, 'resyncRequired']);
    expect((await get(again.headers.get('location') ?? '')).json.value).toHaveLength(1);
    expect(refused(await reset('ErrorInvalidIdMalformed'))[0]).toBe(400);
    expect(refused(await reset('ErrorItemNotFound'))[0]).toBe(404);
    expect((await get(link)).status).toBe(200);
    cloud.book.forgetSyncState();
    expect(refused(await get(link))[1]).toBe('SyncStateNotFound');
    expect((await get(`${start25}?$deltatoken=garbage`)).status).toBe(400);
  });
});

describe('$batch', () => {
  const batch = (requests: unknown[]) => ({ requests });
  const header = { 'Content-Type': 'application/json' };
  const creation = (id: string, extra: object = {}) => ({
    id, method: 'POST', url: '/me/contacts', headers: header, body: { givenName: id }, ...extra,
  }); // prettier-ignore

  it('answers each sub-request by id, in another order', async () => {
    const { get, post, cloud } = await start();
    const { json } = await post(
      '/v1.0/$batch',
      batch([creation('1'), creation('2'), { id: '3', method: 'GET', url: 'me/contacts?$top=5' }]),
    );
    expect(json.responses.map((each: { id: string }) => each.id)).toEqual(['3', '2', '1']);
    expect(json.responses[0].body.value).toHaveLength(2);
    expect(json.responses[2]).toMatchObject({ status: 201, body: { givenName: '1' } });
    const [first] = cloud.book.all();
    const path = `/me/contacts/${String(first?.['id'])}`;
    const changed = await post('/v1.0/$batch', batch([
      { id: 'a', method: 'PATCH', url: path, headers: { ...header, 'If-Match': 'W/"old"' }, body: { nickName: 'x' } },
      { id: 'b', method: 'DELETE', url: path },
      { id: 'c', method: 'PUT', url: `${path}/photo/$value`, headers: { 'Content-Type': 'image/png' }, body: 'AQI=' },
    ])); // prettier-ignore
    const statuses = Object.fromEntries(changed.json.responses.map((each: any) => [each.id, each.status])); // eslint-disable-line @typescript-eslint/no-explicit-any -- replies of many shapes
    expect(statuses).toEqual({ a: 412, b: 204, c: 404 });
    expect((await get('/v1.0/me/contacts')).json.value).toHaveLength(1);
  });

  it.each([
    ['more than 20', Array.from({ length: 21 }, (_, at) => creation(String(at))), /exceed the limit/],
    ['ids that differ only in case', [creation('a'), creation('A')], /unique/],
    ['nothing', [], /Invalid batch payload format/],
    ['absolute addresses', [creation('1', { url: 'https://graph.microsoft.com/v1.0/me' })], /relative/],
    [
      'a body without Content-Type',
      [creation('1', { headers: {} })],
      "Write request with id '1' does not contain a Content-Type header.",
    ],
    [
      'a write without a body',
      [creation('1', { body: undefined })],
      /does not contain Content-Type header or body/,
    ],
    ['a dependency on nobody', [creation('1'), creation('2', { dependsOn: ['9'] })], /dependsOn/],
  ])('is refused whole for %s', async (_, requests, message) => {
    const { post, cloud } = await start();
    const [status, code, text] = refused(await post('/v1.0/$batch', batch(requests)));
    expect([status, code]).toEqual([400, 'BadRequest']);
    expect(text).toMatch(message);
    expect(cloud.book.all()).toEqual([]);
  });

  it('fails what depends on a failure with 424, and refuses nesting', async () => {
    const { post } = await start();
    const { json } = await post('/v1.0/$batch', batch([
      { id: '1', method: 'GET', url: '/me/contacts/nonsense' },
      creation('2', { dependsOn: ['1'] }),
      creation('3', { dependsOn: ['2'] }),
    ])); // prettier-ignore
    expect(json.responses.map((each: { status: number }) => each.status)).toEqual([424, 424, 400]);
    const nested = await post('/v1.0/$batch', batch([creation('1', { url: '/$batch' })]));
    expect(nested.json.responses[0].status).toBe(400);
  });

  it('throttles beyond four at once, saying or not saying how long', async () => {
    const { cloud, post } = await start();
    cloud.faults.batchConcurrency = 4;
    const six = batch(['1', '2', '3', '4', '5', '6'].map((id) => creation(id)));
    const last = async () => (await post('/v1.0/$batch', six)).json.responses[0];
    expect(await last()).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '1' },
      body: {
        error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
      },
    });
    expect(cloud.book.all()).toHaveLength(4);
    cloud.faults.batchRetryAfter = 'decimal';
    expect((await last()).headers['Retry-After']).toBe('2.128');
    cloud.faults.batchRetryAfter = 'missing';
    expect((await last()).headers).not.toHaveProperty('Retry-After');
  });

  it('lets a fault of one path reach a sub-request', async () => {
    const { cloud, post } = await start();
    cloud.faults.status = { code: 503, times: 1, match: '/me/contacts', retryAfter: '7' };
    const { json } = await post('/v1.0/$batch', batch([creation('1'), creation('2')]));
    expect(json.responses[1]).toMatchObject({ status: 503, headers: { 'Retry-After': '7' } });
    expect(json.responses[0].status).toBe(201);
  });
});

describe('misbehaviour and control', () => {
  it('throttles with either body and as long as told', async () => {
    const { cloud, get } = await start();
    cloud.faults.status = { code: 429, times: 1, retryAfter: '2.128' };
    const observed = await get('/v1.0/me/contacts');
    expect(observed.headers.get('retry-after')).toBe('2.128');
    expect(refused(observed)[1]).toBe('ApplicationThrottled');
    cloud.faults.throttleBody = 'documented';
    cloud.faults.status = { code: 429, times: 1 };
    const documented = await get('/v1.0/me/contacts');
    expect(refused(documented)).toEqual([429, 'TooManyRequests', 'Please retry again later.']);
    cloud.faults.status = { code: 503, times: 1 };
    expect(refused(await get('/v1.0/me/contacts'))).toEqual([503, 'UnknownError', '']);
  });

  it('edits as another device does, and lists everything raw', async () => {
    const { cloud, post, send } = await start();
    const { json } = await post('/_control/contacts', {
      givenName: 'Ada', displayName: 'Lady A', phones: [{ type: 'pager', number: '1' }],
    }); // prettier-ignore
    const id = String(json.id);
    await send('PATCH', `/_control/contacts/${encodeURIComponent(id)}`, { body: { nickName: 'x' } });
    const listed = await fetch(`${cloud.url}/_control/contacts`).then(
      (reply) => reply.json() as Promise<Reply['json']>,
    );
    expect(listed.contacts[0]).toMatchObject({ displayName: 'Lady A', nickName: 'x', gender: null });
    expect(listed.contacts[0].singleValueExtendedProperties).toContainEqual({
      id: 'String 0x3a21',
      value: '1',
    });
    expect((await send('DELETE', `/_control/contacts/${id}`)).status).toBe(204);
    expect(cloud.log.requests).toEqual([]);
  });

  it('fills itself with people of a seed, photos, categories and MAPI properties among them', async () => {
    const { cloud } = await start({ contacts: 300, seed: 5 });
    const all = cloud.book.all() as any[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw contacts of many shapes
    expect(all).toHaveLength(300);
    expect(new Set(all.map((each) => each.id)).size).toBe(300);
    expect(all.some((each) => each.photo !== null)).toBe(true);
    expect(all.some((each) => each.categories.length > 0)).toBe(true);
    const ids = new Set(
      all.flatMap((each) =>
        each.singleValueExtendedProperties.map((property: { id: string }) => property.id),
      ),
    );
    expect(ids.has('String 0x3a24')).toBe(true);
    expect(ids.has('SystemTime 0x3a41')).toBe(true);
    expect([...ids].some((id) => String(id).includes('0x804f'))).toBe(true);
    const twin = await start({ contacts: 300, seed: 5 });
    expect(twin.cloud.book.all()).toEqual(all);
  });
});

describe('signing in with MSAL Node', () => {
  const loopback = 'http://localhost:53682/';

  /** What the browser would bring back to the loopback address: a redirect's query, or a form that posts itself. */
  async function readAnswer(reply: Response): Promise<URLSearchParams> {
    const location = reply.headers.get('location');
    if (location !== null) return new URL(location).searchParams;
    const fields = (await reply.text()).matchAll(/name="([^"]*)" value="([^"]*)"/g);
    return new URLSearchParams(Object.fromEntries([...fields].map(([, name, value]) => [name, value])));
  }

  async function msal(cloud: MicrosoftCloud, responseMode: 'query' | 'form_post') {
    const { authorize, token } = cloud.endpoints;
    const issuer = `${cloud.url}/common/v2.0`;
    const metadata = {
      issuer,
      authorization_endpoint: authorize,
      token_endpoint: token,
      jwks_uri: `${cloud.url}/keys`,
    };
    const client = new PublicClientApplication({
      auth: {
        clientId: 'kith-test',
        authority: 'https://login.kith.test/t',
        knownAuthorities: ['login.kith.test'],
        authorityMetadata: JSON.stringify(metadata),
      },
    });
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const url = await client.getAuthCodeUrl({
      scopes: ['Contacts.ReadWrite'],
      redirectUri: loopback,
      responseMode,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      state: 'abc',
    });
    const answer = await readAnswer(await fetch(url, { redirect: 'manual' }));
    expect(answer.get('state')).toBe('abc');
    const request = { code: answer.get('code') ?? '', scopes: ['Contacts.ReadWrite'], redirectUri: loopback };
    return { client, verifier, request };
  }

  it('gets a token by code and by refresh, and reads contacts with it', async () => {
    const { cloud, send } = await start({ autoConsent: true, now: Date.now, contacts: people(1) });
    const { client, verifier, request } = await msal(cloud, 'query');
    const result = await client.acquireTokenByCode({ ...request, codeVerifier: verifier });
    expect(result.account?.username).toBe('robin.hale@outlook.example');
    expect(result.account?.homeAccountId).toBe(
      '00000000-0000-0000-1234-56789abcdef0.9188040d-6c67-4c5b-b112-36a304b66dad',
    );
    const account = result.account;
    if (account === null) throw new Error('no account');
    const silent = await client.acquireTokenSilent({
      account,
      scopes: ['Contacts.ReadWrite'],
      forceRefresh: true,
    });
    expect(silent.accessToken).not.toBe(result.accessToken);
    const listed = await send('GET', '/v1.0/me/contacts', { token: silent.accessToken });
    expect(listed.json.value).toHaveLength(1);
    cloud.faults.refreshRefused = 'passwordChanged';
    const again = client.acquireTokenSilent({ account, scopes: ['Contacts.ReadWrite'], forceRefresh: true });
    await expect(again).rejects.toMatchObject({ errorCode: 'invalid_grant', name: 'ServerError' });
    cloud.faults.refreshRefused = 'badToken';
    const lost = client.acquireTokenSilent({ account, scopes: ['Contacts.ReadWrite'], forceRefresh: true });
    await expect(lost).rejects.toMatchObject({ name: 'InteractionRequiredAuthError' });
  });

  it('checks the PKCE verifier', async () => {
    const { cloud } = await start({ autoConsent: true, now: Date.now });
    const { client, request } = await msal(cloud, 'form_post');
    const forged = client.acquireTokenByCode({ ...request, codeVerifier: 'x'.repeat(43) });
    await expect(forged).rejects.toMatchObject({ errorCode: 'invalid_grant' });
  });
});
