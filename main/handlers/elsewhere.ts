// Owns: the commands that bring contacts to other accounts, "This computer", and what an account is not to have (law 21).
// Leaves to others: linking clouds (accounts.ts), keeping copies in step (persons.ts), never sending (providers/).
import type { Account, AccountId, ContactId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { createRecord, deleteRecord } from '../core/edit.ts';
import { AppError } from '../core/errors.ts';
import { byPerson } from '../core/history.ts';
import { FIELD_NAMES, normalise } from '../core/fields.ts';
import { shared } from '../core/in-step-fields.ts';
import { SHARED_FIELDS } from '../core/in-step-scope.ts';
import { isInSeveralAccounts, joinPersons } from '../core/joining.ts';
import { photoCopied } from '../core/photo.ts';
import type { PersonState } from '../core/person-state.ts';
import type { ContactRecord } from '../core/replica.ts';
import { unheldOf } from '../core/unheld.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf } from '../sync/in-step.ts';
import { createPhotoReader } from '../sync/photo-reading.ts';
import type { Handlers } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { stepContextOf } from './persons.ts';
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
    const target = accountOf(to);
    const present = book
      .contactsOfPerson(source.person)
      .some(({ account, local }) => account === to && local !== null);
    if (present)
      throw new AppError(
        'input.invalid',
        'This person has a contact in that account already. Nothing was changed.',
        { context: { reason: 'alreadyThere', contact: id, account: to } },
      );
    const copy = createRecord({
      id: ids.next() as ContactId,
      person: source.person,
      account: to,
      fields: travelling(source.local, target),
      createKey: ids.next(),
      at: now(),
    });
    if (Object.keys(copy.local ?? {}).length === 0)
      throw new AppError(
        'input.invalid',
        'Nothing of this contact can be taken to that account. Nothing was changed.',
        { context: { reason: 'nothingToTake', contact: id, account: to } },
      );
    const photo = photoCopied(source.photo, target.provider);
    return { source, copy: photo === null ? copy : { ...copy, photo } };
  };

  /** A person kept in step has one contact more to agree with; one with a first copy is kept in step if that is wanted. */
  const stepChanges = (records: readonly ContactRecord[], state: PersonState | null): readonly Change[] => {
    const id = records[0]!.person;
    const inStep = state?.inStep ?? book.settings().keepInStep === true;
    if (!inStep || !isInSeveralAccounts(records))
      return state === null ? [] : [{ kind: 'putPerson', person: state }];
    return changesOf(book, joinPersons([{ id, records, state }], true, stepContextOf(deps)));
  };

  const show = (record: ContactRecord) => personView(book, record.person, deps.holdOf);

  return {
    'contacts.copy': async ({ contact, account }) => {
      // A photo that nobody has looked at is in its cloud alone.
      await photos.get(contact);
      const { source, copy } = copyOf(contact, account);
      book.transaction(
        [
          { kind: 'putContact', record: copy },
          ...stepChanges([...book.contactsOfPerson(source.person), copy], book.person(source.person)),
        ],
        byPerson('contacts.copy'),
      );
      deps.edited();
      return show(source);
    },
    'contacts.move': async ({ contact, account }) => {
      await photos.get(contact);
      const { source, copy } = copyOf(contact, account);
      const deleted = deleteRecord(source, now());
      const others = book.contactsOfPerson(source.person).filter(({ id }) => id !== source.id);
      const left: Change =
        deleted === null
          ? { kind: 'dropContact', id: source.id }
          : { kind: 'putContact', record: { ...deleted, movedTo: copy.id } };
      book.transaction(
        [
          { kind: 'putContact', record: copy },
          left,
          ...stepChanges([...others, copy], withoutMember(book.person(source.person), source.id)),
        ],
        byPerson('contacts.move'),
      );
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
        allowed.length === 0 ? [] : readAgain(deps, id, allowed),
      );
    },
  };
}

/** What may be taken to another account: nothing that means something in its own account alone. */
function travelling(fields: ContactFields, { neverSend = [] }: Account): ContactFields {
  const names = SHARED_FIELDS.filter((name) => !neverSend.includes(name));
  return Object.assign({}, ...names.map((name) => shared(name, fields))) as ContactFields;
}

function withoutMember(state: PersonState | null, id: ContactId): PersonState | null {
  if (state === null) return null;
  const { [id]: _left, ...agreed } = state.agreed;
  const conflicts = state.conflicts.filter(({ versions }) =>
    versions.every((version) => version.contact !== id),
  );
  return { ...state, agreed, conflicts };
}

/**
 * An account that may have fields again was never asked about them: the next sync reads each contact anew, and what both
 * sides say by then is joined as if neither had known of the other.
 */
function readAgain(
  { book }: HandlerDependencies,
  account: AccountId,
  allowed: readonly FieldName[],
): readonly Change[] {
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
