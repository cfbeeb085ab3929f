// Owns: what an open book does for itself while it is used: new snapshots and backups, one at a time, in the background.
// Leaves to others: writing them (journal.ts, backups.ts), transactions (book.ts).
import type { Low } from 'lowdb';
import { AppError } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { errorInfo } from '../core/errors.ts';
import type { CancelSignal } from '../core/ports.ts';
import type { Backups } from './backups.ts';
import type { BookContents } from './book-format.ts';
import type { BackupInfo, BackupReason } from './generations.ts';
import type { JournalAdapter } from './journal.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What a disk refuses here costs no change: everything stands in the journals, and it is tried again. */
export class Upkeep {
  readonly #low: Low<BookContents>;
  readonly #adapter: JournalAdapter;
  readonly #backups: Backups | null;
  readonly #now: () => number;
  #running: Promise<void> = Promise.resolve();
  #scheduled: NodeJS.Immediate | null = null;
  /** When the last backup was made or tried, and what it includes. */
  #backedUp = { at: -Infinity, seq: 0 };
  #problem: ErrorInfo | null = null;

  constructor(low: Low<BookContents>, adapter: JournalAdapter, backups: Backups | null, now: () => number) {
    this.#low = low;
    this.#adapter = adapter;
    this.#backups = backups;
    this.#now = now;
  }

  /** Why the last backup that Kith wanted to make by itself could not be made; null if it was. */
  get problem(): ErrorInfo | null {
    return this.#problem;
  }

  /** The book was just opened: an hour after the last backup is long enough. */
  begin(): void {
    try {
      const [newest] = this.#backups?.list() ?? [];
      if (newest !== undefined) this.#backedUp = { at: Date.parse(newest.at), seq: newest.seq };
    } catch (thrown) {
      // The book itself is there. Trying to make one says it again, or that it is over.
      this.#problem = errorInfo(thrown);
    }
    this.#schedule(HOUR_MS);
  }

  /** The book changed. */
  look(): void {
    if (this.#adapter.wantsSnapshot || this.#wantsBackup(DAY_MS)) this.#schedule(DAY_MS);
  }

  /** A clock that was set back makes the last backup one of the future: then it is time too. */
  #wantsBackup(after: number): boolean {
    if (this.#backups === null || this.#low.data.seq === this.#backedUp.seq) return false;
    const age = this.#now() - this.#backedUp.at;
    return age >= after || age < 0;
  }

  /** In a turn of its own, so that the transaction that was the last straw answers as fast as any. */
  #schedule(backupAfter: number): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = null;
      void this.#next(() => this.#work(backupAfter)).catch(() => undefined);
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#running.then(work);
    this.#running = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #work(backupAfter: number): Promise<void> {
    await this.#snapshot();
    if (!this.#wantsBackup(backupAfter)) return;
    try {
      await this.#backUp('recent');
      this.#problem = null;
    } catch (thrown) {
      this.#problem = errorInfo(thrown);
      // Not at every edit from now on.
      this.#backedUp = { ...this.#backedUp, at: this.#now() - DAY_MS + HOUR_MS };
    }
  }

  /** Shortens the next start. */
  async #snapshot(): Promise<void> {
    if (!this.#adapter.wantsSnapshot) return;
    try {
      await this.#low.write();
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }

  async #backUp(reason: BackupReason, signal?: CancelSignal): Promise<BackupInfo> {
    const info = await this.#backups!.make(this.#low.data, reason, signal);
    this.#backedUp = { at: Date.parse(info.at), seq: info.seq };
    return info;
  }

  /** Does something while no snapshot and no backup is being made. */
  inTurn(work: () => Promise<void>): Promise<void> {
    return this.#next(work);
  }

  /** A new snapshot, as a part of what is done in turn. Errors: `store.*`. */
  writeSnapshot(): Promise<void> {
    return this.#low.write();
  }

  /** A backup of what the book holds once others that are under way are done; null where none are kept. Errors: `store.*`. */
  backUp(reason: BackupReason, signal?: CancelSignal): Promise<BackupInfo | null> {
    return this.#next(async () => (this.#backups === null ? null : this.#backUp(reason, signal)));
  }

  /** Ends what is under way, and shortens the next start where that pays. */
  async end(): Promise<void> {
    const begun = this.#scheduled !== null;
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    await this.#next(() => (begun ? this.#work(HOUR_MS) : this.#snapshot()));
  }
}
