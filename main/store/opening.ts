// Owns: what happens to a book on its way to being open: its lock, the copy of a former format, what grew old in the
// trash, and what is told of it.
// Leaves to others: the open book (book.ts), the lock (lock.ts), the copy (former-books.ts).
import { AppError, errorInfo } from '../core/errors.ts';
import { expired } from '../core/trash.ts';
import type { BookContents, Change } from './book-format.ts';
import type { BookState, OpenBook } from './book.ts';
import { keepFormerBook } from './former-books.ts';
import type { Recovery } from './journal.ts';
import { lockFolder, whyReadOnly } from './lock.ts';
import { isPutRight, isWitnessed, lastSure } from './retention.ts';
import type { Vault } from './vault.ts';

/** Takes the folder's lock; where there is a book and no writing, it is opened to be read. Errors: `store.*`. */
export function lockOrRead(folder: string): { readonly state: BookState; readonly unlock: () => void } {
  try {
    return { state: { kind: 'writable' }, unlock: lockFolder(folder) };
  } catch (thrown) {
    const reason = thrown instanceof AppError ? whyReadOnly(folder, thrown) : null;
    if (reason === null) throw thrown;
    return { state: { kind: 'readOnly', reason: errorInfo(reason) }, unlock: () => undefined };
  }
}

/** Nothing is written in the present format before there is a copy of the former one. */
export function keepFormer(
  folder: string,
  format: number,
  book: BookContents,
  { backups, now, vault }: { readonly backups: string; readonly now: number; readonly vault: Vault },
): BookState {
  try {
    keepFormerBook(folder, format, book, backups, now, vault);
    return { kind: 'writable' };
  } catch (thrown) {
    const { message } = errorInfo(thrown);
    const reason = new AppError(
      'store.readOnly',
      `The address book in ${folder} was written by a former Kith and can only be read for now, because no copy of it could be made in ${backups} before it is changed: ${message}`,
      { retry: 'afterUser', context: { folder }, cause: thrown },
    );
    return { kind: 'readOnly', reason: errorInfo(reason) };
  }
}

/**
 * What has been in the trash for long enough goes for good, where the disk lets it: once the clock that says so has been
 * that far for a day. Where nothing else is recorded meanwhile, a record that changes nothing bears witness of this start;
 * and of one after the clock was put right, or the next time it is wrong it would seem to have been so all the while.
 */
export function emptyTrash(book: OpenBook, folder: string, now: number): void {
  const [first] = book.trash();
  if (book.state.kind === 'readOnly' || first === undefined) return;
  const isAnyOld = expired(book.trash(), now).length > 0;
  const old = isAnyOld ? expired(book.trash(), lastSure(folder, now, book.vault)) : [];
  const isWanted = (): boolean =>
    isPutRight(folder, now, book.vault) || (isAnyOld && !isWitnessed(folder, now, book.vault));
  try {
    book.transaction(old.map(({ id }): Change => ({ kind: 'dropTrash', id })));
    if (old.length === 0 && isWanted()) book.transaction([{ kind: 'putTrash', trashed: first }]);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
  }
}

/** What a person is told of what opening found. */
export const recoveryTexts = ({ setAside, unfinished }: Recovery): readonly string[] => [
  ...setAside.map(
    (file) => `a part of the address book was damaged and set aside as ${file}; everything before it is kept`,
  ),
  ...unfinished.map(
    (file) =>
      `Kith ended while it was saving a change, so that one was not saved; nothing else is missing, and what there was of it is in ${file}`,
  ),
];
