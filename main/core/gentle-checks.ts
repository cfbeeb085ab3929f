// Owns: what looks unfinished or mistyped in an address, a number, a link or a date. Pure, and only ever a hint: nothing is
// rewritten and nothing is refused for it. Leaves to others: what may be stored (handlers/arguments.ts), saying it (renderer/).
import type { PartialDate } from './contact.ts';

/** What a hint is about. */
export type Doubt =
  | 'emailIncomplete'
  | 'emailSeveral'
  | 'phoneIncomplete'
  | 'phoneLong'
  | 'urlIncomplete'
  | 'dateImpossible'
  | 'dateIncomplete'
  | 'dateShortYear'
  | 'dateFuture';

/** RFC 5321 allows a quoted name before the @, which may hold anything. */
const QUOTED_LOCAL = /^"(?:[^"\\]|\\.)+"(?=@)/u;
/** How Exchange names people of the same organisation; Outlook keeps such addresses in contacts. */
const EXCHANGE = /^\/o=/iu;
/** The full stops of other scripts, which mail programs read as dots between the parts of a domain (IDNA). */
const DOTS = /[.\u3002\uff0e\uff61]/u;
const DOMAIN_PART = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}-]*[\p{L}\p{M}\p{Nd}])?$/u;

/** What looks wrong with an e-mail address; '' is none yet. */
export function emailDoubt(typed: string): Doubt | null {
  const text = typed.trim();
  if (text === '' || EXCHANGE.test(text)) return null;
  const bare = text.replace(QUOTED_LOCAL, 'quoted');
  if (/[\s,;<>]/u.test(bare)) return 'emailSeveral';
  const at = bare.lastIndexOf('@');
  if (at < 1 || bare.slice(0, at).includes('@')) return 'emailIncomplete';
  return isDomain(bare.slice(at + 1)) ? null : 'emailIncomplete';
}

function isDomain(text: string): boolean {
  if (/^\[[\da-f.:]+\]$|^\[IPv6:[\da-f.:]+\]$/iu.test(text)) return true;
  const parts = text.split(DOTS);
  const last = parts.at(-1) ?? '';
  return (
    parts.length > 1 &&
    parts.every((part) => DOMAIN_PART.test(part)) &&
    [...last].length > 1 &&
    !/^\d/.test(last)
  );
}

/** Where the number ends and an extension, a pause or a remark begins, after at least two digits. */
const TAIL = /(?<=\p{Nd}.*\p{Nd}.*?)(?:[,;#]|\p{L})/su;
/** Letters in the place of digits ("1-800-FLOWERS"). */
const VANITY = /[A-Z]{2,}/gu;
/** Codes of the network ("*100#", "*#06#", "##002#"). */
const NETWORK_CODE = /^[*#]+\p{Nd}[\p{Nd}*#]*$/u;
/** Shortest number of any country with its code (Niue: +683 and four digits), and the most that E.164 allows. */
const [SHORTEST_WORLDWIDE, LONGEST_WORLDWIDE] = [7, 15];
/** Two digits reach the ambulance in France; prefixes of carriers before a long number make up to twenty. */
const [SHORTEST, LONGEST] = [2, 20];

/** What looks wrong with a phone number, of any country, with or without an extension; '' is none yet. */
export function phoneDoubt(typed: string): Doubt | null {
  const text = typed.trim();
  // Calls over the internet go to addresses, too.
  if (text === '' || NETWORK_CODE.test(text) || /^(?:sips?|skype|callto):|@/iu.test(text)) return null;
  const lettered = text.replace(VANITY, (letters) =>
    /\p{Nd}/u.test(text) ? '2'.repeat(letters.length) : '',
  );
  const number = lettered.replace(/^tel:/iu, '').replace(/\(0\)/u, '');
  const tail = TAIL.exec(number);
  const main = tail === null ? number : number.slice(0, tail.index);
  const digits = [...main.matchAll(/\p{Nd}/gu)].length;
  const isWorldwide = /^\s*[+\uff0b]/u.test(main);
  if (digits < (isWorldwide ? SHORTEST_WORLDWIDE : SHORTEST)) return 'phoneIncomplete';
  const isOpen = /[-(/+.\u2013\u2010]$/u.test(number) || count(main, '(') > count(main, ')');
  if (tail === null && isOpen) return 'phoneIncomplete';
  // Two numbers in one box are no long one.
  if (/\/|\s(?:or|od\.|oder)\s/u.test(main)) return null;
  return digits > (isWorldwide ? LONGEST_WORLDWIDE : LONGEST) ? 'phoneLong' : null;
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** What looks wrong with a web address; '' is none yet. */
export function urlDoubt(typed: string): Doubt | null {
  const text = typed.trim();
  if (text === '') return null;
  const isWhole =
    /^https?:\/\/[^\s/]+/iu.test(text) ||
    /^(?!https?:)[a-z][a-z\d+.-]*:[^\s/].*/iu.test(text) ||
    /^(?!https?:)[a-z][a-z\d+.-]*:\/\/\S+/iu.test(text) ||
    /^[^\s.:/]+(?:\.[^\s.:/]+)+(?:[:/?#]\S*)?$/u.test(text);
  return isWhole && !/\s/u.test(text) ? null : 'urlIncomplete';
}

/** A leap year, so that a 29 February without a year is real. */
const ANY_LEAP_YEAR = 2000;

/** True where the known parts name a day that exists; an unknown part could be any. */
export function isRealDate({ year = ANY_LEAP_YEAR, month = 1, day = 1 }: PartialDate): boolean {
  const made = new Date(0);
  // Not Date.UTC: it reads the years 0–99 as 1900–1999.
  made.setUTCFullYear(year, month - 1, day);
  return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** The year from which two digits are no year of anybody who is in an address book. */
const FIRST_FULL_YEAR = 100;

/** What looks wrong with a date. `today`: of dates that cannot lie ahead, the day it is; null: any day is right. */
export function dateDoubt(date: PartialDate | undefined, today: Required<PartialDate> | null): Doubt | null {
  if (date === undefined) return null;
  if (!isRealDate(date)) return 'dateImpossible';
  const { year, month, day } = date;
  if (day !== undefined && month === undefined) return 'dateIncomplete';
  if (year === undefined) return null;
  if (year < FIRST_FULL_YEAR) return 'dateShortYear';
  if (today === null) return null;
  const isAhead =
    year > today.year ||
    (year === today.year &&
      ((month ?? 1) > today.month || (month === today.month && (day ?? 1) > today.day)));
  return isAhead ? 'dateFuture' : null;
}
