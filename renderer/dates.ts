// Owns: dates and moments in the words of the locale. Leaves to others: what they mean (present.ts, components).
import type { PartialDate, ZonedTime } from '../main/core/contact.ts';
import { isRealDate } from '../main/core/gentle-checks.ts';
import { dateFormat, relativeTimeFormat } from './i18n/formats.ts';
import { locale, t } from './i18n/index.ts';

/** Contacts' dates are of this calendar, also where the locale's own is another one (`ar-SA`). */
const CALENDAR = { calendar: 'gregory' } as const;

/** A leap year, so that a 29 February without a year can be written. */
const ANY_LEAP_YEAR = 2000;

function utc(year: number, month: number, day: number): Date {
  const date = new Date(0);
  // Not Date.UTC: it reads the years 0–99 as 1900–1999.
  date.setUTCFullYear(year, month - 1, day);
  return date;
}

/** A date whose year, month or day may be unknown, without any zone. A day that does not exist is shown as kept. */
export function formatDate(date: PartialDate): string {
  const { year, month, day } = date;
  if (!isRealDate(date) || (day !== undefined && month === undefined)) {
    return [year, month, day].filter((part) => part !== undefined).join('-');
  }
  const options: Intl.DateTimeFormatOptions = { ...CALENDAR, timeZone: 'UTC' };
  if (year !== undefined) options.year = 'numeric';
  if (month !== undefined) options.month = 'long';
  if (day !== undefined) options.day = 'numeric';
  return dateFormat(locale(), options).format(utc(year ?? ANY_LEAP_YEAR, month ?? 1, day ?? 1));
}

/** A day with its weekday: "Saturday, 21 November"; with its year where that is another one than that of `today`. */
export function formatDay({ year, month, day }: Required<PartialDate>, today: PartialDate): string {
  const options: Intl.DateTimeFormatOptions = {
    ...CALENDAR,
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(year === today.year ? {} : { year: 'numeric' }),
  };
  return dateFormat(locale(), options).format(utc(year, month, day));
}

/** A time with its zone's name, as it stands there: never converted. */
export function formatZonedTime(time: ZonedTime): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/.exec(time.dateTime);
  if (match === null) return time.dateTime;
  const [year, month, day, hour, minute] = match.slice(1).map(Number);
  const at = utc(year ?? 0, month ?? 1, day ?? 1);
  if (!hour && !minute)
    return dateFormat(locale(), { ...CALENDAR, dateStyle: 'long', timeZone: 'UTC' }).format(at);
  at.setUTCHours(hour ?? 0, minute ?? 0);
  const options = { ...CALENDAR, dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  const shown = dateFormat(locale(), options).format(at);
  return time.timeZone === undefined ? shown : t('contact.moment', { time: shown, zone: time.timeZone });
}

/** A moment (ISO 8601) in the zone of this computer; text that is no moment is shown as it is. */
export function formatMoment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return dateFormat(locale(), { ...CALENDAR, dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago a moment was, as people say it. */
export function formatAgo(iso: string, now: number, style: Intl.RelativeTimeFormatStyle = 'long'): string {
  const ago = now - new Date(iso).getTime();
  for (const [unit, length] of STEPS) {
    if (ago >= length) {
      return relativeTimeFormat(locale(), { numeric: 'auto', style }).format(-Math.floor(ago / length), unit);
    }
  }
  return t('sync.justNow');
}

/** When something was, in few letters: how long ago within a week, else its day. */
export function formatWhen(iso: string, now: number): string {
  const at = new Date(iso);
  if (now - at.getTime() < 7 * 86_400_000) return formatAgo(iso, now, 'short');
  return dateFormat(locale(), { ...CALENDAR, dateStyle: 'medium' }).format(at);
}

/** When something will be, as people say it: "in 14 minutes"; the time of day where it is less than a minute away. */
export function formatIn(iso: string, now: number): string {
  const left = new Date(iso).getTime() - now;
  for (const [unit, length] of STEPS) {
    if (left >= length)
      return relativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(left / length), unit);
  }
  return t('sync.inAMoment');
}

/** A moment (ISO 8601) as the time of day, with its date unless that is today's. */
export function formatUntil(iso: string, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  if (at.toDateString() !== new Date(now).toDateString()) return formatMoment(iso);
  return dateFormat(locale(), { timeStyle: 'short' }).format(at);
}

/** A moment as the boxes for a date and a time hold it, in the zone of this computer. */
export function localParts(at: Date): { readonly date: string; readonly time: string } {
  const two = (part: number): string => String(part).padStart(2, '0');
  const year = String(at.getFullYear()).padStart(4, '0');
  return {
    date: `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** The moment (ISO 8601) that these boxes name, in the zone of this computer; null where one is empty. */
export function momentOf(date: string, time: string): string | null {
  const at = new Date(`${date}T${time}`);
  return date === '' || time === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The twelve months as the locale calls them. */
export function monthNames(): readonly string[] {
  const format = dateFormat(locale(), { ...CALENDAR, month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => format.format(utc(ANY_LEAP_YEAR, index + 1, 1)));
}

export type DatePart = 'year' | 'month' | 'day';

/** The order in which the locale writes a date. */
export function dateOrder(): readonly DatePart[] {
  const format = dateFormat(locale(), {
    ...CALENDAR,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const isPart = (type: string): type is DatePart => type === 'year' || type === 'month' || type === 'day';
  return format
    .formatToParts(utc(ANY_LEAP_YEAR, 1, 1))
    .map((part) => part.type)
    .filter(isPart);
}
