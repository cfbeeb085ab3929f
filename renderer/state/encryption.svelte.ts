// Owns: whether the files of the address book are encrypted, and switching that. Leaves to others: doing it (main), the words
// (components/Encryption.svelte).
import type { EncryptionView } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';

export class EncryptionState {
  #view = $state.raw<EncryptionView | null>(null);
  #recoveryKey = $state.raw<string | null>(null);
  #asking = $state(false);
  #listening = false;

  /** Null until the first answer: the keychain may take its time. */
  get view(): EncryptionView | null {
    return this.#view;
  }

  /** What the person is shown to write down; null while nothing is shown. */
  get recoveryKey(): string | null {
    return this.#recoveryKey;
  }

  /** True while main is asked to switch. */
  get asking(): boolean {
    return this.#asking;
  }

  async refresh(): Promise<void> {
    if (!this.#listening) listen('encryption.changed', () => void this.refresh());
    this.#listening = true;
    this.#view = await ask('encryption.state');
  }

  /** Errors: as `encryption.turnOn`. */
  turnOn(): Promise<void> {
    return this.#switching(async () => {
      const { recoveryKey } = await ask('encryption.turnOn');
      this.#recoveryKey = recoveryKey;
    });
  }

  /** Errors: as `encryption.turnOff`. */
  turnOff(): Promise<void> {
    return this.#switching(async () => void (await ask('encryption.turnOff')));
  }

  /** Errors: as `encryption.cancel`. */
  cancel(): Promise<void> {
    return this.#switching(async () => void (await ask('encryption.cancel')));
  }

  async showRecoveryKey(): Promise<void> {
    this.#recoveryKey = await ask('encryption.recoveryKey');
  }

  hideRecoveryKey(): void {
    this.#recoveryKey = null;
  }

  async #switching(work: () => Promise<void>): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      await work();
    } finally {
      this.#asking = false;
      await this.refresh();
    }
  }
}
