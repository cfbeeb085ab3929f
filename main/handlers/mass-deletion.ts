// Owns: that a person's action which deletes many contacts comes after a backup. Leaves to others: how many are many
// (core/fuse.ts), deletions by syncs (sync/gone.ts), making backups (store/).
import { isMassAction } from '../core/fuse.ts';
import type { Change } from '../store/book-format.ts';
import type { Book } from '../store/book.ts';
import type { HandlerDependencies } from './dependencies.ts';

/** What an action would change at this moment. */
interface Planned {
  readonly changes: readonly Change[];
}

/**
 * What `act` answers: at once, unless what is planned would delete many contacts; then after a backup, during which others
 * go on, so that it is planned anew. Errors: `store.*` where no backup can be made; then `act` is not called.
 */
export function afterBackup<P extends Planned, T>(
  { book, archive }: Pick<HandlerDependencies, 'book' | 'archive'>,
  plan: () => P,
  act: (planned: P) => T,
): T | Promise<T> {
  const planned = plan();
  const isMany = wantsBackup(book, deletions(book, planned.changes));
  return isMany ? archive.make('deletion').then(() => act(plan())) : act(planned);
}

/** A backup before so many contacts are deleted, if they are many. Errors: `store.*` where none can be made. */
export async function backUpBefore(
  { book, archive }: Pick<HandlerDependencies, 'book' | 'archive'>,
  contacts: number,
): Promise<void> {
  if (wantsBackup(book, contacts)) await archive.make('deletion');
}

function wantsBackup(book: HandlerDependencies['book'], contacts: number): boolean {
  return book.backups !== null && isMassAction(contacts, () => sizeOf(book));
}

function sizeOf(book: Book): number {
  let size = 0;
  for (const { local } of book.contacts()) if (local !== null) size += 1;
  return size;
}

/** Contacts that people see before the changes and not after them, and those that leave the trash for good. */
function deletions(book: Book, changes: readonly Change[]): number {
  let count = 0;
  const isSeen = (id: Parameters<Book['contact']>[0]): boolean => (book.contact(id)?.local ?? null) !== null;
  for (const change of changes) {
    if (change.kind === 'dropContact' && isSeen(change.id)) count += 1;
    if (change.kind === 'putContact' && change.record.local === null && isSeen(change.record.id)) count += 1;
    if (change.kind === 'dropTrash') count += 1;
    if (change.kind === 'dropAccount')
      count += book.contactsOf(change.id).filter(({ local }) => local !== null).length;
  }
  return count;
}
