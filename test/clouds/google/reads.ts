// Owns: reading people: get, batchGet, and listing with pages and sync tokens.
// Leaves to others: the wire shape of one person (view.ts), contact groups (groups.ts).
import { applies } from '../kit/faults.ts';
import type { Answer, Call } from '../kit/server.ts';
import type { Account, Surroundings } from './account.ts';
import type { Contact } from './book.ts';
import { checkParameters, intParameter, missingMask, readMask, readSources } from './payload.ts';
import type { Sources } from './payload.ts';
import type { Raw } from './person-fields.ts';
import { expiredSyncToken, invalidArgument, notFound, quotaExceeded, Refusal } from './refusals.ts';
import { viewPerson, viewTombstone } from './view.ts';

const weekMs = 7 * 24 * 60 * 60 * 1000;
/** Listings truncate e-mail addresses and phone numbers here. */
const listedValues = 100;

interface Listing {
  readonly signature: string;
  readonly contacts: readonly Contact[];
  readonly at: number;
  /** What the listing's sync token will promise, and when its full sync was. */
  readonly seq: number;
  readonly fullAt: number;
  readonly generation: number;
  readonly incremental: boolean;
}

interface SyncToken {
  readonly seq: number;
  readonly fullAt: number;
  readonly generation: number;
  readonly signature: string;
}

export function getPerson(account: Account, around: Surroundings, call: Call, resourceName: string): Answer {
  checkParameters(call, ['personFields', 'sources', 'requestMask.includeField']);
  const mask = requiredMask(call, 'people/get');
  const sources = sourcesOf(call);
  if (resourceName === 'people/me') return { status: 200, json: ownProfile(account, mask) };
  const contact = readerOf(account, around, call)(resourceName);
  if (contact === undefined) throw notFound();
  return { status: 200, json: viewPerson(contact, viewOf(around, mask, sources)) };
}

export function batchGet(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, ['resourceNames', 'personFields', 'sources', 'requestMask.includeField']);
  const mask = requiredMask(call, 'people/getBatchGet');
  const sources = sourcesOf(call);
  const names = call.query.getAll('resourceNames');
  if (names.length === 0 || names.length > 200) {
    throw invalidArgument('Request must set between 1 and 200 resource names.');
  }
  const read = readerOf(account, around, call);
  const responses = names.map((requestedResourceName) => {
    const contact = read(requestedResourceName);
    if (contact === undefined) {
      const status = { code: 5, message: 'Requested entity was not found.' };
      return { httpStatusCode: 404, requestedResourceName, status };
    }
    const person = viewPerson(contact, viewOf(around, mask, sources));
    return { httpStatusCode: 200, person, requestedResourceName, status: {} };
  });
  return { status: 200, json: { responses } };
}

/** What reads by name see: by switch the version before the last write, or nothing of what a listing left out. */
function readerOf(
  account: Account,
  { faults }: Surroundings,
  call: Call,
): (name: string) => Contact | undefined {
  const stale = applies(faults, 'staleReads', call.path);
  return (name) => {
    if (faults.partialListing?.reads === 'missing' && account.leftOut.has(name)) return undefined;
    return stale ? account.book.former(name) : account.book.get(name);
  };
}

/** `people.connections.list`: full or by sync token, page by page. */
export function listConnections(account: Account, around: Surroundings, call: Call): Answer {
  checkParameters(call, [
    ...['pageToken', 'pageSize', 'sortOrder', 'requestSyncToken', 'syncToken', 'personFields', 'sources'],
    'requestMask.includeField',
  ]);
  const mask = requiredMask(call, 'people.connections/list');
  const sources = sourcesOf(call);
  const pageSize = intParameter(call, 'pageSize', 1, 1000, 100);
  const sortOrder = sortOrderOf(call);
  const signature = JSON.stringify([mask, sources, pageSize, sortOrder]);
  const pageToken = call.query.get('pageToken') ?? '';
  const listing =
    pageToken === ''
      ? startListing(account, around, call, { signature, sortOrder })
      : continueListing(account, pageToken, pageSignature(call, signature));
  const end = listing.at + Math.min(pageSize, around.pageSizeCap);
  const view = {
    ...viewOf(around, mask, sources),
    truncateAt: listedValues,
    formerNames: listing.incremental,
  };
  const connections = listing.contacts
    .slice(listing.at, end)
    .map((contact) =>
      contact.deleted === true
        ? viewTombstone(contact, around.faults.bareTombstones === true)
        : viewPerson(contact, view),
    );
  const total = listing.contacts.length;
  return {
    status: 200,
    json: {
      ...(connections.length === 0 ? {} : { connections }),
      ...endOfPage(account, call, listing, { end, signature }),
      ...(listing.incremental || total === 0 ? {} : { totalPeople: total, totalItems: total }),
    },
  };
}

