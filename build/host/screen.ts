// Owns: the host's `screen`: the one that the browser is on. Leaves to others: asking the browser (window.ts).
import { strict } from './strict.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

let display = strict('Display', { id: 1, workArea: { x: 0, y: 0, width: 1280, height: 800 } });

/** Called before the app is ready, as Electron knows its screens by then. */
export function haveScreen(workArea: Rectangle): void {
  display = strict('Display', { id: 1, workArea });
}

export const screen = strict('screen', {
  getAllDisplays: () => [display],
  getPrimaryDisplay: () => display,
});
