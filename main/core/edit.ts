// Owns: what a person's edit, deletion or decision does to a stored contact. Leaves to others: what a cloud does to it
// (reconcile.ts), storing the result (store/), checking what a script or the window sent (handlers/).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName, Name } from './contact.ts';
import { FIELDS, normalise, recordOf, sameFields, valuesOf } from './fields.ts';
import type { AnyListValue } from './fields.ts';
import { sameJson, shortHash } from './json.ts';
import { recomposeDisplay, samePartsOfName } from './names.ts';
import { readPath, splitPath, writePath } from './paths.ts';
import type { Conflict, ContactRecord } from './replica.ts';
import { adoptIds } from './values.ts';

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
    id: contact.id, person: contact.person, account: contact.account, remoteId: null, etag: null, base: null,
    local: applyPatch({}, contact.fields), readOnly: {}, unknown: {}, conflicts: [], createKey: contact.createKey,
    createSent: false, inFlight: null, scope: '', seen: 0, problem: null, changedAt: contact.at,
  };
}

/**
 * Fields after a patch. A whole name that repeats the parts follows them, unless the patch names it; list values
 * without an id get one made from their content.
 */
export function applyPatch(before: ContactFields, patch: FieldsPatch): ContactFields {
  const out: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const name = key as FieldName;
    if (value === null) delete out[name];
    else if (value !== undefined) out[name] = FIELDS[name].kind === 'list' ? withIds(name, before, value as never) : value;
  }
  return withWholeName(before, normalise(out as ContactFields));
}

/**
 * Values with ids: one that names no id is a version of the value it resembles, or new. What the cloud keeps inside a
 * value and the model does not know stays, and so does being primary, unless the patch names them.
 */
function withIds(name: FieldName, before: ContactFields, values: readonly AnyListValue[]): readonly AnyListValue[] {
  const old = valuesOf(before, name);
  const named = new Set(values.map((value) => value.id));
  const choosesPrimary = values.some((value) => value.primary !== undefined);
  const nameless = values.flatMap((value, index) => (value.id ? [] : [{ ...value, id: `n${shortHash(`${name}${index}${JSON.stringify(value)}`)}` }]));
  const adopted = [...adoptIds(name, old.filter((value) => !named.has(value.id)), nameless)];
  return values.map((value) => {
    const kept = value.id ? value : adopted.shift()!;
    const former = old.find((other) => other.id === kept.id);
    const stays = { ...(former?.extra === undefined ? {} : { extra: former.extra }), ...(value.id || choosesPrimary || former?.primary !== true ? {} : { primary: true }) };
    return { ...stays, ...kept };
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
  return settled({ ...record, local: applyPatch(record.local ?? {}, patch), problem: null, changedAt: at });
}

/** The contact after a person deleted it here; null if its cloud never heard of it, so nothing remains (law 6). */
export function deleteRecord(record: ContactRecord, at: string): ContactRecord | null {
  if (record.remoteId === null && !record.createSent) return null;
  return { ...record, local: null, conflicts: [], problem: null, changedAt: at };
}

/** Drops conflicts that ended by themselves, because both sides now say the same, and shares equal versions. */
export function settled(record: ContactRecord): ContactRecord {
  const conflicts = record.conflicts.flatMap((conflict): Conflict[] => {
    const mine = readPath(record.local, conflict.path);
    if (sameJson(mine, readPath(record.base, conflict.path))) return [];
    return [sameJson(mine, conflict.mine) ? conflict : { ...conflict, mine }];
  });
  const agreed = conflicts.length === 0 && record.base !== null && sameFields(record.base, record.local);
  return { ...record, conflicts, local: agreed && sameOrderOfLists(record) ? record.base : record.local };
}

function sameOrderOfLists(record: ContactRecord): boolean {
  return Object.keys(record.base ?? {}).every((key) => {
    const name = key as FieldName;
    if (FIELDS[name].kind !== 'list') return true;
    const ids = (fields: ContactFields | null) => valuesOf(fields, name).map((value) => value.id);
    return sameJson(ids(record.base), ids(record.local));
  });
}

/** Whether both versions of a conflict can be kept side by side: repeated values and notes. */
export function canTakeBoth(path: string): boolean {
  const { field } = splitPath(path);
  return FIELDS[field].kind === 'list' || path === 'notes.text';
}

/**
 * The contact after the person decided one conflict. `mine` and `base` become pending changes, `theirs` becomes ours,
 * `both` keeps both values of a list, or joins two notes with an empty line.
 */
export function resolveConflict(
  record: ContactRecord & { readonly local: ContactFields },
  conflict: Conflict,
  take: 'mine' | 'theirs' | 'base' | 'both',
  at: string,
): ContactRecord {
  const rest = { ...record, conflicts: record.conflicts.filter((other) => other !== conflict), changedAt: at, problem: null };
  const local = followParts(record.local, taken(record.local, conflict, take), conflict.path);
  return settled({ ...rest, local });
}

function taken(local: ContactFields, conflict: Conflict, take: 'mine' | 'theirs' | 'base' | 'both'): ContactFields {
  if (take !== 'both') return writePath(local, conflict.path, conflict[take]);
  if (conflict.path === 'notes.text') {
    return writePath(local, conflict.path, [conflict.mine, conflict.theirs].filter((text) => text !== null).join('\n\n'));
  }
  const { field } = splitPath(conflict.path);
  const mine = writePath(local, conflict.path, conflict.mine);
  const theirs = conflict.theirs as AnyListValue;
  const id = `${theirs.id}~theirs`;
  return writePath(mine, `${field}.${id}`, { ...theirs, id, primary: undefined } as unknown as AnyListValue);
}

/** A decision about a part of the name carries the whole name along. */
function followParts(before: ContactFields, after: ContactFields, path: string): ContactFields {
  if (!path.startsWith('name.') || path === 'name.display') return after;
  const [old, name] = [recordOf(before, 'name') as Name, recordOf(after, 'name') as Name];
  return normalise({ ...after, name: { ...name, display: recomposeDisplay(old, name) } });
}
