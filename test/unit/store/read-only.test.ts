// Owns: that a book which may only be read opens, shows everything, refuses every change and is left as it is.
// Leaves to others: writes that fail later (refusing-disk.test.ts), what can be had of a newer book (export.test.ts).
import { execFileSync } from 'node:child_process';
import fs, { appendFileSync, chmodSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contact, filesOf, freshFolder, named, open, put, stateOf, writeContacts } from './shelf.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';

/** Opens a book that may not be written, looks at it and tries to change it. */
async function expectReadOnly(
  folder: string,
  states: readonly unknown[],
  why: RegExp,
  code = 'store.readOnly',
): Promise<void> {
  const before = filesOf(folder);
  const backups = join(folder, '..', 'backups');
  const book = await open(folder, { backups, now: () => Date.parse('2026-11-21T10:00:00Z') });
  expect(stateOf(book)).toEqual(states.at(-1));
  expect(book.state).toMatchObject({
    kind: 'readOnly',
    reason: { code, retry: 'afterUser' },
  });
  expect(() => book.transaction([put(contact('late'))])).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(why) as string }),
  );
  await expect(book.backUp('import')).rejects.toMatchObject({ code });
  expect(stateOf(book)).toEqual(states.at(-1));
  await book.close();
  expect(filesOf(folder)).toEqual(before);
  expect(named(folder, /^lock/), 'no lock is taken').toEqual([]);
  expect(fs.existsSync(backups)).toBe(false);
}

test.skipIf(process.platform === 'win32')('a folder that this user may only read', async () => {
  const top = freshFolder();
  const folder = join(top, 'book');
  const states = await writeContacts(folder, 3);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  chmodSync(top, 0o555);
  await asOrdinaryUser(() => expectReadOnly(folder, states, /Kith may not write there \(EACCES\)/));
  chmodSync(top, 0o755);
  chmodSync(folder, 0o755);
  const book = await open(folder);
  expect(book.state).toEqual({ kind: 'writable' });
});

test.skipIf(process.platform === 'win32')(
  'damage is neither set aside nor hides what comes before it',
  async () => {
    const top = freshFolder();
    const folder = join(top, 'book');
    const states = await writeContacts(folder, 3);
    appendFileSync(join(folder, 'journal-0.log'), '4 20 torn');
    writeFileSync(join(folder, 'snapshot-9.json'), 'no snapshot');
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    for (const path of [folder, top]) chmodSync(path, 0o555);
    await asOrdinaryUser(() => expectReadOnly(folder, states, /can only be read/));
    for (const path of [top, folder]) chmodSync(path, 0o755);
  },
);

/** A small file system of its own; null where this user may not mount one. */
function freshMount(): string | null {
  if (process.platform !== 'linux' || process.getuid!() !== 0) return null;
  const folder = fs.mkdtempSync('/tmp/kith-read-only-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmdirSync(folder);
    return null;
  }
}

test.each(['a disk that is mounted to be read', 'a disk without room for a lock'])('%s', async (what) => {
  const disk = freshMount();
  if (disk === null) return;
  try {
    const folder = join(disk, 'book');
    const states = await writeContacts(folder, 3);
    if (what.includes('mounted')) execFileSync('mount', ['-o', 'remount,ro', disk]);
    else fillUp(disk);
    if (what.includes('mounted')) await expectReadOnly(folder, states, /EROFS/);
    else
      await expectReadOnly(
        folder,
        states,
        /^The disk is full \(ENOSPC\), so .* can only be read and no change can be saved\./,
        'store.full',
      );
  } finally {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  }
});

function fillUp(disk: string): void {
  for (const bytes of [16_384, 4096, 1]) {
    try {
      for (let n = 0; ; n++) writeFileSync(join(disk, `ballast-${bytes}-${n}`), new Uint8Array(bytes));
    } catch {
      // No more of that size.
    }
  }
}

test('a full disk without a book makes no empty one', async () => {
  const disk = freshMount();
  if (disk === null) return;
  try {
    fillUp(disk);
    await expect(open(join(disk, 'book'))).rejects.toMatchObject({ code: 'store.full' });
  } finally {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  }
});
