// Owns: what takes the whole book back to an earlier state: one change a contact, as new edits that sync.
// Leaves to others: where that state comes from (store/), a single contact (take-back.ts).
import type { Account, AccountId, ContactId } from './account.ts';
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
  /** A contact of an account that says just this, but for what services add to it. */
  readonly saying: (account: AccountId, fields: ContactFields) => ContactRecord | null;
  /** To which account the contacts of a former one belong now (`accountNow`); null: to none. */
  readonly accountNow: (account: AccountId) => AccountId | null;
  /** By which ref a label is to be named by now that went by this one. */
  readonly labelNow: (account: AccountId, ref: string) => string;
}

/** How many contacts get their former content, come back, go into the trash, stay as they are. */
export interface RestoreCounts {
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  readonly same: number;
  /** Contacts whose account is not linked, or was linked anew and not synced since. */
  readonly left: number;
}

/**
 * To which account the contacts of a former one belong now: to itself, or where that is not linked any more to the one that
 * the same person linked since, "This computer" to "This computer". Null: to none, or to one whose cloud Kith has not read:
 * what is there already could not be told from what is not, and would be made twice.
 */
export function accountNow({ id, provider, userId }: Account, linked: readonly Account[]): AccountId | null {
  if (linked.some((account) => account.id === id)) return id;
  const anew = linked.find((account) => account.provider === provider && account.userId === userId);
  if (anew === undefined) return null;
  const isRead = anew.lastSync !== undefined && anew.lastSync.error === undefined;
  return provider === 'computer' || isRead ? anew.id : null;
}

/**
 * Takes every contact back, one a step: gives what changes it (null: nothing), as the book is at that step. `then`: the
 * contacts of that state, and the accounts that were linked in it: contacts of an account that was linked later, be it
 * anew, stay as they are unless that state had them. `now`: those that there are.
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
  then: ContactRecord,
  known: Set<ContactId>,
  counts: { restored: number; recreated: number; same: number; left: number },
  ctx: BookRestoreContext,
): ContactChange | null {
  if (then.local === null) return null;
  const account = ctx.accountNow(then.account);
  const kind = account === null ? null : ctx.kindOf(account);
  if (account === null || kind === null) {
    counts.left += 1;
    return null;
  }
  const record = { ...then, account, local: then.local };
  const present = presentAs(record, ctx);
  const other = present === null && account !== then.account ? otherwiseKnown(record, known, ctx) : null;
  known.add((present ?? other ?? record).id);
  if (other !== null) {
    counts.same += 1;
    return null;
  }
  const fields = withLabelsOfNow(record.local, account, ctx);
  const former = formerOf(record, kind);
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

/**
 * What became of a contact, in an account linked anew, after that state: its create reached the cloud, or the cloud gave it
 * another id. Each is taken once, so that two that said the same both come back.
 */
function otherwiseKnown(
  { account, local }: ContactRecord & { readonly local: ContactFields },
  known: ReadonlySet<ContactId>,
  ctx: BookRestoreContext,
): ContactRecord | null {
  const same = ctx.saying(account, local);
  return same === null || known.has(same.id) ? null : same;
}

function withLabelsOfNow(fields: ContactFields, account: AccountId, ctx: BookRestoreContext): ContactFields {
  return (fields.labels ?? []).reduce((changed, { ref }) => {
    const now = ref === undefined ? undefined : ctx.labelNow(account, ref);
    return ref === undefined || now === undefined || now === ref ? changed : replaceLabel(changed, ref, now);
  }, fields);
}
