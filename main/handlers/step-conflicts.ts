// Owns: deciding conflicts between contacts of a person (law 23). Leaves to others: conflicts between a contact and its
// cloud (contacts.ts), how they are shown (views.ts), what a decision does (core/).
import { byPerson } from '../core/history.ts';
import { decideConflict, localIn, openConflicts } from '../core/in-step-conflicts.ts';
import type { Decision, OpenConflict } from '../core/in-step-conflicts.ts';
import type { Json } from '../core/json.ts';
import { changesOf } from '../sync/in-step.ts';
import type { ConflictChoice, ResolveConflict } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { stepContextOf } from './persons.ts';
import { notTogether, stepConflictViews } from './views.ts';

/** Decides a conflict between contacts and answers true; false: there is none at this place. Errors: `input.invalid`. */
export function resolveStepConflict(
  deps: HandlerDependencies,
  { contact, path, take, value }: ResolveConflict,
  checked: (conflict: OpenConflict, value: Json) => Json,
): boolean {
  const { book } = deps;
  const record = book.contact(contact);
  const state = record === null ? null : book.person(record.person);
  if (record === null || state === null) return false;
  // What the contact's own cloud says at this place is decided first.
  if (record.conflicts.some((own) => own.path === path)) return false;
  const records = book.contactsOfPerson(state.id);
  const conflict = openConflicts(state, localIn(records)).find(
    (open) => open.contact === contact && open.path === path,
  );
  if (conflict === undefined) return false;
  const view = stepConflictViews(book, state).find((open) => open.path === path);
  if (take === 'both' && view?.canTakeBoth !== true) throw notTogether(contact, path);
  const decided = decideConflict(
    state,
    records,
    conflict,
    decisionOf(take, () => checked(conflict, value ?? null)),
    stepContextOf(deps),
  );
  book.transaction(changesOf(book, decided), byPerson('conflicts.resolve'));
  deps.edited();
  return true;
}

function decisionOf(take: ConflictChoice, value: () => Json): Decision {
  return take === 'value' ? { take, value: value() } : { take };
}
