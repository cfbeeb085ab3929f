// Owns: which snapshots and journals a book's folder has, and the book that they make together. Only reads.
// Leaves to others: writing them (journal.ts), which are kept for how long (retention.ts), their bytes (snapshot.ts,
// records.ts).
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { applyChange, decodeEntry, emptyBook, FORMAT } from './book-format.ts';
import type { BookContents, Change, Entry } from './book-format.ts';
import { isNoFile, isUnreadable, readWhole } from './durable-files.ts';
import { migrateContact, migrateRun } from './migrations.ts';
import { isFill, isUnfinished, readRecords } from './records.ts';
import type { JournalRecord } from './records.ts';
import { readSnapshot } from './snapshot.ts';
import { PLAIN } from './vault.ts';
import type { Vault } from './vault.ts';

export interface NumberedFile {
  readonly file: string;
  /** The record that the snapshot includes last, or that the journal begins after. */
  readonly seq: number;
}

/** A file of which only the first `keep` bytes are of use. */
export interface Cut {
  readonly file: string;
  readonly keep: number;
  /** What follows is the beginning of a record that was never acknowledged, and no damage. */
  readonly unfinished?: boolean;
}

export interface LoadedBook {
  readonly contents: BookContents;
  readonly damaged: readonly Cut[];
  /** Journals that end in filling, which whoever wrote them had no time to take back. */
  readonly filled: readonly Cut[];
  /** The oldest format in which a part of it is written. */
  readonly format: number;
  /** What the next start has to replay again, unless there is a new snapshot by then. */
  readonly journalBytes: number;
  readonly journals: number;
  readonly snapshotBytes: number;
}

const OLDEST_FORMAT = 1;
const PATTERNS = { snapshot: /^snapshot-(0|[1-9]\d*)\.json$/, journal: /^journal-(0|[1-9]\d*)\.log$/ };

export const snapshotFile = (folder: string, seq: number): string =>
  path.join(folder, `snapshot-${seq}.json`);
export const journalFile = (folder: string, before: number): string =>
  path.join(folder, `journal-${before}.log`);

/** The snapshots or journals of a folder, oldest first. */
export function numberedFiles(folder: string, kind: keyof typeof PATTERNS): readonly NumberedFile[] {
  return fs
    .readdirSync(folder)
    .flatMap((name) => {
      const digits = PATTERNS[kind].exec(name)?.[1];
      return digits === undefined ? [] : [{ file: path.join(folder, name), seq: Number(digits) }];
    })
    .sort((a, b) => a.seq - b.seq);
}

/**
 * One record. Before format 3 a record was a list of changes; a journal says of no format what it is, and bringing such a
 * contact to the present format leaves alone what is of it already. Errors: `store.newerFormat`.
 */
export function entryIn({ seq, json }: JournalRecord): Entry {
  const entry = decodeEntry(seq, json);
  return isFormer(json) ? { ...entry, changes: entry.changes.map(migrated) } : entry;
}

const isFormer = (json: string): boolean => json.startsWith('[');

function migrated(change: Change): Change {
  if (change.kind === 'putContact') return { ...change, record: made(migrateContact, change.record) };
  if (change.kind === 'putRun') return { ...change, report: made(migrateRun, change.report) };
  return change;
}

const made = <T>(migrate: typeof migrateContact, value: T): T =>
  migrate(value as JsonObject, OLDEST_FORMAT) as T;

/**
 * The newest valid snapshot with every journal after it, up to the first bad record.
 * Errors: `store.corrupt`, `store.newerFormat`, `store.keyMissing`, those of node:fs.
 */
export function loadBook(folder: string, vault: Vault = PLAIN): LoadedBook {
  return new Loading(folder, vault).load();
}

class Loading {
  readonly #folder: string;
  readonly #vault: Vault;
  readonly #damaged: Cut[] = [];
  readonly #filled: Cut[] = [];
  #format = FORMAT;
  #journalBytes = 0;
  #journals = 0;
  #snapshotBytes = 0;

  constructor(folder: string, vault: Vault) {
    this.#folder = folder;
    this.#vault = vault;
  }

