// Owns: bringing a cloud's changes into the book, page by page, each page and its cursor in one transaction (law 7).
// Leaves to others: what a remote version does to a contact (core/reconcile.ts), reading pages (providers/).
import type { SyncState } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import { receive, receiveDeletion, receiveNew } from '../core/reconcile.ts';
import type { Context } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RemoteContact, RemotePage } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import type { RunScope } from './run-scope.ts';
import { withRetries } from './retry.ts';

/** Pulls everything new. An expired cursor means one complete listing instead, and a sweep (law 8). */
export async function pull(run: RunScope): Promise<void> {
  try {
    await pullFrom(run, run.book.syncState(run.account.id));
  } catch (thrown) {
    if (asAppError(thrown).code !== 'provider.cursorExpired') throw thrown;
    await pullFrom(run, { ...run.book.syncState(run.account.id), cursor: null });
  }
}

async function pullFrom(run: RunScope, start: SyncState): Promise<void> {
  const knownEtag = (remoteId: string) => run.book.byRemoteId(run.account.id, remoteId)?.etag ?? null;
  let state = start;
  let done = 0;
  const open = () => run.provider.pull(run.account, state.cursor, { signal: run.signal, knownEtag })[Symbol.asyncIterator]();
  let pages = open();
  for (;;) {
    run.signal.throwIfAborted();
    // A page that failed is asked for again from the cursor of the page before it, which is stored.
    let failed = false;
    const next = await withRetries(() => {
      if (failed) pages = open();
      failed = true;
      return pages.next();
    }, run.deps, run.signal);
    if (next.done === true) {
      // A scope that is gone completes no listing: what only it held is gone too.
      if (start.cursor === null) {
        const absent = await readAbsent(run, state.listing, () => true);
        run.commit(sweep(run, absent, state.listing));
      }
      return;
    }
    const page = next.value;
    state = { cursor: page.cursor, listing: state.listing + (page.startsListing ? 1 : 0) };
    const absent = page.completed.length === 0 ? NOBODY : await readAbsent(run, state.listing, leftOutBy(page));
    // From here to the commit nothing waits: an edit made meanwhile would be lost.
    const changes = [...pageChanges(run, page, state.listing), ...sweep(run, absent, state.listing)];
    run.commit([...changes, { kind: 'putSync', account: run.account.id, state }]);
    done += page.contacts.length + page.unchanged.length;
    run.progress({ account: run.account.id, phase: 'pull', done, total: page.total });
  }
}

/** What one page changes in the book. Items may repeat within a page: the last one counts. */
function pageChanges(run: RunScope, page: RemotePage, listing: number): readonly Change[] {
  const ctx = run.context(listing);
  const work = new Map<string, ContactRecord | null>();
  const renamedTo = new Map(page.renamed.map(({ from, to }) => [to, from]));
  // Contacts that go on under a new id: a tombstone of the old one is no deletion of them.
  const moved = new Set<string>();
  const find = (remoteId: string): ContactRecord | null => {
    const own = run.book.byRemoteId(run.account.id, remoteId);
    const former = renamedTo.get(remoteId);
    if (own !== null || former === undefined) return own;
    moved.add(former);
    return run.book.byRemoteId(run.account.id, former);
  };
  for (const contact of new Map(page.contacts.map((entry) => [entry.remoteId, entry])).values()) {
    const record = find(contact.remoteId) ?? findCreated(run, contact);
    const result = record === null ? receiveNew(contact, ctx) : receive(record, contact, ctx);
    run.tally.received(result, record);
    work.set(result.record.id, result.record);
  }
  for (const remoteId of page.unchanged) {
    const record = find(remoteId);
    if (record !== null && record.seen !== listing) work.set(record.id, { ...record, seen: listing });
  }
  for (const remoteId of page.tombstones) {
    const record = moved.has(remoteId) ? null : find(remoteId);
    if (record !== null) work.set(record.id, deleted(run, record, ctx));
  }
  return [...work].flatMap(([id, record]) => changeOf(run, id, record));
}

/** A contact that Kith created and whose reply was lost comes back by Kith's own id (law 9). */
function findCreated(run: RunScope, contact: RemoteContact): ContactRecord | null {
  const record = contact.createKey === null ? null : run.book.byCreateKey(run.account.id, contact.createKey);
  return record !== null && record.remoteId === null && record.createSent ? record : null;
}

function deleted(run: RunScope, record: ContactRecord, ctx: Context): ContactRecord | null {
  const after = receiveDeletion(record, ctx);
  run.tally.deletedThere(record, after);
  return after;
}

function changeOf(run: RunScope, id: string, record: ContactRecord | null): readonly Change[] {
  const before = run.book.contact(id as ContactRecord['id']);
  if (record === null) return before === null ? [] : [{ kind: 'dropContact', id: before.id }];
  return record === before ? [] : [{ kind: 'putContact', record }];
}

/** What the cloud has of the contacts that a listing left out, by the remote ids they are stored under. */
type Absent = ReadonlyMap<string, RemoteContact | undefined>;

const NOBODY: Absent = new Map();

/** Whether a complete listing that ends with this page left a contact out. */
function leftOutBy(page: RemotePage): (record: ContactRecord) => boolean {
  const named = new Set([...page.contacts.map(({ remoteId }) => remoteId), ...page.unchanged, ...page.tombstones, ...page.renamed.map(({ from }) => from)]);
  return (record) => page.completed.includes(record.scope) && !named.has(record.remoteId ?? '');
}

/** Listings may lag behind writes, so each absence is checked by a direct read before it counts. */
async function readAbsent(run: RunScope, listing: number, leftOut: (record: ContactRecord) => boolean): Promise<Absent> {
  const ids = run.book.contactsOf(run.account.id).flatMap((record) => (record.remoteId !== null && record.seen < listing && leftOut(record) ? record.remoteId : []));
  if (ids.length === 0) return NOBODY;
  const present = await withRetries(() => run.provider.fetch(run.account, ids, run.signal), run.deps, run.signal);
  return new Map(ids.map((id) => [id, present.get(id)]));
}

/** What a complete listing did not name, and a direct read did not find, is gone (law 8). */
function sweep(run: RunScope, absent: Absent, listing: number): readonly Change[] {
  const ctx = run.context(listing);
  return [...absent].flatMap(([remoteId, remote]) => {
    const record = run.book.byRemoteId(run.account.id, remoteId);
    if (record === null) return [];
    if (remote === undefined) return changeOf(run, record.id, deleted(run, record, ctx));
    const result = receive(record, remote, ctx);
    run.tally.received(result, record);
    return changeOf(run, record.id, result.record);
  });
}
