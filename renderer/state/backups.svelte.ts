// Owns: the list of backups and making one; looking what going back would change, and going back.
// Leaves to others: the copies themselves (main).
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { BackupView, BookRestore, BookState } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class BackupsState {
  #list = $state.raw<readonly BackupView[] | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);
  #making = $state(false);

  /** The latest first; null until the first answer. */
  get list(): readonly BackupView[] | null {
    return this.#list;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  get making(): boolean {
    return this.#making;
  }

  async refresh(): Promise<void> {
    try {
      this.#list = await ask('backups.list');
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  /** Null where one is being made already. Errors: as `backups.make`. */
  async make(): Promise<BackupView | 'stopped' | null> {
    if (this.#making) return null;
    this.#making = true;
    try {
      return (await ask('backups.make')) ?? 'stopped';
    } finally {
      this.#making = false;
      await this.refresh();
    }
  }

  /** Ends making one. */
  async stop(): Promise<void> {
    await ask('backups.stop');
  }
}

/** Going back to one state of the book: first what it would change, then doing it. Either can be stopped. */
export class BookRestoring {
  readonly #to: BookState;
  #preview = $state.raw<BookRestore | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);
  #restoring = $state(false);
  #stopping = $state(false);

  constructor(to: BookState) {
    this.#to = to;
    void this.#look();
  }

  /** Null until it is known. */
  get preview(): BookRestore | null {
    return this.#preview;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  get restoring(): boolean {
    return this.#restoring;
  }

  /** Whether somebody has stopped it, and what was changed is being changed back. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Answers what changed; null where it failed, or is under way already. */
  async restore(): Promise<BookRestore | 'stopped' | null> {
    if (this.#restoring) return null;
    this.#restoring = true;
    this.#error = null;
    try {
      return (await ask('history.restoreBook', this.#to)) ?? 'stopped';
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return null;
    } finally {
      this.#restoring = false;
      this.#stopping = false;
    }
  }

  /** Ends looking and going back. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = this.#restoring;
    try {
      await ask('history.stopRestore');
    } catch (thrown) {
      this.#stopping = false;
      this.#error = errorInfo(thrown);
    }
  }

  async #look(): Promise<void> {
    try {
      this.#preview = await ask('history.preview', this.#to);
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }
}
