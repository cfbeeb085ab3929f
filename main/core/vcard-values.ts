// Owns: how each repeated value of a contact is said in a vCard: its property, its types, what no property is known for.
// Leaves to others: single fields and the card (vcard.ts), how lines are written (vcard-lines.ts).
import type { Address, ContactEvent, FieldName, Organization, PartialDate, ZonedTime } from './contact.ts';
import type { AnyListValue, AnyRecord, PartType } from './fields.ts';
import { FIELDS } from './fields.ts';
import { components, dateLine, dateText, escaped, inOneLine } from './vcard-lines.ts';
import type { VCardLine, VCardVersion } from './vcard-lines.ts';

/** What says a value: its first line carries the types. `covers`: the parts that these lines say. */
interface Said {
  readonly lines: readonly VCardLine[];
  readonly covers: readonly string[];
}

type Say = (value: AnyListValue, version: VCardVersion) => Said;

/** A property whose value is one part, as a text or as an address. */
const oneText =
  (name: string, part: string): Say =>
  (value) => ({ lines: said(value, part, (text) => ({ name, value: escaped(text) })), covers: [part] });
const oneAddress =
  (name: string, part: string): Say =>
  (value) => ({ lines: said(value, part, (text) => ({ name, value: inOneLine(text) })), covers: [part] });
const in4 =
  (say: Say): Say =>
  (value, version) =>
    version === '4.0' ? say(value, version) : { lines: [], covers: [] };

function said(
  value: AnyListValue,
  part: string,
  line: (text: string) => VCardLine | null,
): readonly VCardLine[] {
  const text = value[part];
  const made = typeof text === 'string' && text !== '' ? line(text) : null;
  return made === null ? [] : [made];
}

/** Outlook wants to be told what 3.0 takes for granted. */
const email: Say = (value, version) => ({
  lines: said(value, 'address', (text) => ({
    name: 'EMAIL',
    params: { TYPE: version === '3.0' ? ['internet'] : [] },
    value: escaped(text),
  })),
  covers: ['address'],
});

const address: Say = (value, version) => {
  const { poBox, extended, street, city, region, postalCode, country, countryCode, formatted } =
    value as unknown as Address;
  const parts = components(poBox, extended, street, city, region, postalCode, country);
  const inParam = version === '4.0' && formatted !== undefined ? { params: { LABEL: [formatted] } } : {};
  return {
    lines: [
      { name: 'ADR', value: parts, ...inParam },
      ...(version === '3.0' && formatted !== undefined ? [{ name: 'LABEL', value: escaped(formatted) }] : []),
      // Apple's own, by which it lays the address out as the country does.
      ...(countryCode === undefined ? [] : [{ name: 'X-ABADR', value: escaped(countryCode.toLowerCase()) }]),
    ],
    covers: Object.keys((FIELDS.addresses as { readonly parts: object }).parts),
  };
};

const organization: Say = (value) => {
  const { name, department, title, phoneticName } = value as unknown as Organization;
  const isNamed = name !== undefined || department !== undefined;
  return {
    lines: [
      ...(isNamed
        ? [{ name: 'ORG', value: department === undefined ? components(name) : components(name, department) }]
        : []),
      ...(title === undefined ? [] : [{ name: 'TITLE', value: escaped(title) }]),
      ...(phoneticName === undefined ? [] : [{ name: 'X-PHONETIC-ORG', value: escaped(phoneticName) }]),
    ],
    covers: ['name', 'department', 'title', 'phoneticName'],
  };
};

const event: Say = (value, version) => {
  const { kind, label, date } = value as unknown as ContactEvent;
  const name =
    kind === 'anniversary' && label === undefined && version === '4.0' ? 'ANNIVERSARY' : 'X-ABDATE';
  const line = date === undefined ? null : dateLine(name, date, version);
  return line === null ? { lines: [], covers: [] } : { lines: [line], covers: ['date'] };
};

