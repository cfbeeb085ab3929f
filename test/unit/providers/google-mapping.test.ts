// Owns: single cases of the Google mapping, one for each trap of the service. Leaves to others: the laws over every
// field (google-lens.test.ts), requests and replies (google-provider.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { changedFields, FIELD_NAMES, valueText } from '../../../main/core/fields.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { READ_MASK, updateMask } from '../../../main/providers/google/google-fields.ts';
import { holdFields, newPerson, readPerson, writePerson } from '../../../main/providers/google/google-mapping.ts';
import { readVersion, sameVersion, versionBody } from '../../../main/providers/google/google-version.ts';

const CONTACT = { type: 'CONTACT', id: '47c21a010c6b30c8' };
const own = { source: CONTACT };
const primary = { primary: true, source: CONTACT };

const person = (fields: JsonObject): JsonObject => ({
  resourceName: 'people/c1',
  etag: '%EigBAgME',
  metadata: { sources: [{ ...CONTACT, etag: '#Zm4=', updateTime: '2026-03-01T00:00:00Z' }], objectType: 'PERSON' },
  ...fields,
});
const read = (fields: JsonObject): ContactFields => readPerson(person(fields)).fields;
const texts = (fields: ContactFields, name: FieldName) =>
  ((fields[name] ?? []) as readonly { id: string }[]).map((value) => JSON.parse(valueText(value)) as unknown);
const write = (fields: ContactFields, changed: readonly FieldName[], base: ContactFields = fields): JsonObject =>
  writePerson(fields, changed, { base, createKeys: [] }).person;

describe('reading', () => {
  it('gives names, kinds, labels and the primary value first', () => {
    const fields = read({
      names: [{ metadata: primary, displayName: 'Dr. John Doe', familyName: 'Doe', givenName: 'John', unstructuredName: 'Dr. John Doe' }],
      phoneNumbers: [
        { metadata: own, value: '555', type: 'Ski hut', formattedType: 'Ski hut' },
        { metadata: primary, value: '+44 20', type: 'workFax', formattedType: 'Work Fax', canonicalForm: '+4420' },
        { metadata: own, value: '556', type: 'Mobile' },
      ],
      relations: [{ metadata: primary, person: 'Ann', type: 'spouse' }],
    });
    expect(fields.name).toEqual({ display: 'Dr. John Doe', family: 'Doe', given: 'John' });
    expect(texts(fields, 'phones')).toEqual([
      { number: '+44 20', kind: 'workFax', primary: true },
      { number: '555', label: 'Ski hut' },
      { number: '556', label: 'Mobile' },
    ]);
    expect(texts(fields, 'relations')).toEqual([{ name: 'Ann', kind: 'spouse', primary: true }]);
  });

  it('law 13: leaves the values of other sources alone, and takes those without a source', () => {
    const fields = read({
      names: [
        { metadata: { primary: true, source: { type: 'PROFILE', id: '1' } }, givenName: 'Profile' },
        { metadata: own, givenName: 'Contact' },
      ],
      emailAddresses: [{ metadata: { source: { type: 'DOMAIN_PROFILE' } }, value: 'p@x' }, { value: 'c@x' }],
      urls: [{ metadata: { source: { type: 'PROFILE' } }, value: 'https://p' }],
    });
    expect(fields.name).toEqual({ given: 'Contact' });
    expect(texts(fields, 'emails')).toEqual([{ address: 'c@x' }]);
    expect(fields.urls).toBeUndefined();
  });

  it('takes a contact without names, memberships or anything', () => {
    expect(read({})).toEqual({});
    expect(texts(read({ organizations: [{ metadata: primary, name: 'Acme' }] }), 'organizations')).toEqual([
      { name: 'Acme', primary: true },
    ]);
  });

  it('splits memberships into labels and favorite, and keeps a domain membership aside', () => {
    const domain = { metadata: own, domainMembership: { inViewerDomain: true } };
    const contact = readPerson(
      person({
        memberships: [
          { metadata: own, contactGroupMembership: { contactGroupId: 'myContacts', contactGroupResourceName: 'contactGroups/myContacts' } },
          { metadata: own, contactGroupMembership: { contactGroupId: 'starred', contactGroupResourceName: 'contactGroups/starred' } },
          { metadata: own, contactGroupMembership: { contactGroupId: 'a1' } },
          domain,
        ],
      }),
    );
    expect(texts(contact.fields, 'labels')).toEqual([{ ref: 'contactGroups/myContacts' }, { ref: 'contactGroups/a1' }]);
    expect(contact.fields.favorite).toBe(true);
    expect(contact.unknown).toEqual({ memberships: [domain] });
  });

  it('shows what is read only, without placeholders', () => {
    const contact = readPerson(
      person({
        photos: [{ metadata: primary, url: 'https://default', default: true }, { metadata: own, url: 'https://real' }],
        coverPhotos: [{ url: 'https://cover' }],
        skills: [{ value: 'knots' }],
        ageRanges: [{ ageRange: 'TWENTY_ONE_OR_OLDER' }],
        taglines: [{ value: 'old' }],
      }),
    );
    expect(contact.readOnly).toEqual({
      photoUrl: 'https://real', coverPhotoUrl: 'https://cover', skills: ['knots'], ageRange: 'TWENTY_ONE_OR_OLDER',
      updatedAt: '2026-03-01T00:00:00Z',
    });
    expect(contact.unknown).toEqual({ taglines: [{ value: 'old' }] });
  });

  it.each([
    [{ year: 0, month: 2, day: 29 }, { month: 2, day: 29 }],
    [{ month: 2, day: 29 }, { month: 2, day: 29 }],
    [{ year: 1984, month: 0, day: 0 }, { year: 1984 }],
    [{ year: 1984, month: 4, day: 20 }, { year: 1984, month: 4, day: 20 }],
  ])('reads the birthday %j as %j', (date, expected) => {
    expect(read({ birthdays: [{ date }] }).birthday).toEqual({ date: expected });
  });

  it('reads parts of another type than documented as extras, not as an error', () => {
    const fields = read({ emailAddresses: [{ value: 7, displayName: 'x' }, 'nonsense', null], urls: 'nonsense', names: [null] });
    expect(texts(fields, 'emails')).toEqual([{ name: 'x', extra: { google: { value: 7 } } }]);
    expect(fields.urls).toBeUndefined();
  });
});

