// Owns: `npm test`: types, lint, import rules, then every test, and one closing line that counts them all.
// Leaves to others: each check (its own tool), finding tests (vitest.config.ts).
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../build/build.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const PROJECT = join(import.meta.dirname, '..');
const BIN = join(PROJECT, 'node_modules/.bin');

/** The longest first. */
const CHECKS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  [
    'types of the window',
    'svelte-check',
    '--tsconfig',
    'renderer/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  ['types', 'tsc', '--noEmit'],
  ['import rules', 'depcruise', '--config', 'build/dependency-cruiser.mjs', 'main', 'preload', 'renderer'],
  ['types of the pure core', 'tsc', '--noEmit', '-p', 'main/core/tsconfig.json'],
];

/** Runs a tool of the project to its end; `hear` is told what it prints, which else is printed as it comes. */
function run(command: string, args: readonly string[], hear?: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(BIN, command), args, {
      cwd: PROJECT,
      stdio: hear === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    if (hear !== undefined)
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function check([name, command, ...args]: readonly string[]): Promise<Counts> {
  let printed = '';
  const code = await run(command!, args, (text) => (printed += text));
  process.stdout.write(`${printed}${code === 0 ? '✓' : '✗'} ${name}\n`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Every check, one on each processor at a time. */
async function checks(): Promise<readonly Counts[]> {
  const left = [...CHECKS];
  const results: Counts[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results.push(await check(next));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}

/** All of vitest's tests. A run that ends without counting (a crash, a file that does not load) has failed. */
async function tests(filters: readonly string[]): Promise<Counts> {
  const report = join(tmpdir(), `kith-tests-${process.pid}.json`);
  const code = await run('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as Record<string, number>;
  rmSync(report);
  const failed = (numFailedTests ?? 0) > 0 || code === 0 ? (numFailedTests ?? 0) : 1;
  return { passed: numPassedTests ?? 0, failed, skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0) };
}

const filters = process.argv.slice(2);
const results: Counts[] = [];
if (filters.length === 0) results.push(...(await checks()));
await ensureBuilt();
results.push(await tests(filters));
const sum = (name: keyof Counts): number => results.reduce((total, counts) => total + counts[name], 0);
console.log(
  `${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`,
);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
