// Owns: one stored contact of one account (what both sides agreed on, ours, what is unresolved) and whether it is pending.
// Leaves to others: how it changes (edit.ts, reconcile.ts), the operations of a run (plan.ts).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from './contact.ts';
import type { ErrorInfo } from './errors.ts';
import type { AnyListValue } from './fields.ts';
import { changedFields, FIELDS, valuesOf } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { copyPath, splitPath } from './paths.ts';
import type { PhotoRecord } from './photo.ts';

/**
 * One place that both sides changed differently (law 3). `path` is a field ("fileAs"), a part of a record field
 * ("name.given"), or one value of a list ("phones.<value id>"). The three versions are what stood at that path; null
 * means absent. Mine is what the contact holds there now.
 */
export interface Conflict {
  readonly path: string;
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
  /** ISO 8601: when the sync met it. */
  readonly at: string;
  /** ISO 8601: when mine was last changed here, and theirs there, as far as anybody says. */
  readonly mineAt?: string;
  readonly theirsAt?: string;
}

/**
 * A contact of one account. `base` is the last version both sides agreed on (null: the cloud has none yet); `local` is
 * ours (null: deleted here, the cloud not yet told). Pending is derived: see `pendingChange`.
 */
export interface ContactRecord {
  readonly id: ContactId;
  readonly person: PersonId;
  readonly account: AccountId;
  readonly remoteId: string | null;
  readonly etag: string | null;
  readonly base: ContactFields | null;
  readonly local: ContactFields | null;
  /** What the cloud itself has where that is not all of `base`, because it cannot hold the rest (law 21); else null. */
  readonly inCloud: ContactFields | null;
  readonly readOnly: ReadOnlyFields;
  /** What the provider sent beside the fields and the model does not know, verbatim (law 12). */
  readonly unknown: JsonObject;
  readonly conflicts: readonly Conflict[];
  /** The id Kith gives to a create, so that one whose reply was lost is found again (law 9). */
  readonly createKey: string | null;
  /** A create was sent and no reply settled it: look for createKey before sending again. */
  readonly createSent: boolean;
  /** ISO 8601: when its create left or it moved, until the cloud's lists named it, which may take minutes; else absent. */
  readonly unlistedSince?: string | null;
  /** The id under which its cloud said that it is gone, before it was made anew: lists that lag may still show that one. */
  readonly formerId?: { readonly remoteId: string; readonly at: string };
  /** A version whose write was sent and whose reply was lost: if the cloud has it, it is what both sides agreed on. */
  readonly inFlight: ContactFields | null;
  /** The provider's collection it was listed in (Graph: the folder; Google: ""). */
  readonly scope: string;
  /** The number of the last complete listing that named it (SyncState.listing). */
  readonly seen: number;
  /** Why the provider refused the pending change, if it did (law 20). Cleared by the next edit or success. */
  readonly problem: ErrorInfo | null;
  /** ISO 8601: last change of `local`, by a person or by a sync. */
  readonly changedAt: string;
  /** Who made that change: a person here, the contact's cloud, or Kith, which carried it. Absent: nobody wrote it down. */
  readonly changedBy?: ChangedBy;
  /** The cloud said that it is deleted, or left it out of a complete listing, and no run has acted on that yet (law 10). */
  readonly gone?: Gone | null;
  /** Nothing of this contact is sent while it is paused. */
  readonly paused?: Pause | null;
  /** Absent: nothing is stored of its photo, which the cloud may have. */
  readonly photo?: PhotoRecord | null;
  /** What the last runs sent of each field, to notice a field that oscillates (law 17). */
  readonly trail?: readonly Sending[];
  /** Deleted here because it moved: its cloud is told only once the cloud of this other contact has that. */
  readonly movedTo?: ContactId | null;
}

export type ChangedBy = 'you' | 'cloud' | 'kith';

/** `absent`: a complete listing left it out. `empty`: that listing had nothing at all where there was something (law 11). */
export interface Gone {
  readonly how: 'tombstone' | 'absent' | 'empty';
  /** ISO 8601. */
  readonly at: string;
}

