// Owns: what happens when the disk refuses: the caller is told, nothing changed, and everything goes on once it can.
// Leaves to others: crashes (crash.test.ts), damage (journal.test.ts).
import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Change } from '../../../main/store/book-format.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { takesChanges } from '../../../main/store/takes-changes.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { contact, filesOf, freshFolder, idsOf, open, put, stateOf, writeContacts } from './shelf.ts';

const failure = (code: string) => Object.assign(new Error(`${code}: the disk says no`), { code });

/** The calls by which a transaction can fail, in the order in which it makes them. */
const FAULTS: readonly (readonly [string, string, 'store.full' | 'store.unwritable', () => void])[] = [
  [
    'the write is refused',
    'ENOSPC',
    'store.full',
    () =>
      vi.spyOn(fs, 'writeSync').mockImplementation(() => {
        throw failure('ENOSPC');
      }),
  ],
  [
    'the quota is used up',
    'EDQUOT',
    'store.full',
    () =>
      vi.spyOn(fs, 'writeSync').mockImplementation(() => {
        throw failure('EDQUOT');
      }),
  ],
  ['half is written and the rest refused', 'ENOSPC', 'store.full', () => halfThenFull()],
  [
    'the fsync fails',
    'EIO',
    'store.unwritable',
    () =>
      vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
        throw failure('EIO');
      }),
  ],
  [
    'the fsync fails and the record cannot be taken back',
    'EIO',
    'store.unwritable',
    () => {
      vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
        throw failure('EIO');
      });
      vi.spyOn(fs, 'ftruncateSync').mockImplementation(() => {
        throw failure('EIO');
      });
    },
  ],
  [
    'closing fails too',
    'EIO',
    'store.unwritable',
    () => {
      vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
        throw failure('EIO');
      });
      const closeSync = fs.closeSync;
      vi.spyOn(fs, 'closeSync').mockImplementation((fd) => {
        closeSync(fd);
        throw failure('EIO');
      });
    },
  ],
];

function halfThenFull(): void {
  type WriteSync = (fd: number, bytes: Uint8Array, from: number, length: number, at: number | null) => number;
  const writeSync = fs.writeSync as WriteSync;
  let first = true;
  vi.spyOn(fs, 'writeSync').mockImplementation(((fd, bytes, from, _length, at) => {
    if (!first) throw failure('ENOSPC');
    first = false;
    return writeSync(fd, bytes, from, bytes.length >> 1, at);
  }) as WriteSync as never);
}

/** Tries a transaction that must fail, and proves that the book does not show any of it. */
function expectRefused(book: OpenBook, changes: readonly Change[], code: string): void {
  const before = stateOf(book);
  const heard = vi.fn();
  const unsubscribe = book.subscribe(heard);
  expect(() => book.transaction(changes)).toThrow(expect.objectContaining({ code, retry: 'afterUser' }));
  unsubscribe();
  expect(stateOf(book)).toEqual(before);
  expect(heard).not.toHaveBeenCalled();
}

const refused: readonly Change[] = [put(contact('refused')), { kind: 'dropContact', id: contact('c1').id }];

describe.each(FAULTS)('when %s (%s)', (_what, _errno, code, fail) => {
  test.each([
    ['in a journal that has records', 2],
    ['in a new journal', 0],
  ])('%s, nothing changes, and what follows is kept', async (_where, already) => {
    const folder = freshFolder();
    await writeContacts(folder, 1);
    const book = await open(folder);
    for (let n = 0; n < already; n++) book.transaction([put(contact(`c${n + 2}`))]);
    fail();
    expectRefused(book, refused, code);
    expectRefused(book, refused, code);
    expect(book.failure?.code, 'people are told until it is over').toBe(code);
    vi.restoreAllMocks();
    book.transaction([put(contact('later'))]);
    expect(book.failure).toBeNull();
    const state = stateOf(book);
    expect(idsOf(book)).toContain('later');
    await book.close();
    const again = await open(folder);
    expect(stateOf(again)).toEqual(state);
    expect(again.recovery.setAside, 'a refused write is no damage').toEqual([]);
  });

  test('a refused change does not come back with the next start', async () => {
    const folder = freshFolder();
    await writeContacts(folder, 1);
    const book = await open(folder);
    book.transaction([put(contact('c2'))]);
    const state = stateOf(book);
    fail();
    expectRefused(book, refused, code);
    const recordStays = vi.isMockFunction(fs.ftruncateSync);
    vi.restoreAllMocks();
    await book.close();
    const again = await open(folder);
    if (recordStays) expect(idsOf(again), 'before or after, as a whole').toEqual(['c2', 'refused']);
    else expect(stateOf(again)).toEqual(state);
  });
});

