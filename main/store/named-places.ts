// Owns: which labels and accounts a person means by a word. Leaves to others: who is in them (person-index.ts).
import type { AccountId } from '../core/account.ts';
import { fold } from '../core/fold.ts';
import { refOf } from '../core/label.ts';
import type { Book } from './book.ts';
import type { LabelCarriers, LabelKey } from './label-carriers.ts';

/** Labels with the folded word in their name, as contacts name them. One without a record is called by its ref. */
export function labelsNamed(
  book: Pick<Book, 'accounts' | 'labels'>,
  carriers: Pick<LabelCarriers, 'refs'>,
  word: string,
): readonly LabelKey[] {
  return book.accounts().flatMap(({ id: account }) => {
    const names = new Map(book.labels(account).map((label) => [refOf(label), label.name ?? '']));
    return carriers
      .refs(account)
      .filter((ref) => fold(names.get(ref) ?? ref).includes(word))
      .map((ref) => ({ account, ref }));
  });
}

/** Accounts of a kind, an address or an id that begins with the folded word. */
export function accountsNamed(book: Pick<Book, 'accounts'>, word: string): readonly AccountId[] {
  return book
    .accounts()
    .filter(({ id, provider, email }) => [id, provider, email].some((text) => fold(text).startsWith(word)))
    .map(({ id }) => id);
}
