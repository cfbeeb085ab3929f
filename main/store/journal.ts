// Owns: the book's files: checksummed snapshots and append-only journals, as a lowdb adapter with durable appends.
// Leaves to others: what a record means (book-format.ts), the book in memory (book.ts).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from 'lowdb';
import { AppError } from '../core/errors.ts';
import { applyChange, decodeBook, decodeChanges, emptyBook, encodeBook, encodeChanges, FORMAT, MIN_READER } from './book-format.ts';
import type { BookContents, Change } from './book-format.ts';
import { fileError, replaceFile, syncFolder, writeAll } from './durable-files.ts';

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

/** The valid records from the start of a journal, and how many bytes they take: what follows is torn or damaged. */
export function readRecords(bytes: Buffer): { readonly records: readonly JournalRecord[]; readonly validBytes: number } {
  const records: JournalRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = thirdSpace(bytes, at);
    if (headEnd < 0) break;
    const [seq, length, sum] = bytes.toString('latin1', at, headEnd).split(' ');
    const end = headEnd + 1 + Number(length);
    if (!/^\d+$/.test(length ?? '') || end >= bytes.length || bytes[end] !== 0x0a) break;
    const body = bytes.subarray(headEnd + 1, end);
    if (sha256(body) !== sum) break;
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
      fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      fs.accessSync(this.#folder, fs.constants.R_OK | fs.constants.W_OK);
      return this.#load();
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : fileError(thrown, this.#folder);
    }
  }

  #load(): BookContents {
    const setAside: string[] = [];
    const snapshots = this.#numbered('snapshot-', '.json').toReversed();
    let book: BookContents | null = null;
    for (const { file } of snapshots) {
      book = readSnapshot(file);
      if (book !== null) break;
      setAside.push(this.#setAside(file, fs.readFileSync(file)));
      fs.unlinkSync(file);
    }
    if (book === null && snapshots.length > 0 && this.#numbered('journal-', '.log')[0]?.seq !== 0) {
      throw new AppError('store.corrupt', `The address book in ${this.#folder} is damaged: none of its snapshots can be read. The files were kept; restore a backup, or start with an empty profile folder and sync again.`,
        { retry: 'afterUser', context: { folder: this.#folder } });
    }
    const contents = book ?? emptyBook();
    const journals = this.#numbered('journal-', '.log');
    this.#journals = journals.length;
    journals.forEach(({ file }, index) => this.#replay(file, journals[index + 1]?.seq ?? Infinity, contents, setAside));
    this.#recovery = { setAside };
    return contents;
  }

  /**
   * Replays one journal up to record `last`: where a write failed, the next journal starts over after the last record
   * that was acknowledged, and what the failed write left in this file does not count.
   */
  #replay(file: string, last: number, contents: BookContents, setAside: string[]): void {
    const bytes = fs.readFileSync(file);
    const { records, validBytes } = readRecords(bytes);
    if (validBytes < bytes.length) {
      setAside.push(this.#setAside(file, bytes.subarray(validBytes)));
      fs.truncateSync(file, validBytes);
    }
    for (const record of records) {
      if (record.seq <= contents.seq || record.seq > last) continue;
      if (record.seq !== contents.seq + 1) {
        setAside.push(this.#setAside(file, bytes));
        fs.unlinkSync(file);
        return;
      }
      for (const change of decodeChanges(record.json)) applyChange(contents, change);
      contents.seq = record.seq;
      this.#journalBytes += record.json.length;
    }
  }

  #setAside(file: string, bytes: Uint8Array): string {
    const aside = `${file}.damaged-${sha256(bytes).slice(0, 8)}`;
    fs.writeFileSync(aside, bytes, { mode: 0o600 });
    return aside;
  }

  #numbered(prefix: string, suffix: string): readonly { readonly file: string; readonly seq: number }[] {
    return fs.readdirSync(this.#folder)
      .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
      .map((name) => ({ file: path.join(this.#folder, name), seq: Number(name.slice(prefix.length, -suffix.length)) }))
      .filter(({ seq }) => Number.isInteger(seq))
      .sort((a, b) => a.seq - b.seq);
  }

  /** Appends one transaction as record `seq`. When it returns, the record survives a crash. */
  append(seq: number, changes: readonly Change[]): void {
    const record = encodeRecord(seq, encodeChanges(changes));
    const file = path.join(this.#folder, `journal-${seq - 1}.log`);
    try {
      if (this.#fd === null) {
        // A file of this name can only hold what a failed write left: its first record would be this one.
        this.#fd = fs.openSync(file, 'w', 0o600);
        this.#journals += 1;
        syncFolder(this.#folder);
      }
      writeAll(this.#fd, record);
      fs.fsyncSync(this.#fd);
      this.#journalBytes += record.length;
    } catch (thrown) {
      this.#abandonJournal();
      throw fileError(thrown, this.#folder);
    }
  }

  /** After a failed write or fsync nothing is known about the file's end: go on in a new journal, never in this one. */
  #abandonJournal(): void {
    if (this.#fd === null) return;
    fs.closeSync(this.#fd);
    this.#fd = null;
  }

  /** Writes the whole book as a new snapshot, keeps the one before it, and removes what is older than both. */
  async write(book: BookContents): Promise<void> {
    const body = Buffer.from(encodeBook(book), 'utf8');
    const header: SnapshotHeader = { format: FORMAT, minReader: MIN_READER, seq: book.seq, bytes: body.length, sha256: sha256(body) };
    try {
      const head = Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
      replaceFile(path.join(this.#folder, `snapshot-${book.seq}.json`), Buffer.concat([head, body]));
      this.#abandonJournal();
      this.#journalBytes = 0;
      this.#journals = 0;
      this.#prune();
    } catch (thrown) {
      throw fileError(thrown, this.#folder);
    }
  }

  #prune(): void {
    const snapshots = this.#numbered('snapshot-', '.json');
    const oldest = snapshots.at(-2)?.seq ?? 0;
    for (const { file, seq } of snapshots) if (seq < oldest) fs.unlinkSync(file);
    const journals = this.#numbered('journal-', '.log');
    journals.forEach(({ file }, index) => {
      const next = journals[index + 1];
      if (next !== undefined && next.seq <= oldest) fs.unlinkSync(file);
    });
  }

  close(): void {
    this.#abandonJournal();
  }
}

function readSnapshot(file: string): BookContents | null {
  const bytes = fs.readFileSync(file);
  const end = bytes.indexOf(0x0a);
  if (end < 0) return null;
  const header = parseHeader(bytes.toString('utf8', 0, end));
  if (header === null) return null;
  if (header.minReader > FORMAT) {
    throw new AppError('store.newerFormat', `The address book ${file} was written by a newer Kith (format ${header.format}). It was left as it is. Update Kith to open it.`,
      { retry: 'afterUser', context: { file, format: header.format } });
  }
  const body = bytes.subarray(end + 1);
  if (body.length !== header.bytes || sha256(body) !== header.sha256) return null;
  return decodeBook(body.toString('utf8'), header.seq);
}

function parseHeader(line: string): SnapshotHeader | null {
  try {
    const header = JSON.parse(line) as Partial<SnapshotHeader>;
    const { format, minReader, seq, bytes } = header;
    return [format, minReader, seq, bytes].every((n) => Number.isInteger(n)) ? (header as SnapshotHeader) : null;
  } catch {
    return null;
  }
}
