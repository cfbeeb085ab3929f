// Owns: how long snapshots and journals are kept: what a start needs, and what tells the last thirty days.
// Leaves to others: removing them (journal.ts), reading the history (history-files.ts), backups (backups.ts).
import fs from 'node:fs';
import { KEPT_MS, PROBATION_MS, sureTime } from '../core/history.ts';
import { numberedFiles } from './book-files.ts';
import type { NumberedFile } from './book-files.ts';
import { openToRead } from './durable-files.ts';
import { isSealedLine, PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

/** The newest, and one to fall back on. */
const SNAPSHOTS_KEPT = 2;
const NEWLINE = 0x0a;
const BLOCK_BYTES = 64 * 1024;
/** Enough for a record's time, which it begins with. */
const BEGINNING_BYTES = 300;

/** When a record was made, in ms; null where it does not say so, as before format 3. Looks at its beginning alone. */
export function timeOfRecord(json: string): number | null {
  const at = /^\{"at":"([^"]{10,40})"/.exec(json)?.[1];
  const ms = at === undefined ? NaN : Date.parse(at);
  return Number.isNaN(ms) ? null : ms;
}

/** When the last record of a journal was made, in ms. One that does not say so is as old as its file. */
function lastTime({ file }: NumberedFile, vault: Vault): number {
  const { size, mtimeMs } = fs.statSync(file);
  const fd = openToRead(file);
  try {
    // Of a record: number, length, checksum, json.
    const [seq = '', , , ...json] = lastLine(fd, size).split(' ');
    return timeOfRecord(vault.lineOpener('journal')(seq, json.join(' ')) ?? '') ?? mtimeMs;
  } finally {
    fs.closeSync(fd);
  }
}

/** The last line of an open file, or its beginning where that can be read: no record has a newline within. */
function lastLine(fd: number, size: number): string {
  const block = Buffer.alloc(BLOCK_BYTES);
  let start = 0;
  for (let end = size - 1; end > 0 && start === 0; end -= BLOCK_BYTES) {
    const from = Math.max(0, end - BLOCK_BYTES);
    const read = fs.readSync(fd, block, 0, end - from, from);
    const newline = block.subarray(0, read).lastIndexOf(NEWLINE);
    if (newline >= 0) start = from + newline + 1;
  }
  const beginning = block.toString('utf8', 0, fs.readSync(fd, block, 0, BEGINNING_BYTES, start));
  if (!isSealedLine(beginning.split(' ')[3] ?? '')) return beginning;
  const line = Buffer.alloc(size - 1 - start);
  return line.toString('utf8', 0, fs.readSync(fd, line, 0, line.length, start));
}

/** When something was last recorded a day or more before `now`, in ms, as far as whole journals tell; 0 if never. */
export function lastSure(folder: string, now: number, vault: Vault = PLAIN): number {
  return sureTime(timesIn(folder, vault), now);
}

/** When the last record of each journal was made, from the latest journal on. */
function* timesIn(folder: string, vault: Vault): Generator<number> {
  for (const journal of numberedFiles(folder, 'journal').toReversed()) yield witnessed(journal, vault);
}

/** A journal that cannot be read is none of a start's business, and bears witness of nothing. */
function witnessed(journal: NumberedFile, vault: Vault): number {
  try {
    return lastTime(journal, vault);
  } catch {
    return Infinity;
  }
}

/** Whether something was recorded within the day before `now`. */
export const isWitnessed = (folder: string, now: number, vault: Vault = PLAIN): boolean =>
  lastSure(folder, now + PROBATION_MS, vault) > now - PROBATION_MS;

/** Whether something was recorded last at a time that is still to come: the clock has been put right since. */
export function isPutRight(folder: string, now: number, vault: Vault = PLAIN): boolean {
  const [last = 0] = timesIn(folder, vault);
  return last > now;
}

/**
 * The files that nobody needs any more. Kept are the two newest snapshots; the newest one from before the last thirty
 * days, on which the states since can be replayed; the one that will take its place when it is old enough; and every
 * journal after the oldest of these. So the history reaches back for thirty to sixty days.
 */
export function noLongerNeeded(folder: string, now: number, vault: Vault = PLAIN): readonly string[] {
  const snapshots = numberedFiles(folder, 'snapshot');
  const journals = numberedFiles(folder, 'journal');
  const newest = snapshots.slice(-SNAPSHOTS_KEPT);
  if (newest.length < SNAPSHOTS_KEPT) return [];
  const start = Math.min(windowStart(journals, lastSure(folder, now, vault), vault), newest[0]!.seq);
  const base = snapshots.findLast(({ seq }) => seq <= start);
  const kept = new Set(newest);
  for (const one of [base, snapshots.find(({ seq }) => seq > start)]) if (one !== undefined) kept.add(one);
  // Without a snapshot from before, the states since then grow out of the oldest there is, or out of the empty book.
  const from = base?.seq ?? (journals[0]?.seq === 0 ? 0 : snapshots[0]!.seq);
  return [
    ...snapshots.filter((snapshot) => !kept.has(snapshot)),
    ...journals.filter((_journal, index) => (journals[index + 1]?.seq ?? Infinity) <= from),
  ].map(({ file }) => file);
}

/** The last record that is older than thirty days, as far as whole journals tell. */
function windowStart(journals: readonly NumberedFile[], now: number, vault: Vault): number {
  let start = 0;
  for (const [index, journal] of journals.entries()) {
    const next = journals[index + 1];
    if (next === undefined || lastTime(journal, vault) > now - KEPT_MS) break;
    start = next.seq;
  }
  return start;
}
