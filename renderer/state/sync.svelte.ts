// Owns: what is known of syncing: progress, counts, the last error, questions. Leaves to others: running it (main),
// past runs (history.svelte.ts), what a sync would do (plan.svelte.ts), showing it.
import type { AccountId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { AccountStatus, SyncOptions, SyncStatus } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';

const NOTHING: SyncStatus = {
  running: false,
  progress: [],
  pending: 0,
  conflicts: 0,
  reports: [],
  accounts: [],
  paused: [],
  nextAt: null,
};

/** Errors that are shown where they belong: at the account, or as a question. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  'auth.required',
  'sync.cancelled',
  'sync.massDeletion',
  'sync.needsPerson',
  'sync.paused',
]);

/** Whether an error is worth the foot of the sidebar. */
export function isTrouble(error: ErrorInfo | undefined): boolean {
  return error !== undefined && !SHOWN_ELSEWHERE.has(error.code);
}

export class SyncState {
  #status = $state.raw<SyncStatus>(NOTHING);
  #error = $state.raw<ErrorInfo | null>(null);
  #ended: () => void = () => undefined;

  get status(): SyncStatus {
    return this.#status;
  }

  /** What went wrong last: the command itself, or the last run of an account. Losing a sign-in is shown there. */
  get error(): ErrorInfo | null {
    if (this.#status.running) return null;
    if (this.#error !== null) return this.#error;
    const latest = new Map(this.#status.reports.map((report) => [report.account, report]));
    const errors = [...latest.values()].flatMap((report) => report.errors);
    return errors.find(isTrouble) ?? null;
  }

  /** How many deletions wait for the person's answer. */
  get asked(): number {
    return this.#status.accounts.reduce((sum, { question }) => sum + (question?.count ?? 0), 0);
  }

  account(id: AccountId): AccountStatus | undefined {
    return this.#status.accounts.find((status) => status.account === id);
  }

  /** `ended` is called whenever the last run under way has ended, whoever started it. */
  async start(ended: () => void): Promise<void> {
    this.#ended = ended;
    listen('sync.changed', (status) => this.#put(status));
    this.#put(await ask('sync.status'));
  }

  async refresh(): Promise<void> {
    this.#put(await ask('sync.status'));
  }

  async run(account: AccountId | null = null, options?: SyncOptions): Promise<void> {
    this.#error = null;
    try {
      if (options === undefined) await ask('sync.run', account);
      else await ask('sync.run', account, options);
    } catch (thrown) {
      const info = errorInfo(thrown);
      if (info.code !== 'sync.busy' && info.code !== 'sync.cancelled') this.#error = info;
    }
    await this.refresh();
  }

  async cancel(): Promise<void> {
    await ask('sync.cancel');
  }

  #put(status: SyncStatus): void {
    const ended = this.#status.running && !status.running;
    this.#status = status;
    if (ended) this.#ended();
  }
}
