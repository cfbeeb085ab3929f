// Owns: reading a Google account: pull, fetch, and looking for contacts that Kith created. Leaves to others: the mapping
// (google-mapping.ts), requests (google-client.ts), storing and deciding (sync/).
import type { people_v1 } from 'googleapis/build/src/apis/people/index.js';
import type { Json, JsonObject } from '../../core/json.ts';
import { AppError } from '../../core/errors.ts';
import { badResponse, mayBeOfOne } from '../http.ts';
import type { ProviderAccount, PullOptions, RemoteContact, RemotePage } from '../provider.ts';
import type { GoogleReply, GoogleRequest } from './google-client.ts';
import { bodyOf } from './google-client.ts';
import type { GooglePosition } from './google-cursor.ts';
import { LISTING, readCursor, writeCursor } from './google-cursor.ts';
import type { ErrorContext } from './google-errors.ts';
import { cursorExpired, isExpired } from './google-errors.ts';
import { READ_MASK } from './google-fields.ts';
import { createKeysOf, readPerson, SCOPE } from './google-mapping.ts';
import { isObject } from './google-values.ts';
import { sameVersion } from './google-version.ts';

/** People API: batchGet takes 200 resource names. */
const MOST_NAMES = 200;
/** People API: a listing gives the first 100 email addresses and phone numbers of a contact. */
const LISTED_VALUES = 100;

/** What looking for markers asks of each contact of an account. */
const MARKERS_ONLY = 'clientData,metadata';

/** So many contacts are read at once, so that a page of 1,000 does not keep the window waiting. */
const SLICE = 25;

const contextOf = (account: ProviderAccount): ErrorContext => ({ service: 'Google', account: account.id });

/** Pages since `cursor`; see ContactProvider.pull. */
export async function* pullPages(
  request: GoogleRequest,
  account: ProviderAccount,
  cursor: string | null,
  options: PullOptions,
): AsyncGenerator<RemotePage> {
  let position = readCursor(cursor);
  if (position === null) throw cursorExpired(contextOf(account));
  const seen = new Set<string>();
  for (;;) {
    const listed = await listPage(request, account, position, options.signal);
    const next = nextPosition(listed, position);
    if (next.pageToken !== undefined && (next.pageToken === position.pageToken || seen.has(next.pageToken))) {
      throw badResponse('a page that leads back to itself', contextOf(account));
    }
    yield await readPage(request, account, listed, { from: position, to: next }, options);
    if (next.pageToken === undefined) return;
    seen.add(next.pageToken);
    position = next;
  }
}

async function listPage(
  request: GoogleRequest,
  account: ProviderAccount,
  position: GooglePosition,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  const parameters: people_v1.Params$Resource$People$Connections$List = {
    resourceName: 'people/me',
    ...LISTING,
    sources: [...LISTING.sources],
    ...position,
  };
  const reply = await request(
    account,
    'connections.list',
    (api, options) => api.connections.list(parameters, options),
    signal,
  );
  const hasToken = position.syncToken !== undefined || position.pageToken !== undefined;
  if (hasToken && reply.kind === 'failure' && reply.problem !== null && isExpired(reply.problem)) {
    throw cursorExpired(contextOf(account));
  }
  return bodyOf(reply);
}

/**
 * A page leads to the next, or, the last one, to the next run. A page of changes without a new token leaves the old one
 * in force; a complete listing without any is an account whose changes cannot be asked for: each run lists it whole.
 */
function nextPosition(listed: JsonObject, from: GooglePosition): GooglePosition {
  const { nextPageToken, nextSyncToken } = listed;
  const { syncToken } = from;
  if (typeof nextPageToken === 'string' && nextPageToken !== '') {
    return { ...(syncToken === undefined ? {} : { syncToken }), pageToken: nextPageToken };
  }
  if (typeof nextSyncToken === 'string' && nextSyncToken !== '') return { syncToken: nextSyncToken };
  return syncToken === undefined ? {} : { syncToken };
}

interface Way {
  readonly from: GooglePosition;
  readonly to: GooglePosition;
}

