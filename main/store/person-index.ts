// Owns: the list of persons as the window shows it: rows, order, search texts, kept up to date by change.
// Leaves to others: how a person is called (core/person.ts), what matches a query (core/search.ts).
import type { PersonId } from '../core/account.ts';
import { detailLine, displayName, initials, sectionOf } from '../core/person.ts';
import { pendingChange } from '../core/replica.ts';
import type { ContactRecord, Hold } from '../core/replica.ts';
import { fold, matches, queryWords, searchText } from '../core/search.ts';
import type { ListFilter, ListQuery, PersonList, PersonRow } from '../../preload/contract.ts';
import type { Book } from './book.ts';

interface Entry {
  readonly row: PersonRow;
  readonly order: string;
  readonly text: string;
}

/** What the cloud of a contact can hold. */
export type HoldOf = (record: ContactRecord) => Hold;

export interface PersonIndex {
  list(query: ListQuery): PersonList;
  /** Contacts with a pending change. */
  pendingCount(): number;
  /** Conflicts that wait for a decision. */
  conflictCount(): number;
  close(): void;
}

/** The row of a person made of these contacts, those deleted here left out; null if none is left. */
export function personRow(person: PersonId, records: readonly ContactRecord[], holdOf: HoldOf): Entry | null {
  const live = records.filter((record) => record.local !== null);
  const first = live[0];
  if (first === undefined) return null;
  const fields = first.local!;
  const name = displayName(fields);
  const row: PersonRow = {
    id: person, name, detail: detailLine(fields), initials: initials(fields), section: sectionOf(name),
    accounts: live.map((record) => record.account),
    favorite: live.some((record) => record.local?.favorite === true),
    pending: live.some((record) => isPending(record, holdOf)),
    conflicts: live.reduce((sum, record) => sum + record.conflicts.length, 0),
    problem: live.some((record) => record.problem !== null),
  };
  const text = live.map((record) => searchText(record.local!)).join('\n');
  return { row, order: orderOf(row), text };
}

function isPending(record: ContactRecord, holdOf: HoldOf): boolean {
  if (record.local === record.base && record.remoteId !== null) return false;
  return pendingChange(record, holdOf(record)) !== null;
}

/** Letters before everything else, equal names by id so that windows never overlap. */
function orderOf(row: PersonRow): string {
  return `${row.section === '#' ? '\uffff' : ''}${fold(row.name)}\u0000${row.id}`;
}

/** Builds the index of a book and keeps it up to date until it is closed. */
export function createPersonIndex(book: Book, holdOf: HoldOf): PersonIndex {
  const entries = new Map<PersonId, Entry>();
  const pending = new Set<ContactRecord['id']>();
  let sorted: readonly Entry[] | null = null;
  const update = (person: PersonId): void => {
    const entry = personRow(person, book.contactsOfPerson(person), holdOf);
    if (entry === null) entries.delete(person);
    else entries.set(person, entry);
    sorted = null;
  };
  const rebuild = (): void => {
    entries.clear();
    pending.clear();
    const persons = new Set<PersonId>();
    for (const record of book.contacts()) {
      persons.add(record.person);
      if (isPending(record, holdOf)) pending.add(record.id);
    }
    for (const person of persons) update(person);
    sorted = null;
  };
  rebuild();
  const personOf = new Map([...book.contacts()].map((record) => [record.id, record.person]));
  const unsubscribe = book.subscribe((changes) => {
    if (changes.some((change) => change.kind === 'dropAccount')) rebuild();
    for (const change of changes) {
      if (change.kind === 'putContact') {
        personOf.set(change.record.id, change.record.person);
        if (isPending(change.record, holdOf)) pending.add(change.record.id);
        else pending.delete(change.record.id);
        update(change.record.person);
      } else if (change.kind === 'dropContact') {
        const person = personOf.get(change.id);
        personOf.delete(change.id);
        pending.delete(change.id);
        if (person !== undefined) update(person);
      }
    }
  });
  return {
    list(query) {
      sorted ??= [...entries.values()].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
      const words = queryWords(query.text);
      const found = words.length === 0 && query.filter.kind === 'all'
        ? sorted : sorted.filter((entry) => passes(entry.row, query.filter) && matches(entry.text, words));
      return {
        total: found.length, from: query.from, revision: book.revision,
        rows: found.slice(query.from, query.to).map((entry) => entry.row),
      };
    },
    pendingCount: () => pending.size,
    conflictCount: () => [...entries.values()].reduce((sum, { row }) => sum + row.conflicts, 0),
    close: unsubscribe,
  };
}

function passes(row: PersonRow, filter: ListFilter): boolean {
  switch (filter.kind) {
    case 'all': return true;
    case 'favorites': return row.favorite;
    case 'account': return row.accounts.includes(filter.account);
    case 'pending': return row.pending;
    case 'conflicts': return row.conflicts > 0;
  }
}
