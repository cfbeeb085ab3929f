// Owns: what taking back a move to another account, or bringing it back, is beside two contacts that change places: a move,
// too. Leaves to others: the contacts of the action (actions.ts), moving (copies.ts), which contacts move (core/moving.ts).
import type { ContactId } from '../core/account.ts';
import { isLive } from '../core/in-step-scope.ts';
import { goingElsewhere, withEditsOf } from '../core/moving.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { passagesOf } from '../store/entry.ts';
import { withoutMember } from './copies.ts';
import type { HandlerDependencies } from './dependencies.ts';

/**
 * `changes` with each contact that goes to another account waiting for that to have it, and with its later edits in the one
 * that comes. `left`: the contacts as the action that is taken back left them.
 */
export function withMoves(
  { book }: Pick<HandlerDependencies, 'book'>,
  left: ReadonlyMap<ContactId, ContactRecord | null>,
  changes: readonly Change[],
): readonly Change[] {
  const moves = goingElsewhere([...passagesOf(book, changes).values()]);
  if (moves.size === 0) return changes;
  const edited = new Map<ContactId, ContactRecord>();
  const states: Change[] = [];
  for (const [id, came] of moves) {
    const [then, now] = [left.get(id), book.contact(id)];
    if (isLive(then) && isLive(now)) edited.set(came.id, withEditsOf(came, then, now));
    const put = changes.findLast((change) => change.kind === 'putPerson' && change.person.id === came.person);
    const state = put?.kind === 'putPerson' ? put.person : book.person(came.person);
    if (state?.agreed[id] !== undefined)
      states.push({ kind: 'putPerson', person: withoutMember(state, id)! });
  }
  const moved = changes.map((change): Change => {
    if (change.kind !== 'putContact') return change;
    const { record } = change;
    const to = moves.get(record.id);
    return {
      kind: 'putContact',
      record: to === undefined ? (edited.get(record.id) ?? record) : { ...record, movedTo: to.id },
    };
  });
  return [...moved, ...states];
}
