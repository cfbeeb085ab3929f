// Owns: rewriting the files that a book has, one by one, as they are to be from now on: sealed or plain. Each is read back
// before it takes the place of the one before. Leaves to others: when that is done and whether it is over (encryption.ts).
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../core/errors.ts';
import { numberedFiles } from './book-files.ts';
import type { NumberedFile } from './book-files.ts';
import { draftFile } from './drafts.ts';
import {
  markOf,
  moveAside,
  replaceFile,
  replaceFileLater,
  syncFolder,
  syncFolderLater,
} from './durable-files.ts';
import { isUnfinishedFormer } from './former-books.ts';
import { isPhotoName } from './photos.ts';
import { receiptPlace } from './receipts.ts';
import { encodeRecord, firstStored, isFill, readRecords } from './records.ts';
import { sealedLineOf } from './sealed-files.ts';
import { isSealedLine } from './vault.ts';
import type { FileKind, Vault } from './vault.ts';

/** Where the files of a book are. */
export interface BookPlaces {
  readonly book: string;
  /** Null where none are kept. */
  readonly backups: string | null;
}

const LINES_A_TURN = 300;

/** Rewrites one file, if it is not as it is to be. */
type Step = () => Promise<void>;

/** Every file of a book, as a step each. */
export function* resealing({ book, backups }: BookPlaces, vault: Vault): Generator<Step> {
  yield* folderOfBook(book, vault);
  yield* receiptsIn(path.join(book, 'receipts'), vault);
  yield* photosIn(path.join(book, 'photos'), vault);
  yield () => resealDraft(draftFile(book), vault);
  if (backups === null || !fs.existsSync(backups)) return;
  removeUnfinished(backups);
  for (const name of namesIn(backups)) {
    const file = path.join(backups, name);
    if (/^book-.*\.json\.gz$/.test(name)) yield () => resealFile('backup', file, vault);
    if (/^format-\d+-at-\d+$/.test(name)) yield* folderOfBook(file, vault);
  }
  yield () => syncFolderLater(backups);
}

function* folderOfBook(folder: string, vault: Vault): Generator<Step> {
  removeUnfinished(folder);
  for (const { file } of numberedFiles(folder, 'snapshot')) yield () => resealFile('snapshot', file, vault);
  for (const journal of numberedFiles(folder, 'journal')) yield () => resealJournal(journal, vault);
  yield* endOf(folder, vault);
}

/**
 * Last, because the steps before may set something aside. A file that was removed before must not come back with a power
 * failure.
 */
function* endOf(folder: string, vault: Vault): Generator<Step> {
  for (const name of namesIn(folder))
    if (isSetAside(name)) yield () => resealFile('aside', path.join(folder, name), vault);
  if (fs.existsSync(folder)) yield () => syncFolderLater(folder);
}

function* receiptsIn(folder: string, vault: Vault): Generator<Step> {
  removeUnfinished(folder);
  for (const name of namesIn(folder))
    if (name.endsWith('.jsonl')) yield () => resealReceipt(path.join(folder, name), vault);
  yield* endOf(folder, vault);
}

function* photosIn(folder: string, vault: Vault): Generator<Step> {
  removeUnfinished(folder);
  for (const name of namesIn(folder)) if (isPhotoName(name)) yield () => resealPhoto(folder, name, vault);
  yield* endOf(folder, vault);
}

const isSetAside = (name: string): boolean => /\.damaged-[0-9a-f]{8}$/.test(name);

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch (thrown) {
    if (isGone(thrown)) return [];
    throw thrown;
  }
}

const isGone = (thrown: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '');

/** What a crash left half written: of an encrypted book it may be plain. */
function removeUnfinished(folder: string): void {
  for (const name of namesIn(folder))
    if (/\.[0-9a-f]{12}\.tmp$/.test(name) || isUnfinishedFormer(name))
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}

const unlike = (file: string): AppError =>
  new AppError(
    'store.corrupt',
    `The file ${file} could not be read back after it was rewritten, so it was left as it was. Nothing is lost. Check the disk and start Kith again.`,
    { retry: 'afterUser', context: { file } },
  );

/** Thrown where a file that is to be plain again cannot be opened. */
class Unopened extends Error {}

/** A file that comes and goes as a whole. One that is sealed and damaged is set aside, so that nothing reads it. */
async function resealFile(kind: FileKind, file: string, vault: Vault): Promise<void> {
  const line = sealedLineOf(file);
  if ((line !== null) === vault.seals) return;
  try {
    // What was set aside may have been a snapshot before.
    await rewriteFile(kind === 'aside' ? ((line?.kind as FileKind | undefined) ?? kind) : kind, file, vault);
  } catch (thrown) {
    if (thrown instanceof Unopened) return setAside(file);
    // It may have become too old since the folder was listed.
    if (!isGone(thrown) || fs.existsSync(file)) throw thrown;
  }
}

async function rewriteFile(kind: FileKind, file: string, vault: Vault): Promise<void> {
  const before = createHash('sha256');
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const piece of wholePieces(kind, file, vault)) {
      before.update(piece);
      yield piece;
      await nextTurn();
    }
  }
  const readBack = async (temporary: string): Promise<void> => {
    const after = createHash('sha256');
    for (const piece of wholePieces(kind, temporary, vault)) {
      after.update(piece);
      await nextTurn();
    }
    if (after.digest('hex') !== before.digest('hex')) throw unlike(file);
  };
  await vault.replaceLater(kind)(file, pieces(), 0, undefined, readBack);
}

