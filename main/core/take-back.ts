// Owns: making a contact what it was: after an undo or redo of an action, and when a version of it is restored (as new
// edits, which sync). Leaves to others: which action is meant (history.ts), the undo of runs (undo.ts).
import type { AccountKind, ContactId } from './account.ts';
import type { ContactFields } from './contact.ts';
import { createRecord, deletionOf, settled } from './edit.ts';
import type { ContactChange } from './edit.ts';
import { changedFields } from './fields.ts';
import type { Former } from './history.ts';
import { mergeFields } from './merge.ts';
import { choosePhoto, removePhoto } from './photo.ts';
import type { ContactRecord } from './replica.ts';

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
}

/**
 * What takes one contact back to what it was before an action, joined with what was edited since: where both touched the
 * same place the later edit stays (law 3). Null: it is that already, or was deleted since.
 */
export function takeBack(
  { id, before, after }: Turn,
  now: ContactRecord | null,
  ctx: RestoreContext,
): ContactChange | null {
  const live = now?.local ?? null;
  if (before === null || before.fields === null) return isLive(after) ? become(id, now, null, ctx) : null;
  if (after === null || after.fields === null) return live === null ? become(id, now, before, ctx) : null;
  if (now === null || live === null) return null;
  const fields = changedFields(after.fields, live).length === 0 ? before.fields : joined(before, after, live);
  const { photo: _photo, ...rest } = before;
  const isOwnPhoto = (now.photo?.here ?? null) === (after.photo ?? null) && before.photo !== after.photo;
  return become(
    id,
    now,
    {
      ...(isOwnPhoto ? before : rest),
      fields,
      person: now.person === after.person ? before.person : now.person,
    },
    ctx,
  );
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
  if (now === null)
    return put(withPhoto(recreated(id, { ...target, fields: target.fields }, ctx), target, kind, ctx));
  const same = changedFields(now.local, target.fields).length === 0 && now.local !== null;
  const { trail: _trail, movedTo: _movedTo, ...rest } = now;
  const restored = same
    ? { ...rest, person: target.person }
    : settled({
        ...rest,
        person: target.person,
        local: target.fields,
        problem: null,
        changedAt: ctx.at,
        changedBy: 'you',
      });
  const record = withPhoto(restored, target, kind, ctx);
  const isSame = same && record.person === now.person && record.photo === now.photo;
  return isSame ? null : put(record);
}

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
  { photo }: Former,
  kind: AccountKind,
  ctx: RestoreContext,
): ContactRecord {
  if (photo === undefined || (record.photo?.here ?? null) === photo) return record;
  if (photo === null) return { ...record, photo: removePhoto(record, kind) };
  return ctx.hasPhoto(photo) ? { ...record, photo: choosePhoto(record, photo, kind) } : record;
}
