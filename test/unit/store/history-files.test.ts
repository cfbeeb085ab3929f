// Owns: that the kept files tell every state of the last thirty days, and say where they end.
// Leaves to others: crashes while old files go (every-crash.test.ts).
import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ContactId } from '../../../main/core/account.ts';
import { emptyBook } from '../../../main/store/book-format.ts';
import { historyStart, lookThroughHistory, readHistory } from '../../../main/store/history-files.ts';
import { noLongerNeeded } from '../../../main/store/retention.ts';
import {
  compact,
  contact,
  contentsAt,
  filesOf,
  freshFolder,
  named,
  open,
  put,
  writeContacts,
} from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

const idsAt = (folder: string, seq: number): readonly string[] => [
  ...contentsAt(folder, seq).contacts.keys(),
];
const seqsOf = (folder: string, query: Parameters<typeof readHistory>[1]): readonly number[] =>
  [...readHistory(folder, query)].map(({ seq }) => seq);

test('the book as it was after any change can be told, across snapshots and journals', async () => {
  const folder = freshFolder();
  for (const from of [1, 4, 7]) {
    await writeContacts(folder, 3, from);
    await compact(folder, NOW);
  }
  const before = filesOf(folder);
  for (let seq = 0; seq <= 9; seq++)
    expect(idsAt(folder, seq)).toEqual(Array.from({ length: seq }, (_none, n) => `c${n + 1}`));
  expect(filesOf(folder), 'looking changes nothing').toEqual(before);
  expect(() => contentsAt(folder, 10)).toThrow(expect.objectContaining({ code: 'store.historyDamaged' }));
});

test('records are read oldest or newest first, within bounds, and only those that mention a text', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 4);
  await compact(folder, NOW);
  const book = await open(folder);
  book.transaction([put(contact('c2', { etag: '2' })), put(contact('ç3'))]);
  book.transaction([{ kind: 'dropContact', id: 'c2' as ContactId }]);
  await book.close();
  expect(seqsOf(folder, { order: 'oldest' })).toEqual([1, 2, 3, 4, 5, 6]);
  expect(seqsOf(folder, { order: 'newest' })).toEqual([6, 5, 4, 3, 2, 1]);
  expect(seqsOf(folder, { order: 'newest', after: 2, upTo: 5 })).toEqual([5, 4, 3]);
  expect(seqsOf(folder, { order: 'newest', containing: '"c2"' })).toEqual([6, 5, 2]);
  expect(seqsOf(folder, { order: 'oldest', containing: '"ç3"' })).toEqual([5]);
  expect(seqsOf(folder, { order: 'oldest', containing: 'nobody' })).toEqual([]);
  expect(seqsOf(folder, { order: 'oldest', containing: ' ' }), 'heads of records do not count').toEqual([]);
  const [first] = readHistory(folder, { order: 'oldest' });
  expect(first!.json).toContain('"c1"');
});

test('looking for a text stops at the first damaged record, as reading does, and counts no refused one', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 4);
  const file = join(folder, 'journal-0.log');
  const bytes = readFileSync(file);
  const second = bytes.indexOf(0x0a) + 1;
  const damaged = Buffer.from(bytes);
  damaged[damaged.indexOf('"c3"', second) + 1]! ^= 1;
  writeFileSync(file, damaged);
  for (const containing of [undefined, 'person'])
    expect(seqsOf(folder, { order: 'oldest', ...(containing === undefined ? {} : { containing }) })).toEqual([
      1, 2,
    ]);
  expect(() => contentsAt(folder, 3)).toThrow(expect.objectContaining({ code: 'store.historyDamaged' }));
  writeFileSync(file, bytes);
  await writeContacts(folder, 1, 5);
  // What a write left that was refused, and that the next journal overrules.
  appendFileSync(file, readFileSync(join(folder, 'journal-4.log'), 'utf8').replaceAll('c5', 'x5'));
  expect(seqsOf(folder, { order: 'oldest' })).toEqual([1, 2, 3, 4, 5]);
  expect(idsAt(folder, 5)).toContain('c5');
});

test('a long journal is looked through bit by bit, and a text found that two bits share', async () => {
  const SHARED = 1024 * 1024;
  const journalWith = async (before: number): Promise<string> => {
    const folder = freshFolder();
    const book = await open(folder);
    const text = `${'.'.repeat(before)}needle${'.'.repeat(2 * SHARED)}`;
    book.transaction([put(contact('c1', { local: { notes: { text } } }))]);
    await book.close();
    return folder;
  };
  const placeIn = (folder: string): number => readFileSync(join(folder, 'journal-0.log')).indexOf('needle');
  const head = placeIn(await journalWith(SHARED)) - SHARED;
  for (const at of [SHARED - 6, SHARED - 5, SHARED - 1, SHARED]) {
    const folder = await journalWith(at - head);
    expect(placeIn(folder)).toBe(at);
    expect(seqsOf(folder, { order: 'newest', containing: 'needle' })).toEqual([1]);
    const looked = [...lookThroughHistory(folder, { order: 'newest', containing: 'nobody' })];
    expect(looked, 'others have had their turn').toEqual([null, null, null]);
  }
});

/** Sessions of one contact each, with a snapshot after each; the journal of session n is made so many days ago. */
async function sessions(folder: string, daysAgo: readonly number[]): Promise<void> {
  for (const [index, days] of daysAgo.entries()) {
    const at = NOW - days * DAY_MS;
    const book = await open(folder, { now: () => at });
    book.transaction([put(contact(`c${index + 1}`))]);
    await book.close();
    utimesSync(join(folder, `journal-${index}.log`), at / 1000, at / 1000);
    await compact(folder, at);
  }
}

test('every state of the last thirty days can be told, and what is older than sixty goes', async () => {
  const folder = freshFolder();
  const days = Array.from({ length: 100 }, (_none, n) => 99 - n);
  await sessions(folder, days);
  const { seq } = historyStart(folder);
  expect(99 - seq).toBeLessThanOrEqual(60);
  for (let after = 100 - 30; after <= 100; after++) expect(idsAt(folder, after)).toHaveLength(after);
  for (let after = seq; after < 70; after++) expect(idsAt(folder, after)).toHaveLength(after);
  expect(named(folder, /^snapshot/).length).toBeLessThanOrEqual(4);
  expect(() => contentsAt(folder, seq - 1)).toThrow(
    expect.objectContaining({
      code: 'store.historyEnds',
      message: expect.stringContaining(`reaches back to change ${seq}`) as string,
    }),
  );
}, 60_000);

test('a book that was not used for a year keeps what it needs and its newest state', async () => {
  const folder = freshFolder();
  await sessions(folder, [401, 400, 399, 398, 1, 0]);
  expect(idsAt(folder, 6)).toHaveLength(6);
  expect(idsAt(folder, 5)).toHaveLength(5);
  expect(idsAt(folder, 4), 'what it was thirty days ago').toHaveLength(4);
  expect(await open(folder).then((book) => [...book.contacts()].length)).toBe(6);
});

test('while there is only one snapshot nothing goes', async () => {
  const folder = freshFolder();
  await sessions(folder, [400]);
  expect(noLongerNeeded(folder, NOW)).toEqual([]);
  expect(contentsAt(folder, 0).contacts).toEqual(emptyBook().contacts);
});
