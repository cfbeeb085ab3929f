// Owns: the commands that take the whole book back to a moment or a backup, and those of backups.
// Leaves to others: what changes (core/book-restore.ts), where the state comes from (store/archive.ts).
import type { AccountId, LabelId } from '../core/account.ts';
import { restoreBook } from '../core/book-restore.ts';
import type { BookRestored } from '../core/book-restore.ts';
import { byPerson } from '../core/history.ts';
import type { Seq } from '../core/history.ts';
import { isLive, refOf } from '../core/label.ts';
import { displayName } from '../core/person.ts';
import type { PastBook } from '../store/archive.ts';
import type { Change } from '../store/book-format.ts';
import type { BookRestore, BookState, Handlers } from '../../preload/contract.ts';
import { restoreContext } from './actions.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { isKeyed, newLabel } from './labels.ts';

type BookRestoreHandlers = Pick<
  Handlers,
  'history.preview' | 'history.restoreBook' | 'backups.list' | 'backups.make'
>;

/** How many changes are one transaction: more would hold up everything else. */
const AT_ONCE = 20_000;
const NAMES = 5;

export function bookRestoreHandlers(deps: HandlerDependencies): BookRestoreHandlers {
  const { book, archive } = deps;
  const stateOf = (to: BookState): Promise<PastBook> =>
    to.kind === 'moment' ? archive.at(to.at) : archive.read(to.name);
  return {
    'history.preview': async (to) => {
      const past = await stateOf(to);
      return viewOf(past, planned(deps, past).restored);
    },
    'history.restoreBook': async (to) => {
      const past = await stateOf(to);
      await archive.make('deletion');
      const { restored, labels } = planned(deps, past);
      const changes = [...labels, ...restored.changes];
      const by = byPerson('history.restoreBook');
      let first: Seq | null = null;
      for (let from = 0; from < changes.length; from += AT_ONCE) {
        // All pieces are one action. What was planned holds as long as nobody gets a turn in between.
        const contacts = Math.min(changes.length, from + AT_ONCE);
        book.transaction(
          changes.slice(from, from + AT_ONCE),
          first === null ? by : { ...by, part: first, contacts },
        );
        first ??= book.revision;
      }
      if (changes.length > 0) deps.edited();
      return viewOf(past, restored);
    },
    'backups.list': () => archive.list(),
    'backups.make': () => archive.make('recent'),
  };
}

interface Planned {
  readonly restored: BookRestored;
  readonly labels: readonly Change[];
}

function planned(deps: HandlerDependencies, { contents }: PastBook): Planned {
  const { book } = deps;
  const { changes, labelNow } = labelsBack(deps, contents.labels.values());
  const restored = restoreBook(
    { contacts: contents.contacts.values(), accounts: new Set(contents.accounts.keys()) },
    book.contacts(),
    {
      ...restoreContext(deps),
      contact: (id) => book.contact(id),
      byRemoteId: (account, remoteId) => book.byRemoteId(account, remoteId),
      labelNow,
    },
  );
  return { restored, labels: changes };
}

/** Labels that are gone come back for the contacts that had them. */
function labelsBack(
  deps: HandlerDependencies,
  then: Iterable<Parameters<typeof refOf>[0]>,
): { readonly changes: readonly Change[]; readonly labelNow: (account: AccountId, ref: string) => string } {
  const { book } = deps;
  const changes: Change[] = [];
  const refs = new Map<string, string>();
  for (const label of then) {
    const account = book.account(label.account);
    const now = book.label(label.id as LabelId);
    if (!isLive(label) || account === null) continue;
    if (now === null && !isKeyed(deps, account)) continue;
    const back =
      now === null
        ? (book.labels(account.id).find((one) => isLive(one) && one.ref !== null && one.ref === label.ref) ??
          newLabel(label.id, account.id, label.name, true))
        : isLive(now)
          ? now
          : { ...now, name: label.name, problem: null };
    if (back !== now && book.label(back.id) !== back) changes.push({ kind: 'putLabel', label: back });
    refs.set(`${account.id} ${refOf(label)}`, refOf(back));
  }
  return { changes, labelNow: (account, ref) => refs.get(`${account} ${ref}`) ?? ref };
}

function viewOf({ at }: PastBook, { changes, ...counts }: BookRestored): BookRestore {
  const names = changes.flatMap((change) =>
    change.kind === 'putContact' ? displayName(change.record.local ?? change.record.base ?? {}) : [],
  );
  return { at, ...counts, names: names.filter((name) => name !== '').slice(0, NAMES) };
}
