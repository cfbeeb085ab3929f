// Owns: the interface of what is kept beside the book: its history, and copies of the whole book.
// Leaves to others: reading the history (history.ts), keeping copies (backups.ts).
import type { BackupView } from '../../preload/contract.ts';
import type { BookContents } from './book-format.ts';

/** The book as it was. */
export interface PastBook {
  readonly contents: BookContents;
  /** ISO 8601; null: nobody wrote down when. */
  readonly at: string | null;
}

/** Copies of the whole book, and its state at moments in between. */
export interface Archive {
  /** Where the copies are. */
  readonly folder: string;
  /** The latest first. */
  list(): readonly BackupView[];
  make(reason: BackupView['reason']): Promise<BackupView>;
  /** Errors: `input.notFound`, `store.corrupt`. */
  read(name: string): Promise<PastBook>;
  /** The book as it was at a moment (ISO 8601). Errors: `store.historyEnds` where nothing reaches back so far. */
  at(moment: string): Promise<PastBook>;
}
