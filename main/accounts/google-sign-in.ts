// Owns: signing in at Google through googleapis' OAuth2 client, refresh and revocation (People API: scope `contacts`).
// Leaves to others: receiving the redirect, keeping secrets, and asking the People API.
import { auth } from 'googleapis/build/src/apis/people/index.js';
import { createHash } from 'node:crypto';
import type { CodeChallengeMethod } from 'google-auth-library';
import * as v from 'valibot';
import type { AppError } from '../core/errors.ts';
import type { SpokenLanguage } from '../core/language.ts';
import type { Clock, SecretStore } from '../core/ports.ts';
import { AccessTokens } from './access-tokens.ts';
import type { AccessToken } from './access-tokens.ts';
import { defaultEndpoints } from './endpoints.ts';
import type { GoogleEndpoints, OAuthClient } from './endpoints.ts';
import { googleFailure } from './google-failure.ts';
import { readIdToken, sameIssuer } from './id-token.ts';
import { KeptSecrets } from './kept-secrets.ts';
import type { OnUnkept } from './kept-secrets.ts';
import { receiveRedirect } from './loopback.ts';
import * as signIn from './sign-in.ts';
import type { Attempt, Keeping, SignedIn, SignIn, StartOptions } from './sign-in.ts';
import { tokenFetch } from './token-fetch.ts';
import type { Fetch } from './token-fetch.ts';

export interface GoogleSignInParts {
  /** Kith's registration, read anew for each sign-in so that settings take effect at once. */
  client(): OAuthClient | undefined;
  readonly endpoints: Omit<GoogleEndpoints, 'api'>;
  readonly secrets: SecretStore;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** 256 unguessable bits as 43 base64url characters; called afresh for each verifier and each state. */
  token256(): string;
  readonly onUnkept: OnUnkept;
  /** What the page in the browser speaks after it; English unless told. */
  readonly language?: () => SpokenLanguage;
}

const contactsScope = 'https://www.googleapis.com/auth/contacts';
const scopes = ['openid', 'email', 'profile', contactsScope];
const googleIssuer = 'https://accounts.google.com';
/** Life of an access token whose reply does not tell; Google's is an hour. */
const assumedLifeMs = 300_000;
const revokeTimeoutMs = 10_000;

const tokenReply = v.looseObject({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  refresh_token: v.nullish(v.pipe(v.string(), v.nonEmpty())),
  // googleapis turns `expires_in` into this, in milliseconds since 1970.
  expiry_date: v.nullish(v.number()),
  scope: v.nullish(v.string()),
  id_token: v.nullish(v.string()),
});
type TokenReply = v.InferOutput<typeof tokenReply>;

/** What is kept per account. A refresh token serves only the client it was issued to. */
const kept = v.object({
  v: v.literal(1),
  refreshToken: v.pipe(v.string(), v.nonEmpty()),
  clientId: v.string(),
});

