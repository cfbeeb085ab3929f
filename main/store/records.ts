// Owns: the bytes of a journal: one checksummed record a transaction, found again up to the first that is torn or damaged.
// Leaves to others: what a record says (book-format.ts), which journals there are (book-files.ts), writing (journal.ts).
import { hash } from 'node:crypto';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const END = Buffer.from('\n');
/** A record's head is shorter than this: two numbers and a checksum. */
const LONGEST_HEAD = 120;

/** A journal record: `seq length sha256 json\n`; length counts the json's UTF-8 bytes. */
export function encodeRecord(seq: number, json: string): Buffer {
  const bytes = Buffer.from(json);
  return Buffer.concat([Buffer.from(`${seq} ${bytes.length} ${hash('sha256', bytes)} `), bytes, END]);
}

/**
 * What a journal is filled with ahead of the records to come: a record that does not make the file longer is synced sooner.
 * Not zeros, which file systems leave where data was lost.
 */
export const fillOf = (bytes: number): Buffer => Buffer.alloc(bytes, SPACE);

/** How far a journal is filled beyond a record, which the filling there was before does not hold, before it is written. */
export const FILL_BYTES = 64 * 1024;

export const isFill = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === SPACE);

export interface JournalRecord {
  readonly seq: number;
  readonly json: string;
}

/** Where one record's json lies in the bytes of a journal, and where the next record begins. */
interface RecordPlace {
  readonly seq: number;
  readonly start: number;
  readonly next: number;
}

/**
 * The record that begins at a place, if it is whole and has this number: the checksum covers the json alone. `checked`
 * leaves the checksum out where only the place is asked for.
 */
function placeOf(bytes: Buffer, at: number, seq: number, checked: boolean): RecordPlace | null {
  const headEnd = thirdSpace(bytes, at);
  if (headEnd < 0) return null;
  const [number, length, sum] = bytes.toString('latin1', at, headEnd).split(' ');
  const start = headEnd + 1;
  const end = start + Number(length);
  if (!/^\d+$/.test(length ?? '') || end >= bytes.length || bytes[end] !== NEWLINE) return null;
  if (number !== String(seq)) return null;
  if (checked && hash('sha256', bytes.subarray(start, end)) !== sum) return null;
  return { seq, start, next: end + 1 };
}

function thirdSpace(bytes: Buffer, from: number): number {
  let at = from - 1;
  for (let n = 0; n < 3; n++) {
    at = bytes.indexOf(SPACE, at + 1);
    if (at < 0 || at - from > LONGEST_HEAD) return -1;
  }
  return at;
}

const jsonAt = (bytes: Buffer, { start, next }: RecordPlace): string =>
  bytes.toString('utf8', start, next - 1);

/** What the first record of a journal says as it is stored, unchecked; null: there is none. */
export function firstStored(bytes: Buffer, before: number): string | null {
  const first = placeOf(bytes, 0, before + 1, false);
  return first === null ? null : jsonAt(bytes, first);
}

/** What the first record of a journal begins with as it is stored, by the journal's beginning; '' if there is none. */
export function startOfFirst(bytes: Buffer): string {
  const headEnd = thirdSpace(bytes, 0);
  return headEnd < 0 ? '' : bytes.toString('latin1', headEnd + 1, headEnd + 1 + LONGEST_HEAD);
}

/** What a record says once it is opened; null if it cannot be. */
export type RecordOpener = (place: string, stored: string) => string | null;

const asStored: RecordOpener = (_place, stored) => stored;

/**
 * The valid records from the start of a journal that begins after record `before`, and how many bytes they take: what
 * follows is torn or damaged. Those up to record `known` are passed over unchecked.
 */
export function readRecords(
  bytes: Buffer,
  before: number,
  open: RecordOpener = asStored,
  known = before,
): { readonly records: readonly JournalRecord[]; readonly validBytes: number } {
  const records: JournalRecord[] = [];
  let at = 0;
  for (let seq = before + 1; at < bytes.length; seq++) {
    const place = placeOf(bytes, at, seq, seq > known);
    if (place === null) break;
    if (seq > known) {
      const json = open(String(seq), jsonAt(bytes, place));
      if (json === null) break;
      records.push({ seq, json });
    }
    at = place.next;
  }
  return { records, validBytes: at };
}

/** What there may be of a record's head where its writing was cut off. */
const CUT_HEAD = /^(\d+)( \d*( [0-9a-f]{0,64})?)?$/;
const HEAD = /^(\d+) (\d+) [0-9a-f]{64} /;

