// Owns: what a run writes down of each contact, and what it does not (law 19).
// Leaves to others: taking it back (undo.test.ts), clouds (sync/receipt.test.ts), files (store/receipts.test.ts).
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { RunEntry } from '../../../main/core/receipt.ts';
import { contentHash } from '../../../main/sync/receipt.ts';
import { AT, known } from './records.ts';
import { count, counts, desk, drop, pull, put } from './run-desk.ts';

describe('[law 19] what a run writes down', () => {
  const told = (entries: readonly RunEntry[]) =>
    entries.map(({ side, kind, fields }) => [side, kind, ...fields].join(' '));

  it('is nothing where only versions, marks and ids changed', () => {
    const here = desk(known({ fileAs: 'a', emails: [{ id: 'e', address: 'x' }] }));
    const record = here.the()!;
    here.commit(
      put({ ...record, etag: 'e7', seen: 9, gone: { how: 'absent', at: AT } }),
      put({ ...record, local: { fileAs: 'a', emails: [{ id: 'other', address: 'x' }] } }),
    );
    expect(here.receipt().entries).toEqual([]);
  });

  it('is one step after the other where one transaction touches a contact twice', () => {
    const here = desk(known({ fileAs: 'a' }));
    const version = (fileAs: string) => put(known({ fileAs }));
    here.commit(version('b'), version('c'));
    expect(here.receipt().entries).toMatchObject([
      { before: { fileAs: 'a' }, after: { fileAs: 'b' } },
      { before: { fileAs: 'b' }, after: { fileAs: 'c' } },
    ]);
  });

  it('holds only the fields that changed, and the hashes of all', () => {
    const before = { fileAs: 'a', notes: { text: 'long' } };
    const here = desk(known(before));
    pull(here, { ...before, fileAs: 'b' });
    const whole = contentHash({ ...before, fileAs: 'b' });
    expect(here.receipt().entries).toEqual([
      expect.objectContaining({
        side: 'kith',
        kind: 'update',
        fields: ['fileAs'],
        before: { fileAs: 'a' },
        after: { fileAs: 'b' },
        here: whole,
        there: whole,
      }),
    ]);
  });

  it('names a conflict once, with its field, and not again while it is open', () => {
    const here = desk(known({ fileAs: 'a' }, { fileAs: 'mine' }));
    pull(here, { fileAs: 'theirs' });
    expect(told(here.receipt().entries)).toEqual(['kith conflict fileAs']);
    expect(here.receipt().entries[0]!.here).not.toBe(here.receipt().entries[0]!.there);
    pull(here, { fileAs: 'theirs again' });
    expect(here.receipt().entries).toHaveLength(1);
    expect(counts(here.undo())).toEqual(count({}));
  });

  it('[law 8] is no deletion where a contact goes on under another id', () => {
    const twin = known({ fileAs: 'a' }, { fileAs: 'a' }, { id: 'twin' as ContactId, remoteId: 'r2' });
    const here = desk(known({ fileAs: 'a' }), twin);
    here.commit(drop(twin.id), put({ ...here.the()!, remoteId: 'r2' }));
    expect(here.receipt().entries).toEqual([]);
  });

  it('[law 5] says of a deletion here that came true there only what happened there', () => {
    const here = desk(known({ fileAs: 'a' }, null));
    here.recorder.deleted(here.the()!);
    here.commit(drop());
    expect(told(here.receipt().entries)).toEqual(['cloud delete']);
    expect(here.receipt().entries).toMatchObject([{ here: null, there: null, before: { fileAs: 'a' } }]);
  });

  it('leaves contacts of other accounts to their own runs', () => {
    const here = desk();
    here.commit(put(known({ fileAs: 'a' }, { fileAs: 'a' }, { account: 'other' as AccountId })));
    expect(here.receipt().entries).toEqual([]);
  });

  it('keeps a contact with its person', () => {
    const here = desk(known({ fileAs: 'a' }, undefined, { person: 'them' as PersonId }));
    here.commit(drop());
    here.undo();
    expect(here.the()!.person).toBe('them');
  });
});
