// Owns: a whole Person ↔ the model: readPerson, writePerson, holdFields, a lens (reading back what was written gives
// what can be held; writing what was read changes nothing). Leaves to others: single entries (google-values.ts),
// memberships (google-memberships.ts), sending (google-write.ts).
import type { ContactFields, FieldName, ReadOnlyFields } from '../../core/contact.ts';
import type { AnyListValue, AnyRecord } from '../../core/fields.ts';
import { FIELD_NAMES, normalise, recordOf, valuesOf } from '../../core/fields.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { shortHash } from '../../core/json.ts';
import type { RemoteContact } from '../provider.ts';
import type { EntrySpec, PersonField } from './google-fields.ts';
import { ENTRY_SPECS, KNOWN_PERSON_KEYS, updateMask } from './google-fields.ts';
import type { Memberships } from './google-memberships.ts';
import { groupLabels, readMemberships, writeMemberships } from './google-memberships.ts';
import { composedName } from './google-name.ts';
import { originalPicture } from './google-picture.ts';
import { holdEntry, isObject, readEntry, writeEntry } from './google-values.ts';
import { versionText } from './google-version.ts';

/** The clientData key of Kith's own id, by which a create whose reply was lost is found again (law 9). */
export const MARKER_KEY = 'kith-id';

/** Google's contacts are one collection. */
export const SCOPE = '';

/** The contact that a Person is. `person.resourceName` must be a text. */
export function readPerson(person: JsonObject): RemoteContact {
  const createKeys = createKeysOf(person);
  const source = contactSource(person);
  const memberships = readMemberships(contactEntries(person, 'memberships'));
  const etag = versionText({
    sourceEtag: textOf(source['etag']),
    sourceId: textOf(source['id']),
    personEtag: textOf(person['etag']),
    createKeys,
  });
  return {
    remoteId: String(person['resourceName']),
    etag,
    fields: readFields(person, memberships),
    readOnly: readOnly(person, source),
    unknown: unknownOf(person, memberships),
    createKey: createKeys[0] ?? null,
    scope: SCOPE,
  };
}

/** The Kith ids that a Person carries; merging contacts at Google can leave several. */
export function createKeysOf(person: JsonObject): readonly string[] {
  return contactEntries(person, 'clientData')
    .filter((entry) => entry['key'] === MARKER_KEY)
    .map((entry) => textOf(entry['value']))
    .filter((value): value is string => value !== null);
}

/** Entries of the CONTACT source, or of none: a PROFILE's are not the person's to edit (law 13). */
function contactEntries(person: JsonObject, name: PersonField): readonly JsonObject[] {
  const raw = person[name];
  return Array.isArray(raw) ? (raw as readonly Json[]).filter(isOwn) : [];
}

function isOwn(entry: Json): entry is JsonObject {
  if (!isObject(entry)) return false;
  const metadata = entry['metadata'];
  const source = isObject(metadata) ? metadata['source'] : undefined;
  return !isObject(source) || source['type'] === undefined || source['type'] === 'CONTACT';
}

/** In normal form, because every value is. */
function readFields(person: JsonObject, memberships: Memberships): ContactFields {
  const out: Record<string, unknown> = {};
  for (const spec of ENTRY_SPECS) {
    if (person[spec.person] === undefined) continue;
    const entries = contactEntries(person, spec.person).filter((entry) => !isMarker(spec, entry));
    const ordered = spec.hasPrimary || spec.singleton ? primaryFirst(entries) : { entries, flagged: false };
    const value = spec.singleton ? readSingle(spec, ordered) : readList(spec, ordered);
    if (value !== null) out[spec.field] = value;
  }
  if (memberships.labels.length > 0) out['labels'] = withIds('labels', ['ref'], memberships.labels);
  if (memberships.favorite) out['favorite'] = true;
  return out as ContactFields;
}

function unknownOf(person: JsonObject, memberships: Memberships): JsonObject {
  const foreign = Object.entries(person).filter(([key]) => !KNOWN_PERSON_KEYS.has(key));
  const fixed: [string, Json][] =
    memberships.unknown.length === 0 ? [] : [['memberships', memberships.unknown]];
  return Object.fromEntries([...foreign, ...fixed]);
}

