// Owns: what the tests of lists share: contacts that both sides agree on, a book of them with its index, and asking it.
// Leaves to others: books and contacts (shelf.ts), what is tested.
import type { ContactFields } from '../../../main/core/contact.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { Change } from '../../../main/store/book-format.ts';
import type { Book } from '../../../main/store/book.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import type { HoldOf, PersonIndex } from '../../../main/store/person-index.ts';
import type { ListQuery } from '../../../preload/contract.ts';
import { contact, freshFolder, open, put } from './shelf.ts';

export const holdsAll: HoldOf = () => (fields) => fields;

export const query = (changes: Partial<ListQuery> = {}): ListQuery => ({
  text: '',
  filter: { kind: 'all' },
  from: 0,
  to: 1000,
  ...changes,
});

/** The ids of the persons in a list, without the "p-" that each begins with. */
export const people = (index: PersonIndex, changes: Partial<ListQuery> = {}): readonly string[] =>
  index.list(query(changes)).rows.map((row) => row.id.slice(2));

/** A contact that both sides agree on, with these fields. */
export const agreed = (id: string, fields: ContactFields, changes: Partial<ContactRecord> = {}): Change =>
  put(contact(id, { base: fields, local: fields, ...changes }));

export const calledAs = (display: string): ContactFields => ({ name: { display } });

export async function indexOf(
  changes: readonly Change[],
  holdOf = holdsAll,
): Promise<{ readonly book: Book; readonly index: PersonIndex }> {
  const book = await open(freshFolder());
  book.transaction(changes);
  return { book, index: createPersonIndex(book, holdOf) };
}
