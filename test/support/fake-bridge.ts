// Owns: window.kith in memory, for looking at the window and checking it without main. Leaves to others: the invented
// contacts (fake-book.ts), the real commands (main/handlers).
import type {
  Account,
  AccountId,
  ContactId,
  PersonId,
  ProviderKind,
  RunId,
} from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import { AppError, type ErrorCode, errorInfo } from '../../main/core/errors.ts';
import { changedFields, normalise } from '../../main/core/fields.ts';
import {
  type Bridge,
  type CommandName,
  commandNames,
  type ContactView,
  type EventName,
  eventNames,
  type Events,
  type Handlers,
  type ListFilter,
  type PersonRow,
  type PersonView,
  type Settings,
  type SyncStatus,
} from '../../preload/contract.ts';
import { ACCOUNTS, contactView, type FakePerson, GOOGLE, makePersons, MICROSOFT } from './fake-book.ts';

export interface FakeOptions {
  readonly persons?: number;
  readonly accounts?: number;
  readonly signInNeeded?: boolean;
  /** What linking does: it works, fails with a code, or waits until it is cancelled. */
  readonly link?: 'works' | 'waits' | ErrorCode;
  readonly secrets?: 'keychain' | 'file' | 'memory';
  readonly endpointsOverridden?: boolean;
  readonly syncing?: boolean;
  readonly syncError?: ErrorCode;
  readonly saveError?: ErrorCode;
  readonly theme?: Settings['theme'];
}

/** The bridge and what a test can reach behind it. */
export interface FakeKith {
  readonly bridge: Bridge;
  /** Every command with its arguments, oldest first. */
  readonly asked: readonly { readonly name: CommandName; readonly args: readonly unknown[] }[];
  emit<K extends EventName>(name: K, payload: Events[K]): void;
}

