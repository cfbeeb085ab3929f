// Owns: what is stored of a person beside its contacts: whether they are kept in step, what they agreed on, and where
// they differ (law 23). Leaves to others: carrying changes between them (in-step.ts), names and rows (person.ts).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import type { Json } from './json.ts';

/** A person of several contacts. A person without a state is one whose contacts go their own ways. */
export interface PersonState {
  readonly id: PersonId;
  readonly inStep: boolean;
  /** The version that its contacts last agreed on, in the fields that they share; null: never yet. */
  readonly base: ContactFields | null;
  /** The contacts that agreed on `base`: what another one lacks of it is no deletion. */
  readonly agreed: Readonly<Record<ContactId, Agreement>>;
  /** Places that two contacts changed differently; each keeps its own until the person decides. */
  readonly conflicts: readonly PersonConflict[];
  /** What each contact had before it was joined, and right after: parting gives back the difference. */
  readonly joined: Readonly<Record<ContactId, Joined>>;
  /** Absent: no photo has been carried between its contacts. */
  readonly photos?: PersonPhotos;
}

/** Photos of a person's contacts by SHA-256; null: none. */
export interface PersonPhotos {
  /** What each contact had when a run carried photos last. */
  readonly agreed: Readonly<Record<ContactId, string | null>>;
  /** What contacts got by being joined, which parting takes away again. */
  readonly given: Readonly<Record<ContactId, string>>;
  /** In how many runs in a row photos of clouds were carried. */
  readonly streak: number;
}

export interface Agreement {
  readonly account: AccountId;
  /** ContactRecord.changedAt of the version that was looked at last; '': look again. */
  readonly at: string;
  /** Fields in which the contact has not agreed on `base`: its account is never sent them, or they waited. */
  readonly without: readonly FieldName[];
  /** A mark of what it said beside what was agreed on, when all its accounts were heard last; absent: nothing. */
  readonly apart?: string;
  /** The contact was deleted, and its deletion was carried to the others. */
  readonly deleted?: boolean;
}

/** `path` as in Conflict, a list's values under the ids they have in PersonState.base. */
export interface PersonConflict {
  readonly path: string;
  readonly base: Json;
  /** What stood there in each contact, list values under the contact's own ids; null: nothing. In order of accounts. */
  readonly versions: readonly { readonly contact: ContactId; readonly value: Json }[];
  /** ISO 8601: when a run met it. */
  readonly at: string;
}

export interface Joined {
  readonly before: ContactFields;
  readonly after: ContactFields;
}

/** A person whose contacts have not been looked at yet. */
export function newPersonState(id: PersonId, inStep: boolean): PersonState {
  return { id, inStep, base: null, agreed: {}, conflicts: [], joined: {} };
}
