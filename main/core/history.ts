// Owns: the history of the book: why it changed, what was there before, and which action an undo or a redo means.
// Leaves to others: taking an action back (take-back.ts), where it is written (store/history.ts).
import type { AccountId, AccountKind, ContactId, LabelId, PersonId, RunId } from './account.ts';
import type { ContactFields } from './contact.ts';
import type { Label } from './label.ts';
import type { PersonState } from './person-state.ts';
import { photoNow } from './photo.ts';
import type { Conflict, ContactRecord } from './replica.ts';

/** The number of a transaction: each has one more than the one before it. */
export type Seq = number;

/**
 * What makes several transactions one: a great action is written in pieces, so that others get their turn in between.
 * `part`: the number of its first transaction, in all others of it. `contacts`: how many it has changed up to this one.
 */
export interface Pieces {
  readonly part?: Seq;
  readonly contacts?: number;
}

/**
 * Why the book changed: a person's command, by its name in the contract; a run of a sync; the taking back of an action or
 * the taking back of that; or Kith's own upkeep. `more`: it is taken back in pieces, and this is not the last.
 */
export type Cause =
  | ({ readonly kind: 'person'; readonly command: string } & Pieces)
  | { readonly kind: 'run'; readonly run: RunId }
  /** Changes that a sync carried between contacts kept in step (law 23). */
  | { readonly kind: 'carried' }
  | ({ readonly kind: 'undo' | 'redo'; readonly of: Seq; readonly more?: true } & Pieces)
  /** Kith's own doing; `read`: it looked at a contact's photo because somebody wanted to see it. */
  | { readonly kind: 'kith'; readonly read?: 'photo' };

export const UPKEEP: Cause = { kind: 'kith' };

export const byPerson = (command: string): Extract<Cause, { readonly kind: 'person' }> => ({
  kind: 'person',
  command,
});

/** Whether a person did it, and may take it back. */
export function isAction({ kind }: Cause): boolean {
  return kind === 'person' || kind === 'undo' || kind === 'redo';
}

/** What people see of a contact, without what only syncs need. `fields` null: deleted here, the cloud not yet told. */
export interface Former {
  readonly person: PersonId;
  readonly account: AccountId;
  readonly fields: ContactFields | null;
  /** SHA-256 of its photo; null: it has none; absent: nobody has looked. */
  readonly photo?: string | null;
  /** What was to be decided; absent: nobody has written it down. */
  readonly conflicts?: readonly Conflict[];
}

/** What was there before a person's action changed it; null: nothing. */
export type Was =
  | { readonly kind: 'contact'; readonly id: ContactId; readonly before: Former | null }
  /** With the contacts that carried it. */
  | {
      readonly kind: 'label';
      readonly id: LabelId;
      readonly before: Label | null;
      readonly carriers: readonly ContactId[];
    }
  | { readonly kind: 'person'; readonly id: PersonId; readonly before: PersonState | null }
  /** Taken out of the trash. */
  | { readonly kind: 'trash'; readonly id: ContactId; readonly before: Trashed | null };

export function formerOf(record: ContactRecord, kind: AccountKind): Former {
  const { person, account, local, conflicts } = record;
  const now = photoNow(record, kind);
  const known = now.kind === 'none' ? { photo: null } : now.kind === 'stored' ? { photo: now.hash } : {};
  return { person, account, fields: local, conflicts, ...known };
}

/** A contact in the trash: what it was when it was deleted, and why. */
export interface Trashed extends Former {
  readonly id: ContactId;
  readonly fields: ContactFields;
  /** ISO 8601. */
  readonly at: string;
  readonly by: Cause;
}

/** Milliseconds for which what was deleted can be brought back, and for which the history of every contact is kept. */
export const KEPT_MS = 30 * 24 * 60 * 60_000;

/** Milliseconds for which a clock has to have been so far on before what is too old by it goes for good. */
export const PROBATION_MS = 24 * 60 * 60_000;

/**
 * The latest of some times, given from the latest on, that is so far back from `now`, in ms; 0: none is. What grows old is
 * counted back from it: a clock that is wrong throws nothing away that it would not have thrown away a day before.
 */
export function sureTime(latestFirst: Iterable<number>, now: number): number {
  for (const time of latestFirst) if (time <= now - PROBATION_MS) return time;
  return 0;
}

/** What undo and redo go by: a transaction's number and cause. */
export interface Step {
  readonly seq: Seq;
  readonly by: Cause;
}

/**
 * What undo and redo would do now: the number of the action, and those of the transactions to take back for it, the latest
 * first; of each the first one where there are several pieces.
 */
export interface Move {
  readonly of: Seq;
  readonly takesBack: readonly Seq[];
}

/** The number of the first piece of what a transaction belongs to; its own where it is all there is. */
export function firstPiece({ seq, by }: Step): Seq {
  return 'part' in by ? (by.part ?? seq) : seq;
}

/**
 * The action that undo takes back, or that redo brings back. An action is a person's command; undo takes the latest one
 * that is in force, redo what was undone last, as long as no other action came after that. One that ended before all
 * pieces were taken back goes on. `steps`: the latest first.
 */
export function nextMove(steps: Iterable<Step>, direction: 'undo' | 'redo'): Move | null {
  /** Actions of which a later move tells already whether they are in force. */
  const told = new Set<Seq>();
  const unfinished = new Set<Seq>();
  let move: Move | null = null;
  for (const step of steps) {
    const { by } = step;
    const first = firstPiece(step);
    if (move !== null) {
      move = withEarlier(move, step, direction);
      if (wasWhole(move, step, direction)) return move;
      continue;
    }
    if (by.kind === 'person') {
      if (direction === 'redo') return null;
      if (!told.has(first)) return { of: first, takesBack: [first] };
    }
    if (by.kind !== 'undo' && by.kind !== 'redo') continue;
    if (by.kind === direction && by.more === true && !told.has(by.of)) unfinished.add(first);
    if (unfinished.has(first)) continue;
    if (!told.has(by.of) && by.kind !== direction) move = { of: by.of, takesBack: [first] };
    told.add(by.of);
  }
  return move;
}

/** One that was gone on with after it had ended early is in several transactions: each of them has a part of the contacts. */
function withEarlier(move: Move, step: Step, direction: 'undo' | 'redo'): Move {
  const { of, takesBack } = move;
  const [{ by }, first] = [step, firstPiece(step)];
  const isAction = by.kind === 'person' && first === of && direction === 'undo';
  const isPart = (by.kind === 'undo' || by.kind === 'redo') && by.of === of && by.kind !== direction;
  return (isAction || isPart) && !takesBack.includes(first) ? { of, takesBack: [...takesBack, first] } : move;
}

/** Whether the whole action was there, or gone, as it is to be again: by what came before there is nothing to take back. */
function wasWhole({ of }: Move, step: Step, direction: 'undo' | 'redo'): boolean {
  const { by } = step;
  return by.kind === 'person'
    ? firstPiece(step) === of
    : by.kind === direction && by.of === of && by.more !== true;
}
