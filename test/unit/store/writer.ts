// Owns: the process that the kill test kills: edits one after the other, each said once it is saved.
// Leaves to others: killing it and looking at what it left (test/contract/store-kill.test.ts).
import { writeSync } from 'node:fs';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { openBook } from '../../../main/store/book.ts';

/** How many contacts the edits go round, and how many edits there are between opening and closing. */
const CONTACTS = 7;
const EDITS_A_SESSION = 3;

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

async function editForEver(folder: string, first: number): Promise<never> {
  for (let n = first; ;) {
    const book = await openBook(folder);
    for (let edit = 0; edit < EDITS_A_SESSION; edit++, n++) {
      book.transaction([
        { kind: 'putContact', record: contactOfEdit(n, 'a') },
        { kind: 'putContact', record: contactOfEdit(n, 'b') },
      ]);
      writeSync(1, `${n}\n`);
    }
    await book.close();
  }
}

if (process.argv[1] === import.meta.filename) await editForEver(process.argv[2]!, Number(process.argv[3]));
