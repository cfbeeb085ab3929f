// Owns: one run of one account: pull, plan, push, report; and that an account has one run at a time.
// Leaves to others: the steps (pull.ts, push.ts), when to run (handlers, scheduler).
import type { Account, AccountId, RunId } from '../core/account.ts';
import { AppError, asAppError, errorInfo } from '../core/errors.ts';
import { planRun } from '../core/plan.ts';
import type { Plan } from '../core/plan.ts';
import type { RunReport, SyncProgress } from '../../preload/contract.ts';
import { countingRequests } from './request-count.ts';
import { pushLabels } from './label-push.ts';
import { pullLabels } from './labels.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { Tally } from './run-scope.ts';
import type { EngineDependencies, RunScope } from './run-scope.ts';

export interface Engine {
  /**
   * Syncs one account. Always answers with a report, whatever went wrong (law 20): errors are in it. A run that is
   * under way for the account is joined.
   */
  run(
    account: AccountId,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: SyncProgress) => void },
  ): Promise<RunReport>;
  /** What the next run would write, from what is stored. */
  plan(account: AccountId): Plan;
}

export function createEngine(deps: EngineDependencies): Engine {
  const running = new Map<AccountId, Promise<RunReport>>();
  return {
    run(id, options = {}) {
      const account = deps.book.account(id);
      if (account === null) {
        return Promise.reject(
          new AppError('input.notFound', `There is no account ${id}.`, { context: { account: id } }),
        );
      }
      const under = running.get(id);
      if (under !== undefined) return under;
      const run = runAccount(
        deps,
        account,
        options.signal ?? new AbortController().signal,
        options.onProgress ?? (() => undefined),
      ).finally(() => running.delete(id));
      running.set(id, run);
      return run;
    },
    plan(id) {
      const account = deps.book.account(id);
      if (account === null) return { operations: [], uncertain: [] };
      return planRun(deps.book.contactsOf(id), (fields) =>
        deps.providers[account.provider].hold(account, fields),
      );
    },
  };
}

async function runAccount(
  deps: EngineDependencies,
  account: Account,
  signal: AbortSignal,
  onProgress: (progress: SyncProgress) => void,
): Promise<RunReport> {
  const { book, clock } = deps;
  const iso = () => new Date(clock.now()).toISOString();
  const startedAt = iso();
  const tally = new Tally();
  const count = { requests: 0 };
  const provider = deps.providers[account.provider];
  const run: RunScope = {
    deps,
    book,
    account,
    provider,
    signal,
    startedAt,
    tally,
    context: (listing) => ({
      account: account.id,
      hold: (fields) => provider.hold(account, fields),
      newId: () => deps.ids.next(),
      at: iso(),
      listing: listing ?? book.syncState(account.id).listing,
    }),
    commit: (changes) => {
      if (book.account(account.id) === null)
        throw new AppError('sync.cancelled', `The account ${account.email} was unlinked during the sync.`);
      book.transaction(changes);
    },
    progress: onProgress,
  };
  const failure = await countingRequests(count, () => steps(run));
  return finish(deps, account, failure, (conflicts) =>
    tally.report(deps.ids.next() as RunId, account, startedAt, iso(), count.requests, conflicts),
  );
}

/** The steps of a run in their order; what ended it early, or null. */
async function steps(run: RunScope): Promise<AppError | null> {
  try {
    await pull(run);
    await pullLabels(run);
    await pushLabels(run);
    await push(run);
    return null;
  } catch (thrown) {
    const error = run.signal.aborted
      ? new AppError(
          'sync.cancelled',
          `The sync of ${run.account.email} was stopped. What was done is kept; the next sync goes on from here.`,
          { retry: 'later', cause: thrown },
        )
      : asAppError(thrown);
    run.tally.failed(error);
    return error;
  }
}

/** Stores the report and the account's state. Losing the sign-in changes nothing else (law 16). */
function finish(
  deps: EngineDependencies,
  before: Account,
  failure: AppError | null,
  report: (conflicts: number) => RunReport,
): RunReport {
  const { book, clock } = deps;
  const conflicts = book.contactsOf(before.id).reduce((sum, record) => sum + record.conflicts.length, 0);
  const finished = report(conflicts);
  const account = book.account(before.id);
  if (account === null) return finished;
  const state =
    failure === null ? 'active' : failure.code === 'auth.required' ? 'signInNeeded' : account.state;
  const lastSync = {
    at: new Date(clock.now()).toISOString(),
    ...(failure === null ? {} : { error: errorInfo(failure) }),
  };
  // A run that a person stopped, or that ended with Kith, is no trouble of the account's.
  const stopped = failure?.code === 'sync.cancelled';
  try {
    book.transaction([
      { kind: 'putRun', report: finished },
      { kind: 'putAccount', account: stopped ? account : { ...account, state, lastSync } },
    ]);
  } catch (thrown) {
    return { ...finished, errors: [...finished.errors, errorInfo(thrown)] };
  }
  return finished;
}
