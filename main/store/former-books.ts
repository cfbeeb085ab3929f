// Owns: copies of the book as a former Kith wrote it, made before the first change in the present format.
// Leaves to others: what changes from format to format (migrations.ts), other backups (backups.ts).
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { loadBook, numberedFiles } from './book-files.ts';
import type { BookContents } from './book-format.ts';
import { fileError, makeFolder, replaceFile, syncFolder } from './durable-files.ts';
import type { BackupInfo } from './generations.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

const NAME = /^format-\d+-at-\d+$/;
const NOTE = 'backup.json';

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
    throw thrown instanceof AppError ? thrown : fileError(thrown, folder);
  }
}

/** The copies in a folder of backups. */
export function formerBooks(folder: string): readonly BackupInfo[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => NAME.test(name))
      .map((name) => {
        const within = path.join(folder, name);
        const note = JSON.parse(fs.readFileSync(path.join(within, NOTE), 'utf8')) as Omit<
          BackupInfo,
          'bytes' | 'number'
        >;
        const sizes = fs.readdirSync(within).map((file) => fs.statSync(path.join(within, file)).size);
        return { ...note, number: note.seq, bytes: sizes.reduce((sum, size) => sum + size, 0) };
      });
  } catch {
    return [];
  }
}

/** The book of a copy, as the present Kith has it. Errors: `store.*`. */
export function readFormerBook(folder: string, vault: Vault = PLAIN): BookContents {
  try {
    return loadBook(folder, vault).contents;
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : fileError(thrown, folder);
  }
}
