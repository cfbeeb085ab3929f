// Owns: what a command of the command line answers, and what it makes of its operands and options that are wrong.
// Leaves to others: reading the line (arguments.ts), printing (cli.ts).
import { AppError } from '../core/errors.ts';
import type { CommandLine } from './arguments.ts';
import type { ExitCode } from './exit-codes.ts';

/** An answer: the JSON document, and the exit code where it is not 0. */
export interface Answer {
  readonly document: unknown;
  readonly exitCode: ExitCode;
}

export const done = (document: unknown, exitCode: ExitCode = 0): Answer => ({ document, exitCode });

export const option = (line: CommandLine, name: string): string | undefined =>
  line.options[name] as string | undefined;

export function usageError(what: string): AppError {
  return new AppError('input.invalid', `${what}. Nothing was changed.`, { context: { usage: true } });
}

/** Errors: `sync.cancelled` where Kith was asked to stop, and what is to come has changed nothing yet. */
export function goOnUnlessStopped(interrupted: AbortSignal): void {
  if (interrupted.aborted)
    throw new AppError('sync.cancelled', 'Kith was stopped before it had begun. Nothing was changed.', {
      retry: 'later',
    });
}
