// Owns: what changes do to contacts, and what a transaction's journal entry says beside the changes that were asked for: what
// it throws into the trash, and what a person's action found. Leaves to others: writing it down (journal.ts), carrying it out (book.ts).
import type { AccountKind, ContactId, LabelId } from '../core/account.ts';
import { formerOf, isAction } from '../core/history.ts';
import type { Cause, Was } from '../core/history.ts';
import { isLive } from '../core/in-step-scope.ts';
import { carries, refOf } from '../core/label.ts';
import type { Passage } from '../core/moving.ts';
import type { ContactRecord } from '../core/replica.ts';
import { thrownAway } from '../core/trash.ts';
import type { Book } from './book.ts';
import type { Change, Entry } from './book-format.ts';

/** The entry of changes that are about to be made to `book`. `at`: ISO 8601. */
export function entryOf(book: Book, asked: readonly Change[], at: string, by: Cause): Omit<Entry, 'seq'> {
  const changes = withTrash(book, asked, at, by);
  return { at, by, changes, was: isAction(by) ? wasBefore(book, changes) : [] };
}

function kindOf(book: Book, record: ContactRecord): AccountKind | null {
  return book.account(record.account)?.provider ?? null;
}

/** What changes that are about to be made to `book` do to each contact. */
export function passagesOf(book: Book, changes: readonly Change[]): ReadonlyMap<ContactId, Passage> {
  const passages = new Map<ContactId, Passage>();
  const note = (id: ContactId, after: ContactRecord | null): void =>
    void passages.set(id, { before: book.contact(id), after });
  for (const change of changes) {
    if (change.kind === 'putContact') note(change.record.id, change.record);
    if (change.kind === 'dropContact') note(change.id, null);
  }
  return passages;
}

/** What the changes throw away goes into the trash, if they don't say themselves as what; what they bring back leaves it. */
function withTrash(book: Book, changes: readonly Change[], at: string, by: Cause): readonly Change[] {
  const passages = passagesOf(book, changes);
  const told = new Set(changes.flatMap((change) => (change.kind === 'putTrash' ? change.trashed.id : [])));
  const thrown = thrownAway([...passages.values()], (record) => kindOf(book, record), at, by).filter(
    ({ id }) => !told.has(id),
  );
  const back = [...passages].flatMap(([id, { after }]) =>
    isLive(after) && book.trashed(id) !== null ? id : [],
  );
  if (thrown.length + back.length === 0) return changes;
  return [
    ...changes,
    ...thrown.map((trashed): Change => ({ kind: 'putTrash', trashed })),
    ...back.map((id): Change => ({ kind: 'dropTrash', id })),
  ];
}

/** What changes are about to touch, each once. */
function wasBefore(book: Book, changes: readonly Change[]): readonly Was[] {
  const was = new Map<string, Was>();
  for (const change of changes) {
    const found = wasOf(book, change);
    if (found !== null && !was.has(`${found.kind} ${found.id}`)) was.set(`${found.kind} ${found.id}`, found);
  }
  return [...was.values()];
}

function wasOf(book: Book, change: Change): Was | null {
  switch (change.kind) {
    case 'putContact':
      return contactWas(book, change.record.id);
    case 'dropContact':
      return contactWas(book, change.id);
    case 'putLabel':
      return labelWas(book, change.label.id);
    case 'dropLabel':
      return labelWas(book, change.id);
    case 'putPerson':
      return { kind: 'person', id: change.person.id, before: book.person(change.person.id) };
    case 'dropPerson':
      return { kind: 'person', id: change.id, before: book.person(change.id) };
    case 'dropTrash':
      return { kind: 'trash', id: change.id, before: book.trashed(change.id) };
    default:
      return null;
  }
}

function contactWas(book: Book, id: ContactId): Was {
  const record = book.contact(id);
  const kind = record === null ? null : kindOf(book, record);
  return { kind: 'contact', id, before: record === null || kind === null ? null : formerOf(record, kind) };
}

function labelWas(book: Book, id: LabelId): Was {
  const before = book.label(id);
  if (before === null) return { kind: 'label', id, before, carriers: [] };
  const carriers = book.contactsOf(before.account).filter(({ local }) => carries(local, refOf(before)));
  return { kind: 'label', id, before, carriers: carriers.map((record) => record.id) };
}
