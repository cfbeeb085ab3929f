// Owns: random contacts over every field of the model, and random edits of them, for the properties of the core.
// Leaves to others: the properties (properties.test.ts, loop.test.ts).
import fc from 'fast-check';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import type { AnyListValue, PartType } from '../../../main/core/fields.ts';
import { FIELD_NAMES, FIELDS, normalise, recordOf, valuesOf } from '../../../main/core/fields.ts';
import type { Losses } from './records.ts';

export const RUNS = { seed: 20260102, numRuns: 2500 } as const;

/** Few words, so that both sides often say the same, with the ones that go wrong: blanks, other scripts, look-alikes. */
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c', '1', '2') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'A',
      ' a',
      '1 1',
      '+1',
      '山田',
      '太郎',
      'é',
      'x.y',
      '__proto__',
      'constructor',
    ),
  },
);

const PARTS: Readonly<Record<PartType, fc.Arbitrary<unknown>>> = {
  text,
  number: fc.constantFrom(0, 1, 500),
  flag: fc.boolean(),
  date: fc.record(
    { year: fc.constantFrom(0, 1990), month: fc.constantFrom(1, 12), day: fc.constantFrom(1, 31) },
    { requiredKeys: [] },
  ),
  time: fc.record(
    { dateTime: fc.constantFrom('2026-01-01T00:00:00', ''), timeZone: fc.constantFrom('UTC', '') },
    { requiredKeys: ['dateTime'] },
  ),
};

const extra = fc.constantFrom(
  { google: { odd: 1 } },
  { google: { odd: false } },
  { google: { odd: 1, old: '' } },
);
const id = fc.constantFrom('v1', 'v2', 'v3', 'v1~2', 'phones.home.0', 'x.y.z');

function partsOf(parts: Readonly<Record<string, PartType>>): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, type]) => [name, fc.option(PARTS[type], { nil: undefined, freq: 6 })]),
  );
}

function valueOf(name: FieldName): fc.Arbitrary<AnyListValue> {
  const shape = FIELDS[name];
  if (shape.kind !== 'list') throw new Error(`${name} is no list`);
  return fc.record({
    ...partsOf(shape.parts),
    id,
    kind: fc.constantFrom(...shape.kinds.slice(0, 2), undefined),
    label: fc.option(fc.constantFrom('Cottage', ''), { nil: undefined, freq: 1 }),
    primary: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
    extra: fc.option(extra, { nil: undefined, freq: 1 }),
  }) as fc.Arbitrary<AnyListValue>;
}

function fieldOf(name: FieldName): fc.Arbitrary<unknown> {
  const shape = FIELDS[name];
  if (shape.kind === 'text') return text;
  if (shape.kind === 'flag') return fc.boolean();
  if (shape.kind === 'list')
    return fc.uniqueArray(valueOf(name), { selector: (value) => value.id, maxLength: 4 });
  return fc.record({ ...partsOf(shape.parts), extra: fc.option(extra, { nil: undefined, freq: 1 }) });
}

