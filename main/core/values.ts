// Owns: the identity of repeated values across versions: which value of one version is which of another.
// Leaves to others: joining the versions (merge.ts), the shape of values (fields.ts).
import type { FieldName } from './contact.ts';
import type { AnyListValue } from './fields.ts';
import { FIELDS, valueText } from './fields.ts';

/** The part that tells values of a field apart, folded so that re-typing it in other letters finds it again. */
function keyOf(name: FieldName, value: AnyListValue): string {
  const shape = FIELDS[name];
  if (shape.kind !== 'list') return '';
  const key = value[shape.key];
  if (key === undefined || key === null) return '';
  if (name === 'phones') return String(key).replace(/[^\d+*#]/g, '');
  return (typeof key === 'string' ? key : JSON.stringify(key)).trim().toLowerCase();
}

function kindOf(value: AnyListValue): string {
  return `${value.kind ?? ''}\n${value.label ?? ''}`;
}

/** What counts as "the same value": from exact content down to the only one of its kind. */
const LIKENESS: readonly ((name: FieldName, value: AnyListValue) => string)[] = [
  (_name, value) => `=${valueText(value)}`,
  (name, value) => (keyOf(name, value) === '' ? '' : `k${keyOf(name, value)}\n${kindOf(value)}`),
  (name, value) => (keyOf(name, value) === '' ? '' : `K${keyOf(name, value)}`),
];

/**
 * `incoming` with the ids of the values of `reference` that they are later versions of. Values are matched by equal
 * content first, then by equal key (address, number), then, if `byKind`, where each side has exactly one value left of
 * a kind. What matches nothing is new and keeps an id that no other value has. The order of `incoming` stays.
 */
export function adoptIds(
  name: FieldName,
  reference: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  byKind = true,
): readonly AnyListValue[] {
  const adopted = new Map<AnyListValue, string>();
  const free = new Set(reference);
  for (const likeness of LIKENESS) {
    const index = new Map<string, AnyListValue[]>();
    for (const value of free) {
      const text = likeness(name, value);
      if (text !== '') index.set(text, [...(index.get(text) ?? []), value]);
    }
    for (const value of incoming) {
      if (adopted.has(value)) continue;
      const match = index.get(likeness(name, value))?.shift();
      if (match === undefined) continue;
      adopted.set(value, match.id);
      free.delete(match);
    }
  }
  if (byKind) adoptOnlyOfKind([...free], incoming, adopted);
  return withUniqueIds(reference, incoming, adopted);
}

function adoptOnlyOfKind(
  free: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  adopted: Map<AnyListValue, string>,
): void {
  const open = incoming.filter((value) => !adopted.has(value));
  for (const value of open) {
    const candidates = free.filter((other) => kindOf(other) === kindOf(value));
    const rivals = open.filter((other) => kindOf(other) === kindOf(value));
    if (candidates.length === 1 && rivals.length === 1) adopted.set(value, candidates[0]!.id);
  }
}

function withUniqueIds(
  reference: readonly AnyListValue[],
  incoming: readonly AnyListValue[],
  adopted: ReadonlyMap<AnyListValue, string>,
): readonly AnyListValue[] {
  const taken = new Set(reference.map((value) => value.id));
  return incoming.map((value) => {
    const id = adopted.get(value);
    if (id !== undefined) return { ...value, id };
    let fresh = value.id;
    for (let n = 2; taken.has(fresh); n++) fresh = `${value.id}~${n}`;
    taken.add(fresh);
    return fresh === value.id ? value : { ...value, id: fresh };
  });
}
