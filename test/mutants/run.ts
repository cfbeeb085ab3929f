// Owns: `npm run test:mutants`: breaks one law after the other in a copy of the sources, and shows that tests notice each.
// Leaves to others: the mutants themselves (laws.ts, delicate.ts), what the tests hold.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delicate } from './delicate.ts';
import { laws } from './laws.ts';
import { mutated } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const PROJECT = join(import.meta.dirname, '../..');
const AT_ONCE = 2;
/** A mutant that makes a test run for ever is noticed as well; a busy machine needs its time. */
const LONGEST_MS = 900_000;

type Verdict =
  | { readonly kind: 'caught'; readonly by: string }
  | { readonly kind: 'survived' }
  /** The mutant does not even load, so that no test can say anything of it. */
  | { readonly kind: 'broken'; readonly why: string };

/** A copy of what the tests need, beside which nothing is changed. */
function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'kith-mutants-'));
  for (const name of [
    'main',
    'preload',
    'build',
    'test',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ])
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

interface Outcome {
  /** Title of the first test that failed; null: none did. */
  readonly failed: string | null;
  /** Why files could not even be loaded. */
  readonly unloadable: string | null;
  readonly tests: number;
}

/** Runs test files in a copy until one test fails. */
async function runTests(copy: string, files: readonly string[]): Promise<Outcome> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const child = spawn(
    join(PROJECT, 'node_modules/.bin/vitest'),
    ['run', '--bail=1', '--maxWorkers=1', '--reporter=json', `--outputFile.json=${report}`, ...files],
    { cwd: copy, stdio: 'ignore', timeout: LONGEST_MS, killSignal: 'SIGKILL' },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  if (!existsSync(report)) return { failed: '(it never ended)', unloadable: null, tests: 0 };
  return readReport(JSON.parse(readFileSync(report, 'utf8')) as Report);
}

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function readReport({ numTotalTests, testResults }: Report): Outcome {
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  const unloadable = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    failed: failed?.fullName ?? null,
    unloadable: unloadable === undefined ? null : `${unloadable.name}: ${unloadable.message.split('\n')[0]}`,
    tests: numTotalTests,
  };
}

async function judge(copy: string, mutant: Mutant): Promise<Verdict> {
  const file = join(copy, 'main', mutant.file);
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, mutated(mutant));
  try {
    const { failed, unloadable } = await runTests(copy, mutant.tests.map(testPath));
    if (failed !== null) return { kind: 'caught', by: failed };
    return unloadable === null ? { kind: 'survived' } : { kind: 'broken', why: unloadable };
  } finally {
    writeFileSync(file, source);
  }
}

const testPath = (test: string): string => `test/${test}.test.ts`;

/** Before anything is broken, every named test must exist and pass. */
async function checkBaseline(copy: string, mutants: readonly Mutant[]): Promise<void> {
  const files = [...new Set(mutants.flatMap(({ tests }) => tests))].map(testPath);
  for (const file of files)
    if (!existsSync(join(PROJECT, file))) throw new Error(`${file} is named by a mutant and does not exist.`);
  const { failed, unloadable, tests } = await runTests(copy, files);
  const trouble = unloadable ?? failed ?? (tests === 0 ? 'there are no tests' : null);
  if (trouble !== null) throw new Error(`The sources fail without any mutant: ${trouble}`);
  console.log(`${tests} tests in ${files.length} files pass without a mutant.\n`);
}

function line({ of, wrong }: Mutant, verdict: Verdict, seconds: number): string {
  const said = { caught: '✓ caught', survived: '✗ SURVIVED', broken: '✗ BROKEN' }[verdict.kind];
  const why = verdict.kind === 'caught' ? verdict.by : verdict.kind === 'broken' ? verdict.why : '';
  return `${said.padEnd(11)} ${of.padEnd(12)} ${wrong.padEnd(62)} ${`${seconds.toFixed(0)} s`.padStart(5)}  ${why}`;
}

async function main(filters: readonly string[]): Promise<number> {
  const mutants = [...laws, ...delicate].filter(
    ({ of, wrong }) => filters.length === 0 || filters.some((text) => of === text || wrong.includes(text)),
  );
  for (const mutant of mutants) mutated(mutant);
  const copies = Array.from({ length: AT_ONCE }, copyOfProject);
  const verdicts: Verdict[] = [];
  try {
    await checkBaseline(copies[0]!, mutants);
    const queue = [...mutants];
    await Promise.all(
      copies.map(async (copy) => {
        for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
          const began = performance.now();
          const verdict = await judge(copy, mutant);
          verdicts.push(verdict);
          console.log(line(mutant, verdict, (performance.now() - began) / 1000));
        }
      }),
    );
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
  const count = (kind: Verdict['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const broken = count('broken');
  if (broken > 0) console.log(`\n${broken} mutants do not load: no test can say anything of them.`);
  console.log(`\n${count('caught')} caught, ${count('survived')} survived`);
  return broken + count('survived') === 0 && verdicts.length > 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
