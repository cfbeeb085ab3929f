// Owns: what an edit of other fields does to a name: nothing. Leaves to others: edits of names and the merge.
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { createRecord, editRecord } from '../../../main/core/edit.ts';
import { receiveNew } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';

const AT = '2026-01-01T00:00:00.000Z';
const account = 'a1' as AccountId;
const hold = (fields: ContactFields) => fields;

function received(fields: ContactFields) {
  const remote = { remoteId: 'r1', etag: 'e1', fields, readOnly: {}, unknown: {}, scope: '' };
  return receiveNew(remote, { account, hold, newId: () => 'id', at: AT, listing: 1 }).record;
}

describe('a name that has parts and no whole, as a cloud gave it', () => {
  const name = { given: 'Ada', family: 'Lovelace' };

  it('is not completed by an edit of another field: a write names only the fields that changed (law 12)', () => {
    const after = editRecord(received({ name }), { notes: { text: 'new' } }, AT);
    expect(pendingChange(after, hold)).toMatchObject({
      kind: 'update',
      changed: ['notes'],
      fields: { name },
    });
  });

  it('gets its whole with an edit of its parts, and a new contact has it from the start', () => {
    const after = editRecord(received({ name }), { name: { given: 'Augusta', family: 'Lovelace' } }, AT);
    expect(after.local?.name?.display).toBe('Augusta Lovelace');
    const made = createRecord({
      id: 'c' as ContactId,
      person: 'p' as PersonId,
      account,
      fields: { name },
      createKey: 'k',
      at: AT,
    });
    expect(made.local?.name?.display).toBe('Ada Lovelace');
  });
});
