// Owns: what Google's reply to a write means for each operation of the batch. Leaves to others: the requests
// (google-write.ts), what to do about an outcome (sync/).
import type { AppError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { badResponse } from '../http.ts';
import type { CreateOperation, UpdateOperation, WriteOperation, WriteOutcome } from '../provider.ts';
import type { GoogleReply } from './google-client.ts';
import type { ErrorContext, RpcStatus } from './google-errors.ts';
import { isFull, isStale, passingError, readRpcStatus, rejected, RPC, rpcCodeOf } from './google-errors.ts';
import { createKeysOf, readPerson } from './google-mapping.ts';
import { isObject } from './google-values.ts';

type Failure = Extract<GoogleReply, { kind: 'failure' }>;

/** The reply to createContact or updateContact: the Person. */
export function personOutcome(
  operation: WriteOperation,
  person: JsonObject | undefined,
  context: ErrorContext,
): WriteOutcome {
  if (person === undefined || typeof person['resourceName'] !== 'string') {
    return ambiguous(operation, badResponse('no contact in the reply to a write', context));
  }
  const contact = readPerson(person);
  const createKey = operation.kind === 'create' ? operation.createKey : contact.createKey;
  return { kind: 'done', key: operation.key, contact: { ...contact, createKey } };
}

/** The reply to batchCreateContacts. Kith's own markers tell which contact is whose; the order does where they lack. */
export function createdOutcomes(
  batch: readonly CreateOperation[],
  body: JsonObject,
  context: ErrorContext,
): readonly WriteOutcome[] {
  const entries = objectsOf(body['createdPeople']);
  const byMarker = new Map<string, JsonObject>();
  for (const entry of entries) {
    for (const key of isObject(entry['person']) ? createKeysOf(entry['person']) : [])
      byMarker.set(key, entry);
  }
  // One that failed has no person and so no marker, and lies where it was in the request.
  const inOrder =
    entries.length === batch.length &&
    batch.every(({ createKey }, index) => isAt(byMarker.get(createKey), index, entries));
  return batch.map((operation, index) => {
    const entry = byMarker.get(operation.createKey) ?? (inOrder ? entries[index] : undefined);
    return entryOutcome(operation, entry, context);
  });
}

/** Whether a marked entry is where the order of the request has it; true for none. */
function isAt(entry: JsonObject | undefined, index: number, entries: readonly JsonObject[]): boolean {
  return entry === undefined || entries[index] === entry;
}

/** The reply to batchUpdateContacts: by the resource name that was sent; the person's own may be another by now. */
export function updatedOutcomes(
  batch: readonly UpdateOperation[],
  body: JsonObject,
  context: ErrorContext,
): readonly WriteOutcome[] {
  const results = isObject(body['updateResult']) ? body['updateResult'] : {};
  const entries = Object.values(results).filter(isObject);
  return batch.map((operation) => {
    const named = Object.hasOwn(results, operation.remoteId) ? results[operation.remoteId] : undefined;
    const entry = isObject(named)
      ? named
      : entries.find((one) => one['requestedResourceName'] === operation.remoteId);
    return entryOutcome(operation, entry, context);
  });
}

function entryOutcome(
  operation: WriteOperation,
  entry: JsonObject | undefined,
  context: ErrorContext,
): WriteOutcome {
  const status = entry === undefined ? null : entryStatus(entry);
  if (status !== null) return shownOutcome(operation, status, context);
  const person = entry?.['person'];
  // Said to be done without showing it: the next pull brings the version. A create needs its name, and is looked for.
  const isShown = isObject(person) && typeof person['resourceName'] === 'string';
  if (operation.kind === 'update' && entry !== undefined && !isShown && saysDone(entry)) {
    return { kind: 'done', key: operation.key, contact: null };
  }
  return personOutcome(operation, isObject(person) ? person : undefined, context);
}

/** A reply that shows some of a batch applied leaves open whether a contact in trouble is: its create is looked for. */
function shownOutcome(operation: WriteOperation, status: RpcStatus, context: ErrorContext): WriteOutcome {
  const outcome = statusOutcome(operation, status, context);
  if (operation.kind !== 'create' || outcome.kind !== 'notApplied') return outcome;
  return outcome.error?.code === 'provider.unavailable' ? ambiguous(operation, outcome.error) : outcome;
}

function saysDone(entry: JsonObject): boolean {
  return entry['httpStatusCode'] === 200 || isObject(entry['status']) || isObject(entry['person']);
}

/** The status of a PersonResponse; httpStatusCode is its deprecated form. Null where all is well. */
function entryStatus(entry: JsonObject): RpcStatus | null {
  const status = readRpcStatus(entry['status']);
  const http = entry['httpStatusCode'];
  if (status !== null || typeof http !== 'number' || http < 400) return status;
  return { code: rpcCodeOf(http), message: `status ${http}` };
}

/** What one contact's own error says of its operation. */
function statusOutcome(operation: WriteOperation, status: RpcStatus, context: ErrorContext): WriteOutcome {
  const { key, kind } = operation;
  const known = { ...context, rpcCode: status.code };
  const rpcStatus = status.code === RPC.failedPrecondition ? 'FAILED_PRECONDITION' : '';
  if (status.code === RPC.notFound && kind !== 'create') return { kind: 'gone', key };
  if (kind === 'update' && isStale({ rpcStatus, message: status.message, reasons: [] }))
    return { kind: 'stale', key };
  if (kind === 'update' && status.code === RPC.aborted) return { kind: 'stale', key };
  const passing = isFull(status.message) ? null : passingError(status, known);
  if (passing !== null) return { kind: 'notApplied', key, error: passing };
  return { kind: 'refused', key, error: rejected(status.message, known) };
}

/**
 * What a failed request says of the operations in it. Throws its error where that is about the account or the network
 * and nothing was applied.
 */
export function failureOutcomes(batch: readonly WriteOperation[], failure: Failure): readonly WriteOutcome[] {
  const { error, problem, context } = failure;
  if (failure.mayHaveBeenApplied) return batch.map((operation) => ambiguous(operation, error));
  const status = problem?.status ?? error.context['status'];
  // 413: too much for one request, whoever says so; fewer contacts may pass.
  const aboutContacts = status === 413 || (problem !== null && [400, 404, 409, 412].includes(problem.status));
  if (!aboutContacts) throw error;
  const named = batch.map((operation, index) =>
    problem?.contactErrors.get(operation.kind === 'create' ? String(index) : operation.remoteId),
  );
  if (named.some((one) => one !== undefined)) {
    return batch.map((operation, index) => {
      const own = named[index];
      return own === undefined ? notApplied(operation, null) : statusOutcome(operation, own, context);
    });
  }
  const message = problem?.message ?? error.message;
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    return [statusOutcome(only, { code: rpcCode(failure), message }, context)];
  }
  // Rejected, whatever the status was: nobody was named, and a smaller batch tells more.
  const rejection = rejected(message, { ...context, status: status ?? null });
  if (isFull(message)) return batch.map(({ key }) => ({ kind: 'refused', key, error: rejection }));
  return batch.map((operation) => notApplied(operation, rejection));
}

function rpcCode({ problem }: Failure): number {
  if (problem === null) return RPC.unknown;
  if (problem.status === 404) return RPC.notFound;
  if (problem.status === 409 || problem.status === 412) return RPC.aborted;
  return isStale(problem) ? RPC.failedPrecondition : RPC.unknown;
}

function ambiguous(operation: WriteOperation, error: AppError): WriteOutcome {
  return { kind: 'ambiguous', key: operation.key, error };
}

function notApplied(operation: WriteOperation, error: AppError | null): WriteOutcome {
  return { kind: 'notApplied', key: operation.key, error };
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}
