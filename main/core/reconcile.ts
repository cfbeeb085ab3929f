// Owns: what a cloud's version, deletion or reply does to a stored contact (laws 1–5, 9). Pure.
// Leaves to others: which pages come and in which order (sync/), what to send (plan.ts).
import type { AccountId, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName, ReadOnlyFields } from './contact.ts';
import { settled } from './edit.ts';
import { FIELD_NAMES, FIELDS, changedFields, normalise, sameField, sameFields, valuesOf } from './fields.ts';
import type { JsonObject } from './json.ts';
import { sameLineEnds, withTexts } from './line-ends.ts';
import { mergeFields, restoreUnheld, withIdsOf, withoutUnsent } from './merge.ts';
import type { Overlap } from './merge.ts';
import { photoAsNew } from './photo.ts';
import { stayed } from './replica.ts';
import type { Conflict, ContactRecord, Hold } from './replica.ts';

/** A contact as a cloud has it, as providers give it (providers/provider.ts has the fields' meaning). */
export interface RemoteVersion {
  readonly remoteId: string;
  readonly etag: string;
  readonly fields: ContactFields;
  readonly readOnly: ReadOnlyFields;
  readonly unknown: JsonObject;
  readonly scope: string;
}

export interface Context {
  readonly account: AccountId;
  readonly hold: Hold;
  /** New ids, for contacts and create keys. */
  readonly newId: () => string;
  /** ISO 8601 of this moment. */
  readonly at: string;
  /** The listing under way (SyncState.listing). */
  readonly listing: number;
}

/** What a remote version did to a contact. `merged`: both sides had changed, and no conflict came of it. */
export type Effect = 'created' | 'unchanged' | 'updated' | 'merged' | 'conflict' | 'deletionUndone';

export interface Reconciled {
  readonly record: ContactRecord;
  readonly effect: Effect;
}

/** A contact that the cloud has and Kith had not. */
export function receiveNew(remote: RemoteVersion, ctx: Context): Reconciled {
  const fields = withIdsOf({}, remote.fields);
  const record: ContactRecord = {
    id: ctx.newId() as ContactId,
    person: ctx.newId() as PersonId,
    account: ctx.account,
    remoteId: remote.remoteId,
    etag: remote.etag,
    base: fields,
    local: fields,
    inCloud: null,
    readOnly: remote.readOnly,
    unknown: remote.unknown,
    conflicts: [],
    createKey: null,
    createSent: false,
    inFlight: null,
    scope: remote.scope,
    seen: ctx.listing,
    problem: null,
    changedAt: ctx.at,
    changedBy: 'cloud',
  };
  return { record, effect: 'created' };
}

/** The cloud's version of a contact that Kith has. Equal content is no change, whatever the etag says (law 1). */
export function receive(record: ContactRecord, remote: RemoteVersion, ctx: Context): Reconciled {
  const { record: after, effect } = receiveVersion(record, remote, ctx);
  return { record: withCloudVersion(after, remote.fields), effect };
}

/** Remembers what the cloud has where that is less than what was agreed on: a write is made from it. */
function withCloudVersion(record: ContactRecord, cloud: ContactFields): ContactRecord {
  const { base } = record;
  return { ...record, inCloud: base === null || sameFields(base, cloud) ? null : withIdsOf(base, cloud) };
}

function receiveVersion(record: ContactRecord, remote: RemoteVersion, ctx: Context): Reconciled {
  const known = {
    ...record,
    remoteId: remote.remoteId,
    etag: remote.etag,
    readOnly: remote.readOnly,
    unknown: remote.unknown,
    scope: remote.scope,
    seen: ctx.listing,
    createSent: false,
    inFlight: null,
    gone: null,
  };
  const base = agreedVersion(record, remote, ctx.hold);
  const theirs = restoreUnheld(base, ctx.hold(base), remote.fields);
  if (record.local === null && record.createSent && isAsCreated(ctx.hold(base), remote.fields)) {
    return { record: { ...known, base: theirs }, effect: 'unchanged' };
  }
  if (record.local === null) return receiveDeletedHere(known, base, theirs, remote, ctx);
  if (sameFields(theirs, base)) {
    return { record: settled({ ...known, base }), effect: 'unchanged' };
  }
  return join({ ...known, local: record.local }, base, theirs, remote, ctx);
}

/** The version to store as agreed on: `theirs` but for the values that this cloud could hold and has not been sent. */
function agreedNow(theirs: ContactFields, remote: RemoteVersion, hold: Hold): ContactFields {
  const fewer = withoutUnsent(theirs, hold(theirs), remote.fields);
  return sameFields(fewer, theirs) ? theirs : agreedNow(fewer, remote, hold);
}

/**
 * The version that both sides last agreed on: a write whose reply was lost counts if the cloud turns out to have it, or,
 * where somebody else has changed the contact since, as far as the cloud has it field by field.
 */
