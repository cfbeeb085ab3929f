// Owns: the three-way merge of two versions of a contact over the version both agreed on (law 3), field by field and,
// in lists, value by value. Leaves to others: when to merge and what to do with conflicts (replica reducers, plan.ts).
import type { ContactFields, FieldName, Name } from './contact.ts';
import type { AnyListValue, AnyRecord } from './fields.ts';
import {
  FIELDS,
  FIELD_NAMES,
  normalise,
  recordOf,
  sameField,
  sameFields,
  valueText,
  valuesOf,
} from './fields.ts';
import type { Json } from './json.ts';
import { sameJson } from './json.ts';
import { joinDisplay } from './names.ts';
import { adoptIds } from './values.ts';

/** A place that both sides changed differently: null means that the side has nothing there. */
export interface Overlap {
  readonly path: string;
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
}

export interface Merged {
  /** Both sides' changes; where they overlap, mine. */
  readonly fields: ContactFields;
  /** Theirs, its values under the ids that `fields` has them by. */
  readonly theirs: ContactFields;
  readonly overlaps: readonly Overlap[];
}

/** Where both sides changed one place: either the person decides, or theirs is simply the later version. */
type Clash = 'conflict' | 'theirs';

/**
 * Joins `mine` and `theirs`, two versions that grew from `base`. Changes that do not overlap both survive; inside one
 * list value, an edit beats a deletion. Values of `theirs` are given the ids of the values they are versions of. Of
 * fields other than `names` nothing is taken over.
 */
export function mergeFields(
  base: ContactFields,
  mine: ContactFields,
  theirs: ContactFields,
  names = FIELD_NAMES,
): Merged {
  return mergeVersions(base, mine, theirs, 'conflict', names);
}

function mergeVersions(
  base: ContactFields,
  mine: ContactFields,
  theirs: ContactFields,
  clash: Clash,
  names = FIELD_NAMES,
): Merged {
  const out: Record<string, unknown> = {};
  const aligned: Record<string, unknown> = { ...theirs };
  const overlaps: Overlap[] = [];
  for (const name of names) {
    const shape = FIELDS[name];
    if (shape.kind === 'list') {
      const [b, m] = [valuesOf(base, name), valuesOf(mine, name)];
      const t = alignIds(name, b, m, valuesOf(theirs, name), clash);
      aligned[name] = t;
      out[name] = sameField(name, base, theirs) ? m : mergeList(name, { b, m, t }, clash, overlaps);
    } else if (shape.kind === 'record') out[name] = mergeRecord(name, base, mine, theirs, clash, overlaps);
    else out[name] = mergeBare(name, base, mine, theirs, clash, overlaps);
  }
  return { fields: normalise(out as ContactFields), theirs: normalise(aligned as ContactFields), overlaps };
}

/** One bare value three ways: the side that changed wins; `undefined` for "both, differently". */
function pick(base: Json, mine: Json, theirs: Json): { readonly value: Json } | undefined {
  if (sameJson(mine, theirs) || sameJson(theirs, base)) return { value: mine };
  if (sameJson(mine, base)) return { value: theirs };
  return undefined;
}

const jsonOf = (value: unknown): Json =>
  value === undefined || value === '' || value === false ? null : (value as Json);

function mergeBare(
  name: FieldName,
  base: ContactFields,
  mine: ContactFields,
  theirs: ContactFields,
  clash: Clash,
  overlaps: Overlap[],
): Json {
  const [b, m, t] = [jsonOf(base[name]), jsonOf(mine[name]), jsonOf(theirs[name])];
  const picked = pick(b, m, t);
  if (picked !== undefined) return picked.value;
  if (clash === 'theirs') return t;
  overlaps.push({ path: name, base: b, mine: m, theirs: t });
  return m;
}

function mergeRecord(
  name: FieldName,
  base: ContactFields,
  mine: ContactFields,
  theirs: ContactFields,
  clash: Clash,
  overlaps: Overlap[],
): AnyRecord {
  const [b, m, t] = [recordOf(base, name), recordOf(mine, name), recordOf(theirs, name)];
  const { value, clashes } = mergeParts(b, m, t, clash);
  if (clash === 'theirs') return value;
  const display = name === 'name' ? joinDisplay(b as Name, m as Name, t as Name, value as Name) : null;
  for (const part of clashes) {
    if (part === 'display' && display !== null) continue;
    overlaps.push({
      path: `${name}.${part}`,
      base: jsonOf(b[part]),
      mine: jsonOf(m[part]),
      theirs: jsonOf(t[part]),
    });
  }
  return display === null ? value : { ...value, display };
}

