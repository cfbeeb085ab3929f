// Owns: when a person last changed and by whom, from what is stored of their contacts. Leaves to others: keeping the order
// (store/recent-order.ts), every single version (core/history.ts).
import type { AccountId } from './account.ts';
import type { ChangedBy, ContactRecord } from './replica.ts';

/** A change of a contact: ISO 8601 in UTC, to be compared as text; `by` is null where nobody wrote it down. */
export interface Change {
  readonly at: string;
  readonly by: ChangedBy | null;
  readonly account: AccountId;
}

/** Moments as clouds write them can be compared with ours as they are, to the second. */
const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * The last change of a contact. What came from a cloud happened when the cloud says so, which may be years before it came
 * here, but not after that.
 */
function changeOf({ account, changedAt, changedBy, readOnly }: ContactRecord): Change {
  const there = changedBy === 'cloud' ? readOnly.updatedAt : undefined;
  const isEarlier = there !== undefined && there < changedAt && IN_UTC.test(there);
  return { at: isEarlier ? there : changedAt, by: changedBy ?? null, account };
}

/**
 * The last change of a person with these contacts, at least one. What Kith carried from one to another counts only where
 * nothing else is known: the change that it carried is the news.
 */
export function lastChange(contacts: readonly ContactRecord[]): Change {
  // Nearly every person has one contact, and lists ask for everyone.
  if (contacts.length === 1) return changeOf(contacts[0]!);
  const changes = contacts.map(changeOf);
  const made = changes.filter(({ by }) => by !== 'kith');
  return (made.length === 0 ? changes : made).reduce((last, other) => (other.at > last.at ? other : last));
}
