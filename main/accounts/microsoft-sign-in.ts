// Owns: signing in at Microsoft through MSAL Node with Kith's own PKCE and receiver, and silent renewal.
// Leaves to others: receiving the redirect, keeping secrets, and asking Graph.
import { createHash } from 'node:crypto';
import type { AuthenticationResult } from '@azure/msal-node';
import * as v from 'valibot';
import type { SpokenLanguage } from '../core/language.ts';
import type { Clock, SecretStore } from '../core/ports.ts';
import { AccessTokens } from './access-tokens.ts';
import type { AccessToken } from './access-tokens.ts';
import type { MicrosoftEndpoints, OAuthClient } from './endpoints.ts';
import { readIdToken } from './id-token.ts';
import { KeptSecrets } from './kept-secrets.ts';
import type { OnUnkept } from './kept-secrets.ts';
import { receiveRedirect } from './loopback.ts';
import { microsoftFailure } from './microsoft-failure.ts';
import { createMsalCache } from './msal-cache.ts';
import type { MsalCache } from './msal-cache.ts';
import { newMsalClient } from './msal-client.ts';
import type { MsalClient } from './msal-client.ts';
import * as signIn from './sign-in.ts';
import type { Attempt, Keeping, SignedIn, SignIn, StartOptions } from './sign-in.ts';
import type { Fetch } from './token-fetch.ts';

export interface MicrosoftSignInParts {
  /** Kith's registration, read anew for each sign-in so that settings take effect at once. */
  client(): OAuthClient | undefined;
  readonly endpoints: Omit<MicrosoftEndpoints, 'graph'>;
  readonly secrets: SecretStore;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** 256 unguessable bits as 43 base64url characters; called afresh for each verifier and each state. */
  token256(): string;
  readonly onUnkept: OnUnkept;
  /** What the page in the browser speaks after it; English unless told. */
  readonly language?: () => SpokenLanguage;
}

const contactsScope = 'Contacts.ReadWrite';
const scopes = [contactsScope, 'User.Read'];
/** Life of an access token whose reply does not tell; Microsoft's is about an hour. */
const assumedLifeMs = 300_000;

/** What is kept per account. A refresh token serves only the client it was issued to. */
const kept = v.object({ v: v.literal(1), clientId: v.string(), cache: v.record(v.string(), v.unknown()) });

