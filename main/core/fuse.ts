// Owns: how many deletions are so many that a person is asked first (law 10), and the question, or that a backup comes
// first. Pure. Leaves to others: counting them (sync/gone.ts, sync/push.ts), asking (handlers, renderer, cli).
import type { MassDeletion } from './account.ts';
import { displayName } from './person.ts';
import type { ContactRecord } from './replica.ts';

/** Fewer than this many deletions are never asked about, and of a large account up to this share is not either. */
const FEW = 10;
const SHARE = 0.05;
const NAMES_SHOWN = 5;
const MANY = 50;
const ACTION_SHARE = 0.25;

/** Whether a run would delete more than max(10, 5 %) of an account's contacts. */
export function isMassDeletion(count: number, of: number): boolean {
  return count > Math.max(FEW, of * SHARE);
}

/** Whether a person's action would delete so many of a book's contacts that a backup is made first: over 50, or a quarter. */
export function isMassAction(count: number, of: () => number): boolean {
  return count > MANY || (count > FEW && count > of() * ACTION_SHARE);
}

/** The question about the deletion of `records`, or null where they are few enough to need none. */
export function massDeletion(
  side: MassDeletion['side'],
  records: readonly ContactRecord[],
  of: number,
  at: string,
): MassDeletion | null {
  if (!isMassDeletion(records.length, of)) return null;
  const names = records
    .map((record) => displayName(record.local ?? record.base ?? {}))
    .filter((name) => name !== '')
    .slice(0, NAMES_SHOWN);
  return { side, count: records.length, of, names, at };
}
