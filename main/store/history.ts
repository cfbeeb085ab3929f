// Owns: reading the history of the book, which is its journals: transactions the latest first, and the versions of a contact.
// Leaves to others: the files (history-files.ts), how long they are kept (retention.ts), what to do with a version (handlers/).
import type { ContactId } from '../core/account.ts';
import { changedFields } from '../core/fields.ts';
import type { Cause, Former, Seq } from '../core/history.ts';
import { entryIn } from './book-files.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Entry } from './book-format.ts';
import { lookThroughHistory } from './history-files.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

export interface History {
  /** Every kept transaction that is asked for, the latest first. Errors: `store.unwritable`. */
  entries(query: EntryQuery): Iterable<Entry>;
  /** As `entries`, bit by bit: null wherever there is nothing yet. */
  look(query: EntryQuery): Generator<Entry | null>;
}

export interface EntryQuery {
  /** Only those in whose JSON this occurs; looking for it costs little more than reading the files. */
  readonly about?: string;
  /** Only those after this one, and up to this one. */
  readonly after?: Seq;
  readonly upTo?: Seq;
}

/** Occurs in every action of a person, and hardly anywhere else. */
export const ACTIONS: EntryQuery = { about: '"was":' };

/** The history of the book in a folder. */
export function openHistory(folder: string, vault: Vault = PLAIN): History {
  function* look({ about, ...range }: EntryQuery): Generator<Entry | null> {
    const containing = about === undefined ? {} : { containing: about };
    for (const record of lookThroughHistory(folder, { order: 'newest', ...range, ...containing }, vault))
      yield record === null ? null : entryIn(record);
  }
  return {
    look,
    *entries(query) {
      for (const entry of look(query)) if (entry !== null) yield entry;
    },
  };
}

/** A contact as it was after a transaction. */
export interface Version {
  readonly seq: Seq;
  /** ISO 8601; null: nobody wrote down when. */
  readonly at: string | null;
  readonly by: Cause;
  /** Null: it was deleted. */
  readonly content: Pick<Former, 'fields' | 'photo'> | null;
}

/**
 * Looks bit by bit for the versions of a contact, the latest first, each with other content than the one before it. The
 * oldest may be what a person's action found, from before the history begins.
 */
export function* lookForVersions(history: History, id: ContactId): Generator<undefined, readonly Version[]> {
  const versions: Version[] = [];
  for (const entry of history.look({ about: `"${id}"` })) {
    yield;
    if (entry === null) continue;
    const { seq, at, by, was } = entry;
    const after = afterOf(entry, id);
    if (after !== undefined) add(versions, { seq, at, by, content: after });
    const found = was.find((one) => one.kind === 'contact' && one.id === id);
    if (found?.kind === 'contact')
      add(versions, { seq: seq - 1, at: null, by: { kind: 'kith' }, content: contentOf(found.before) });
  }
  while (versions.at(-1)?.content === null) versions.pop();
  return versions;
}

/** What an entry left of a contact; undefined: it does not touch it. */
function afterOf(entry: Entry, id: ContactId): Version['content'] | undefined {
  const last = recordAfter(entry, id);
  if (last === undefined || last === null) return last;
  const { local, photo } = last;
  return contentOf({ fields: local, ...(photo === undefined ? {} : { photo: photo?.here ?? null }) });
}

/**
 * The photos that contacts had before they were changed in a transaction or after it, as they were known at the earliest:
 * then, or when a sync looked at what it was to write over. Null: they had none.
 */
export function photosBefore(history: History, seq: Seq): ReadonlyMap<ContactId, string | null> {
  const photos = new Map<ContactId, string | null>();
  for (const { changes } of history.entries({ about: '"pending":"', after: seq - 1 }))
    for (const change of changes) {
      const { id, photo } = change.kind === 'putContact' ? change.record : {};
      if (id !== undefined && photo && photo.pending !== null && photo.base !== undefined)
        photos.set(id, photo.base);
    }
  return photos;
}

/** The contacts as an entry stored them; null: dropped. */
export function recordsAfter({ changes }: Entry): ReadonlyMap<ContactId, ContactRecord | null> {
  const records = new Map<ContactId, ContactRecord | null>();
  for (const change of changes) {
    if (change.kind === 'putContact') records.set(change.record.id, change.record);
    if (change.kind === 'dropContact') records.set(change.id, null);
  }
  return records;
}

/** One of them; undefined: the entry does not touch it. */
export function recordAfter({ changes }: Entry, id: ContactId): ContactRecord | null | undefined {
  const last = changes.findLast(
    (change) =>
      (change.kind === 'putContact' && change.record.id === id) ||
      (change.kind === 'dropContact' && change.id === id),
  );
  if (last === undefined) return undefined;
  return last.kind === 'putContact' ? last.record : null;
}

function contentOf(former: Pick<Former, 'fields' | 'photo'> | null): Version['content'] {
  return (former?.fields ?? null) === null ? null : former;
}

/** An earlier version of the same content takes the place of a later one: what came in between is a sync's own business. */
function add(versions: Version[], version: Version): void {
  const last = versions.at(-1);
  if (last !== undefined && sameContent(last.content, version.content)) {
    // Found by an action and left by the one before it: that one tells when and why.
    if (version.at !== null || last.at === null) versions[versions.length - 1] = version;
  } else versions.push(version);
}

function sameContent(a: Version['content'], b: Version['content']): boolean {
  if (a === null || b === null) return a === b;
  return changedFields(a.fields, b.fields).length === 0 && (a.photo ?? null) === (b.photo ?? null);
}
