// Owns: the module `electron` of the Chromium host: exactly what main/app uses. Leaves to others: each part (the files
// beside this one). A name that is missing here fails when the main bundle is linked, and the error names it.
import { fork, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { browser } from './app.ts';
import { hasDisplay } from './chromium.ts';
import { strict } from './strict.ts';
import { emulateColorScheme } from './window.ts';

export { app } from './app.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc-main.ts';
export { screen } from './screen.ts';
export { protocol, session } from './session.ts';
export { BrowserWindow } from './window.ts';

/** The window of the host has the browser's own menu, or none. */
/** The browser ends with its window, so that there is nothing a tray could bring back. */
export const Tray = unavailable('Tray');
export const nativeImage = strict('nativeImage', {});

/** None are shown, and main asks before it makes one. */
export const Notification = Object.assign(unavailable('Notification'), { isSupported: () => false });

/** A computer that sleeps takes the browser along; nobody tells the host. */
export const powerMonitor = strict('powerMonitor', new EventEmitter());

export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly object[]) => template,
  setApplicationMenu(_menu: unknown): void {},
});

/** A class that is there to be linked to. */
function unavailable(name: string): new () => object {
  return class {
    constructor() {
      throw new Error(
        `electron.${name} is not part of the Chromium host (build/host); run it on a real Electron`,
      );
    }
  };
}

export const shell = strict('shell', {
  /** Without a display, or driven by a test, the URL is printed, for whoever started the host to open. */
  openExternal(url: string): Promise<void> {
    if (!hasDisplay() || process.env['KITH_HOST_DRIVEN']) {
      process.stderr.write(`KITH_HOST_OPEN=${url}\n`);
      return Promise.resolve();
    }
    return openOutside(url);
  },
});

/** With the system's opener, or in a window of the host's own browser where there is no opener that works. */
function openOutside(url: string): Promise<void> {
  const [command, ...args] = openCommand();
  const openHere = async (): Promise<void> => {
    const { connection } = await browser();
    await connection.send('Target.createTarget', { url, newWindow: true });
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => openHere().then(resolve, reject));
    // An opener may stay for as long as the browser it started; one that fails says so soon.
    child.once('spawn', () => resolve());
    child.once('exit', (code) => {
      if (code !== 0) openHere().catch(() => undefined);
    });
    child.unref();
  });
}

function openCommand(): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

/** A Node process in place of Chromium's; it is spoken to through process.send, which Kith's workers know too. */
export const utilityProcess = strict('utilityProcess', {
  fork(file: string, args: readonly string[] = [], _options?: object): object {
    const child = fork(file, args, { stdio: 'ignore', execArgv: [] });
    const events = new EventEmitter();
    child.on('message', (message) => events.emit('message', message));
    child.once('error', () => events.emit('exit', 1));
    child.once('exit', (code) => events.emit('exit', code ?? 1));
    return strict(
      'UtilityProcess',
      Object.assign(events, {
        postMessage(message: unknown): void {
          if (child.connected) child.send(message as object, () => undefined);
        },
        kill: () => child.kill('SIGKILL'),
      }),
    );
  },
});

let themeSource: 'system' | 'light' | 'dark' = 'system';

export const nativeTheme = strict('nativeTheme', {
  get shouldUseDarkColors(): boolean {
    return themeSource === 'dark';
  },
  get themeSource() {
    return themeSource;
  },
  set themeSource(source: 'system' | 'light' | 'dark') {
    themeSource = source;
    void emulateColorScheme(source === 'system' ? '' : source).catch(() => undefined);
  },
});