const im: Say = (value) => {
  const { handle, protocol = '' } = value as { readonly handle?: string; readonly protocol?: string };
  if (handle === undefined) return { lines: [], covers: [] };
  const scheme = /^[a-z][a-z0-9+.-]*$/i.test(protocol) ? protocol.toLowerCase() : 'x-apple';
  return {
    lines: [
      {
        name: 'IMPP',
        params: { 'X-SERVICE-TYPE': protocol === '' ? [] : [protocol] },
        value: `${scheme}:${encodeURIComponent(handle.toWellFormed())}`,
      },
    ],
    covers: ['handle', 'protocol'],
  };
};

const sip: Say = (value) => ({
  lines: said(value, 'address', (text) => ({
    name: 'IMPP',
    params: { 'X-SERVICE-TYPE': ['SIP'] },
    value: `sip:${encodeURIComponent(text.toWellFormed())}`,
  })),
  covers: ['address'],
});

/** What RFC 6350 6.6.6 calls the relations that it knows. */
const RELATED: Readonly<Record<string, string>> = {
  spouse: 'spouse',
  partner: 'sweetheart',
  child: 'child',
  parent: 'parent',
  mother: 'parent',
  father: 'parent',
  brother: 'sibling',
  sister: 'sibling',
  relative: 'kin',
  friend: 'friend',
  assistant: 'agent',
};

const relation: Say = (value, version) => ({
  lines: said(value, 'name', (text) =>
    version === '3.0'
      ? { name: 'X-ABRELATEDNAMES', value: escaped(text) }
      : {
          name: 'RELATED',
          params: { TYPE: RELATED[value.kind ?? ''] ? [RELATED[value.kind ?? '']!] : [], VALUE: ['text'] },
          value: escaped(text),
        },
  ),
  covers: ['name'],
});

const calendar: Say = (value) =>
  oneAddress(value.kind === 'freeBusy' ? 'FBURL' : 'CALURI', 'url')(value, '3.0');

/** Names that other programs give a meaning to are not taken for a field of a person's own. */
const TAKEN = /^(AB|APPLE|PHONETIC|KITH|SERVICE|GENDER|SOCIALPROFILE|MAIDENNAME|ANNIVERSARY|SPOUSE)/;

const custom: Say = (value) => {
  const { key = '', value: text = '' } = value as { readonly key?: string; readonly value?: string };
  const plain = key.toUpperCase().replace(/ /g, '-');
  const name = /^[A-Z][A-Z0-9-]*$/.test(plain) && !TAKEN.test(plain) ? plain : 'KITH-CUSTOM';
  return {
    lines: [{ name: `X-${name}`, params: { 'X-KITH-KEY': [key] }, value: escaped(text) }],
    covers: ['key', 'value'],
  };
};

/** The property of each field whose values have one. */
const SAY: { readonly [K in FieldName]?: Say } = {
  nicknames: oneText('NICKNAME', 'value'),
  emails: email,
  phones: oneText('TEL', 'number'),
  addresses: address,
  organizations: organization,
  events: event,
  urls: oneAddress('URL', 'url'),
  relations: relation,
  ims: im,
  sips: sip,
  calendarUrls: calendar,
  occupations: oneText('ROLE', 'value'),
  interests: in4(oneText('INTEREST', 'value')),
  locales: in4(oneText('LANG', 'value')),
  customFields: custom,
};