const nameOf = (fields: ContactFields): string => {
  const { display, prefix, given, middle, family } = fields.name ?? {};
  const parts = [prefix, given, middle, family].filter(Boolean).join(' ');
  return display ?? (parts || (fields.organizations?.[0]?.name ?? fields.emails?.[0]?.address ?? ''));
};
const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !word.endsWith('.'))
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Builds a bridge over a book in memory. */
export function makeFakeKith(options: FakeOptions = {}): FakeKith {
  let persons: readonly FakePerson[] = makePersons(options.persons ?? 1000);
  let accounts: readonly Account[] = ACCOUNTS.slice(0, options.accounts ?? 2).map((account) =>
    options.signInNeeded === true && account.id === MICROSOFT
      ? { ...account, state: 'signInNeeded' }
      : account,
  );
  let settings: Settings = {
    theme: options.theme ?? 'system',
    googleClientId: '',
    googleClientSecret: '',
    microsoftClientId: '',
    keepInStep: null,
  };
  let revision = 1;
  let cancelLink: (() => void) | null = null;
  const asked: { name: CommandName; args: readonly unknown[] }[] = [];
  const listeners = new Map<EventName, Set<(payload: never) => void>>();

  const emit: FakeKith['emit'] = (name, payload) => {
    for (const listener of listeners.get(name) ?? [])
      (listener as (payload: unknown) => void)(structuredClone(payload));
  };
  const contacts = (): readonly ContactView[] => persons.flatMap((person) => person.contacts);
  const find = (id: PersonId): FakePerson => {
    const person = persons.find((one) => one.id === id);
    if (person === undefined) throw new AppError('input.notFound', 'This contact is no longer in Kith.');
    return person;
  };
  const view = (person: FakePerson): PersonView => {
    const name = nameOf(person.contacts[0]?.fields ?? {});
    return {
      id: person.id,
      name,
      initials: initialsOf(name),
      inStep: person.contacts.length < 2 ? null : false,
      contacts: person.contacts,
    };
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
      photo: null,
    };
  };
  const matches = (person: FakePerson, filter: ListFilter): boolean => {
    if (filter.kind === 'favorites')
      return person.contacts.some((contact) => contact.fields.favorite === true);
    if (filter.kind === 'account')
      return person.contacts.some((contact) => contact.account === filter.account);
    if (filter.kind === 'pending') return person.contacts.some((contact) => contact.pending !== null);
    return filter.kind === 'all' || person.contacts.some((contact) => contact.conflicts.length > 0);
  };
  const status = (): SyncStatus => ({
    running: options.syncing === true,
    progress:
      options.syncing === true
        ? [
            { account: GOOGLE, phase: 'pull', since: '2026-11-20T09:12:00Z', done: 1200, total: 4800 },
            { account: MICROSOFT, phase: 'push', since: '2026-11-20T09:12:00Z', done: 7, total: null },
          ]
        : [],
    pending: contacts().filter((contact) => contact.pending !== null).length,
    conflicts: contacts().reduce((sum, contact) => sum + contact.conflicts.length, 0),
    reports: options.syncError === undefined ? [] : [report(options.syncError)],
    accounts: [],
    paused: [],
    nextAt: null,
  });
  const changed = (next: readonly FakePerson[]): void => {
    persons = next;
    emit('book.changed', { revision: ++revision });
    emit('sync.changed', status());
  };
  const replaceContact = (id: ContactId, change: (contact: ContactView) => ContactView): PersonView => {
    const person = persons.find((one) => one.contacts.some((contact) => contact.id === id));
    if (person === undefined) throw new AppError('input.notFound', 'This contact is no longer in Kith.');
    const after = {
      ...person,
      contacts: person.contacts.map((contact) => (contact.id === id ? change(contact) : contact)),
    };
    changed(persons.map((one) => (one === person ? after : one)));
    return view(after);
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
    accounts = [...accounts.filter((one) => one.id !== account.id), account];
    emit('accounts.changed', { accounts });
    return account;
  };

  const handlers: Partial<Handlers> = {
    'app.info': () => ({
      version: '0.1.0',
      platform: 'linux',
      endpointsOverridden: options.endpointsOverridden ?? false,
      secrets: options.secrets ?? 'keychain',
      profile: '/home/ada/.config/Kith',
      clients: { google: true, microsoft: true },
    }),
    'app.open': () => undefined,
    'settings.get': () => settings,
    'settings.set': (change) => (settings = { ...settings, ...change }),
    'accounts.list': () => accounts,
    'accounts.link': link,
    'accounts.signIn': (account) => link(account === MICROSOFT ? 'microsoft' : 'google'),
    'accounts.cancelLink': () => cancelLink?.(),
    'accounts.unlink': (account) => {
      accounts = accounts.filter((one) => one.id !== account);
      emit('accounts.changed', { accounts });
    },
    'persons.list': ({ text, filter, from, to }) => {
      const words = text.toLowerCase().split(/\s+/);
      const all = persons.filter((person) => matches(person, filter)).map(row);
      const found = all.filter((one) =>
        words.every((word) => `${one.name} ${one.detail}`.toLowerCase().includes(word)),
      );
      found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
      return { total: found.length, from, rows: found.slice(from, to), revision };
    },
    'persons.get': (id) => view(find(id)),
    'contacts.create': ({ accounts: chosen, fields }) => {
      const id = crypto.randomUUID();
      const made = chosen.map((account, index) =>
        contactView(`${id}-${index}`, account, fields, {
          remoteId: null,
          etag: null,
          pending: { kind: 'create' },
          readOnly: {},
        }),
      );
      const person: FakePerson = { id: id as PersonId, contacts: made };
      changed([...persons, person]);
      return view(person);
    },
    'contacts.save': ({ contact, fields }) => {
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
    },
    'persons.delete': (id) => changed(persons.filter((person) => person !== find(id))),
    'pending.list': () =>
      persons.flatMap((person) =>
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
    'conflicts.list': () => contacts().flatMap((contact) => contact.conflicts),
    'conflicts.resolve': ({ contact, path }) =>
      replaceContact(contact, (before) => ({
        ...before,
        conflicts: before.conflicts.filter((conflict) => conflict.path !== path),
      })),
    'sync.run': () => {
      accounts = accounts.map((account) => ({ ...account, lastSync: { at: new Date().toISOString() } }));
      changed(
        persons.map((person) => ({
          ...person,
          contacts: person.contacts.map((contact) => ({
            ...contact,
            pending: contact.problem === null ? null : contact.pending,
          })),
        })),
      );
      emit('accounts.changed', { accounts });
      return [];
    },
    'sync.cancel': () => undefined,
    'sync.plan': () => [],
    'sync.status': status,
  };

  return { bridge: bridgeOf(handlers as Handlers, listeners, asked), asked, emit };
}

function report(code: ErrorCode): SyncStatus['reports'][number] {
  const nothing = { created: 0, updated: 0, deleted: 0 };
  const message =
    'Microsoft did not answer for ada@analytical-engines.example. Your 3 pending changes are kept and are sent with the next sync.';
  return {
    run: 'run-1' as RunId,
    account: MICROSOFT as AccountId,
    startedAt: '2026-11-20T09:10:00Z',
    finishedAt: '2026-11-20T09:10:02Z',
    requests: 1,
    labelRequests: 0,
    writes: 0,
    pulled: 0,
    pushed: 0,
    counts: { pulled: nothing, pushed: nothing },
    merged: 0,
    conflicts: 0,
    notes: [],
    errors: [{ code, message, retry: 'later', context: {} }],
  };
}

/** Values cross as structured clones, so that a Svelte proxy fails here as it fails at the real bridge. */
function bridgeOf(
  handlers: Handlers,
  listeners: Map<EventName, Set<(payload: never) => void>>,
  asked: { name: CommandName; args: readonly unknown[] }[],
): Bridge {
  const command =
    (name: CommandName) =>
    async (...args: readonly unknown[]) => {
      const crossed = structuredClone(args);
      asked.push({ name, args: crossed });
      try {
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
