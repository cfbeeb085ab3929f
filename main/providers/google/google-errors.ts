// Owns: what Google's error bodies mean to Kith. Leaves to others: making requests (google-client.ts), what an error
// means to each operation of a batch (google-outcomes.ts).
import { AppError } from '../../core/errors.ts';
import type { ErrorCode, Retry } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { statusError } from '../http.ts';
import { isObject } from './google-values.ts';

export type ErrorContext = Readonly<Record<string, Json>>;

/** google.rpc.Status, as errors and batch replies carry it. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
}

/** google.rpc.Code. */
export const RPC = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  notFound: 5,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;

/** `{"error":{"code","message","status","errors"?,"details"?}}`, read. */
export interface GoogleProblem {
  readonly status: number;
  /** google.rpc.Code by name, e.g. `FAILED_PRECONDITION`. */
  readonly rpcStatus: string;
  readonly message: string;
  /** ErrorInfo.reason and the older errors[].reason. */
  readonly reasons: readonly string[];
  /** The contacts of a batch that were at fault, by index (create) or resource name (update). */
  readonly contactErrors: ReadonlyMap<string, RpcStatus>;
  /** The account's own write quota, which lasts hours, not a minute's. */
  readonly longQuota: boolean;
}

/** Google's error body; null for anything else (a proxy's page). */
export function readProblem(status: number, body: unknown): GoogleProblem | null {
  const error = isObject(body) ? body['error'] : undefined;
  if (!isObject(error)) return null;
  const details = objects(error['details']);
  const message = typeof error['message'] === 'string' ? error['message'] : '';
  return {
    status,
    rpcStatus: typeof error['status'] === 'string' ? error['status'] : '',
    message,
    reasons: [...details, ...objects(error['errors'])]
      .map(({ reason }) => reason)
      .filter((reason) => typeof reason === 'string'),
    contactErrors: new Map(details.flatMap((detail) => contactErrors(detail['contactErrors']))),
    longQuota:
      status === 429 &&
      (JSON.stringify(details).includes('FBS quota') || message.startsWith('Resource has been exhausted')),
  };
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

function contactErrors(value: Json | undefined): readonly (readonly [string, RpcStatus])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, status]) => [
    key,
    readRpcStatus(status) ?? { code: RPC.unknown, message: '' },
  ]);
}

/** What an HTTP status says in google.rpc.Code, for those that mean something to a single contact. */
export function rpcCodeOf(httpStatus: number): number {
  if (httpStatus === 404) return RPC.notFound;
  if (httpStatus === 409 || httpStatus === 412) return RPC.aborted;
  if (httpStatus === 429) return RPC.resourceExhausted;
  return httpStatus >= 500 ? RPC.internal : RPC.unknown;
}

/** A google.rpc.Status; null where it says OK or nothing. Its code may be an HTTP one, as in an error body. */
export function readRpcStatus(value: Json | undefined): RpcStatus | null {
  if (!isObject(value)) return null;
  const given = typeof value['code'] === 'number' ? value['code'] : 0;
  const code = given < 100 ? given : given < 300 ? 0 : rpcCodeOf(given);
  return code === 0 ? null : { code, message: typeof value['message'] === 'string' ? value['message'] : '' };
}

/** The error that a refused request is to the engine. */
export function problemError(
  problem: GoogleProblem,
  retryAfter: number | null,
  context: ErrorContext,
): AppError {
  const { status, message } = problem;
  const known = { ...context, status, ...(problem.longQuota ? { quota: 'long' } : {}) };
  if (status === 403) return forbidden(problem, retryAfter, known);
  const common = statusError(status, retryAfter, message, known);
  if (common !== null) return common;
  if (status === 404) {
    return make(
      'provider.notFound',
      `Google has no such contact any more: ${message}`,
      'never',
      said(message, known),
    );
  }
  return rejected(message, known);
}

/** A request that Google will never take as it is. */
export function rejected(message: string, context: ErrorContext): AppError {
  if (isFull(message)) {
    return make(
      'provider.rejected',
      'This Google account holds as many contacts as Google allows, those in its trash included. The contact stays in ' +
        'Kith. Empty the trash of Google Contacts or delete contacts there, then sync again.',
      'afterUser',
      { ...context, reason: 'MY_CONTACTS_OVERFLOW_COUNT' },
    );
  }
  return make(
    'provider.rejected',
    `Google refused a change: ${message} It stays in Kith; edit the contact to try again.`,
    'never',
    said(message, context),
  );
}

