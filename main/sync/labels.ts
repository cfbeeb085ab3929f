// Owns: bringing the labels of an account into the book, where its cloud keeps them as things of their own: when to ask
// for them, what to believe, and that no contact fails for a label that is gone. Leaves to others: what a list does to
// stored labels (core/label-merge.ts), telling the cloud (label-push.ts), memberships (fields of contacts: pull.ts, push.ts).
import type { LabelId, SyncState } from '../core/account.ts';
import type { ContactFields } from '../core/contact.ts';
import { settled } from '../core/edit.ts';
import { AppError, asAppError } from '../core/errors.ts';
import { carries, labelPending, refOf, replaceLabel, withoutLabels } from '../core/label.ts';
import type { Label } from '../core/label.ts';
import { mergeLabels } from '../core/label-merge.ts';
import type { LabelMerge, ListedLabel } from '../core/label-merge.ts';
import type { KeyedLabels, WriteOperation, WriteOutcome } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import { withRetries } from './retry.ts';
import { LISTS_LAG_MS } from './run-scope.ts';
import type { RunScope } from './run-scope.ts';

/** Milliseconds: how old a list of labels may be in a run that nobody asked for and where nothing speaks for a new one. */
const LISTED_FOR = 60 * 60_000;

/**
 * Lists the labels of the account and merges them, if there is a reason to: a person asked for the run, labels are
 * pending, contacts were listed completely or bring a label that Kith does not know, or the last list is an hour old. So
 * an idle run that started by itself makes no request. To be called after the contacts' pull, which may bring unknown ones.
 */
export async function pullLabels(run: RunScope): Promise<void> {
  const { labels } = run.provider;
  if (labels.kind !== 'keyed') return;
  const state = run.book.syncState(run.account.id);
  if (wantsList(run, state)) await listLabels(run, labels);
  else if (state.labelsListing !== state.listing) putState(run, {});
}

/**
 * Looks again at the labels where contacts were refused that carry some: one may have been deleted a moment ago. Those
 * that go without it from here on are to be sent again, once a run. `asked` remembers them.
 */
export async function excuseLabels(
  run: RunScope,
  batch: readonly WriteOperation[],
  outcomes: readonly WriteOutcome[],
  asked: Set<string>,
): Promise<readonly WriteOutcome[]> {
  const { labels } = run.provider;
  if (labels.kind !== 'keyed') return outcomes;
  const refused = new Set(outcomes.flatMap(({ kind, key }) => (kind === 'refused' ? key : [])));
  const suspects = batch.filter(({ key }) => refused.has(key) && !asked.has(key)).filter(namesLabels);
  if (suspects.length === 0) return outcomes;
  for (const { key } of suspects) asked.add(key);
  if (!(await listLabels(run, labels))) return outcomes;
  forgetUnknown(run, suspects);
  const gone = goneRefs(run);
  const mended = new Set(suspects.filter((operation) => namesAny(operation, gone)).map(({ key }) => key));
  return outcomes.map((outcome): WriteOutcome =>
    mended.has(outcome.key) ? { kind: 'notApplied', key: outcome.key, error: null } : outcome,
  );
}

/** Without the labels that are gone: sent again, one of them would fail the whole contact. */
export function withoutGoneLabels(
  run: RunScope,
  batch: readonly WriteOperation[],
): readonly WriteOperation[] {
  const gone = goneRefs(run);
  if (gone.size === 0) return batch;
  return batch.map((operation) =>
    operation.kind === 'delete' ? operation : { ...operation, fields: withoutLabels(operation.fields, gone) },
  );
}

function goneRefs(run: RunScope): ReadonlySet<string> {
  return new Set(
    run.book
      .labels(run.account.id)
      .flatMap(({ ref, base, name }) => (ref !== null && base === null && name === null ? [ref] : [])),
  );
}

/** What neither Kith nor the cloud's list knows is remembered as gone. */
function forgetUnknown(run: RunScope, suspects: readonly WriteOperation[]): void {
  const account = run.account.id;
  const known = new Set(run.book.labels(account).map(refOf));
  const refs = suspects.flatMap((operation) =>
    operation.kind === 'delete' ? [] : (run.provider.hold(run.account, operation.fields).labels ?? []),
  );
  const unknown = new Set(refs.flatMap(({ ref }) => (ref === undefined || known.has(ref) ? [] : ref)));
  const gone = [...unknown].map((ref): Label => ({
    ...{ id: run.context().newId() as LabelId, account, ref, etag: null },
    ...{ base: null, name: null, kind: 'user', problem: null },
  }));
  run.commit([...gone.map((label): Change => ({ kind: 'putLabel', label })), ...unsentChanges(run, gone)]);
}

