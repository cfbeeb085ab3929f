// Owns: the commands that work on the files of a profile, without opening its address book: they must serve where it does
// not open, and while another Kith uses it. Leaves to others: what is done with the files (store/), all other commands
// (commands.ts).
import { AppError, errorInfo } from '../core/errors.ts';
import type { SecretStore } from '../core/ports.ts';
import { listedBackups, openBackups } from '../store/backups.ts';
import { loadBook } from '../store/book-files.ts';
import type { VCardVersion } from '../core/vcard.ts';
import { exportBook } from '../store/export.ts';
import type { Exported } from '../store/export.ts';
import { replaceBook } from '../store/replace-book.ts';
import type { Replacement } from '../store/replace-book.ts';
import type { Vault } from '../store/vault.ts';
import { done, option, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import { pathOf } from './files.ts';
import { unlock } from './encryption.ts';
import { counted } from './layout.ts';

/** Where a profile keeps its address book and the backups of it. */
export interface ProfileFolders {
  readonly book: string;
  readonly backups: string;
  /**
   * How its files are read, and where their key can be kept. Of an encrypted book the recovery key that was given says so,
   * else the keychain. Errors: `store.key…`, those of a recovery key.
   */
  withVault<T>(work: (vault: Vault, secrets: SecretStore) => Promise<T>): Promise<T>;
}

/** Commands that never open the book. */
export type ClosedCommand = 'export';

/** `interrupted`: aborted when the command has to end early. */
export type RunClosed = (
  folders: ProfileFolders,
  line: CommandLine,
  interrupted?: AbortSignal,
) => Promise<Answer>;

/** What a command line does to a profile that is not opened for it; null where the book has to be opened. */
export function closedRun({ command, operands, options }: CommandLine): RunClosed | null {
  if (command === 'export') return exportContacts;
  if (command === 'encryption' && operands[0] === 'unlock') return unlockAndLook;
  if (command === 'restore' && options['replace'] === true) return replace;
  return command === 'backups' && options['make'] !== true ? listBackups : null;
}

const now = (): number => Date.now();

/** With the key in its place the address book opens, unless it is damaged: then that is the next thing to know. */
async function unlockAndLook(folders: ProfileFolders, line: CommandLine): Promise<Answer> {
  const answer = await unlock(folders, line);
  try {
    await folders.withVault((vault) => Promise.resolve(loadBook(folders.book, vault)));
    return answer;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) return answer;
    // The keychain gives the key from now on.
    const problem = errorInfo(await withWayOut(thrown, folders, { recoveryKey: null }));
    return done({ ...(answer.document as object), problem });
  }
}

async function listBackups({ backups, withVault }: ProfileFolders): Promise<Answer> {
  return done({ backups: await withVault(async (vault) => openBackups(backups, now, vault).list()) });
}

/** What `--replace` says beside its backup would mean that the address book opens. */
const OTHERS = ['to', 'field', 'date', 'dry-run'];

async function replace(
  { book, backups, withVault }: ProfileFolders,
  line: CommandLine,
  interrupted?: AbortSignal,
): Promise<Answer> {
  const name = option(line, 'backup');
  if (name === undefined || line.operands.length > 0 || OTHERS.some((other) => other in line.options))
    throw usageError('--replace takes --backup NAME and nothing else');
  const replaced = await withVault((vault) => replaceBook(book, backups, name, now, vault, interrupted));
  return done({ backup: name, ...replaced });
}

export function replacedText({ contacts, setAside }: Replacement): string {
  return [
    `the backup with ${counted(contacts, 'contact')} is the address book now; the next sync brings what the clouds have had since`,
    ...setAside.map((file) => `set aside: ${file}`),
  ].join('\n');
}

/** How many backups an error tells of. */
const TOLD = 3;

/**
 * An error of opening the book, with what can be done about it that needs no open book: with the same recovery key where
 * the line gave one. Where the files cannot be opened, the error itself is what to tell.
 */
export async function withWayOut(
  thrown: unknown,
  { backups, withVault }: ProfileFolders,
  { recoveryKey }: Pick<CommandLine, 'recoveryKey'>,
): Promise<unknown> {
  if (!(thrown instanceof AppError) || thrown.code !== 'store.corrupt') return thrown;
  const listed = await withVault((vault) =>
    Promise.resolve(listedBackups(openBackups(backups, now, vault))),
  ).catch(() => null);
  if (listed === null) return thrown;
  const newest = listed.backups.slice(0, TOLD);
  const key = recoveryKey === null ? '' : ' --recovery-key KEY';
  const told = newest.map(({ name, at, contacts }) => `${name} (${at}, ${counted(contacts, 'contact')})`);
  const none = listed.problem?.message ?? `There is no backup in ${backups}.`;
  const way =
    newest.length === 0
      ? none
      : `"kith restore --backup NAME --replace${key}" puts a backup in its place and sets its files aside. The newest: ${told.join(', ')}.`;
  return new AppError(
    thrown.code,
    `${thrown.message} ${way} "kith export FILE${key}" writes what can still be read of it to a file.`,
    {
      retry: thrown.retry,
      context: { ...thrown.context, backups: newest.map(({ name }) => name) },
      cause: thrown,
    },
  );
}

async function exportContacts(
  { book, withVault }: ProfileFolders,
  line: CommandLine,
  interrupted?: AbortSignal,
): Promise<Answer> {
  const [file, overwrite] = [pathOf(line.operands[0] ?? ''), line.options['force'] === true];
  const version = cardVersion(line, file);
  const exported = await withVault((vault) => exportBook(book, file, overwrite, vault, version, interrupted));
  const isAll = exported.book !== 'damaged' && exported.unreadable === 0;
  return done(exported, isAll ? 0 : 3);
}

/** Which vCards a file gets; null: it gets JSON. */
function cardVersion(line: CommandLine, file: string): VCardVersion | null {
  const asked = option(line, 'vcard');
  if (asked === '3.0' || asked === '4.0') return asked;
  if (asked !== undefined) throw usageError(`--vcard takes 3.0 or 4.0, not "${asked}"`);
  return file.toLowerCase().endsWith('.vcf') ? '3.0' : null;
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
