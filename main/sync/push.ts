// Owns: carrying out the plan of an account: looking for uncertain creates, sending batches one after the other,
// narrowing those that fail (law 14), meeting stale etags with a merge. Leaves to others: the plan (core/plan.ts),
// one request's outcomes (providers/), what an outcome does to a contact (core/reconcile.ts).
import type { ContactId } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
import { planRun } from '../core/plan.ts';
import type { PlannedOperation } from '../core/plan.ts';
import { undeleteRecord } from '../core/edit.ts';
import { photoAsNew } from '../core/photo.ts';
import { acknowledge, receive, receiveDeletion } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import { mayHaveBeenApplied } from '../providers/http.ts';
import type { WriteOperation, WriteOutcome } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import { confirmDeletes } from './confirm-deletes.ts';
import { isUnread, readDirectly } from './direct-reads.ts';
import { askAboutDeletions, changesOf, deletedHere, deletesMany, takePresent } from './gone.ts';
import type { Work } from './gone.ts';
import { excuseLabels, withoutGoneLabels } from './labels.ts';
import { withTrail, withoutOscillating } from './oscillation.ts';
import { LONGEST_WAIT, waitSeconds, withRetries } from './retry.ts';
import { isOnItsWay, listsLag, mayBeUnlisted } from './run-scope.ts';
import type { RunScope } from './run-scope.ts';
import { Batches, failureOf, isOver, lostSignIn, tellOpen, throttling } from './trouble.ts';

/** A contact that keeps changing in the cloud is tried this often in one run; the next run goes on. */
const ROUNDS = 5;
/** A cloud that keeps throttling single contacts of a batch is waited for this often in one run. */
const WAITS = 8;

/** Sends every pending change. What could not be sent stays pending; what the cloud refused is marked with the reason. */
export async function push(run: RunScope): Promise<void> {
  const since = run.context().at;
  if (run.options.deletions === 'restore') takeBackDeletions(run);
  let total = 0;
  let done = 0;
  let waits = 0;
  let left: readonly WriteOutcome[] = [];
  const excused = new Set<string>();
  const batches = new Batches(run);
  // What is in the cloud of a contact that cannot be read may be newer.
  const isOpen = ({ key }: Pick<WriteOperation, 'key'>): boolean =>
    batches.isOpen({ key }) && !isUnread(run, run.book.contact(key as ContactId)?.remoteId ?? null);
  for (let round = 0; round < ROUNDS; round++) {
    run.signal.throwIfAborted();
    await settleUncertain(run);
    if (deletesMany(run)) await run.backUp();
    const operations = planned(run)
      .map(toWrite)
      .filter((operation) => isOpen(operation));
    if (operations.length === 0) return;
    total = Math.max(total, done + operations.length);
    let open = 0;
    left = [];
    for (const planned of run.provider.batches(operations).flatMap((batch) => batches.parts(batch))) {
      const batch = planned.filter((operation) => isStillMeant(run, operation));
      open += planned.length - batch.length;
      if (batch.length === 0) continue;
      const outcomes = await excuseLabels(run, batch, await sendNarrowing(run, batch), excused);
      await digest(run, batch, outcomes);
      batches.answered(outcomes);
      const unsent = outcomes.filter(isUnsent);
      open += unsent.length;
      left = [...left, ...unsent];
      const over = outcomes.filter(isOver).length;
      done += over;
      run.progress({ account: run.account.id, phase: 'push', since, done, total });
      const signedOut = lostSignIn(outcomes);
      if (signedOut !== null) throw signedOut;
      // Sending again what is left of the batch leads on.
      if (over > 0) waits = 0;
      const throttled = throttling(outcomes);
      if (throttled !== null) {
        if (++waits > WAITS) throw throttled;
        await pause(run, throttled, waits);
        round -= 1;
        break;
      }
      const failure = failureOf(outcomes);
      batches.sent(batch, failure);
      if (failure !== null && batches.inRow > 0) await pause(run, failure, batches.inRow);
    }
    if (open === 0) return;
    if (batches.endRound()) round -= 1;
  }
  tellOpen(
    run,
    left.filter((outcome) => isOpen(outcome)),
  );
}

function isUnsent({ kind }: WriteOutcome): boolean {
  return kind === 'notApplied' || kind === 'stale' || kind === 'ambiguous';
}

/** What to send now. So many deletions that a person is to be asked about are not among it (law 10). */
function planned(run: RunScope): readonly PlannedOperation[] {
  askAboutDeletions(run);
  const { operations } = planRun(
    run.book.contactsOf(run.account.id),
    (fields) => run.provider.hold(run.account, fields),
    { holdsDeletions: run.question !== null, isOnItsWay: (id) => isOnItsWay(run.book, id) },
  );
  return withoutOscillating(run, operations);
}

/** A person wants the contacts back that were deleted here. */
function takeBackDeletions(run: RunScope): void {
  const { at } = run.context();
  run.commit(
    deletedHere(run).map((record): Change => ({ kind: 'putContact', record: undeleteRecord(record, at) })),
  );
}