function agreedVersion(record: ContactRecord, remote: RemoteVersion, hold: Hold): ContactFields {
  const base = record.base ?? record.local ?? {};
  const { inFlight } = record;
  if (inFlight === null) return base;
  const sent = hold(inFlight);
  if (sameFields(sent, remote.fields)) return inFlight;
  const arrived = changedFields(hold(base), sent).filter((name) => hasArrived(name, sent, remote.fields));
  return normalise({ ...base, ...Object.fromEntries(arrived.map((name) => [name, inFlight[name]])) });
}

/** Whether the cloud has a field as it was sent, but for what services add to its values on their way in. */
function hasArrived(name: FieldName, sent: ContactFields, remote: ContactFields): boolean {
  if (sameField(name, sent, remote)) return true;
  return (
    name !== 'labels' &&
    name !== 'fileAs' &&
    sameField(name, withoutAdditions(sent), withoutAdditions(remote))
  );
}

/**
 * Whether the cloud has a create as it was sent, but for what services add on its way in (a first label, a whole name, a
 * formatted address, a primary flag): that is no edit which would undo a deletion.
 */
function isAsCreated(sent: ContactFields, remote: ContactFields): boolean {
  return sameFields(withoutAdditions(sent), withoutAdditions(remote));
}

/** What a contact says without what services add to a new one, and however they write its texts down. */
export function withoutAdditions({ labels: _labels, fileAs, ...fields }: ContactFields): ContactFields {
  const { display: _display, ...name } = fields.name ?? {};
  const own = fileAs === undefined || isMadeOf(fileAs, fields) ? {} : { fileAs };
  const said: ContactFields = { ...fields, ...own, name };
  const out: Record<string, unknown> = { ...said };
  for (const field of Object.keys(said) as FieldName[]) {
    const { kind } = FIELDS[field];
    if (kind === 'record') out[field] = asWritten(said[field] as object);
    if (kind === 'list')
      out[field] = valuesOf(fields, field).map((value) => ({
        ...asWritten(value),
        primary: undefined,
        formatted: undefined,
      }));
  }
  return normalise(out as ContactFields);
}

/** The texts of a value in one form: services end lines in ways of their own and trim what they take. */
function asWritten(value: object): object {
  return withTexts(value, (text) => sameLineEnds(text).trim());
}

/** Whether a service can have put this together from the names and addresses: no word in it is a person's own. */
function isMadeOf(fileAs: string, { name, organizations, emails }: ContactFields): boolean {
  const known = JSON.stringify([name, organizations, emails]);
  return fileAs.split(/[^\p{L}\p{N}]+/u).every((word) => known.includes(word));
}

/**
 * A create whose reply was lost, after a list told of a contact without saying who made it: if all that it names of it is as
 * it was sent, it is that one (law 9), which is read whole once lists had time. Null: it is another contact.
 */
export function recognised(record: ContactRecord, remote: RemoteVersion, ctx: Context): ContactRecord | null {
  if (!record.createSent || record.remoteId !== null) return null;
  const [sent, told] = [ctx.hold(record.base ?? record.local ?? {}), remote.fields].map(withoutAdditions);
  const named = changedFields({}, told!);
  if (named.length === 0 || !named.every((name) => sameField(name, sent!, told!))) return null;
  const { remoteId, scope } = remote;
  const { listing: seen, at: unlistedSince } = ctx;
  return { ...record, remoteId, scope, etag: '', createSent: false, inFlight: null, seen, unlistedSince };
}

/** An edit over there beats a deletion here (law 4). */
function receiveDeletedHere(
  known: ContactRecord,
  base: ContactFields,
  restored: ContactFields,
  remote: RemoteVersion,
  ctx: Context,
): Reconciled {
  if (sameFields(restored, base)) return { record: { ...known, base }, effect: 'unchanged' };
  const local = withIdsOf(base, restored);
  const record = settled({
    ...stayed(known),
    base: agreedNow(local, remote, ctx.hold),
    local,
    changedAt: ctx.at,
    changedBy: 'cloud',
  });
  return { record, effect: 'deletionUndone' };
}

function join(
  known: ContactRecord & { readonly local: ContactFields },
  base: ContactFields,
  restored: ContactFields,
  remote: RemoteVersion,
  ctx: Context,
): Reconciled {
  const mine = known.local;
  const { fields, theirs, overlaps } = mergeFields(base, mine, restored);
  const conflicts = joinConflicts(known.conflicts, overlaps, {
    at: ctx.at,
    mineAt: known.changedAt,
    ...(remote.readOnly.updatedAt === undefined ? {} : { theirsAt: remote.readOnly.updatedAt }),
  });
  const record = settled({
    ...known,
    base: agreedNow(theirs, remote, ctx.hold),
    local: fields,
    conflicts,
    changedAt: ctx.at,
    changedBy: 'cloud',
  });
  const before = new Set(known.conflicts.map(({ path }) => path));
  if (record.conflicts.some(({ path }) => !before.has(path))) return { record, effect: 'conflict' };
  const bothChanged = known.local !== known.base && !sameFields(mine, base);
  return { record, effect: bothChanged ? 'merged' : 'updated' };
}

