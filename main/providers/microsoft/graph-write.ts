// Owns: sending a batch of operations and saying what became of each.
// Leaves to others: bodies (graph-lens.ts), repeating what was not applied (sync/).
import { AppError, asAppError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { badResponse, mayHaveBeenApplied } from '../http.ts';
import type { WriteOperation, WriteOutcome } from '../provider.ts';
import type { SubRequest } from './graph-batch.ts';
import {
  BATCH_SIZE,
  batchAnswers,
  batchBody,
  isSignedOut,
  lacksBatches,
  portions,
  sendAlone,
} from './graph-batch.ts';
import { errorOf, isGood, isThrottled, messageOf, notServed, throttled } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { contactPath } from './graph-http.ts';
import type { GraphMapping } from './graph-lens.ts';
import { withCreateKey } from './graph-lens.ts';
import { remoteContact } from './graph-read.ts';
import { textOf } from './graph-values.ts';
import { staleAlready } from './graph-versions.ts';

/** Batches in the given order, 20 operations each. */
export function writeBatches(operations: readonly WriteOperation[]): readonly (readonly WriteOperation[])[] {
  const batches: (readonly WriteOperation[])[] = [];
  for (let at = 0; at < operations.length; at += BATCH_SIZE)
    batches.push(operations.slice(at, at + BATCH_SIZE));
  return batches;
}

/**
 * The version of a contact whose create was answered with little more than its id: what the service made of it was not
 * read yet, so no version is known to write on.
 */
const UNREAD = 'unread';

function isUnread(operation: WriteOperation): boolean {
  return operation.kind !== 'create' && operation.etag === UNREAD;
}

interface Planned {
  readonly operation: WriteOperation;
  /** Null: Graph already has all of it that it can hold. */
  readonly request: SubRequest | null;
}

/** See ContactProvider.write. */
export async function writeBatch(
  caller: GraphCaller,
  mapping: GraphMapping,
  batch: readonly WriteOperation[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const planned = batch.map((operation): Planned => ({ operation, request: requestOf(mapping, operation) }));
  const idle = planned.filter(({ operation, request }) => request === null && !isUnread(operation));
  const outcomes = [
    ...idle.map(({ operation: { key } }): WriteOutcome => ({ kind: 'done', key, contact: null })),
    ...batch.filter(isUnread).map(({ key }): WriteOutcome => ({ kind: 'stale', key })),
  ];
  const sent = planned.filter(({ operation, request }) => request !== null && !isUnread(operation));
  if (sent.length === 0) return outcomes;
  return [...outcomes, ...(await sendPortions(caller, mapping, sent, signal))];
}

/** One after the other; where the service takes no more for now, or is not there, the rest waits. */
async function sendPortions(
  caller: GraphCaller,
  mapping: GraphMapping,
  sent: readonly Planned[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  // Contacts by the thousand were pulled a moment ago as well, and asking for each again would double the requests.
  const write = sent.length < BATCH_SIZE ? sendCurrent : send;
  for (const portion of portions(caller, sent)) {
    try {
      outcomes.push(...(await write(caller, mapping, portion, signal)));
    } catch (thrown) {
      if (outcomes.length === 0 || !(thrown instanceof AppError)) throw thrown;
      return [...outcomes, ...waiting(sent, outcomes, thrown)];
    }
    const end = outcomes.map(errorIn).find(endsSending);
    if (end !== undefined) return [...outcomes, ...waiting(sent, outcomes, end)];
  }
  return outcomes;
}

/** Sends what is still in the version that it goes by. */
async function sendCurrent(
  caller: GraphCaller,
  mapping: GraphMapping,
  portion: readonly Planned[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const operations = portion.map(({ operation }) => operation);
  const stale = await staleAlready(caller, operations, signal);
  const rest = portion.filter(({ operation }) => !stale.some(({ key }) => key === operation.key));
  return rest.length === 0 ? stale : [...stale, ...(await send(caller, mapping, rest, signal))];
}

function errorIn(outcome: WriteOutcome): AppError | null {
  return 'error' in outcome ? outcome.error : null;
}

function endsSending(error: AppError | null): error is AppError {
  return (
    error !== null &&
    ['auth.required', 'provider.throttled', 'network.offline', 'network.timeout', 'sync.cancelled'].includes(
      error.code,
    )
  );
}

function waiting(
  sent: readonly Planned[],
  outcomes: readonly WriteOutcome[],
  error: AppError,
): readonly WriteOutcome[] {
  const told = new Set(outcomes.map(({ key }) => key));
  return sent
    .filter(({ operation }) => !told.has(operation.key))
    .map(({ operation: { key } }) => ({ kind: 'notApplied', key, error }));
}

function requestOf(mapping: GraphMapping, operation: WriteOperation): SubRequest | null {
  switch (operation.kind) {
    case 'create': {
      const body = withCreateKey(mapping.write(operation.fields, null, []) ?? {}, operation.createKey);
      return { method: 'POST', url: '/me/contacts', body };
    }
    case 'update': {
      const body = mapping.write(operation.fields, operation.base, operation.changed);
      return body === null
        ? null
        : { method: 'PATCH', url: contactPath(operation.remoteId), body, ...condition(operation.etag) };
    }
    case 'delete':
      return { method: 'DELETE', url: contactPath(operation.remoteId), ...condition(operation.etag) };
  }
}

function condition(etag: string): { readonly ifMatch?: string } {
  return etag === '' ? {} : { ifMatch: etag };
}

async function send(
  caller: GraphCaller,
  mapping: GraphMapping,
  sent: readonly Planned[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const requests = sent.flatMap(({ request }) => (request === null ? [] : [request]));
  const all = (outcome: (operation: WriteOperation) => WriteOutcome): readonly WriteOutcome[] =>
    sent.map(({ operation }) => outcome(operation));
  let reply: GraphAnswer;
  try {
    reply = await caller.send({ method: 'POST', url: '/$batch', body: batchBody(requests), signal });
  } catch (thrown) {
    const error = lostReply(thrown);
    if (error === null) throw thrown;
    return all(({ key }) => ({ kind: 'ambiguous', key, error }));
  }
  if (isGood(reply)) {
    const answers = batchAnswers(caller, reply, requests.length);
    const none = badResponse('a batch without this answer', caller.context);
    const signedOut = sent.filter((_, index) => isSignedOut(answers?.[index] ?? null));
    const served = sent.flatMap(({ operation }, index): WriteOutcome[] => {
      const answer = answers?.[index] ?? null;
      if (isSignedOut(answer)) return [];
      return answer === null
        ? [{ kind: 'ambiguous', key: operation.key, error: none }]
        : [outcomeOf(caller, mapping, operation, answer)];
    });
    return [...served, ...(await sendSignedIn(caller, mapping, signedOut, signal))];
  }
  if (lacksBatches(reply)) return sendEach(caller, mapping, sent, signal);
  if (reply.status < 400 || reply.status === 408 || (reply.status >= 500 && !isThrottled(reply))) {
    const error = errorOf(reply, caller.context);
    return all(({ key }) => ({ kind: 'ambiguous', key, error }));
  }
  if (reply.status === 503) {
    // Mostly nothing was applied, but a create that was must not be sent twice; the others are checked by etag.
    const error = throttled(reply, caller.context);
    return all(({ key, kind }) => ({ kind: kind === 'create' ? 'ambiguous' : 'notApplied', key, error }));
  }
  if (isThrottled(reply) || [401, 403].includes(reply.status)) {
    throw isThrottled(reply) ? throttled(reply, caller.context) : errorOf(reply, caller.context);
  }
  // Graph refused the batch for one of its parts: alone, the others get through.
  const error = errorOf(reply, caller.context);
  return all(({ key }) =>
    sent.length === 1 ? { kind: 'refused', key, error } : { kind: 'notApplied', key, error },
  );
}

/** What a batch did not serve because of its token goes by itself, which renews the token. Never throws. */
async function sendSignedIn(
  caller: GraphCaller,
  mapping: GraphMapping,
  sent: readonly Planned[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  try {
    return await sendEach(caller, mapping, sent, signal);
  } catch (thrown) {
    const error = asAppError(thrown);
    return sent.map(({ operation: { key } }) => ({ kind: 'notApplied', key, error }));
  }
}

/** One by one, where the server has no batches. After a lost reply the rest waits. */
async function sendEach(
  caller: GraphCaller,
  mapping: GraphMapping,
  sent: readonly Planned[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const { operation, request } of sent) {
    if (request === null) continue;
    const signedOut = outcomes.map(errorIn).find((error) => error?.code === 'auth.required');
    if (signedOut !== undefined) {
      outcomes.push({ kind: 'notApplied', key: operation.key, error: signedOut });
      continue;
    }
    try {
      outcomes.push(outcomeOf(caller, mapping, operation, await sendAlone(caller, request, signal)));
    } catch (thrown) {
      const error = lostReply(thrown);
      if (error === null && outcomes.length === 0) throw thrown;
      const rest = sent.slice(outcomes.length).map(({ operation: { key } }): WriteOutcome => ({
        kind: 'notApplied',
        key,
        error: asAppError(thrown),
      }));
      return [
        ...outcomes,
        ...(error === null
          ? rest
          : [{ kind: 'ambiguous', key: operation.key, error } as const, ...rest.slice(1)]),
      ];
    }
  }
  return outcomes;
}

/** An error after which nobody knows what was applied; null where nothing was sent. */
function lostReply(thrown: unknown): AppError | null {
  if (!(thrown instanceof AppError)) return null;
  if (thrown.code === 'network.offline' && neverConnected(thrown.cause)) return null;
  return mayHaveBeenApplied(thrown) || thrown.code === 'sync.cancelled' ? thrown : null;
}

function neverConnected(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : null;
  const code: unknown = typeof inner === 'object' && inner !== null && 'code' in inner ? inner.code : null;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].includes(String(code));
}

function outcomeOf(
  caller: GraphCaller,
  mapping: GraphMapping,
  operation: WriteOperation,
  answer: GraphAnswer,
): WriteOutcome {
  const { key, kind } = operation;
  if (isGood(answer)) return done(caller, mapping, operation, answer);
  const { status } = answer;
  if (isThrottled(answer)) {
    // As of a whole batch: a create that was applied all the same must not be sent twice.
    const error = notServed(answer, caller.context);
    return { kind: kind === 'create' && status === 503 ? 'ambiguous' : 'notApplied', key, error };
  }
  if (status >= 500 && status !== 501)
    return { kind: 'ambiguous', key, error: errorOf(answer, caller.context) };
  if (kind !== 'create' && (status === 404 || status === 410)) return { kind: 'gone', key };
  if (status === 409 || status === 412) {
    // Graph also reports conflicts where none can be; a create has no version to be stale.
    return kind === 'create'
      ? { kind: 'notApplied', key, error: errorOf(answer, caller.context) }
      : { kind: 'stale', key };
  }
  if (status === 401) return { kind: 'notApplied', key, error: errorOf(answer, caller.context) };
  if (status === 403) return { kind: 'refused', key, error: errorOf(answer, caller.context) };
  const error = new AppError(
    'provider.rejected',
    `Outlook does not take this contact as it is: ${messageOf(answer)} It stays in Kith; change it, and it is sent again.`,
    { retry: 'afterUser', context: { ...caller.context, status, said: messageOf(answer) } },
  );
  return { kind: 'refused', key, error };
}

function done(
  caller: GraphCaller,
  mapping: GraphMapping,
  operation: WriteOperation,
  answer: GraphAnswer,
): WriteOutcome {
  const { key } = operation;
  if (operation.kind === 'delete') return { kind: 'done', key, contact: null };
  const raw = answer.json;
  if (operation.kind === 'create') {
    if (raw === null || textOf(raw['id']) === undefined) {
      return { kind: 'ambiguous', key, error: badResponse('a create without an id', caller.context) };
    }
    const read = mapping.readReply(raw, operation.fields, null, []);
    const contact = remoteContact(raw, { ...read, createKey: operation.createKey });
    return { kind: 'done', key, contact: isThin(raw) ? { ...contact, etag: UNREAD } : contact };
  }
  // A version whose content was not shown would never be read: what the service made of it stays for the next pull.
  if (raw === null || textOf(raw['id']) === undefined || isThin(raw))
    return { kind: 'done', key, contact: null };
  const { fields, base, changed } = operation;
  return { kind: 'done', key, contact: remoteContact(raw, mapping.readReply(raw, fields, base, changed)) };
}

/** Whether a reply names the contact without showing it. */
function isThin(raw: JsonObject): boolean {
  return !('displayName' in raw);
}