describe('writing', () => {
  it('law 13: sends no metadata and nothing that Google derives', () => {
    const fields = read({
      names: [{ metadata: primary, displayName: 'A B', displayNameLastFirst: 'B, A', givenName: 'A' }],
      imClients: [{ metadata: primary, username: 'a', protocol: 'jabber', formattedProtocol: 'Jabber', type: 'home', formattedType: 'Home' }],
      genders: [{ metadata: primary, value: 'male', formattedValue: 'Male', addressMeAs: 'he/him' }],
      phoneNumbers: [{ metadata: primary, value: '1', canonicalForm: '+1' }],
    });
    expect(write(fields, FIELD_NAMES)).toEqual({
      names: [{ givenName: 'A' }],
      imClients: [{ username: 'a', protocol: 'jabber', type: 'home' }],
      genders: [{ value: 'male', addressMeAs: 'he/him' }],
      phoneNumbers: [{ value: '1' }],
      memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }],
    });
  });

  it('puts the primary value first', () => {
    const emails = [{ id: '1', address: 'a@x' }, { id: '2', address: 'b@x', primary: true }];
    expect(write({ emails }, ['emails'])).toEqual({ emailAddresses: [{ value: 'b@x' }, { value: 'a@x' }] });
  });

  it('sends formattedValue only where there are no structured parts', () => {
    const addresses = [
      { id: '1', street: 'Main 1', formatted: 'Main 1\nTown' },
      { id: '2', formatted: 'The old mill' },
    ];
    expect(write({ addresses }, ['addresses'])).toEqual({
      addresses: [{ streetAddress: 'Main 1' }, { formattedValue: 'The old mill' }],
    });
    expect(texts(read({ addresses: [{ city: 'Town', formattedValue: 'Town' }] }), 'addresses')).toEqual([{ city: 'Town' }]);
  });

  it('never sends the dates of organizations, which it reads', () => {
    const fields = read({ organizations: [{ name: 'Acme', startDate: { year: 2001 }, endDate: { year: 2002, month: 3 } }] });
    expect(fields.organizations?.[0]).toMatchObject({ start: { year: 2001 }, end: { year: 2002, month: 3 } });
    expect(write(fields, ['organizations'])).toEqual({ organizations: [{ name: 'Acme' }] });
    expect(texts(holdFields(fields), 'organizations')).toEqual([{ name: 'Acme' }]);
  });

  it('keeps HTML as it is, and takes plain text for the format that a note has anyway', () => {
    const value = '<p onclick="x()">Hi &amp; <b>bye</b></p>';
    const html = read({ biographies: [{ value, contentType: 'TEXT_HTML' }] });
    expect(html.notes).toEqual({ text: value, format: 'html' });
    expect(write(html, ['notes'])).toEqual({ biographies: [{ value, contentType: 'TEXT_HTML' }] });
    const plain = read({ biographies: [{ value, contentType: 'TEXT_PLAIN' }] });
    expect(plain.notes).toEqual({ text: value });
    expect(write(plain, ['notes'])).toEqual({ biographies: [{ value, contentType: 'TEXT_PLAIN' }] });
  });

  it('sends no default type of a nickname, which Google would not return', () => {
    expect(texts(read({ nicknames: [{ value: 'Al', type: 'DEFAULT' }] }), 'nicknames')).toEqual([{ value: 'Al' }]);
    const nicknames = [{ id: '1', value: 'Al', kind: 'default' }, { id: '2', value: 'B', kind: 'shortName' }];
    expect(write({ nicknames }, ['nicknames'])).toEqual({ nicknames: [{ value: 'Al' }, { value: 'B', type: 'SHORT_NAME' }] });
  });

  it('never invents a value of an enum', () => {
    const keywords = [{ id: '1', value: 'a', label: 'My own' }, { id: '2', value: 'b', kind: 'outlookUser' }];
    expect(write({ keywords }, ['keywords'])).toEqual({ miscKeywords: [{ value: 'a' }, { value: 'b', type: 'OUTLOOK_USER' }] });
    const future = read({ miscKeywords: [{ value: 'a', type: 'OUTLOOK_NEXT' }] });
    expect(write(future, ['keywords'])).toEqual({ miscKeywords: [{ value: 'a', type: 'OUTLOOK_NEXT' }] });
  });

  it('sends back what Google added inside a value, and nothing that another cloud did', () => {
    const fields = read({ emailAddresses: [{ value: 'a@x', shiny: { new: 1 } }] });
    const edited = { emails: [{ ...fields.emails![0]!, address: 'b@x', extra: { ...fields.emails![0]!.extra, graph: { x: 1 } } }] };
    expect(write(edited, ['emails'])).toEqual({ emailAddresses: [{ value: 'b@x', shiny: { new: 1 } }] });
  });

  it('clears a field by naming it in the mask without a value', () => {
    const { person: body, mask } = writePerson({}, ['birthday'], { base: { birthday: { date: { day: 1 } } }, createKeys: [] });
    expect(body).toEqual({});
    expect(mask).toEqual(['birthdays']);
  });

  it('names no calendarUrls unless they changed', () => {
    const fields: ContactFields = { calendarUrls: [{ id: '1', url: 'https://c' }], favorite: true, name: { given: 'A' } };
    expect(updateMask(['name', 'favorite'])).toEqual(['memberships', 'names']);
    expect(write(fields, ['name', 'favorite'])).not.toHaveProperty('calendarUrls');
    expect(write(fields, ['calendarUrls'])).toEqual({ calendarUrls: [{ url: 'https://c' }] });
  });

  it('never sends two of a singleton', () => {
    const created = newPerson({ name: { given: 'A' }, notes: { text: 'n' }, birthday: { text: 'May' }, gender: { value: 'x' } }, 'k');
    for (const field of ['names', 'biographies', 'birthdays', 'genders']) expect(created[field]).toHaveLength(1);
  });

  it('reads every field that masks allow, and names no other', () => {
    expect(READ_MASK.split(',')).toHaveLength(29);
    expect(updateMask(FIELD_NAMES)).toHaveLength(24);
    expect(updateMask(['fileAs', 'flag'])).toEqual([]);
  });
});

