// Owns: that an export that is stopped leaves nothing behind. Leaves to others: what an export writes (export.test.ts).
import fs, { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { exportBook } from '../../../main/store/export.ts';
import { freshFolder, writeContacts } from './shelf.ts';

afterEach(() => vi.restoreAllMocks());

test('who stops an export finds no file, nor a part of one, and a file that was there as it was', async () => {
  const [folder, place] = [freshFolder(), freshFolder()];
  await writeContacts(folder, 20);
  writeFileSync(join(place, 'there.json'), 'mine');
  const stopping = () => {
    const stop = new AbortController();
    // Once all of it is written, and before it has its name.
    const fsync = fs.fsync.bind(fs);
    vi.spyOn(fs, 'fsync').mockImplementationOnce(((fd, done) => {
      stop.abort();
      fsync(fd, done);
    }) as typeof fsync as typeof fs.fsync);
    return stop.signal;
  };
  for (const [name, overwrite] of [
    ['there.json', true],
    ['new.json', false],
    ['new.vcf', false],
  ] as const) {
    const [file, version] = [join(place, name), name.endsWith('.vcf') ? '3.0' : null] as const;
    for (const stop of [AbortSignal.abort(), stopping()])
      await expect(exportBook(folder, file, overwrite, undefined, version, stop)).rejects.toMatchObject({
        code: 'sync.cancelled',
        message: `Kith was stopped. Nothing was written to ${file}, and the address book is as it was.`,
      });
  }
  expect(readdirSync(place)).toEqual(['there.json']);
  expect(readFileSync(join(place, 'there.json'), 'utf8')).toBe('mine');
});
