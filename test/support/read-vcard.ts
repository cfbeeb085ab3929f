// Owns: reading what Kith writes as vCards back into contacts, written from the RFCs and not from the writer, for tests.
// Leaves to others: importing files of other programs.
import type { ContactFields, FieldName } from '../../main/core/contact.ts';
import { FIELDS, FIELD_NAMES } from '../../main/core/fields.ts';

export interface ReadLine {
  readonly group: string | null;
  readonly name: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly value: string;
}

type Value = Record<string, unknown>;

/** The lines of a file, unfolded, without begin and end. */
export function readLines(text: string): readonly ReadLine[] {
  return text
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map(readLine);
}

function readLine(line: string): ReadLine {
  let quoted = false;
  const cuts: number[] = [];
  let colon = -1;
  for (let at = 0; at < line.length && colon < 0; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (!quoted && line[at] === ';') cuts.push(at);
    else if (!quoted && line[at] === ':') colon = at;
  }
  const pieces = [...cuts, colon].map((end, index) =>
    line.slice(index === 0 ? 0 : cuts[index - 1]! + 1, end),
  );
  const [head = '', ...params] = pieces;
  const dot = head.indexOf('.');
  return {
    group: dot < 0 ? null : head.slice(0, dot),
    name: head.slice(dot + 1),
    params: Object.fromEntries(
      params.map((param) => {
        const equals = param.indexOf('=');
        const values = param.slice(equals + 1).match(/"[^"]*"|[^,]+|(?<=^|,)(?=,|$)/g) ?? [];
        return [param.slice(0, equals), values.map((value) => uncaret(value.replace(/^"|"$/g, '')))];
      }),
    ),
    value: line.slice(colon + 1),
  };
}

