// Owns: reading a whole date that was typed or pasted into one box. Pure. Leaves to others: the boxes (editor/DateInput), which
// order and which names of months the locale has (dates.ts).
import type { PartialDate } from '../main/core/contact.ts';
import type { DatePart } from './dates.ts';

/** The digits of any script as ASCII ones; other text stays. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    // Unicode keeps the ten digits of a script together, in order; no two scripts' runs touch but at a multiple of ten.
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(code - zero);
  });
}

/**
 * The date that a text says as a whole ("17.4.1986", "4/17", "1986-04-17", "17 April", "1986年4月17日"), its numbers in the
 * locale's order; null where it says no more than one part, or no date at all.
 */
export function readDate(
  text: string,
  order: readonly DatePart[],
  months: readonly string[],
): PartialDate | null {
  const plain = asciiDigits(text).trim();
  const named = months.findIndex((month) => plain.toLocaleLowerCase().includes(month.toLocaleLowerCase()));
  // Names of months may hold digits themselves ("10月").
  const hasName = named >= 0 && !/^\d/.test(asciiDigits(months[named] ?? ''));
  const numbers = [...plain.matchAll(/\d+/g)].map(([digits]) => digits);
  if (/\d{5}/.test(plain)) return null;
  const rest = hasName ? order.filter((part) => part !== 'month') : order;
  const found = numbers.length > rest.length ? null : placed(numbers, rest);
  if (found === null || numbers.length + (hasName ? 1 : 0) < 2) return null;
  return { ...found, ...(hasName ? { month: named + 1 } : {}) };
}

/** A number of more than two digits is a year wherever it stands; the others come in the locale's order. */
function placed(numbers: readonly string[], parts: readonly DatePart[]): PartialDate | null {
  const years = numbers.filter((digits) => digits.length > 2);
  if (years.length > 1) return null;
  const short = numbers.filter((digits) => digits.length <= 2);
  const withoutYear = parts.filter((part) => part !== 'year');
  const isIso = years.length === 1 && numbers[0] === years[0];
  const order = years.length === 1 || short.length < parts.length ? withoutYear : parts;
  const names = isIso ? order.toSorted((a, b) => (a < b ? 1 : -1)) : order;
  if (short.length > names.length) return null;
  const date: PartialDate = {
    ...(years[0] === undefined ? {} : { year: Number(years[0]) }),
    ...Object.fromEntries(short.map((digits, at) => [names[at], Number(digits)])),
  };
  // There is no seventeenth month, whatever the order.
  const isSwapped = (date.month ?? 1) > 12 && (date.day ?? 31) <= 12;
  return isSwapped ? { ...date, month: date.day!, day: date.month! } : date;
}
