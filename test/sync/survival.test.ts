// Owns: that every field of both services survives cloud, Kith, an edit of another field, cloud and Kith again.
// Leaves to others: the mappings' own laws (unit/providers).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith, TestKithOptions } from '../support/kith.ts';

/** One value of each of the 24 fields that People API lets clients write (seeds 000–003). */
const PERSON = {
  names: [
    {
      honorificPrefix: 'Dr.',
      givenName: 'Zoë',
      middleName: 'K.',
      familyName: 'Nguyễn',
      honorificSuffix: 'PhD',
      phoneticGivenName: 'zo-ee',
      phoneticFamilyName: 'nwin',
      unstructuredName: 'Dr. Zoë K. Nguyễn PhD',
    },
  ],
  nicknames: [{ value: 'Zee', type: 'MAIDEN_NAME' }],
  emailAddresses: [
    { value: 'zoe@example.org', type: 'home', displayName: 'Zoë' },
    { value: 'z@boat.example', type: 'Fishing boat' },
  ],
  phoneNumbers: [
    { value: '+43 (660) 12-34', type: 'mobile' },
    { value: '555', type: 'Treehouse' },
  ],
  addresses: [
    {
      type: 'home',
      streetAddress: 'Ring 1',
      extendedAddress: 'Top 2',
      poBox: 'PO 3',
      city: 'Wien',
      region: 'W',
      postalCode: '1010',
      country: 'Österreich',
      countryCode: 'AT',
    },
  ],
  organizations: [
    {
      type: 'work',
      name: 'Analytical',
      title: 'Engineer',
      department: 'R&D',
      jobDescription: 'thinks',
      symbol: 'ANA',
      domain: 'ana.example',
      location: 'Room 5',
      phoneticName: 'ana',
      costCenter: '77',
      fullTimeEquivalentMillipercent: 80000,
      current: true,
      startDate: { year: 2015, month: 3, day: 1 },
    },
  ],
  birthdays: [{ date: { month: 2, day: 29 } }],
  events: [
    { type: 'anniversary', date: { year: 2010, month: 6, day: 5 } },
    { type: 'First dive', date: { year: 1999, month: 1, day: 2 } },
  ],
  urls: [{ value: 'https://zoe.example', type: 'homePage' }],
  relations: [
    { person: 'Linh', type: 'sister' },
    { person: 'Bao', type: 'Rowing partner' },
  ],
  biographies: [{ value: 'line one\nline two 🚣', contentType: 'TEXT_PLAIN' }],
  imClients: [{ username: 'zoe', protocol: 'jabber', type: 'home' }],
  sipAddresses: [{ value: 'sip:zoe@example.org', type: 'work' }],
  calendarUrls: [{ url: 'https://cal.example/zoe', type: 'freeBusy' }],
  genders: [{ value: 'other-value', addressMeAs: 'they' }],
  occupations: [{ value: 'Diver' }],
  interests: [{ value: 'Tides' }],
  locales: [{ value: 'de-AT' }],
  locations: [
    {
      value: 'HQ',
      type: 'desk',
      current: true,
      buildingId: 'B1',
      floor: '3',
      floorSection: 'east',
      deskCode: '3-17',
    },
  ],
  externalIds: [{ value: 'E-42', type: 'customer' }],
  miscKeywords: [{ value: 'blue', type: 'OUTLOOK_USER' }],
  userDefined: [{ key: 'Shoe size', value: '39' }],
  clientData: [{ key: 'other-app', value: 'abc' }],
} as const;

