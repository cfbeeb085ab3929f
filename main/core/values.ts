// Owns: the identity of repeated values across versions: which value of one version is which of another.
// Leaves to others: joining the versions (merge.ts), the shape of values (fields.ts).
import type { FieldName } from './contact.ts';
import { dialled } from './dialled.ts';
import type { AnyListValue } from './fields.ts';
import { FIELDS, valueText } from './fields.ts';

/** The part that tells values of a field apart, folded so that re-typing it in other letters finds it again. */
function keyOf(name: FieldName, value: AnyListValue): string {
  const shape = FIELDS[name];
  if (shape.kind !== 'list') return '';
  const key = value[shape.key];
  if (key === undefined || key === null) return '';
  if (name === 'phones') return dialled(String(key));
  return (typeof key === 'string' ? key : JSON.stringify(key)).trim().toLowerCase();
}

function kindOf(value: AnyListValue): string {
  return `${value.kind ?? ''}\n${value.label ?? ''}`;
}

type Likeness = (name: FieldName, value: AnyListValue) => string;

const exactly: Likeness = (_name, value) => `=${valueText(value)}`;

/** What else counts as "the same value", the surest first. */
const LIKENESS: readonly Likeness[] = [
  (name, value) => (keyOf(name, value) === '' ? '' : `k${keyOf(name, value)}\n${kindOf(value)}`),
  (name, value) => (keyOf(name, value) === '' ? '' : `K${keyOf(name, value)}`),
  // A job without an employer, a place without a street: services differ in the kind they keep of it, and in the order.
  (name, value) => (keyOf(name, value) === '' ? `c${contentOf(value)}` : ''),
];

function contentOf({ kind: _kind, label: _label, primary: _primary, ...content }: AnyListValue): string {
  return valueText(content as AnyListValue);
}

/** Where nothing tells a value apart by a key, before or after, what it still says in a part does. */
function alikeIn(part: string): Likeness {
  return (_name, value) => {
    const said = value[part];
    return said === undefined || said === null ? '' : `p${JSON.stringify(said)}`;
  };
}

function partsOf(name: FieldName): readonly string[] {
  const shape = FIELDS[name];
  return shape.kind === 'list' ? Object.keys(shape.parts) : [];
}

/** Which value each incoming one was found to be, by its place. */
type Matches = (AnyListValue | undefined)[];

/**
 * `incoming` with the ids of the values of `reference` that they are later versions of. Values are matched by equal
 * content first, there and then in `twins` (what the other side made of the reference), then by equal key (address,
 * number), without a key by an equal part, then, if `byKind`, where each side has exactly one value left of a kind. What matches nothing is new and
 * keeps an id that no other value has. The order of `incoming` stays.
 */
export function adoptIds(
  name: FieldName,
  reference: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  byKind = true,
  twins: readonly AnyListValue[] = [],
): readonly AnyListValue[] {
  const matches: Matches = new Array<undefined>(incoming.length).fill(undefined);
  const free = new Map(reference.map((value) => [value.id, value]));
  const match = (
    likeness: Likeness,
    candidates: Iterable<AnyListValue>,
    isMeant: (value: AnyListValue) => boolean = () => true,
  ) => {
    const index = groupBy([...candidates], (value) => likeness(name, value));
    if (index.size === 0) return;
    incoming.forEach((value, place) => {
      if (matches[place] !== undefined || !isMeant(value)) return;
      matches[place] = index.get(likeness(name, value))?.shift();
      if (matches[place] !== undefined) free.delete(matches[place].id);
    });
  };
  const isKeyless = (value: AnyListValue) => keyOf(name, value) === '';
  match(exactly, free.values());
  const known = new Set(reference.map((value) => value.id));
  match(
    exactly,
    twins.filter(({ id }) => !known.has(id) || free.has(id)),
  );
  for (const likeness of LIKENESS) match(likeness, free.values());
  for (const likeness of partsOf(name).map(alikeIn)) {
    match(likeness, [...free.values()].filter(isKeyless));
    match(likeness, free.values(), isKeyless);
  }
  if (byKind) matchOnlyOfKind([...free.values()], incoming, matches);
  return withUniqueIds([...reference, ...twins], incoming, matches);
}

/** Values by a text, in their order; those whose text is empty belong nowhere. */
function groupBy(
  values: readonly AnyListValue[],
  textOf: (value: AnyListValue) => string,
): Map<string, AnyListValue[]> {
  const groups = new Map<string, AnyListValue[]>();
  for (const value of values) {
    const text = textOf(value);
    const group = groups.get(text);
    if (group !== undefined) group.push(value);
    else if (text !== '') groups.set(text, [value]);
  }
  return groups;
}

function matchOnlyOfKind(
  free: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  matches: Matches,
): void {
  const candidates = groupBy(free, kindOf);
  const rivals = groupBy(
    incoming.filter((_value, place) => matches[place] === undefined),
    kindOf,
  );
  incoming.forEach((value, place) => {
    if (matches[place] !== undefined || rivals.get(kindOf(value))?.length !== 1) return;
    const [only, ...others] = candidates.get(kindOf(value)) ?? [];
    if (only !== undefined && others.length === 0) matches[place] = only;
  });
}

function withUniqueIds(
  others: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  matches: Readonly<Matches>,
): readonly AnyListValue[] {
  const taken = new Set(others.map((value) => value.id));
  return incoming.map((value, place) => {
    const id = matches[place]?.id ?? freshId(value.id, taken);
    return id === value.id ? value : { ...value, id };
  });
}

/** The wanted id, or one made from it that is not in `taken`; it is added there. */
export function freshId(wanted: string | undefined, taken: Set<string>): string {
  const stem = wanted || 'v';
  let id = stem;
  for (let n = 2; taken.has(id); n++) id = `${stem}~${n}`;
  taken.add(id);
  return id;
}
