// Owns: what taking a run back makes of contacts, for any contacts and any edits since (law 22).
// Leaves to others: the entries of a run (receipt-entries.test.ts), clouds (sync/undo.test.ts), files (store/).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactId } from '../../../main/core/account.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { editRecord } from '../../../main/core/edit.ts';
import { changedFields, FIELD_NAMES, sameField, sameFields } from '../../../main/core/fields.ts';
import { acknowledge, receiveDeletion, receiveNew } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { contact, RUNS as MANY, threeVersions } from './arbitraries.ts';
import { context, holdAll, known, LATER, remoteOf } from './records.ts';
import { count, counts, desk, drop, pull, push, put } from './run-desk.ts';

const RUNS = { ...MANY, numRuns: 800 };
const ID = 'contact' as ContactId;

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

  it('beside the order of values that the run had changed', () => {
    const phone = (id: string) => ({ id, number: id });
    const here = desk(known({ fileAs: 'a', phones: [phone('1'), phone('2')] }));
    const after = { fileAs: 'b', phones: [phone('2'), phone('1')] };
    here.commit(put(known(after)));
    here.apply([put(editRecord(here.the()!, { fileAs: 'c' }, LATER))]);
    expect(counts(here.undo())).toEqual(count({ restored: 1 }));
    expect(here.the()!.local).toEqual({ fileAs: 'c', phones: [phone('1'), phone('2')] });
  });

  it('and like any edit an undo forgets what was sent, so that nobody is taken for a machine', () => {
    const here = desk(known({ fileAs: 'a' }));
    here.commit(put(known({ fileAs: 'b' }, undefined, { trail: [{ run: 1, field: 'fileAs', hash: 'h' }] })));
    here.undo();
    expect(here.the()!.trail).toBeUndefined();
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

  it('[law 3] with an edit made over there that waits for a decision stay', () => {
    const here = create({ base: fields });
    here.apply([put(editRecord(here.the()!, { notes: { text: 'mine' } }, LATER))]);
    pull(here, { ...fields, notes: { text: 'theirs' } });
    expect(here.the()!.conflicts).toHaveLength(1);
    expect(counts(here.undo())).toEqual(count({ left: 1 }));
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
