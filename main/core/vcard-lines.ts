// Owns: how a vCard is written as text: lines, parameters, escaping, folding, dates. Pure.
// Leaves to others: which line says what of a contact (vcard.ts, vcard-values.ts).
import type { PartialDate } from './contact.ts';

/**
 * 3.0 (RFC 2426) is what Google's, Apple's and Outlook's own imports read; 4.0 (RFC 6350) says more (dates without a year,
 * relations, gender), and Outlook refuses it. So 3.0 is what is written unless somebody asks for the other.
 */
export type VCardVersion = '3.0' | '4.0';

/** A line: `group.NAME;PARAM=a,b:value`. The value is as it stands in the file, escaped where it is a text. */
export interface VCardLine {
  readonly name: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly value: string;
}

/** RFC 6350 3.2: octets of a line, without its end. */
const LINE_OCTETS = 75;

/** A text as a value. RFC 6350 3.4; a line break of any kind is `\n`. Other control characters have no place in a vCard. */
export function escaped(text: string): string {
  return plainText(text)
    .replaceAll('\\', '\\\\')
    .replaceAll(',', '\\,')
    .replaceAll(';', '\\;')
    .replaceAll('\n', '\\n');
}

/** Texts as the components of a value: `a;b;c`. */
export function components(...texts: readonly (string | undefined)[]): string {
  return texts.map((text) => escaped(text ?? '')).join(';');
}

/** What is no text but an address, in one line. */
export function inOneLine(address: string): string {
  return plainText(address).replaceAll('\n', ' ').trim();
}

const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

/** A card's lines as text, folded, each with its end. */
export function linesText(lines: readonly (VCardLine & { readonly group?: string })[]): string {
  return lines.map((line) => `${folded(lineText(line))}\r\n`).join('');
}

function lineText({ group, name, params = {}, value }: VCardLine & { readonly group?: string }): string {
  const parts = Object.entries(params)
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => `;${key}=${values.map(paramText).join(',')}`);
  return `${group === undefined ? '' : `${group}.`}${name}${parts.join('')}:${value}`;
}

/** RFC 6868: what a quoted parameter cannot hold is written with a caret. */
function paramText(text: string): string {
  const safe = plainText(text).replaceAll('^', '^^').replaceAll('\n', '^n').replaceAll('"', "^'");
  return /[,;:]/.test(safe) ? `"${safe}"` : safe;
}

/** A photo is millions of letters of one octet each, of which nothing need be counted. */
const ONE_OCTET_EACH = /^\p{ASCII}*$/u;

function folded(line: string): string {
  if (!ONE_OCTET_EACH.test(line)) return foldedByOctets(line);
  const pieces = [line.slice(0, LINE_OCTETS)];
  for (let at = LINE_OCTETS; at < line.length; at += LINE_OCTETS - 1)
    pieces.push(line.slice(at, at + LINE_OCTETS - 1));
  return pieces.join('\r\n ');
}

/** No character is cut in two: some programs read each line by itself. */
function foldedByOctets(line: string): string {
  let [text, octets] = ['', 0];
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > LINE_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}

/** How long a text is in UTF-8. */
export function octetsIn(text: string): number {
  let octets = 0;
  for (const character of text) octets += octetsOf(character);
  return octets;
}

function octetsOf(character: string): number {
  const codePoint = character.codePointAt(0)!;
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

const two = (part: number): string => String(part).padStart(2, '0');
const four = (part: number): string => String(part).padStart(4, '0');

/**
 * A date as vCard 4 writes it, with what is known of it: `19840229`, `--0229`, `1984-02`, `1984`, `---29`. Null where it
 * knows no form: a year and a day without a month.
 */
export function dateText({ year, month, day }: PartialDate): string | null {
  if (year !== undefined && month !== undefined && day !== undefined)
    return `${four(year)}${two(month)}${two(day)}`;
  if (year !== undefined && day !== undefined) return null;
  if (year !== undefined) return month === undefined ? four(year) : `${four(year)}-${two(month)}`;
  if (month !== undefined) return `--${two(month)}${day === undefined ? '' : two(day)}`;
  return day === undefined ? null : `---${two(day)}`;
}

/** The year that Apple writes where vCard 3 has no form for a date without one. It has a 29 February. */
const NO_YEAR = '1604';

/** A line that says a date; null where this version knows no form for it. */
export function dateLine(name: string, date: PartialDate, version: VCardVersion): VCardLine | null {
  const { year, month, day } = date;
  if (version === '4.0') {
    const text = dateText(date);
    return text === null ? null : { name, value: text };
  }
  if (month === undefined || day === undefined) return null;
  if (year !== undefined) return { name, value: `${four(year)}-${two(month)}-${two(day)}` };
  return {
    name,
    params: { 'X-APPLE-OMIT-YEAR': [NO_YEAR] },
    value: `${NO_YEAR}-${two(month)}-${two(day)}`,
  };
}
