// Owns: the file of vCards that a person chose: written whole or not at all, readable by its owner only.
// Leaves to others: what is in it (core/vcard.ts), choosing it (app/), the file of the whole book (export.ts).
import { AppError } from '../core/errors.ts';
import { replaceFileLater } from './durable-files.ts';

/**
 * Writes a file, also in the place of another one, as whoever chose it has said. Nothing is left where it `isStopped` before
 * it was whole. Errors: `input.invalid`.
 */
export async function writeCards(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  isStopped: () => boolean,
): Promise<void> {
  try {
    await replaceFileLater(file, pieces, 0, undefined, () => {
      if (isStopped()) throw STOPPED;
    });
  } catch (thrown) {
    if (thrown === STOPPED) return;
    throw thrown instanceof AppError ? thrown : unwritten(file, thrown);
  }
}

const STOPPED = new Error('stopped');

function unwritten(file: string, thrown: unknown): AppError {
  const { code = String(thrown) } = thrown as NodeJS.ErrnoException;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? `the disk is full (${code})` : code;
  return new AppError(
    'input.invalid',
    `${file} could not be written: ${why}. The address book is as it was. Choose another place.`,
    { retry: 'afterUser', context: { reason: 'unwritten', file }, cause: thrown },
  );
}
