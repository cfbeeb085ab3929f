// Owns: the error bodies of People API and of Google's token endpoint, word for word where they are known.
// Leaves to others: deciding when to refuse (payload.ts, the routes).
import type { TokenRefusal } from '../kit/signin.ts';
import type { Answer } from '../kit/server.ts';

/** Thrown by the routes; the cloud answers with it. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`People API refuses: ${JSON.stringify(answer.json)}`);
    this.answer = answer;
  }
}

/** google.rpc.Code with its HTTP status. */
const codes = {
  INVALID_ARGUMENT: [400, 3],
  FAILED_PRECONDITION: [400, 9],
  NOT_FOUND: [404, 5],
  ALREADY_EXISTS: [409, 6],
  ABORTED: [409, 10],
  PERMISSION_DENIED: [403, 7],
  UNAUTHENTICATED: [401, 16],
  RESOURCE_EXHAUSTED: [429, 8],
  INTERNAL: [500, 13],
  UNAVAILABLE: [503, 14],
} as const;
export type Status = keyof typeof codes;

const rpc = 'type.googleapis.com/google.rpc';

/** `{"error":{"code","message","status","details"?}}` with the HTTP status that belongs to it. */
export function errorAnswer(
  status: Status,
  message: string,
  details?: readonly unknown[],
  http?: number,
): Answer {
  const code = http ?? codes[status][0];
  return {
    status: code,
    json: { error: { code, message, status, ...(details === undefined ? {} : { details }) } },
  };
}

export const refuse = (status: Status, message: string, details?: readonly unknown[]): Refusal =>
  new Refusal(errorAnswer(status, message, details));

/** The service's bare refusal, where no better text is known. */
export const invalidArgument = (message = 'Request contains an invalid argument.'): Refusal =>
  refuse('INVALID_ARGUMENT', message);

export const notFound = (): Refusal => refuse('NOT_FOUND', 'Requested entity was not found.');
export const internal = (): Refusal => refuse('INTERNAL', 'Internal error encountered.');

/** A violation of the request's message type: unknown name or wrong type, with `field` as proto path. */
export interface Violation {
  readonly field: string;
  readonly description: string;
}

export function badRequest(violations: readonly Violation[]): Refusal {
  const message = violations.map((violation) => violation.description).join('\n');
  const fieldViolations = violations.map(({ field, description }) =>
    field === '' ? { description } : { field, description },
  );
  return refuse('INVALID_ARGUMENT', message, [{ '@type': `${rpc}.BadRequest`, fieldViolations }]);
}

export const staleEtag = (): Refusal =>
  refuse(
    'FAILED_PRECONDITION',
    'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
  );
export const staleSourceEtag = (): Refusal =>
  refuse(
    'FAILED_PRECONDITION',
    'Request person.metadata.sources.etag is different than the current person.metadata.sources.etag. Clear local cache and get the latest person',
  );
export const missingEtag = (): Refusal =>
  invalidArgument(
    'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
  );
/** The text of this one is not known; the refusal is documented. */
export const missingSources = (): Refusal =>
  invalidArgument('Request must set person.metadata.sources for the contact that is being updated.');
/** The text of this one is not known; the refusal is documented. */
export const noContactGroup = (): Refusal =>
  invalidArgument('Request must set at least one contact group membership in person.memberships.');
export const twoValues = (field: string): Refusal =>
  invalidArgument(`Cannot have more than one person.${field} per source.`);
export const notAContact = (resourceName: string): Refusal =>
  invalidArgument(`Resource name "${resourceName}" is not a valid contact person resource.`);
export const contactsFull = (): Refusal =>
  refuse('FAILED_PRECONDITION', 'Contact limit reached: MY_CONTACTS_OVERFLOW_COUNT');

/** The ways an expired sync token has been seen to be refused. */
export function expiredSyncToken(way: 'precondition' | 'invalidArgument' | 'gone'): Refusal {
  const status = way === 'invalidArgument' ? 'INVALID_ARGUMENT' : 'FAILED_PRECONDITION';
  const details = [
    { '@type': `${rpc}.ErrorInfo`, reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' },
  ];
  const message = 'Sync token is expired. Clear local cache and retry call without the sync token.';
  return new Refusal(errorAnswer(status, message, details, way === 'gone' ? 410 : 400));
}

const expected =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

export function unauthenticated(hadToken: boolean): Answer {
  const [message, reason] = hadToken
    ? [`Request had invalid authentication credentials. ${expected}`, 'ACCESS_TOKEN_EXPIRED']
    : [`Request is missing required authentication credential. ${expected}`, 'CREDENTIALS_MISSING'];
  const info = {
    '@type': `${rpc}.ErrorInfo`,
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'people.googleapis.com' },
  };
  return errorAnswer('UNAUTHENTICATED', message, [info]);
}

