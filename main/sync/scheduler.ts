// Owns: when syncs run by themselves: at the start, a while after an edit, now and then, later after a failure, and not
// while the address book takes no changes.
// Leaves to others: the runs (engine.ts), and runs that a person asks for.
import type { Clock } from '../core/ports.ts';
import type { RunReport } from '../../preload/contract.ts';

export interface SchedulerDependencies {
  readonly clock: Clock;
  /** Told when the next sync is to start (milliseconds since 1970), and null while one runs, or all rest. */
  planned?(at: number | null): void;
  /** Whether the address book takes changes at this moment: what a sync brings could not be stored otherwise. */
  takesChanges(): boolean;
  /** Syncs every account. Never throws for an account's trouble: that is in the reports. */
  run(): Promise<readonly RunReport[]>;
}

export interface Scheduler {
  /** A person changed something: sync soon, once the typing has paused. */
  edited(): void;
  close(): void;
}

/** Milliseconds: between syncs while all is well, and from the last edit to its sync. */
const EVERY = 15 * 60_000;
const AFTER_EDIT = 20_000;
const LONGEST_WAIT = 60 * 60_000;
/** How often a book that takes no changes is asked again. */
const ASK_AGAIN = 60_000;

/** How long to wait after `failures` runs in a row that brought nothing through, in milliseconds; longer if asked to. */
export function nextWait(reports: readonly RunReport[], failures: number): number {
  if (failures === 0) return EVERY;
  const asked = Math.max(
    0,
    ...reports.flatMap(({ errors }) =>
      errors.map(({ context }) => Number(context['retryAfter'] ?? 0) * 1000),
    ),
  );
  return Math.min(LONGEST_WAIT, Math.max(asked, 60_000 * 2 ** Math.min(failures - 1, 6)));
}

/** Starts syncing by itself, at once and from then on, until it is closed. */
export function startScheduler({ clock, run, planned, takesChanges }: SchedulerDependencies): Scheduler {
  const closing = new AbortController();
  let wake = new AbortController();
  let edits = 0;

  const rest = async (ms: number, start: number | null = clock.now() + ms): Promise<void> => {
    wake = new AbortController();
    planned?.(start);
    await clock.sleep(ms, AbortSignal.any([closing.signal, wake.signal])).catch(() => undefined);
  };

  /** Waits until no edit has come for a while. */
  const pause = async (): Promise<void> => {
    for (let seen = -1; seen !== edits && !closing.signal.aborted;) {
      seen = edits;
      await rest(AFTER_EDIT);
    }
  };

  const loop = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted;) {
      const before = edits;
      if (!takesChanges()) {
        await rest(ASK_AGAIN, null);
        if (edits !== before) await pause();
        continue;
      }
      planned?.(null);
      const reports = await run().catch((): readonly RunReport[] => []);
      failures = reports.some(({ errors }) => errors.some(({ retry }) => retry === 'later'))
        ? failures + 1
        : 0;
      if (!takesChanges()) continue;
      if (edits === before) await rest(nextWait(reports, failures));
      if (edits !== before) await pause();
    }
  };
  void loop();
  return {
    edited: () => {
      edits += 1;
      wake.abort();
    },
    close: () => closing.abort(),
  };
}
