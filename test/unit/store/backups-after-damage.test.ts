// Owns: that backups can be made, are kept and are written over by none where the book lost transactions, and with them the
// numbers that it had got to. Leaves to others: the usual life of backups (backups.test.ts), what damage costs the book
// (journal.test.ts).
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenBook } from '../../../main/store/book.ts';
import { openBook } from '../../../main/store/book.ts';
import type { BackupInfo } from '../../../main/store/generations.ts';
import { contact, filesOf, freshFolder, named, put } from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const now = (): number => NOW;

interface Places {
  readonly folder: string;
  readonly backups: string;
}

function freshPlaces(): Places {
  const top = freshFolder();
  return { folder: join(top, 'book'), backups: join(top, 'backups') };
}

/** One session: what is done in it, and its end. */
async function session<T>(
  { folder, backups }: Places,
  work: (book: OpenBook) => Promise<T> | T,
  at: () => number = now,
): Promise<T> {
  const book = await openBook(folder, { backups, now: at });
  try {
    return await work(book);
  } finally {
    await book.close();
  }
}

const add = (places: Places, id: string): Promise<void> =>
  session(places, (book) => book.transaction([put(contact(id))]));

const make = (places: Places, reason: BackupInfo['reason'] = 'recent'): Promise<BackupInfo> =>
  session(places, async (book) => (await book.backUp(reason))!);

const idsIn = ({ folder, backups }: Places, name: string): Promise<readonly string[]> =>
  session({ folder, backups }, async (book) => [...(await book.backups!.read(name)).contacts.keys()]);

/** Four contacts, then three of which each is in a backup before many deletions; all but the first two are lost. */
async function damaged(): Promise<Places> {
  const places = freshPlaces();
  for (let n = 1; n <= 4; n++) await add(places, `c${n}`);
  for (let n = 5; n <= 7; n++) {
    await add(places, `c${n}`);
    await make(places, 'deletion');
  }
  const journal = join(places.folder, 'journal-2.log');
  truncateSync(journal, readFileSync(journal).length - 20);
  return places;
}

test('after damage that takes the newest transactions a backup is made, kept, and listed first, as often as one is needed', async () => {
  const places = await damaged();
  for (const lost of ['x1', 'x2', 'x3', 'x4']) {
    const made = await make(places, 'deletion');
    await session(places, (book) => {
      expect(book.backups!.list()[0]).toEqual(made);
      expect(book.backups!.list().filter(({ reason }) => reason === 'deletion')).toHaveLength(3);
    });
    expect(await idsIn(places, made.name)).not.toContain(lost);
    await add(places, lost);
  }
});

test('no backup is written over by one of a book that lost what is in it', async () => {
  const places = freshPlaces();
  for (let n = 1; n <= 3; n++) {
    await add(places, `c${n}`);
    await make(places);
  }
  const before = filesOf(places.backups);
  const journal = join(places.folder, 'journal-1.log');
  truncateSync(journal, readFileSync(journal).length - 20);
  for (const id of ['d2', 'd3']) {
    await add(places, id);
    const { name } = await make(places, 'deletion');
    expect(await idsIn(places, name)).toContain(id);
    expect(await idsIn(places, (await make(places)).name)).toContain(id);
    const after = filesOf(places.backups);
    for (const file of Object.keys(before)) if (file in after) expect(after[file], file).toBe(before[file]);
  }
});

test('a book that begins anew beside the backups of one that is lost has backups of its own, newer than those', async () => {
  const places = freshPlaces();
  for (let n = 1; n <= 3; n++) await add(places, `c${n}`);
  const { name } = await make(places);
  const before = readFileSync(join(places.backups, name));
  rmSync(places.folder, { recursive: true });
  for (let n = 1; n <= 3; n++) await add(places, `d${n}`);
  const made = await make(places);
  expect(readFileSync(join(places.backups, name))).toEqual(before);
  await session(places, (book) => expect(book.backups!.list()[0]).toEqual(made));
  expect(await idsIn(places, made.name)).toEqual(['d1', 'd2', 'd3']);
});

test('a backup that cannot be read is not written over either', async () => {
  const places = freshPlaces();
  await add(places, 'c1');
  const { name } = await make(places);
  writeFileSync(join(places.backups, name), 'nothing');
  expect((await make(places)).name).not.toBe(name);
  expect(readFileSync(join(places.backups, name), 'utf8')).toBe('nothing');
});

test('backups of a book that does not change take the place of one another, and drive out none of what it was', async () => {
  const places = freshPlaces();
  for (let n = 1; n <= 3; n++) {
    await add(places, `c${n}`);
    await make(places, 'deletion');
  }
  for (let n = 1; n <= 4; n++) await make(places, 'deletion');
  const kept = named(places.backups, /deletion/);
  const sizes: number[] = [];
  for (const name of kept) sizes.push((await idsIn(places, name)).length);
  expect(sizes).toEqual([1, 2, 3]);
});
