// Owns: holding the practice Google's writes to the People API's documented and observed behaviour.
// Leaves to others: reading and listing (google-cloud.test.ts), its sign-in pages (google-cloud-signin.test.ts).
import { beforeEach, describe, expect, it } from 'vitest';
import { practiceGoogle, refused } from './support/practice-google.ts';
import type { Json } from './support/practice-google.ts';

const { ask, cloud, get, list, make, patch, post, read, wait } = practiceGoogle();

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
    cloud().book.remove(String(person['resourceName']));
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
    expect(cloud().book.size).toBe(5);
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
    expect(cloud().book.size).toBe(3);
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
    for (let n = 0; n < 30; n += 1) cloud().book.group(`Group ${n}`);
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
    const group = cloud().book.group('Choir');
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

  it('modifies up to 1,000 members at once, of groups that take any, and tells no new etags', async () => {
    const group = cloud().book.group('Choir');
    const name = make({ names: [{ givenName: 'Ann' }] });
    const before = await read(name);
    const names = Array.from({ length: 999 }, (_, n) => `people/c${n}`);
    const add = (path: string, resourceNamesToAdd: string[], more: Json = {}) =>
      post(`${path}/members:modify`, { resourceNamesToAdd, ...more });
    refused(await add(group, [name, ...names], { resourceNamesToRemove: [name] }), 400, 'INVALID_ARGUMENT');
    refused(await add('contactGroups/friends', [name]), 400, 'INVALID_ARGUMENT');
    refused(await add('contactGroups/nowhere', [name]), 404, 'NOT_FOUND');
    refused(await add(group, [name], { personFields: 'metadata' }), 400, 'INVALID_ARGUMENT');
    expect(cloud().book.groupsOf(name)).toEqual([]);
    expect(await add(group, [name, ...names])).toEqual({
      status: 200,
      json: { notFoundResourceNames: names },
    });
    expect(cloud().book.groupsOf(name)).toEqual([group]);
    refused(await patch(before, { gender: [] }), 400, 'INVALID_ARGUMENT');
    refused(await patch(before, { names: [{ givenName: 'Anna' }] }), 400, 'FAILED_PRECONDITION');
    const seen = (await get(`${group}?maxMembers=5&groupFields=memberCount`)).json;
    expect(seen).toMatchObject({ memberCount: 1, memberResourceNames: [name] });
  });

  it('refuses what would overwrite a group, and to touch groups of its own', async () => {
    const [choir, club] = ['Choir', 'Club'].map((name) => cloud().book.group(name));
    const { etag } = (await get(String(choir))).json;
    refused(await ask('PUT', String(club), { contactGroup: { name: 'CHOIR' } }), 409, 'ALREADY_EXISTS');
    cloud().book.renameGroup(String(choir), 'Other');
    refused(await ask('PUT', String(choir), { contactGroup: { name: 'Mine', etag } }), 409, 'ABORTED');
    refused(await ask('DELETE', 'contactGroups/myContacts'), 400, 'INVALID_ARGUMENT');
    refused(await post('contactGroups', { name: 'Flat' }), 400, 'INVALID_ARGUMENT');
  });

  it('gives a sync token with every page of groups, without being asked', async () => {
    for (let n = 0; n < 40; n += 1) cloud().book.group(`Group ${n}`);
    const first = (await get('contactGroups?pageSize=30')).json;
    const second = (await get(`contactGroups?pageSize=30&pageToken=${first['nextPageToken']}`)).json;
    expect([first['nextSyncToken'], second['nextSyncToken']]).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(first['contactGroups'].length + second['contactGroups'].length).toBe(48);
    expect(second).not.toHaveProperty('nextPageToken');
    refused(await get(`contactGroups?requestSyncToken=true&pageSize=30`), 400, 'INVALID_ARGUMENT');
  });

  it('when told to, does not find a group for a while that was just made, nor list what is new', async () => {
    cloud().faults.freshGroupMs = 2000;
    cloud().faults.staleGroups = true;
    const path = String(
      (await post('contactGroups', { contactGroup: { name: 'Choir' } })).json['resourceName'],
    );
    const person = await read(make({ names: [{ givenName: 'Ann' }] }));
    const memberships = [{ contactGroupMembership: { contactGroupResourceName: path } }];
    refused(await patch(person, { memberships }), 404, 'NOT_FOUND');
    const members = { resourceNamesToAdd: [person['resourceName']] };
    refused(await post(`${path}/members:modify`, members), 404, 'NOT_FOUND');
    expect(JSON.stringify((await get('contactGroups')).json)).not.toContain('Choir');
    wait(2000);
    delete cloud().faults.staleGroups;
    expect((await patch(person, { memberships })).status).toBe(200);
    expect(JSON.stringify((await get('contactGroups')).json)).toContain('Choir');
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
