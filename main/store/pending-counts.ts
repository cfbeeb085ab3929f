// Owns: which contacts have a pending change, counted by account. Leaves to others: what a pending change is (core/replica.ts).
import type { AccountId, ContactId } from '../core/account.ts';

export interface PendingCounts {
  note(contact: { readonly id: ContactId; readonly account: AccountId }, isPending: boolean): void;
  forget(contact: ContactId): void;
  has(contact: ContactId): boolean;
  /** Of one account or of all. */
  count(account?: AccountId): number;
  clear(): void;
}

export function createPendingCounts(): PendingCounts {
  const pending = new Map<ContactId, AccountId>();
  const counts = new Map<AccountId, number>();
  const forget = (contact: ContactId): void => {
    const account = pending.get(contact);
    if (account === undefined) return;
    pending.delete(contact);
    counts.set(account, counts.get(account)! - 1);
  };
  return {
    note({ id, account }, isPending) {
      forget(id);
      if (!isPending) return;
      pending.set(id, account);
      counts.set(account, (counts.get(account) ?? 0) + 1);
    },
    forget,
    has: (contact) => pending.has(contact),
    count: (account) => (account === undefined ? pending.size : (counts.get(account) ?? 0)),
    clear() {
      pending.clear();
      counts.clear();
    },
  };
}
