// Owns: holding the practice Microsoft cloud to what is known of a contact's properties in v1.0, beta and MAPI.
// Leaves to others: what Kith makes of those answers.
import { describe, expect, it } from 'vitest';
import { expandOf, openSession, people, refused } from '../clouds/microsoft/session.ts';
import type { Loose } from '../clouds/microsoft/session.ts';

describe('the two shapes of a contact', () => {
  it('shows unset strings as null, unset lists as [] and unset addresses as {}', async () => {
    const { post } = await openSession();
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
    const { cloud, send, get, post } = await openSession();
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
    const { post, get } = await openSession();
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
    const { post, cloud } = await openSession();
    const [status, code, text] = refused(await post(`/${version}/me/contacts`, body));
    expect([status, code]).toEqual([400, 'RequestBodyRead']);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
    expect(cloud.book.all()).toEqual([]);
  });

  it('refuses a body that is not a JSON object', async () => {
    const { send } = await openSession();
    const broken = new TextEncoder().encode('{"givenName":');
    const headers = { 'content-type': 'application/json' };
    const reply = await send('POST', '/v1.0/me/contacts', { body: broken, headers });
    expect(refused(reply)[2]).toMatch(/^Unable to read JSON request payload\./);
  });

  it('limits the entries of a collection', async () => {
    const { post } = await openSession();
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
    const { post, send } = await openSession();
    const { json } = await post('/v1.0/me/contacts', { birthday: '1815-12-10T23:30:00-05:00' });
    expect(json.birthday).toBe('1815-12-11T11:59:00Z');
    const patched = await send('PATCH', `/v1.0/me/contacts/${json.id}`, {
      body: { birthday: '1815-12-10T00:00:00Z' },
    });
    expect(patched.json.birthday).toBe('1815-12-10T11:59:00Z');
  });

  it('makes the display name anew at each PATCH that does not send it', async () => {
    const { post, send } = await openSession();
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
    const { post, send } = await openSession();
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

  it('keeps the type of an address that v1.0 sends again', async () => {
    const { post, send, get } = await openSession();
    const typed = { address: 'a@example.com', name: 'A', type: 'work', otherLabel: 'Desk' };
    const { json } = await post('/beta/me/contacts', { emailAddresses: [typed] });
    const plain = [{ address: 'a@example.com', name: 'B' }, { address: 'b@example.com' }];
    await send('PATCH', `/v1.0/me/contacts/${json.id}`, { body: { emailAddresses: plain } });
    expect((await get(`/beta/me/contacts/${json.id}`)).json.emailAddresses).toEqual([
      { ...typed, name: 'B' },
      { address: 'b@example.com', name: null, type: 'unknown', otherLabel: null },
    ]);
  });

  it('has a switch for each unclear behaviour of emails, addresses and create replies', async () => {
    const { cloud, post, send, get } = await openSession();
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
    const { post, get } = await openSession({ contacts: people(3) });
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
    const carried = expanded.json.value.map((each: Loose) => each.singleValueExtendedProperties?.[0]);
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
    const { post, get } = await openSession();
    const body = { singleValueExtendedProperties: [{ id, value: '1' }] };
    expect(refused(await post('/v1.0/me/contacts', body)).slice(0, 2)).toEqual([400, code]);
    if (!id.includes('Array')) expect((await get(`/v1.0/me/contacts?${expandOf(id)}`)).status).toBe(400);
  });

  it.each([
    ['Integer 0x1090', 'two'],
    ['SystemTime 0x3A41', '1 May'],
    ['Short 0x3A4D', '70000'],
  ])('refuses %s = %s', async (id, value) => {
    const { post } = await openSession();
    expect((await post('/v1.0/me/contacts', { singleValueExtendedProperties: [{ id, value }] })).status).toBe(
      400,
    );
  });

  it('serves open extensions by POST alone, the second replacing the first', async () => {
    const { post, send, get } = await openSession();
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
