// Owns: great actions that are written in several transactions, one piece after the other, so that others get their turn in
// between: that all pieces are one action, how far it is, and stopping it. Leaves to others: what is in the pieces.
import type { Cause, Seq } from '../core/history.ts';
import type { Change } from '../store/book-format.ts';
import type { BulkProgress } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

/** As many as one transaction takes: few enough that nothing else waits for it. */
export const AT_ONCE = 200;
/** How often the window is told how far it is, in milliseconds. */
const TOLD_EVERY = 100;

/** A person's command, or the taking back of one, without what tells its pieces. */
export type ActionCause =
  | { readonly kind: 'person'; readonly command: string }
  | { readonly kind: 'undo' | 'redo'; readonly of: number };

/** The writing of one action. */
export interface Writing {
  /** Writes a piece, which is on the disk then; one without changes is left out, unless it ends a taking back. */
  write(changes: readonly Change[], isLast?: boolean): void;
  /** Says how many were seen to, and lets others have their turn. False: somebody stopped it. */
  next(seenTo: number): Promise<boolean>;
  /** The number of its first transaction; null: nothing was written yet. */
  readonly first: Seq | null;
  /** Contacts that were changed so far. */
  readonly contacts: number;
  readonly stopped: boolean;
}

/** What an action is called while it is under way, and how many persons or contacts it is about. */
export interface Extent {
  readonly command: string;
  readonly total: number;
}

/** Without a cause nothing is written: it only takes long. */
export type Begin = (extent: Extent, cause?: ActionCause) => Writing;

export interface GreatActions {
  /** Whether one is under way. */
  readonly busy: boolean;
  /** Runs one after the other. `work` decides what is done when its turn has come. */
  run<T>(work: (begin: Begin) => Promise<T>): Promise<T>;
  stop(): void;
}

export function createGreatActions(deps: Pick<HandlerDependencies, 'book' | 'clock' | 'emit'>): GreatActions {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let current: { stopped: boolean } | null = null;
  return {
    get busy() {
      return waiting > 0;
    },
    run(work) {
      waiting += 1;
      const state = { stopped: false };
      let told = false;
      const tell = (progress: BulkProgress): void => {
        told = true;
        deps.emit('bulk.changed', progress);
      };
      const running = last.then(async () => {
        current = state;
        try {
          return await work((extent, cause) => writing(deps, extent, cause, state, tell));
        } finally {
          current = null;
          waiting -= 1;
          if (told) deps.emit('bulk.changed', null);
        }
      });
      last = running.catch(() => undefined);
      return running;
    },
    stop() {
      if (current !== null) current.stopped = true;
    },
  };
}

/**
 * Writes what is planned for as many as one transaction takes, then for the next ones. `prepare` comes before each plan, and
 * nothing between a plan and its writing. False: somebody stopped it before the end.
 */
export async function inPieces<T>(
  writing: Writing,
  items: readonly T[],
  plan: (piece: readonly T[]) => readonly Change[],
  prepare?: (piece: readonly T[]) => Promise<void>,
): Promise<boolean> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const piece = items.slice(from, from + AT_ONCE);
    await prepare?.(piece);
    if (writing.stopped) return false;
    writing.write(plan(piece));
    await writing.next(piece.length);
  }
  return true;
}

function writing(
  { book, clock }: Pick<HandlerDependencies, 'book' | 'clock'>,
  { command, total }: Extent,
  cause: ActionCause | undefined,
  state: { readonly stopped: boolean },
  tell: (progress: BulkProgress) => void,
): Writing {
  const began = clock.now();
  const since = new Date(began).toISOString();
  let toldAt = began;
  let [first, contacts, done] = [null as Seq | null, 0, 0];
  return {
    get first() {
      return first;
    },
    get contacts() {
      return contacts;
    },
    get stopped() {
      return state.stopped;
    },
    write(changes, isLast = true) {
      if (cause === undefined || (changes.length === 0 && cause.kind === 'person')) return;
      contacts += changes.filter(({ kind }) => kind === 'putContact' || kind === 'dropContact').length;
      const part = first === null ? {} : { part: first };
      const more = cause.kind === 'person' || isLast ? {} : ({ more: true } as const);
      const by: Cause = { ...cause, ...part, ...more, contacts };
      book.transaction(changes, by);
      first ??= book.revision;
    },
    async next(seenTo) {
      done += seenTo;
      if (clock.now() - toldAt >= TOLD_EVERY) {
        toldAt = clock.now();
        tell({ command, done, total, since });
      }
      await clock.sleep(0);
      return !state.stopped;
    },
  };
}
