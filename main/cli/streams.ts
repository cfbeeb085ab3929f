// Owns: the process's own streams and signals as the command line uses them, and what their failures mean.
// Leaves to others: what is read and written (cli.ts), what is stopped (cli.ts).
import { constants } from 'node:os';
import { addAbortSignal } from 'node:stream';
import { AppError } from '../core/errors.ts';
import type { CliStreams } from './cli.ts';

/** More than any contact takes (bytes): a wrong file on standard input is refused before it fills the memory. */
const INPUT_LIMIT = 16 * 1024 * 1024;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface ProcessStreams extends CliStreams {
  /** The exit code of the process for the command's own: that of a signal, or 1 where the answer could not be written. */
  exitCode(own: number): number;
}

/** The streams of this process. The first signal asks the command to end by itself, the second ends it at once. */
export function processStreams(): ProcessStreams {
  const interruption = new AbortController();
  let signalled: number | null = null;
  let unwritten = false;
  for (const name of SIGNALS) {
    process.on(name, () => {
      const code = 128 + constants.signals[name];
      if (signalled !== null) process.exit(code);
      signalled = code;
      interruption.abort();
    });
  }
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);
  const err = write(process.stderr);
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // The reader left (`| head -1`): the command was carried out, and nobody is there to be told.
    if (code === 'EPIPE') return;
    unwritten = true;
    process.exitCode = 1;
    err(`kith: the command was carried out, but its answer could not be written (${code}).\n`);
  });
  return {
    out: write(process.stdout),
    err,
    interrupted: interruption.signal,
    readStandardInput: (what) => readStandardInput(interruption.signal, err, what),
    exitCode: (own) => signalled ?? (own === 0 && unwritten ? 1 : own),
  };
}

async function readStandardInput(
  interrupted: AbortSignal,
  err: (text: string) => void,
  what = 'a JSON object such as {"name":{"given":"Ada"}}',
): Promise<string> {
  if (process.stdin.isTTY) err(`kith: type ${what} and end it with Ctrl+D\n`);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(interrupted, process.stdin) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > INPUT_LIMIT)
        throw new AppError(
          'input.invalid',
          `Standard input holds more than ${INPUT_LIMIT / 1024 / 1024} MB, which is no contact. Nothing was changed.`,
        );
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (interrupted.aborted)
      throw new AppError(
        'sync.cancelled',
        'Kith was stopped before it had read its input. Nothing was changed.',
        { retry: 'later' },
      );
    if (thrown instanceof AppError) throw thrown;
    throw new AppError(
      'input.invalid',
      `Standard input could not be read (${(thrown as NodeJS.ErrnoException).code ?? String(thrown)}). Nothing was changed.`,
      { cause: thrown },
    );
  }
  return decode(Buffer.concat(chunks));
}

/** UTF-8, without the byte order mark that some shells put before what they pipe. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError(
      'input.invalid',
      'Standard input is not UTF-8 text. Nothing was changed. Convert it to UTF-8 and try again.',
      { cause },
    );
  }
}
