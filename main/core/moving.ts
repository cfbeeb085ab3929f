// Owns: telling which contacts an undo or a redo takes from one account to another, and what of the one goes into the other.
// Leaves to others: the move itself (handlers/copies.ts), what an action is taken back to (take-back.ts), the trash (trash.ts).
import type { ContactId } from './account.ts';
import { settled } from './edit.ts';
import { normalise, sameField } from './fields.ts';
import { sharedFields } from './in-step-fields.ts';
import { isLive, SHARED_FIELDS } from './in-step-scope.ts';
import type { Live } from './in-step-scope.ts';
import { mergeFields } from './merge.ts';
import { withoutAdditions } from './reconcile.ts';
import type { ContactRecord } from './replica.ts';

/** A contact before and after a transaction; null: it is not stored. */
export interface Passage {
  readonly before: ContactRecord | null;
  readonly after: ContactRecord | null;
}

/** Contacts that go while another one of the same person comes into another account, each with the one that comes. */
export function goingElsewhere(passages: readonly Passage[]): ReadonlyMap<ContactId, Live> {
  const coming = passages.flatMap(({ before, after }) => (!isLive(before) && isLive(after) ? after : []));
  return new Map(
    passages.flatMap(({ before, after }): readonly (readonly [ContactId, Live])[] => {
      if (!isLive(before) || isLive(after)) return [];
      const other = coming.find(
        ({ person, account }) => person === before.person && account !== before.account,
      );
      return other === undefined ? [] : [[before.id, other]];
    }),
  );
}

/**
 * The contact that comes, with what was edited in the one that goes (`now`) since the action left it (`left`). What services
 * add by themselves is no edit, and what belongs to one account alone does not travel.
 */
export function withEditsOf(came: Live, left: Live, now: Live): ContactRecord {
  const [then, since] = [left, now].map(({ local }) => withoutAdditions(local));
  const names = SHARED_FIELDS.filter((name) => !sameField(name, then!, since!));
  if (names.length === 0) return came;
  const [before, after] = [left, now].map(({ local }) => sharedFields(names, local));
  const { fields } = mergeFields(before!, after!, came.local, names);
  const edited = Object.fromEntries(names.map((name) => [name, fields[name]]));
  return settled({ ...came, local: normalise({ ...came.local, ...edited }) });
}
