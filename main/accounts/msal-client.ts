// Owns: building an MSAL client for one account, with Kith's network, Kith's cache and the endpoints in force.
// Leaves to others: what to ask it for (microsoft-sign-in).
import type { Configuration, INetworkModule, PublicClientApplication } from '@azure/msal-node';
import { asAppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { defaultEndpoints } from './endpoints.ts';
import type { MicrosoftEndpoints, OAuthClient } from './endpoints.ts';
import type { Observed } from './microsoft-failure.ts';
import type { MsalCache } from './msal-cache.ts';
import { retryAfterOf, tokenFetch } from './token-fetch.ts';
import type { Fetch } from './token-fetch.ts';

export interface MsalParts {
  readonly endpoints: Omit<MicrosoftEndpoints, 'graph'>;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

export interface MsalClient {
  readonly app: PublicClientApplication;
  /** What the network said since the last call of this. */
  observed(): Observed;
}

/** A client of its own for each account: MSAL's cache of one client is one record in the keychain. */
export async function newMsalClient(
  parts: MsalParts,
  client: OAuthClient,
  cache: MsalCache,
  signal?: AbortSignal,
): Promise<MsalClient> {
  // Loaded at the first use: an app that is only opened does not need it.
  const msal = await import('@azure/msal-node');
  let seen: Observed = {};
  const network = newNetwork(parts, signal, (observed) => (seen = observed));
  const app = new msal.PublicClientApplication({
    auth: { clientId: client.id, ...authorityFor(parts.endpoints) },
    cache: { cachePlugin: cache.plugin },
    system: {
      networkClient: network,
      loggerOptions: { logLevel: msal.LogLevel.Error, piiLoggingEnabled: false },
    },
  });
  return {
    app,
    observed: () => {
      const observed = seen;
      seen = {};
      return observed;
    },
  };
}

/**
 * MSAL refuses an authority that is not https. Other endpoints than Microsoft's own therefore come as metadata of an
 * authority that exists in name only and is never asked.
 */
function authorityFor(endpoints: MsalParts['endpoints']): Omit<Configuration['auth'], 'clientId'> {
  const { authorize, token } = defaultEndpoints.microsoft;
  if (endpoints.authorize === authorize && endpoints.token === token) {
    return { authority: 'https://login.microsoftonline.com/common' };
  }
  const issuer = new URL(endpoints.token).origin;
  return {
    authority: 'https://login.kith.invalid/common',
    knownAuthorities: ['login.kith.invalid'],
    authorityMetadata: JSON.stringify({
      issuer,
      authorization_endpoint: endpoints.authorize,
      token_endpoint: endpoints.token,
      jwks_uri: `${issuer}/keys`,
    }),
  };
}

function newNetwork(
  parts: MsalParts,
  signal: AbortSignal | undefined,
  onSeen: (observed: Observed) => void,
): INetworkModule {
  const fetchToken = tokenFetch({
    provider: 'microsoft',
    fetch: parts.fetch,
    clock: parts.clock,
    ...(signal ? { signal } : {}),
  });
  async function send<T>(
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) {
    try {
      const response = await fetchToken(url, {
        method,
        ...(options?.headers ? { headers: options.headers } : {}),
        ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
      });
      onSeen({ status: response.status, retryAfter: retryAfterOf(response.headers) });
      return {
        headers: Object.fromEntries(response.headers),
        body: (await response.json()) as T,
        status: response.status,
      };
    } catch (thrown) {
      onSeen({ failure: asAppError(thrown) });
      throw thrown;
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}
