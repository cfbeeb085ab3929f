// Owns: how the whole book is written as a snapshot, piece by piece, and read back from its bytes.
// Leaves to others: what the book holds (book-format.ts), former formats (migrations.ts), which snapshots there are
// (book-files.ts), when one is made (journal.ts, backups.ts).
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account, AccountId, SyncState } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import type { Trashed } from '../core/history.ts';
import type { JsonObject } from '../core/json.ts';
import type { Label } from '../core/label.ts';
import type { PersonState } from '../core/person-state.ts';
import type { OthersTurn } from '../core/ports.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { RunReport, Settings } from '../../preload/contract.ts';
import { contactText, emptyBook, FORMAT, MIN_READER, NO_SETTINGS } from './book-format.ts';
import type { BookContents, StoredContact } from './book-format.ts';
import { CHUNK_BYTES, isUnreadable, replaceFileLater } from './durable-files.ts';
import { migrateContact, migrateHead } from './migrations.ts';
import { PLAIN } from './vault.ts';
import type { FileWriter, Vault } from './vault.ts';

/**
 * A snapshot is one line of header, padded to a fixed width since it is known last; from format 3 on the body is one line
 * for everything but the contacts, and then a line for each contact, `{…},`. Formats 1 and 2 had one JSON text as body.
 */
export interface SnapshotHeader {
  readonly format: number;
  readonly minReader: number;
  /** The last record that it includes. */
  readonly seq: number;
  /** ISO 8601: when it was made. Absent before format 3, as `contacts` is. */
  readonly at?: string;
  /** Of the body, in UTF-8. */
  readonly bytes: number;
  readonly sha256: string;
  readonly contacts?: number;
  /** Why a backup was made. */
  readonly reason?: string;
}

/** Bytes, the newline included. */
export const HEADER_BYTES = 512;
/** About 2 ms of work between two turns of the event loop. */
const CONTACTS_A_PIECE = 100;
/** A header that goes on for longer is none. */
const LONGEST_HEADER = 64 * 1024;
const NEWLINE = 0x0a;
const LIST_START = Buffer.from('[');
const LIST_END = Buffer.from('null]');

/** Everything but the contacts, as one line. */
function encodeHead(book: BookContents): string {
  return JSON.stringify({
    accounts: [...book.accounts.values()],
    sync: [...book.sync],
    labels: [...book.labels.values()],
    persons: [...book.persons.values()],
    trash: [...book.trash.values()],
    refused: book.refused,
    runs: book.runs,
    settings: book.settings,
  });
}

function decodeHead(head: JsonObject, seq: number): BookContents {
  const body = head as unknown as {
    accounts: readonly Account[];
    sync: readonly (readonly [AccountId, SyncState])[];
    labels: readonly Label[];
    persons: readonly PersonState[];
    trash: readonly Trashed[];
    refused: readonly string[];
    runs: readonly RunReport[];
    settings: Settings;
  };
  return {
    ...emptyBook(),
    seq,
    accounts: new Map(body.accounts.map((account) => [account.id, account])),
    sync: new Map(body.sync),
    labels: new Map(body.labels.map((label) => [label.id, label])),
    persons: new Map(body.persons.map((person) => [person.id, person])),
    trash: new Map(body.trash.map((trashed) => [trashed.id, trashed])),
    refused: body.refused,
    runs: body.runs,
    settings: { ...NO_SETTINGS, ...body.settings },
  };
}

