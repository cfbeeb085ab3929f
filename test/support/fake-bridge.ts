// Owns: window.kith in memory, for looking at the window and checking it without main. Leaves to others: the invented
// contacts (fake-book.ts), the real commands (main/handlers).
import type { Account, AccountId, PersonId, ProviderKind } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError, errorInfo } from '../../main/core/errors.ts';
import { changedFields, normalise } from '../../main/core/fields.ts';
import { withLabel } from '../../main/core/label.ts';
import {
  type AppCall,
  type Bridge,
  type CommandName,
  commandNames,
  type EventName,
  eventNames,
  type Events,
  type FoundPersons,
  type Handlers,
  type ListFilter,
  type PersonRow,
} from '../../preload/contract.ts';
import { ACCOUNTS, contactView, type FakePerson, GOOGLE, makePersons, MICROSOFT } from './fake-book.ts';
import { faceOf } from './everyday-people.ts';
import { bulkHandlers } from './fake-bulk.ts';
import { encryptionHandlers, keyLocked } from './fake-encryption.ts';
import { PAUSE, QUESTION } from './fake-history.ts';
import { draftHandlers } from './fake-drafts.ts';
import { pastHandlers } from './fake-past.ts';
import { labelHandlers, personHandlers } from './fake-persons.ts';
import { changedLast, upcomingIn } from './fake-dates.ts';
import { dressed, LABELS, makeMatches, PORTRAIT } from './fake-places.ts';
import { statusOf, syncHandlers } from './fake-sync.ts';
import { contactsOf, type FakeOptions, type FakeWorld, nameOf, notFound, personWith } from './fake-world.ts';

export type { FakeOptions } from './fake-world.ts';

/** The bridge and what a test can reach behind it. */
export interface FakeKith {
  readonly bridge: Bridge;
  /** Every command with its arguments, oldest first. */
  readonly asked: readonly { readonly name: CommandName; readonly args: readonly unknown[] }[];
  emit<K extends EventName>(name: K, payload: Events[K]): void;
  /** Asks the window something from outside it. */
  call(call: AppCall): void;
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !word.endsWith('.'))
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

function accountsOf(options: FakeOptions): readonly Account[] {
  return ACCOUNTS.slice(0, options.accounts ?? 2).map((account): Account => {
    if (account.id === GOOGLE && options.question !== undefined)
      return { ...account, question: { ...QUESTION, side: options.question } };
    if (account.id !== MICROSOFT) return account;
    return {
      ...account,
      ...(options.signInNeeded === true ? { state: 'signInNeeded' } : {}),
      ...(options.waiting === true ? { pause: PAUSE } : {}),
    };
  });
}

/** The book that the options describe; `tell` is called after each change of it. */
function makeWorld(options: FakeOptions, tell: FakeKith['emit']): FakeWorld {
  const pictureOf = options.people === 'everyday' ? faceOf : () => PORTRAIT;
  const persons = dressed(makePersons(options.persons ?? 1000, options.people), options);
  const world: FakeWorld = {
    options,
    persons,
    accounts: accountsOf(options),
    settings: {
      theme: options.theme ?? 'system',
      language: options.language ?? 'system',
      googleClientId: '',
      googleClientSecret: '',
      microsoftClientId: '',
      keepInStep: options.keepInStep ?? null,
      smartLists: null,
      folded: [],
      widths: options.widths ?? { sidebar: null, list: null },
      keepRunning: false,
      spelling: false,
      birthdayNotices: false,
    },
    labels: persons.length === 0 ? [] : LABELS,
    matches:
      options.matches === true ? makeMatches(persons, (one) => nameOf(one.contacts[0]?.fields ?? {})) : [],
    photos: new Map(
      contactsOf(persons).flatMap(({ id, photo }) => (photo.kind === 'present' ? [[id, pictureOf(id)]] : [])),
    ),
    inStep: new Set(),
    revision: 1,
    changed: (next) => {
      world.persons = next;
      tell('book.changed', { revision: ++world.revision });
      tell('sync.changed', statusOf(world));
    },
    accountsChanged: (next) => {
      world.accounts = next;
      tell('accounts.changed', { accounts: next });
    },
    replaceContact: (id, change) => {
      const person = personWith(world.persons, id);
      const contacts = person.contacts.map((contact) => (contact.id === id ? change(contact) : contact));
      const after = { ...person, contacts };
      world.changed(world.persons.map((one) => (one === person ? after : one)));
      return world.view(after);
    },
    view: ({ id, contacts }) => {
      const name = nameOf(contacts[0]?.fields ?? {});
      const inStep = contacts.length < 2 ? null : world.inStep.has(id);
      return { id, name, initials: initialsOf(name), inStep, contacts };
    },
  };
  return world;
}

