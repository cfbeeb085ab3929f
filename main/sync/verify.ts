// Owns: comparing every contact of an account with its cloud, without changing either, and explaining each difference.
// Leaves to others: mending differences (a run does).
import type { Account, ContactId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { changedFields, FIELD_NAMES, FIELDS, sameField, sameFields, valuesOf } from '../core/fields.ts';
import { shared } from '../core/in-step-fields.ts';
import { displayName } from '../core/person.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { ContactProvider, RemoteContact } from '../providers/provider.ts';
import type { Book } from '../store/book.ts';

/** Why a contact is not the same on both sides. */
export type DifferenceReason =
  | 'pendingCreate'
  | 'pendingUpdate'
  | 'pendingDelete'
  | 'conflict'
  | 'changedInCloud'
  | 'newInCloud'
  | 'missingInCloud'
  /** The cloud said so already, and a question or a doubt keeps it here (laws 10, 11). */
  | 'gone'
  /** The cloud did not take the pending change (law 20). */
  | 'refused'
  /** The pending change waits because the contact is paused. */
  | 'heldBack';

export interface Difference {
  readonly contact: ContactId | null;
  readonly remoteId: string | null;
  readonly name: string;
  readonly reason: DifferenceReason;
  readonly fields: readonly FieldName[];
}

export interface AccountVerdict {
  readonly account: Account['id'];
  /** How many contacts are equal on both sides. */
  readonly same: number;
  readonly differ: readonly Difference[];
}

/** Lists the cloud completely and compares. Errors: those of the provider's pull. */
export async function verifyAccount(
  book: Book,
  provider: ContactProvider,
  account: Account,
  signal?: AbortSignal,
): Promise<AccountVerdict> {
  // "This computer" has no cloud to differ from.
  if (account.provider === 'computer')
    return { account: account.id, same: book.contactsOf(account.id).length, differ: [] };
  const remote = new Map<string, RemoteContact>();
  for await (const page of provider.pull(account, null, { signal, knownEtag: () => null })) {
    for (const contact of page.contacts) remote.set(contact.remoteId, contact);
    for (const id of page.tombstones) remote.delete(id);
    const unread = page.unread ?? [];
    if (unread.length === 0) continue;
    for (const [id, contact] of await provider.fetch(account, unread, signal)) remote.set(id, contact);
  }
  const differ: Difference[] = [];
  let same = 0;
  for (const record of book.contactsOf(account.id)) {
    const there = record.remoteId === null ? undefined : remote.get(record.remoteId);
    if (record.remoteId !== null) remote.delete(record.remoteId);
    const difference = compare(record, there, provider, account);
    if (difference === null) same += 1;
    else differ.push(difference);
  }
  for (const contact of remote.values()) {
    differ.push({
      contact: null,
      remoteId: contact.remoteId,
      name: displayName(contact.fields),
      reason: 'newInCloud',
      fields: [],
    });
  }
  return { account: account.id, same, differ };
}

function compare(
  record: ContactRecord,
  there: RemoteContact | undefined,
  provider: ContactProvider,
  account: Account,
): Difference | null {
  const name = displayName(record.local ?? record.base ?? {});
  const found = (reason: DifferenceReason, fields: readonly FieldName[] = []): Difference => ({
    contact: record.id,
    remoteId: record.remoteId,
    name,
    reason,
    fields,
  });
  if (record.remoteId === null) return found(waiting(record) ?? 'pendingCreate');
  if (there === undefined) return found((record.gone ?? null) === null ? 'missingInCloud' : 'gone');
  if (record.local === null) return found('pendingDelete');
  const here = provider.hold(account, record.local);
  const fields = changedFields(here, there.fields).filter((field) => !sameField(field, here, there.fields));
  if (fields.length === 0 || isPlacedOtherwise(record, here, there.fields)) return null;
  if (record.conflicts.length > 0) return found('conflict', fields);
  // What the cloud cannot hold is no update that waits, and nothing waits of a contact read from the disk unchanged.
  const agreed = record.base === null ? null : provider.hold(account, record.base);
  return found(sameFields(agreed, here) ? 'changedInCloud' : (waiting(record) ?? 'pendingUpdate'), fields);
}

/**
 * Whether the cloud has what it is known to have and nothing waits: it then says the same, but for the places in which it
 * keeps values (Outlook's numbered user fields, its few phone numbers of each kind), which a write from here would choose
 * anew.
 */
function isPlacedOtherwise(record: ContactRecord, here: ContactFields, there: ContactFields): boolean {
  return (
    sameFields(record.local, record.base) &&
    sameFields(record.inCloud ?? record.base, there) &&
    FIELD_NAMES.every((name) => sameField(name, unplaced(name, here), unplaced(name, there)))
  );
}

/** The values of a field without what tells their places in a cloud. */
function unplaced(name: FieldName, fields: ContactFields): ContactFields {
  const value = shared(name, fields);
  if (FIELDS[name].kind !== 'list' || value[name] === undefined) return value;
  return { [name]: valuesOf(value, name).map(({ kind: _kind, ...rest }) => rest) };
}

/** Why a pending change does not go out by itself; null if it does. */
function waiting({ problem, paused }: ContactRecord): DifferenceReason | null {
  if (problem !== null) return 'refused';
  return (paused ?? null) === null ? null : 'heldBack';
}
