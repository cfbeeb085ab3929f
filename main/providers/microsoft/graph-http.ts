// Owns: one request to Graph: token and its one renewal, headers, time limit, reading the JSON, staying on one origin.
// Leaves to others: what an answer means (graph-errors.ts), batches (graph-batch.ts).
import { AppError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Fetch } from '../http.ts';
import { badResponse, networkError, retryAfterSeconds } from '../http.ts';
import { boundedBytes } from '../picture-bytes.ts';
import type { AccessTokens, ProviderAccount } from '../provider.ts';
import { isObject } from './graph-values.ts';

export interface GraphOptions {
  /** The root to which `/v1.0` or `/beta` is appended. */
  readonly graphUrl: string;
  readonly accessToken: AccessTokens;
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path below the version (`/me/contacts`) or a link that Graph gave. */
  readonly url: string;
  readonly body?: JsonObject;
  /** A body that is a picture; empty to take the picture away. */
  readonly picture?: { readonly type: string; readonly bytes: Uint8Array };
  readonly ifMatch?: string;
  readonly preferences?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** An answer, of whatever status. `json` is null where the body is not a JSON object. */
export interface GraphAnswer {
  readonly status: number;
  readonly retryAfter: number | null;
  readonly json: JsonObject | null;
  /** The body where it is a picture. */
  readonly picture?: Uint8Array;
}

/** How many parts of a batch an account's service was seen to take, when it refused the others for being too many. */
export interface GraphPace {
  atOnce: number;
  /** Milliseconds since 1970; null: it refused none. */
  throttledAt: number | null;
}

export const freshPace = (): GraphPace => ({ atOnce: Infinity, throttledAt: null });

/** One account's way to Graph. Throws AppError where there is no answer (`network.*`) or no token (`auth.required`). */
export interface GraphCaller {
  readonly account: ProviderAccount;
  readonly context: Readonly<Record<string, Json>>;
  readonly now: () => number;
  readonly pace: GraphPace;
  readonly send: (request: GraphRequest) => Promise<GraphAnswer>;
}

/** Ids that stay the same when a contact moves between folders; must be asked for on every request. */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"';

const TIMEOUT_MS = 60_000;

export function graphCaller(
  options: GraphOptions,
  account: ProviderAccount,
  pace: GraphPace = freshPace(),
): GraphCaller {
  const root = `${options.graphUrl.replace(/\/+$/, '')}/${account.graph ?? 'v1.0'}`;
  const context = { service: 'Microsoft Graph', account: account.id };

  const once = async (request: GraphRequest, token: string): Promise<GraphAnswer> => {
    const url = absolute(root, request.url, context);
    try {
      const response = await options.fetch(url, {
        method: request.method,
        headers: headersOf(request, token),
        redirect: 'manual',
        signal: limited(request.signal),
        ...bodyOf(request),
      });
      const { status, headers } = response;
      const retryAfter = retryAfterSeconds(headers.get('retry-after'), options.now());
      if (headers.get('content-type')?.startsWith('image/') === true)
        return { status, retryAfter, json: null, picture: await boundedBytes(response, context) };
      return { status, retryAfter, json: parsedJson(await response.text()) };
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      if (request.signal?.aborted === true) {
        throw new AppError('sync.cancelled', 'The sync was stopped. What was received so far is kept.', {
          retry: 'later',
          context,
          cause,
        });
      }
      throw networkError(cause, context);
    }
  };

  return {
    account,
    context,
    now: options.now,
    pace,
    send: async (request) => {
      const answer = await once(request, await options.accessToken(account.id));
      if (answer.status !== 401) return answer;
      return once(request, await options.accessToken(account.id, { forceRefresh: true }));
    },
  };
}

/** A path below the version, or a link of Graph's, which must lead back to where Kith signed in: it gets the token. */
function absolute(root: string, url: string, context: Readonly<Record<string, Json>>): string {
  if (url.startsWith('/')) return root + url;
  const target = URL.parse(url);
  if (target === null || target.origin !== new URL(root).origin) {
    throw badResponse('a link that leads to another server', context);
  }
  return url;
}

function headersOf(request: GraphRequest, token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: request.url.endsWith('/$value') ? 'image/*, application/json' : 'application/json',
    prefer: [IMMUTABLE_IDS, ...(request.preferences ?? [])].join(', '),
    ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(request.picture === undefined ? {} : { 'content-type': request.picture.type }),
  };
}

function bodyOf({ body, picture }: GraphRequest): RequestInit {
  if (body !== undefined) return { body: JSON.stringify(body) };
  return picture === undefined ? {} : { body: Uint8Array.from(picture.bytes) };
}

function limited(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

/** The JSON object that a text is; null for anything else. */
export function parsedJson(text: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch {
    // HTML of a captive portal, or half a JSON: the caller decides by the status what that means.
    return null;
  }
}

/** The JSON of a good answer. Throws `provider.badResponse` for a 2xx without one. */
export function jsonOf(answer: GraphAnswer, context: Readonly<Record<string, Json>>): JsonObject {
  if (answer.json === null) throw badResponse('no whole JSON object', context);
  return answer.json;
}

/** An id as part of a path: nothing in it ends the path or begins a query, and `=` stays as it is (Graph insists). */
export function pathId(id: string): string {
  return encodeURIComponent(id).replaceAll('%3D', '=');
}

/** Where one contact is, whichever folder it is in. */
export function contactPath(remoteId: string): string {
  return `/me/contacts/${pathId(remoteId)}`;
}

/** The value of a query option; what OData's own grammar uses stays readable. */
export function queryValue(text: string): string {
  return encodeURIComponent(text).replace(/%(24|2C|2F|3A|3D)/g, (code) => decodeURIComponent(code));
}
