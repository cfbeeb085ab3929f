// Owns: a story of transactions on a disk that writes everything down, and looking at what a crash at any of its
// operations leaves, whatever of the unsynced is there. Leaves to others: what must hold (every-crash.test.ts,
// every-crash-sealed.test.ts).
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import { dirname } from 'node:path';
import type { ContactId } from '../../../main/core/account.ts';
import { openBackups } from '../../../main/store/backups.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { openBook } from '../../../main/store/book.ts';
import type { Book, OpenBook } from '../../../main/store/book.ts';
import type { KeySources } from '../../../main/store/open-vault.ts';
import { MemoryDisk } from '../../sync/simulation/disk.ts';
import { DiskState, RecordingDisk } from './recording-disk.ts';
import type { Draw } from './recording-disk.ts';
import { contact, put } from './shelf.ts';

const TORN_AT_EACH = 3;
/** Of so many crashes one is also followed by an edit, and its backups are read. */
const EACH_SO_MANY_GO_ON = 10;
const DAY_MS = 24 * 60 * 60_000;

export function seeded(seed: number): Draw {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const stateOf = (book: Book): string => JSON.stringify([book.revision, [...book.contacts()]]);

function anyChanges(n: number, draw: Draw): readonly Change[] {
  return Array.from({ length: 1 + Math.floor(draw() * 3) }, (): Change => {
    const id = `c${Math.floor(draw() * 12)}`;
    if (draw() < 0.2) return { kind: 'dropContact', id: id as ContactId };
    return put(contact(id, { etag: `${n}`, local: { notes: { text: `${n} ${'é'.repeat(draw() * 200)}` } } }));
  });
}

export interface Story {
  readonly disk: RecordingDisk;
  /** The state after each transaction, the first before any. */
  readonly states: readonly string[];
}

/** What a story has beside its transactions, and what must hold of that after a crash. */
export interface Beside {
  /** Where the keys of encrypted books are, as they were after so many operations of the disk; all of them unless told. */
  keys?(disk: RecordingDisk | null, operations?: number): KeySources;
  /** What happens before a transaction. */
  before?(n: number, book: OpenBook, disk: RecordingDisk): Promise<void>;
  /** Looks at a book that was opened after a crash. */
  look?(book: OpenBook, folder: string): void;
  /** And once everything that went on by itself has come to its end. */
  lookLater?(book: OpenBook, disk: MemoryDisk): Promise<void>;
}

/** The process dies before a transaction, or a snapshot, was synced; what it wrote is there for the next one. */
async function dieMeanwhile(
  disk: RecordingDisk,
  book: OpenBook,
  changes: readonly Change[],
  openHere: () => Promise<OpenBook>,
): Promise<OpenBook> {
  disk.dieAt('sync', 1, 'process');
  expect(() => book.transaction(changes)).toThrow();
  await book.close().catch(() => undefined);
  disk.revive();
  return openHere();
}

/** Transactions with whatever an open book does meanwhile: snapshots, backups, starts, time that goes by. */
export async function tell(draw: Draw, transactions: number, beside: Beside = {}): Promise<Story> {
  let time = Date.parse('2026-09-01T10:00:00Z');
  const disk = new RecordingDisk(() => time);
  const openHere = (): Promise<OpenBook> =>
    openBook(`${disk.folder}/book`, {
      now: () => time,
      backups: `${disk.folder}/backups`,
      snapshotAboveBytes: 4000,
      ...(beside.keys === undefined ? {} : { keys: beside.keys(disk) }),
    });
  let book = await openHere();
  const states = [stateOf(book)];
  for (let n = 1; n <= transactions; n++) {
    time += draw() * 0.6 * DAY_MS;
    await beside.before?.(n, book, disk);
    disk.log.push({ kind: 'begun', seq: n });
    const changes = anyChanges(n, draw);
    if (draw() < 0.05) book = await dieMeanwhile(disk, book, changes, openHere);
    if (book.revision < n) book.transaction(changes);
    disk.log.push({ kind: 'acknowledged', seq: n });
    states.push(stateOf(book));
    // Often the next transaction comes in the middle of a snapshot or a backup.
    for (let turns = Math.floor(draw() * 6); turns > 0; turns--) await turn();
    if (draw() < 0.05) await book.backUp('import');
    if (draw() < 0.06) {
      await book.close();
      book = await openHere();
    }
  }
  await book.close();
  return { disk, states };
}

const numbers = new WeakMap<Buffer, number>();
let numbered = 0;

/** Bytes that nothing touched are the same buffer from crash to crash. */
function numberOf(bytes: Buffer): number {
  const number = numbers.get(bytes) ?? ++numbered;
  numbers.set(bytes, number);
  return number;
}

/** The same for two crashes that leave the same. */
const markOf = (files: ReadonlyMap<string, Buffer>, moment: string): string =>
  [moment, ...[...files].map(([path, bytes]) => `${path} ${numberOf(bytes)}`)].join('\n');

/** Opens what a crash left and gives what it holds, also after the start that put it right and another edit. */
async function whatIsLeft(
  files: ReadonlyMap<string, Buffer>,
  from: string,
  goOn: boolean,
  operations: number,
  beside: Beside,
): Promise<{ readonly state: string; readonly setAside: readonly string[] }> {
  const disk = new MemoryDisk();
  const [folder, kept] = [`${disk.folder}/book`, `${disk.folder}/backups`];
  for (const each of [folder, kept]) disk.makeFolder(each);
  for (const [path, bytes] of files) {
    const here = disk.folder + path.slice(from.length);
    disk.makeFolder(dirname(here));
    disk.replace(here, Buffer.from(bytes));
  }
  const keys = beside.keys === undefined ? {} : { keys: beside.keys(null, operations) };
  // What an unfinished switch rewrites it rewrites in the backups too.
  const options = beside.lookLater === undefined ? {} : { ...keys, backups: kept };
  try {
    const book = await openBook(folder, options);
    const state = stateOf(book);
    beside.look?.(book, folder);
    if (goOn) book.transaction([put(contact('afterwards'))]);
    const then = stateOf(book);
    await book.close();
    if (goOn) {
      const again = await openBook(folder, options);
      expect(stateOf(again), 'after one more edit and start').toBe(then);
      await beside.lookLater?.(again, disk);
      await again.close();
      const backups = openBackups(kept, Date.now, again.vault);
      for (const { name, contacts } of backups.list())
        expect((await backups.read(name)).contacts.size, `${name} can be read`).toBe(contacts);
    }
    return { state, setAside: book.recovery.setAside };
  } finally {
    disk.remove();
  }
}

/** Crashes after each operation of a story. */
export async function crashEverywhere(
  { disk, states }: Story,
  draw: Draw,
  beside: Beside = {},
): Promise<void> {
  const now = new DiskState();
  const seen = new Set<string>();
  let [begun, acknowledged] = [0, 0];
  for (const [index, operation] of disk.log.entries()) {
    now.play(operation);
    if (operation.kind === 'begun') begun = operation.seq;
    if (operation.kind === 'acknowledged') acknowledged = operation.seq;
    const torn = Array.from({ length: TORN_AT_EACH }, () => now.torn(draw));
    for (const [which, files] of [now.dropped(), now.kept(), ...torn].entries()) {
      const image = markOf(files, `${acknowledged} ${begun}`);
      if (seen.has(image)) continue;
      seen.add(image);
      const told = `operation ${index} of ${disk.log.length}, ${['dropped', 'kept'][which] ?? `torn ${which}`}`;
      const goOn = seen.size % EACH_SO_MANY_GO_ON === 0;
      const { state, setAside } = await whatIsLeft(files, disk.folder, goOn, index + 1, beside).catch(
        (thrown: unknown) => expect.fail(`${told}: ${String(thrown)}`),
      );
      if (which === 1) expect(setAside, `${told}: nothing is damaged by the death of a process`).toEqual([]);
      if (state !== states[begun]) expect(state, told).toBe(states[acknowledged]);
    }
  }
  expect(acknowledged).toBe(states.length - 1);
}

/** Files that a story gave these names, temporary ones before. */
export const renamedTo = ({ disk }: Story, part: string): number =>
  disk.log.filter(
    (operation) =>
      operation.kind === 'name' && operation.change.kind === 'rename' && operation.change.to.includes(part),
  ).length;
