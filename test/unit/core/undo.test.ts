// Owns: what taking a run back makes of contacts, for any contacts and any edits since (law 22).
// Leaves to others: the clouds (sync/receipt.test.ts), files (store/receipts.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId, RunId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { editRecord } from '../../../main/core/edit.ts';
import { changedFields, FIELD_NAMES, sameField, sameFields } from '../../../main/core/fields.ts';
import type { RunEntry, RunReceipt } from '../../../main/core/receipt.ts';
import { acknowledge, receive, receiveDeletion, receiveNew } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { undoRun } from '../../../main/core/undo.ts';
import type { Undone } from '../../../main/core/undo.ts';
import { contentHash, memoryReceipts, ReceiptRecorder } from '../../../main/sync/receipt.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { contact, RUNS as MANY, threeVersions } from './arbitraries.ts';
import { AT, context, holdAll, known, LATER, remoteOf } from './records.ts';

const RUNS = { ...MANY, numRuns: 800 };
const RUN = 'run' as RunId;
const ID = 'contact' as ContactId;
const UNDONE_AT = '2026-01-03T00:00:00.000Z';

/** A book of a few contacts and a run over it that writes its receipt. */
function desk(...start: readonly ContactRecord[]) {
  const book = new Map<ContactId, ContactRecord>(start.map((record) => [record.id, record]));
  const receipts = memoryReceipts();
  const apply = (changes: readonly Change[]) => {
    for (const change of changes)
      if (change.kind === 'putContact') book.set(change.record.id, change.record);
      else if (change.kind === 'dropContact') book.delete(change.id);
  };
  const recorder = new ReceiptRecorder({
    head: { run: RUN, account: 'account' as AccountId, at: AT },
    receipts,
    contact: (id) => book.get(id) ?? null,
    failed: (error) => expect.unreachable(error.message),
  });
  const receipt = (): RunReceipt =>
    receipts.read(RUN) ?? { run: RUN, account: 'account' as AccountId, at: AT, entries: [] };
  let ids = 0;
  return {
    book,
    recorder,
    apply,
    receipt,
    the: (id = ID) => book.get(id),
    /** One transaction of the run. */
    commit: (...changes: readonly Change[]) => {
      recorder.committing(changes);
      apply(changes);
    },
    undo: (): Undone => {
      const undone = undoRun(receipt(), {
        contact: (id) => book.get(id) ?? null,
        hashOf: contentHash,
        newId: () => `new${++ids}`,
        at: UNDONE_AT,
      });
      apply(undone.changes);
      return undone;
    },
  };
}

const put = (record: ContactRecord): Change => ({ kind: 'putContact', record });
const drop = (id: ContactId = ID): Change => ({ kind: 'dropContact', id });

const counts = ({ changes: _changes, ...rest }: Undone) => rest;
const count = (some: Partial<Omit<Undone, 'changes'>>) => ({
  restored: 0,
  recreated: 0,
  removed: 0,
  left: 0,
  ...some,
});

/** A pulled version of a contact. */
function pull(here: ReturnType<typeof desk>, theirs: ContactFields): void {
  here.commit(put(receive(here.the()!, remoteOf(theirs), context()).record));
}

/** A pushed update whose reply says exactly what was sent, with its number of steps as a run has them. */
function push(here: ReturnType<typeof desk>): void {
  const record = here.the()!;
  const pending = pendingChange(record, holdAll);
  if (pending?.kind !== 'update') return;
  const { record: after } = acknowledge(
    record,
    { fields: pending.fields },
    remoteOf(pending.fields, 'e9'),
    context(),
  );
  here.recorder.updated(record, after, pending);
  here.commit(put(after));
}