const said = (message: string, context: ErrorContext): ErrorContext => ({ ...context, said: message });

/** The error of one contact whose status says nothing against the contact itself; null for all other statuses. */
export function passingError(status: RpcStatus, context: ErrorContext): AppError | null {
  if (status.code === RPC.resourceExhausted) {
    return make(
      'provider.throttled',
      `Google asks to slow down: ${status.message}`,
      'later',
      said(status.message, context),
    );
  }
  if (!TROUBLE.has(status.code)) return null;
  return make(
    'provider.unavailable',
    `Google has a problem of its own: ${status.message}`,
    'later',
    said(status.message, context),
  );
}

const TROUBLE: ReadonlySet<number> = new Set([
  RPC.cancelled,
  RPC.deadlineExceeded,
  RPC.aborted,
  RPC.internal,
  RPC.unavailable,
]);

/** The account has no room for another contact until its trash is emptied. */
export function isFull(message: string): boolean {
  return message.includes('MY_CONTACTS_OVERFLOW_COUNT');
}

const RATE_REASONS = [
  'RATE_LIMIT_EXCEEDED',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
];
const SCOPE_REASONS = ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'insufficientPermissions', 'insufficientScopes'];

/** 403 says many things: only a missing permission is cured by signing in. */
function forbidden(problem: GoogleProblem, retryAfter: number | null, context: ErrorContext): AppError {
  const { message, reasons } = problem;
  if (reasons.some((reason) => RATE_REASONS.includes(reason))) {
    const wait = retryAfter === null ? context : { ...context, retryAfter };
    return make('provider.throttled', `Google asks to slow down: ${message}`, 'later', said(message, wait));
  }
  if (
    reasons.some((reason) => SCOPE_REASONS.includes(reason)) ||
    message.includes('insufficient authentication scopes')
  ) {
    return make(
      'auth.required',
      'Kith is not allowed to see the contacts of this Google account. Your contacts and pending changes are kept; sign ' +
        'in again and tick the box for contacts.',
      'afterUser',
      { ...context, reason: 'scope' },
    );
  }
  return make(
    'provider.forbidden',
    `Google does not let Kith do this: ${message} Your contacts and pending changes are kept.`,
    'afterUser',
    said(message, context),
  );
}

/**
 * True where a listing must begin anew: documented as reason EXPIRED_SYNC_TOKEN, seen as 400 with that reason or only
 * that message, and by some as 410; a token Google does not know is a bare INVALID_ARGUMENT. Only for requests with a
 * token, so that a complete listing that is refused the same way does not begin again and again.
 */
export function isExpired(problem: GoogleProblem): boolean {
  if (problem.status === 410 || problem.reasons.includes('EXPIRED_SYNC_TOKEN')) return true;
  if (problem.status !== 400) return false;
  return (
    /sync token/i.test(problem.message) ||
    ['INVALID_ARGUMENT', 'FAILED_PRECONDITION'].includes(problem.rpcStatus)
  );
}

/** The stored cursor is of no use any more. */
export function cursorExpired(context: ErrorContext): AppError {
  return make(
    'provider.cursorExpired',
    'Google no longer knows where the last sync stopped. Nothing was lost; Kith reads all contacts again.',
    'later',
    context,
  );
}

/**
 * True where an update was refused because the contact has changed since. "Request must set person.etag" has the same
 * status and is another matter.
 */
export function isStale(status: Pick<GoogleProblem, 'rpcStatus' | 'message' | 'reasons'>): boolean {
  if (/must set person\.etag/i.test(status.message)) return false;
  return (
    status.rpcStatus === 'FAILED_PRECONDITION' ||
    status.reasons.includes('failedPrecondition') ||
    /etag is different than/i.test(status.message)
  );
}

function make(code: ErrorCode, message: string, retry: Retry, context: ErrorContext): AppError {
  return new AppError(code, message, { retry, context });
}
