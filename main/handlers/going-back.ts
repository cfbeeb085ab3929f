// Owns: writing what takes the whole book back, piece by piece, and changing it back exactly where somebody stops it.
// Leaves to others: what is written (core/book-restore.ts), the commands (book-restore.ts).
import type { ContactId } from '../core/account.ts';
import type { ContactChange } from '../core/edit.ts';
import { byPerson, formerOf } from '../core/history.ts';
import type { Former, Trashed } from '../core/history.ts';
import type { ContactRecord } from '../core/replica.ts';
import { takeBack } from '../core/take-back.ts';
import type { Change } from '../store/book-format.ts';
import { restoreContext, takePiecesBack } from './actions.ts';
import type { HandlerDependencies } from './dependencies.ts';
import type { NextMoves } from './next-moves.ts';
import type { Begin, Writing } from './pieces.ts';

/** Contacts that are looked at, and written, in one turn. */
const AT_ONCE = 200;

export interface GoingBack<T> {
  readonly labels: readonly Change[];
  /** One contact a step, as the book is at that step. */
  readonly steps: Generator<ContactChange | null, T>;
  /** How many steps there are. */
  readonly total: number;
}

/** A contact as it was found and left; null: there is none. */
interface Changed {
  readonly id: ContactId;
  readonly before: ContactRecord | null;
  readonly after: ContactRecord | null;
  /** What the trash said of it before. */
  readonly trashed: Trashed | null;
}

/** What the steps give in the end; null: it was stopped, and everything that it changed is as it was before. */
export async function goBack<T>(
  deps: HandlerDependencies,
  { labels, steps, total }: GoingBack<T>,
  begin: Begin,
  moves: NextMoves,
  signal: AbortSignal,
): Promise<T | null> {
  const writing = begin({ command: 'history.restoreBook', total }, byPerson('history.restoreBook'));
  const isStopped = (): boolean => signal.aborted || writing.stopped;
  const changed: Changed[] = [];
  let outcome: { readonly value: T } | null = null;
  // In a piece of their own, so that they can be taken back alone. What needs them is in the same turn.
  writing.write(labels);
  const withLabels = writing.first;
  while (outcome === null && !isStopped()) {
    const changes: ContactChange[] = [];
    let seenTo = 0;
    for (; outcome === null && seenTo < AT_ONCE; seenTo++) {
      const { done, value } = steps.next();
      if (done === true) outcome = { value };
      else if (value !== null) changes.push(value);
    }
    changed.push(...written(deps, writing, changes));
    await writing.next(seenTo);
  }
  const { first } = writing;
  if (outcome === null && first !== null) {
    const extent = { command: 'history.stopRestore', total: changed.length };
    const back = begin(extent, { kind: 'undo', of: first });
    await changeBack(deps, back, changed, withLabels === null);
    if (withLabels !== null) await takePiecesBack(deps, moves, [withLabels], back);
  }
  if (first !== null) deps.edited();
  return outcome?.value ?? null;
}

function written(
  { book }: HandlerDependencies,
  writing: Writing,
  changes: readonly ContactChange[],
): readonly Changed[] {
  const found = changes.map((change) => {
    const id = change.kind === 'putContact' ? change.record.id : change.id;
    return { id, before: book.contact(id), trashed: book.trashed(id) };
  });
  writing.write(changes);
  return found.map((one) => ({ ...one, after: book.contact(one.id) }));
}

/** The latest first. What somebody changed since stays; everything else is what it was, with all that only syncs know. */
async function changeBack(
  deps: HandlerDependencies,
  back: Writing,
  changed: readonly Changed[],
  isAll: boolean,
): Promise<void> {
  const { book } = deps;
  for (let to = changed.length; to > 0; to -= AT_ONCE) {
    const piece = changed.slice(Math.max(0, to - AT_ONCE), to);
    const isExact = piece.filter(({ id, after }) => book.contact(id) === after);
    const changes = piece.flatMap((one) => changeBackOf(deps, one) ?? []);
    back.write(changes, isAll && to <= AT_ONCE);
    book.transaction(isExact.flatMap(({ id, trashed }) => trashBack(trashed, book.trashed(id)) ?? []));
    await back.next(piece.length);
  }
}

function changeBackOf(deps: HandlerDependencies, { id, before, after }: Changed): Change | null {
  const now = deps.book.contact(id);
  if (now === after)
    return before === null ? { kind: 'dropContact', id } : { kind: 'putContact', record: before };
  const former = (record: ContactRecord | null): Former | null =>
    record === null ? null : formerOf(record, deps.book.account(record.account)?.provider ?? 'computer');
  return takeBack({ id, before: former(before), after: former(after) }, now, restoreContext(deps));
}

/** A taking back throws away what it takes away again, which the trash is to say nothing new of. */
function trashBack(before: Trashed | null, now: Trashed | null): Change | null {
  if (before === now) return null;
  if (before !== null) return { kind: 'putTrash', trashed: before };
  return now === null ? null : { kind: 'dropTrash', id: now.id };
}
