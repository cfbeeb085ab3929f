// Owns: turning a table of rows (one a field) into a mapping between Graph's contact and Kith's: read, write, hold.
// Leaves to others: what single rows do (graph-rows.ts, graph-rows-special.ts) and the tables (graph-v1.ts, graph-beta.ts).
import type { ContactFields, FieldName, ReadOnlyFields } from '../../core/contact.ts';
import { FIELDS, normalise, valuesOf } from '../../core/fields.ts';
import type { AnyListValue } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { sameJson } from '../../core/json.ts';
import { KITH_ID } from './graph-properties.ts';
import { extendedKey, isAnnotation, isExtended, isObject, listOf, textOf } from './graph-values.ts';

/** A contact as a flat map: properties by name, extended properties by id. */
export type Flat = Readonly<Record<string, Json | undefined>>;

/** How one field of the model lives in Graph's properties. */
export interface Row {
  readonly field: FieldName;
  /** The properties it owns, each with the value that clears it. */
  readonly properties: Readonly<Record<string, Json>>;
  /** The properties that say something for these fields. `base` is the version that the cloud has, if any. */
  readonly write: (fields: ContactFields, base: ContactFields | null) => Flat;
  /** The field's value, in any form that `normalise` brings to normal form. */
  readonly read: (flat: Flat) => unknown;
}

/** What a reply says of a contact. `createKey` is null where Kith did not create it or the reply does not tell. */
export interface ReadContact {
  readonly fields: ContactFields;
  readonly readOnly: ReadOnlyFields;
  readonly unknown: JsonObject;
  readonly createKey: string | null;
}

export interface GraphMapping {
  /** The ids to ask for in `$expand=singleValueExtendedProperties`. */
  readonly extended: readonly string[];
  readonly read: (raw: JsonObject) => ReadContact;
  /** Whether every property of Graph's own is named, be it with nothing. */
  readonly namesAll: (raw: JsonObject) => boolean;
  /**
   * A reply to a write, its arguments as those of `write`: what it leaves out (a PATCH reply has no extended properties) is
   * as sent, and as in `base` where nothing was.
   */
  readonly readReply: (
    raw: JsonObject,
    fields: ContactFields,
    base: ContactFields | null,
    changed: readonly FieldName[],
  ) => ReadContact;
  /**
   * The body of a POST (`base` null) or of a PATCH that names only properties that differ, with displayName always
   * beside them because Graph regenerates it otherwise. Null: nothing to send.
   */
  readonly write: (
    fields: ContactFields,
    base: ContactFields | null,
    changed: readonly FieldName[],
  ) => JsonObject | null;
  /** What reading back a write of `fields` gives; ids of values are kept. */
  readonly hold: (fields: ContactFields) => ContactFields;
}

const READ_ONLY = ['id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'parentFolderId'];
const NAVIGATION = ['extensions', 'multiValueExtendedProperties', 'photo', 'singleValueExtendedProperties'];

/** A mapping from its rows. `ignored` are properties that repeat what others say. */
export function graphMapping(rows: readonly Row[], ignored: readonly string[] = []): GraphMapping {
  const properties = rows.flatMap((row) => Object.keys(row.properties));
  const native = properties.filter((property) => !isExtended(property));
  const extended = [...properties.filter(isExtended), KITH_ID];
  const byKey = new Map(extended.map((id) => [extendedKey(id), id]));
  const known = new Set([...native, ...READ_ONLY, ...NAVIGATION, ...ignored]);

  const readFlat = (flat: Flat): ContactFields =>
    normalise(Object.fromEntries(rows.map((row) => [row.field, row.read(flat)])) as ContactFields);
  const writeFlat = (fields: ContactFields, base: ContactFields | null): Flat =>
    Object.assign({}, ...rows.map((row) => row.write(fields, base))) as Flat;

  const flatten = (raw: JsonObject): Record<string, Json | undefined> => {
    const flat: Record<string, Json | undefined> = {};
    for (const property of native) if (property in raw) flat[property] = raw[property];
    for (const entry of listOf(raw['singleValueExtendedProperties'])) {
      const id = isObject(entry) ? byKey.get(extendedKey(textOf(entry['id']) ?? '')) : undefined;
      if (id !== undefined && isObject(entry)) flat[id] = entry['value'];
    }
    return flat;
  };

  const describe = (raw: JsonObject, flat: Flat): ReadContact => ({
    fields: readFlat(flat),
    readOnly: readOnlyOf(raw),
    unknown: Object.fromEntries(Object.entries(raw).filter(([key]) => !known.has(key) && !isAnnotation(key))),
    createKey: textOf(flat[KITH_ID]) ?? null,
  });

  return {
    extended,
    read: (raw) => describe(raw, flatten(raw)),
    namesAll: (raw) => native.every((property) => property in raw),
    readReply: (raw, fields, base, changed) => {
      const after = sendable(fields, base);
      const sent = rows.map((row) =>
        row.write(base === null || changed.includes(row.field) ? after : base, base),
      );
      return describe(raw, { ...(Object.assign({}, ...sent) as Flat), ...flatten(raw) });
    },
    write: (fields, base, changed) => {
      const after = writeFlat(sendable(fields, base), base);
      if (base === null) return bodyOf(after);
      const body = patchOf(rows, writeFlat(base, base), after, changed);
      if (Object.keys(body).length === 0) return null;
      return bodyOf(
        after['displayName'] === undefined ? body : { ...body, displayName: after['displayName'] },
      );
    },
    hold: (fields) => withIdsOf(fields, readFlat(writeFlat(numbered(fields), null))),
  };
}

/** Adds the create key that lets a create whose reply was lost be found again. */
export function withCreateKey(body: JsonObject, createKey: string): JsonObject {
  const others = listOf(body['singleValueExtendedProperties']);
  return { ...body, singleValueExtendedProperties: [...others, { id: KITH_ID, value: createKey }] };
}

function patchOf(rows: readonly Row[], before: Flat, after: Flat, changed: readonly FieldName[]): Flat {
  const patch: Record<string, Json> = {};
  for (const row of rows) {
    if (!changed.includes(row.field)) continue;
    for (const [property, empty] of Object.entries(row.properties)) {
      if (!sameJson(before[property] ?? empty, after[property] ?? empty)) {
        patch[property] = replacement(before[property], after[property], empty);
      }
    }
  }
  return patch;
}

/** A complex value is named with all its parts, so that it ends the same whether a server merges or replaces it. */
function replacement(before: Json | undefined, after: Json | undefined, empty: Json): Json {
  if (!isObject(before) && !isObject(after)) return after ?? empty;
  const cleared = isObject(before) ? Object.fromEntries(Object.keys(before).map((key) => [key, null])) : {};
  return { ...cleared, ...(isObject(empty) ? empty : {}), ...(isObject(after) ? after : {}) };
}

function bodyOf(flat: Flat): JsonObject {
  const body: Record<string, Json> = {};
  const extended: Json[] = [];
  for (const [property, value] of Object.entries(flat)) {
    if (value === undefined) continue;
    if (isExtended(property)) extended.push({ id: property, value });
    else body[property] = value;
  }
  return extended.length > 0 ? { ...body, singleValueExtendedProperties: extended } : body;
}

function readOnlyOf(raw: JsonObject): ReadOnlyFields {
  const createdAt = textOf(raw['createdDateTime']);
  const updatedAt = textOf(raw['lastModifiedDateTime']);
  const folderId = textOf(raw['parentFolderId']);
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(folderId === undefined ? {} : { folderId }),
  };
}

