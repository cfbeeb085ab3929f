// Owns: bringing a cloud's changes into the book, page by page, each page and its cursor in one transaction (law 7).
// Leaves to others: what a remote version does to a contact (core/reconcile.ts), reading pages (providers/).
import type { ContactId, SyncState } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import { absorb, receive, receiveDeletion, receiveNew } from '../core/reconcile.ts';
import type { Context } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RemoteContact, RemotePage } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import { mayBeUnlisted } from './run-scope.ts';
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
  await readUnlisted(run);
}

async function pullFrom(run: RunScope, start: SyncState): Promise<void> {
  const knownEtag = (remoteId: string) => run.book.byRemoteId(run.account.id, remoteId)?.etag ?? null;
  let state = start;
  let done = 0;
  const open = () =>
    run.provider.pull(run.account, state.cursor, { signal: run.signal, knownEtag })[Symbol.asyncIterator]();
  let pages = open();
  for (;;) {
    run.signal.throwIfAborted();
    // A page that failed is asked for again from the cursor of the page before it, which is stored.
    let failed = false;
    const next = await withRetries(
      () => {
        if (failed) pages = open();
        failed = true;
        return pages.next();
      },
      run.deps,
      run.signal,
    );
    if (next.done === true) {
      // A scope that is gone completes no listing: what only it held is gone too.
      const absent = start.cursor === null ? await absentFrom(run, () => true, state.listing, new Set()) : [];
      const work: Work = new Map();
      takeAbsent(run, work, absent, run.context(state.listing));
      run.commit(changesOf(run, work));
      return;
    }
    const page = next.value;
    state = {
      ...run.book.syncState(run.account.id),
      cursor: page.cursor,
      listing: state.listing + (page.startsListing ? 1 : 0),
    };
    const ctx = run.context(state.listing);
    const absent =
      page.completed.length === 0
        ? []
        : await absentFrom(
            run,
            ({ scope }) => page.completed.includes(scope),
            state.listing,
            namedBy(run, page),
          );
    // From here to the commit nothing is waited for: an edit that a person makes meanwhile would be overwritten.
    const work = workOf(run, page, ctx);
    takeAbsent(run, work, absent, ctx);
    run.commit([...changesOf(run, work), { kind: 'putSync', account: run.account.id, state }]);
    done += page.contacts.length + page.unchanged.length;
    run.progress({ account: run.account.id, phase: 'pull', since: run.startedAt, done, total: page.total });
  }
}

/** What becomes of contacts: their next version, or null for those that are gone. */
type Work = Map<ContactId, ContactRecord | null>;

/** Finds the contact that goes by an id or, if the page says that it was renamed, went by another one. */
function finder(run: RunScope, page: RemotePage): (remoteId: string) => ContactRecord | null {
  const former = Map.groupBy(page.renamed, ({ to }) => to);
  return (remoteId) => {
    const names = [remoteId, ...(former.get(remoteId) ?? []).map(({ from }) => from).reverse()];
    for (const name of names) {
      const record = run.book.byRemoteId(run.account.id, name);
      if (record !== null) return record;
    }
    return null;
  };
}

/** The contacts that a page says something about. */
function namedBy(run: RunScope, page: RemotePage): ReadonlySet<ContactId> {
  const find = finder(run, page);
  const created = page.contacts.map((contact) => find(contact.remoteId) ?? findCreated(run, contact));
  const others = [...page.unchanged, ...page.tombstones].map(find);
  return new Set([...created, ...others].flatMap((record) => record?.id ?? []));
}

