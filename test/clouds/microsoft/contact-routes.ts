// Owns: the routes of contacts: listing, reading, creating, changing, deleting, delta, open extensions.
// Leaves to others: folders and categories (folder-routes.ts), photos (photo-routes.ts), the mailbox itself (book.ts).
import { applies } from '../kit/faults.ts';
import type { Answer } from '../kit/server.ts';
import { etagOfContact, readChanges } from './book.ts';
import type { Book, StoredContact } from './book.ts';
import { allExtended } from './contact-record.ts';
import { checkDeltaOptions, contactChanges } from './delta.ts';
import {
  concurrentItemSave, GraphRefusal, idMalformed, irresolvableConflict, itemNotFound, notSupported, unreadable,
} from './errors.ts'; // prettier-ignore
import { isReadableId } from './ids.ts';
import { preferenceApplied } from './mailbox.ts';
import type { GraphCall } from './mailbox.ts';
import { answerPhoto } from './photo-routes.ts';
import { extensionName, parseContactQuery, parseSelect } from './query.ts';
import type { ContactQuery } from './query.ts';
import { showContact, showExtension } from './show.ts';
import type { View } from './show.ts';

/** Where the contacts are addressed: `/me/contacts`, or a folder by its id. */
export interface Place {
  readonly folder: string;
  /** The path of the collection below the version. */
  readonly address: string;
  /** `/me/contacts/{id}` reaches contacts of every folder. */
  readonly anyFolder: boolean;
}

/** Answers what is below a collection of contacts; `rest` is the path after it. */
export function answerContacts(graph: GraphCall, place: Place, rest: readonly string[]): Answer {
  const [id, part, ...more] = rest;
  const { method } = graph.call;
  if (id === undefined) {
    if (method === 'GET') return list(graph, place);
    if (method === 'POST') return create(graph, place);
    throw notSupported();
  }
  if (/^(microsoft\.graph\.)?delta(\(\))?$/.test(id)) {
    if (method !== 'GET') throw notSupported();
    return delta(graph, place);
  }
  if (method === 'PATCH' && part === undefined && !isReadableId(id)) throw notSupported();
  const contact = reach(graph, place, id);
  if (part === undefined) return one(graph, contact);
  if (part === 'photo') return answerPhoto(graph, contact, more);
  if (part === 'extensions') return extend(graph, contact, more);
  throw unknownSegment(part);
}

export const unknownSegment = (segment: string): GraphRefusal =>
  new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);

function reach(graph: GraphCall, place: Place, id: string): StoredContact {
  const contact = graph.mailbox.book.find(id);
  if (!place.anyFolder && contact.folder !== place.folder) throw itemNotFound();
  if (contact.notFoundReads > 0 && graph.call.method === 'GET') {
    contact.notFoundReads -= 1;
    throw itemNotFound();
  }
  return contact;
}

function contextOf(graph: GraphCall, entity: string): Record<string, string> {
  return { '@odata.context': `${graph.root}/$metadata#users('${graph.mailbox.user.id}')/contacts${entity}` };
}

function list(graph: GraphCall, place: Place): Answer {
  const { book } = graph.mailbox;
  const query = parseContactQuery(graph.version, graph.call.query);
  const found = book.listed(place.folder).filter((contact) => matches(graph, book, contact, query));
  const sorted = sort(graph, book, found, query);
  // $top says how many a page holds; the preference is for those who did not say.
  const size = graph.call.query.has('$top') ? query.top : (graph.maxPageSize ?? query.top);
  const value = sorted
    .slice(query.skip, query.skip + size)
    .map((contact) => showContact(book, contact, viewOf(graph, query)));
  const more = query.skip + size < sorted.length;
  return {
    status: 200,
    headers: preferenceApplied(graph),
    json: {
      ...contextOf(graph, ''),
      ...(query.count ? { '@odata.count': sorted.length } : {}),
      value,
      ...(more ? { '@odata.nextLink': nextLink(graph, place, query.skip + size) } : {}),
    },
  };
}

function nextLink(graph: GraphCall, place: Place, skip: number): string {
  const query = new URLSearchParams(graph.call.query);
  query.set('$skip', String(skip));
  return `${graph.root}${place.address}?${query.toString()}`;
}

const viewOf = (graph: GraphCall, query: Pick<ContactQuery, 'select' | 'expand'>): View => ({
  version: graph.version,
  immutable: graph.immutable,
  select: query.select,
  expand: query.expand,
});

function matches(graph: GraphCall, book: Book, contact: StoredContact, query: ContactQuery): boolean {
  if (query.matches === undefined) return true;
  return query.matches({
    ...showContact(book, contact, { version: graph.version, immutable: graph.immutable }),
    singleValueExtendedProperties: allExtended(contact.record),
  });
}

