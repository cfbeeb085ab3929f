// Owns: one call of the command line from arguments to exit code: what is printed, where, and in which form.
// Leaves to others: the commands (commands.ts), building the app they work on (main/index.ts).
import { errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { readCommandLine, usage } from './arguments.ts';
import type { CommandLine } from './arguments.ts';
import { RUN } from './commands.ts';
import type { Answer, CliDependencies } from './commands.ts';
import { asText } from './text.ts';

export interface CliStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStandardInput: () => Promise<string>;
}

/** What a command works on, opened for one call. */
export type OpenCli = (line: CommandLine, notice: (text: string) => void) => Promise<Omit<CliDependencies, 'readStandardInput' | 'say'> & { close(): Promise<void> }>;

const USAGE_CODES: readonly string[] = ['input.unknownCommand'];

function exitCodeOf(error: ErrorInfo): number {
  if (USAGE_CODES.includes(error.code) || error.context['usage'] === true) return 2;
  return error.code === 'auth.required' || error.code === 'sync.needsPerson' ? 3 : 1;
}

/** Runs one command line; the result is the exit code. With --json, standard output holds one JSON document. */
export async function runCli(args: readonly string[], streams: CliStreams, open: OpenCli): Promise<number> {
  const json = args.includes('--json');
  try {
    const line = readCommandLine(args);
    if (line.command === 'help') {
      streams.out(json ? `${JSON.stringify({ usage: usage() })}\n` : `${usage()}\n`);
      return 0;
    }
    const { command } = line;
    const answer = await withOpen(line, streams, open, (deps) => Promise.resolve(RUN[command](deps, line)));
    streams.out(json ? `${JSON.stringify(answer.document)}\n` : asText(command, answer.document));
    return answer.exitCode;
  } catch (thrown) {
    const error = errorInfo(thrown);
    if (json) streams.out(`${JSON.stringify({ error })}\n`);
    else streams.err(`kith: ${error.message}\n`);
    return exitCodeOf(error);
  }
}

async function withOpen(line: CommandLine, streams: CliStreams, open: OpenCli, work: (deps: CliDependencies) => Promise<Answer>): Promise<Answer> {
  const opened = await open(line, (text) => streams.err(`kith: ${text}\n`));
  try {
    return await work({
      ...opened,
      readStandardInput: streams.readStandardInput,
      say: (text) => (line.json ? streams.err : streams.out)(`${text}\n`),
    });
  } finally {
    await opened.close();
  }
}
