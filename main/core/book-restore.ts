// Owns: what takes the whole book back to an earlier state: one change a contact, as new edits that sync.
// Leaves to others: where that state comes from (store/), a single contact (take-back.ts).
import type { AccountId, ContactId } from './account.ts';
import type { ContactFields } from './contact.ts';
import type { ContactChange } from './edit.ts';
import { formerOf } from './history.ts';
import { replaceLabel } from './label.ts';
import type { ContactRecord } from './replica.ts';
import { become } from './take-back.ts';
import type { RestoreContext } from './take-back.ts';

export interface BookRestoreContext extends RestoreContext {
  /** The stored contact; null: there is none. */
  readonly contact: (id: ContactId) => ContactRecord | null;
  readonly byRemoteId: (account: AccountId, remoteId: string) => ContactRecord | null;
  /** By which ref a label is to be named by now that went by this one. */
  readonly labelNow: (account: AccountId, ref: string) => string;
}

/** How many contacts get their former content, come back, go into the trash, stay as they are. */
export interface RestoreCounts {
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  readonly same: number;
  /** Contacts of accounts that are not linked any more. */
  readonly left: number;
}

/**
 * Takes every contact back, one a step: gives what changes it (null: nothing), as the book is at that step. `then`: the
 * contacts of that state, and the accounts that were linked in it: contacts of an account that was linked later stay as
 * they are. `now`: those that there are.
 */
export function* restoringBook(
  then: { readonly contacts: Iterable<ContactRecord>; readonly accounts: ReadonlySet<AccountId> },
  now: Iterable<ContactId>,
  ctx: BookRestoreContext,
): Generator<ContactChange | null, RestoreCounts> {
  const counts = { restored: 0, recreated: 0, removed: 0, same: 0, left: 0 };
  const known = new Set<ContactId>();
  for (const record of then.contacts) yield broughtBack(record, known, counts, ctx);
  for (const id of now) {
    const record = ctx.contact(id);
    const isNewer = record !== null && !known.has(id) && then.accounts.has(record.account);
    const change = isNewer && record.local !== null ? become(id, record, null, ctx) : null;
    if (change !== null) counts.removed += 1;
    yield change;
  }
  return counts;
}

function broughtBack(
  record: ContactRecord,
  known: Set<ContactId>,
  counts: { restored: number; recreated: number; same: number; left: number },
  ctx: BookRestoreContext,
): ContactChange | null {
  if (record.local === null) return null;
  const kind = ctx.kindOf(record.account);
  if (kind === null) {
    counts.left += 1;
    return null;
  }
  const present = presentAs(record, ctx);
  known.add(present?.id ?? record.id);
  const former = formerOf(record, kind);
  const fields = withLabelsOfNow(record.local, record.account, ctx);
  const target = { ...former, fields, person: present?.person ?? former.person };
  const change = become(present?.id ?? record.id, present, target, ctx);
  if (change === null) counts.same += 1;
  else counts[(present?.local ?? null) === null ? 'recreated' : 'restored'] += 1;
  return change;
}

/** The contact as it is stored now, also if it left and came back with its cloud's id. */
function presentAs({ id, account, remoteId }: ContactRecord, ctx: BookRestoreContext): ContactRecord | null {
  return ctx.contact(id) ?? (remoteId === null ? null : ctx.byRemoteId(account, remoteId));
}

function withLabelsOfNow(fields: ContactFields, account: AccountId, ctx: BookRestoreContext): ContactFields {
  return (fields.labels ?? []).reduce((changed, { ref }) => {
    const now = ref === undefined ? undefined : ctx.labelNow(account, ref);
    return ref === undefined || now === undefined || now === ref ? changed : replaceLabel(changed, ref, now);
  }, fields);
}
