// Owns: the host's BrowserWindow: the one window there is. Leaves to others: the page in it (contents.ts), quitting
// (app.ts).
import { EventEmitter } from 'node:events';
import { app, events as appEvents, preventable } from './app.ts';
import type { Chromium } from './chromium.ts';
import type { Answer, CdpConnection, CdpSession } from './cdp.ts';
import { makeContents, type HostContents } from './contents.ts';
import { haveScreen } from './screen.ts';
import { hostSession } from './session.ts';
import { strict } from './strict.ts';

interface WebPreferences {
  readonly preload: string;
  readonly partition: string;
  readonly sandbox: boolean;
  readonly contextIsolation: boolean;
  readonly nodeIntegration: boolean;
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface WindowOptions extends Partial<Bounds> {
  readonly width: number;
  readonly height: number;
  readonly webPreferences: WebPreferences;
}

/** The browser's page that waits for the window main will make. */
interface Stage {
  readonly chromium: Chromium;
  readonly page: CdpSession;
  readonly targetId: string;
  readonly sessionId: string;
}

let stage: Stage | undefined;
let open: object | undefined;
let openContents: HostContents | undefined;
/** `nativeTheme` before there is a page to tell. */
let colorScheme: 'dark' | 'light' | '' = '';

/** Takes the browser's first page. Called before the app is ready, since main makes its window at once. */
export async function prepareStage(chromium: Chromium): Promise<void> {
  const { connection } = chromium;
  const targetId = await firstPage(connection);
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  stage = { chromium, page: connection.session(sessionId), targetId, sessionId };
  await lookAtScreen(stage.page);
  connection.on('Target.attachedToTarget', ({ sessionId: session, targetInfo }: Answer) => {
    // The new page may have gone before it was looked at.
    if (session !== sessionId) meetPage(connection, session, targetInfo).catch(() => undefined);
  });
  const filter = [{ type: 'page' }];
  await connection.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter,
  });
}

async function lookAtScreen(page: CdpSession): Promise<void> {
  const { availLeft: x = 0, availTop: y = 0, availWidth, availHeight } = await valueOf(page, 'screen');
  if (availWidth > 0 && availHeight > 0) haveScreen({ x, y, width: availWidth, height: availHeight });
}

/** The numbers of an object in the page. */
async function valueOf(page: CdpSession, name: string): Promise<Answer> {
  const expression = `(() => { const all = {}; for (const key in ${name}) if (typeof ${name}[key] === 'number') all[key] = ${name}[key]; return all; })()`;
  return (await page.send('Runtime.evaluate', { expression, returnByValue: true })).result.value as Answer;
}

/** The browser's own first page; a headless shell starts with none. */
async function firstPage(connection: CdpConnection): Promise<string> {
  const { targetInfos } = await connection.send('Target.getTargets');
  const shown = targetInfos.find((target: Answer) => target.type === 'page');
  return (shown ?? (await connection.send('Target.createTarget', { url: 'about:blank' }))).targetId;
}

/** A window the page opens is closed before it loads; a page that a test's browser client opens is not ours to touch. */
async function meetPage(connection: CdpConnection, sessionId: string, target: Answer): Promise<void> {
  if (target.openerId !== undefined && target.openerId === stage?.targetId) {
    if (openContents?.mayOpenWindow(target.url))
      process.stderr.write('The Chromium host opens no second window\n');
    const page = connection.session(sessionId);
    page.on('Fetch.requestPaused', ({ requestId }: Answer) => {
      page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }).catch(() => undefined);
    });
    await Promise.allSettled([page.send('Fetch.enable'), page.send('Runtime.runIfWaitingForDebugger')]);
    // It shares the process of the page that opened it, which stands still for as long as the new one waits for anybody who
    // watches the browser. Closed before all of them let it go on, it would hold that page for ever.
    await page.send('Runtime.evaluate', { expression: '0' }).catch(() => undefined);
    await connection.send('Target.closeTarget', { targetId: target.targetId });
    return;
  }
  await connection.session(sessionId).send('Runtime.runIfWaitingForDebugger');
  if (!own.has(target.targetId)) await connection.send('Target.detachFromTarget', { sessionId });
}

/** Pages that the host itself speaks to, beside the window. */
const own = new Set<string>();