/** A person may have deleted, or brought back, a contact since the run was planned: the next round sees to it. */
function isStillMeant(run: RunScope, operation: WriteOperation): boolean {
  const record = run.book.contact(operation.key as ContactId);
  return record !== null && (record.local === null) === (operation.kind === 'delete');
}

async function pause(run: RunScope, error: AppError, attempt: number): Promise<void> {
  const seconds = waitSeconds(error, attempt, run.deps.random);
  if (seconds > LONGEST_WAIT) throw error;
  await run.deps.clock.sleep(seconds * 1000, run.signal);
}

/**
 * Creates whose reply was lost are looked for before anything is sent again (law 9). One that is not found waits for as
 * long as the cloud's lists are seen to lag behind: sent again before that, it would be there twice.
 */
export async function settleUncertain(run: RunScope): Promise<void> {
  const uncertain = run.book.contactsOf(run.account.id).filter((record) => record.createSent);
  if (uncertain.length === 0) return;
  const keys = uncertain.flatMap((record) => record.createKey ?? []);
  const found = await withRetries(
    () => run.provider.findCreated(run.account, keys, run.signal),
    run.deps,
    run.signal,
  );
  const ctx = run.context();
  const lag = listsLag(run);
  // The book is asked again: a person may have edited the contact while the cloud was asked.
  run.commit(
    uncertain.flatMap((asked): readonly Change[] => {
      const record = run.book.contact(asked.id);
      if (record === null) return [];
      const remote = found.get(record.createKey ?? '');
      if (remote !== undefined) {
        const result = receive(record, remote, ctx);
        run.tally.received(result, record);
        return [{ kind: 'putContact', record: result.record }];
      }
      if (lag && mayBeUnlisted(run, record)) return [];
      if (record.local === null) return [{ kind: 'dropContact', id: record.id }];
      return [
        { kind: 'putContact', record: { ...record, createSent: false, base: null, unlistedSince: null } },
      ];
    }),
  );
}

function toWrite(operation: PlannedOperation): WriteOperation {
  const { record } = operation;
  const [key, remoteId, etag] = [record.id, record.remoteId ?? '', record.etag ?? ''];
  if (operation.kind === 'create')
    return { kind: 'create', key, createKey: record.createKey ?? record.id, fields: operation.fields };
  if (operation.kind === 'delete') return { kind: 'delete', key, remoteId, etag };
  return {
    kind: 'update',
    key,
    remoteId,
    etag,
    base: record.inCloud ?? operation.base,
    fields: operation.fields,
    changed: operation.changed,
  };
}

/**
 * Sends a batch; one that fails as a whole is sent again in halves until only what is really refused is left (law 14).
 * What comes back as notApplied waits for the next round.
 */
async function sendNarrowing(
  run: RunScope,
  batch: readonly WriteOperation[],
): Promise<readonly WriteOutcome[]> {
  run.signal.throwIfAborted();
  const outcomes = await send(run, batch);
  const failedWhole =
    outcomes.length > 1 &&
    outcomes.every((outcome) => outcome.kind === 'notApplied' && outcome.error?.code === 'provider.rejected');
  if (!failedWhole) return outcomes;
  const middle = Math.ceil(batch.length / 2);
  return [
    ...(await sendNarrowing(run, batch.slice(0, middle))),
    ...(await sendNarrowing(run, batch.slice(middle))),
  ];
}

async function send(run: RunScope, batch: readonly WriteOperation[]): Promise<readonly WriteOutcome[]> {
  markSent(run, batch);
  try {
    let confirmed: readonly WriteOperation[] | null = await confirmDeletes(run, batch);
    return await withRetries(
      async () => {
        const sent = confirmed ?? (await confirmDeletes(run, batch));
        confirmed = null;
        if (sent.length === 0) return [];
        run.tally.writes += 1;
        return run.provider.write(run.account, withoutGoneLabels(run, sent), run.signal);
      },
      run.deps,
      run.signal,
    );
  } catch (thrown) {
    // Only an answer proves that nothing arrived; without one the creates are looked for first (law 9).
    const error = asAppError(thrown);
    if (run.signal.aborted || error.code === 'internal' || mayHaveBeenApplied(error)) throw thrown;
    markUnsent(run, batch);
    throw thrown;
  }
}

/**
 * Before a write leaves, it is written down that it may have arrived: Kith may die before the reply is stored, and must
 * then neither create twice (law 9) nor take its own update for somebody else's.
 */
function markSent(run: RunScope, batch: readonly WriteOperation[]): void {
  const unlistedSince = run.context().at;
  run.commit(
    batch.flatMap((operation): Change[] => {
      const record = run.book.contact(operation.key as ContactId);
      if (record === null || operation.kind === 'delete') return [];
      const mark =
        operation.kind === 'update'
          ? { inFlight: operation.fields }
          : { createSent: true, base: operation.fields, unlistedSince };
      return [{ kind: 'putContact', record: { ...record, ...mark } }];
    }),
  );
}

