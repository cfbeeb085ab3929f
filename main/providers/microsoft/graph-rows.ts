// Owns: the general kinds of row a mapping table is made of: texts, parts of a record, first values, lists of strings,
// slots by kind, typed collections. Leaves to others: rows of one field's own (graph-rows-special.ts), the tables.
import type { ContactFields, FieldName } from '../../core/contact.ts';
import type { AnyListValue, AnyRecord, ListFieldName } from '../../core/fields.ts';
import { recordOf, valuesOf } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Flat, Row } from './graph-lens.ts';
import { isObject, listOf, textOf, unknownParts } from './graph-values.ts';

/** A property of Graph's and the part of the model it holds. */
export type Parts = Readonly<Record<string, string>>;

function nulls(properties: readonly string[]): Record<string, Json> {
  return Object.fromEntries(properties.map((property) => [property, null]));
}

function partsToFlat(parts: Parts, value: AnyRecord | undefined): Record<string, Json> {
  const flat: Record<string, Json> = {};
  for (const [property, part] of Object.entries(parts)) {
    const text = textOf(value?.[part]);
    if (text !== undefined) flat[property] = text;
  }
  return flat;
}

function flatToParts(parts: Parts, flat: Flat): Record<string, Json | undefined> {
  return Object.fromEntries(Object.entries(parts).map(([property, part]) => [part, textOf(flat[property])]));
}

/** A record field whose parts are properties of the contact. */
export function recordRow(field: FieldName, parts: Parts): Row {
  return {
    field,
    properties: nulls(Object.keys(parts)),
    write: (fields) => partsToFlat(parts, recordOf(fields, field)),
    read: (flat) => flatToParts(parts, flat),
  };
}

/** A field that is one bare text. */
export function textRow(field: 'fileAs', property: string): Row {
  return {
    field,
    properties: { [property]: null },
    write: (fields) => {
      const text = textOf(fields[field]);
      return text === undefined ? {} : { [property]: text };
    },
    read: (flat) => textOf(flat[property]),
  };
}

/** A list field of which Graph has one value, spread over properties of the contact: the first is held. */
export function firstRow(field: ListFieldName, parts: Parts): Row {
  return {
    field,
    properties: nulls(Object.keys(parts)),
    write: (fields) => partsToFlat(parts, valuesOf(fields, field)[0]),
    read: (flat) => [{ id: `${field}.0`, ...flatToParts(parts, flat) }],
  };
}

/**
 * A list field that is a list of strings at Graph. A `limit` is a guess about the service: where the cloud already has
 * more, more are sent, so that no guess of Kith's deletes anything there.
 */
export function stringsRow(field: ListFieldName, property: string, part: string, limit = Infinity): Row {
  const texts = (fields: ContactFields | null): readonly string[] =>
    valuesOf(fields, field).flatMap((value) => textOf(value[part]) ?? []);
  return {
    field,
    properties: { [property]: [] },
    write: (fields, base) => {
      const held = texts(fields).slice(0, Math.max(limit, texts(base).length));
      return held.length > 0 ? { [property]: held } : {};
    },
    read: (flat) =>
      listOf(flat[property]).map((text, index) => ({ id: `${property}.${index}`, [part]: textOf(text) })),
  };
}

/** A place that holds values of one kind. */
export interface Slot {
  readonly property: string;
  readonly kind: string;
  /** Kinds without a place of their own that come here, as `kind`, if there is room left; '' is none, '*' is any. */
  readonly also?: readonly string[];
  /** How many strings the property holds; without it, it is a single string. */
  readonly room?: number;
  /** The room is known from the service's own refusals and not only guessed (see stringsRow). */
  readonly strict?: boolean;
}

