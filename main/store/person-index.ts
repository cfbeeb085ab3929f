// Owns: the list of persons as the window shows it: who is in it, in which order, by which filter, kept up to date by change.
// Leaves to others: rows (person-row.ts), order (list-order.ts), whom a text finds (person-search.ts).
import type { AccountId, ContactId, PersonId } from '../core/account.ts';
import { clearBit, countBits, hasBit, intersect, noBits, withBit } from '../core/bits.ts';
import type { Bits } from '../core/bits.ts';
import type { SpokenLanguage } from '../core/language.ts';
import { listSorting } from '../core/list-sorting.ts';
import type { ContactRecord } from '../core/replica.ts';
import { railOf } from '../core/rail.ts';
import type { RailLetter } from '../core/rail.ts';
import { parseQuery } from '../core/search-query.ts';
import type { SearchQuery } from '../core/search-query.ts';
import { unranked } from '../core/search-rank.ts';
import type { FoundPersons, ListFilter, ListQuery, PersonList } from '../../preload/contract.ts';
import type { Book } from './book.ts';
import { createLabelCarriers } from './label-carriers.ts';
import type { LabelCarriers } from './label-carriers.ts';
import { createListOrder } from './list-order.ts';
import { accountsNamed, labelsNamed } from './named-places.ts';
import { createPendingCounts } from './pending-counts.ts';
import { asChanged, conflictsOf, isPending, personRow, writePerson } from './person-row.ts';
import type { HoldOf, KindOf } from './person-row.ts';
import { createPersonSearch } from './person-search.ts';
import type { Found } from './person-search.ts';
import { createRecentOrder } from './recent-order.ts';

export type { HoldOf } from './person-row.ts';

export interface PersonIndex {
  list(query: ListQuery): PersonList;
  /** The persons at places `from` to `to` of a list, without their rows. */
  ids(query: ListQuery): readonly PersonId[];
  /** Which of these persons are in a list. */
  found(query: FoundPersons & { readonly persons: readonly PersonId[] }): readonly PersonId[];
  /** Where each letter begins in a list that is in the order of names; none in one that a text found. */
  sections(query: FoundPersons): readonly RailLetter[];
  readonly labels: LabelCarriers;
  /** Contacts with a pending change, of one account or of all. */
  pendingCount(account?: AccountId): number;
  /** Contacts of which nothing is sent for now. */
  pausedContacts(): readonly ContactId[];
  /** Conflicts that wait for a decision. */
  conflictCount(): number;
  /** Takes in what is searched, slice by slice, so that the first search need not wait for it. */
  prepareSearch(): void;
  close(): void;
}

/**
 * Builds the index of a book and keeps it up to date until it is closed. Each person has a slot, a small whole number. Of
 * each only the key of the order and what lists are filtered by is kept; rows are made when they are shown, and the
 * texts are taken in after the first list, or before. The list is in the order of the language that is spoken.
 */
