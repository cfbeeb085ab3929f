// Owns: random contacts, random Persons, and a server that keeps what it is sent, for the tests of the Google mapping.
// Leaves to others: what must hold of them (google-lens.test.ts).
import fc from 'fast-check';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELDS, FIELD_NAMES } from '../../../main/core/fields.ts';
import type { PartType } from '../../../main/core/fields.ts';
import type { Json, JsonObject } from '../../../main/core/json.ts';
import { ENTRY_SPECS } from '../../../main/providers/google/google-fields.ts';
import type { EntrySpec } from '../../../main/providers/google/google-fields.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'home',
    'Home',
    'work',
    'DEFAULT',
    '<b>x</b>',
    ' a ',
    '山田',
    'contactGroups/starred',
    'kith-id',
  ),
);
const dateParts = fc.record(
  {
    year: fc.integer({ min: 1, max: 9999 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  },
  { requiredKeys: [] },
);
/** What Google may send in a part that it adds one day. */
const futureParts = fc.dictionary(
  fc.constantFrom('futurePart', 'constructor', 'anotherPart'),
  fc.oneof(text, fc.integer({ min: 1 }), fc.record({ deep: text })),
  {
    minKeys: 1,
  },
);

function part(type: PartType): fc.Arbitrary<unknown> {
  if (type === 'number') return fc.integer({ min: 0, max: 200_000 });
  if (type === 'flag') return fc.boolean();
  if (type === 'date') return dateParts;
  if (type === 'time') return fc.record({ dateTime: text });
  return text;
}

const parts = (types: Readonly<Record<string, PartType>>) =>
  fc.record(Object.fromEntries(Object.entries(types).map(([name, type]) => [name, part(type)])), {
    requiredKeys: [],
  });
const extras = fc.record({ google: futureParts, graph: futureParts }, { requiredKeys: [] });

/** A value of the model for one field, as people and other providers may leave it. */
export function fieldValue(name: FieldName): fc.Arbitrary<unknown> {
  const shape = FIELDS[name];
  if (shape.kind === 'flag') return fc.boolean();
  if (shape.kind === 'text') return text;
  if (shape.kind === 'record')
    return fc.tuple(parts(shape.parts), fc.option(extras, { nil: undefined })).map(withExtra);
  const kind = fc.constantFrom(undefined, ...shape.kinds, 'unheardOf');
  const about = fc.record({
    id: fc.uuid(),
    kind,
    label: fc.option(text, { nil: undefined }),
    primary: fc.boolean(),
  });
  const value = fc.tuple(
    about,
    parts(name === 'labels' ? {} : shape.parts),
    fc.option(extras, { nil: undefined }),
    fc.constantFrom('contactGroups/myContacts', 'contactGroups/a1', 'contactGroups/b2', 'Red category'),
  );
  return fc.array(
    value.map(([one, some, extra, ref]) =>
      withExtra([{ ...one, ...some, ...(name === 'labels' ? { ref } : {}) }, extra]),
    ),
    { maxLength: 4 },
  );
}

const withExtra = ([value, extra]: [object, unknown]) => (extra === undefined ? value : { ...value, extra });

/** Contacts as the model allows them, with every field now and then. */
export const contacts: fc.Arbitrary<ContactFields> = fc.record(
  Object.fromEntries(FIELD_NAMES.map((name) => [name, fieldValue(name)])),
  { requiredKeys: [] },
) as fc.Arbitrary<ContactFields>;

function entry(spec: EntrySpec): fc.Arbitrary<JsonObject> {
  const known = Object.fromEntries(spec.pairs.map(({ google, type }) => [google, part(type)]));
  const enums = Object.fromEntries(
    [...spec.enums].map(([name, { values, implied }]) => [
      name,
      fc.constantFrom(...Object.keys(values), ...implied),
    ]),
  );
  const typed = spec.kinds === null ? {} : { type: fc.oneof(fc.constantFrom(...spec.kinds), text) };
  const derived = Object.fromEntries(
    [...spec.derived].filter((name) => name !== 'metadata').map((name) => [name, text]),
  );
  const all = fc.record({ ...known, ...enums, ...typed, ...derived }, { requiredKeys: [] });
  return fc
    .tuple(all, fc.option(futureParts, { nil: {} }))
    .map(([some, more]) => ({ ...(more as JsonObject), ...some }) as JsonObject);
}

/** Persons as Google may serve them: every field, unknown parts, derived parts. */
export const persons: fc.Arbitrary<JsonObject> = fc
  .record(
    Object.fromEntries(
      ENTRY_SPECS.map((spec) => [
        spec.person,
        fc.array(entry(spec), { minLength: 1, maxLength: spec.singleton ? 1 : 3 }),
      ]),
    ),
    {
      requiredKeys: [],
    },
  )
  .map((fields) => served(fields as JsonObject));

const SOURCE = { type: 'CONTACT', id: '47c21a010c6b30c8' };

/** A Person as a server gives it back that keeps exactly what it was sent and flags the first of each list. */
export function served(person: JsonObject): JsonObject {
  const fields = Object.entries(person).map(([name, entries]) => {
    const flags = ['memberships', 'clientData', 'userDefined'].includes(name)
      ? {}
      : { primary: true, sourcePrimary: true };
    const list = entries as readonly JsonObject[];
    return [
      name,
      list.map((one, index) => ({ ...one, metadata: { source: SOURCE, ...(index === 0 ? flags : {}) } })),
    ];
  });
  return {
    resourceName: 'people/c5170723913980391624',
    etag: '%EigBAgME',
    metadata: { sources: [{ ...SOURCE, etag: '#Zm4YfTizA7M=', updateTime: '2023-02-24T16:40:20.181599Z' }] },
    ...(Object.fromEntries(fields) as Record<string, Json>),
  };
}
