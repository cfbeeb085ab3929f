// Owns: `npm start`: building what changed and starting Kith on Electron, or on the Chromium host where there is none.
// Leaves to others: choosing (runtime.ts), the host (host/), driving the app from tests (drive.ts).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { KITH } from './paths.ts';
import { chooseRuntime, hostRuntime, type HostRuntime, type Runtime } from './runtime.ts';

/** A start that fails so soon never showed a window. */
const EARLY_MS = 5000;

async function start(args: readonly string[]): Promise<number> {
  const say = (line: string): void => console.error(line);
  await ensureBuilt();
  const runtime = await chooseRuntime(say);
  if (runtime.kind === 'host') return startHost(runtime, args);
  say(`Kith runs on Electron (${runtime.command}).`);
  const began = performance.now();
  const code = await run(runtime, args);
  if (code === 0 || performance.now() - began > EARLY_MS) return code;
  return startHost(hostRuntime(join(KITH.out, 'main/index.js'), `it ended with ${code} at once`), args);
}

function startHost(runtime: HostRuntime, args: readonly string[]): Promise<number> {
  console.error(`Kith runs on Chromium in place of Electron: ${runtime.reason}.`);
  return run(runtime, args);
}

/** Runs to the end, passing on the signals that end a program, and gives its exit code. */
function run(runtime: Runtime, args: readonly string[]): Promise<number> {
  const child = spawn(runtime.command, [...runtime.args, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

if (import.meta.main) process.exitCode = await start(process.argv.slice(2));