/** Signing in at Google. */
export function createGoogleSignIn(parts: GoogleSignInParts): SignIn {
  const secrets = new KeptSecrets('google', parts.secrets, parts.onUnkept);
  const tokens = new AccessTokens(parts.clock, refresh);

  async function start(options: StartOptions): Promise<Attempt> {
    const client = parts.client();
    if (!client) throw signIn.noClientId('google');
    const oauth = await newOAuth(client, options.signal);
    const verifier = parts.token256();
    const state = parts.token256();
    const receiver = await receiveRedirect({
      path: '/cb',
      hostName: '127.0.0.1',
      state,
      signal: options.signal,
      timeoutMs: signIn.browserMinutes * 60_000,
      clock: parts.clock,
      language: parts.language,
    });
    const url = oauth.generateAuthUrl({
      // A refresh token is issued only for offline access, and issued again only when consent is given again.
      access_type: 'offline',
      prompt: options.expected === undefined ? 'consent select_account' : 'consent',
      ...(options.expected === undefined ? {} : { login_hint: options.expected }),
      scope: scopes,
      state,
      redirect_uri: receiver.redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256' as CodeChallengeMethod,
    });

    async function finish(): Promise<SignedIn> {
      const { code, issuer } = signIn.codeOf(await receiver.result, 'google');
      const reply = await asking(() =>
        oauth.getToken({ code, codeVerifier: verifier, redirect_uri: receiver.redirectUri }),
      );
      return signedIn(readReply(reply.tokens), client as OAuthClient, options.expected, issuer);
    }
    const finished = finish();
    // Whoever awaits it gets the error; a caller still opening the browser must not be ended by it.
    finished.catch(() => undefined);
    return { url, finished };
  }

  function signedIn(
    reply: TokenReply,
    client: OAuthClient,
    expected: string | undefined,
    issuer: string | undefined,
  ): SignedIn {
    const who = identity(reply, client, issuer);
    if (reply.scope && !reply.scope.split(/\s+/).includes(contactsScope)) throw signIn.scopeMissing('google');
    if (expected !== undefined && who.userId !== expected) throw signIn.wrongAccount('google');
    const refreshToken = reply.refresh_token;
    if (!refreshToken) {
      throw signIn.answeredNonsense(
        'google',
        'gave no refresh token, without which the sign-in would end within the hour',
      );
    }
    const access = accessOf(reply);
    return {
      provider: 'google',
      ...who,
      keep: async (accountId) => {
        let keeping: Keeping = { kind: 'untilQuit', error: undefined };
        await tokens.replace(accountId, access, async () => {
          keeping = await secrets.write(accountId, pack(refreshToken, client));
        });
        return keeping;
      },
    };
  }

  function identity(reply: TokenReply, client: OAuthClient, issuer: string | undefined): Who {
    const claims = reply.id_token ? readIdToken(reply.id_token, client.id) : undefined;
    if (!claims?.sub) throw signIn.answeredNonsense('google', 'did not say who signed in');
    const real = parts.endpoints.token === defaultEndpoints.google.token;
    const issuers = [issuer, claims.iss, ...(real ? [googleIssuer] : [])].filter(
      (name) => name !== undefined,
    );
    if (issuers.some((name) => !sameIssuer(name, issuers[0] ?? name))) {
      // RFC 9207: an answer of one service handed in as another's.
      throw signIn.answeredNonsense('google', 'is not the one that answered the browser', { later: false });
    }
    const email = claims.email ?? '';
    return { userId: claims.sub, email, name: claims.name ?? email };
  }

  async function refresh(accountId: string): Promise<AccessToken> {
    const client = parts.client();
    if (!client) throw signIn.noClientId('google');
    const secret = unpack(await secrets.read(accountId));
    if (!secret)
      throw signIn.signInRequired('google', accountId, 'what the keychain holds for it cannot be read');
    if (secret.clientId !== client.id) {
      throw signIn.signInRequired(
        'google',
        accountId,
        'the Google client id in use has changed since it signed in',
      );
    }
    const oauth = await newOAuth(client);
    oauth.setCredentials({ refresh_token: secret.refreshToken });
    // The client overwrites a new refresh token with the old one after this event, so it is taken here.
    let rotated: string | undefined;
    oauth.on('tokens', (fresh) => (rotated = fresh.refresh_token ?? undefined));
    const reply = await asking(() => oauth.refreshAccessToken(), accountId);
    const access = accessOf(readReply(reply.credentials));
    if (rotated !== undefined && rotated !== secret.refreshToken) {
      await secrets.write(accountId, pack(rotated, client));
    }
    return access;
  }

  async function forget(accountId: string): Promise<void> {
    await tokens.drop(accountId);
    const secret = await secrets.read(accountId).then(unpack, () => undefined);
    await secrets.delete(accountId);
    if (!secret) return;
    const oauth = await newOAuth({ id: secret.clientId }, undefined, revokeTimeoutMs);
    // Best effort: offline, or revoked already. The person can withdraw access at Google too.
    await oauth.revokeToken(secret.refreshToken).catch(() => undefined);
  }

  function accessOf(reply: TokenReply): AccessToken {
    // googleapis reckons with the system's clock, Kith with the one handed in: what both know is how long it lives.
    const lifeMs = reply.expiry_date ? reply.expiry_date - Date.now() : assumedLifeMs;
    return { token: reply.access_token, expiresAt: parts.clock.now() + lifeMs };
  }

  async function newOAuth(client: OAuthClient, signal?: AbortSignal, timeoutMs?: number) {
    const fetchToken = tokenFetch({
      provider: 'google',
      fetch: parts.fetch,
      clock: parts.clock,
      ...(signal ? { signal } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return new auth.OAuth2({
      clientId: client.id,
      ...(client.secret === undefined ? {} : { clientSecret: client.secret }),
      endpoints: {
        oauth2AuthBaseUrl: parts.endpoints.authorize,
        oauth2TokenUrl: parts.endpoints.token,
        oauth2RevokeUrl: parts.endpoints.revoke,
      },
      transporterOptions: {
        fetchImplementation: (input, init) => fetchToken(String(input), init),
        // When to ask again is the scheduler's to say.
        retryConfig: { retry: 0 },
      },
    });
  }

  return {
    provider: 'google',
    start,
    accessToken: (accountId, options) => tokens.get(accountId, options?.forceRefresh),
    forget,
  };
}

type Who = Pick<SignedIn, 'userId' | 'email' | 'name'>;

async function asking<T>(request: () => Promise<T>, accountId?: string): Promise<T> {
  try {
    return await request();
  } catch (thrown) {
    throw googleFailure(thrown, accountId) satisfies AppError;
  }
}

function readReply(tokens: unknown): TokenReply {
  const parsed = v.safeParse(tokenReply, tokens);
  if (!parsed.success) throw signIn.answeredNonsense('google', 'sent an answer without an access token');
  return parsed.output;
}

function pack(refreshToken: string, client: OAuthClient): string {
  return JSON.stringify({ v: 1, refreshToken, clientId: client.id });
}

function unpack(secret: string): v.InferOutput<typeof kept> | undefined {
  try {
    return v.parse(kept, JSON.parse(secret));
  } catch {
    return undefined;
  }
}
