// Owns: THE contract between window and main: every command and event, once. The bridge and main's registration are
// generated from it by loop. Leaves to others: what is handed over (contract-views.ts, contract-sync.ts), doing the
// commands and checking their arguments (main/handlers).
import type {
  Account,
  AccountId,
  ContactId,
  LabelId,
  PersonId,
  ProviderKind,
  RunId,
} from '../main/core/account.ts';
import type { FieldName } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';
import type { AppCall } from './contract-calls.ts';
import type {
  ActionsView,
  ActionView,
  BackupView,
  BookRestore,
  BookState,
  StoreState,
  TrashRow,
  VersionView,
} from './contract-history.ts';
import { bulkCommands, bulkEvents } from './contract-bulk.ts';
import type { BulkCommands, BulkEvents, Stoppable } from './contract-bulk.ts';
import type { DraftView, KeptDraft, UnheldView } from './contract-drafts.ts';
import type { UpcomingDates } from './contract-birthdays.ts';
import type { EncryptionView } from './contract-encryption.ts';
import type { PlanView, Receipt, RunReport, SyncOptions, SyncStatus, UndoResult } from './contract-sync.ts';
import type {
  AppInfo,
  ConflictView,
  CreateContact,
  LabelView,
  ListQuery,
  MatchList,
  OpenTarget,
  PendingRow,
  PersonList,
  PersonView,
  Photo,
  ResolveConflict,
  SaveContact,
  Settings,
} from './contract-views.ts';

export type * from './contract-bulk.ts';
export type * from './contract-drafts.ts';
export type * from './contract-birthdays.ts';
export type * from './contract-calls.ts';
export type * from './contract-encryption.ts';
export type * from './contract-history.ts';
export type * from './contract-navigation.ts';
export type * from './contract-sync.ts';
export type * from './contract-views.ts';

