// Owns: telling main that somebody uses the window. Leaves to others: giving way to them (main/others-turn.ts).
import { ask } from '../api.ts';

const KINDS = ['keydown', 'pointerdown', 'wheel', 'touchmove', 'scroll'] as const;
/** Often enough: main takes the window to be in use for longer. */
const EVERY_MS = 250;

/** Tells main of keys, clicks and scrolling, now and then, until the result is called. Who opened a window is about to. */
export function tellOfUse(): () => void {
  let toldAt = -Infinity;
  const tell = ({ timeStamp }: Pick<Event, 'timeStamp'>): void => {
    if (timeStamp - toldAt < EVERY_MS) return;
    toldAt = timeStamp;
    // Nothing comes of it but patience.
    ask('app.inUse').catch(() => undefined);
  };
  tell({ timeStamp: performance.now() });
  const options = { capture: true, passive: true };
  for (const kind of KINDS) document.addEventListener(kind, tell, options);
  return () => {
    for (const kind of KINDS) document.removeEventListener(kind, tell, options);
  };
}
