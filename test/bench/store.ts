// Owns: what the store is measured by: durable edits, opening, memory after opening, and how long a snapshot blocks.
// Leaves to others: the people (people.ts), how figures are printed (table.ts).
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import type { ContactRecord } from '../../main/core/replica.ts';
import { emptyBook } from '../../main/store/book-format.ts';
import { openBook } from '../../main/store/book.ts';
import type { OpenBook } from '../../main/store/book.ts';
import { JournalAdapter } from '../../main/store/journal.ts';
import type { MeasureOptions } from './bench.ts';
import { medianOf, spreadOf } from './machine.ts';
import { openings } from './openings.ts';
import { people } from './people.ts';
import type { Figure } from './table.ts';

const EDITS = 1500;
const LOWDB_WRITES = 3;

const edited = (record: ContactRecord, n: number): ContactRecord => ({
  ...record,
  local: { ...record.local, notes: { text: `edit ${n}` } },
});

const elapsed = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** A file to which the same bytes are appended, and a SQLite database of the same contacts in which the same one is put. */
function peersIn(
  folder: string,
  all: readonly ContactRecord[],
): {
  append: (bytes: Buffer) => void;
  put: (id: string, json: string) => void;
  close: () => void;
} {
  const fd = fs.openSync(path.join(folder, 'append'), 'w');
  const database = new DatabaseSync(path.join(folder, 'sqlite'));
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE contacts (id TEXT PRIMARY KEY, json TEXT)',
  );
  const statement = database.prepare('INSERT OR REPLACE INTO contacts VALUES (?, ?)');
  database.exec('BEGIN');
  for (const record of all) statement.run(record.id, JSON.stringify(record));
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  return {
    append: (bytes) => {
      fs.writeSync(fd, bytes);
      fs.fsyncSync(fd);
    },
    put: (id, json) => void statement.run(id, json),
    close: () => {
      fs.closeSync(fd);
      database.close();
    },
  };
}

/** The three take turns, each as often first, so that whatever else the machine does falls on all alike. */
function edits(book: OpenBook, all: readonly ContactRecord[], folder: string): readonly Figure[] {
  const peers = peersIn(folder, all);
  const samples = { kith: [] as number[], append: [] as number[], sqlite: [] as number[] };
  const bytes = Buffer.alloc(JSON.stringify(edited(all[0]!, 0)).length + 120, 'x');
  for (let n = 0; n < EDITS; n++) {
    const record = edited(all[(n * 7919) % all.length]!, n);
    const json = JSON.stringify(record);
    const turns = [
      () => samples.kith.push(elapsed(() => book.transaction([{ kind: 'putContact', record }]))),
      () => samples.append.push(elapsed(() => peers.append(bytes))),
      () => samples.sqlite.push(elapsed(() => peers.put(record.id, json))),
    ];
    for (let turn = 0; turn < turns.length; turn++) turns[(n + turn) % turns.length]!();
  }
  peers.close();
  const [kith, append, sqlite] = [spreadOf(samples.kith), spreadOf(samples.append), spreadOf(samples.sqlite)];
  const unit = 'ms';
  const appendWhat = 'append and fsync of the same bytes';
  return [
    {
      what: 'durable edit, p50',
      unit,
      value: kith.p50,
      reference: { what: appendWhat, value: append.p50 },
      target: { of: 'ratio', atMost: 1.5 },
    },
    { what: 'durable edit, p95', unit, value: kith.p95, reference: { what: appendWhat, value: append.p95 } },
    {
      what: 'durable edit, p50',
      unit,
      value: kith.p50,
      reference: { what: 'SQLite, WAL, synchronous=FULL', value: sqlite.p50 },
      target: { of: 'ratio', atMost: 1 },
    },
    {
      what: 'durable edit, p95',
      unit,
      value: kith.p95,
      reference: { what: 'SQLite, WAL, synchronous=FULL', value: sqlite.p95 },
    },
  ];
}

async function againstLowdb(all: readonly ContactRecord[], folder: string, kith: Figure): Promise<Figure> {
  const low = new Low(new JSONFile<{ contacts: ContactRecord[] }>(path.join(folder, 'lowdb.json')), {
    contacts: [...all],
  });
  const samples: number[] = [];
  for (let n = 0; n < LOWDB_WRITES; n++) {
    low.data.contacts[n] = edited(all[n]!, n);
    const start = performance.now();
    await low.write();
    samples.push(performance.now() - start);
  }
  return {
    ...kith,
    reference: { what: 'lowdb JSONFile, which is not durable', value: medianOf(samples) },
    target: { of: 'ratio', atMost: 1 },
  };
}

function opening(folder: string): readonly Figure[] {
  const { book, parse } = openings(folder);
  return [
    {
      what: 'open the book to the first answer',
      unit: 'ms',
      value: book.ms,
      reference: { what: 'read and JSON.parse the same bytes', value: parse.ms },
      target: { of: 'ratio', atMost: 2 },
    },
    {
      what: 'memory after opening',
      unit: 'MB',
      value: book.mb,
      reference: { what: 'the same contacts from JSON.parse', value: parse.mb },
      target: { of: 'ratio', atMost: 1.5 },
    },
  ];
}

/** The longest that anything had to wait while a snapshot was written in the background. */
async function blocking(folder: string): Promise<readonly Figure[]> {
  const adapter = new JournalAdapter(folder, { now: Date.now });
  const book = await adapter.read();
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await adapter.write(book);
  const ms = performance.now() - start;
  delay.disable();
  adapter.close();
  const note = `over ${Math.round(ms)} ms`;
  return [
    {
      what: 'event loop blocked by a snapshot in the background, p99',
      unit: 'ms',
      value: delay.percentile(99) / 1e6,
      target: { of: 'figure', atMost: 16 },
      note,
    },
    {
      what: 'the same, longest',
      unit: 'ms',
      value: delay.max / 1e6,
      target: { of: 'figure', atMost: 50 },
      note,
    },
  ];
}

export async function measure({ contacts }: MeasureOptions): Promise<readonly Figure[]> {
  const top = fs.mkdtempSync(path.join(tmpdir(), 'kith-bench-store-'));
  try {
    const all = people(contacts);
    const folder = path.join(top, 'book');
    fs.mkdirSync(folder);
    const adapter = new JournalAdapter(folder, { now: Date.now });
    await adapter.write({
      ...emptyBook(),
      seq: 1,
      contacts: new Map(all.map((record) => [record.id, record])),
    });
    adapter.close();
    const figures = [...opening(folder)];
    const book = await openBook(folder, { now: Date.now });
    const durable = edits(book, all, top);
    await book.close();
    return [...durable, await againstLowdb(all, top, durable[0]!), ...figures, ...(await blocking(folder))];
  } finally {
    fs.rmSync(top, { recursive: true, force: true });
  }
}
