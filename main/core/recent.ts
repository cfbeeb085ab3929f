// Owns: when a person last changed and by whom, from what is stored of their contacts. Leaves to others: keeping the order
// (store/recent-order.ts), every single version (core/history.ts).
import type { AccountId } from './account.ts';
import type { ChangedBy, ContactRecord } from './replica.ts';

/** A change of a contact: milliseconds since 1970; `by` is null where nobody wrote it down. */
export interface Change {
  readonly at: number;
  readonly by: ChangedBy | null;
  readonly account: AccountId;
}

/**
 * The last change of a contact. What came from a cloud happened when the cloud says so, which may be years before it came
 * here, but not after that.
 */
function changeOf({ account, changedAt, changedBy, readOnly }: ContactRecord): Change {
  const here = Date.parse(changedAt) || 0;
  const there = changedBy === 'cloud' ? Date.parse(readOnly.updatedAt ?? '') : NaN;
  return { at: there < here ? there : here, by: changedBy ?? null, account };
}

/**
 * The last change of a person with these contacts, at least one. What Kith carried from one to another counts only where
 * nothing else is known: the change that it carried is the news.
 */
export function lastChange(contacts: readonly ContactRecord[]): Change {
  const changes = contacts.map(changeOf);
  const made = changes.filter(({ by }) => by !== 'kith');
  return (made.length === 0 ? changes : made).reduce((last, other) => (other.at > last.at ? other : last));
}
