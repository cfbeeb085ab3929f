// Owns: the generations of backups in a folder of their own: made, read back before older ones go, listed, read.
// Leaves to others: when one is made (upkeep.ts), which are kept (generations.ts), copies of former formats
// (former-books.ts), putting one in the place of a damaged book (replace-book.ts).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import zlib from 'node:zlib';
import { AppError, errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { CancelSignal, OthersTurn } from '../core/ports.ts';
import { copyOf } from './book-format.ts';
import type { BookContents } from './book-format.ts';
import { fileError, folderError, isUnreadable, makeFolder, removeLater } from './durable-files.ts';
import { formerBooks, isUnfinishedFormer, readFormerBook, removeFormerBook } from './former-books.ts';
import { keptBackups, newestFirst } from './generations.ts';
import type { BackupInfo, BackupReason } from './generations.ts';
import { HEADER_BYTES, SnapshotCheck, SnapshotReader, writeSnapshot } from './snapshot.ts';
import type { Packing, SnapshotHeader } from './snapshot.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

export interface Backups {
  /**
   * Newest first. Files that are none, or are damaged, are left out. Errors: `store.unwritable` where the folder cannot be
   * read: then nobody knows whether there are any.
   */
  list(): readonly BackupInfo[];
  /**
   * Makes one of the book as it is at the call, reads it back, and only then removes older ones; none is written over.
   * Errors: `store.*`, and the signal's reason where it was aborted before it was written; then it is not there.
   */
  make(book: BookContents, reason: BackupReason, signal?: CancelSignal): Promise<BackupInfo>;
  /** The book that a backup holds. Errors: those of `list`, `input.notFound`, `store.corrupt`, `store.newerFormat`. */
  read(name: string): Promise<BookContents>;
}

const NAME = /^book-(\d{1,15})-(recent|migration|import|deletion)\.json\.gz$/;

const numberIn = (name: string): number => Number(NAME.exec(name)?.[1]);

/** Bytes that are compressed, checked or read at once: a few milliseconds. */
const CHUNK_BYTES = 512 * 1024;

/** A member of its own and not compressed, so that it has one length whatever it says, and is written last. */
const packHeader = (bytes: Buffer): Buffer => zlib.gzipSync(bytes, { level: 0 });

const GZIP: Packing = {
  headerBytes: packHeader(Buffer.alloc(HEADER_BYTES)).length,
  header: packHeader,
  body: (pieces, write) => pipeline(pieces, zlib.createGzip({ level: 1, chunkSize: CHUNK_BYTES }), write),
};

const packing = (signal: CancelSignal | undefined): Packing => ({
  ...GZIP,
  body: (pieces, write) => {
    async function* unlessAborted() {
      for await (const piece of pieces) {
        signal?.throwIfAborted();
        yield piece;
      }
    }
    return GZIP.body(unlessAborted(), write);
  },
});

/** `othersTurn` is given while a backup is made, and while one is read. */
export function openBackups(
  folder: string,
  now: () => number,
  vault: Vault = PLAIN,
  othersTurn: OthersTurn = nextTurn,
): Backups {
  const list = (): readonly BackupInfo[] =>
    newestFirst([
      ...namesIn(folder).flatMap((name) => infoOf(folder, name, vault) ?? []),
      ...formerBooks(folder),
    ]);
  return {
    list,
    make: async (book, reason, signal) => {
      const frozen = copyOf(book);
      try {
        makeFolder(folder);
        await removeUnfinished(folder);
        const name = nextName(folder, frozen.seq, reason);
        const file = path.join(folder, name);
        const at = new Date(now()).toISOString();
        const header = await writeSnapshot(
          file,
          frozen,
          { at, reason },
          packing(signal),
          vault.replaceLater('backup'),
          othersTurn,
        );
        await verify(file, header, vault, othersTurn);
        const made = infoFrom(folder, name, header);
        const all = list();
        const different: BackupInfo[] = [];
        for (const one of all) if (!(await isCopy(folder, one, made, vault, othersTurn))) different.push(one);
        const kept = new Set(keptBackups(different).map((backup) => backup.name));
        for (const old of all) if (!kept.has(old.name)) await removeBackup(path.join(folder, old.name));
        return made;
      } catch (thrown) {
        signal?.throwIfAborted();
        throw thrown instanceof AppError ? thrown : makingError(thrown, folder);
      }
    },
    read: async (name) => {
      if (formerBooks(folder).some((backup) => backup.name === name))
        return readFormerBook(path.join(folder, name), vault);
      if (!namesIn(folder).includes(name)) throw noSuchBackup(name);
      const reader = new SnapshotReader(name);
      const isWhole = await unpack(path.join(folder, name), reader, vault, othersTurn);
      const book = isWhole ? reader.book() : null;
      if (book === null) throw damaged(path.join(folder, name));
      return book;
    },
  };
}

/** A folder that is not there has none. Errors: `store.unwritable`. */
function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder).filter((name) => NAME.test(name));
  } catch (thrown) {
    // A link that leads nowhere, as to a drive that is not there, is no folder without backups.
    if (fs.lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
    throw folderError(thrown, folder);
  }
}

/** The backups that there are, or why nobody can tell. */
export function listedBackups(backups: Backups): {
  readonly backups: readonly BackupInfo[];
  readonly problem: ErrorInfo | null;
} {
  try {
    return { backups: backups.list(), problem: null };
  } catch (thrown) {
    return { backups: [], problem: errorInfo(thrown) };
  }
}

