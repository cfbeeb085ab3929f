// Owns: how the files of the book are, as main last said. Leaves to others: the files (main), the banner (App.svelte).
import type { StoreState } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';

export class StoreFiles {
  #state = $state.raw<StoreState | null>(null);
  #listening = false;

  /** Null until the first answer. */
  get state(): StoreState | null {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#state = await ask('store.state');
    if (!this.#listening) listen('store.changed', (state) => (this.#state = state));
    this.#listening = true;
  }
}
