// Owns: sending changes to Google: splitting them into batches, and the request of each. Leaves to others: what the
// replies mean (google-outcomes.ts), memberships of contacts that are there (google-members.ts), the mapping
// (google-mapping.ts), order and repetition (sync/).
import type { people_v1 } from 'googleapis/build/src/apis/people/index.js';
import type { FieldName } from '../../core/contact.ts';
import type { JsonObject } from '../../core/json.ts';
import type {
  CreateOperation,
  DeleteOperation,
  ProviderAccount,
  UpdateOperation,
  WriteOperation,
  WriteOutcome,
} from '../provider.ts';
import type { GoogleReply, GoogleRequest } from './google-client.ts';
import { LISTING } from './google-cursor.ts';
import type { ErrorContext } from './google-errors.ts';
import { RPC } from './google-errors.ts';
import type { PersonField } from './google-fields.ts';
import { READ_MASK, updateMask } from './google-fields.ts';
import type { FragileParts } from './google-fragile.ts';
import { newPerson, writePerson } from './google-mapping.ts';
import type { MemberCalls, Sender, Updated } from './google-members.ts';
import { labelMissing, moveMembers } from './google-members.ts';
import { createdOutcomes, failureOutcomes, personOutcome, updatedOutcomes } from './google-outcomes.ts';
import { fetchContacts } from './google-reading.ts';
import type { GoogleVersion } from './google-version.ts';
import { namesVersion, readVersion, versionBody } from './google-version.ts';

/** People API: limits of one batchCreateContacts or batchUpdateContacts (seeds 001, 003) and of batchDeleteContacts. */
const MOST_WRITES = 200;
const MOST_DELETES = 500;

/**
 * One request each, and some more where memberships change; updates by their mask, since a request has one mask for all
 * of them. See ContactProvider.batches.
 */
export function writeBatches(operations: readonly WriteOperation[]): readonly (readonly WriteOperation[])[] {
  const creates = operations.filter(isCreate);
  const deletes = operations.filter(isDelete);
  const updates = Map.groupBy(operations.filter(isUpdate), ({ changed }) => updateMask(changed).join(','));
  return [
    ...chunks(creates, MOST_WRITES),
    ...[...updates.values()].flatMap((group) => chunks(group, MOST_WRITES)),
    ...chunks(deletes, MOST_DELETES),
  ];
}

const isCreate = (operation: WriteOperation): operation is CreateOperation => operation.kind === 'create';
const isUpdate = (operation: WriteOperation): operation is UpdateOperation => operation.kind === 'update';
const isDelete = (operation: WriteOperation): operation is DeleteOperation => operation.kind === 'delete';

function chunks<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const out: T[][] = [];
  for (let start = 0; start < values.length; start += size) out.push(values.slice(start, start + size));
  return out;
}

/** What replies bring back: the whole contact, and of the contact alone, so that its new etags are known. */
const SOURCES = [...LISTING.sources];

/** Sends one of writeBatches' batches. See ContactProvider.write. */
export async function writeBatch(
  request: GoogleRequest,
  fragile: FragileParts,
  account: ProviderAccount,
  batch: readonly WriteOperation[],
  signal?: AbortSignal,
): Promise<readonly WriteOutcome[]> {
  const send: Sender = async (operation, body, call) => {
    const reply = await request(account, operation, call, signal);
    const status = reply.kind === 'answer' ? 200 : reply.error.context['status'];
    fragile.noticed(account.id, body, typeof status === 'number' ? status : null);
    return reply;
  };
  const basis: Basis = {
    context: { service: 'Google', account: account.id },
    withFragile: fragile.areSent(account.id),
  };
  if (batch.every(isCreate)) {
    const outcomes = await create(send, batch, basis);
    return outcomes.map((outcome) => labelOfCreate(batch, outcome, basis.context));
  }
  if (batch.every(isUpdate)) {
    const fetch = (remoteIds: readonly string[]) => fetchContacts(request, account, remoteIds, signal);
    return update({ send, fetch, context: basis.context }, batch, basis);
  }
  if (batch.every(isDelete)) return remove(send, batch);
  throw new Error('a Google batch holds one kind of operation');
}

/** A contact that is to be made cannot be missing: "not found" is a label of it. */
function labelOfCreate(
  batch: readonly CreateOperation[],
  outcome: WriteOutcome,
  context: ErrorContext,
): WriteOutcome {
  const names = batch.find(({ key }) => key === outcome.key)?.fields.labels !== undefined;
  if (!names || outcome.kind !== 'refused' || outcome.error.context['rpcCode'] !== RPC.notFound)
    return outcome;
  return { ...outcome, error: labelMissing(context) };
}

/** What every write of a batch goes by. */
interface Basis {
  readonly context: ErrorContext;
  readonly withFragile: boolean;
}

async function create(
  send: Sender,
  batch: readonly CreateOperation[],
  { context, withFragile }: Basis,
): Promise<readonly WriteOutcome[]> {
  const people = batch.map(({ fields, createKey }) => newPerson(fields, createKey, withFragile));
  const [only] = batch;
  const [person] = people;
  if (batch.length === 1 && only !== undefined && person !== undefined) {
    const parameters = {
      personFields: READ_MASK,
      sources: SOURCES,
      requestBody: person as people_v1.Schema$Person,
    };
    const reply = await send('createContact', person, (api, options) =>
      api.createContact(parameters, options),
    );
    return settle(reply, batch, (body) => [personOutcome(only, body, context)]);
  }
  const requestBody = {
    contacts: people.map((contactPerson) => ({ contactPerson })),
    readMask: READ_MASK,
    sources: SOURCES,
  };
  const parameters = { requestBody: requestBody as people_v1.Schema$BatchCreateContactsRequest };
  const reply = await send('batchCreateContacts', requestBody, (api, options) =>
    api.batchCreateContacts(parameters, options),
  );
  return settle(reply, batch, (body) => createdOutcomes(batch, body, context));
}

