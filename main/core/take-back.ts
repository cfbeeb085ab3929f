// Owns: making a contact what it was: after an undo or redo of an action, and when a version of it is restored (as new
// edits, which sync). Leaves to others: which action is meant (history.ts), the undo of runs (undo.ts).
import type { AccountKind, ContactId } from './account.ts';
import type { ContactFields } from './contact.ts';
import { createRecord, deletionOf, settled } from './edit.ts';
import type { ContactChange } from './edit.ts';
import { changedFields } from './fields.ts';
import type { Former } from './history.ts';
import { sameJson } from './json.ts';
import { mergeFields } from './merge.ts';
import { readPath } from './paths.ts';
import { choosePhoto, isPhotoPending, NO_PHOTO, removePhoto, withdrawnPhoto } from './photo.ts';
import { stayed, withoutTrail } from './replica.ts';
import type { Conflict, ContactRecord } from './replica.ts';

export interface RestoreContext {
  /** What is at an account's other end; null: the account is not linked any more. */
  readonly kindOf: (account: Former['account']) => AccountKind | null;
  /** Whether Kith has the bytes of a photo. */
  readonly hasPhoto: (hash: string) => boolean;
  readonly newId: () => string;
  /** ISO 8601 of this moment. */
  readonly at: string;
}

/** One contact as an action found it and left it; null: there was none. */
export interface Turn {
  readonly id: ContactId;
  readonly before: Former | null;
  readonly after: Former | null;
  /** The photo that nobody had looked at before the action, once somebody has; undefined: nobody has. */
  readonly photoThen?: () => string | null | undefined;
}

/**
 * What takes one contact back to what it was before an action, joined with what was edited since: where both touched the
 * same place the later edit stays (law 3). Null: it is that already, or was deleted since.
 */
export function takeBack(turn: Turn, now: ContactRecord | null, ctx: RestoreContext): ContactChange | null {
  const { id, before, after } = turn;
  const live = now?.local ?? null;
  if (before === null || before.fields === null) return isLive(after) ? become(id, now, null, ctx) : null;
  if (after === null || after.fields === null) {
    const change = live === null ? become(id, now, before, ctx) : null;
    return change?.kind === 'putContact' ? put(withConflictsBack(change.record, before, after)) : change;
  }
  const kind = ctx.kindOf(before.account);
  if (now === null || live === null || kind === null) return null;
  const fields = changedFields(after.fields, live).length === 0 ? before.fields : joined(before, after, live);
  const person = now.person === after.person ? before.person : now.person;
  const record = withConflictsBack(withContent(now, person, fields, ctx), before, after);
  return putChanged(now, isOwnPhoto(before, after, now) ? withPhotoBack(record, turn, kind, ctx) : record);
}

/**
 * With the conflicts that the action ended, where both sides say what they said then: the cloud's version would be
 * overwritten though nobody decides for that (law 3). What the action opened again, by taking a decision back, is decided.
 */
function withConflictsBack(record: ContactRecord, before: Former, after: Former | null): ContactRecord {
  const [then, since] = [before.conflicts, after?.conflicts ?? []];
  if (then === undefined) return record;
  const isIn = (all: readonly Conflict[], { path }: Conflict): boolean =>
    all.some((other) => other.path === path);
  const isStill = ({ path, mine, theirs }: Conflict): boolean =>
    sameJson(readPath(record.local, path), mine) && sameJson(readPath(record.base, path), theirs);
  const back = then.filter(
    (conflict) => !isIn(since, conflict) && !isIn(record.conflicts, conflict) && isStill(conflict),
  );
  const decided = record.conflicts.filter((conflict) => isIn(since, conflict) && !isIn(then, conflict));
  if (back.length + decided.length === 0) return record;
  const kept = record.conflicts.filter((conflict) => !decided.includes(conflict));
  return settled({ ...record, conflicts: [...kept, ...back] });
}

