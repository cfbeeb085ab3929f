// Owns: accounts and the branded ids of everything that is stored. Leaves to others: signing in (accounts/), syncing.
import type { ErrorInfo } from './errors.ts';

declare const brand: unique symbol;
type Id<B extends string> = string & { readonly [brand]: B };

export type AccountId = Id<'account'>;
export type ContactId = Id<'contact'>;
export type PersonId = Id<'person'>;
export type RunId = Id<'run'>;

export type ProviderKind = 'google' | 'microsoft';

/**
 * `active`: signed in as far as Kith knows. `signInNeeded`: the provider refused the sign-in; reading and editing go on
 * and pending changes wait (law 16).
 */
export type AccountState = 'active' | 'signInNeeded';

/** One sign-in at one provider. */
export interface Account {
  readonly id: AccountId;
  readonly provider: ProviderKind;
  /** The provider's own stable id of the person (OpenID Connect `sub`, or Entra's object id). */
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly state: AccountState;
  /** Graph only: which mapping this account speaks. */
  readonly graph?: 'v1.0' | 'beta';
  /** ISO 8601. */
  readonly linkedAt: string;
  readonly lastSync?: { readonly at: string; readonly error?: ErrorInfo };
}

/**
 * Where the next pull of an account starts. `cursor` is the provider's, opaque to everyone else. While a complete
 * listing is under way, `listing` numbers it, and contacts carry the number of the last listing that named them.
 */
export interface SyncState {
  readonly cursor: string | null;
  readonly listing: number;
}
