// Owns: when birthdays and other dates of persons come round, on days of the calendar without any zone (`birthdaysOn` and
// `dayIn` for a notification, `upcomingDates` for a list). Leaves to others: which day it is, their words, telling anybody.
import type { ContactId, PersonId } from './account.ts';
import type { ContactFields, PartialDate } from './contact.ts';
import type { ContactRecord } from './replica.ts';

/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export type OccasionKind = 'birthday' | 'anniversary' | 'event';

/** A date of a person that comes round. */
export interface Occasion {
  readonly person: PersonId;
  /** The contact that says so, and all that it says. */
  readonly contact: ContactId;
  readonly fields: ContactFields;
  readonly kind: OccasionKind;
  /** The person's own word for it; '' where there is none. */
  readonly label: string;
  readonly on: CalendarDay;
  /** The age that somebody reaches, or how many years ago it was; 0: it is the day itself; null: no year is known. */
  readonly years: number | null;
  /** It is of 29 February, and this year has none. */
  readonly moved: boolean;
}

/** The part of a stored contact that is looked at; `local` is null where it is deleted here. */
export type DatedRecord = Pick<ContactRecord, 'id' | 'person' | 'local'>;

/** Days from `upcomingDates`' first one that are looked at: a year, with a day for 29 February. */
const AHEAD = 366;
const MS_A_DAY = 86_400_000;

