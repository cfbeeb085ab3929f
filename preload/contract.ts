// Owns: THE contract between window and main: every command and event, once. The bridge and main's registration are
// generated from it by loop. Leaves to others: doing the commands (main/handlers), checking arguments (main/handlers).
import type { Account, AccountId, ContactId, PersonId, ProviderKind, RunId } from '../main/core/account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Json } from '../main/core/json.ts';

/** What a command answers: errors are values here, because Electron flattens thrown ones to a message. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorInfo };

export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** True while KITH_ENDPOINTS sends Kith to other servers than the real services. */
  readonly endpointsOverridden: boolean;
  /** Where sign-ins are kept: the system's keychain, a file (--no-keychain), or only until Kith quits. */
  readonly secrets: 'keychain' | 'file' | 'memory';
  readonly profile: string;
  /** Which providers have a client id, so that linking can work at all. */
  readonly clients: Readonly<Record<ProviderKind, boolean>>;
}

export type Theme = 'system' | 'light' | 'dark';

export interface Settings {
  readonly theme: Theme;
  readonly googleClientId: string;
  readonly googleClientSecret: string;
  readonly microsoftClientId: string;
}

export type ListFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'favorites' }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'pending' }
  | { readonly kind: 'conflicts' };

/** A window over a query: rows [from, to) of the matches, sorted by name. */
export interface ListQuery {
  readonly text: string;
  readonly filter: ListFilter;
  readonly from: number;
  readonly to: number;
}

export interface PersonRow {
  readonly id: PersonId;
  /** How the person is called in the list; '' where nothing names them (the window says "No name"). */
  readonly name: string;
  /** A second line: organisation, e-mail or number. */
  readonly detail: string;
  /** One or two letters for the monogram; '' where none fit. */
  readonly initials: string;
  /** The letter under which the row is sorted, for section headings. */
  readonly section: string;
  readonly accounts: readonly AccountId[];
  readonly favorite: boolean;
  readonly pending: boolean;
  readonly conflicts: number;
  readonly problem: boolean;
}

export interface PersonList {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly PersonRow[];
  /** Grows with every change of the book. */
  readonly revision: number;
}

export interface ConflictView {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly path: string;
  readonly field: FieldName;
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
  readonly at: string;
  /** Whether `both` makes sense here (repeated values and notes). */
  readonly canTakeBoth: boolean;
}

export type PendingView =
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly fields: readonly FieldName[] };

export interface ContactView {
  readonly id: ContactId;
  readonly account: AccountId;
  readonly remoteId: string | null;
  readonly etag: string | null;
  readonly fields: ContactFields;
  readonly readOnly: ReadOnlyFields;
  readonly pending: PendingView | null;
  readonly conflicts: readonly ConflictView[];
  /** Names of fields that hold something this contact's cloud cannot keep: it stays in Kith (law 21). */
  readonly onlyInKith: readonly FieldName[];
  readonly problem: ErrorInfo | null;
  readonly changedAt: string;
}

export interface PersonView {
  readonly id: PersonId;
  readonly name: string;
  readonly initials: string;
  readonly contacts: readonly ContactView[];
}

export interface PendingRow {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly pending: PendingView;
  readonly problem: ErrorInfo | null;
}

export interface ChangeCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What one run did with one account. */
export interface RunReport {
  readonly run: RunId;
  readonly account: AccountId;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** HTTP requests made, and how many of them were writes. */
  readonly requests: number;
  readonly writes: number;
  /** Contacts that changed in Kith because of the cloud, and in the cloud because of Kith; `counts` tells them apart. */
  readonly pulled: number;
  readonly pushed: number;
  readonly counts: { readonly pulled: ChangeCounts; readonly pushed: ChangeCounts };
  /** Contacts changed on both sides whose changes were joined without a conflict. */
  readonly merged: number;
  /** Conflicts that wait for a decision after the run, in this account. */
  readonly conflicts: number;
  /** Notable decisions, such as an edit that beat a deletion. */
  readonly notes: readonly {
    readonly contact: ContactId;
    readonly kind: 'editBeatDeletion' | 'deletionUndone' | 'adopted';
  }[];
  readonly errors: readonly ErrorInfo[];
}

/** What a sync would write now, without asking the clouds. */
export interface PlanView {
  readonly account: AccountId;
  readonly operations: readonly {
    readonly contact: ContactId;
    readonly name: string;
    readonly kind: 'create' | 'update' | 'delete';
    readonly fields: readonly FieldName[];
  }[];
}

export interface SyncProgress {
  readonly account: AccountId;
  readonly phase: 'pull' | 'push';
  readonly done: number;
  /** Null where the cloud does not say. */
  readonly total: number | null;
}

export interface SyncStatus {
  readonly running: boolean;
  readonly progress: readonly SyncProgress[];
  readonly pending: number;
  readonly conflicts: number;
  readonly reports: readonly RunReport[];
}