describe('[law 22] right after a run, its undo gives exactly the former content', () => {
  it('after a pulled edit', () => {
    fc.assert(
      fc.property(threeVersions, ([base, , theirs]) => {
        const here = desk(known(base));
        pull(here, theirs);
        const changed = changedFields(base, here.the()!.local).length > 0;
        expect(counts(here.undo())).toEqual(count(changed ? { restored: 1 } : {}));
        expect(here.the()!.local).toEqual(base);
        expect(sameFields(here.the()!.base, theirs)).toBe(true);
      }),
      RUNS,
    );
  });

  it('after a pushed edit', () => {
    fc.assert(
      fc.property(threeVersions, ([base, mine]) => {
        const here = desk(known(base, mine));
        push(here);
        here.undo();
        expect(changedFields(here.the()!.local, base)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('after changes of both sides that were joined: neither is left', () => {
    let joined = 0;
    fc.assert(
      fc.property(threeVersions, ([base, mine, theirs]) => {
        const touched = (side: ContactFields) => changedFields(base, side);
        fc.pre(touched(mine).every((name) => !touched(theirs).includes(name)));
        const here = desk(known(base, mine));
        pull(here, theirs);
        push(here);
        here.undo();
        expect(changedFields(here.the()!.local, base)).toEqual([]);
        joined += touched(mine).length > 0 && touched(theirs).length > 0 ? 1 : 0;
      }),
      MANY,
    );
    expect(joined).toBeGreaterThan(50);
  });

  it('after several pages said something about it, and what the service made of what was sent', () => {
    fc.assert(
      fc.property(threeVersions, ([first, second, third]) => {
        const here = desk(known(first));
        pull(here, second);
        pull(here, third);
        pull(here, second);
        here.undo();
        expect(changedFields(here.the()!.local, first)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('after a pulled deletion, under the same id, for the same person', () => {
    fc.assert(
      fc.property(contact, (fields) => {
        const here = desk(known(fields));
        expect(receiveDeletion(here.the()!, context())).toBeNull();
        here.commit(drop());
        expect(counts(here.undo())).toEqual(count({ recreated: 1 }));
        expect(here.the()).toMatchObject({ id: ID, person: 'person', remoteId: null, base: null });
        expect(here.the()!.local).toEqual(fields);
      }),
      RUNS,
    );
  });

  it('after a pushed deletion', () => {
    fc.assert(
      fc.property(contact, (fields) => {
        const here = desk(known(fields, null));
        here.recorder.deleted(here.the()!);
        here.commit(drop());
        expect(counts(here.undo())).toEqual(count({ recreated: 1 }));
        expect(here.the()!.local).toEqual(fields);
        expect(here.the()!.createKey).toBe('new1');
      }),
      RUNS,
    );
  });
});

describe('[law 22] an edit made since survives an undo', () => {
  it('in other fields exactly, in the same field joined', () => {
    let [elsewhere, restored] = [0, 0];
    fc.assert(
      fc.property(threeVersions, contact, ([base, , theirs], since) => {
        const here = desk(known(base));
        pull(here, theirs);
        const run = changedFields(base, here.the()!.local);
        here.apply([put(editRecord(here.the()!, since, LATER))]);
        const edited = here.the()!.local!;
        here.undo();
        const after = here.the()!.local!;
        for (const name of FIELD_NAMES) {
          const byPerson = !sameField(name, edited, theirs);
          if (!run.includes(name)) expect(sameField(name, after, edited), name).toBe(true);
          else if (!byPerson) expect(sameField(name, after, base), name).toBe(true);
          if (byPerson && !run.includes(name)) elsewhere += 1;
          if (!byPerson && run.includes(name)) restored += 1;
        }
      }),
      RUNS,
    );
    expect(Math.min(elsewhere, restored)).toBeGreaterThan(200);
  });

  it('a value that was added since stays beside those that come back', () => {
    const email = (id: string) => ({ id, address: `${id}@example.org` });
    const here = desk(known({ emails: [email('a'), email('b')] }));
    pull(here, { emails: [email('b')] });
    here.apply([put(editRecord(here.the()!, { emails: [email('b'), email('c')] }, LATER))]);
    expect(counts(here.undo())).toEqual(count({ restored: 1 }));
    expect(
      here
        .the()!
        .local!.emails!.map(({ id }) => id)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('where both changed one place, the later edit', () => {
    const here = desk(known({ fileAs: 'before', notes: { text: 'same' } }));
    pull(here, { fileAs: 'by the run', notes: { text: 'same' } });
    here.apply([put(editRecord(here.the()!, { fileAs: 'by the person' }, LATER))]);
    expect(counts(here.undo())).toEqual(count({ left: 1 }));
    expect(here.the()!.local!.fileAs).toBe('by the person');
  });

  it('a deletion since, and a contact that came back since', () => {
    const here = desk(known({ fileAs: 'before' }));
    pull(here, { fileAs: 'by the run' });
    here.apply([put({ ...here.the()!, local: null })]);
    expect(counts(here.undo())).toEqual(count({ left: 1 }));
    expect(here.the()!.local).toBeNull();

    const other = desk(known({ fileAs: 'before' }));
    other.commit(drop());
    other.apply([put(known({ fileAs: 'somebody brought it back' }))]);
    expect(counts(other.undo())).toEqual(count({ left: 1 }));
    expect(other.the()!.local!.fileAs).toBe('somebody brought it back');
  });
});

describe('[law 22] contacts that came into being', () => {
  const fields = { fileAs: 'new' };
  const create = (more: Partial<ContactRecord> = {}) =>
    desk(
      known(fields, fields, {
        remoteId: null,
        etag: null,
        base: null,
        createKey: 'k',
        createSent: true,
        seen: 0,
        ...more,
      }),
    );
  const acknowledged = (here: ReturnType<typeof desk>) => {
    const { record } = acknowledge(here.the()!, { fields }, remoteOf(fields), context());
    here.commit(put(record));
  };

  it('in the cloud by the run are deleted, unless they were edited since', () => {
    const here = create();
    acknowledged(here);
    expect(counts(here.undo())).toEqual(count({ removed: 1 }));
    expect(here.the()).toMatchObject({ local: null, remoteId: 'r1' });

    const edited = create();
    acknowledged(edited);
    edited.apply([put(editRecord(edited.the()!, { notes: { text: 'since' } }, LATER))]);
    expect(counts(edited.undo())).toEqual(count({ left: 1 }));
    expect(edited.the()!.local).not.toBeNull();
  });

  it('also where the service made something of them on their way in', () => {
    const here = create();
    const rewritten = { ...fields, labels: [{ id: 'l', ref: 'contactGroups/myContacts' }] };
    here.commit(put(acknowledge(here.the()!, { fields }, remoteOf(rewritten), context()).record));
    expect(here.receipt().entries.map(({ side, kind }) => `${side} ${kind}`)).toEqual([
      'cloud create',
      'kith update',
    ]);
    expect(counts(here.undo())).toEqual(count({ removed: 1 }));
  });

  it('[law 4] again, because an edit beat a deletion, stay', () => {
    const here = create({ seen: 3 });
    acknowledged(here);
    expect(here.receipt().entries).toMatchObject([{ side: 'cloud', kind: 'create', again: true }]);
    expect(counts(here.undo())).toEqual(count({ left: 1 }));
  });

  it('in Kith because the cloud brought them stay, as they were then', () => {
    const here = desk();
    const { record } = receiveNew(remoteOf({ fileAs: 'as it came' }), context());
    here.commit(put(record));
    here.commit(put({ ...record, base: { fileAs: 'later' }, local: { fileAs: 'later' } }));
    expect(counts(here.undo())).toEqual(count({ restored: 1 }));
    expect(here.the(record.id)!.local).toEqual({ fileAs: 'as it came' });

    const only = desk();
    only.commit(put(record));
    expect(counts(only.undo())).toEqual(count({ left: 1 }));
  });

  it('and were gone again before the run ended stay away', () => {
    const here = desk();
    const { record } = receiveNew(remoteOf({ fileAs: 'for a moment' }), context());
    here.commit(put(record));
    here.commit(drop(record.id));
    expect(counts(here.undo())).toEqual(count({ left: 1 }));
    expect(here.book.size).toBe(0);
  });
});

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

describe('what an undo leaves pending', () => {
  it('is exactly the difference to what the cloud has', () => {
    fc.assert(
      fc.property(threeVersions, ([base, , theirs]) => {
        const here = desk(known(base));
        pull(here, theirs);
        here.undo();
        const pending = pendingChange(here.the()!, holdAll);
        expect(pending === null).toBe(changedFields(theirs, base).length === 0 || sameFields(theirs, base));
        if (pending?.kind === 'update')
          expect(pending.changed.toSorted()).toEqual(
            changedFields(here.the()!.base, base).toSorted() as FieldName[],
          );
      }),
      RUNS,
    );
  });
});