function namesAny(operation: WriteOperation, refs: ReadonlySet<string>): boolean {
  return operation.kind !== 'delete' && withoutLabels(operation.fields, refs) !== operation.fields;
}

/** Whether the labels of a contact are in what was sent of it. */
function namesLabels(operation: WriteOperation): boolean {
  if (operation.kind === 'create') return operation.fields.labels !== undefined;
  return (
    operation.kind === 'update' &&
    (operation.changed.includes('labels') || operation.changed.includes('favorite'))
  );
}

function wantsList(run: RunScope, state: SyncState): boolean {
  if (state.labelsAt === undefined) return true;
  if (isOfThisRun(run, state.labelsAt)) return bringsUnknown(run, state);
  if (state.labelsDoubted === true || run.options.byPerson === true) return true;
  if (state.listing !== state.labelsListing || pendingLabels(run).length > 0) return true;
  if (run.book.labels(run.account.id).some(({ ref, name }) => ref === null && name === null)) return true;
  const age = Math.abs(run.deps.clock.now() - Date.parse(state.labelsAt));
  return age > LISTED_FOR || bringsUnknown(run, state);
}

/** Not so of a time ahead, which a clock wrote down that was wrong then. */
function isOfThisRun(run: RunScope, at: string): boolean {
  return at >= run.startedAt && Date.parse(at) <= run.deps.clock.now();
}

function bringsUnknown(run: RunScope, state: SyncState): boolean {
  const known = new Set(state.strayRefs);
  return strayRefs(run).some((ref) => !known.has(ref));
}

/** Refs that contacts have in the cloud and that belong to no stored label. */
function strayRefs(run: RunScope): readonly string[] {
  const known = new Set(run.book.labels(run.account.id).map(refOf));
  const stray = new Set<string>();
  for (const { base } of run.book.contactsOf(run.account.id)) {
    for (const { ref } of base?.labels ?? []) if (ref !== undefined && !known.has(ref)) stray.add(ref);
  }
  // What only Kith knows by name is no business of the cloud's list.
  return [...stray].filter((ref) => !ref.startsWith('kith:'));
}