/** The 38 properties of seed 004, less the five that only the service writes. */
const CONTACT = {
  categories: ['Friends', 'Rowing, club'],
  birthday: '1990-03-04T11:59:00Z',
  fileAs: 'Nguyễn, Zoë',
  displayName: 'Zoë Nguyễn',
  givenName: 'Zoë',
  initials: 'Z.N.',
  middleName: 'Kim',
  nickName: 'Zee',
  surname: 'Nguyễn',
  title: 'Dr.',
  yomiGivenName: 'zo-ee',
  yomiSurname: 'nwin',
  yomiCompanyName: 'ana',
  generation: 'III',
  emailAddresses: [
    { address: 'zoe@example.org', name: 'Zoë' },
    { address: 'z@work.example', name: 'Zoë at work' },
  ],
  imAddresses: ['zoe@im.example'],
  jobTitle: 'Engineer',
  companyName: 'Analytical',
  department: 'R&D',
  officeLocation: 'Room 5',
  profession: 'Diver',
  assistantName: 'Ann',
  manager: 'Max',
  spouseName: 'Linh',
  personalNotes: 'line one\nline two',
  children: ['Mia', 'Tom'],
} as const;
const BETA_ONLY = {
  emailAddresses: [
    { address: 'zoe@example.org', name: 'Zoë', type: 'personal' },
    { address: 'z@work.example', name: 'Zoë at work', type: 'other', otherLabel: 'Boat' },
  ],
  phones: [
    { type: 'home', number: '1' },
    { type: 'business', number: '2' },
    { type: 'mobile', number: '3' },
    { type: 'homeFax', number: '4' },
    { type: 'pager', number: '5' },
  ],
  postalAddresses: [
    {
      type: 'home',
      street: 'Ring 1',
      city: 'Wien',
      state: 'W',
      postalCode: '1010',
      countryOrRegion: 'Austria',
      postOfficeBox: '3',
    },
  ],
  websites: [{ type: 'work', address: 'https://work.example' }],
  weddingAnniversary: '2010-06-05',
  gender: 'female',
  isFavorite: true,
  flag: {
    flagStatus: 'flagged',
    startDateTime: { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' },
    dueDateTime: { dateTime: '2026-02-01T00:00:00.0000000', timeZone: 'UTC' },
  },
} as const;
let clouds: Clouds;
let kith: TestKith;

const open = async (options: TestKithOptions = {}): Promise<void> => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds, options);
};
afterEach(() => endTestKith(kith, clouds));

/** What a service derives or stamps by itself at each write. */
const DERIVED = ['etag', 'metadata', '@odata.etag', 'changeKey', 'lastModifiedDateTime'];
const stable = (raw: Record<string, unknown>): Record<string, unknown> => {
  const { singleValueExtendedProperties, ...own } = raw;
  const extended = ((singleValueExtendedProperties ?? []) as { id: string; value: unknown }[]).map(
    ({ id, value }) => [id, value] as const,
  );
  return Object.fromEntries([...Object.entries(own), ...extended].filter(([key]) => !DERIVED.includes(key)));
};

/** Syncs, edits one field, syncs, and gives the raw contact before and after. */
async function editOne(
  account: TestKith['google'],
  raw: () => Record<string, unknown>,
  fields: ContactFields,
) {
  expect((await kith.sync(account)).errors).toEqual([]);
  const [record] = kith.book.contactsOf(account);
  const before = structuredClone(raw());
  kith.handlers['contacts.save']({ contact: record!.id, fields });
  expect(await kith.sync(account)).toMatchObject({ errors: [], pushed: 1, conflicts: 0 });
  const [after] = kith.book.contactsOf(account);
  expect(await kith.sync(account)).toMatchObject({ writes: 0, pulled: 0 });
  expect((await kith.verify(account)).differ).toEqual([]);
  return {
    before: stable(before),
    after: stable(structuredClone(raw())),
    kithBefore: record!.local!,
    kithAfter: after!.local!,
  };
}

