// Owns: that snapshots and backups are made while the book is used, keep no edit waiting, and cost nothing where they fail.
// Leaves to others: crashes on the way (every-crash.test.ts), which backups are kept (generations.test.ts).
import fs from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { openBook } from '../../../main/store/book.ts';
import type { BookOptions, OpenBook } from '../../../main/store/book.ts';
import { contact, freshFolder, idsOf, named, put, stateOf } from './shelf.ts';

const HOUR_MS = 60 * 60_000;
const START = Date.parse('2026-11-21T10:00:00Z');

type Answer = (error: Error | null, value?: unknown) => void;

/** A book whose snapshots pay soon, with backups beside it and a clock that is set by hand. */
function place(): { folder: string; backups: string; clock: { ms: number }; options: BookOptions } {
  const top = freshFolder();
  const clock = { ms: START };
  const backups = join(top, 'backups');
  return {
    folder: join(top, 'book'),
    backups,
    clock,
    options: { now: () => clock.ms, backups, snapshotAboveBytes: 2000 },
  };
}

/** Lets the background work go on until `done` says so. */
async function until(done: () => boolean): Promise<void> {
  for (let turns = 0; !done(); turns++) {
    if (turns > 100_000) throw new Error('it never happens');
    await turn();
  }
}

const made = (folder: string, pattern: RegExp): readonly string[] =>
  fs.existsSync(folder) ? named(folder, pattern) : [];

const edit = (book: OpenBook, n: number): void =>
  book.transaction([put(contact(`c${n}`, { local: { notes: { text: 'x'.repeat(300) } } }))]);

test('once the journal has grown a snapshot is made without closing the book', async () => {
  const { folder, options } = place();
  const book = await openBook(folder, options);
  for (let n = 1; n <= 5; n++) edit(book, n);
  await until(() => named(folder, /^snapshot-5\.json$/).length === 1);
  edit(book, 6);
  expect(named(folder, /^journal/), 'edits go on in a journal of their own').toEqual([
    'journal-0.log',
    'journal-5.log',
  ]);
  const state = stateOf(book);
  await book.close();
  const again = await openBook(folder, options);
  expect(stateOf(again)).toEqual(state);
  await again.close();
});

test('edits made while a snapshot is being written are neither kept waiting nor lost nor in it', async () => {
  const { folder, options } = place();
  const book = await openBook(folder, options);
  const held: (() => void)[] = [];
  const write = fs.write as unknown as (...args: unknown[]) => void;
  vi.spyOn(fs, 'write').mockImplementation(
    ((...args: unknown[]) => void held.push(() => write(...args))) as never,
  );
  for (let n = 1; n <= 5; n++) edit(book, n);
  await until(() => held.length > 0);
  for (let n = 6; n <= 9; n++) edit(book, n);
  expect(named(folder, /^snapshot.*json$/), 'the snapshot is not finished').toEqual([]);
  vi.restoreAllMocks();
  for (const go of held) go();
  await until(() => named(folder, /^snapshot-5\.json$/).length === 1);
  expect(fs.readFileSync(join(folder, 'snapshot-5.json'), 'utf8')).not.toContain('"c6"');
  const state = stateOf(book);
  await book.close();
  const again = await openBook(folder, options);
  expect(stateOf(again)).toEqual(state);
  expect(again.recovery.setAside).toEqual([]);
  await again.close();
});

test('a snapshot that fails costs nothing and is tried again when the journal has grown by as much again', async () => {
  const { folder, options } = place();
  const { backups: _none, ...withoutBackups } = options;
  const book = await openBook(folder, withoutBackups);
  let tries = 0;
  vi.spyOn(fs, 'fsync').mockImplementation(((_fd: number, answer: Answer) => {
    tries += 1;
    answer(Object.assign(new Error('the disk says no'), { code: 'EIO' }));
  }) as never);
  for (let n = 1; n <= 5; n++) edit(book, n);
  await until(() => tries === 1 && named(folder, /tmp$/).length === 0);
  edit(book, 6);
  for (let n = 0; n < 50; n++) await turn();
  expect(tries, 'not at every edit').toBe(1);
  vi.restoreAllMocks();
  for (let n = 7; n <= 11; n++) edit(book, n);
  await until(() => named(folder, /^snapshot/).length === 1);
  expect(idsOf(book)).toHaveLength(11);
  await book.close();
});