/** Signing in at Microsoft. */
export function createMicrosoftSignIn(parts: MicrosoftSignInParts): SignIn {
  const secrets = new KeptSecrets('microsoft', parts.secrets, parts.onUnkept);
  const tokens = new AccessTokens(parts.clock, renew);
  const open = new Map<
    string,
    { readonly client: OAuthClient; readonly msal: MsalClient; readonly cache: MsalCache }
  >();

  async function start(options: StartOptions): Promise<Attempt> {
    const client = parts.client();
    if (!client) throw signIn.noClientId('microsoft');
    const cache = createMsalCache();
    const msal = await newMsalClient(parts, client, cache, options.signal);
    const verifier = parts.token256();
    const state = parts.token256();
    const receiver = await receiveRedirect({
      // Entra ignores the port of `http://localhost` and compares the rest, so the path is the root.
      path: '/',
      hostName: 'localhost',
      state,
      signal: options.signal,
      timeoutMs: signIn.browserMinutes * 60_000,
      clock: parts.clock,
      language: parts.language,
    });
    const { redirectUri } = receiver;
    const url = await msal.app.getAuthCodeUrl({
      scopes,
      redirectUri,
      state,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      prompt: 'select_account',
    });

    async function finish(): Promise<SignedIn> {
      const { code } = signIn.codeOf(await receiver.result, 'microsoft');
      const result = await asking(msal, () =>
        msal.app.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: verifier }),
      );
      return signedIn(result, options.expected, client as OAuthClient, cache);
    }
    const finished = finish();
    // Whoever awaits it gets the error; a caller still opening the browser must not be ended by it.
    finished.catch(() => undefined);
    return { url, finished };
  }

  function signedIn(
    result: AuthenticationResult,
    expected: string | undefined,
    client: OAuthClient,
    cache: MsalCache,
  ): SignedIn {
    const who = identity(result, client);
    if (!grantsContacts(result.scopes)) throw signIn.scopeMissing('microsoft');
    if (expected !== undefined && who.userId !== expected) throw signIn.wrongAccount('microsoft');
    if (!holdsRefreshToken(cache)) {
      throw signIn.answeredNonsense(
        'microsoft',
        'gave no refresh token, without which the sign-in would end within the hour',
      );
    }
    const access = accessOf(result);
    return {
      provider: 'microsoft',
      ...who,
      keep: async (accountId) => {
        let keeping: Keeping = { kind: 'untilQuit', error: undefined };
        await tokens.replace(accountId, access, async () => {
          open.delete(accountId);
          keeping = await secrets.write(accountId, pack(cache, client));
        });
        return keeping;
      },
    };
  }

  async function renew(accountId: string): Promise<AccessToken> {
    const client = parts.client();
    if (!client) throw signIn.noClientId('microsoft');
    const { msal, cache } = await opened(accountId, client);
    const before = cache.durable();
    const account = (await msal.app.getTokenCache().getAllAccounts())[0];
    if (!account)
      throw signIn.signInRequired('microsoft', accountId, 'what the keychain holds for it names no account');
    const result = await asking(
      msal,
      // Kith itself knows how long a token serves; asking MSAL means that a new one is wanted.
      () => msal.app.acquireTokenSilent({ account, scopes, forceRefresh: true }),
      accountId,
    );
    // Microsoft hands out a new refresh token each time: it is stored before the access token is used.
    if (cache.durable() !== before) await secrets.write(accountId, pack(cache, client));
    return accessOf(result);
  }

  /** The MSAL client of an account, kept so that the keychain is asked once a run and may be locked later. */
  async function opened(accountId: string, client: OAuthClient) {
    const present = open.get(accountId);
    if (present?.client.id === client.id) return present;
    const secret = unpack(await secrets.read(accountId));
    if (!secret)
      throw signIn.signInRequired('microsoft', accountId, 'what the keychain holds for it cannot be read');
    if (secret.clientId !== client.id) {
      const why = 'the Microsoft client id in use has changed since it signed in';
      throw signIn.signInRequired('microsoft', accountId, why);
    }
    const cache = createMsalCache(JSON.stringify(secret.cache));
    const fresh = { client, cache, msal: await newMsalClient(parts, client, cache) };
    open.set(accountId, fresh);
    return fresh;
  }

  async function forget(accountId: string): Promise<void> {
    // Microsoft has no way to revoke one refresh token; the person can withdraw access at Microsoft.
    await tokens.drop(accountId);
    open.delete(accountId);
    await secrets.delete(accountId);
  }

  function accessOf(result: AuthenticationResult): AccessToken {
    // MSAL reckons with the system's clock, Kith with the one handed in: what both know is how long it lives.
    const lifeMs = result.expiresOn ? result.expiresOn.getTime() - Date.now() : assumedLifeMs;
    return { token: result.accessToken, expiresAt: parts.clock.now() + lifeMs };
  }

  return {
    provider: 'microsoft',
    start,
    accessToken: (accountId, options) => tokens.get(accountId, options?.forceRefresh),
    forget,
  };
}

async function asking(
  msal: MsalClient,
  request: () => Promise<AuthenticationResult | null>,
  accountId?: string,
): Promise<AuthenticationResult> {
  msal.observed();
  let result: AuthenticationResult | null;
  try {
    result = await request();
  } catch (thrown) {
    throw microsoftFailure(thrown, msal.observed(), accountId);
  }
  if (!result?.accessToken) {
    throw signIn.answeredNonsense('microsoft', 'sent an answer without an access token');
  }
  return result;
}

/** The id is unique only within its tenant, and a guest has one in each. */
function identity(
  result: AuthenticationResult,
  client: OAuthClient,
): Pick<SignedIn, 'userId' | 'email' | 'name'> {
  const claims = result.idToken ? readIdToken(result.idToken, client.id) : undefined;
  const id = claims?.oid ?? claims?.sub;
  if (!claims || !id) throw signIn.answeredNonsense('microsoft', 'did not say who signed in');
  const email = claims.email ?? claims.preferred_username ?? '';
  return { userId: claims.tid ? `${id}.${claims.tid}` : id, email, name: claims.name ?? email };
}

/** Scopes come back short or as addresses (`https://graph.microsoft.com/Contacts.ReadWrite`), in any case. */
function grantsContacts(granted: readonly string[]): boolean {
  return granted.some((scope) => scope.split('/').at(-1)?.toLowerCase() === contactsScope.toLowerCase());
}

function holdsRefreshToken(cache: MsalCache): boolean {
  const stored = JSON.parse(cache.durable()) as { readonly RefreshToken: object };
  return Object.keys(stored.RefreshToken).length > 0;
}

function pack(cache: MsalCache, client: OAuthClient): string {
  return JSON.stringify({ v: 1, clientId: client.id, cache: JSON.parse(cache.durable()) as unknown });
}

function unpack(secret: string): v.InferOutput<typeof kept> | undefined {
  try {
    return v.parse(kept, JSON.parse(secret));
  } catch {
    return undefined;
  }
}
