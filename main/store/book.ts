// Owns: the open address book: what is stored, by id, by account and by remote id, and durable transactions over it.
// Leaves to others: files (journal.ts), what a change should be (core/), lists and search (person-index.ts).
import { Low } from 'lowdb';
import type { Account, AccountId, ContactId, LabelId, PersonId, SyncState } from '../core/account.ts';
import { settledOnComputer } from '../core/computer.ts';
import { AppError } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { UPKEEP } from '../core/history.ts';
import type { Cause, Trashed } from '../core/history.ts';
import type { Label } from '../core/label.ts';
import type { PersonState } from '../core/person-state.ts';
import type { CancelSignal, OthersTurn } from '../core/ports.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RunReport, Settings } from '../../preload/contract.ts';
import { applyChange, copyOf, emptyBook, FORMAT } from './book-format.ts';
import type { BookContents, Change, Entry } from './book-format.ts';
import { openBackups } from './backups.ts';
import type { Backups } from './backups.ts';
import { ContactIndex } from './contact-index.ts';
import { Encryption } from './encryption.ts';
import { entryOf } from './entry.ts';
import type { BackupInfo, BackupReason } from './generations.ts';
import { JournalAdapter } from './journal.ts';
import type { Recovery } from './journal.ts';
import { openVault } from './open-vault.ts';
import type { KeySources } from './open-vault.ts';
import { emptyTrash, keepFormer, lockOrRead } from './opening.ts';
import type { BookPlaces } from './reseal.ts';
import { Upkeep } from './upkeep.ts';
import type { LiveVault, Vault } from './vault.ts';

/** Told after each durable transaction. What it throws becomes a process warning. */
export type BookListener = (changes: readonly Change[], revision: number, by: Cause) => void;

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
  labels(account: AccountId): readonly Label[];
  label(id: LabelId): Label | null;
  person(id: PersonId): PersonState | null;
  persons(): Iterable<PersonState>;
  /** Ids of matches that a person refused. */
  refused(): readonly string[];
  runs(): readonly RunReport[];
  settings(): Settings;
  /** What was deleted in the last 30 days. */
  trash(): Iterable<Trashed>;
  trashed(id: ContactId): Trashed | null;
  /**
   * All or nothing, durable when it returns. What it deletes is put into the trash. `by`: why, without which it is Kith's
   * own upkeep. Errors: `store.*`; then nothing changed, in memory either.
   */
  transaction(changes: readonly Change[], by?: Cause): void;
  /** A contact that a transaction is about to put: what takes long to write of it is made now. */
  expect(record: ContactRecord): void;
  subscribe(listener: BookListener): () => void;
  /** A book of its own with the same contents, whose changes are never stored: to see what would happen. */
  copy(): Book;
}

export interface OpenBook extends Book {
  readonly recovery: Recovery;
  readonly state: BookState;
  /** Why the disk refused the last change; null if it took it. */
  readonly failure: ErrorInfo | null;
  /** Null where none are kept. */
  readonly backups: Backups | null;
  /** Why the last backup that Kith wanted to make by itself could not be made; null if there is nothing to tell. */
  readonly backupProblem: ErrorInfo | null;
  /** How its files are written and read. */
  readonly vault: Vault;
  readonly encryption: Encryption;
  /** Makes a backup before something great; null where none are kept. Errors: `store.*`. */
  backUp(reason: BackupReason, signal?: CancelSignal): Promise<BackupInfo | null>;
  close(): Promise<void>;
}

/** Whether transactions are taken. `reason` is what they are refused with. */
export type BookState =
  { readonly kind: 'writable' } | { readonly kind: 'readOnly'; readonly reason: ErrorInfo };

export interface BookOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Told when the disk refuses a change, and when it takes one again (null). */
  readonly onTrouble?: (failure: ErrorInfo | null) => void;
  /** The folder that backups are kept in; without it none are made. */
  readonly backups?: string;
  /** Given to others while a snapshot or a backup is written. */
  readonly othersTurn?: OthersTurn;
  /** Bytes of journals above which a snapshot pays, for tests. */
  readonly snapshotAboveBytes?: number;
  /** Where the key comes from, if the book is encrypted. */
  readonly keys?: KeySources;
}

const NO_SYNC: SyncState = { cursor: null, listing: 0 };

