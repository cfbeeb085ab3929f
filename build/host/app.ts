// Owns: the host's `app`: its life from start to quit, its lock and its paths. Leaves to others: windows (window.ts),
// running the main bundle (run.ts).
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { PROJECT } from '../paths.ts';
import { startChromium, type Chromium } from './chromium.ts';
import { strict } from './strict.ts';

const { name, productName, version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly productName: string;
  readonly version: string;
};

export const events = new EventEmitter();
const becameReady = Promise.withResolvers<void>();
let ready = false;
let quitting: 'no' | 'asked' | 'over' = 'no';
let browserStart: Promise<Chromium> | undefined;
let knocked: Promise<void> | undefined;
let userData = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), productName);

/** An event that listeners may prevent, as Electron's. */
export function preventable<T extends object>(
  members: T,
): T & { preventDefault(): void; readonly defaultPrevented: boolean } {
  let prevented = false;
  return Object.defineProperties(
    { ...members, preventDefault: () => void (prevented = true), defaultPrevented: false },
    { defaultPrevented: { get: () => prevented } },
  );
}

/** Starts the browser once. */
export function browser(): Promise<Chromium> {
  return (browserStart ??= startChromium());
}

/** Called by run.ts when the main bundle has run: Electron is not ready before that either. */
export function becomeReady(): void {
  ready = true;
  becameReady.resolve();
  events.emit('ready');
}

/** True when main has asked to quit, as a second instance does before anything is shown. */
export function isQuitting(): boolean {
  return quitting !== 'no';
}

function quit(): void {
  if (quitting === 'over') return;
  quitting = 'asked';
  const event = preventable({});
  events.emit('before-quit', event);
  if (event.defaultPrevented) return;
  quitting = 'over';
  events.emit('will-quit', preventable({}));
  events.emit('quit', {}, 0);
  void end();
}

async function end(): Promise<void> {
  const running = await browserStart?.catch(() => undefined);
  await running?.connection.send('Browser.close').catch(() => undefined);
  await running?.ended;
  await knocked;
  process.exit(0);
}

/** Tells the first instance what this one was started with. */
function knock(): Promise<void> {
  return new Promise((resolve) => {
    createConnection(socketPath())
      .on('error', () => resolve())
      .end(JSON.stringify(process.argv), () => resolve());
  });
}

/** Where a desktop keeps documents, if it does. */
function documents(): string {
  const folder = join(homedir(), 'Documents');
  return existsSync(folder) ? folder : homedir();
}

export const app = strict(
  'app',
  Object.assign(events, {
    isPackaged: false,
    name: productName,
    whenReady: () => becameReady.promise,
    isReady: () => ready,
    getVersion: () => version,
    // Node reads the same variables of the environment.
    getPreferredSystemLanguages: () => [Intl.DateTimeFormat().resolvedOptions().locale],
    getPath(place: string): string {
      if (place === 'userData') return userData;
      if (place === 'documents') return documents();
      throw new Error(`electron.app.getPath('${place}') is not part of the Chromium host`);
    },
    setPath(place: string, path: string): void {
      if (place !== 'userData')
        throw new Error(`electron.app.setPath('${place}') is not part of the Chromium host`);
      if (!isAbsolute(path) || !existsSync(path))
        throw new Error(`Failed to set path '${path}': it must be absolute and exist`);
      userData = path;
    },
    enableSandbox(): void {},
    requestSingleInstanceLock(): boolean {
      mkdirSync(userData, { recursive: true });
      const file = join(userData, 'host.lock');
      if (!claim(file)) {
        knocked = knock();
        return false;
      }
      process.on('exit', () => rmSync(file, { force: true }));
      listenForSecond();
      void browser().catch(() => undefined);
      return true;
    },
    quit,
    exit(code = 0): void {
      process.exit(code);
    },
  }),
);

/** A file with the owner's process id; a lock whose owner has gone is taken over. */
function claim(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (ownsLock(Number(readFileSync(file, 'utf8')))) return false;
  rmSync(file, { force: true });
  return claim(file);
}

/** Whether `pid` is a running host; where the system tells, a process that only inherited the number does not count. */
function ownsLock(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('build/host/run.ts');
  } catch {
    return true;
  }
}

/** On Linux an abstract socket, of which a crash leaves nothing behind. */
function socketPath(): string {
  const id = `${name}-${createHash('sha256').update(userData).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  return process.platform === 'linux' ? `\0${id}` : join(tmpdir(), `${id}.sock`);
}

/** A second start knocks, with its arguments. */
function listenForSecond(): void {
  const path = socketPath();
  if (process.platform === 'darwin') rmSync(path, { force: true });
  createServer((socket) => {
    let told = '';
    socket
      .setEncoding('utf8')
      .on('data', (text: string) => (told += text))
      .on('error', () => undefined)
      .on('end', () => events.emit('second-instance', {}, argumentsIn(told), '', null));
  })
    .on('error', () => undefined)
    .listen(path)
    .unref();
}

/** Anything on the computer can knock. */
function argumentsIn(told: string): readonly string[] {
  try {
    const args: unknown = JSON.parse(told);
    return Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [];
  } catch {
    return [];
  }
}
