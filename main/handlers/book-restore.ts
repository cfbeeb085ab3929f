// Owns: the commands that take the whole book back to a moment or a backup, and those of backups.
// Leaves to others: what changes (core/book-restore.ts), where the state comes from (store/archive.ts).
import type { Account, AccountId, ContactId, LabelId } from '../core/account.ts';
import { accountNow, restoringBook } from '../core/book-restore.ts';
import type { RestoreCounts } from '../core/book-restore.ts';
import type { ContactFields } from '../core/contact.ts';
import type { ContactChange } from '../core/edit.ts';
import { contentText } from '../core/fields.ts';
import { isLive, refOf, sameLabelName } from '../core/label.ts';
import type { Label, LiveLabel } from '../core/label.ts';
import { displayName } from '../core/person.ts';
import { withoutAdditions } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { OpenBook } from '../store/book.ts';
import type { PastBook } from '../store/archive.ts';
import type { Change } from '../store/book-format.ts';
import type { BookRestore, BookState, Handlers } from '../../preload/contract.ts';
import { restoreContext } from './actions.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { goBack } from './going-back.ts';
import type { GoingBack } from './going-back.ts';
import { isKeyed, newLabel } from './labels.ts';
import type { NextMoves } from './next-moves.ts';
import type { GreatActions } from './pieces.ts';
import { createStoppables, inTurns, unlessStopped } from './turns.ts';

type BookRestoreHandlers = Pick<
  Handlers,
  | 'history.preview'
  | 'history.restoreBook'
  | 'history.stopRestore'
  | 'backups.list'
  | 'backups.make'
  | 'backups.stop'
>;

const NAMES = 5;

export function bookRestoreHandlers(
  deps: HandlerDependencies,
  actions: GreatActions,
  moves: NextMoves,
): BookRestoreHandlers {
  const { archive } = deps;
  const [restores, backups] = [createStoppables(), createStoppables()];
  const stateOf = (to: BookState, signal: AbortSignal): Promise<PastBook> =>
    to.kind === 'moment'
      ? inTurns(deps, archive.at(to.at), signal)
      : unlessStopped(signal, archive.read(to.name));
  return {
    'history.preview': (to) =>
      restores.run(async (signal) => {
        const past = await stateOf(to, signal);
        return inTurns(deps, restoring(deps, past).steps, signal);
      }),
    'history.restoreBook': (to) =>
      restores.run(async (signal) => {
        const past = await stateOf(to, signal);
        return actions.run(async (begin) => {
          await unlessStopped(signal, archive.make('deletion', signal));
          return goBack(deps, restoring(deps, past), begin, moves, signal);
        });
      }),
    'history.stopRestore': () => restores.stop(),
    'backups.list': () => archive.list(),
    'backups.make': () => backups.run((signal) => unlessStopped(signal, archive.make('recent', signal))),
    'backups.stop': () => backups.stop(),
  };
}

function restoring(deps: HandlerDependencies, { contents, at }: PastBook): GoingBack<BookRestore> {
  const { book } = deps;
  const accounts = accountsNow(book.accounts(), contents.accounts.values());
  const { changes, labelNow } = labelsBack(deps, contents.labels.values(), accounts);
  const now = [...book.contacts()].map(({ id }) => id);
  const steps = restoringBook(
    { contacts: contents.contacts.values(), accounts: new Set(contents.accounts.keys()) },
    now,
    {
      ...restoreContext(deps),
      contact: (id) => book.contact(id),
      byRemoteId: (account, remoteId) => book.byRemoteId(account, remoteId),
      saying: saying(book, contents.contacts, accounts),
      accountNow: (account) => accounts.get(account) ?? null,
      labelNow,
    },
  );
  return { labels: changes, steps: told(at, steps), total: contents.contacts.size + now.length };
}

function accountsNow(
  linked: readonly Account[],
  then: Iterable<Account>,
): ReadonlyMap<AccountId, AccountId | null> {
  return new Map(Array.from(then, (former) => [former.id, accountNow(former, linked)]));
}

/**
 * Finds a contact of an account by all that it says but for what services add, among those that the former book did not
 * know by their cloud's id. What an account says is taken in when it is first asked for.
 */
function saying(
  book: OpenBook,
  former: ReadonlyMap<ContactId, ContactRecord>,
  accounts: ReadonlyMap<AccountId, AccountId | null>,
): (account: AccountId, fields: ContactFields) => ContactRecord | null {
  const said = new Map<AccountId, ReadonlyMap<string, ContactId>>();
  const contentsOf = (account: AccountId): ReadonlyMap<string, ContactId> => {
    const ofIt = [...former.values()].filter((record) => accounts.get(record.account) === account);
    const known = new Set(ofIt.map(({ remoteId }) => remoteId));
    const others = book.contactsOf(account).filter(({ remoteId }) => !known.has(remoteId));
    return new Map(others.flatMap(({ id, local }) => (local === null ? [] : [[textOf(local), id] as const])));
  };
  return (account, fields) => {
    const contacts = said.get(account) ?? contentsOf(account);
    said.set(account, contacts);
    const id = contacts.get(textOf(fields));
    return id === undefined ? null : book.contact(id);
  };
}

const textOf = (fields: ContactFields): string => contentText(withoutAdditions(fields));

/** The same steps; in the end they say what people are told of them. */
function* told(
  at: string | null,
  steps: Generator<ContactChange | null, RestoreCounts>,
): Generator<ContactChange | null, BookRestore> {
  const names: string[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return { at, ...value, names };
    if (value?.kind === 'putContact' && names.length < NAMES) {
      const name = displayName(value.record.local ?? value.record.base ?? {});
      if (name !== '') names.push(name);
    }
    yield value;
  }
}

/** Labels that are gone come back for the contacts that had them. */
function labelsBack(
  deps: HandlerDependencies,
  then: Iterable<Label>,
  accounts: ReadonlyMap<AccountId, AccountId | null>,
): { readonly changes: readonly Change[]; readonly labelNow: (account: AccountId, ref: string) => string } {
  const { book } = deps;
  const changes: Change[] = [];
  const refs = new Map<string, string>();
  for (const label of then) {
    const owner = accounts.get(label.account) ?? null;
    const account = owner === null ? null : book.account(owner);
    const now = book.label(label.id as LabelId);
    if (!isLive(label) || account === null) continue;
    if (now === null && !isKeyed(deps, account)) continue;
    const back =
      now === null
        ? (sameLabel(label, book.labels(account.id).filter(isLive)) ??
          newLabel(label.id, account.id, label.name, true))
        : isLive(now)
          ? now
          : { ...now, name: label.name, problem: null };
    if (back !== now && book.label(back.id) !== back) changes.push({ kind: 'putLabel', label: back });
    refs.set(`${account.id} ${refOf(label)}`, refOf(back));
  }
  return { changes, labelNow: (account, ref) => refs.get(`${account} ${ref}`) ?? ref };
}

/** The account has each name once, as its cloud does. */
function sameLabel({ ref, name }: LiveLabel, labels: readonly LiveLabel[]): LiveLabel | undefined {
  return (
    labels.find((one) => one.ref !== null && one.ref === ref) ??
    labels.find((one) => sameLabelName(one.name, name))
  );
}