describe('memberships', () => {
  const group = (id: string) => ({ contactGroupMembership: { contactGroupResourceName: `contactGroups/${id}` } });
  const labels = (...ids: string[]) => ids.map((id) => ({ id, ref: `contactGroups/${id}` }));

  it('sends all of them when one changes, My Contacts included', () => {
    const fields: ContactFields = { labels: labels('myContacts', 'a1'), favorite: true };
    expect(write(fields, ['favorite'])).toEqual({ memberships: [group('myContacts'), group('a1'), group('starred')] });
  });

  it('never sends none', () => {
    expect(write({}, ['labels'])).toEqual({ memberships: [group('myContacts')] });
    expect(write({ labels: [{ id: '1', ref: 'Red category' }] }, ['labels'])).toEqual({ memberships: [group('myContacts')] });
    expect(write({ favorite: true }, ['labels'])).toEqual({ memberships: [group('starred')] });
  });

  it('puts a new contact into My Contacts', () => {
    expect(newPerson({ labels: labels('a1') }, 'k')['memberships']).toEqual([group('myContacts'), group('a1')]);
  });

  it('adds to no group that only lets members go', () => {
    const base: ContactFields = { labels: labels('family') };
    const fields: ContactFields = { labels: labels('family', 'friends', 'a1') };
    expect(write(fields, ['labels'], base)).toEqual({ memberships: [group('family'), group('a1')] });
  });
});

