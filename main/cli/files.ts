// Owns: files that a person names on the command line, also pipes, which Ctrl-C ends the waiting for. Leaves to others: what
// is in them (photo.ts, closed.ts).
import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isatty, ReadStream } from 'node:tty';
import { AppError } from '../core/errors.ts';

/** How often a pipe that nobody reads yet is looked at again, in milliseconds. */
const LOOK_AGAIN = 50;

/** A file as the person named it: npm runs scripts in the folder of the package, and says where it was called. */
export function pathOf(file: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: calledIn } = process.env;
  return script === 'kith' && calledIn !== undefined ? resolve(calledIn, file) : resolve(file);
}

export function fileError(file: string, what: 'read' | 'written', thrown: unknown): AppError {
  const { code = String(thrown) } = thrown as NodeJS.ErrnoException;
  return new AppError('input.invalid', `${file} could not be ${what} (${code}). Nothing was changed.`, {
    context: { file, errno: code },
  });
}

/**
 * As much of a file as tells whether it is longer than `most` bytes: what is named by mistake may have no end (`/dev/zero`).
 * Errors: those of node:fs, and the signal's.
 */
export async function firstBytes(path: string, most: number, interrupted: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(interrupted, reading(path, most)) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks);
}

/** Opening or reading what waits for somebody else, as a file is read, holds a thread that only SIGKILL ends. */
function reading(path: string, most: number): Readable {
  const found = statSync(path);
  // `end` is the place of the last byte, not the one after it.
  if (!found.isFIFO() && !found.isCharacterDevice()) return createReadStream(path, { end: most });
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (found.isFIFO()) return new Socket({ fd, readable: true, writable: false });
  return isatty(fd) ? new ReadStream(fd) : createReadStream(path, { fd, end: most });
}

/** Writes all bytes into a pipe, once somebody reads it. Errors: those of node:fs, and the signal's. */
export async function writeToPipe(path: string, bytes: Uint8Array, interrupted: AbortSignal): Promise<void> {
  const fd = await openToReader(path, interrupted);
  const pipe = new Socket({ fd, readable: false, writable: true });
  pipe.end(bytes);
  await finished(addAbortSignal(interrupted, pipe), { readable: false });
}

async function openToReader(path: string, signal: AbortSignal): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENXIO') throw thrown;
      await wait(LOOK_AGAIN, undefined, { signal });
    }
  }
}
