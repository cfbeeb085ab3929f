// Owns: telling the cloud which labels were created, renamed and deleted here. Leaves to others: looking at what is there
// (labels.ts), the contacts that carry them (push.ts).
import type { LabelId } from '../core/account.ts';
import { AppError, asAppError, errorInfo } from '../core/errors.ts';
import type { Retry } from '../core/errors.ts';
import { labelPending, sameLabelName } from '../core/label.ts';
import type { Label } from '../core/label.ts';
import type { ListedLabel } from '../core/label-merge.ts';
import { mayHaveBeenApplied } from '../providers/http.ts';
import type { KeyedLabels } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import type { PlanView } from '../../preload/contract.ts';
import { listLabels, namingChanges, pendingLabels, stopOrReport } from './labels.ts';
import { withRetries } from './retry.ts';
import type { RunScope } from './run-scope.ts';

/** Milliseconds from a label's create to the contacts that name it: the service itself needs a moment to know it. */
const SETTLES_IN = 2000;
/** A label that keeps changing in the cloud is tried this often in one run. */
const TRIES = 3;

/** Creates, renames and deletes in the cloud what was here. A refused label waits for its next edit, and stops no other. */
export async function pushLabels(run: RunScope): Promise<void> {
  const { labels } = run.provider;
  // A list that is doubted proves nothing about what is there.
  if (labels.kind !== 'keyed' || run.book.syncState(run.account.id).labelsDoubted === true) return;
  let carried = false;
  try {
    let queue = pendingLabels(run);
    while (queue.length > 0) {
      const waiting: LabelId[] = [];
      for (const id of queue) {
        run.signal.throwIfAborted();
        const outcome = await pushLabel(run, labels, id);
        if (outcome === 'nameInUse') waiting.push(id);
        if (outcome === 'carried') carried = true;
      }
      // A name may be free once another label has given it up.
      if (waiting.length === queue.length) waiting.splice(0).forEach((id) => refuseName(run, id));
      queue = waiting;
    }
  } catch (thrown) {
    stopOrReport(run, thrown);
  }
  if (carried) await run.deps.clock.sleep(SETTLES_IN, run.signal);
}

/**
 * What a run would do about labels, and what it did so far. In the book of a rehearsal the labels to be created get refs
 * of their own, so that the plan has what their contacts would be sent.
 */
export function rehearseLabels(run: RunScope): PlanView['labels'] {
  const { labels } = run.provider;
  const done = [...run.tally.labels];
  if (labels.kind !== 'keyed' || run.book.syncState(run.account.id).labelsDoubted === true) return done;
  const planned = pendingLabels(run).flatMap((id) => run.book.label(id) ?? []);
  const created = planned
    .filter((label) => labelPending(label) === 'create')
    .map((label) => ({ ...label, ref: labels.exampleRef(label.id), base: label.name }));
  run.commit([
    ...created.map((label): Change => ({ kind: 'putLabel', label })),
    ...namingChanges(run, created),
  ]);
  return [
    ...done,
    ...planned.map((label): PlanView['labels'][number] => {
      const pending = labelPending(label) ?? 'delete';
      const kind = pending === 'rename' ? 'update' : pending;
      return { name: label.name ?? label.base ?? '', kind, side: 'cloud' };
    }),
  ];
}

/** `carried`: it was created, and contacts carry it. `nameInUse`: another label has its new name at present. */
type PushOutcome = 'done' | 'carried' | 'nameInUse';

async function pushLabel(run: RunScope, labels: KeyedLabels, id: LabelId): Promise<PushOutcome> {
  for (let attempt = 1; ; attempt++) {
    const label = run.book.label(id);
    const pending = label === null ? null : labelPending(label);
    if (label === null || pending === null) return 'done';
    try {
      return await send(run, labels, label, pending);
    } catch (thrown) {
      const error = asAppError(thrown);
      const nameInUse = error.context['reason'] === 'duplicateName';
      if (nameInUse && pending === 'rename') return 'nameInUse';
      // Somebody else made, changed or deleted it: the list tells, and what is left of ours is sent after it.
      const looksAgain = nameInUse || ['provider.stale', 'provider.notFound'].includes(error.code);
      if (looksAgain && attempt < TRIES) {
        await listLabels(run, labels);
        if (nameInUse && takesNamesake(run, id)) return 'done';
        continue;
      }
      if (!looksAgain && !['provider.rejected', 'provider.forbidden'].includes(error.code)) throw thrown;
      // A name that is nobody's in the list is one that the list does not show yet.
      refuse(run, id, error, looksAgain && !isSystemName(run, label) ? 'later' : 'afterUser');
      return 'done';
    }
  }
}

/**
 * A label made here whose name one that Kith knows has got in the cloud meanwhile is that one, and so are its contacts: the
 * cloud has each name once. False: the list shows none.
 */