describe("law 9: Kith's marker", () => {
  const entries = [{ key: 'kith-id', value: 'k1' }, { key: 'app', value: '1' }, { key: 'kith-id', value: 'k2' }];

  it('is no field of the contact, and comes with its version', () => {
    const contact = readPerson(person({ clientData: entries }));
    expect(texts(contact.fields, 'clientData')).toEqual([{ key: 'app', value: '1' }]);
    expect(contact.createKey).toBe('k1');
    expect(readVersion(contact.etag)?.createKeys).toEqual(['k1', 'k2']);
  });

  it('is kept, both of them, when clientData is rewritten', () => {
    const fields: ContactFields = { clientData: [{ id: '1', key: 'app', value: '2' }, { id: '2', key: 'kith-id', value: 'forged' }] };
    const { person: body } = writePerson(fields, ['clientData'], { base: {}, createKeys: ['k1', 'k2'] });
    expect(body).toEqual({ clientData: [{ key: 'app', value: '2' }, entries[0], entries[2]] });
  });

  it('goes with every create', () => {
    expect(newPerson({}, 'k9')['clientData']).toEqual([{ key: 'kith-id', value: 'k9' }]);
  });
});

describe('the form of a name', () => {
  const base: ContactFields = { name: { prefix: 'Dr.', given: 'Ann', family: 'Lee', display: 'Dr. Ann Lee' } };
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
    expect(edited({ ...from.name, given: 'Anna' }, from)).toEqual([{ givenName: 'Anna', familyName: 'Lee', unstructuredName: expected }]);
  });

  it('is what somebody typed, where somebody did', () => {
    expect(edited({ ...base.name, given: 'Anna', display: 'Nan' })).toMatchObject([{ unstructuredName: 'Nan' }]);
    expect(edited({ ...base.name, phoneticGiven: 'En' })).toMatchObject([{ unstructuredName: 'Dr. Ann Lee' }]);
    expect(edited({ display: 'Dr. Ann Lee' })).toEqual([{ unstructuredName: 'Dr. Ann Lee' }]);
  });
});

describe('the version', () => {
  const etagOf = (fields: JsonObject) => readPerson({ ...person({}), ...fields }).etag;

  it('is that of the CONTACT source, since person.etag changes with what is asked for', () => {
    const stored = etagOf({});
    expect(sameVersion(stored, etagOf({ etag: '%other' }))).toBe(true);
    expect(sameVersion(stored, etagOf({ metadata: { sources: [{ ...CONTACT, etag: '#new=' }] } }))).toBe(false);
    expect(sameVersion(null, stored)).toBe(false);
    expect(sameVersion('W/"foreign"', stored)).toBe(false);
    const withProfile = etagOf({ metadata: { sources: [{ type: 'PROFILE', id: '9', etag: '#p' }, { ...CONTACT, etag: '#Zm4=' }] } });
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

it('law 1: equal contents in another order are no change', () => {
  const a = read({ emailAddresses: [{ metadata: own, value: 'a' }, { metadata: primary, value: 'b' }] });
  const b = read({ emailAddresses: [{ metadata: primary, value: 'b' }, { metadata: own, value: 'a' }] });
  expect(changedFields(a, b)).toEqual([]);
});
