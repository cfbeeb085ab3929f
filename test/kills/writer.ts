// Owns: the process that the kill tests kill: edits as fast as the disk takes them, each said once it is saved, while
// snapshots and backups are made. Leaves to others: killing it and looking at what it left (kills.ts).
import { writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import { secretsInFile } from '../../main/accounts/secret-files.ts';
import type { SecretStore } from '../../main/core/ports.ts';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';

/** How many contacts the edits go round. */
export const CONTACTS = 40;
const EDITS_A_SESSION = 60;
const HOUR_MS = 60 * 60_000;

/** The contact that edit `n` writes: its note says which edit it was. */
export function contactOfEdit(n: number, half: 'a' | 'b'): ContactRecord {
  const text = `${n} ${'é'.repeat((n * 7919) % 3000)}`;
  return {
    id: `${half}${n % CONTACTS}` as ContactId,
    person: `p${n % CONTACTS}` as PersonId,
    account: 'a' as AccountId,
    remoteId: null,
    etag: null,
    base: null,
    local: { notes: { text } },
    readOnly: {},
    unknown: {},
    conflicts: [],
    createKey: `${half}${n % CONTACTS}`,
    createSent: false,
    inFlight: null,
    inCloud: null,
    scope: '',
    seen: 0,
    problem: null,
    changedAt: '2026-11-21T10:00:00.000Z',
  };
}

/** A keychain that outlives the process. */
export const keychainIn = (file: string): SecretStore => ({ ...secretsInFile(file), kind: 'keychain' });

/** Begins what the book is not, while the edits go on; every third session lets the one before come to its end. */
async function switchOver({ encryption, revision }: OpenBook): Promise<void> {
  if (revision % 3 === 0) return;
  const { sealing } = encryption.status;
  if (sealing === 'off' || sealing === 'turningOff') await encryption.turnOn();
  else encryption.turnOff();
}

/** An hour goes by with each edit, so that backups come due and history grows old within seconds. */
async function editForEver(
  folder: string,
  backups: string,
  first: number,
  keychain: string | undefined,
): Promise<never> {
  let n = first;
  const keys = keychain === undefined ? {} : { keys: { secrets: keychainIn(keychain) } };
  const now = (): number => Date.parse('2026-11-21T10:00:00Z') + n * HOUR_MS;
  for (;;) {
    const book = await openBook(folder, { now, backups, snapshotAboveBytes: 100_000, ...keys });
    if (keychain !== undefined) await switchOver(book);
    for (let edit = 0; edit < EDITS_A_SESSION; edit++, n++) {
      book.transaction([
        { kind: 'putContact', record: contactOfEdit(n, 'a') },
        { kind: 'putContact', record: contactOfEdit(n, 'b') },
      ]);
      writeSync(1, `${n}\n`);
      await turn();
    }
    await book.close();
  }
}

const [, script, folder, backups, first, keychain] = process.argv;
if (script === import.meta.filename) await editForEver(folder!, backups!, Number(first), keychain);