export function pendingLabels(run: RunScope): readonly LabelId[] {
  const order = { delete: 0, rename: 1, create: 2 };
  return run.book
    .labels(run.account.id)
    .filter(({ problem }) => problem?.retry !== 'afterUser')
    .flatMap((label) => {
      const pending = labelPending(label);
      // A create that was deleted here before its reply: only a list tells what there is to delete.
      const unknown = label.ref === null && label.name === null;
      return pending === null || unknown ? [] : [{ id: label.id, rank: order[pending] }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
}

function putState(run: RunScope, changes: Partial<SyncState>): void {
  const state = run.book.syncState(run.account.id);
  run.commit([
    {
      kind: 'putSync',
      account: run.account.id,
      state: { ...state, labelsListing: state.listing, ...changes },
    },
  ]);
}

/** Lists and merges. A list that fails is reported and stops no contact. Answers whether there is one to go by. */
export async function listLabels(run: RunScope, labels: KeyedLabels): Promise<boolean> {
  let listed: readonly ListedLabel[];
  try {
    listed = await withRetries(() => labels.list(run.account, run.signal), run.deps, run.signal);
  } catch (thrown) {
    stopOrReport(run, thrown);
    return false;
  }
  const state = run.book.syncState(run.account.id);
  if (isDoubtful(run, listed) && state.labelsDoubted !== true) {
    run.tally.failed(emptyListing(run));
    putState(run, { labelsAt: run.context().at, labelsDoubted: true });
    return false;
  }
  // A second look in the run that began to doubt is no second opinion.
  if (isDoubtful(run, listed) && isOfThisRun(run, state.labelsAt ?? '')) return false;
  const merge = mergeListed(run, listed);
  const changes = mergeChanges(run, merge);
  run.commit(changes);
  for (const change of merge.changed) run.tally.labels.push({ ...change, side: 'kith' });
  run.tally.errors.push(...merge.lost);
  putState(run, { labelsAt: run.context().at, labelsDoubted: false, strayRefs: strayRefs(run) });
  return true;
}

/** No label of a person's making is in the list, and there were some ([pain 2]). */
function isDoubtful(run: RunScope, listed: readonly ListedLabel[]): boolean {
  if (listed.some(({ kind }) => kind === 'user')) return false;
  return run.book
    .labels(run.account.id)
    .some(
      (label) =>
        label.kind === 'user' && label.ref !== null && label.base !== null && !mayBeUnlisted(run, label),
    );
}

function emptyListing(run: RunScope): AppError {
  const { id, email } = run.account;
  return new AppError(
    'sync.emptyListing',
    `The cloud listed no label of ${email}, although there were some. Nothing was changed here; the next sync looks again and believes it if it is so.`,
    { retry: 'later', context: { account: id, what: 'labels' } },
  );
}

function mayBeUnlisted(run: RunScope, { unlistedSince }: Label): boolean {
  return typeof unlistedSince === 'string' && run.deps.clock.now() - Date.parse(unlistedSince) < LISTS_LAG_MS;
}

function mergeListed(run: RunScope, listed: readonly ListedLabel[]): LabelMerge {
  const carried = carriedRefs(run);
  return mergeLabels(run.book.labels(run.account.id), listed, {
    account: run.account.id,
    newId: () => run.context().newId(),
    mayBeUnlisted: (label) => mayBeUnlisted(run, label),
    carried: (ref) => carried.has(ref),
  });
}

/** Every ref that contacts have, here or in the cloud. */
function carriedRefs(run: RunScope): ReadonlySet<string> {
  const refs = new Set<string>();
  const note = (fields: ContactFields | null): void => {
    for (const { ref } of fields?.labels ?? []) if (ref !== undefined) refs.add(ref);
  };
  for (const { base, local } of run.book.contactsOf(run.account.id)) {
    note(base);
    if (local !== base) note(local);
  }
  return refs;
}

function mergeChanges(run: RunScope, merge: LabelMerge): readonly Change[] {
  return [
    ...merge.drop.map((id): Change => ({ kind: 'dropLabel', id })),
    ...merge.put.map((label): Change => ({ kind: 'putLabel', label })),
    ...namingChanges(run, merge.adopted),
    ...unsentChanges(run, merge.put),
  ];
}

/** A membership that the cloud was not told of before its label went: there is nothing left to be a member of. */
function unsentChanges(run: RunScope, labels: readonly Label[]): readonly Change[] {
  const gone = labels.flatMap(({ ref, base, name }) =>
    base === null && name === null && ref !== null ? ref : [],
  );
  if (gone.length === 0) return [];
  return run.book.contactsOf(run.account.id).flatMap((record): readonly Change[] => {
    const unsent = gone.filter((ref) => carries(record.local, ref) && !carries(record.base, ref));
    if (record.local === null || unsent.length === 0) return [];
    const local = withoutLabels(record.local, new Set(unsent));
    return [{ kind: 'putContact', record: settled({ ...record, local }) }];
  });
}

/**
 * Contacts name these labels by the cloud's ref from here on. In `base` the membership is left out, since the cloud has
 * not been told of it: so it is pending.
 */
export function namingChanges(run: RunScope, labels: readonly Label[]): readonly Change[] {
  const named = labels.map((label) => ({ label, own: refOf({ ...label, ref: null }) }));
  if (named.length === 0) return [];
  return run.book.contactsOf(run.account.id).flatMap((record): readonly Change[] => {
    const mine = named.filter(({ own }) => carries(record.local, own) || carries(record.base, own));
    if (mine.length === 0) return [];
    let { base, local } = record;
    for (const { label, own } of mine) {
      base = base === null ? null : replaceLabel(base, own, null);
      local = local === null ? null : replaceLabel(local, own, label.name === null ? null : label.ref);
    }
    return [{ kind: 'putContact', record: { ...record, base, local } }];
  });
}

/** What concerns the account or the network ends the run; trouble with labels alone is reported, and contacts go on. */
export function stopOrReport(run: RunScope, thrown: unknown): void {
  const error = asAppError(thrown);
  const labelsOnly = [
    'provider.rejected',
    'provider.forbidden',
    'provider.notFound',
    'provider.unavailable',
    'provider.badResponse',
  ];
  if (run.signal.aborted || !labelsOnly.includes(error.code)) throw thrown;
  run.tally.failed(error);
}