/** What a command answers: errors are values here, because Electron flattens thrown ones to a message. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorInfo };

/** What the window can ask of main. Every reply comes back as Reply; saving replies once it is durable on disk. */
export interface Commands extends BulkCommands {
  'app.info': () => AppInfo;
  /** Somebody types, points or scrolls in the window: long work gives way to them. */
  'app.inUse': () => void;
  'app.open': (target: OpenTarget) => void;
  /** What was asked of Kith from outside the window since it was asked last: links, the menu, the tray, notifications. */
  'app.calls': () => readonly AppCall[];
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
  /** The next birthdays and other dates, at least `most` where there are so many, and the rest of the last one's day. */
  'birthdays.upcoming': (ask: { readonly most: number }) => UpcomingDates;
  'contacts.create': (create: CreateContact) => PersonView;
  'contacts.save': (save: SaveContact) => PersonView;
  /** Several edits of one person as one action: all of them or none. */
  'contacts.saveAll': (saves: readonly SaveContact[]) => PersonView;
  /** Deletes all contacts of the person here; the next sync deletes them in their clouds. */
  'persons.delete': (person: PersonId) => void;
  'pending.list': () => readonly PendingRow[];
  'conflicts.list': () => readonly ConflictView[];
  'conflicts.resolve': (choice: ResolveConflict) => PersonView;
  /** Runs a sync of one account or all; answers when it has ended. */
  'sync.run': (account: AccountId | null, options?: SyncOptions) => readonly RunReport[];
  'sync.cancel': () => void;
  /** Asks the clouds what a sync would do now; writes and stores nothing (law 18). */
  'sync.plan': (account: AccountId | null) => readonly PlanView[];
  /** Ends every look at what a sync would do; each answers with what it knows by then. */
  'sync.stopPlan': () => void;
  'sync.status': () => SyncStatus;
  /** Past runs, the latest first. */
  'sync.history': () => readonly RunReport[];
  'sync.receipt': (run: RunId) => Receipt;
  'sync.undo': (run: RunId) => UndoResult;
  /** What undo and redo would do. */
  'history.actions': () => ActionsView;
  /** Takes back the latest action that is in force, as new edits; what was edited since stays. Null: there is none. */
  'history.undo': () => ActionView | null;
  /** Brings back what was undone last, as long as nothing was done since. Null: there is nothing. */
  'history.redo': () => ActionView | null;
  /** The versions of a contact, the latest first. */
  'history.versions': (contact: ContactId) => readonly VersionView[];
  /** Makes a contact what a version of it says, or only these fields, as a new edit. */
  'history.restore': (restore: {
    readonly contact: ContactId;
    readonly version: number;
    readonly fields?: readonly FieldName[];
  }) => PersonView;
  /** What taking the whole book back would change; null: it was stopped. */
  'history.preview': (to: BookState) => BookRestore | null;
  /**
   * Takes every contact back to what it was, as new edits and one action; a backup is made first. Null: it was stopped, and
   * the book says what it said before.
   */
  'history.restoreBook': (to: BookState) => BookRestore | null;
  /** Ends every preview and every taking back of the book; what the latter changed by then is taken back first. */
  'history.stopRestore': () => void;
  /** What was deleted in the last 30 days, the latest first. */
  'trash.list': () => readonly TrashRow[];
  /** Brings contacts back as new edits; answers how many. */
  'trash.restore': (contacts: readonly ContactId[]) => number;
  /** Forgets contacts of the trash before their time. */
  'trash.forget': (contacts: readonly ContactId[]) => void;
  /** The copies of the book, the latest first. */
  'backups.list': () => readonly BackupView[];
  /** Null: it was stopped, and there is none. */
  'backups.make': () => BackupView | null;
  'backups.stop': () => void;
  /** How the files of the book are. */
  'store.state': () => StoreState;
  /** Whether the book's files are encrypted. Where they are not, the keychain is asked whether they could be. */
  'encryption.state': () => EncryptionView;
  /** Begins to encrypt them; `encryption.changed` tells the rest. The recovery key is for the person to write down. */
  'encryption.turnOn': () => { readonly recoveryKey: string };
  /** Begins to make them plain again. */
  'encryption.turnOff': () => EncryptionView;
  /** Goes back on a switch that is under way; `encryption.changed` tells the rest. */
  'encryption.cancel': () => EncryptionView;
  'encryption.recoveryKey': () => string;
  /**
   * Tries once more to open a book whose key was not to be had, from the keychain (null) or with its recovery key, which
   * then goes into the keychain (`kept`). Until then every other command fails with the reason.
   */
  'encryption.unlock': (recoveryKey: string | null) => { readonly kept: boolean };
  /** Holds a contact's pending change back, or lets it go again. */
  'contacts.pause': (contact: ContactId, paused: boolean) => PersonView;
  'labels.list': () => readonly LabelView[];
  'labels.create': (create: { readonly account: AccountId; readonly name: string }) => LabelView;
  /** Stopped half way, the contacts that were not reached still have a label of the former name. */
  'labels.rename': (rename: { readonly label: LabelId; readonly name: string }) => LabelView & Stoppable;
  /** Deletes the label and keeps its contacts. Stopped half way, it is there still, on the contacts not reached. */
  'labels.delete': (label: LabelId) => Stoppable;
  'labels.assign': (assign: {
    readonly label: LabelId;
    readonly contacts: readonly ContactId[];
    readonly assigned: boolean;
  }) => void;
  /** The picture of a contact, read from the cloud where Kith has not got it yet; null: there is none. */
  'photos.get': (contact: ContactId) => Photo | null;
  'photos.set': (set: { readonly contact: ContactId; readonly photo: Photo }) => PersonView;
  'photos.remove': (contact: ContactId) => PersonView;
  /** Shows so many of them at most: what is told of one takes long to find out. */
  'matches.list': (most: number) => MatchList;
  /** Shows the contacts of each match as one person; answers how many. */
  'matches.accept': (accept: { readonly matches: readonly string[]; readonly inStep: boolean }) => number;
  /** Never proposes these again. */
  'matches.refuse': (matches: readonly string[]) => void;
  'persons.join': (join: { readonly persons: readonly PersonId[]; readonly inStep: boolean }) => PersonView;
  /** Each contact is a person of its own again, with what it had before; later edits stay. */
  'persons.split': (person: PersonId) => readonly PersonView[];
  'persons.setInStep': (set: { readonly person: PersonId; readonly inStep: boolean }) => PersonView;
  'contacts.copy': (copy: { readonly contact: ContactId; readonly account: AccountId }) => PersonView;
  /** The contact leaves its account once the other one has it. */
  'contacts.move': (move: { readonly contact: ContactId; readonly account: AccountId }) => PersonView;
  /** What of these fields the account's cloud cannot keep, or must not be sent (law 21). */
  'contacts.unheld': (ask: {
    readonly account: AccountId;
    readonly fields: SaveContact['fields'];
  }) => readonly UnheldView[];
  /** The contact that was being written when the window or Kith ended; null: none was. */
  'draft.get': () => DraftView | null;
  /** Keeps what is being written, in the place of what was kept before; durable when it answers. */
  'draft.keep': (draft: KeptDraft) => void;
  /** It was saved or thrown away. */
  'draft.drop': () => void;
  /** The account "This computer", made if there is none. */
  'accounts.addComputer': () => Account;
  /** Fields that are never sent to this account. */
  'accounts.setNeverSend': (set: {
    readonly account: AccountId;
    readonly fields: readonly FieldName[];
  }) => Account;
}

