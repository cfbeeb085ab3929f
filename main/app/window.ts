// Owns: Kith's one window and its fixed preferences. Leaves to others: what it may do (navigation.ts), what it shows
// (protocol.ts).
import { BrowserWindow, nativeTheme } from 'electron';
import { join } from 'node:path';

/** No `persist:`: cookies, caches and local storage of the window live in memory only. */
export const PARTITION = 'kith';

/**
 * One frozen literal, never spread from anything given. Spelling is off because it fetches dictionaries from a server
 * that nobody asked for, and flags every name.
 */
const WEB_PREFERENCES = Object.freeze({
  preload: join(import.meta.dirname, '../preload/index.cjs'),
  partition: PARTITION,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
});

/** The colour before the first paint, so that a dark desktop sees no white flash. */
function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff';
}

/** Opens the window; it appears with its first paint. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Kith',
    width: 1200,
    height: 800,
    minWidth: 900,
    minHeight: 560,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: WEB_PREFERENCES,
  });
  window.once('ready-to-show', () => window.show());
  // A window closed while it loads rejects, and leaves nothing to tell it to.
  window
    .loadURL('app://kith/')
    .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  return window;
}

/** Brings the window to the person, wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
