// Owns: what keeping a person's contacts in step does to them, in chosen cases (law 23).
// Leaves to others: any contacts (in-step-properties.test.ts), decisions (in-step-conflicts.test.ts), syncs (test/sync).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { carryPerson } from '../../../main/core/in-step.ts';
import { newPersonState } from '../../../main/core/person-state.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import { accountOf, ids, inStep, of, PERSON, run, stepContext } from './in-step-persons.ts';
import { AT, bare, holdAll, holdWith, LATER, withSlotIds } from './records.ts';

const said = (record: ContactRecord | undefined) => record?.local ?? null;

describe('[law 23] contacts kept in step', () => {
  const base: ContactFields = {
    name: { given: 'Ada', family: 'Lovelace', display: 'Ada Lovelace' },
    emails: [{ id: 'e1', address: 'ada@example.org' }],
    notes: { text: 'first' },
  };

  it('[law 1] nothing is carried while they say the same, whatever ids, order and what one cloud keeps to itself', () => {
    const other = {
      ...withSlotIds(base),
      emails: [{ id: 'x', address: 'ada@example.org', extra: { google: { odd: 1 } } }],
      labels: [{ id: 'l', ref: 'contactGroups/myContacts' }],
    };
    expect(carryPerson(inStep(base), [of('a', base), of('b', other)], stepContext())?.put ?? []).toEqual([]);
  });

  it('a change of one is carried to the other, under its own ids and with what its cloud keeps inside', () => {
    const theirs = {
      ...base,
      emails: [{ id: 'slot0', kind: 'home', address: 'ada@example.org', extra: { google: { odd: 1 } } }],
    };
    const start = inStep({ ...base, emails: [{ id: 'e1', kind: 'home', address: 'ada@example.org' }] });
    const mine = {
      ...base,
      emails: [
        { id: 'e1', kind: 'work', address: 'ada@example.org' },
        { id: 'e2', address: 'new@example.org' },
      ],
    };
    const { records } = run(start, [of('a', mine), of('b', theirs)]);
    expect(said(records[1])?.emails).toEqual([
      { id: 'slot0', kind: 'work', address: 'ada@example.org', extra: { google: { odd: 1 } } },
      { id: 'e2', address: 'new@example.org' },
    ]);
    expect(pendingChange(records[1]!, holdAll)).toMatchObject({ kind: 'update', changed: ['emails'] });
    expect(said(records[0])).toEqual(mine);
  });

  it('changes of different places join in both', () => {
    const { records, state } = run(inStep(base), [
      of('a', { ...base, notes: { text: 'second' } }),
      of('b', { ...base, name: { ...base.name, given: 'Augusta', display: 'Augusta Lovelace' } }),
    ]);
    for (const record of records)
      expect(said(record)).toMatchObject({
        notes: { text: 'second' },
        name: { given: 'Augusta', display: 'Augusta Lovelace' },
      });
    expect(state.conflicts).toEqual([]);
  });

  it('[law 3] a place that both changed differently stays as each has it, and everything else goes on', () => {
    const records = [
      of('a', { ...base, notes: { text: 'mine' }, nicknames: [{ id: 'n', value: 'Countess' }] }),
      of('b', { ...base, notes: { text: 'theirs' } }),
    ];
    const first = run(inStep(base), records);
    expect(first.records.map((record) => said(record)?.notes?.text)).toEqual(['mine', 'theirs']);
    expect(said(first.records[1])?.nicknames).toMatchObject([{ value: 'Countess' }]);
    expect(first.state.conflicts).toEqual([
      {
        path: 'notes.text',
        base: 'first',
        at: LATER,
        versions: [
          { contact: 'a', value: 'mine' },
          { contact: 'b', value: 'theirs' },
        ],
      },
    ]);
    expect(run(first.state, first.records).carried).toBeNull();
    // It ends by itself when both say the same.
    const agreed = first.records.map((record) => ({
      ...record,
      local: { ...record.local, notes: { text: 'mine' } },
      changedAt: 'now',
    }));
    expect(run(first.state, agreed)).toMatchObject({
      state: { conflicts: [], base: { notes: { text: 'mine' } } },
      carried: { put: [] },
    });
  });

  it('while the primary value waits, the others are as primary as each has them', () => {
    const emails = (...addresses: string[]): ContactFields => ({
      emails: addresses.map((address, n) => ({
        id: `e${n}`,
        address,
        ...(n === 0 ? { primary: true } : {}),
      })),
    });
    const start = [of('a', emails('one@x')), of('b', emails('two@x')), of('c', emails('three@x', 'four@x'))];
    const first = run(inStep(emails('old@x'), ['a', 'b', 'c']), start);
    expect(first.state.conflicts).toMatchObject([{ path: 'emails.e0' }]);
    expect(said(first.records[2])).toEqual(start[2]!.local);
    expect(run(first.state, first.records).carried?.put ?? []).toEqual([]);
  });

  it('a name in conflict waits as a whole', () => {
    const named = (given: string) => ({
      ...base,
      name: { given, family: 'Lovelace', display: `${given} Lovelace` },
    });
    const { records, state } = run(inStep(base), [of('a', named('Augusta')), of('b', named('Adah'))]);
    expect(records.map((record) => said(record)?.name?.display)).toEqual([
      'Augusta Lovelace',
      'Adah Lovelace',
    ]);
    expect(state.conflicts.map(({ path }) => path)).toEqual(['name.given']);
    expect(run(state, records).carried).toBeNull();
  });

  it('labels, keys and flags of one account stay there', () => {
    const mine = {
      ...base,
      labels: [{ id: 'l', ref: 'contactGroups/1' }],
      clientData: [{ id: 'c', key: 'k', value: 'v' }],
      externalIds: [{ id: 'x', value: '7' }],
      flag: { status: 'flagged' as const },
      favorite: true,
    };
    const { records } = run(inStep(base), [of('a', mine), of('b', base)]);
    expect(said(records[1])).toEqual({ ...base, favorite: true });
  });

  it('fields that an account is never sent neither reach it nor come from it', () => {
    const ctx = stepContext({
      accounts: new Map([
        [accountOf('a'), []],
        [accountOf('b'), ['notes']],
      ]),
    });
    const start = run(inStep(base), [of('a', base), of('b', base)], ctx);
    const edited = run(
      start.state,
      [of('a', { ...base, notes: { text: 'private' } }), of('b', { ...base, notes: undefined })],
      ctx,
    );
    expect(edited.records.map((record) => said(record)?.notes?.text)).toEqual(['private', undefined]);
    // Allowed again, what it lacks is no deletion.
    const allowed = run(edited.state, edited.records);
    expect(allowed.records.map((record) => said(record)?.notes?.text)).toEqual(['private', 'private']);
  });

  it.each([
    ['paused', { paused: { kind: 'person' as const, at: AT } }],
    ['gone, which waits for an answer', { gone: { how: 'tombstone' as const, at: AT } }],
  ])('nothing moves while one is %s', (_what, more) => {
    const records = [of('a', { ...base, notes: { text: 'x' } }), of('b', base, more)];
    expect(carryPerson(inStep(base), records, stepContext())).toBeNull();
  });

  it('a field in conflict with its own cloud waits, and what others said meanwhile is not overwritten by it later', () => {
    const conflict = { path: 'notes.text', base: 'first', mine: 'mine', theirs: 'cloud', at: AT };
    const records = [
      of('a', { ...base, notes: { text: 'mine' }, fileAs: 'A' }, { conflicts: [conflict] }),
      of('b', { ...base, notes: { text: 'other' } }),
    ];
    const first = run(inStep(base), records);
    expect(said(first.records[1])).toMatchObject({ notes: { text: 'other' }, fileAs: 'A' });
    expect(said(first.records[0])).toMatchObject({ notes: { text: 'mine' } });
    expect(first.state.conflicts).toEqual([]);
    const settled = first.records.map((record) => ({ ...record, conflicts: [] }));
    expect(run(first.state, settled).state.conflicts).toMatchObject([{ path: 'notes.text', base: 'first' }]);
  });

  it('[law 21] what its cloud cannot hold stays in Kith without being an edit', () => {
    const ctx = stepContext({
      hold: () => holdWith({ fields: ['fileAs'], parts: [], most: 100, kinds: [] }),
    });
    const { records } = run(inStep(base), [of('a', { ...base, fileAs: 'A' }), of('b', base)], ctx);
    expect(said(records[1])).toMatchObject({ fileAs: 'A' });
    expect(records[1]).toMatchObject({ base: { fileAs: 'A' }, inCloud: base });
    expect(records[1]!.local).toBe(records[1]!.base);
  });
});

