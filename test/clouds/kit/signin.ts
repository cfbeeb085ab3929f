// Owns: the OAuth 2 side of a practice cloud: authorize, consent, token and revoke, with PKCE S256.
// Leaves to others: how the consent page looks (consent-page.ts), each cloud's names, rules and error texts.
import { createHash, randomBytes } from 'node:crypto';
import { consentPage, errorPage, formPostPage } from './consent-page.ts';
import type { Answer, Call } from './server.ts';

/** A person who can sign in at a practice cloud. */
export interface PracticeUser {
  /** The subject of id tokens. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Why the token endpoint refuses; each cloud words these itself. */
export type TokenRefusal =
  | 'missingSecret'
  | 'unknownCode'
  | 'usedCode'
  | 'wrongRedirect'
  | 'wrongVerifier'
  | 'missingVerifier'
  | 'wrongClient'
  | 'revoked'
  | 'unsupportedGrant';

/** What distinguishes one cloud's sign-in from the other's. */
export interface SignInRules {
  readonly cloudName: string;
  readonly paths: { readonly authorize: string; readonly token: string; readonly revoke?: string };
  readonly users: readonly PracticeUser[];
  /** Redirect at once, granting everything asked for. Can be switched while running. */
  autoConsent: boolean;
  /** Life of an access token in seconds; 3600 at both services. Can be switched while running. */
  accessTokenSeconds: number;
  readonly requiresSecret: boolean;
  /** A checkbox for each scope of the API on the consent page (Google's granular consent). */
  readonly granular: boolean;
  readonly rotatesRefreshTokens: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  issuer(): string;
  /** How a granted scope is spelled in replies (Google returns the long form of `email`). */
  scopeName(scope: string): string;
  /** Is a refresh token issued for this authorization? `returning`: this person consented to this client before. */
  offline(query: URLSearchParams, returning: boolean): boolean;
  /** Claims of the id token beyond iss, sub, aud, email, name, iat, exp and nonce. */
  extraClaims(user: PracticeUser): Readonly<Record<string, unknown>>;
  /** Members of a token reply beyond the standard ones (Microsoft's client_info). */
  extraReply(user: PracticeUser): Readonly<Record<string, unknown>>;
  refuse(refusal: TokenRefusal): Answer;
}

/** One consent, alive until revoked. */
interface Grant {
  readonly user: PracticeUser;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  revoked: boolean;
}

interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly offline: boolean;
  readonly expires: number;
  used: boolean;
}

/** Who an access token speaks for. */
export interface Caller {
  readonly user: PracticeUser;
  readonly scopes: readonly string[];
}

export interface SignIn {
  readonly rules: SignInRules;
  /** Answers the sign-in paths; undefined for every other path. */
  handle(call: Call): Answer | undefined;
  /** Undefined when the header carries no token of this cloud, or one that is expired or revoked. */
  caller(authorization: string | undefined): Caller | undefined;
  /** Makes an access token without the browser, for tests of the API alone. */
  issueAccessToken(options?: { user?: PracticeUser; scopes?: readonly string[] }): string;
  /** Every access token so far stops working; refresh tokens stay good. */
  expireAccessTokens(): void;
  /** As a person withdrawing access: refresh and access tokens of all, or of one user, stop working. */
  revokeGrants(userId?: string): void;
}

/** Scopes that say who signed in, or ask for a refresh token, and open no part of the API. */
export const identityScopes: ReadonlySet<string> = new Set(['openid', 'email', 'profile', 'offline_access']);

const codeLife = 600_000;

