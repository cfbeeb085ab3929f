// Owns: what the service makes of a value it is sent: read-only members dropped, derived ones computed.
// Leaves to others: which fields a write replaces and when (writes.ts), adding field metadata on reading (view.ts).
import { derivedMembers, fieldShapes, formattedTypes } from './person-fields.ts';
import type { Raw } from './person-fields.ts';
import { internal, invalidArgument } from './refusals.ts';
import { isObject } from './payload.ts';

/** A value as stored: without field metadata, with its derived members. */
export interface StoredValue {
  readonly raw: Raw;
  /** The first of its field in this source, or the one the client marked `sourcePrimary`. */
  readonly primary: boolean;
}

export interface Derivation {
  /** Id of the contact's CONTACT source, which field metadata may name. */
  readonly sourceId: string;
  /** What the field held before, for rules that depend on it. */
  readonly previous: readonly StoredValue[];
  /** False for the practice cloud's own writes, which may set what a client may not. */
  readonly strict: boolean;
}

/** Values as the service keeps them. Throws its refusals; empty values vanish. */
export function storeValues(field: string, values: readonly unknown[], how: Derivation): StoredValue[] {
  const entries = values.filter(isObject);
  if (how.strict) for (const entry of entries) refuseForeignSource(field, entry, how.sourceId);
  const marked = entries.findIndex((entry) => sourceOf(entry)?.['sourcePrimary'] === true);
  const stored: StoredValue[] = [];
  entries.forEach((entry, index) => {
    const raw = derive(field, entry, how);
    if (Object.keys(raw).length === 0) return;
    stored.push({ raw, primary: index === Math.max(0, marked) });
  });
  if (stored.length > 0 && !stored.some((value) => value.primary)) {
    stored[0] = { raw: (stored[0] as StoredValue).raw, primary: true };
  }
  return stored;
}

function sourceOf(entry: Raw): Raw | undefined {
  return isObject(entry['metadata']) ? entry['metadata'] : undefined;
}

/** Values of another source cannot be written into the contact's. The text of this refusal is not known. */
function refuseForeignSource(field: string, entry: Raw, sourceId: string): void {
  const source = sourceOf(entry)?.['source'];
  if (!isObject(source)) return;
  const foreign = source['type'] !== undefined && source['type'] !== 'CONTACT';
  const other = source['id'] !== undefined && source['id'] !== sourceId;
  if (foreign || other)
    throw invalidArgument(`Invalid person.${field}.metadata.source: not the contact's source.`);
}

function derive(field: string, entry: Raw, how: Derivation): Raw {
  const raw = sent(field, entry);
  if (Object.keys(raw).length === 0) return raw;
  if (field === 'names') return deriveName(raw, how.previous[0]?.raw);
  if (field === 'addresses') return labelled(deriveAddress(raw));
  if (field === 'phoneNumbers') return withCanonicalForm(labelled(raw));
  if (field === 'biographies') return { contentType: 'TEXT_PLAIN', ...raw };
  if (field === 'genders') return withGender(raw);
  if (field === 'imClients') return withProtocol(labelled(raw));
  if (field === 'memberships') return deriveMembership(raw);
  if (field === 'organizations' && how.strict && (raw['startDate'] ?? raw['endDate']) !== undefined)
    throw internal();
  return 'formattedType' in (fieldShapes[field] ?? {}) ? labelled(raw) : raw;
}

/** What a client may set: no metadata, nothing derived, no zero values (proto3 has none), no default enums. */
function sent(field: string, entry: Raw): Raw {
  const raw: Raw = {};
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'metadata' || derivedMembers.has(name)) continue;
    if (field === 'names' && name === 'displayName') continue;
    if (field === 'genders' && name === 'formattedValue') continue;
    if (value === null || value === '' || value === false || value === 0) continue;
    if (value === 'DEFAULT' || value === 'TYPE_UNSPECIFIED' || value === 'CONTENT_TYPE_UNSPECIFIED') continue;
    if (name === 'date' || name === 'startDate' || name === 'endDate') {
      const date = storeDate(value);
      if (date !== undefined) raw[name] = date;
    } else raw[name] = value;
  }
  return raw;
}

