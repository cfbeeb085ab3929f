// Owns: the lists of pending changes and of conflicts while their pages are open, and deciding a conflict.
// Leaves to others: what a decision does (main), the counts in the sidebar (sync.svelte.ts).
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { Json } from '../../main/core/json.ts';
import type { ConflictChoice, ConflictView, PendingRow } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class ReviewState {
  #pending = $state.raw<readonly PendingRow[] | null>(null);
  #conflicts = $state.raw<readonly ConflictView[] | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);

  /** Null until the first answer. */
  get pending(): readonly PendingRow[] | null {
    return this.#pending;
  }

  /** Null until the first answer. */
  get conflicts(): readonly ConflictView[] | null {
    return this.#conflicts;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    try {
      [this.#pending, this.#conflicts] = await Promise.all([ask('pending.list'), ask('conflicts.list')]);
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  /** Decides a conflict, with `value` by what the person wrote instead; answers whether it was decided. */
  async resolve({ contact, path }: ConflictView, take: ConflictChoice, value?: Json): Promise<boolean> {
    try {
      const choice = value === undefined ? { contact, path, take } : { contact, path, take, value };
      await ask('conflicts.resolve', choice);
      await this.refresh();
      return true;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
      return false;
    }
  }
}
