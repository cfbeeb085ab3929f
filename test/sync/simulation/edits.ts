// Owns: random edits of a contact, each of which writes a value that no other edit writes, and finding those values again.
// Leaves to others: who makes the edit (history.ts), what must become of a value (ledger.ts).
import type { ContactFields, FieldName, PartialDate, ZonedTime } from '../../../main/core/contact.ts';
import type { AnyListValue, FieldShape, ListFieldName } from '../../../main/core/fields.ts';
import {
  changedFields,
  FIELDS,
  FIELD_NAMES,
  normalise,
  recordOf,
  valuesOf,
} from '../../../main/core/fields.ts';
import type { Dice } from './dice.ts';

/** Values that are written once in a history, so that each tells which edit wrote it. */
export interface Values {
  text(): string;
  number(): string;
  date(withYear: boolean): PartialDate;
  time(): ZonedTime;
}

export function values(): Values {
  let made = 0;
  const day = () => new Date(Date.UTC(1904, 0, 1) + ++made * 86_400_000);
  return {
    text: () => `t${++made}z`,
    number: () => `+1555${String(++made).padStart(6, '0')}`,
    date: (withYear) => {
      const it = day();
      return {
        ...(withYear ? { year: it.getUTCFullYear() } : {}),
        month: it.getUTCMonth() + 1,
        day: it.getUTCDate(),
      };
    },
    time: () => ({ dateTime: `${day().toISOString().slice(0, 19)}.0000000`, timeZone: 'UTC' }),
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
  const { dateTime } = part as ZonedTime;
  if (dateTime !== undefined) return [dateTime];
  const { year, month, day } = part as PartialDate;
  return month === undefined ? [] : [`${year ?? ''}-${month}-${day}`];
}

export type Step = (fields: ContactFields) => ContactFields;

type Make = (make: Values, dice: Dice) => object;

const oneOf =
  (...parts: readonly string[]): Make =>
  (make, dice) => ({ [dice.pick(parts)]: make.text() });

/** How a list value of each field is made from a new value. */
const LISTS: Readonly<Record<Exclude<ListFieldName, 'labels'>, Make>> = {
  nicknames: oneOf('value'),
  // The name beside an address is left out: some mailboxes keep it to themselves.
  emails: (make) => ({ address: `${make.text()}@example.org` }),
  phones: (make) => ({ number: make.number() }),
  addresses: oneOf('street', 'street', 'city', 'region', 'postalCode', 'country', 'poBox', 'extended'),
  organizations: oneOf('name', 'name', 'title', 'department', 'office', 'jobDescription', 'phoneticName'),
  events: (make) => ({ date: make.date(true) }),
  urls: (make) => ({ url: `https://${make.text()}.example/` }),
  relations: oneOf('name'),
  ims: oneOf('handle'),
  sips: (make) => ({ address: `sip:${make.text()}@example.org` }),
  calendarUrls: (make) => ({ url: `https://${make.text()}.example/busy` }),
  occupations: oneOf('value'),
  interests: oneOf('value'),
  locales: oneOf('value'),
  locations: oneOf('value', 'value', 'building', 'floor', 'desk'),
  externalIds: oneOf('value'),
  keywords: oneOf('value'),
  customFields: (make) => ({ key: 'note', value: make.text() }),
  clientData: (make) => ({ key: make.text(), value: make.text() }),
};

/** How a part of each record, or a bare text, is made. The middle name stays: it tells contacts apart. */
const RECORDS: Readonly<Record<string, Make>> = {
  name: oneOf(
    'given',
    'given',
    'family',
    'family',
    'prefix',
    'suffix',
    'initials',
    'phoneticGiven',
    'phoneticFamily',
  ),
  notes: oneOf('text'),
  birthday: (make, dice) =>
    dice.chance(0.1) ? { text: make.text() } : { date: make.date(dice.chance(0.8)) },
  gender: oneOf('value', 'addressMeAs'),
  flag: (make) => ({ status: 'flagged', due: make.time() }),
};

const OFTEN = ['name', 'name', 'notes', 'notes', 'emails', 'phones', 'organizations', 'urls'] as const;

/** One to three changes as a person makes them. `label` gives a label of the account by number. */
export function randomEdit(dice: Dice, make: Values, label: (n: number) => string): Step {
  const steps = Array.from({ length: dice.pick([1, 1, 1, 2, 3]) }, () =>
    editOf(dice.chance(0.5) ? dice.pick(OFTEN) : dice.pick(FIELD_NAMES), dice, make, label),
  );
  return (fields) => normalise(steps.reduce((version, step) => step(version), fields));
}

/** One change of one field. */
export function editOf(name: FieldName, dice: Dice, make: Values, label: (n: number) => string): Step {
  const shape = FIELDS[name];
  if (name === 'labels') return labelStep(dice, label);
  if (shape.kind === 'list') return listStep(name as keyof typeof LISTS, dice, make);
  if (shape.kind === 'flag') {
    const on = dice.chance(0.7);
    return (fields) => ({ ...fields, [name]: on });
  }
  if (name !== 'name' && dice.chance(0.2)) return (fields) => ({ ...fields, [name]: undefined });
  if (shape.kind === 'text') {
    const text = make.text();
    return (fields) => ({ ...fields, [name]: text });
  }
  const change = RECORDS[name]!(make, dice);
  return (fields) => {
    // The whole name is left to follow its parts, as the window leaves it.
    const { display: _display, ...rest } = recordOf(fields, name);
    return { ...fields, [name]: { ...(name === 'name' ? rest : recordOf(fields, name)), ...change } };
  };
}

function labelStep(dice: Dice, label: (n: number) => string): Step {
  const ref = label(dice.int(4));
  return (fields) => {
    const others = valuesOf(fields, 'labels').filter((one) => one['ref'] !== ref);
    const had = others.length < valuesOf(fields, 'labels').length;
    return { ...fields, labels: had ? others : [...others, { id: '', ref }] };
  };
}

function listStep(name: keyof typeof LISTS, dice: Dice, make: Values): Step {
  const { kinds } = FIELDS[name] as Extract<FieldShape, { kind: 'list' }>;
  // Outlook has a place for one kind of keyword alone.
  const usual = name === 'keywords' ? ['outlookUser'] : kinds.slice(0, 4);
  const kind = kinds.length === 0 ? undefined : dice.pick([...usual, dice.pick(kinds), undefined]);
  const withKind = kind === undefined ? {} : { kind };
  const [at, content] = [dice.pick([0, 0, 0, 1, 2, 3]), LISTS[name](make, dice)];
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

/**
 * Values that an edit gave another kind. Where another contact changes what tells the same value apart, nothing says any
 * more that the two are one (law 3): both stay, and repeat what neither edit touched.
 */
export function withOtherKind(before: ContactFields, after: ContactFields): ContactFields {
  const kindsOf = (fields: ContactFields, name: FieldName) =>
    new Map(
      valuesOf(fields, name).flatMap((value) =>
        writtenIn({ [name]: [value] }).map((written) => [written.value, value.kind] as const),
      ),
    );
  const fields = changedFields(before, after).filter((name) => FIELDS[name].kind === 'list');
  return Object.fromEntries(
    fields.map((name) => {
      const old = kindsOf(before, name);
      const isOther = (value: AnyListValue) =>
        writtenIn({ [name]: [value] }).some((one) => old.has(one.value) && old.get(one.value) !== value.kind);
      return [name, valuesOf(after, name).filter(isOther)];
    }),
  ) as ContactFields;
}
