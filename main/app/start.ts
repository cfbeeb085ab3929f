// Owns: the order in which Kith comes up and goes down as an app. Leaves to others: what it is made of (main/index.ts),
// each single part (the files beside this one).
import { app, BrowserWindow, dialog, nativeTheme, powerMonitor, session } from 'electron';
import { join, resolve } from 'node:path';
import type { OpenTarget, OutsideCall, Theme } from '../../preload/contract.ts';
import { errorInfo } from '../core/errors.ts';
import { spokenLanguage, type SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS, mainErrorText } from '../core/texts.ts';
import { makeFolder } from '../store/durable-files.ts';
import { callDesk, type CallDesk } from './calls.ts';
import { chooseFile } from './choose-file.ts';
import type { PhotoLookup } from './content.ts';
import { makeDesk, type Desk, type DeskSettings } from './desk.ts';
import { LINK_SCHEME, linkAmong, parseDeepLink } from './deep-link.ts';
import { openExternal, openTarget } from './external.ts';
import { bindCommands, eventSender, type Dispatch, type SendEvent } from './ipc.ts';
import { guardNavigation, guardPermissions } from './navigation.ts';
import { noticeMemory, showNotice, type NoticeMemory } from './notices.ts';
import { registerAppScheme, serveAppScheme } from './protocol.ts';
import { offerContextMenu } from './spelling.ts';
import { focusWindow, openWindow, PARTITION } from './window.ts';
import { windowMemory, type WindowMemory } from './window-memory.ts';
import { openOrLeave, type WayOut } from './way-out.ts';
import { startWorker, type WorkerProcess } from './worker.ts';

/** What the app's surroundings offer to the composition. */
export interface Shell {
  /** Folder of this profile; exclusively ours while we run. */
  readonly profile: string;
  readonly version: string;
  /** False when run from the sources. */
  readonly packaged: boolean;
  /** Opens a sign-in page or help in the person's browser. Errors: `input.invalid`, see external-url.ts. */
  openExternal(url: string): Promise<void>;
  /** Opens what a contact holds. Errors: `input.invalid`. */
  openTarget(target: OpenTarget): Promise<void>;
  /** Asks where a file of this name is to be written; null: nowhere. */
  chooseFile(suggested: string): Promise<string | null>;
  /** Starts a bundle beside index.js as a process of its own, see worker.ts. */
  startWorker<Call, Answer>(file: string): WorkerProcess<Call, Answer>;
  /** Colours of window frame and page; `system` follows the desktop. */
  setTheme(theme: Theme): void;
  /** The languages of the system, the one that its person likes best first. */
  systemLanguages(): readonly string[];
  /** What of the settings reaches beyond the window. */
  wear(settings: DeskSettings): void;
  /** Shows a quiet notification of the system's; following it brings the window to the front with this call. */
  notify(notice: { readonly title: string; readonly body: string }, call: OutsideCall): boolean;
  /** On which day the person was told of birthdays last. */
  readonly noticed: NoticeMemory;
  /** Calls `listener` when the computer has slept. */
  onResume(listener: () => void): void;
  /** What was asked of Kith from outside its window, each given out once. */
  takeCalls(): readonly OutsideCall[];
  /**
   * Opens an address book; one that does not open is tried again once the person has done something about it, and Kith ends
   * where they leave it. `wayOf`: what can be done about an error; null: nothing but to say so. Errors: such ones of `open`.
   */
  openOrLeave<T>(open: () => Promise<T>, wayOf: (error: unknown) => Promise<WayOut | null>): Promise<T>;
}

/** What the composition root makes. */
export interface Composition {
  readonly dispatch: Dispatch;
  /** Starts sending events; called once. */
  subscribe(send: SendEvent): void;
  /** Writes out and closes everything; awaited before the app ends. */
  onQuit(): Promise<void>;
  /** Pictures for app://kith/photo/ID. */
  readonly photo?: PhotoLookup;
}

export interface StartOptions {
  /** Folder of the profile; the operating system's place for Kith when absent. */
  readonly profile?: string;
  /** Called once this process is known to be the only one on the profile; runs while the window opens. */
  compose(shell: Shell): Promise<Composition>;
}

/**
 * Starts Kith as an app. Call it before the first `await` of the main module is over: Electron becomes ready once that
 * module has run, and sandbox, scheme and lock come before. Returns at once; must not be awaited on "ready".
 * When Kith already runs on the profile, that one comes to the front and this process ends.
 */