export function missingScope(): Answer {
  return errorAnswer('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
    {
      '@type': `${rpc}.ErrorInfo`,
      reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
      domain: 'googleapis.com',
      metadata: { service: 'people.googleapis.com' },
    },
  ]);
}

export function apiDisabled(): Answer {
  const message =
    'People API has not been used in project 1 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/people.googleapis.com/overview?project=1 then retry.';
  const metadata = { consumer: 'projects/1', service: 'people.googleapis.com' };
  return errorAnswer('PERMISSION_DENIED', message, [
    { '@type': `${rpc}.ErrorInfo`, reason: 'SERVICE_DISABLED', domain: 'googleapis.com', metadata },
  ]);
}

/** Which quota is used up: per minute (reads, writes), or the account's own, which lasts for hours. */
export type Quota = 'read' | 'write' | 'account';

export function quotaExceeded(quota: Quota): Answer {
  if (quota === 'account') {
    const violations = [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }];
    return errorAnswer('RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', [
      { '@type': `${rpc}.QuotaFailure`, violations },
    ]);
  }
  const [metric, limit, short] =
    quota === 'write'
      ? ['Critical write requests', 'CriticalWritesPerMinutePerProjectPerUser', 'critical_write_requests']
      : [
          'Critical read requests (Contact and Profile Reads)',
          'CriticalReadsPerMinutePerProjectPerUser',
          'critical_read_requests',
        ];
  const message = `Quota exceeded for quota metric '${metric}' and limit '${metric} per minute per user' of service 'people.googleapis.com' for consumer 'project_number:1'.`;
  return errorAnswer('RESOURCE_EXHAUSTED', message, [
    {
      '@type': `${rpc}.ErrorInfo`,
      reason: 'RATE_LIMIT_EXCEEDED',
      domain: 'googleapis.com',
      metadata: {
        consumer: 'projects/1',
        quota_limit: limit,
        service: 'people.googleapis.com',
        quota_metric: `people.googleapis.com/${short}`,
      },
    },
  ]);
}

/** The body for a status switched on as a fault. */
export function forcedRefusal(status: number, isWrite: boolean): Answer {
  if (status === 401) return unauthenticated(true);
  if (status === 403) return missingScope();
  if (status === 429) return quotaExceeded(isWrite ? 'write' : 'read');
  if (status === 500) return internal().answer;
  if (status === 503) return errorAnswer('UNAVAILABLE', 'The service is currently unavailable.');
  if (status === 404) return notFound().answer;
  if (status === 400) return invalidArgument().answer;
  return { status, json: { error: { code: status, message: `Status ${status}.`, status: 'UNKNOWN' } } };
}

/** All-or-nothing failure of a batch; errors by index (create) or resource name (update). */
export function batchFailure(kind: 'Create' | 'Update', errors: Readonly<Record<string, Refusal>>): Refusal {
  const contactErrors: Record<string, { code: number; message: string }> = {};
  let overall: Status = 'FAILED_PRECONDITION';
  for (const [key, refusal] of Object.entries(errors)) {
    const { status, message } = (refusal.answer.json as { error: { status: Status; message: string } }).error;
    contactErrors[key] = { code: codes[status][1], message };
    if (status !== 'FAILED_PRECONDITION') overall = 'INVALID_ARGUMENT';
  }
  const type = `type.googleapis.com/google.people.v1.Batch${kind}ContactsErrorDetails`;
  return refuse(overall, 'Request contains an invalid argument.', [{ '@type': type, contactErrors }]);
}

const tokenErrors: Readonly<Record<TokenRefusal, readonly [number, string, string]>> = {
  missingSecret: [400, 'invalid_request', 'client_secret is missing.'],
  unknownCode: [400, 'invalid_grant', 'Malformed auth code.'],
  usedCode: [400, 'invalid_grant', 'Bad Request'],
  wrongRedirect: [400, 'redirect_uri_mismatch', 'Bad Request'],
  wrongVerifier: [400, 'invalid_grant', 'Invalid code verifier.'],
  missingVerifier: [400, 'invalid_grant', 'Missing code verifier.'],
  wrongClient: [401, 'unauthorized_client', 'Unauthorized'],
  revoked: [400, 'invalid_grant', 'Token has been expired or revoked.'],
  unsupportedGrant: [400, 'unsupported_grant_type', 'Invalid grant_type.'],
};

export function tokenRefusal(refusal: TokenRefusal): Answer {
  const [status, error, description] = tokenErrors[refusal];
  return { status, json: { error, error_description: description } };
}
