// Owns: what the steps of one run share: the account, its provider, the book, the tally of what happened.
// Leaves to others: the steps (pull.ts, push.ts) and their order (engine.ts).
import type { Account, ContactId, MassDeletion, RunId } from '../core/account.ts';
import { errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { changedFields } from '../core/fields.ts';
import type { Clock, Ids, OthersTurn, Random } from '../core/ports.ts';
import type { Receipts } from '../core/receipt.ts';
import type { Context, Reconciled } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { ContactProvider } from '../providers/provider.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import type { PhotoStore } from '../store/photos.ts';
import type { PlanView, RunReport, SyncProgress } from '../../preload/contract.ts';
import type { ReceiptRecorder } from './receipt.ts';

export interface EngineDependencies {
  readonly book: Book;
  readonly photos: PhotoStore;
  readonly providers: Readonly<Record<Account['provider'], ContactProvider>>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly othersTurn: OthersTurn;
  /** How many contacts of a page are stored in one transaction, for tests. */
  readonly storedAtOnce?: number;
  readonly receipts: Receipts;
  /** Makes a backup of the book, where any are kept. Errors: `store.*`. */
  backUp(): Promise<unknown>;
}

/** How a run was asked for. */
export interface RunOptions {
  /** A person waits for it; else it started by itself. */
  readonly byPerson?: boolean;
  /** What a person says about deletions that an earlier run asked about. */
  readonly deletions?: 'apply' | 'restore';
  /** Sync although the cloud asked to wait longer. */
  readonly now?: boolean;
  /** A person has seen what the first sync of these accounts would write, and wants it. */
  readonly agreed?: boolean;
}

export interface RunScope {
  readonly id: RunId;
  readonly deps: EngineDependencies;
  readonly book: Book;
  readonly account: Account;
  readonly provider: ContactProvider;
  readonly signal: AbortSignal;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tally: Tally;
  /** What the run did to each contact (law 19); `commit` tells it of every change here. */
  readonly receipt: ReceiptRecorder;
  readonly options: RunOptions;
  /** Which run of the account this is, counted from 1. */
  readonly number: number;
  /** Ids of the contacts that the cloud failed on when they were read in this run: they are not asked for, or sent, in it again. */
  readonly unread: Set<string>;
  /** Deletions that this run does not carry out before a person says so (law 10). */
  question: MassDeletion | null;
  /** The context of the pure reducers, at this moment. */
  context(listing?: number): Context;
  /** One durable transaction; nothing if the account was unlinked meanwhile. */
  commit(changes: readonly Change[]): void;
  /** Before the run deletes many contacts: makes a backup of the book, the first time. Errors: `store.*`. */
  backUp(): Promise<unknown>;
  progress(progress: SyncProgress): void;
}

export interface Counts {
  created: number;
  updated: number;
  deleted: number;
}

/** What a run did so far, for its report. */
export class Tally {
  readonly counts: { readonly pulled: Counts; readonly pushed: Counts } = {
    pulled: { created: 0, updated: 0, deleted: 0 },
    pushed: { created: 0, updated: 0, deleted: 0 },
  };
  merged = 0;
  writes = 0;
  readonly notes: { contact: ContactId; kind: 'editBeatDeletion' | 'deletionUndone' | 'adopted' }[] = [];
  readonly errors: ErrorInfo[] = [];
  /** Labels that changed, here because of the cloud or there because of Kith. */
  readonly labels: PlanView['labels'][number][] = [];

  /** A version that came from the cloud, and the contact it met (null: none). */
  received({ record, effect }: Reconciled, before: ContactRecord | null): void {
    if (effect === 'created') this.counts.pulled.created += 1;
    if (effect === 'conflict') this.counts.pulled.updated += 1;
    // Where both sides had said the same already, nothing changed here.
    if (effect === 'updated' || effect === 'merged')
      this.counts.pulled.updated += changedFields(before?.local ?? null, record.local).length > 0 ? 1 : 0;
    if (effect === 'merged') this.merged += 1;
    if (effect === 'deletionUndone') {
      this.counts.pulled.updated += 1;
      this.notes.push({ contact: record.id, kind: 'deletionUndone' });
    }
    if (before !== null && before.createSent && before.remoteId === null)
      this.notes.push({ contact: record.id, kind: 'adopted' });
  }

  /** A deletion over there and what it left here (null: nothing). */
  deletedThere(before: ContactRecord, after: ContactRecord | null): void {
    if (after !== null) this.notes.push({ contact: before.id, kind: 'editBeatDeletion' });
    else if (before.local !== null) this.counts.pulled.deleted += 1;
  }

  failed(thrown: unknown): void {
    this.errors.push(errorInfo(thrown));
  }

  report(
    run: RunId,
    account: Account,
    startedAt: string,
    finishedAt: string,
    requests: number,
    conflicts: number,
  ): RunReport {
    const sum = (counts: Counts) => counts.created + counts.updated + counts.deleted;
    return {
      run,
      account: account.id,
      startedAt,
      finishedAt,
      requests,
      labelRequests: 0,
      writes: this.writes,
      pulled: sum(this.counts.pulled),
      pushed: sum(this.counts.pushed),
      counts: this.counts,
      merged: this.merged,
      conflicts,
      notes: this.notes,
      errors: this.errors,
    };
  }
}

/** People API: a write may take several minutes to appear in lists. Graph gives no figure. */
export const LISTS_LAG_MS = 10 * 60_000;

/** Whether this contact's create left so short a time ago that its absence from the cloud's lists means nothing. */
export function mayBeUnlisted(run: RunScope, record: ContactRecord): boolean {
  const { unlistedSince } = record;
  return typeof unlistedSince === 'string' && run.deps.clock.now() - Date.parse(unlistedSince) < LISTS_LAG_MS;
}

/**
 * Whether the cloud's lists are seen to lag behind its writes: a contact whose create it acknowledged before this run has
 * still not been named by them.
 */
export function listsLag(run: RunScope): boolean {
  return run.book
    .contactsOf(run.account.id)
    .some(
      (record) =>
        record.remoteId !== null &&
        (record.unlistedSince ?? run.startedAt) < run.startedAt &&
        mayBeUnlisted(run, record),
    );
}

/** Whether a contact's cloud does not have it yet, so that the one which it moved from has to stay. */
export function isOnItsWay(book: Book, id: ContactId): boolean {
  const record = book.contact(id);
  return record !== null && record.remoteId === null;
}