/** The last page carries the sync token, if one was asked for; the others carry a page token. */
function endOfPage(
  account: Account,
  call: Call,
  listing: Listing,
  page: { end: number; signature: string },
): Raw {
  if (page.end < listing.contacts.length) {
    const nextPageToken = Buffer.from(`page ${account.listings.size + 1} ${page.end}`).toString('base64url');
    const signature = pageSignature(call, page.signature);
    account.listings.set(nextPageToken, { ...listing, at: page.end, signature } satisfies Listing);
    return { nextPageToken };
  }
  if (call.query.get('requestSyncToken') !== 'true') return {};
  const { seq, fullAt, generation } = listing;
  return { nextSyncToken: encodeToken({ seq, fullAt, generation, signature: page.signature }) };
}

/** Pages must repeat every parameter of the first call, the sync token included. */
function pageSignature(call: Call, signature: string): string {
  return `${signature} ${call.query.get('syncToken') ?? ''} ${call.query.get('requestSyncToken') ?? ''}`;
}

function continueListing(account: Account, pageToken: string, signature: string): Listing {
  const listing = account.listings.get(pageToken) as Listing | undefined;
  if (listing === undefined || listing.signature !== signature) throw invalidArgument();
  return listing;
}

function startListing(
  account: Account,
  around: Surroundings,
  call: Call,
  { signature, sortOrder }: { signature: string; sortOrder: string },
): Listing {
  const generation = account.tokenGeneration;
  const given = call.query.get('syncToken') ?? '';
  if (given === '') {
    if (applies(around.faults, 'fullListingQuota', call.path)) throw new Refusal(quotaExceeded('read'));
    const { seq, contacts: all } = account.book.visible();
    const contacts = listedPart(account, around, call, all);
    const sorted =
      call.query.get('requestSyncToken') === 'true' ? contacts : sortContacts(contacts, sortOrder);
    return { signature, contacts: sorted, at: 0, seq, fullAt: around.now(), generation, incremental: false };
  }
  const way = around.faults.expiredSyncToken?.way ?? 'precondition';
  if (applies(around.faults, 'expiredSyncToken', call.path)) throw expiredSyncToken(way);
  const token = decodeToken(given);
  if (token === undefined) throw invalidArgument();
  const expired = token.generation < account.tokenGeneration || token.fullAt + weekMs <= around.now();
  if (expired) throw expiredSyncToken(way);
  if (token.signature !== signature) throw invalidArgument();
  const { seq, contacts } = account.book.visible(token.seq);
  return { signature, contacts, at: 0, seq, fullAt: token.fullAt, generation, incremental: true };
}

/** All contacts, or by switch the first part of them. */
function listedPart(account: Account, { faults }: Surroundings, call: Call, all: Contact[]): Contact[] {
  const partial = faults.partialListing;
  account.leftOut.clear();
  if (partial === undefined || !applies(faults, 'partialListing', call.path)) return all;
  const shown = Math.floor(all.length * partial.share);
  for (const { resourceName } of all.slice(shown)) account.leftOut.add(resourceName);
  return all.slice(0, shown);
}

function encodeToken(token: SyncToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decodeToken(text: string): SyncToken | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as SyncToken;
    return typeof token.seq === 'number' ? token : undefined;
  } catch {
    return undefined;
  }
}

const sortOrders: Readonly<Record<string, string | undefined>> = {
  LAST_MODIFIED_ASCENDING: '',
  LAST_MODIFIED_DESCENDING: '',
  FIRST_NAME_ASCENDING: 'givenName',
  LAST_NAME_ASCENDING: 'familyName',
};

function sortOrderOf(call: Call): string {
  const sortOrder = call.query.get('sortOrder') ?? 'LAST_MODIFIED_ASCENDING';
  if (sortOrders[sortOrder] === undefined) throw invalidArgument();
  return sortOrder;
}

function sortContacts(contacts: Contact[], sortOrder: string): Contact[] {
  const member = sortOrders[sortOrder] ?? '';
  if (member === '') return sortOrder === 'LAST_MODIFIED_DESCENDING' ? contacts.toReversed() : contacts;
  const key = (contact: Contact): string => String(contact.fields['names']?.[0]?.raw[member] ?? '');
  return contacts.toSorted((a, b) => key(a).localeCompare(key(b)));
}

function requiredMask(call: Call, method: string): readonly string[] {
  const given = call.query.getAll('personFields').join(',');
  return readMask('personFields', given, method) ?? missingMask('personFields', method);
}

export function sourcesOf(call: Call): Sources {
  return readSources(call.query.getAll('sources'));
}

export function viewOf(
  around: Surroundings,
  mask: readonly string[] | undefined,
  sources: Sources,
): { mask: readonly string[] | undefined; sources: Sources; url: string; shuffle: boolean } {
  return { mask, sources, url: around.url(), shuffle: around.faults.shuffle === true };
}

function ownProfile({ user }: Account, mask: readonly string[]): Raw {
  const source = { type: 'PROFILE', id: user.id };
  const metadata = { primary: true, sourcePrimary: true, verified: true, source };
  const all: Raw = {
    names: [{ metadata, displayName: user.name, unstructuredName: user.name }],
    emailAddresses: [{ metadata, value: user.email }],
    metadata: { sources: [source], objectType: 'PERSON' },
  };
  const asked = Object.entries(all).filter(([field]) => mask.includes(field));
  return { resourceName: `people/${user.id}`, etag: '%EgQBAj0BGgEB', ...Object.fromEntries(asked) };
}