describe('[law 12] [pain 5] every one of the 24 Person fields survives an edit of another field', () => {
  let resourceName = '';
  const raw = () => clouds.google.book.get(resourceName) as Record<string, unknown>;
  beforeEach(async () => {
    await open();
    const group = clouds.google.book.group('Rowing');
    const memberships = ['contactGroups/myContacts', group].map((contactGroupResourceName) => ({
      contactGroupMembership: { contactGroupResourceName },
    }));
    resourceName = String(clouds.google.book.create({ ...PERSON, memberships })['resourceName']);
  });

  it.each(['occupations', 'emails', 'labels'] as const)('when %s is edited', async (field) => {
    const edits: Record<typeof field, ContactFields> = {
      occupations: { occupations: [{ id: '', value: 'Pilot' }] },
      emails: { emails: [{ id: '', address: 'zoe@example.org', kind: 'home', name: 'Zoë' }] },
      labels: { labels: [{ id: '', ref: 'contactGroups/myContacts' }] },
    };
    const names = { occupations: 'occupations', emails: 'emailAddresses', labels: 'memberships' } as const;
    const { before, after, kithBefore, kithAfter } = await editOne(kith.google, raw, edits[field]);
    for (const name of [...Object.keys(PERSON), 'memberships']) {
      if (name === names[field]) expect(after[name], name).not.toEqual(before[name]);
      else expect(after[name], name).toEqual(before[name]);
    }
    for (const name of Object.keys(kithBefore) as (keyof ContactFields)[]) {
      if (name !== field) expect(kithAfter[name], name).toEqual(kithBefore[name]);
    }
    expect(Object.keys(PERSON).length + 1, 'fields under test').toBe(24);
  });

  it('[law 12] [law 13] a write names only what changed and carries nothing derived', async () => {
    await editOne(kith.google, raw, { emails: [{ id: '', address: 'new@example.org', kind: 'work' }] });
    const writes = clouds.google.log.requests.filter(({ method }) => method !== 'GET');
    expect(writes).toHaveLength(1);
    expect(writes[0]!.query).toMatchObject({ updatePersonFields: 'emailAddresses' });
    expect(JSON.stringify((writes[0]!.body as Record<string, unknown>)['emailAddresses'])).not.toMatch(
      /metadata|formattedType|canonicalForm/,
    );
  });
});

describe.each(['v1.0', 'beta'] as const)(
  '[law 12] [pain 5] every one of the 38 Graph properties survives an edit of another property (%s)',
  (graph) => {
    let id = '';
    const raw = () => clouds.microsoft.book.all().find((contact) => Object.values(contact).includes(id))!;
    beforeEach(async () => {
      await open({ graph });
      id = String(clouds.microsoft.book.create({ ...CONTACT, ...BETA_ONLY } as never)['id']);
    });

    it.each(['nicknames', 'notes', 'name'] as const)('when %s is edited', async (field) => {
      const edits: Record<typeof field, (before: ContactFields) => ContactFields> = {
        nicknames: () => ({ nicknames: [{ id: '', value: 'Zed' }] }),
        notes: () => ({ notes: { text: 'new' } }),
        name: (before) => ({ name: { ...before.name, given: 'Zora', display: 'Zora Nguyễn' } }),
      };
      // Each property and the MAPI property that is the same place under another name.
      const touched = {
        nicknames: ['nickName', 'String 0x3a4f'],
        notes: ['personalNotes', 'String 0x1000'],
        name: ['givenName', 'displayName', 'String 0x3a06', 'String 0x3001'],
      }[field];
      await kith.sync(kith.microsoft);
      const fields = edits[field](kith.book.contactsOf(kith.microsoft)[0]!.local!);
      const { before, after, kithBefore, kithAfter } = await editOne(kith.microsoft, raw, fields);
      for (const name of Object.keys(before)) {
        if (!touched.some((place) => place.toLowerCase() === name.toLowerCase()))
          expect(after[name], name).toEqual(before[name]);
      }
      for (const name of Object.keys(kithBefore) as (keyof ContactFields)[]) {
        if (name !== field) expect(kithAfter[name], name).toEqual(kithBefore[name]);
      }
    });
  },
);