function takesNamesake(run: RunScope, id: LabelId): boolean {
  const label = run.book.label(id);
  const name = label?.name ?? null;
  if (label === null || name === null || label.ref !== null) return false;
  const namesake = run.book
    .labels(run.account.id)
    .find(
      (other) =>
        other.ref !== null &&
        other.kind === 'user' &&
        other.base === other.name &&
        sameLabelName(other.name ?? '', name),
    );
  if (namesake === undefined) return false;
  run.commit([{ kind: 'dropLabel', id }, ...namingChanges(run, [{ ...namesake, id }])]);
  return true;
}

async function send(
  run: RunScope,
  labels: KeyedLabels,
  label: Label,
  pending: 'create' | 'rename' | 'delete',
): Promise<PushOutcome> {
  const name = label.name ?? label.base ?? '';
  const kind = pending === 'rename' ? 'update' : pending;
  const outcome = await SENDERS[pending](run, labels, label);
  run.tally.labels.push({ name, kind, side: 'cloud' });
  return outcome;
}

type Sender = (run: RunScope, labels: KeyedLabels, label: Label) => Promise<PushOutcome>;

const SENDERS: Readonly<Record<'create' | 'rename' | 'delete', Sender>> = {
  create: createLabel,
  rename: renameLabel,
  delete: deleteLabel,
};

function writing<T>(run: RunScope, work: () => Promise<T>): Promise<T> {
  return withRetries(
    () => {
      run.tally.writes += 1;
      return work();
    },
    run.deps,
    run.signal,
  );
}

/** Before a create leaves, it is written down that it may have arrived; after a certain failure, that it has not. */
async function createLabel(run: RunScope, labels: KeyedLabels, label: Label): Promise<PushOutcome> {
  const name = label.name ?? '';
  putLabel(run, label.id, { base: name, unlistedSince: run.context().at, problem: null });
  let made: ListedLabel;
  try {
    made = await writing(run, () => labels.create(run.account, name, run.signal));
  } catch (thrown) {
    const error = asAppError(thrown);
    // One that the cloud has by now may be ours after a lost reply, or somebody else's: it is the same label.
    if (!run.signal.aborted && error.code !== 'internal' && !mayHaveBeenApplied(error))
      putLabel(run, label.id, { base: null, unlistedSince: null });
    throw thrown;
  }
  const now = run.book.label(label.id);
  if (now === null) return 'done';
  const { ref, etag } = made;
  const created = { ...now, ref, etag, base: made.name, unlistedSince: run.context().at, problem: null };
  const naming = namingChanges(run, [created]);
  run.commit([{ kind: 'putLabel', label: created }, ...naming]);
  return naming.length > 0 ? 'carried' : 'done';
}

async function renameLabel(run: RunScope, labels: KeyedLabels, label: Label): Promise<PushOutcome> {
  const { ref, etag, name } = label;
  const renamed = await writing(run, () =>
    labels.rename(run.account, { ref: ref ?? '', etag, name: name ?? '' }, run.signal),
  );
  putLabel(run, label.id, { etag: renamed.etag, base: renamed.name, problem: null });
  return 'done';
}

/** Contacts that still name it do so until their own pull; it is remembered as long, so that none of them sends it. */
async function deleteLabel(run: RunScope, labels: KeyedLabels, label: Label): Promise<PushOutcome> {
  try {
    await writing(run, () => labels.delete(run.account, label.ref ?? '', run.signal));
  } catch (thrown) {
    if (asAppError(thrown).code !== 'provider.notFound') throw thrown;
  }
  putLabel(run, label.id, { etag: null, base: null, problem: null, unlistedSince: run.context().at });
  return 'done';
}

/** Asked again, because a person may have changed it while the cloud was asked. */
function putLabel(run: RunScope, id: LabelId, changes: Partial<Label>): void {
  const label = run.book.label(id);
  if (label !== null) run.commit([{ kind: 'putLabel', label: { ...label, ...changes } }]);
}

function refuse(run: RunScope, id: LabelId, error: AppError, retry: Retry): void {
  run.tally.failed(error);
  putLabel(run, id, { problem: { ...errorInfo(error), retry } });
}

function isSystemName(run: RunScope, { name }: Label): boolean {
  return run.book
    .labels(run.account.id)
    .some((other) => other.kind === 'system' && sameLabelName(other.name ?? '', name ?? ''));
}

function refuseName(run: RunScope, id: LabelId): void {
  const label = run.book.label(id);
  if (label === null) return;
  const other = run.book
    .labels(run.account.id)
    .find(
      ({ id: otherId, base }) => otherId !== id && base !== null && sameLabelName(base, label.name ?? ''),
    );
  const why = other === undefined ? '' : ' It was given away here, but the cloud has not taken that yet.';
  refuse(
    run,
    id,
    new AppError(
      'provider.rejected',
      `The label "${label.base}" cannot be named "${label.name}": another label in the cloud has that name.${why} It keeps its name there; choose another one.`,
      { retry: 'afterUser', context: { account: run.account.id, label: id, reason: 'duplicateName' } },
    ),
    'afterUser',
  );
}