function sort(graph: GraphCall, book: Book, found: StoredContact[], query: ContactQuery): StoredContact[] {
  const { order } = query;
  if (order === undefined) return found;
  const key = (contact: StoredContact): string => {
    const shown = showContact(book, contact, { version: graph.version, immutable: false });
    return String(shown[order.property] ?? '').toLowerCase();
  };
  const keyed = found.map((contact) => ({ contact, key: key(contact) }));
  const sign = order.descending ? -1 : 1;
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  return keyed.map(({ contact }) => contact);
}

function create(graph: GraphCall, place: Place): Answer {
  const { book } = graph.mailbox;
  const contact = book.create(place.folder, readChanges(graph.version, bodyOf(graph)));
  const shown = showContact(book, contact, { version: graph.version, immutable: graph.immutable });
  const thin = { '@odata.etag': shown['@odata.etag'], id: shown['id'], changeKey: shown['changeKey'] };
  return {
    status: 201,
    headers: { ...preferenceApplied(graph), etag: etagOfContact(contact) },
    json: { ...contextOf(graph, '/$entity'), ...(graph.faults.thinCreateReply === true ? thin : shown) },
  };
}

/** @throws GraphRefusal 400 for a body that is not JSON. */
export function bodyOf(graph: GraphCall): unknown {
  if (graph.call.brokenJson !== true) return graph.call.body;
  throw new GraphRefusal(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

function one(graph: GraphCall, contact: StoredContact): Answer {
  const { book } = graph.mailbox;
  switch (graph.call.method) {
    case 'GET': {
      const { spuriousConflict } = graph.faults;
      const onReads = typeof spuriousConflict === 'object' && spuriousConflict.reads === true;
      if (onReads && applies(graph.faults, 'spuriousConflict', graph.call.path))
        throw irresolvableConflict(spuriousConflict.status ?? 409);
      return shownWhole(graph, contact);
    }
    case 'PATCH': {
      const changes = readChanges(graph.version, bodyOf(graph));
      if (changes.some(({ body }) => 'extensions' in body)) throw internalError();
      checkPrecondition(graph, contact);
      book.change(contact, changes, 'patch');
      return shownWhole(graph, contact);
    }
    case 'DELETE':
      checkPrecondition(graph, contact);
      book.remove(contact);
      return { status: 204 };
    default:
      throw notSupported();
  }
}

const internalError = (): GraphRefusal =>
  new GraphRefusal(
    500,
    'ErrorInternalServerError',
    'An internal server error occurred. The operation failed.',
  );

function shownWhole(graph: GraphCall, contact: StoredContact): Answer {
  const query = parseContactQuery(graph.version, graph.call.query);
  return {
    status: 200,
    headers: { ...preferenceApplied(graph), etag: etagOfContact(contact) },
    json: {
      ...contextOf(graph, '/$entity'),
      ...showContact(graph.mailbox.book, contact, viewOf(graph, query)),
    },
  };
}

/** @throws GraphRefusal 412 or 409 with the conflict body, by the switches. */
export function checkPrecondition(graph: GraphCall, contact: StoredContact): void {
  const { faults, call } = graph;
  const spurious = faults.spuriousConflict;
  const status = typeof spurious === 'object' ? (spurious.status ?? 412) : 412;
  if (applies(faults, 'concurrentItemSave', call.path)) throw concurrentItemSave();
  if (applies(faults, 'spuriousConflict', call.path)) throw irresolvableConflict(status);
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*' || faults.ifMatch === 'ignore') return;
  const bare = (etag: string): string => etag.trim().replace(/^W\//, '');
  if (wanted.split(',').some((etag) => bare(etag) === bare(etagOfContact(contact)))) return;
  throw irresolvableConflict(faults.ifMatch === 'enforce409' ? 409 : 412);
}

function delta(graph: GraphCall, place: Place): Answer {
  const { book, rounds } = graph.mailbox;
  const { query } = graph.call;
  checkDeltaOptions(query, !place.anyFolder);
  const shown = rounds.answer(
    {
      query,
      address: `${graph.root}${place.address}/delta`,
      path: graph.call.path,
      pageSize: graph.maxPageSize ?? 10,
      view: { version: graph.version, immutable: graph.immutable },
      select: parseSelect(graph.version, query.get('$select')),
    },
    contactChanges(book, place.folder, graph.faults),
  );
  const context = { '@odata.context': `${graph.root}/$metadata#Collection(contact)` };
  return { status: 200, headers: preferenceApplied(graph), json: { ...context, ...shown } };
}

/** Open extensions: only POST is served, and a second one with the name replaces the first. */
function extend(graph: GraphCall, contact: StoredContact, rest: readonly string[]): Answer {
  if (graph.call.method !== 'POST' || rest.length > 0) throw notSupported();
  const body = bodyOf(graph);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw idMalformed();
  const { extensionName: name, id: _id, ...content } = body as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') {
    throw unreadable(
      "The property 'extensionName' is required on type 'Microsoft.OutlookServices.OpenTypeExtension'.",
    );
  }
  const own = Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('@odata')));
  contact.record.openExtensions.set(extensionName(name), own);
  graph.mailbox.book.touch(contact);
  return { status: 201, json: showExtension(extensionName(name), own) };
}
