// Owns: which moment a person types on the command line: ISO 8601 and nothing else, since every other form means another
// day to somebody. Leaves to others: what is done with it (past.ts), the dates of contacts (core/).
import { isRealDate } from '../core/gentle-checks.ts';

/** A day, or a time of it, at best with its zone. No country's clock is farther than 14 hours from that of Greenwich. */
const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?$/;

/** What such a text may look like, for those who typed something else. */
export const MOMENT_FORMS =
  '2026-11-21 (from its beginning, here), 2026-11-21T10:00 or 2026-11-21T10:00:00 (the time here), 2026-11-21T10:00:00Z or 2026-11-21T10:00:00+01:00';

/**
 * The moment (ISO 8601) that a text names; null: none. A day is its beginning; it and a time without a zone are those of
 * this computer, as in the window.
 */
export function momentTyped(text: string): string | null {
  const [, year, month, day, hour, minute, zone] = FORM.exec(text) ?? [];
  if (!isRealDate({ year: Number(year), month: Number(month), day: Number(day) })) return null;
  const at = new Date(hour === undefined ? `${text}T00:00` : text);
  // Where clocks are put forward, an hour is left out. A day whose first one it is begins after that.
  const isLeftOut =
    hour !== undefined &&
    zone === undefined &&
    (at.getHours() !== Number(hour) || at.getMinutes() !== Number(minute));
  return isLeftOut ? null : at.toISOString();
}
