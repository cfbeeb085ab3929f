// Owns: refusing bodies that do not fit the contact's type in the version they were sent to, in the service's words.
// Leaves to others: what a good body changes (contact-record.ts).
import { GraphRefusal, unreadable } from './errors.ts';
import { normaliseValue, parseExtendedId } from './mapi.ts';
import { complexTypes, contactShape, serviceType } from './shapes.ts';
import type { ComplexName, MemberType, PropertyType, Version } from './shapes.ts';

/** A body that passed: only properties of the version, each of its type. */
export type ContactBody = Readonly<Record<string, unknown>>;

/** Entries a collection may have. Emails and business phones are observed; the others are the mailbox's own places. */
const limits: Readonly<Record<string, number>> = {
  emailAddresses: 3,
  businessPhones: 2,
  homePhones: 2,
  imAddresses: 3,
};

/** Places a mailbox has for each type of a typed collection; one where not named. */
const places: Readonly<Record<string, number>> = { 'phones.home': 2, 'phones.business': 2 };
const onePlaceEach: ReadonlySet<string> = new Set(['phones', 'postalAddresses']);

/** @throws GraphRefusal 400 at the first thing that does not fit. */
export function checkContactBody(version: Version, body: unknown): ContactBody {
  const properties = readObject(body);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('@')) continue;
    const type = contactShape[version][name];
    if (type === undefined) throw unknownProperty(name, 'Microsoft.OutlookServices.Contact');
    checkProperty(name, type, value);
  }
  return properties;
}

function readObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Readonly<Record<string, unknown>>;
  }
  const message =
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';
  throw new GraphRefusal(400, 'BadRequest', message);
}

function checkProperty(name: string, type: PropertyType, value: unknown): void {
  switch (type.kind) {
    case 'readOnly':
      return;
    case 'text':
      return checkPrimitive(value, 'Edm.String', (entry) => typeof entry === 'string');
    case 'flagged':
      return checkPrimitive(value, 'Edm.Boolean', (entry) => typeof entry === 'boolean');
    case 'instant':
      return checkPrimitive(value, 'Edm.DateTimeOffset', isInstant);
    case 'date':
      return checkPrimitive(value, 'Edm.Date', isDate);
    case 'texts':
      for (const entry of readList(name, 'Edm.String', value)) {
        if (entry === null) throw nullInCollection();
        checkPrimitive(entry, 'Edm.String', (each) => typeof each === 'string');
      }
      return checkCount(name, value as readonly unknown[]);
    case 'complex':
      if (value !== null) checkComplex(type.of, value);
      return;
    case 'complexes':
      for (const entry of readList(name, serviceType(type.of), value)) checkComplex(type.of, entry);
      return checkCount(name, value as readonly unknown[]);
    case 'extended':
      return checkExtended(name, type.many, value);
    case 'navigation':
      return;
  }
}

function readList(name: string, type: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value === null) {
    throw unreadable(
      `A null value was found for the property named '${name}', which has the expected type 'Collection(${type})[Nullable=False]'. The expected type 'Collection(${type})[Nullable=False]' does not allow null values.`,
    );
  }
  throw unreadable(
    `An unexpected '${nodeOf(value)}' node was found for property named '${name}' when reading from the JSON reader. A 'StartArray' node was expected.`,
  );
}

const nullInCollection = (): GraphRefusal =>
  unreadable(
    "A null value was found in a collection of type 'Edm.String', which does not allow null values.",
  );

const nodeOf = (value: unknown): string =>
  Array.isArray(value) ? 'StartArray' : typeof value === 'object' ? 'StartObject' : 'PrimitiveValue';

function checkPrimitive(value: unknown, type: string, fits: (value: unknown) => boolean): void {
  if (value === null) return;
  if (typeof value === 'object') {
    throw unreadable(
      `An unexpected '${nodeOf(value)}' node was found when reading from the JSON reader. A 'PrimitiveValue' node was expected.`,
    );
  }
  if (!fits(value)) throw notOfType(value, type);
}

