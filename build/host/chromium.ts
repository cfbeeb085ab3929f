// Owns: finding a Chromium, starting it for one window, and leaving nothing of it behind. Leaves to others: what is
// shown in it (electron.ts and the files it names).
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { carriedChromium } from './carried-chromium.ts';
import { CdpConnection } from './cdp.ts';

/** An executable and what it needs in its environment. */
export interface BrowserProgram {
  readonly path: string;
  /** It cannot show a window. */
  readonly headlessOnly: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** A running browser. It ends by itself when this process does, however that ends: it watches the pipe. */
export interface Chromium {
  readonly connection: CdpConnection;
  /** For other clients of the same browser: http://127.0.0.1:PORT */
  readonly endpoint: string;
  readonly headless: boolean;
  /** Resolves when the browser has ended. */
  readonly ended: Promise<void>;
  /** Ends it at once and removes its folder. */
  kill(): void;
}

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
/** The same browser without what only a screen needs: pages open in half the time. */
const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell'];
const START_LIMIT_MS = 30_000;
/** A program may be a script that waits for the browser: both are to end, so they are a group of their own. */
const HAS_GROUPS = process.platform !== 'win32';

/** True when there is a screen to show a window on. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts the first browser that starts: KITH_CHROMIUM alone if set, else an installed one (without a screen rather the
 * shell that needs none), else the one carried by npm.
 * Errors: says which were tried and how each failed.
 */
export async function startChromium(): Promise<Chromium> {
  const failures: string[] = [];
  for await (const program of programs()) {
    try {
      return await startWithBestSandbox(program);
    } catch (error) {
      failures.push(`${program.path}: ${messageOf(error)}`);
    }
  }
  const tried = failures.length > 0 ? failures.join('\n') : 'none was found';
  throw new Error(
    `No Chromium to show the window in. Install one, or name one in KITH_CHROMIUM. Tried:\n${tried}`,
  );
}

async function* programs(): AsyncGenerator<BrowserProgram> {
  const named = process.env['KITH_CHROMIUM'];
  if (named) {
    yield { path: named, headlessOnly: false, env: {} };
    return;
  }
  const shell = hasDisplay() ? undefined : installed(SHELL_NAMES);
  if (shell) yield { path: shell, headlessOnly: true, env: {} };
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const whole = installed(NAMES) ?? [mac].find(isExecutable);
  if (whole) yield { path: whole, headlessOnly: false, env: {} };
  const carried = await carriedChromium();
  if (carried) yield carried;
}

/** The first of these programs that is in one of the folders for programs. */
function installed(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * With Chromium's sandbox, but for root, for whom it refuses to run. Where it cannot work (a container that withholds
 * user namespaces) the browser runs without, and that is said: it shows Kith's own pages only.
 */
async function startWithBestSandbox(program: BrowserProgram): Promise<Chromium> {
  const asRoot = process.getuid?.() === 0;
  try {
    return await startProgram(program, !asRoot);
  } catch (error) {
    if (asRoot || !/No usable sandbox|SUID sandbox/.test(messageOf(error))) throw error;
    process.stderr.write('Chromium runs without its sandbox: this system gives it none.\n');
    return startProgram(program, false);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function startProgram(program: BrowserProgram, sandbox: boolean): Promise<Chromium> {
  const headless = program.headlessOnly || !hasDisplay();
  const folder = await mkdtemp(join(process.env['KITH_HOST_DRIVEN'] ?? tmpdir(), 'kith-chromium-'));
  const child = spawn(program.path, flags(folder, headless, sandbox), {
    env: { ...process.env, ...program.env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: HAS_GROUPS,
  });
  const kill = (): void => {
    killWhole(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  };
  process.on('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  try {
    const endpoint = await debuggingEndpoint(child);
    const connection = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
    return { connection, endpoint, headless, ended, kill };
  } catch (error) {
    kill();
    process.removeListener('exit', kill);
    throw error;
  }
}

function killWhole(child: ChildProcess): void {
  const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (!isRunning) return;
  if (!HAS_GROUPS) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself, and nobody was told yet.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Chromium prints where it listens; what it prints before that explains a failure. */
function debuggingEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    const fail = (why: string): void => reject(new Error([why, ...printed.slice(-5)].join('\n')));
    const timer = setTimeout(() => fail('it did not start within 30 s'), START_LIMIT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with ${code ?? 'a signal'}`));
    createInterface({ input: child.stderr as Readable }).on('line', (line) => {
      const port = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
      if (port === undefined) {
        if (printed.length < 50) printed.push(line);
        return;
      }
      clearTimeout(timer);
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

/** Own folder, own window, and nothing sent anywhere by the browser itself. */
function flags(folder: string, headless: boolean, sandbox: boolean): string[] {
  return [
    `--user-data-dir=${folder}`,
    '--remote-debugging-pipe',
    '--remote-debugging-port=0',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--disable-breakpad',
    '--disable-dev-shm-usage',
    '--disable-domain-reliability',
    '--disable-search-engine-choice-screen',
    '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,DialMediaRouteProvider',
    '--metrics-recording-only',
    '--no-pings',
    '--password-store=basic',
    '--use-mock-keychain',
    '--window-size=1200,800',
    ...(sandbox ? [] : ['--no-sandbox']),
    ...(headless ? ['--headless=new', '--hide-scrollbars'] : []),
    '--app=data:text/html,<title>Kith</title>',
  ];
}
