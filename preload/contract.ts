// Owns: THE contract between window and main: every command and event, once. The bridge and main's registration are
// generated from it by loop. Leaves to others: doing the commands (main/handlers), checking arguments (main/handlers).
import type {
  Account,
  AccountId,
  ContactId,
  LabelId,
  MassDeletion,
  PersonId,
  ProviderKind,
  RunId,
} from '../main/core/account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Json } from '../main/core/json.ts';
import type { PhotoType } from '../main/core/photo.ts';
import type { Pause } from '../main/core/replica.ts';

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
  /** Whether persons found in two accounts are kept in step from now on; null: not asked yet (law 23). */
  readonly keepInStep: boolean | null;
}

export type ListFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'label'; readonly label: LabelId }
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
  /** The contact whose photo stands for the person; null: none is known to have one. */
  readonly photo: ContactId | null;
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
  /** ISO 8601: when the sync met it. */
  readonly at: string;
  /** ISO 8601: when mine was last changed here, and theirs there; null where nobody says. */
  readonly mineAt: string | null;
  readonly theirsAt: string | null;
  /** Where theirs came from: the contact's own cloud, or another contact of the person that is kept in step with it. */
  readonly source:
    | { readonly kind: 'cloud' }
    | { readonly kind: 'contact'; readonly contact: ContactId; readonly account: AccountId };
  /** Whether `both` makes sense here (repeated values and notes). */
  readonly canTakeBoth: boolean;
}

/** An update without fields is one of the photo alone. */
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
  /** Why nothing is sent of this contact: a person holds it back, or a field oscillates (law 17). */
  readonly paused: Pause | null;
  readonly photo: PhotoState;
  readonly changedAt: string;
}

/** What is known of a contact's photo; `photos.get` has the picture. */
export interface PhotoState {
  /** `unread`: nobody has looked yet, and the cloud does not say by itself; `photos.get` asks it. */
  readonly kind: 'none' | 'present' | 'unread';
  /** A person chose or removed it, and the cloud has not been told. */
  readonly pending: boolean;
  /** Why the cloud did not take it; Kith keeps it. */
  readonly problem: ErrorInfo | null;
}

export interface Photo {
  /** A person can set a JPEG or a PNG; clouds may give others. */
  readonly type: PhotoType;
  /** The bytes as the cloud or the person gave them, in Base64. */
  readonly base64: string;
}

