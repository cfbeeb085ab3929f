// Owns: what a person sees of a dry run: what would change in the cloud, here, and what is held back (law 18).
// Leaves to others: the rehearsal (sync/engine.ts).
import { changedFields } from '../core/fields.ts';
import { splitPath } from '../core/paths.ts';
import { displayName } from '../core/person.ts';
import type { PlannedOperation } from '../core/plan.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Book } from '../store/book.ts';
import type { Rehearsal } from '../sync/engine.ts';
import { waitingPhotos } from '../sync/photos.ts';
import type { PlannedChange, PlanView } from '../../preload/contract.ts';
import { shownFields } from './views.ts';

function changeOf(
  record: ContactRecord,
  kind: PlannedChange['kind'],
  fields: PlannedChange['fields'] = [],
): PlannedChange {
  return {
    contact: record.id,
    remoteId: record.remoteId,
    name: displayName(shownFields(record)),
    kind,
    fields,
  };
}

function operationView(operation: PlannedOperation): PlannedChange {
  return changeOf(operation.record, operation.kind, operation.kind === 'update' ? operation.changed : []);
}

/** The view of a rehearsal, beside the book as it is. */
export function planView(
  book: Book,
  { account, after, plan, labels, question, errors }: Rehearsal,
): PlanView {
  const creates = plan.uncertain.map((record) => changeOf(record, 'create'));
  const contacts = after.contactsOf(account.id);
  const photos = waitingPhotos(contacts).map((record) => changeOf(record, 'update'));
  return {
    account: account.id,
    operations: [...creates, ...plan.operations.map(operationView), ...photos],
    arrivals: arrivals(book.contactsOf(account.id), contacts, new Set(contacts.map(({ id }) => id))),
    held: plan.held.map(operationView),
    labels,
    question,
    errors,
  };
}

/** What would be different here: contacts that come, change, or go. */
function arrivals(
  before: readonly ContactRecord[],
  after: readonly ContactRecord[],
  left: ReadonlySet<string>,
): readonly PlannedChange[] {
  const known = new Map(before.map((record) => [record.id, record]));
  const gone = before.filter((record) => record.local !== null && !left.has(record.id));
  return [
    ...after.flatMap((record) => arrival(known.get(record.id) ?? null, record)),
    ...gone.map((record) => changeOf(record, 'delete')),
  ];
}

function arrival(before: ContactRecord | null, after: ContactRecord): readonly PlannedChange[] {
  if (before === null) return after.local === null ? [] : [{ ...changeOf(after, 'create'), contact: null }];
  if (before === after || after.local === null) return [];
  const known = new Set(before.conflicts.map(({ path }) => path));
  const conflicts = after.conflicts.filter(({ path }) => !known.has(path));
  const fields = changedFields(before.local ?? {}, after.local);
  if (conflicts.length > 0) {
    const disputed = conflicts.map(({ path }) => splitPath(path).field);
    return [changeOf(after, 'conflict', [...new Set([...disputed, ...fields])])];
  }
  return fields.length === 0 ? [] : [changeOf(after, before.local === null ? 'create' : 'update', fields)];
}