test('snapshots and backups give others their turn while they are written, and while they are read back', async () => {
  const { folder, options } = place();
  const people = Array.from({ length: 500 }, (_none, n) =>
    put(contact(`c${n}`, { local: { notes: { text: 'x'.repeat(3000) } } })),
  );
  let turns = 0;
  const othersTurn = async (): Promise<void> => void (turns += 1);
  const book = await openBook(folder, { ...options, snapshotAboveBytes: Infinity, othersTurn });
  book.transaction(people);
  expect(turns).toBe(0);
  await book.backUp('recent');
  const [pieces, bits] = [6, Math.floor((500 * 3000) / (512 * 1024))];
  expect(turns).toBeGreaterThanOrEqual(pieces + bits);
  await book.close();
});

test('closing waits for a snapshot that is being written', async () => {
  const { folder, options } = place();
  const book = await openBook(folder, options);
  const fsync = fs.fsync;
  let syncing = false;
  vi.spyOn(fs, 'fsync').mockImplementation(((fd: number, answer: Answer) => {
    syncing = true;
    fsync(fd, answer as never);
  }) as never);
  for (let n = 1; n <= 5; n++) edit(book, n);
  await until(() => syncing);
  await book.close();
  vi.restoreAllMocks();
  expect(named(folder, /^snapshot/)).toEqual(['snapshot-5.json']);
});

test('a backup is made when the book is opened an hour after the last one, and after a day of use, if anything changed', async () => {
  const { folder, backups, clock, options } = place();
  const session = async (work: (book: OpenBook) => void): Promise<readonly string[]> => {
    const book = await openBook(folder, options);
    work(book);
    await turn();
    await book.close();
    return book.backups!.list().map(({ name }) => name);
  };
  expect(await session((book) => edit(book, 1)), 'nothing was there when it was opened').toHaveLength(1);
  expect(await session((book) => edit(book, 2)), 'too soon').toHaveLength(1);
  clock.ms += HOUR_MS;
  expect(await session(() => undefined)).toHaveLength(2);
  clock.ms += 48 * HOUR_MS;
  expect(await session(() => undefined), 'nothing changed').toHaveLength(2);
  const book = await openBook(folder, options);
  edit(book, 3);
  await until(() => made(backups, /^book-3-recent\.json\.gz$/).length === 1);
  clock.ms += 23 * HOUR_MS;
  edit(book, 4);
  for (let n = 0; n < 50; n++) await turn();
  clock.ms += HOUR_MS;
  edit(book, 5);
  await until(() => made(backups, /^book-5-recent\.json\.gz$/).length === 1);
  expect(made(backups, /^book-4/)).toEqual([]);
  await book.close();
});

test('a clock that is set back by a year makes a backup rather than none for a year', async () => {
  const { folder, backups, clock, options } = place();
  const book = await openBook(folder, options);
  edit(book, 1);
  await book.backUp('import');
  clock.ms -= 365 * 24 * HOUR_MS;
  edit(book, 2);
  await until(() => made(backups, /^book-2-recent\.json\.gz$/).length === 1);
  edit(book, 3);
  for (let n = 0; n < 50; n++) await turn();
  expect(made(backups, /^book-3/), 'one').toEqual([]);
  await book.close();
});

test('a backup that cannot be made is told of and tried again an hour later; edits go on', async () => {
  const { folder, backups, clock, options } = place();
  const book = await openBook(folder, { ...options, snapshotAboveBytes: 1_000_000 });
  edit(book, 1);
  await until(() => made(backups, /^book-1-recent\.json\.gz$/).length === 1);
  vi.spyOn(fs, 'write').mockImplementation(((...args: unknown[]) =>
    (args.at(-1) as Answer)(Object.assign(new Error('full'), { code: 'ENOSPC' }))) as never);
  clock.ms += 25 * HOUR_MS;
  edit(book, 2);
  await until(() => book.backupProblem !== null);
  expect(book.backupProblem).toMatchObject({ code: 'store.full' });
  expect(made(backups, /tmp$/)).toEqual([]);
  await expect(book.backUp('import'), 'who asks is told').rejects.toMatchObject({ code: 'store.full' });
  vi.restoreAllMocks();
  edit(book, 3);
  for (let n = 0; n < 50; n++) await turn();
  expect(made(backups, /^book-/)).toHaveLength(1);
  clock.ms += HOUR_MS;
  edit(book, 4);
  await until(() => made(backups, /^book-4-recent\.json\.gz$/).length === 1);
  await until(() => book.backupProblem === null);
  await book.close();
});
