// Owns: how Microsoft's sign-in differs from the common one: paths, claims, client_info, AADSTS texts, refused refreshes.
// Leaves to others: authorize, consent, PKCE and tokens (the kit).
import type { Answer, Call } from '../kit/server.ts';
import { createSignIn } from '../kit/signin.ts';
import type { PracticeUser, SignIn, TokenRefusal } from '../kit/signin.ts';
import type { MicrosoftFaults, RefreshRefusal } from './switches.ts';

/** The tenant of all personal accounts. */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

export const signInPaths = {
  authorize: '/common/oauth2/v2.0/authorize',
  token: '/common/oauth2/v2.0/token',
} as const;

export function createMicrosoftSignIn(options: {
  users: readonly PracticeUser[];
  autoConsent: boolean;
  now: () => number;
  url: () => string;
}): SignIn {
  const { now } = options;
  return createSignIn({
    cloudName: 'Microsoft',
    paths: signInPaths,
    users: options.users,
    autoConsent: options.autoConsent,
    accessTokenSeconds: 3600,
    requiresSecret: false,
    granular: false,
    rotatesRefreshTokens: true,
    now,
    issuer: () => `${options.url()}/common/v2.0`,
    scopeName: (scope) => scope,
    offline: (query) => (query.get('scope') ?? '').split(/\s+/).includes('offline_access'),
    extraClaims: (user) => ({
      oid: user.id,
      tid: personalTenant,
      preferred_username: user.email,
      ver: '2.0',
    }),
    extraReply: (user) => ({
      client_info: Buffer.from(JSON.stringify({ uid: user.id, utid: personalTenant })).toString('base64url'),
    }),
    refuse: (refusal) => refuse(texts[refusal], now()),
  });
}

interface RefusalText {
  readonly error: string;
  readonly number: number;
  readonly text: string;
  readonly suberror?: string;
  readonly claims?: string;
}

const grant = (number: number, text: string, suberror?: string): RefusalText => ({
  error: 'invalid_grant',
  number,
  text,
  ...(suberror === undefined ? {} : { suberror }),
});

const texts: Readonly<Record<TokenRefusal, RefusalText>> = {
  missingSecret: {
    error: 'invalid_client',
    number: 7000218,
    text: 'The request body must contain a client_secret.',
  },
  unknownCode: grant(
    70008,
    'The provided authorization code or refresh token has expired due to inactivity.',
  ),
  usedCode: grant(
    54005,
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code.',
  ),
  wrongRedirect: grant(
    50011,
    'The redirect URI specified in the request does not match the one used to get the code.',
  ),
  wrongVerifier: grant(
    501481,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  missingVerifier: grant(501471, 'The parameter code_verifier is required.'),
  wrongClient: grant(700009, 'The code or token was issued to another application.'),
  revoked: grant(700082, 'The refresh token has expired due to inactivity or was revoked.', 'bad_token'),
  unsupportedGrant: {
    error: 'unsupported_grant_type',
    number: 70003,
    text: 'The grant type is not supported.',
  },
};

function refuse(refusal: RefusalText, now: number): Answer {
  const id = '00000000-0000-4000-8000-000000000000';
  return {
    status: 400,
    json: {
      error: refusal.error,
      error_description: `AADSTS${refusal.number}: ${refusal.text}`,
      error_codes: [refusal.number],
      timestamp: new Date(now).toISOString().replace('T', ' ').replace(/\.\d+/, ''),
      trace_id: id,
      correlation_id: id,
      ...(refusal.suberror === undefined ? {} : { suberror: refusal.suberror }),
      ...(refusal.claims === undefined ? {} : { claims: refusal.claims }),
    },
  };
}

const refreshRefusals: Readonly<Partial<Record<RefreshRefusal, RefusalText>>> = {
  badToken: texts.revoked,
  consentRequired: grant(65001, 'The user has not consented to use the application.', 'consent_required'),
  expired: grant(70043, 'The refresh token has expired or is invalid due to sign-in frequency checks.'),
  passwordChanged: grant(
    50173,
    'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  ),
  interactionRequired: {
    error: 'interaction_required',
    number: 50076,
    text: 'You must use multi-factor authentication to access the resource.',
    claims: '{"access_token":{"capolids":{"essential":true,"values":["practice"]}}}',
  },
};

/** MSAL puts the tenant of its authority into the addresses it is given; every tenant is served alike. */
export function anyTenant(call: Call): Call {
  const path = call.path.replace(/^\/[^/]+(?=\/oauth2\/v2\.0\/(authorize|token)$)/, '/common');
  return path === call.path ? call : { ...call, path };
}

/** A refresh that is refused by a switch; undefined for every other call. */
export function refusedRefresh(call: Call, faults: MicrosoftFaults, now: number): Answer | undefined {
  const how = faults.refreshRefused;
  if (how === undefined || call.path !== signInPaths.token || call.method !== 'POST') return undefined;
  if ((call.body as Record<string, string> | undefined)?.['grant_type'] !== 'refresh_token') return undefined;
  if (how === 'html502') return { status: 502, html: '<html><body><h1>502 Bad Gateway</h1></body></html>' };
  if (how === 'throttled') {
    return { status: 429, headers: { 'retry-after': '7' }, json: { error: 'temporarily_unavailable' } };
  }
  const refusal = refreshRefusals[how];
  return refusal === undefined ? undefined : refuse(refusal, now);
}
