// Owns: what the handlers need from the rest of Kith, as interfaces. Leaves to others: making it (main/index.ts).
import type { AccountId, ProviderKind } from '../core/account.ts';
import type { Clock, Ids, SecretStore } from '../core/ports.ts';
import type { Engine } from '../sync/engine.ts';
import type { ContactProvider } from '../providers/provider.ts';
import type { OpenBook } from '../store/book.ts';
import type { HoldOf, PersonIndex } from '../store/person-index.ts';
import type { AppInfo, EventName, Events, OpenTarget } from '../../preload/contract.ts';

/** A person who came back from the provider's sign-in page. */
export interface SignedIn {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  /** Stores the sign-in under the account's id. Errors: `keychain.*`. */
  keep(account: AccountId): Promise<void>;
}

/** Signing in at one provider (accounts/ has both). */
export interface SignIn {
  /** Begins: the address to open in the person's browser, and what comes of it. */
  start(options: { readonly signal: AbortSignal; readonly expectedUser?: string }): Promise<{ readonly url: string; readonly finished: Promise<SignedIn> }>;
  /** Revokes where possible and forgets the stored sign-in. */
  forget(account: AccountId): Promise<void>;
}

export interface HandlerDependencies {
  readonly book: OpenBook;
  readonly index: PersonIndex;
  readonly engine: Engine;
  readonly providers: Readonly<Record<ProviderKind, ContactProvider>>;
  readonly signIns: Readonly<Record<ProviderKind, SignIn>>;
  readonly secrets: SecretStore;
  readonly holdOf: HoldOf;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly info: Omit<AppInfo, 'clients' | 'secrets'> & { clients(): AppInfo['clients'] };
  /** Opens the person's browser at a sign-in page. */
  openBrowser(url: string): Promise<void>;
  /** Opens an address outside Kith after checking it. Errors: `input.invalid`. */
  openTarget(target: OpenTarget): Promise<void>;
  emit<K extends EventName>(event: K, payload: Events[K]): void;
}
