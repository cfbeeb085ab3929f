// Owns: persons kept in step, and runs over them, for the tests of law 23. Leaves to others: the claims (*.test.ts).
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { carryPerson } from '../../../main/core/in-step.ts';
import { SHARED_FIELDS } from '../../../main/core/in-step-scope.ts';
import type { Carried, StepContext } from '../../../main/core/in-step-scope.ts';
import { shared } from '../../../main/core/in-step-fields.ts';
import { newPersonState } from '../../../main/core/person-state.ts';
import type { PersonState } from '../../../main/core/person-state.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { AT, holdAll, known, LATER } from './records.ts';

export const PERSON = 'person' as PersonId;
export const ids = { a: 'a' as ContactId, b: 'b' as ContactId, c: 'c' as ContactId };
export const accountOf = (id: string) => `account-${id}` as AccountId;

export function stepContext(more: Partial<StepContext> = {}): StepContext {
  let n = 0;
  return {
    at: LATER,
    newId: () => `new${++n}`,
    hold: () => holdAll,
    accounts: new Map(['a', 'b', 'c'].map((id) => [accountOf(id), []])),
    ...more,
  };
}

/** A contact that its cloud has as it is here. */
export function of(
  id: string,
  local: ContactFields | null,
  more: Partial<ContactRecord> = {},
): ContactRecord {
  const base = local ?? {};
  return known(base, local, { id: id as ContactId, account: accountOf(id), remoteId: `r-${id}`, ...more });
}

/** A person whose contacts agreed on `base` once. */
export function inStep(base: ContactFields, contacts: readonly string[] = ['a', 'b']): PersonState {
  const shape = Object.assign({}, ...SHARED_FIELDS.map((name) => shared(name, base))) as ContactFields;
  return {
    ...newPersonState(PERSON, true),
    base: shape,
    agreed: Object.fromEntries(contacts.map((id) => [id, { account: accountOf(id), at: AT, without: [] }])),
  };
}

/** The contacts after a run, in the order they were in. */
export function after(records: readonly ContactRecord[], carried: Carried | null): readonly ContactRecord[] {
  if (carried === null) return records;
  const put = new Map(carried.put.map((record) => [record.id, record]));
  const gone = new Set(carried.dropped);
  const old = records.filter(({ id }) => !gone.has(id)).map((record) => put.get(record.id) ?? record);
  const known = new Set(records.map(({ id }) => id));
  return [...old, ...carried.put.filter(({ id }) => !known.has(id))];
}

export function run(state: PersonState, records: readonly ContactRecord[], ctx = stepContext()) {
  const carried = carryPerson(state, records, ctx);
  return { state: carried?.state ?? state, records: after(records, carried), carried };
}
