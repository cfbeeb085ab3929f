// Owns: that backups hold the book they were made of, are read back before older ones go, and can take the place of a
// book that does not open. Leaves to others: when they are made (upkeep.test.ts).
import fs, { chmodSync, chownSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openBackups } from '../../../main/store/backups.ts';
import { openBook } from '../../../main/store/book.ts';
import { keptBackups } from '../../../main/store/generations.ts';
import type { BackupInfo } from '../../../main/store/generations.ts';
import { replaceBook } from '../../../main/store/replace-book.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import {
  backedUp,
  contact,
  filesOf,
  freshFolder,
  idsOf,
  named,
  open,
  put,
  stateOf,
  writeContacts,
} from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY_MS = 24 * 60 * 60_000;
const now = (): number => NOW;

const backup = (seq: number, ms: number, reason: BackupInfo['reason'] = 'recent'): BackupInfo => ({
  name: `${seq}-${reason}`,
  number: seq,
  at: new Date(ms).toISOString(),
  seq,
  reason,
  contacts: 1,
  bytes: 1,
});
const seqs = (all: readonly BackupInfo[]): readonly number[] => all.map(({ seq }) => seq);

test('of hourly backups of a hundred days three, one of each of seven days and one of each of four weeks are kept', () => {
  // 2026-11-21 is a Saturday; number n is made n hours after the first.
  const first = NOW - 100 * DAY_MS;
  const all = Array.from({ length: 2401 }, (_none, n) => backup(n, first + n * 3_600_000));
  const newestOf = (daysAgo: number): number => 2400 - 11 - 24 * (daysAgo - 1);
  expect(seqs(keptBackups(all))).toEqual(
    [2400, 2399, 2398, ...[1, 2, 3, 4, 5, 6].map(newestOf), newestOf(13), newestOf(20)].toSorted(
      (a, b) => b - a,
    ),
  );
});

test('the last three of each reason are kept beside the others', () => {
  const all = (['migration', 'import', 'deletion'] as const).flatMap((reason, kind) =>
    [1, 2, 3, 4, 5].map((n) => backup(n * 10 + kind, NOW + n, reason)),
  );
  expect(seqs(keptBackups(all))).toEqual([52, 51, 50, 42, 41, 40, 32, 31, 30]);
});

test('a clock that jumps, to and fro, drives out neither the newest backups nor, each time, more than one of a day and one of a week', () => {
  const normal = Array.from({ length: 10 }, (_none, n) => backup(n, NOW + n * DAY_MS));
  const before = seqs(keptBackups(normal));
  const jumped = [...normal, backup(10, NOW + 36_500 * DAY_MS), backup(11, NOW - 9000 * DAY_MS)];
  const after = seqs(keptBackups(jumped));
  expect(after.slice(0, 3)).toEqual([11, 10, 9]);
  expect(before.filter((seq) => !after.includes(seq)).length).toBeLessThanOrEqual(2 * 2);
});

test('a backup holds the book it was made of, says so, and is compressed', async () => {
  const top = freshFolder();
  const book = await openBook(join(top, 'book'), { backups: join(top, 'backups'), now });
  for (let n = 0; n < 700; n++) book.transaction([put(contact(`c${n}`))]);
  const made = book.backUp('deletion');
  book.transaction([{ kind: 'dropContact', id: contact('c1').id }]);
  const info = await made;
  expect(info).toEqual({
    name: 'book-701-deletion.json.gz',
    number: 701,
    at: '2026-11-21T10:00:00.000Z',
    seq: 701,
    reason: 'deletion',
    contacts: 699,
    bytes: readFileSync(join(top, 'backups', info!.name)).length,
  });
  expect(book.backups!.list().find(({ reason }) => reason === 'deletion')).toEqual(info);
  const read = await book.backups!.read(info!.name);
  expect([...read.contacts.values()]).toEqual([...book.contacts()]);
  expect(read.seq).toBe(701);
  expect(info!.bytes).toBeLessThan(30_000);
  await book.close();
});

test('a backup that cannot be read back is told of, is gone, and drives out none that can', async () => {
  const top = freshFolder();
  const backups = openBackups(top, now);
  const book = await open(freshFolder());
  for (let n = 0; n < 3; n++) {
    book.transaction([put(contact(`c${n}`))]);
    await backups.make(contentsOf(book), 'recent');
  }
  const before = filesOf(top);
  const write = fs.write as unknown as (...args: unknown[]) => void;
  let writes = 0;
  vi.spyOn(fs, 'write').mockImplementation(((fd: number, bytes: Buffer, ...rest: unknown[]) => {
    const flipped = Buffer.from(bytes);
    if (bytes.length > 20 && ++writes === 1) flipped[flipped.length - 20]! ^= 1;
    write(fd, flipped, ...rest);
  }) as never);
  book.transaction([put(contact('c9'))]);
  await expect(backups.make(contentsOf(book), 'recent')).rejects.toMatchObject({ code: 'store.corrupt' });
  vi.restoreAllMocks();
  expect(filesOf(top)).toEqual(before);
});

/** The contents of a book, as its backups get them. */
function contentsOf(
  book: Awaited<ReturnType<typeof open>>,
): Parameters<ReturnType<typeof openBackups>['make']>[0] {
  return {
    seq: book.revision,
    accounts: new Map(),
    sync: new Map(),
    contacts: new Map([...book.contacts()].map((record) => [record.id, record])),
    labels: new Map(),
    persons: new Map(),
    trash: new Map(),
    refused: book.refused(),
    runs: book.runs(),
    settings: book.settings(),
  };
}