/** Builds a bridge over a book in memory. */
export function makeFakeKith(options: FakeOptions = {}): FakeKith {
  let cancelLink: (() => void) | null = null;
  const calls: AppCall[] = [...(options.calls ?? [])];
  let isLocked = options.encryption === 'locked';
  const asked: { name: CommandName; args: readonly unknown[] }[] = [];
  const listeners = new Map<EventName, Set<(payload: never) => void>>();

  const emit: FakeKith['emit'] = (name, payload) => {
    for (const listener of listeners.get(name) ?? [])
      (listener as (payload: unknown) => void)(structuredClone(payload));
  };
  const world = makeWorld(options, emit);
  const { view, changed, replaceContact } = world;
  const find = (id: PersonId): FakePerson => {
    const person = world.persons.find((one) => one.id === id);
    if (person === undefined) throw notFound();
    return person;
  };
  const row = (person: FakePerson): PersonRow => {
    const { name, initials } = view(person);
    const { organizations, emails, phones } = person.contacts[0]?.fields ?? {};
    const details = [organizations?.[0]?.name, emails?.[0]?.address, phones?.[0]?.number];
    return {
      id: person.id,
      name,
      initials,
      detail: details.find((detail) => detail !== undefined && detail !== name) ?? '',
      section: /^\p{L}/u.test(name) ? ([...name.normalize('NFD')][0] ?? '').toUpperCase() : '#',
      accounts: person.contacts.map((contact) => contact.account),
      favorite: person.contacts.some((contact) => contact.fields.favorite === true),
      pending: person.contacts.some((contact) => contact.pending !== null),
      conflicts: person.contacts.reduce((sum, contact) => sum + contact.conflicts.length, 0),
      problem: person.contacts.some((contact) => contact.problem !== null),
      photo: person.contacts.find((contact) => contact.photo.kind === 'present')?.id ?? null,
    };
  };
  const matches = (person: FakePerson, filter: ListFilter): boolean => {
    if (filter.kind === 'recent') return true;
    if (filter.kind === 'search')
      return (
        filter.text !== '-has:email' || person.contacts.every(({ fields }) => fields.emails === undefined)
      );
    if (filter.kind === 'favorites')
      return person.contacts.some((contact) => contact.fields.favorite === true);
    if (filter.kind === 'account')
      return person.contacts.some((contact) => contact.account === filter.account);
    if (filter.kind === 'pending') return person.contacts.some((contact) => contact.pending !== null);
    if (filter.kind === 'label') {
      const label = world.labels.find((one) => one.id === filter.label);
      return person.contacts.some(
        (contact) =>
          contact.account === label?.account && contact.fields.labels?.some(({ ref }) => ref === label.ref),
      );
    }
    return filter.kind === 'all' || person.contacts.some((contact) => contact.conflicts.length > 0);
  };
  const listed = ({ text, filter }: FoundPersons): readonly PersonRow[] => {
    const words = text.toLowerCase().split(/\s+/);
    const all = world.persons.filter((person) => matches(person, filter)).map(row);
    const found = all.filter((one) =>
      words.every((word) => `${one.name} ${one.detail}`.toLowerCase().includes(word)),
    );
    return found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  };
  const link = async (provider: ProviderKind): Promise<Account> => {
    const code = options.link ?? 'works';
    if (code === 'waits') {
      await new Promise<void>((resolve) => (cancelLink = resolve));
      throw new AppError('auth.cancelled', 'The sign-in was cancelled.');
    }
    if (code !== 'works')
      throw new AppError(code, `The sign-in at ${provider} ended without access. Nothing was changed.`);
    const account = ACCOUNTS.find((one) => one.provider === provider);
    if (account === undefined) throw new AppError('internal', 'no such provider');
    const linked: Account = { ...account, rehearsal: { writes: null } };
    world.accountsChanged([...world.accounts.filter((one) => one.id !== account.id), linked]);
    return linked;
  };

  const save: Handlers['contacts.save'] = ({ contact, fields }) => {
    if (options.saveError !== undefined)
      throw new AppError(options.saveError, 'The change could not be saved. It is still here; try again.');
    return replaceContact(contact, (before) => {
      const next = normalise({ ...before.fields, ...fields } as ContactFields);
      const names = changedFields(before.fields, next);
      return {
        ...before,
        fields: next,
        pending: names.length === 0 ? before.pending : { kind: 'update', fields: names },
      };
    });
  };
  const handlers: Handlers = {
    ...syncHandlers(world),
    ...labelHandlers(world),
    ...personHandlers(world),
    ...bulkHandlers(
      world,
      (query) => listed(query).map(({ id }) => id),
      (query) => listed(query).map(({ section }) => section),
    ),
    ...pastHandlers(world),
    ...draftHandlers(world),
    ...encryptionHandlers(
      options,
      (payload) => emit('encryption.changed', payload),
      () => (isLocked = false),
    ),
    'app.info': () => ({
      version: '0.1.0',
      platform: 'linux',
      endpointsOverridden: options.endpointsOverridden ?? false,
      secrets: options.secrets ?? 'keychain',
      profile: '/home/ada/.config/Kith',
      clients: { google: true, microsoft: true },
    }),
    'app.inUse': () => undefined,
    'app.open': () => undefined,
    'app.calls': () => calls.splice(0),
    'settings.get': () => world.settings,
    'settings.set': (change) => (world.settings = { ...world.settings, ...change }),
    'accounts.list': () => world.accounts,
    'accounts.link': link,
    'accounts.signIn': (account) => link(account === MICROSOFT ? 'microsoft' : 'google'),
    'accounts.cancelLink': () => cancelLink?.(),
    'accounts.unlink': (account) => world.accountsChanged(world.accounts.filter(({ id }) => id !== account)),
    'persons.list': ({ from, to, ...query }) => {
      const found = listed(query);
      if (query.filter.kind === 'recent') return changedLast(world, found, from, to);
      return { total: found.length, from, rows: found.slice(from, to), revision: world.revision };
    },
    'persons.get': (id) => view(find(id)),
    'birthdays.upcoming': ({ most }) => upcomingIn(world, most),
    'contacts.create': ({ person: id = crypto.randomUUID(), accounts: chosen, fields, labels = [] }) => {
      const labelled = (account: AccountId): ContactFields =>
        world.labels
          .filter((label) => label.account === account && labels.includes(label.id))
          .reduce<ContactFields>(
            (all, { ref }) => ({ ...all, labels: withLabel(all.labels ?? [], ref) }),
            fields,
          );
      const made = chosen.map((account, index) =>
        contactView(`${id}-${index}`, account, labelled(account), {
          remoteId: null,
          etag: null,
          pending: { kind: 'create' },
          readOnly: {},
        }),
      );
      const person: FakePerson = { id: id as PersonId, contacts: made };
      changed([...world.persons, person]);
      return view(person);
    },
    'contacts.save': save,
    'contacts.saveAll': (saves) => saves.map(save).at(-1)!,
    'persons.delete': (id) => changed(world.persons.filter((person) => person !== find(id))),
    'pending.list': () =>
      world.persons.flatMap((person) =>
        person.contacts
          .filter((contact) => contact.pending !== null)
          .map((contact) => ({
            contact: contact.id,
            person: person.id,
            account: contact.account,
            name: nameOf(contact.fields),
            pending: contact.pending ?? { kind: 'create' as const },
            problem: contact.problem,
          })),
      ),
    'conflicts.list': () => contactsOf(world.persons).flatMap((contact) => contact.conflicts),
    'conflicts.resolve': ({ contact, path }) =>
      replaceContact(contact, (before) => ({
        ...before,
        conflicts: before.conflicts.filter((conflict) => conflict.path !== path),
      })),
  };

  const guarded = (name: CommandName): void => {
    if (isLocked && !name.startsWith('encryption.')) throw keyLocked();
  };
  const call: FakeKith['call'] = (one) => {
    calls.push(one);
    emit('app.called', {});
  };
  return { bridge: bridgeOf(handlers, guarded, listeners, asked), asked, emit, call };
}

/** Values cross as structured clones, so that a Svelte proxy fails here as it fails at the real bridge. */
function bridgeOf(
  handlers: Handlers,
  guard: (name: CommandName) => void,
  listeners: Map<EventName, Set<(payload: never) => void>>,
  asked: { name: CommandName; args: readonly unknown[] }[],
): Bridge {
  const command =
    (name: CommandName) =>
    async (...args: readonly unknown[]) => {
      const crossed = structuredClone(args);
      asked.push({ name, args: crossed });
      try {
        guard(name);
        const run = handlers[name] as (...args: readonly unknown[]) => unknown;
        return structuredClone({ ok: true, value: await run(...crossed) });
      } catch (thrown) {
        return { ok: false, error: errorInfo(thrown) };
      }
    };
  const subscribe = (name: EventName) => (listener: (payload: never) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  };
  return {
    commands: Object.fromEntries(
      commandNames.map((name) => [name, command(name)]),
    ) as unknown as Bridge['commands'],
    on: Object.fromEntries(eventNames.map((name) => [name, subscribe(name)])) as unknown as Bridge['on'],
  };
}
