// Owns: the life of a conflict: what is sent meanwhile, further changes on either side, the decision.
// Leaves to others: finding conflicts (merge.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { canTakeBoth, deleteRecord, editRecord, resolveConflict } from '../../../main/core/edit.ts';
import { receive, receiveDeletion } from '../../../main/core/reconcile.ts';
import { pendingChange, sendable } from '../../../main/core/replica.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { AT, context, holdAll, known, LATER, remoteOf } from './records.ts';

const phone = (number: string, kind = 'home') => ({ id: 'a', number, kind });
const first = (primary: object) => ({ id: 'a', number: '1', ...primary });
const second = (number: string, primary: object = {}) => ({ id: 'b', number, ...primary });
const PRIMARY = { primary: true };
const conflicted = (base: ContactFields, mine: ContactFields, theirs: ContactFields) =>
  receive(known(base, mine), remoteOf(theirs), context()).record;
const again = (record: ContactRecord, theirs: ContactFields) =>
  receive(record, remoteOf(theirs, 'e3'), context()).record;

/** One conflict in each shape of field: what stands at its path in the three versions. */
const SHAPES: readonly {
  readonly path: string;
  readonly base: ContactFields;
  readonly mine: ContactFields;
  readonly theirs: ContactFields;
}[] = [
  { path: 'fileAs', base: { fileAs: 'A' }, mine: { fileAs: 'B' }, theirs: { fileAs: 'C' } },
  {
    path: 'notes.text',
    base: { notes: { text: 'A' } },
    mine: { notes: { text: 'B' } },
    theirs: { notes: { text: 'C' } },
  },
  {
    path: 'name.given',
    base: { name: { given: 'A', display: 'A' } },
    mine: { name: { given: 'B', display: 'B' } },
    theirs: { name: { given: 'C', display: 'C' } },
  },
  {
    path: 'birthday.date',
    base: { birthday: { date: { month: 1, day: 1 } } },
    mine: { birthday: { date: { month: 2, day: 2 } } },
    theirs: { birthday: { date: { month: 3, day: 3 } } },
  },
  {
    path: 'phones.a',
    base: { phones: [phone('1')] },
    mine: { phones: [phone('2')] },
    theirs: { phones: [phone('3')] },
  },
  {
    path: 'phones.x.y.0',
    base: { phones: [{ ...phone('1'), id: 'x.y.0' }] },
    mine: { phones: [{ ...phone('2'), id: 'x.y.0' }] },
    theirs: { phones: [{ ...phone('3'), id: 'x.y.0' }] },
  },
];

describe.each(SHAPES)('[law 3] a conflict at $path', ({ path, base, mine, theirs }) => {
  const record = conflicted(base, mine, theirs);
  const conflict = record.conflicts[0]!;
  const take = (what: 'mine' | 'theirs' | 'base' | 'both') =>
    resolveConflict({ ...record, local: record.local! }, conflict, what, LATER);

  it('keeps all three versions, shows mine and sends nothing', () => {
    expect(record.conflicts.map((one) => one.path)).toEqual([path]);
    expect(record.local).toEqual(mine);
    expect(sendable({ ...record, local: record.local! })).toEqual(theirs);
    expect(pendingChange(record, holdAll)).toBeNull();
  });

  it('taking mine makes it pending', () => {
    expect(take('mine')).toMatchObject({ local: mine, conflicts: [] });
    expect(pendingChange(take('mine'), holdAll)).toMatchObject({
      kind: 'update',
      base: theirs,
      fields: mine,
    });
  });

  it('taking theirs makes it ours, with nothing to send', () => {
    expect(take('theirs')).toMatchObject({ local: theirs, conflicts: [] });
    expect(pendingChange(take('theirs'), holdAll)).toBeNull();
  });

  it('taking neither brings back what was there before', () => {
    expect(take('base').local).toEqual(base);
    expect(pendingChange(take('base'), holdAll)).toMatchObject({ kind: 'update', fields: base });
  });

  it('taking both keeps both, where there can be two', () => {
    if (!canTakeBoth(path)) return;
    const text = JSON.stringify(take('both').local);
    for (const side of [mine, theirs]) expect(text).toContain(side.phones?.[0]?.number ?? side.notes!.text);
    expect(pendingChange(take('both'), holdAll)).toMatchObject({ kind: 'update' });
  });

  it('ends when theirs comes to agree with mine', () => {
    expect(again(record, mine)).toMatchObject({ conflicts: [], local: mine });
    expect(pendingChange(again(record, mine), holdAll)).toBeNull();
  });

  it('ends when theirs goes back to what it was: only I changed it then', () => {
    expect(again(record, base)).toMatchObject({ conflicts: [], local: mine });
    expect(pendingChange(again(record, base), holdAll)).toMatchObject({ fields: mine });
  });

  it('ends when I edit mine to be theirs', () => {
    const after = editRecord(record, theirs, LATER);
    expect(after.conflicts).toEqual([]);
    expect(pendingChange(after, holdAll)).toBeNull();
  });

  it('stays when I edit mine back to what it was: only the person can say what that means', () => {
    const after = editRecord(record, base, LATER);
    expect(after.conflicts).toHaveLength(1);
    expect(pendingChange(after, holdAll)).toBeNull();
  });

  it('stays the same over a pull that changes something else', () => {
    const after = again(record, { ...theirs, occupations: [{ id: 'o', value: 'x' }] });
    expect(after.conflicts).toEqual(record.conflicts);
    expect(after.local).toEqual({ ...mine, occupations: [{ id: 'o', value: 'x' }] });
  });
});

