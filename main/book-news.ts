// Owns: when the window hears that the book changed: at once of what a person did, and of a run's many pages now and then.
// Leaves to others: what it then asks for (renderer/state).
import type { Book } from './store/book.ts';

/** Often enough to see a list fill, and seldom enough to leave the machine to the run. */
const RUN_NEWS_MS = 1000;

export interface BookNews {
  /** Says what it kept to itself until now. */
  flush(): void;
}

/** Calls `tell` with the revision that is new. */
export function bookNews(book: Book, tell: (revision: number) => void): BookNews {
  let waiting: NodeJS.Timeout | null = null;
  const now = (): void => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    tell(book.revision);
  };
  book.subscribe((_changes, _revision, { kind }) => {
    if (kind === 'run' || kind === 'carried') waiting ??= setTimeout(now, RUN_NEWS_MS).unref();
    else now();
  });
  return { flush: () => (waiting === null ? undefined : now()) };
}
