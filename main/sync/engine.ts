// Owns: runs: every account pulls, changes are carried between contacts in step, every account pushes, and each run ends
// in a report; that an account has one run at a time; dry runs over a copy of the book (law 18).
// Leaves to others: the steps (pull.ts, push.ts …), when to run (handlers, scheduler), reports (report.ts).
import type { Account, AccountId, MassDeletion, RunId } from '../core/account.ts';
import { AppError, asAppError } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { planRun } from '../core/plan.ts';
import type { Plan } from '../core/plan.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import { photosOver } from '../store/photos.ts';
import type { PlanView, RunReport, SyncProgress } from '../../preload/contract.ts';
import { carryInStep } from './in-step.ts';
import { isPaused, pausedReport } from './account-pause.ts';
import { holdsFirstWrites } from './first-writes.ts';
import { countingRequests } from './request-count.ts';
import { lookAtPhotos, pushPhotos } from './photos.ts';
import { carryPhotosInStep, readPhotosInStep } from './in-step-photos.ts';
import type { RefusedReads } from './in-step-photos.ts';
import type { RequestCount } from './request-count.ts';
import { pushLabels, rehearseLabels } from './label-push.ts';
import { pullLabels } from './labels.ts';
import { pull } from './pull.ts';
import { push, settleUncertain } from './push.ts';
import { readAllowedMeanwhile } from './read-again.ts';
import { memoryReceipts, ReceiptRecorder } from './receipt.ts';
import { finish, openConflicts } from './report.ts';
import { isOnItsWay, Tally } from './run-scope.ts';
import type { EngineDependencies, RunOptions, RunScope } from './run-scope.ts';

export interface EngineOptions extends RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** What a run would do to an account: the book as it would stand after its pull, and the plan from there. */
export interface Rehearsal {
  readonly account: Account;
  readonly after: Book;
  readonly plan: Plan;
  readonly labels: PlanView['labels'];
  readonly question: MassDeletion | null;
  readonly errors: readonly ErrorInfo[];
}

export interface Engine {
  /**
   * Syncs accounts together. Always answers with a report for each, whatever went wrong (law 20): errors are in it. A run
   * that is under way for an account is joined.
   */
  run(accounts: readonly AccountId[], options?: EngineOptions): Promise<readonly RunReport[]>;
  /** What a run of these accounts would do now (law 18). Reads the clouds; writes and stores nothing. */
  rehearse(accounts: readonly AccountId[], options?: EngineOptions): Promise<readonly Rehearsal[]>;
}

/** A run under way, and what ended its pull early. */
interface Run {
  readonly scope: RunScope;
  readonly count: RequestCount;
  readonly labelCount: RequestCount;
  failure: AppError | null;
}

export function createEngine(deps: EngineDependencies): Engine {
  const running = new Map<AccountId, Promise<RunReport>>();
  const refusedReads: RefusedReads = new Map();
  return {
    async run(ids, options = {}) {
      const accounts = ids.map((id) => known(deps.book, id));
      // An answer is meant for a run of its own, not for one that is under way.
      if (options.deletions !== undefined || options.agreed === true)
        await Promise.allSettled(ids.map((id) => running.get(id)));
      const idle = accounts.filter(({ id }) => !running.has(id));
      const started = runTogether(deps, idle, options, refusedReads);
      idle.forEach(({ id }, index) => {
        const report = started.then((reports) => reports[index]!).finally(() => running.delete(id));
        running.set(id, report);
      });
      return Promise.all(ids.map((id) => running.get(id)!));
    },
    async rehearse(ids, options = {}) {
      const book = deps.book.copy();
      const copied = {
        ...deps,
        book,
        receipts: memoryReceipts(),
        photos: photosOver(deps.photos),
        backUp: () => Promise.resolve(),
      };
      const runs = ids.map((id) => begin(copied, known(book, id), options));
      await pullAll(runs, refusedReads);
      carry(copied, runs);
      return Promise.all(runs.map((run) => rehearsalOf(copied, run)));
    },
  };
}

function known(book: Book, id: AccountId): Account {
  const account = book.account(id);
  if (account === null)
    throw new AppError('input.notFound', `There is no account ${id}.`, { context: { account: id } });
  return account;
}

async function runTogether(
  deps: EngineDependencies,
  accounts: readonly Account[],
  options: EngineOptions,
  refusedReads: RefusedReads,
): Promise<readonly RunReport[]> {
  const runs = accounts.map((account) =>
    isPaused(account, deps.clock) && options.now !== true ? null : begin(deps, account, options),
  );
  const going = runs.filter((run) => run !== null);
  if ([...deps.book.persons()].some(({ inStep }) => inStep)) {
    await pullAll(going, refusedReads);
    carryForAll(deps, going);
    await Promise.all(going.map(pushOne));
  } else {
    // Without anything to carry, no account waits for another one.
    await Promise.all(going.map(async (run) => pullOne(run).then(() => pushOne(run))));
  }
  for (const { scope } of going) readAllowedMeanwhile(scope);
  return runs.map((run, index) =>
    run === null
      ? pausedReport(deps, accounts[index]!, openConflicts(deps.book, accounts[index]!))
      : finish(deps, run.scope, run.failure, run.count.requests, run.labelCount.requests),
  );
}

