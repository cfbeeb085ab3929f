// Owns: what the contract shows of syncing: progress, status, plans, reports of runs, receipts, undoing.
// Leaves to others: contacts (contract-views.ts), the commands themselves (contract.ts).
import type { AccountId, ContactId, MassDeletion, PersonId, RunId } from '../main/core/account.ts';
import type { FieldName } from '../main/core/contact.ts';
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Pause } from '../main/core/replica.ts';
import type { Stoppable } from './contract-bulk.ts';

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
  /** The contact's photo changed, too or alone. */
  readonly photo?: true;
}

export interface Receipt {
  readonly run: RunId;
  readonly account: AccountId;
  readonly entries: readonly ReceiptEntry[];
}

/** What undoing a run did here; the next sync brings it to the cloud (law 22). */
export interface UndoResult extends Stoppable {
  readonly run: RunId;
  /** Contacts that have their former content again, that were brought back, and that were taken away again. */
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  /** Contacts left as they are: changed again since, or brought by the cloud itself. */
  readonly left: number;
  /** Contacts whose photo stays as it is, because Kith has not got the bytes of the former one (any more). */
  readonly photosLost: number;
}

/** What a run is told: about deletions that it asked about (carry them out, or bring the contacts back), and more. */
export interface SyncOptions {
  readonly deletions?: 'apply' | 'restore';
  /** Sync although the cloud asked to wait longer. */
  readonly now?: boolean;
  /** What the first sync would write was seen, and is wanted. */
  readonly agreed?: boolean;
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
