// Owns: what a person's decision does to a place that two contacts changed differently (laws 3, 23).
// Leaves to others: how conflicts come about (in-step.test.ts), conflicts with a cloud (conflicts.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import { decideConflict, localIn, openConflicts } from '../../../main/core/in-step-conflicts.ts';
import type { Decision } from '../../../main/core/in-step-conflicts.ts';
import type { PersonState } from '../../../main/core/person-state.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { RUNS, threeVersions } from './arbitraries.ts';
import { after, inStep, of, run, stepContext } from './in-step-persons.ts';
import { bare, withSlotIds } from './records.ts';

const base: ContactFields = {
  name: { given: 'Ada', family: 'Lovelace', display: 'Ada Lovelace' },
  notes: { text: 'first' },
  phones: [{ id: 'p', kind: 'home', number: '1' }],
};

function decide(state: PersonState, records: readonly ContactRecord[], decision: Decision, index = 0) {
  const carried = decideConflict(
    state,
    records,
    openConflicts(state, localIn(records))[index]!,
    decision,
    stepContext(),
  );
  return { state: carried.state, records: after(records, carried) };
}

const both = (change: (word: string) => Partial<ContactFields>) =>
  run(inStep(base), [of('a', { ...base, ...change('mine') }), of('b', { ...base, ...change('theirs') })]);

describe('[law 3] a decision between two contacts', () => {
  it.each([
    [{ take: 'mine' }, 'mine'],
    [{ take: 'theirs' }, 'theirs'],
    [{ take: 'base' }, 'first'],
    [{ take: 'both' }, 'mine\n\ntheirs'],
    [{ take: 'value', value: 'typed' }, 'typed'],
  ] as const)('%o stands in both, and the conflict is over', (decision, text) => {
    const { state, records } = both((word) => ({ notes: { text: word } }));
    const decided = decide(state, records, decision);
    expect(decided.records.map(({ local }) => local?.notes?.text)).toEqual([text, text]);
    expect(decided.state).toMatchObject({ conflicts: [], base: { notes: { text } } });
    expect(run(decided.state, decided.records).carried).toBeNull();
  });

  it('about a part of the name carries the whole name along', () => {
    const { state, records } = both((given) => ({
      name: { given, family: 'Lovelace', display: `${given} Lovelace` },
    }));
    const decided = decide(state, records, { take: 'theirs' });
    for (const { local } of decided.records)
      expect(local?.name).toEqual({ given: 'theirs', family: 'Lovelace', display: 'theirs Lovelace' });
  });

  it('about a value of a list is found by the id that it has in the first contact, and keeps what each cloud put inside', () => {
    const { state, records } = run(inStep(base), [
      of('a', { ...base, phones: [{ id: 'p', kind: 'home', number: '2' }] }),
      of('b', { ...base, phones: [{ id: 'slot', kind: 'home', number: '3', extra: { odd: 1 } }] }),
    ]);
    expect(openConflicts(state, localIn(records))).toMatchObject([{ path: 'phones.p', contact: 'a' }]);
    const mine = decide(state, records, { take: 'mine' });
    expect(mine.records.map(({ local }) => local?.phones)).toEqual([
      [{ id: 'p', kind: 'home', number: '2' }],
      [{ id: 'slot', kind: 'home', number: '2', extra: { odd: 1 } }],
    ]);
    const two = decide(state, records, { take: 'both' });
    for (const { local } of two.records)
      expect(bare({ phones: local?.phones?.map(({ extra: _extra, ...phone }) => phone) }, 'phones')).toEqual([
        { kind: 'home', number: '2' },
        { kind: 'home', number: '3' },
      ]);
    expect(two.state.conflicts).toEqual([]);
  });

  it('is about what each contact says by now, and a deleted one has no say', () => {
    const { state, records } = both((word) => ({ notes: { text: word } }));
    const later = records.map((record, n) =>
      n === 0 ? { ...record, local: { ...base, notes: { text: 'edited since' } } } : record,
    );
    expect(openConflicts(state, localIn(later))).toMatchObject([{ mine: { value: 'edited since' } }]);
    const decided = decide(state, later, { take: 'mine' });
    expect(decided.records.map(({ local }) => local?.notes?.text)).toEqual(['edited since', 'edited since']);
    const deleted = records.map((record, n) => (n === 0 ? { ...record, local: null } : record));
    expect(openConflicts(state, localIn(deleted))).toEqual([]);
  });

  it('of three that all differ is one between two, and then one with the third', () => {
    const records = ['a', 'b', 'c'].map((id) => of(id, { ...base, notes: { text: id } }));
    const first = run(inStep(base, ['a', 'b', 'c']), records);
    const second = decide(first.state, first.records, { take: 'theirs' });
    expect(second.records.map(({ local }) => local?.notes?.text)).toEqual(['b', 'b', 'c']);
    const third = decide(second.state, second.records, { take: 'mine' });
    expect(third.records.map(({ local }) => local?.notes?.text)).toEqual(['b', 'b', 'b']);
    expect(third.state.conflicts).toEqual([]);
  });

  it('is possible for whatever conflicts there are, until none is left', () => {
    fc.assert(
      fc.property(threeVersions, fc.constantFrom('mine', 'theirs', 'base'), ([from, one, other], take) => {
        let now: { state: PersonState; records: readonly ContactRecord[] } = run(inStep(from), [
          of('a', one),
          of('b', withSlotIds(other)),
        ]);
        for (let left = 10; openConflicts(now.state, localIn(now.records)).length > 0; left--) {
          expect(left).toBeGreaterThan(0);
          now = decide(now.state, now.records, { take });
        }
        expect(run(now.state, now.records).carried?.put ?? []).toEqual([]);
      }),
      { ...RUNS, numRuns: 600 },
    );
  });
});
