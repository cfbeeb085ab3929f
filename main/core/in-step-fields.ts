// Owns: joining one field of several contacts of a person: what they agree on, what each becomes, where they differ.
// Leaves to others: which contacts and fields take part (in-step.ts), the three-way merge itself (merge.ts).
import type { ContactId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import type { AnyListValue, AnyRecord } from './fields.ts';
import { FIELDS, normalise, recordOf, sameField, saysSomething, valuesOf, valueText } from './fields.ts';
import type { Json } from './json.ts';
import { sameLineEnds, withTexts } from './line-ends.ts';
import { mergeFields } from './merge.ts';
import { readPath, writePath } from './paths.ts';
import type { PersonConflict } from './person-state.ts';
import { adoptIds, freshId } from './values.ts';

/** One contact as a version of a field. `newcomer`: it never agreed on the base, so what it lacks is no deletion. */
export interface Side {
  readonly contact: ContactId;
  readonly local: ContactFields;
  readonly newcomer: boolean;
  /** Ids that its values must not get, beside those of `local`. */
  readonly taken: ContactFields | null;
}

export interface JoinedField {
  /** The field in the version that all agree on; places in conflict as they were agreed on before. */
  readonly base: ContactFields;
  /** The field with everybody's changes; places in conflict as the first contact has them. */
  readonly joined: ContactFields;
  /** Each contact with the others' changes of the field, in its own order and under its own ids. */
  readonly locals: ReadonlyMap<ContactId, ContactFields>;
  readonly conflicts: readonly Omit<PersonConflict, 'at'>[];
}

/**
 * The field alone as it travels between contacts: without what one cloud keeps inside it and nobody else knows, and with
 * the same line ends whoever stores it. `fields` are in normal form, as stored contacts are.
 */
export function shared(name: FieldName, fields: ContactFields | null): ContactFields {
  const value = fields?.[name];
  if (value === undefined) return {};
  const shape = FIELDS[name];
  if (shape.kind === 'list') {
    const values = valuesOf(fields, name).filter(saysSomething).map(travelling);
    return values.length === 0 ? {} : { [name]: values };
  }
  if (shape.kind !== 'record') return { [name]: value };
  const parts = travelling(value as AnyRecord);
  return Object.keys(parts).length === 0 ? {} : { [name]: parts };
}

/** These fields alone as they travel. */
export function sharedFields(names: readonly FieldName[], fields: ContactFields): ContactFields {
  return Object.assign({}, ...names.map((name) => shared(name, fields))) as ContactFields;
}

/** Services end lines in one way of their own: carried, each of two such ways would be a change for the other, for ever. */
function travelling<T extends AnyRecord>(value: T): Omit<T, 'extra'> {
  const isOwn = Object.values(value).some((part) => typeof part === 'string' && part.includes('\r'));
  if (value['extra'] === undefined && !isOwn) return value;
  const { extra: _extra, ...rest } = value;
  return isOwn ? withTexts(rest, sameLineEnds) : rest;
}

/** Joins a field of several contacts over the version they agreed on. Null: nobody changed it. */
export function joinField(name: FieldName, base: ContactFields, sides: readonly Side[]): JoinedField | null {
  const from = shared(name, base);
  if (base[name] === undefined && sides.every(({ local }) => local[name] === undefined)) return null;
  const versions = sides.map(({ local }) => shared(name, local));
  if (versions.every((version) => sameField(name, from, version))) return null;
  if (versions.every((version) => sameField(name, versions[0]!, version))) {
    const locals = new Map(sides.map(({ contact, local }) => [contact, local]));
    return { base: versions[0]!, joined: versions[0]!, locals, conflicts: [] };
  }
  const open = new Map<string, Json>();
  const aligned = new Map<ContactId, ContactFields>();
  let joined = from;
  for (const side of [...sides].sort((a, b) => Number(a.newcomer) - Number(b.newcomer))) {
    const theirs = shared(name, side.local);
    const merged = side.newcomer
      ? mergeFields({}, joined, inWordsOf(name, joined, theirs), [name])
      : mergeFields(from, joined, theirs, [name]);
    joined = merged.fields;
    aligned.set(side.contact, merged.theirs);
    for (const { path, base: before } of merged.overlaps) if (!open.has(path)) open.set(path, before);
  }
  // While a part of the name is in conflict the whole name waits too, since it repeats that part: no decision of its own.
  const partly = [...open.keys()].some((path) => path.startsWith('name.') && path !== 'name.display');
  const waiting = new Set([...open.keys(), ...(partly ? ['name.display'] : [])]);
  if (partly) open.delete('name.display');
  const locals = new Map(
    sides.map((side) => [
      side.contact,
      withJoined(name, side, aligned.get(side.contact) ?? {}, joined, waiting),
    ]),
  );
  let agreed = joined;
  for (const path of waiting) agreed = writePath(agreed, path, readPath(from, path));
  const conflicts = [...open].map(([path, before]) => ({
    path,
    base: before,
    versions: sides.map(({ contact, local }) => ({
      contact,
      value: versionAt(name, path, local, aligned.get(contact) ?? {}),
    })),
  }));
  return { base: agreed, joined, locals, conflicts };
}

/**
 * A newcomer's values in the spelling that the others have: that an address is written in other letters, or a number
 * with other blanks, is nothing that a person should have to decide.
 */
function inWordsOf(name: FieldName, known: ContactFields, theirs: ContactFields): ContactFields {
  const shape = FIELDS[name];
  if (shape.kind !== 'list') return theirs;
  const spelled = new Map(valuesOf(known, name).map((value) => [value.id, value]));
  const incoming = valuesOf(theirs, name);
  const adopted = adoptIds(name, [...spelled.values()], incoming, false);
  const values = incoming.map((value, index) => {
    const known = spelled.get(adopted[index]!.id)?.[shape.key];
    // An employment without a company may be one with it: what it does not say is no spelling.
    return known === undefined ? value : { ...value, [shape.key]: known };
  });
  return { [name]: values } as ContactFields;
}

function withJoined(
  name: FieldName,
  side: Side,
  aligned: ContactFields,
  joined: ContactFields,
  waiting: ReadonlySet<string>,
): ContactFields {
  const { local } = side;
  if (sameField(name, shared(name, local), joined)) return local;
  const shape = FIELDS[name];
  if (shape.kind === 'list') return put(name, local, joinedValues(name, side, aligned, joined, waiting));
  if (shape.kind === 'record') return put(name, local, joinedRecord(name, local, joined, waiting));
  return waiting.has(name) ? local : put(name, local, joined[name]);
}

function put(name: FieldName, local: ContactFields, value: unknown): ContactFields {
  const { [name]: _old, ...rest } = local;
  return { ...rest, ...normalise({ [name]: value } as ContactFields) };
}

function joinedRecord(
  name: FieldName,
  local: ContactFields,
  joined: ContactFields,
  waiting: ReadonlySet<string>,
): AnyRecord {
  const own = recordOf(local, name);
  const kept = [...waiting].map((path) => path.slice(name.length + 1));
  return {
    ...recordOf(joined, name),
    ...Object.fromEntries(['extra', ...kept].map((part) => [part, own[part]])),
  };
}

/** The contact's own values in their order, each as the joined version has it, then those that it had not. */
function joinedValues(
  name: FieldName,
  { local, taken: others }: Side,
  aligned: ContactFields,
  joined: ContactFields,
  waiting: ReadonlySet<string>,
): readonly AnyListValue[] {
  const places = valuesOf(aligned, name);
  const target = new Map(valuesOf(joined, name).map((value) => [value.id, value]));
  const own = valuesOf(local, name);
  // Where the primary value waits, the others are as primary as each contact has them: clouds make up one of their own.
  const isOpen = [...target.values()].some(
    ({ id, primary }) => primary === true && waiting.has(`${name}.${id}`),
  );
  let place = 0;
  const kept = own.flatMap((value): readonly AnyListValue[] => {
    if (!saysSomething(value)) return [value];
    const { id } = places[place++]!;
    const found = target.get(id);
    const wanted = found !== undefined && isOpen ? { ...found, primary: value.primary } : found;
    if (waiting.has(`${name}.${id}`)) return [value];
    if (wanted === undefined) return [];
    if (valueText(travelling(value) as AnyListValue) === valueText(wanted)) return [value];
    const extra = value.extra === undefined ? {} : { extra: value.extra };
    return [{ ...wanted, ...extra, id: value.id } as AnyListValue];
  });
  const known = new Set(places.map(({ id }) => id));
  const taken = new Set([...own, ...valuesOf(others, name)].map(({ id }) => id));
  const added = [...target.values()]
    .filter(({ id }) => !known.has(id) && !waiting.has(`${name}.${id}`))
    .map((value) => ({ ...value, id: freshId(value.id, taken) }));
  return [...kept, ...added];
}

/** What stands at a conflict's path in one contact, a list value under the id that the contact has it by. */
function versionAt(name: FieldName, path: string, local: ContactFields, aligned: ContactFields): Json {
  const shape = FIELDS[name];
  const rest = path.slice(name.length + 1);
  if (shape.kind === 'record') return recordOf(local, name)[rest] ?? null;
  if (shape.kind !== 'list') return (local[name] as Json | undefined) ?? null;
  const place = valuesOf(aligned, name).findIndex(({ id }) => id === rest);
  return place < 0 ? null : (valuesOf(local, name).filter(saysSomething)[place] ?? null);
}
