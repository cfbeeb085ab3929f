// Owns: the book's files: checksummed snapshots and append-only journals, as a lowdb adapter with durable appends.
// Leaves to others: what a record means (book-format.ts), the book in memory (book.ts).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from 'lowdb';
import { AppError } from '../core/errors.ts';
import { applyChange, decodeEntry, emptyBook, encodeEntry, FORMAT, MIN_READER } from './book-format.ts';
import type { BookContents, Entry } from './book-format.ts';
import { fileError, makeFolder, replaceFile, syncFolder, writeAll } from './durable-files.ts';
import { decodeBook, encodeBook } from './snapshot.ts';

const SNAPSHOT_ABOVE_BYTES = 4 * 1024 * 1024;
const SNAPSHOT_ABOVE_FILES = 30;

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

interface SnapshotHeader {
  readonly format: number;
  readonly minReader: number;
  readonly seq: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A journal record: `seq length sha256 json\n`; length counts the json's UTF-8 bytes. */
function encodeRecord(seq: number, json: string): Buffer {
  const body = Buffer.from(json, 'utf8');
  return Buffer.concat([Buffer.from(`${seq} ${body.length} ${sha256(body)} `), body, Buffer.from('\n')]);
}

interface JournalRecord {
  readonly seq: number;
  readonly json: string;
}

/**
 * The valid records from the start of a journal that begins after record `before`, and how many bytes they take: what
 * follows is torn or damaged. The checksum covers the json alone, so a record also has to be the next one by number.
 */
export function readRecords(
  bytes: Buffer,
  before: number,
): { readonly records: readonly JournalRecord[]; readonly validBytes: number } {
  const records: JournalRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = thirdSpace(bytes, at);
    if (headEnd < 0) break;
    const [seq, length, sum] = bytes.toString('latin1', at, headEnd).split(' ');
    const end = headEnd + 1 + Number(length);
    if (!/^\d+$/.test(length ?? '') || end >= bytes.length || bytes[end] !== 0x0a) break;
    const body = bytes.subarray(headEnd + 1, end);
    if (sha256(body) !== sum || seq !== String(before + records.length + 1)) break;
    records.push({ seq: Number(seq), json: body.toString('utf8') });
    at = end + 1;
  }
  return { records, validBytes: at };
}

function thirdSpace(bytes: Buffer, from: number): number {
  let at = from - 1;
  for (let n = 0; n < 3; n++) {
    at = bytes.indexOf(0x20, at + 1);
    if (at < 0 || at - from > 120) return -1;
  }
  return at;
}

interface NumberedFile {
  readonly file: string;
  /** The record that the snapshot includes last, or that the journal begins after. */
  readonly seq: number;
}

/** A file of which only the first `keep` bytes can be used. */
interface Damage {
  readonly file: string;
  readonly keep: number;
}

/** What opening found that a person should know. */
export interface Recovery {
  /** Files with damaged bytes that were set aside, never deleted. */
  readonly setAside: readonly string[];
}

/**
 * The files of one book in `folder`. `read` gives the newest valid snapshot with every journal after it; `append`
 * returns once its record is on the disk; `write` makes a new snapshot. Errors: `store.*`.
 */
export class JournalAdapter implements Adapter<BookContents> {
  readonly #folder: string;
  #fd: number | null = null;
  /** Bytes of the open journal that were acknowledged. */
  #acknowledged = 0;
  /** What a new snapshot would save the next start from replaying. */
  #journalBytes = 0;
  #journals = 0;
  #recovery: Recovery = { setAside: [] };

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether the journals have grown so long or so many that a new snapshot pays. */
  get wantsSnapshot(): boolean {
    return this.#journalBytes > SNAPSHOT_ABOVE_BYTES || this.#journals > SNAPSHOT_ABOVE_FILES;
  }

  get recovery(): Recovery {
    return this.#recovery;
  }