/** Why a contact's change waits: a person holds it back, or a field went back and forth three runs in a row. */
export type Pause =
  | { readonly kind: 'person'; readonly at: string }
  | { readonly kind: 'oscillating'; readonly at: string; readonly fields: readonly FieldName[] };

/** One run of the account (SyncState.runs) that sent a field, and a hash of what it sent. */
export interface Sending {
  readonly run: number;
  readonly field: FieldName;
  readonly hash: string;
}

/** The contact as one of which nothing was sent yet: what a person did is no quarrel with another program (law 17). */
export function withoutTrail<T extends ContactRecord>(record: T): T {
  const { trail: _trail, ...rest } = record;
  return rest as T;
}

/** The contact as one that did not move: its next deletion is a deletion. */
export function stayed<T extends ContactRecord>(record: T): T {
  const { movedTo: _movedTo, ...rest } = record;
  return rest as T;
}

/** What the cloud has not been told yet. */
export type PendingChange =
  | { readonly kind: 'create'; readonly fields: ContactFields }
  | {
      readonly kind: 'update';
      readonly fields: ContactFields;
      readonly base: ContactFields;
      readonly changed: readonly FieldName[];
    }
  | { readonly kind: 'delete' };

/**
 * Ours with every conflicting place as the cloud has it: neither side is overwritten before the person decides
 * (law 3). While a part of the name is in conflict, the whole name waits too, since it repeats that part; while the value
 * that became the primary one, or ceased to be it, is in conflict, so does which one is the primary one.
 */
export function sendable(record: ContactRecord & { readonly local: ContactFields }): ContactFields {
  let fields = record.local;
  const paths = record.conflicts.map((conflict) => conflict.path);
  if (paths.some((path) => path.startsWith('name.'))) paths.push('name.display');
  for (const path of paths) fields = copyPath(fields, record.base, path);
  const waiting = paths.filter((path) => isPrimaryAt(record.local, path) !== isPrimaryAt(record.base, path));
  for (const name of new Set(waiting.map((path) => splitPath(path).field)))
    fields = { ...fields, [name]: withPrimaryOf(valuesOf(record.base, name), valuesOf(fields, name)) };
  return fields;
}

function isPrimaryAt(fields: ContactFields | null, path: string): boolean {
  const { field, rest } = splitPath(path);
  if (FIELDS[field].kind !== 'list') return false;
  return valuesOf(fields, field).some(({ id, primary }) => id === rest && primary === true);
}

/** `values`, of which that one is the primary one which is it in `base`. */
function withPrimaryOf(
  base: readonly AnyListValue[],
  values: readonly AnyListValue[],
): readonly AnyListValue[] {
  const chosen = base.find(({ primary }) => primary === true)?.id;
  return values.map((value) => {
    const { primary, ...rest } = value;
    if ((primary === true) === (value.id === chosen)) return value;
    return value.id === chosen ? { ...rest, primary: true } : rest;
  });
}

/** Where a contact waits for the cloud to be told, and of what. `hold` is what the cloud can hold of a contact. */
export type Hold = (fields: ContactFields) => ContactFields;

/**
 * The pending change of a contact, or null. Several edits are one change, and a contact that was created and deleted
 * here before a sync leaves none (law 6), because both follow from comparing `base` with `local`. A difference that
 * the cloud cannot hold is nothing to send (law 21).
 */
export function pendingChange(record: ContactRecord, hold: Hold): PendingChange | null {
  const { base, local } = record;
  if (local === null) return record.remoteId === null && !record.createSent ? null : { kind: 'delete' };
  if (record.remoteId === null || base === null) return { kind: 'create', fields: local };
  if (local === base && record.conflicts.length === 0) return null;
  const fields = sendable({ ...record, local });
  if (changedFields(base, fields).length === 0) return null;
  const changed = changedFields(hold(base), hold(fields));
  return changed.length === 0 ? null : { kind: 'update', fields, base, changed };
}
