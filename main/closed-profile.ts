// Owns: a profile whose address book is not open: its folders, how its files are read, and what can be done where it does not
// open. A part of the composition root. Leaves to others: doing it (store/), asking the person (app/, cli/).
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { WayOut } from './app/way-out.ts';
import type { ProfileFolders } from './cli/closed.ts';
import { errorInfo } from './core/errors.ts';
import type { Clock } from './core/ports.ts';
import { openSecrets } from './open-secrets.ts';
import type { SecretSurroundings } from './open-secrets.ts';
import { foldersOf } from './profile.ts';
import { listedBackups, openBackups } from './store/backups.ts';
import { exportBook } from './store/export.ts';
import { openVault } from './store/open-vault.ts';
import { replaceBook } from './store/replace-book.ts';

/** What decides how the files of a profile are read. */
export interface ClosedSurroundings extends SecretSurroundings {
  /** What opens an encrypted address book; null: the key in the keychain does. */
  readonly recoveryKey: string | null;
}

/** The keychain is asked only where the files are encrypted and no recovery key is there, and is let go afterwards. */
export function closedProfile(around: ClosedSurroundings, clock: Clock): ProfileFolders {
  const { book, backups } = foldersOf(around.profile);
  return {
    book,
    backups,
    withVault: async (work) => {
      const { secrets, closeSecrets } = openSecrets(around, clock);
      try {
        return await work(
          await openVault(book, backups, { secrets, recoveryKey: around.recoveryKey }),
          secrets,
        );
      } finally {
        closeSecrets();
      }
    },
  };
}

/**
 * What the person can do about an address book that does not open; null where that is nothing, or its files cannot be read
 * by now. One of a newer Kith is whole: no backup is better.
 */
export async function wayOutOf(
  around: ClosedSurroundings,
  error: unknown,
  clock: Clock,
): Promise<WayOut | null> {
  const { code } = errorInfo(error);
  if (code !== 'store.corrupt' && code !== 'store.newerFormat') return null;
  const [{ book, backups, withVault }, now] = [closedProfile(around, clock), () => clock.now()];
  return withVault<WayOut | null>((vault) => {
    const listed = listedBackups(openBackups(backups, now, vault));
    return Promise.resolve({
      ...(code === 'store.corrupt' ? listed : { backups: [], problem: null }),
      file: join(homedir(), `kith-contacts-${new Date(now()).toISOString().slice(0, 10)}.json`),
      export: (file) => exportBook(book, file, true, vault),
      replace: (name) => replaceBook(book, backups, name, now, vault),
    });
  }).catch(() => null);
}
