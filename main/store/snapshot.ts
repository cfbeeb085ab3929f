// Owns: how the whole book is written as the body of a snapshot, and read back.
// Leaves to others: what the book holds (book-format.ts), files and durability (journal.ts).
import type { Account, AccountId, SyncState } from '../core/account.ts';
import type { Trashed } from '../core/history.ts';
import type { Label } from '../core/label.ts';
import type { PersonState } from '../core/person-state.ts';
import type { RunReport, Settings } from '../../preload/contract.ts';
import { fromStored, NO_SETTINGS, toStored } from './book-format.ts';
import type { BookContents, StoredContact } from './book-format.ts';

/** The whole book as the body of a snapshot, and back. */
export function encodeBook(book: BookContents): string {
  return JSON.stringify({
    accounts: [...book.accounts.values()],
    sync: [...book.sync],
    contacts: [...book.contacts.values()].map(toStored),
    labels: [...book.labels.values()],
    persons: [...book.persons.values()],
    trash: [...book.trash.values()],
    refused: book.refused,
    runs: book.runs,
    settings: book.settings,
  });
}

export function decodeBook(json: string, seq: number): BookContents {
  const body = JSON.parse(json) as {
    accounts: readonly Account[];
    sync: readonly (readonly [AccountId, SyncState])[];
    contacts: readonly StoredContact[];
    // Absent in format 1.
    labels?: readonly Label[];
    persons?: readonly PersonState[];
    // Absent before format 3.
    trash?: readonly Trashed[];
    refused?: readonly string[];
    runs: readonly RunReport[];
    settings: Settings;
  };
  return {
    seq,
    accounts: new Map(body.accounts.map((account) => [account.id, account])),
    sync: new Map(body.sync),
    contacts: new Map(body.contacts.map((stored) => [stored.id, fromStored(stored)])),
    labels: new Map((body.labels ?? []).map((label) => [label.id, label])),
    persons: new Map((body.persons ?? []).map((person) => [person.id, person])),
    trash: new Map((body.trash ?? []).map((trashed) => [trashed.id, trashed])),
    refused: body.refused ?? [],
    runs: body.runs,
    settings: { ...NO_SETTINGS, ...body.settings },
  };
}
