// Owns: the commands that work on the files of a profile, without opening its address book: they must serve where it does
// not open, and while another Kith uses it. Leaves to others: what is done with the files (store/), all other commands
// (commands.ts).
import { exportBook } from '../store/export.ts';
import type { Exported } from '../store/export.ts';
import type { Vault } from '../store/vault.ts';
import { done } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import { pathOf } from './files.ts';
import { counted } from './layout.ts';

/** Where a profile keeps its address book and the backups of it. */
export interface ProfileFolders {
  readonly book: string;
  readonly backups: string;
  /** How its files are read, which of an encrypted book the keychain knows. Errors: `store.key…`. */
  withVault<T>(work: (vault: Vault) => Promise<T>): Promise<T>;
}

/** Commands that never open the book. */
export type ClosedCommand = 'export';

type RunClosed = (folders: ProfileFolders, line: CommandLine) => Promise<Answer>;

/** What a command line does to a profile that is not opened for it; null where the book has to be opened. */
export function closedRun({ command }: CommandLine): RunClosed | null {
  return command === 'export' ? exportContacts : null;
}

async function exportContacts({ book, withVault }: ProfileFolders, line: CommandLine): Promise<Answer> {
  const [file, overwrite] = [pathOf(line.operands[0] ?? ''), line.options['force'] === true];
  const exported = await withVault((vault) => exportBook(book, file, overwrite, vault));
  const isAll = exported.book !== 'damaged' && exported.unreadable === 0;
  return done(exported, isAll ? 0 : 3);
}

export function exportedText({ file, contacts, photos, book, unreadable }: Exported): string {
  const what = [counted(contacts, 'contact'), ...(photos > 0 ? [counted(photos, 'photo')] : [])].join(', ');
  const notes = {
    whole: [],
    newer: ['a newer Kith wrote this address book: what only that one knows is not in the file'],
    damaged: ['the address book is damaged: what of it can still be read is in the file'],
  }[book];
  const lost = unreadable > 0 ? [`${counted(unreadable, 'part')} of its files could not be read`] : [];
  return [`wrote ${what} to ${file}, readable by you only`, ...notes, ...lost].join('\n');
}