/** Which values go to which slot: first those of the slot's own kind, then the others, each in their order. */
export function assignSlots<S extends Slot>(
  slots: readonly S[],
  values: readonly AnyListValue[],
  roomOf: (slot: S) => number,
): ReadonlyMap<S, readonly AnyListValue[]> {
  const assigned = new Map<S, AnyListValue[]>(slots.map((slot) => [slot, []]));
  const place = (value: AnyListValue, fits: (slot: S) => boolean): boolean => {
    const slot = slots.find((one) => fits(one) && (assigned.get(one)?.length ?? 0) < roomOf(one));
    if (slot !== undefined) assigned.get(slot)?.push(value);
    return slot !== undefined;
  };
  const strangers = values.filter((value) => !place(value, (slot) => slot.kind === value.kind));
  const hasOwnPlace = (value: AnyListValue): boolean => slots.some((slot) => slot.kind === value.kind);
  for (const value of strangers.filter((one) => !hasOwnPlace(one))) {
    const kind = value.kind ?? '';
    if (!place(value, (slot) => slot.also?.includes(kind) ?? false))
      place(value, (slot) => slot.also?.includes('*') ?? false);
  }
  return assigned;
}

/** A list field whose values lie in slots by kind. */
export function slotsRow(field: ListFieldName, part: string, slots: readonly Slot[]): Row {
  const full = (fields: ContactFields | null): readonly AnyListValue[] =>
    valuesOf(fields, field).filter((value) => textOf(value[part]) !== undefined);
  return {
    field,
    properties: Object.fromEntries(slots.map((slot) => [slot.property, slot.room === undefined ? null : []])),
    write: (fields, base) => {
      const inBase = (slot: Slot): number => full(base).filter((value) => value.kind === slot.kind).length;
      const room = (slot: Slot): number =>
        slot.room === undefined ? 1 : slot.strict === true ? slot.room : Math.max(slot.room, inBase(slot));
      const flat: Record<string, Json> = {};
      for (const [slot, values] of assignSlots(slots, full(fields), room)) {
        const texts = values.map((value) => value[part] as string);
        if (texts.length > 0) flat[slot.property] = slot.room === undefined ? (texts[0] ?? null) : texts;
      }
      return flat;
    },
    read: (flat) =>
      slots.flatMap((slot) => {
        const stored = flat[slot.property];
        const texts = slot.room === undefined ? [stored] : listOf(stored);
        return texts.map((text, index) => ({
          id: `${field}.${slot.kind}.${index}`,
          kind: slot.kind,
          [part]: textOf(text),
        }));
      }),
  };
}

/** How a collection of complex values carries a list field. */
export interface TypedOptions {
  readonly parts: Parts;
  /** Graph's `type` for each kind of the model ('' is none); absent where the collection has no types. */
  readonly types?: Readonly<Record<string, string>>;
  /** The kind under which values come whose own kind has no type. */
  readonly fallback?: string;
  readonly substitutes?: Readonly<Record<string, string>>;
  /** The part that carries a person's own label. */
  readonly labelPart?: string;
  /** At most so many in all: known from the service's own refusals. */
  readonly total?: number;
  /** At most so many of a kind: a guess, so never fewer than the cloud already has (see stringsRow). */
  readonly perKind?: Readonly<Record<string, number>>;
  /** The kind of which a value without a kind takes a place. */
  readonly kindless?: string;
  /** The mailbox keeps values in places by type and lists them in that order (the order of `types`), not in ours. */
  readonly sorted?: boolean;
  /** Values that Graph would refuse or lose. */
  readonly holds?: (value: AnyListValue) => boolean;
  /** What the service puts in by itself is not read as if a person had written it. */
  readonly tidy?: (value: Record<string, Json | undefined>) => Record<string, Json | undefined>;
}

/** A list field that is a collection of complex values at Graph. */
export function typedRow(field: ListFieldName, property: string, options: TypedOptions): Row {
  const known = [
    ...Object.keys(options.parts),
    ...(options.types ? ['type'] : []),
    ...(options.labelPart ? [options.labelPart] : []),
  ];
  return {
    field,
    properties: { [property]: [] },
    write: (fields, base) => {
      const values = withinLimits(
        valuesOf(fields, field).filter(options.holds ?? (() => true)),
        valuesOf(base, field),
        options,
      );
      const complex = inOrder(values, options)
        .map((value) => writeTyped(value, options))
        .filter((value) => value !== null);
      return complex.length > 0 ? { [property]: complex } : {};
    },
    read: (flat) => {
      const values = listOf(flat[property])
        .filter(isObject)
        .map((value, index) => readTyped(value, `${property}.${index}`, known, options));
      return inOrder(values, options);
    },
  };
}