/** Opens a page of the host's own beside the window. */
export async function openOwnPage(
  connection: CdpConnection,
): Promise<{ readonly targetId: string; readonly sessionId: string }> {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  own.add(targetId);
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  return { targetId, sessionId };
}

/** Follows nativeTheme.themeSource; '' is the desktop's own. */
export async function emulateColorScheme(value: 'dark' | 'light' | ''): Promise<void> {
  colorScheme = value;
  if (open)
    await stage?.page.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value }],
    });
}

function construct(options: WindowOptions): object {
  if (!stage) throw new Error('Cannot create BrowserWindow before app is ready');
  if (open) throw new Error('The Chromium host opens no second window');
  const { chromium, page, targetId, sessionId } = stage;
  const { sandbox, contextIsolation, nodeIntegration, preload, partition } = options.webPreferences;
  if (!sandbox || !contextIsolation || nodeIntegration)
    throw new Error('The Chromium host only has sandboxed, isolated pages without Node');

  const events = new EventEmitter();
  const contents: HostContents = makeContents(page, preload, hostSession(partition));
  const setBounds = async (bounds: object): Promise<void> => {
    const { windowId } = await page.send('Browser.getWindowForTarget', { targetId });
    await page.send('Browser.setWindowBounds', { windowId, bounds });
  };
  /** How the browser's window was when it was last looked at: of one that is gone nothing can be asked. */
  let bounds: Bounds & { readonly maximized: boolean } = {
    x: options.x ?? 0,
    y: options.y ?? 0,
    width: options.width,
    height: options.height,
    maximized: false,
  };
  const lookAtBounds = async (): Promise<void> => {
    const { bounds: seen } = await page.send('Browser.getWindowForTarget', { targetId });
    const maximized = seen.windowState === 'maximized';
    const { left: x, top: y, width, height } = seen;
    bounds = seen.windowState === 'normal' ? { x, y, width, height, maximized } : { ...bounds, maximized };
  };
  page.on('Page.frameResized', () => void lookAtBounds().catch(() => undefined));
  const close = (): void => {
    if (open !== window) return;
    events.emit('close', preventable({}));
    open = undefined;
    events.emit('closed');
    appEvents.emit('window-all-closed');
    // The browser ends with its window, and nothing is left to open another one in.
    app.quit();
  };
  const window = strict(
    'BrowserWindow',
    Object.assign(events, {
      webContents: contents.members,
      async loadURL(url: string): Promise<void> {
        await contents.load(url);
        events.emit('ready-to-show');
      },
      show: () => void page.send('Page.bringToFront').catch(() => undefined),
      focus: () => void page.send('Page.bringToFront').catch(() => undefined),
      isMinimized: () => false,
      getNormalBounds: () => {
        const { x, y, width, height } = bounds;
        return { x, y, width, height };
      },
      isMaximized: () => bounds.maximized,
      maximize: () => void setBounds({ windowState: 'maximized' }).catch(() => undefined),
      restore: () => void setBounds({ windowState: 'normal' }).catch(() => undefined),
      isDestroyed: () => open !== window,
    }),
  );
  open = window;
  openContents = contents;
  chromium.connection.on(
    'Target.detachedFromTarget',
    (detached: Answer) => detached.sessionId === sessionId && close(),
  );
  void chromium.ended.then(close);
  if (!chromium.headless) {
    const { x: left, y: top, width, height } = options;
    void setBounds({ width, height, ...(left === undefined ? {} : { left, top }) }).catch(() => undefined);
  }
  if (colorScheme) emulateColorScheme(colorScheme).catch(() => undefined);
  appEvents.emit('web-contents-created', {}, contents.members);
  return window;
}

/** Called with `new`, as in Electron; a constructor that returns an object gives that object. */
function BrowserWindowConstructor(this: unknown, options: WindowOptions): object {
  return construct(options);
}

const statics = Object.assign(BrowserWindowConstructor, { getAllWindows: () => (open ? [open] : []) });

export const BrowserWindow: object = new Proxy(statics, {
  get(target, key) {
    if (typeof key === 'symbol' || key in target) return Reflect.get(target, key) as unknown;
    throw new Error(
      `electron.BrowserWindow.${key} is not part of the Chromium host (build/host); run it on a real Electron`,
    );
  },
});
