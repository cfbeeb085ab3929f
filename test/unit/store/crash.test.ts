// Owns: that a crash or a power failure at any file operation leaves the state before or after the transaction under
// way, and every one acknowledged before it. Leaves to others: damage (journal.test.ts), a real kill (store-kill.test.ts).
import fs, {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { contact, freshFolder, named, open, put, stateOf, writeContacts } from './shelf.ts';

/** What a disk may hold at one moment. `power`: nothing is there that was not synced. */
interface Image {
  readonly at: string;
  readonly kind: 'crash' | 'power';
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly acknowledged: number;
}

const WATCHED = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'renameSync',
  'unlinkSync',
  'rmSync',
  'truncateSync',
  'ftruncateSync',
  'closeSync',
] as const;

/** Watches the file operations of a folder and takes an image before each, after half of each write, and at the end. */
function watchDisk(folder: string) {
  const images: Image[] = [];
  const paths = new Map<number, string>();
  const syncedBytes = new Map<number, Uint8Array>();
  let syncedNames = new Map<string, number>();
  const unlinked = new Set<string>();
  const cut = new Map<string, number>();
  let acknowledged = 0;
  /** Node's own functions call one another: only what the store calls counts. */
  let looking = false;
  const unwatched = <T>(work: () => T): T => {
    looking = true;
    try {
      return work();
    } finally {
      looking = false;
    }
  };
  const names = () => readdirSync(folder).filter((name) => !name.startsWith('lock'));
  const syncNames = () => {
    syncedNames = new Map(names().map((name) => [name, statSync(join(folder, name)).ino]));
    unlinked.clear();
  };
  const image = (at: string, change: (files: Map<string, Uint8Array>) => void = () => undefined) => {
    const files = new Map<string, Uint8Array>(
      names().map((name) => [name, readFileSync(join(folder, name))]),
    );
    change(files);
    images.push({ at, kind: 'crash', files, acknowledged });
    const power = new Map(
      [...syncedNames].map(([name, ino]) => [name, syncedBytes.get(ino) ?? new Uint8Array()]),
    );
    images.push({ at, kind: 'power', files: power, acknowledged });
    // Removals and cuts may reach the disk before what was made earlier.
    const removed = new Map(
      [...power]
        .filter(([name]) => !unlinked.has(name))
        .map(([name, bytes]) => [name, bytes.subarray(0, cut.get(name))]),
    );
    if (unlinked.size + cut.size > 0) images.push({ at, kind: 'power', files: removed, acknowledged });
  };
  const before: Partial<Record<string, (args: readonly unknown[]) => void>> = {
    writeSync: ([fd, bytes, from]) => {
      const path = paths.get(fd as number);
      if (path === undefined) return;
      const half = (bytes as Uint8Array)
        .subarray((from as number) ?? 0)
        .subarray(0, (bytes as Uint8Array).length >> 1);
      image('half of writeSync', (files) => {
        const name = path.slice(folder.length + 1);
        files.set(name, Buffer.concat([files.get(name) ?? new Uint8Array(), half]));
      });
    },
  };
  const after: Partial<Record<string, (args: readonly unknown[], result: unknown) => void>> = {
    openSync: ([path], fd) => void paths.set(fd as number, path as string),
    closeSync: ([fd]) => void paths.delete(fd as number),
    truncateSync: ([path, length]) =>
      void cut.set((path as string).slice(folder.length + 1), length as number),
    unlinkSync: ([path]) => void unlinked.add((path as string).slice(folder.length + 1)),
    rmSync: ([path]) => void unlinked.add((path as string).slice(folder.length + 1)),
    fsyncSync: ([fd]) => {
      const path = paths.get(fd as number);
      if (path === folder) syncNames();
      else if (path !== undefined && dirname(path) === folder)
        syncedBytes.set(statSync(path).ino, readFileSync(path));
    },
  };
  for (const name of names())
    syncedBytes.set(statSync(join(folder, name)).ino, readFileSync(join(folder, name)));
  syncNames();
  for (const name of WATCHED) {
    const original = fs[name] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, name as 'openSync').mockImplementation(((...args: unknown[]) => {
      if (looking) return original(...args);
      unwatched(() => {
        image(`before ${name}`);
        before[name]?.(args);
      });
      const result = unwatched(() => original(...args));
      unwatched(() => after[name]?.(args, result));
      return result;
    }) as never);
  }
  return {
    images,
    acknowledge: () => void (acknowledged += 1),
    stop: () => {
      unwatched(() => image('the end'));
      vi.restoreAllMocks();
    },
  };
}

async function stateIn(
  image: Image,
): Promise<{ readonly state: unknown; readonly setAside: readonly string[] }> {
  const folder = freshFolder();
  for (const [name, bytes] of image.files) writeFileSync(join(folder, name), bytes);
  const book = await open(folder);
  const seen = { state: stateOf(book), setAside: book.recovery.setAside };
  await book.close();
  const again = await open(folder);
  expect(stateOf(again), 'opened twice').toEqual(seen.state);
  await again.close();
  return seen;
}

