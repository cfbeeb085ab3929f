// Owns: starting Kith for tests and the demo, and driving its window with Playwright, alike on Electron and on the host.
// Leaves to others: choosing between them (runtime.ts), what is tested.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium, type Browser, type Page } from 'playwright-core';
import { ensureBuilt } from './build.ts';
import { startChromium } from './host/chromium.ts';
import { KITH, type AppPaths } from './paths.ts';
import { chooseRuntime, hostRuntime, type Runtime } from './runtime.ts';

export interface LaunchOptions {
  /** Folder of the profile; made if need be, kept afterwards. */
  readonly profile: string;
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further arguments of the app. */
  readonly args?: readonly string[];
  /** Another app than Kith. */
  readonly app?: AppPaths;
  /** The host even where Electron could run. */
  readonly on?: 'host';
}

export interface LaunchedApp {
  readonly kind: 'electron' | 'host';
  /** The window, with its document loaded. */
  readonly page: Page;
  /** What the page reported as errors, uncaught ones included, from its beginning. */
  readonly consoleErrors: readonly string[];
  /** What the app has printed so far, line by line. */
  readonly output: readonly string[];
  /** Resolves with the app's exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  /** The next URL the app hands to the system, in order, each once. */
  nextExternalUrl(): Promise<string>;
  /** A page of the person's browser, as it were: outside Kith's window. */
  openBrowserPage(url: string): Promise<Page>;
  /** Quits as a person does and waits for the end. */
  close(): Promise<void>;
  /** Ends the app in the middle of whatever it does, like a crash. */
  kill(): Promise<void>;
}

/** Builds what changed and starts the app. Errors: says what the app printed if it ends before its window is there. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const paths = options.app ?? KITH;
  await ensureBuilt(paths);
  const mainFile = join(paths.out, 'main/index.js');
  const runtime =
    options.on === 'host'
      ? hostRuntime(mainFile, 'asked for')
      : await chooseRuntime(() => undefined, mainFile);
  const args = [...runtime.args, '--profile', options.profile, ...(options.args ?? [])];
  return runtime.kind === 'electron'
    ? launchElectron(runtime, args, options)
    : launchHost(runtime, args, options);
}

async function launchHost(
  runtime: Runtime,
  args: readonly string[],
  options: LaunchOptions,
): Promise<LaunchedApp> {
  const scratch = await mkdtemp(join(tmpdir(), 'kith-host-'));
  const env = environment(options, { KITH_HOST_DRIVEN: scratch });
  const child = spawn(runtime.command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const app = watchProcess(child);
  const removed = app.exited.finally(() =>
    rm(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  );
  const endpoint = await app.line('KITH_HOST_CDP=');
  const browser = await chromium.connectOverCDP(endpoint);
  const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
  const context = browser.contexts()[0];
  if (!context || context.pages().length === 0) throw new Error('the browser shows no window');
  // Beside the window there may be a question of the host's.
  const { page, consoleErrors } = await Promise.any(
    context.pages().map(async (candidate) => {
      const errors = watchPage(candidate);
      await candidate.waitForURL(/^https:\/\/kith\.app\.localhost\//, { waitUntil: 'domcontentloaded' });
      return { page: candidate, consoleErrors: errors };
    }),
  );
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await Promise.all([removed, gone]);
  };
  return {
    kind: 'host',
    page,
    consoleErrors,
    output: app.output,
    exited: app.exited,
    nextExternalUrl: () => app.line('KITH_HOST_OPEN='),
    async openBrowserPage(url) {
      const opened = await context.newPage();
      await opened.goto(url);
      return opened;
    },
    close: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function launchElectron(
  runtime: Runtime,
  args: readonly string[],
  options: LaunchOptions,
): Promise<LaunchedApp> {
  const electron = await _electron.launch({
    executablePath: runtime.command,
    args: [...args],
    env: environment(options, {}),
  });
  const app = watchProcess(electron.process());
  await electron.evaluate(({ shell }) => {
    shell.openExternal = (url) => {
      process.stderr.write(`KITH_HOST_OPEN=${url}\n`);
      return Promise.resolve();
    };
  });
  const page = await electron.firstWindow();
  const consoleErrors = watchPage(page);
  await page.waitForURL(/^app:\/\/kith\//, { waitUntil: 'domcontentloaded' });
  const outside: Promise<OutsideBrowser>[] = [];
  const closeOutside = async (): Promise<void> => {
    for (const browser of outside) (await browser).close();
  };
  return {
    kind: 'electron',
    page,
    consoleErrors,
    output: app.output,
    exited: app.exited,
    nextExternalUrl: () => app.line('KITH_HOST_OPEN='),
    async openBrowserPage(url) {
      if (outside.length === 0) outside.push(outsideBrowser());
      const { browser } = await (outside[0] as Promise<OutsideBrowser>);
      const opened = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
      await opened.goto(url);
      return opened;
    },
    async close() {
      await electron.close();
      await closeOutside();
    },
    async kill() {
      electron.process().kill('SIGKILL');
      await app.exited;
      await closeOutside();
    },
  };
}

interface OutsideBrowser {
  readonly browser: Browser;
  close(): void;
}

async function outsideBrowser(): Promise<OutsideBrowser> {
  const started = await startChromium();
  return { browser: await chromium.connectOverCDP(started.endpoint), close: () => started.kill() };
}

/** The console and uncaught errors of a page, collected. */
function watchPage(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

interface WatchedProcess {
  readonly output: readonly string[];
  readonly exited: Promise<number | null>;
  /** What follows `prefix` on the next line that begins so; rejects when the process ends without one. */
  line(prefix: string): Promise<string>;
}

function watchProcess(child: ChildProcess): WatchedProcess {
  const output: string[] = [];
  const unread: string[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      unread.push(line);
      wake();
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      wake();
      resolve(code);
    });
  });
  const line = (prefix: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const at = unread.findIndex((candidate) => candidate.startsWith(prefix));
        const found = at < 0 ? undefined : unread.splice(at, 1)[0];
        if (found === undefined && !ended) return;
        waiting.delete(look);
        if (found !== undefined) resolve(found.slice(prefix.length));
        else
          reject(
            new Error(
              `Kith ended (${child.exitCode ?? child.signalCode}) without ${prefix} It printed:\n${output.join('\n')}`,
            ),
          );
      };
      waiting.add(look);
      look();
    });
  return { output, exited, line };
}

function environment(
  options: LaunchOptions,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const merged = { ...process.env, ...added, ...options.env };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
