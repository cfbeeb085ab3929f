// Owns: that what is being written outlives the window: when it is handed to main to keep, and when it is forgotten.
// Leaves to others: what is written (draft.svelte.ts), keeping it on disk (main/store/drafts.ts).
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import type { DraftView, KeptDraft } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import type { Draft } from './draft.svelte.ts';
import { type Timer, windowTimer } from './timer.ts';

/** How long (milliseconds) nothing must be typed before it is kept. */
export const KEEPING_PAUSE = 400;

export class DraftKeeper {
  readonly #timer: Timer;
  /** What is to be kept, once the typing pauses; null: nothing is, any more. */
  #next: { readonly draft: KeptDraft | null } | null = null;
  #callOff: (() => void) | null = null;
  /** Main keeps something, as far as this window knows. */
  #isKept = false;
  #turn: Promise<void> = Promise.resolve();
  #error = $state.raw<ErrorInfo | null>(null);

  constructor(timer: Timer = windowTimer) {
    this.#timer = timer;
  }

  /** Why what is typed would not outlive Kith; null: it would. */
  get error(): ErrorInfo | null {
    return this.#error;
  }

  /** What was being written when the window or Kith ended; null: nothing was. */
  async find(): Promise<DraftView | null> {
    const found = await ask('draft.get');
    this.#isKept = found !== null;
    return found;
  }

  /** Keeps the draft as it is now once the typing pauses; one without changes is forgotten. */
  watch(draft: Draft): void {
    this.#next = { draft: draft.isChanged ? draft.kept() : null };
    this.#callOff?.();
    this.#callOff = this.#timer(() => void this.flush(), KEEPING_PAUSE);
  }

  /** Keeps now what waits for a pause; resolves when main has it. */
  flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = null;
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#turn = this.#turn.then(() => this.#write(next.draft));
    return this.#turn;
  }

  /** It was saved or thrown away. */
  drop(): Promise<void> {
    this.#next = { draft: null };
    return this.flush();
  }

  async #write(draft: KeptDraft | null): Promise<void> {
    try {
      if (draft !== null) await ask('draft.keep', draft);
      else if (this.#isKept) await ask('draft.drop');
      this.#isKept = draft !== null;
      this.#error = null;
    } catch (thrown) {
      // Whoever writes goes on writing, and is told that this would not outlive Kith.
      this.#error = errorInfo(thrown);
    }
  }
}
