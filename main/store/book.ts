// Owns: the open address book: what is stored, by id, by account and by remote id, and durable transactions over it.
// Leaves to others: files (journal.ts), what a change should be (core/), lists and search (person-index.ts).
import { Low } from 'lowdb';
import type { Account, AccountId, ContactId, PersonId, SyncState } from '../core/account.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RunReport, Settings } from '../../preload/contract.ts';
import { applyChange, emptyBook } from './book-format.ts';
import type { BookContents, Change } from './book-format.ts';
import { JournalAdapter } from './journal.ts';
import type { Recovery } from './journal.ts';
import { lockFolder } from './lock.ts';

/** Told after each durable transaction. */
export type BookListener = (changes: readonly Change[], revision: number) => void;

/** What the engine and the handlers need of the store. `transaction` returns once the changes are on the disk. */
export interface Book {
  readonly revision: number;
  accounts(): readonly Account[];
  account(id: AccountId): Account | null;
  contact(id: ContactId): ContactRecord | null;
  contacts(): Iterable<ContactRecord>;
  contactsOf(account: AccountId): readonly ContactRecord[];
  contactsOfPerson(person: PersonId): readonly ContactRecord[];
  byRemoteId(account: AccountId, remoteId: string): ContactRecord | null;
  byCreateKey(account: AccountId, createKey: string): ContactRecord | null;
  syncState(account: AccountId): SyncState;
  runs(): readonly RunReport[];
  settings(): Settings;
  /** All or nothing, durable when it returns. Errors: `store.*`; then nothing changed, in memory either. */
  transaction(changes: readonly Change[]): void;
  subscribe(listener: BookListener): () => void;
}

export interface OpenBook extends Book {
  readonly recovery: Recovery;
  close(): Promise<void>;
}

const NO_SYNC: SyncState = { cursor: null, listing: 0 };

/** Opens the book in a profile folder, making it if there is none. Errors: `store.*`. */
export async function openBook(folder: string): Promise<OpenBook> {
  const unlock = lockFolder(folder);
  try {
    const adapter = new JournalAdapter(folder);
    const low = new Low<BookContents>(adapter, emptyBook());
    await low.read();
    if (adapter.wantsSnapshot) await low.write();
    return new StoredBook(low, adapter, unlock);
  } catch (thrown) {
    unlock();
    throw thrown;
  }
}

class StoredBook implements OpenBook {
  readonly #low: Low<BookContents>;
  readonly #adapter: JournalAdapter;
  readonly #unlock: () => void;
  readonly #byAccount = new Map<AccountId, Map<ContactId, ContactRecord>>();
  readonly #byPerson = new Map<PersonId, Set<ContactId>>();
  readonly #byRemote = new Map<string, ContactId>();
  readonly #byCreateKey = new Map<string, ContactId>();
  readonly #listeners = new Set<BookListener>();

  constructor(low: Low<BookContents>, adapter: JournalAdapter, unlock: () => void) {
    this.#low = low;
    this.#adapter = adapter;
    this.#unlock = unlock;
    for (const record of low.data.contacts.values()) this.#index(record);
  }

  get revision(): number {
    return this.#low.data.seq;
  }

  get recovery(): Recovery {
    return this.#adapter.recovery;
  }

  accounts(): readonly Account[] {
    return [...this.#low.data.accounts.values()];
  }

  account(id: AccountId): Account | null {
    return this.#low.data.accounts.get(id) ?? null;
  }

  contact(id: ContactId): ContactRecord | null {
    return this.#low.data.contacts.get(id) ?? null;
  }

  contacts(): Iterable<ContactRecord> {
    return this.#low.data.contacts.values();
  }

  contactsOf(account: AccountId): readonly ContactRecord[] {
    return [...(this.#byAccount.get(account)?.values() ?? [])];
  }

  contactsOfPerson(person: PersonId): readonly ContactRecord[] {
    return [...(this.#byPerson.get(person) ?? [])].flatMap((id) => this.contact(id) ?? []);
  }

  byRemoteId(account: AccountId, remoteId: string): ContactRecord | null {
    const id = this.#byRemote.get(`${account} ${remoteId}`);
    return id === undefined ? null : this.contact(id);
  }

  byCreateKey(account: AccountId, createKey: string): ContactRecord | null {
    const id = this.#byCreateKey.get(`${account} ${createKey}`);
    return id === undefined ? null : this.contact(id);
  }

  syncState(account: AccountId): SyncState {
    return this.#low.data.sync.get(account) ?? NO_SYNC;
  }

  runs(): readonly RunReport[] {
    return this.#low.data.runs;
  }

  settings(): Settings {
    return this.#low.data.settings;
  }

  transaction(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const book = this.#low.data;
    this.#adapter.append(book.seq + 1, changes);
    book.seq += 1;
    for (const change of changes) this.#apply(change);
    for (const listener of this.#listeners) listener(changes, book.seq);
  }

  #apply(change: Change): void {
    if (change.kind === 'putContact') this.#unindex(change.record.id);
    if (change.kind === 'dropContact') this.#unindex(change.id);
    if (change.kind === 'dropAccount') for (const record of this.contactsOf(change.id)) this.#unindex(record.id);
    applyChange(this.#low.data, change);
    if (change.kind === 'putContact') this.#index(change.record);
  }

  #index(record: ContactRecord): void {
    const ofAccount = this.#byAccount.get(record.account) ?? new Map<ContactId, ContactRecord>();
    ofAccount.set(record.id, record);
    this.#byAccount.set(record.account, ofAccount);
    const ofPerson = this.#byPerson.get(record.person) ?? new Set<ContactId>();
    ofPerson.add(record.id);
    this.#byPerson.set(record.person, ofPerson);
    if (record.remoteId !== null) this.#byRemote.set(`${record.account} ${record.remoteId}`, record.id);
    if (record.createKey !== null) this.#byCreateKey.set(`${record.account} ${record.createKey}`, record.id);
  }

  #unindex(id: ContactId): void {
    const record = this.contact(id);
    if (record === null) return;
    this.#byAccount.get(record.account)?.delete(id);
    const ofPerson = this.#byPerson.get(record.person);
    ofPerson?.delete(id);
    if (ofPerson?.size === 0) this.#byPerson.delete(record.person);
    if (record.remoteId !== null) this.#byRemote.delete(`${record.account} ${record.remoteId}`);
    if (record.createKey !== null) this.#byCreateKey.delete(`${record.account} ${record.createKey}`);
  }

  subscribe(listener: BookListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    try {
      if (this.#adapter.wantsSnapshot) await this.#low.write();
    } finally {
      this.#adapter.close();
      this.#unlock();
    }
  }
}
