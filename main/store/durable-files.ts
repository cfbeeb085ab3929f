// Owns: writing files so that they are whole or absent after any crash, and telling file errors in plain words.
// Leaves to others: what the files hold (journal.ts, keychain's file store).
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';

/** Writes all bytes at the end of an open file, or at a place of it; a short write is continued. */
export function writeAll(fd: number, bytes: Uint8Array, at: number | null = null): void {
  for (let done = 0; done < bytes.length;) {
    const place = at === null ? null : at + done;
    done += fs.writeSync(fd, bytes, done, bytes.length - done, place);
  }
}

/** Makes names created or renamed in a folder durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes a folder of the owner's alone, with those above it that are missing, as durable as the files to come in it. */
export function makeFolder(folder: string): void {
  const place = path.resolve(folder);
  const above = path.dirname(place);
  if (isFolder(place)) return;
  // One at a time: node's own `recursive` never ends where a file system that makes no folders says ENOENT, as /proc does.
  if (above !== place) makeFolder(above);
  try {
    fs.mkdirSync(place, { mode: 0o700 });
  } catch (thrown) {
    // Another Kith was faster.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(place)) throw thrown;
  }
  syncFolder(above);
}

const isFolder = (place: string): boolean =>
  fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Looks at a finished file before it gets its name, and may still refuse by throwing. */
export type Claim<Done = void> = (temporary: string) => Done;

/**
 * Replaces a file as a whole: temporary file beside it, fsync, rename, fsync of the folder. Readable by its owner only.
 * What a failure left is removed, since a full disk has no room for it.
 */
export function replaceFile(file: string, bytes: Uint8Array, claim: Claim = () => undefined): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeNew(temporary, bytes);
    claim(temporary);
    fs.renameSync(temporary, file);
  } catch (thrown) {
    fs.rmSync(temporary, { force: true });
    throw thrown;
  }
  syncFolder(path.dirname(file));
}

function writeNew(file: string, bytes: Uint8Array): void {
  const fd = fs.openSync(file, 'wx', 0o600);
  try {
    writeAll(fd, bytes);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** One call of node:fs that answers later, so that the event loop goes on meanwhile. */
function later<T = void>(call: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

/** As `syncFolder`, without keeping anybody waiting. */
export async function syncFolderLater(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(folder, 'r');
  try {
    await later((done) => fs.fsync(fd, done));
  } finally {
    fs.closeSync(fd);
  }
}

/** Removes a file or folder without keeping anybody waiting: freeing a great one takes a while. Gone already is no error. */
export const removeLater = (file: string): Promise<void> =>
  later((done) => fs.rm(file, { recursive: true, force: true }, done));

/**
 * As `replaceFile`, for a great file made piece by piece: each write, the fsync and the rename leave the event loop free.
 * `pieces` are written one after the other behind `headBytes` bytes, which `head` fills once all are there. `claim` may
 * still refuse before the file gets its name.
 */
export async function replaceFileLater(
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  headBytes = 0,
  head: () => Uint8Array = () => new Uint8Array(),
  claim: Claim<void | Promise<void>> = () => undefined,
): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = fs.openSync(temporary, 'wx', 0o600);
    try {
      let at = headBytes;
      for await (const piece of pieces) at = await writeAllLater(fd, piece, at);
      await writeAllLater(fd, head(), 0);
      await later((done) => fs.fsync(fd, done));
    } finally {
      fs.closeSync(fd);
    }
    await claim(temporary);
    await later((done) => fs.rename(temporary, file, done));
  } catch (thrown) {
    await removeLater(temporary).catch(() => undefined);
    throw thrown;
  }
  await syncFolderLater(path.dirname(file));
}

/** Bytes read at once: long enough for the parser, far from the longest text that there can be. */
export const CHUNK_BYTES = 1024 * 1024;

/** The bytes of an open file in chunks, each of which is overwritten by the next; true at the end. */
export function* chunksOf(fd: number): Generator<Buffer, boolean> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = 0; ;) {
    const read = fs.readSync(fd, chunk, 0, chunk.length, at);
    if (read === 0) return true;
    yield chunk.subarray(0, read);
    at += read;
  }
}

/** Writes all bytes at a place of an open file; gives the place after them. */
async function writeAllLater(fd: number, bytes: Uint8Array, at: number): Promise<number> {
  for (let done = 0; done < bytes.length;)
    done += await later<number>((answer) =>
      fs.write(fd, bytes, done, bytes.length - done, at + done, answer),
    );
  return at + bytes.length;
}

