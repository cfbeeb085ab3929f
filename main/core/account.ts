// Owns: accounts and the branded ids of everything that is stored. Leaves to others: signing in (accounts/), syncing.
import type { FieldName } from './contact.ts';
import type { ErrorInfo } from './errors.ts';

declare const brand: unique symbol;
type Id<B extends string> = string & { readonly [brand]: B };

export type AccountId = Id<'account'>;
export type ContactId = Id<'contact'>;
export type PersonId = Id<'person'>;
export type RunId = Id<'run'>;
export type LabelId = Id<'label'>;

/** The clouds. */
export type ProviderKind = 'google' | 'microsoft';
/** `computer`: contacts that live in no cloud; there is nothing to sign in to and nothing to sync. */
export type AccountKind = ProviderKind | 'computer';

/**
 * `active`: signed in as far as Kith knows. `signInNeeded`: the provider refused the sign-in; reading and editing go on
 * and pending changes wait (law 16).
 */
export type AccountState = 'active' | 'signInNeeded';

/** So many deletions at once that Kith asks before it carries them out (law 10). */
export interface MassDeletion {
  /** `kith`: the cloud deleted, or no longer lists, so many; `cloud`: so many were deleted here. */
  readonly side: 'kith' | 'cloud';
  readonly count: number;
  /** How many contacts the account has. */
  readonly of: number;
  /** Some names, for the question. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

/** One sign-in at one provider, or "This computer". */
export interface Account {
  readonly id: AccountId;
  readonly provider: AccountKind;
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
  /** No sync before this (ISO 8601), because the cloud asked for it (law 15); `strikes` counts such waits in a row. */
  readonly pause?: { readonly until: string; readonly strikes: number; readonly error: ErrorInfo };
  /** What the last run did not do before a person says so. */
  readonly question?: MassDeletion;
  /** A run that was undone here: the next run that gets through brings it to the cloud. */
  readonly undoing?: RunId;
  /**
   * Its first sync is not agreed to: runs read, and write nothing there. `writes`: how many changes wait for that; null:
   * the account has not been read to its end. Absent in accounts that were agreed to, or had nothing to write.
   */
  readonly rehearsal?: { readonly writes: number | null };
  /** Fields that are never sent to this account. */
  readonly neverSend?: readonly FieldName[];
}

/**
 * Where the next pull of an account starts. `cursor` is the provider's, opaque to everyone else. While a complete
 * listing is under way, `listing` numbers it, and contacts carry the number of the last listing that named them.
 */
export interface SyncState {
  readonly cursor: string | null;
  readonly listing: number;
  /** ISO 8601: when `cursor` was stored, and when the last complete listing ended. */
  readonly cursorAt?: string;
  readonly listedAt?: string;
  /** ISO 8601: when the labels were last listed. */
  readonly labelsAt?: string;
  /** The value of `listing` when the labels were last listed: a later one means that the contacts were since. */
  readonly labelsListing?: number;
  /** The last list of labels was empty although it should not be: doubted until another one agrees. */
  readonly labelsDoubted?: boolean;
  /** Refs that contacts carry in their cloud and that its last list of labels did not have. */
  readonly strayRefs?: readonly string[];
  /** Scopes that the last complete listing showed empty although they were not: doubted until another one agrees (law 11). */
  readonly doubted?: readonly string[];
  /** Ids of contacts that lists told of and that could not be read: each run asks for them until they can (law 20). */
  readonly unread?: readonly string[];
  /** How many runs this account has had. */
  readonly runs?: number;
}