/** What is no folder is named; all else that keeps a backup from being made is told as for any file. */
const makingError = (thrown: unknown, folder: string): AppError =>
  ['ENOTDIR', 'EEXIST', 'ELOOP'].includes((thrown as NodeJS.ErrnoException).code ?? '')
    ? folderError(thrown, folder)
    : fileError(thrown, folder);

/**
 * The book's own number, unless a backup has a higher one, be it one that cannot be read: where damage took transactions,
 * or the whole book, those to come have the numbers of lost ones.
 */
function nextName(folder: string, seq: number, reason: BackupReason): string {
  const names = namesIn(folder);
  const formerNumbers = formerBooks(folder).map(({ number }) => number);
  const number = Math.max(seq, ...names.map(numberIn), ...formerNumbers);
  const nameOf = (free: number): string => `book-${free}-${reason}.json.gz`;
  return nameOf(names.includes(nameOf(number)) ? number + 1 : number);
}

const removeBackup = (file: string): Promise<void> =>
  NAME.test(path.basename(file)) ? removeLater(file) : removeFormerBook(file);

/** What a crash left half written, or half removed. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of fs.readdirSync(folder))
    if (/^book-.*\.tmp$/.test(name) || isUnfinishedFormer(name)) await removeLater(path.join(folder, name));
}

/** Reads no more of a backup than its header. */
function infoOf(folder: string, name: string, vault: Vault): BackupInfo | null {
  try {
    const head = vault.readStart('backup', path.join(folder, name), GZIP.headerBytes);
    if (head === null) return null;
    const check = new SnapshotCheck(name);
    check.push(zlib.gunzipSync(head));
    return check.header === null ? null : infoFrom(folder, name, check.header);
  } catch {
    return null;
  }
}

function infoFrom(folder: string, name: string, header: SnapshotHeader): BackupInfo {
  return {
    name,
    number: numberIn(name),
    at: header.at ?? '',
    seq: header.seq,
    reason: header.reason as BackupReason,
    contacts: header.contacts ?? 0,
    bytes: fs.statSync(path.join(folder, name)).size,
  };
}

/**
 * Feeds a backup's bytes to whoever reads or checks them; false where they end too early. What is no gzip any more ends
 * as if nothing followed.
 */
async function unpack(
  file: string,
  into: SnapshotCheck,
  vault: Vault,
  othersTurn: OthersTurn,
): Promise<boolean> {
  let isWhole = true;
  const packed = (function* () {
    const pieces = vault.pieces('backup', file);
    try {
      for (;;) {
        const { done, value } = pieces.next();
        if (done === true) return void (isWhole = value);
        // What gives the pieces uses its bytes again.
        yield Buffer.from(value);
      }
    } finally {
      pieces.return(false);
    }
  })();
  try {
    await pipeline(
      packed,
      zlib.createGunzip({ chunkSize: CHUNK_BYTES }),
      async (unpacked: AsyncIterable<Buffer>) => {
        for await (const chunk of unpacked) {
          into.push(chunk);
          await othersTurn();
        }
      },
    );
  } catch (thrown) {
    if (isUnreadable(thrown)) return false;
    if (!/^Z_/.test((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown;
  }
  return isWhole;
}

/** A backup that cannot be read back is none, and drives out none that can. */
async function verify(
  file: string,
  written: SnapshotHeader,
  vault: Vault,
  othersTurn: OthersTurn,
): Promise<void> {
  const check = new SnapshotCheck(file);
  const isWhole = await unpack(file, check, vault, othersTurn);
  if (isWhole && check.end()?.sha256 === written.sha256) return;
  await removeLater(file);
  throw damaged(file);
}

/** Whether an older backup was made for the same reason of a book that has not changed since: one of both is enough. */
async function isCopy(
  folder: string,
  old: BackupInfo,
  made: BackupInfo,
  vault: Vault,
  othersTurn: OthersTurn,
): Promise<boolean> {
  const isLike = old.name !== made.name && old.reason === made.reason && old.seq === made.seq;
  if (!isLike || !NAME.test(old.name)) return false;
  const bodyOf = async ({ name }: BackupInfo): Promise<string | null> => {
    const sum = new BodySum(name);
    const isWhole = await unpack(path.join(folder, name), sum, vault, othersTurn);
    return isWhole && sum.end() !== null ? sum.ofBody() : null;
  };
  try {
    const body = await bodyOf(old);
    return body !== null && body === (await bodyOf(made));
  } catch {
    // The new one is there, whatever became of the other.
    return false;
  }
}

/** Also says what the body alone is, which is the same whenever a book was written. */
class BodySum extends SnapshotCheck {
  readonly #sum = createHash('sha256');

  protected override accept(chunk: Buffer): void {
    this.#sum.update(chunk);
  }

  ofBody(): string {
    return this.#sum.digest('hex');
  }
}

const damaged = (file: string): AppError =>
  new AppError(
    'store.corrupt',
    `The backup ${file} cannot be read back. The address book and the other backups are as they were. Try again, or use another one.`,
    { retry: 'afterUser', context: { file } },
  );

export const noSuchBackup = (name: string): AppError =>
  new AppError('input.notFound', `There is no backup ${name}. Nothing was changed.`, {
    retry: 'afterUser',
    context: { name },
  });