export function createPersonIndex(
  book: Book,
  holdOf: HoldOf,
  spoken: () => SpokenLanguage = () => 'en',
): PersonIndex {
  const kindOf: KindOf = (record) => book.account(record.account)?.provider ?? 'computer';
  const pending = createPendingCounts();
  const paused = new Set<ContactId>();
  const slotOfPerson = new Map<PersonId, number>();
  const slotOfContact = new Map<ContactId, number>();
  const freeSlots: number[] = [];
  const persons: PersonId[] = [];
  /** Of each slot the person's contacts that are not deleted here, as they were when they were last looked at. */
  const live: (readonly ContactRecord[])[] = [];
  /** Slots of which anything may have changed since they were looked at. */
  const changed = new Set<number>();

  let sorting = listSorting(spoken());
  /** The list of everyone as they were when they were last looked at. */
  const newOrder = () =>
    createListOrder(
      (slot) => persons[slot]!,
      (name) => sorting.keyOf(name),
      persons.map((_id, slot) => keyOf(slot)),
    );
  let order = newOrder();
  const recent = createRecentOrder(
    () => persons.length,
    (slot) => live[slot]!,
    (slot) => persons[slot]!,
  );
  let shown = noBits(0);
  let favorites = noBits(0);
  let waiting = noBits(0);
  let conflicting = noBits(0);
  const ofAccount = new Map<AccountId, Bits>();
  const conflicts = new Map<number, number>();
  let conflictSum = 0;
  let isShown = false;
  let answer: { readonly asked: string; readonly revision: number; readonly found: Found } | null = null;

  const labels = createLabelCarriers(book, (slot) => live[slot]!);
  const look = (slot: number): readonly ContactRecord[] =>
    (live[slot] = book.contactsOfPerson(persons[slot]!).filter((record) => record.local !== null));

  const search = createPersonSearch({
    slots: () => persons.length,
    write(text, slot) {
      if (hasBit(shown, slot)) writePerson(text, live[slot]!, kindOf);
    },
    labelled(word) {
      const sets = labelsNamed(book, labels, word).map(labels.slotsWith);
      return sets.length === 0 ? null : union(sets);
    },
    inAccount: (word) => union(accountsNamed(book, word).map((id) => ofAccount.get(id) ?? NOBODY)),
  });
  const union = (sets: readonly Bits[]): Bits => {
    const bits = noBits(shown.length);
    for (const set of sets) for (let word = 0; word < set.length; word++) bits[word]! |= set[word]!;
    return bits;
  };
  const slotFor = (person: PersonId): number => {
    const known = slotOfPerson.get(person);
    if (known !== undefined) return known;
    const slot = freeSlots.pop() ?? persons.length;
    persons[slot] = person;
    slotOfPerson.set(person, slot);
    return slot;
  };
  const note = (record: ContactRecord): number => {
    const slot = slotFor(record.person);
    slotOfContact.set(record.id, slot);
    pending.note(record, isPending(record, holdOf));
    if ((record.paused ?? null) === null) paused.delete(record.id);
    else paused.add(record.id);
    return slot;
  };
  /** From what the book holds after the whole transaction: a later change of it may have undone an earlier one. */
  const refresh = (id: ContactId): void => {
    const [record, before] = [book.contact(id), slotOfContact.get(id)];
    if (before !== undefined) changed.add(before);
    if (record !== null) return void changed.add(note(record));
    slotOfContact.delete(id);
    pending.forget(id);
    paused.delete(id);
  };
  const refreshPerson = (id: PersonId): void => {
    const slot = slotOfPerson.get(id);
    if (slot !== undefined) changed.add(slot);
  };

  /** Puts everyone where another language wants them. */
  const resort = (): void => {
    if (spoken() === sorting.language) return;
    settle();
    sorting = listSorting(spoken());
    order = newOrder();
  };
  /** Looks again at everyone who changed. */
  const settle = (): void => {
    if (changed.size === 0) return;
    const moves = new Map<number, string | null>();
    for (const slot of changed) {
      unmark(slot);
      look(slot);
      mark(slot);
      const key = keyOf(slot);
      if (key !== order.keyOf(slot)) moves.set(slot, key);
      search.changed(slot);
    }
    order.move(moves);
    recent.moved(changed);
    for (const slot of changed) if (book.contactsOfPerson(persons[slot]!).length === 0) release(slot);
    changed.clear();
  };
  let soon: NodeJS.Immediate | null = null;
  /** Where lists are shown whoever asks next finds everyone looked at, even while a sync brings in thousands. */
  const settleSoon = (): void => {
    if (!isShown) return;
    soon ??= setImmediate(() => {
      soon = null;
      settle();
      search.prepare();
    }).unref();
  };
  const keyOf = (slot: number): string | null =>
    live[slot]!.length === 0 ? null : sorting.keyOf(sorting.nameOf(live[slot]![0]!.local!));
  const release = (slot: number): void => {
    if (!slotOfPerson.delete(persons[slot]!)) return;
    freeSlots.push(slot);
  };
  const mark = (slot: number): void => {
    if (live[slot]!.length === 0) return;
    shown = withBit(shown, slot);
    for (const record of live[slot]!) {
      const { id, account, local } = record;
      ofAccount.set(account, withBit(ofAccount.get(account) ?? NOBODY, slot));
      labels.note(slot, record);
      if (local!.favorite === true) favorites = withBit(favorites, slot);
      if (pending.has(id)) waiting = withBit(waiting, slot);
    }
    const open = conflictsOf(live[slot]!, book.person(persons[slot]!));
    if (open === 0) return;
    conflicting = withBit(conflicting, slot);
    conflicts.set(slot, open);
    conflictSum += open;
  };
  const unmark = (slot: number): void => {
    if (!hasBit(shown, slot)) return;
    for (const bits of [shown, favorites, waiting, conflicting, ...ofAccount.values()]) clearBit(bits, slot);
    for (const record of live[slot]!) labels.forget(slot, record);
    conflictSum -= conflicts.get(slot) ?? 0;
    conflicts.delete(slot);
  };

  const build = (): void => {
    for (const record of book.contacts()) {
      const slot = note(record);
      const others = live[slot];
      // Nearly every person has one contact: for the others the book is asked in which order they come.
      if (others === undefined) live[slot] = record.local === null ? [] : [record];
      else changed.add(slot);
    }
    for (const slot of persons.keys()) mark(slot);
    order = newOrder();
    settle();
  };
  const rebuild = (): void => {
    for (const each of [pending, paused, labels, slotOfPerson, slotOfContact, changed]) each.clear();
    for (const each of [ofAccount, conflicts]) each.clear();
    freeSlots.length = persons.length = live.length = 0;
    shown = favorites = waiting = conflicting = noBits(0);
    conflictSum = 0;
    search.reset();
    recent.forget();
    build();
  };
  build();
  const unsubscribe = book.subscribe((changes) => {
    if (changes.some((change) => change.kind === 'dropAccount')) return rebuild();
    for (const change of changes) {
      if (change.kind === 'putContact') refresh(change.record.id);
      if (change.kind === 'dropContact') refresh(change.id);
      if (change.kind === 'putPerson') refreshPerson(change.person.id);
      if (change.kind === 'dropPerson') refreshPerson(change.id);
      if (change.kind === 'putSettings') resort();
    }
    settleSoon();
  });

  /** Whom a filter lets through; null: everyone. */
  const passing = (filter: ListFilter): Bits | null => {
    switch (filter.kind) {
      case 'all':
      case 'recent':
      case 'search':
        return null;
      case 'favorites':
        return favorites;
      case 'account':
        return ofAccount.get(filter.account) ?? NOBODY;
      case 'pending':
        return waiting;
      case 'conflicts':
        return conflicting;
      case 'label': {
        const key = labels.keyOf(filter.label);
        return key === null ? NOBODY : labels.slotsWith(key);
      }
    }
  };
  const found = ({ text, filter }: FoundPersons): Found => {
    const query = queryOf(text, filter);
    const along = filter.kind === 'recent' ? recent.order() : order;
    const isText = query.words.length + query.filters.length > 0;
    const bits = passing(filter);
    if (isText) return search.find(query, shown, bits ?? shown, along);
    if (bits === null && along === order)
      return { total: order.size, who: shown, ranking: { window: (from, to) => order.slots(from, to) } };
    const within = intersect(shown.slice(), bits ?? shown);
    return {
      total: countBits(within),
      who: within.slice(),
      ranking: unranked(within, along, noBits(within.length)),
    };
  };

  /** The sections of those in the list who are in a set, by their places among them. */
  const within = (sections: readonly RailLetter[], bits: Bits): readonly RailLetter[] => {
    const found: RailLetter[] = [];
    let index = 0;
    for (const [at, { letter, index: from }] of sections.entries()) {
      const to = sections[at + 1]?.index ?? order.size;
      let count = 0;
      for (let place = from; place < to; place++) if (hasBit(bits, order.slotAt(place))) count += 1;
      if (count > 0) found.push({ letter, index });
      index += count;
    }
    return found;
  };
  const answered = (query: FoundPersons): Found => {
    settle();
    const asked = JSON.stringify([query.text, query.filter]);
    if (answer?.asked !== asked || answer.revision !== book.revision)
      answer = { asked, revision: book.revision, found: found(query) };
    return answer.found;
  };

  return {
    labels: {
      ...labels,
      refs: (account) => (settle(), labels.refs(account)),
      count: (key) => (settle(), labels.count(key)),
      carriers: (key) => (settle(), labels.carriers(key)),
      keyOf: (label) => (settle(), labels.keyOf(label)),
    },
    ids: (query) =>
      answered(query)
        .ranking.window(query.from, query.to)
        .map((slot) => persons[slot]!),
    found({ persons: asked, ...query }) {
      const { who } = answered(query);
      return asked.filter((id) => {
        const slot = slotOfPerson.get(id);
        return slot !== undefined && hasBit(who, slot);
      });
    },
    sections({ text, filter }) {
      settle();
      const { words, filters } = queryOf(text, filter);
      // Neither what a search found nor what changed lately is in the order of names.
      if (words.length + filters.length > 0 || filter.kind === 'recent') return [];
      const bits = passing(filter);
      const all = order.sections();
      return railOf(bits === null ? all : within(all, bits));
    },
    list(query) {
      const { total, ranking } = answered(query);
      isShown = true;
      search.prepare();
      return {
        total,
        from: query.from,
        revision: book.revision,
        rows: ranking.window(query.from, query.to).map((slot) => {
          const row = personRow(
            persons[slot]!,
            live[slot]!,
            holdOf,
            kindOf,
            book.person(persons[slot]!),
            sorting,
          );
          return query.filter.kind === 'recent' ? asChanged(row, live[slot]!) : row;
        }),
      };
    },
    pendingCount: pending.count,
    pausedContacts: () => [...paused],
    conflictCount() {
      settle();
      return conflictSum;
    },
    prepareSearch() {
      settle();
      search.prepare();
    },
    close() {
      unsubscribe();
      if (soon !== null) clearImmediate(soon);
      search.close();
    },
  };
}

/** What is typed, and what the list's own search says. */
function queryOf(text: string, filter: ListFilter): SearchQuery {
  const typed = parseQuery(text);
  if (filter.kind !== 'search') return typed;
  const kept = parseQuery(filter.text);
  return {
    words: [...new Set([...typed.words, ...kept.words])],
    filters: [...typed.filters, ...kept.filters],
  };
}

const NOBODY: Bits = noBits(0);
