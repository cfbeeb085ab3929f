// Owns: which backups are kept: the newest, one a day, one a week, and those made before something great.
// Leaves to others: making, reading and removing them (backups.ts).

/** `recent`: made by Kith itself as time goes by; the others before what might go wrong. */
export type BackupReason = 'recent' | 'migration' | 'import' | 'deletion';

export interface BackupInfo {
  readonly name: string;
  /** No lower than that of any made before. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  /** The last transaction that it includes: lower than before where the book lost some. */
  readonly seq: number;
  readonly reason: BackupReason;
  readonly contacts: number;
  /** On the disk. */
  readonly bytes: number;
}

const RECENT = 3;
const DAILY = 7;
const WEEKLY = 4;
const EACH_REASON = 3;
const DAY_MS = 24 * 60 * 60_000;

/** Newest first. By their numbers, since clocks jump, and a book that lost transactions counts them anew. */
export const newestFirst = (all: readonly BackupInfo[]): readonly BackupInfo[] =>
  all.toSorted((a, b) => b.number - a.number || (a.at < b.at ? 1 : -1));

/**
 * The backups to keep, newest first. Times only say which belong to one day or one week: a clock that jumps makes a day
 * of its own, and drives out neither the newest ones nor more than one of another day's.
 */
export function keptBackups(all: readonly BackupInfo[]): readonly BackupInfo[] {
  const sorted = newestFirst(all);
  const recent = sorted.filter(({ reason }) => reason === 'recent');
  const day = ({ at }: BackupInfo): number => Math.floor(Date.parse(at) / DAY_MS);
  const kept = new Set([
    ...recent.slice(0, RECENT),
    ...firstOfEach(recent, day).slice(0, DAILY),
    // Day 0 was a Thursday; weeks begin on Mondays.
    ...firstOfEach(recent, (backup) => Math.floor((day(backup) + 3) / 7)).slice(0, WEEKLY),
    ...(['migration', 'import', 'deletion'] as const).flatMap((reason) =>
      sorted.filter((backup) => backup.reason === reason).slice(0, EACH_REASON),
    ),
  ]);
  return sorted.filter((backup) => kept.has(backup));
}

function firstOfEach(
  sorted: readonly BackupInfo[],
  group: (backup: BackupInfo) => number,
): readonly BackupInfo[] {
  const seen = new Set<number>();
  return sorted.filter((backup) => {
    const key = group(backup);
    return !seen.has(key) && seen.add(key);
  });
}
