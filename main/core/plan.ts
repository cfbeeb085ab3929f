// Owns: the operations that a run will perform for an account, from what is stored alone. Pure.
// Leaves to others: performing them (sync/), what a contact's pending change is (replica.ts).
import type { ContactId } from './account.ts';
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
  /** What a person, or Kith itself, holds back for now. */
  readonly held: readonly PlannedOperation[];
  /** Contacts whose create was sent in a run that never learned the reply: to be looked for first (law 9). */
  readonly uncertain: readonly ContactRecord[];
}

export interface PlanOptions {
  /** True while so many deletions wait for an answer that none is carried out (law 10). */
  readonly holdsDeletions?: boolean;
  /** Whether a contact is on its way: it was created here, and its cloud does not have it yet. */
  readonly isOnItsWay?: (contact: ContactId) => boolean;
}

const KINDS = ['create', 'update', 'delete'] as const;

/**
 * The plan for the contacts of one account: creates, then updates, then deletes, each in the order of `records`.
 * Contacts that the cloud refused wait for the next edit (law 20); those that the cloud says are gone, for what becomes
 * of them.
 */
export function planRun(
  records: Iterable<ContactRecord>,
  hold: Hold,
  { holdsDeletions = false, isOnItsWay = () => false }: PlanOptions = {},
): Plan {
  const operations: PlannedOperation[] = [];
  const held: PlannedOperation[] = [];
  const uncertain: ContactRecord[] = [];
  for (const record of records) {
    if (record.createSent) {
      uncertain.push(record);
      continue;
    }
    if (record.problem !== null && record.problem.retry === 'afterUser') continue;
    const operation = operationFor(record, hold);
    if (operation === null) continue;
    const waits =
      (record.paused ?? null) !== null ||
      (record.gone ?? null) !== null ||
      (operation.kind === 'delete' && (holdsDeletions || leavesTooSoon(record, isOnItsWay)));
    (waits ? held : operations).push(operation);
  }
  return { operations: inOrder(operations), held: inOrder(held), uncertain };
}

/** A contact that moved leaves its cloud only once the other one has it, so that it is never nowhere. */
function leavesTooSoon({ movedTo }: ContactRecord, isOnItsWay: (contact: ContactId) => boolean): boolean {
  return (movedTo ?? null) !== null && isOnItsWay(movedTo!);
}

function inOrder(operations: readonly PlannedOperation[]): readonly PlannedOperation[] {
  return KINDS.flatMap((kind) => operations.filter((operation) => operation.kind === kind));
}

function operationFor(record: ContactRecord, hold: Hold): PlannedOperation | null {
  const pending = pendingChange(record, hold);
  if (pending === null) return null;
  if (pending.kind === 'delete') return { kind: 'delete', record };
  if (pending.kind === 'create') return { kind: 'create', record, fields: pending.fields };
  const { base, fields, changed } = pending;
  return { kind: 'update', record, base, fields, changed };
}
