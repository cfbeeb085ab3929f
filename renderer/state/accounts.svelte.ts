// Owns: the linked accounts and a sign-in under way. Leaves to others: the sign-in itself (main), showing it.
import type { Account, AccountId, ProviderKind } from '../../main/core/account.ts';
import type { FieldName } from '../../main/core/contact.ts';
import { type ErrorInfo, errorInfo } from '../../main/core/errors.ts';
import { ask, listen } from '../api.ts';

/** A sign-in that waits for the browser: of a new account, or of one that must sign in again. */
export interface Linking {
  readonly provider: ProviderKind;
  readonly account: AccountId | null;
}

export class AccountsState {
  #list = $state.raw<readonly Account[]>([]);
  #linking = $state.raw<Linking | null>(null);
  #error = $state.raw<{ readonly info: ErrorInfo; readonly provider: ProviderKind } | null>(null);

  get list(): readonly Account[] {
    return this.#list;
  }

  get linking(): Linking | null {
    return this.#linking;
  }

  /** Why the last sign-in failed; a sign-in that the person cancelled is no failure. */
  get error(): { readonly info: ErrorInfo; readonly provider: ProviderKind } | null {
    return this.#error;
  }

  find(id: AccountId): Account | undefined {
    return this.#list.find((account) => account.id === id);
  }

  async start(): Promise<void> {
    listen('accounts.changed', ({ accounts }) => (this.#list = accounts));
    this.#list = await ask('accounts.list');
  }

  /** Links a new account; answers it, or null where that did not happen. */
  async link(provider: ProviderKind): Promise<Account | null> {
    return this.#signIn({ provider, account: null }, () => ask('accounts.link', provider));
  }

  async signInAgain(account: Account): Promise<Account | null> {
    if (account.provider === 'computer') return null;
    const linking = { provider: account.provider, account: account.id };
    return this.#signIn(linking, () => ask('accounts.signIn', account.id));
  }

  /** Contacts can be kept on this computer alone from now on. */
  async addComputer(): Promise<Account> {
    const account = await ask('accounts.addComputer');
    this.#list = await ask('accounts.list');
    return account;
  }

  async setNeverSend(account: AccountId, fields: readonly FieldName[]): Promise<void> {
    await ask('accounts.setNeverSend', { account, fields });
    this.#list = await ask('accounts.list');
  }

  async cancel(): Promise<void> {
    await ask('accounts.cancelLink');
  }

  async unlink(account: AccountId): Promise<void> {
    await ask('accounts.unlink', account);
    this.#list = await ask('accounts.list');
  }

  dismissError(): void {
    this.#error = null;
  }

  /** A sign-in that still waits ends for the new one, as it does in main: people change their minds in the browser. */
  async #signIn(linking: Linking, run: () => Promise<Account>): Promise<Account | null> {
    this.#linking = linking;
    this.#error = null;
    try {
      const account = await run();
      this.#list = await ask('accounts.list');
      return account;
    } catch (thrown) {
      const info = errorInfo(thrown);
      if (info.code !== 'auth.cancelled' && this.#linking === linking)
        this.#error = { info, provider: linking.provider };
      return null;
    } finally {
      if (this.#linking === linking) this.#linking = null;
    }
  }
}