/** The types that both versions know; other kinds become a label. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  home: ['home'],
  work: ['work'],
  mobile: ['cell'],
  main: ['main'],
  homeFax: ['home', 'fax'],
  workFax: ['work', 'fax'],
  otherFax: ['other', 'fax'],
  pager: ['pager'],
  workMobile: ['work', 'cell'],
  workPager: ['work', 'pager'],
};
const TYPED: ReadonlySet<FieldName> = new Set(['emails', 'phones', 'addresses', 'urls', 'ims', 'sips']);
const CLEAR_BY_PROPERTY: ReadonlySet<string> = new Set([
  'ANNIVERSARY anniversary',
  'FBURL freeBusy',
  'NICKNAME default',
  'ORG work',
  'TITLE work',
]);

/** How Apple marks a label that it translates; other programs show what is inside. */
const APPLE: Readonly<Record<string, string>> = {
  homePage: '_$!<HomePage>!$_',
  anniversary: '_$!<Anniversary>!$_',
  spouse: '_$!<Spouse>!$_',
  partner: '_$!<Partner>!$_',
  child: '_$!<Child>!$_',
  mother: '_$!<Mother>!$_',
  father: '_$!<Father>!$_',
  parent: '_$!<Parent>!$_',
  brother: '_$!<Brother>!$_',
  sister: '_$!<Sister>!$_',
  friend: '_$!<Friend>!$_',
  manager: '_$!<Manager>!$_',
  assistant: '_$!<Assistant>!$_',
  other: '_$!<Other>!$_',
};

/** A kind in words: "company main". */
export function kindWords(kind: string): string {
  return APPLE[kind] ?? kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Everything that a value says. Lines that belong together need a group. */
export function valueLines(
  name: FieldName,
  value: AnyListValue,
  version: VCardVersion,
): readonly VCardLine[] {
  const { lines, covers } = SAY[name]?.(value, version) ?? { lines: [], covers: [] };
  const rest = restLines(name, value, covers);
  const [first, ...others] = [...lines, ...rest];
  if (first === undefined) return [];
  const types = TYPED.has(name) ? (TYPES[value.kind ?? ''] ?? []) : [];
  const isClear =
    value.kind === undefined || types.length > 0 || CLEAR_BY_PROPERTY.has(`${first.name} ${value.kind}`);
  const label = value.label ?? (isClear ? undefined : kindWords(value.kind));
  return [
    withTypes(first, types, value.primary === true, version),
    ...others,
    ...(label === undefined ? [] : [{ name: 'X-ABLabel', value: escaped(label) }]),
  ];
}

function withTypes(
  line: VCardLine,
  types: readonly string[],
  isPrimary: boolean,
  version: VCardVersion,
): VCardLine {
  const { TYPE: own = [], ...params } = line.params ?? {};
  const all = version === '3.0' ? [...own, ...types].map((type) => type.toUpperCase()) : [...own, ...types];
  return {
    ...line,
    params: {
      ...(version === '3.0'
        ? { TYPE: isPrimary ? [...all, 'PREF'] : all }
        : { TYPE: all, PREF: isPrimary ? ['1'] : [] }),
      ...params,
    },
  };
}

/** What no property is known for: `X-KITH-ORGANIZATIONS-COSTCENTER:…`. What a service keeps inside and nobody sees stays there. */
export function restLines(
  name: FieldName,
  value: AnyRecord,
  covers: readonly string[],
): readonly VCardLine[] {
  const shape = FIELDS[name];
  if (shape.kind !== 'list' && shape.kind !== 'record') return [];
  return Object.entries(shape.parts).flatMap(([part, type]) => {
    const said = value[part];
    if (covers.includes(part) || said === undefined || said === null) return [];
    return [{ name: `X-KITH-${name}-${part}`.toUpperCase(), value: partText(type, said) }];
  });
}

function partText(type: PartType, said: NonNullable<AnyRecord[string]>): string {
  if (type === 'date') {
    const date = said as PartialDate;
    // A year and a day without a month have no form in vCard.
    return dateText(date) ?? `${String(date.year ?? '').padStart(4, '0')}--${String(date.day ?? '')}`;
  }
  if (type === 'time') {
    const { dateTime, timeZone } = said as unknown as ZonedTime;
    return timeZone === undefined ? components(dateTime) : components(dateTime, timeZone);
  }
  return escaped(String(said as string | number | boolean));
}