export interface PersonView {
  readonly id: PersonId;
  readonly name: string;
  readonly initials: string;
  /** Whether changes are carried between its contacts; null: it has only one. */
  readonly inStep: boolean | null;
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
  /** The run that this one undid. */
  readonly undoes?: RunId;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** HTTP requests made, but for those about labels, and how many of them were writes. */
  readonly requests: number;
  /** HTTP requests about labels: a run that a person asked for lists those of Google. */
  readonly labelRequests: number;
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

/** One thing a run will do to a contact: on the cloud's side, or here. */
export interface PlannedChange {
  /** Null: a contact that Kith does not have yet. */
  readonly contact: ContactId | null;
  readonly remoteId: string | null;
  readonly name: string;
  readonly kind: 'create' | 'update' | 'delete' | 'conflict';
  readonly fields: readonly FieldName[];
}

/** What a sync would do now (law 18): the clouds were read, and nothing was written or stored. */
export interface PlanView {
  readonly account: AccountId;
  /** Writes to the cloud. */
  readonly operations: readonly PlannedChange[];
  /** Changes here because of the cloud, or of a person's other contacts. */
  readonly arrivals: readonly PlannedChange[];
  /** Writes that wait because somebody or something holds them back. */
  readonly held: readonly PlannedChange[];
  readonly labels: readonly {
    readonly name: string;
    readonly kind: 'create' | 'update' | 'delete';
    readonly side: 'cloud' | 'kith';
  }[];
  /** Deletions that the run would not perform before it is told to (law 10). */
  readonly question: MassDeletion | null;
  readonly errors: readonly ErrorInfo[];
}

/** One line of a receipt: what a run did to one contact, and the proof (law 19). */
export interface ReceiptEntry {
  readonly contact: ContactId;
  readonly remoteId: string | null;
  readonly name: string;
  /** On which side something changed because of the run. */
  readonly side: 'kith' | 'cloud';
  readonly kind: 'create' | 'update' | 'delete' | 'conflict';
  readonly fields: readonly FieldName[];
  /** SHA-256 of the content after it, here and in the cloud, in hexadecimal; null: there is none. */
  readonly here: string | null;
  readonly there: string | null;
}

export interface Receipt {
  readonly run: RunId;
  readonly account: AccountId;
  readonly entries: readonly ReceiptEntry[];
}

/** What undoing a run did here; the next sync brings it to the cloud (law 22). */
export interface UndoResult {
  readonly run: RunId;
  /** Contacts that have their former content again, that were brought back, and that were taken away again. */
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  /** Contacts left as they are: changed again since, or brought by the cloud itself. */
  readonly left: number;
}

/** What a run is told about deletions that it asked about: carry them out, or bring the contacts back. */
export interface SyncOptions {
  readonly deletions?: 'apply' | 'restore';
  /** Sync although the cloud asked to wait longer. */
  readonly now?: boolean;
}

export interface SyncProgress {
  readonly account: AccountId;
  readonly phase: 'pull' | 'push';
  readonly done: number;
  /** Null where the cloud does not say. */
  readonly total: number | null;
  /** ISO 8601: when the phase began. */
  readonly since: string;
}

/** Where an account stands. Moments in ISO 8601; null: not yet, or nobody says. */
export interface AccountStatus {
  readonly account: AccountId;
  /** When Kith last stored where the next pull starts, and when it last listed the account completely. */
  readonly cursorAt: string | null;
  readonly listedAt: string | null;
  /** No sync before this: the cloud asked for it. */
  readonly pausedUntil: string | null;
  readonly pending: number;
  readonly question: MassDeletion | null;
}

export interface PausedContact {
  readonly contact: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly name: string;
  readonly pause: Pause;
}

export interface SyncStatus {
  readonly running: boolean;
  readonly progress: readonly SyncProgress[];
  readonly pending: number;
  readonly conflicts: number;
  /** The latest report of each account. */
  readonly reports: readonly RunReport[];
  readonly accounts: readonly AccountStatus[];
  readonly paused: readonly PausedContact[];
  /** ISO 8601: when the next sync starts by itself; null: it does not. */
  readonly nextAt: string | null;
}

export interface LabelView {
  readonly id: LabelId;
  readonly account: AccountId;
  /** What contacts that carry it have in their `labels`. */
  readonly ref: string;
  readonly name: string;
  /** `system`: the cloud's own, which nobody can rename or delete. */
  readonly kind: 'user' | 'system';
  /** How many contacts carry it. */
  readonly count: number;
  readonly pending: 'create' | 'rename' | 'delete' | null;
  readonly problem: ErrorInfo | null;
}

/** Contacts of two accounts that may be one person: they share an address or number that nobody else has (law 23). */
export interface MatchView {
  readonly id: string;
  readonly contacts: readonly {
    readonly contact: ContactId;
    readonly person: PersonId;
    readonly account: AccountId;
    readonly name: string;
    readonly detail: string;
  }[];
  readonly keys: readonly { readonly kind: 'email' | 'phone'; readonly value: string }[];
  /** What keeping them in step would change: nothing is written before the match is accepted. */
  readonly changes: readonly { readonly contact: ContactId; readonly fields: readonly FieldName[] }[];
  /** Fields in which the two differ so that a person will have to decide. */
  readonly conflicts: readonly FieldName[];
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

export type ConflictChoice = 'mine' | 'theirs' | 'base' | 'both' | 'value';

export interface ResolveConflict {
  readonly contact: ContactId;
  readonly path: string;
  readonly take: ConflictChoice;
  /** With `value`: what is to stand there, in the shape of the other versions; null clears it. */
  readonly value?: Json;
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
  'sync.run': (account: AccountId | null, options?: SyncOptions) => readonly RunReport[];
  'sync.cancel': () => void;
  /** Asks the clouds what a sync would do now; writes and stores nothing (law 18). */
  'sync.plan': (account: AccountId | null) => readonly PlanView[];
  'sync.status': () => SyncStatus;
  /** Past runs, the latest first. */
  'sync.history': () => readonly RunReport[];
  'sync.receipt': (run: RunId) => Receipt;
  'sync.undo': (run: RunId) => UndoResult;
  /** Holds a contact's pending change back, or lets it go again. */
  'contacts.pause': (contact: ContactId, paused: boolean) => PersonView;
  'labels.list': () => readonly LabelView[];
  'labels.create': (create: { readonly account: AccountId; readonly name: string }) => LabelView;
  'labels.rename': (rename: { readonly label: LabelId; readonly name: string }) => LabelView;
  /** Deletes the label and keeps its contacts. */
  'labels.delete': (label: LabelId) => void;
  'labels.assign': (assign: {
    readonly label: LabelId;
    readonly contacts: readonly ContactId[];
    readonly assigned: boolean;
  }) => void;
  /** The picture of a contact, read from the cloud where Kith has not got it yet; null: there is none. */
  'photos.get': (contact: ContactId) => Photo | null;
  'photos.set': (set: { readonly contact: ContactId; readonly photo: Photo }) => PersonView;
  'photos.remove': (contact: ContactId) => PersonView;
  'matches.list': () => readonly MatchView[];
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
  /** The fields of these that the account's cloud cannot keep, or must not be sent (law 21). */
  'contacts.unheld': (ask: {
    readonly account: AccountId;
    readonly fields: SaveContact['fields'];
  }) => readonly FieldName[];
  /** The account "This computer", made if there is none. */
  'accounts.addComputer': () => Account;
  /** Fields that are never sent to this account. */
  'accounts.setNeverSend': (set: {
    readonly account: AccountId;
    readonly fields: readonly FieldName[];
  }) => Account;
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
  'sync.history': true,
  'sync.receipt': true,
  'sync.undo': true,
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
  'accounts.addComputer': true,
  'accounts.setNeverSend': true,
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
