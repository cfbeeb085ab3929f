// Owns: which exit code of the command line an error is. Leaves to others: the errors, and answers that are no errors.
import type { ErrorInfo } from '../core/errors.ts';

/** 0 done, 1 failed, 2 usage, 3 needs the person. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Errors that no second attempt mends until a person signed in, unlocked a keychain or decided. */
const NEEDS_PERSON: readonly string[] = [
  'auth.required',
  'keychain.locked',
  'keychain.unavailable',
  'keychain.refused',
  'store.keyLocked',
  'store.keyMissing',
  'store.wrongKey',
  'sync.needsPerson',
];

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: ErrorInfo): ExitCode {
  if (error.code === 'input.unknownCommand' || error.context['usage'] === true) return 2;
  return NEEDS_PERSON.includes(error.code) ? 3 : 1;
}
