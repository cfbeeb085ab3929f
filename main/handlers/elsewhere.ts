// Owns: the commands that bring contacts to other accounts, "This computer", and what an account is not to have (law 21).
// Leaves to others: linking clouds (accounts.ts), what a copy is (copies.ts), never sending (providers/).
import type { Account, AccountId, ContactId } from '../core/account.ts';
import type { ContactFields } from '../core/contact.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { FIELD_NAMES, normalise } from '../core/fields.ts';
import type { ContactRecord } from '../core/replica.ts';
import { unheldOf } from '../core/unheld.ts';
import type { Change } from '../store/book-format.ts';
import { createPhotoReader } from '../sync/photo-reading.ts';
import { readAgain } from '../sync/read-again.ts';
import type { Handlers } from '../../preload/contract.ts';
import { copyChanges, copyInto, moveChanges } from './copies.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { notFound, personView } from './views.ts';

type ElsewhereHandlers = Pick<
  Handlers,
  'contacts.copy' | 'contacts.move' | 'contacts.unheld' | 'accounts.addComputer' | 'accounts.setNeverSend'
>;

export function elsewhereHandlers(deps: HandlerDependencies): ElsewhereHandlers {
  const { book, ids } = deps;
  const photos = createPhotoReader(deps);
  const now = () => new Date(deps.clock.now()).toISOString();

  const accountOf = (id: AccountId): Account => {
    const account = book.account(id);
    if (account === null) throw notFound('account', id);
    return account;
  };

  const storeAccount = (account: Account, changes: readonly Change[] = []): Account => {
    book.transaction([{ kind: 'putAccount', account }, ...changes]);
    deps.emit('accounts.changed', { accounts: book.accounts() });
    return account;
  };

  /** The source, and a new contact of the same person in the other account. */
  const copyOf = (id: ContactId, to: AccountId): { source: ContactRecord; copy: ContactRecord } => {
    const source = book.contact(id);
    if (source === null || source.local === null) throw notFound('contact', id);
    const copy = copyInto(deps, { ...source, local: source.local }, accountOf(to));
    if (typeof copy === 'object') return { source, copy };
    throw new AppError(
      'input.invalid',
      copy === 'alreadyThere'
        ? 'This person has a contact in that account already. Nothing was changed.'
        : 'Nothing of this contact can be taken to that account. Nothing was changed.',
      { context: { reason: copy, contact: id, account: to } },
    );
  };

  const show = (record: ContactRecord) => personView(book, record.person, deps.holdOf);

  return {
    'contacts.copy': async ({ contact, account }) => {
      // A photo that nobody has looked at is in its cloud alone.
      await photos.get(contact);
      const { source, copy } = copyOf(contact, account);
      book.transaction(copyChanges(deps, source, copy), byPerson('contacts.copy'));
      deps.edited();
      return show(source);
    },
    'contacts.move': async ({ contact, account }) => {
      await photos.get(contact);
      const { source, copy } = copyOf(contact, account);
      if (source.conflicts.length > 0) throw undecided(contact);
      book.transaction(moveChanges(deps, source, copy), byPerson('contacts.move'));
      deps.edited();
      return show(source);
    },
    'contacts.unheld': ({ account: id, fields }) => {
      const account = accountOf(id);
      const named = Object.entries(fields).filter(([, value]) => value !== null);
      const wanted = normalise(Object.fromEntries(named) as ContactFields);
      const held = deps.providers[account.provider].hold(account, wanted);
      return unheldOf(wanted, held);
    },
    'accounts.addComputer': () =>
      book.accounts().find(({ provider }) => provider === 'computer') ??
      storeAccount({
        id: ids.next() as AccountId,
        provider: 'computer',
        userId: 'computer',
        email: '',
        name: 'This computer',
        state: 'active',
        linkedAt: now(),
      }),
    'accounts.setNeverSend': ({ account: id, fields }) => {
      const { neverSend: before = [], ...account } = accountOf(id);
      const neverSend = FIELD_NAMES.filter((name) => fields.includes(name));
      const allowed = before.filter((name) => !neverSend.includes(name));
      return storeAccount(
        neverSend.length === 0 ? account : { ...account, neverSend },
        allowed.length === 0 ? [] : readAgain(book, id, allowed),
      );
    },
  };
}

/** The other version is in the cloud alone that the contact would leave. */
function undecided(contact: ContactId): AppError {
  return new AppError(
    'input.invalid',
    'This contact says something else here than in its cloud, and that is not decided yet. Nothing was changed; decide first, and then move it.',
    { context: { reason: 'inConflict', contact } },
  );
}