/** Opens the book in a profile folder, making it if there is none. Errors: `store.*`. */
export async function openBook(folder: string, options: BookOptions = {}): Promise<OpenBook> {
  const now = options.now ?? Date.now;
  const { state, unlock } = lockOrRead(folder);
  try {
    const keys = options.keys ?? { secrets: null };
    const vault = await openVault(folder, options.backups, keys);
    const adapter = new JournalAdapter(folder, {
      now,
      vault,
      readOnly: state.kind === 'readOnly',
      ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
      ...(options.othersTurn === undefined ? {} : { othersTurn: options.othersTurn }),
      ...(options.snapshotAboveBytes === undefined ? {} : { snapshotAboveBytes: options.snapshotAboveBytes }),
    });
    const low = new Low<BookContents>(adapter, emptyBook());
    await low.read();
    const backups =
      options.backups === undefined ? null : openBackups(options.backups, now, vault, options.othersTurn);
    const former =
      adapter.formatRead < FORMAT && state.kind === 'writable' && options.backups !== undefined
        ? keepFormer(folder, adapter.formatRead, low.data, { backups: options.backups, now: now(), vault })
        : state;
    const places = { book: folder, backups: options.backups ?? null };
    const parts = { low, adapter, backups, state: former, vault, places, secrets: keys.secrets };
    const book = new StoredBook(parts, now, unlock);
    emptyTrash(book, folder, now());
    return book;
  } catch (thrown) {
    unlock();
    throw thrown;
  }
}

/** A book in memory with its indexes; what a transaction changes is handed to `append` first. */
class IndexedBook implements Book {
  readonly #contents: BookContents;
  readonly #append: (entry: Entry) => void;
  readonly #now: () => number;
  readonly #index: ContactIndex;
  readonly #listeners = new Set<BookListener>();

  constructor(contents: BookContents, now: () => number, append: (entry: Entry) => void) {
    this.#contents = contents;
    this.#now = now;
    this.#append = append;
    this.#index = new ContactIndex(() => contents.contacts.values());
  }

  get revision(): number {
    return this.#contents.seq;
  }