test.each(['EMFILE', 'EACCES', 'EROFS', 'ENOSPC'])(
  'a journal that cannot be made (%s) changes nothing',
  async (errno) => {
    const folder = freshFolder();
    const book = await open(folder);
    vi.spyOn(fs, 'openSync').mockImplementation(() => {
      throw failure(errno);
    });
    expectRefused(book, [put(contact('c1'))], errno === 'ENOSPC' ? 'store.full' : 'store.unwritable');
    vi.restoreAllMocks();
    book.transaction([put(contact('c1'))]);
    await book.close();
    expect(idsOf(await open(folder))).toEqual(['c1']);
  },
);

test('a disk that has room for a change, but none to keep ahead for others, takes the change', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const writeSync = fs.writeSync;
  let writes = 0;
  vi.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof fs.writeSync>) => {
    if (++writes % 2 === 1) throw failure('ENOSPC');
    return writeSync(...args);
  }) as never);
  for (const id of ['c1', 'c2']) book.transaction([put(contact(id))]);
  expect(writes, 'each tried to keep room').toBe(4);
  vi.restoreAllMocks();
  expect(book.failure).toBeNull();
  await book.close();
  const again = await open(folder);
  expect(idsOf(again)).toEqual(['c1', 'c2']);
  expect(again.recovery.setAside).toEqual([]);
});

test('a change that JSON cannot say is refused before anything is written', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  const before = stateOf(book);
  expect(() => book.transaction([put(contact('c1', { unknown: { big: 1n } as never }))])).toThrow(TypeError);
  expect(stateOf(book)).toEqual(before);
  expect(filesOf(folder)).toEqual({});
});

test('a full disk keeps no start and no end waiting: a snapshot that cannot be written is left for later', async () => {
  const folder = freshFolder();
  for (let n = 1; n <= 31; n++) await writeContacts(folder, 1, n);
  rmSync(join(folder, 'snapshot-31.json'), { force: true });
  const journals = filesOf(folder);
  vi.spyOn(fs, 'write').mockImplementation(((...args: unknown[]) =>
    (args.at(-1) as (error: Error) => void)(failure('ENOSPC'))) as never);
  const book = await open(folder);
  expect(idsOf(book)).toHaveLength(31);
  await book.close();
  vi.restoreAllMocks();
  expect(filesOf(folder), 'nothing half written takes up the room that is left').toEqual(journals);
  await (await open(folder)).close();
  const { ino } = statSync(join(folder, 'snapshot-31.json'));
  await book.close();
  expect(statSync(join(folder, 'snapshot-31.json')).ino, 'closed once, it writes no more').toBe(ino);
});

test('after it was closed a book takes nothing: another Kith may be writing there', async () => {
  const folder = freshFolder();
  const first = await open(folder);
  await first.close();
  const second = await open(folder);
  second.transaction([put(contact('c1'))]);
  expectRefused(first, [put(contact('late'))], 'store.unwritable');
  await first.close();
  await expect(open(folder), 'closing twice must not give the lock of another away').rejects.toMatchObject({
    code: 'store.locked',
  });
  await second.close();
  expect(idsOf(await open(folder))).toEqual(['c1']);
});

test('a listener that fails does not make a saved change look refused, nor keep others from hearing of it', async () => {
  const book = await open(freshFolder());
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const heard = vi.fn();
  book.subscribe(() => {
    throw new Error('the window is gone');
  });
  book.subscribe(heard);
  book.transaction([put(contact('c1'))]);
  expect(heard).toHaveBeenCalledExactlyOnceWith([put(contact('c1'))], 1, { kind: 'kith' });
  expect(warned).toHaveBeenCalledOnce();
});

