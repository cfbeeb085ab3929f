// Owns: what was asked of Kith from outside its window and waits for it: the window may still be opening, or be closed.
// Leaves to others: where it comes from (start.ts, menu.ts, tray.ts, notices.ts), what is done about it (the window).
import type { OutsideCall } from '../../preload/contract.ts';

export interface CallDesk {
  /** Keeps a call until the window takes it, and tells the window that there is one. */
  put(call: OutsideCall): void;
  /** What waits, the oldest first; each is given out once. */
  take(): readonly OutsideCall[];
}

/** More than this waits only where something floods Kith with links: the latest ones count. */
const MOST = 20;

/** `tell` is called after each call; where there is no window to hear it, the next one asks by itself. */
export function callDesk(tell: () => void): CallDesk {
  let waiting: readonly OutsideCall[] = [];
  return {
    put(call) {
      waiting = [...waiting, call].slice(-MOST);
      tell();
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
