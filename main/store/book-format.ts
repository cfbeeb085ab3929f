// Owns: what the address book holds, the changes a transaction is made of, and how these are written as JSON.
// Leaves to others: how the whole book is written (snapshot.ts), files and durability (journal.ts), who may change what
// (book.ts).
import type { Account, AccountId, ContactId, LabelId, PersonId, SyncState } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import { isAction, UPKEEP } from '../core/history.ts';
import type { Cause, Seq, Trashed, Was } from '../core/history.ts';
import type { Label } from '../core/label.ts';
import type { PersonState } from '../core/person-state.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RunReport, Settings } from '../../preload/contract.ts';

/** The format that this Kith writes, and the oldest Kith that may read it. A newer minReader is refused, not damaged. */
export const FORMAT = 3;
export const MIN_READER = 3;

/** How many run reports are kept per book. */
const RUNS_KEPT = 200;

/** The whole book in memory. Only `applyChange` changes it. */
export interface BookContents {
  seq: number;
  readonly accounts: Map<AccountId, Account>;
  readonly sync: Map<AccountId, SyncState>;
  readonly contacts: Map<ContactId, ContactRecord>;
  readonly labels: Map<LabelId, Label>;
  /** Persons whose contacts are joined; others have no state. */
  readonly persons: Map<PersonId, PersonState>;
  /** Contacts that were deleted in the last 30 days, here or in their cloud. */
  readonly trash: Map<ContactId, Trashed>;
  /** Ids of matches that a person refused. */
  refused: readonly string[];
  runs: readonly RunReport[];
  settings: Settings;
}

/** One step of a transaction. */
export type Change =
  | { readonly kind: 'putContact'; readonly record: ContactRecord }
  | { readonly kind: 'dropContact'; readonly id: ContactId }
  | { readonly kind: 'putAccount'; readonly account: Account }
  /** Also drops the account's contacts and its sync state. */
  | { readonly kind: 'dropAccount'; readonly id: AccountId }
  | { readonly kind: 'putSync'; readonly account: AccountId; readonly state: SyncState }
  | { readonly kind: 'putLabel'; readonly label: Label }
  | { readonly kind: 'dropLabel'; readonly id: LabelId }
  | { readonly kind: 'putPerson'; readonly person: PersonState }
  | { readonly kind: 'dropPerson'; readonly id: PersonId }
  | { readonly kind: 'putTrash'; readonly trashed: Trashed }
  | { readonly kind: 'dropTrash'; readonly id: ContactId }
  | { readonly kind: 'putRefused'; readonly matches: readonly string[] }
  | { readonly kind: 'putRun'; readonly report: RunReport }
  | { readonly kind: 'putSettings'; readonly settings: Settings };

export const NO_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  googleClientId: '',
  googleClientSecret: '',
  microsoftClientId: '',
  keepInStep: null,
  smartLists: null,
  folded: [],
  widths: { sidebar: null, list: null },
  keepRunning: false,
  spelling: false,
  birthdayNotices: false,
};

export function emptyBook(): BookContents {
  return {
    seq: 0,
    accounts: new Map(),
    sync: new Map(),
    contacts: new Map(),
    labels: new Map(),
    persons: new Map(),
    trash: new Map(),
    refused: [],
    runs: [],
    settings: NO_SETTINGS,
  };
}

/** The same contents in maps of their own. */
export function copyOf(book: BookContents): BookContents {
  return {
    ...book,
    accounts: new Map(book.accounts),
    sync: new Map(book.sync),
    contacts: new Map(book.contacts),
    labels: new Map(book.labels),
    persons: new Map(book.persons),
    trash: new Map(book.trash),
  };
}

/** Carries out one change on the book in memory. */
export function applyChange(book: BookContents, change: Change): void {
  switch (change.kind) {
    case 'putContact':
      book.contacts.set(change.record.id, change.record);
      break;
    case 'dropContact':
      book.contacts.delete(change.id);
      break;
    case 'putAccount':
      book.accounts.set(change.account.id, change.account);
      break;
    case 'dropAccount':
      dropAccount(book, change.id);
      break;
    case 'putSync':
      book.sync.set(change.account, change.state);
      break;
    case 'putLabel':
      book.labels.set(change.label.id, change.label);
      break;
    case 'dropLabel':
      book.labels.delete(change.id);
      break;
    case 'putPerson':
      book.persons.set(change.person.id, change.person);
      break;
    case 'dropPerson':
      book.persons.delete(change.id);
      break;
    case 'putTrash':
      book.trash.set(change.trashed.id, change.trashed);
      break;
    case 'dropTrash':
      book.trash.delete(change.id);
      break;
    case 'putRefused':
      book.refused = change.matches;
      break;
    case 'putRun':
      book.runs = [...book.runs, change.report].slice(-RUNS_KEPT);
      break;
    case 'putSettings':
      // One that an older Kith wrote lacks what came since.
      book.settings = { ...NO_SETTINGS, ...change.settings };
      break;
  }
}