/** A date whose zero parts are dropped; refuses days no calendar has. */
function storeDate(value: unknown): Raw | undefined {
  if (!isObject(value)) return undefined;
  const [year, month, day] = ['year', 'month', 'day'].map((part) => Number(value[part] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (year === 0 && month === 0 && day === 0) return undefined;
  const longest = month === 0 ? 31 : new Date(Date.UTC(year === 0 ? 2000 : year, month, 0)).getUTCDate();
  if (year < 0 || year > 9999 || month < 0 || month > 12 || day < 0 || day > longest) throw invalidArgument();
  return { ...(year ? { year } : {}), ...(month ? { month } : {}), ...(day ? { day } : {}) };
}

function labelled(raw: Raw): Raw {
  const type = raw['type'];
  if (typeof type !== 'string') return raw;
  return {
    ...raw,
    formattedType: formattedTypes[type] ?? (/^[A-Z_]+$/.test(type) ? sentenceCase(type) : type),
  };
}

function sentenceCase(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const parts = ['honorificPrefix', 'givenName', 'middleName', 'familyName', 'honorificSuffix'] as const;

/**
 * Names: an unstructuredName left as it was beside changed parts wins over them, so that the edit is lost; alone, it
 * is parsed; a new one beside parts is kept as sent.
 */
function deriveName(raw: Raw, previous: Raw | undefined): Raw {
  const written = raw['unstructuredName'];
  const hasParts = parts.some((part) => raw[part] !== undefined);
  let name = raw;
  if (!hasParts && typeof written === 'string') name = { ...raw, ...parseName(written) };
  else if (
    hasParts &&
    previous !== undefined &&
    written !== undefined &&
    written === previous['unstructuredName']
  ) {
    const {
      honorificPrefix: _p,
      givenName: _g,
      middleName: _m,
      familyName: _f,
      honorificSuffix: _s,
      ...rest
    } = raw;
    name = {
      ...rest,
      ...Object.fromEntries(
        parts.flatMap((part) => (previous[part] === undefined ? [] : [[part, previous[part]]])),
      ),
    };
  }
  const displayName = composeName(name);
  if (displayName === '') return name;
  return {
    displayName,
    ...name,
    displayNameLastFirst: lastFirst(name) || displayName,
    unstructuredName: written ?? displayName,
  };
}

function parseName(text: string): Raw {
  const words = text.trim().split(/\s+/);
  const last = words.length > 1 ? words.pop() : undefined;
  return { givenName: words.join(' '), ...(last === undefined ? {} : { familyName: last }) };
}

function composeName(name: Raw): string {
  const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;
  const given = text(name['givenName']);
  const family = text(name['familyName']);
  if (eastAsian.test(`${family}${given}`)) return `${family}${given}`;
  return parts
    .map((part) => text(name[part]))
    .filter((part) => part !== '')
    .join(' ');
}

/** "Doe, Dr. John Jay, III". */
function lastFirst(name: Raw): string {
  const first = [name['honorificPrefix'], name['givenName'], name['middleName']]
    .map(text)
    .filter((part) => part !== '');
  return [text(name['familyName']), first.join(' '), text(name['honorificSuffix'])]
    .filter((part) => part !== '')
    .join(', ');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** formattedValue beside structured parts ends up in the second address line, as it has since January 2026. */
function deriveAddress(raw: Raw): Raw {
  const { formattedValue, ...rest } = raw;
  const structured = Object.keys(rest).some((name) => name !== 'type');
  if (!structured) return raw;
  const address = formattedValue === undefined ? rest : { ...rest, extendedAddress: formattedValue };
  const lines = [
    text(address['streetAddress']),
    text(address['extendedAddress']),
    text(address['poBox']),
    [address['postalCode'], address['city']]
      .map(text)
      .filter((part) => part !== '')
      .join(' '),
    text(address['region']),
    text(address['country']) || text(address['countryCode']),
  ];
  return { formattedValue: lines.filter((line) => line !== '').join('\n'), ...address };
}

/** canonicalForm is E.164, and absent for numbers without a country. */
function withCanonicalForm(raw: Raw): Raw {
  const number = text(raw['value']).split(/\s*(?:ext|x)\.?\s*\d+$/i)[0] ?? '';
  if (!number.startsWith('+')) return raw;
  return { ...raw, canonicalForm: `+${number.replace(/\D/g, '')}` };
}

function withGender(raw: Raw): Raw {
  const value = text(raw['value']);
  if (value === '') return raw;
  const known: Readonly<Record<string, string>> = {
    male: 'Male',
    female: 'Female',
    unspecified: 'Unspecified',
  };
  return { ...raw, formattedValue: known[value] ?? value };
}

function withProtocol(raw: Raw): Raw {
  const protocol = text(raw['protocol']);
  return protocol === '' ? raw : { ...raw, formattedProtocol: formattedTypes[protocol] ?? protocol };
}

/** Only contact group memberships can be written; others are dropped. */
function deriveMembership(raw: Raw): Raw {
  const group = isObject(raw['contactGroupMembership']) ? raw['contactGroupMembership'] : {};
  const resourceName = text(group['contactGroupResourceName']);
  if (resourceName === '') return {};
  const contactGroupId = resourceName.replace(/^contactGroups\//, '');
  return { contactGroupMembership: { contactGroupId, contactGroupResourceName: resourceName } };
}