  async read(): Promise<BookContents> {
    try {
      makeFolder(this.#folder);
      fs.accessSync(this.#folder, fs.constants.R_OK | fs.constants.W_OK);
      return this.#load();
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : fileError(thrown, this.#folder);
    }
  }

  /** Reads everything before it touches anything, so that a book which cannot be opened is left as it is. */
  #load(): BookContents {
    const damaged: Damage[] = [];
    const snapshots = this.#numbered('snapshot', 'json').toReversed();
    const journals = this.#numbered('journal', 'log');
    const contents = this.#newestSnapshot(snapshots, damaged) ?? this.#emptyIfWhole(snapshots, journals);
    journals.forEach((journal, index) =>
      this.#replay(journal, journals[index + 1]?.seq ?? Infinity, contents, damaged),
    );
    this.#recovery = { setAside: damaged.map((damage) => this.#setAside(damage)) };
    this.#removeUnfinished();
    this.#makeDurable();
    return contents;
  }

  /**
   * A process that died between writing a record and syncing it left bytes that are read now and that a power failure
   * would still take, and with them every later record, which has to follow on.
   */
  #makeDurable(): void {
    const last = this.#numbered('journal', 'log').at(-1);
    if (last === undefined) return;
    const fd = fs.openSync(last.file, 'r+');
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    syncFolder(this.#folder);
  }

  #newestSnapshot(snapshots: readonly NumberedFile[], damaged: Damage[]): BookContents | null {
    for (const snapshot of snapshots) {
      const book = readSnapshot(snapshot);
      if (book !== null) return book;
      damaged.push({ file: snapshot.file, keep: 0 });
    }
    return null;
  }

  /** Without a snapshot the journals have to tell the whole story from its start. */
  #emptyIfWhole(snapshots: readonly NumberedFile[], journals: readonly NumberedFile[]): BookContents {
    if (snapshots.length + journals.length > 0 && journals[0]?.seq !== 0) {
      throw new AppError(
        'store.corrupt',
        `The address book in ${this.#folder} is damaged: none of its snapshots can be read. The files were left as they are; restore a backup, or start with an empty profile folder and sync again.`,
        { retry: 'afterUser', context: { folder: this.#folder } },
      );
    }
    return emptyBook();
  }

  /**
   * Replays one journal up to record `last`: where a write failed, the next journal starts over after the last record
   * that was acknowledged, and what the failed write left in this file does not count. After a gap nothing counts.
   */
  #replay({ file, seq }: NumberedFile, last: number, contents: BookContents, damaged: Damage[]): void {
    if (last <= contents.seq) return;
    if (seq > contents.seq) {
      // Even an empty file goes: its name would cut off the journal that will be written across its number.
      damaged.push({ file, keep: 0 });
      return;
    }
    const bytes = fs.readFileSync(file);
    const { records, validBytes } = readRecords(bytes, seq);
    for (const record of records) {
      if (record.seq <= contents.seq || record.seq > last) continue;
      for (const change of decodeEntry(record.seq, record.json).changes) applyChange(contents, change);
      contents.seq = record.seq;
      this.#journalBytes += record.json.length;
    }
    this.#journals += 1;
    if (validBytes < bytes.length && contents.seq < last) damaged.push({ file, keep: validBytes });
  }

  /** Moves what cannot be read out of the way, durably before it leaves its place. */
  #setAside({ file, keep }: Damage): string {
    const bytes = fs.readFileSync(file).subarray(keep);
    const aside = `${file}.damaged-${sha256(bytes).slice(0, 8)}`;
    if (keep === 0) {
      fs.renameSync(file, aside);
      syncFolder(this.#folder);
    } else {
      replaceFile(aside, bytes);
      fs.truncateSync(file, keep);
    }
    return aside;
  }

  /** Files that a crash left half written, under names that nothing reads. */
  #removeUnfinished(): void {
    for (const name of fs.readdirSync(this.#folder)) {
      if (/^(snapshot|journal)-.*\.tmp$/.test(name))
        fs.rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  #numbered(prefix: string, suffix: string): readonly NumberedFile[] {
    return fs
      .readdirSync(this.#folder)
      .flatMap((name) => {
        const digits = new RegExp(`^${prefix}-(0|[1-9]\\d*)\\.${suffix}$`).exec(name)?.[1];
        return digits === undefined ? [] : [{ file: path.join(this.#folder, name), seq: Number(digits) }];
      })
      .sort((a, b) => a.seq - b.seq);
  }

  /** Appends one transaction as the record of its number. When it returns, the record survives a crash. */
  append(entry: Entry): void {
    const { seq } = entry;
    const record = encodeRecord(seq, encodeEntry(entry));
    const file = path.join(this.#folder, `journal-${seq - 1}.log`);
    try {
      if (this.#fd === null) {
        // A file of this name can only hold what a failed write left: its first record would be this one.
        this.#fd = fs.openSync(file, 'w', 0o600);
        this.#acknowledged = 0;
        this.#journals += 1;
        syncFolder(this.#folder);
      }
      writeAll(this.#fd, record);
      fs.fsyncSync(this.#fd);
      this.#acknowledged += record.length;
      this.#journalBytes += record.length;
    } catch (thrown) {
      this.#forgetUnacknowledged();
      this.#leaveJournal();
      throw fileError(thrown, this.#folder);
    }
  }

  /**
   * Takes back what a failed write left, so that a refused change does not come back with the next start. Where the disk
   * refuses this too, the next journal overrules what stays (see #replay).
   */
  #forgetUnacknowledged(): void {
    try {
      if (this.#fd !== null) fs.ftruncateSync(this.#fd, this.#acknowledged);
    } catch {
      // The error of the write itself is the one to tell.
    }
  }

  /** After a failed write or fsync nothing is known about the file's end: go on in a new journal, never in this one. */
  #leaveJournal(): void {
    const fd = this.#fd;
    this.#fd = null;
    try {
      if (fd !== null) fs.closeSync(fd);
    } catch {
      // Every acknowledged record was synced before.
    }
  }

  /** Writes the whole book as a new snapshot, keeps the one before it, and removes what is older than both. */
  async write(book: BookContents): Promise<void> {
    const body = Buffer.from(encodeBook(book), 'utf8');
    const header: SnapshotHeader = {
      format: FORMAT,
      minReader: MIN_READER,
      seq: book.seq,
      bytes: body.length,
      sha256: sha256(body),
    };
    try {
      const head = Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
      replaceFile(path.join(this.#folder, `snapshot-${book.seq}.json`), Buffer.concat([head, body]));
      this.#leaveJournal();
      this.#journalBytes = 0;
      this.#journals = 0;
      this.#prune();
    } catch (thrown) {
      throw fileError(thrown, this.#folder);
    }
  }

  #prune(): void {
    const snapshots = this.#numbered('snapshot', 'json');
    const oldest = snapshots.at(-2)?.seq ?? 0;
    for (const { file, seq } of snapshots) if (seq < oldest) fs.unlinkSync(file);
    const journals = this.#numbered('journal', 'log');
    journals.forEach(({ file }, index) => {
      const next = journals[index + 1];
      if (next !== undefined && next.seq <= oldest) fs.unlinkSync(file);
    });
  }

  close(): void {
    this.#leaveJournal();
  }
}

/** The book of a snapshot; null if it is damaged. Errors: `store.newerFormat`. */
function readSnapshot({ file, seq }: NumberedFile): BookContents | null {
  const bytes = fs.readFileSync(file);
  const end = bytes.indexOf(0x0a);
  if (end < 0) return null;
  const header = parseHeader(bytes.toString('utf8', 0, end));
  if (header === null) return null;
  if (header.minReader > FORMAT) {
    throw new AppError(
      'store.newerFormat',
      `The address book ${file} was written by a newer Kith (format ${header.format}). It was left as it is. Update Kith to open it.`,
      { retry: 'afterUser', context: { file, format: header.format } },
    );
  }
  const body = bytes.subarray(end + 1);
  // The checksum covers the body alone; the number stands in the name too.
  if (header.seq !== seq || body.length !== header.bytes || sha256(body) !== header.sha256) return null;
  return decodeBook(body.toString('utf8'), header.seq);
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
