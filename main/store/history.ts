// Owns: reading the history of the book, which is its journals: transactions the latest first, and the versions of a contact.
// Leaves to others: the files (history-files.ts), how long they are kept (retention.ts), what to do with a version (handlers/).
import type { ContactId } from '../core/account.ts';
import { changedFields } from '../core/fields.ts';
import type { Cause, Former, Seq } from '../core/history.ts';
import { entryIn } from './book-files.ts';
import type { Change, Entry } from './book-format.ts';
import { readHistory } from './history-files.ts';

export interface History {
  /** Every kept transaction, the latest first; only those in whose JSON `about` occurs. Errors: `store.unwritable`. */
  entries(about?: string): Iterable<Entry>;
}

/** The history of the book in a folder. */
export function openHistory(folder: string): History {
  return {
    *entries(about) {
      const containing = about === undefined ? {} : { containing: about };
      for (const record of readHistory(folder, { order: 'newest', ...containing })) yield entryIn(record);
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
 * The versions of a contact, the latest first, each with other content than the one before it. The oldest may be what a
 * person's action found, from before the history begins.
 */
export function versionsOf(history: History, id: ContactId): readonly Version[] {
  const versions: Version[] = [];
  for (const entry of history.entries(`"${id}"`)) {
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
function afterOf({ changes }: Entry, id: ContactId): Version['content'] | undefined {
  const last = changes.findLast((change) => touches(change, id));
  if (last === undefined) return undefined;
  if (last.kind !== 'putContact') return null;
  const { local, photo } = last.record;
  return contentOf({ fields: local, ...(photo === undefined ? {} : { photo: photo?.here ?? null }) });
}

function touches(change: Change, id: ContactId): boolean {
  return (
    (change.kind === 'putContact' && change.record.id === id) ||
    (change.kind === 'dropContact' && change.id === id)
  );
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