const uncaret = (text: string): string =>
  text.replace(/\^([n'^])/g, (_all, sign: string) => ({ n: '\n', "'": '"', '^': '^' })[sign]!);

export const unescaped = (text: string): string =>
  text.replace(/\\([\\,;nN])/g, (_all, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));

/** A value's components or list, cut where nothing escapes the sign. */
export function cut(value: string, sign: ';' | ','): readonly string[] {
  const parts: string[] = [''];
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') parts[parts.length - 1] += value[at++]! + (value[at] ?? '');
    else if (value[at] === sign) parts.push('');
    else parts[parts.length - 1] += value[at]!;
  }
  return parts.map(unescaped);
}

function readDate({ params, value }: Pick<ReadLine, 'params' | 'value'>): Value {
  const omitted = params['X-APPLE-OMIT-YEAR']?.[0];
  const odd = /^(\d{4})--(\d+)$/.exec(value);
  if (odd !== null) return { year: Number(odd[1]), day: Number(odd[2]) };
  const [, year, month, day] =
    /^(\d{4}|-)?-?-?(\d{2})?-?(\d{2})?$/.exec(value.startsWith('---') ? `-----${value.slice(3)}` : value) ??
    [];
  if (value.startsWith('---')) return { day: Number(value.slice(3)) };
  return {
    ...(year === undefined || year === '-' || year === omitted ? {} : { year: Number(year) }),
    ...(month === undefined ? {} : { month: Number(month) }),
    ...(day === undefined ? {} : { day: Number(day) }),
  };
}

function readPart(type: string, line: ReadLine): unknown {
  if (type === 'date') return readDate(line);
  if (type === 'number') return Number(line.value);
  if (type === 'flag') return line.value === 'true';
  if (type !== 'time') return unescaped(line.value);
  const [dateTime, timeZone] = cut(line.value, ';');
  return timeZone === undefined ? { dateTime } : { dateTime, timeZone };
}

const named = (names: readonly string[], texts: readonly string[]): Value =>
  Object.fromEntries(names.flatMap((name, index) => (texts[index] ? [[name, texts[index]]] : [])));

/** Which field a line speaks of, and what it says there. */
function readValue(line: ReadLine): readonly [FieldName, Value] | null {
  const { name, params, value } = line;
  const text = unescaped(value);
  const own = /^X-KITH-([A-Z]+)-([A-Z]+)$/.exec(name);
  if (params['X-KITH-KEY'] !== undefined)
    return ['customFields', { ...named(['key'], params['X-KITH-KEY']), ...named(['value'], [text]) }];
  if (own !== null) {
    const field = FIELD_NAMES.find((one) => one.toUpperCase() === own[1])!;
    const shape = FIELDS[field];
    const parts = shape.kind === 'list' || shape.kind === 'record' ? shape.parts : {};
    const [part, type] = Object.entries(parts).find(([one]) => one.toUpperCase() === own[2])!;
    return [field, { [part]: readPart(type, line) }];
  }
  switch (name) {
    case 'FN':
      return ['name', named(['display'], [text])];
    case 'N':
      return ['name', named(['family', 'given', 'middle', 'prefix', 'suffix'], cut(value, ';'))];
    case 'X-PHONETIC-FIRST-NAME':
      return ['name', { phoneticGiven: text }];
    case 'X-PHONETIC-MIDDLE-NAME':
      return ['name', { phoneticMiddle: text }];
    case 'X-PHONETIC-LAST-NAME':
      return ['name', { phoneticFamily: text }];
    case 'TEL':
      return ['phones', { number: text }];
    case 'EMAIL':
      return ['emails', { address: text }];
    case 'NICKNAME':
      return ['nicknames', { value: text }];
    case 'ROLE':
      return ['occupations', { value: text }];
    case 'INTEREST':
      return ['interests', { value: text }];
    case 'LANG':
      return ['locales', { value: text }];
    case 'ADR':
      return [
        'addresses',
        {
          ...named(
            ['poBox', 'extended', 'street', 'city', 'region', 'postalCode', 'country'],
            cut(value, ';'),
          ),
          ...named(['formatted'], params['LABEL'] ?? []),
        },
      ];
    case 'LABEL':
      return ['addresses', { formatted: text }];
    case 'X-ABADR':
      return ['addresses', { countryCode: text }];
    case 'ORG':
      return ['organizations', named(['name', 'department'], cut(value, ';'))];
    case 'TITLE':
      return ['organizations', { title: text }];
    case 'X-PHONETIC-ORG':
      return ['organizations', { phoneticName: text }];
    case 'BDAY':
      return ['birthday', params['VALUE'] === undefined ? { date: readDate(line) } : { text }];
    case 'ANNIVERSARY':
    case 'X-ABDATE':
      return ['events', { date: readDate(line) }];
    case 'URL':
      return ['urls', { url: value }];
    case 'CALURI':
    case 'FBURL':
      return ['calendarUrls', { url: value }];
    case 'RELATED':
    case 'X-ABRELATEDNAMES':
      return ['relations', { name: text }];
    case 'IMPP': {
      const [service = ''] = params['X-SERVICE-TYPE'] ?? [];
      const handle = decodeURIComponent(value.slice(value.indexOf(':') + 1));
      if (service === 'SIP' && value.startsWith('sip:')) return ['sips', { address: handle }];
      return ['ims', { handle, ...named(['protocol'], [service]) }];
    }
    case 'NOTE':
      return ['notes', { text }];
    case 'GENDER': {
      const [sex, words] = cut(value, ';');
      return ['gender', { value: words ?? { M: 'male', F: 'female' }[sex!] }];
    }
    case 'X-GENDER':
      return ['gender', { value: text }];
    default:
      return null;
  }
}

export interface ReadCard {
  readonly version: string;
  readonly fields: ContactFields;
  readonly categories: readonly string[];
  readonly photo: string | null;
  readonly lines: readonly ReadLine[];
}

/** Every card of a file. Kinds are read as what a person would see: types, and labels in their place. */
export function readCards(text: string): readonly ReadCard[] {
  return text
    .split('BEGIN:VCARD\r\n')
    .slice(1)
    .map((card) => readCard(readLines(card.slice(0, card.lastIndexOf('END:VCARD')))));
}

function readCard(lines: readonly ReadLine[]): ReadCard {
  const fields: Record<string, unknown> = {};
  const groups = new Map<string, Value>();
  const put = (field: FieldName, said: Value, line: ReadLine): void => {
    const shape = FIELDS[field];
    const types = (line.params['TYPE'] ?? []).map((type) => type.toLowerCase());
    const primary = types.includes('pref') || line.params['PREF'] !== undefined ? { primary: true } : {};
    const kinds = types.filter((type) => !['pref', 'internet'].includes(type)).sort();
    const about = {
      ...primary,
      ...(kinds.length > 0 && field !== 'relations' ? { types: kinds.join(' ') } : {}),
    };
    if (shape.kind === 'record') fields[field] = { ...(fields[field] as object), ...said };
    if (shape.kind !== 'list') return;
    const before = line.group === null ? undefined : groups.get(line.group);
    if (before !== undefined) return void Object.assign(before, said, about);
    const value = { ...said, ...about };
    if (line.group !== null) groups.set(line.group, value);
    fields[field] = [...((fields[field] as readonly Value[] | undefined) ?? []), value];
  };
  for (const line of lines) {
    if (line.name === 'X-KITH-FILEAS') fields['fileAs'] = unescaped(line.value);
    else if (line.name === 'X-KITH-FAVORITE') fields['favorite'] = true;
    else if (line.name === 'X-ABLabel') groups.get(line.group!)!['label'] = unescaped(line.value);
    else if (line.name === 'NICKNAME')
      for (const value of cut(line.value, ',')) put('nicknames', { value }, line);
    else {
      const read = readValue(line);
      if (read !== null) put(read[0], read[1], line);
    }
  }
  const photo = lines.find(({ name }) => name === 'PHOTO')?.value ?? null;
  return {
    version: lines.find(({ name }) => name === 'VERSION')?.value ?? '',
    fields: fields as ContactFields,
    categories: cut(lines.find(({ name }) => name === 'CATEGORIES')?.value ?? '', ',').filter(Boolean),
    photo:
      photo === null ? null : photo.slice(photo.indexOf('base64,') < 0 ? 0 : photo.indexOf('base64,') + 7),
    lines,
  };
}