/** What main tells the window. */
export interface Events extends BulkEvents {
  /** Something waits: ask `app.calls`. */
  'app.called': Readonly<Record<never, never>>;
  /** The book changed: ask again for what is on the screen. */
  'book.changed': { readonly revision: number };
  'accounts.changed': { readonly accounts: readonly Account[] };
  'sync.changed': SyncStatus;
  'store.changed': StoreState;
  /** Ask again how it is. */
  'encryption.changed': Pick<EncryptionView, 'sealing'>;
}

export type CommandName = keyof Commands;
export type EventName = keyof Events;

const commands: { readonly [K in CommandName]: true } = {
  ...bulkCommands,
  'app.info': true,
  'app.inUse': true,
  'app.open': true,
  'app.calls': true,
  'settings.get': true,
  'settings.set': true,
  'accounts.list': true,
  'accounts.link': true,
  'accounts.signIn': true,
  'accounts.cancelLink': true,
  'accounts.unlink': true,
  'persons.list': true,
  'persons.get': true,
  'birthdays.upcoming': true,
  'contacts.create': true,
  'contacts.save': true,
  'contacts.saveAll': true,
  'persons.delete': true,
  'pending.list': true,
  'conflicts.list': true,
  'conflicts.resolve': true,
  'sync.run': true,
  'sync.cancel': true,
  'sync.plan': true,
  'sync.stopPlan': true,
  'sync.status': true,
  'sync.history': true,
  'sync.receipt': true,
  'sync.undo': true,
  'history.actions': true,
  'history.undo': true,
  'history.redo': true,
  'history.versions': true,
  'history.restore': true,
  'history.preview': true,
  'history.restoreBook': true,
  'history.stopRestore': true,
  'trash.list': true,
  'trash.restore': true,
  'trash.forget': true,
  'backups.list': true,
  'backups.make': true,
  'backups.stop': true,
  'store.state': true,
  'encryption.state': true,
  'encryption.turnOn': true,
  'encryption.turnOff': true,
  'encryption.cancel': true,
  'encryption.recoveryKey': true,
  'encryption.unlock': true,
  'contacts.pause': true,
  'labels.list': true,
  'labels.create': true,
  'labels.rename': true,
  'labels.delete': true,
  'labels.assign': true,
  'photos.get': true,
  'photos.set': true,
  'photos.remove': true,
  'matches.list': true,
  'matches.accept': true,
  'matches.refuse': true,
  'persons.join': true,
  'persons.split': true,
  'persons.setInStep': true,
  'contacts.copy': true,
  'contacts.move': true,
  'contacts.unheld': true,
  'draft.get': true,
  'draft.keep': true,
  'draft.drop': true,
  'accounts.addComputer': true,
  'accounts.setNeverSend': true,
};
const events: { readonly [K in EventName]: true } = {
  ...bulkEvents,
  'app.called': true,
  'book.changed': true,
  'accounts.changed': true,
  'sync.changed': true,
  'store.changed': true,
  'encryption.changed': true,
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
