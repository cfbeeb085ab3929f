// Owns: putting a backup in the place of a book that cannot be opened: the damaged files are set aside, never deleted.
// Leaves to others: reading backups (backups.ts), restoring a book that opens, by edits that sync (handlers/).
import fs from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { loadBook, numberedFiles, snapshotFile } from './book-files.ts';
import { openBackups } from './backups.ts';
import { fileError, isUnreadable, makeFolder, moveAside, readWhole } from './durable-files.ts';
import { lockFolder } from './lock.ts';
import { writeSnapshot } from './snapshot.ts';
import { PLAIN } from './vault.ts';
import type { FileWriter, Vault } from './vault.ts';

const NEWLINE = 0x0a;

/** What took the place of a book, and where its former files are now. */
export interface Replacement {
  readonly contacts: number;
  readonly setAside: readonly string[];
}

/**
 * Puts a backup in the place of the book in a folder that does not open. A crash leaves the book as it was or the backup,
 * never an empty one; so does the signal. Errors: those of reading the backup, `input.invalid` where the book opens,
 * `store.newerFormat` where a newer Kith opens it, `store.keyMissing`, `store.locked`, `store.full`, `store.unwritable`,
 * `sync.cancelled`; then the book is as it was.
 */
export async function replaceBook(
  folder: string,
  backups: string,
  name: string,
  now: () => number,
  vault: Vault = PLAIN,
  stop?: AbortSignal,
): Promise<Replacement> {
  const goOn = (): void => {
    if (stop?.aborted === true) throw stopped();
  };
  const turn = async (): Promise<void> => {
    await nextTurn();
    goOn();
  };
  const book = await openBackups(backups, now, vault, turn).read(name);
  const unlock = lockFolder(folder);
  try {
    makeFolder(folder);
    if (opens(folder, vault)) throw notBroken(folder);
    // Looking at a great book lets nobody in.
    await turn();
    const former = [...numberedFiles(folder, 'snapshot'), ...numberedFiles(folder, 'journal')];
    // Later than anything there, so that it is the book from the moment it has its name.
    book.seq = Math.max(book.seq, ...former.map(({ file, seq }) => seq + linesOf(file))) + 1;
    const [file, at] = [snapshotFile(folder, book.seq), new Date(now()).toISOString()];
    const write = vault.replaceLater('snapshot');
    // With its name it is the book, and the rest is done.
    const unlessStopped: FileWriter = (...[to, pieces, bytes, head]) => write(to, pieces, bytes, head, goOn);
    await writeSnapshot(file, book, { at }, undefined, unlessStopped, turn);
    const setAside = former.map(({ file }) => moveAside(file));
    return { contacts: book.contacts.size, setAside };
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : fileError(thrown, folder);
  } finally {
    unlock();
  }
}

/** A book without accounts and contacts, as of an empty folder, is none that anything could be lost of. */
function opens(folder: string, vault: Vault): boolean {
  try {
    const { contents } = loadBook(folder, vault);
    return contents.accounts.size + contents.contacts.size > 0;
  } catch (thrown) {
    // A book that is a newer Kith's, or whose key or file is not to be had now, is not broken.
    if (thrown instanceof AppError && thrown.code === 'store.corrupt') return false;
    throw thrown;
  }
}

const notBroken = (folder: string): AppError =>
  new AppError(
    'input.invalid',
    `The address book in ${folder} opens, so nothing was replaced. "kith restore --backup NAME" takes it back to a backup by edits, which the next sync tells the clouds; contacts of accounts that are not linked need them linked first.`,
    { retry: 'afterUser', context: { folder } },
  );

const stopped = (): AppError =>
  new AppError('sync.cancelled', 'Kith was stopped. The address book is as it was before.', {
    retry: 'later',
  });

/** A journal has no more records than lines, however damaged it is, and no more lines than bytes. */
function linesOf(file: string): number {
  if (!file.endsWith('.log')) return 0;
  let bytes: Buffer;
  try {
    bytes = readWhole(file);
  } catch (thrown) {
    if (isUnreadable(thrown)) return fs.lstatSync(file).size;
    throw thrown;
  }
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