function* wholePieces(kind: FileKind, file: string, vault: Vault): Generator<Buffer> {
  const isWhole = yield* vault.pieces(kind, file);
  if (!isWhole) throw new Unopened();
}

function setAside(file: string): void {
  if (!isSetAside(file)) moveAside(file);
}

/** What a file of lines is to be, and whether it is that once it was written. */
interface Rewritten {
  lines(): Iterable<Buffer>;
  isSame(after: Buffer): boolean;
}

/** How often lines are rewritten while others may be appended; then it is done in one turn. */
const PATIENCE = 3;

/**
 * Writes lines anew. In the turn in which they take the file's place it is still what it was, since lines may be appended
 * at any time; else it is begun again.
 */
async function rewriteLines(file: string, rewritten: (bytes: Buffer) => Rewritten | null): Promise<void> {
  const next = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  for (let attempt = 1; ; attempt++) {
    const bytes = bytesOf(file);
    const wanted = bytes === null ? null : rewritten(bytes);
    if (bytes === null || wanted === null) return;
    const check = (temporary: string): void => {
      if (!wanted.isSame(fs.readFileSync(temporary))) throw unlike(file);
    };
    if (attempt > PATIENCE) return replaceFile(file, Buffer.concat([...wanted.lines()]), check);
    await replaceFileLater(next, piecesOf(wanted.lines()), undefined, undefined, check);
    if (bytesOf(file)?.equals(bytes) === true) {
      fs.renameSync(next, file);
      return syncFolder(path.dirname(file));
    }
    fs.rmSync(next, { force: true });
  }
}

/** Null: the file is gone. */
function bytesOf(file: string): Buffer | null {
  try {
    return fs.readFileSync(file);
  } catch (thrown) {
    if (isGone(thrown)) return null;
    throw thrown;
  }
}

async function* piecesOf(lines: Iterable<Buffer>): AsyncGenerator<Buffer> {
  let some: Buffer[] = [];
  for (const line of lines) {
    if (some.push(line) < LINES_A_TURN) continue;
    yield Buffer.concat(some);
    some = [];
    await nextTurn();
  }
  yield Buffer.concat(some);
}

/** A journal up to its first bad record; what follows there is set aside. */
function resealJournal({ file, seq }: NumberedFile, vault: Vault): Promise<void> {
  return rewriteLines(file, (bytes) => {
    const first = firstStored(bytes, seq);
    if (bytes.length === 0 || (first !== null && isSealedLine(first) === vault.seals)) return null;
    const read = (from: Buffer) => readRecords(from, seq, vault.lineOpener('journal'));
    const { records, validBytes } = read(bytes);
    const rest = bytes.subarray(validBytes);
    if (!isFill(rest)) vault.replace('aside', `${file}.damaged-${markOf(rest)}`, rest);
    const write = vault.lineWriter('journal');
    return {
      *lines() {
        for (const { seq: number, json } of records) yield encodeRecord(number, write(String(number), json));
      },
      isSame: (after) => {
        const back = read(after);
        return back.validBytes === after.length && isDeepStrictEqual(back.records, records);
      },
    };
  });
}

/** A receipt, whose last line may be torn. */
function resealReceipt(file: string, vault: Vault): Promise<void> {
  const run = path.basename(file, '.jsonl');
  const opened = (bytes: Buffer): (string | null)[] => {
    const open = vault.lineOpener('receipt');
    return linesOf(bytes).map((line, index) => open(receiptPlace(run, index), line));
  };
  return rewriteLines(file, (bytes) => {
    if (linesOf(bytes).every((line) => isSealedLine(line) === vault.seals)) return null;
    const texts = opened(bytes);
    if (texts.at(-1) === null) texts.pop();
    if (texts.includes(null)) {
      setAside(file);
      return null;
    }
    const write = vault.lineWriter('receipt');
    return {
      *lines() {
        for (const [index, text] of texts.entries())
          yield Buffer.from(`${write(receiptPlace(run, index), text ?? '')}\n`);
      },
      isSame: (after) => isDeepStrictEqual(opened(after), texts),
    };
  });
}

const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** In one turn, since somebody may be writing on. One that cannot be opened is of no use to anybody. */
function resealDraft(file: string, vault: Vault): Promise<void> {
  if (fs.existsSync(file) && (sealedLineOf(file) !== null) !== vault.seals) {
    const bytes = vault.read('draft', file);
    if (bytes === null) setAside(file);
    else vault.replace('draft', file, bytes);
  }
  return Promise.resolve();
}

/** A photo, which also gets another name. Both files are there until the new one was read back. */
async function resealPhoto(folder: string, name: string, vault: Vault): Promise<void> {
  const file = path.join(folder, name);
  const { key, seals } = vault;
  if (key === null || (sealedLineOf(file) !== null) === seals) return;
  await nextTurn();
  const bytes = vault.read('photo', file);
  if (bytes === null) return setAside(file);
  const next = path.join(folder, seals ? key.hide(name) : key.show(name));
  vault.replace('photo', next, bytes);
  if (vault.read('photo', next)?.equals(bytes) !== true) throw unlike(file);
  fs.rmSync(file, { force: true });
}
