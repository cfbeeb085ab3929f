// Owns: invented labels, matches, conflicts of every kind and a picture. Leaves to others: persons (fake-book.ts),
// answering the window's commands (fake-persons.ts).
import type { AccountId, ContactId, LabelId } from '../../main/core/account.ts';
import type { FieldName } from '../../main/core/contact.ts';
import type { Json } from '../../main/core/json.ts';
import type { ConflictView, ContactView, LabelView, MatchView, Photo } from '../../preload/contract.ts';
import { type FakePerson, GOOGLE, MICROSOFT } from './fake-book.ts';
import { hasFace } from './everyday-people.ts';
import type { FakeOptions } from './fake-world.ts';

/** Head and shoulders, 48 pixels wide. */
export const PORTRAIT: Photo = {
  type: 'image/png',
  base64:
    'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwAgMAAAAqbBEUAAAADFBMVEWcw9nZoH4vXVA6JhxqmqF3AAAAiklEQVR42rXLsQ2DQAwFUANKcw1VlmAJGIECi3UY5crIU7AEezAAknNH8NlCp0Qi4ld+8v8AV1OvelfMsz6Y9dUybwkcYiY6qiPWn2gXxHHLAkOyKCK6PwARkMUTcUh4IPYJhdmH3gA3xRF5uUsKmQ40Ea8DtMe0pOc+8DqREZEZWZSC6Qwn8F/wBvlyfZz/pTthAAAAAElFTkSuQmCC',
};

const label = (
  account: AccountId,
  ref: string,
  name: string,
  rest: Partial<LabelView> = {},
): Omit<LabelView, 'count'> => ({
  id: `label-${account}-${ref}` as LabelId,
  account,
  ref,
  name,
  kind: 'user',
  canGive: true,
  pending: null,
  problem: null,
  ...rest,
});

const OWN = [
  'Astronomy',
  'Book club',
  'Christmas cards',
  'Climbing',
  'Family',
  'Neighbours from the old house in the Pohjoisesplanadi',
  'Plumbers & co.',
  'School',
  'Zürich 2024',
];

export const LABELS: readonly Omit<LabelView, 'count'>[] = [
  ...OWN.map((name) => label(GOOGLE, name, name)),
  label(GOOGLE, 'contactGroups/myContacts', 'myContacts', { kind: 'system' }),
  label(GOOGLE, 'contactGroups/friends', 'friends', { kind: 'system', canGive: false }),
  label(MICROSOFT, 'Blue category', 'Blue category'),
  label(MICROSOFT, 'Suppliers', 'Suppliers', { pending: 'create' }),
];

/** Matches between the first persons that have one contact each, in two accounts. */
export function makeMatches(
  persons: readonly FakePerson[],
  nameOf: (person: FakePerson) => string,
): readonly MatchView[] {
  const alone = (account: AccountId): readonly FakePerson[] =>
    persons.filter(({ contacts }) => contacts.length === 1 && contacts[0]?.account === account);
  const [here, there] = [alone(GOOGLE).slice(6, 9), alone(MICROSOFT).slice(6, 9)];
  const kinds: readonly Pick<MatchView, 'keys' | 'conflicts'>[] = [
    { keys: [{ kind: 'email', value: 'carla.dubois@example.org' }], conflicts: [] },
    {
      keys: [
        { kind: 'phone', value: '+33 1 70 18 99 00' },
        { kind: 'email', value: 'a.very.long.address.of.somebody@gesellschaft-fuer-angewandtes.example' },
      ],
      conflicts: ['name', 'birthday'],
    },
    { keys: [{ kind: 'phone', value: '+49 30 901820' }], conflicts: [] },
  ];
  return here.flatMap((person, at) => {
    const other = there[at];
    const kind = kinds[at];
    if (other === undefined || kind === undefined) return [];
    const contacts = [person, other].flatMap((one) =>
      one.contacts.map(({ id, account, fields }) => ({
        contact: id,
        person: one.id,
        account,
        name: nameOf(one),
        detail: fields.emails?.[0]?.address ?? fields.organizations?.[0]?.name ?? '',
      })),
    );
    const changes = contacts.map(({ contact }, side) => ({
      contact,
      fields: (at === 2 ? [] : side === 0 ? ['organizations'] : ['emails', 'notes']) as readonly FieldName[],
    }));
    return [{ id: `match-${at}`, contacts, changes, ...kind }];
  });
}

/** The persons with what the options and the pages want of them beside their fields: pictures, pauses, conflicts. */
export function dressed(persons: readonly FakePerson[], options: FakeOptions): readonly FakePerson[] {
  const held = options.held === true;
  const isSeen = options.people === 'everyday' ? hasFace : (index: number): boolean => index % 9 === 4;
  const dress = (contact: ContactView, index: number): ContactView => {
    const photo = { kind: 'present', pending: false, problem: null } as const;
    const [conflict] = contact.conflicts;
    return {
      ...contact,
      ...(contact.id === 'contact-amina' || isSeen(index) ? { photo } : {}),
      ...(held && contact.id === 'contact-20'
        ? { paused: { kind: 'person', at: '2026-11-19T17:00:00Z' } }
        : {}),
      ...(held && contact.id === 'contact-amina'
        ? { paused: { kind: 'oscillating', at: '2026-11-20T09:12:00Z', fields: ['phones', 'notes'] } }
        : {}),
      ...(options.everyConflict === true && conflict !== undefined
        ? { conflicts: [...contact.conflicts, ...everyConflict({ ...conflict, canTakeBoth: false })] }
        : {}),
    };
  };
  return persons.map((person, index) => ({
    ...person,
    contacts: person.contacts.map((contact) => dress(contact, index)),
  }));
}

/** One conflict for each way of writing something else. */
function everyConflict(
  common: Omit<ConflictView, 'path' | 'field' | 'base' | 'mine' | 'theirs'>,
): readonly ConflictView[] {
  const conflict = (path: string, base: Json, mine: Json, theirs: Json): ConflictView => {
    const field = path.split('.')[0] as FieldName;
    return { ...common, path, field, base, mine, theirs };
  };
  return [
    conflict(
      'addresses.a1',
      null,
      {
        id: 'a1',
        kind: 'home',
        street: 'Pohjoisesplanadi 31 A 4',
        postalCode: '00100',
        city: 'Helsinki',
        country: 'Finland',
      },
      { id: 'a1', kind: 'home', street: 'Pohjoisesplanadi 33', city: 'Helsingfors', country: 'Finland' },
    ),
    {
      ...conflict('notes.text', 'Calls before noon.', 'Prefers a call before noon.\nOr a letter.', null),
      canTakeBoth: true,
      theirsAt: null,
      source: { kind: 'contact', contact: 'contact-amina-work' as ContactId, account: MICROSOFT },
    },
    conflict(
      'birthday.date',
      { month: 4, day: 17 },
      { year: 1986, month: 4, day: 17 },
      { month: 4, day: 18 },
    ),
    conflict('favorite', null, true, null),
    conflict('fileAs', null, 'Okonkwo-Bergström, Amina', 'Bergström, Amina Okonkwo-'),
    conflict('events.v1', { id: 'v1', kind: 'anniversary', date: { month: 6, day: 21 } }, null, {
      id: 'v1',
      kind: 'anniversary',
      date: { year: 2011, month: 6, day: 21 },
    }),
    conflict('flag.due', null, { dateTime: '2026-12-01T00:00:00.0000000', timeZone: 'UTC' }, null),
  ];
}
