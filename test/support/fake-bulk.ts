// Owns: the commands for many persons at once over the book in memory. Leaves to others: single persons (fake-persons.ts),
// whom a list finds (fake-bridge.ts).
import type { AccountId, LabelId, PersonId } from '../../main/core/account.ts';
import { bulkPatch } from '../../main/core/bulk-edit.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { normalise } from '../../main/core/fields.ts';
import { replaceLabel, withLabel } from '../../main/core/label.ts';
import { railOf } from '../../main/core/rail.ts';
import type {
  BulkCommands,
  BulkResult,
  ContactView,
  FoundPersons,
  Handlers,
  LabelView,
  PersonSelection,
} from '../../preload/contract.ts';
import { contactsOf, type FakeWorld, nameOf } from './fake-world.ts';

type BulkHandlers = Pick<Handlers, keyof BulkCommands>;
const cardOf = (name: string): string =>
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nN:;;;;\r\nEND:VCARD\r\n`;

type Find = (query: FoundPersons) => readonly PersonId[];

export function bulkHandlers(
  world: FakeWorld,
  find: Find,
  sectionsOf: (query: FoundPersons) => readonly string[],
): BulkHandlers {
  const meant = (selection: PersonSelection): ReadonlySet<PersonId> => {
    if (selection.kind === 'these') return new Set(selection.persons);
    const except = new Set(selection.except);
    return new Set(find(selection).filter((id) => !except.has(id)));
  };
  const change = (
    selection: PersonSelection,
    contact: (before: ContactView) => ContactView | null,
  ): BulkResult => {
    const persons = meant(selection);
    let contacts = 0;
    world.changed(
      world.persons.flatMap((person) => {
        if (!persons.has(person.id)) return [person];
        const after = person.contacts.flatMap((one) => contact(one) ?? []);
        contacts += person.contacts.length;
        return after.length === 0 ? [] : [{ ...person, contacts: after }];
      }),
    );
    return { persons: persons.size, contacts, left: {}, stopped: false };
  };
  const labelOf = (id: LabelId) => world.labels.find((label) => label.id === id);
  const makeLabel = (account: AccountId, name: string): Omit<LabelView, 'count'> => {
    const label = {
      id: `label-${account}-${name}` as LabelId,
      account,
      ref: name,
      name,
      kind: 'user' as const,
      canGive: true,
      pending: 'create' as const,
      problem: null,
    };
    world.labels = [...world.labels, label];
    return label;
  };
  return {
    'persons.ids': ({ from, to, ...query }) => find(query).slice(from, to),
    'persons.found': ({ persons, ...query }) => {
      const found = new Set(find(query));
      return persons.filter((id) => found.has(id));
    },
    'persons.sections': (query) =>
      query.text === '' && query.filter.kind !== 'recent'
        ? railOf(sectionsOf(query).map((letter, index) => ({ letter, index })))
        : [],
    'bulk.summary': (selection) => {
      const persons = meant(selection);
      const chosen = world.persons.filter(({ id }) => persons.has(id));
      const contacts = contactsOf(chosen);
      return {
        persons: chosen.length,
        contacts: contacts.length,
        accounts: world.accounts.flatMap(({ id }) => {
          const count = contacts.filter(({ account }) => account === id).length;
          return count === 0 ? [] : [{ account: id, contacts: count }];
        }),
        labels: world.labels.flatMap(({ id, account, ref }) => {
          const carriers = chosen.filter((person) =>
            person.contacts.some(
              (one) => one.account === account && one.fields.labels?.some((label) => label.ref === ref),
            ),
          );
          return carriers.length === 0 ? [] : [{ label: id, persons: carriers.length }];
        }),
        favorites: chosen.filter((person) => person.contacts.some(({ fields }) => fields.favorite === true))
          .length,
        names: chosen.slice(0, 5).map((person) => nameOf(person.contacts[0]?.fields ?? {})),
      };
    },
    'bulk.label': ({ persons, labels, name, assigned }) => {
      const [all, accounts] = [meant(persons), labels.map((id) => labelOf(id)?.account)];
      const left = world.persons.filter(
        ({ id, contacts }) =>
          name === null && all.has(id) && !contacts.some(({ account }) => accounts.includes(account)),
      ).length;
      const done = change(persons, (contact) => {
        const chosen = labels.map(labelOf).find((label) => label?.account === contact.account);
        const named = world.labels.find((label) => label.account === contact.account && label.name === name);
        const label =
          chosen ?? named ?? (name === null || !assigned ? undefined : makeLabel(contact.account, name));
        if (label === undefined) return contact;
        const { fields } = contact;
        return {
          ...contact,
          fields: assigned
            ? { ...fields, labels: withLabel(fields.labels ?? [], label.ref) }
            : replaceLabel(fields, label.ref, null),
        };
      });
      return left === 0 ? done : { ...done, persons: done.persons - left, left: { otherAccount: left } };
    },
    'bulk.favorite': ({ persons, favorite }) =>
      change(persons, (contact) => ({ ...contact, fields: { ...contact.fields, favorite } })),
    'bulk.delete': (persons) => change(persons, () => null),
    'bulk.edit': ({ persons, edit }) =>
      change(persons, (contact) => ({
        ...contact,
        fields: normalise({ ...contact.fields, ...bulkPatch(contact.fields, edit) } as ContactFields),
      })),
    'bulk.copy': ({ persons }) => change(persons, (contact) => contact),
    'bulk.move': ({ persons, account }) => change(persons, (contact) => ({ ...contact, account })),
    'persons.export': ({ persons }) => ({ file: '/home/ada/Kith.vcf', persons: meant(persons).size }),
    'persons.cards': ({ persons }) => ({
      name: 'Kith.vcf',
      text: world.persons
        .filter(({ id }) => persons.includes(id))
        .map(({ contacts }) => cardOf(nameOf(contacts[0]?.fields ?? {})))
        .join(''),
    }),
    'bulk.stop': () => undefined,
  };
}