/** What one page changes. Items may repeat within a page: the last one counts. */
function workOf(run: RunScope, page: RemotePage, ctx: Context): Work {
  const work: Work = new Map();
  const find = finder(run, page);
  for (const contact of new Map(page.contacts.map((entry) => [entry.remoteId, entry])).values()) {
    const known = find(contact.remoteId) ?? findCreated(run, contact);
    const record = known === null ? null : (work.get(known.id) ?? known);
    const result = record === null ? receiveNew(contact, ctx) : receive(record, contact, ctx);
    run.tally.received(result, record);
    const unlistedSince = page.readDirectly?.includes(contact.remoteId) === true ? ctx.at : null;
    work.set(result.record.id, { ...result.record, unlistedSince });
  }
  for (const remoteId of page.unchanged) {
    const record = find(remoteId);
    if (record === null || (record.seen === ctx.listing && (record.unlistedSince ?? null) === null)) continue;
    work.set(record.id, { ...(work.get(record.id) ?? record), seen: ctx.listing, unlistedSince: null });
  }
  for (const remoteId of page.tombstones) {
    const known = find(remoteId);
    const record = known === null ? null : (work.get(known.id) ?? known);
    // One that goes by another id now is deleted by the tombstone of that.
    if (known === null || record === null || (work.has(known.id) && record.remoteId !== remoteId)) continue;
    work.set(record.id, deleted(run, record, ctx));
  }
  return work;
}

function changesOf(run: RunScope, work: Work): readonly Change[] {
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

function changeOf(run: RunScope, id: ContactId, record: ContactRecord | null): readonly Change[] {
  const before = run.book.contact(id);
  if (record === null) return before === null ? [] : [{ kind: 'dropContact', id: before.id }];
  return record === before ? [] : [{ kind: 'putContact', record }];
}

/** A contact that the cloud's lists left out, and the version that a direct read brought, if any. */
interface Absent {
  readonly id: ContactId;
  readonly remoteId: string;
  readonly remote: RemoteContact | undefined;
}

/**
 * What a complete listing did not name is gone (law 8). Listings may lag behind writes, so each absence is checked by a
 * direct read before it counts.
 */
async function absentFrom(
  run: RunScope,
  belongs: (record: ContactRecord) => boolean,
  listing: number,
  named: ReadonlySet<ContactId>,
): Promise<readonly Absent[]> {
  return readDirectly(
    run,
    run.book
      .contactsOf(run.account.id)
      .filter(
        (record) =>
          record.remoteId !== null && record.seen < listing && belongs(record) && !named.has(record.id),
      ),
  );
}

async function readDirectly(run: RunScope, records: readonly ContactRecord[]): Promise<readonly Absent[]> {
  if (records.length === 0) return [];
  const ids = records.map((record) => record.remoteId!);
  const present = await withRetries(
    () => run.provider.fetch(run.account, ids, run.signal),
    run.deps,
    run.signal,
  );
  return records.map(({ id, remoteId }) => ({ id, remoteId: remoteId!, remote: present.get(remoteId!) }));
}

/** Adds to `work` what the direct reads say of contacts that a person may have edited meanwhile. */
function takeAbsent(run: RunScope, work: Work, absent: readonly Absent[], ctx: Context): void {
  for (const { id, remoteId, remote } of absent) {
    const record = run.book.contact(id);
    if (record === null || record.remoteId !== remoteId || work.has(id)) continue;
    if (remote === undefined) {
      // Just created, it may be found neither by a list nor by its id yet.
      if (!mayBeUnlisted(run, record)) work.set(id, deleted(run, record, ctx));
      continue;
    }
    const result = receive(record, remote, ctx);
    run.tally.received(result, record);
    const twin =
      [...work.values()].find((other) => other?.remoteId === remote.remoteId) ??
      run.book.byRemoteId(run.account.id, remote.remoteId);
    const isTwin = twin !== null && twin.id !== id;
    // The listing had it under the id that it has by now, which a complete listing does not say.
    if (isTwin) work.set(twin.id, null);
    work.set(id, {
      ...(isTwin ? absorb(result.record, twin) : result.record),
      ...(mayBeUnlisted(run, record) ? {} : { unlistedSince: null }),
    });
  }
}

/**
 * A contact that was created here, or moved to another folder there, and deleted before any list named it is in no list
 * of changes either (Graph: create and delete between rounds yield nothing). Once the lists had time, it is read directly.
 */
async function readUnlisted(run: RunScope): Promise<void> {
  const due = run.book
    .contactsOf(run.account.id)
    .filter(
      (record) =>
        record.remoteId !== null && (record.unlistedSince ?? null) !== null && !mayBeUnlisted(run, record),
    );
  const absent = await readDirectly(run, due);
  const work: Work = new Map();
  takeAbsent(run, work, absent, run.context());
  run.commit(changesOf(run, work));
}
