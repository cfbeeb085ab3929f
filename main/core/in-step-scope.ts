// Owns: what keeping persons in step is about: which fields travel, between which accounts, and what a run may change.
// Leaves to others: carrying (in-step.ts), deletions (in-step-deletions.ts), single fields (in-step-fields.ts).
import type { AccountId, ContactId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import { contentText, FIELD_NAMES } from './fields.ts';
import { shortHash } from './json.ts';
import type { PersonState } from './person-state.ts';
import type { ContactRecord, Hold } from './replica.ts';

/** What belongs to one account alone and means nothing in another: its labels, its own keys, its follow-up flag. */
const OWN_FIELDS: ReadonlySet<FieldName> = new Set(['labels', 'clientData', 'externalIds', 'flag']);

/** The fields that contacts of different accounts share. */
export const SHARED_FIELDS: readonly FieldName[] = FIELD_NAMES.filter((name) => !OWN_FIELDS.has(name));

/**
 * What a contact says beside what all agreed on, as a short text that tells whether it was edited since; undefined: nothing.
 * Labels do not count: services give some by themselves, and being under one is no edit that brings deleted contacts back.
 */
export function apartMark(fields: ContactFields, without: readonly FieldName[]): string | undefined {
  const names = [...OWN_FIELDS, ...without].filter((name) => name !== 'labels');
  const text = contentText(Object.assign({}, ...names.map((name) => only(name, fields))) as ContactFields);
  return text === contentText({}) ? undefined : shortHash(text);
}

export interface StepContext {
  /** ISO 8601 of this moment. */
  readonly at: string;
  readonly newId: () => string;
  readonly hold: (record: ContactRecord) => Hold;
  /** The linked accounts, each with the fields that it is never sent. */
  readonly accounts: ReadonlyMap<AccountId, readonly FieldName[]>;
  /** Accounts whose clouds have just told all news, deletions among them; absent: none was asked. */
  readonly heard?: ReadonlySet<AccountId>;
}

export interface Carried {
  readonly put: readonly ContactRecord[];
  readonly dropped: readonly ContactId[];
  readonly state: PersonState;
}

/** A contact that is stored and not deleted here. */
export type Live = ContactRecord & { readonly local: ContactFields };

export function isLive(record: ContactRecord | null | undefined): record is Live {
  return (record?.local ?? null) !== null;
}

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
