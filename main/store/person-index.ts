// Owns: the list of persons as the window shows it: rows, order, search texts, kept up to date by change.
// Leaves to others: how a person is called (core/person.ts), what matches a query (core/search.ts).
import type { AccountId, AccountKind, ContactId, PersonId } from '../core/account.ts';
import { localIn, openConflicts } from '../core/in-step-conflicts.ts';
import type { PersonState } from '../core/person-state.ts';
import { detailLine, displayName, initials, sectionOf } from '../core/person.ts';
import { isPhotoPending, isPhotoShown, photoNow } from '../core/photo.ts';
import { pendingChange } from '../core/replica.ts';
import type { ContactRecord, Hold } from '../core/replica.ts';
import { fold, matches, queryWords, searchText } from '../core/search.ts';
import type { ListFilter, ListQuery, PersonList, PersonRow } from '../../preload/contract.ts';
import type { Book } from './book.ts';
import { createLabelCarriers } from './label-carriers.ts';
import type { LabelCarriers } from './label-carriers.ts';

interface Entry {
  readonly row: PersonRow;
  readonly order: string;
  readonly text: string;
}

/** What the cloud of a contact can hold. */
export type HoldOf = (record: ContactRecord) => Hold;

export interface PersonIndex {
  list(query: ListQuery): PersonList;
  readonly labels: LabelCarriers;
  /** Contacts with a pending change, of one account or of all. */
  pendingCount(account?: AccountId): number;
  /** Contacts of which nothing is sent for now. */
  pausedContacts(): readonly ContactId[];
  /** Conflicts that wait for a decision. */
  conflictCount(): number;
  close(): void;
}

/** The row of a person made of these contacts, those deleted here left out; null if none is left. */
export function personRow(
  person: PersonId,
  records: readonly ContactRecord[],
  holdOf: HoldOf,
  kindOf: (record: ContactRecord) => AccountKind,
  state: PersonState | null,
): Entry | null {
  const live = records.filter((record) => record.local !== null);
  const first = live[0];
  if (first === undefined) return null;
  const fields = first.local!;
  const name = displayName(fields);
  const row: PersonRow = {
    id: person,
    name,
    detail: detailLine(fields),
    initials: initials(fields),
    section: sectionOf(fold(name)),
    accounts: live.map((record) => record.account),
    favorite: live.some((record) => record.local?.favorite === true),
    pending: live.some((record) => isPending(record, holdOf)),
    conflicts: live.reduce(
      (sum, record) => sum + record.conflicts.length,
      openConflicts(state, localIn(live)).length,
    ),
    problem: live.some((record) => record.problem !== null),
    photo: live.find((record) => isPhotoShown(photoNow(record, kindOf(record))))?.id ?? null,
  };
  const text = live.map((record) => searchText(record.local!)).join('\n');
  return { row, order: orderOf(row), text };
}

function isPending(record: ContactRecord, holdOf: HoldOf): boolean {
  if (isPhotoPending(record)) return true;
  if (record.local === record.base && record.remoteId !== null) return false;
  return pendingChange(record, holdOf(record)) !== null;
}

/** By section, so that each heading comes once; letters before everything else; equal names by id so that windows never overlap. */
function orderOf(row: PersonRow): string {
  return `${row.section === '#' ? '\uffff' : row.section}\u0000${fold(row.name)}\u0000${row.id}`;
}

/** Builds the index of a book and keeps it up to date until it is closed. */
export function createPersonIndex(book: Book, holdOf: HoldOf): PersonIndex {
  const entries = new Map<PersonId, Entry>();
  const pending = new Map<ContactId, AccountId>();
  const paused = new Set<ContactId>();
  const personOf = new Map<ContactId, PersonId>();
  const labels = createLabelCarriers(book);
  let sorted: readonly Entry[] | null = null;
  const kindOf = (record: ContactRecord) => book.account(record.account)?.provider ?? 'computer';
  const update = (person: PersonId): void => {
    const entry = personRow(person, book.contactsOfPerson(person), holdOf, kindOf, book.person(person));
    if (entry === null) entries.delete(person);
    else entries.set(person, entry);
    sorted = null;
  };
  const note = (record: ContactRecord): void => {
    personOf.set(record.id, record.person);
    labels.note(record);
    if (isPending(record, holdOf)) pending.set(record.id, record.account);
    else pending.delete(record.id);
    if ((record.paused ?? null) === null) paused.delete(record.id);
    else paused.add(record.id);
  };
  const rebuild = (): void => {
    entries.clear();
    pending.clear();
    paused.clear();
    labels.clear();
    personOf.clear();
    for (const record of book.contacts()) note(record);
    for (const person of new Set(personOf.values())) update(person);
    sorted = null;
  };
  /** From what the book holds after the whole transaction: a later change of it may have undone an earlier one. */
  const refresh = (id: ContactId): void => {
    const [record, before] = [book.contact(id), personOf.get(id)];
    if (before !== undefined && before !== record?.person) {
      personOf.delete(id);
      pending.delete(id);
      paused.delete(id);
      update(before);
    }
    if (record === null) return labels.forget(id);
    note(record);
    update(record.person);
  };
  rebuild();
  const unsubscribe = book.subscribe((changes) => {
    if (changes.some((change) => change.kind === 'dropAccount')) return rebuild();
    for (const change of changes) {
      if (change.kind === 'putContact') refresh(change.record.id);
      if (change.kind === 'dropContact') refresh(change.id);
      if (change.kind === 'putPerson') update(change.person.id);
      if (change.kind === 'dropPerson') update(change.id);
    }
  });
  /** Which rows a filter lets through. */
  const filtered = (filter: ListFilter): ((row: PersonRow) => boolean) => {
    if (filter.kind !== 'label') return (row) => passes(row, filter);
    const key = labels.keyOf(filter.label);
    const contacts = key === null ? [] : [...labels.carriers(key)];
    const persons = new Set(contacts.map((id) => personOf.get(id)));
    return ({ id }) => persons.has(id);
  };
  return {
    labels,
    list(query) {
      sorted ??= [...entries.values()].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
      const words = queryWords(query.text);
      const isShown = filtered(query.filter);
      const found =
        words.length === 0 && query.filter.kind === 'all'
          ? sorted
          : sorted.filter((entry) => isShown(entry.row) && matches(entry.text, words));
      return {
        total: found.length,
        from: query.from,
        revision: book.revision,
        rows: found.slice(query.from, query.to).map((entry) => entry.row),
      };
    },
    pendingCount: (account) =>
      account === undefined ? pending.size : [...pending.values()].filter((id) => id === account).length,
    pausedContacts: () => [...paused],
    conflictCount: () => [...entries.values()].reduce((sum, { row }) => sum + row.conflicts, 0),
    close: unsubscribe,
  };
}

function passes(row: PersonRow, filter: Exclude<ListFilter, { readonly kind: 'label' }>): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'favorites':
      return row.favorite;
    case 'account':
      return row.accounts.includes(filter.account);
    case 'pending':
      return row.pending;
    case 'conflicts':
      return row.conflicts > 0;
  }
}
