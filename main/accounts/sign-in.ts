// Owns: what signing in means whichever the provider, and the errors both word alike. Leaves to others: each provider.
import type { ProviderKind } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Redirect } from './loopback.ts';

/** Signing in, and tokens afterwards, at one provider. */
export interface SignIn {
  readonly provider: ProviderKind;
  /**
   * Begins a sign-in: Kith listens already when this resolves. The caller opens `url` in the system browser, or prints it.
   * `expected` is the user id an existing account must come back with.
   * Errors: `auth.noClientId`.
   */
  start(options: StartOptions): Promise<Attempt>;
  /**
   * An access token that is good for a while yet; asks the provider only when there is none, one request at a time.
   * Errors: `auth.required`, `auth.failed`, `keychain.*`, `network.*`.
   */
  accessToken(accountId: string, options?: { readonly forceRefresh?: boolean }): Promise<string>;
  /** Forgets the account's secrets, here and, if it can be reached, at the provider. Errors: `keychain.*`. */
  forget(accountId: string): Promise<void>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly expected?: string;
}

export interface Attempt {
  readonly url: string;
  /** Errors: `auth.*`, `network.*`. Nothing is stored before `keep`. */
  readonly finished: Promise<SignedIn>;
}

/** Someone signed in. Not kept in any way until `keep` is called. */
export interface SignedIn {
  readonly provider: ProviderKind;
  /** The provider's own stable id of the person. */
  readonly userId: string;
  /** Empty when the provider did not say. */
  readonly email: string;
  readonly name: string;
  /** Keeps the sign-in under the account's id; from then on `accessToken` serves it. Does not throw for a bad keychain. */
  keep(accountId: string): Promise<Keeping>;
}

/** Where a sign-in is kept. `untilQuit`: only in memory, and why. */
export type Keeping =
  { readonly kind: 'stored' } | { readonly kind: 'untilQuit'; readonly error: AppError | undefined };

/** How long the browser may take (RFC 8252 leaves it open; people go and fetch their second factor). */
export const browserMinutes = 5;

const names: Readonly<Record<ProviderKind, string>> = { google: 'Google', microsoft: 'Microsoft' };
const variables: Readonly<Record<ProviderKind, string>> = {
  google: 'KITH_GOOGLE_CLIENT_ID and KITH_GOOGLE_CLIENT_SECRET',
  microsoft: 'KITH_MICROSOFT_CLIENT_ID',
};

/** The provider's name as people write it. */
export function nameOf(provider: ProviderKind): string {
  return names[provider];
}

export function noClientId(provider: ProviderKind): AppError {
  return new AppError(
    'auth.noClientId',
    `Kith has no client id for ${nameOf(provider)}, so ${nameOf(provider)} would not let it ask for a sign-in. ` +
      `Nothing was changed. Enter one in Settings, or set ${variables[provider]}.`,
    { retry: 'afterUser', context: { provider } },
  );
}

/** The code of a redirect, or the AppError that says why there is none. */
export function codeOf(
  redirect: Redirect,
  provider: ProviderKind,
): { code: string; issuer: string | undefined } {
  switch (redirect.kind) {
    case 'code':
      return redirect;
    case 'timeout':
      throw new AppError(
        'auth.timeout',
        `Nothing came back from ${nameOf(provider)} within ${browserMinutes} minutes, so Kith stopped waiting. Nothing was changed. Start the sign-in again.`,
        { retry: 'afterUser', context: { provider } },
      );
    case 'cancelled':
      throw cancelled(provider);
    case 'refused':
      throw refused(redirect.error, provider);
  }
}

export function cancelled(provider: ProviderKind): AppError {
  return new AppError(
    'auth.cancelled',
    `The sign-in at ${nameOf(provider)} was cancelled. Nothing was changed.`,
    {
      retry: 'afterUser',
      context: { provider },
    },
  );
}

function refused(word: string, provider: ProviderKind): AppError {
  const context = { provider, answer: word };
  if (word === 'access_denied') {
    return new AppError(
      'auth.denied',
      `Access was declined at ${nameOf(provider)}. Nothing was changed. To link the account, start again and allow it.`,
      { retry: 'afterUser', context },
    );
  }
  return new AppError(
    'auth.failed',
    `${nameOf(provider)} ended the sign-in with “${word}”. Nothing was changed. Try again; if it happens again, the registration of Kith at ${nameOf(provider)} needs a look.`,
    { retry: 'afterUser', context: { ...context, said: word } },
  );
}

export function scopeMissing(provider: ProviderKind): AppError {
  return new AppError(
    'auth.scopeMissing',
    `${nameOf(provider)} signed you in, but the permission for contacts was left out. Nothing was changed. Start again and tick contacts.`,
    { retry: 'afterUser', context: { provider } },
  );
}

export function wrongAccount(provider: ProviderKind): AppError {
  return new AppError(
    'auth.wrongAccount',
    `A different ${nameOf(provider)} account signed in than the one that has to sign in again. Nothing was changed. Start again with the right account, or link the other one as a new account.`,
    { retry: 'afterUser', context: { provider } },
  );
}

/** The provider, or the keychain, has no sign-in for this account any more. `why` is a clause, with its reason. */
export function signInRequired(provider: ProviderKind, accountId: string, why: string): AppError {
  return new AppError(
    'auth.required',
    `This ${nameOf(provider)} account must sign in again: ${why}. Its contacts and unsent changes are kept.`,
    { retry: 'afterUser', context: { provider, account: accountId } },
  );
}

/** The token endpoint answered something that is no answer. `what` is a clause. */
export function answeredNonsense(
  provider: ProviderKind,
  what: string,
  details: NonsenseDetails = {},
): AppError {
  const { later = true, cause, ...known } = details;
  const context: Record<string, Json> = { provider, reason: 'service', said: what };
  if (known.status !== undefined) context['status'] = known.status;
  if (known.retryAfter !== undefined) context['retryAfter'] = known.retryAfter;
  return new AppError(
    'auth.failed',
    `${nameOf(provider)}’s sign-in service ${what}. Nothing was changed. Try again in a while; a network that asks for its own login first can cause this too.`,
    { retry: later ? 'later' : 'afterUser', context, cause },
  );
}

export interface NonsenseDetails {
  /** Whether it may pass by itself; true unless told. */
  readonly later?: boolean;
  readonly status?: number | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}
