// Owns: profiles for tests of encryption, with something in every kind of file, and what their files tell whom.
// Leaves to others: plain books (shelf.ts).
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunId } from '../../../main/core/account.ts';
import type { RunEntry } from '../../../main/core/receipt.ts';
import { openPhotos } from '../../../main/store/photos.ts';
import { receiptFiles } from '../../../main/store/receipts.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { fakeKeychain } from './keychain.ts';
import type { FakeKeychain } from './keychain.ts';
import { account, contact, freshFolder, GOOGLE, open, put, putAccount } from './shelf.ts';

export const NAME = 'Grace Hopper-Canary';
export const EMAIL = 'canary@navy.example';
export const PHOTO = Buffer.from(`GIF89a and then ${'canary pixels '.repeat(40)}`);
export const NOW = Date.parse('2026-11-21T10:00:00Z');

export interface Profile {
  readonly top: string;
  readonly folder: string;
  readonly backups: string;
  readonly keychain: FakeKeychain;
}

export function freshProfile(): Profile {
  const top = freshFolder();
  return { top, folder: join(top, 'book'), backups: join(top, 'backups'), keychain: fakeKeychain() };
}

export const openIn = ({ folder, backups, keychain }: Profile, recoveryKey?: string): Promise<OpenBook> =>
  open(folder, {
    now: () => NOW,
    backups,
    keys: { secrets: keychain, ...(recoveryKey === undefined ? {} : { recoveryKey }) },
  });

export const canary = (n: number) =>
  contact(`c${n}`, {
    local: { name: { given: `${NAME} ${n}` }, emails: [{ id: 'e', address: EMAIL }] },
  } as object);

export const entry = (n: number) =>
  ({
    contact: `c${n}`,
    person: `p${n}`,
    remoteId: null,
    name: NAME,
    side: 'kith',
    kind: 'create',
    fields: [],
    here: null,
    there: null,
  }) as unknown as RunEntry;
export const head = (run: string) => ({
  run: run as RunId,
  account: GOOGLE,
  at: new Date(NOW).toISOString(),
});

export const photosOf = (profile: Profile, book: OpenBook) =>
  openPhotos(join(profile.folder, 'photos'), () => true, NOW, undefined, book.vault);
export const receiptsOf = (profile: Profile, book: OpenBook) =>
  receiptFiles(join(profile.folder, 'receipts'), { now: () => NOW }, book.vault);

/** A book with something in every kind of file; gives the hash of its photo. */
export async function fill(profile: Profile): Promise<string> {
  mkdirSync(profile.folder, { recursive: true });
  for (let session = 0; session < 3; session++) {
    const book = await openIn(profile);
    book.transaction([putAccount(account(GOOGLE))]);
    for (let n = 0; n < 5; n++) book.transaction([put(canary(session * 5 + n))]);
    await book.backUp('import');
    await book.close();
  }
  writeFileSync(join(profile.folder, 'journal-2.log.damaged-0123abcd'), `torn ${NAME}`);
  const former = join(profile.backups, 'format-2-at-3');
  mkdirSync(former);
  writeFileSync(join(former, 'snapshot-3.json'), `{"format":2} ${EMAIL}`);
  const book = await openIn(profile);
  const receipts = receiptsOf(profile, book);
  receipts.append(head('r1'), [entry(1), entry(2)]);
  receipts.seal('r1' as RunId);
  const hash = photosOf(profile, book).put(PHOTO);
  await book.close();
  return hash;
}

export function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith('lock'))
    .map((file) => join(file.parentPath, file.name))
    .sort();
}

/** The files in which something of the contacts can be read, by name or content. */
export const telling = (top: string, hash: string): readonly string[] =>
  filesUnder(top).filter((file) => {
    const bytes = readFileSync(file);
    return [NAME, EMAIL, 'canary', hash].some((word) => bytes.includes(word) || file.includes(word));
  });

export const receiptOf = (profile: Profile, book: OpenBook) => receiptsOf(profile, book).read('r1' as RunId);

export async function turnOn(book: OpenBook): Promise<string> {
  const recoveryKey = await book.encryption.turnOn();
  await book.encryption.settled;
  expect(book.encryption.status).toEqual({ sealing: 'on', problem: null, cancelled: false });
  return recoveryKey;
}

export async function turnOff(book: OpenBook): Promise<void> {
  book.encryption.turnOff();
  await book.encryption.settled;
  expect(book.encryption.status).toEqual({ sealing: 'off', problem: null, cancelled: false });
}

/** The files that are sealed, whole ones only. */
export const sealedFiles = (profile: Profile): readonly string[] =>
  filesUnder(profile.top).filter((file) => !file.endsWith('.tmp') && isSealed(file));

function isSealed(file: string): boolean {
  try {
    return readFileSync(file).includes('sealed');
  } catch {
    // It was one that another took the place of.
    return false;
  }
}

export const bytesUnder = (top: string) =>
  Object.fromEntries(filesUnder(top).map((file) => [file, readFileSync(file).toString('latin1')]));
