// Owns: a module `electron` that only writes down what main/app asks of it, for tests without any Electron: by
// `vi.mock('electron', () => import('…/fake-electron.ts'))`. Leaves to others: the Chromium host, which does something.
import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';

/** Everything that was asked, and how the system is that the app believes to be on. */
export interface FakeSystem {
  readonly asked: (readonly [name: string, ...args: readonly unknown[]])[];
  readonly windows: FakeWindow[];
  readonly trays: FakeTray[];
  readonly notifications: FakeNotification[];
  /** The template of the application menu. */
  menu: readonly MenuItemConstructorOptions[];
  packaged: boolean;
  userData: string;
  isFirst: boolean;
  languages: readonly string[];
  workAreas: readonly { x: number; y: number; width: number; height: number }[];
}

const FRESH = {
  packaged: false,
  userData: '/nowhere',
  isFirst: true,
  languages: ['en-GB'],
  workAreas: [{ x: 0, y: 0, width: 1920, height: 1080 }],
} as const;

export const system: FakeSystem = {
  ...FRESH,
  asked: [],
  windows: [],
  trays: [],
  notifications: [],
  menu: [],
};

let ready = Promise.withResolvers<void>();
let isReady = false;

/** As a computer on which nothing has happened yet. */
export function resetElectron(change: Partial<FakeSystem> = {}): void {
  for (const list of [system.asked, system.windows, system.trays, system.notifications]) list.length = 0;
  Object.assign(system, { ...FRESH, menu: [], ...change });
  app.isPackaged = system.packaged;
  ready = Promise.withResolvers<void>();
  isReady = false;
  for (const emitter of [app, powerMonitor, nativeTheme]) emitter.removeAllListeners();
}

/** Electron is ready, and what waited for that has happened. */
export async function becomeReady(): Promise<void> {
  isReady = true;
  ready.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** The arguments of each time this was asked. */
export const askedOf = (name: string): readonly (readonly unknown[])[] =>
  system.asked.filter(([asked]) => asked === name).map(([, ...args]) => args);

const note =
  (name: string) =>
  (...args: readonly unknown[]): void =>
    void system.asked.push([name, ...args]);

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  enableSandbox: note('app.enableSandbox'),
  quit: note('app.quit'),
  exit: note('app.exit'),
  getPath: () => system.userData,
  setPath: note('app.setPath'),
  getVersion: () => '0.1.0',
  getPreferredSystemLanguages: () => [...system.languages],
  isReady: () => isReady,
  whenReady: () => ready.promise,
  requestSingleInstanceLock: () => system.isFirst,
  setAsDefaultProtocolClient: note('app.setAsDefaultProtocolClient'),
});

export class FakeWindow extends EventEmitter {
  bounds: object;
  maximized = false;
  minimized = false;
  visible = false;
  destroyed = false;
  readonly sent: (readonly [channel: string, payload: unknown])[] = [];
  readonly webContents = Object.assign(new EventEmitter(), {
    mainFrame: {},
    send: (channel: string, payload: unknown) => void this.sent.push([channel, payload]),
    replaceMisspelling: note('webContents.replaceMisspelling'),
    session: { addWordToSpellCheckerDictionary: note('session.addWordToSpellCheckerDictionary') },
  });

  readonly options: Readonly<Record<string, unknown>>;

  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
    const { x = 0, y = 0, width, height } = options;
    this.bounds = { x, y, width, height };
    system.windows.push(this);
  }

  static getAllWindows = (): readonly FakeWindow[] => system.windows.filter(({ destroyed }) => !destroyed);
  loadURL = (): Promise<void> => Promise.resolve();
  isDestroyed = (): boolean => this.destroyed;
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => this.minimized;
  getNormalBounds = (): object => this.bounds;
  maximize = (): void => void (this.maximized = true);
  restore = (): void => void (this.minimized = false);
  show = (): void => void (this.visible = true);
  focus = note('window.focus');

  /** As a person does it. */
  close(): void {
    this.emit('close', { preventDefault: () => undefined });
    this.destroyed = true;
    if (FakeWindow.getAllWindows().length === 0) app.emit('window-all-closed');
  }
}

export const BrowserWindow = FakeWindow;

export class FakeTray extends EventEmitter {
  destroyed = false;
  menu: readonly MenuItemConstructorOptions[] = [];
  tip = '';

  constructor() {
    super();
    system.trays.push(this);
  }

  setToolTip = (tip: string): void => void (this.tip = tip);
  setContextMenu = (menu: readonly MenuItemConstructorOptions[]): void => void (this.menu = menu);
  destroy = (): void => void (this.destroyed = true);
}

export const Tray = FakeTray;

export class FakeNotification extends EventEmitter {
  readonly options: Readonly<Record<string, unknown>>;
  shown = false;
  static supported = true;

  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
    system.notifications.push(this);
  }

  static isSupported = (): boolean => FakeNotification.supported;
  show = (): void => void (this.shown = true);
}

export const Notification = FakeNotification;

const popups = (template: readonly MenuItemConstructorOptions[]) =>
  Object.assign([...template], { popup: (options: object) => note('menu.popup')(template, options) });

export const Menu = {
  buildFromTemplate: popups,
  setApplicationMenu: (menu: readonly MenuItemConstructorOptions[]) => void (system.menu = menu),
};

export const screen = {
  getAllDisplays: () => system.workAreas.map((workArea, id) => ({ id, workArea })),
  getPrimaryDisplay: () => ({ id: 0, workArea: system.workAreas[0] }),
};

export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  themeSource: 'system',
});
export const nativeImage = { createEmpty: () => ({ addRepresentation: note('image.addRepresentation') }) };
export const powerMonitor = new EventEmitter();
export const dialog = { showErrorBox: note('dialog.showErrorBox') };
export const ipcMain = { handle: note('ipcMain.handle') };
export const protocol = { registerSchemesAsPrivileged: note('protocol.registerSchemesAsPrivileged') };
export const shell = { openExternal: () => Promise.resolve() };
export const utilityProcess = { fork: note('utilityProcess.fork') };
export const session = {
  fromPartition: () => ({
    protocol: { handle: note('session.protocol.handle') },
    setPermissionCheckHandler: note('session.setPermissionCheckHandler'),
    setPermissionRequestHandler: note('session.setPermissionRequestHandler'),
    setSpellCheckerEnabled: note('session.setSpellCheckerEnabled'),
    setSpellCheckerLanguages: note('session.setSpellCheckerLanguages'),
    availableSpellCheckerLanguages: ['de', 'de-DE', 'en-GB', 'en-US', 'fr'],
  }),
};
