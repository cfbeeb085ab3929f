// Owns: the secret of each account between memory and the secret store, so that a failed write loses nothing.
// Leaves to others: what the secret says (google-sign-in, microsoft-sign-in), where it is stored (keychain, files).
import type { ProviderKind } from '../core/account.ts';
import { AppError, asAppError } from '../core/errors.ts';
import type { SecretRead, SecretStore } from '../core/ports.ts';
import { nameOf, signInRequired } from './sign-in.ts';
import type { Keeping } from './sign-in.ts';

/** Told when a secret could not be stored and lives in memory only; the account is signed in until quit. */
export type OnUnkept = (accountId: string, error: AppError) => void;

/** The secrets of one provider's accounts. What could not be stored is served from memory and stored at the next chance. */
export class KeptSecrets {
  readonly #provider: ProviderKind;
  readonly #store: SecretStore;
  readonly #onUnkept: OnUnkept;
  readonly #unstored = new Map<string, string>();

  constructor(provider: ProviderKind, store: SecretStore, onUnkept: OnUnkept) {
    this.#provider = provider;
    this.#store = store;
    this.#onUnkept = onUnkept;
  }

  /** The newest secret of the account. Errors: `auth.required` when there is none, `keychain.*` when none can be told. */
  async read(accountId: string): Promise<string> {
    const unstored = this.#unstored.get(accountId);
    if (unstored !== undefined) {
      await this.write(accountId, unstored);
      return unstored;
    }
    const read = await this.#store.get(accountId);
    if (read.kind === 'found') return read.value;
    if (read.kind === 'absent') {
      throw signInRequired(this.#provider, accountId, 'no sign-in for it is stored on this computer');
    }
    throw silentKeychain(this.#provider, accountId, read.reason);
  }

  /** Stores the secret; when that fails it is kept in memory instead, and the caller may go on using it. */
  async write(accountId: string, secret: string): Promise<Keeping> {
    this.#unstored.set(accountId, secret);
    if (this.#store.kind === 'memory') return { kind: 'untilQuit', error: undefined };
    try {
      await this.#store.set(accountId, secret);
    } catch (thrown) {
      const error = asAppError(thrown);
      this.#onUnkept(accountId, error);
      return { kind: 'untilQuit', error };
    }
    if (this.#unstored.get(accountId) === secret) this.#unstored.delete(accountId);
    return { kind: 'stored' };
  }

  /** Drops the secret everywhere. Errors: `keychain.*`; memory is cleared even then. */
  async delete(accountId: string): Promise<void> {
    this.#unstored.delete(accountId);
    await this.#store.delete(accountId);
  }
}

type Unknown = Extract<SecretRead, { kind: 'unknown' }>['reason'];

function silentKeychain(provider: ProviderKind, accountId: string, reason: Unknown): AppError {
  const context = { provider, account: accountId, reason };
  const kept = `The sign-in of this ${nameOf(provider)} account is kept, and so are its contacts and unsent changes.`;
  if (reason === 'unavailable') {
    return new AppError(
      'keychain.unavailable',
      `This computer’s keychain cannot be reached, so Kith cannot read the sign-in. ${kept} Sync goes on once the keychain is back; you can also sign in again, which then lasts until you quit Kith.`,
      { retry: 'afterUser', context },
    );
  }
  return new AppError(
    'keychain.locked',
    `This computer’s keychain is locked${reason === 'waiting' ? ' and waits for you to unlock it' : ''}, so Kith cannot read the sign-in. ${kept} Unlock the keychain, then sync again.`,
    { retry: 'afterUser', context },
  );
}