function begin(deps: EngineDependencies, account: Account, options: EngineOptions): Run {
  const { book, clock } = deps;
  const iso = () => new Date(clock.now()).toISOString();
  const provider = deps.providers[account.provider];
  const [id, startedAt, tally] = [deps.ids.next() as RunId, iso(), new Tally()];
  const receipt = new ReceiptRecorder({
    head: { run: id, account: account.id, at: startedAt },
    receipts: deps.receipts,
    kind: account.provider,
    contact: (contact) => book.contact(contact),
    failed: (error) => tally.failed(error),
  });
  let backup: Promise<unknown> | null = null;
  const scope: RunScope = {
    id,
    deps,
    book,
    account,
    provider,
    signal: options.signal ?? new AbortController().signal,
    startedAt,
    tally,
    receipt,
    options,
    number: (book.syncState(account.id).runs ?? 0) + 1,
    unread: new Set(),
    question: null,
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
      receipt.committing(changes);
      book.transaction(changes, { kind: 'run', run: id });
    },
    backUp: () => (backup ??= deps.backUp()),
    progress: options.onProgress ?? (() => undefined),
  };
  return { scope, count: { requests: 0 }, labelCount: { requests: 0 }, failure: null };
}

async function pullAll(runs: readonly Run[], refusedReads: RefusedReads): Promise<void> {
  await Promise.all(
    runs.map(async (run) => {
      await pullOne(run);
      await step(run, () => readPhotosInStep(run.scope, refusedReads));
    }),
  );
}

/** Carries changes between contacts that are kept in step (law 23); each account's receipt tells its own part. */
function carry(deps: EngineDependencies, runs: readonly Run[]): void {
  const { book, clock, ids, providers } = deps;
  const heard = runs.flatMap(({ scope, failure }) => (failure === null ? scope.account.id : []));
  const computers = book.accounts().flatMap(({ id, provider }) => (provider === 'computer' ? id : []));
  const changes = carryInStep(book, {
    at: new Date(clock.now()).toISOString(),
    newId: () => ids.next(),
    heard: new Set([...heard, ...computers]),
    hold: (record) => (fields) => {
      const account = book.account(record.account);
      return account === null ? fields : providers[account.provider].hold(account, fields);
    },
  });
  const store = (carried: readonly Change[]): void => {
    for (const { scope } of runs) scope.receipt.committing(carried);
    book.transaction(carried, { kind: 'carried' });
  };
  store(changes);
  store(carryPhotosInStep(deps));
}

/** A disk that fails here ends all runs that wait for it, each with its report (law 20). */
function carryForAll(deps: EngineDependencies, runs: readonly Run[]): void {
  try {
    carry(deps, runs);
  } catch (thrown) {
    for (const run of runs) {
      if (run.failure !== null) continue;
      run.failure = asAppError(thrown);
      run.scope.tally.failed(run.failure);
    }
  }
}

const pullOne = async (run: Run): Promise<void> => {
  await step(run, () => pull(run.scope));
  await step(run, () => pullLabels(run.scope), run.labelCount);
};
const pushOne = async (run: Run): Promise<void> => {
  let holds = false;
  await step(run, async () => void (holds = holdsFirstWrites(run.scope)));
  if (holds) return;
  await step(run, () => pushLabels(run.scope), run.labelCount);
  await step(run, () => push(run.scope));
  await step(run, () => pushPhotos(run.scope));
};

/** One step of a run, unless an earlier one ended it; what goes wrong ends this account's run only (law 20). */
async function step(run: Run, work: () => Promise<void>, count = run.count): Promise<void> {
  if (run.failure !== null) return;
  const { scope } = run;
  try {
    await countingRequests(count, work);
  } catch (thrown) {
    run.failure = scope.signal.aborted
      ? new AppError(
          'sync.cancelled',
          `The sync of ${scope.account.email} was stopped. What was done is kept; the next sync goes on from here.`,
          { retry: 'later', cause: thrown },
        )
      : asAppError(thrown);
    scope.tally.failed(run.failure);
  }
}

/** A cloud that cannot be reached leaves the plan that what is stored allows, beside the error. */
async function rehearsalOf(deps: EngineDependencies, run: Run): Promise<Rehearsal> {
  const { scope } = run;
  await step(run, () => settleUncertain(scope));
  await step(run, () => lookAtPhotos(scope));
  const { account, book, provider, question } = scope;
  const labels = rehearseLabels(scope);
  const plan = planRun(book.contactsOf(account.id), (fields) => provider.hold(account, fields), {
    holdsDeletions: question !== null,
    isOnItsWay: (id) => isOnItsWay(book, id),
  });
  return { account, after: deps.book, plan, labels, question, errors: scope.tally.errors };
}
