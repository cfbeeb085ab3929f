// Owns: Kith's one window and its fixed preferences. Leaves to others: what it may do (navigation.ts), what it shows
// (protocol.ts).
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { join } from 'node:path';
import type { WindowMemory } from './window-memory.ts';
import { openingPlace, SMALLEST } from './window-place.ts';

/** No `persist:`: cookies, caches and local storage of the window live in memory only. */
export const PARTITION = 'kith';

/**
 * One frozen literal, never spread from anything given. Spelling can be checked, in the boxes that the page says; whether it
 * is, and so whether any dictionary is fetched, the session says (spelling.ts).
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
  spellcheck: true,
});

/** The colour before the first paint, so that a dark desktop sees no white flash. */
function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff';
}

/** Opens the window where it was when it was closed; it appears with its first paint. */
export function openWindow(memory: WindowMemory): BrowserWindow {
  const { maximized, ...place } = openingPlace(memory.read(), workAreas());
  const window = new BrowserWindow({
    title: 'Kith',
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: WEB_PREFERENCES,
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => memory.write({ ...window.getNormalBounds(), maximized: window.isMaximized() }));
  // A window closed while it loads rejects, and leaves nothing to tell it to.
  window
    .loadURL('app://kith/')
    .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  return window;
}

/** The main screen first. */
function workAreas(): readonly Electron.Rectangle[] {
  const main = screen.getPrimaryDisplay().id;
  const displays = screen.getAllDisplays().toSorted((a, b) => Number(b.id === main) - Number(a.id === main));
  return displays.map(({ workArea }) => workArea);
}

/** Brings the window to the person, wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