/** A path that is in conflict already keeps its first base: that is what both sides once agreed on. */
function joinConflicts(
  old: readonly Conflict[],
  overlaps: readonly Overlap[],
  when: Pick<Conflict, 'at' | 'mineAt' | 'theirsAt'>,
): readonly Conflict[] {
  const fresh = new Map(overlaps.map((overlap) => [overlap.path, overlap]));
  const kept = old.map((conflict) => {
    const again = fresh.get(conflict.path);
    fresh.delete(conflict.path);
    return again === undefined ? conflict : { ...conflict, mine: again.mine, theirs: again.theirs, ...when };
  });
  return [...kept, ...[...fresh.values()].map((overlap) => ({ ...overlap, ...when }))];
}

/**
 * The contact after the cloud said that it is deleted there, or left it out of a complete listing (law 8); null if it is
 * gone here too. An edit here beats the deletion: the contact becomes a create (law 4). With `keep`, it does so also
 * without an edit, because a person wants it back (law 10).
 */
export function receiveDeletion(record: ContactRecord, ctx: Context, keep = false): ContactRecord | null {
  if (record.local === null) return null;
  if (!isChangedHere(record) && !keep) return null;
  return {
    ...record,
    ...(record.remoteId === null ? {} : { formerId: { remoteId: record.remoteId, at: ctx.at } }),
    remoteId: null,
    etag: null,
    base: null,
    inCloud: null,
    conflicts: [],
    createKey: ctx.newId(),
    createSent: false,
    inFlight: null,
    unknown: {},
    photo: photoAsNew(record.photo),
    problem: null,
    gone: null,
    changedAt: ctx.at,
  };
}

/** Whether a person changed a contact since its cloud told of it, so that it outlives a deletion of what it was (law 4). */
export function isChangedHere({ base, local, conflicts, photo }: ContactRecord): boolean {
  return (
    base === null ||
    (local !== null && !sameFields(base, local)) ||
    conflicts.length > 0 ||
    photo?.pending === 'set'
  );
}

/** What a write sent, remembered so that edits made meanwhile stay pending (law 5). */
export interface Sent {
  readonly fields: ContactFields;
}

/** What the cloud has after a write without a telling reply: the fields that were sent, and what it had of the others. */
function cloudAfter(record: ContactRecord, sent: ContactFields, hold: Hold): ContactFields {
  if (record.base === null) return hold(sent);
  const now = hold(sent);
  return normalise({
    ...(record.inCloud ?? hold(record.base)),
    ...Object.fromEntries(changedFields(record.base, sent).map((name) => [name, now[name]])),
  });
}

/** Whether the cloud's version after a write differs in a field that the write left alone. */
function isEditedBeside(record: ContactRecord, sent: Sent, remote: RemoteVersion, hold: Hold): boolean {
  if (record.base === null || record.remoteId === null) return false;
  const written = changedFields(record.base, sent.fields);
  const [before, after] = [hold(sent.fields), remote.fields].map(withoutAdditions);
  return FIELD_NAMES.some((name) => !written.includes(name) && !sameField(name, before!, after!));
}

/**
 * The contact after its cloud applied a write. `remote` is the cloud's version after it as far as the reply told;
 * null means exactly what was sent. The reply is the new base, so its echo in the next pull is silent (law 2), and what
 * the service rewrote on its way in is taken over like any change of theirs.
 */
export function acknowledge(
  record: ContactRecord,
  sent: Sent,
  remote: RemoteVersion | null,
  ctx: Context,
): Reconciled {
  if (remote === null) {
    // A create whose reply did not tell the new id is looked for like one whose reply was lost (law 9).
    const createSent = record.remoteId === null;
    const after = settled({ ...record, base: sent.fields, createSent, inFlight: null, problem: null });
    return {
      record: withCloudVersion(after, cloudAfter(record, sent.fields, ctx.hold)),
      effect: 'unchanged',
    };
  }
  if (record.local === null) {
    // Deleted here while the write was under way: what the service rewrote on its way in is no edit of anybody's, but what
    // the write did not name is somebody's (Google: a label is given without an etag).
    if (isEditedBeside(record, sent, remote, ctx.hold)) return receive(record, remote, ctx);
    const base = restoreUnheld(sent.fields, ctx.hold(sent.fields), remote.fields);
    const after = {
      ...record,
      remoteId: remote.remoteId,
      etag: remote.etag,
      base,
      createSent: false,
      inFlight: null,
    };
    return { record: withCloudVersion(after, remote.fields), effect: 'unchanged' };
  }
  const received = receive({ ...record, base: sent.fields, problem: null }, remote, {
    ...ctx,
    listing: Math.max(record.seen, ctx.listing),
  });
  // What the service rewrote is a change of whoever made what was sent.
  if (record.changedBy === undefined || received.record.changedBy === record.changedBy) return received;
  return { ...received, record: { ...received.record, changedBy: record.changedBy } };
}