/** The day that it is at a moment (milliseconds since 1970) in a time zone (`Europe/Berlin`). */
export function dayIn(now: number, zone: string): CalendarDay {
  const options = { calendar: 'iso8601', numberingSystem: 'latn', timeZone: zone } as const;
  const parts = new Intl.DateTimeFormat('en', {
    ...options,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(now);
  const numberOf = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return { year: numberOf('year'), month: numberOf('month'), day: numberOf('day') };
}

/** How many days `to` comes after `from`. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return (utc(to) - utc(from)) / MS_A_DAY;
}

/** Milliseconds, so that days can be counted. Not Date.UTC alone, which reads the years 0–99 as 1900–1999. */
function utc({ year, month, day }: CalendarDay): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(month: number, year: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Any leap year: a 29 February without a year is a day, too. */
const LEAP = 2000;

/** A date that comes round: month and day are known, and there is such a day. */
function recurring(date: PartialDate | undefined): (PartialDate & { month: number; day: number }) | null {
  const { year, month, day } = date ?? {};
  if (month === undefined || day === undefined || month < 1 || month > 12) return null;
  if (day < 1 || day > daysIn(month, year ?? LEAP)) return null;
  return { ...(year === undefined ? {} : { year }), month, day };
}

/**
 * The day on which a date comes round in a year. Of 29 February, in a year without one, that is the 28th: who is told the
 * day before can still be in time.
 */
function inYear({ month, day }: { month: number; day: number }, year: number): CalendarDay {
  return { year, month, day: Math.min(day, daysIn(month, year)) };
}

/** The next time that a date comes round, today or later; null: never, or not before its first time. */
function nextOf(date: PartialDate & { month: number; day: number }, today: CalendarDay): CalendarDay | null {
  const thisYear = inYear(date, today.year);
  const on = daysBetween(today, thisYear) >= 0 ? thisYear : inYear(date, today.year + 1);
  return date.year !== undefined && date.year > on.year ? null : on;
}

interface Dated {
  readonly kind: OccasionKind;
  readonly label: string;
  readonly date: PartialDate | undefined;
}

function datesOf(fields: ContactFields): readonly Dated[] {
  const { birthday, events } = fields;
  if (birthday?.date === undefined && events === undefined) return NONE;
  const others = (events ?? []).map(({ kind, label, date }): Dated => ({
    kind: kind === 'anniversary' ? 'anniversary' : 'event',
    label: label ?? '',
    date,
  }));
  return [{ kind: 'birthday', label: '', date: birthday?.date }, ...others];
}
const NONE: readonly Dated[] = [];

function occasionsOf(record: DatedRecord, today: CalendarDay): readonly Occasion[] {
  if (record.local === null) return [];
  return datesOf(record.local).flatMap(({ kind, label, date }): readonly Occasion[] => {
    const known = recurring(date);
    const on = known === null ? null : nextOf(known, today);
    if (known === null || on === null) return [];
    const { id: contact, person, local } = record;
    const years = known.year === undefined ? null : on.year - known.year;
    return [{ person, contact, fields: local!, kind, label, on, years, moved: known.day !== on.day }];
  });
}

/** Of the same date of one person in several contacts the first, or the first that knows the year. */
function once(found: readonly Occasion[]): readonly Occasion[] {
  const known = new Map<string, Occasion>();
  for (const occasion of found) {
    const key = JSON.stringify([occasion.person, occasion.kind, occasion.label]);
    const before = known.get(key);
    if (before === undefined || (before.years === null && occasion.years !== null)) known.set(key, occasion);
  }
  return [...known.values()];
}

const KINDS: readonly OccasionKind[] = ['birthday', 'anniversary', 'event'];

/** What comes round in the year that begins `today`. */
export interface Upcoming {
  /** The soonest first; of one day birthdays first, then by `keyOf`. */
  readonly occasions: readonly Occasion[];
  /** There are more than were asked for. */
  readonly more: boolean;
}

/**
 * The next dates of the persons of these contacts, at most `most` and the rest of the last one's day. The same date in
 * several contacts of a person comes once. `keyOf` gives what persons are sorted by.
 */
export function upcomingDates(
  today: CalendarDay,
  records: Iterable<DatedRecord>,
  most: number,
  keyOf: (person: PersonId) => string = () => '',
): Upcoming {
  const days = Array.from({ length: AHEAD + 1 }, (): Occasion[] => []);
  for (const record of records)
    for (const occasion of occasionsOf(record, today)) days[daysBetween(today, occasion.on)]!.push(occasion);
  const occasions: Occasion[] = [];
  let left = days.length;
  for (const found of days) {
    if (occasions.length >= most) break;
    left -= 1;
    occasions.push(...inOrder(once(found), keyOf));
  }
  return { occasions, more: left > 0 && days.slice(-left).some(({ length }) => length > 0) };
}

function inOrder(found: readonly Occasion[], keyOf: (person: PersonId) => string): readonly Occasion[] {
  const keyed = found.map((occasion) => ({ occasion, key: keyOf(occasion.person) }));
  keyed.sort(
    (a, b) =>
      KINDS.indexOf(a.occasion.kind) - KINDS.indexOf(b.occasion.kind) ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ occasion }) => occasion);
}

/** Whose birthday is on this day: each person once. */
export function birthdaysOn(day: CalendarDay, records: Iterable<DatedRecord>): readonly Occasion[] {
  const found: Occasion[] = [];
  for (const record of records) {
    const [first] = occasionsOf(record, day).filter(({ kind }) => kind === 'birthday');
    if (first !== undefined && daysBetween(day, first.on) === 0) found.push(first);
  }
  return once(found);
}

/** Where a day stands in a list that begins today: `week` are the six days after tomorrow. */
export type DayGroup =
  | { readonly kind: 'today' | 'tomorrow' | 'week' | 'month' }
  | { readonly kind: 'later'; readonly year: number; readonly month: number };

/** The group of a day that is not before today; `month` is the rest of today's month. */
export function groupOf(today: CalendarDay, on: CalendarDay): DayGroup {
  const days = daysBetween(today, on);
  if (days === 0) return { kind: 'today' };
  if (days === 1) return { kind: 'tomorrow' };
  if (days <= 7) return { kind: 'week' };
  if (on.month === today.month && on.year === today.year) return { kind: 'month' };
  return { kind: 'later', year: on.year, month: on.month };
}
