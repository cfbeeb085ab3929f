// Owns: reading anew what an account was not to have for a while and may have again (law 21). Leaves to others: leaving it out
// (providers/never-send.ts).
import type { AccountId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import type { Book } from '../store/book.ts';
import type { Change } from '../store/book-format.ts';
import type { RunScope } from './run-scope.ts';

/**
 * An account that may have fields again was never asked about them: the next sync reads each contact anew, and what both
 * sides say by then is joined as if neither had known of the other.
 */
export function readAgain(book: Book, account: AccountId, allowed: readonly FieldName[]): readonly Change[] {
  const without = (fields: ContactFields | null): ContactFields | null =>
    fields === null
      ? null
      : (Object.fromEntries(
          Object.entries(fields).filter(([name]) => !allowed.includes(name as FieldName)),
        ) as ContactFields);
  const records = book.contactsOf(account).filter(({ remoteId }) => remoteId !== null);
  return [
    { kind: 'putSync', account, state: { ...book.syncState(account), cursor: null } },
    ...records.map((record): Change => ({
      kind: 'putContact',
      record: {
        ...record,
        etag: '',
        base: without(record.base),
        inCloud: without(record.inCloud),
        inFlight: without(record.inFlight),
      },
    })),
  ];
}

/** The same for fields that were allowed while a run was under way, which left them out of all that it read. */
export function readAllowedMeanwhile({ account: { id, neverSend = [] }, book, tally }: RunScope): void {
  const now = book.account(id);
  const allowed = neverSend.filter((name) => now?.neverSend?.includes(name) !== true);
  if (now === null || allowed.length === 0) return;
  try {
    book.transaction(readAgain(book, id, allowed));
  } catch (thrown) {
    tally.failed(thrown);
  }
}
