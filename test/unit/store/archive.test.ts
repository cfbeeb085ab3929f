// Owns: that the book as it was comes from a backup that can be read, and that one which cannot is told of as what it is.
// Leaves to others: making and keeping backups (backups.test.ts), going back (sync/book-restore.test.ts).
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openArchive } from '../../../main/store/archive.ts';
import type { Archive } from '../../../main/store/archive.ts';
import { contact, freshFolder, open, put } from './shelf.ts';

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
