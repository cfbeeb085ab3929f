// Owns: copies of the book as a former Kith wrote it, made before the first change in the present format.
// Leaves to others: what changes from format to format (migrations.ts), other backups (backups.ts).
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { loadBook, numberedFiles } from './book-files.ts';
import type { BookContents } from './book-format.ts';
import { fileError, makeFolder, readError, removeLater, replaceFile, syncFolder } from './durable-files.ts';
import type { BackupInfo } from './generations.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

const NAME = /^format-\d+-at-\d+$/;
const NOTE = 'backup.json';

/** A copy that is not finished, or half removed. */
export const isUnfinishedFormer = (name: string): boolean => /^format-\d+-at-\d+\.tmp$/.test(name);

/**
 * Copies a book's files byte for byte into a folder of their own and reads them back there. Errors: `store.*`; the book
 * itself is only read.
 */
export function keepFormerBook(
  bookFolder: string,
  format: number,
  book: BookContents,
  folder: string,
  now: number,
  vault: Vault = PLAIN,
): void {
  const name = `format-${format}-at-${book.seq}`;
  const [finished, unfinished] = [path.join(folder, name), path.join(folder, `${name}.tmp`)];
  if (fs.existsSync(finished)) return;
  try {
    makeFolder(folder);
    fs.rmSync(unfinished, { recursive: true, force: true });
    makeFolder(unfinished);
    for (const { file } of [
      ...numberedFiles(bookFolder, 'snapshot'),
      ...numberedFiles(bookFolder, 'journal'),
    ])
      replaceFile(path.join(unfinished, path.basename(file)), fs.readFileSync(file));
    const copy = loadBook(unfinished, vault).contents;
    if (copy.seq !== book.seq || copy.contacts.size !== book.contacts.size)
      throw new AppError(
        'store.corrupt',
        `The copy of the address book in ${unfinished} cannot be read back. The address book is as it was. Try again.`,
        { retry: 'afterUser', context: { file: unfinished } },
      );
    const [seq, contacts] = [copy.seq, copy.contacts.size];
    const note = { name, at: new Date(now).toISOString(), seq, reason: 'migration', contacts };
    replaceFile(path.join(unfinished, NOTE), Buffer.from(JSON.stringify(note)));
    fs.renameSync(unfinished, finished);
    syncFolder(folder);
  } catch (thrown) {
    removeUnfinished(unfinished);
    throw thrown instanceof AppError ? thrown : fileError(thrown, folder);
  }
}

/** A full disk has no room for it. Where it cannot be removed, the next start makes it anew. */
function removeUnfinished(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    // The error of the copy itself is the one to tell.
  }
}

/** The copies in a folder of backups. One whose note cannot be read is left out. */
export function formerBooks(folder: string): readonly BackupInfo[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => NAME.test(name))
      .flatMap((name) => infoOf(path.join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

function infoOf(copy: string): BackupInfo | null {
  try {
    const note = JSON.parse(fs.readFileSync(path.join(copy, NOTE), 'utf8')) as Omit<
      BackupInfo,
      'bytes' | 'number'
    >;
    const sizes = fs.readdirSync(copy).map((file) => fs.statSync(path.join(copy, file)).size);
    return { ...note, number: note.seq, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } catch {
    return null;
  }
}

/** Removes a copy: what a crash leaves of it has a name that nothing reads. Errors: those of node:fs. */
export async function removeFormerBook(copy: string): Promise<void> {
  const unfinished = `${copy}.tmp`;
  await removeLater(unfinished);
  fs.renameSync(copy, unfinished);
  await removeLater(unfinished);
}

/** The book of a copy, as the present Kith has it. Errors: `store.*`. */
export function readFormerBook(folder: string, vault: Vault = PLAIN): BookContents {
  try {
    return loadBook(folder, vault).contents;
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : readError(thrown, folder);
  }
}
