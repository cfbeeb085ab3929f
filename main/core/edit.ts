// Owns: what a person's edit, deletion or decision does to a stored contact. Leaves to others: what a cloud does to it
// (reconcile.ts), storing the result (store/), checking what a script or the window sent (handlers/).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName, Name } from './contact.ts';
import { changedFields, FIELDS, normalise, recordOf, saysSomething, valuesOf } from './fields.ts';
import type { AnyListValue, AnyRecord } from './fields.ts';
import type { Json } from './json.ts';
import { sameJson, shortHash } from './json.ts';
import { recomposeDisplay, repeatsParts, samePartsOfName } from './names.ts';
import { readPath, splitPath, writePath } from './paths.ts';
import { NO_PHOTO } from './photo.ts';
import { stayed, withoutTrail } from './replica.ts';
import type { Conflict, ContactRecord } from './replica.ts';
import { adoptIds, freshId } from './values.ts';

/** What an edit names: only the fields that change; null or empty clears a field. */
export type FieldsPatch = { readonly [K in FieldName]?: ContactFields[K] | null };

export interface NewContact {
  readonly id: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly fields: ContactFields;
  readonly createKey: string;
  readonly at: string;
}

/** A contact made here, which its cloud has not heard of. */
export function createRecord(contact: NewContact): ContactRecord {
  return {
    id: contact.id,
    person: contact.person,
    account: contact.account,
    remoteId: null,
    etag: null,
    base: null,
    inCloud: null,
    local: applyPatch({}, contact.fields),
    readOnly: {},
    unknown: {},
    conflicts: [],
    createKey: contact.createKey,
    createSent: false,
    inFlight: null,
    scope: '',
    seen: 0,
    problem: null,
    changedAt: contact.at,
    changedBy: 'you',
  };
}

/**
 * Fields after a patch. A whole name that repeats the parts follows them, unless the patch names it; list values
 * without an id get one made from their content.
 */
export function applyPatch(before: ContactFields, patch: FieldsPatch): ContactFields {
  const out: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (!Object.hasOwn(FIELDS, key) || value === undefined) continue;
    const name = key as FieldName;
    const shape = FIELDS[name];
    if (value === null) delete out[name];
    else if (shape.kind === 'list') out[name] = withIds(name, before, value as never);
    else out[name] = shape.kind === 'record' ? withKept(name, before, value as AnyRecord) : value;
  }
  return withWholeName(before, normalise(out as ContactFields));
}

/**
 * A record as a patch gives it. What the cloud keeps inside it and the model does not know stays, unless the patch names
 * it; so does a whole name that only repeats the parts, to follow them.
 */
function withKept(name: FieldName, before: ContactFields, given: AnyRecord): AnyRecord {
  const old = recordOf(before, name);
  if (!saysSomething(given)) return given;
  const display = name === 'name' && repeatsParts(old as Name) ? { display: old['display'] } : {};
  return { ...display, ...(old['extra'] === undefined ? {} : { extra: old['extra'] }), ...given };
}

/**
 * Values with ids: one that names no id is a version of the value it resembles, or new. What the cloud keeps inside a
 * value and the model does not know stays, and so does being primary, unless the patch names them.
 */
function withIds(
  name: FieldName,
  before: ContactFields,
  values: readonly AnyListValue[],
): readonly AnyListValue[] {
  const old = new Map(valuesOf(before, name).map((value) => [value.id, value]));
  const named = new Set(values.flatMap((value) => value.id || []));
  const nameless = values.flatMap((value, index) =>
    value.id ? [] : [{ ...value, id: `n${shortHash(`${name}${index}${JSON.stringify(value)}`)}` }],
  );
  const adopted = adoptIds(
    name,
    [...old.values()].filter((value) => !named.has(value.id)),
    nameless,
  ).values();
  const choosesPrimary = values.some((value) => value.primary !== undefined);
  const [given, taken] = [new Set<string>(), new Set(named)];
  return values.map((value) => {
    const keeps = Boolean(value.id) && !given.has(value.id);
    const id = keeps ? value.id : freshId(value.id || adopted.next().value!.id, taken);
    given.add(id);
    const former = saysSomething(value) ? old.get(id) : undefined;
    const extra = former?.extra === undefined ? {} : { extra: former.extra };
    const primary = value.id || choosesPrimary || former?.primary !== true ? {} : { primary: true };
    return { ...extra, ...primary, ...value, id };
  });
}

function withWholeName(before: ContactFields, after: ContactFields): ContactFields {
  const [old, name]: [Name, Name] = [before.name ?? {}, after.name ?? {}];
  // A name that was not touched stays as its cloud has it, even without a whole: an edit changes what it names only.
  if ((old.display ?? '') !== (name.display ?? '') || samePartsOfName(old, name)) return after;
  return normalise({ ...after, name: { ...name, display: recomposeDisplay(old, name) } });
}

/** The contact after a person's edit. An edit that brings back the content it had before leaves nothing pending. */
export function editRecord(record: ContactRecord, patch: FieldsPatch, at: string): ContactRecord {
  return settled({
    ...withoutTrail(record),
    local: applyPatch(record.local ?? {}, patch),
    problem: null,
    changedAt: at,
    changedBy: 'you',
  });
}

/** Whether an edit left all as it was: what the contact says, what is to be decided, and its photo. */
export function isUnchanged(before: ContactRecord, after: ContactRecord): boolean {
  return (
    changedFields(before.local, after.local).length === 0 &&
    sameJson(before.conflicts, after.conflicts) &&
    sameJson(before.photo ?? NO_PHOTO, after.photo ?? NO_PHOTO)
  );
}

