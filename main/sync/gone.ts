// Owns: what becomes of contacts that a cloud says are deleted, or no longer lists: doubted (law 11), asked about
// (law 10), read directly (law 8), and only then deleted here. Leaves to others: noticing them (pull.ts).
import type { ContactId, MassDeletion } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { massDeletion } from '../core/fuse.ts';
import { absorb } from '../core/absorb.ts';
import { isChangedHere, receive, receiveDeletion } from '../core/reconcile.ts';
import type { Context } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RemoteContact } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import { isUnread, readDirectly } from './direct-reads.ts';
import { LISTS_LAG_MS, mayBeUnlisted } from './run-scope.ts';
import type { RunScope } from './run-scope.ts';

/** What becomes of contacts: their next version, or null for those that are gone. */
export type Work = Map<ContactId, ContactRecord | null>;

/** Acts on every contact that is marked as gone, once a pull has ended. */
export async function settleGone(run: RunScope): Promise<void> {
  const doubted = doubt(run);
  const gone = goneContacts(run).filter((record) => !doubted.has(record.scope));
  run.question = run.options.deletions === undefined ? question(run, gone) : null;
  if (run.question !== null) {
    listAgain(run, gone);
    return;
  }
  if (deletesMany(run, gone)) await run.backUp();
  const restores = run.options.deletions === 'restore';
  const asked = restores ? gone : gone.filter((record) => record.gone?.how !== 'tombstone');
  const remotes = new Map((await readDirectly(run, asked)).map(({ id, remote }) => [id, remote]));
  const ctx = run.context();
  const work: Work = new Map();
  for (const { id } of gone) {
    const record = run.book.contact(id);
    if (record === null || !isGone(record)) continue;
    // Left out of its lists and not to be read: nobody knows whether it is gone. The next run asks again.
    if (isUnread(run, record.remoteId)) continue;
    const remote = remotes.get(id);
    if (remote !== undefined) takePresent(run, work, record, remote, ctx);
    else work.set(id, afterDeletion(run, record, ctx));
  }
  run.commit(changesOf(run, work));
  if (doubted.size === 0) forgetDoubts(run);
}

function goneContacts(run: RunScope): readonly ContactRecord[] {
  return run.book.contactsOf(run.account.id).filter(isGone);
}

function isGone(record: ContactRecord): boolean {
  return (record.gone ?? null) !== null;
}

function afterDeletion(run: RunScope, record: ContactRecord, ctx: Context): ContactRecord | null {
  // Just created, it may be found neither by a list nor by its id yet.
  if (record.gone?.how !== 'tombstone' && mayBeUnlisted(run, record)) return { ...record, gone: null };
  const after = receiveDeletion(record, ctx, run.options.deletions === 'restore');
  run.tally.deletedThere(record, after);
  return after;
}

/**
 * Which scopes' absences are not believed yet. A listing that shows a scope empty although it was not is doubted until the
 * next complete listing says the same; until then the cursor is forgotten, so that the next run lists completely.
 */
function doubt(run: RunScope): ReadonlySet<string> {
  const state = run.book.syncState(run.account.id);
  const before = state.doubted ?? [];
  const empty = goneContacts(run).flatMap((record) => (record.gone?.how === 'empty' ? record.scope : []));
  const doubted = new Set(empty.filter((scope) => !before.includes(scope)));
  if (doubted.size === 0) return doubted;
  run.commit([
    {
      kind: 'putSync',
      account: run.account.id,
      state: { ...state, cursor: null, doubted: [...before, ...doubted] },
    },
  ]);
  run.tally.failed(
    new AppError(
      'sync.emptyListing',
      `The cloud of ${run.account.email} listed no contacts where it had some before. Nothing was deleted. Kith believes it when the next sync finds the same.`,
      { retry: 'later', context: { account: run.account.id } },
    ),
  );
  return doubted;
}

function forgetDoubts(run: RunScope): void {
  const { doubted, ...state } = run.book.syncState(run.account.id);
  if (doubted !== undefined) run.commit([{ kind: 'putSync', account: run.account.id, state }]);
}

/** Deletions on either side that a person is to be asked about first. */
function question(run: RunScope, gone: readonly ContactRecord[]): MassDeletion | null {
  const known = run.book.contactsOf(run.account.id).filter(({ remoteId }) => remoteId !== null);
  const { at } = run.context();
  const living = gone.filter(({ local }) => local !== null);
  return (
    massDeletion('kith', living, known.length, at) ??
    massDeletion('cloud', deletedHere(run), known.length, at)
  );
}

/** Asks, unless it was answered, about deletions here that have become too many since the pull (by contacts in step). */
export function askAboutDeletions(run: RunScope): void {
  if (run.options.deletions === undefined) run.question ??= question(run, []);
}

/** Whether a person said that so many deletions are to be carried out: there is a backup first. */
export function deletesMany(run: RunScope, gone: readonly ContactRecord[] = []): boolean {
  return run.options.deletions === 'apply' && question(run, gone) !== null;
}

/** Contacts whose cloud is still to be told that they were deleted here. */
export function deletedHere(run: RunScope): readonly ContactRecord[] {
  return run.book
    .contactsOf(run.account.id)
    .filter(({ local, remoteId }) => local === null && remoteId !== null);
}

/** A listing that left so much out may have been wrong: the next run lists completely, which may answer the question. */
function listAgain(run: RunScope, gone: readonly ContactRecord[]): void {
  if (!gone.some((record) => record.gone?.how !== 'tombstone')) return;
  const state = run.book.syncState(run.account.id);
  run.commit([{ kind: 'putSync', account: run.account.id, state: { ...state, cursor: null } }]);
}

/** Adds to `work` what a direct read says of a contact that the lists left out. */
export function takePresent(
  run: RunScope,
  work: Work,
  record: ContactRecord,
  remote: RemoteContact,
  ctx: Context,
): void {
  const result = receive(record, remote, ctx);
  run.tally.received(result, record);
  const twin =
    [...work.values()].find((other) => other?.remoteId === remote.remoteId) ??
    run.book.byRemoteId(run.account.id, remote.remoteId);
  const isTwin = twin !== null && twin.id !== record.id;
  // Deleted here before it came by another id and was edited as that: the edit is the later word.
  if (isTwin && record.local === null && (result.record.local !== null || isChangedHere(twin))) {
    work.set(twin.id, null);
    work.set(record.id, { ...twin, id: record.id, person: record.person });
    return;
  }
  // The listing had it under the id that it has by now, which a complete listing does not say.
  if (isTwin) work.set(twin.id, null);
  const { cursor } = run.book.syncState(run.account.id);
  const isListed = cursor === null || run.provider.lists(cursor, remote.scope);
  work.set(record.id, {
    ...(isTwin
      ? absorb(result.record, receive(twin, remote, ctx).record, twin.changedAt >= record.changedAt)
      : result.record),
    ...(mayBeUnlisted(run, record) ? {} : { unlistedSince: isListed ? null : unlistedSince(run, record) }),
  });
}

/** Of a contact in a folder that is not listed yet: it is read directly by each run, and its lists need no more time. */
function unlistedSince(run: RunScope, record: ContactRecord): string {
  return record.unlistedSince ?? new Date(run.deps.clock.now() - LISTS_LAG_MS).toISOString();
}

/** The changes of the book that `work` comes to. */
export function changesOf(run: RunScope, work: Work): readonly Change[] {
  return [...work].flatMap(([id, record]): readonly Change[] => {
    const before = run.book.contact(id);
    if (record === null) return before === null ? [] : [{ kind: 'dropContact', id }];
    return record === before ? [] : [{ kind: 'putContact', record }];
  });
}
