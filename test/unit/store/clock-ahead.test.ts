// Owns: that a clock which goes wrong throws nothing away. Leaves to others: what is kept while it goes right
// (history-files.test.ts).
import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ContactId } from '../../../main/core/account.ts';
import { byPerson } from '../../../main/core/history.ts';
import { noLongerNeeded } from '../../../main/store/retention.ts';
import { account, compact, contact, filesOf, freshFolder, GOOGLE, named, open, put } from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY_MS = 24 * 60 * 60_000;
const day = (days: number): number => NOW + days * DAY_MS;

/** A book of which one contact was deleted on day 0. */
async function withTrash(): Promise<string> {
  const folder = freshFolder();
  const book = await open(folder, { now: () => NOW });
  book.transaction([
    { kind: 'putAccount', account: account(GOOGLE) },
    put(contact('ada')),
    put(contact('grace')),
  ]);
  book.transaction([{ kind: 'dropContact', id: 'ada' as ContactId }], byPerson('contacts.delete'));
  await book.close();
  return folder;
}

/** Who is in the trash after a start on a day. */
async function trashOn(folder: string, days: number): Promise<readonly string[]> {
  const book = await open(folder, { now: () => day(days) });
  const ids = [...book.trash()].map(({ id }) => id);
  await book.close();
  return ids;
}

test('a start with a clock weeks ahead leaves the trash as it is', async () => {
  const folder = await withTrash();
  expect(await trashOn(folder, 60)).toEqual(['ada']);
  expect(await trashOn(folder, 1), 'put right again').toEqual(['ada']);
});

test('a clock that is weeks ahead again and again, and put right each time, throws nothing away', async () => {
  const folder = await withTrash();
  for (const days of [60, 1, 70, 2, 500, 3, 3.1]) expect(await trashOn(folder, days)).toEqual(['ada']);
  const once = filesOf(folder);
  await trashOn(folder, 5);
  expect(filesOf(folder), 'which is recorded once').toEqual(once);
  expect(await trashOn(folder, 31)).toEqual(['ada']);
  expect(await trashOn(folder, 32)).toEqual([]);
});

test('what has been in the trash for thirty days goes when the clock has been that far for a day', async () => {
  const folder = await withTrash();
  expect(await trashOn(folder, 31)).toEqual(['ada']);
  expect(await trashOn(folder, 31.9)).toEqual(['ada']);
  expect(await trashOn(folder, 32)).toEqual([]);
});

test('starts of one day bear witness once, and only where something is old', async () => {
  const folder = await withTrash();
  const before = filesOf(folder);
  await trashOn(folder, 29);
  expect(filesOf(folder)).toEqual(before);
  await trashOn(folder, 31);
  const once = filesOf(folder);
  expect(Object.keys(once).length).toBe(Object.keys(before).length + 1);
  await trashOn(folder, 31.5);
  expect(filesOf(folder)).toEqual(once);
});

test('what is recorded anyway bears witness too', async () => {
  const folder = await withTrash();
  const book = await open(folder, { now: () => day(31) });
  book.transaction([put(contact('grace', { etag: '2' }))]);
  await book.close();
  expect(await trashOn(folder, 32)).toEqual([]);
});

test('a journal that cannot be read bears no witness, and keeps nobody from opening the book', async () => {
  const folder = await withTrash();
  const book = await open(folder, { now: () => day(30.5) });
  book.transaction([put(contact('grace', { etag: '2' }))]);
  await book.close();
  await compact(folder, day(30.5));
  const [oldest] = named(folder, /^journal/);
  rmSync(join(folder, oldest!));
  mkdirSync(join(folder, oldest!));
  expect(await trashOn(folder, 31)).toEqual(['ada']);
});

test('a snapshot that is made while the clock is ahead leaves the history as it is', async () => {
  const folder = freshFolder();
  for (const [index, days] of [-40, -35, -20, -10, 0].entries()) {
    const book = await open(folder, { now: () => day(days) });
    book.transaction([put(contact(`c${index}`))]);
    await book.close();
    utimesSync(join(folder, `journal-${index}.log`), day(days) / 1000, day(days) / 1000);
    await compact(folder, day(days));
  }
  expect(noLongerNeeded(folder, day(365))).toEqual(noLongerNeeded(folder, day(30.5)));
  expect(noLongerNeeded(folder, day(1))).toEqual([]);
});
