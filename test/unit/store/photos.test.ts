// Owns: the files of photos: whole or absent, named by their hash, checked when read, swept when nobody has had them long.
// Leaves to others: whether a crash of each file operation is survived (crash.test.ts has replaceFile's).
import { createHash } from 'node:crypto';
import fs, { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openPhotos, photosInMemory } from '../../../main/store/photos.ts';
import { freshFolder } from './shelf.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY = 24 * 60 * 60_000;
const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const openIn = (folder: string, used: readonly string[] = [], now = NOW) =>
  openPhotos(join(folder, 'photos'), (hash) => used.includes(hash), now);
const fileOf = (folder: string, hash: string) => join(folder, 'photos', hash);
const agedBy = (file: string, days: number) => {
  const seconds = (NOW - days * DAY) / 1000;
  utimesSync(file, seconds, seconds);
};

describe.each([
  ['on disk', () => openIn(freshFolder())],
  ['in memory', () => photosInMemory()],
])('%s', (_where, make) => {
  test('[pain 12] gives back the bytes that it was given, by their SHA-256', () => {
    const photos = make();
    const given = new Uint8Array([0xff, 0xd8, 0, 255, 13, 10]);
    const hash = photos.put(given);
    expect(hash).toBe(createHash('sha256').update(given).digest('hex'));
    given.fill(0);
    expect([...photos.get(hash)!]).toEqual([0xff, 0xd8, 0, 255, 13, 10]);
    expect(photos.get(sha256('another'))).toBeNull();
  });
});

test('a photo is one file of the owner’s alone, and stays through a restart', () => {
  const folder = freshFolder();
  const hash = openIn(folder).put(bytes('photo'));
  expect(readdirSync(join(folder, 'photos'))).toEqual([hash]);
  expect(statSync(fileOf(folder, hash)).mode & 0o777).toBe(0o600);
  expect(openIn(folder).get(hash)).toEqual(Buffer.from('photo'));
});

test('a folder without photos is not made', () => {
  const folder = freshFolder();
  expect(openIn(folder).get(sha256('x'))).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('is on the disk under its name only when it is whole: written, synced, renamed, folder synced', () => {
  const folder = freshFolder();
  const photos = openIn(folder);
  photos.put(bytes('first, which makes the folder'));
  const order: string[] = [];
  for (const name of ['writeSync', 'fsyncSync', 'renameSync'] as const) {
    const real = fs[name] as (...args: readonly unknown[]) => unknown;
    vi.spyOn(fs, name).mockImplementation(((...args: readonly unknown[]) => {
      order.push(name);
      return real(...args);
    }) as never);
  }
  photos.put(bytes('second'));
  expect(order).toEqual(['writeSync', 'fsyncSync', 'renameSync', 'fsyncSync']);
});

test('a photo that is there is not written again; a damaged one is not given out, and is written again', () => {
  const folder = freshFolder();
  const photos = openIn(folder);
  const hash = photos.put(bytes('photo'));
  const { ino } = statSync(fileOf(folder, hash));
  photos.put(bytes('photo'));
  expect(statSync(fileOf(folder, hash)).ino).toBe(ino);
  writeFileSync(fileOf(folder, hash), 'phot');
  expect(photos.get(hash)).toBeNull();
  photos.put(bytes('photo'));
  expect(readFileSync(fileOf(folder, hash), 'utf8')).toBe('photo');
});

test.each(['../secrets.json', 'A'.repeat(64), '', 'photos/x', sha256('x').slice(1)])(
  'the name %j leads to no file',
  (name) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'secrets.json'), 'secret');
    expect(openIn(folder).get(name)).toBeNull();
  },
);

test('a disk that refuses is told as that', () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'photos'), 'a file in the way');
  expect(() => openIn(folder).put(bytes('photo'))).toThrow(
    expect.objectContaining({ code: 'store.unwritable' }),
  );
});

test('what no contact has had for 30 days is cleared away, and so is what a crash left half written', () => {
  const folder = freshFolder();
  const photos = openIn(folder);
  const [used, recent, old] = ['used', 'recent', 'old'].map((text) => photos.put(bytes(text)));
  writeFileSync(fileOf(folder, `${used}.0123456789ab.tmp`), 'half');
  agedBy(fileOf(folder, used!), 400);
  agedBy(fileOf(folder, recent!), 29);
  agedBy(fileOf(folder, old!), 31);
  openIn(folder, [used!]);
  expect(readdirSync(join(folder, 'photos')).sort()).toEqual([used, recent].sort());
});

test('[law 22] what a kept receipt names stays however old it is, and receipts are read only for such', () => {
  const folder = freshFolder();
  const photos = openIn(folder);
  const [used, recent, named, old] = ['used', 'recent', 'named', 'old'].map((text) =>
    photos.put(bytes(text)),
  );
  agedBy(fileOf(folder, used!), 400);
  agedBy(fileOf(folder, recent!), 29);
  const asked: string[] = [];
  const isNamed = (hash: string) => asked.push(hash) > 0 && hash === named;
  openPhotos(join(folder, 'photos'), (hash) => hash === used, NOW, isNamed);
  expect(asked).toEqual([]);
  agedBy(fileOf(folder, named!), 400);
  agedBy(fileOf(folder, old!), 400);
  openPhotos(join(folder, 'photos'), (hash) => hash === used, NOW, isNamed);
  expect(asked.sort()).toEqual([named, old].sort());
  expect(readdirSync(join(folder, 'photos')).sort()).toEqual([used, recent, named].sort());
});

test('what is named is looked for again only after another 30 days', () => {
  const folder = freshFolder();
  const named = openIn(folder).put(bytes('named'));
  agedBy(fileOf(folder, named), 400);
  const asked: string[] = [];
  const openAt = (now: number) =>
    openPhotos(
      join(folder, 'photos'),
      () => false,
      now,
      (hash) => asked.push(hash) > 0,
    );
  for (const days of [0, 1, 29]) openAt(NOW + days * DAY);
  expect(asked).toEqual([named]);
  openAt(NOW + 31 * DAY);
  expect(asked).toEqual([named, named]);
});

test('where receipts cannot be read nothing is cleared away', () => {
  const folder = freshFolder();
  const old = openIn(folder).put(bytes('old'));
  agedBy(fileOf(folder, old), 400);
  const unreadable = () => {
    throw new Error('the disk says no');
  };
  const photos = openPhotos(join(folder, 'photos'), () => false, NOW, unreadable);
  expect(photos.get(old)).not.toBeNull();
});

test('the 30 days begin when a photo was last seen in use, not when it was made', () => {
  const folder = freshFolder();
  const hash = openIn(folder).put(bytes('photo'));
  agedBy(fileOf(folder, hash), 400);
  openIn(folder, [hash], NOW);
  expect(openIn(folder, [], NOW + 29 * DAY).get(hash)).not.toBeNull();
  expect(openIn(folder, [], NOW + 31 * DAY).get(hash)).toBeNull();
});
