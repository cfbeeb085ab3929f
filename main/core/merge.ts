// Owns: the three-way merge of two versions of a contact over the version both agreed on (law 3), field by field and,
// in lists, value by value. Leaves to others: when to merge and what to do with conflicts (replica reducers, plan.ts).
import type { ContactFields, FieldName } from './contact.ts';
import type { AnyListValue, AnyRecord } from './fields.ts';
import { FIELDS, FIELD_NAMES, normalise, recordOf, sameField, sameFields, valueText, valuesOf } from './fields.ts';
import type { Json } from './json.ts';
import { sameJson } from './json.ts';
import { composeName, samePartsOfName } from './names.ts';
import { writePath } from './paths.ts';
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

/**
 * Joins `mine` and `theirs`, two versions that grew from `base`. Changes that do not overlap both survive; inside one
 * list value, an edit beats a deletion. Values of `theirs` are given the ids of the values they are versions of.
 */
export function mergeFields(base: ContactFields, mine: ContactFields, theirs: ContactFields): Merged {
  const out: Record<string, unknown> = {};
  const aligned: Record<string, unknown> = { ...theirs };
  const overlaps: Overlap[] = [];
  for (const name of FIELD_NAMES) {
    const shape = FIELDS[name];
    if (shape.kind === 'list') {
      const t = alignIds(name, valuesOf(base, name), valuesOf(mine, name), valuesOf(theirs, name));
      aligned[name] = t;
      out[name] = sameField(name, base, theirs) ? valuesOf(mine, name) : mergeList(name, base, mine, t, overlaps);
    } else if (shape.kind === 'record') out[name] = mergeRecord(name, base, mine, theirs, overlaps);
    else out[name] = mergeBare(name, base, mine, theirs, overlaps);
  }
  return { fields: normalise(out as ContactFields), theirs: normalise(aligned as ContactFields), overlaps };
}

/** One bare value three ways: the side that changed wins; `undefined` for "both, differently". */
function pick(base: Json, mine: Json, theirs: Json): { readonly value: Json } | undefined {
  if (sameJson(mine, theirs) || sameJson(theirs, base)) return { value: mine };
  if (sameJson(mine, base)) return { value: theirs };
  return undefined;
}

const jsonOf = (value: unknown): Json => (value === undefined || value === '' ? null : (value as Json));

function mergeBare(
  name: FieldName, base: ContactFields, mine: ContactFields, theirs: ContactFields, overlaps: Overlap[],
): Json {
  const [b, m, t] = [jsonOf(base[name]), jsonOf(mine[name]), jsonOf(theirs[name])];
  const picked = pick(b, m, t);
  if (picked !== undefined) return picked.value;
  overlaps.push({ path: name, base: b, mine: m, theirs: t });
  return m;
}

function mergeRecord(
  name: FieldName, base: ContactFields, mine: ContactFields, theirs: ContactFields, overlaps: Overlap[],
): AnyRecord {
  const [b, m, t] = [recordOf(base, name), recordOf(mine, name), recordOf(theirs, name)];
  const { value, clashes } = mergeParts(b, m, t);
  const wholeFollowsParts =
    name === 'name' && clashes.includes('display') && !(samePartsOfName(b, m) && samePartsOfName(b, t));
  for (const part of clashes) {
    if (part === 'display' && wholeFollowsParts) continue;
    overlaps.push({ path: `${name}.${part}`, base: jsonOf(b[part]), mine: jsonOf(m[part]), theirs: jsonOf(t[part]) });
  }
  // Both whole names changed because parts did: the whole of the joined parts says what both sides meant.
  return wholeFollowsParts ? { ...value, display: composeName(value) } : value;
}

/** All parts of a record or list value; `clashes` names the parts that both sides changed differently. */
function mergeParts(b: AnyRecord, m: AnyRecord, t: AnyRecord): { value: AnyRecord; clashes: readonly string[] } {
  const value: Record<string, Json | undefined> = {};
  const clashes: string[] = [];
  for (const part of new Set([...Object.keys(b), ...Object.keys(m), ...Object.keys(t)])) {
    if (part === 'id') continue;
    const picked = pick(jsonOf(b[part]), jsonOf(m[part]), jsonOf(t[part]));
    // What the model does not know, only the cloud can have changed.
    const chosen = picked === undefined ? (part === 'extra' ? t[part] : m[part]) : picked.value;
    if (picked === undefined && part !== 'extra') clashes.push(part);
    if (chosen !== null && chosen !== undefined) value[part] = chosen;
  }
  return { value, clashes };
}