function isMarker(spec: EntrySpec, entry: JsonObject): boolean {
  return spec.person === 'clientData' && entry['key'] === MARKER_KEY;
}

interface Ordered {
  readonly entries: readonly JsonObject[];
  /** The first one is flagged as the primary one. */
  readonly flagged: boolean;
}

/** Google flags the primary entry and promises no order; Kith has it first, which is also how it is written. */
function primaryFirst(entries: readonly JsonObject[]): Ordered {
  const flagged = (flag: string) =>
    entries.findIndex((entry) => isObject(entry['metadata']) && entry['metadata'][flag] === true);
  const bySource = flagged('sourcePrimary');
  const index = bySource >= 0 ? bySource : flagged('primary');
  const primary = entries[index];
  if (primary === undefined) return { entries, flagged: false };
  return { entries: [primary, ...entries.filter((entry) => entry !== primary)], flagged: true };
}

function readSingle(spec: EntrySpec, { entries }: Ordered): AnyRecord | null {
  return entries[0] === undefined ? null : readEntry(spec, entries[0]);
}

function readList(spec: EntrySpec, { entries, flagged }: Ordered): readonly AnyListValue[] | null {
  const all = entries.map((entry) => readEntry(spec, entry));
  const values = withIds(
    spec.field,
    spec.content,
    all.filter((value) => value !== null),
  );
  if (values.length === 0) return null;
  return flagged && all[0] !== null ? [{ ...values[0]!, primary: true }, ...values.slice(1)] : values;
}

/** Ids that follow from the content alone, so that reading twice gives the same; equal values are counted. */
function withIds(
  field: FieldName,
  parts: readonly string[],
  values: readonly AnyRecord[],
): readonly AnyListValue[] {
  const counts = new Map<string, number>();
  return values.map((value) => {
    const hash = shortHash(`${field} ${JSON.stringify(parts.map((part) => value[part]))}`);
    const count = counts.get(hash) ?? 0;
    counts.set(hash, count + 1);
    return { id: count === 0 ? hash : `${hash}-${count}`, ...value } as AnyListValue;
  });
}

function contactSource(person: JsonObject): JsonObject {
  const metadata = person['metadata'];
  const sources = isObject(metadata) ? metadata['sources'] : undefined;
  if (!Array.isArray(sources)) return {};
  return (sources as readonly Json[]).filter(isObject).find((source) => source['type'] === 'CONTACT') ?? {};
}

function readOnly(person: JsonObject, source: JsonObject): ReadOnlyFields {
  const photoUrl = pictureUrl(person['photos']);
  const coverPhotoUrl = pictureUrl(person['coverPhotos']);
  const ageRange = textsOf(person['ageRanges'], 'ageRange')[0];
  const skills = textsOf(person['skills'], 'value');
  const updatedAt = textOf(source['updateTime']);
  return {
    ...(photoUrl === null ? {} : { photoUrl }),
    ...(skills.length === 0 ? {} : { skills }),
    ...(ageRange === undefined ? {} : { ageRange }),
    ...(coverPhotoUrl === null ? {} : { coverPhotoUrl }),
    ...(updatedAt === null ? {} : { updatedAt }),
  };
}

/** The address of a picture somebody chose, in its original size; Google's generated placeholders say `default`. */
function pictureUrl(pictures: Json | undefined): string | null {
  if (!Array.isArray(pictures)) return null;
  const chosen = (pictures as readonly Json[])
    .filter(isObject)
    .filter((picture) => picture['default'] !== true);
  const url = textOf(primaryFirst(chosen).entries[0]?.['url']);
  return url === null ? null : originalPicture(url);
}