/**
 * Whether what follows the valid records of a journal is the beginning of one that was never acknowledged, because its
 * writer was killed, and surely nothing else: a journal is filled before each record to beyond its end, and that filling is
 * still there. A journal that was cut shorter later has none, nor has one that was left in good order.
 */
export function isUnfinished(bytes: Buffer, before: number, validBytes: number): boolean {
  let [seq, filled] = [before + 1, 0];
  for (let at = 0; at < validBytes; seq++) {
    const place = placeOf(bytes, at, seq, false);
    if (place === null) return false;
    at = place.next;
    if (at > filled) filled = at + FILL_BYTES;
  }
  let end = bytes.length;
  while (end > validBytes && bytes[end - 1] === SPACE) end -= 1;
  const begun = bytes.subarray(validBytes, end);
  if (begun.includes(NEWLINE)) return false;
  const start = begun.toString('latin1', 0, LONGEST_HEAD);
  const [head = '', number, length] = HEAD.exec(start) ?? [];
  const whole = validBytes + head.length + Number(length ?? 0) + 1;
  if (bytes.length < (whole > filled ? whole + FILL_BYTES : filled)) return false;
  if (head === '') return CUT_HEAD.test(start) && String(seq).startsWith(start.split(' ')[0] ?? '-');
  return number === String(seq) && end < whole - 1;
}

/** Reads bytes of a file at a place; fewer where it ends. */
export type ReadAt = (at: number, length: number) => Buffer;

/** Bytes in which heads are looked for at once: a journal of small records is read as a whole, of great ones their heads. */
const HEADS_AT_ONCE = 64 * 1024;

/**
 * The valid records after one and up to another of a journal that begins after record `before`. Those in between are read and
 * checked; of the ones before them only how long they are, so that a few are had from a journal of any length.
 */
export function readRecordsIn(
  read: ReadAt,
  before: number,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  open: RecordOpener = asStored,
): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  let [heads, from] = [read(0, HEADS_AT_ONCE), 0];
  for (let [seq, at] = [before + 1, 0]; seq <= upTo; seq++) {
    if (at - from + LONGEST_HEAD > heads.length) [heads, from] = [read(at, HEADS_AT_ONCE), at];
    const length = lengthOf(heads, at - from);
    if (length === null) break;
    if (seq > after) {
      const isHere = at - from + length <= heads.length;
      const bytes = isHere ? heads.subarray(at - from, at - from + length) : read(at, length);
      const place = placeOf(bytes, 0, seq, true);
      const json = place === null ? null : open(String(seq), jsonAt(bytes, place));
      if (json === null) break;
      records.push({ seq, json });
    }
    at += length;
  }
  return records;
}

/** How many bytes the record takes whose head begins here; null: there is none. */
function lengthOf(bytes: Buffer, at: number): number | null {
  const headEnd = thirdSpace(bytes, at);
  if (headEnd < 0) return null;
  const [number, length] = bytes.toString('latin1', at, headEnd).split(' ');
  if (!/^\d+$/.test(number ?? '') || !/^\d+$/.test(length ?? '')) return null;
  return headEnd + 1 - at + Number(length) + 1;
}

/**
 * The valid records of a journal in which `text` occurs, oldest first. Only those are checked and made text of, so that
 * looking through a long journal for one contact costs little more than reading it. Of one whose
 * records are sealed each has to be opened.
 */
export function findRecords(
  bytes: Buffer,
  before: number,
  text: string,
  open: RecordOpener = asStored,
): readonly JournalRecord[] {
  const first = firstStored(bytes, before);
  if (first === null) return [];
  if (open(String(before + 1), first) !== first)
    return readRecords(bytes, before, open).records.filter(({ json }) => json.includes(text));
  const found: JournalRecord[] = [];
  let occurs = bytes.indexOf(text);
  let seq = before + 1;
  for (let at = 0; at < bytes.length && occurs >= 0; seq++) {
    const place = placeOf(bytes, at, seq, false);
    if (place === null) break;
    if (occurs < place.start) occurs = bytes.indexOf(text, place.start);
    if (occurs >= place.start && occurs < place.next) {
      if (placeOf(bytes, at, seq, true) === null) break;
      found.push({ seq, json: jsonAt(bytes, place) });
      occurs = bytes.indexOf(text, place.next);
    }
    at = place.next;
  }
  return found;
}