test.each(['', '../book/journal-0.log', 'book-1-recent.json.gz', 'book-1-dream.json.gz'])(
  'there is no backup "%s", and that is said',
  async (name) => {
    const backups = openBackups(freshFolder(), now);
    await expect(backups.read(name)).rejects.toMatchObject({ code: 'input.notFound' });
  },
);

test('a damaged backup is refused, at any place of the damage', async () => {
  const folder = freshFolder();
  const backups = openBackups(folder, now);
  const book = await open(freshFolder());
  for (let n = 0; n < 20; n++) book.transaction([put(contact(`c${n}`))]);
  const { name, bytes } = await backups.make(contentsOf(book), 'import');
  const whole = readFileSync(join(folder, name));
  const damages = [
    ...Array.from({ length: 40 }, (_none, n) => {
      const flipped = Buffer.from(whole);
      flipped[Math.floor((n * (bytes - 1)) / 39)]! ^= 0x10;
      return flipped;
    }),
    ...[0, 100, 535, 600, bytes - 1].map((length) => whole.subarray(0, length)),
  ];
  const sane = stateOf(book);
  for (const [index, damaged] of damages.entries()) {
    writeFileSync(join(folder, name), damaged);
    const read = await backups.read(name).then(
      (contents) => [...contents.contacts.values()],
      (thrown: { code: string }) => thrown.code,
    );
    // A few bits of gzip's own header (its time, the system) mean nothing.
    if (Array.isArray(read)) expect(read).toEqual((sane as { contacts: unknown }).contacts);
    else expect(['store.corrupt', 'input.notFound'], `damage ${index}`).toContain(read);
  }
});

test('a book that does not open is replaced by a backup, and its files are set aside', async () => {
  const top = freshFolder();
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  await writeContacts(folder, 3);
  const book = await openBook(folder, { backups, now });
  const state = stateOf(book) as { contacts: unknown };
  const { name } = (await book.backUp('import'))!;
  book.transaction([put(contact('later'))]);
  await book.close();
  const journal = readFileSync(join(folder, 'journal-3.log'));
  rmSync(join(folder, 'journal-0.log'));
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt' });
  const { contacts, setAside } = await replaceBook(folder, backups, name, now);
  expect(contacts).toBe(3);
  expect(setAside.map((file) => readFileSync(file))).toEqual([journal]);
  const again = await open(folder);
  expect(stateOf(again)).toMatchObject({ contacts: state.contacts });
  expect(again.recovery.setAside).toEqual([]);
  again.transaction([put(contact('goes on'))]);
  await again.close();
  expect(idsOf(await open(folder))).toEqual(['c1', 'c2', 'c3', 'goes on']);
});

test('a backup that is damaged itself replaces nothing', async () => {
  const top = freshFolder();
  const [folder, backups] = [join(top, 'book'), join(top, 'backups')];
  await writeContacts(folder, 2);
  const book = await openBook(folder, { backups, now });
  const { name, bytes } = (await book.backUp('import'))!;
  await book.close();
  truncateSync(join(backups, name), bytes >> 1);
  const before = filesOf(folder);
  await expect(replaceBook(folder, backups, name, now)).rejects.toMatchObject({ code: 'store.corrupt' });
  expect(filesOf(folder)).toEqual(before);
  expect(named(folder, /lock/)).toEqual([]);
});

test('a book that opens is not replaced, nor one that another Kith has open', async () => {
  const { folder, backups, name, book } = await backedUp(2, now);
  await expect(replaceBook(folder, backups, name, now)).rejects.toMatchObject({ code: 'store.locked' });
  await book.close();
  const before = filesOf(folder);
  await expect(replaceBook(folder, backups, name, now)).rejects.toMatchObject({
    code: 'input.invalid',
    message: expect.stringMatching(/opens, so nothing was replaced/) as string,
  });
  expect(filesOf(folder)).toEqual(before);
});

test('a book that is a newer Kith’s is not damaged: it is not replaced', async () => {
  const { folder, backups, name, book } = await backedUp(2, now);
  await book.close();
  const header = { format: 9, minReader: 9, seq: 9, bytes: 0, sha256: '' };
  writeFileSync(join(folder, 'snapshot-9.json'), `${JSON.stringify(header)}\n`);
  const before = filesOf(folder);
  await expect(replaceBook(folder, backups, name, now)).rejects.toMatchObject({ code: 'store.newerFormat' });
  expect(filesOf(folder)).toEqual(before);
});

test.skipIf(process.platform === 'win32')(
  'a book that has a file which may not be read now is not damaged: it is not replaced',
  async () => {
    const { folder, backups, name, book } = await backedUp(2, now);
    await book.close();
    const file = join(folder, 'snapshot-9.json');
    writeFileSync(file, '');
    const before = filesOf(folder);
    chmodSync(file, 0);
    if (process.getuid!() === 0)
      for (const place of [join(folder, '..'), folder, backups, join(backups, name)])
        chownSync(place, 65534, 65534);
    await asOrdinaryUser(() =>
      expect(replaceBook(folder, backups, name, now)).rejects.toMatchObject({ code: 'store.unwritable' }),
    );
    chmodSync(file, 0o600);
    expect(filesOf(folder)).toEqual(before);
  },
);

test('a backup becomes the book where there is none any more', async () => {
  const { folder, backups, name, book } = await backedUp(2, now);
  await book.close();
  rmSync(folder, { recursive: true });
  expect(await replaceBook(folder, backups, name, now)).toEqual({ contacts: 2, setAside: [] });
  expect(idsOf(await open(folder))).toEqual(['c1', 'c2']);
});
