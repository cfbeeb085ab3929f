// Owns: how a run ends: its report and the account's state, stored together. Leaves to others: what happened (run-scope.ts).
import { openConflicts as conflictsBetween } from '../core/in-step-conflicts.ts';
import type { Account } from '../core/account.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import type { Book } from '../store/book.ts';
import type { RunReport } from '../../preload/contract.ts';
import { pauseAfter } from './account-pause.ts';
import type { EngineDependencies, RunScope } from './run-scope.ts';

/** Stores the report and the account's state. Losing the sign-in changes nothing else (law 16). */
export function finish(
  deps: EngineDependencies,
  scope: RunScope,
  failure: AppError | null,
  requests: number,
  labelRequests: number,
): RunReport {
  const { book, clock } = deps;
  const before = scope.account;
  if (scope.question !== null) scope.tally.failed(askAbout(scope));
  scope.receipt.end();
  const finishedAt = new Date(clock.now()).toISOString();
  const conflicts = openConflicts(book, before);
  const report = {
    ...scope.tally.report(scope.id, before, scope.startedAt, finishedAt, requests, conflicts),
    labelRequests,
    ...(before.undoing === undefined ? {} : { undoes: before.undoing }),
  };
  const account = book.account(before.id);
  if (account === null) return report;
  try {
    book.transaction([
      { kind: 'putRun', report },
      { kind: 'putAccount', account: accountAfter(deps, account, scope, failure) },
      {
        kind: 'putSync',
        account: before.id,
        state: { ...book.syncState(before.id), runs: scope.number },
      },
    ]);
  } catch (thrown) {
    return { ...report, errors: [...report.errors, errorInfo(thrown)] };
  }
  return report;
}

/** Conflicts that wait for a decision at a contact of an account: with its cloud, or with others of its person. */
export function openConflicts(book: Book, account: Account): number {
  const own = book.contactsOf(account.id).reduce((sum, record) => sum + record.conflicts.length, 0);
  const between = [...book.persons()]
    .flatMap((state) => conflictsBetween(state, (id) => book.contact(id)?.local ?? null))
    .filter(({ contact }) => book.contact(contact)?.account === account.id);
  return own + between.length;
}

function accountAfter(
  { clock, random }: EngineDependencies,
  account: Account,
  scope: RunScope,
  failure: AppError | null,
): Account {
  // A run that a person stopped, or that ended with Kith, is no trouble of the account's.
  if (failure?.code === 'sync.cancelled') return account;
  const { pause: _pause, question: asked, undoing, ...rest } = account;
  const brought = failure === null && undoing === scope.account.undoing;
  const pause = pauseAfter(account, failure, clock.now(), random);
  const question = failure === null ? scope.question : (scope.question ?? asked ?? null);
  return {
    ...rest,
    state: failure === null ? 'active' : failure.code === 'auth.required' ? 'signInNeeded' : account.state,
    lastSync: {
      at: new Date(clock.now()).toISOString(),
      ...(failure === null ? {} : { error: errorInfo(failure) }),
    },
    ...(pause === undefined ? {} : { pause }),
    ...(question === null ? {} : { question }),
    ...(undoing === undefined || brought ? {} : { undoing }),
  };
}

function askAbout({ account, question }: RunScope): AppError {
  const { side, count, of } = question!;
  const what =
    side === 'kith'
      ? `${count} of ${of} contacts of ${account.email} are gone in the cloud, or it no longer lists them.`
      : `${count} of ${of} contacts of ${account.email} were deleted here and would be deleted in the cloud.`;
  return new AppError(
    'sync.massDeletion',
    `${what} Nothing was deleted on either side. Say whether they are to be deleted or kept: in the window, or with sync --deletions apply or restore.`,
    { retry: 'afterUser', context: { account: account.id, side, count, of } },
  );
}
