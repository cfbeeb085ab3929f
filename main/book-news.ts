// Owns: when the window hears that the book changed: at once of what a person did, and of a run's many pages, or the photos
// that are read as they are scrolled past, now and then, rather while nobody asks for anything.
// Leaves to others: what it then asks for (renderer/state).
import type { Book } from './store/book.ts';

/** Often enough to see a list fill, and seldom enough to leave the machine to the run. */
const RUN_NEWS_MS = 1000;
/** Whoever types or reads on is not to wait for the window to ask for everything again, but for so long at most. */
const LOOK_AGAIN_MS = 100;
const LATEST_MS = 4000;

export interface BookNews {
  /** Says what it kept to itself until now. */
  flush(): void;
}

/** Calls `tell` with the revision that is new. `isInUse`: whether the window asked for something a moment ago. */
export function bookNews(book: Book, tell: (revision: number) => void, isInUse: () => boolean): BookNews {
  let waiting: NodeJS.Timeout | null = null;
  const now = (): void => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    tell(book.revision);
  };
  const soon = (waited: number): void => {
    if (waited < LATEST_MS && isInUse())
      waiting = setTimeout(() => soon(waited + LOOK_AGAIN_MS), LOOK_AGAIN_MS).unref();
    else now();
  };
  book.subscribe((_changes, _revision, by) => {
    if (by.kind === 'run' || by.kind === 'carried' || (by.kind === 'kith' && by.read !== undefined))
      waiting ??= setTimeout(() => soon(RUN_NEWS_MS), RUN_NEWS_MS).unref();
    else now();
  });
  return { flush: () => (waiting === null ? undefined : now()) };
}
