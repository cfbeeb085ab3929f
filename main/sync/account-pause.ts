// Owns: how long an account rests because its cloud asked for it (law 15), and what a run says that is not made meanwhile.
// Leaves to others: waits of up to a minute within a run (retry.ts).
import type { Account, RunId } from '../core/account.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import type { Clock, Ids, Random } from '../core/ports.ts';
import type { RunReport } from '../../preload/contract.ts';
import { LONGEST_WAIT } from './retry.ts';
import { Tally } from './run-scope.ts';

/** Milliseconds: the first rest of a cloud that says no figure, and the longest (Google's write quota lasts hours). */
const FIRST_REST = 5 * 60_000;
const LONGEST_REST = 6 * 3600_000;

/** A rest is made a little longer by chance, up to this part of it. */
const JITTER = 1 / 4;

export function isPaused(account: Account, clock: Pick<Clock, 'now'>): boolean {
  return restsUntil(account.pause, clock.now()) !== null;
}

/**
 * Until when an account rests by its `pause` (ISO 8601); null: it does not. A rest longer than any was stored while the
 * clock was ahead: the account would wait for years.
 */
export function restsUntil(pause: Account['pause'], now: number): string | null {
  if (pause === undefined) return null;
  const left = Date.parse(pause.until) - now;
  return left > 0 && left <= LONGEST_REST * (1 + JITTER) ? pause.until : null;
}

/**
 * The account's rest after a run that ended with `failure`; undefined: none. A stated Retry-After counts between 1 s and
 * 1 h; a quota without one is given 5 minutes, doubled each time up to 6 hours, with jitter.
 */
export function pauseAfter(
  account: Account,
  failure: AppError | null,
  now: number,
  random: Random,
): Account['pause'] {
  if (failure === null || !['provider.throttled', 'provider.unavailable'].includes(failure.code))
    return undefined;
  const asked = failure.context['retryAfter'];
  const strikes = (account.pause?.strikes ?? 0) + 1;
  if (typeof asked === 'number' && asked <= LONGEST_WAIT) return undefined;
  if (typeof asked !== 'number' && failure.code === 'provider.unavailable') return undefined;
  const rest =
    typeof asked === 'number'
      ? Math.min(3600, asked) * 1000
      : Math.min(LONGEST_REST, FIRST_REST * 2 ** (strikes - 1)) * (1 + random() * JITTER);
  return { until: new Date(now + rest).toISOString(), strikes, error: errorInfo(failure) };
}

/** The report of a run that was not made. */
export function pausedReport(
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  account: Account,
  conflicts: number,
): RunReport {
  const at = new Date(clock.now()).toISOString();
  const tally = new Tally();
  const until = account.pause?.until ?? at;
  tally.failed(
    new AppError(
      'sync.paused',
      `The cloud of ${account.email} asked Kith to wait until ${until}. Nothing was sent or asked; what you changed is kept and goes out then.`,
      { retry: 'later', context: { account: account.id, until } },
    ),
  );
  return tally.report(ids.next() as RunId, account, at, at, 0, conflicts);
}
