// Owns: a run over a few contacts in memory that writes its receipt, and its undo, for tests of both.
// Leaves to others: the claims (undo.test.ts, receipt-entries.test.ts).
import { expect } from 'vitest';
import type { AccountId, ContactId, RunId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { RunReceipt } from '../../../main/core/receipt.ts';
import { acknowledge, receive } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { stepsOf, undoSteps } from '../../../main/core/undo.ts';
import type { Undone } from '../../../main/core/undo.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { contentHash, memoryReceipts, ReceiptRecorder } from '../../../main/sync/receipt.ts';
import { AT, context, holdAll, remoteOf } from './records.ts';

const RUN = 'run' as RunId;
const ID = 'contact' as ContactId;
const UNDONE_AT = '2026-01-03T00:00:00.000Z';

/** A book of a few contacts and a run over it that writes its receipt. */
export function desk(...start: readonly ContactRecord[]) {
  const book = new Map<ContactId, ContactRecord>(start.map((record) => [record.id, record]));
  const receipts = memoryReceipts();
  const apply = (changes: readonly Change[]) => {
    for (const change of changes)
      if (change.kind === 'putContact') book.set(change.record.id, change.record);
      else if (change.kind === 'dropContact') book.delete(change.id);
  };
  const recorder = new ReceiptRecorder({
    head: { run: RUN, account: 'account' as AccountId, at: AT },
    receipts,
    kind: 'google',
    contact: (id) => book.get(id) ?? null,
    failed: (error) => expect.unreachable(error.message),
  });
  const receipt = (): RunReceipt =>
    receipts.read(RUN) ?? { run: RUN, account: 'account' as AccountId, at: AT, entries: [] };
  let ids = 0;
  return {
    book,
    recorder,
    apply,
    receipt,
    the: (id = ID) => book.get(id),
    /** One transaction of the run. */
    commit: (...changes: readonly Change[]) => {
      recorder.committing(changes);
      apply(changes);
    },
    undo: (): Undone => {
      const undone = undoSteps(receipt().account, stepsOf(receipt()), {
        contact: (id) => book.get(id) ?? null,
        kind: 'google',
        hasPhoto: () => true,
        isBack: () => false,
        hashOf: contentHash,
        newId: () => `new${++ids}`,
        at: UNDONE_AT,
      });
      apply(undone.changes);
      return undone;
    },
  };
}

export const put = (record: ContactRecord): Change => ({ kind: 'putContact', record });
export const drop = (id: ContactId = ID): Change => ({ kind: 'dropContact', id });

export const counts = ({ changes: _changes, ...rest }: Undone) => rest;
export const count = (some: Partial<Omit<Undone, 'changes'>>) => ({
  restored: 0,
  recreated: 0,
  removed: 0,
  left: 0,
  photosLost: 0,
  ...some,
});

/** A pulled version of a contact. */
export function pull(here: ReturnType<typeof desk>, theirs: ContactFields): void {
  here.commit(put(receive(here.the()!, remoteOf(theirs), context()).record));
}

/** A pushed update whose reply says exactly what was sent, with its number of steps as a run has them. */
export function push(here: ReturnType<typeof desk>): void {
  const record = here.the()!;
  const pending = pendingChange(record, holdAll);
  if (pending?.kind !== 'update') return;
  const { record: after } = acknowledge(
    record,
    { fields: pending.fields },
    remoteOf(pending.fields, 'e9'),
    context(),
  );
  here.recorder.updated(record, after, pending);
  here.commit(put(after));
}
