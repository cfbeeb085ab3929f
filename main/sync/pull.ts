// Owns: bringing a cloud's changes into the book, page by page, each with its cursor or before it (law 7).
// Leaves to others: what a remote version does to a contact (core/reconcile.ts), reading pages (providers/).
import type { SyncState } from '../core/account.ts';
import { AppError, asAppError } from '../core/errors.ts';
import { absorb } from '../core/absorb.ts';
import { receive, receiveNew, recognised } from '../core/reconcile.ts';
import type { Context, Reconciled } from '../core/reconcile.ts';
import type { ContactRecord, Gone } from '../core/replica.ts';
import type { RemoteContact, RemotePage } from '../providers/provider.ts';
import { isUnread, readByIds, readDirectly } from './direct-reads.ts';
import { changesOf, settleGone, takePresent } from './gone.ts';
import type { Work } from './gone.ts';
import { LISTS_LAG_MS, mayBeUnlisted } from './run-scope.ts';
import type { RunScope } from './run-scope.ts';
import { withRetries } from './retry.ts';

/** So many contacts are received at once, so that a page of 1,000 does not keep the window waiting. */
const SLICE = 20;
/** Contacts that are stored in one transaction: ten to twenty milliseconds. */
const STORED_AT_ONCE = 250;

/** Pulls everything new. An expired cursor means one complete listing instead, and a sweep (law 8). */
export async function pull(run: RunScope): Promise<void> {
  try {
    await pullFrom(run, run.book.syncState(run.account.id));
  } catch (thrown) {
    if (asAppError(thrown).code !== 'provider.cursorExpired') throw thrown;
    await pullFrom(run, { ...run.book.syncState(run.account.id), cursor: null }).catch(tellWhy);
  }
  await readUnread(run);
  await readUnlisted(run);
  await settleGone(run);
}

/** A listing that was begun anew and is given up as well failed for that reason: its cloud did not forget anything. */
function tellWhy(thrown: unknown): never {
  const error = asAppError(thrown);
  throw error.code === 'provider.cursorExpired' && error.cause instanceof AppError ? error.cause : thrown;
}

async function pullFrom(run: RunScope, start: SyncState): Promise<void> {
  const knownEtag = (remoteId: string) => run.book.byRemoteId(run.account.id, remoteId)?.etag ?? null;
  const since = run.context().at;
  let state = start;
  let done = 0;
  const open = () =>
    run.provider
      .pull(run.account, state.cursor, {
        signal: run.signal,
        knownEtag,
        othersTurn: run.deps.othersTurn,
      })
      [Symbol.asyncIterator]();
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
      const work: Work = new Map();
      if (start.cursor === null) markAbsent(run, work, () => true, run.context(state.listing));
      run.commit(changesOf(run, work));
      return;
    }
    const page = await withoutStale(run, next.value);
    const ctx = run.context(state.listing + (page.startsListing ? 1 : 0));
    const received = await receiveAhead(run, page, ctx);
    const last = await storeAllButLast(run, page, ctx, received);
    state = nextState(run, ctx, page);
    run.commit([
      ...changesOf(run, workOf(run, last, ctx, received)),
      { kind: 'putSync', account: run.account.id, state },
    ]);
    if (page.contacts.length >= SLICE) await run.deps.othersTurn();
    done += page.contacts.length + page.unchanged.length;
    run.progress({ account: run.account.id, phase: 'pull', since, done, total: page.total });
  }
}

/**
 * Reads directly what a list still shows as it was before a version that the cloud told of already: taken for news, it would
 * undo what was just written (People API: a write may take several minutes to appear in lists). Both times are the cloud's:
 * nobody knows how far this computer's clock is from them.
 */
async function withoutStale(run: RunScope, page: RemotePage): Promise<RemotePage> {
  const stale = page.contacts.flatMap(({ remoteId, readOnly }) => {
    const record = run.book.byRemoteId(run.account.id, remoteId);
    const known = Date.parse(record?.readOnly.updatedAt ?? '');
    return record !== null && Date.parse(readOnly.updatedAt ?? '') < known ? [record] : [];
  });
  const read = new Map((await readDirectly(run, stale)).map(({ remote }) => [remote?.remoteId, remote]));
  const ghosts = await ghostsIn(run, page);
  const unread = page.contacts.map(({ remoteId }) => remoteId).filter((remoteId) => isUnread(run, remoteId));
  const contacts = page.contacts.filter(({ remoteId }) => !ghosts.has(remoteId) && !isUnread(run, remoteId));
  return {
    ...page,
    contacts: contacts.map((listed) => read.get(listed.remoteId) ?? listed),
    unread: [...(page.unread ?? []), ...unread],
  };
}

