// Owns: the list of what was deleted while its page is open, bringing it back, forgetting it. Leaves to others: what gets
// into the trash and out of it by itself (main).
import type { ContactId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { TrashRow } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class TrashState {
  #rows = $state.raw<readonly TrashRow[] | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);

  /** The latest first; null until the first answer. */
  get rows(): readonly TrashRow[] | null {
    return this.#rows;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    try {
      this.#rows = await ask('trash.list');
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  /** Answers how many came back. Errors: as `trash.restore`. */
  async restore(contacts: readonly ContactId[]): Promise<number> {
    const count = await ask('trash.restore', contacts);
    await this.refresh();
    return count;
  }

  /** Errors: as `trash.forget`. */
  async forget(contacts: readonly ContactId[]): Promise<void> {
    await ask('trash.forget', contacts);
    await this.refresh();
  }
}
