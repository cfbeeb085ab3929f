// Owns: what the window and scripts see of stored contacts, conflicts and plans. Pure over the book.
// Leaves to others: changing anything (contacts.ts, conflicts.ts), lists and search (store/person-index.ts).
import type { AccountKind, PersonId } from '../core/account.ts';
import type { ContactFields } from '../core/contact.ts';
import { canTakeBoth } from '../core/edit.ts';
import { AppError } from '../core/errors.ts';
import { openConflicts } from '../core/in-step-conflicts.ts';
import type { PersonState } from '../core/person-state.ts';
import { FIELD_NAMES, sameField } from '../core/fields.ts';
import { splitPath } from '../core/paths.ts';
import { displayName, initials } from '../core/person.ts';
import { isPhotoPending, isPhotoShown, photoNow } from '../core/photo.ts';
import { pendingChange } from '../core/replica.ts';
import type { ContactRecord, PendingChange } from '../core/replica.ts';
import type { Book } from '../store/book.ts';
import type { HoldOf } from '../store/person-index.ts';
import type {
  ConflictView,
  ContactView,
  PendingRow,
  PendingView,
  PersonView,
  PhotoState,
} from '../../preload/contract.ts';

/** The fields that stand for a contact in lists: ours, or the last agreed ones where it is deleted here. */
export function shownFields(record: ContactRecord): ContactFields {
  return record.local ?? record.base ?? {};
}

export function pendingView(pending: PendingChange | null): PendingView | null {
  if (pending === null || pending.kind !== 'update') return pending === null ? null : { kind: pending.kind };
  return { kind: 'update', fields: pending.changed };
}

/** What a contact's cloud has not been told; a photo alone is an update without fields. */
function pendingOf(record: ContactRecord, holdOf: HoldOf): PendingView | null {
  const pending = pendingView(pendingChange(record, holdOf(record)));
  return pending === null && isPhotoPending(record) ? { kind: 'update', fields: [] } : pending;
}

export function photoState(record: ContactRecord, kind: AccountKind): PhotoState {
  const now = photoNow(record, kind);
  return {
    kind: isPhotoShown(now) ? 'present' : now.kind === 'unread' ? 'unread' : 'none',
    pending: isPhotoPending(record),
    problem: record.photo?.problem ?? null,
  };
}

export function conflictViews(record: ContactRecord): readonly ConflictView[] {
  return record.conflicts.map((conflict) => ({
    path: conflict.path,
    base: conflict.base,
    mine: conflict.mine,
    theirs: conflict.theirs,
    at: conflict.at,
    contact: record.id,
    person: record.person,
    account: record.account,
    name: displayName(shownFields(record)),
    field: splitPath(conflict.path).field,
    mineAt: conflict.mineAt ?? null,
    theirsAt: conflict.theirsAt ?? null,
    source: { kind: 'cloud' },
    canTakeBoth: canTakeBoth(conflict.path) && conflict.mine !== null && conflict.theirs !== null,
  }));
}

export function contactView(record: ContactRecord, holdOf: HoldOf, kind: AccountKind): ContactView {
  const fields = shownFields(record);
  const held = holdOf(record)(fields);
  return {
    id: record.id,
    account: record.account,
    remoteId: record.remoteId,
    etag: record.etag,
    fields,
    readOnly: record.readOnly,
    pending: pendingOf(record, holdOf),
    conflicts: conflictViews(record),
    onlyInKith: FIELD_NAMES.filter((name) => !sameField(name, fields, held)),
    problem: record.problem,
    paused: record.paused ?? null,
    photo: photoState(record, kind),
    changedAt: record.changedAt,
  };
}

/** The conflicts of a person that wait for a decision, each at the first contact that changed the place. */
export function stepConflictViews(book: Book, state: PersonState | null): readonly ConflictView[] {
  if (state === null) return [];
  return openConflicts(state, (id) => book.contact(id)?.local ?? null).flatMap(
    (conflict): readonly ConflictView[] => {
      const [mine, theirs] = [book.contact(conflict.contact), book.contact(conflict.theirs.contacts[0]!)];
      if (mine === null || theirs === null) return [];
      const { path, base, at } = conflict;
      // Its own cloud's version is decided first: one decision at a place at a time.
      if (mine.conflicts.some((own) => own.path === path)) return [];
      return [
        {
          contact: mine.id,
          person: state.id,
          account: mine.account,
          name: displayName(shownFields(mine)),
          path,
          field: splitPath(path).field,
          base,
          mine: conflict.mine.value,
          theirs: conflict.theirs.value,
          at,
          mineAt: mine.changedAt,
          theirsAt: theirs.changedAt,
          source: { kind: 'contact', contact: theirs.id, account: theirs.account },
          canTakeBoth: canTakeBoth(path) && conflict.mine.value !== null && conflict.theirs.value !== null,
        },
      ];
    },
  );
}

/** A person with the contacts they are made of. Errors: `input.notFound`. */
export function personView(book: Book, person: PersonId, holdOf: HoldOf): PersonView {
  const records = book.contactsOfPerson(person).filter((record) => record.local !== null);
  const first = records[0];
  if (first === undefined) throw notFound('person', person);
  const fields = shownFields(first);
  const between = stepConflictViews(book, book.person(person));
  return {
    id: person,
    name: displayName(fields),
    initials: initials(fields),
    inStep: records.length < 2 ? null : (book.person(person)?.inStep ?? false),
    contacts: records.map((record) => {
      const view = contactView(record, holdOf, book.account(record.account)?.provider ?? 'computer');
      return {
        ...view,
        conflicts: [...view.conflicts, ...between.filter(({ contact }) => contact === record.id)],
      };
    }),
  };
}

export function pendingRows(book: Book, holdOf: HoldOf): readonly PendingRow[] {
  return [...book.contacts()].flatMap((record): PendingRow[] => {
    if (record.local === record.base && record.remoteId !== null && !isPhotoPending(record)) return [];
    const pending = pendingOf(record, holdOf);
    if (pending === null) return [];
    return [
      {
        contact: record.id,
        person: record.person,
        account: record.account,
        name: displayName(shownFields(record)),
        pending,
        problem: record.problem,
      },
    ];
  });
}

export function notFound(what: string, id: string, where = ''): AppError {
  return new AppError(
    'input.notFound',
    `There is no ${what} ${id}${where}. It may have been deleted; ask for the list again.`,
    { context: { [what]: id } },
  );
}

export function notInTrash(contact: string): AppError {
  return new AppError(
    'input.notFound',
    `There is no contact ${contact} in the trash. It may have been brought back or cleared since; ask for the list again.`,
    { context: { contact } },
  );
}

export function noVersion(contact: string, version: number): AppError {
  return new AppError(
    'input.notFound',
    `There is no version ${version} of the contact ${contact}. It may have become too old to be kept; ask for the history again.`,
    { context: { contact, version } },
  );
}

/** Errors when somebody wants both versions of a place that has room for one. */
export function notTogether(contact: string, path: string): AppError {
  return new AppError(
    'input.invalid',
    `There can be only one ${path}, so both cannot be kept. Take mine, theirs or base. Nothing was changed.`,
    { context: { contact, path, reason: 'onlyOne' } },
  );
}