/** What has a file's name and is none: a folder, a link that leads nowhere, a pipe, which would never end. */
class NoFile extends Error {
  readonly path: string;

  constructor(file: string, cause?: unknown) {
    super(`${file} is no file`, { cause });
    this.path = file;
  }
}

/** Whether what has a file's name turned out to be none. */
export const isNoFile = (thrown: unknown): boolean => thrown instanceof NoFile;

/**
 * Whether the bytes of a file cannot be had, because the disk does not give them back, as where a sector is bad, or because
 * there is no file: then it is as good as damaged.
 */
export const isUnreadable = (thrown: unknown): boolean =>
  isNoFile(thrown) || (thrown as NodeJS.ErrnoException).code === 'EIO';

function refuseNoFile(file: string): void {
  let found: fs.Stats | undefined;
  try {
    found = fs.statSync(file);
  } catch (thrown) {
    // A link that leads nowhere, or round and round, is there itself. What is gone is told as gone.
    if (fs.lstatSync(file).isSymbolicLink()) throw new NoFile(file, thrown);
    throw thrown;
  }
  if (!found.isFile()) throw new NoFile(file);
}

/** Opens a file to be read. Errors: `isUnreadable` where something else has its name; those of node:fs. */
export function openToRead(file: string): number {
  refuseNoFile(file);
  return fs.openSync(file, 'r');
}

/** All bytes of a file. Errors: as `openToRead`. */
export function readWhole(file: string): Buffer {
  refuseNoFile(file);
  return fs.readFileSync(file);
}

/** Moves a file out of the way under a name that tells it from others, durable when it returns that name. */
export function moveAside(file: string): string {
  const aside = `${file}.damaged-${markOf(whatTells(file))}`;
  fs.renameSync(file, aside);
  syncFolder(path.dirname(file));
  return aside;
}

/** What the names of files that are set aside end in. */
export const markOf = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 8);

/** Its bytes, where they can be had. */
function whatTells(file: string): string | Uint8Array {
  try {
    return readWhole(file);
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    const { ino, size, mtimeMs } = fs.lstatSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  }
}

/**
 * As `fileError`, where files of a folder were to be read: the one that may not be, as another user's, or that is none is
 * named.
 */
export function readError(thrown: unknown, folder: string): AppError {
  const { code = '', path: file = folder } = thrown as NodeJS.ErrnoException;
  if (isNoFile(thrown))
    return new AppError(
      'store.unwritable',
      `${file} is no file, but a folder or a link that leads to none. Nothing was changed. Move it out of the way.`,
      { context: { file }, cause: thrown, retry: 'afterUser' },
    );
  if (code !== 'EACCES' && code !== 'EPERM') return fileError(thrown, folder);
  return new AppError(
    'store.unwritable',
    `Kith may not read ${file} (${code}). Nothing was changed. Allow reading and writing it, or choose another profile folder.`,
    { context: { file, errno: code }, cause: thrown, retry: 'afterUser' },
  );
}

/** As `readError`, where the names in a folder were to be read that is there: a file, or a link that leads to none, is told. */
export function folderError(thrown: unknown, folder: string): AppError {
  const errno = (thrown as NodeJS.ErrnoException).code ?? '';
  if (!['ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP'].includes(errno)) return readError(thrown, folder);
  return new AppError(
    'store.unwritable',
    `${folder} is no folder (${errno}), so Kith can neither read nor write in it. Nothing was changed. Move what is there out of the way, or let it lead to a folder.`,
    { context: { file: folder, errno }, cause: thrown, retry: 'afterUser' },
  );
}

/** A file system error as an AppError that says what was kept. */
export function fileError(thrown: unknown, file: string): AppError {
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  const details = { context: { file, errno: code }, cause: thrown, retry: 'afterUser' as const };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'store.full',
      `The disk is full, so this change could not be saved in ${file}. Everything saved before is kept. Free some space and try again.`,
      details,
    );
  }
  if (['ENOTDIR', 'EEXIST', 'EISDIR'].includes(code)) {
    return new AppError(
      'store.unwritable',
      `Kith cannot use ${file} (${code}): on the way there is a file where Kith needs a folder, or a folder where it needs a file. Nothing was changed. Move it away, or choose another profile folder.`,
      details,
    );
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return new AppError(
      'store.unwritable',
      `Kith may not write in ${file} (${code}). Nothing was changed. Allow writing there, or choose another profile folder.`,
      details,
    );
  }
  return new AppError(
    'store.unwritable',
    `Kith could not read or write ${file} (${code || String(thrown)}). Everything saved before is kept.`,
    details,
  );
}
