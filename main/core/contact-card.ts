// Owns: a person as a vCard short enough for a QR code that a phone's camera reads (vCard 3.0, which every phone knows).
// Leaves to others: how values are written (vcard-lines.ts), drawing the code (renderer), vCards in files (vcard.ts).
import type { Address, ContactFields, PartialDate } from './contact.ts';
import { displayName } from './person.ts';
import { components, dateLine, escaped, octetsIn } from './vcard-lines.ts';

/** Bytes that phones still read from a screen; a code can hold three times as many, in modules too small for a camera. */
const READABLE_BYTES = 850;

/** How much of a person a card says: everything that has room in a code, what people call by, or the first of it. */
export type CardExtent = 'whole' | 'reach' | 'first';

export interface ContactCard {
  readonly text: string;
  readonly extent: CardExtent;
}

/** How many numbers and addresses the shortest card has of each. */
const FIRST = 3;

/**
 * The card of a person with these contacts, with as much of them as a code has room for; never the photo, the notes or
 * what has no place in a vCard. Null: not even the name and the first numbers have room.
 */
export function contactCard(contacts: readonly ContactFields[]): ContactCard | null {
  for (const extent of ['whole', 'reach', 'first'] as const) {
    const text = cardText(contacts, extent);
    if (octetsIn(text) <= READABLE_BYTES) return { text, extent };
  }
  return null;
}

function cardText(contacts: readonly ContactFields[], extent: CardExtent): string {
  const most = extent === 'first' ? FIRST : Infinity;
  const all = <T>(valuesOf: (fields: ContactFields) => readonly T[] | undefined): readonly T[] =>
    contacts.flatMap((fields) => valuesOf(fields) ?? []);
  const first = contacts[0] ?? {};
  const { family, given, middle, prefix, suffix } = first.name ?? {};
  const work = all(({ organizations }) => organizations)[0];
  const reach = [
    line('N', components(family, given, middle, prefix, suffix)),
    line('FN', escaped(displayName(first))),
    line('ORG', components(...[work?.name, work?.department].filter(isSaid))),
    line('TITLE', components(work?.title)),
    ...some(
      most,
      all(({ phones }) => phones).map((phone) => line(`TEL${typeOf(phone.kind)}`, components(phone.number))),
    ),
    ...some(
      most,
      all(({ emails }) => emails).map((email) =>
        line(`EMAIL${typeOf(email.kind)}`, components(email.address)),
      ),
    ),
  ];
  const rest = [
    ...all(({ nicknames }) => nicknames).map(({ value }) => line('NICKNAME', components(value))),
    ...all(({ addresses }) => addresses).map((address) =>
      line(`ADR${typeOf(address.kind)}`, placeText(address)),
    ),
    ...all(({ urls }) => urls).map(({ url }) => line('URL', components(url))),
    line('BDAY', dayText(all(({ birthday }) => (birthday === undefined ? [] : [birthday]))[0]?.date)),
  ];
  const lines = [...reach, ...(extent === 'whole' ? rest : [])].filter(isSaid);
  // Two contacts of one person say much the same.
  return ['BEGIN:VCARD', 'VERSION:3.0', ...new Set(lines), 'END:VCARD', ''].join('\r\n');
}

const isSaid = (text: string | undefined): text is string => text !== undefined && text !== '';

function some(most: number, lines: readonly string[]): readonly string[] {
  return [...new Set(lines.filter(isSaid))].slice(0, most);
}

/** A line, unless it would say nothing. */
function line(name: string, value: string): string {
  return value.replaceAll(';', '') === '' ? '' : `${name}:${value}`;
}

/** The few types that vCard 3.0 and the model both have. */
const TYPES: Readonly<Record<string, string>> = {
  home: 'HOME',
  work: 'WORK',
  mobile: 'CELL',
  workMobile: 'WORK,CELL',
  homeFax: 'HOME,FAX',
  workFax: 'WORK,FAX',
  pager: 'PAGER',
};

function typeOf(kind: string | undefined): string {
  const type = kind === undefined ? undefined : TYPES[kind];
  return type === undefined ? '' : `;TYPE=${type}`;
}

function placeText({
  poBox,
  extended,
  street,
  city,
  region,
  postalCode,
  country,
  formatted,
}: Address): string {
  const parts = [poBox, extended, street, city, region, postalCode, country];
  if (parts.some(isSaid)) return components(...parts);
  return isSaid(formatted) ? `;;${escaped(formatted)};;;;` : '';
}

/** A birthday without a year is not told: vCard 3.0 has no way to say so that phones agree on. */
function dayText(date: PartialDate = {}): string {
  return date.year === undefined ? '' : (dateLine('BDAY', date, '3.0')?.value ?? '');
}
