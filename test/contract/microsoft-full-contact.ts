// Owns: one contact with everything that seed 004 lists, and operations on contacts, for the provider's contract tests.
// Leaves to others: the tests.
import type { ContactFields } from '../../main/core/contact.ts';
import { changedFields } from '../../main/core/fields.ts';
import type { RemoteContact, UpdateOperation, WriteOperation } from '../../main/providers/provider.ts';

/** All 38 properties of seed 004, as the practice mailbox takes them, and extended properties of Outlook's own. */
export const FULL = {
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
  phones: [
    'home',
    'home',
    'business',
    'business',
    'mobile',
    'other',
    'assistant',
    'homeFax',
    'businessFax',
    'otherFax',
    'pager',
    'radio',
  ].map((type, index) => ({ type, number: `+44 20 ${index}` })),
  postalAddresses: [
    {
      type: 'home',
      postOfficeBox: 'PO 1',
      street: 'St James Sq',
      city: 'London',
      state: 'LDN',
      countryOrRegion: 'UK',
      postalCode: 'SW1',
    },
    {
      type: 'business',
      postOfficeBox: 'PO 2',
      street: 'Engine Rd',
      city: 'London',
      state: 'LDN',
      countryOrRegion: 'UK',
      postalCode: 'E1',
    },
    {
      type: 'other',
      postOfficeBox: 'PO 3',
      street: 'Ockham',
      city: 'Surrey',
      state: 'SRY',
      countryOrRegion: 'UK',
      postalCode: 'GU23',
    },
  ],
  spouseName: 'William',
  personalNotes: 'First\nprogrammer',
  children: ['Byron', 'Anne', 'Ralph'],
  weddingAnniversary: '1835-07-08',
  gender: 'female',
  isFavorite: true,
  flag: {
    flagStatus: 'flagged',
    startDateTime: { dateTime: '2026-03-01T00:00:00.0000000', timeZone: 'UTC' },
    dueDateTime: { dateTime: '2026-03-02T00:00:00.0000000', timeZone: 'UTC' },
  },
  singleValueExtendedProperties: [
    { id: 'String {00062004-0000-0000-c000-000000000046} Id 0x8051', value: 'third field' },
    { id: 'String 0x3A1E', value: '+44 car' },
    { id: 'String {00020329-0000-0000-c000-000000000046} Name Stranger', value: 'of another program' },
  ],
};

export function update(contact: RemoteContact, fields: ContactFields): UpdateOperation {
  const { remoteId, etag, fields: base } = contact;
  return {
    kind: 'update',
    key: remoteId,
    remoteId,
    etag,
    base,
    fields,
    changed: changedFields(base, fields),
  };
}

export function remove({ remoteId, etag }: RemoteContact): WriteOperation {
  return { kind: 'delete', key: remoteId, remoteId, etag };
}

export function create(key: string, fields: ContactFields): WriteOperation {
  return { kind: 'create', key, createKey: `key-${key}`, fields };
}