/** The body in pieces, none of which takes long to make. */
function* bodyPieces(book: BookContents): Generator<Buffer> {
  yield Buffer.from(`${encodeHead(book)}\n`);
  let lines = '';
  let count = 0;
  for (const record of book.contacts.values()) {
    lines += `${contactText(record)},\n`;
    if (++count % CONTACTS_A_PIECE > 0) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (lines !== '') yield Buffer.from(lines);
}

/** What a header says beside the body itself. */
export interface SnapshotNotes {
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

type Pieces = AsyncIterable<Uint8Array>;

/** How a body and its header go into a file: as they are, or compressed. A packed header has always the same length. */
export interface Packing {
  readonly headerBytes: number;
  readonly header: (bytes: Buffer) => Uint8Array;
  /** Lets the body be written as it goes into the file. */
  readonly body: (pieces: Pieces, write: (packed: Pieces) => Promise<void>) => Promise<void>;
}

const UNPACKED: Packing = {
  headerBytes: HEADER_BYTES,
  header: (bytes) => bytes,
  body: (pieces, write) => write(pieces),
};

/** The checksum is over the body and the header's other fields. */
const seal = (body: Hash, header: SnapshotHeader): string =>
  body.update(JSON.stringify({ ...header, sha256: '' })).digest('hex');

/**
 * Writes a book as a snapshot, whole or not at all; others have their turn after each piece. The book must not change
 * meanwhile. Errors: those of node:fs.
 */
export async function writeSnapshot(
  file: string,
  book: BookContents,
  { at, reason }: SnapshotNotes,
  packing: Packing = UNPACKED,
  write: FileWriter = replaceFileLater,
  othersTurn: OthersTurn = nextTurn,
): Promise<SnapshotHeader> {
  const body = createHash('sha256');
  let bytes = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of bodyPieces(book)) {
      body.update(piece);
      bytes += piece.length;
      yield piece;
      await othersTurn();
    }
  }
  let header!: SnapshotHeader;
  const head = (): Uint8Array => {
    const [seq, contacts] = [book.seq, book.contacts.size];
    const blank = { format: FORMAT, minReader: MIN_READER, seq, at, bytes, sha256: '', contacts };
    const open = reason === undefined ? blank : { ...blank, reason };
    header = { ...open, sha256: seal(body, open) };
    return packing.header(Buffer.from(`${JSON.stringify(header).padEnd(HEADER_BYTES - 1)}\n`));
  };
  await packing.body(pieces(), (packed) => write(file, packed, packing.headerBytes, head));
  return header;
}

function parseHeader(line: string): SnapshotHeader | null {
  try {
    const header = JSON.parse(line) as Partial<SnapshotHeader>;
    const { format, minReader, seq, bytes } = header;
    return [format, minReader, seq, bytes].every((n) => Number.isInteger(n))
      ? (header as SnapshotHeader)
      : null;
  } catch {
    return null;
  }
}

/** Takes a snapshot's bytes as they come and says at the end whether they are whole. Errors: `store.newerFormat`. */
export class SnapshotCheck {
  readonly #hash = createHash('sha256');
  readonly #name: string;
  #start: Buffer = Buffer.alloc(0);
  #header: SnapshotHeader | null = null;
  #bytes = 0;
  #lines = 0;
  #broken = false;

  /** `name` is told where a newer Kith's snapshot is refused. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Null until the header is there. */
  get header(): SnapshotHeader | null {
    return this.#header;
  }

