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

export interface BookRestored {
  readonly changes: readonly ContactChange[];
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  readonly same: number;
  /** Contacts of accounts that are not linked any more. */
  readonly left: number;
}

/**
 * Takes every contact back. `then`: the contacts of that state, and the accounts that were linked in it: contacts of an
 * account that was linked later stay as they are.
 */
export function restoreBook(
  then: { readonly contacts: Iterable<ContactRecord>; readonly accounts: ReadonlySet<AccountId> },
  now: Iterable<ContactRecord>,
  ctx: BookRestoreContext,
): BookRestored {
  const counts = { restored: 0, recreated: 0, removed: 0, same: 0, left: 0 };
  const changes: ContactChange[] = [];
  const known = new Set<ContactId>();
  for (const record of then.contacts) {
    if (record.local === null) continue;
    const kind = ctx.kindOf(record.account);
    if (kind === null) {
      counts.left += 1;
      continue;
    }
    const present = presentAs(record, ctx);
    known.add(present?.id ?? record.id);
    const former = formerOf(record, kind);
    const fields = withLabelsOfNow(record.local, record.account, ctx);
    const target = { ...former, fields, person: present?.person ?? former.person };
    const change = become(present?.id ?? record.id, present, target, ctx);
    if (change === null) counts.same += 1;
    else counts[(present?.local ?? null) === null ? 'recreated' : 'restored'] += 1;
    if (change !== null) changes.push(change);
  }
  for (const record of now) {
    if (record.local === null || known.has(record.id) || !then.accounts.has(record.account)) continue;
    const change = become(record.id, record, null, ctx);
    if (change !== null) changes.push(change);
    counts.removed += 1;
  }
  return { changes, ...counts };
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
