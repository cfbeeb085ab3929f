// Owns: invented contacts for looking at the window: many scripts, long names, every field filled once.
// Leaves to others: answering the window's commands (fake-bridge.ts).
import type { Account, AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../main/core/contact.ts';
import { FIELDS } from '../../main/core/fields.ts';
import type { ContactView } from '../../preload/contract.ts';
import { everyday } from './everyday-people.ts';

export const GOOGLE = 'acc-google' as AccountId;
export const MICROSOFT = 'acc-microsoft' as AccountId;

export const COMPUTER: Account = {
  id: 'acc-computer' as AccountId,
  provider: 'computer',
  userId: 'computer',
  email: '',
  name: '',
  state: 'active',
  linkedAt: '2026-10-05T08:00:00Z',
};

export const ACCOUNTS: readonly Account[] = [
  {
    id: GOOGLE,
    provider: 'google',
    userId: 'g1',
    email: 'ada.lovelace@gmail.example',
    name: 'Ada Lovelace',
    state: 'active',
    linkedAt: '2026-10-02T08:00:00Z',
    lastSync: { at: '2026-11-20T09:12:00Z' },
  },
  {
    id: MICROSOFT,
    provider: 'microsoft',
    userId: 'm1',
    email: 'ada@analytical-engines.example',
    name: 'Ada Lovelace',
    state: 'active',
    graph: 'v1.0',
    linkedAt: '2026-10-03T08:00:00Z',
    lastSync: { at: '2026-11-20T09:10:00Z' },
  },
  COMPUTER,
];

/** A value for every part of every field, so that no field is forgotten by a page. */
export function everything(): ContactFields {
  const valueOf = (field: string, part: string, type: string): unknown => {
    if (`${field}.${part}` === 'flag.status') return 'flagged';
    if (`${field}.${part}` === 'notes.format') return 'plain';
    if (type === 'date') return { year: 1984, month: 2, day: 29 };
    if (type === 'time') return { dateTime: '2026-12-01T09:30:00.0000000', timeZone: 'Europe/Berlin' };
    if (type === 'flag') return true;
    return type === 'number' ? 62_500 : `${field} ${part}`;
  };
  const partsOf = (field: string, parts: Readonly<Record<string, string>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(parts).map(([part, type]) => [part, valueOf(field, part, type)]));
  const fields = Object.entries(FIELDS).map(([name, shape]) => {
    if (shape.kind === 'text') return [name, 'file as'];
    if (shape.kind === 'flag') return [name, true];
    if (shape.kind === 'record') return [name, partsOf(name, shape.parts)];
    const kind = shape.kinds[0] === undefined ? {} : { kind: shape.kinds[0] };
    return [name, [{ id: `${name}-1`, ...kind, ...partsOf(name, shape.parts) }]];
  });
  return Object.fromEntries(fields) as ContactFields;
}

const amina: ContactFields = {
  name: {
    prefix: 'Dr.',
    given: 'Amina',
    family: 'Okonkwo-Bergström',
    display: 'Dr. Amina Okonkwo-Bergström',
  },
  nicknames: [{ id: 'n1', kind: 'default', value: 'Mina' }],
  emails: [
    { id: 'e1', kind: 'work', address: 'amina.okonkwo@nordlicht-observatory.example', primary: true },
    { id: 'e2', kind: 'home', address: 'mina@okonkwo.example' },
    { id: 'e3', label: 'Sailing club', address: 'crew-coordination@helsinki-sailing-society.example' },
  ],
  phones: [
    { id: 'p1', kind: 'mobile', number: '+358 40 123 4567', primary: true },
    { id: 'p2', kind: 'work', number: '+358 9 4780 0999 ext. 12' },
  ],
  addresses: [
    {
      id: 'a1',
      kind: 'home',
      street: 'Pohjoisesplanadi 31 A 4',
      postalCode: '00100',
      city: 'Helsinki',
      country: 'Finland',
      countryCode: 'FI',
      formatted: 'Pohjoisesplanadi 31 A 4\n00100 Helsinki\nFinland',
    },
  ],
  organizations: [
    {
      id: 'o1',
      kind: 'work',
      name: 'Nordlicht Observatory',
      title: 'Head of Spectroscopy',
      department: 'Instruments',
      current: true,
      start: { year: 2019, month: 9 },
    },
  ],
  birthday: { date: { year: 1986, month: 4, day: 17 } },
  events: [{ id: 'v1', kind: 'anniversary', date: { month: 6, day: 21 } }],
  urls: [{ id: 'u1', kind: 'homePage', url: 'https://amina.okonkwo.example/observations' }],
  relations: [
    { id: 'r1', kind: 'spouse', name: 'Lars Bergström' },
    { id: 'r2', kind: 'child', name: 'Ines' },
  ],
  notes: {
    text: 'Met at the 2023 calibration workshop.\nPrefers a call before noon.\n\nAsk about the new grating.',
  },
  labels: [
    { id: 'l1', ref: 'contactGroups/myContacts' },
    { id: 'l2', ref: 'Astronomy' },
  ],
  favorite: true,
  customFields: [{ id: 'c1', key: 'Coffee', value: 'Black, no sugar' }],
};

/** The same person at work, in the other cloud. */
const aminaAtWork: ContactFields = {
  name: { given: 'Amina', family: 'Okonkwo-Bergström', display: 'Okonkwo-Bergström, Amina' },
  fileAs: 'Okonkwo-Bergström, Amina',
  emails: [
    {
      id: 'e9',
      kind: 'work',
      address: 'amina.okonkwo@nordlicht-observatory.example',
      name: 'Amina (Observatory)',
    },
  ],
  phones: [{ id: 'p9', kind: 'work', number: '+358 9 4780 0999' }],
  organizations: [{ id: 'o9', kind: 'work', name: 'Nordlicht Observatory', office: 'Dome 3' }],
  labels: [{ id: 'l9', ref: 'Blue category' }],
  flag: { status: 'flagged', due: { dateTime: '2026-12-01T00:00:00.0000000', timeZone: 'UTC' } },
};

const named = (given: string, family: string, rest: ContactFields = {}): ContactFields => ({
  name: { given, family },
  ...rest,
});
const mail = (address: string): ContactFields => ({
  emails: [{ id: `m-${address}`, kind: 'home', address }],
});
const works = (name: string, title?: string): ContactFields => ({
  organizations: [{ id: `o-${name}`, kind: 'work', name, ...(title === undefined ? {} : { title }) }],
});

/** Persons worth looking at, beside the many that fill the list. */
const SPECIAL: readonly ContactFields[] = [
  named('ليلى', 'المنصوري', {
    ...works('دار الحكمة للنشر', 'محررة'),
    phones: [{ id: 'p', kind: 'mobile', number: '+971 50 123 4567' }],
    notes: { text: 'تفضل التواصل عبر البريد.' },
  }),
  named('רות', 'כהן', mail('ruth@cohen.example')),
  {
    name: {
      given: '太郎',
      family: '山田',
      display: '山田 太郎',
      phoneticGiven: 'タロウ',
      phoneticFamily: 'ヤマダ',
    },
    ...works('株式会社山田製作所', '部長'),
  },
  { name: { given: '伟', family: '王', display: '王伟' }, ...mail('wang.wei@example.cn') },
  named('Олена', 'Шевченко', works('Київська політехніка')),
  named('Γιώργος', 'Παπαδόπουλος', mail('giorgos@example.gr')),
  named(
    'Wolfeschlegelsteinhausenbergerdorff',
    'von und zu Hohenlohe-Waldenburg-Schillingsfürst',
    works(
      'Gesellschaft für angewandte Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtenkunde mbH',
    ),
  ),
  {
    organizations: [{ id: 'o', name: 'Harbour Pilots Ltd.' }],
    phones: [{ id: 'p', kind: 'companyMain', number: '555 0100' }],
  },
  { emails: [{ id: 'e', address: 'no-name-at-all@example.org' }] },
  { notes: { text: 'A note without anybody.' } },
  named('Zoë', 'Müller-Lüdenscheidt', {
    birthday: { date: { month: 2, day: 29 } },
    ...mail('zoe@example.de'),
  }),
  {
    ...everything(),
    name: { ...everything().name, given: 'Ada', family: 'Everything', display: 'Ada Everything' },
  },
];

const GIVEN = [
  'Anna',
  'Bruno',
  'Carla',
  'David',
  'Elif',
  'Farid',
  'Grace',
  'Hugo',
  'Iris',
  'Jonas',
  'Kemi',
  'Liam',
  'Maya',
  'Noor',
  'Otto',
  'Priya',
  'Quinn',
  'Rosa',
  'Samir',
  'Tara',
];
const FAMILY = [
  'Andersson',
  'Brandt',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Ferrari',
  'García',
  'Hansen',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Larsen',
  'Moreau',
  'Novák',
  'Okafor',
  'Petrov',
  'Quintero',
  'Rossi',
  'Silva',
  'Tanaka',
  'Usman',
  'Vega',
  'Weber',
  'Yılmaz',
  'Zhang',
];

function filler(index: number): ContactFields {
  const given = GIVEN[index % GIVEN.length] ?? '';
  const family = FAMILY[(index * 7) % FAMILY.length] ?? '';
  const about =
    index % 3 === 0
      ? works(`${family} & Partners`, 'Consultant')
      : mail(`${given.toLowerCase()}.${index}@example.org`);
  return {
    ...named(given, family, about),
    ...(index % 11 === 0 ? { favorite: true } : {}),
    ...(index % 9 === 0 ? datesOf(index) : {}),
  };
}

/** Dates all over the year, of which some come round soon after the day of the tests, in November. */
function datesOf(index: number): ContactFields {
  const month = index % 2 === 0 ? 11 : (index % 12) + 1;
  const date = { ...(index % 4 === 0 ? {} : { year: 1950 + (index % 60) }), month, day: (index % 28) + 1 };
  if (index % 27 === 0) return { events: [{ id: `v-${index}`, kind: 'anniversary', date }] };
  return { birthday: { date } };
}

export interface FakePerson {
  readonly id: PersonId;
  readonly contacts: readonly ContactView[];
}

export function contactView(
  id: string,
  account: AccountId,
  fields: ContactFields,
  rest: Partial<ContactView> = {},
): ContactView {
  return {
    id: id as ContactId,
    account,
    remoteId: `remote-${id}`,
    etag: `etag-${id}`,
    fields,
    pending: null,
    conflicts: [],
    onlyInKith: [],
    problem: null,
    paused: null,
    photo: { kind: 'none', pending: false, problem: null },
    changedAt: '2026-11-19T16:40:00Z',
    readOnly: { updatedAt: '2026-11-18T10:00:00Z' },
    ...rest,
  };
}

/** Without what few people's names have. */
function untitled(fields: ContactFields): ContactFields {
  const { given, family } = fields.name ?? {};
  return { ...fields, name: { given, family, display: `${given} ${family}` } };
}

function aminaPerson(people?: 'everyday' | 'remarkable'): FakePerson {
  const person = 'person-amina' as PersonId;
  const common = {
    person,
    name: 'Dr. Amina Okonkwo-Bergström',
    at: '2026-11-20T08:30:00Z',
    mineAt: '2026-11-20T07:55:00Z',
    theirsAt: '2026-11-19T21:10:00Z',
    source: { kind: 'cloud' } as const,
  };
  const first = contactView('contact-amina', GOOGLE, people === 'everyday' ? untitled(amina) : amina, {
    pending: { kind: 'update', fields: ['phones', 'notes'] },
    readOnly: { updatedAt: '2026-11-18T10:00:00Z', skills: ['Spectroscopy', 'Sailing'] },
    conflicts: [
      {
        ...common,
        contact: 'contact-amina' as ContactId,
        account: GOOGLE,
        path: 'phones.p1',
        field: 'phones' as FieldName,
        canTakeBoth: true,
        base: { id: 'p1', kind: 'mobile', number: '+358 40 123 0000' },
        mine: { id: 'p1', kind: 'mobile', number: '+358 40 123 4567', primary: true },
        theirs: { id: 'p1', kind: 'home', number: '+358 40 987 6543' },
      },
      {
        ...common,
        contact: 'contact-amina' as ContactId,
        account: GOOGLE,
        path: 'name.given',
        field: 'name' as FieldName,
        canTakeBoth: false,
        base: null,
        mine: 'Amina',
        theirs: 'Aminata',
      },
    ],
  });
  const second = contactView('contact-amina-work', MICROSOFT, aminaAtWork, { onlyInKith: ['flag'] });
  return { id: person, contacts: [first, second] };
}

/** A book of `count` persons; the first ones are those worth looking at, unless they are to be everyday people. */
export function makePersons(count: number, people?: 'everyday' | 'remarkable'): readonly FakePerson[] {
  const persons: FakePerson[] = count === 0 ? [] : [aminaPerson(people)];
  for (let index = 0; persons.length < count; index++) {
    const fields = people === 'everyday' ? everyday(index) : (SPECIAL[index] ?? filler(index));
    const account = index % 3 === 1 ? MICROSOFT : GOOGLE;
    const problem = {
      code: 'provider.rejected',
      message:
        'Google refused this contact: the e-mail address is too long. Your change is kept; shorten the address and sync again.',
      retry: 'afterUser',
      context: {},
    } as const;
    const rest: Partial<ContactView> =
      index === 20
        ? { pending: { kind: 'update', fields: ['emails'] }, problem }
        : index === 22
          ? { pending: { kind: 'create' }, remoteId: null, etag: null }
          : {};
    persons.push({
      id: `person-${index}` as PersonId,
      contacts: [contactView(`contact-${index}`, account, fields, rest)],
    });
  }
  return persons;
}