/** After a certain failure it is written down that nothing has arrived. */
function markUnsent(run: RunScope, batch: readonly WriteOperation[]): void {
  run.commit(
    batch.flatMap((operation): Change[] => {
      const record = run.book.contact(operation.key as ContactId);
      if (record === null || operation.kind === 'delete') return [];
      if (operation.kind === 'create' && record.local === null)
        return [{ kind: 'dropContact', id: record.id }];
      return [{ kind: 'putContact', record: { ...record, ...notSent(operation) } }];
    }),
  );
}

/** Stores what became of a batch: one transaction for what is known, then a fresh look at what is stale. */
async function digest(
  run: RunScope,
  batch: readonly WriteOperation[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const operations = new Map(batch.map((operation) => [operation.key, operation]));
  run.commit(
    outcomes.flatMap((outcome) => {
      const operation = operations.get(outcome.key);
      const record = run.book.contact(outcome.key as ContactId);
      return operation === undefined || record === null ? [] : outcomeChange(run, operation, record, outcome);
    }),
  );
  const stale = outcomes.filter(
    (outcome) =>
      outcome.kind === 'stale' ||
      (outcome.kind === 'ambiguous' && operations.get(outcome.key)?.kind === 'update'),
  );
  if (stale.length > 0)
    await refresh(
      run,
      stale.map(({ key }) => key as ContactId),
    );
}

function outcomeChange(
  run: RunScope,
  operation: WriteOperation,
  record: ContactRecord,
  outcome: WriteOutcome,
): readonly Change[] {
  const ctx = run.context();
  const put = (after: ContactRecord): readonly Change[] => [{ kind: 'putContact', record: after }];
  // Deleted here meanwhile: of a create that certainly did not arrive, nothing is left to keep.
  const leftNothing =
    operation.kind === 'create' &&
    record.local === null &&
    (outcome.kind === 'refused' || outcome.kind === 'notApplied');
  if (leftNothing) return [{ kind: 'dropContact', id: record.id }];
  switch (outcome.kind) {
    case 'done': {
      if (operation.kind === 'delete') {
        run.tally.counts.pushed.deleted += 1;
        run.receipt.deleted(record);
        return afterDelete(run, record);
      }
      run.tally.counts.pushed[operation.kind === 'create' ? 'created' : 'updated'] += 1;
      const result = acknowledge(record, { fields: operation.fields }, outcome.contact, ctx);
      const { record: after } = result;
      if (result.effect === 'deletionUndone') run.tally.received(result, record);
      if (operation.kind === 'update') run.receipt.updated(record, after, operation);
      return put(withTrail(run, operation, after));
    }
    case 'gone':
      return operation.kind === 'delete' ? afterDelete(run, record) : gone(run, record);
    case 'refused':
      run.tally.failed(outcome.error);
      return put({
        ...record,
        ...notSent(operation),
        problem: {
          code: outcome.error.code,
          message: outcome.error.message,
          retry: outcome.error.retry === 'later' ? 'later' : 'afterUser',
          context: outcome.error.context,
        },
      });
    case 'notApplied':
      return operation.kind === 'delete' ? [] : put({ ...record, ...notSent(operation) });
    case 'ambiguous':
    case 'stale':
      return [];
  }
}

function notSent({ kind }: WriteOperation): Partial<ContactRecord> {
  if (kind === 'create') return { createSent: false, base: null, unlistedSince: null };
  return kind === 'update' ? { inFlight: null } : {};
}

/** The cloud deleted it. If a person edited it again meanwhile, the edit beats the deletion. */
function afterDelete(run: RunScope, record: ContactRecord): readonly Change[] {
  if (record.local === null) return [{ kind: 'dropContact', id: record.id }];
  return [
    {
      kind: 'putContact',
      record: {
        ...record,
        remoteId: null,
        etag: null,
        base: null,
        inCloud: null,
        photo: photoAsNew(record.photo),
        createKey: run.context().newId(),
      },
    },
  ];
}

function gone(run: RunScope, record: ContactRecord): readonly Change[] {
  const after = receiveDeletion(record, run.context());
  run.tally.deletedThere(record, after);
  return after === null ? [{ kind: 'dropContact', id: record.id }] : [{ kind: 'putContact', record: after }];
}

/** Reads the cloud's present versions and merges them, so that the next round sends what is still ours to send. */
async function refresh(run: RunScope, ids: readonly ContactId[]): Promise<void> {
  const records = ids.flatMap((id) => run.book.contact(id) ?? []).filter(({ remoteId }) => remoteId !== null);
  const work: Work = new Map();
  for (const { id, remote } of await readDirectly(run, records)) {
    const record = run.book.contact(id);
    // Just created, it may not be found by its id yet. If it is gone, the next write or pull is told so.
    if (record !== null && remote !== undefined) takePresent(run, work, record, remote, run.context());
  }
  run.commit(changesOf(run, work));
}