describe('[law 23] deletions of one of them', () => {
  const base: ContactFields = { name: { given: 'Ada' }, notes: { text: 'first' } };

  it('are carried where the others were left as they were', () => {
    const { records, state, carried } = run(inStep(base), [of('b', base)]);
    expect(records).toMatchObject([{ id: 'b', local: null, base }]);
    expect(carried!.put).toHaveLength(1);
    expect(run(state, records).carried).toBeNull();
  });

  it('do not count where another was changed: the edit brings the contact back in its account', () => {
    const { records, state } = run(inStep(base), [of('b', { ...base, notes: { text: 'second' } })]);
    expect(records).toMatchObject([
      { id: 'b', local: { notes: { text: 'second' } } },
      { account: accountOf('a'), remoteId: null, base: null, local: { notes: { text: 'second' } } },
    ]);
    expect(run(state, records).carried).toBeNull();
  });

  it('[law 4] nor where another was changed in what it keeps to itself', () => {
    const edited: ContactFields = { ...base, flag: { status: 'flagged' } };
    const { records } = run(inStep(base), [of('b', edited)]);
    expect(records).toMatchObject([
      { id: 'b', local: edited },
      { account: accountOf('a'), local: base },
    ]);
  });

  it('[law 4] such an edit may be later than the deletion until all clouds were heard once more', () => {
    const edited = of('b', { ...base, flag: { status: 'flagged' } }, { changedAt: LATER });
    const heard = (...names: string[]) => stepContext({ heard: new Set(names.map(accountOf)) });
    const unheard = run(inStep(base), [of('a', base), edited], heard('b'));
    expect(said(run(unheard.state, [edited]).records[0])).toEqual(edited.local);
    const known = run(unheard.state, [of('a', base), edited], heard('a', 'b'));
    expect(said(run(known.state, [edited]).records[0])).toBeNull();
  });

  it('[law 4] nor where another was changed in a field that has waited since it was joined', () => {
    const conflict = { path: 'notes.text', base: null, mine: 'first', theirs: 'other', at: AT };
    const waiting = of('b', base, { conflicts: [conflict] });
    const { state } = run(newPersonState(PERSON, true), [of('a', base), waiting]);
    const edited: ContactFields = { ...base, notes: { text: 'second' } };
    expect(said(run(state, [of('b', edited)]).records[0])).toEqual(edited);
  });

  it('one that is brought back has what waits as another cloud has it', () => {
    const conflict = { path: 'name.given', base: null, mine: 'Augusta', theirs: 'Ada', at: AT };
    const waiting = of('b', { ...base, name: { given: 'Augusta' } }, { base, conflicts: [conflict] });
    const { state } = run(newPersonState(PERSON, true), [of('a', base), waiting]);
    expect(run(state, [waiting]).records[1]).toMatchObject({ account: accountOf('a'), local: base });
  });

  it('an edit takes back a deletion that waits for its cloud', () => {
    const deleted = of('a', base, { local: null, base: { ...base, labels: [{ id: 'l', ref: 'g' }] } });
    const { records, state } = run(inStep(base), [deleted, of('b', { ...base, notes: { text: 'second' } })]);
    expect(said(records[0])).toEqual({ ...base, notes: { text: 'second' }, labels: [{ id: 'l', ref: 'g' }] });
    expect(run(state, records).carried).toBeNull();
  });

  it('unlinking an account deletes nobody', () => {
    const ctx = stepContext({ accounts: new Map([[accountOf('b'), []]]) });
    const first = run(inStep(base), [of('b', base)], ctx);
    expect(first.records).toEqual([of('b', base)]);
    expect(Object.keys(first.state.agreed)).toEqual(['b']);
    expect(run(first.state, first.records).carried).toBeNull();
  });

  it('what is brought back after a carried deletion comes back in all accounts', () => {
    const { state, records } = run(inStep(base), [of('b', base)]);
    const restored = { ...records[0]!, local: records[0]!.base, changedAt: 'now' };
    expect(run(state, [restored]).records).toMatchObject([
      { id: 'b', local: base },
      { account: accountOf('a'), local: base },
    ]);
  });

  it('[law 22] nor is the one that was deleted first deleted again when it is brought back', () => {
    const { state } = run(inStep(base), [of('b', base)]);
    expect(run(state, [of('a', base)]).records).toMatchObject([
      { id: 'a', local: base },
      { account: accountOf('b'), local: base },
    ]);
  });

  it('a contact that moved away is not one that was deleted', () => {
    const left = of('a', base, { local: null, base, movedTo: ids.b });
    const { records } = run(inStep(base), [left, of('b', base)]);
    expect(said(records[1])).toEqual(base);
  });
});

