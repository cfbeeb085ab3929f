// Owns: reading what the kept files tell of the past: every kept record, and the book as it was after any of them.
// Leaves to others: what records mean (book-format.ts), how long they are kept (retention.ts).
import fs from 'node:fs';
import { AppError } from '../core/errors.ts';
import { applyChange, emptyBook } from './book-format.ts';
import type { BookContents } from './book-format.ts';
import { entryIn, numberedFiles } from './book-files.ts';
import type { NumberedFile } from './book-files.ts';
import { openToRead, readError, readWhole } from './durable-files.ts';
import { findRecords, readRecordsIn, startOfFirst } from './records.ts';
import type { JournalRecord, ReadAt } from './records.ts';
import { timeOfRecord } from './retention.ts';
import { HEADER_BYTES, readingSnapshot, SnapshotCheck } from './snapshot.ts';
import { isSealedLine, PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

export interface HistoryQuery {
  readonly order: 'oldest' | 'newest';
  /** Only records whose JSON has this text somewhere: an id, a word. */
  readonly containing?: string;
  /** Only records after this one, and up to this one. */
  readonly after?: number;
  readonly upTo?: number;
}

/** Bytes: a millisecond or so. */
const SCANNED_AT_ONCE = 1024 * 1024;

interface JournalSpan extends NumberedFile {
  /** The next journal begins after this record; what a failed write left behind it does not count. */
  readonly last: number;
}

function spans(folder: string): readonly JournalSpan[] {
  const journals = numberedFiles(folder, 'journal');
  return journals.map((journal, index) => ({ ...journal, last: journals[index + 1]?.seq ?? Infinity }));
}

/**
 * The kept records of a book, one journal in memory at a time. Looking for a text costs little more than reading the
 * files. Records that a damaged journal lost are left out. Errors: `store.unwritable`.
 */
export function* readHistory(
  folder: string,
  query: HistoryQuery,
  vault: Vault = PLAIN,
): Generator<JournalRecord> {
  for (const record of lookThroughHistory(folder, query, vault)) if (record !== null) yield record;
}

/** As `readHistory`, bit by bit: null wherever there is nothing yet. */
export function* lookThroughHistory(
  folder: string,
  query: HistoryQuery,
  vault: Vault = PLAIN,
): Generator<JournalRecord | null> {
  const { order, after = 0, upTo = Infinity } = query;
  const inRange = spans(folder).filter(({ seq, last }) => last > after && seq < upTo);
  for (const span of order === 'oldest' ? inRange : inRange.toReversed()) {
    const range = { after, upTo: Math.min(upTo, span.last) };
    const records = (yield* recordsOf(span, vault, range, query.containing)).filter(
      ({ seq }) => seq > range.after && seq <= range.upTo,
    );
    yield* order === 'oldest' ? records : records.toReversed();
  }
}

function* recordsOf(
  { file, seq }: JournalSpan,
  vault: Vault,
  range: { readonly after: number; readonly upTo: number },
  containing?: string,
): Generator<null, readonly JournalRecord[]> {
  try {
    const open = vault.lineOpener('journal');
    if (containing === undefined) return inFile(file, (read) => readRecordsIn(read, seq, range, open));
    if (!(yield* mayContain(file, containing))) return [];
    return findRecords(readWhole(file), seq, containing, open);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    // A journal may have grown too old since the folder was listed.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw readError(thrown, file);
  }
}

/**
 * Whether a text may occur in a journal, read bit by bit: most of what is looked for is in few of them, and a long one takes
 * as long to be given room as to be read. In sealed records anything may occur.
 */
function* mayContain(file: string, text: string): Generator<null, boolean> {
  const sought = Buffer.from(text);
  const bytes = Buffer.allocUnsafe(SCANNED_AT_ONCE);
  const fd = openToRead(file);
  try {
    for (let at = 0; ; at += bytes.length - sought.length + 1) {
      const length = fs.readSync(fd, bytes, 0, bytes.length, at);
      const bit = bytes.subarray(0, length);
      if (bit.includes(sought) || (at === 0 && isSealedLine(startOfFirst(bit)))) return true;
      if (length < bytes.length) return false;
      yield null;
    }
  } finally {
    fs.closeSync(fd);
  }
}

function inFile<T>(file: string, work: (read: ReadAt) => T): T {
  const fd = openToRead(file);
  try {
    return work((at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, at));
    });
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * The book as it was right after a record, bit by bit: the newest snapshot before it, and the journals up to it.
 * Errors: `store.historyEnds` where that is further back than the kept files tell, `store.historyDamaged` where records on
 * the way cannot be read; `store.unwritable`.
 */
export function* bookAt(folder: string, seq: number, vault: Vault = PLAIN): Generator<unknown, BookContents> {
  const contents = yield* baseFor(folder, seq, vault);
  if (contents === null) throw historyEnds(folder, seq, vault);
  let next = seq + 1;
  for (const record of readHistory(folder, { order: 'oldest', after: contents.seq, upTo: seq }, vault)) {
    if (record.seq !== contents.seq + 1) {
      next = record.seq;
      break;
    }
    for (const change of entryIn(record).changes) applyChange(contents, change);
    contents.seq = record.seq;
    yield;
  }
  if (contents.seq === seq) return contents;
  throw historyDamaged(folder, { last: contents.seq, next }, vault);
}

/** The newest snapshot that is no later than a record and can be read; else nothing, where the journals begin with that. */
function* baseFor(folder: string, seq: number, vault: Vault): Generator<unknown, BookContents | null> {
  for (const snapshot of numberedFiles(folder, 'snapshot').toReversed()) {
    if (snapshot.seq > seq) continue;
    const book = yield* bookOf(snapshot, vault);
    if (book !== null) return book;
  }
  return numberedFiles(folder, 'journal')[0]?.seq === 0 ? emptyBook() : null;
}

function* bookOf({ file }: NumberedFile, vault: Vault): Generator<unknown, BookContents | null> {
  try {
    return (yield* readingSnapshot(file, vault))?.book ?? null;
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : readError(thrown, file);
  }
}

function historyEnds(folder: string, seq: number, vault: Vault): AppError {
  const from = historyStart(folder, vault);
  const since = from.at === null ? '' : `, which is ${from.at}`;
  return new AppError(
    'store.historyEnds',
    `What the address book was after change ${seq} is not kept any more: its history reaches back to change ${from.seq}${since}. Nothing was changed. Take a later moment, or a backup from before.`,
    { retry: 'never', context: { seq, from: from.seq, at: from.at } },
  );
}

/** Records that cannot be read: those between two that can. */
export interface Gap {
  readonly last: number;
  readonly next: number;
}

/** Of no moment between the two records is it known which of the lost ones were made by then. */
export function historyDamaged(folder: string, { last, next }: Gap, vault: Vault): AppError {
  const [before] = readHistory(folder, { order: 'oldest', after: last - 1, upTo: last }, vault);
  const after = numberedFiles(folder, 'snapshot').find(({ seq }) => seq >= next - 1);
  const until = isoOf(before === undefined ? null : timeOfRecord(before.json));
  const since = isoOf(after === undefined ? null : snapshotTime(folder, after.seq, vault));
  const lost = last + 2 === next ? `change ${last + 1}` : `changes ${last + 1} to ${next - 1}`;
  const ways = [
    ...(until === null ? [] : [`a moment up to ${until}`]),
    ...(since === null ? [] : [`a moment after ${since}`]),
    'a backup from that time',
  ];
  return new AppError(
    'store.historyDamaged',
    `What the address book was then cannot be told: its history is damaged, and ${lost} can no longer be read. Nothing was changed. Take ${ways.join(', or ')}.`,
    {
      retry: 'never',
      context: { ...(until === null ? {} : { until }), ...(since === null ? {} : { since }) },
    },
  );
}

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** When the snapshot was made that includes this record last, in ms; null where there is none, or it does not say. */
export function snapshotTime(folder: string, seq: number, vault: Vault): number | null {
  const snapshot = numberedFiles(folder, 'snapshot').find((one) => one.seq === seq);
  if (snapshot === undefined) return null;
  const check = new SnapshotCheck(snapshot.file);
  try {
    check.push(vault.readStart('snapshot', snapshot.file, HEADER_BYTES) ?? Buffer.alloc(0));
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : readError(thrown, snapshot.file);
  }
  const ms = Date.parse(check.header?.at ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/** How far back `bookAt` reaches: the first state that can be told, and the ISO time of the change after it. */
export function historyStart(
  folder: string,
  vault: Vault = PLAIN,
): { readonly seq: number; readonly at: string | null } {
  const journals = numberedFiles(folder, 'journal');
  const first = journals[0]?.seq === 0 ? 0 : (numberedFiles(folder, 'snapshot')[0]?.seq ?? 0);
  const [next] = readHistory(folder, { order: 'oldest', after: first, upTo: first + 1 }, vault);
  return { seq: first, at: isoOf(next === undefined ? null : timeOfRecord(next.json)) };
}
