// Owns: what becomes of a person in step when one contact is deleted: the others go too, or bring it back (law 4).
// Leaves to others: everything else that is carried (in-step.ts).
import type { AccountId, ContactId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import { createRecord, deleteRecord, settled } from './edit.ts';
import { FIELD_NAMES, FIELDS, sameField, valuesOf } from './fields.ts';
import { joinField, shared } from './in-step-fields.ts';
import { apartMark, isNewcomer, only, shares, SHARED_FIELDS } from './in-step-scope.ts';
import type { Carried, Live, StepContext } from './in-step-scope.ts';
import type { Agreement, PersonState } from './person-state.ts';
import type { ContactRecord } from './replica.ts';

/** A contact that agreed and is gone since: its record is left where the deletion still waits for its cloud. */
export interface Lost {
  readonly id: ContactId;
  readonly agreement: Agreement;
  readonly record: ContactRecord | null;
}

/** Contacts that agreed and are deleted by now. Unlinking an account deletes nobody; one replaced in its account is not lost. */
export function lostContacts(
  state: PersonState,
  here: readonly ContactRecord[],
  live: readonly Live[],
  ctx: StepContext,
): readonly Lost[] {
  const occupied = new Set(live.map(({ account }) => account));
  return Object.entries(state.agreed).flatMap(([key, agreement]): readonly Lost[] => {
    const id = key as ContactId;
    if (occupied.has(agreement.account) || !ctx.accounts.has(agreement.account)) return [];
    const record = here.find((candidate) => candidate.id === id) ?? null;
    return (record?.movedTo ?? null) === null ? [{ id, agreement, record }] : [];
  });
}

/** Whether the others were left as they were agreed on, so that the deletion of one is the deletion of all. */
export function isDeletion(
  state: PersonState,
  live: readonly Live[],
  lost: readonly Lost[],
  ctx: StepContext,
): boolean {
  if (lost.some(({ agreement }) => agreement.deleted === true)) return false;
  return live.every((record) => {
    const agreement = state.agreed[record.id];
    return (
      agreement !== undefined &&
      record.conflicts.length === 0 &&
      agreement.apart === apartMark(record.local, agreement.without) &&
      SHARED_FIELDS.every(
        (name) =>
          !shares(record.account, name, ctx) ||
          isNewcomer(state, record.id, name) ||
          isUntouched(name, shared(name, state.base), shared(name, record.local)),
      )
    );
  });
}

/**
 * Whether a field says what was agreed on, but for what services add by themselves (being primary, a whole name, a
 * formatted address): that is no edit which would undo a deletion.
 */
function isUntouched(name: FieldName, base: ContactFields, local: ContactFields): boolean {
  return sameField(name, withoutAdditions(name, base, base), withoutAdditions(name, base, local));
}

function withoutAdditions(name: FieldName, base: ContactFields, fields: ContactFields): ContactFields {
  if (name === 'name') {
    const { display, ...parts } = fields.name ?? {};
    return { name: base.name?.display === undefined ? parts : { display, ...parts } };
  }
  if (FIELDS[name].kind !== 'list') return fields;
  const isFormatted = valuesOf(base, name).some(({ formatted }) => formatted !== undefined);
  const values = valuesOf(fields, name).map(({ primary: _primary, formatted, ...value }) =>
    isFormatted ? { formatted, ...value } : value,
  );
  return { [name]: values } as ContactFields;
}

/** The others deleted as well; the next run knows that none of this is a deletion of its own. */
export function carryDeletion(state: PersonState, live: readonly Live[], ctx: StepContext): Carried {
  const deletions = live.map((record) => ({ id: record.id, after: deleteRecord(record, ctx.at) }));
  return {
    put: deletions.flatMap(({ after }) => after ?? []),
    dropped: deletions.flatMap(({ id, after }) => (after === null ? id : [])),
    state: withDeletion(state),
  };
}

/** A person whose contacts are all deleted: by somebody who deleted the whole person, here or in each cloud. */
export function allDeleted(state: PersonState): Carried | null {
  const isKnown = Object.values(state.agreed).every(({ deleted }) => deleted === true);
  return isKnown ? null : { put: [], dropped: [], state: withDeletion(state) };
}

/** Of all contacts: whichever comes back, by an edit over there or by an undo here, brings the others back. */
function withDeletion(state: PersonState): PersonState {
  const marks = Object.entries(state.agreed).map(([id, agreement]) => [id, { ...agreement, deleted: true }]);
  return { ...state, agreed: Object.fromEntries(marks) as PersonState['agreed'] };
}

/** A deleted contact that another one's edit brings back: as it was but for that, or as a new one in its account. */
export function broughtBack(
  state: PersonState,
  { agreement, record }: Lost,
  whole: ContactFields,
  ctx: StepContext,
): ContactRecord {
  const sent = SHARED_FIELDS.filter((name) => shares(agreement.account, name, ctx));
  if (record === null || record.base === null) {
    const fields = Object.assign({}, ...sent.map((name) => only(name, whole))) as ContactFields;
    const id = ctx.newId() as ContactId;
    const { account } = agreement;
    const created = createRecord({
      id,
      person: state.id,
      account,
      fields,
      createKey: ctx.newId(),
      at: ctx.at,
    });
    return { ...created, local: fields };
  }
  const back = withWhole({ ...record, base: record.base }, whole, sent);
  return { ...back, changedAt: ctx.at, changedBy: 'kith' };
}

/** A deleted contact as it was but for what `whole` says of these fields. */
export function withWhole(
  record: ContactRecord & { readonly base: ContactFields },
  whole: ContactFields,
  names: readonly FieldName[],
): ContactRecord {
  const before = record.base;
  const joined = names.map((name) => {
    const side = { contact: record.id, local: before, newcomer: false, taken: null };
    // Over what it had itself: the whole is the only change.
    const other = { contact: '' as ContactId, local: only(name, whole), newcomer: false, taken: null };
    const field = joinField(name, shared(name, before), [side, other]);
    return only(name, field?.locals.get(record.id) ?? before);
  });
  const kept = FIELD_NAMES.filter((name) => !names.includes(name)).map((name) => only(name, before));
  const local = Object.assign({}, ...joined, ...kept) as ContactFields;
  return settled({ ...record, local, problem: null });
}

/** Whether a deleted contact has come back into its account by one that was made for it, which nobody joined. */
export function isBack(
  state: PersonState | null,
  records: readonly ContactRecord[],
  account: AccountId,
): boolean {
  if (state === null || !state.inStep) return false;
  return records.some(
    (record) =>
      record.account === account &&
      record.local !== null &&
      state.agreed[record.id] !== undefined &&
      state.joined[record.id] === undefined,
  );
}
