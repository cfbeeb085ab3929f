// Owns: that a file of the book which the disk cannot give back, as where a sector is bad, leaves a way out: nothing is
// changed by itself, what can be read is exported, and a backup takes the book's place. Leaves to others: damaged bytes.
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportBook } from '../../../main/store/export.ts';
import { replaceBook } from '../../../main/store/replace-book.ts';
import { compact, freshFolder, goesOn, idsOf, look, named, open, writeContacts } from './shelf.ts';

const now = (): number => Date.parse('2026-11-21T10:00:00Z');

/** Reading the memory of a process from its start is an error of input and output, as reading a bad sector is. */
function spoil(file: string): void {
  rmSync(file);
  symlinkSync('/proc/self/mem', file);
}

/** A book with a backup of its first contact, two snapshots, and journals. */
async function written(): Promise<{ folder: string; backups: string; states: readonly unknown[] }> {
  const top = freshFolder();
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  await writeContacts(folder, 1);
  const book = await open(folder, { backups, now });
  await book.backUp('recent');
  await book.close();
  await writeContacts(folder, 2, 2);
  await compact(folder);
  await writeContacts(folder, 2, 4);
  await compact(folder);
  return { folder, backups, states: await writeContacts(folder, 2, 6) };
}

async function exported(folder: string): Promise<{ ids: readonly string[]; told: unknown }> {
  const file = join(folder, '..', 'contacts.json');
  const told = await exportBook(folder, file, true);
  const contacts = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly id: string }[];
  return { ids: contacts.map(({ id }) => id), told };
}

describe.skipIf(process.platform !== 'linux')('a file that the disk does not give back', () => {
  test('is the newest snapshot: the one before it and the journals are the book, and it is set aside', async () => {
    const { folder, states } = await written();
    spoil(join(folder, 'snapshot-5.json'));
    expect(await exported(folder)).toMatchObject({
      ids: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'],
      told: { book: 'damaged' },
    });
    const { state, setAside } = await look(folder);
    expect(state).toEqual(states.at(-1));
    expect(setAside).toEqual([expect.stringMatching(/snapshot-5\.json\.damaged-[0-9a-f]{8}$/)]);
    await goesOn(folder);
  });

  test('is a journal: the book is left as it is and says so, and what the others tell is exported', async () => {
    const { folder } = await written();
    spoil(join(folder, 'journal-5.log'));
    const before = named(folder, /./);
    await expect(open(folder)).rejects.toMatchObject({
      code: 'store.corrupt',
      message: expect.stringMatching(/does not give back journal-5\.log\. .*Try again.*backup/) as string,
      context: { file: join(folder, 'journal-5.log') },
    });
    expect(await exported(folder)).toMatchObject({
      ids: ['c1', 'c2', 'c3', 'c4', 'c5'],
      told: { book: 'damaged', unreadable: 1 },
    });
    expect(named(folder, /./)).toEqual(before);
  });

  test('is a journal: a backup takes the place of the book, whose files are set aside', async () => {
    const { folder, backups } = await written();
    spoil(join(folder, 'journal-5.log'));
    const files = named(folder, /^(snapshot|journal)/);
    const [backup = ''] = named(backups, /gz$/);
    const { contacts, setAside } = await replaceBook(folder, backups, backup, now);
    expect([contacts, setAside.length]).toEqual([1, files.length]);
    expect(await look(folder)).toMatchObject({ ids: ['c1'], setAside: [] });
    await goesOn(folder);
  });

  test('is a backup: it is told as damaged, and the book stays as it is', async () => {
    const { folder, backups, states } = await written();
    const [backup = ''] = named(backups, /gz$/);
    spoil(join(backups, backup));
    const book = await open(folder, { backups, now });
    await expect(book.backups!.read(backup)).rejects.toMatchObject({ code: 'store.corrupt' });
    expect((await book.backUp('deletion'))?.contacts).toBe(7);
    await book.close();
    expect((await look(folder)).state).toEqual(states.at(-1));
    expect(idsOf(await open(folder))).toHaveLength(7);
  });
});
