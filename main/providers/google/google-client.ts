// Owns: one request to People API through googleapis: the token, the time limit, and telling an answer from none.
// Leaves to others: which request (google-reading.ts, google-write.ts), what a refusal means there, waiting and retrying.
import { people } from 'googleapis/build/src/apis/people/index.js';
import type { MethodOptions, people_v1 } from 'googleapis/build/src/apis/people/index.js';
import { AppError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { badResponse, networkError, retryAfterSeconds, statusError } from '../http.ts';
import type { Fetch } from '../http.ts';
import type { AccessTokens, ProviderAccount } from '../provider.ts';
import type { ErrorContext, GoogleProblem } from './google-errors.ts';
import { problemError, readProblem } from './google-errors.ts';
import { isObject } from './google-values.ts';

export interface GoogleClientParts {
  /** The root to which `/v1/people…` is appended. */
  readonly rootUrl: string;
  readonly accessToken: AccessTokens;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetchImplementation?: Fetch;
}

/** What became of a request. */
export type GoogleReply =
  | { readonly kind: 'answer'; readonly body: JsonObject }
  | {
      readonly kind: 'failure';
      readonly error: AppError;
      /** Google's own error body, where there was one. */
      readonly problem: GoogleProblem | null;
      readonly context: ErrorContext;
      /** The request may have been carried out: its reply was lost, or came from a server in trouble. */
      readonly mayHaveBeenApplied: boolean;
    };

type Failure = Extract<GoogleReply, { kind: 'failure' }>;

/** Makes one request with the given options: a call of googleapis. */
export type Send = (
  api: people_v1.Resource$People,
  options: MethodOptions,
  groups: people_v1.Resource$Contactgroups,
) => Promise<Answered>;

interface Answered {
  readonly config: { readonly method?: string };
  readonly status: number;
  readonly data: unknown;
  readonly headers: unknown;
}

/**
 * Sends one request. Throws where no request was made (no token, cancelled before); a refused token is renewed once.
 * Everything after that is a GoogleReply.
 */
export type GoogleRequest = (
  account: ProviderAccount,
  operation: string,
  send: Send,
  signal?: AbortSignal,
) => Promise<GoogleReply>;

const TIME_LIMIT_MS = 60_000;

/** People API for all accounts. */
export function googleClient(parts: GoogleClientParts): GoogleRequest {
  const { people: api, contactGroups: groups } = people({ version: 'v1' });
  return async (account, operation, send, signal) => {
    const context: ErrorContext = { service: 'Google', account: account.id, operation };
    const attempt = async (forceRefresh: boolean): Promise<Answered | Failure> => {
      const token = await parts.accessToken(account.id, { forceRefresh });
      if (signal?.aborted === true) throw cancelled(context);
      return send(api, requestOptions(parts, token, signal), groups).catch((thrown: unknown) =>
        lost(thrown, signal, context),
      );
    };
    const first = await attempt(false);
    const last = 'status' in first && first.status === 401 ? await attempt(true) : first;
    return 'kind' in last ? last : readAnswer(last, parts.now(), context);
  };
}

/** The body of an answer, or the failure thrown. */
export function bodyOf(reply: GoogleReply): JsonObject {
  if (reply.kind === 'failure') throw reply.error;
  return reply.body;
}

function requestOptions(
  parts: GoogleClientParts,
  token: string,
  signal: AbortSignal | undefined,
): MethodOptions {
  const fetchOne = parts.fetchImplementation ?? globalThis.fetch;
  return {
    // Per request, because googleapis keeps only the origin of a client's rootUrl.
    rootUrl: parts.rootUrl,
    headers: { Authorization: `Bearer ${token}` },
    // Waiting and trying again is the engine's: googleapis would repeat a DELETE whose reply was lost.
    retry: false,
    timeout: TIME_LIMIT_MS,
    responseType: 'json',
    // Statuses are read below; a thrown one would carry the request, contacts included, in the error.
    validateStatus: () => true,
    fetchImplementation: (input, init) => fetchOne(String(input), plainInit(init)),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** What fetch itself takes: googleapis hands over its whole request options. */
function plainInit(init: RequestInit | undefined): RequestInit {
  const { method, headers, body, signal } = init ?? {};
  return {
    method,
    headers,
    // People API never leads elsewhere: whoever does shall not be sent the contacts as well.
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function readAnswer(answer: Answered, nowMs: number, context: ErrorContext): GoogleReply {
  const { status, data } = answer;
  if (status >= 200 && status < 300) {
    if (isObject(data)) return { kind: 'answer', body: data };
    // The documented reply of a delete is an empty object; some servers send nothing instead. To a read nothing is no reply:
    // it would pass for a list in which nothing is left.
    const saysNothing = data === '' || data === undefined;
    if (saysNothing && answer.config.method !== 'GET') return { kind: 'answer', body: {} };
    return failure(badResponse('not JSON', { ...context, status }), null, context, true);
  }
  const problem = readProblem(status, data);
  const retryAfter = retryAfterSeconds(retryAfterHeader(answer.headers), nowMs);
  const error =
    problem === null
      ? (statusError(status, retryAfter, 'no explanation', context) ??
        badResponse(`status ${status} without explanation`, { ...context, status }))
      : problemError(problem, retryAfter, context);
  return failure(error, problem, context, status >= 500);
}

function failure(
  error: AppError,
  problem: GoogleProblem | null,
  context: ErrorContext,
  maybe: boolean,
): Failure {
  return { kind: 'failure', error, problem, context, mayHaveBeenApplied: maybe };
}

function retryAfterHeader(headers: unknown): string | null {
  const value = isObject(headers) ? headers['retry-after'] : undefined;
  return typeof value === 'string' ? value : null;
}

function cancelled(context: ErrorContext): AppError {
  return new AppError(
    'sync.cancelled',
    'The sync was stopped. What it had stored is kept; the next one goes on from there.',
    {
      retry: 'later',
      context,
    },
  );
}

/** Node's and Electron's words for a connection that never came about, so that nothing was sent. */
const NEVER_SENT =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_ADDRESS_UNREACHABLE|ERR_PROXY_CONNECTION_FAILED)\b/;

function lost(thrown: unknown, signal: AbortSignal | undefined, context: ErrorContext): Failure {
  // What the request itself threw carries its `config`; anything else is a mistake in this code, not the network's.
  if (!(thrown instanceof Error) || !('config' in thrown)) throw thrown;
  if (signal?.aborted === true) return failure(cancelled(context), null, context, true);
  const causes = causesOf(thrown);
  const neverSent = causes.some((cause) =>
    NEVER_SENT.test(`${String(cause['code'])} ${String(cause['message'])}`),
  );
  // The outermost error is googleapis' own and holds the request with its contacts: only what it wraps is passed on.
  const cause = causes.find(({ name }) => name === 'TimeoutError') ?? causes[1];
  return failure(networkError(cause, context), null, context, !neverSent);
}

type ErrorLike = Error & Readonly<Record<string, unknown>>;

function causesOf(thrown: unknown): readonly ErrorLike[] {
  const causes: ErrorLike[] = [];
  for (let next = thrown; next instanceof Error && causes.length < 8; next = next.cause)
    causes.push(next as ErrorLike);
  return causes;
}
