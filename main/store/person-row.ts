// Owns: what the list shows of a person, and what it is filtered by, made from the person's contacts when it is asked for.
// Leaves to others: how a person is called (core/person.ts), the list itself (person-index.ts).
import type { AccountKind, PersonId } from '../core/account.ts';
import { localIn, openConflicts } from '../core/in-step-conflicts.ts';
import type { PersonState } from '../core/person-state.ts';
import { detailLine, displayName, initials } from '../core/person.ts';
import type { ListSorting } from '../core/list-sorting.ts';
import { isPhotoPending, isPhotoShown, photoNow } from '../core/photo.ts';
import { lastChange } from '../core/recent.ts';
import { pendingChange } from '../core/replica.ts';
import type { ContactRecord, Hold } from '../core/replica.ts';
import { markOf, writeFields, writeMark } from '../core/search.ts';
import type { TextBuffer } from '../core/search.ts';
import type { PersonRow } from '../../preload/contract.ts';

/** What the cloud of a contact can hold. */
export type HoldOf = (record: ContactRecord) => Hold;

/** What kind of account a contact is in. */
export type KindOf = (record: ContactRecord) => AccountKind;

/** Whether the contact's cloud is to be told of something. */
export function isPending(record: ContactRecord, holdOf: HoldOf): boolean {
  if (isPhotoPending(record)) return true;
  if (record.local === record.base && record.remoteId !== null) return false;
  return pendingChange(record, holdOf(record)) !== null;
}

/** How many conflicts of a person, made of these contacts that are not deleted here, wait for a decision. */
export function conflictsOf(live: readonly ContactRecord[], state: PersonState | null): number {
  const own = live.reduce((sum, record) => sum + record.conflicts.length, 0);
  return state === null ? own : own + openConflicts(state, localIn(live)).length;
}

/** The row of a person made of these contacts, at least one, none of them deleted here. The first names the person. */
export function personRow(
  person: PersonId,
  live: readonly ContactRecord[],
  holdOf: HoldOf,
  kindOf: KindOf,
  state: PersonState | null,
  sorting: ListSorting,
): PersonRow {
  const fields = live[0]!.local!;
  const name = displayName(fields);
  return {
    id: person,
    name,
    detail: detailLine(fields),
    initials: initials(fields),
    section: sorting.sectionOf(sorting.nameOf(fields)),
    accounts: live.map((record) => record.account),
    favorite: live.some((record) => record.local?.favorite === true),
    pending: live.some((record) => isPending(record, holdOf)),
    conflicts: conflictsOf(live, state),
    problem: live.some((record) => record.problem !== null),
    photo: live.find((record) => isPhotoShown(photoNow(record, kindOf(record))))?.id ?? null,
  };
}

/** The row as it stands in the list of those who changed: with the last change, and without a letter above it. */
export function asChanged(row: PersonRow, live: readonly ContactRecord[]): PersonRow {
  const { at, by, account } = lastChange(live);
  const changed = {
    at,
    by: by === null ? null : by === 'cloud' ? { kind: by, account } : { kind: by },
  };
  return { ...row, section: '', changed };
}

/** Writes everything of a person that can be searched. */
export function writePerson(text: TextBuffer, live: readonly ContactRecord[], kindOf: KindOf): void {
  for (const record of live) {
    writeFields(text, record.local!);
    if (isPhotoShown(photoNow(record, kindOf(record)))) writeMark(text, PHOTO);
  }
}

const PHOTO = markOf('photo');