function graphKind(value: AnyListValue, options: TypedOptions): string {
  const kind = options.substitutes?.[value.kind ?? ''] ?? value.kind ?? '';
  if (options.labelPart !== undefined && kind === '' && value.label !== undefined) return 'other';
  return options.types?.[kind] === undefined ? (options.fallback ?? '') : kind;
}

function withinLimits(
  values: readonly AnyListValue[],
  base: readonly AnyListValue[],
  options: TypedOptions,
): readonly AnyListValue[] {
  const placeOf = (value: AnyListValue): string => graphKind(value, options) || (options.kindless ?? '');
  const count = (list: readonly AnyListValue[], kind: string): number =>
    list.filter((value) => placeOf(value) === kind).length;
  const kept: AnyListValue[] = [];
  for (const value of values) {
    const kind = placeOf(value);
    const room = Math.max(options.perKind?.[kind] ?? Infinity, count(base, kind));
    if (kept.length < (options.total ?? Infinity) && count(kept, kind) < room) kept.push(value);
  }
  return kept;
}

function writeTyped(value: AnyListValue, options: TypedOptions): JsonObject | null {
  const parts = partsToFlat(options.parts, value);
  const label = options.labelPart === undefined ? undefined : textOf(value.label);
  const extra = Object.fromEntries(
    Object.entries(value.extra ?? {}).filter(([key]) => key !== 'type' || value.kind === undefined),
  );
  if (Object.keys(parts).length === 0 && Object.keys(extra).length === 0) return null;
  const type = options.types?.[graphKind(value, options)];
  return {
    ...parts,
    ...(type === undefined ? {} : { type }),
    ...(label === undefined || options.labelPart === undefined ? {} : { [options.labelPart]: label }),
    ...extra,
  };
}

function readTyped(
  value: JsonObject,
  id: string,
  known: readonly string[],
  options: TypedOptions,
): AnyListValue {
  const parts = flatToParts(options.parts, value);
  const label = options.labelPart === undefined ? undefined : textOf(value[options.labelPart]);
  const type = textOf(value['type']);
  const entry = Object.entries(options.types ?? {}).find(([, name]) => name === type);
  const strange = type !== undefined && options.types !== undefined && entry === undefined;
  const kind = entry?.[0] ?? (strange ? '' : (options.fallback ?? ''));
  const extra = unknownParts(value, strange ? known.filter((key) => key !== 'type') : known);
  return {
    id,
    ...(options.tidy ?? ((one) => one))(parts),
    kind: label !== undefined && kind === 'other' ? undefined : kind === '' ? undefined : kind,
    label,
    extra,
  } as AnyListValue;
}

function inOrder(values: readonly AnyListValue[], options: TypedOptions): readonly AnyListValue[] {
  if (options.sorted !== true) return values;
  const places = Object.keys(options.types ?? {});
  return values.toSorted(
    (a, b) => places.indexOf(graphKind(a, options)) - places.indexOf(graphKind(b, options)),
  );
}

/** One field over two rows: values whose kind `first` has a slot for lie there, all others in `second`. */
export function splitRow(slots: readonly Slot[], first: Row, second: Row): Row {
  const kinds = slots.map((slot) => slot.kind);
  const only = (fields: ContactFields | null, inSlots: boolean): ContactFields | null =>
    fields && {
      ...fields,
      [first.field]: valuesOf(fields, first.field).filter(
        (value) => kinds.includes(value.kind ?? '') === inSlots,
      ),
    };
  return {
    field: first.field,
    properties: { ...second.properties, ...first.properties },
    write: (fields, base) => ({
      ...second.write(only(fields, false) ?? {}, only(base, false)),
      ...first.write(only(fields, true) ?? {}, only(base, true)),
    }),
    read: (flat) => [...(second.read(flat) as unknown[]), ...(first.read(flat) as unknown[])],
  };
}
