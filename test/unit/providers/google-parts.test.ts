// Owns: what the Google mapping does with memberships, Kith's marker, the form of a name, and the version.
// Leaves to others: the fields (google-mapping.test.ts), the laws over every field (google-lens.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { newPerson, readPerson, writePerson } from '../../../main/providers/google/google-mapping.ts';
import { membershipChange } from '../../../main/providers/google/google-memberships.ts';
import { readVersion, sameVersion, versionBody } from '../../../main/providers/google/google-version.ts';
import { CONTACT, person, texts, write } from './google-people.ts';

describe('memberships', () => {
  const group = (id: string) => ({
    contactGroupMembership: { contactGroupResourceName: `contactGroups/${id}` },
  });
  const labels = (...ids: string[]) => ids.map((id) => ({ id, ref: `contactGroups/${id}` }));

  const names = (...ids: string[]) => ids.map((id) => `contactGroups/${id}`);

  it('tells only what differs, so that groups given elsewhere meanwhile stay', () => {
    const base: ContactFields = { labels: labels('myContacts', 'a1') };
    const fields: ContactFields = { labels: labels('myContacts', 'b2'), favorite: true };
    expect(membershipChange(base, fields)).toEqual({ join: names('b2', 'starred'), leave: names('a1') });
    expect(membershipChange(fields, base)).toEqual({ join: names('a1'), leave: names('b2', 'starred') });
    expect(membershipChange(base, base)).toEqual({ join: [], leave: [] });
  });

  it('makes room in My Contacts for a contact that leaves its last group', () => {
    const last: ContactFields = { labels: labels('a1') };
    const gone = { join: names('myContacts'), leave: names('a1') };
    expect(membershipChange(last, {})).toEqual(gone);
    expect(membershipChange(last, { labels: [{ id: '1', ref: 'Red category' }] })).toEqual(gone);
    expect(membershipChange(last, { favorite: true })).toEqual({
      join: names('starred'),
      leave: names('a1'),
    });
    expect(membershipChange({ labels: labels('myContacts') }, {})).toEqual({ join: [], leave: [] });
  });

  it('puts a new contact into My Contacts', () => {
    expect(newPerson({ labels: labels('a1', 'family'), favorite: true }, 'k')['memberships']).toEqual([
      group('myContacts'),
      group('a1'),
      group('starred'),
    ]);
    expect(newPerson({ labels: labels('a1', 'myContacts') }, 'k')['memberships']).toEqual([
      group('a1'),
      group('myContacts'),
    ]);
  });

  it('adds to no group that only lets members go', () => {
    const base: ContactFields = { labels: labels('family') };
    const fields: ContactFields = { labels: labels('family', 'friends', 'a1') };
    expect(membershipChange(base, fields)).toEqual({ join: names('a1'), leave: [] });
    expect(membershipChange(fields, base)).toEqual({ join: [], leave: names('friends', 'a1') });
  });
});

describe("[law 9] Kith's marker", () => {
  const entries = [
    { key: 'kith-id', value: 'k1' },
    { key: 'app', value: '1' },
    { key: 'kith-id', value: 'k2' },
  ];

  it('is no field of the contact, and comes with its version', () => {
    const contact = readPerson(person({ clientData: entries }));
    expect(texts(contact.fields, 'clientData')).toEqual([{ key: 'app', value: '1' }]);
    expect(contact.createKey).toBe('k1');
    expect(readVersion(contact.etag)?.createKeys).toEqual(['k1', 'k2']);
  });

  it('is kept, both of them, when clientData is rewritten', () => {
    const fields: ContactFields = {
      clientData: [
        { id: '1', key: 'app', value: '2' },
        { id: '2', key: 'kith-id', value: 'forged' },
      ],
    };
    const { person: body } = writePerson(fields, ['clientData'], { base: {}, createKeys: ['k1', 'k2'] });
    expect(body).toEqual({ clientData: [{ key: 'app', value: '2' }, entries[0], entries[2]] });
  });

  it('goes with every create', () => {
    expect(newPerson({}, 'k9')['clientData']).toEqual([{ key: 'kith-id', value: 'k9' }]);
  });
});

describe('the form of a name', () => {
  const base: ContactFields = {
    name: { prefix: 'Dr.', given: 'Ann', family: 'Lee', display: 'Dr. Ann Lee' },
  };
  const edited = (name: ContactFields['name'], from = base) => write({ name }, ['name'], from)['names'];

  it('follows the parts, which Google would lose beside the old one', () => {
    expect(edited({ ...base.name, given: 'Anna' })).toEqual([
      { honorificPrefix: 'Dr.', givenName: 'Anna', familyName: 'Lee', unstructuredName: 'Dr. Anna Lee' },
    ]);
  });

  it.each([
    ['Lee, Ann', 'Lee, Anna'],
    ['LeeAnn', 'LeeAnna'],
    ['Lee Ann', 'Lee Anna'],
    ['Annie', 'Anna Lee'],
  ])('is put together as it was: %s', (display, expected) => {
    const from = { name: { given: 'Ann', family: 'Lee', display } };
    expect(edited({ ...from.name, given: 'Anna' }, from)).toEqual([
      { givenName: 'Anna', familyName: 'Lee', unstructuredName: expected },
    ]);
  });

  it('is what somebody typed, where somebody did', () => {
    expect(edited({ ...base.name, given: 'Anna', display: 'Nan' })).toMatchObject([
      { unstructuredName: 'Nan' },
    ]);
    expect(edited({ ...base.name, phoneticGiven: 'En' })).toMatchObject([
      { unstructuredName: 'Dr. Ann Lee' },
    ]);
    expect(edited({ display: 'Dr. Ann Lee' })).toEqual([{ unstructuredName: 'Dr. Ann Lee' }]);
  });
});

describe('the version', () => {
  const etagOf = (fields: JsonObject) => readPerson({ ...person({}), ...fields }).etag;

  it('is that of the CONTACT source, since person.etag changes with what is asked for', () => {
    const stored = etagOf({});
    expect(sameVersion(stored, etagOf({ etag: '%other' }))).toBe(true);
    expect(sameVersion(stored, etagOf({ metadata: { sources: [{ ...CONTACT, etag: '#new=' }] } }))).toBe(
      false,
    );
    expect(sameVersion(null, stored)).toBe(false);
    expect(sameVersion('W/"foreign"', stored)).toBe(false);
    const withProfile = etagOf({
      metadata: {
        sources: [
          { type: 'PROFILE', id: '9', etag: '#p' },
          { ...CONTACT, etag: '#Zm4=' },
        ],
      },
    });
    expect(sameVersion(stored, withProfile)).toBe(true);
  });

  it('is person.etag where there is no other', () => {
    const bare = etagOf({ metadata: {} });
    expect(sameVersion(bare, etagOf({ metadata: {} }))).toBe(true);
    expect(sameVersion(bare, etagOf({ metadata: {}, etag: '%other' }))).toBe(false);
  });

  it('goes back in both places where an update is checked', () => {
    const version = readVersion(etagOf({}));
    expect(version && versionBody(version)).toEqual({
      etag: '%EigBAgME',
      metadata: { sources: [{ type: 'CONTACT', id: '47c21a010c6b30c8', etag: '#Zm4=' }] },
    });
  });

  it('does not count for contacts that were read by another mapping', () => {
    const stored = JSON.parse(etagOf({})) as unknown[];
    stored[3] = 'older';
    expect(sameVersion(JSON.stringify(stored), etagOf({}))).toBe(false);
  });
});