export interface CreateContact {
  /** One contact is made in each; they are shown as one person. */
  readonly accounts: readonly AccountId[];
  readonly fields: ContactFields;
}

export interface SaveContact {
  readonly contact: ContactId;
  /** Only the fields that change; an absent field stays, an empty one (null, [] or '') is cleared. */
  readonly fields: { readonly [K in FieldName]?: ContactFields[K] | null };
  /**
   * What stood in these fields when the person began to write. Where a sync has changed them since, both changes are
   * joined, and a place that both changed differently becomes a conflict. Absent: the fields replace what is there.
   */
  readonly opened?: { readonly [K in FieldName]?: ContactFields[K] | null };
}

export type ConflictChoice = 'mine' | 'theirs' | 'base' | 'both';

export interface ResolveConflict {
  readonly contact: ContactId;
  readonly path: string;
  readonly take: ConflictChoice;
}

/** Things outside Kith that a contact can open. Main checks and rebuilds the address before anything is opened. */
export type OpenTarget =
  | { readonly kind: 'mail'; readonly value: string }
  | { readonly kind: 'call'; readonly value: string }
  | { readonly kind: 'web'; readonly value: string };

/** What the window can ask of main. Every reply comes back as Reply; saving replies once it is durable on disk. */
export interface Commands {
  'app.info': () => AppInfo;
  'app.open': (target: OpenTarget) => void;
  'settings.get': () => Settings;
  'settings.set': (change: Partial<Settings>) => Settings;
  'accounts.list': () => readonly Account[];
  /** Opens the system browser and answers when the person has come back, or refused, or 5 minutes have passed. */
  'accounts.link': (provider: ProviderKind) => Account;
  /** Signs in again; the same person must sign in. */
  'accounts.signIn': (account: AccountId) => Account;
  'accounts.cancelLink': () => void;
  /** Forgets the sign-in and removes the account's contacts from Kith; the cloud keeps them. */
  'accounts.unlink': (account: AccountId) => void;
  'persons.list': (query: ListQuery) => PersonList;
  'persons.get': (person: PersonId) => PersonView;
  'contacts.create': (create: CreateContact) => PersonView;
  'contacts.save': (save: SaveContact) => PersonView;
  /** Deletes all contacts of the person here; the next sync deletes them in their clouds. */
  'persons.delete': (person: PersonId) => void;
  'pending.list': () => readonly PendingRow[];
  'conflicts.list': () => readonly ConflictView[];
  'conflicts.resolve': (choice: ResolveConflict) => PersonView;
  /** Runs a sync of one account or all; answers when it has ended. */
  'sync.run': (account: AccountId | null) => readonly RunReport[];
  'sync.cancel': () => void;
  'sync.plan': (account: AccountId | null) => readonly PlanView[];
  'sync.status': () => SyncStatus;
}

/** What main tells the window. */
export interface Events {
  /** The book changed: ask again for what is on the screen. */
  'book.changed': { readonly revision: number };
  'accounts.changed': { readonly accounts: readonly Account[] };
  'sync.changed': SyncStatus;
}

export type CommandName = keyof Commands;
export type EventName = keyof Events;

const commands: { readonly [K in CommandName]: true } = {
  'app.info': true,
  'app.open': true,
  'settings.get': true,
  'settings.set': true,
  'accounts.list': true,
  'accounts.link': true,
  'accounts.signIn': true,
  'accounts.cancelLink': true,
  'accounts.unlink': true,
  'persons.list': true,
  'persons.get': true,
  'contacts.create': true,
  'contacts.save': true,
  'persons.delete': true,
  'pending.list': true,
  'conflicts.list': true,
  'conflicts.resolve': true,
  'sync.run': true,
  'sync.cancel': true,
  'sync.plan': true,
  'sync.status': true,
};
const events: { readonly [K in EventName]: true } = {
  'book.changed': true,
  'accounts.changed': true,
  'sync.changed': true,
};

/** Every command and event by name, for the loops that build the bridge and register the handlers. */
export const commandNames = Object.keys(commands) as readonly CommandName[];
export const eventNames = Object.keys(events) as readonly EventName[];

/** window.kith: one function per command and one subscription per event, nothing else. */
export interface Bridge {
  readonly commands: {
    readonly [K in CommandName]: (
      ...args: Parameters<Commands[K]>
    ) => Promise<Reply<ReturnType<Commands[K]>>>;
  };
  /** Subscribes; the result unsubscribes. */
  readonly on: { readonly [K in EventName]: (listener: (payload: Events[K]) => void) => () => void };
}

/** What main must offer: one function per command. A missing one does not compile. */
export type Handlers = {
  readonly [K in CommandName]: (
    ...args: Parameters<Commands[K]>
  ) => Promise<ReturnType<Commands[K]>> | ReturnType<Commands[K]>;
};