const isMembership = (name: FieldName) => name === 'labels' || name === 'favorite';

/** Memberships are moved after the other fields are written, and only of the contacts where these were applied. */
async function update(
  calls: MemberCalls,
  batch: readonly UpdateOperation[],
  basis: Basis,
): Promise<readonly WriteOutcome[]> {
  const written = await updateFields(calls.send, batch, basis);
  if (!batch.some(({ changed }) => changed.some(isMembership))) return written;
  const applied = new Map(written.flatMap((one) => (one.kind === 'done' ? [[one.key, one.contact]] : [])));
  const moving = batch.flatMap((operation): readonly Updated[] => {
    const shown = applied.get(operation.key);
    const wrote = maskOf(operation).length > 0;
    return shown === undefined ? [] : [{ operation, shown, written: wrote }];
  });
  const moved = moving.length === 0 ? [] : await moveMembers(calls, moving);
  return [...written.filter(({ key }) => !applied.has(key)), ...moved];
}

function maskOf({ changed }: UpdateOperation): readonly PersonField[] {
  return updateMask(changed.filter((name) => !isMembership(name)));
}

interface ReadyUpdate {
  readonly operation: UpdateOperation;
  readonly version: GoogleVersion;
}

/** Sends all fields but memberships. */
async function updateFields(
  send: Sender,
  batch: readonly UpdateOperation[],
  basis: Basis,
): Promise<readonly WriteOutcome[]> {
  const [first] = batch;
  const mask = first === undefined ? '' : maskOf(first).join(',');
  // Nothing of the change is a field at Google, and an empty mask is an error there.
  if (mask === '') return batch.map(({ key }) => ({ kind: 'done', key, contact: null }));
  const unread: WriteOutcome[] = [];
  const ready: ReadyUpdate[] = [];
  for (const operation of batch) {
    const version = readVersion(operation.etag);
    // Stored by another Kith, or from a reply that named none: reading the contact again gives a version to write on.
    if (version === null || !namesVersion(version)) unread.push({ kind: 'stale', key: operation.key });
    else ready.push({ operation, version });
  }
  return ready.length === 0 ? unread : [...unread, ...(await updateReady(send, ready, mask, basis))];
}

async function updateReady(
  send: Sender,
  ready: readonly ReadyUpdate[],
  mask: string,
  { context, withFragile }: Basis,
): Promise<readonly WriteOutcome[]> {
  const operations = ready.map(({ operation }) => operation);
  const [only] = ready;
  if (ready.length === 1 && only !== undefined) {
    const person = updatedPerson(only, withFragile);
    const parameters = {
      resourceName: only.operation.remoteId,
      updatePersonFields: mask,
      personFields: READ_MASK,
      sources: SOURCES,
      requestBody: person as people_v1.Schema$Person,
    };
    const reply = await send('updateContact', person, (api, options) =>
      api.updateContact(parameters, options),
    );
    return settle(reply, operations, (body) => [personOutcome(only.operation, body, context)]);
  }
  const contacts = Object.fromEntries(
    ready.map((one) => [one.operation.remoteId, updatedPerson(one, withFragile)]),
  );
  const requestBody = { contacts, updateMask: mask, readMask: READ_MASK, sources: SOURCES };
  const parameters = { requestBody: requestBody as people_v1.Schema$BatchUpdateContactsRequest };
  const reply = await send('batchUpdateContacts', requestBody, (api, options) =>
    api.batchUpdateContacts(parameters, options),
  );
  return settle(reply, operations, (body) => updatedOutcomes(operations, body, context));
}

function updatedPerson({ operation, version }: ReadyUpdate, withFragile: boolean): JsonObject {
  const { base, fields, changed } = operation;
  const sent = changed.filter((name) => !isMembership(name));
  const { person } = writePerson(fields, sent, { base, createKeys: version.createKeys, withFragile });
  return { ...versionBody(version), ...person };
}

async function remove(send: Sender, batch: readonly DeleteOperation[]): Promise<readonly WriteOutcome[]> {
  const resourceNames = batch.map(({ remoteId }) => remoteId);
  const [resourceName] = resourceNames;
  const requestBody = { resourceNames };
  const reply =
    batch.length === 1 && resourceName !== undefined
      ? await send('deleteContact', {}, (api, options) => api.deleteContact({ resourceName }, options))
      : await send('batchDeleteContacts', requestBody, (api, options) =>
          api.batchDeleteContacts({ requestBody }, options),
        );
  return settle(reply, batch, () => batch.map(({ key }) => ({ kind: 'done', key, contact: null })));
}

function settle(
  reply: GoogleReply,
  batch: readonly WriteOperation[],
  read: (body: JsonObject) => readonly WriteOutcome[],
): readonly WriteOutcome[] {
  return reply.kind === 'failure' ? failureOutcomes(batch, reply) : read(reply.body);
}
