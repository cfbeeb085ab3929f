// Owns: a contact in another account: what of it may travel, and what copying and moving change in the book.
// Leaves to others: the commands (elsewhere.ts, bulk-elsewhere.ts), carrying changes (sync/, core/in-step.ts).
import type { Account, ContactId } from '../core/account.ts';
import type { ContactFields } from '../core/contact.ts';
import { createRecord, deleteRecord } from '../core/edit.ts';
import { shared } from '../core/in-step-fields.ts';
import { SHARED_FIELDS } from '../core/in-step-scope.ts';
import { isInSeveralAccounts, joinPersons } from '../core/joining.ts';
import { photoCopied } from '../core/photo.ts';
import type { PersonState } from '../core/person-state.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf } from '../sync/in-step.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { stepContextOf } from './persons.ts';

/** Why a contact cannot be in another account, too. */
export type CopyRefusal = 'alreadyThere' | 'nothingToTake';

/** A new contact of the same person in another account. */
export function copyInto(
  { book, ids, clock }: HandlerDependencies,
  source: ContactRecord & { readonly local: ContactFields },
  target: Account,
): ContactRecord | CopyRefusal {
  const isThere = book
    .contactsOfPerson(source.person)
    .some(({ account, local }) => account === target.id && local !== null);
  if (isThere) return 'alreadyThere';
  const copy = createRecord({
    id: ids.next() as ContactId,
    person: source.person,
    account: target.id,
    fields: travelling(source.local, target),
    createKey: ids.next(),
    at: new Date(clock.now()).toISOString(),
  });
  if (Object.keys(copy.local ?? {}).length === 0) return 'nothingToTake';
  const photo = photoCopied(source.photo, target.provider);
  return photo === null ? copy : { ...copy, photo };
}

/** What makes a copy. */
export function copyChanges(
  deps: HandlerDependencies,
  source: ContactRecord,
  copy: ContactRecord,
): readonly Change[] {
  const { book } = deps;
  return [
    { kind: 'putContact', record: copy },
    ...stepChanges(deps, [...book.contactsOfPerson(source.person), copy], book.person(source.person)),
  ];
}

/** What lets the copy take the place of its source, which leaves its account once the other one has it. */
export function moveChanges(
  deps: HandlerDependencies,
  source: ContactRecord,
  copy: ContactRecord,
): readonly Change[] {
  const { book, clock } = deps;
  const deleted = deleteRecord(source, new Date(clock.now()).toISOString());
  const others = book.contactsOfPerson(source.person).filter(({ id }) => id !== source.id);
  return [
    { kind: 'putContact', record: copy },
    deleted === null
      ? { kind: 'dropContact', id: source.id }
      : { kind: 'putContact', record: { ...deleted, movedTo: copy.id } },
    ...stepChanges(deps, [...others, copy], withoutMember(book.person(source.person), source.id)),
  ];
}

/** A person kept in step has one contact more to agree with; one with a first copy is kept in step if that is wanted. */
function stepChanges(
  deps: HandlerDependencies,
  records: readonly ContactRecord[],
  state: PersonState | null,
): readonly Change[] {
  const { book } = deps;
  const id = records[0]!.person;
  const inStep = state?.inStep ?? book.settings().keepInStep === true;
  if (!inStep || !isInSeveralAccounts(records))
    return state === null ? [] : [{ kind: 'putPerson', person: state }];
  return changesOf(book, joinPersons([{ id, records, state }], true, stepContextOf(deps)));
}

/** What may be taken to another account: nothing that means something in its own account alone. */
function travelling(fields: ContactFields, { neverSend = [] }: Account): ContactFields {
  const names = SHARED_FIELDS.filter((name) => !neverSend.includes(name));
  return Object.assign({}, ...names.map((name) => shared(name, fields))) as ContactFields;
}

/** The state without a contact that moved, whose going is no deletion of the person. */
export function withoutMember(state: PersonState | null, id: ContactId): PersonState | null {
  if (state === null) return null;
  const { [id]: _left, ...agreed } = state.agreed;
  const conflicts = state.conflicts.filter(({ versions }) =>
    versions.every((version) => version.contact !== id),
  );
  return { ...state, agreed, conflicts };
}
