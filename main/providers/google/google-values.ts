// Owns: one entry of a Person field ↔ one value of the model, and back, by the table. Leaves to others: the table
// (google-fields.ts), lists, primaries and whole people (google-mapping.ts).
import type { PartialDate } from '../../core/contact.ts';
import type { AnyRecord, PartType } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { EntrySpec, EnumPart } from './google-fields.ts';

/** Where a value keeps what Google sent inside it and the model does not know; other providers' extras stay home. */
const EXTRA = 'google';

/** True for a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The parts of a value from an entry as Google sent it, in normal form, without id and primary flag; null where they
 * say nothing. What the model cannot hold exactly goes to `extra`; derived parts go nowhere.
 */
export function readEntry(spec: EntrySpec, entry: JsonObject): AnyRecord | null {
  const value: Record<string, Json> = {};
  const rest: [string, Json][] = [];
  for (const name of Object.keys(entry)) {
    const raw = entry[name];
    if (raw === undefined || spec.derived.has(name) || saysNothing(raw)) continue;
    const known = readKnown(spec, name, raw);
    if (known === null) rest.push([name, raw]);
    else if (known.value !== undefined) value[known.part] = known.value;
  }
  if (spec.person === 'addresses' && hasStructuredAddress(entry)) delete value['formatted'];
  if (rest.length > 0) value['extra'] = { [EXTRA]: Object.fromEntries(rest) };
  return hasContent(spec, value) ? value : null;
}

/** A type without anything of that type, or a format without a text, says nothing. */
function hasContent(spec: EntrySpec, value: AnyRecord): boolean {
  return value['extra'] !== undefined || spec.pairs.some(({ kith }) => value[kith] !== undefined);
}

/** proto3 has no difference between these and nothing: Google leaves them out of its replies. */
function saysNothing(value: Json): boolean {
  if (value === null || value === '' || value === false || value === 0) return true;
  return isObject(value) && Object.values(value).every((part) => part === undefined || saysNothing(part));
}

/** The part and its value (undefined: it says nothing), or null where the model has no exact place for it. */
function readKnown(
  spec: EntrySpec,
  name: string,
  raw: Json,
): { part: string; value: Json | undefined } | null {
  const enumPart = spec.enums.get(name);
  if (enumPart !== undefined) return readEnum(enumPart, raw);
  if (name === 'type' && spec.kinds !== null && typeof raw === 'string') {
    return { part: spec.kinds.has(raw) ? 'kind' : 'label', value: raw };
  }
  const pair = spec.byGoogle.get(name);
  if (pair === undefined) return null;
  if (pair.type === 'date') {
    const date = readDate(raw);
    return date === null ? null : { part: pair.kith, value: { ...date } };
  }
  return typeof raw === TYPE_OF[pair.type] ? { part: pair.kith, value: raw } : null;
}

const TYPE_OF: Readonly<Record<PartType, string>> = {
  text: 'string',
  number: 'number',
  flag: 'boolean',
  date: 'object',
  time: 'object',
};

function readEnum(enumPart: EnumPart, raw: Json): { part: string; value: Json | undefined } | null {
  if (typeof raw !== 'string') return null;
  if (enumPart.implied.includes(raw)) return { part: enumPart.part, value: undefined };
  const value = Object.hasOwn(enumPart.values, raw) ? enumPart.values[raw] : undefined;
  return value === undefined ? null : { part: enumPart.part, value };
}

/** google.type.Date: a part that is 0 or left out is not known. Null for anything else. */
function readDate(raw: Json): PartialDate | null {
  if (!isObject(raw)) return null;
  const date: { year?: number; month?: number; day?: number } = {};
  for (const [name, number] of Object.entries(raw)) {
    if (name !== 'year' && name !== 'month' && name !== 'day') return null;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) return null;
    if (number !== 0) date[name] = number;
  }
  return date;
}

/**
 * The entry to send for a value: the known parts, and what Google once sent inside it that the model does not know;
 * fragile parts (google-fields.ts) unless they are to be left out. Null where nothing of the value can be sent.
 */
export function writeEntry(spec: EntrySpec, value: AnyRecord, withFragile = true): JsonObject | null {
  const entry = extraOf(spec, value);
  for (const pair of spec.pairs) {
    const part = writePart(pair.type, value[pair.kith]);
    if (part !== undefined) entry[pair.google] = part;
  }
  if (!withFragile) for (const part of spec.fragile) delete entry[part];
  if (spec.person === 'addresses' && hasStructuredAddress(entry)) delete entry['formattedValue'];
  if (Object.keys(entry).length === 0) return null;
  for (const [name, enumPart] of spec.enums) writeEnum(entry, name, enumPart, value[enumPart.part]);
  const type = value['label'] ?? value['kind'];
  if (spec.kinds !== null && typeof type === 'string' && type !== '') entry['type'] = type;
  return entry;
}

function extraOf(spec: EntrySpec, value: AnyRecord): Record<string, Json> {
  const extra = isObject(value['extra']) ? value['extra'][EXTRA] : undefined;
  if (!isObject(extra)) return {};
  return Object.fromEntries(
    Object.entries(extra).filter(
      (part): part is [string, Json] => part[1] !== undefined && !spec.derived.has(part[0]),
    ),
  );
}

function writePart(type: PartType, value: Json | undefined): Json | undefined {
  if (value === undefined || saysNothing(value)) return undefined;
  if (type !== 'date' || !isObject(value)) return value;
  const { year, month, day } = value;
  const date = Object.fromEntries(
    Object.entries({ year, month, day }).filter(([, number]) => Boolean(number)),
  );
  return Object.keys(date).length === 0 ? undefined : (date as JsonObject);
}

function writeEnum(
  entry: Record<string, Json>,
  name: string,
  enumPart: EnumPart,
  value: Json | undefined,
): void {
  const found = Object.entries(enumPart.values).find(([, word]) => word === value)?.[0];
  if (found !== undefined) entry[name] = found;
  else if (entry[name] === undefined && enumPart.otherwise !== undefined) entry[name] = enumPart.otherwise;
}

/** What of one value Google can hold: what reading back a write of it gives, without id and primary flag. */
export function holdEntry(spec: EntrySpec, value: AnyRecord, withFragile = true): AnyRecord | null {
  const entry = writeEntry(spec, value, withFragile);
  return entry === null ? null : readEntry(spec, entry);
}

const STRUCTURED = [
  'streetAddress',
  'extendedAddress',
  'poBox',
  'city',
  'region',
  'postalCode',
  'country',
  'countryCode',
];

/**
 * Google builds formattedValue from the structured parts where there are any, and since January 2026 copies one that is
 * sent beside them into the second address line: with structured parts it is derived, alone it is the address.
 */
function hasStructuredAddress(entry: JsonObject): boolean {
  return STRUCTURED.some((part) => Boolean(entry[part]));
}
