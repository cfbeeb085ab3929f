// Owns: writing the book's files: durable appends to a journal, snapshots beside them, as an adapter of lowdb.
// Leaves to others: what the files make together (book-files.ts), what a record means (book-format.ts), the book in memory
// (book.ts), when a snapshot is made (upkeep.ts).
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from 'lowdb';
import { AppError, errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { OthersTurn } from '../core/ports.ts';
import type { ContactRecord } from '../core/replica.ts';
import { contactText, copyOf, encodeEntry, FORMAT } from './book-format.ts';
import type { BookContents, Entry } from './book-format.ts';
import { journalFile, loadBook, numberedFiles, snapshotFile } from './book-files.ts';
import type { Cut, LoadedBook } from './book-files.ts';
import {
  fileError,
  makeFolder,
  markOf,
  moveAside,
  readError,
  removeLater,
  replaceFile,
  syncFolder,
  writeAll,
} from './durable-files.ts';
import { encodeRecord, FILL_BYTES, fillOf } from './records.ts';
import { noLongerNeeded } from './retention.ts';
import { writeSnapshot } from './snapshot.ts';
import { PLAIN } from './vault.ts';
import type { LineWriter, Vault } from './vault.ts';

const SNAPSHOT_ABOVE_BYTES = 4 * 1024 * 1024;
const SNAPSHOT_ABOVE_FILES = 30;
/** The longer the book, the longer its journals may grow: else a first sync would write it whole again and again. */
const SNAPSHOT_ABOVE_PART = 1 / 4;

/** What opening found that a person should know. */
export interface Recovery {
  /** Files with damaged bytes that were set aside, never deleted. */
  readonly setAside: readonly string[];
  /** Files with what there was of a change whose saving was cut off: none that anybody was told is saved. */
  readonly unfinished: readonly string[];
}

export interface JournalOptions {
  readonly now: () => number;
  /** Nothing is written, not even what opening would put right. */
  readonly readOnly?: boolean;
  /** Bytes of journals above which a snapshot pays, for tests. */
  readonly snapshotAboveBytes?: number;
  /** Told when the disk refuses a change, and when it takes one again (null). */
  readonly onTrouble?: (failure: ErrorInfo | null) => void;
  /** Given to others while a snapshot is written. */
  readonly othersTurn?: OthersTurn;
  /** How the files are written and read; plain unless told. */
  readonly vault?: Vault;
}

/**
 * The files of one book in `folder`. `read` gives the newest valid snapshot with every journal after it; `append`
 * returns once its record is on the disk; `write` makes a new snapshot while appends go on. Errors: `store.*`.
 */
export class JournalAdapter implements Adapter<BookContents> {
  readonly #folder: string;
  readonly #options: JournalOptions;
  readonly #vault: Vault;
  readonly #expected = new WeakMap<ContactRecord, string>();
  #fd: number | null = null;
  /** Writes the lines of the open journal. */
  #line: LineWriter = (_place, text) => text;
  /** Bytes of the open journal that were acknowledged. */
  #acknowledged = 0;
  /** How far the open journal is filled ahead. */
  #filled = 0;
  /** What a new snapshot would save the next start from replaying. */
  #journalBytes = 0;
  #journals = 0;
  #snapshotBytes = 0;
  /** How far the journals have to grow before a snapshot that failed is tried again. */
  #notBefore = 0;
  #recovery: Recovery = { setAside: [], unfinished: [] };
  #format = FORMAT;
  #failure: ErrorInfo | null = null;

  constructor(folder: string, options: JournalOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#vault = options.vault ?? PLAIN;
  }

  /** Whether the journals have grown so long or so many that a new snapshot pays, or the book is of a former format. */
  get wantsSnapshot(): boolean {
    if (this.#options.readOnly === true || this.#journalBytes < this.#notBefore) return false;
    const enough = Math.max(this.#snapshotAboveBytes, this.#snapshotBytes * SNAPSHOT_ABOVE_PART);
    const grown = this.#journalBytes > enough || this.#journals > SNAPSHOT_ABOVE_FILES;
    return grown || this.#format < FORMAT;
  }

  /** Why the disk refused the last change; null if it took it. */
  get failure(): ErrorInfo | null {
    return this.#failure;
  }

  #report(failure: ErrorInfo | null): void {
    if (failure === null && this.#failure === null) return;
    this.#failure = failure;
    this.#options.onTrouble?.(failure);
  }

  get #snapshotAboveBytes(): number {
    return this.#options.snapshotAboveBytes ?? SNAPSHOT_ABOVE_BYTES;
  }

  /** The oldest format in which a part of what was read is written. */
  get formatRead(): number {
    return this.#format;
  }

  get recovery(): Recovery {
    return this.#recovery;
  }

  /** Reads everything before it touches anything, so that a book which cannot be opened is left as it is. */
  async read(): Promise<BookContents> {
    try {
      if (this.#options.readOnly !== true) {
        makeFolder(this.#folder);
        fs.accessSync(this.#folder, fs.constants.R_OK | fs.constants.W_OK);
      }
      const book = this.#load();
      this.#journalBytes = book.journalBytes;
      this.#journals = book.journals;
      this.#snapshotBytes = book.snapshotBytes;
      this.#format = book.format;
      if (this.#options.readOnly !== true) this.#putRight(book);
      return book.contents;
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : fileError(thrown, this.#folder);
    }
  }

  #load(): LoadedBook {
    try {
      return loadBook(this.#folder, this.#vault);
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : readError(thrown, this.#folder);
    }
  }

  #putRight(book: LoadedBook): void {
    const moved = book.damaged.map((cut) => ({ cut, file: this.#setAside(cut) }));
    const those = (unfinished: boolean): readonly string[] =>
      moved.flatMap(({ cut, file }) => ((cut.unfinished ?? false) === unfinished ? file : []));
    this.#recovery = { setAside: those(false), unfinished: those(true) };
    for (const { file, keep } of book.filled) fs.truncateSync(file, keep);
    this.#removeUnfinished();
    this.#makeDurable();
  }

  /**
   * A process that died between writing a record and syncing it left bytes that are read now and that a power failure
   * would still take, and with them every later record, which has to follow on.
   */
  #makeDurable(): void {
    const last = numberedFiles(this.#folder, 'journal').at(-1);
    if (last === undefined) return;
    const fd = fs.openSync(last.file, 'r+');
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    syncFolder(this.#folder);
  }

  /** Moves what cannot be read out of the way, durably before it leaves its place. */
  #setAside({ file, keep }: Cut): string {
    if (keep === 0) return moveAside(file);
    const bytes = fs.readFileSync(file).subarray(keep);
    const aside = `${file}.damaged-${markOf(bytes)}`;
    replaceFile(aside, bytes);
    fs.truncateSync(file, keep);
    return aside;
  }

  /** Files that a crash left half written, under names that nothing reads. */
  #removeUnfinished(): void {
    for (const name of fs.readdirSync(this.#folder)) {
      if (/^(snapshot|journal)-.*\.tmp$/.test(name))
        fs.rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  /** A contact that is about to be appended: its text is made now. */
  expect(record: ContactRecord): void {
    this.#expected.set(record, contactText(record));
  }

  #textOf(record: ContactRecord): string {
    const text = this.#expected.get(record) ?? contactText(record);
    this.#expected.delete(record);
    return text;
  }

  /** Appends one transaction as the record of its number. When it returns, the record survives a crash. */
  append(entry: Entry): void {
    const { seq } = entry;
    const json = encodeEntry(entry, (record) => this.#textOf(record));
    try {
      if (this.#fd === null) {
        this.#line = this.#vault.lineWriter('journal');
        // A file of this name can only hold what a failed write left: its first record would be this one.
        this.#fd = fs.openSync(journalFile(this.#folder, seq - 1), 'w', 0o600);
        this.#acknowledged = 0;
        this.#filled = 0;
        this.#journals += 1;
        syncFolder(this.#folder);
      }
      const record = encodeRecord(seq, this.#line(String(seq), json));
      this.#put(this.#fd, record);
      this.#journalBytes += record.length;
    } catch (thrown) {
      this.#leaveJournal();
      const error = fileError(thrown, this.#folder);
      this.#report(errorInfo(error));
      throw error;
    }
    this.#report(null);
  }

  #put(fd: number, record: Buffer): void {
    const end = this.#acknowledged + record.length;
    if (end > this.#filled) this.#fillAhead(fd, end);
    writeAll(fd, record, this.#acknowledged);
    fs.fsyncSync(fd);
    this.#acknowledged = end;
  }

  /** Before the record that ends there: what a kill leaves of it can be told from damage by what stands behind. */
  #fillAhead(fd: number, end: number): void {
    const from = Math.max(this.#filled, this.#acknowledged);
    this.#filled = end;
    try {
      writeAll(fd, fillOf(end + FILL_BYTES - from), from);
      this.#filled = end + FILL_BYTES;
    } catch {
      // A disk that has no room for filling may have it for the record.
    }
  }

  /** The next record begins a new journal. */
  beginAnew(): void {
    this.#leaveJournal();
  }

  /**
   * After a failed write or fsync nothing is known about the file's end: go on in a new journal, never in this one. What
   * is not acknowledged is taken back, so that a refused change does not come back with the next start. Where the disk
   * refuses this too, the next journal overrules what stays (see book-files.ts).
   */
  #leaveJournal(): void {
    const fd = this.#fd;
    this.#fd = null;
    if (fd === null) return;
    try {
      fs.ftruncateSync(fd, this.#acknowledged);
    } catch {
      // The error of the write itself is the one to tell.
    }
    try {
      fs.closeSync(fd);
    } catch {
      // Every acknowledged record was synced before.
    }
  }

  /**
   * Writes the whole book, as it is at the call, as a new snapshot, and removes what is not needed any more. Appends go
   * on meanwhile, in a new journal: until the snapshot has its name, the one before it and the journals are the book.
   */
  async write(book: BookContents): Promise<void> {
    const frozen = copyOf(book);
    this.#leaveJournal();
    const [bytesBefore, journalsBefore] = [this.#journalBytes, this.#journals];
    const now = this.#options.now();
    try {
      const file = snapshotFile(this.#folder, frozen.seq);
      const notes = { at: new Date(now).toISOString() };
      const header = await writeSnapshot(
        file,
        frozen,
        notes,
        undefined,
        this.#vault.replaceLater('snapshot'),
        this.#options.othersTurn,
      );
      this.#journalBytes -= bytesBefore;
      this.#journals -= journalsBefore;
      this.#snapshotBytes = header.bytes;
      this.#notBefore = 0;
      this.#format = FORMAT;
      for (const old of noLongerNeeded(this.#folder, now, this.#vault)) await removeLater(old);
    } catch (thrown) {
      this.#notBefore = this.#journalBytes + this.#snapshotAboveBytes;
      throw fileError(thrown, this.#folder);
    }
  }

  close(): void {
    this.#leaveJournal();
  }
}