/** All parts of a record or list value; `clashes` names the parts that both sides changed differently. */
function mergeParts(
  b: AnyRecord,
  m: AnyRecord,
  t: AnyRecord,
  clash: Clash,
): { value: AnyRecord; clashes: readonly string[] } {
  const value: Record<string, Json | undefined> = {};
  const clashes: string[] = [];
  for (const part of new Set([...Object.keys(b), ...Object.keys(m), ...Object.keys(t)])) {
    if (part === 'id') continue;
    const picked = pick(jsonOf(b[part]), jsonOf(m[part]), jsonOf(t[part]));
    // What the model does not know, only the cloud can have changed.
    const chosen =
      picked === undefined ? (part === 'extra' || clash === 'theirs' ? t[part] : m[part]) : picked.value;
    if (picked === undefined && part !== 'extra') clashes.push(part);
    if (chosen !== null && chosen !== undefined) value[part] = chosen;
  }
  return { value, clashes };
}

/** The values of one list in the three versions, those of `t` under the ids of the others. */
interface Versions {
  readonly b: readonly AnyListValue[];
  readonly m: readonly AnyListValue[];
  readonly t: readonly AnyListValue[];
}

const idsOf = (values: readonly AnyListValue[]): readonly string[] => values.map((value) => value.id);
const byId = (values: readonly AnyListValue[]) => new Map(values.map((value) => [value.id, value]));

function mergeList(
  name: FieldName,
  { b, m, t }: Versions,
  clash: Clash,
  overlaps: Overlap[],
): readonly AnyListValue[] {
  const [bs, ms, ts] = [byId(b), byId(m), byId(t)];
  const joined = new Map<string, AnyListValue>();
  const contested = new Set<string>();
  for (const id of new Set([...bs.keys(), ...ms.keys(), ...ts.keys()])) {
    const { value, overlap } = mergeValue(bs.get(id), ms.get(id), ts.get(id), clash);
    if (value !== undefined) joined.set(id, { ...value, id });
    if (overlap === undefined) continue;
    contested.add(id);
    overlaps.push({ path: `${name}.${id}`, ...overlap });
  }
  const reordered =
    clash === 'conflict' &&
    !sameJson(
      idsOf(b).filter((id) => ms.has(id)),
      idsOf(m).filter((id) => bs.has(id)),
    );
  const order = reordered ? [...m, ...t] : [...t, ...m];
  const values = [...new Set(idsOf(order))].flatMap((id) => joined.get(id) ?? []);
  return onePrimary(withoutDoubles(values, { b, m, t }, contested), m, t, clash);
}

/**
 * Theirs under the ids of the base's values. Values that both sides added with equal content or key are one value:
 * theirs takes the id of mine. What mine has only because the cloud cannot hold it is not overwritten that way.
 */
function alignIds(
  name: FieldName,
  base: readonly AnyListValue[],
  mine: readonly AnyListValue[],
  theirs: readonly AnyListValue[],
  clash: Clash,
): readonly AnyListValue[] {
  const versions = adoptIds(name, keptFirst(base, mine), theirs, true, mine);
  const known = new Set(idsOf(base));
  const added = byId(mine.filter((value) => !known.has(value.id)));
  if (added.size === 0) return versions;
  const adopted = adoptIds(
    name,
    [...added.values()],
    versions.filter((value) => !known.has(value.id)),
    false,
  ).values();
  return versions.map((value) => {
    if (known.has(value.id)) return value;
    const { id } = adopted.next().value!;
    const twin = added.get(id);
    const isVersion =
      twin !== undefined && (clash === 'conflict' || mergeParts({}, twin, value, clash).clashes.length === 0);
    return isVersion ? { ...value, id } : value;
  });
}

/** Of several equal values theirs may lack one that mine lacks as well: what is left there are the ones left here. */
function keptFirst(base: readonly AnyListValue[], mine: readonly AnyListValue[]): readonly AnyListValue[] {
  const own = byId(mine);
  const rank = (value: AnyListValue) => {
    const kept = own.get(value.id);
    return kept === undefined ? 2 : valueText(kept) === valueText(value) ? 0 : 1;
  };
  return base === mine
    ? base
    : base
        .map((value) => ({ value, place: rank(value) }))
        .sort((a, b) => a.place - b.place)
        .map(({ value }) => value);
}

/** One list value three ways; undefined where it is gone. */
function mergeValue(
  b: AnyListValue | undefined,
  m: AnyListValue | undefined,
  t: AnyListValue | undefined,
  clash: Clash,
): { readonly value: AnyRecord | undefined; readonly overlap?: Omit<Overlap, 'path'> } {
  const changed = (side: AnyListValue) => b === undefined || valueText(side) !== valueText(b);
  // Being primary follows from what else is in the list: it alone is no edit that beats a deletion.
  const edited = (side: AnyListValue) => b === undefined || plainText(side) !== plainText(b);
  // Nor is what the cloud cannot hold of a value.
  if (t === undefined)
    return {
      value: m !== undefined && (clash === 'conflict' || b === undefined) && edited(m) ? m : undefined,
    };
  if (m === undefined) return { value: edited(t) ? t : undefined };
  if (!changed(t)) return { value: m };
  if (!changed(m) || valueText(m) === valueText(t)) return { value: t };
  const { value, clashes } = mergeParts(b ?? {}, m, t, clash);
  if (clashes.length === 0 || clash === 'theirs') return { value };
  return { value, overlap: { base: b ?? null, mine: m, theirs: { ...t, id: m.id } } };
}