describe('[law 23] contacts that never agreed', () => {
  it.each([
    ['+966 50 123', '+49 30 456'],
    ['+٩٦٦ ٥٠ ١٢٣', '+٤٩ ٣٠ ٤٥٦'],
    ['1-800-FLOWERS', '1-800-GOFEDEX'],
    ['030 1234 x5', '030 12345'],
    ['030 1234,5', '030 12345'],
  ])('keep each its own number besides the other one: %s, %s', (one, other) => {
    const records = [one, other].map((number, index) =>
      of('ab'[index]!, { phones: [{ id: '1', kind: 'mobile', number }] }),
    );
    for (const { local } of run(newPersonState(PERSON, true), records).records)
      expect(local!.phones!.map(({ number }) => number).toSorted()).toEqual([one, other].toSorted());
  });

  it('say everything that any of them says; single places that differ wait for the person', () => {
    const records = [
      of('a', {
        name: { given: 'Ada', family: 'Lovelace', display: 'Ada Lovelace' },
        emails: [{ id: '1', kind: 'home', address: 'ada@example.org' }],
        phones: [{ id: '1', kind: 'mobile', number: '+44 20 1' }],
        notes: { text: 'mine' },
      }),
      of('b', {
        name: { given: 'Ada', family: 'Lovelace', display: 'Lovelace, Ada' },
        emails: [
          { id: '1', address: 'ADA@example.org' },
          { id: '2', address: 'work@example.org' },
        ],
        phones: [{ id: '1', kind: 'mobile', number: '+44201' }],
        notes: { text: 'theirs' },
        birthday: { date: { year: 1815, month: 12, day: 10 } },
      }),
    ];
    const first = run(newPersonState(PERSON, true), records);
    for (const record of first.records) {
      expect(bare(record.local!, 'emails')).toEqual([
        { kind: 'home', address: 'ada@example.org' },
        { address: 'work@example.org' },
      ]);
      expect(bare(record.local!, 'phones')).toEqual([{ kind: 'mobile', number: '+44 20 1' }]);
      expect(record.local).toMatchObject({ birthday: { date: { year: 1815 } } });
    }
    expect(first.state.conflicts.map(({ path }) => path)).toEqual(['notes.text']);
    expect(first.records.map((record) => said(record)?.notes?.text)).toEqual(['mine', 'theirs']);
    expect(run(first.state, first.records).carried).toBeNull();
  });

  it('a company that only one of them names is nobody’s to lose, whichever comes first', () => {
    const [title, whole] = [{ title: 'Countess' }, { title: 'Countess', name: 'Engines' }];
    for (const [one, other] of [
      [title, whole],
      [whole, title],
    ]) {
      const organizations = [one, other].map((value, n) => [{ id: `o${n}`, ...value }]);
      const { records } = run(newPersonState(PERSON, true), [
        of('a', { organizations: organizations[0]! }),
        of('b', { organizations: organizations[1]! }),
      ]);
      for (const { local } of records) expect(local?.organizations).toMatchObject([whole]);
    }
  });

  it('what a contact that joins lacks where two others are in conflict is still no deletion once they agree', () => {
    const base: ContactFields = { name: { given: 'Ada' }, notes: { text: 'first' } };
    const records = [
      of('a', { ...base, notes: { text: 'mine' } }),
      of('b', { ...base, notes: { text: 'theirs' } }),
      of('c', { name: { given: 'Ada' } }),
    ];
    const open = run(inStep(base), records);
    expect(open.state.conflicts).toMatchObject([{ path: 'notes.text' }]);
    const agreed = open.records.map((record) =>
      record.id === 'b' ? { ...record, local: { ...record.local, notes: { text: 'mine' } } } : record,
    );
    const closed = run(open.state, agreed);
    expect(closed.records.map((record) => said(record)?.notes?.text)).toEqual(['mine', 'mine', 'mine']);
    expect(closed.state.conflicts).toEqual([]);
  });

  it('a contact that joins later brings what it has, and what it lacks is no deletion', () => {
    const base: ContactFields = { name: { given: 'Ada' }, notes: { text: 'first' } };
    const joining = of('c', { name: { given: 'Ada' }, nicknames: [{ id: '1', value: 'Countess' }] });
    const { records, state } = run(inStep(base), [of('a', base), of('b', base), joining]);
    for (const record of records)
      expect(said(record)).toMatchObject({ notes: { text: 'first' }, nicknames: [{ value: 'Countess' }] });
    expect(state.joined).toMatchObject({ c: { before: joining.local, after: said(records[2]) } });
  });
});
