// Owns: past runs, the receipt of the one that is open, undoing a run. Leaves to others: what undoing means (main).
import type { RunId } from '../../main/core/account.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { Receipt, RunReport, UndoResult } from '../../preload/contract.ts';
import { ask } from '../api.ts';

/** Runs drawn at first, and how many more each time. */
export const RUNS_SHOWN = 50;

export class HistoryState {
  #runs = $state.raw<readonly RunReport[] | null>(null);
  #shown = $state(RUNS_SHOWN);
  #open = $state<RunId | null>(null);
  #receipt = $state.raw<Receipt | null>(null);
  #receiptError = $state.raw<ErrorInfo | null>(null);
  #error = $state.raw<ErrorInfo | null>(null);

  /** The latest first; null until the first answer. */
  get runs(): readonly RunReport[] | null {
    return this.#runs;
  }

  /** Those of them that are drawn. */
  get shown(): readonly RunReport[] {
    return this.#runs?.slice(0, this.#shown) ?? [];
  }

  get hidden(): number {
    return Math.max(0, (this.#runs?.length ?? 0) - this.#shown);
  }

  get open(): RunId | null {
    return this.#open;
  }

  /** The receipt of the open run; null until it is read. */
  get receipt(): Receipt | null {
    return this.#receipt;
  }

  get receiptError(): ErrorInfo | null {
    return this.#receiptError;
  }

  get error(): ErrorInfo | null {
    return this.#error;
  }

  find(run: RunId): RunReport | undefined {
    return this.#runs?.find((report) => report.run === run);
  }

  /** Whether a later run has undone this one. */
  wasUndone(run: RunId): boolean {
    return this.#runs?.some((report) => report.undoes === run) ?? false;
  }

  showMore(): void {
    this.#shown += RUNS_SHOWN;
  }

  async refresh(): Promise<void> {
    try {
      this.#runs = await ask('sync.history');
      this.#error = null;
    } catch (thrown) {
      this.#error = errorInfo(thrown);
    }
  }

  /** Opens a run and reads its receipt, or closes the one that is open. */
  async toggle(run: RunId): Promise<void> {
    this.#receipt = null;
    this.#receiptError = null;
    if (this.#open === run) {
      this.#open = null;
      return;
    }
    this.#open = run;
    try {
      const receipt = await ask('sync.receipt', run);
      if (this.#open === run) this.#receipt = receipt;
    } catch (thrown) {
      if (this.#open === run) this.#receiptError = errorInfo(thrown);
    }
  }

  /** Undoes a run here; the next sync brings it to the cloud. Errors: as `sync.undo`. */
  undo(run: RunId): Promise<UndoResult> {
    return ask('sync.undo', run);
  }
}