function textsOf(entries: Json | undefined, part: string): readonly string[] {
  if (!Array.isArray(entries)) return [];
  const texts = (entries as readonly Json[]).map((entry) => (isObject(entry) ? textOf(entry[part]) : null));
  return texts.filter((text): text is string => text !== null);
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What a write of a Person is based on. */
export interface WriteBasis {
  /** The version that the cloud has; null for a create. */
  readonly base: ContactFields | null;
  /** Kith's markers, which a rewrite of clientData must carry on. */
  readonly createKeys: readonly string[];
  /** False to leave out the parts that the service fails on (google-fields.ts: fragile). */
  readonly withFragile?: boolean;
}

/** A Person's fields to send, and the mask that names them. A masked field that the body lacks is cleared. */
export interface PersonWrite {
  readonly person: JsonObject;
  readonly mask: readonly PersonField[];
}

/**
 * The write that brings the `changed` fields of a contact to `fields`: each whole, and no other (law 12). Memberships are
 * a new contact's; in an update they are no field to write (google-members.ts).
 */
export function writePerson(
  fields: ContactFields,
  changed: readonly FieldName[],
  basis: WriteBasis,
): PersonWrite {
  const mask = updateMask(changed);
  const wanted = new Set<PersonField>(mask);
  const normal = normalise({ ...fields, name: composedName(basis.base?.name, fields.name) });
  const person: Record<string, Json> = {};
  for (const spec of ENTRY_SPECS) {
    if (!wanted.has(spec.person)) continue;
    const entries = writeField(spec, normal, basis);
    if (entries.length > 0) person[spec.person] = entries;
  }
  if (wanted.has('memberships')) person['memberships'] = writeMemberships(normal);
  return { person, mask };
}

/** The Person that a new contact is. */
export function newPerson(fields: ContactFields, createKey: string, withFragile = true): JsonObject {
  return writePerson(fields, FIELD_NAMES, { base: null, createKeys: [createKey], withFragile }).person;
}

function writeField(spec: EntrySpec, fields: ContactFields, basis: WriteBasis): readonly JsonObject[] {
  const values = spec.singleton ? [recordOf(fields, spec.field)] : inOrder(spec, fields);
  const entries = values
    .filter((value) => !isReserved(spec, value))
    .map((value) => writeEntry(spec, value, basis.withFragile))
    .filter((entry) => entry !== null);
  if (spec.person !== 'clientData') return entries;
  return [...entries, ...basis.createKeys.map((value) => ({ key: MARKER_KEY, value }))];
}

function isReserved(spec: EntrySpec, value: AnyRecord): boolean {
  return spec.person === 'clientData' && value['key'] === MARKER_KEY;
}

/** The values as they are sent: the first of a list becomes the primary one. */
function inOrder(spec: EntrySpec, fields: ContactFields): readonly AnyListValue[] {
  const values = valuesOf(fields, spec.field);
  const primary = spec.hasPrimary ? values.find((value) => value.primary === true) : undefined;
  return primary === undefined ? values : [primary, ...values.filter((value) => value !== primary)];
}

/**
 * What Google can hold of `fields`: what reading back a write of them gives, with Kith's own value ids. What Google adds
 * by itself is not in it (a primary flag on the first value of a list that has none, My Contacts, composed names and
 * addresses), nor are fragile parts where they are to be left out of writes.
 */
export function holdFields(fields: ContactFields, withFragile = true): ContactFields {
  const normal = normalise(fields);
  const out: Record<string, unknown> = {};
  for (const spec of ENTRY_SPECS) {
    if (normal[spec.field] === undefined) continue;
    out[spec.field] = spec.singleton
      ? (holdEntry(spec, recordOf(normal, spec.field)) ?? {})
      : holdList(spec, normal, withFragile);
  }
  out['labels'] = groupLabels(normal.labels ?? []).map(({ id, ref }) => ({ id, ref }));
  if (normal.favorite === true) out['favorite'] = true;
  return normalise(out as ContactFields);
}

function holdList(spec: EntrySpec, fields: ContactFields, withFragile: boolean): readonly AnyListValue[] {
  const held = inOrder(spec, fields)
    .filter((value) => !isReserved(spec, value))
    .map((value) => ({ value, parts: holdEntry(spec, value, withFragile) }))
    .filter(({ parts }) => parts !== null);
  return held.map(({ value, parts }, index) => {
    const primary = index === 0 && spec.hasPrimary && value.primary === true ? { primary: true } : {};
    return { ...parts, id: value.id, ...primary } as AnyListValue;
  });
}
