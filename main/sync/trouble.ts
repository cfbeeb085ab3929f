// Owns: what a push makes of a cloud that fails on writes without a word for whom (law 14): a wait, smaller batches, at last
// one contact alone; and telling of each contact that did not get through (law 20). Leaves to others: sending (push.ts).
import type { ContactId } from '../core/account.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import { pendingChange } from '../core/replica.ts';
import type { WriteOperation, WriteOutcome } from '../providers/provider.ts';
import type { RunScope } from './run-scope.ts';

/** A contact that a cloud fails on by itself is sent so often in one run: the first failure may be a passing one. */
const TRIES_ALONE = 2;

type Batch = readonly WriteOperation[];

/** The failure of a batch of which nobody knows what was applied, because its cloud has a problem of its own; null: it has none. */
export function failureOf(outcomes: readonly WriteOutcome[]): AppError | null {
  const errors = outcomes.flatMap((outcome) => (outcome.kind === 'stale' ? [] : [errorOf(outcome)]));
  const [first = null] = errors;
  return errors.every((error) => error?.code === 'provider.unavailable') ? first : null;
}

/**
 * A cloud's word that it takes no more for now, where that concerns single contacts of a batch. One that did not get through
 * is waited for like that while others do: nobody knows yet whether the cloud or the contact is the reason.
 */
export function throttling(outcomes: readonly WriteOutcome[]): AppError | null {
  if (failureOf(outcomes) !== null) return null;
  const isWord = (error: AppError | null): boolean =>
    error?.code === 'provider.throttled' ||
    (error?.code === 'provider.unavailable' && [424, 503].includes(Number(error.context['status'])));
  return outcomes.map(errorOf).find(isWord) ?? null;
}

/** A cloud's word that the account has to sign in again, where a batch as a whole was still answered; null: none (law 16). */
export function lostSignIn(outcomes: readonly WriteOutcome[]): AppError | null {
  return outcomes.map(errorOf).find((error) => error?.code === 'auth.required') ?? null;
}

function errorOf(outcome: WriteOutcome): AppError | null {
  return outcome.kind === 'notApplied' || outcome.kind === 'ambiguous' ? outcome.error : null;
}

/** Whether an operation came to its end: nothing of it is left to be sent. */
export function isOver({ kind }: WriteOutcome): boolean {
  return kind === 'done' || kind === 'gone' || kind === 'refused';
}

/** The batches of one push: a class because what failed makes the later ones smaller. */
export class Batches {
  readonly #run: RunScope;
  readonly #failedAlone = new Map<string, number>();
  readonly #refused = new Set<string>();
  #atOnce = Infinity;
  #next = 0;
  #inRow = 0;

  constructor(run: RunScope) {
    this.#run = run;
  }

  /** Failures since anything got through. */
  get inRow(): number {
    return this.#inRow;
  }

  /** Whether an operation is still to be tried in this run. */
  isOpen({ key }: Pick<WriteOperation, 'key'>): boolean {
    return (this.#failedAlone.get(key) ?? 0) < TRIES_ALONE && !this.#refused.has(key);
  }

  /** Notes what is refused for now: sent again with others, it would keep these back in each round. */
  answered(outcomes: readonly WriteOutcome[]): void {
    for (const outcome of outcomes)
      if (outcome.kind === 'refused' && outcome.error.retry === 'later') this.#refused.add(outcome.key);
  }

  /** A batch as it is sent. Contacts that failed in an earlier run go by themselves, so that they take no other with them. */
  parts(batch: Batch): readonly Batch[] {
    const alone = batch.filter((operation) => this.#failedBefore(operation));
    const others = batch.filter((operation) => !alone.includes(operation));
    const parts: Batch[] = [];
    for (let at = 0; at < others.length; at += this.#atOnce) parts.push(others.slice(at, at + this.#atOnce));
    return [...parts, ...alone.map((operation) => [operation])];
  }

  #failedBefore({ key }: WriteOperation): boolean {
    return this.#run.book.contact(key as ContactId)?.problem?.code === 'provider.unavailable';
  }

  /** Notes what became of a batch. */
  sent(batch: Batch, failure: AppError | null): void {
    this.#inRow = failure === null ? 0 : this.#inRow + 1;
    const [only] = batch;
    if (failure === null || only === undefined) return;
    if (batch.length > 1) {
      this.#next = Math.max(this.#next, Math.ceil(batch.length / 2));
      return;
    }
    this.#failedAlone.set(only.key, (this.#failedAlone.get(only.key) ?? 0) + 1);
    if (this.isOpen(only)) return;
    tellUnsent(this.#run, only.key, failure);
    this.#inRow = 0;
  }

  /** Ends a round; true where the next one sends smaller batches, which is a step forward. */
  endRound(): boolean {
    if (this.#next === 0) return false;
    this.#atOnce = this.#next;
    this.#next = 0;
    return true;
  }
}

/** Tells of what the last round of a run left open, though nothing else says why. */
export function tellOpen(run: RunScope, outcomes: readonly WriteOutcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'stale') tellUnsent(run, outcome.key, keepsChanging(run));
    else if ((outcome.kind === 'notApplied' || outcome.kind === 'ambiguous') && outcome.error !== null)
      tellUnsent(run, outcome.key, outcome.error);
  }
}

/** A contact that its cloud fails on when it is read. It stays what it is here, and is asked for again by the next run. */
export function tellUnread(run: RunScope, remoteId: string, error: AppError): void {
  const record = run.book.byRemoteId(run.account.id, remoteId);
  if (record !== null) tellUnsent(run, record.id, error);
  else run.tally.failed(error);
}

/** A pending change stays, and is sent again by the next run; until it gets through, the contact says why it did not. */
function tellUnsent(run: RunScope, key: string, error: AppError): void {
  const context = { ...error.context, contact: key };
  const told = new AppError(error.code, error.message, { retry: 'later', context, cause: error });
  run.tally.failed(told);
  const record = run.book.contact(key as ContactId);
  if (record === null || record.local === null || pendingChange(record, run.context().hold) === null) return;
  run.commit([{ kind: 'putContact', record: { ...record, problem: errorInfo(told) } }]);
}

function keepsChanging({ account }: RunScope): AppError {
  return new AppError(
    'provider.stale',
    `The cloud of ${account.email} says that this contact has changed there each time that Kith sends its change. Nothing was lost on either side; the next sync tries again.`,
    { retry: 'later', context: { account: account.id } },
  );
}
