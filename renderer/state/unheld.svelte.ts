// Owns: what the accounts of a draft cannot keep of it, asked again when the typing pauses (law 21).
// Leaves to others: what a cloud can keep (main), the draft (draft.svelte.ts).
import type { AccountId } from '../../main/core/account.ts';
import type { FieldName } from '../../main/core/contact.ts';
import type { SaveContact, UnheldView } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { type Timer, windowTimer } from './timer.ts';

/** How long (milliseconds) nothing must be typed before main is asked. */
export const TYPING_PAUSE = 300;

export class Unheld {
  readonly #timer: Timer;
  #fields = $state.raw<ReadonlyMap<AccountId, readonly UnheldView[]>>(new Map());
  #callOff: (() => void) | null = null;
  #asked = 0;

  constructor(timer: Timer = windowTimer) {
    this.#timer = timer;
  }

  /** The accounts that cannot keep what stands in this field now. */
  accountsWithout(name: FieldName): readonly AccountId[] {
    return [...this.#fields].flatMap(([account, unheld]) =>
      unheld.some(({ field }) => field === name) ? [account] : [],
    );
  }

  /** The accounts that lose this value of a list, or keep it in part. */
  accountsWithoutValue(name: FieldName, id: string): readonly AccountId[] {
    return [...this.#fields].flatMap(([account, unheld]) =>
      unheld.some(({ field, values }) => field === name && values.includes(id)) ? [account] : [],
    );
  }

  /** Asks for these accounts and this content once nothing more has come for a while. */
  watch(accounts: readonly AccountId[], fields: SaveContact['fields']): void {
    this.#callOff?.();
    this.#callOff = this.#timer(() => void this.#ask(accounts, fields), TYPING_PAUSE);
  }

  /** Asks no more. */
  stop(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#asked++;
  }

  async #ask(accounts: readonly AccountId[], fields: SaveContact['fields']): Promise<void> {
    const asked = ++this.#asked;
    try {
      const answers = await Promise.all(
        accounts.map(
          async (account) => [account, await ask('contacts.unheld', { account, fields })] as const,
        ),
      );
      if (asked === this.#asked) this.#fields = new Map(answers);
    } catch {
      // A hint that cannot be had must not disturb the typing; saving says what went wrong.
      if (asked === this.#asked) this.#fields = new Map();
    }
  }
}