/** A few fields at a time, so that values meet often, and mostly those in which most can go wrong. */
const someNames: fc.Arbitrary<readonly FieldName[]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.subarray<FieldName>(['name', 'phones', 'emails', 'customFields', 'notes', 'fileAs'], {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { weight: 1, arbitrary: fc.subarray([...FIELD_NAMES], { minLength: 1, maxLength: 3 }) },
);

function fieldsOf(names: readonly FieldName[]): fc.Arbitrary<ContactFields> {
  return fc.record(Object.fromEntries(names.map((name) => [name, fieldOf(name)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<ContactFields>;
}

/** As scripts and services may say it: with empty texts, empty values and falses. */
export const rawContact: fc.Arbitrary<ContactFields> = someNames.chain(fieldsOf);

/** In normal form. */
export const contact: fc.Arbitrary<ContactFields> = rawContact.map(normalise);

/** What a side may do to a contact: one part of one place at a time, as people and services do. */
type Step = (fields: ContactFields) => ContactFields;

function listStep(name: FieldName): fc.Arbitrary<Step> {
  const at = fc.nat(5);
  const set = (values: readonly AnyListValue[]): ContactFields => ({ [name]: values }) as ContactFields;
  return fc.oneof(
    fc.tuple(valueOf(name), fc.nat(1_000_000)).map(([value, n]): Step => (fields) => ({
      ...fields,
      ...set([...valuesOf(fields, name), { ...value, id: `n${n}` }]),
    })),
    at.map((n): Step => (fields) => ({
      ...fields,
      ...set(valuesOf(fields, name).filter((_value, index) => index !== n)),
    })),
    fc.tuple(at, valueOf(name), fc.nat(8)).map(([n, from, which]): Step => (fields) => ({
      ...fields,
      ...set(
        valuesOf(fields, name).map((value, index) => (index === n ? withOnePart(value, from, which) : value)),
      ),
    })),
    at.map((n): Step => (fields) => ({
      ...fields,
      ...set([...valuesOf(fields, name).slice(n), ...valuesOf(fields, name).slice(0, n)]),
    })),
  );
}

function withOnePart<T extends object>(value: T, from: object, which: number): T {
  const parts = Object.entries(from).filter(([part]) => part !== 'id' && part !== 'extra');
  const [part, given] = parts[which % parts.length] ?? ['', undefined];
  return part === '' ? value : { ...value, [part]: given };
}

function step(name: FieldName): fc.Arbitrary<Step> {
  const shape = FIELDS[name];
  if (shape.kind === 'list') return listStep(name);
  if (shape.kind === 'record') {
    return fc.tuple(fieldOf(name), fc.nat(20)).map(([from, which]): Step => (fields) => ({
      ...fields,
      [name]: withOnePart(recordOf(fields, name), from as object, which),
    }));
  }
  return fieldOf(name).map((value): Step => (fields) => ({ ...fields, [name]: value }));
}

/** A few changes of a few fields. */
function edits(names: readonly FieldName[], most: number): fc.Arbitrary<Step> {
  return fc.array(fc.constantFrom(...names).chain(step), { maxLength: most }).map(
    (steps): Step =>
      (fields) =>
        normalise(steps.reduce((version, change) => change(version), fields)),
  );
}

/** A base and what each side made of it. */
export const threeVersions: fc.Arbitrary<readonly [ContactFields, ContactFields, ContactFields]> =
  someNames.chain((names) =>
    fc
      .tuple(fieldsOf(names).map(normalise), edits(names, 3), edits(names, 3))
      .map(([base, mine, theirs]) => [base, mine(base), theirs(base)] as const),
  );

/** A contact and rounds of changes: mine and theirs between two syncs. */
export interface Round {
  readonly mine: Step;
  readonly theirs: Step;
  /** An edit here while a write is under way. */
  readonly meanwhile: Step;
  /** The reply to the first write is lost. */
  readonly lost: boolean;
  /** What the person takes of each conflict afterwards; null: leaves them. */
  readonly take: 'mine' | 'theirs' | 'base' | 'both' | null;
}

export interface History {
  readonly start: ContactFields;
  readonly rounds: readonly Round[];
}

export const history: fc.Arbitrary<History> = someNames.chain((names) =>
  fc.record({
    start: fieldsOf(names).map(normalise),
    rounds: fc.array(
      fc.record({
        mine: edits(names, 2),
        theirs: edits(names, 2),
        meanwhile: edits(names, 1),
        lost: fc.boolean(),
        take: fc.constantFrom('mine', 'theirs', 'base', 'both', null),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
);

export const losses: fc.Arbitrary<Losses> = fc.record({
  fields: fc.subarray<FieldName>(['fileAs', 'notes', 'customFields', 'gender', 'events', 'urls'], {
    maxLength: 2,
  }),
  parts: fc.subarray(['label', 'name', 'display', 'title', 'city', 'text', 'primary', 'value']),
  most: fc.constantFrom(1, 2, 3, 100),
  kinds: fc.subarray(['mobile', 'home', 'work', 'default', 'spouse'], { maxLength: 2 }),
});
