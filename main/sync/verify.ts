// Owns: comparing every contact of an account with its cloud, without changing either, and explaining each difference.
// Leaves to others: mending differences (a run does).
import type { Account, ContactId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { changedFields, FIELD_NAMES, FIELDS, sameField, sameFields, valuesOf } from '../core/fields.ts';
import { shared } from '../core/in-step-fields.ts';
import { displayName } from '../core/person.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { ContactProvider, RemoteContact } from '../providers/provider.ts';
import type { Book } from '../store/book.ts';
import { readEach } from './direct-reads.ts';

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
  | 'heldBack'
  /** The cloud lists it and fails to give it, so nobody can tell whether it is the same. */
  | 'unread';

export interface Difference {
  readonly contact: ContactId | null;
  readonly remoteId: string | null;
  readonly name: string;
  readonly reason: DifferenceReason;
  readonly fields: readonly FieldName[];
  /** What the cloud said of one that it failed to give. */
  readonly error?: ErrorInfo;
}

export interface AccountVerdict {
  readonly account: Account['id'];
  /** How many contacts are equal on both sides. */
  readonly same: number;
  readonly differ: readonly Difference[];
}

/**
 * Lists the cloud completely and compares; one that the cloud fails on keeps no other from being compared (law 20).
 * Errors: those of the provider's pull.
 */
export async function verifyAccount(
  book: Book,
  provider: ContactProvider,
  account: Account,
  signal?: AbortSignal,
): Promise<AccountVerdict> {
  // "This computer" has no cloud to differ from.
  if (account.provider === 'computer')
    return { account: account.id, same: book.contactsOf(account.id).length, differ: [] };
  const { remote, unread } = await readAll(provider, account, signal);
  const differ: Difference[] = [];
  let same = 0;
  for (const record of book.contactsOf(account.id)) {
    const there = record.remoteId === null ? undefined : remote.get(record.remoteId);
    if (record.remoteId !== null) remote.delete(record.remoteId);
    const failure = unread.get(record.remoteId ?? '');
    unread.delete(record.remoteId ?? '');
    const difference =
      failure === undefined ? compare(record, there, provider, account) : notRead(record, failure);
    if (difference === null) same += 1;
    else differ.push(difference);
  }
  const onlyThere = { contact: null, fields: [] };
  for (const { remoteId, fields } of remote.values())
    differ.push({ ...onlyThere, remoteId, name: displayName(fields), reason: 'newInCloud' });
  for (const [remoteId, error] of unread)
    differ.push({ ...onlyThere, remoteId, name: '', reason: 'unread', error });
  return { account: account.id, same, differ };
}

interface Listed {
  readonly remote: Map<string, RemoteContact>;
  /** What the cloud said of those that it lists and fails to give. */
  readonly unread: Map<string, ErrorInfo>;
}

/** Every contact of an account, as its cloud has it. */
async function readAll(
  provider: ContactProvider,
  account: Account,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const remote = new Map<string, RemoteContact>();
  const unread = new Map<string, ErrorInfo>();
  const wanting = new Set<string>();
  for await (const page of provider.pull(account, null, { signal, knownEtag: () => null })) {
    for (const contact of page.contacts) remote.set(contact.remoteId, contact);
    for (const id of page.unread ?? []) wanting.add(id);
    for (const id of page.tombstones) [remote, wanting].forEach((named) => named.delete(id));
  }
  const read = await readEach(
    [...wanting].filter((id) => !remote.has(id)),
    {
      fetch: (ids) => provider.fetch(account, ids, signal),
      unread: (id, error) => void unread.set(id, errorInfo(error)),
      signal,
    },
  );
  for (const [id, contact] of read) remote.set(id, contact);
  return { remote, unread };
}

function notRead({ id, remoteId, local, base }: ContactRecord, error: ErrorInfo): Difference {
  return {
    contact: id,
    remoteId,
    name: displayName(local ?? base ?? {}),
    reason: 'unread',
    fields: [],
    error,
  };
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
