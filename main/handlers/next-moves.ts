// Owns: which action undo and redo mean now, known without reading the history again after each change of the book.
// Leaves to others: what "the next" is (core/history.ts), taking it back (actions.ts), the files (store/history.ts).
import { firstPiece, isAction, nextMove } from '../core/history.ts';
import type { Move, Seq, Step } from '../core/history.ts';
import type { Entry } from '../store/book-format.ts';
import { ACTIONS } from '../store/history.ts';
import type { HandlerDependencies } from './dependencies.ts';

export interface NextMoves {
  /** Reads the history back, bit by bit, until it is known what undo and redo would do. */
  look(): Generator<unknown, void>;
  next(direction: 'undo' | 'redo'): Move | null;
  /** The numbers of all pieces of an action or of a taking back, by that of the first; the latest first. */
  pieces(first: Seq): readonly Seq[];
  /** How many contacts an action of several pieces changed; null: it is of one piece, which tells itself. */
  contacts(first: Seq): number | null;
  /** What transactions did, those that are still known. */
  entries(seqs: readonly Seq[]): ReadonlyMap<Seq, Entry>;
}

/** What happened before the book was opened is read as far back as somebody asks; from then on the book tells. */
export function createNextMoves({ book, history }: Pick<HandlerDependencies, 'book' | 'history'>): NextMoves {
  const openedAt = book.revision;
  /** The oldest first. */
  const since: Step[] = [];
  /** Those before, as far as they were read; the latest first. */
  const before: Step[] = [];
  let isReadWhole = false;
  book.subscribe((_changes, seq, by) => {
    if (isAction(by)) since.push({ seq, by });
  });

  function* known(): Generator<Step> {
    for (let at = since.length - 1; at >= 0; at--) yield since[at]!;
    yield* before;
  }
  /** What was not read yet: what is asked of the history next. */
  const unread = () => ({ ...ACTIONS, upTo: (before.at(-1)?.seq ?? openedAt + 1) - 1 });

  function* steps(): Generator<Step> {
    yield* known();
    if (isReadWhole) return;
    for (const { seq, by } of history.entries(unread())) {
      if (!isAction(by)) continue;
      before.push({ seq, by });
      yield { seq, by };
    }
    isReadWhole = true;
  }

  /** Whether every piece of an action is known by now. */
  const isKnown = (first: Seq): boolean =>
    first > openedAt || first >= (before.at(-1)?.seq ?? Number.POSITIVE_INFINITY);

  /** Whether nothing further back could make a difference, and of a great action all pieces are known. */
  const isTold = (direction: 'undo' | 'redo'): boolean => {
    let isAll = false;
    const read = (function* () {
      yield* known();
      isAll = true;
    })();
    const move = nextMove(read, direction);
    return !isAll && (move === null || [move.of, ...move.takesBack].every(isKnown));
  };
  const isEnough = () => isReadWhole || (isTold('undo') && isTold('redo'));

  function* look(): Generator<undefined, void> {
    if (isEnough()) return;
    for (const found of history.look(unread())) {
      // Meanwhile somebody else may have read on.
      if (found !== null && isAction(found.by) && found.seq <= unread().upTo)
        before.push({ seq: found.seq, by: found.by });
      if (isEnough()) return;
      yield;
    }
    isReadWhole = true;
  }

  const stepsOf = (first: Seq): readonly Step[] => {
    const found: Step[] = [];
    for (const step of steps()) {
      if (firstPiece(step) === first) found.push(step);
      if (step.seq <= first) break;
    }
    return found;
  };

  return {
    look,
    next: (direction) => nextMove(steps(), direction),
    pieces: (first) => stepsOf(first).map(({ seq }) => seq),
    contacts(first) {
      const pieces = stepsOf(first);
      const { by } = pieces[0] ?? {};
      return pieces.length > 1 && by !== undefined && 'contacts' in by ? (by.contacts ?? null) : null;
    },
    entries(seqs) {
      const wanted = new Set(seqs);
      const range = { after: Math.min(...seqs) - 1, upTo: Math.max(...seqs) };
      return new Map(
        [...history.entries(range)].flatMap((entry) => (wanted.has(entry.seq) ? [[entry.seq, entry]] : [])),
      );
    },
  };
}
