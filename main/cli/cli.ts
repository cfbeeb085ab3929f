// Owns: one call of the command line from arguments to exit code: what is printed, where, and in which form.
// Leaves to others: the commands (commands.ts), building the app they work on (main/index.ts), the process's streams.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccountId } from '../core/account.ts';
import { errorInfo } from '../core/errors.ts';
import { readCommandLine, usage } from './arguments.ts';
import type { CommandLine } from './arguments.ts';
import { closedRun, withWayOut } from './closed.ts';
import type { ProfileFolders } from './closed.ts';
import { RUN } from './commands.ts';
import { goOnUnlessStopped } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CliDependencies } from './commands.ts';
import { recoveryKeyOf } from './encryption.ts';
import { exitCodeOf } from './exit-codes.ts';
import { asText, printable } from './text.ts';

export interface CliStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The whole of standard input. Errors: `input.invalid`, `sync.cancelled`. */
  /** `what`: what a person is to type there; a JSON object unless told. */
  readonly readStandardInput: (what?: string) => Promise<string>;
  /** Aborted when the person or the system asks Kith to stop. */
  readonly interrupted: AbortSignal;
}

type FromStreams = 'readStandardInput' | 'interrupted' | 'say';

/** The profile that a command line is about. */
export interface CliProfile {
  folders(line: CommandLine): ProfileFolders;
  readonly open: OpenCli;
}

/** What a command works on, opened for one call. */
type OpenCli = (
  line: CommandLine,
  notice: (text: string) => void,
) => Promise<Omit<CliDependencies, FromStreams> & { close(): Promise<void> }>;

/** An answer, and what people call the accounts that it names. */
interface Told {
  readonly answer: Answer;
  readonly nameOf: (account: AccountId) => string;
}

/** Runs one command line; the result is the exit code. With --json, standard output holds one JSON document. */
export async function runCli(
  args: readonly string[],
  streams: CliStreams,
  profile: CliProfile,
): Promise<number> {
  const json = args.includes('--json');
  const noticed = new Set<string>();
  const notice = (text: string): void => {
    noticed.add(text);
    streams.err(`kith: ${printable(text)}\n`);
  };
  try {
    const typed = readCommandLine(args);
    const line = { ...typed, recoveryKey: await recoveryKeyOf(typed, streams.readStandardInput) };
    if (line.command === 'help') {
      streams.out(json ? `${JSON.stringify({ usage: usage() })}\n` : `${usage()}\n`);
      return 0;
    }
    const { command } = line;
    const closed = closedRun(line);
    const { answer, nameOf }: Told =
      closed === null
        ? await withOpen(line, { streams, notice }, profile, (deps) =>
            Promise.resolve(RUN[command as keyof typeof RUN](deps, line)),
          )
        : {
            answer: await closed(profile.folders(line), line, streams.interrupted),
            nameOf: (account) => account,
          };
    streams.out(json ? `${JSON.stringify(answer.document)}\n` : asText(command, answer.document, nameOf));
    return answer.exitCode;
  } catch (thrown) {
    const error = errorInfo(thrown);
    if (json) streams.out(`${JSON.stringify({ error })}\n`);
    // A change is refused with the very words that said at the start that none can be saved.
    else if (!noticed.has(error.message)) notice(error.message);
    return exitCodeOf(error);
  }
}

/**
 * Opening a great book lets nobody in. Signals come in between two turns, the first of which may be over before it looks for
 * any.
 */
async function signalsHeard(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

async function withOpen(
  line: CommandLine,
  { streams, notice }: { readonly streams: CliStreams; readonly notice: (text: string) => void },
  profile: CliProfile,
  work: (deps: CliDependencies) => Promise<Answer>,
): Promise<Told> {
  const opened = await profile.open(line, notice).catch(async (thrown: unknown) => {
    throw await withWayOut(thrown, profile.folders(line), line);
  });
  const { interrupted, readStandardInput } = streams;
  const stop = () => {
    void opened.handlers['sync.cancel']();
    void opened.handlers['accounts.cancelLink']();
    void opened.handlers['history.stopRestore']();
    void opened.handlers['bulk.stop']();
    void opened.handlers['backups.stop']();
  };
  interrupted.addEventListener('abort', stop);
  try {
    await signalsHeard();
    goOnUnlessStopped(interrupted);
    const names = new Map(
      opened.book
        .accounts()
        .map(({ id, provider, name, email }) => [
          id,
          provider === 'computer' ? name : `${provider} ${email}`,
        ]),
    );
    const answer = await work({
      ...opened,
      readStandardInput,
      interrupted,
      say: (text) => (line.json ? streams.err : streams.out)(`${text}\n`),
    });
    return { answer, nameOf: (account) => names.get(account) ?? account };
  } finally {
    interrupted.removeEventListener('abort', stop);
    await opened.close();
  }
}
