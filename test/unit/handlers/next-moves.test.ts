// Owns: that the history is read back no further than undo and redo need, bit by bit, and by several at once.
// Leaves to others: what undo and redo do (sync/actions.test.ts), the files (store/history-files.test.ts).
import { expect, it } from 'vitest';
import { byPerson } from '../../../main/core/history.ts';
import type { Cause } from '../../../main/core/history.ts';
import { createNextMoves } from '../../../main/handlers/next-moves.ts';
import type { NextMoves } from '../../../main/handlers/next-moves.ts';
import type { Entry } from '../../../main/store/book-format.ts';
import type { History } from '../../../main/store/history.ts';

const ACTION = byPerson('contacts.save');
const BIT = null;

/** A book at revision 9 with this history before it; `read` counts the entries that were read. */
function open(history: readonly (readonly [number, Cause] | null)[]): {
  moves: NextMoves;
  read: () => number;
} {
  let read = 0;
  function* look({ upTo = Infinity }: Parameters<History['look']>[0]): Generator<Entry | null> {
    for (const found of history) {
      if (found !== null && found[0] > upTo) continue;
      if (found !== null) read += 1;
      yield found === null
        ? null
        : ({ seq: found[0], by: found[1], at: null, changes: [], was: [] } as Entry);
    }
  }
  function* entries(query: Parameters<History['look']>[0]): Generator<Entry> {
    for (const entry of look(query)) if (entry !== null) yield entry;
  }
  const book = { revision: 9, subscribe: () => () => undefined };
  const moves = createNextMoves({ book: book as never, history: { look, entries } });
  return { moves, read: () => read };
}

it('looking reads back to the latest action, gives way after each bit, and what it found is not read again', () => {
  const { moves, read } = open([BIT, BIT, [7, ACTION], BIT, [3, ACTION]]);
  expect([...moves.look()]).toHaveLength(2);
  expect(read()).toBe(1);
  expect(moves.next('undo')).toEqual({ of: 7, takesBack: [7] });
  expect(moves.next('redo')).toBeNull();
  expect(moves.pieces(7)).toEqual([7]);
  expect([...moves.look()]).toEqual([]);
  expect(read()).toBe(1);
});

it('of a great action looking finds every piece, so that telling and undoing it reads nothing more', () => {
  const piece = (seq: number): readonly [number, Cause] => [
    seq,
    { ...ACTION, contacts: 200 * (seq - 2), ...(seq === 3 ? {} : { part: 3 }) },
  ];
  const { moves, read } = open([piece(6), BIT, piece(5), BIT, piece(4), piece(3), BIT, [2, ACTION]]);
  expect([...moves.look()]).toHaveLength(5);
  expect(read()).toBe(4);
  expect(moves.next('undo')).toEqual({ of: 3, takesBack: [3] });
  expect([moves.contacts(3), moves.pieces(3)]).toEqual([800, [6, 5, 4, 3]]);
  expect([...moves.look()]).toEqual([]);
  expect(read()).toBe(4);
});

it('where nothing was done, the history is read once', () => {
  const { moves, read } = open([BIT, [8, { kind: 'kith' }], BIT]);
  expect([...moves.look()]).toHaveLength(3);
  expect([moves.next('undo'), moves.next('redo'), [...moves.look()]]).toEqual([null, null, []]);
  expect(read()).toBe(1);
});

it('what was undone is read back to what redo would bring back', () => {
  const { moves } = open([[8, { kind: 'undo', of: 5 }], BIT, [5, ACTION], [4, ACTION], [2, ACTION]]);
  expect([...moves.look()]).toHaveLength(3);
  expect(moves.next('redo')).toEqual({ of: 5, takesBack: [8] });
  expect(moves.next('undo')).toEqual({ of: 4, takesBack: [4] });
});

it('several that look at once, and one who asks meanwhile, find each action once', () => {
  const undone = [8, { kind: 'undo', of: 6 }] as const;
  const { moves, read } = open([BIT, undone, BIT, [6, ACTION], [4, ACTION], [2, ACTION]]);
  const [one, other] = [moves.look(), moves.look()];
  one.next();
  other.next();
  one.next();
  expect(moves.next('undo')).toEqual({ of: 4, takesBack: [4] });
  other.next();
  expect([...one, ...other]).toBeDefined();
  expect(moves.pieces(2)).toEqual([2]);
  expect(read(), 'each once, and the first by both').toBe(5);
});
