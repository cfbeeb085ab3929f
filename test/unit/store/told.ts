// Owns: everything that a book and its history tell, as plain values: equal books tell the same.
// Leaves to others: whose books these are (shelf.ts, fixtures/store).
import type { ContactId } from '../../../main/core/account.ts';
import type { Book } from '../../../main/store/book.ts';
import { lookForVersions, openHistory } from '../../../main/store/history.ts';
import { drained } from '../../support/drained.ts';

/** Everything that a book answers. */
export function stateOf(book: Book): unknown {
  const records = [...book.contacts()];
  return plain({
    revision: book.revision,
    accounts: book.accounts(),
    contacts: records,
    runs: book.runs(),
    settings: book.settings(),
    ofAccounts: book
      .accounts()
      .map(({ id }) => [id, book.contactsOf(id), book.syncState(id), book.labels(id)]),
    persons: [...new Set(records.map((record) => record.person))].map((person) => [
      person,
      book.contactsOfPerson(person),
      book.person(person),
    ]),
    trash: [...book.trash()],
    refused: book.refused(),
  });
}

/** The same with the history in the book's folder: each transaction's time and cause, the versions of each contact. */
export function toldOf(book: Book, folder: string): unknown {
  const history = openHistory(folder);
  const ids = [...book.contacts(), ...book.trash()].map(({ id }): ContactId => id);
  return plain({
    state: stateOf(book),
    history: [...history.entries({})].map(({ seq, at, by, was }) => ({ seq, at, by, was })),
    versions: [...new Set(ids)].map((id) => [id, drained(lookForVersions(history, id))]),
  });
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