/** Checks each image against the states that were acknowledged by then, or were about to be. */
async function expectEachWhole(images: readonly Image[], states: readonly unknown[]): Promise<void> {
  const seen = new Set<string>();
  for (const image of images) {
    const text = JSON.stringify([
      [...image.files].map(([name, bytes]) => [
        name.replace(/[0-9a-f]{12}\.tmp/, 'tmp'),
        Buffer.from(bytes).toString('latin1'),
      ]),
      image.acknowledged,
    ]);
    if (seen.has(text)) continue;
    seen.add(text);
    const { state } = await stateIn(image);
    const allowed = [states[image.acknowledged], states[image.acknowledged + 1]];
    expect(allowed, `${image.kind} at ${image.at}, ${image.acknowledged} acknowledged`).toContainEqual(state);
  }
  expect(seen.size).toBeGreaterThan(5);
}

test('a crash or power failure at any operation of appending keeps what was acknowledged', async () => {
  const folder = freshFolder();
  const sessions = await open(folder);
  const states = [stateOf(sessions)];
  await sessions.close();
  const disk = watchDisk(folder);
  for (const session of [1, 2]) {
    const book = await open(folder);
    for (const n of [1, 2]) {
      book.transaction([put(contact(`s${session}n${n}`)), put(contact(`also s${session}n${n}`))]);
      states.push(stateOf(book));
      disk.acknowledge();
    }
    await book.close();
  }
  disk.stop();
  await expectEachWhole(disk.images, states);
});

test('a crash or power failure while damage is set aside loses neither the book nor the damaged bytes', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 2);
  await writeContacts(folder, 1, 3);
  const first = join(folder, 'journal-0.log');
  const bytes = readFileSync(first);
  const middle = bytes.indexOf(0x0a) + 1;
  const damaged = Buffer.from(bytes);
  damaged[middle + 90] = damaged[middle + 90]! ^ 1;
  writeFileSync(first, damaged);
  const later = readFileSync(join(folder, 'journal-2.log'));
  const disk = watchDisk(folder);
  const book = await open(folder);
  const state = stateOf(book);
  await book.close();
  disk.stop();
  await expectEachWhole(disk.images, [state]);
  for (const image of disk.images) {
    const kept = [...image.files.values()].map((file) => Buffer.from(file));
    for (const lost of [damaged.subarray(middle), later]) {
      expect(
        kept.some((file) => file.includes(lost)),
        `${image.kind} at ${image.at}`,
      ).toBe(true);
    }
  }
});

test('the folder of a new profile is as durable as what is in it', async () => {
  const top = freshFolder();
  const synced: string[] = [];
  const paths = new Map<number, string>();
  const [openSync, fsyncSync] = [fs.openSync, fs.fsyncSync];
  vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
    const fd = openSync(path, ...rest);
    paths.set(fd, path as string);
    return fd;
  });
  vi.spyOn(fs, 'fsyncSync').mockImplementation((fd) => {
    synced.push(paths.get(fd) ?? '');
    fsyncSync(fd);
  });
  const folder = join(top, 'a', 'b', 'book');
  const book = await open(folder);
  book.transaction([put(contact('c1'))]);
  await book.close();
  expect(synced).toEqual(expect.arrayContaining([top, join(top, 'a'), join(top, 'a', 'b'), folder]));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'journal-0.log')).mode & 0o777).toBe(0o600);
});

test('what a crash left half written under a temporary name is removed, and nothing else', async () => {
  const folder = freshFolder();
  await writeContacts(folder, 1);
  mkdirSync(join(folder, 'notes'));
  copyFileSync(join(folder, 'journal-0.log'), join(folder, 'snapshot-9.json.0123456789ab.tmp'));
  appendFileSync(join(folder, 'mine.tmp'), 'x');
  await (await open(folder)).close();
  expect(readdirSync(folder).sort()).toEqual(['journal-0.log', 'mine.tmp', 'notes']);
});

test('thirty starts that write leave a snapshot; starts that only read leave the files alone', async () => {
  const folder = freshFolder();
  for (let n = 1; n <= 32; n++) await writeContacts(folder, 1, n);
  expect(named(folder, /^snapshot/)).toHaveLength(1);
  const [snapshot] = named(folder, /^snapshot/) as [string];
  const { ino } = statSync(join(folder, snapshot));
  expect(statSync(join(folder, snapshot)).mode & 0o777).toBe(0o600);
  for (let n = 0; n < 3; n++) await (await open(folder)).close();
  expect(named(folder, /^snapshot/)).toEqual([snapshot]);
  expect(statSync(join(folder, snapshot)).ino, 'not written anew').toBe(ino);
});
