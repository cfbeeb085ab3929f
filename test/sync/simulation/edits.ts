// Owns: random edits of a contact, each of which writes a value that no other edit writes, and finding those values again.
// Leaves to others: who makes the edit (history.ts), what must become of a value (ledger.ts).
import type { ContactFields, FieldName, PartialDate } from '../../../main/core/contact.ts';
import type { AnyListValue } from '../../../main/core/fields.ts';
import { FIELDS, FIELD_NAMES, normalise, recordOf, valuesOf } from '../../../main/core/fields.ts';
import type { Dice } from './dice.ts';

/** Values that are written once in a history, so that each tells which edit wrote it. */
export interface Values {
  text(): string;
  number(): string;
  date(withYear: boolean): PartialDate;
}

export function values(): Values {
  let made = 0;
  return {
    text: () => `t${++made}z`,
    number: () => `+1555${String(++made).padStart(6, '0')}`,
    date: (withYear) => {
      const day = new Date(Date.UTC(1904, 0, 1) + ++made * 86_400_000);
      return {
        ...(withYear ? { year: day.getUTCFullYear() } : {}),
        month: day.getUTCMonth() + 1,
        day: day.getUTCDate(),
      };
    },
  };
}

/** A written value and where it stands: in a list, or at the one place of a record or bare field. */
export interface Written {
  readonly value: string;
  readonly place: string;
  readonly inList: boolean;
}

/** Every written value in a contact; one that stands at several places of the same list value counts once. */
export function writtenIn(fields: ContactFields | null): readonly Written[] {
  if (fields === null) return [];
  return FIELD_NAMES.flatMap((name): Written[] => {
    const shape = FIELDS[name];
    if (shape.kind === 'list') {
      return valuesOf(fields, name).flatMap((entry) =>
        [...new Set(partsOf(entry).flatMap(([, part]) => found(part)))].map((value) => ({
          value,
          place: name,
          inList: true,
        })),
      );
    }
    if (shape.kind === 'record') {
      return partsOf(recordOf(fields, name)).flatMap(([part, text]) =>
        part === 'display'
          ? []
          : found(text).map((value) => ({ value, place: `${name}.${part}`, inList: false })),
      );
    }
    return found(fields[name]).map((value) => ({ value, place: name, inList: false }));
  });
}

const partsOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([part]) => !['id', 'kind', 'label', 'extra'].includes(part));

function found(part: unknown): readonly string[] {
  if (typeof part === 'string') return part.match(/\bt\d+z\b|\+1555\d{6}/g) ?? [];
  if (typeof part !== 'object' || part === null) return [];
  const { year, month, day } = part as PartialDate;
  return month === undefined ? [] : [`${year ?? ''}-${month}-${day}`];
}

export type Step = (fields: ContactFields) => ContactFields;

/** How a list value of each field is made from a new value. */
const LISTS: { readonly [K in FieldName]?: (make: Values) => object } = {
  emails: (make) => ({ address: `${make.text()}@example.org` }),
  phones: (make) => ({ number: make.number() }),
  urls: (make) => ({ url: `https://${make.text()}.example/` }),
  relations: (make) => ({ name: make.text() }),
  organizations: (make) => ({ name: make.text() }),
  customFields: (make) => ({ key: 'note', value: make.text() }),
  events: (make) => ({ date: make.date(true) }),
  ims: (make) => ({ handle: make.text() }),
  addresses: (make) => ({ street: make.text() }),
  nicknames: (make) => ({ value: make.text() }),
  interests: (make) => ({ value: make.text() }),
  occupations: (make) => ({ value: make.text() }),
};
const LIST_NAMES = Object.keys(LISTS) as FieldName[];

const SCALARS: readonly ((make: Values, dice: Dice) => ContactFields)[] = [
  (make) => ({ name: { given: make.text() } }),
  (make) => ({ name: { family: make.text() } }),
  (make) => ({ name: { suffix: make.text() } }),
  (make) => ({ notes: { text: make.text() } }),
  (make) => ({ fileAs: make.text() }),
  (make, dice) => ({ birthday: { date: make.date(dice.chance(0.8)) } }),
  (make) => ({ gender: { value: make.text() } }),
];

