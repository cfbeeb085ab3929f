// Owns: that one process at a time writes in a profile, and that a dead one's lock stops nobody.
// Leaves to others: what is written.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { lockFolder } from '../../../main/store/lock.ts';
import { contact, freshFolder, idsOf, open, put } from './shelf.ts';

const LOCK = join(import.meta.dirname, '../../../main/store/lock.ts');
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Another process that holds the lock until it is killed; null if it did not get it. */
async function holderOf(folder: string): Promise<ChildProcess | null> {
  const script = `import { lockFolder } from ${JSON.stringify(LOCK)}; lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const got = await Promise.race([
    once(child.stdout!, 'data').then(() => true),
    once(child, 'exit').then(() => false),
  ]);
  return got ? child : null;
}

const locked = expect.objectContaining({ code: 'store.locked', retry: 'afterUser' }) as Error;
const theLock = (folder: string) => readFileSync(join(folder, 'lock'), 'utf8');

test('a second process is refused while the first lives, and takes over once it was killed', async () => {
  const folder = freshFolder();
  const holder = (await holderOf(folder))!;
  const before = theLock(folder);
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.locked' });
  expect(theLock(folder)).toBe(before);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const book = await open(folder);
  book.transaction([put(contact('c1'))]);
  expect(await holderOf(folder), 'and the other way round').toBeNull();
  await book.close();
  expect(await holderOf(folder)).not.toBeNull();
});

test('the same process cannot open a profile twice, and can again after closing', async () => {
  const folder = freshFolder();
  const first = await open(folder);
  await expect(open(folder)).rejects.toMatchObject({ code: 'store.locked' });
  first.transaction([put(contact('c1'))]);
  await first.close();
  expect(idsOf(await open(folder))).toEqual(['c1']);
  expect(readdirSync(folder).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
});

test.skipIf(process.platform !== 'linux')(
  'a living process that only has the number of a dead Kith is no Kith',
  () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, born: 'another boot 12345' }));
    lockFolder(folder)();
  },
);

test.each([
  [
    'a process that is gone',
    () => JSON.stringify({ pid: spawnSync(process.execPath, ['-e', '']).pid, born: '' }),
  ],
  ['nothing, after a power failure', () => ''],
  ['half a lock', () => '{"pid":'],
  ['null', () => 'null'],
  ['no number', () => '{"pid":"1"}'],
  ['this process group', () => '{"pid":0,"born":""}'],
  ['every process', () => '{"pid":-1,"born":""}'],
  ['a number beyond any process', () => '{"pid":1e300,"born":""}'],
])('a lock that names %s is taken over', (_what, content) => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'lock'), content());
  const unlock = lockFolder(folder);
  expect(JSON.parse(theLock(folder))).toMatchObject({ pid: process.pid });
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test('a stale lock that another process takes over at the same moment stays theirs', async () => {
  const folder = freshFolder();
  const elsewhere = freshFolder();
  await holderOf(elsewhere);
  const theirs = theLock(elsewhere);
  writeFileSync(join(folder, 'lock'), '{"pid":999999999,"born":""}');
  const readFile = fs.readFileSync;
  let taken = false;
  vi.spyOn(fs, 'readFileSync').mockImplementation(((path: string, ...rest: [never]) => {
    const text = readFile(path, ...rest);
    if (path === join(folder, 'lock') && !taken) {
      taken = true;
      writeFileSync(path, theirs);
    }
    return text;
  }) as never);
  expect(() => lockFolder(folder)).toThrow(locked);
  expect(taken).toBe(true);
  expect(theLock(folder)).toBe(theirs);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('giving a lock back twice does not take it from whoever holds it by then', () => {
  const folder = freshFolder();
  const unlock = lockFolder(folder);
  unlock();
  const next = lockFolder(folder);
  unlock();
  expect(existsSync(join(folder, 'lock'))).toBe(true);
  expect(() => lockFolder(folder)).toThrow(locked);
  next();
});

test('what stands in the place of the lock and is none is left alone', () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'lock', 'precious'), { recursive: true });
  expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'store.unwritable' }));
  expect(readdirSync(join(folder, 'lock'))).toEqual(['precious']);
});

test('a file where the folder should be is called that, and nobody is told to allow writing', async () => {
  const folder = freshFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'file');
  writeFileSync(file, 'mine');
  for (const profile of [join(file, 'book'), join(file, 'deep/book'), file]) {
    const { message } = await open(profile).then(
      () => expect.fail('it opened'),
      (thrown: Error) => thrown,
    );
    expect(message).toMatch(/there is a file where Kith needs a folder.*Move it away/);
    expect(message).not.toContain('Allow writing');
  }
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
