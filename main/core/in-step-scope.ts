// Owns: what keeping persons in step is about: which fields travel, between which accounts, and what a run may change.
// Leaves to others: carrying (in-step.ts), deletions (in-step-deletions.ts), single fields (in-step-fields.ts).
import type { AccountId, ContactId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import { FIELD_NAMES } from './fields.ts';
import type { PersonState } from './person-state.ts';
import type { ContactRecord, Hold } from './replica.ts';

/** What belongs to one account alone and means nothing in another: its labels, its own keys, its follow-up flag. */
const OWN_FIELDS: ReadonlySet<FieldName> = new Set(['labels', 'clientData', 'externalIds', 'flag']);

/** The fields that contacts of different accounts share. */
export const SHARED_FIELDS: readonly FieldName[] = FIELD_NAMES.filter((name) => !OWN_FIELDS.has(name));

export interface StepContext {
  /** ISO 8601 of this moment. */
  readonly at: string;
  readonly newId: () => string;
  readonly hold: (record: ContactRecord) => Hold;
  /** The linked accounts, each with the fields that it is never sent. */
  readonly accounts: ReadonlyMap<AccountId, readonly FieldName[]>;
}

export interface Carried {
  readonly put: readonly ContactRecord[];
  readonly dropped: readonly ContactId[];
  readonly state: PersonState;
}

export type Live = ContactRecord & { readonly local: ContactFields };

/** Whether a contact shares a field: its account may be sent it. */
export function shares(account: AccountId, name: FieldName, ctx: StepContext): boolean {
  return !(ctx.accounts.get(account) ?? []).includes(name);
}

/** Whether a contact has not agreed on a field: what it lacks of it is no deletion. */
export function isNewcomer({ base, agreed }: PersonState, contact: ContactId, name: FieldName): boolean {
  return base === null || (agreed[contact]?.without.includes(name) ?? true);
}

/** One field of a contact alone. */
export function only(name: FieldName, fields: ContactFields): ContactFields {
  return fields[name] === undefined ? {} : { [name]: fields[name] };
}
