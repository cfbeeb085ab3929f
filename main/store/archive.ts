// Owns: the book as it was: in a backup, or at a moment of its kept history.
// Leaves to others: making and keeping backups (backups.ts), reading the history (history-files.ts).
import { AppError } from '../core/errors.ts';
import type { CancelSignal } from '../core/ports.ts';
import type { BackupView } from '../../preload/contract.ts';
import { noSuchBackup } from './backups.ts';
import type { BookContents } from './book-format.ts';
import type { OpenBook } from './book.ts';
import { bookAt, historyDamaged, historyStart, readHistory, snapshotTime } from './history-files.ts';
import type { Gap } from './history-files.ts';
import { timeOfRecord } from './retention.ts';
import type { Vault } from './vault.ts';

export interface PastBook {
  readonly contents: BookContents;
  /** ISO 8601; null: nobody wrote down when. */
  readonly at: string | null;
}

export interface Archive {
  /** Where the backups are. */
  readonly folder: string;
  /** The latest first. */
  list(): readonly BackupView[];
  /** Errors: `store.*`, the signal's reason. */
  make(reason: BackupView['reason'], signal?: CancelSignal): Promise<BackupView>;
  /** Errors: `input.notFound`, `store.corrupt`, `store.newerFormat`. */
  read(name: string): Promise<PastBook>;
  /**
   * The book as it was at a moment (ISO 8601), bit by bit. Errors: `store.historyEnds` where nothing tells of it any more, or
   * the book began later, `store.historyDamaged` where what tells of it cannot be read.
   */
  at(moment: string): Generator<unknown, PastBook>;
}

/** `folder`: that of the book; `backups`: where its backups are. */
export function openArchive(book: OpenBook, folder: string, backups: string): Archive {
  const list = () => book.backups?.list() ?? [];
  return {
    folder: backups,
    list,
    make: async (reason, signal) => {
      const made = await book.backUp(reason, signal);
      if (made === null) throw new AppError('store.unwritable', 'No backups are kept of this address book.');
      return made;
    },
    read: async (name) => {
      if (book.backups === null) throw noSuchBackup(name);
      const contents = await book.backups.read(name);
      return { contents, at: list().find((backup) => backup.name === name)?.at ?? null };
    },
    *at(moment) {
      const state = yield* lastBefore(folder, Date.parse(moment), book);
      return { contents: yield* bookAt(folder, state.seq, book.vault), at: state.at };
    },
  };
}

interface PastState {
  readonly seq: number;
  readonly at: string | null;
}

/**
 * The last change up to a moment. Clocks jump: among the kept changes it is the last one by number that was made no later.
 * Where some around the moment cannot be read, nobody knows which it was.
 */
function* lastBefore(
  folder: string,
  moment: number,
  { revision, vault }: OpenBook,
): Generator<unknown, PastState> {
  let next = revision + 1;
  for (const { seq, json } of readHistory(folder, { order: 'newest', upTo: revision }, vault)) {
    const made = timeOfRecord(json);
    if (seq + 1 < next && (made === null || made < moment))
      return stateAfter(folder, { last: seq, next }, moment, vault);
    if (made !== null && made <= moment) return { seq, at: new Date(made).toISOString() };
    next = seq;
    yield;
  }
  const start = historyStart(folder, vault);
  if (start.seq + 1 < next) return stateAfter(folder, { last: start.seq, next }, moment, vault);
  // Before its first entry there was no address book, and an empty one would have nothing to take anything back to.
  if (start.seq === 0) throw beforeFirst(moment, start.at);
  const isBefore = start.at !== null && moment < Date.parse(start.at);
  if (!isBefore) return { seq: start.seq, at: null };
  throw new AppError(
    'store.historyEnds',
    `What the address book was on ${new Date(moment).toISOString()} is not kept any more: its history reaches back to ${start.at}. Nothing was changed. Take a later moment, or a backup from before.`,
    { retry: 'never', context: { from: start.at } },
  );
}

function beforeFirst(moment: number, from: string | null): AppError {
  const since = from === null ? '' : `, which is of ${from}`;
  return new AppError(
    'store.historyEnds',
    `Nothing is known of ${new Date(moment).toISOString()}: that is before the first entry of this address book${since}. Nothing was changed. Take a later moment.`,
    { retry: 'never', context: { from, reason: 'beforeFirst' } },
  );
}

/** A snapshot at the end of what cannot be read says what the book was from then on. Errors: `store.historyDamaged`. */
function stateAfter(folder: string, gap: Gap, moment: number, vault: Vault): PastState {
  const seq = gap.next - 1;
  const made = snapshotTime(folder, seq, vault);
  if (made === null || made > moment) throw historyDamaged(folder, gap, vault);
  return { seq, at: new Date(made).toISOString() };
}