function dropAccount(book: BookContents, id: AccountId): void {
  book.accounts.delete(id);
  book.sync.delete(id);
  for (const label of book.labels.values()) if (label.account === id) book.labels.delete(label.id);
  for (const record of book.contacts.values()) if (record.account === id) book.contacts.delete(record.id);
  for (const trashed of book.trash.values()) if (trashed.account === id) book.trash.delete(trashed.id);
}

/** A stored contact: `local` is "=" where it is the base itself, which keeps the file and the memory small. */
export type StoredContact = Omit<ContactRecord, 'local'> & { readonly local: ContactRecord['local'] | '=' };

function toStored(record: ContactRecord): StoredContact {
  return record.base !== null && record.local === record.base ? { ...record, local: '=' } : record;
}

export function fromStored(stored: StoredContact): ContactRecord {
  return stored.local === '=' ? { ...stored, local: stored.base } : (stored as ContactRecord);
}

const kinds: Readonly<Record<Change['kind'], true>> = {
  putContact: true,
  dropContact: true,
  putAccount: true,
  dropAccount: true,
  putSync: true,
  putLabel: true,
  dropLabel: true,
  putPerson: true,
  dropPerson: true,
  putTrash: true,
  dropTrash: true,
  putRefused: true,
  putRun: true,
  putSettings: true,
};
const KINDS: ReadonlySet<string> = new Set(Object.keys(kinds));

/** A journal says of no format what it is, so a change of a kind unknown here is what tells a newer Kith's. */
function newerChange(kind: string): AppError {
  return new AppError(
    'store.newerFormat',
    `The address book holds a change that only a newer Kith knows (${kind}). It was left as it is. Update Kith to open it; "kith export FILE" writes its contacts to a file meanwhile, as far as this Kith can read them.`,
    { retry: 'afterUser', context: { kind } },
  );
}

/** One transaction, as a journal record tells it. */
export interface Entry {
  readonly seq: Seq;
  /** ISO 8601; null: formats before 3 did not tell. */
  readonly at: string | null;
  readonly by: Cause;
  readonly changes: readonly Change[];
  /** What a person's action found. */
  readonly was: readonly Was[];
}

/** A contact as the JSON that is stored of it. */
export const contactText = (record: ContactRecord): string => JSON.stringify(toStored(record));

/** A transaction as the JSON of one journal record. `textOf` gives the JSON of a contact. */
export function encodeEntry({ at, by, changes, was }: Omit<Entry, 'seq'>, textOf = contactText): string {
  const texts = changes.map((change) =>
    change.kind === 'putContact'
      ? `{"kind":"putContact","record":${textOf(change.record)}}`
      : JSON.stringify(change),
  );
  const found = isAction(by) ? `,"was":${JSON.stringify(was)}` : '';
  return `{"at":${JSON.stringify(at)},"by":${JSON.stringify(by)},"changes":[${texts.join(',')}]${found}}`;
}

/** What the JSON of a journal record says. Formats 1 and 2 wrote the changes alone. Errors: `store.newerFormat`. */
export function decodeEntry(seq: Seq, json: string): Entry {
  const parsed = JSON.parse(json) as
    readonly Change[] | (Omit<Entry, 'seq' | 'was'> & Partial<Pick<Entry, 'was'>>);
  const entry = isChanges(parsed) ? { at: null, by: UPKEEP, changes: parsed } : parsed;
  for (const { kind } of entry.changes) if (!KINDS.has(kind)) throw newerChange(kind);
  const changes = entry.changes.map((change) =>
    change.kind === 'putContact' ? { ...change, record: fromStored(change.record as StoredContact) } : change,
  );
  return { seq, was: [], ...entry, changes };
}

const isChanges = (parsed: unknown): parsed is readonly Change[] => Array.isArray(parsed);
