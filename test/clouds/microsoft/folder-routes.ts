// Owns: the routes of contact folders and of master categories.
// Leaves to others: the contacts in a folder (contact-routes.ts).
import { randomUUID } from 'node:crypto';
import type { Answer } from '../kit/server.ts';
import { answerContacts, bodyOf, unknownSegment } from './contact-routes.ts';
import { folderChanges } from './delta.ts';
import { GraphRefusal, itemNotFound, notSupported, unreadable } from './errors.ts';
import type { StoredFolder } from './folders.ts';
import { preferenceApplied } from './mailbox.ts';
import type { GraphCall } from './mailbox.ts';

const root = 'msgfolderroot';

/** Answers what is below `/me/contactFolders`. */
export function answerFolders(graph: GraphCall, rest: readonly string[]): Answer {
  const { mailbox, call } = graph;
  const [id, part, ...more] = rest;
  if (id === undefined) return folderCollection(graph, root, '/me/contactFolders');
  if (/^(microsoft\.graph\.)?delta(\(\))?$/.test(id)) return foldersDelta(graph);
  const folder = mailbox.folders.find(id);
  const address = `/me/contactFolders/${id}`;
  if (part === undefined) return oneFolder(graph, folder);
  if (part === 'childFolders' && more.length === 0) {
    return folderCollection(graph, folder.key, `${address}/childFolders`);
  }
  if (part === 'contacts') {
    const place = { folder: folder.key, address: `${address}/contacts`, anyFolder: false };
    return answerContacts(graph, place, more);
  }
  throw call.method === 'GET' ? unknownSegment(part) : notSupported();
}

function folderCollection(graph: GraphCall, parent: string, address: string): Answer {
  const { folders } = graph.mailbox;
  if (graph.call.method === 'POST') {
    const created = folders.create(nameIn(graph), parent);
    return { status: 201, json: folders.show(created, graph.version) };
  }
  if (graph.call.method !== 'GET') throw notSupported();
  const { query } = graph.call;
  const size = Number(query.get('$top') ?? graph.maxPageSize ?? 10);
  const skip = Number(query.get('$skip') ?? 0);
  const all = folders.below(parent);
  const more = skip + size < all.length;
  const next = new URLSearchParams(query);
  next.set('$skip', String(skip + size));
  return {
    status: 200,
    headers: preferenceApplied(graph),
    json: {
      value: all.slice(skip, skip + size).map((folder) => folders.show(folder, graph.version)),
      ...(more ? { '@odata.nextLink': `${graph.root}${address}?${next.toString()}` } : {}),
    },
  };
}

function oneFolder(graph: GraphCall, folder: StoredFolder): Answer {
  const { folders, book } = graph.mailbox;
  switch (graph.call.method) {
    case 'GET':
      return { status: 200, json: folders.show(folder, graph.version) };
    case 'PATCH':
      folders.rename(folder, nameIn(graph));
      return { status: 200, json: folders.show(folder, graph.version) };
    case 'DELETE': {
      const keys = new Set(folders.remove(folder));
      for (const contact of book.all()) if (keys.has(contact.folder)) book.remove(contact);
      return { status: 204 };
    }
    default:
      throw notSupported();
  }
}

const nameIn = (graph: GraphCall): unknown =>
  (bodyOf(graph) as { displayName?: unknown } | undefined)?.displayName;

function foldersDelta(graph: GraphCall): Answer {
  const { folders, rounds, book } = graph.mailbox;
  const shown = rounds.answer(
    {
      query: graph.call.query,
      address: `${graph.root}/me/contactFolders/delta`,
      path: graph.call.path,
      pageSize: graph.maxPageSize ?? 10,
      view: { version: graph.version, immutable: graph.immutable },
      select: undefined,
    },
    folderChanges(folders, book.mailbox),
  );
  const context = { '@odata.context': `${graph.root}/$metadata#Collection(contactFolder)` };
  return { status: 200, headers: preferenceApplied(graph), json: { ...context, ...shown } };
}

const colours = /^(none|preset([0-9]|1[0-9]|2[0-4]))$/;

/** Answers what is below `/me/outlook/masterCategories`. Names cannot be changed, only colours. */
export function answerCategories(graph: GraphCall, rest: readonly string[]): Answer {
  const { categories } = graph.mailbox;
  const { method } = graph.call;
  const [id] = rest;
  if (id === undefined) {
    if (method === 'GET') return { status: 200, json: { value: categories } };
    if (method === 'POST') return createCategory(graph);
    throw notSupported();
  }
  const category = categories.find((each) => each.id === id);
  if (category === undefined) throw itemNotFound();
  if (method === 'GET') return { status: 200, json: category };
  if (method === 'DELETE') {
    categories.splice(categories.indexOf(category), 1);
    return { status: 204 };
  }
  if (method !== 'PATCH') throw notSupported();
  const { displayName, color } = (bodyOf(graph) ?? {}) as Record<string, unknown>;
  if (displayName !== undefined && displayName !== category.displayName) {
    throw new GraphRefusal(400, 'ErrorInvalidRequest', 'The display name of a category cannot be changed.');
  }
  category.color = readColour(color ?? category.color);
  return { status: 200, json: category };
}

function createCategory(graph: GraphCall): Answer {
  const { categories } = graph.mailbox;
  const { displayName, color } = (bodyOf(graph) ?? {}) as Record<string, unknown>;
  if (typeof displayName !== 'string' || displayName === '') {
    throw unreadable(
      "The property 'displayName' is required on type 'Microsoft.OutlookServices.OutlookCategory'.",
    );
  }
  if (categories.some((each) => each.displayName.toLowerCase() === displayName.toLowerCase())) {
    throw new GraphRefusal(
      409,
      'ErrorCategoryAlreadyExists',
      'A category with the specified name already exists.',
    );
  }
  const category = { id: randomUUID(), displayName, color: readColour(color ?? 'none') };
  categories.push(category);
  return { status: 201, json: category };
}

function readColour(color: unknown): string {
  if (typeof color === 'string' && colours.test(color)) return color;
  throw unreadable(
    `Cannot convert the literal '${String(color)}' to the expected type 'Microsoft.OutlookServices.CategoryColor'.`,
  );
}
