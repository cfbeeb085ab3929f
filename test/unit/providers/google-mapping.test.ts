// Owns: single cases of the Google mapping, one for each trap of the service. Leaves to others: memberships, markers and
// versions (google-parts.test.ts), the laws over every field (google-lens.test.ts), requests (google-provider.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields, FIELD_NAMES } from '../../../main/core/fields.ts';
import { READ_MASK, updateMask } from '../../../main/providers/google/google-fields.ts';
import {
  holdFields,
  newPerson,
  readPerson,
  writePerson,
} from '../../../main/providers/google/google-mapping.ts';
import { own, person, primary, read, texts, write } from './google-people.ts';

describe('reading', () => {
  it('gives names, kinds, labels and the primary value first', () => {
    const fields = read({
      names: [
        {
          metadata: primary,
          displayName: 'Dr. John Doe',
          familyName: 'Doe',
          givenName: 'John',
          unstructuredName: 'Dr. John Doe',
        },
      ],
      phoneNumbers: [
        { metadata: own, value: '555', type: 'Ski hut', formattedType: 'Ski hut' },
        {
          metadata: primary,
          value: '+44 20',
          type: 'workFax',
          formattedType: 'Work Fax',
          canonicalForm: '+4420',
        },
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

  it('[law 13] leaves the values of other sources alone, and takes those without a source', () => {
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
          {
            metadata: own,
            contactGroupMembership: {
              contactGroupId: 'myContacts',
              contactGroupResourceName: 'contactGroups/myContacts',
            },
          },
          {
            metadata: own,
            contactGroupMembership: {
              contactGroupId: 'starred',
              contactGroupResourceName: 'contactGroups/starred',
            },
          },
          { metadata: own, contactGroupMembership: { contactGroupId: 'a1' } },
          domain,
        ],
      }),
    );
    expect(texts(contact.fields, 'labels')).toEqual([
      { ref: 'contactGroups/myContacts' },
      { ref: 'contactGroups/a1' },
    ]);
    expect(contact.fields.favorite).toBe(true);
    expect(contact.unknown).toEqual({ memberships: [domain] });
  });

  it('shows what is read only, without placeholders', () => {
    const contact = readPerson(
      person({
        photos: [
          { metadata: primary, url: 'https://default', default: true },
          { metadata: own, url: 'https://real' },
        ],
        coverPhotos: [{ url: 'https://cover' }],
        skills: [{ value: 'knots' }],
        ageRanges: [{ ageRange: 'TWENTY_ONE_OR_OLDER' }],
        taglines: [{ value: 'old' }],
      }),
    );
    expect(contact.readOnly).toEqual({
      photoUrl: 'https://real',
      coverPhotoUrl: 'https://cover',
      skills: ['knots'],
      ageRange: 'TWENTY_ONE_OR_OLDER',
      updatedAt: '2026-03-01T00:00:00Z',
    });
    expect(contact.unknown).toEqual({ taglines: [{ value: 'old' }] });
  });

  it.each([
    [
      { year: 0, month: 2, day: 29 },
      { month: 2, day: 29 },
    ],
    [
      { month: 2, day: 29 },
      { month: 2, day: 29 },
    ],
    [{ year: 1984, month: 0, day: 0 }, { year: 1984 }],
    [
      { year: 1984, month: 4, day: 20 },
      { year: 1984, month: 4, day: 20 },
    ],
  ])('reads the birthday %j as %j', (date, expected) => {
    expect(read({ birthdays: [{ date }] }).birthday).toEqual({ date: expected });
  });

  it('reads a format without a text, and a type without a value, as nothing', () => {
    const fields = read({
      biographies: [{ contentType: 'TEXT_HTML' }],
      urls: [{ metadata: primary, type: 'work' }, { value: 'https://a' }],
    });
    expect(fields.notes).toBeUndefined();
    expect(texts(fields, 'urls')).toEqual([{ url: 'https://a' }]);
  });

  it('reads parts of another type than documented as extras, not as an error', () => {
    const fields = read({
      emailAddresses: [{ value: 7, displayName: 'x' }, 'nonsense', null],
      urls: 'nonsense',
      names: [null],
    });
    expect(texts(fields, 'emails')).toEqual([{ name: 'x', extra: { google: { value: 7 } } }]);
    expect(fields.urls).toBeUndefined();
  });
});

describe('writing', () => {
  it('[law 13] sends no metadata and nothing that Google derives', () => {
    const fields = read({
      names: [{ metadata: primary, displayName: 'A B', displayNameLastFirst: 'B, A', givenName: 'A' }],
      imClients: [
        {
          metadata: primary,
          username: 'a',
          protocol: 'jabber',
          formattedProtocol: 'Jabber',
          type: 'home',
          formattedType: 'Home',
        },
      ],
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
    const emails = [
      { id: '1', address: 'a@x' },
      { id: '2', address: 'b@x', primary: true },
    ];
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
    expect(texts(read({ addresses: [{ city: 'Town', formattedValue: 'Town' }] }), 'addresses')).toEqual([
      { city: 'Town' },
    ]);
  });

  it('sends the dates of organizations, unless the service fails on them', () => {
    const fields = read({
      organizations: [{ name: 'Acme', startDate: { year: 2001 }, endDate: { year: 2002, month: 3 } }],
    });
    expect(fields.organizations?.[0]).toMatchObject({ start: { year: 2001 }, end: { year: 2002, month: 3 } });
    const dates = { startDate: { year: 2001 }, endDate: { year: 2002, month: 3 } };
    expect(write(fields, ['organizations'])).toEqual({ organizations: [{ name: 'Acme', ...dates }] });
    expect(texts(holdFields(fields), 'organizations')).toEqual([
      { name: 'Acme', start: { year: 2001 }, end: { year: 2002, month: 3 } },
    ]);
    const without = { base: null, createKeys: [], withFragile: false };
    expect(writePerson(fields, ['organizations'], without).person).toEqual({
      organizations: [{ name: 'Acme' }],
    });
    expect(texts(holdFields(fields, false), 'organizations')).toEqual([{ name: 'Acme' }]);
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
    expect(texts(read({ nicknames: [{ value: 'Al', type: 'DEFAULT' }] }), 'nicknames')).toEqual([
      { value: 'Al' },
    ]);
    const nicknames = [
      { id: '1', value: 'Al', kind: 'default' },
      { id: '2', value: 'B', kind: 'shortName' },
    ];
    expect(write({ nicknames }, ['nicknames'])).toEqual({
      nicknames: [{ value: 'Al' }, { value: 'B', type: 'SHORT_NAME' }],
    });
  });

  it('never invents a value of an enum', () => {
    const keywords = [
      { id: '1', value: 'a', label: 'My own' },
      { id: '2', value: 'b', kind: 'outlookUser' },
    ];
    expect(write({ keywords }, ['keywords'])).toEqual({
      miscKeywords: [{ value: 'a' }, { value: 'b', type: 'OUTLOOK_USER' }],
    });
    const future = read({ miscKeywords: [{ value: 'a', type: 'OUTLOOK_NEXT' }] });
    expect(write(future, ['keywords'])).toEqual({ miscKeywords: [{ value: 'a', type: 'OUTLOOK_NEXT' }] });
  });

  it('sends back what Google added inside a value, and nothing that another cloud did', () => {
    const fields = read({ emailAddresses: [{ value: 'a@x', shiny: { new: 1 } }] });
    const edited = {
      emails: [
        { ...fields.emails![0]!, address: 'b@x', extra: { ...fields.emails![0]!.extra, graph: { x: 1 } } },
      ],
    };
    expect(write(edited, ['emails'])).toEqual({ emailAddresses: [{ value: 'b@x', shiny: { new: 1 } }] });
  });

  it('sends no derived part, nor a fragile one to be left out, whoever put it among the extras', () => {
    const extra = {
      google: { formattedType: 'Work', startDate: { year: 2001 }, metadata: { primary: true }, shiny: 1 },
    };
    const organizations = [{ id: '1', name: 'Acme', extra }];
    const without = { base: { organizations }, createKeys: [], withFragile: false };
    expect(writePerson({ organizations }, ['organizations'], without).person).toEqual({
      organizations: [{ name: 'Acme', shiny: 1 }],
    });
  });

  it("prefers a person's own label to a kind, since Google has one place for both", () => {
    const phones = [{ id: '1', number: '1', kind: 'home', label: 'Boat' }];
    expect(write({ phones }, ['phones'])).toEqual({ phoneNumbers: [{ value: '1', type: 'Boat' }] });
    expect(texts(holdFields({ phones }), 'phones')).toEqual([{ number: '1', label: 'Boat' }]);
  });

  it('clears a field by naming it in the mask without a value', () => {
    const { person: body, mask } = writePerson({}, ['birthday'], {
      base: { birthday: { date: { day: 1 } } },
      createKeys: [],
    });
    expect(body).toEqual({});
    expect(mask).toEqual(['birthdays']);
  });

  it('names no calendarUrls unless they changed', () => {
    const fields: ContactFields = {
      calendarUrls: [{ id: '1', url: 'https://c' }],
      favorite: true,
      name: { given: 'A' },
    };
    expect(updateMask(['name', 'favorite'])).toEqual(['memberships', 'names']);
    expect(write(fields, ['name', 'favorite'])).not.toHaveProperty('calendarUrls');
    expect(write(fields, ['calendarUrls'])).toEqual({ calendarUrls: [{ url: 'https://c' }] });
  });

  it('never sends two of a singleton', () => {
    const created = newPerson(
      { name: { given: 'A' }, notes: { text: 'n' }, birthday: { text: 'May' }, gender: { value: 'x' } },
      'k',
    );
    for (const field of ['names', 'biographies', 'birthdays', 'genders'])
      expect(created[field]).toHaveLength(1);
  });

  it('reads every field that masks allow, and names no other', () => {
    expect(READ_MASK.split(',')).toHaveLength(29);
    expect(updateMask(FIELD_NAMES)).toHaveLength(24);
    expect(updateMask(['fileAs', 'flag'])).toEqual([]);
  });
});

it('[law 1] equal contents in another order are no change', () => {
  const a = read({
    emailAddresses: [
      { metadata: own, value: 'a' },
      { metadata: primary, value: 'b' },
    ],
  });
  const b = read({
    emailAddresses: [
      { metadata: primary, value: 'b' },
      { metadata: own, value: 'a' },
    ],
  });
  expect(changedFields(a, b)).toEqual([]);
});