describe('[law 3] a conflict over several pulls', () => {
  it('keeps its first base and has their latest version', () => {
    const record = again(conflicted({ fileAs: 'A' }, { fileAs: 'B' }, { fileAs: 'C' }), { fileAs: 'D' });
    expect(record.conflicts).toEqual([
      { path: 'fileAs', base: 'A', mine: 'B', theirs: 'D', at: LATER, mineAt: LATER },
    ]);
  });

  it('follows a change of theirs that is not where the conflict is, so that taking theirs loses none', () => {
    const first = conflicted({ phones: [phone('1')] }, { phones: [phone('2')] }, { phones: [phone('3')] });
    const second = again(first, { phones: [phone('3', 'work')] });
    expect(second.local).toEqual({ phones: [phone('2', 'work')] });
    expect(second.conflicts).toMatchObject([{ theirs: phone('3', 'work'), mine: phone('2', 'work') }]);
    const taken = resolveConflict({ ...second, local: second.local! }, second.conflicts[0]!, 'theirs', LATER);
    expect(taken.local).toEqual({ phones: [phone('3', 'work')] });
  });

  it('has my latest version', () => {
    const record = editRecord(
      conflicted({ fileAs: 'A' }, { fileAs: 'B' }, { fileAs: 'C' }),
      { fileAs: 'E' },
      LATER,
    );
    expect(record.conflicts).toMatchObject([{ base: 'A', mine: 'E', theirs: 'C' }]);
  });

  it('ends when theirs deletes the value: an edit beats a deletion', () => {
    const record = again(
      conflicted({ phones: [phone('1')] }, { phones: [phone('2')] }, { phones: [phone('3')] }),
      {},
    );
    expect(record).toMatchObject({ conflicts: [], local: { phones: [phone('2')] } });
  });

  it('is open after I remove the value, and nothing is removed there; both is theirs then', () => {
    const base: ContactFields = { phones: [phone('1'), { id: 'b', number: '9' }] };
    const first = conflicted(
      base,
      { phones: [phone('2'), { id: 'b', number: '9' }] },
      { phones: [phone('3'), { id: 'b', number: '9' }] },
    );
    const removed = editRecord(first, { phones: [{ id: 'b', number: '9' }] }, LATER);
    expect(removed.conflicts).toMatchObject([{ mine: null, theirs: phone('3') }]);
    expect(pendingChange(removed, holdAll)).toBeNull();
    const both = resolveConflict({ ...removed, local: removed.local! }, removed.conflicts[0]!, 'both', LATER);
    expect(both.local!.phones!.map(({ number }) => number).sort()).toEqual(['3', '9']);
    const mine = resolveConflict({ ...removed, local: removed.local! }, removed.conflicts[0]!, 'mine', LATER);
    expect(pendingChange(mine, holdAll)).toMatchObject({ fields: { phones: [{ id: 'b', number: '9' }] } });
  });

  it('ends when I delete the contact; [law 4] their deletion leaves mine, which is created again', () => {
    const record = conflicted({ fileAs: 'A' }, { fileAs: 'B' }, { fileAs: 'C' });
    expect(deleteRecord(record, AT)).toMatchObject({ local: null, conflicts: [] });
    expect(receiveDeletion(record, context())).toMatchObject({
      local: { fileAs: 'B' },
      conflicts: [],
      remoteId: null,
    });
  });
});