function plainText({ primary: _primary, ...value }: AnyListValue): string {
  return valueText(value as AnyListValue);
}

/**
 * At most one value is the primary one where the two sides each chose one: mine, or theirs where theirs is the later
 * version. A side that has several itself keeps them, so that what a service says is not corrected.
 */
function onePrimary(
  values: readonly AnyListValue[],
  mine: readonly AnyListValue[],
  theirs: readonly AnyListValue[],
  clash: Clash,
): readonly AnyListValue[] {
  const chosenBy = (side: readonly AnyListValue[]) =>
    new Set(idsOf(side.filter((value) => value.primary === true)));
  const [m, t] = [chosenBy(mine), chosenBy(theirs)];
  const primaries = values.filter((value) => value.primary === true);
  if (primaries.length <= Math.max(1, m.size, t.size)) return values;
  const preferred = clash === 'theirs' ? t : m;
  const chosen = primaries.find((value) => preferred.has(value.id)) ?? primaries[0]!;
  return values.map((value) => {
    if (value.primary !== true || value.id === chosen.id) return value;
    const { primary: _primary, ...rest } = value;
    return rest as AnyListValue;
  });
}

/**
 * Without the values that say the same only because one side changed a value into what the other side added. Values in
 * conflict do not count: what they will say is open.
 */
function withoutDoubles(
  values: readonly AnyListValue[],
  { b, m, t }: Versions,
  contested: ReadonlySet<string>,
): readonly AnyListValue[] {
  const settled = values.filter((value) => !contested.has(value.id));
  const copies = Map.groupBy(settled, plainText);
  if (copies.size === settled.length) return values;
  const [inMine, inTheirs, inBase] = [Map.groupBy(m, plainText), Map.groupBy(t, plainText), byId(b)];
  const dropped = new Set<string>();
  for (const [text, same] of copies) {
    const allowed = Math.max(1, inMine.get(text)?.length ?? 0, inTheirs.get(text)?.length ?? 0);
    const rank = (value: AnyListValue) => (value.primary === true ? 0 : 2) + (inBase.has(value.id) ? 0 : 1);
    for (const value of same.toSorted((x, y) => rank(x) - rank(y)).slice(allowed)) dropped.add(value.id);
  }
  return values.filter((value) => !dropped.has(value.id));
}

/**
 * The cloud's version with what the cloud cannot hold put back (law 21): `held` is what it would return for `agreed`
 * had nobody changed anything, so only what differs from `held` is a change of theirs.
 */
export function restoreUnheld(
  agreed: ContactFields,
  held: ContactFields,
  remote: ContactFields,
): ContactFields {
  if (sameFields(held, remote)) return agreed;
  return mergeVersions(heldVersion(agreed, held), agreed, remote, 'theirs').fields;
}

/** `held` under the ids of `agreed`: providers keep them, so content decides only where one did not. */
function heldVersion(agreed: ContactFields, held: ContactFields): ContactFields {
  const byContent = withIdsOf(agreed, held);
  const out: Record<string, unknown> = { ...byContent };
  for (const name of FIELD_NAMES) {
    if (FIELDS[name].kind !== 'list') continue;
    const [known, ids] = [new Set(idsOf(valuesOf(agreed, name))), idsOf(valuesOf(held, name))];
    if (new Set(ids).size === ids.length && ids.every((id) => known.has(id))) out[name] = held[name];
  }
  return out as ContactFields;
}

/**
 * The values that the cloud has of `restored`. Where it made room by deleting, an unheld value would now fit: counted
 * among what both sides have, its absence over there would next time read as a deletion.
 */
export function withoutUnsent(
  restored: ContactFields,
  held: ContactFields,
  remote: ContactFields,
): ContactFields {
  const ours = heldVersion(restored, held);
  const theirs = withIdsOf(ours, remote);
  const out: Record<string, unknown> = { ...restored };
  for (const name of FIELD_NAMES) {
    if (FIELDS[name].kind !== 'list' || sameField(name, held, remote)) continue;
    const present = new Set(idsOf(valuesOf(theirs, name)));
    const unsent = new Set(idsOf(valuesOf(ours, name)).filter((id) => !present.has(id)));
    if (unsent.size > 0) out[name] = valuesOf(restored, name).filter((value) => !unsent.has(value.id));
  }
  return normalise(out as ContactFields);
}

/** `fields` with the ids of the values of `reference` that they are versions of. */
export function withIdsOf(reference: ContactFields, fields: ContactFields): ContactFields {
  const out: Record<string, unknown> = { ...fields };
  for (const name of FIELD_NAMES) {
    if (FIELDS[name].kind === 'list' && fields[name] !== undefined) {
      out[name] = adoptIds(name, valuesOf(reference, name), valuesOf(fields, name));
    }
  }
  return out as ContactFields;
}