  load(): LoadedBook {
    const snapshots = numberedFiles(this.#folder, 'snapshot').toReversed();
    const journals = numberedFiles(this.#folder, 'journal');
    const contents = this.#newestSnapshot(snapshots) ?? this.#emptyIfWhole(snapshots, journals);
    journals.forEach((journal, index) =>
      this.#replay(journal, journals[index + 1]?.seq ?? Infinity, contents),
    );
    // A book of which nothing is left is not taken for a new one: its files' names say how much there was.
    if (contents.seq === 0 && [...snapshots, ...journals].some(({ seq }) => seq > 0)) throw this.#corrupt();
    return {
      contents,
      damaged: this.#damaged,
      filled: this.#filled,
      format: this.#format,
      journalBytes: this.#journalBytes,
      journals: this.#journals,
      snapshotBytes: this.#snapshotBytes,
    };
  }

  #newestSnapshot(snapshots: readonly NumberedFile[]): BookContents | null {
    for (const { file, seq } of snapshots) {
      const found = readSnapshot(file, this.#vault);
      // The number stands in the name too.
      if (found !== null && found.header.seq === seq) {
        this.#format = Math.min(this.#format, found.header.format);
        this.#snapshotBytes = found.header.bytes;
        return found.book;
      }
      this.#damaged.push({ file, keep: 0 });
    }
    return null;
  }

  /** Without a snapshot the journals have to tell the whole story from its start. */
  #emptyIfWhole(snapshots: readonly NumberedFile[], journals: readonly NumberedFile[]): BookContents {
    if (snapshots.length + journals.length > 0 && journals[0]?.seq !== 0) throw this.#corrupt();
    return emptyBook();
  }

  /** What a disk cannot give back counts as damaged. It is not set aside by itself: it may be there again at the next try. */
  #bytesOf(file: string): Buffer {
    try {
      return readWhole(file);
    } catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown;
      const name = path.basename(file);
      const why = isNoFile(thrown)
        ? `${name} is no file, but a folder or a link that leads to none`
        : `the disk does not give back ${name}`;
      throw new AppError(
        'store.corrupt',
        `The address book in ${this.#folder} cannot be opened: ${why}. The files were left as they were. Try again; if it stays so, restore a backup.`,
        { retry: 'afterUser', context: { folder: this.#folder, file }, cause: thrown },
      );
    }
  }

  #corrupt(): AppError {
    return new AppError(
      'store.corrupt',
      `The address book in ${this.#folder} is damaged: none of its snapshots can be read. The files were left as they are; restore a backup, or start with an empty profile folder and sync again.`,
      { retry: 'afterUser', context: { folder: this.#folder } },
    );
  }

  /**
   * Replays one journal up to record `last`: where a write failed, the next journal starts over after the last record
   * that was acknowledged, and what the failed write left in this file does not count. After a gap nothing counts.
   */
  #replay({ file, seq }: NumberedFile, last: number, contents: BookContents): void {
    if (last <= contents.seq) return;
    if (seq > contents.seq) {
      // Even an empty file goes: its name would cut off the journal that will be written across its number.
      this.#damaged.push({ file, keep: 0 });
      return;
    }
    const bytes = this.#bytesOf(file);
    const open = this.#vault.lineOpener('journal');
    const { records, validBytes } = readRecords(bytes, seq, open, contents.seq);
    for (const record of records) {
      if (record.seq > last) continue;
      for (const change of entryIn(record).changes) applyChange(contents, change);
      contents.seq = record.seq;
      this.#journalBytes += record.json.length;
      if (isFormer(record.json)) this.#format = Math.min(this.#format, 2);
    }
    this.#journals += 1;
    if (validBytes === bytes.length || contents.seq >= last) return;
    if (isFill(bytes.subarray(validBytes))) return void this.#filled.push({ file, keep: validBytes });
    // Where another journal follows, this one was left in good order.
    const unfinished = last === Infinity && isUnfinished(bytes, seq, validBytes);
    this.#damaged.push({ file, keep: validBytes, unfinished });
  }
}
