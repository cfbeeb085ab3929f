// Owns: what Graph's refusals mean: its error body, which of them end a cursor, and the AppError for each.
// Leaves to others: what becomes of a write (graph-write.ts).
import { AppError } from '../../core/errors.ts';
import type { ErrorDetails } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import { badResponse, statusError } from '../http.ts';
import type { GraphAnswer } from './graph-http.ts';
import { isObject, objectOf, textOf } from './graph-values.ts';

type Context = Readonly<Record<string, Json>>;

/** Graph's error code in lower case (codes differ in case between services); '' where there is none. */
export function codeOf(answer: GraphAnswer): string {
  return (textOf(objectOf(answer.json?.['error'])['code']) ?? '').toLowerCase();
}

/** Graph's own words for what is wrong. */
export function messageOf(answer: GraphAnswer): string {
  const error = objectOf(answer.json?.['error']);
  return textOf(error['message']) ?? textOf(error['code']) ?? `status ${answer.status}`;
}

export function isGood(answer: GraphAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** A link that Graph gave earlier and no longer takes: any of its ways to say that a full round is needed. */
export function isReset(answer: GraphAnswer): boolean {
  const codes = ['syncstatenotfound', 'syncstateinvalid', 'resyncrequired', 'invaliddeltatoken'];
  return [400, 404, 410].includes(answer.status) || codes.includes(codeOf(answer));
}

/** `cause`: why a link is given up that Graph may still know; that is the reason where starting over helps no more. */
export function cursorExpired(context: Context, cause?: AppError): AppError {
  return new AppError(
    'provider.cursorExpired',
    'Microsoft Graph no longer knows where the last sync ended. Nothing was changed; all contacts are listed anew.',
    { retry: 'later', context, cause },
  );
}

/** Graph's ways to ask for patience; 424 is a neighbour's failure in a batch. */
export function isThrottled(answer: GraphAnswer): boolean {
  return [424, 429, 503, 509].includes(answer.status) || codeOf(answer) === 'activitylimitreached';
}

/**
 * A part of a batch that is not served for now (`isThrottled`), though nothing says that too much was asked of the service:
 * the contact may be why, and then it will be answered so for ever.
 */
export function isPartInTrouble(answer: GraphAnswer): boolean {
  return [424, 503].includes(answer.status) && codeOf(answer) !== 'activitylimitreached';
}

/** The error of a part of a batch that is not served for now. `progress` as of `throttled`. */
export function notServed(answer: GraphAnswer, context: Context, progress = false): AppError {
  return (isPartInTrouble(answer) ? partInTrouble : throttled)(answer, context, progress);
}

function partInTrouble(answer: GraphAnswer, context: Context, progress: boolean): AppError {
  const text = `Microsoft Graph has a problem of its own (${answer.status}): ${messageOf(answer)}`;
  return new AppError('provider.unavailable', text, forNow(answer, context, progress));
}

/** `progress`: a part of what was asked for came, so that asking again leads on. */
export function throttled(answer: GraphAnswer, context: Context, progress = false): AppError {
  const text = `Microsoft Graph asks to slow down: ${messageOf(answer)}`;
  return new AppError('provider.throttled', text, forNow(answer, context, progress));
}

function forNow(answer: GraphAnswer, context: Context, progress: boolean): ErrorDetails {
  const { status, retryAfter } = answer;
  return {
    retry: 'later',
    context: {
      ...context,
      status,
      said: messageOf(answer),
      ...(retryAfter === null ? {} : { retryAfter }),
      ...(progress ? { progress } : {}),
    },
  };
}

/** The error of an answer that is not good. */
export function errorOf(answer: GraphAnswer, context: Context): AppError {
  const { status } = answer;
  const details = { context: { ...context, status, code: codeOf(answer) } };
  if (status < 400) return badResponse(`status ${status}`, context);
  if (status === 403 && isObject(answer.json) && codeOf(answer).includes('claims')) {
    return new AppError(
      'auth.required',
      'Microsoft asks to sign in again. Your contacts and pending changes are kept.',
      { ...details, retry: 'afterUser' },
    );
  }
  if (status === 403) {
    return new AppError(
      'provider.forbidden',
      `Microsoft does not allow Kith to do this with the account: ${messageOf(answer)}. Your contacts are kept; sign in again to grant it.`,
      { context: { ...details.context, said: messageOf(answer) }, retry: 'afterUser' },
    );
  }
  // The conflict body also comes without a precondition, even on reads, and passes by itself.
  if ((status === 409 || status === 412) && codeOf(answer) === 'errorirresolvableconflict') {
    return new AppError(
      'provider.unavailable',
      'Microsoft Graph is changing this contact right now. Nothing was lost; the next sync tries again.',
      { ...details, retry: 'later' },
    );
  }
  return (
    statusError(status, answer.retryAfter, messageOf(answer), context) ??
    new AppError('provider.rejected', `Microsoft Graph refused: ${messageOf(answer)}`, {
      context: { ...details.context, said: messageOf(answer) },
    })
  );
}