/** Contacts that a list still shows although their cloud denied them a moment ago, and denies them when it is asked again. */
async function ghostsIn(run: RunScope, { contacts }: RemotePage): Promise<ReadonlySet<string>> {
  const now = run.deps.clock.now();
  const denied = new Set(
    run.book
      .contactsOf(run.account.id)
      .flatMap(({ formerId }) =>
        formerId !== undefined && Math.abs(now - Date.parse(formerId.at)) < LISTS_LAG_MS
          ? formerId.remoteId
          : [],
      ),
  );
  const ids = contacts.map(({ remoteId }) => remoteId).filter((remoteId) => denied.has(remoteId));
  if (ids.length === 0) return new Set();
  const present = await readByIds(run, ids);
  return new Set(ids.filter((remoteId) => !present.has(remoteId) && !isUnread(run, remoteId)));
}

function nextState(run: RunScope, { at, listing }: Context, page: RemotePage): SyncState {
  const state = run.book.syncState(run.account.id);
  const told = new Set([
    ...page.contacts.map(({ remoteId }) => remoteId),
    ...page.unchanged,
    ...page.tombstones,
  ]);
  // A complete listing names everybody anew.
  const before = page.startsListing ? [] : (state.unread ?? []);
  const unread = before.filter((remoteId) => !told.has(remoteId));
  return {
    ...withUnread(state, [...unread, ...(page.unread ?? [])]),
    cursor: page.cursor,
    cursorAt: at,
    listing,
    ...(page.completed.length === 0 ? {} : { listedAt: at }),
  };
}

function withUnread({ unread: _unread, ...state }: SyncState, unread: readonly string[]): SyncState {
  return unread.length === 0 ? state : { ...state, unread: [...new Set(unread)] };
}

/** Finds the contacts that go by an id or, if the page says that it was renamed, went by another one: that of the latest first. */
function finder(run: RunScope, page: RemotePage): (remoteId: string) => readonly ContactRecord[] {
  const former = Map.groupBy(page.renamed, ({ to }) => to);
  return (remoteId) => {
    const names = [remoteId, ...(former.get(remoteId) ?? []).map(({ from }) => from).reverse()];
    return names.flatMap((name) => run.book.byRemoteId(run.account.id, name) ?? []);
  };
}

/** What a version does to the contact that it meets; null: none. */
type Receive = (record: ContactRecord | null, remote: RemoteContact) => Reconciled;

/**
 * Receives a page a few contacts at a time before the turn in which it is stored, which is short then. There, a version whose
 * contact has changed since is received again.
 */
async function receiveAhead(run: RunScope, page: RemotePage, ctx: Context): Promise<Receive> {
  const receiveNow: Receive = (met, remote) => {
    const { record, effect } = met === null ? receiveNew(remote, ctx) : receive(met, remote, ctx);
    const isUnlisted = page.readDirectly?.includes(remote.remoteId) === true;
    return { record: { ...record, unlistedSince: isUnlisted ? ctx.at : null }, effect };
  };
  const ahead = new Map<RemoteContact, { readonly met: ContactRecord | null; readonly result: Reconciled }>();
  const find = finder(run, page);
  for (const [index, remote] of page.contacts.entries()) {
    if (index % SLICE === SLICE - 1) await run.deps.othersTurn();
    const met = find(remote.remoteId)[0] ?? findCreated(run, remote);
    const result = receiveNow(met, remote);
    if (result.effect !== 'unchanged') run.receipt.expect(result.record);
    run.book.expect(result.record);
    ahead.set(remote, { met, result });
  }
  return (record, remote) => {
    const known = ahead.get(remote);
    return known?.met === record ? known.result : receiveNow(record, remote);
  };
}

