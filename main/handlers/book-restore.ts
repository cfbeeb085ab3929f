// Owns: the commands that take the whole book back to a moment or a backup, and those of backups.
// Leaves to others: what changes (core/book-restore.ts), where the state comes from (store/archive.ts).
import type { AccountId, LabelId } from '../core/account.ts';
import { restoringBook } from '../core/book-restore.ts';
import type { RestoreCounts } from '../core/book-restore.ts';
import type { ContactChange } from '../core/edit.ts';
import { isLive, refOf } from '../core/label.ts';
import { displayName } from '../core/person.ts';
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
  const { changes, labelNow } = labelsBack(deps, contents.labels.values());
  const now = [...book.contacts()].map(({ id }) => id);
  const steps = restoringBook(
    { contacts: contents.contacts.values(), accounts: new Set(contents.accounts.keys()) },
    now,
    {
      ...restoreContext(deps),
      contact: (id) => book.contact(id),
      byRemoteId: (account, remoteId) => book.byRemoteId(account, remoteId),
      labelNow,
    },
  );
  return { labels: changes, steps: told(at, steps), total: contents.contacts.size + now.length };
}

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
