// Owns: deciding conflicts between contacts of a person (law 23). Leaves to others: conflicts between a contact and its
// cloud (conflicts.ts), how they are shown (views.ts), what a decision does (core/).
import { decideConflict, localIn, openConflicts } from '../core/in-step-conflicts.ts';
import type { Decision, OpenConflict } from '../core/in-step-conflicts.ts';
import type { Json } from '../core/json.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf } from '../sync/in-step.ts';
import type { ConflictChoice, ResolveConflict } from '../../preload/contract.ts';
import type { Deciding } from './dependencies.ts';
import { stepContextOf } from './persons.ts';
import { notTogether, stepConflictViews } from './views.ts';

/** What a decision of a conflict between contacts changes; null: there is none at this place. Errors: `input.invalid`. */
export function stepDecision(
  deps: Deciding,
  { contact, path, take, value }: ResolveConflict,
  checked: (conflict: OpenConflict, value: Json) => Json,
): readonly Change[] | null {
  const { book } = deps;
  const record = book.contact(contact);
  const state = record === null ? null : book.person(record.person);
  if (record === null || state === null) return null;
  // What the contact's own cloud says at this place is decided first.
  if (record.conflicts.some((own) => own.path === path)) return null;
  const records = book.contactsOfPerson(state.id);
  const conflict = openConflicts(state, localIn(records)).find(
    (open) => open.contact === contact && open.path === path,
  );
  if (conflict === undefined) return null;
  const view = stepConflictViews(book, state).find((open) => open.path === path);
  if (take === 'both' && view?.canTakeBoth !== true) throw notTogether(contact, path);
  const choice = decisionOf(take, () => checked(conflict, value ?? null));
  return changesOf(book, decideConflict(state, records, conflict, choice, stepContextOf(deps)));
}

function decisionOf(take: ConflictChoice, value: () => Json): Decision {
  return take === 'value' ? { take, value: value() } : { take };
}
