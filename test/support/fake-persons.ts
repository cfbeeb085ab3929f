// Owns: the commands of labels, photos, matches and of persons in several accounts over the book in memory.
// Leaves to others: contacts, accounts and lists (fake-bridge.ts), syncing (fake-sync.ts).
import type { AccountId, ContactId, LabelId, PersonId } from '../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../main/core/contact.ts';
import { AppError } from '../../main/core/errors.ts';
import { FIELDS, valuesOf } from '../../main/core/fields.ts';
import { replaceLabel, withLabel } from '../../main/core/label.ts';
import type { ContactView, Handlers, LabelView, PersonView } from '../../preload/contract.ts';
import { COMPUTER, contactView, type FakePerson } from './fake-book.ts';
import { contactsOf, type FakeWorld, notFound, personWith } from './fake-world.ts';

type LabelHandlers = Pick<
  Handlers,
  'labels.list' | 'labels.create' | 'labels.rename' | 'labels.delete' | 'labels.assign'
>;
type PersonHandlers = Pick<
  Handlers,
  | 'photos.get'
  | 'photos.set'
  | 'photos.remove'
  | 'matches.list'
  | 'matches.accept'
  | 'matches.refuse'
  | 'persons.join'
  | 'persons.split'
  | 'persons.setInStep'
  | 'contacts.copy'
  | 'contacts.move'
  | 'contacts.unheld'
  | 'accounts.addComputer'
  | 'accounts.setNeverSend'
>;

/** Some of what the clouds have no place for. */
const UNHELD: Readonly<Record<string, readonly FieldName[]>> = {
  google: ['fileAs', 'flag'],
  microsoft: ['urls', 'customFields', 'sips'],
};

export function labelHandlers(world: FakeWorld): LabelHandlers {
  const countOf = ({ account, ref }: Pick<LabelView, 'account' | 'ref'>): number =>
    contactsOf(world.persons).filter(
      (contact) =>
        contact.account === account && contact.fields.labels?.some((value) => value.ref === ref) === true,
    ).length;
  const shown = (label: Omit<LabelView, 'count'>): LabelView => ({ ...label, count: countOf(label) });
  const find = (id: LabelId): Omit<LabelView, 'count'> => {
    const label = world.labels.find((one) => one.id === id);
    if (label === undefined) throw notFound();
    return label;
  };
  const mustBeFree = (account: AccountId, name: string): void => {
    if (world.labels.some((one) => one.account === account && one.name === name))
      throw new AppError(
        'input.invalid',
        `There is a label "${name}" in this account already. Nothing was changed.`,
      );
  };
  const put = (labels: FakeWorld['labels'], fields: (before: ContactView) => ContactFields): void => {
    world.labels = labels;
    world.changed(
      world.persons.map((person) => ({
        ...person,
        contacts: person.contacts.map((contact) => ({ ...contact, fields: fields(contact) })),
      })),
    );
  };
  const same = ({ fields }: ContactView): ContactFields => fields;

  return {
    'labels.list': () =>
      world.labels
        .filter(({ account }) => world.accounts.some(({ id }) => id === account))
        .filter((label) => label.kind === 'user' || countOf(label) > 0)
        .map(shown),
    'labels.create': ({ account, name }) => {
      mustBeFree(account, name);
      const label: Omit<LabelView, 'count'> = {
        id: `label-${account}-${name}` as LabelId,
        account,
        ref: name,
        name,
        kind: 'user',
        canGive: true,
        pending: 'create',
        problem: null,
      };
      put([...world.labels, label], same);
      return shown(label);
    },
    'labels.rename': ({ label: id, name }) => {
      const label = find(id);
      mustBeFree(label.account, name);
      const renamed = { ...label, name, pending: 'rename' as const };
      put(
        world.labels.map((one) => (one.id === id ? renamed : one)),
        same,
      );
      return shown(renamed);
    },
    'labels.delete': (id) => {
      const { account, ref } = find(id);
      put(
        world.labels.filter((one) => one.id !== id),
        (contact) => (contact.account === account ? replaceLabel(contact.fields, ref, null) : contact.fields),
      );
      return {};
    },
    'labels.assign': ({ label: id, contacts, assigned }) => {
      const { ref } = find(id);
      put(world.labels, ({ id: contact, fields }) => {
        if (!contacts.includes(contact)) return fields;
        return assigned
          ? { ...fields, labels: withLabel(fields.labels ?? [], ref) }
          : replaceLabel(fields, ref, null);
      });
    },
  };
}