/**
 * Stores a long page's contacts some at a time, so that whoever types meanwhile need not wait for all of it; gives what is
 * left, with which the cursor is stored (law 7): cut off before that, the page is read again. A listing that it begins is
 * counted as begun by then, since what is gone when it is begun anew must not pass for listed (law 8).
 */
async function storeAllButLast(
  run: RunScope,
  page: RemotePage,
  ctx: Context,
  received: Receive,
): Promise<RemotePage> {
  // Who goes by another id now, and who is gone, is told by the page as a whole.
  if (!page.divisible || page.tombstones.length + page.renamed.length > 0) return page;
  const contacts = [...new Map(page.contacts.map((contact) => [contact.remoteId, contact])).values()];
  const atOnce = run.deps.storedAtOnce ?? STORED_AT_ONCE;
  let at = 0;
  for (; contacts.length - at > atOnce; at += atOnce) {
    const some = { ...page, contacts: contacts.slice(at, at + atOnce), unchanged: [], completed: [] };
    const changes = changesOf(run, workOf(run, some, ctx, received));
    const state = { ...run.book.syncState(run.account.id), listing: ctx.listing };
    const begun = page.startsListing && at === 0;
    run.commit(begun ? [...changes, { kind: 'putSync', account: run.account.id, state }] : changes);
    await run.deps.othersTurn();
  }
  return { ...page, contacts: contacts.slice(at) };
}

/** What one page changes. Items may repeat within a page: the last one counts. */
function workOf(run: RunScope, page: RemotePage, ctx: Context, received: Receive): Work {
  const work: Work = new Map();
  const find = finder(run, page);
  for (const contact of new Map(page.contacts.map((entry) => [entry.remoteId, entry])).values()) {
    const [first, ...twins] = find(contact.remoteId);
    const known = first ?? findCreated(run, contact);
    const created = known === null ? findUnread(run, work, page, contact, ctx) : undefined;
    if (created !== undefined) {
      work.set(created.id, created);
      continue;
    }
    const record = known === null ? null : (work.get(known.id) ?? known);
    const result = received(record, contact);
    run.tally.received(result, record);
    const whole = twins
      .toSorted((a, b) => (a.changedAt < b.changedAt ? -1 : 1))
      .reduce((joined, twin) => {
        const isLater = record === null || twin.changedAt >= record.changedAt;
        return absorb(joined, receive(twin, contact, ctx).record, isLater);
      }, result.record);
    for (const { id } of twins) work.set(id, null);
    work.set(result.record.id, whole);
  }
  for (const remoteId of page.unchanged) {
    const [record, ...twins] = find(remoteId);
    // Read directly, one that is known by a former id turns out to be this one.
    for (const twin of twins) work.set(twin.id, marked(twin, 'absent', ctx));
    if (record === undefined || isSeen(record, ctx)) continue;
    const before = work.get(record.id) ?? record;
    work.set(record.id, { ...before, seen: ctx.listing, unlistedSince: null, gone: null });
  }
  for (const remoteId of page.unread ?? []) {
    const [known] = find(remoteId);
    if (known !== undefined && !work.has(known.id)) work.set(known.id, { ...known, seen: ctx.listing });
  }
  for (const remoteId of page.tombstones) {
    const known = find(remoteId)[0] ?? null;
    const record = known === null ? null : (work.get(known.id) ?? known);
    // One that goes by another id now is deleted by the tombstone of that.
    if (known === null || record === null || (work.has(known.id) && record.remoteId !== remoteId)) continue;
    work.set(record.id, marked(record, 'tombstone', ctx));
  }
  if (page.completed.length > 0) markAbsent(run, work, ({ scope }) => page.completed.includes(scope), ctx);
  return work;
}

function isSeen({ seen, unlistedSince, gone }: ContactRecord, { listing }: Context): boolean {
  return seen === listing && (unlistedSince ?? null) === null && (gone ?? null) === null;
}

/** Nothing is deleted here before the whole pull is known (law 10), except what a person had deleted already. */
function marked(record: ContactRecord, how: Gone['how'], ctx: Context): ContactRecord | null {
  if (record.local === null && how === 'tombstone') return null;
  return { ...record, gone: { how, at: ctx.at } };
}

/**
 * Marks what a complete listing did not name (law 8). Where it named nothing of a scope that had contacts, that is
 * remembered too (law 11).
 */