/** Whether the photo is the action's, and nobody chose another since. What nobody had looked at may have been since. */
function isOwnPhoto(before: Former, after: Former, now: ContactRecord): boolean {
  if (before.photo === after.photo) return false;
  return after.photo === undefined ? !isPhotoPending(now) : (now.photo?.here ?? null) === after.photo;
}

const isLive = (former: Former | null): boolean => (former?.fields ?? null) !== null;

function joined(before: Former, after: Former, live: ContactFields): ContactFields {
  return mergeFields(after.fields ?? {}, live, before.fields ?? {}).fields;
}

/** What makes a contact exactly `target` (null, or without fields: gone). Null: it is that already, or cannot be. */
export function become(
  id: ContactId,
  now: ContactRecord | null,
  target: Former | null,
  ctx: RestoreContext,
): ContactChange | null {
  if (target === null || target.fields === null) return gone(now, ctx);
  const kind = ctx.kindOf(target.account);
  if (kind === null) return null;
  const { person, fields, photo } = target;
  if (now === null) return put(withPhoto(recreated(id, { ...target, fields }, ctx), photo, kind, ctx));
  return putChanged(now, withPhoto(withContent(now, person, fields, ctx), photo, kind, ctx));
}

/** The contact with other content, or itself where it has that already. */
function withContent(
  now: ContactRecord,
  person: Former['person'],
  fields: ContactFields,
  ctx: RestoreContext,
): ContactRecord {
  const rest = stayed(withoutTrail(now));
  if (now.local === null || changedFields(now.local, fields).length > 0)
    return settled({ ...rest, person, local: fields, problem: null, changedAt: ctx.at, changedBy: 'you' });
  return person === now.person ? now : { ...rest, person };
}

const putChanged = (now: ContactRecord, record: ContactRecord): ContactChange | null =>
  record === now ? null : put(record);

const put = (record: ContactRecord): ContactChange => ({ kind: 'putContact', record });

function gone(now: ContactRecord | null, ctx: RestoreContext): ContactChange | null {
  return now === null || now.local === null ? null : deletionOf(now, ctx.at);
}

function recreated(
  id: ContactId,
  { person, account, fields }: Former & { readonly fields: ContactFields },
  ctx: RestoreContext,
): ContactRecord {
  const record = createRecord({ id, person, account, fields, createKey: ctx.newId(), at: ctx.at });
  // Exactly the former content, without what a new contact gets to make it whole.
  return { ...record, local: fields };
}

/** With the former photo, unless nobody knows it or Kith has not got it any more. */
function withPhoto(
  record: ContactRecord,
  photo: Former['photo'],
  kind: AccountKind,
  ctx: RestoreContext,
): ContactRecord {
  if (photo === undefined || (record.photo?.here ?? null) === photo) return record;
  if (photo !== null && !ctx.hasPhoto(photo)) return record;
  return having(record, photo === null ? removePhoto(record, kind) : choosePhoto(record, photo, kind));
}

/** With the photo that an action found. Where nobody had looked at it and nothing was sent since, nobody has to again. */
function withPhotoBack(
  record: ContactRecord,
  { before, after, photoThen }: Turn,
  kind: AccountKind,
  ctx: RestoreContext,
): ContactRecord {
  const photo = before?.photo;
  // Nothing is shown of a photo that nobody looked at, and yet it is to go.
  if (photo === null && after?.photo === undefined) return having(record, removePhoto(record, kind));
  if (photo !== undefined) return withPhoto(record, photo, kind, ctx);
  const { pending, problem, base } = record.photo ?? NO_PHOTO;
  const found = photoThen?.();
  const isUnsent = pending === null ? problem !== null && found === undefined : base === found;
  return isUnsent ? having(record, withdrawnPhoto(record.photo)) : withPhoto(record, found, kind, ctx);
}

function having(record: ContactRecord, photo: ContactRecord['photo']): ContactRecord {
  if (photo === record.photo) return record;
  const { photo: _photo, ...rest } = record;
  return photo === undefined ? rest : { ...rest, photo };
}
