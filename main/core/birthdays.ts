// Owns: when birthdays and other dates of persons come round, on days of the calendar without any zone (`birthdaysOn` and
// `dayIn` for a notification, `lookForDates` for a list). Leaves to others: which day it is, their words, telling anybody.
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

/** Days from `lookForDates`' first one that are looked at: a year, with a day for 29 February. */
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

/** When a day of the year comes round next, how many days ahead that is, and whether it had to move. */
interface Turn {
  readonly on: CalendarDay;
  readonly ahead: number;
  readonly moved: boolean;
}

/** The next turns of the days of the year, `today` or later, each worked out once; null: there is no such day. */
function turnsFrom(today: CalendarDay): (month: number, day: number) => Turn | null {
  const known = new Map<number, Turn>();
  const turnOf = (month: number, day: number): Turn => {
    const thisYear = inYear(month, day, today.year);
    const on = daysBetween(today, thisYear) >= 0 ? thisYear : inYear(month, day, today.year + 1);
    return { on, ahead: daysBetween(today, on), moved: on.day !== day };
  };
  return (month, day) => {
    if (month < 1 || month > 12 || day < 1 || day > daysIn(month, LEAP)) return null;
    const key = month * 32 + day;
    let turn = known.get(key);
    if (turn === undefined) known.set(key, (turn = turnOf(month, day)));
    return turn;
  };
}

/**
 * The day on which a day of the year comes round. Of 29 February, in a year without one, that is the 28th: who is told the
 * day before can still be in time.
 */
function inYear(month: number, day: number, year: number): CalendarDay {
  return { year, month, day: Math.min(day, daysIn(month, year)) };
}

/** A date of a contact that comes round, before anybody has asked to see it. */
interface Found {
  readonly record: DatedRecord;
  readonly kind: OccasionKind;
  readonly label: string;
  readonly year: number | undefined;
  readonly turn: Turn;
}

type Take = (found: Found) => void;

/** Hands over each date of a contact that comes round, though not before its first time. Most contacts have none or one. */
function takeDates(record: DatedRecord, turnOf: ReturnType<typeof turnsFrom>, take: Take): void {
  const takeDate = (kind: OccasionKind, label: string, date: PartialDate | undefined): void => {
    const { year, month, day } = date ?? {};
    if (month === undefined || day === undefined) return;
    const turn = turnOf(month, day);
    if (turn === null || (year !== undefined && (year > turn.on.year || day > daysIn(month, year)))) return;
    take({ record, kind, label, year, turn });
  };
  if (record.local === null) return;
  const { birthday, events } = record.local;
  if (birthday !== undefined) takeDate('birthday', '', birthday.date);
  for (const { kind, label, date } of events ?? [])
    takeDate(kind === 'anniversary' ? 'anniversary' : 'event', label ?? '', date);
}

/** Of the same date of one person in several contacts the first, or the first that knows the year. */
function once(found: readonly Found[]): readonly Occasion[] {
  const known = new Map<string, Found>();
  for (const one of found) {
    const key = JSON.stringify([one.record.person, one.kind, one.label]);
    const before = known.get(key);
    if (before === undefined || (before.year === undefined && one.year !== undefined)) known.set(key, one);
  }
  return [...known.values()].map(({ record, kind, label, year, turn: { on, moved } }) => ({
    person: record.person,
    contact: record.id,
    fields: record.local!,
    kind,
    label,
    on,
    years: year === undefined ? null : on.year - year,
    moved,
  }));
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
 * The next dates of the persons of these contacts, at most `most` and the rest of the last one's day, found bit by bit. The
 * same date in several contacts of a person comes once. `keyOf` gives what persons are sorted by.
 */
export function* lookForDates(
  today: CalendarDay,
  records: Iterable<DatedRecord>,
  most: number,
  keyOf: (person: PersonId) => string = () => '',
): Generator<undefined, Upcoming> {
  const days = Array.from({ length: AHEAD + 1 }, (): Found[] => []);
  const turnOf = turnsFrom(today);
  const take: Take = (found) => void days[found.turn.ahead]!.push(found);
  for (const record of records) {
    yield;
    takeDates(record, turnOf, take);
  }
  const occasions: Occasion[] = [];
  let left = days.length;
  for (const found of days) {
    if (occasions.length >= most) break;
    yield;
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
  const found: Found[] = [];
  const turnOf = turnsFrom(day);
  const take: Take = (one) => {
    if (one.kind === 'birthday' && one.turn.ahead === 0) found.push(one);
  };
  for (const record of records) takeDates(record, turnOf, take);
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