describe('[law 3] a decision', () => {
  it('for both, twice at one value, loses none of the three', () => {
    const decide = (record: ContactRecord) =>
      resolveConflict({ ...record, local: record.local! }, record.conflicts[0]!, 'both', LATER);
    const first = decide(
      conflicted({ phones: [phone('1')] }, { phones: [phone('2')] }, { phones: [phone('3')] }),
    );
    expect(first.local!.phones!.map(({ number }) => number)).toEqual(['2', '3']);
    const at = (number: string): ContactFields => ({
      phones: first.local!.phones!.map((value) =>
        value.id === 'a' ? { ...value, number, label: 'x' } : value,
      ),
    });
    const second = decide(conflicted(at('2'), at('22'), at('23')));
    expect(second.local!.phones!.map(({ number }) => number).sort()).toEqual(['22', '23', '3']);
  });

  it('for both makes the second one not primary', () => {
    const first = conflicted(
      { phones: [{ ...phone('1'), primary: true }] },
      { phones: [{ ...phone('2'), primary: true }] },
      { phones: [{ ...phone('3'), primary: true }] },
    );
    const both = resolveConflict({ ...first, local: first.local! }, first.conflicts[0]!, 'both', LATER);
    expect(both.local!.phones!.map(({ number, primary }) => [number, primary])).toEqual([
      ['2', true],
      ['3', undefined],
    ]);
  });

  it('for both joins two notes with an empty line', () => {
    const first = conflicted({}, { notes: { text: 'B' } }, { notes: { text: 'C' } });
    expect(
      resolveConflict({ ...first, local: first.local! }, first.conflicts[0]!, 'both', LATER).local,
    ).toEqual({ notes: { text: 'B\n\nC' } });
  });

  it('leaves other conflicts open', () => {
    const first = conflicted(
      {},
      { notes: { text: 'B' }, fileAs: 'B' },
      { notes: { text: 'C' }, fileAs: 'C' },
    );
    const after = resolveConflict(
      { ...first, local: first.local! },
      first.conflicts.find(({ path }) => path === 'fileAs')!,
      'mine',
      LATER,
    );
    expect(after.conflicts.map(({ path }) => path)).toEqual(['notes.text']);
    expect(pendingChange(after, holdAll)).toMatchObject({
      changed: ['fileAs'],
      fields: { notes: { text: 'C' }, fileAs: 'B' },
    });
  });

  it('about a part of a name carries the whole name along; theirs comes as they wrote it', () => {
    const base: ContactFields = { name: { given: 'Ada', family: 'Byron', display: 'Ada Byron' } };
    const mine: ContactFields = { name: { given: 'Augusta', family: 'Byron', display: 'Augusta Byron' } };
    const theirs: ContactFields = { name: { given: 'Adah', family: 'Byron', display: 'Byron, Adah' } };
    const record = conflicted(base, mine, theirs);
    const decide = (take: 'mine' | 'theirs' | 'base') =>
      resolveConflict({ ...record, local: record.local! }, record.conflicts[0]!, take, LATER);
    expect(decide('theirs').local).toEqual(theirs);
    expect(pendingChange(decide('theirs'), holdAll)).toBeNull();
    expect(decide('base').local).toEqual(base);
    expect(decide('mine').local).toEqual(mine);
  });
});

describe('[law 3] meanwhile sendable()', () => {
  it('sends my other changes, and neither side of the conflict is overwritten', () => {
    const base: ContactFields = {
      name: { given: 'Ada', middle: 'K', display: 'Ada K' },
      phones: [phone('1'), { id: 'b', number: '9' }],
    };
    const mine: ContactFields = {
      name: { given: 'Augusta', middle: 'M', display: 'Augusta M' },
      phones: [phone('2'), { id: 'b', number: '99' }],
    };
    const theirs: ContactFields = {
      name: { given: 'Adah', middle: 'K', display: 'Adah K' },
      phones: [phone('3'), { id: 'b', number: '9' }],
    };
    const record = conflicted(base, mine, theirs);
    expect(sendable({ ...record, local: record.local! })).toEqual({
      name: { given: 'Adah', middle: 'M', display: 'Adah K' },
      phones: [phone('3'), { id: 'b', number: '99' }],
    });
  });

  it('leaves the primary value as it is there while the one that became it here is in conflict', () => {
    const base: ContactFields = { phones: [first(PRIMARY), second('2')] };
    const mine: ContactFields = { phones: [first({}), second('3', PRIMARY)] };
    const theirs: ContactFields = { phones: [first(PRIMARY), second('4')] };
    const record = conflicted(base, mine, theirs);
    expect(record.conflicts).toHaveLength(1);
    expect(sendable({ ...record, local: record.local! })).toEqual(theirs);
  });

  it('makes no second one primary while the one that became it there is in conflict', () => {
    const third = (primary: object = {}) => ({ id: 'c', number: '5', ...primary });
    const base: ContactFields = { phones: [first(PRIMARY), second('2'), third()] };
    const mine: ContactFields = { phones: [first({}), second('3'), third(PRIMARY)] };
    const theirs: ContactFields = { phones: [first({}), second('4', PRIMARY), third()] };
    const record = conflicted(base, mine, theirs);
    expect(record.conflicts).toHaveLength(1);
    expect(sendable({ ...record, local: record.local! })).toEqual(theirs);
  });
});