function markAbsent(
  run: RunScope,
  work: Work,
  belongs: (record: ContactRecord) => boolean,
  ctx: Context,
): void {
  const known = run.book
    .contactsOf(run.account.id)
    .map((record) => (work.has(record.id) ? work.get(record.id)! : record))
    .filter((record) => record !== null && record.remoteId !== null && belongs(record));
  const listed = new Set(
    [...known, ...work.values()].flatMap((record) =>
      record !== null && record.seen >= ctx.listing ? record.scope : [],
    ),
  );
  for (const record of known) {
    if (record.seen >= ctx.listing) continue;
    work.set(record.id, marked(record, listed.has(record.scope) ? 'absent' : 'empty', ctx));
  }
}

/** A contact that Kith created and whose reply was lost comes back by Kith's own id (law 9). */
function findCreated(run: RunScope, contact: RemoteContact): ContactRecord | null {
  const record = contact.createKey === null ? null : run.book.byCreateKey(run.account.id, contact.createKey);
  return record !== null && record.remoteId === null && record.createSent ? record : null;
}

/** The same of one that the cloud's list does not say this of. */
function findUnread(
  run: RunScope,
  work: Work,
  { keysUnread }: RemotePage,
  contact: RemoteContact,
  ctx: Context,
): ContactRecord | undefined {
  if (keysUnread?.includes(contact.remoteId) !== true) return undefined;
  const open = run.book.contactsOf(run.account.id).filter(({ id }) => !work.has(id));
  return open.flatMap((record) => recognised(record, contact, ctx) ?? [])[0];
}

/** Contacts that a list told of and that could not be read are asked for by each run, until they can be read or are gone. */
async function readUnread(run: RunScope): Promise<void> {
  const ids = run.book.syncState(run.account.id).unread ?? [];
  if (ids.length === 0) return;
  const present = await readByIds(run, ids);
  const ctx = run.context();
  const work: Work = new Map();
  for (const remoteId of ids.filter((id) => !isUnread(run, id))) {
    const record = run.book.byRemoteId(run.account.id, remoteId);
    const remote = present.get(remoteId);
    if (record !== null && remote === undefined) work.set(record.id, marked(record, 'absent', ctx));
    else if (remote !== undefined) takeUnread(run, work, record ?? findCreated(run, remote), remote, ctx);
  }
  // Made a moment ago, one is listed and not found by its id yet; if it is gone, the next list of changes says so.
  const isAwaited = (id: string): boolean =>
    !present.has(id) && run.book.byRemoteId(run.account.id, id) === null;
  const state = withUnread(
    run.book.syncState(run.account.id),
    ids.filter((id) => isUnread(run, id) || isAwaited(id)),
  );
  run.commit([...changesOf(run, work), { kind: 'putSync', account: run.account.id, state }]);
}

function takeUnread(
  run: RunScope,
  work: Work,
  record: ContactRecord | null,
  remote: RemoteContact,
  ctx: Context,
): void {
  if (record !== null) {
    takePresent(run, work, record, remote, ctx);
    return;
  }
  const result = receiveNew(remote, ctx);
  run.tally.received(result, null);
  work.set(result.record.id, result.record);
}

/**
 * A contact that was created here, or moved to another folder there, and deleted before any list named it is in no list
 * of changes either (Graph: create and delete between rounds yield nothing). Once the lists had time, it is read directly,
 * and again by each run while it is in a folder that Kith does not list yet: it may be deleted there.
 */
async function readUnlisted(run: RunScope): Promise<void> {
  const due = run.book.contactsOf(run.account.id).filter(
    (record) =>
      record.remoteId !== null &&
      (record.unlistedSince ?? null) !== null &&
      // What a listing left out a moment ago is settled after it.
      (record.gone ?? null) === null &&
      !mayBeUnlisted(run, record),
  );
  const absent = await readDirectly(run, due);
  const ctx = run.context();
  const work: Work = new Map();
  for (const { id, remote } of absent) {
    const record = run.book.contact(id);
    if (record === null) continue;
    if (remote === undefined) work.set(id, marked(record, 'absent', ctx));
    else takePresent(run, work, record, remote, ctx);
  }
  run.commit(changesOf(run, work));
}
