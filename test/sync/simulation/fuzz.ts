// Owns: `npm run test:fuzz`: random histories over every core until one fails, the time is up or somebody stops it.
// Leaves to others: the histories that every test run plays (../simulation-*.test.ts), what a history is (history.ts).
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { addCounts, failureText, nothingGoesWrong } from './outcome.ts';

const USAGE = `npm run test:fuzz -- [--minutes N] [--histories N] [--seed S] [--in-step] [--path P]

Plays random histories of edits, faults and crashes on every core, without end unless told otherwise.
--in-step: histories of persons who are kept in step from account to account.
--path plays again the one history that a failure named together with its seed.`;

/** How many histories a child plays from one seed before it tells of them. */
const CHUNK = 50;
const EVERY_SECONDS = 20;

interface Played {
  readonly histories: number;
  readonly counts: readonly (readonly [string, number])[];
  /** What failed, in words; absent: nothing. */
  readonly failure?: string;
}

interface Seed {
  readonly seed: number;
  readonly inStep: boolean;
}

async function playFrom({ seed, inStep }: Seed, histories: number, path?: string): Promise<Played> {
  const met = new Map<string, number>();
  let played = 0;
  const details = await fc.check(
    nothingGoesWrong(met, () => void (played += 1), inStep ? 'inStep' : 'alone'),
    { seed, numRuns: histories, ...(path === undefined ? {} : { path }) },
  );
  const failure = details.failed ? { failure: failureText(details) } : {};
  return { histories: played, counts: [...met], ...failure };
}

/** A child plays each seed that it is sent. */
function serveSeeds(): void {
  process.on('message', (seed: Seed) => {
    void playFrom(seed, CHUNK).then((played) => process.send?.(played));
  });
}

interface Limits {
  readonly seed: number;
  readonly seconds: number;
  readonly histories: number;
  readonly inStep: boolean;
}

/** Whether nothing failed. */
function playOnEveryCore({ seed, seconds, histories, inStep }: Limits): Promise<boolean> {
  const started = performance.now();
  const counts = new Map<string, number>();
  let [played, next, told] = [0, seed, 0];
  const nextSeed = (): Seed => ({ seed: next++, inStep });
  const passed = () => (performance.now() - started) / 1000;
  const tell = () =>
    console.log(
      `${played} histories from seed ${seed}, ${(played / passed()).toFixed(1)} a second, nothing went wrong`,
    );
  return new Promise((resolve) => {
    const children: ChildProcess[] = [];
    const stop = (well: boolean): void => {
      for (const child of children) child.kill();
      console.log(
        [...counts]
          .sort()
          .map(([what, n]) => `${what}: ${n}`)
          .join('\n'),
      );
      if (well) tell();
      else console.log(`${played} histories from seed ${seed}`);
      resolve(well);
    };
    process.once('SIGINT', () => stop(true));
    for (let n = 0; n < availableParallelism(); n++) {
      const child = fork(import.meta.filename, ['child'], { stdio: 'inherit' });
      children.push(child);
      child.on('message', (result: Played) => {
        played += result.histories;
        addCounts(counts, new Map(result.counts));
        if (result.failure !== undefined) {
          console.log(result.failure);
          stop(false);
        } else if (played >= histories || passed() >= seconds) stop(true);
        else {
          if (passed() - told >= EVERY_SECONDS) {
            told = passed();
            tell();
          }
          child.send(nextSeed());
        }
      });
      child.once('error', () => stop(false));
      child.send(nextSeed());
    }
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      histories: { type: 'string' },
      seed: { type: 'string' },
      'in-step': { type: 'boolean' },
      path: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [minutes, histories] = [Number(values.minutes ?? Infinity), Number(values.histories ?? Infinity)];
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  if (values.help === true || [minutes, histories, seed].some(Number.isNaN)) {
    console.log(USAGE);
    return values.help === true ? 0 : 2;
  }
  const inStep = values['in-step'] === true;
  if (values.path === undefined)
    return (await playOnEveryCore({ seed, histories, inStep, seconds: minutes * 60 })) ? 0 : 1;
  const { failure } = await playFrom({ seed, inStep }, 1, values.path);
  console.log(failure ?? 'Nothing goes wrong in this history.');
  return failure === undefined ? 0 : 1;
}

if (process.argv[2] === 'child' && process.send !== undefined) serveSeeds();
else process.exitCode = await main();