async function readPage(
  request: GoogleRequest,
  account: ProviderAccount,
  listed: JsonObject,
  way: Way,
  options: PullOptions,
): Promise<RemotePage> {
  const people = peopleOf(listed['connections'], account);
  const present = people.filter((person) => !isDeleted(person));
  const changed: RemoteContact[] = [];
  const unchanged: string[] = [];
  const cut: string[] = [];
  for (const [index, person] of present.entries()) {
    if (index % SLICE === SLICE - 1) await options.othersTurn?.();
    const contact = readPerson(person);
    if (sameVersion(options.knownEtag(contact.remoteId), contact.etag)) unchanged.push(contact.remoteId);
    else changed.push(contact);
    if (isCut(person)) cut.push(contact.remoteId);
  }
  const wanted = cut.filter((remoteId) => !unchanged.includes(remoteId));
  const whole = await fetchContacts(request, account, wanted, options.signal).catch(unreadable);
  const unread = whole === null ? wanted : [];
  const complete = way.from.syncToken === undefined;
  const total = listed['totalItems'] ?? listed['totalPeople'];
  return {
    contacts: changed
      .filter(({ remoteId }) => !unread.includes(remoteId))
      .map((contact) => whole?.get(contact.remoteId) ?? contact),
    unread,
    tombstones: people.filter(isDeleted).map(nameOf),
    unchanged,
    renamed: people.flatMap(renames),
    cursor: writeCursor(way.to),
    startsListing: complete && way.from.pageToken === undefined,
    completed: complete && way.to.pageToken === undefined ? [SCOPE] : [],
    divisible: complete,
    total: typeof total === 'number' ? total : null,
  };
}

/** The people of a reply; an absent list is an empty one, since Google leaves empty lists out. */
function peopleOf(list: Json | undefined, account: ProviderAccount): readonly JsonObject[] {
  if (list === undefined || list === null) return [];
  const people = Array.isArray(list) ? (list as readonly Json[]) : [null];
  if (!people.every(isPerson))
    throw badResponse('a list with something else than contacts', contextOf(account));
  return people;
}

function isPerson(value: unknown): value is JsonObject {
  return isObject(value) && typeof value['resourceName'] === 'string' && value['resourceName'] !== '';
}

const nameOf = (person: JsonObject) => String(person['resourceName']);

function isDeleted(person: JsonObject): boolean {
  return isObject(person['metadata']) && person['metadata']['deleted'] === true;
}

/** Null where the cloud fails on one of the contacts that were asked for, so that the page can do without them. */
function unreadable(thrown: unknown): null {
  if (thrown instanceof AppError && mayBeOfOne(thrown)) return null;
  throw thrown;
}

/** Rewriting a field that was listed in part would delete the rest. */
function isCut(person: JsonObject): boolean {
  return ['emailAddresses', 'phoneNumbers'].some((field) => {
    const values = person[field];
    return Array.isArray(values) && values.length >= LISTED_VALUES;
  });
}

function renames(person: JsonObject): readonly { from: string; to: string }[] {
  const previous = isObject(person['metadata']) ? person['metadata']['previousResourceNames'] : undefined;
  if (!Array.isArray(previous)) return [];
  const to = nameOf(person);
  return (previous as readonly Json[])
    .filter((from) => typeof from === 'string')
    .filter((from) => from !== to)
    .map((from) => ({ from, to }));
}

/** The present versions by the ids asked for; see ContactProvider.fetch. */
export async function fetchContacts(
  request: GoogleRequest,
  account: ProviderAccount,
  remoteIds: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const found = new Map<string, RemoteContact>();
  for (let start = 0; start < remoteIds.length; start += MOST_NAMES) {
    const names = remoteIds.slice(start, start + MOST_NAMES);
    for (const [remoteId, contact] of await fetchSome(request, account, names, signal))
      found.set(remoteId, contact);
  }
  return found;
}

async function fetchSome(
  request: GoogleRequest,
  account: ProviderAccount,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const parameters = { resourceNames: [...names], personFields: READ_MASK, sources: [...LISTING.sources] };
  const reply = await request(
    account,
    'people.batchGet',
    (api, options) => api.getBatchGet(parameters, options),
    signal,
  );
  // One contact that is gone may fail the request for all, and says nothing of the others.
  const entries = isNotFound(reply) ? [] : objectsIn(bodyOf(reply)['responses']);
  const found = new Map<string, RemoteContact>();
  for (const [index, name] of names.entries()) {
    const entry =
      entries.find(({ requestedResourceName }) => requestedResourceName === name) ??
      (entries.length === names.length ? entries[index] : undefined);
    const person = readResponse(entry) ?? (await getOne(request, account, name, signal));
    if (person !== 'gone') found.set(name, readPerson(person));
  }
  return found;
}