export function personHandlers(world: FakeWorld): PersonHandlers {
  const photo = (contact: ContactId, kind: 'none' | 'present'): PersonView =>
    world.replaceContact(contact, (before) => ({
      ...before,
      photo: { kind, pending: true, problem: null },
      pending: before.pending ?? { kind: 'update', fields: [] },
    }));
  const join = (ids: readonly PersonId[], inStep: boolean): FakePerson => {
    const joined = world.persons.filter(({ id }) => ids.includes(id));
    const [first] = joined;
    if (first === undefined) throw notFound();
    if (inStep) world.inStep.add(first.id);
    const whole = { id: first.id, contacts: contactsOf(joined) };
    world.changed([whole, ...world.persons.filter(({ id }) => !ids.includes(id))]);
    return whole;
  };
  const copy = (id: ContactId, account: AccountId, keep: boolean): PersonView => {
    const person = personWith(world.persons, id);
    const fields = person.contacts.find((contact) => contact.id === id)?.fields ?? {};
    const made = contactView(`${id}-in-${account}`, account, fields, {
      remoteId: null,
      etag: null,
      pending: { kind: 'create' },
      readOnly: {},
    });
    const kept = person.contacts.filter((contact) => keep || contact.id !== id);
    const after = { ...person, contacts: [...kept, made] };
    world.changed(world.persons.map((one) => (one === person ? after : one)));
    return world.view(after);
  };

  return {
    'photos.get': (contact) => world.photos.get(contact) ?? null,
    'photos.set': ({ contact, photo: chosen }) => {
      world.photos.set(contact, chosen);
      return photo(contact, 'present');
    },
    'photos.remove': (contact) => {
      world.photos.delete(contact);
      return photo(contact, 'none');
    },
    'matches.list': (most) => ({
      ids: world.matches.map(({ id }) => id),
      shown: world.matches.slice(0, most),
    }),
    'matches.accept': ({ matches, inStep }) => {
      const accepted = world.matches.filter(({ id }) => matches.includes(id));
      world.matches = world.matches.filter(({ id }) => !matches.includes(id));
      for (const { contacts } of accepted)
        join(
          contacts.map(({ person }) => person),
          inStep,
        );
      return accepted.length;
    },
    'matches.refuse': (matches) => {
      world.matches = world.matches.filter(({ id }) => !matches.includes(id));
    },
    'persons.join': ({ persons, inStep }) => world.view(join(persons, inStep)),
    'persons.split': (id) => {
      const person = world.persons.find((one) => one.id === id);
      if (person === undefined) throw notFound();
      const parts = person.contacts.map((contact) => ({
        id: `person-of-${contact.id}` as PersonId,
        contacts: [contact],
      }));
      world.changed(world.persons.flatMap((one) => (one === person ? parts : [one])));
      return parts.map((part) => world.view(part));
    },
    'persons.setInStep': ({ person: id, inStep }) => {
      const person = world.persons.find((one) => one.id === id);
      if (person === undefined) throw notFound();
      if (inStep) world.inStep.add(id);
      else world.inStep.delete(id);
      return world.view(person);
    },
    'contacts.copy': ({ contact, account }) => copy(contact, account, true),
    'contacts.move': ({ contact, account }) => copy(contact, account, false),
    'contacts.unheld': ({ account: id, fields }) => {
      const account = world.accounts.find((one) => one.id === id);
      const never = [...(UNHELD[account?.provider ?? ''] ?? []), ...(account?.neverSend ?? [])];
      return never
        .filter((name) => fields[name] !== undefined && fields[name] !== null)
        .map((field) => ({
          field,
          values:
            FIELDS[field].kind === 'list' ? valuesOf(fields as ContactFields, field).map(({ id }) => id) : [],
        }));
    },
    'accounts.addComputer': () => {
      if (!world.accounts.some(({ id }) => id === COMPUTER.id))
        world.accountsChanged([...world.accounts, COMPUTER]);
      return COMPUTER;
    },
    'accounts.setNeverSend': ({ account: id, fields }) => {
      world.accountsChanged(
        world.accounts.map((one) => (one.id === id ? { ...one, neverSend: fields } : one)),
      );
      const account = world.accounts.find((one) => one.id === id);
      if (account === undefined) throw notFound();
      return account;
    },
  };
}
