// Owns: what must hold of keeping any contacts in step (law 23). Leaves to others: chosen cases (in-step.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import {
  changedFields,
  FIELDS,
  recordOf,
  sameField,
  valuesOf,
  valueText,
} from '../../../main/core/fields.ts';
import type { AnyListValue } from '../../../main/core/fields.ts';
import { parted } from '../../../main/core/in-step.ts';
import { SHARED_FIELDS } from '../../../main/core/in-step-scope.ts';
import { shared } from '../../../main/core/in-step-fields.ts';
import { canonicalJson } from '../../../main/core/json.ts';
import { newPersonState } from '../../../main/core/person-state.ts';
import type { PersonState } from '../../../main/core/person-state.ts';
import { contact, RUNS as MANY, threeVersions } from './arbitraries.ts';
import { ids, inStep, of, PERSON, run } from './in-step-persons.ts';
import { withSlotIds } from './records.ts';

const RUNS = { ...MANY, numRuns: 600 };

/** Every text, number and date that a contact says in the fields that travel, by field and part. */
function sayings(fields: ContactFields | null): ReadonlySet<string> {
  return new Set(
    SHARED_FIELDS.flatMap((name) => {
      const only = shared(name, fields);
      const shape = FIELDS[name];
      const places =
        shape.kind === 'list'
          ? valuesOf(only, name)
          : shape.kind === 'record'
            ? [recordOf(only, name)]
            : [{ '': only[name] as string }];
      return places.flatMap((place) =>
        Object.entries(place).flatMap(([part, value]) =>
          part === 'id' || value === undefined ? [] : `${name} ${part} ${canonicalJson(value)}`,
        ),
      );
    }),
  );
}

const isDerived = (saying: string) => saying.startsWith('name display ') || / primary /.test(saying);

const persons = fc.oneof(
  threeVersions.map(([base, mine, theirs]) => ({
    state: inStep(base),
    records: [of('a', mine), of('b', withSlotIds(theirs))],
    base,
  })),
  fc.tuple(threeVersions, contact).map(([[base, mine, theirs], third]) => ({
    state: inStep(base),
    records: [of('a', mine), of('b', withSlotIds(theirs)), of('c', third)],
    base,
  })),
  fc.tuple(contact, contact).map(([mine, theirs]) => ({
    state: newPersonState(PERSON, true),
    records: [of('a', mine), of('b', withSlotIds(theirs))],
    base: {} as ContactFields,
  })),
);

function sameButConflicts(name: FieldName, state: PersonState, one: ContactFields, other: ContactFields) {
  return (
    state.conflicts.some(({ path }) => path.startsWith(name)) ||
    sameField(name, shared(name, one), shared(name, other))
  );
}

describe('[law 23] any contacts', () => {
  it('say the same after one run, but for conflicts', () => {
    fc.assert(
      fc.property(persons, ({ state, records }) => {
        const now = run(state, records);
        const [first, ...others] = now.records;
        for (const other of others)
          for (const name of SHARED_FIELDS)
            expect([name, sameButConflicts(name, now.state, first!.local!, other.local!)]).toEqual([
              name,
              true,
            ]);
      }),
      RUNS,
    );
  });

  it('are left alone by the run after it', () => {
    fc.assert(
      fc.property(persons, ({ state, records }) => {
        const now = run(state, records);
        const again = run(now.state, now.records);
        // Which of several equal values is the contested one may be said anew; the contacts stay.
        expect(again.carried?.put ?? []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('lose no edit: whatever one began to say is said by one of them', () => {
    fc.assert(
      fc.property(persons, ({ state, records, base }) => {
        const before = sayings(base);
        const begun = records.flatMap((record) =>
          [...sayings(record.local)].filter((saying) => !before.has(saying) && !isDerived(saying)),
        );
        const now = new Set(run(state, records).records.flatMap((record) => [...sayings(record.local)]));
        // A newcomer's keys may be spelled as the others spell them.
        const folded = new Set([...now].map((saying) => saying.toLowerCase().replace(/[^\p{L}\d+]/gu, '')));
        for (const saying of begun)
          expect([...folded]).toContain(saying.toLowerCase().replace(/[^\p{L}\d+]/gu, ''));
      }),
      RUNS,
    );
  });

  it('come out with equal content in whichever order they are met', () => {
    fc.assert(
      fc.property(threeVersions, ([base, mine, theirs]) => {
        const records = [of('a', mine), of('b', withSlotIds(theirs))];
        const one = run(inStep(base), records);
        const other = run(inStep(base), records.toReversed());
        const plain = (name: FieldName, fields: ContactFields | null) =>
          FIELDS[name].kind === 'list'
            ? valuesOf(shared(name, fields), name)
                .map(({ primary: _primary, ...value }) => valueText(value as AnyListValue))
                .sort()
            : name === 'name'
              ? { ...fields?.name, display: undefined, extra: undefined }
              : shared(name, fields);
        expect(other.state.conflicts.length).toBe(one.state.conflicts.length);
        for (const name of SHARED_FIELDS)
          expect(plain(name, other.records[1]!.local)).toEqual(plain(name, one.records[0]!.local));
      }),
      RUNS,
    );
  });

  it('[pain 23] parting gives each exactly what it had, and later edits stay', () => {
    fc.assert(
      fc.property(contact, contact, (one, other) => {
        const records = [of('a', one), of('b', withSlotIds(other))];
        const { state, records: together } = run(newPersonState(PERSON, true), records);
        together.forEach((record, index) => {
          expect(
            changedFields(parted(state.joined[record.id], record.local!), records[index]!.local),
          ).toEqual([]);
        });
        const edited = { ...together[0]!.local, occupations: [{ id: 'later', value: 'later' }] };
        expect(parted(state.joined[ids.a], edited).occupations).toContainEqual({
          id: 'later',
          value: 'later',
        });
      }),
      RUNS,
    );
  });
});
