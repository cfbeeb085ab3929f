// Owns: what is known of syncing: progress, counts, the last error. Leaves to others: running it (main), showing it.
import type { AccountId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { SyncStatus } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';

const NOTHING: SyncStatus = { running: false, progress: [], pending: 0, conflicts: 0, reports: [] };

export class SyncState {
  #status = $state.raw<SyncStatus>(NOTHING);
  #error = $state.raw<ErrorInfo | null>(null);

  get status(): SyncStatus {
    return this.#status;
  }

  /** What went wrong last: the command itself, or the last run of an account. Losing a sign-in is shown there. */
  get error(): ErrorInfo | null {
    if (this.#status.running) return null;
    if (this.#error !== null) return this.#error;
    const latest = new Map(this.#status.reports.map((report) => [report.account, report]));
    const errors = [...latest.values()].flatMap((report) => report.errors);
    return errors.find((error) => error.code !== 'auth.required' && error.code !== 'sync.cancelled') ?? null;
  }

  async start(): Promise<void> {
    listen('sync.changed', (status) => (this.#status = status));
    this.#status = await ask('sync.status');
  }

  async refresh(): Promise<void> {
    this.#status = await ask('sync.status');
  }

  async run(account: AccountId | null = null): Promise<void> {
    this.#error = null;
    try {
      await ask('sync.run', account);
    } catch (thrown) {
      const info = errorInfo(thrown);
      if (info.code !== 'sync.busy' && info.code !== 'sync.cancelled') this.#error = info;
    }
    await this.refresh();
  }

  async cancel(): Promise<void> {
    await ask('sync.cancel');
  }
}
