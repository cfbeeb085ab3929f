// Owns: the commands of history, trash, backups and the state of the files over the book in memory, with invented pasts.
// Leaves to others: the other commands (fake-bridge.ts, fake-sync.ts).
import type { ContactId, PersonId } from '../../main/core/account.ts';
import type {
  ActionView,
  BackupView,
  BookRestore,
  Handlers,
  StoreState,
  TrashRow,
  VersionView,
} from '../../preload/contract.ts';
import { GOOGLE, MICROSOFT } from './fake-book.ts';
import { contactsOf, type FakeWorld, nameOf } from './fake-world.ts';

type PastHandlers = Pick<
  Handlers,
  | 'history.actions'
  | 'history.undo'
  | 'history.redo'
  | 'history.versions'
  | 'history.restore'
  | 'history.preview'
  | 'history.restoreBook'
  | 'history.stopRestore'
  | 'trash.list'
  | 'trash.restore'
  | 'trash.forget'
  | 'backups.list'
  | 'backups.make'
  | 'backups.stop'
  | 'store.state'
>;

const BACKUPS: readonly BackupView[] = [
  {
    name: 'book-40-recent.json.gz',
    at: '2026-11-20T06:00:00Z',
    reason: 'recent',
    contacts: 25,
    bytes: 18_234,
  },
  {
    name: 'book-12-deletion.json.gz',
    at: '2026-11-12T06:00:00Z',
    reason: 'deletion',
    contacts: 31,
    bytes: 20_911,
  },
];

/** Nothing was ever linked here: there is no backup of anything. */
const isNew = ({ options }: FakeWorld): boolean => options.accounts === 0 && options.lost !== true;

const RESTORED: BookRestore = {
  at: '2026-11-18T09:00:00Z',
  restored: 3,
  recreated: 1,
  removed: 2,
  same: 21,
  left: 0,
  names: ['Ada Lovelace', 'Grace Hopper', 'Alan Turing'],
};

const TRASH: readonly TrashRow[] = [
  {
    contact: 'trash-1' as ContactId,
    person: 'trash-person-1' as PersonId,
    account: GOOGLE,
    name: 'Charles Babbage',
    detail: 'charles@example.org',
    at: '2026-11-20T08:00:00Z',
    until: '2026-12-20T08:00:00Z',
    by: 'person',
  },
  {
    contact: 'trash-2' as ContactId,
    person: 'trash-person-2' as PersonId,
    account: MICROSOFT,
    name: 'Mary Somerville',
    detail: '+44 20 7946 0000',
    at: '2026-11-02T08:00:00Z',
    until: '2026-12-02T08:00:00Z',
    by: 'cloud',
  },
];

const DONE: readonly ActionView[] = [
  { command: 'contacts.save', at: '2026-11-20T09:00:00Z', contacts: 1, names: ['Ada Lovelace'] },
];

const REFUSED: Readonly<Record<'readOnly' | 'failing', string>> = {
  readOnly:
    'The folder of the address book may only be read. You can look at everything; nothing can be changed.',
  failing:
    'The disk is full. Your last change was not saved; everything before it is. Free some space and try again.',
};

export function pastHandlers(world: FakeWorld): PastHandlers {
  let trash = world.persons.length === 0 ? [] : TRASH;
  let done: readonly ActionView[] = world.persons.length === 0 ? [] : DONE;
  let undone: readonly ActionView[] = [];
  const stops: (() => void)[] = [];
  const untilStopped = () => new Promise<null>((resolve) => stops.push(() => resolve(null)));
  const stopAll = (): void => {
    for (const stop of stops.splice(0)) stop();
  };
  const leave = (contacts: readonly ContactId[]): number => {
    const before = trash.length;
    trash = trash.filter(({ contact }) => !contacts.includes(contact));
    return before - trash.length;
  };
  return {
    'history.actions': () => ({ undo: done.at(-1) ?? null, redo: undone.at(-1) ?? null }),
    'history.undo': () => {
      const last = done.at(-1) ?? null;
      if (last !== null) [done, undone] = [done.slice(0, -1), [...undone, last]];
      return last;
    },
    'history.redo': () => {
      const last = undone.at(-1) ?? null;
      if (last !== null) [undone, done] = [undone.slice(0, -1), [...done, last]];
      return last;
    },
    'history.versions': (contact) => versionsOf(world, contact),
    'history.restore': ({ contact, version }) => {
      const found = versionsOf(world, contact).find((one) => one.version === version);
      return world.replaceContact(contact, (before) => ({
        ...before,
        fields: found?.fields ?? before.fields,
      }));
    },
    'history.preview': () => (world.options.restore === 'looks' ? untilStopped() : RESTORED),
    'history.restoreBook': () => (world.options.restore === 'goesBack' ? untilStopped() : RESTORED),
    'history.stopRestore': stopAll,
    'trash.list': () => trash,
    'trash.restore': leave,
    'trash.forget': (contacts) => void leave(contacts),
    'backups.list': () => (isNew(world) ? [] : BACKUPS),
    'backups.make': () => (world.options.restore === 'backsUp' ? untilStopped() : made()),
    'backups.stop': stopAll,
    'store.state': () => stateOf(world),
  };
}

const made = (): BackupView => ({
  name: 'book-41-recent.json.gz',
  at: new Date().toISOString(),
  reason: 'recent',
  contacts: 25,
  bytes: 18_240,
});

const stateOf = ({ options: { store } }: FakeWorld): StoreState => ({
  kind: store ?? 'writable',
  problem:
    store === undefined
      ? null
      : {
          code: store === 'readOnly' ? 'store.readOnly' : 'store.full',
          message: REFUSED[store],
          retry: 'afterUser',
          context: {},
        },
  setAside: [],
  backupFolder: '/home/ada/.config/Kith/backups',
});

function versionsOf({ persons }: FakeWorld, contact: ContactId): readonly VersionView[] {
  const now = contactsOf(persons).find(({ id }) => id === contact);
  if (now === undefined) return [];
  const name = nameOf(now.fields);
  const { notes: _notes, ...first } = now.fields;
  return [
    {
      version: 7,
      at: '2026-11-20T09:00:00Z',
      by: { kind: 'person', command: 'contacts.save' },
      name,
      changed: ['notes'],
      photoChanged: false,
      fields: now.fields,
      current: true,
    },
    {
      version: 3,
      at: '2026-11-14T06:00:00Z',
      by: { kind: 'run', run: 'run-1' as never },
      name,
      changed: ['name', 'emails'],
      photoChanged: false,
      fields: first,
      current: false,
    },
  ];
}