  accounts(): readonly Account[] {
    return [...this.#contents.accounts.values()];
  }

  account(id: AccountId): Account | null {
    return this.#contents.accounts.get(id) ?? null;
  }

  contact(id: ContactId): ContactRecord | null {
    return this.#contents.contacts.get(id) ?? null;
  }

  contacts(): Iterable<ContactRecord> {
    return this.#contents.contacts.values();
  }

  contactsOf(account: AccountId): readonly ContactRecord[] {
    return [...this.#index.ofAccount(account)];
  }

  contactsOfPerson(person: PersonId): readonly ContactRecord[] {
    const records = this.#index.ofPerson(person).flatMap((id) => this.contact(id) ?? []);
    return records.length < 2 ? records : this.#inOrderOfAccounts(records);
  }

  /** The first of a person's contacts names them, so which it is must survive edits and restarts. */
  #inOrderOfAccounts(records: readonly ContactRecord[]): readonly ContactRecord[] {
    const accounts = [...this.#contents.accounts.keys()];
    const rank = (record: ContactRecord) => accounts.indexOf(record.account);
    return records.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  }

  byRemoteId(account: AccountId, remoteId: string): ContactRecord | null {
    const id = this.#index.byRemoteId(account, remoteId);
    return id === undefined ? null : this.contact(id);
  }

  byCreateKey(account: AccountId, createKey: string): ContactRecord | null {
    const id = this.#index.byCreateKey(account, createKey);
    return id === undefined ? null : this.contact(id);
  }

  syncState(account: AccountId): SyncState {
    return this.#contents.sync.get(account) ?? NO_SYNC;
  }

  labels(account: AccountId): readonly Label[] {
    return [...this.#contents.labels.values()].filter((label) => label.account === account);
  }

  label(id: LabelId): Label | null {
    return this.#contents.labels.get(id) ?? null;
  }

  person(id: PersonId): PersonState | null {
    return this.#contents.persons.get(id) ?? null;
  }

  persons(): Iterable<PersonState> {
    return this.#contents.persons.values();
  }

  refused(): readonly string[] {
    return this.#contents.refused;
  }

  runs(): readonly RunReport[] {
    return this.#contents.runs;
  }

  settings(): Settings {
    return this.#contents.settings;
  }

  trash(): Iterable<Trashed> {
    return this.#contents.trash.values();
  }

  trashed(id: ContactId): Trashed | null {
    return this.#contents.trash.get(id) ?? null;
  }

  transaction(asked: readonly Change[], by: Cause = UPKEEP): void {
    // An action that left nothing to take back was taken back all the same: the next undo goes on before it.
    if (asked.length === 0 && by.kind !== 'undo' && by.kind !== 'redo') return;
    const book = this.#contents;
    const entry = entryOf(this, this.#withoutClouds(asked), new Date(this.#now()).toISOString(), by);
    const { changes } = entry;
    this.#append({ seq: book.seq + 1, ...entry });
    book.seq += 1;
    const before = changes.flatMap((change) => this.#touchedBy(change));
    for (const change of changes) this.#apply(change);
    // Keys last, because they may have moved between contacts on the way.
    for (const record of before) this.#index.forgetKeys(record);
    for (const change of changes)
      if (change.kind === 'putContact') this.#index.rememberKeys(this.contact(change.record.id));
    for (const listener of this.#listeners) tell(listener, changes, book.seq, by);
  }

  /** Contacts that live in no cloud are agreed on the moment they are stored, whoever stores them. */
  #withoutClouds(changes: readonly Change[]): readonly Change[] {
    const accounts = new Set(
      this.accounts().flatMap(({ id, provider }) => (provider === 'computer' ? id : [])),
    );
    if (accounts.size === 0) return changes;
    return changes.map((change): Change => {
      if (change.kind !== 'putContact' || !accounts.has(change.record.account)) return change;
      const record = settledOnComputer(change.record);
      return record === null ? { kind: 'dropContact', id: change.record.id } : { kind: 'putContact', record };
    });
  }

  #touchedBy(change: Change): readonly ContactRecord[] {
    if (change.kind === 'dropAccount') return this.contactsOf(change.id);
    const id =
      change.kind === 'putContact' ? change.record.id : change.kind === 'dropContact' ? change.id : null;
    const record = id === null ? null : this.contact(id);
    return record === null ? [] : [record];
  }

  #apply(change: Change): void {
    const before = change.kind === 'putContact' ? this.contact(change.record.id) : null;
    if (change.kind === 'dropContact') this.#index.drop(this.contact(change.id));
    if (change.kind === 'dropAccount')
      for (const record of this.contactsOf(change.id)) this.#index.drop(record);
    applyChange(this.#contents, change);
    if (change.kind === 'putContact') this.#index.put(change.record, before);
  }

  expect(_record: ContactRecord): void {
    // Nothing is written.
  }

  subscribe(listener: BookListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  copy(): Book {
    return new IndexedBook(copyOf(this.#contents), this.#now, () => undefined);
  }
}

interface StoredParts {
  readonly low: Low<BookContents>;
  readonly adapter: JournalAdapter;
  readonly backups: Backups | null;
  readonly state: BookState;
  readonly vault: LiveVault;
  readonly places: BookPlaces;
  readonly secrets: KeySources['secrets'];
}

class StoredBook extends IndexedBook implements OpenBook {
  readonly #adapter: JournalAdapter;
  readonly #unlock: () => void;
  readonly #upkeep: Upkeep;
  readonly backups: Backups | null;
  readonly state: BookState;
  readonly vault: Vault;
  readonly encryption: Encryption;
  #closed = false;

  constructor(parts: StoredParts, now: () => number, unlock: () => void) {
    const { low, adapter, backups, state, vault } = parts;
    super(low.data, now, (entry) => {
      if (state.kind === 'readOnly') throw fromInfo(state.reason);
      // The lock is given back by then: another Kith may be writing here.
      if (this.#closed)
        throw new AppError(
          'store.unwritable',
          'The address book is closed already, so this change was not saved. Everything saved before is kept. Start Kith again.',
          { retry: 'afterUser' },
        );
      adapter.append(entry);
    });
    this.#adapter = adapter;
    this.#unlock = unlock;
    this.backups = backups;
    this.state = state;
    this.vault = vault;
    this.#upkeep = new Upkeep(low, adapter, backups, now);
    this.encryption = new Encryption({
      ...parts,
      readOnly: state.kind === 'readOnly' ? fromInfo(state.reason) : null,
      beginAnew: () => adapter.beginAnew(),
      snapshot: () => this.#upkeep.writeSnapshot(),
      inTurn: (work) => this.#upkeep.inTurn(work),
    });
    if (state.kind === 'readOnly') return;
    this.subscribe(() => this.#upkeep.look());
    this.#upkeep.begin();
  }

  override expect(record: ContactRecord): void {
    this.#adapter.expect(record);
  }

  get recovery(): Recovery {
    return this.#adapter.recovery;
  }

  get failure(): ErrorInfo | null {
    return this.#adapter.failure;
  }

  get backupProblem(): ErrorInfo | null {
    return this.#upkeep.problem;
  }

  async backUp(reason: BackupReason, signal?: CancelSignal): Promise<BackupInfo | null> {
    if (this.state.kind === 'readOnly') throw fromInfo(this.state.reason);
    return this.#upkeep.backUp(reason, signal);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.encryption.close();
    try {
      if (this.state.kind === 'writable') await this.#upkeep.end();
    } finally {
      this.#adapter.close();
      this.#unlock();
    }
  }
}

const fromInfo = ({ code, message, retry, context }: ErrorInfo): AppError =>
  new AppError(code, message, { retry, context });

/** The transaction is on the disk by now: a listener that fails must neither undo that answer nor silence the others. */
function tell(listener: BookListener, changes: readonly Change[], revision: number, by: Cause): void {
  try {
    listener(changes, revision, by);
  } catch (thrown) {
    process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
  }
}
