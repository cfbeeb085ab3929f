// Owns: keeping the contacts of a person in step (law 23): what one run changes in them and in what they agreed on.
// Leaves to others: joining one field (in-step-fields.ts), deciding conflicts (in-step-conflicts.ts), storing (sync/).
import type { ContactId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import { settled } from './edit.ts';
import { changedFields, sameFields } from './fields.ts';
import { allDeleted, broughtBack, carryDeletion, isDeletion, lostContacts } from './in-step-deletions.ts';
import type { Lost } from './in-step-deletions.ts';
import { joinField } from './in-step-fields.ts';
import type { Side } from './in-step-fields.ts';
import { apartMark, isNewcomer, only, shares, SHARED_FIELDS } from './in-step-scope.ts';
import { isLive } from './in-step-scope.ts';
import type { Carried, Live, StepContext } from './in-step-scope.ts';
import { sameJson } from './json.ts';
import { mergeFields, withIdsOf } from './merge.ts';
import { splitPath } from './paths.ts';
import type { Agreement, Joined, PersonConflict, PersonState } from './person-state.ts';
import { withoutTrail } from './replica.ts';
import type { ContactRecord } from './replica.ts';

/**
 * Carries what happened to some contacts of a person to the others; null: nothing did. `records` are all contacts of
 * the person, in order of accounts. Nothing moves while a contact is paused or its deletion waits for an answer, and
 * nothing in a field in which a contact is in conflict with its own cloud.
 */
export function carryPerson(
  state: PersonState,
  records: readonly ContactRecord[],
  ctx: StepContext,
): Carried | null {
  const here = records.filter(({ account }) => ctx.accounts.has(account));
  const live = here.filter(isLive);
  if (live.length === 0) return allDeleted(state);
  if (live.some(waits)) return null;
  const lost = lostContacts(state, here, live, ctx);
  if (lost.length > 0 && isDeletion(state, live, lost, ctx)) return carryDeletion(state, live, ctx);
  const accounts = new Set(
    [...live, ...lost.map(({ agreement }) => agreement)].map(({ account }) => account),
  );
  const joined = accounts.size < 2 ? null : joinContacts(state, live, lost, ctx);
  const after = joined ?? { put: [], dropped: [], state: withoutAbsent(state, live) };
  return after.put.length === 0 && sameJson(after.state, state) ? null : after;
}

function waits(record: ContactRecord): boolean {
  return (record.paused ?? null) !== null || (record.gone ?? null) !== null;
}

/** The fields of all contacts joined, one by one; those that are lost come back with what the others have (law 4). */
function joinContacts(
  state: PersonState,
  live: readonly Live[],
  lost: readonly Lost[],
  ctx: StepContext,
): Carried {
  const waiting = new Set(
    live.flatMap(({ conflicts }) => conflicts.map(({ path }) => splitPath(path).field)),
  );
  const locals = new Map<ContactId, ContactFields>(live.map(({ id, local }) => [id, local]));
  const base: Record<string, unknown> = { ...state.base };
  const whole: Record<string, unknown> = {};
  const conflicts: PersonConflict[] = [];
  const unsettled = new Set(waiting);
  for (const name of SHARED_FIELDS) {
    const sides = live
      .filter(({ account }) => shares(account, name, ctx))
      .map((record): Side => ({
        contact: record.id,
        local: record.local,
        newcomer: isNewcomer(state, record.id, name),
        taken: record.base,
      }));
    const field = waiting.has(name) ? null : joinField(name, state.base ?? {}, sides);
    // What waits and was never agreed on comes back as another cloud has it: a contact without a name helps nobody.
    const known = [state.base, ...sides.map(({ taken }) => taken)].find((one) => one?.[name] !== undefined);
    whole[name] = (field?.joined ?? known)?.[name];
    if (field === null) continue;
    base[name] = field.base[name];
    for (const [id, local] of field.locals) {
      const former = locals.get(id)!;
      if (former[name] !== local[name])
        locals.set(id, { ...withoutField(former, name), ...only(name, local) });
    }
    // What a newcomer lacks at a place that stays open must not look like its deletion to the next run.
    if (field.conflicts.length > 0 && sides.some(({ newcomer }) => !newcomer)) unsettled.add(name);
    conflicts.push(...field.conflicts.map((conflict) => withMoment(conflict, state, ctx.at)).sort(byPath));
  }
  const isTyped = live.some((record) => isByPerson(state, record));
  const edits = live.flatMap((record) => {
    const local = locals.get(record.id)!;
    return local === record.local || changedFields(record.local, local).length === 0
      ? []
      : edited(isTyped ? withoutTrail(record) : record, local, ctx);
  });
  const back = lost.map((contact) => broughtBack(state, contact, whole as ContactFields, ctx));
  const put = [...edits, ...back];
  const now = [...live.map((record) => put.find(({ id }) => id === record.id) ?? record), ...back];
  return {
    put,
    dropped: [],
    state: stateAfter(state, now, live, withoutUndefined(base), conflicts, unsettled, ctx),
  };
}

/** Whether a person changed it since it agreed: nobody who types is taken for a machine, in the other accounts either (law 17). */
function isByPerson({ agreed }: PersonState, { id, changedAt, changedBy }: Live): boolean {
  const at = agreed[id]?.at ?? '';
  return changedBy === 'you' && at !== '' && at !== changedAt;
}

function byPath(a: PersonConflict, b: PersonConflict): number {
  return a.path < b.path ? -1 : 1;
}

function withoutField(fields: ContactFields, name: FieldName): ContactFields {
  const { [name]: _value, ...rest } = fields;
  return rest;
}

function withoutUndefined(fields: Record<string, unknown>): ContactFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function withMoment(conflict: Omit<PersonConflict, 'at'>, state: PersonState, at: string): PersonConflict {
  const before = state.conflicts.find(({ path }) => path === conflict.path);
  return { ...conflict, at: before?.at ?? at };
}

/**
 * A contact with what was carried to it. Where its cloud can hold nothing of that, there is nothing to send and both
 * sides have agreed already: what stays in Kith alone is no edit that would undo a deletion over there (law 21).
 */
export function edited(record: Live, local: ContactFields, ctx: StepContext): ContactRecord {
  const after = settled({ ...record, local, problem: null, changedAt: ctx.at, changedBy: 'kith' });
  const { base } = after;
  if (after.remoteId === null || base === null || after.local === base || after.conflicts.length > 0)
    return after;
  const hold = ctx.hold(record);
  if (changedFields(hold(base), hold(local)).length > 0) return after;
  const cloud = record.inCloud ?? base;
  return { ...after, base: local, inCloud: sameFields(local, cloud) ? null : withIdsOf(local, cloud) };
}

function stateAfter(
  state: PersonState,
  now: readonly ContactRecord[],
  before: readonly Live[],
  base: ContactFields,
  conflicts: readonly PersonConflict[],
  unsettled: ReadonlySet<FieldName>,
  ctx: StepContext,
): PersonState {
  // A conflict with its own cloud may end without a new version: the fields that waited are looked at again.
  const again = before.some((record) => record.conflicts.length > 0);
  const isHeard = now.every(({ account }) => ctx.heard?.has(account) === true);
  const agreements = now.map(({ id, account, changedAt, local }): [ContactId, Agreement] => {
    const known = before.some((record) => record.id === id);
    const without = SHARED_FIELDS.filter(
      (name) => !shares(account, name, ctx) || (unsettled.has(name) && known && isNewcomer(state, id, name)),
    );
    const mark = apartMark(local ?? {}, without);
    // Until all clouds were heard, one of them may have deleted its contact before this one was edited (law 4).
    const apart = isHeard || state.agreed[id] === undefined ? mark : state.agreed[id].apart;
    const at = again || apart !== mark ? '' : changedAt;
    return [id, { account, at, without, ...(apart === undefined ? {} : { apart }) }];
  });
  const joined = before.flatMap((record): readonly [ContactId, Joined][] => {
    const former = state.joined[record.id];
    const after = now.find(({ id }) => id === record.id)?.local ?? record.local;
    if (state.agreed[record.id] !== undefined) return former === undefined ? [] : [[record.id, former]];
    return [[record.id, { before: parted(former, record.local), after }]];
  });
  return {
    ...state,
    base: state.base !== null && sameFields(state.base, base) ? state.base : base,
    agreed: Object.fromEntries(agreements),
    conflicts: sameJson(conflicts, state.conflicts) ? state.conflicts : conflicts,
    joined: Object.fromEntries(joined),
  };
}

/** The state of a person that has contacts in one account only: nobody to agree with, nothing to decide. */
function withoutAbsent(state: PersonState, live: readonly Live[]): PersonState {
  const agreed = live.flatMap(({ id, changedAt }) => {
    const agreement = state.agreed[id];
    return agreement === undefined ? [] : [[id, { ...agreement, at: changedAt }] as const];
  });
  return { ...state, agreed: Object.fromEntries(agreed), conflicts: [] };
}

/** What a contact has without what joining gave it: exactly what it had before, and what was edited since stays. */
export function parted(joined: Joined | undefined, local: ContactFields): ContactFields {
  if (joined === undefined || joined.before === joined.after || sameFields(joined.before, joined.after))
    return local;
  return mergeFields(joined.after, local, joined.before).fields;
}