const isNotFound = (reply: GoogleReply) => reply.kind === 'failure' && reply.problem?.status === 404;

function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isObject) : [];
}

/** The person of a PersonResponse, or that there is none; null where the response does not say. */
function readResponse(entry: JsonObject | undefined): JsonObject | 'gone' | null {
  const person = entry?.['person'];
  if (isPerson(person)) return isDeleted(person) ? 'gone' : person;
  const status = entry?.['status'];
  const code = isObject(status) ? status['code'] : undefined;
  return entry?.['httpStatusCode'] === 404 || code === 5 || code === 404 ? 'gone' : null;
}

/** A contact that a batch said nothing about, asked for alone: silence must not pass for a deletion. */
async function getOne(
  request: GoogleRequest,
  account: ProviderAccount,
  resourceName: string,
  signal: AbortSignal | undefined,
): Promise<JsonObject | 'gone'> {
  const parameters = { resourceName, personFields: READ_MASK, sources: [...LISTING.sources] };
  const reply = await request(account, 'people.get', (api, options) => api.get(parameters, options), signal);
  if (isNotFound(reply)) return 'gone';
  const person = bodyOf(reply);
  if (!isPerson(person))
    throw badResponse('nothing about a contact that was asked for', {
      ...contextOf(account),
      remoteId: resourceName,
    });
  return isDeleted(person) ? 'gone' : person;
}

/**
 * The contacts that carry Kith's markers, newest changes first, so that creates of a moment ago are on the first page.
 * One that is listed but not found by its name yet is there all the same. See ContactProvider.findCreated.
 */
export async function findByMarker(
  request: GoogleRequest,
  account: ProviderAccount,
  createKeys: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, RemoteContact>> {
  const found = new Map<string, RemoteContact>();
  const listed = await listedByMarker(request, account, createKeys, MARKERS_ONLY, signal);
  const names = new Set([...listed.values()].map(nameOf));
  const contacts = await fetchContacts(request, account, [...names], signal);
  for (const [createKey, person] of listed) {
    const contact = contacts.get(nameOf(person));
    if (contact !== undefined) found.set(createKey, { ...contact, createKey });
  }
  const unread = [...listed.keys()].filter((createKey) => !found.has(createKey));
  const whole = await listedByMarker(request, account, unread, READ_MASK, signal);
  for (const [createKey, person] of whole) found.set(createKey, { ...readPerson(person), createKey });
  return found;
}

/** The people whom the list has for the keys, by key, with the fields of the mask. */
async function listedByMarker(
  request: GoogleRequest,
  account: ProviderAccount,
  createKeys: readonly string[],
  personFields: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  const missing = new Set(createKeys);
  const seen = new Set<string>();
  let pageToken: string | undefined;
  while (missing.size > 0) {
    const listed = await listMarkers(request, account, personFields, pageToken, signal);
    for (const person of peopleOf(listed['connections'], account)) {
      for (const key of createKeysOf(person)) if (missing.delete(key)) found.set(key, person);
    }
    const next = listed['nextPageToken'];
    if (typeof next !== 'string' || next === '') break;
    if (seen.has(next)) throw badResponse('a page that leads back to itself', contextOf(account));
    seen.add(next);
    pageToken = next;
  }
  return found;
}

async function listMarkers(
  request: GoogleRequest,
  account: ProviderAccount,
  personFields: string,
  pageToken: string | undefined,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  const parameters: people_v1.Params$Resource$People$Connections$List = {
    resourceName: 'people/me',
    personFields,
    sources: [...LISTING.sources],
    pageSize: LISTING.pageSize,
    sortOrder: 'LAST_MODIFIED_DESCENDING',
    ...(pageToken === undefined ? {} : { pageToken }),
  };
  return bodyOf(
    await request(
      account,
      'connections.list',
      (api, options) => api.connections.list(parameters, options),
      signal,
    ),
  );
}
