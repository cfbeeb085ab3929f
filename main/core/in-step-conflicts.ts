// Owns: the conflicts between contacts of one person (law 23): what each side says, and what a decision makes of them.
// Leaves to others: finding them (in-step-fields.ts), conflicts between a contact and its cloud (edit.ts).
import type { ContactId } from './account.ts';
import type { ContactFields, Name } from './contact.ts';
import type { AnyListValue } from './fields.ts';
import { FIELDS, normalise, recordOf, valuesOf, valueText } from './fields.ts';
import { carryPerson, edited } from './in-step.ts';
import type { Carried, Live, StepContext } from './in-step-scope.ts';
import type { Json } from './json.ts';
import { sameJson } from './json.ts';
import { recomposeDisplay } from './names.ts';
import { readPath, splitPath, writePath } from './paths.ts';
import type { PersonConflict, PersonState } from './person-state.ts';
import { withoutTrail } from './replica.ts';
import type { ContactRecord } from './replica.ts';
import { freshId } from './values.ts';

/** One version of a place in conflict, and all contacts that have it. */
export interface ConflictSide {
  readonly value: Json;
  readonly contacts: readonly ContactId[];
}

/** A conflict as a person decides it: the first contact that changed the place, and the next that did so differently. */
export interface OpenConflict {
  /** The path in the first contact. */
  readonly path: string;
  readonly contact: ContactId;
  readonly base: Json;
  readonly mine: ConflictSide;
  readonly theirs: ConflictSide;
  readonly at: string;
}

export type Decision =
  { readonly take: 'mine' | 'theirs' | 'base' | 'both' } | { readonly take: 'value'; readonly value: Json };

/** A contact as it is by now; null: it is deleted. */
export type LocalOf = (contact: ContactId) => ContactFields | null;

/**
 * The conflicts of a person that wait for a decision, as each contact says it by now: edits since the run that met them
 * are what is decided on, and a contact that was deleted has no say.
 */
export function openConflicts(state: PersonState | null, localOf: LocalOf): readonly OpenConflict[] {
  return (state?.conflicts ?? []).flatMap((conflict) => openConflict(conflict, localOf) ?? []);
}

function openConflict(
  { path, base, versions: met, at }: PersonConflict,
  localOf: LocalOf,
): OpenConflict | null {
  const { field } = splitPath(path);
  const isList = FIELDS[field].kind === 'list';
  const versions = met.flatMap(({ contact, value }) => {
    const local = localOf(contact);
    if (local === null) return [];
    const own = isList ? (value === null ? null : `${field}.${(value as AnyListValue).id}`) : path;
    return [{ contact, value: own === null ? null : readPath(local, own) }];
  });
  const changed = versions.filter(({ value }) => !sameVersion(value, base) && !(isList && value === null));
  const first = changed[0];
  const next = changed.find(({ value }) => !sameVersion(value, first?.value ?? null));
  if (first === undefined || next === undefined) return null;
  const side = (value: Json): ConflictSide => ({
    value,
    contacts: changed.filter((version) => sameVersion(version.value, value)).map(({ contact }) => contact),
  });
  const own = isList ? `${field}.${(first.value as AnyListValue).id}` : path;
  return {
    path: own,
    contact: first.contact,
    base,
    mine: side(first.value),
    theirs: side(next.value),
    at,
  };
}

function sameVersion(a: Json, b: Json): boolean {
  return sameJson(comparable(a), comparable(b));
}

function comparable(value: Json): Json {
  if (typeof value !== 'object' || value === null || !('id' in value)) return value;
  const { extra: _extra, ...content } = value as AnyListValue;
  return valueText(content as AnyListValue);
}

/** The person after one conflict was decided: both sides say the same, and what that settles is carried on. */
export function decideConflict(
  state: PersonState,
  records: readonly ContactRecord[],
  conflict: OpenConflict,
  decision: Decision,
  ctx: StepContext,
): Carried {
  const settling = new Set([...conflict.mine.contacts, ...conflict.theirs.contacts]);
  const decided = records.map((record) => {
    if (!settling.has(record.id) || record.local === null) return record;
    // A person's decision is no quarrel with another program (law 17).
    const live = record as Live;
    return edited(withoutTrail(live), decidedLocal(state, records, live, conflict, decision), ctx);
  });
  const touched = decided.filter((record, index) => record !== records[index]);
  const carried = carryPerson(state, decided, ctx);
  if (carried === null) return { put: touched, dropped: [], state };
  const again = new Set(carried.put.map(({ id }) => id));
  return { ...carried, put: [...touched.filter(({ id }) => !again.has(id)), ...carried.put] };
}

/** What each of these contacts says. */
export const localIn =
  (records: readonly ContactRecord[]): LocalOf =>
  (contact) =>
    records.find(({ id }) => id === contact)?.local ?? null;

function decidedLocal(
  state: PersonState,
  records: readonly ContactRecord[],
  record: Live,
  conflict: OpenConflict,
  decision: Decision,
): ContactFields {
  const { field, rest } = splitPath(conflict.path);
  if (FIELDS[field].kind === 'list') return decidedList(state, records, record, conflict, decision);
  const after = writePath(record.local, conflict.path, decidedValue(conflict, decision));
  if (field !== 'name' || rest === 'display') return after;
  const [before, name] = [record.local, after].map((fields) => recordOf(fields, 'name') as Name) as [
    Name,
    Name,
  ];
  return normalise({ ...after, name: { ...name, display: recomposeDisplay(before, name) } });
}

function decidedValue({ base, mine, theirs }: OpenConflict, decision: Decision): Json {
  switch (decision.take) {
    case 'mine':
      return mine.value;
    case 'theirs':
      return theirs.value;
    case 'base':
      return base;
    case 'value':
      return decision.value;
    case 'both':
      return [mine.value, theirs.value].filter((text) => text !== null).join('\n\n');
  }
}

/** A value of a list, in a contact that has it under an id of its own and with what its cloud keeps inside it. */
function decidedList(
  state: PersonState,
  records: readonly ContactRecord[],
  record: Live,
  conflict: OpenConflict,
  decision: Decision,
): ContactFields {
  const { field } = splitPath(conflict.path);
  const localOf = localIn(records);
  const stored = state.conflicts.find(
    (candidate) => openConflict(candidate, localOf)?.path === conflict.path,
  );
  const own = stored?.versions.find(({ contact }) => contact === record.id)?.value as AnyListValue;
  const path = `${field}.${own.id}`;
  const present = readPath(record.local, path) as AnyListValue | null;
  const extra = present?.extra === undefined ? {} : { extra: present.extra };
  const here = (value: Json): Json =>
    value === null ? null : { ...(value as AnyListValue), extra: undefined, ...extra, id: own.id };
  if (decision.take !== 'both') return writePath(record.local, path, here(decidedValue(conflict, decision)));
  const after = writePath(record.local, path, here(conflict.mine.value));
  const { primary: _primary, extra: _extra, ...copy } = conflict.theirs.value as AnyListValue;
  const id = freshId(copy.id, new Set(valuesOf(after, field).map((value) => value.id)));
  return writePath(after, `${field}.${id}`, { ...copy, id } as Json);
}