export function createSignIn(rules: SignInRules): SignIn {
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, Grant>();
  const accessTokens = new Map<string, { grant: Grant; expires: number }>();
  const consented = new Set<string>();

  function authorize(call: Call): Answer {
    const { query } = call;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!isLoopback(redirectUri)) {
      return errorPage(
        rules.cloudName,
        'redirect_uri_mismatch',
        `Not registered: ${redirectUri || '(none)'}`,
      );
    }
    if ((query.get('client_id') ?? '') === '') {
      return errorPage(rules.cloudName, 'invalid_request', 'Missing required parameter: client_id');
    }
    if (query.get('response_type') !== 'code') return sendBack(query, { error: 'unsupported_response_type' });
    if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
      return sendBack(query, { error: 'invalid_request', error_description: 'Only S256 is supported.' });
    }
    const scopes = scopesOf(query);
    if (scopes.length === 0) return sendBack(query, { error: 'invalid_scope' });
    const user = chooseUser(query);
    if (rules.autoConsent) return allow(query, user, scopes);
    if (call.method !== 'POST') return page(call, user, scopes);
    const form = (call.body ?? {}) as Record<string, string>;
    if (form['decision'] !== 'allow') {
      return sendBack(query, { error: 'access_denied', error_description: 'The person refused.' });
    }
    const granted = rules.granular
      ? scopes.filter((scope) => identityScopes.has(scope) || form[`scope:${scope}`] === 'on')
      : scopes;
    return allow(query, user, granted);
  }

  function page(call: Call, user: PracticeUser, scopes: readonly string[]): Answer {
    const here = (login: PracticeUser): string => {
      const query = new URLSearchParams(call.query);
      query.set('user', login.email);
      return `${call.path}?${query.toString()}`;
    };
    return consentPage({
      cloudName: rules.cloudName,
      clientId: call.query.get('client_id') ?? '',
      user,
      others: rules.users.filter((other) => other !== user).map((other) => ({ ...other, href: here(other) })),
      action: here(user),
      scopes: scopes.filter((scope) => !identityScopes.has(scope)),
      granular: rules.granular,
    });
  }

  function chooseUser(query: URLSearchParams): PracticeUser {
    const wanted = query.get('user') ?? query.get('login_hint');
    const found = rules.users.find((user) => user.email === wanted || user.id === wanted);
    const user = found ?? rules.users[0];
    if (user === undefined) throw new Error('A practice cloud needs at least one user.');
    return user;
  }

  function allow(query: URLSearchParams, user: PracticeUser, scopes: readonly string[]): Answer {
    const clientId = query.get('client_id') ?? '';
    const who = `${clientId} ${user.id}`;
    const grant: Grant = {
      user,
      clientId,
      scopes,
      nonce: query.get('nonce') ?? undefined,
      revoked: false,
    };
    const code = secret('code');
    codes.set(code, {
      grant,
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge') ?? undefined,
      offline: rules.offline(query, consented.has(who)),
      expires: rules.now() + codeLife,
      used: false,
    });
    consented.add(who);
    return sendBack(query, {
      code,
      scope: spell(scopes),
      ...(rules.extraReply(user) as Record<string, string>),
    });
  }

  function token(call: Call): Answer {
    const form = (typeof call.body === 'object' && call.body !== null ? call.body : {}) as Record<
      string,
      string
    >;
    if (rules.requiresSecret && !form['client_secret']) return rules.refuse('missingSecret');
    if (form['grant_type'] === 'authorization_code') return redeem(form);
    if (form['grant_type'] === 'refresh_token') return refresh(form);
    return rules.refuse('unsupportedGrant');
  }

  function redeem(form: Record<string, string>): Answer {
    const code = codes.get(form['code'] ?? '');
    if (code === undefined || code.expires < rules.now()) return rules.refuse('unknownCode');
    if (code.used) {
      // RFC 6749 section 4.1.2: a code used twice revokes what the first use issued.
      code.grant.revoked = true;
      return rules.refuse('usedCode');
    }
    if (form['client_id'] !== code.grant.clientId) return rules.refuse('wrongClient');
    if (form['redirect_uri'] !== code.redirectUri) return rules.refuse('wrongRedirect');
    if (code.challenge !== undefined) {
      if (!form['code_verifier']) return rules.refuse('missingVerifier');
      const hash = createHash('sha256').update(form['code_verifier']).digest('base64url');
      if (hash !== code.challenge) return rules.refuse('wrongVerifier');
    }
    code.used = true;
    return reply(code.grant, code.offline ? newRefreshToken(code.grant) : undefined);
  }

  function refresh(form: Record<string, string>): Answer {
    const grant = refreshTokens.get(form['refresh_token'] ?? '');
    if (grant === undefined || grant.revoked) return rules.refuse('revoked');
    if (form['client_id'] !== grant.clientId) return rules.refuse('wrongClient');
    return reply(grant, rules.rotatesRefreshTokens ? newRefreshToken(grant) : undefined);
  }

  function newRefreshToken(grant: Grant): string {
    const value = secret('refresh');
    refreshTokens.set(value, grant);
    return value;
  }

  function newAccessToken(grant: Grant): string {
    const value = secret('access');
    accessTokens.set(value, { grant, expires: rules.now() + rules.accessTokenSeconds * 1000 });
    return value;
  }

  function reply(grant: Grant, refreshToken: string | undefined): Answer {
    const openId = grant.scopes.includes('openid');
    return {
      status: 200,
      json: {
        access_token: newAccessToken(grant),
        expires_in: rules.accessTokenSeconds,
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
        scope: spell(grant.scopes),
        token_type: 'Bearer',
        ...(openId ? { id_token: idToken(grant) } : {}),
        ...rules.extraReply(grant.user),
      },
    };
  }

  /** An unsigned JWT (RFC 7519 section 6): three parts, the last one empty. */
  function idToken(grant: Grant): string {
    const seconds = Math.floor(rules.now() / 1000);
    const claims = {
      iss: rules.issuer(),
      sub: grant.user.id,
      aud: grant.clientId,
      email: grant.user.email,
      name: grant.user.name,
      iat: seconds,
      exp: seconds + rules.accessTokenSeconds,
      ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
      ...rules.extraClaims(grant.user),
    };
    return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
  }

  function revoke(call: Call): Answer {
    const form = (typeof call.body === 'object' && call.body !== null ? call.body : {}) as Record<
      string,
      string
    >;
    const value = form['token'] ?? call.query.get('token') ?? '';
    const grant = refreshTokens.get(value) ?? accessTokens.get(value)?.grant;
    if (grant === undefined || grant.revoked) {
      return { status: 400, json: { error: 'invalid_token', error_description: 'Token expired or revoked' } };
    }
    if (refreshTokens.has(value)) grant.revoked = true;
    accessTokens.delete(value);
    return { status: 200, json: {} };
  }

  function spell(scopes: readonly string[]): string {
    return scopes.map((scope) => rules.scopeName(scope)).join(' ');
  }

  return {
    rules,
    handle(call) {
      if (call.path === rules.paths.authorize) return authorize(call);
      if (call.path === rules.paths.token && call.method === 'POST') return token(call);
      if (call.path === rules.paths.revoke && call.method === 'POST') return revoke(call);
      return undefined;
    },
    caller(authorization) {
      const value = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
      const entry = accessTokens.get(value ?? '');
      if (entry === undefined || entry.grant.revoked || entry.expires <= rules.now()) return undefined;
      return { user: entry.grant.user, scopes: entry.grant.scopes };
    },
    issueAccessToken(options = {}) {
      const user = options.user ?? chooseUser(new URLSearchParams());
      const scopes = options.scopes ?? [];
      return newAccessToken({ user, clientId: 'test', scopes, nonce: undefined, revoked: false });
    },
    expireAccessTokens() {
      accessTokens.clear();
    },
    revokeGrants(userId) {
      const grants = [...refreshTokens.values(), ...[...accessTokens.values()].map((entry) => entry.grant)];
      for (const grant of grants) if (userId === undefined || grant.user.id === userId) grant.revoked = true;
    },
  };
}

/** Redirects to the client with state echoed, by query or by a form that posts itself (`response_mode`). */
function sendBack(query: URLSearchParams, fields: Readonly<Record<string, string>>): Answer {
  const state = query.get('state');
  const all = state === null ? fields : { ...fields, state };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (query.get('response_mode') === 'form_post') return formPostPage(redirectUri, all);
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
  return { status: 302, headers: { location: target.toString() } };
}

/** Desktop clients may be sent back only to this machine (RFC 8252 section 7.3). */
function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function scopesOf(query: URLSearchParams): readonly string[] {
  return [...new Set((query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== ''))];
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function secret(kind: string): string {
  return `practice-${kind}-${randomBytes(24).toString('base64url')}`;
}