function mergeList(
  name: FieldName, base: ContactFields, mine: ContactFields, t: readonly AnyListValue[], overlaps: Overlap[],
): readonly AnyListValue[] {
  const b = valuesOf(base, name);
  const m = valuesOf(mine, name);
  const byId = (values: readonly AnyListValue[]) => new Map(values.map((value) => [value.id, value]));
  const [bs, ms, ts] = [byId(b), byId(m), byId(t)];
  const joined = new Map<string, AnyListValue>();
  for (const id of new Set([...bs.keys(), ...ms.keys(), ...ts.keys()])) {
    const value = mergeValue(name, id, bs.get(id), ms.get(id), ts.get(id), overlaps);
    if (value !== undefined) joined.set(id, value);
  }
  const reordered = !sameJson(b.map((value) => value.id), m.map((value) => value.id).filter((id) => bs.has(id)));
  const order = reordered ? [...m, ...t] : [...t, ...m];
  const ids = [...new Set([...order.map((value) => value.id), ...joined.keys()])];
  return onePrimary(ids.flatMap((id) => joined.get(id) ?? []), m);
}

/**
 * Theirs under the ids of the base's values. Values that both sides added with equal content or key are one value:
 * theirs takes the id of mine.
 */
function alignIds(
  name: FieldName, base: readonly AnyListValue[], mine: readonly AnyListValue[], theirs: readonly AnyListValue[],
): readonly AnyListValue[] {
  const versions = adoptIds(name, base, theirs);
  const known = new Set(base.map((value) => value.id));
  const added = mine.filter((value) => !known.has(value.id));
  const incoming = versions.filter((value) => !known.has(value.id));
  const adopted = adoptIds(name, added, incoming, false);
  const replaced = new Map(incoming.map((value, index) => [value, adopted[index]!]));
  return versions.map((value) => replaced.get(value) ?? value);
}

function mergeValue(
  name: FieldName, id: string,
  b: AnyListValue | undefined, m: AnyListValue | undefined, t: AnyListValue | undefined, overlaps: Overlap[],
): AnyListValue | undefined {
  const changed = (side: AnyListValue | undefined) => side !== undefined && (b === undefined || valueText(side) !== valueText(b));
  if (m === undefined || t === undefined) {
    // Being primary follows from what else is in the list: it alone is no edit that beats a deletion.
    const survivor = m ?? t;
    return b === undefined || (survivor !== undefined && plainText(survivor) !== plainText(b)) ? survivor : undefined;
  }
  if (!changed(t)) return m;
  if (!changed(m) || valueText(m) === valueText(t)) return { ...t, id };
  const { value, clashes } = mergeParts(b ?? {}, m, t);
  if (clashes.length > 0) overlaps.push({ path: `${name}.${id}`, base: b ?? null, mine: m, theirs: { ...t, id } });
  return { ...value, id };
}

function plainText(value: AnyListValue): string {
  return valueText({ ...value, primary: undefined } as unknown as AnyListValue);
}

/** At most one value is the primary one; where both sides chose, mine stays. */
function onePrimary(values: readonly AnyListValue[], mine: readonly AnyListValue[]): readonly AnyListValue[] {
  const primaries = values.filter((value) => value.primary === true);
  if (primaries.length < 2) return values;
  const chosen = primaries.find((value) => mine.some((own) => own.id === value.id && own.primary === true)) ?? primaries[0]!;
  return values.map((value) => {
    if (value.primary !== true || value.id === chosen.id) return value;
    const { primary: _primary, ...rest } = value;
    return rest as AnyListValue;
  });
}

/**
 * The cloud's version with what the cloud cannot hold put back (law 21): `held` is what it would return for `agreed`
 * had nobody changed anything, so only what differs from `held` is a change of theirs.
 */
export function restoreUnheld(agreed: ContactFields, held: ContactFields, remote: ContactFields): ContactFields {
  if (sameFields(held, remote)) return agreed;
  const { fields, overlaps } = mergeFields(withIdsOf(agreed, held), agreed, remote);
  let out = fields;
  for (const overlap of overlaps) out = writePath(out, overlap.path, overlap.theirs);
  return out;
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
