// Owns: noticing a field that goes back and forth between two versions run after run (law 17), and pausing its contact.
// Leaves to others: letting it go again, which a person does (core/edit.ts).
import type { FieldName } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { contentText } from '../core/fields.ts';
import { shortHash } from '../core/json.ts';
import { displayName } from '../core/person.ts';
import type { PlannedOperation } from '../core/plan.ts';
import type { ContactRecord, Sending } from '../core/replica.ts';
import type { WriteOperation } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import type { RunScope } from './run-scope.ts';

type Update = Pick<Extract<PlannedOperation, { kind: 'update' }>, 'fields' | 'changed'>;

function hashOf({ fields }: Pick<Update, 'fields'>, field: FieldName): string {
  return shortHash(contentText({ [field]: fields[field] }));
}

/**
 * Fields that both runs before this one sent, and one of them as it would be sent again now. A person's edit forgets what
 * was sent before, so nobody who types is taken for a machine.
 */
function oscillating(trail: readonly Sending[], update: Update, run: number): readonly FieldName[] {
  return update.changed.filter((field) => {
    const sent = trail.filter((entry) => entry.field === field);
    const before = [run - 1, run - 2].map((number) => sent.filter((entry) => entry.run === number));
    const hash = hashOf(update, field);
    return (
      before.every((entries) => entries.length > 0) && before.flat().some((entry) => entry.hash === hash)
    );
  });
}

/** The operations without those of contacts that oscillate: these are paused and reported instead. */
export function withoutOscillating(
  run: RunScope,
  operations: readonly PlannedOperation[],
): readonly PlannedOperation[] {
  const { at } = run.context();
  const pauses: Change[] = [];
  const rest = operations.filter((operation) => {
    if (operation.kind !== 'update') return true;
    const fields = oscillating(operation.record.trail ?? [], operation, run.number);
    if (fields.length === 0) return true;
    const record: ContactRecord = { ...operation.record, paused: { kind: 'oscillating', at, fields } };
    pauses.push({ kind: 'putContact', record });
    run.tally.failed(asOscillating(run, record, fields));
    return false;
  });
  run.commit(pauses);
  return rest;
}

function asOscillating(run: RunScope, record: ContactRecord, fields: readonly FieldName[]): AppError {
  const name = displayName(record.local ?? {}) || 'A contact without a name';
  return new AppError(
    'sync.oscillating',
    `${name} (${run.account.email}) went back and forth three syncs in a row (${fields.join(', ')}): something else keeps changing it. Nothing more of it is sent, and nothing was lost. Find the other program, then let the contact go on.`,
    { retry: 'afterUser', context: { account: run.account.id, contact: record.id, fields: [...fields] } },
  );
}

/** The contact with what was sent of it in this run remembered for the next two. */
export function withTrail(run: RunScope, operation: WriteOperation, record: ContactRecord): ContactRecord {
  if (operation.kind !== 'update') return record;
  const kept = (record.trail ?? []).filter((entry) => entry.run >= run.number - 1);
  const sent = operation.changed.map((field): Sending => ({
    run: run.number,
    field,
    hash: hashOf(operation, field),
  }));
  return { ...record, trail: [...kept, ...sent] };
}