/**
 * The contact after a person deleted it here; null if its cloud never heard of it, so nothing remains (law 6). A pause
 * ends: nobody sees the contact any more to let it go.
 */
export function deleteRecord(record: ContactRecord, at: string): ContactRecord | null {
  if (record.remoteId === null && !record.createSent) return null;
  const { paused: _paused, ...rest } = stayed(record);
  return { ...rest, local: null, conflicts: [], problem: null, changedAt: at };
}

/** What becomes of a contact, as transactions of the book know it. */
export type ContactChange =
  | { readonly kind: 'putContact'; readonly record: ContactRecord }
  | { readonly kind: 'dropContact'; readonly id: ContactId };

/** The deletion of a contact as a change of the book. */
export function deletionOf(record: ContactRecord, at: string): ContactChange {
  const after = deleteRecord(record, at);
  return after === null ? { kind: 'dropContact', id: record.id } : { kind: 'putContact', record: after };
}

/** The contact after a person took its deletion back: what both sides last agreed on is ours again. */
export function undeleteRecord(record: ContactRecord, at: string): ContactRecord {
  return record.local === null
    ? settled({ ...stayed(record), local: record.base, changedAt: at, changedBy: 'you' })
    : record;
}

/** The contact after a person held it back, or let it go again; what a field sent before is forgotten then (law 17). */
export function pauseRecord(record: ContactRecord, paused: boolean, at: string): ContactRecord {
  const { paused: _paused, ...rest } = withoutTrail(record);
  return paused ? { ...record, paused: { kind: 'person', at } } : rest;
}

/**
 * Drops conflicts that ended by themselves, tells the others what each side says by now, and shares equal versions.
 * A conflict ends where both sides say the same or theirs is what it was before; a value deleted there ends it too,
 * because an edit beats a deletion.
 */
export function settled(record: ContactRecord): ContactRecord {
  const conflicts = record.conflicts.flatMap((conflict): Conflict[] => {
    const { path } = conflict;
    const [mine, theirs] = [readPath(record.local, path), readPath(record.base, path)];
    if (sameJson(mine, theirs) || sameJson(theirs, conflict.base) || (theirs === null && isListPath(path)))
      return [];
    const current = sameJson(mine, conflict.mine) && sameJson(theirs, conflict.theirs);
    return [current ? conflict : { ...conflict, mine, theirs }];
  });
  const agreed =
    conflicts.length === 0 &&
    record.local !== null &&
    record.base !== null &&
    changedFields(record.base, record.local).length === 0;
  // Whatever once was in the way of sending it: there is nothing to send.
  return agreed ? { ...record, conflicts, local: record.base, problem: null } : { ...record, conflicts };
}

function isListPath(path: string): boolean {
  return FIELDS[splitPath(path).field].kind === 'list';
}

/** Whether both versions of a conflict can be kept side by side: repeated values and notes. */
export function canTakeBoth(path: string): boolean {
  return isListPath(path) || path === 'notes.text';
}

/** What a person decides about a conflict: one of its versions, both, or a third one that they typed. */
export type Decision = 'mine' | 'theirs' | 'base' | 'both' | { readonly value: Json };

/**
 * The contact after the person decided one conflict. `mine`, `base` and a typed value become pending changes, `theirs`
 * becomes ours, `both` keeps both values of a list, or joins two notes with an empty line.
 */
export function resolveConflict(
  record: ContactRecord & { readonly local: ContactFields },
  conflict: Conflict,
  take: Decision,
  at: string,
): ContactRecord {
  const rest = {
    ...withoutTrail(record),
    conflicts: record.conflicts.filter((other) => other !== conflict),
    changedAt: at,
    changedBy: 'you' as const,
    problem: null,
  };
  const local = followParts(record, record.local, taken(record.local, conflict, take), conflict.path);
  return settled({ ...rest, local });
}

function taken(local: ContactFields, conflict: Conflict, take: Decision): ContactFields {
  if (typeof take === 'object') return writePath(local, conflict.path, take.value);
  return take === 'both' ? keepingBoth(local, conflict) : writePath(local, conflict.path, conflict[take]);
}

/** Both versions of a place where `canTakeBoth`: two values of a list, or two notes with an empty line between them. */
export function keepingBoth(
  fields: ContactFields,
  { path, mine: ours, theirs: others }: Pick<Conflict, 'path' | 'mine' | 'theirs'>,
): ContactFields {
  if (path === 'notes.text')
    return writePath(fields, path, [ours, others].filter((text) => text !== null).join('\n\n'));
  const { field } = splitPath(path);
  const mine = writePath(fields, path, ours);
  const theirs = others as AnyListValue;
  const id = freshId(`${theirs.id}~theirs`, new Set(valuesOf(mine, field).map((value) => value.id)));
  const { primary: _primary, ...copy } = theirs;
  return writePath(mine, `${field}.${id}`, { ...copy, id } as Json);
}

/**
 * A decision about a part of the name carries the whole name along. Where all parts are theirs now, so is a whole name
 * that only repeats them.
 */
function followParts(
  record: ContactRecord,
  before: ContactFields,
  after: ContactFields,
  path: string,
): ContactFields {
  if (!path.startsWith('name.') || path === 'name.display') return after;
  const [old, name, theirs] = [before, after, record.base].map(
    (fields) => recordOf(fields, 'name') as Name,
  ) as [Name, Name, Name];
  const recomposed = recomposeDisplay(old, name);
  const display = recomposed !== old.display && samePartsOfName(name, theirs) ? theirs.display : recomposed;
  return normalise({ ...after, name: { ...name, display } });
}
