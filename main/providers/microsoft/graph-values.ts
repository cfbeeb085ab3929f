// Owns: single values as Graph writes them (texts, dates, times, ids of extended properties) and the model's form.
// Leaves to others: which property holds which field (graph-v1.ts, graph-beta.ts).
import type { PartialDate, ZonedTime } from '../../core/contact.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/** A text that says something; Graph's null, '' and absent are the same. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A JSON object; anything else counts as the empty one (Graph: an empty address is `{}`, null or absent). */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The object's keys beside `known`, verbatim and without OData annotations; undefined where there are none. */
export function unknownParts(value: JsonObject, known: readonly string[]): JsonObject | undefined {
  const entries = Object.entries(value).filter(
    ([key, part]) => !known.includes(key) && !isAnnotation(key) && part !== null && part !== undefined,
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** OData control information: `@odata.etag`, `emailAddresses@odata.type`. */
export function isAnnotation(key: string): boolean {
  return key.includes('@');
}

/** MAPI keeps dates as FILETIME, which begins in 1601; Outlook takes the year 4501 for "none". */
const FIRST_YEAR = 1601;
const LAST_YEAR = 4500;

/** `YYYY-MM-DD` of a whole date that exists; null for one that Graph cannot hold (no year, 30 February). */
export function dateText(date: PartialDate | undefined): string | null {
  const { year, month, day } = date ?? {};
  if (year === undefined || month === undefined || day === undefined) return null;
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (moment.getUTCFullYear() !== year || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day)
    return null;
  return moment.toISOString().slice(0, 10);
}

/** Graph's birthday and MAPI's dates are moments whose time means nothing; Outlook's own convention is 11:59 UTC. */
export function dateMoment(date: PartialDate | undefined): string | null {
  const text = dateText(date);
  return text === null ? null : `${text}T11:59:00Z`;
}

const DAY = 86_400_000;

/**
 * The date behind such a moment. 11:59 UTC gives the UTC date; older values are somebody's local midnight, so the
 * nearest midnight is meant: 23:00Z is the next day in Berlin, 05:00Z the same day in New York. Noon itself is the UTC
 * date, as programs write it that want no zone to matter. The years 1 and 4501 stand for "none".
 */
export function momentDate(value: Json | undefined): PartialDate | undefined {
  const text = textOf(value);
  const moment = text === undefined ? Number.NaN : Date.parse(text);
  if (Number.isNaN(moment)) return undefined;
  return plainDate(new Date(Math.ceil((moment - DAY / 2) / DAY) * DAY));
}

/** An Edm.Date, `YYYY-MM-DD`. */
export function dayDate(value: Json | undefined): PartialDate | undefined {
  const text = textOf(value)?.slice(0, 10);
  const moment = text === undefined ? Number.NaN : Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(moment) ? undefined : plainDate(new Date(moment));
}

function plainDate(moment: Date): PartialDate | undefined {
  const year = moment.getUTCFullYear();
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  return { year, month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
}

/** A dateTimeTimeZone; one without a time is none. */
export function zonedTimeOf(value: Json | undefined): ZonedTime | undefined {
  const { dateTime, timeZone } = objectOf(value);
  const text = textOf(dateTime);
  const zone = textOf(timeZone);
  if (text === undefined) return undefined;
  return zone === undefined ? { dateTime: text } : { dateTime: text, timeZone: zone };
}

/** An id of an extended property always has spaces (`String 0x3A21`), a property's name never. */
export function isExtended(property: string): boolean {
  return property.includes(' ');
}

/** Ids of extended properties compared as Graph does: letters' case and leading zeros do not count. */
export function extendedKey(id: string): string {
  return id
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/0x0+(?=[0-9a-f])/g, '0x')
    .trim();
}
