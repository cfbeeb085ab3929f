// Owns: that a photo comes from a pipe and goes into one, and that nobody waits for ever at a pipe that nobody else uses.
// Leaves to others: photos in files (e2e/cli/photo.test.ts).
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliDependencies } from '../../../main/cli/commands.ts';
import { photo } from '../../../main/cli/photo.ts';

const BYTES = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(300_000, 'a face')]);

let folder: string;
let pipe: string;

/** `kith photo c1` with an option that names the pipe. */
function photoWith(option: 'set' | 'save', stop = new AbortController()) {
  const given: Buffer[] = [];
  const deps = {
    book: { contact: (id: string) => ({ id, local: {} }) },
    handlers: {
      'photos.setAll': (_ids: unknown, { base64 }: { readonly base64: string }) =>
        given.push(Buffer.from(base64, 'base64')),
      'photos.get': () => ({ type: 'image/jpeg', base64: BYTES.toString('base64') }),
    },
    interrupted: stop.signal,
  } as unknown as CliDependencies;
  const line = { operands: ['c1'], options: { [option]: pipe } } as never;
  return { done: photo(deps, line), given };
}

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kith-pipe-'));
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });
  afterEach(() => {
    // Lets go whoever waits at it.
    closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['set', 'Kith was stopped before it had begun. Nothing was changed.'],
    ['save', /^Kith was stopped before the photo was written to .*pipe\.$/],
  ] as const)('whoever waits at one with --%s can stop', async (option, message) => {
    const stop = new AbortController();
    const { done, given } = photoWith(option, stop);
    setImmediate(() => stop.abort());
    await expect(done).rejects.toMatchObject({
      code: 'sync.cancelled',
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    });
    expect(given).toEqual([]);
  });

  test('a photo comes out of one as it was put in, however late', async () => {
    const { done, given } = photoWith('set');
    await writeFile(pipe, BYTES);
    await done;
    expect(given.map((bytes) => bytes.equals(BYTES))).toEqual([true]);
  });

  test('a photo goes into one as it is, however late somebody reads it', async () => {
    const { done } = photoWith('save');
    expect((await readFile(pipe)).equals(BYTES)).toBe(true);
    expect(await done).toMatchObject({ saved: pipe, size: BYTES.length });
  });

  test('whoever leaves before all was read is told of', async () => {
    // Asked before the reader leaves: the write fails while that is still awaited.
    const told = expect(photoWith('save').done).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.stringContaining('could not be written (EPIPE)') as string,
    });
    const reader = await open(pipe);
    await reader.read(Buffer.alloc(10));
    await reader.close();
    await told;
  });
});