describe('a profile that cannot be one', () => {
  test.each([
    ['the path is a file', 'file'],
    ['a folder above is a file', 'file/book'],
  ])('%s', async (_what, path) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    await expect(open(join(folder, path))).rejects.toMatchObject({
      code: 'store.unwritable',
      retry: 'afterUser',
    });
    expect(filesOf(folder)).toEqual({ file: 'precious' });
  });

  test('a journal is a folder', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'journal-0.log'));
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.corrupt' });
    expect(existsSync(join(folder, 'lock')), 'the lock is given back').toBe(false);
  });

  test.skipIf(process.platform === 'win32')(
    'a folder that may only be read is refused and left as it is',
    async () => {
      const folder = freshFolder();
      await writeContacts(folder, 2);
      chmodSync(folder, 0o555);
      const before = filesOf(folder);
      await asOrdinaryUser(() => expect(open(folder)).rejects.toMatchObject({ code: 'store.unwritable' }));
      chmodSync(folder, 0o755);
      expect(filesOf(folder)).toEqual(before);
      expect(readdirSync(folder)).toEqual(['journal-0.log']);
    },
  );
});

test('on a disk of 256 kB every edit is kept or refused, never halved, and there is room again after making some', async ({
  skip,
}) => {
  const disk = freshMount();
  if (disk === null) return skip('this user may not mount a file system');
  try {
    await fillAndMakeRoom(disk);
  } finally {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  }
});

async function fillAndMakeRoom(disk: string): Promise<void> {
  const folder = join(disk, 'book');
  writeFileSync(join(disk, 'ballast'), new Uint8Array(64 * 1024));
  const book = await open(folder);
  const kept: string[] = [];
  fill(book, kept);
  const first = kept.length;
  expect(first).toBeGreaterThan(20);
  expectRefused(
    book,
    [put(contact('too much', { local: { notes: { text: 'x'.repeat(9000) } } }))],
    'store.full',
  );
  rmSync(join(disk, 'ballast'));
  fill(book, kept);
  expect(kept.length).toBeGreaterThan(first + 20);
  expect(idsOf(book)).toEqual(kept);
  const state = stateOf(book);
  await book.close();
  execFileSync('mount', ['-o', 'remount,size=512k', disk]);
  const again = await open(folder);
  expect(stateOf(again)).toEqual(state);
  expect(again.recovery.setAside).toEqual([]);
  await again.close();
}

/** Adds contacts until the disk takes no more; `kept` gets the ids of those that it took. */
function fill(book: OpenBook, kept: string[]): void {
  for (let n = 0; n < 1000; n++) {
    const id = `c${kept.length}`;
    try {
      book.transaction([put(contact(id, { local: { notes: { text: 'x'.repeat(1500) } } }))]);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'store.full' });
      return;
    }
    kept.push(id);
  }
  throw new Error('the disk did not fill up');
}

/** A tiny file system of its own; null where this user may not mount one. */
function freshMount(): string | null {
  if (process.platform !== 'linux' || process.getuid!() !== 0) return null;
  const folder = fs.mkdtempSync('/tmp/kith-tiny-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
    return statfsSync(folder).blocks < 1000 ? folder : null;
  } catch {
    return null;
  }
}

test('whether a book takes changes again is found out by one that changes nothing, and asked of the disk only then', async () => {
  const folder = freshFolder();
  const book = await open(folder);
  book.transaction([put(contact('c1'))]);
  const before = stateOf(book);
  expect(takesChanges(book)).toBe(true);
  expect(stateOf(book), 'nothing is written while all is well').toEqual(before);
  vi.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw failure('ENOSPC');
  });
  expect(() => book.transaction([put(contact('c2'))])).toThrow(/disk is full/);
  expect([takesChanges(book), takesChanges(book)]).toEqual([false, false]);
  vi.restoreAllMocks();
  expect(takesChanges(book)).toBe(true);
  expect(book.failure).toBeNull();
  expect(idsOf(book)).toEqual(['c1']);
});
