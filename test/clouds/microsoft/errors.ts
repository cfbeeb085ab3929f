// Owns: how Graph refuses: the exception every part of the practice cloud throws, and the error bodies by status.
// Leaves to others: deciding when to refuse.
import type { Answer } from '../kit/server.ts';

/** A refusal with Graph's status, code and message. Thrown anywhere, turned into an answer in one place. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A body or type error: the service reads bodies with an OData reader and passes its words on. */
export const unreadable = (message: string): GraphRefusal =>
  new GraphRefusal(400, 'RequestBodyRead', message);

/** `$select`, `$orderby`, `$filter` and `$expand` are refused before the mailbox is asked. */
export const badUri = (message: string): GraphRefusal =>
  new GraphRefusal(400, 'RequestBroker--ParseUri', message);

export const itemNotFound = (): GraphRefusal =>
  new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const idMalformed = (): GraphRefusal =>
  new GraphRefusal(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');

/** PATCH and DELETE on a path whose id cannot be read, and methods a resource does not have. */
export const notSupported = (): GraphRefusal =>
  new GraphRefusal(405, 'ErrorInvalidRequest', 'The OData request is not supported.');

/** The conflict body seen on Outlook resources, with 412 and with 409. */
export const irresolvableConflict = (status: 409 | 412): GraphRefusal =>
  new GraphRefusal(
    status,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );

/** Another save of the same contact is under way. The text of this one is not known. */
export const concurrentItemSave = (): GraphRefusal =>
  new GraphRefusal(503, 'ConcurrentItemSave', 'The item is being saved by another request.');

/** The texts of 410: the token belongs to a state that is gone, or the service asks for a full round. */
export const syncStateNotFound = (): GraphRefusal =>
  new GraphRefusal(
    410,
    'SyncStateNotFound',
    'The sync state generation is not found; generation=605;[highest=841][841][839][840].',
  );

/** The JSON body of a refusal; `innerError` carries what support asks for. */
export function errorBody(code: string, message: string, now: number): Record<string, unknown> {
  const date = new Date(now).toISOString().slice(0, 19);
  const id = '00000000-0000-4000-8000-000000000000';
  return { error: { code, message, innerError: { date, 'request-id': id, 'client-request-id': id } } };
}

export function refusalAnswer(refusal: GraphRefusal, now: number): Answer {
  return {
    status: refusal.status,
    headers: refusal.headers,
    json: errorBody(refusal.code, refusal.message, now),
  };
}

/** What the service says for a status that a fault switches on. */
export function refusalForStatus(status: number): GraphRefusal {
  switch (status) {
    case 401:
      return new GraphRefusal(
        401,
        'InvalidAuthenticationToken',
        'Lifetime validation failed, the token is expired.',
        {
          'www-authenticate': 'Bearer realm="", error="invalid_token"',
        },
      );
    case 403:
      return new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    case 404:
      return itemNotFound();
    case 409:
      return irresolvableConflict(409);
    case 410:
      return syncStateNotFound();
    case 412:
      return irresolvableConflict(412);
    case 429:
      return new GraphRefusal(
        429,
        'ApplicationThrottled',
        'Application is over its MailboxConcurrency limit.',
      );
    case 503:
      return new GraphRefusal(503, 'UnknownError', '');
    case 504:
      return new GraphRefusal(504, 'UnknownError', '');
    case 500:
      return new GraphRefusal(
        500,
        'ErrorInternalServerError',
        'An internal server error occurred. The operation failed.',
      );
    default:
      return new GraphRefusal(status, 'UnknownError', '');
  }
}

/** Graph's other 429s by the switch `throttleBody`; 'documented' has a shape of its own. */
export const otherThrottles = {
  incomingBytes: ['ApplicationThrottled', 'Application is over its IncomingBytes limit.'],
  activityLimitReached: ['activityLimitReached', 'The app or user has been throttled.'],
  unknownError: ['UnknownError', ''],
  tooManyObjects: ['ErrorTooManyObjectsOpened', 'Too many concurrent connections opened.'],
} as const;

/** Graph's other 429, as its documentation prints it: the waiting text sits in `innerError`. */
export function documentedThrottle(now: number): Answer {
  const innerError = {
    code: '429',
    date: new Date(now).toISOString().slice(0, 19),
    message: 'Please retry after',
    'request-id': '00000000-0000-4000-8000-000000000000',
    status: '429',
  };
  return {
    status: 429,
    json: { error: { code: 'TooManyRequests', innerError, message: 'Please retry again later.' } },
  };
}
