// Owns: that the book as it was comes from a backup or a part of the history that can be read, and that what cannot is told
// of as what it is. Leaves to others: making and keeping backups (backups.test.ts), the states of a history that is whole
// (history-files.test.ts), going back (sync/book-restore.test.ts).
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openArchive } from '../../../main/store/archive.ts';
import type { Archive } from '../../../main/store/archive.ts';
import { drained } from '../../support/drained.ts';
import { compact, contact, flip, freshFolder, open, put } from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

async function archiveOf(top: string): Promise<Archive> {
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  const book = await open(folder, { backups, now: () => NOW });
  book.transaction([put(contact('c1'))]);
  return openArchive(book, folder, backups);
}

test('a backup gives the book with the moment it was made; one that is damaged or a newer Kith’s says so, where it is not just gone', async () => {
  const archive = await archiveOf(freshFolder());
  const { name } = await archive.make('deletion');
  const past = await archive.read(name);
  expect([past.at, ...past.contents.contacts.keys()]).toEqual(['2026-11-21T10:00:00.000Z', 'c1']);
  truncateSync(join(archive.folder, name), 700);
  await expect(archive.read(name)).rejects.toMatchObject({ code: 'store.corrupt' });
  truncateSync(join(archive.folder, name), 100);
  await expect(archive.read(name)).rejects.toMatchObject({ code: 'store.corrupt' });
  const header = { format: 9, minReader: 9, seq: 1, bytes: 0, sha256: '' };
  writeFileSync(join(archive.folder, name), gzipSync(`${JSON.stringify(header)}\n`));
  await expect(archive.read(name)).rejects.toMatchObject({ code: 'store.newerFormat' });
  await expect(archive.read('book-2-deletion.json.gz')).rejects.toMatchObject({ code: 'input.notFound' });
});

/** The moment of a change: number n is made n minutes after the start. */
const minute = (n: number): number => NOW + n * 60_000;
const iso = (n: number): string => new Date(minute(n)).toISOString();

/** One session, in which contacts are added, named by their minutes. */
async function add(folder: string, ...minutes: readonly number[]): Promise<void> {
  let at = NOW;
  const book = await open(folder, { now: () => at });
  for (const n of minutes) {
    at = minute(n);
    book.transaction([put(contact(`c${n}`))]);
  }
  await book.close();
}

const snapshot = (folder: string, n: number): Promise<void> => compact(folder, minute(n));

const damage = (file: string, id: string): void => flip(file, readFileSync(file).indexOf(`"${id}"`) + 2);

/** Asks for the book at a minute: the moment it gives, and how many contacts there were. */
async function asking(folder: string): Promise<(n: number) => readonly unknown[]> {
  const archive = openArchive(await open(folder), folder, '');
  return (n) => {
    const { at, contents } = drained(archive.at(iso(n)));
    return [at, contents.contacts.size];
  };
}

const isDamaged = (until: number | null, since: number): unknown =>
  expect.objectContaining({
    code: 'store.historyDamaged',
    context: { ...(until === null ? {} : { until: iso(until) }), since: iso(since) },
    message: expect.stringMatching(
      until === null
        ? new RegExp(`Take a moment after ${iso(since)}, or a backup`)
        : new RegExp(`Take a moment up to ${iso(until)}, or a moment after ${iso(since)}, or a backup`),
    ) as string,
  });

test('at a moment among damaged records nobody knows what the book was: that is said, with the moments that remain', async () => {
  const folder = freshFolder();
  await add(folder, 1, 2, 3, 4, 5);
  await snapshot(folder, 6);
  await add(folder, 7, 8);
  damage(join(folder, 'journal-0.log'), 'c3');
  const at = await asking(folder);
  expect(at(1)).toEqual([iso(1), 1]);
  expect(at(1.5)).toEqual([iso(1), 1]);
  expect(at(2)).toEqual([iso(2), 2]);
  for (const n of [2.5, 3, 4, 5, 5.9]) expect(() => at(n), String(n)).toThrow(isDamaged(2, 6) as Error);
  expect(at(6)).toEqual([iso(6), 5]);
  expect(at(7.5)).toEqual([iso(7), 6]);
  expect(at(9)).toEqual([iso(8), 7]);
});

test('where nothing follows what is damaged, the book since its snapshot can be told', async () => {
  const folder = freshFolder();
  await add(folder, 1, 2, 3);
  await snapshot(folder, 6);
  damage(join(folder, 'journal-0.log'), 'c2');
  const at = await asking(folder);
  expect(() => at(4)).toThrow(isDamaged(1, 6) as Error);
  expect(at(60)).toEqual([iso(6), 3]);
});

test('a history whose first record is damaged does not say that the book was empty', async () => {
  const folder = freshFolder();
  await add(folder, 1, 2, 3);
  await snapshot(folder, 4);
  await add(folder, 5);
  damage(join(folder, 'journal-0.log'), 'c1');
  const at = await asking(folder);
  for (const n of [0, 2]) expect(() => at(n)).toThrow(isDamaged(null, 4) as Error);
  expect(at(5)).toEqual([iso(5), 4]);
});

test('a later moment before the next snapshot is refused as damaged too, not as too long ago', async () => {
  const folder = freshFolder();
  for (const n of [1, 2, 3, 4, 5]) await add(folder, n);
  await snapshot(folder, 6);
  damage(join(folder, 'journal-2.log'), 'c3');
  const at = await asking(folder);
  for (const n of [3, 4, 4.5]) expect(() => at(n)).toThrow(isDamaged(2, 6) as Error);
  expect(at(2)).toEqual([iso(2), 2]);
  expect(at(5), 'which the snapshot tells').toEqual([iso(5), 5]);
});

test('a moment before the first entry of a book is told as one of which nothing is known', async () => {
  const folder = freshFolder();
  await add(folder, 1, 2);
  const at = await asking(folder);
  expect(() => at(0)).toThrow(
    expect.objectContaining({
      code: 'store.historyEnds',
      context: { from: iso(1), reason: 'beforeFirst' },
      message: `Nothing is known of ${iso(0)}: that is before the first entry of this address book, which is of ${iso(1)}. Nothing was changed. Take a later moment.`,
    }) as Error,
  );
  expect(at(1)).toEqual([iso(1), 1]);
});
