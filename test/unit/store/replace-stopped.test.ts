// Owns: that a replacement of the book that is stopped leaves the damaged book as it was. Leaves to others: what a replacement
// does (backups.test.ts), the signal of a process (cli/streams.ts).
import fs, { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { replaceBook } from '../../../main/store/replace-book.ts';
import { backedUp, contact, filesOf, idsOf, open, put } from './shelf.ts';

const now = (): number => Date.parse('2026-11-21T10:00:00Z');

afterEach(() => vi.restoreAllMocks());

/** A book of some contacts that does not open, and its backup. */
async function damaged(): Promise<Record<'folder' | 'backups' | 'name', string>> {
  const { folder, backups, name, book } = await backedUp(20, now);
  book.transaction([put(contact('later'))]);
  await book.close();
  rmSync(join(folder, 'journal-0.log'));
  return { folder, backups, name };
}

type Calls = typeof fs.fsync & typeof fs.renameSync & typeof fs.readdirSync;

/** Stops once this call is made for the first time. */
function stoppingAt(call: 'fsync' | 'readdirSync' | 'renameSync'): AbortSignal {
  const stop = new AbortController();
  const real = fs[call].bind(fs) as (...args: readonly unknown[]) => unknown;
  vi.spyOn(fs, call).mockImplementationOnce(((...args: readonly unknown[]) => {
    stop.abort();
    return real(...args);
  }) as Calls);
  return stop.signal;
}

test.each([
  ['before it began', () => AbortSignal.abort()],
  ['while the backup is looked for', () => stoppingAt('readdirSync')],
  ['once all of it is written, and before it has its name', () => stoppingAt('fsync')],
] as const)('who stops it %s finds the book and the files that it was', async (_when, stopping) => {
  const { folder, backups, name } = await damaged();
  const before = filesOf(folder);
  await expect(replaceBook(folder, backups, name, now, undefined, stopping())).rejects.toMatchObject({
    code: 'sync.cancelled',
    message: 'Kith was stopped. The address book is as it was before.',
  });
  expect(filesOf(folder)).toEqual(before);
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt' });
});

test('who stops it once the backup is the book gets the rest of it done', async () => {
  const { folder, backups, name } = await damaged();
  const stop = stoppingAt('renameSync');
  expect(await replaceBook(folder, backups, name, now, undefined, stop)).toMatchObject({ contacts: 20 });
  expect(stop.aborted).toBe(true);
  const again = await open(folder);
  expect(idsOf(again)).toHaveLength(20);
  expect(again.recovery.setAside).toEqual([]);
});
