// Owns: finding out at the start whether a book is encrypted, and with which key; only reads.
// Leaves to others: the keychain (key-place.ts), reading the book (book-files.ts), finishing a switch (encryption.ts).
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { SecretStore } from '../core/ports.ts';
import type { BookKey } from './book-key.ts';
import { readError } from './durable-files.ts';
import { fetchKey } from './key-place.ts';
import { keyFromRecovery } from './recovery-key.ts';
import { sealedLineOf } from './sealed-files.ts';
import { isGenuine, readNote } from './vault-note.ts';
import { LiveVault } from './vault.ts';

/** Where the key of a book may come from. */
export interface KeySources {
  /** The keychain, or null where none is used. */
  readonly secrets: SecretStore | null;
  /** What a person wrote down, instead of asking the keychain. */
  readonly recoveryKey?: string | null;
}

/**
 * The vault of the book in a folder. Errors: `store.keyLocked` where the keychain does not answer, `store.keyMissing`
 * where it has no such key, `store.wrongKey` and `input.invalid` for a recovery key; nothing was touched then.
 */
export async function openVault(
  folder: string,
  backups: string | undefined,
  { secrets, recoveryKey = null }: KeySources,
): Promise<LiveVault> {
  const note = noteIn(folder);
  const told = note === null || note === 'damaged' ? null : note;
  const ids = told === null ? idsIn(folder, backups) : [told.key];
  if (ids.length === 0) {
    if (recoveryKey !== null) throw notEncrypted(folder);
    return new LiveVault();
  }
  const key =
    recoveryKey === null
      ? await keyOf(folder, ids, secrets)
      : givenKey(folder, ids, keyFromRecovery(recoveryKey));
  // A note is there from before the first encrypted byte until after the last; one that is lost or forged says nothing.
  return new LiveVault(told !== null && isGenuine(told, key) ? told.state : 'on', key);
}

function noteIn(folder: string): ReturnType<typeof readNote> {
  try {
    return readNote(folder);
  } catch (thrown) {
    throw readError(thrown, folder);
  }
}

/** The keys that the files themselves name. */
function idsIn(folder: string, backups: string | undefined): readonly string[] {
  const snapshots = namesIn(folder).filter((name) => /^snapshot-\d+\.json$/.test(name));
  const copies = backups === undefined ? [] : namesIn(backups).filter((name) => name.endsWith('.json.gz'));
  const files = [
    ...snapshots.map((name) => path.join(folder, name)),
    ...copies.map((name) => path.join(backups!, name)),
  ];
  return [...new Set(files.flatMap((file) => sealedLineOf(file)?.key ?? []))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    // Whoever needs what is in it will say what is wrong with it.
    return [];
  }
}

async function keyOf(folder: string, ids: readonly string[], secrets: SecretStore | null): Promise<BookKey> {
  for (const id of ids) {
    const read = await fetchKey(secrets, id);
    if (read.kind === 'found') return read.key;
    if (read.kind === 'unknown') throw keyLocked(folder, id, read.reason);
  }
  throw keyMissing(folder, ids[0] ?? '');
}

function givenKey(folder: string, ids: readonly string[], key: BookKey): BookKey {
  if (ids.includes(key.id)) return key;
  throw new AppError(
    'store.wrongKey',
    `The address book in ${folder} is encrypted with another key than this one. Nothing was changed. Look for the recovery key that was shown when encryption was switched on last.`,
    { retry: 'afterUser', context: { folder, key: ids[0] ?? '' } },
  );
}

const KEPT = 'Nothing was changed and nothing is lost.';

function keyLocked(folder: string, id: string, reason: 'locked' | 'waiting' | 'unavailable'): AppError {
  const state = {
    locked: 'is locked',
    waiting: 'is locked and waits for you to unlock it',
    unavailable: 'cannot be used here',
  }[reason];
  const advice =
    reason === 'unavailable'
      ? 'Start the keychain (and leave --no-keychain out) and start Kith again, or use the recovery key that you wrote down: kith encryption off KEY takes the encryption off, and kith export, backups and restore take --recovery-key KEY.'
      : 'Unlock the keychain and start Kith again.';
  return new AppError(
    'store.keyLocked',
    `The address book in ${folder} is encrypted, and the keychain that holds its key ${state}. ${KEPT} ${advice}`,
    { retry: 'afterUser', context: { folder, key: id, reason } },
  );
}

const keyMissing = (folder: string, id: string): AppError =>
  new AppError(
    'store.keyMissing',
    `The address book in ${folder} is encrypted, and this computer’s keychain does not hold its key. ${KEPT} Open it with the recovery key that you wrote down: kith encryption unlock KEY.`,
    { retry: 'afterUser', context: { folder, key: id } },
  );

const notEncrypted = (folder: string): AppError =>
  new AppError(
    'input.invalid',
    `The address book in ${folder} is not encrypted, so it needs no recovery key. Nothing was changed.`,
    { context: { folder } },
  );
