// Owns: that a file of the book which the disk cannot give back, as where a sector is bad, or that is no file, leaves a way
// out: nothing is changed by itself, what can be read is exported, and a backup takes the book's place; one that may not be
// read is named. Leaves to others: damaged bytes.
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportBook } from '../../../main/store/export.ts';
import { replaceBook } from '../../../main/store/replace-book.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { compact, filesOf, freshFolder, goesOn, idsOf, look, named, open, writeContacts } from './shelf.ts';

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

/** What may have a file's name without being one. */
const NO_FILES: readonly (readonly [string, (file: string) => void])[] = [
  ['a folder', (file) => mkdirSync(file)],
  ['a link that leads nowhere', (file) => symlinkSync('nowhere', file)],
  ['a link to itself', (file) => symlinkSync(file, file)],
  ['a pipe', (file) => void execFileSync('mkfifo', [file])],
];

describe.skipIf(process.platform === 'win32').each(NO_FILES)('%s in the place of', (_what, make) => {
  function replaced(file: string): void {
    rmSync(file);
    make(file);
  }

  test('the newest snapshot is set aside, and the one before it and the journals are the book', async () => {
    const { folder, states } = await written();
    replaced(join(folder, 'snapshot-5.json'));
    const { state, setAside } = await look(folder);
    expect(state).toEqual(states.at(-1));
    expect(setAside).toEqual([expect.stringMatching(/snapshot-5\.json\.damaged-[0-9a-f]{8}$/)]);
    expect(lstatSync(setAside[0]!).isFile()).toBe(false);
    await goesOn(folder);
  });

  test('a journal is told as such, with a way out: an export of what the others tell, or a backup', async () => {
    const { folder, backups } = await written();
    const journal = join(folder, 'journal-5.log');
    replaced(journal);
    await expect(open(folder)).rejects.toMatchObject({
      code: 'store.corrupt',
      message: expect.stringMatching(/journal-5\.log is no file.* left as they were.*backup/) as string,
      context: { file: journal },
    });
    expect(await exported(folder)).toMatchObject({
      ids: ['c1', 'c2', 'c3', 'c4', 'c5'],
      told: { book: 'damaged', unreadable: 1 },
    });
    const [backup = ''] = named(backups, /gz$/);
    expect(await replaceBook(folder, backups, backup, now)).toMatchObject({ contacts: 1 });
    expect(await look(folder)).toMatchObject({ ids: ['c1'], setAside: [] });
    await goesOn(folder);
  });

  test.each(['lock', 'encryption.json'])('the %s is named as what is in the way', async (name) => {
    const { folder } = await written();
    const [file, before] = [join(folder, name), filesOf(folder)];
    make(file);
    const refusal = await open(folder).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(refusal).toMatchObject({
      code: 'store.unwritable',
      message: `${file} is no file, but a folder or a link that leads to none. Nothing was changed. Move it out of the way.`,
    });
    expect(filesOf(folder)).toEqual(before);
    rmSync(file, { recursive: true });
    await goesOn(folder);
  });
});

test.skipIf(process.platform === 'win32').each(['journal-5.log', 'snapshot-5.json'])(
  'another user’s %s, which may not be read, is named as what may not be read, and nothing is changed',
  async (name) => {
    const { folder, states } = await written();
    const file = join(folder, name);
    for (const place of [folder, join(folder, '..')]) chmodSync(place, 0o777);
    for (const other of named(folder, /^(snapshot|journal)/)) chmodSync(join(folder, other), 0o666);
    chmodSync(file, 0);
    const before = named(folder, /./);
    const refusal = {
      code: 'store.unwritable',
      message: expect.stringContaining(`Kith may not read ${file} (EACCES).`) as string,
    };
    await asOrdinaryUser(async () => {
      await expect(open(folder)).rejects.toMatchObject(refusal);
      await expect(exportBook(folder, `${folder}.json`, true)).rejects.toMatchObject(refusal);
    });
    expect(named(folder, /./)).toEqual(before);
    chmodSync(file, 0o600);
    expect((await look(folder)).state).toEqual(states.at(-1));
  },
);

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