/** One to three changes as a person makes them. `label` gives a label of the account by number. */
export function randomEdit(dice: Dice, make: Values, label: (n: number) => string): Step {
  const steps = Array.from({ length: dice.pick([1, 1, 1, 2, 3]) }, () => oneStep(dice, make, label));
  return (fields) => normalise(steps.reduce((version, step) => step(version), fields));
}

function oneStep(dice: Dice, make: Values, label: (n: number) => string): Step {
  return dice.weighted<() => Step>([
    [4, () => setScalar(dice, make)],
    [1, () => clearScalar(dice)],
    [9, () => listStep(dice, make)],
    [1, () => labelStep(dice, label)],
    [
      1,
      () => {
        const favorite = dice.chance(0.5);
        return (fields) => ({ ...fields, favorite });
      },
    ],
  ])();
}

function setScalar(dice: Dice, make: Values): Step {
  const change = (dice.chance(0.4) ? SCALARS[dice.pick([0, 3])]! : dice.pick(SCALARS))(make, dice);
  return (fields) => {
    const [[name, value]] = Object.entries(change) as [[FieldName, unknown]];
    if (typeof value !== 'object') return { ...fields, [name]: value };
    // The whole name is left to follow its parts, as the window leaves it.
    const { display: _display, ...rest } = recordOf(fields, name);
    return {
      ...fields,
      [name]: { ...(name === 'name' ? rest : recordOf(fields, name)), ...(value as object) },
    };
  };
}

function clearScalar(dice: Dice): Step {
  const name = dice.pick<FieldName>(['notes', 'fileAs', 'birthday', 'gender']);
  return (fields) => ({ ...fields, [name]: undefined });
}

function labelStep(dice: Dice, label: (n: number) => string): Step {
  const ref = label(dice.int(4));
  return (fields) => {
    const others = valuesOf(fields, 'labels').filter((one) => one['ref'] !== ref);
    const had = others.length < valuesOf(fields, 'labels').length;
    return { ...fields, labels: had ? others : [...others, { id: '', ref }] };
  };
}

function listStep(dice: Dice, make: Values): Step {
  const name = dice.pick(
    dice.chance(0.5) ? (['emails', 'phones', 'organizations', 'urls'] as const) : LIST_NAMES,
  );
  const shape = FIELDS[name];
  const kind = shape.kind !== 'list' ? undefined : dice.pick([...shape.kinds.slice(0, 4), undefined]);
  const withKind = kind === undefined ? {} : { kind };
  const [at, content] = [dice.pick([0, 0, 0, 1, 2, 3]), LISTS[name]!(make)];
  const change =
    (work: (all: readonly AnyListValue[], index: number) => readonly object[]): Step =>
    (fields) => {
      const all = valuesOf(fields, name);
      return { ...fields, [name]: work(all, all.length === 0 ? 0 : at % all.length) };
    };
  return dice.weighted<Step>([
    [5, change((all) => [...all, { id: '', ...withKind, ...content }])],
    [4, change((all, index) => all.map((value, n) => (n === index ? { ...value, ...content } : value)))],
    [2, change((all, index) => all.map((value, n) => (n === index ? { ...value, kind } : value)))],
    [3, change((all, index) => all.filter((_value, n) => n !== index))],
    [1, change((all, index) => [...all.slice(index), ...all.slice(0, index)])],
    [
      1,
      change((all, index) =>
        all.map(({ primary: _primary, ...value }, n) =>
          n === index && ['emails', 'phones'].includes(name) ? { ...value, primary: true } : value,
        ),
      ),
    ],
  ]);
}

/** What an edit names to the handlers: the fields that differ, null for those that are gone. */
export function patchOf(before: ContactFields, after: ContactFields): ContactFields {
  const names = FIELD_NAMES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(names.map((name) => [name, after[name] ?? null])) as ContactFields;
}