const notOfType = (value: unknown, type: string): GraphRefusal =>
  unreadable(`Cannot convert the literal '${String(value)}' to the expected type '${type}'.`);

const unknownProperty = (name: string, type: string): GraphRefusal =>
  unreadable(
    `The property '${name}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
  );

function checkComplex(of: ComplexName, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable(
      `An unexpected '${nodeOf(value)}' node was found when reading from the JSON reader. A 'StartObject' node was expected.`,
    );
  }
  const members = complexTypes[of];
  const entries = value as Readonly<Record<string, unknown>>;
  for (const [name, member] of Object.entries(entries)) {
    if (name.includes('@')) continue;
    const type = members[name];
    if (type === undefined) throw unknownProperty(name, serviceType(of));
    checkMember(type, member);
  }
  for (const [name, type] of Object.entries(members)) {
    if (type.kind === 'text' && type.required === true && typeof entries[name] !== 'string') {
      throw unreadable(`The property '${name}' on type '${serviceType(of)}' does not allow null values.`);
    }
  }
}

function checkMember(type: MemberType, value: unknown): void {
  if (type.kind === 'text') return checkPrimitive(value, 'Edm.String', (entry) => typeof entry === 'string');
  if (type.kind === 'complex') {
    if (value !== null) checkComplex(type.of, value);
    return;
  }
  const known = (entry: unknown): boolean => typeof entry === 'string' && type.members.includes(entry);
  checkPrimitive(value, `Microsoft.OutlookServices.${type.name}`, known);
}

function checkCount(name: string, value: readonly unknown[]): void {
  const max = limits[name];
  if (max !== undefined && value.length > max) throw tooMany(name, value.length, max);
  if (!onePlaceEach.has(name)) return;
  const counts = new Map<string, number>();
  for (const entry of value as readonly { readonly type?: string | null }[]) {
    const type = placeOf(entry.type);
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    const allowed = places[`${name}.${type}`] ?? 1;
    if (count > allowed) throw tooMany(name, count, allowed, type);
  }
}

/** Where an entry goes that says `unknown`, or nothing, of its type. */
export const placeOf = (type: string | null | undefined): string =>
  type === undefined || type === null || type === 'unknown' ? 'other' : type;

function tooMany(name: string, count: number, max: number, type?: string): GraphRefusal {
  const property = capital(name);
  const of = type === undefined ? '' : ` of type ${capital(type)}`;
  return new GraphRefusal(
    400,
    'ErrorInvalidRequest',
    `The multi value property ${property} has ${count} entries${of}, that exceeds the max allowed value of ${max}`,
  );
}

const capital = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

function checkExtended(name: string, many: boolean, value: unknown): void {
  const type = `Microsoft.OutlookServices.${many ? 'Multi' : 'Single'}ValueLegacyExtendedProperty`;
  for (const entry of readList(name, type, value)) {
    if (typeof entry !== 'object' || entry === null) throw notOfType(entry, type);
    const { id, value: content, ...rest } = entry as Record<string, unknown>;
    const stranger = Object.keys(rest).find((key) => !key.includes('@'));
    if (stranger !== undefined) throw unknownProperty(stranger, type);
    if (typeof id !== 'string') throw notOfType(id, 'Edm.String');
    const parsed = parseExtendedId(id);
    if (parsed.many !== many) {
      throw new GraphRefusal(
        400,
        'ErrorInvalidExtendedProperty',
        'The extended property attribute combination is invalid.',
      );
    }
    const values = many ? readList('value', 'Edm.String', content) : [content];
    for (const each of values) {
      checkPrimitive(each, 'Edm.String', (entryValue) => typeof entryValue === 'string');
      if (typeof each === 'string') normaliseValue(parsed, each);
    }
  }
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(value);
  return parts !== null && isDate(parts[1]) && !Number.isNaN(Date.parse(value));
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
