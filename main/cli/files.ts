// Owns: files that a person names on the command line. Leaves to others: what is in them (photo.ts, closed.ts).
import { resolve } from 'node:path';
import { AppError } from '../core/errors.ts';

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
