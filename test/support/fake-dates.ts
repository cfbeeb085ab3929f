// Owns: what the fake bridge answers about birthdays and about who changed last. Leaves to others: the book (fake-world.ts).
import { dayIn, lookForDates } from '../../main/core/birthdays.ts';
import type { PersonList, PersonRow, UpcomingDates } from '../../preload/contract.ts';
import { drained } from './drained.ts';
import { GOOGLE } from './fake-book.ts';
import type { FakeWorld } from './fake-world.ts';

export function upcomingIn(world: FakeWorld, most: number): UpcomingDates {
  const today = dayIn(Date.now(), 'Europe/Berlin');
  const records = world.persons.flatMap(({ id, contacts }) =>
    contacts.map((contact) => ({ id: contact.id, person: id, local: contact.fields })),
  );
  const { occasions, more } = drained(lookForDates(today, records, most));
  const dates = occasions.map(({ fields: _fields, ...occasion }) => {
    const { name, initials, contacts } = world.view(world.persons.find(({ id }) => id === occasion.person)!);
    const photo = contacts.find((contact) => contact.photo.kind === 'present')?.id ?? null;
    return { ...occasion, name, initials, photo };
  });
  return { today, dates, more };
}

/** The rows as if each had changed a while before the one above it, in turn by each of those who change things. */
export function changedLast(
  { revision }: FakeWorld,
  rows: readonly PersonRow[],
  from: number,
  to: number,
): PersonList {
  const by = [{ kind: 'you' }, { kind: 'cloud', account: GOOGLE }, { kind: 'kith' }, null] as const;
  const changed = rows.slice(from, to).map((row, place) => {
    const at = new Date(Date.now() - (from + place) ** 2 * 600_000 - 60_000).toISOString();
    return { ...row, section: '', changed: { at, by: by[place % by.length] ?? null } };
  });
  return { total: rows.length, from, rows: changed, revision };
}
