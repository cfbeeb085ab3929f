// Owns: the operations that a run will perform for an account, from what is stored alone. Pure.
// Leaves to others: performing them (sync/), what a contact's pending change is (replica.ts).
import type { ContactFields, FieldName } from './contact.ts';
import type { ContactRecord, Hold } from './replica.ts';
import { pendingChange } from './replica.ts';

/** One write that a run will perform. `fields` is the whole version to reach; `changed` names what differs. */
export type PlannedOperation =
  | { readonly kind: 'create'; readonly record: ContactRecord; readonly fields: ContactFields }
  | {
      readonly kind: 'update';
      readonly record: ContactRecord;
      readonly base: ContactFields;
      readonly fields: ContactFields;
      readonly changed: readonly FieldName[];
    }
  | { readonly kind: 'delete'; readonly record: ContactRecord };

export interface Plan {
  readonly operations: readonly PlannedOperation[];
  /** Contacts whose create was sent in a run that never learned the reply: to be looked for first (law 9). */
  readonly uncertain: readonly ContactRecord[];
}

/**
 * The plan for the contacts of one account: creates, then updates, then deletes, each in the order of `records`.
 * Contacts that the cloud refused wait for the next edit (law 20).
 */
export function planRun(records: Iterable<ContactRecord>, hold: Hold): Plan {
  const creates: PlannedOperation[] = [];
  const updates: PlannedOperation[] = [];
  const deletes: PlannedOperation[] = [];
  const uncertain: ContactRecord[] = [];
  for (const record of records) {
    if (record.createSent) {
      uncertain.push(record);
      continue;
    }
    if (record.problem !== null && record.problem.retry === 'afterUser') continue;
    const pending = pendingChange(record, hold);
    if (pending === null) continue;
    if (pending.kind === 'create') creates.push({ kind: 'create', record, fields: pending.fields });
    else if (pending.kind === 'update') {
      updates.push({
        kind: 'update',
        record,
        base: pending.base,
        fields: pending.fields,
        changed: pending.changed,
      });
    } else deletes.push({ kind: 'delete', record });
  }
  return { operations: [...creates, ...updates, ...deletes], uncertain };
}
