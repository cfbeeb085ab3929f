// Owns: holding the practice Google's API to the People API's documented and observed behaviour.
// Leaves to others: its sign-in pages (google-cloud-signin.test.ts), what Kith makes of any of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactsScope, startGoogleCloud } from '../clouds/google/google-cloud.ts';
import type { GoogleCloud, GoogleCloudOptions } from '../clouds/google/google-cloud.ts';

type Json = Record<string, any>;

let cloud: GoogleCloud;
let bearer: string;
let clock: number;

async function start(options: GoogleCloudOptions = {}): Promise<void> {
  clock = Date.parse('2026-03-01T00:00:00Z');
  cloud = await startGoogleCloud({ profileEvery: 0, now: () => clock, ...options });
  bearer = cloud.signIn.issueAccessToken({ scopes: [contactsScope] });
}

beforeEach(() => start({ contacts: 5 }));
afterEach(() => cloud.close());

interface Reply {
  readonly status: number;
  readonly json: Json;
}

async function ask(method: string, path: string, body?: unknown, token = bearer): Promise<Reply> {
  const response = await fetch(`${cloud.url}/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Json) };
}

const get = (path: string): Promise<Reply> => ask('GET', path);
const post = (path: string, body: unknown): Promise<Reply> => ask('POST', path, body);
const contactOnly = 'sources=READ_SOURCE_TYPE_CONTACT';

/** A contact as a client would have read it: with etag and metadata. */
async function read(resourceName: string, mask = 'names,emailAddresses,metadata'): Promise<Json> {
  return (await get(`${resourceName}?personFields=${mask}&${contactOnly}`)).json;
}

const patch = (person: Json, changes: Json, mask = Object.keys(changes).join(',')): Promise<Reply> =>
  ask('PATCH', `${person['resourceName']}:updateContact?updatePersonFields=${mask}&${contactOnly}`, {
    etag: person['etag'],
    metadata: person['metadata'],
    ...changes,
  });

function make(raw: Json): string {
  return String(cloud.book.create(raw)['resourceName']);
}

const list = (query = ''): Promise<Reply> =>
  get(`people/me/connections?personFields=names,metadata&${contactOnly}${query}`);

/** Expects a refusal and returns its error object. */
function refused(reply: Reply, code: number, status: string): Json {
  expect([reply.status, reply.json['error']?.code, reply.json['error']?.status]).toEqual([
    code,
    code,
    status,
  ]);
  return reply.json['error'] as Json;
}

describe('authorization', () => {
  it('refuses a request without a token, with an expired one, and without the contacts scope', async () => {
    const bare = await fetch(`${cloud.url}/v1/people/me?personFields=names`);
    expect(bare.status).toBe(401);
    expect(((await bare.json()) as Json)['error'].status).toBe('UNAUTHENTICATED');
    const reader = cloud.signIn.issueAccessToken({ scopes: ['openid'] });
    const scope = refused(
      await ask('GET', 'people/me/connections?personFields=names', undefined, reader),
      403,
      'PERMISSION_DENIED',
    );
    expect(scope['message']).toBe('Request had insufficient authentication scopes.');
    expect(scope['details'][0].reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    clock += 3600_000;
    refused(await list(), 401, 'UNAUTHENTICATED');
  });
});

describe('masks, parameters and bodies', () => {
  it('requires personFields and refuses paths outside the list', async () => {
    const missing = refused(await get('people/me/connections'), 400, 'INVALID_ARGUMENT');
    expect(missing['message']).toMatch(
      /^personFields mask is required\. Please specify one or more valid paths\./,
    );
    refused(await get('people/me/connections?personFields=names,fileAses'), 400, 'INVALID_ARGUMENT');
    refused(
      await get('people:batchGet?personFields=shoeSize&resourceNames=people/c1'),
      400,
      'INVALID_ARGUMENT',
    );
  });

  it('refuses unknown parameters and sources but not the standard ones', async () => {
    const unknown = refused(await list('&pagesize=3'), 400, 'INVALID_ARGUMENT');
    expect(unknown['message']).toContain('Unknown name "pagesize": Cannot bind query parameter.');
    refused(await list('&sources=CONTACT'), 400, 'INVALID_ARGUMENT');
    expect((await list('&prettyPrint=false&alt=json&fields=connections&$alt=json')).status).toBe(200);
  });

  it('refuses unknown names, wrong types and unknown enum values in a body, telling where', async () => {
    const name = refused(await post('people:createContact', { nickname: 'x' }), 400, 'INVALID_ARGUMENT');
    expect(name['message']).toBe(
      `Invalid JSON payload received. Unknown name "nickname" at 'person': Cannot find field.`,
    );
    const deep = refused(
      await post('people:createContact', { names: [{ first: 'A' }] }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(deep['message']).toContain(`Unknown name "first" at 'person.names[0]'`);
    const type = refused(
      await post('people:createContact', { names: [{ givenName: 7 }] }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(type['details'][0].fieldViolations[0].field).toBe('person.names[0].given_name');
    refused(
      await post('people:createContact', { nicknames: [{ value: 'B', type: 'PET' }] }),
      400,
      'INVALID_ARGUMENT',
    );
  });
});

describe('listing', () => {
  it('pages, and gives a sync token on the last page only and only when asked', async () => {
    const first = await list('&pageSize=3&requestSyncToken=true');
    expect(first.json['connections']).toHaveLength(3);
    expect(first.json['nextSyncToken']).toBeUndefined();
    const last = await list(`&pageSize=3&requestSyncToken=true&pageToken=${first.json['nextPageToken']}`);
    expect(last.json['connections']).toHaveLength(2);
    expect(last.json['nextPageToken']).toBeUndefined();
    expect(last.json['nextSyncToken']).toBeTypeOf('string');
    expect((await list()).json['nextSyncToken']).toBeUndefined();
    const names = [...first.json['connections'], ...last.json['connections']].map(
      (person: Json) => person['resourceName'],
    );
    expect(new Set(names).size).toBe(5);
  });

  it('refuses a page token or a sync token with other parameters', async () => {
    const page = await list('&pageSize=3&requestSyncToken=true');
    const token = `&pageToken=${page.json['nextPageToken']}`;
    refused(await list(`&pageSize=2&requestSyncToken=true${token}`), 400, 'INVALID_ARGUMENT');
    const { nextSyncToken } = (await list('&requestSyncToken=true')).json;
    refused(
      await get(`people/me/connections?personFields=names&${contactOnly}&syncToken=${nextSyncToken}`),
      400,
      'INVALID_ARGUMENT',
    );
    refused(
      await get(`people/me/connections?personFields=names,metadata&syncToken=${nextSyncToken}`),
      400,
      'INVALID_ARGUMENT',
    );
    refused(await list(`&pageSize=7&syncToken=${nextSyncToken}`), 400, 'INVALID_ARGUMENT');
    refused(await list('&syncToken=nonsense'), 400, 'INVALID_ARGUMENT');
    refused(await list('&pageSize=1001'), 400, 'INVALID_ARGUMENT');
  });

  it('tells changes and deletions since a token, then nothing at all', async () => {
    const { connections, nextSyncToken } = (await list('&requestSyncToken=true')).json;
    const [edited, removed] = connections.map((person: Json) => String(person['resourceName'])) as [
      string,
      string,
    ];
    cloud.book.edit(edited, { names: [{ givenName: 'Changed' }] });
    cloud.book.remove(removed);
    const changes = (await list(`&requestSyncToken=true&syncToken=${nextSyncToken}`)).json;
    expect(changes['connections']).toHaveLength(2);
    expect(changes['connections'][0].names[0].displayName).toBe('Changed');
    expect(changes['connections'][1]).toMatchObject({ resourceName: removed, metadata: { deleted: true } });
    const quiet = await list(`&requestSyncToken=true&syncToken=${changes['nextSyncToken']}`);
    expect(Object.keys(quiet.json)).toEqual(['nextSyncToken']);
  });

  it('expires tokens seven days after the full sync, whatever was synced in between', async () => {
    const first = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    clock += 6 * 86_400_000;
    bearer = cloud.signIn.issueAccessToken({ scopes: [contactsScope] });
    const second = (await list(`&requestSyncToken=true&syncToken=${first}`)).json['nextSyncToken'];
    clock += 86_400_000;
    bearer = cloud.signIn.issueAccessToken({ scopes: [contactsScope] });
    const error = refused(await list(`&syncToken=${second}`), 400, 'FAILED_PRECONDITION');
    expect(error['message']).toBe(
      'Sync token is expired. Clear local cache and retry call without the sync token.',
    );
    expect(error['details'][0].reason).toBe('EXPIRED_SYNC_TOKEN');
  });

  it('expires the tokens given so far on command, and can say 410', async () => {
    const old = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    cloud.expireSyncTokens();
    refused(await list(`&syncToken=${old}`), 400, 'FAILED_PRECONDITION');
    const fresh = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    expect((await list(`&syncToken=${fresh}`)).status).toBe(200);
    cloud.faults.expiredSyncToken = { way: 'gone', times: 1 };
    expect((await list(`&syncToken=${fresh}`)).status).toBe(410);
    expect((await list(`&syncToken=${fresh}`)).status).toBe(200);
  });

  it('hides late writes from listings but not from reads, and shows them afterwards', async () => {
    const { nextSyncToken } = (await list('&requestSyncToken=true')).json;
    cloud.faults.hideWrites = true;
    const created = (
      await post('people:createContact?personFields=names', { names: [{ givenName: 'Late' }] })
    ).json;
    expect((await get(`${created['resourceName']}?personFields=names`)).status).toBe(200);
    const early = (await list(`&requestSyncToken=true&syncToken=${nextSyncToken}`)).json;
    expect(early['connections']).toBeUndefined();
    expect((await list()).json['connections']).toHaveLength(5);
    delete cloud.faults.hideWrites;
    const late = (await list(`&syncToken=${early['nextSyncToken']}`)).json;
    expect(late['connections'][0].resourceName).toBe(created['resourceName']);
  });

  it('truncates e-mail addresses at 100, which a get does not', async () => {
    const emailAddresses = Array.from({ length: 120 }, (_, n) => ({ value: `a${n}@example.com` }));
    const name = make({ emailAddresses });
    const listed = (await get(`people/me/connections?personFields=emailAddresses`)).json['connections'];
    expect(listed.find((person: Json) => person['resourceName'] === name).emailAddresses).toHaveLength(100);
    expect((await read(name))['emailAddresses']).toHaveLength(120);
  });

  it('merges PROFILE values unless only the contact is asked for', async () => {
    await cloud.close();
    await start({ contacts: 1, profileEvery: 1 });
    const merged = (await get('people/me/connections?personFields=emailAddresses,metadata')).json[
      'connections'
    ][0];
    const types = merged.emailAddresses.map((email: Json) => email['metadata'].source.type);
    expect(types).toContain('PROFILE');
    const alone = (await list()).json['connections'][0];
    expect(alone.metadata.sources.map((source: Json) => source['type'])).toEqual(['CONTACT']);
  });

  it('tells former resource names in listings with a sync token', async () => {
    const { connections, nextSyncToken } = (await list('&requestSyncToken=true')).json;
    const old = String(connections[0].resourceName);
    const renamed = cloud.book.rename(old);
    const changed = (await list(`&syncToken=${nextSyncToken}`)).json['connections'];
    expect(changed[0]).toMatchObject({
      resourceName: renamed['resourceName'],
      metadata: { previousResourceNames: [old] },
    });
    expect((await read(old))['resourceName']).toBe(renamed['resourceName']);
  });
});

describe('what is stored', () => {
  it('derives names, types, canonical forms and primary flags, and drops what it derives itself', async () => {
    const { json } = await post('people:createContact', {
      names: [
        {
          honorificPrefix: 'Dr.',
          givenName: 'John',
          middleName: 'Jay',
          familyName: 'Doe',
          honorificSuffix: 'III',
          displayName: 'Lie',
        },
      ],
      phoneNumbers: [{ value: '+44 20 7946 0100', type: 'workFax', canonicalForm: '+1' }, { value: '555' }],
      nicknames: [{ value: 'JJ', type: 'DEFAULT' }],
      emailAddresses: [{ value: 'a@example.com', type: 'Ski hut' }, { value: '' }],
      birthdays: [{ date: { year: 0, month: 2, day: 29 } }],
      events: [],
    });
    expect(json['names'][0]).toMatchObject({
      displayName: 'Dr. John Jay Doe III',
      displayNameLastFirst: 'Doe, Dr. John Jay, III',
      unstructuredName: 'Dr. John Jay Doe III',
      metadata: { primary: true, source: { type: 'CONTACT' } },
    });
    expect(json['phoneNumbers'][0]).toMatchObject({
      formattedType: 'Work Fax',
      canonicalForm: '+442079460100',
    });
    expect(json['phoneNumbers'][1]).not.toHaveProperty('canonicalForm');
    expect(json['phoneNumbers'][1].metadata).not.toHaveProperty('primary');
    expect(json['nicknames'][0]).not.toHaveProperty('type');
    expect(json['emailAddresses']).toHaveLength(1);
    expect(json['emailAddresses'][0].formattedType).toBe('Ski hut');
    expect(json['birthdays'][0].date).toEqual({ month: 2, day: 29 });
    expect(json).not.toHaveProperty('events');
    expect(json).not.toHaveProperty('memberships');
  });

  it('accepts an empty person', async () => {
    expect((await post('people:createContact?personFields=names', {})).json).not.toHaveProperty('names');
  });

  it('loses an edit of name parts beside the old unstructuredName', async () => {
    const person = await read(make({ names: [{ givenName: 'Ann', familyName: 'Lee' }] }));
    const stale = await patch(person, {
      names: [{ givenName: 'Anna', familyName: 'Lee', unstructuredName: 'Ann Lee' }],
    });
    expect(stale.json['names'][0].givenName).toBe('Ann');
    const clean = await patch(stale.json, { names: [{ givenName: 'Anna', familyName: 'Lee' }] });
    expect(clean.json['names'][0].displayName).toBe('Anna Lee');
  });

  it('copies formattedValue beside structured parts into the second address line', async () => {
    const address = { streetAddress: 'Main St 1', city: 'Bern', formattedValue: 'Main St 1\nBern' };
    const { json } = await post('people:createContact', { addresses: [address] });
    expect(json['addresses'][0].extendedAddress).toBe('Main St 1\nBern');
  });

  it('answers 500 to organization dates, though it returns them', async () => {
    const name = make({ organizations: [{ name: 'Acme', startDate: { year: 2020, month: 1, day: 1 } }] });
    const person = await read(name, 'organizations,metadata');
    expect(person['organizations'][0].startDate).toEqual({ year: 2020, month: 1, day: 1 });
    const error = refused(await patch(person, { organizations: person['organizations'] }), 500, 'INTERNAL');
    expect(error['message']).toBe('Internal error encountered.');
  });

  it('refuses values of a foreign source and accepts the contact’s own', async () => {
    const person = await read(make({ emailAddresses: [{ value: 'a@example.com' }] }));
    const foreign = { value: 'b@example.com', metadata: { source: { type: 'PROFILE', id: '1' } } };
    refused(await patch(person, { emailAddresses: [foreign] }), 400, 'INVALID_ARGUMENT');
    expect((await patch(person, { emailAddresses: person['emailAddresses'] })).status).toBe(200);
  });
});

describe('updateContact', () => {
  let person: Json;
  beforeEach(async () => {
    person = await read(
      make({ names: [{ givenName: 'Ann' }], emailAddresses: [{ value: 'a@example.com' }] }),
    );
  });

  it('replaces masked fields, clears masked but absent ones and keeps the others', async () => {
    const changed = await patch(person, { names: [{ givenName: 'Anna' }] }, 'names,nicknames');
    expect(changed.json['emailAddresses'][0].value).toBe('a@example.com');
    const cleared = await patch(changed.json, {}, 'emailAddresses');
    expect(cleared.json).not.toHaveProperty('emailAddresses');
    expect(cleared.json['names'][0].givenName).toBe('Anna');
  });

  it('changes the source etag with each write and person.etag with the mask as well', async () => {
    const name = String(person['resourceName']);
    const other = await read(name, 'names,metadata');
    expect(other['etag']).not.toBe(person['etag']);
    expect(other['metadata'].sources[0].etag).toBe(person['metadata'].sources[0].etag);
    const changed = await patch(other, { names: [{ givenName: 'Ann' }] });
    expect(changed.json['metadata'].sources[0].etag).not.toBe(person['metadata'].sources[0].etag);
  });

  it('refuses a stale etag of either kind, and a source etag in the place of person.etag', async () => {
    await patch(person, { names: [{ givenName: 'Anna' }] });
    const stale = refused(await patch(person, { names: [{ givenName: 'Bea' }] }), 400, 'FAILED_PRECONDITION');
    expect(stale['message']).toBe(
      'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
    );
    const source = refused(
      await patch({ ...person, etag: undefined }, { names: [] }),
      400,
      'FAILED_PRECONDITION',
    );
    expect(source['message']).toMatch(
      /^Request person\.metadata\.sources\.etag is different than the current/,
    );
    const now = await read(String(person['resourceName']));
    const swapped = await patch({ ...now, etag: now['metadata'].sources[0].etag }, { names: [] });
    refused(swapped, 400, 'FAILED_PRECONDITION');
  });

  it('requires an etag, the contact source and a mask of writable fields', async () => {
    const { resourceName } = person;
    const bare = refused(await patch({ resourceName }, { names: [] }), 400, 'INVALID_ARGUMENT');
    expect(bare['message']).toBe(
      'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
    );
    refused(await patch({ resourceName, etag: person['etag'] }, { names: [] }), 400, 'INVALID_ARGUMENT');
    const noMask = refused(await patch(person, {}), 400, 'INVALID_ARGUMENT');
    expect(noMask['message']).toMatch(/^updatePersonFields mask is required\./);
    refused(await patch(person, {}, 'photos'), 400, 'INVALID_ARGUMENT');
    refused(await patch(person, {}, 'metadata'), 400, 'INVALID_ARGUMENT');
  });

  it.each(['names', 'biographies', 'birthdays', 'genders'])('refuses two %s', async (field) => {
    const error = refused(await patch(person, { [field]: [{}, {}] }), 400, 'INVALID_ARGUMENT');
    expect(error['message']).toBe(`Cannot have more than one person.${field} per source.`);
    refused(await post('people:createContact', { [field]: [{}, {}] }), 400, 'INVALID_ARGUMENT');
  });

  it('refuses memberships without any contact group', async () => {
    refused(await patch(person, { memberships: [] }), 400, 'INVALID_ARGUMENT');
    const group = { contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } };
    expect((await patch(person, { memberships: [group] })).json['memberships']).toHaveLength(1);
  });

  it('refuses people/me and reports a deleted contact as not found', async () => {
    const me = refused(
      await patch({ ...person, resourceName: 'people/me' }, { names: [] }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(me['message']).toBe('Resource name "people/me" is not a valid contact person resource.');
    cloud.book.remove(String(person['resourceName']));
    const gone = refused(await patch(person, { names: [] }), 404, 'NOT_FOUND');
    expect(gone['message']).toBe('Requested entity was not found.');
  });

  it('deletes without an etag, once', async () => {
    const path = `${person['resourceName']}:deleteContact`;
    expect(await ask('DELETE', path)).toEqual({ status: 200, json: {} });
    refused(await ask('DELETE', path), 404, 'NOT_FOUND');
  });
});

describe('batches', () => {
  const names = (givenName: string): Json => ({ contactPerson: { names: [{ givenName }] } });
  const two = { names: [{ givenName: 'A' }, { givenName: 'B' }] };

  it('creates up to 200 and returns nobody without a read mask', async () => {
    const contacts = Array.from({ length: 200 }, (_, n) => names(`N${n}`));
    const full = await post('people:batchCreateContacts', { contacts, readMask: 'names,metadata' });
    expect(full.json['createdPeople']).toHaveLength(200);
    expect(full.json['createdPeople'][7].person.names[0].givenName).toBe('N7');
    expect((await post('people:batchCreateContacts', { contacts: [names('X')] })).json).toEqual({});
    refused(
      await post('people:batchCreateContacts', { contacts: [...contacts, names('Y')], readMask: 'names' }),
      400,
      'INVALID_ARGUMENT',
    );
  });

  it('creates none when one is refused, and names it by index', async () => {
    const contacts = [names('A'), { contactPerson: two }, names('C')];
    const error = refused(
      await post('people:batchCreateContacts', { contacts, readMask: 'names' }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(error['details'][0]['@type']).toContain('BatchCreateContactsErrorDetails');
    expect(Object.keys(error['details'][0].contactErrors)).toEqual(['1']);
    expect(cloud.book.size).toBe(5);
  });

  it('updates all or none, each with its etag, and names failures by resource name', async () => {
    const [a, b] = (await list()).json['connections'] as [Json, Json];
    const body = (changes: Json): Json => ({
      updateMask: 'names',
      readMask: 'names,metadata',
      contacts: changes,
    });
    const named = (person: Json, givenName: string): Json => ({ ...person, names: [{ givenName }] });
    const both = { [a['resourceName']]: named(a, 'One'), [b['resourceName']]: named(b, 'Two') };
    const done = await post('people:batchUpdateContacts', body(both));
    const result = done.json['updateResult'][a['resourceName']];
    expect(result).toMatchObject({
      httpStatusCode: 200,
      requestedResourceName: a['resourceName'],
      status: {},
    });
    const mixed = {
      [a['resourceName']]: named(result.person, 'Three'),
      [b['resourceName']]: named(b, 'Four'),
    };
    const error = refused(await post('people:batchUpdateContacts', body(mixed)), 400, 'FAILED_PRECONDITION');
    expect(error['details'][0].contactErrors).toEqual({
      [b['resourceName']]: { code: 9, message: expect.stringContaining('different than the current') },
    });
    expect((await read(a['resourceName']))['names'][0].givenName).toBe('One');
    refused(
      await post('people:batchUpdateContacts', { ...body(both), updateMask: '' }),
      400,
      'INVALID_ARGUMENT',
    );
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`people/c${n}`, {}]));
    refused(await post('people:batchUpdateContacts', body(many)), 400, 'INVALID_ARGUMENT');
  });

  it('gets several, saying which are missing, and deletes up to 500', async () => {
    const [a, b] = (await list()).json['connections'] as [Json, Json];
    const many = await get(
      `people:batchGet?personFields=names&resourceNames=${a['resourceName']}&resourceNames=people/c1`,
    );
    expect(many.json['responses'].map((entry: Json) => entry['httpStatusCode'])).toEqual([200, 404]);
    expect(
      await post('people:batchDeleteContacts', { resourceNames: [a['resourceName'], b['resourceName']] }),
    ).toEqual({ status: 200, json: {} });
    expect(cloud.book.size).toBe(3);
    const resourceNames = Array.from({ length: 501 }, (_, n) => `people/c${n}`);
    refused(await post('people:batchDeleteContacts', { resourceNames }), 400, 'INVALID_ARGUMENT');
  });
});

describe('contact groups and pictures', () => {
  it('creates, refuses a second of the name, renames by etag, and tells deletions', async () => {
    const made = await post('contactGroups', { contactGroup: { name: 'Choir' } });
    const path = String(made.json['resourceName']);
    refused(await post('contactGroups', { contactGroup: { name: 'choir' } }), 409, 'ALREADY_EXISTS');
    const renamed = await ask('PUT', path, { contactGroup: { name: 'Big choir', etag: made.json['etag'] } });
    expect(renamed.json['formattedName']).toBe('Big choir');
    const outdated = await ask('PUT', path, { contactGroup: { name: 'Tenors', etag: made.json['etag'] } });
    expect(refused(outdated, 409, 'ABORTED')['message']).toContain('Contact group etag is outdated');
    const token = (await get('contactGroups')).json['nextSyncToken'];
    await ask('DELETE', path);
    const changes = (await get(`contactGroups?syncToken=${token}`)).json['contactGroups'];
    expect(changes).toEqual([{ resourceName: path, metadata: expect.objectContaining({ deleted: true }) }]);
  });

  it('lists 30 groups a page unless told, system groups without an etag', async () => {
    for (let n = 0; n < 30; n += 1) cloud.book.group(`Group ${n}`);
    const page = (await get('contactGroups')).json;
    expect(page['contactGroups']).toHaveLength(30);
    expect(page['nextPageToken']).toBeTypeOf('string');
    const mine = page['contactGroups'].find(
      (group: Json) => group['resourceName'] === 'contactGroups/myContacts',
    );
    expect(mine).toMatchObject({ groupType: 'SYSTEM_CONTACT_GROUP', memberCount: 5 });
    expect(mine).not.toHaveProperty('etag');
  });

  it('modifies members, listing whom it could not find or would leave without a group', async () => {
    const group = cloud.book.group('Choir');
    const one = make({ memberships: [{ contactGroupMembership: { contactGroupResourceName: group } }] });
    const reply = await post(`${group}/members:modify`, {
      resourceNamesToAdd: ['people/c1'],
      resourceNamesToRemove: [one],
    });
    expect(reply).toEqual({
      status: 200,
      json: { notFoundResourceNames: ['people/c1'], canNotRemoveLastContactGroupResourceNames: [one] },
    });
  });

  it('marks a generated picture as default and a real one not at all', async () => {
    const name = make({ names: [{ givenName: 'Ann' }] });
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    expect((await read(name, 'photos'))['photos'][0].default).toBe(true);
    const put = await ask('PATCH', `${name}:updateContactPhoto`, {
      photoBytes: png,
      personFields: 'photos,metadata',
    });
    const photo = put.json['person'].photos[0];
    expect(photo).not.toHaveProperty('default');
    expect((await fetch(photo.url)).headers.get('content-type')).toBe('image/png');
    expect((await ask('PATCH', `${name}:updateContactPhoto`, { photoBytes: png })).json).toEqual({});
    refused(
      await ask('PATCH', `${name}:updateContactPhoto`, { photoBytes: 'AAAA' }),
      400,
      'INVALID_ARGUMENT',
    );
    await ask('DELETE', `${name}:deleteContactPhoto`);
    expect((await read(name, 'photos'))['photos'][0].default).toBe(true);
  });
});

describe('quotas and faults', () => {
  it('refuses writes over the quota of the minute; updateContact uses up reads', async () => {
    cloud.faults.writesPerMinute = 1;
    await post('people:createContact', {});
    const error = refused(await post('people:createContact', {}), 429, 'RESOURCE_EXHAUSTED');
    expect(error['details'][0]).toMatchObject({
      reason: 'RATE_LIMIT_EXCEEDED',
      metadata: { quota_limit: 'CriticalWritesPerMinutePerProjectPerUser' },
    });
    expect(cloud.book.size).toBe(6);
    clock += 60_000;
    expect((await post('people:createContact', {})).status).toBe(200);
    delete cloud.faults.writesPerMinute;
    const person = (await list()).json['connections'][0];
    cloud.faults.readsPerMinute = 1;
    await patch(person, { nicknames: [{ value: 'Bo' }] });
    expect(refused(await list(), 429, 'RESOURCE_EXHAUSTED')['message']).toContain('Critical read requests');
  });

  it('drops the reply of a write it applied, once', async () => {
    cloud.faults.dropReplyAfterApply = { times: 1 };
    await expect(post('people:createContact', {})).rejects.toThrow();
    expect(cloud.book.size).toBe(6);
    expect((await post('people:createContact', {})).status).toBe(200);
  });

  it('takes faults by the control route: status with Retry-After, half a body, HTML, offline', async () => {
    const control = (body: unknown): Promise<Response> =>
      fetch(`${cloud.url}/_control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await control({ status: { code: 503, times: 1, retryAfter: 7, match: 'connections' } });
    const busy = await fetch(`${cloud.url}/v1/people/me/connections?personFields=names`);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '7']);
    expect((await list()).status).toBe(200);
    await control({ halfJson: { times: 1 } });
    await expect(list()).rejects.toThrow(SyntaxError);
    await control({ html: true });
    const portal = await fetch(`${cloud.url}/v1/people/me/connections?personFields=names`);
    expect(portal.headers.get('content-type')).toContain('text/html');
    await control({ html: null, offline: true });
    await expect(list()).rejects.toThrow();
    await fetch(`${cloud.url}/_control/faults`, { method: 'DELETE' });
    expect((await list()).status).toBe(200);
  });

  it('logs requests without their tokens, and control requests not at all', async () => {
    await list('&pageSize=2');
    const log = (await (await fetch(`${cloud.url}/_control/log`)).json()) as Json;
    expect(log['requests']).toHaveLength(1);
    expect(log['requests'][0]).toMatchObject({ n: 1, method: 'GET', status: 200, query: { pageSize: '2' } });
    expect(JSON.stringify(log)).not.toContain(bearer);
    await fetch(`${cloud.url}/_control/log`, { method: 'DELETE' });
    expect(cloud.log.requests).toEqual([]);
  });

  it('lets another device create, edit and delete through control routes', async () => {
    const send = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const response = await fetch(`${cloud.url}/_control/contacts${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.status === 204 ? {} : ((await response.json()) as Json);
    };
    const made = await send('POST', '', { names: [{ givenName: 'Ann' }], nicknames: [{ value: 'A' }] });
    const id = String(made['resourceName']).slice('people/'.length);
    const edited = await send('PATCH', `/${id}`, { names: [{ givenName: 'Bea' }] });
    expect(edited).toMatchObject({ names: [{ givenName: 'Bea' }], nicknames: [{ value: 'A' }] });
    expect((await send('GET', ''))['contacts']).toHaveLength(6);
    await send('DELETE', `/${id}`);
    expect(cloud.book.size).toBe(5);
  });
});