export function startApp(options: StartOptions): void {
  if (options.profile !== undefined) useProfile(resolve(options.profile));
  app.enableSandbox();
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  guardNavigation();
  const send = eventSender(currentWindow);
  const calls = callDesk(() => send('app.called', {}));
  const memory = windowMemory(app.getPath('userData'));
  const show = (): void => showWindow(memory, desk);
  const desk = makeDesk(systemLanguage(), () => session.fromPartition(PARTITION), {
    show,
    run: (command) => {
      calls.put({ kind: 'command', command });
      show();
    },
  });
  const composition = options.compose(shell(calls, desk, show));
  composition.catch(endWithError);
  answerLinks(calls, show);
  app.on('window-all-closed', () => {
    if (!desk.staysOpen()) app.quit();
  });
  app.on('activate', () => {
    if (app.isReady() && !currentWindow()) show();
  });
  quitAfter(composition);
  void app.whenReady().then(() => {
    desk.wear({ language: systemLanguage(), keepRunning: false, spelling: false });
    serve(composition);
    bindCommands(async () => (await composition).dispatch, currentWindow);
    void composition.then(
      (made) => made.subscribe(send),
      () => undefined,
    );
    show();
  });
}

/** The window comes to the front; it is opened where it was closed. */
function showWindow(memory: WindowMemory, desk: Desk): void {
  const window = currentWindow();
  if (window) focusWindow(window);
  else offerContextMenu(openWindow(memory), desk.language);
}

/**
 * Links that anything on the computer opens. macOS tells of them by an event, maybe before the app is ready; elsewhere
 * they are arguments, of this start or of a second one, which comes to the front without a link too.
 */
function answerLinks(calls: CallDesk, show: () => void): void {
  // From the sources the program that starts is Electron itself, which is nobody's reader of links. On Windows, what
  // follows `--` is no option, whatever a link looks like; elsewhere the further arguments mean nothing.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, ['--']);
  const first = linkAmong(process.argv);
  if (first !== null) calls.put(first);
  app.on('second-instance', (_event, argv) => {
    const link = linkAmong(argv);
    if (link !== null) calls.put(link);
    show();
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url);
    if (link !== null) calls.put(link);
    if (app.isReady()) show();
  });
}

/** Electron takes an absolute path to a folder that exists. */
function useProfile(folder: string): void {
  makeFolder(folder);
  app.setPath('userData', folder);
}

function serve(composition: Promise<Composition>): void {
  const windowSession = session.fromPartition(PARTITION);
  serveAppScheme(windowSession, join(import.meta.dirname, '../renderer'), async (id) =>
    (await composition).photo?.(id),
  );
  guardPermissions(windowSession);
}

function currentWindow(): BrowserWindow | undefined {
  return BrowserWindow.getAllWindows()[0];
}

function shell(calls: CallDesk, desk: Desk, show: () => void): Shell {
  const ready = app.whenReady();
  return {
    profile: app.getPath('userData'),
    version: app.getVersion(),
    packaged: app.isPackaged,
    openExternal,
    openTarget,
    chooseFile,
    startWorker,
    setTheme: (theme) => {
      nativeTheme.themeSource = theme === 'contrast' ? 'system' : theme;
    },
    systemLanguages: () => app.getPreferredSystemLanguages(),
    takeCalls: () => calls.take(),
    openOrLeave: (open, wayOf) => openOrLeave(open, wayOf, systemLanguage()),
    wear: (settings) => void ready.then(() => desk.wear(settings)),
    notify: ({ title, body }, call) =>
      showNotice(title, body, () => {
        calls.put(call);
        show();
      }),
    noticed: noticeMemory(app.getPath('userData')),
    onResume: (listener) => void ready.then(() => powerMonitor.on('resume', listener)),
  };
}

/** Holds the first quit back until the composition has closed; a failure to close must not keep the app alive. */
function quitAfter(composition: Promise<Composition>): void {
  let closing: 'no' | 'under way' | 'over' = 'no';
  app.on('before-quit', (event) => {
    if (closing === 'over') return;
    event.preventDefault();
    if (closing === 'under way') return;
    closing = 'under way';
    void composition
      .then((made) => made.onQuit())
      .catch((error: unknown) => console.error(errorInfo(error).message))
      .finally(() => {
        closing = 'over';
        app.quit();
      });
  });
}

/** What Kith speaks as long as it cannot read its settings. */
function systemLanguage(): SpokenLanguage {
  return spokenLanguage('system', app.getPreferredSystemLanguages());
}

/** The profile could not be opened: says so and ends, touching nothing. */
function endWithError(error: unknown): void {
  const info = errorInfo(error);
  const language = systemLanguage();
  dialog.showErrorBox(MAIN_TEXTS[language].cannotStart, `${mainErrorText(info, language)}\n\n(${info.code})`);
  app.exit(1);
}
