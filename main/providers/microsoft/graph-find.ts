// Owns: looking for contacts by the key Kith gave their create, where the reply to that create was lost.
// Leaves to others: deciding when to look (sync/).
import type { JsonObject } from '../../core/json.ts';
import type { RemoteContact } from '../provider.ts';
import { BATCH_SIZE, readBatch } from './graph-batch.ts';
import { errorOf, isGood, isThrottled, throttled } from './graph-errors.ts';
import { findFolders } from './graph-folders.ts';
import type { GraphCaller } from './graph-http.ts';
import { pathId, queryValue } from './graph-http.ts';
import { KITH_ID } from './graph-properties.ts';
import type { ContactReader } from './graph-read.ts';
import { isOfNow, itemsOf, remoteContact } from './graph-read.ts';
import { textOf } from './graph-values.ts';

/**
 * See ContactProvider.findCreated. Graph compares values without case, and so does this. A filter that finds nothing
 * proves nothing, since a server may not know it or apply it: before a create is sent again, every contact is asked.
 */
export async function findByCreateKey(
  caller: GraphCaller,
  reader: ContactReader,
  createKeys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const filtered = await filter(caller, reader, createKeys, signal);
  const missing = createKeys.filter((key) => !filtered.has(key));
  const listed = missing.length === 0 ? [] : await listAndCompare(caller, reader, missing, signal);
  for (const key of createKeys) reader.memory.lookups.delete(key);
  return new Map([...filtered, ...listed]);
}

/** What the server itself finds by the keys; nothing where it does not filter by extended properties. */
async function filter(
  caller: GraphCaller,
  reader: ContactReader,
  createKeys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const { lookups } = reader.memory;
  const open = createKeys.filter((key) => !lookups.has(key));
  for (let at = 0; at < open.length; at += BATCH_SIZE) {
    const keys = open.slice(at, at + BATCH_SIZE);
    const answers = await readBatch(caller, keys.map(lookup), signal);
    for (const [index, answer] of answers.entries()) {
      const named = isGood(answer) ? itemsOf(answer.json ?? {}, caller) : null;
      if (named !== null)
        lookups.set(
          keys[index] ?? '',
          named.map((one) => textOf(one['id']) ?? ''),
        );
    }
    const failure = answers.find((answer) => !isGood(answer));
    if (failure !== undefined && [400, 404, 405, 501].includes(failure.status)) return new Map();
    if (failure !== undefined)
      throw isThrottled(failure)
        ? throttled(failure, caller.context, answers.some(isGood))
        : errorOf(failure, caller.context);
  }
  const candidates = createKeys.flatMap((key) => lookups.get(key) ?? []);
  const found = await reader.byId([...new Set(candidates)], (_id, known) =>
    isOfNow(caller, reader.memory, known),
  );
  return matching(
    reader,
    createKeys,
    [...found.values()].filter((raw) => raw !== null),
  );
}

function lookup(createKey: string): string {
  const value = createKey.replaceAll("'", "''");
  return `/me/contacts?$filter=${queryValue(`singleValueExtendedProperties/Any(ep: ep/id eq '${KITH_ID}' and ep/value eq '${value}')`)}`;
}

/** Every contact says its own key: of the default folder, where creates go, then of those where it may have been moved. */
async function listAndCompare(
  caller: GraphCaller,
  reader: ContactReader,
  createKeys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const found = new Map<string, RemoteContact>();
  await lookThrough('/me/contacts');
  if (found.size === createKeys.length) return found;
  const { others } = await findFolders(caller, signal);
  for (const folder of others) await lookThrough(`/me/contactFolders/${pathId(folder)}/contacts`);
  return found;

  async function lookThrough(path: string): Promise<void> {
    for await (const page of reader.list(path)) {
      for (const [key, contact] of matching(reader, createKeys, page))
        if (!found.has(key)) found.set(key, contact);
      if (found.size === createKeys.length) break;
    }
  }
}

function matching(
  reader: ContactReader,
  createKeys: readonly string[],
  raws: readonly JsonObject[],
): ReadonlyMap<string, RemoteContact> {
  const wanted = new Map(createKeys.map((key) => [key.toLowerCase(), key]));
  const found = new Map<string, RemoteContact>();
  for (const raw of raws) {
    const read = reader.mapping.read(raw);
    const key = wanted.get(read.createKey?.toLowerCase() ?? '');
    if (key !== undefined && !found.has(key)) found.set(key, remoteContact(raw, { ...read, createKey: key }));
  }
  return found;
}
