// Owns: a contact in another account: what of it may travel, and what copying and moving change in the book.
// Leaves to others: the commands (elsewhere.ts, bulk-elsewhere.ts), carrying changes (sync/, core/in-step.ts).
import type { Account, AccountId, ContactId } from '../core/account.ts';
import type { ContactFields, FieldName } from '../core/contact.ts';
import { createRecord, deleteRecord } from '../core/edit.ts';
import { withWhole } from '../core/in-step-deletions.ts';
import { sharedFields } from '../core/in-step-fields.ts';
import { SHARED_FIELDS } from '../core/in-step-scope.ts';
import { isInSeveralAccounts, joinPersons } from '../core/joining.ts';
import { choosePhoto, photoCopied, removePhoto } from '../core/photo.ts';
import type { PersonState } from '../core/person-state.ts';
import { stayed, withoutTrail } from '../core/replica.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Change } from '../store/book-format.ts';
import { changesOf } from '../sync/in-step.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { stepContextOf } from './persons.ts';

/** Why a contact cannot be in another account, too. */
export type CopyRefusal = 'alreadyThere' | 'nothingToTake';

/** A contact of the same person in another account: a new one, or the one that was deleted or moved and is there still. */
export function copyInto(
  { book, ids, clock }: HandlerDependencies,
  source: ContactRecord & { readonly local: ContactFields },
  target: Account,
): ContactRecord | CopyRefusal {
  const there = book.contactsOfPerson(source.person).filter(({ account }) => account === target.id);
  if (there.some(({ local }) => local !== null)) return 'alreadyThere';
  const leaving = there.find(isStillThere);
  if (leaving !== undefined) return backInto(leaving, source, target, new Date(clock.now()).toISOString());
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

/** Its cloud has not been told of the deletion: a new contact beside it would be a second one if it is edited there. */
function isStillThere(
  record: ContactRecord,
): record is ContactRecord & { readonly base: ContactFields; readonly local: null } {
  return record.local === null && record.remoteId !== null && record.base !== null;
}

function backInto(
  leaving: ContactRecord & { readonly base: ContactFields },
  source: ContactRecord & { readonly local: ContactFields },
  target: Account,
  at: string,
): ContactRecord {
  const record: ContactRecord = {
    ...withWhole(stayed(withoutTrail(leaving)), source.local, travellingTo(target)),
    changedAt: at,
    changedBy: 'you',
  };
  const here = source.photo?.here ?? null;
  if (here === (record.photo?.here ?? null)) return record;
  const { provider } = target;
  return {
    ...record,
    photo: here === null ? removePhoto(record, provider) : choosePhoto(record, here, provider),
  };
}

/** What makes a copy. */
export function copyChanges(
  deps: HandlerDependencies,
  source: ContactRecord,
  copy: ContactRecord,
): readonly Change[] {
  const { book } = deps;
  const others = book.contactsOfPerson(source.person).filter(({ id }) => id !== copy.id);
  return [
    { kind: 'putContact', record: copy },
    ...stepChanges(deps, [...others, copy], book.person(source.person)),
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
  const others = book.contactsOfPerson(source.person).filter(({ id }) => id !== source.id && id !== copy.id);
  return [
    { kind: 'putContact', record: copy },
    deleted === null
      ? { kind: 'dropContact', id: source.id }
      : { kind: 'putContact', record: { ...deleted, movedTo: copy.id } },
    ...stepChanges(deps, [...others, copy], withoutMember(book.person(source.person), source.id)),
  ];
}

/** What lets contacts stay where they were that moved to an account which goes before its cloud has them. */
export function stayingChanges({ book, clock }: HandlerDependencies, account: AccountId): readonly Change[] {
  const at = new Date(clock.now()).toISOString();
  return book.contactsOf(account).flatMap((copy): readonly Change[] => {
    if (copy.local === null || copy.remoteId !== null) return [];
    const source = book.contactsOfPerson(copy.person).find(({ movedTo }) => movedTo === copy.id);
    const home = source === undefined ? null : book.account(source.account);
    if (source === undefined || home === null || !isStillThere(source)) return [];
    return [{ kind: 'putContact', record: backInto(source, { ...copy, local: copy.local }, home, at) }];
  });
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
function travelling(fields: ContactFields, target: Account): ContactFields {
  return sharedFields(travellingTo(target), fields);
}

function travellingTo({ neverSend = [] }: Account): readonly FieldName[] {
  return SHARED_FIELDS.filter((name) => !neverSend.includes(name));
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