/** Graph refuses parts it does not know, so only what it once sent inside this field goes back inside it. */
function sendable(fields: ContactFields, base: ContactFields | null): ContactFields {
  return mapValues(fields, (value, _index, name) => {
    const sent = new Set(valuesOf(base, name).flatMap((one) => Object.keys(one.extra ?? {})));
    return withExtra(value, (key) => sent.has(key) || key === USER_FIELD);
  });
}

/** The `extra` part that keeps which of Outlook's four user fields a keyword came from. Never sent as such. */
export const USER_FIELD = 'outlookUserField';

function withExtra(value: AnyListValue, keep: (key: string) => boolean): AnyListValue {
  if (value.extra === undefined) return value;
  const { extra, ...rest } = value;
  const kept = Object.fromEntries(Object.entries(extra).filter(([key]) => keep(key)));
  return (Object.keys(kept).length > 0 ? { ...rest, extra: kept } : rest) as AnyListValue;
}

/** Numbers the values in their own texts, so that after a write and a read each still says which value it was. */
function numbered(fields: ContactFields): ContactFields {
  return mapValues(fields, (value, index) => mapTexts(value, (text) => `\0${index}\0${text}`));
}

/** Takes the numbers out again and gives each held value the id it has in `source`. */
function withIdsOf(source: ContactFields, held: ContactFields): ContactFields {
  return mapValues(held, (value, _index, name) => {
    const numbers = Object.values(value).flatMap((text) =>
      typeof text === 'string' ? (NUMBER.exec(text)?.[1] ?? []) : [],
    );
    const values = valuesOf(source, name);
    const from =
      values[Number(numbers[0])] ??
      values.find((one) => one.kind === value.kind && sameJson(one['date'], value['date']));
    return { ...mapTexts(value, (text) => text.replace(NUMBER, '')), id: from?.id ?? value.id };
  });
}

/** A mark that no service lets through, so that it cannot be mistaken for a text. */
const NUMBER = /^\0(\d+)\0/;

function mapValues(
  fields: ContactFields,
  change: (value: AnyListValue, index: number, name: FieldName) => AnyListValue,
): ContactFields {
  const out: Record<string, unknown> = { ...fields };
  for (const name of Object.keys(fields) as FieldName[]) {
    if (FIELDS[name].kind === 'list')
      out[name] = valuesOf(fields, name).map((value, index) => change(value, index, name));
  }
  return out as ContactFields;
}

function mapTexts(value: AnyListValue, change: (text: string) => string): AnyListValue {
  const parts = Object.entries(value).map(([part, text]) => [
    part,
    typeof text === 'string' && text !== '' && !['id', 'kind', 'label'].includes(part) ? change(text) : text,
  ]);
  return Object.fromEntries(parts) as AnyListValue;
}
