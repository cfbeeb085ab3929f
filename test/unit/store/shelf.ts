// Owns: what the store's tests share: profile folders that go away, records and accounts to store, a book's whole state
// to compare. Leaves to others: what is tested.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Account, AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { BookContents, Change } from '../../../main/store/book-format.ts';
import { openBook } from '../../../main/store/book.ts';
import type { Book, BookOptions, OpenBook } from '../../../main/store/book.ts';
import { bookAt } from '../../../main/store/history-files.ts';
import { JournalAdapter } from '../../../main/store/journal.ts';
import { stateOf } from './told.ts';
import { drained } from '../../support/drained.ts';

const folders: string[] = [];
const books: OpenBook[] = [];

afterEach(async () => {
  for (const book of books.splice(0)) await book.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of this test's own. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kith-store-'));
  folders.push(folder);
  return folder;
}

/** Opens a book that is closed when the test ends, if not before. */
export async function open(folder: string, options: BookOptions = {}): Promise<OpenBook> {
  const book = await openBook(folder, options);
  books.push(book);
  return book;
}

export const GOOGLE = 'a-google' as AccountId;
export const MICROSOFT = 'a-microsoft' as AccountId;

export function account(id: AccountId, provider: Account['provider'] = 'google'): Account {
  return {
    id,
    provider,
    userId: `user of ${id}`,
    email: `${id}@kith.test`,
    name: id,
    state: 'active',
    linkedAt: '2026-11-21T10:00:00.000Z',
  };
}

/** A contact that its cloud has just as it is here, unless told otherwise. */
export function contact(id: string, changes: Partial<ContactRecord> = {}): ContactRecord {
  const fields = { name: { given: id, display: id } };
  return {
    id: id as ContactId,
    person: `p-${id}` as PersonId,
    account: GOOGLE,
    remoteId: `r-${id}`,
    etag: '1',
    base: fields,
    local: fields,
    readOnly: {},
    unknown: {},
    conflicts: [],
    createKey: null,
    createSent: false,
    inFlight: null,
    inCloud: null,
    scope: '',
    seen: 1,
    problem: null,
    changedAt: '2026-11-21T10:00:00.000Z',
    ...changes,
  };
}

export const put = (record: ContactRecord): Change => ({ kind: 'putContact', record });
export const putAccount = (entry: Account): Change => ({ kind: 'putAccount', account: entry });

export { stateOf } from './told.ts';

/** The ids of the contacts in a book, in its order. */
export const idsOf = (book: Book): readonly string[] => [...book.contacts()].map((record) => record.id);

/** Every file of a folder by name with its bytes as text, the lock left out: what "left as it is" means. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('lock'))
    .map(({ name }) => name)
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]));
}

/** The names of the files in a folder that this matches. */
export const named = (folder: string, pattern: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort();

/** Writes one contact a transaction, c1 to cN, in one session; gives the state after each, the first of no contact. */
export async function writeContacts(folder: string, count: number, from = 1): Promise<readonly unknown[]> {
  const book = await open(folder);
  const states = [stateOf(book)];
  for (let n = from; n < from + count; n++) {
    book.transaction([put(contact(`c${n}`))]);
    states.push(stateOf(book));
  }
  await book.close();
  return states;
}

/** The book as it was after a change, read in one go. */
export function contentsAt(...asked: Parameters<typeof bookAt>): BookContents {
  return drained(bookAt(...asked));
}

/** Opens a book, gives what it holds and what was set aside, and closes it again. */
export async function look(folder: string): Promise<{
  readonly state: unknown;
  readonly ids: readonly string[];
  readonly setAside: readonly string[];
}> {
  const book = await open(folder);
  const seen = { state: stateOf(book), ids: idsOf(book), setAside: book.recovery.setAside };
  await book.close();
  return seen;
}

/** Adds one more contact and proves that it and all before it are there after reopening, without anything set aside. */
export async function goesOn(folder: string, id = 'after'): Promise<void> {
  const book = await open(folder);
  book.transaction([put(contact(id))]);
  const state = stateOf(book);
  await book.close();
  expect(await look(folder)).toMatchObject({ state, setAside: [] });
}

/** Changes bits of one byte of a file. */
export function flip(file: string, at: number, bits = 0x01): void {
  const bytes = readFileSync(file);
  bytes[at] = bytes[at]! ^ bits;
  writeFileSync(file, bytes);
}

/** Makes a snapshot of what a folder holds, as a long session's end does; `now` in ms. */
export async function compact(folder: string, now = Date.now()): Promise<void> {
  const adapter = new JournalAdapter(folder, { now: () => now });
  await adapter.write(await adapter.read());
  adapter.close();
}

/** An open book of so many contacts, and a backup of it. */
export async function backedUp(
  contacts: number,
  now: () => number,
): Promise<Record<'folder' | 'backups' | 'name', string> & { readonly book: OpenBook }> {
  const top = freshFolder();
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  await writeContacts(folder, contacts);
  const book = await open(folder, { backups, now });
  const { name } = (await book.backUp('import'))!;
  return { folder, backups, name, book };
}
