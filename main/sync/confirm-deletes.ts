// Owns: looking at contacts right before they are deleted in a cloud that does so without looking at etags (law 4).
// Leaves to others: sending the deletions (push.ts), when there are too many (gone.ts).
import type { ContactId } from '../core/account.ts';
import { receive } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RemoteContact, WriteOperation } from '../providers/provider.ts';
import type { Change } from '../store/book-format.ts';
import { isUnread, readByIds } from './direct-reads.ts';
import type { RunScope } from './run-scope.ts';

/**
 * Where the cloud deletes without looking at etags, Kith looks right before each try: an edit over there beats a deletion
 * (law 4), and what cannot be read may have been edited. Gives what is still to be sent.
 */
export async function confirmDeletes(
  run: RunScope,
  batch: readonly WriteOperation[],
): Promise<readonly WriteOperation[]> {
  const deletes = batch.flatMap((operation) => (operation.kind === 'delete' ? operation : []));
  if (deletes.length === 0 || run.provider.conditionalDelete) return batch;
  const present = await readByIds(
    run,
    deletes.map(({ remoteId }) => remoteId),
  );
  const open = new Set(deletes.flatMap(({ key, remoteId }) => (isUnread(run, remoteId) ? key : [])));
  const changes = deletes.flatMap(({ key, remoteId }): readonly Change[] => {
    const record = run.book.contact(key as ContactId);
    const remote = present.get(remoteId);
    if (record === null || record.local !== null || open.has(key)) return [];
    return remote === undefined ? [{ kind: 'dropContact', id: record.id }] : undone(run, record, remote);
  });
  run.commit(changes);
  for (const change of changes) {
    if (change.kind === 'putContact') open.add(change.record.id);
    if (change.kind === 'dropContact') open.add(change.id);
  }
  return batch.filter(({ key }) => !open.has(key));
}

/** Takes back a deletion here because of an edit over there; nothing if there was none. */
function undone(run: RunScope, record: ContactRecord, remote: RemoteContact): readonly Change[] {
  const result = receive(record, remote, run.context());
  if (result.effect !== 'deletionUndone') return [];
  run.tally.received(result, record);
  return [{ kind: 'putContact', record: result.record }];
}