  push(chunk: Buffer): void {
    if (this.#broken) return;
    if (this.#header !== null) return this.#body(chunk);
    this.#start = Buffer.concat([this.#start, chunk]);
    const end = this.#start.indexOf(NEWLINE);
    if (end < 0) {
      this.#broken = this.#start.length > LONGEST_HEADER;
      return;
    }
    this.#header = parseHeader(this.#start.toString('utf8', 0, end));
    this.#broken = this.#header === null;
    if (this.#header === null) return;
    if (this.#header.minReader > FORMAT) throw newerFormat(this.#name, this.#header.format);
    const rest = this.#start.subarray(end + 1);
    this.#start = Buffer.alloc(0);
    if (rest.length > 0) this.#body(rest);
  }

  #body(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.#lines += 1;
    this.accept(chunk, this.#header!);
  }

  /** A part of the body, for whoever wants to know what it says. */
  protected accept(_chunk: Buffer, _header: SnapshotHeader): void {
    // Checking alone needs no more than the checksum.
  }

  /** The header of a snapshot that is whole; null for a damaged one. */
  end(): SnapshotHeader | null {
    const header = this.#header;
    if (this.#broken || header === null) return null;
    const sum = header.format < 3 ? this.#hash.digest('hex') : seal(this.#hash, header);
    if (header.bytes !== this.#bytes || header.sha256 !== sum) return null;
    return header.contacts === undefined || header.contacts === this.#lines - 1 ? header : null;
  }
}

const newerFormat = (file: string, format: number): AppError =>
  new AppError(
    'store.newerFormat',
    `The address book ${file} was written by a newer Kith (format ${format}). It was left as it is. Update Kith to open it; "kith export FILE" writes its contacts to a file meanwhile, as far as this Kith can read them.`,
    { retry: 'afterUser', context: { file, format } },
  );

/**
 * Lines of contacts become one list: the bytes of whole lines between brackets, in a buffer that is used again and again,
 * since what many great buffers leave behind costs as much as parsing.
 */
class Lines {
  #bytes = Buffer.allocUnsafe(2 * CHUNK_BYTES);
  #length = 0;

  add(chunk: Buffer): void {
    const needed = LIST_START.length + this.#length + chunk.length + LIST_END.length;
    if (needed > this.#bytes.length) {
      const longer = Buffer.allocUnsafe(2 * needed);
      this.#bytes.copy(longer);
      this.#bytes = longer;
    }
    chunk.copy(this.#bytes, LIST_START.length + this.#length);
    this.#length += chunk.length;
  }

  /** The first line, if it is whole. */
  takeLine(): string | null {
    const end = this.#bytes.subarray(0, LIST_START.length + this.#length).indexOf(NEWLINE, LIST_START.length);
    if (end < 0) return null;
    const line = this.#bytes.toString('utf8', LIST_START.length, end);
    this.#bytes.copyWithin(LIST_START.length, end + 1, LIST_START.length + this.#length);
    this.#length -= end + 1 - LIST_START.length;
    return line;
  }

  /** What the whole lines hold, as JSON of a list with a null at its end; null if there is none. */
  takeList(): string | null {
    const all = this.#bytes.subarray(0, LIST_START.length + this.#length);
    const end = all.lastIndexOf(NEWLINE) + 1;
    if (end <= LIST_START.length) return null;
    const rest = Buffer.from(all.subarray(end));
    LIST_START.copy(this.#bytes);
    LIST_END.copy(this.#bytes, end);
    const list = this.#bytes.toString('utf8', 0, end + LIST_END.length);
    this.#length = rest.copy(this.#bytes, LIST_START.length);
    return list;
  }
}

/** Takes a snapshot's bytes as they come and makes the book of them. */
export class SnapshotReader extends SnapshotCheck {
  readonly #lines = new Lines();
  readonly #kept: Buffer[] = [];
  #book: BookContents | null = null;
  #unreadable = false;

  protected override accept(chunk: Buffer, header: SnapshotHeader): void {
    if (header.format < 3) {
      this.#kept.push(Buffer.from(chunk));
      return;
    }
    this.#lines.add(chunk);
    this.#tryTo(() => this.#takeLines(header));
  }

  /** What has no checksum yet may be no JSON. */
  #tryTo(work: () => void): void {
    if (this.#unreadable) return;
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError || thrown instanceof TypeError)) throw thrown;
      this.#unreadable = true;
    }
  }

  #takeLines(header: SnapshotHeader): void {
    if (this.#book === null) {
      const head = this.#lines.takeLine();
      if (head === null) return;
      this.#book = decodeHead(migrateHead(JSON.parse(head) as JsonObject, header.format), header.seq);
    }
    const list = this.#lines.takeList();
    if (list === null) return;
    const stored = JSON.parse(list) as (StoredContact | null)[];
    stored.pop();
    this.#takeContacts(stored as StoredContact[], header.format);
  }

  /** In place: the objects are nobody else's yet. */
  #takeContacts(all: StoredContact[], format: number): void {
    for (const stored of all) {
      const contact = (
        format < FORMAT ? migrateContact(stored as unknown as JsonObject, format) : stored
      ) as Omit<ContactRecord, 'local'> & { local: StoredContact['local'] };
      if (contact.local === '=') contact.local = contact.base;
      this.#book!.contacts.set(contact.id, contact as ContactRecord);
    }
  }

  /** The one text of formats 1 and 2. */
  #takeText(header: SnapshotHeader): void {
    const { contacts, ...head } = JSON.parse(Buffer.concat(this.#kept).toString('utf8')) as JsonObject;
    this.#book = decodeHead(migrateHead(head, header.format), header.seq);
    this.#takeContacts(contacts as unknown as StoredContact[], header.format);
  }

  /** The book of a snapshot that is whole; null for a damaged one. */
  book(): BookContents | null {
    const header = this.end();
    if (header === null) return null;
    if (header.format < 3) this.#tryTo(() => this.#takeText(header));
    return this.#unreadable ? null : this.#book;
  }
}

/** The book of a snapshot file with its header; null if it is damaged. Errors: `store.newerFormat`, those of node:fs. */
export function readSnapshot(file: string, vault: Vault = PLAIN): ReadSnapshot | null {
  const reading = readingSnapshot(file, vault);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

interface ReadSnapshot {
  readonly book: BookContents;
  readonly header: SnapshotHeader;
}

/** As `readSnapshot`, bit by bit. */
export function* readingSnapshot(
  file: string,
  vault: Vault = PLAIN,
): Generator<undefined, ReadSnapshot | null> {
  const reader = new SnapshotReader(file);
  const isWhole = yield* taken(vault.pieces('snapshot', file), (piece) => reader.push(piece));
  const book = isWhole ? reader.book() : null;
  return book === null ? null : { book, header: reader.header! };
}

function* taken(
  pieces: Generator<Buffer, boolean>,
  take: (piece: Buffer) => void,
): Generator<undefined, boolean> {
  try {
    for (;;) {
      const { done, value } = pieces.next();
      if (done === true) return value;
      take(value);
      yield;
    }
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    return false;
  } finally {
    pieces.return(false);
  }
}
