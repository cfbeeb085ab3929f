// Owns: whether a book takes changes at this moment. Leaves to others: who waits for it (sync/scheduler.ts).
import { AppError } from '../core/errors.ts';
import type { OpenBook } from './book.ts';

/** Where the disk refused the last change, it is tried with one that changes nothing: only so it shows that it is well again. */
export function takesChanges(book: OpenBook): boolean {
  if (book.state.kind === 'readOnly') return false;
  if (book.failure === null) return true;
  try {
    book.transaction([{ kind: 'putSettings', settings: book.settings() }]);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
}
