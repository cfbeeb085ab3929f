// Owns: the laws of the Google mapping over every field: it is a lens. Leaves to others: single cases
// (google-mapping.test.ts), requests and replies (the provider's contract test).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELDS, FIELD_NAMES, normalise, sameField, valuesOf } from '../../../main/core/fields.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { ENTRY_SPECS, updateMask } from '../../../main/providers/google/google-fields.ts';
import {
  holdFields,
  MARKER_KEY,
  newPerson,
  readPerson,
  writePerson,
} from '../../../main/providers/google/google-mapping.ts';
import { contacts, fieldValue, persons, served } from './google-arbitraries.ts';

const RUNS = { numRuns: 300 };
const MY_CONTACTS = 'contactGroups/myContacts';

const readBack = (fields: ContactFields, changed: readonly FieldName[]): ContactFields =>
  readPerson(served(writePerson(fields, changed, { base: null, createKeys: [] }).person)).fields;

/** Without what Google adds by itself: a primary flag where the list had none, and My Contacts. */
function withoutAdditions(name: FieldName, read: ContactFields, held: ContactFields): ContactFields {
  if (FIELDS[name].kind !== 'list' || read[name] === undefined) return read;
  const values = valuesOf(read, name);
  const flagged = valuesOf(held, name).some(({ primary }) => primary === true);
  const mine = valuesOf(held, name).some(({ ref }) => ref === MY_CONTACTS);
  const kept = values
    .filter(({ ref }) => mine || ref !== MY_CONTACTS)
    .map(({ primary, ...value }) => (flagged && primary === true ? { ...value, primary } : value));
  return normalise({ ...read, [name]: kept } as ContactFields);
}

/** Everything the mapping is for, so that a failing part is named by its field. */
const HELD: readonly FieldName[] = FIELD_NAMES.filter((name) => updateMask([name]).length > 0);

describe('[law 21] what Google holds of a contact is what reading back a write gives', () => {
  it.each(FIELD_NAMES)('%s', (name) => {
    fc.assert(
      fc.property(fieldValue(name), (value) => {
        const fields = { [name]: value } as ContactFields;
        const held = holdFields(fields);
        const read = withoutAdditions(name, readBack(fields, [name]), held);
        expect(read[name] ?? null, JSON.stringify(held)).toSatisfy(() => sameField(name, read, held));
      }),
      RUNS,
    );
  });

  it('for all fields of a contact at once, and holding twice is holding once', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        const held = holdFields(fields);
        const read = readPerson(served(newPerson(fields, 'key'))).fields;
        for (const name of FIELD_NAMES)
          expect(sameField(name, withoutAdditions(name, read, held), held), name).toBe(true);
        expect(holdFields(held)).toEqual(held);
      }),
      RUNS,
    );
  });

  it('keeps the ids of the values it holds', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        const held = holdFields(fields);
        for (const name of HELD.filter((one) => FIELDS[one].kind === 'list')) {
          const ids = new Set(valuesOf(fields, name).map(({ id }) => id));
          for (const { id } of valuesOf(held, name)) expect(ids).toContain(id);
        }
      }),
      RUNS,
    );
  });
});

describe('[law 1] writing what was read changes nothing', () => {
  it('reads every contact in normal form', () => {
    fc.assert(
      fc.property(persons, (person) => {
        const { fields } = readPerson(person);
        expect(fields).toEqual(normalise(fields));
      }),
      RUNS,
    );
  });

  it('holds everything that can be read', () => {
    fc.assert(
      fc.property(persons, (person) => {
        const { fields } = readPerson(person);
        const held = holdFields(fields);
        for (const name of FIELD_NAMES) expect(sameField(name, held, fields), name).toBe(true);
      }),
      RUNS,
    );
  });

  it('sends each field as it came, without metadata and derived parts', () => {
    fc.assert(
      fc.property(persons, (person) => {
        const { fields } = readPerson(person);
        const { person: sent } = writePerson(fields, FIELD_NAMES, { base: fields, createKeys: [] });
        for (const spec of ENTRY_SPECS) {
          const received = ((person[spec.person] ?? []) as readonly JsonObject[])
            .map((entry) => writable(spec, entry))
            .filter(({ key }) => spec.person !== 'clientData' || key !== MARKER_KEY);
          const meaningful = received.filter((entry) =>
            Object.keys(entry).some((key) => key !== 'type' && key !== 'contentType'),
          );
          expect(sent[spec.person] ?? [], spec.person).toEqual(meaningful);
        }
      }),
      RUNS,
    );
  });

  it('gives equal contacts the same value ids', () => {
    fc.assert(
      fc.property(persons, (person) => {
        expect(readPerson(person).fields).toEqual(readPerson(structuredClone(person)).fields);
        for (const name of FIELD_NAMES.filter((one) => FIELDS[one].kind === 'list')) {
          const ids = valuesOf(readPerson(person).fields, name).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      RUNS,
    );
  });
});

/** The entry as an edit of its field must send it, by the rules of the documentation and not of the mapping. */
function writable(spec: (typeof ENTRY_SPECS)[number], entry: JsonObject): JsonObject {
  const out: Record<string, unknown> = { ...entry };
  for (const name of ['metadata', 'formattedType', 'formattedProtocol', 'canonicalForm']) delete out[name];
  if (spec.person === 'names') for (const name of ['displayName', 'displayNameLastFirst']) delete out[name];
  if (spec.person === 'genders') delete out['formattedValue'];
  const structured = [
    'streetAddress',
    'extendedAddress',
    'poBox',
    'city',
    'region',
    'postalCode',
    'country',
    'countryCode',
  ];
  if (spec.person === 'addresses' && structured.some((name) => name in out)) delete out['formattedValue'];
  if (out['type'] === 'DEFAULT' && spec.person === 'nicknames') delete out['type'];
  if (out['type'] === 'TYPE_UNSPECIFIED') delete out['type'];
  for (const [name, value] of Object.entries(out)) {
    if (value === false || value === 0) delete out[name];
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) delete out[name];
  }
  const content = Object.keys(out).some((name) => name !== 'contentType');
  if (spec.person === 'biographies' && content && out['contentType'] !== 'TEXT_HTML')
    out['contentType'] = 'TEXT_PLAIN';
  return out as JsonObject;
}

describe('[law 12] a write names only what changed, and rebuilds it whole', () => {
  it.each(HELD)('an edit of %s', (name) => {
    fc.assert(
      fc.property(contacts, fieldValue(name), (base, value) => {
        const fields = { ...base, [name]: value } as ContactFields;
        const { person, mask } = writePerson(fields, [name], { base, createKeys: ['k1'] });
        expect(mask).toEqual(updateMask([name]));
        expect(mask).toHaveLength(1);
        expect(mask).toEqual(expect.arrayContaining(Object.keys(person)));
        expect(person).toEqual(
          pick(writePerson(fields, FIELD_NAMES, { base, createKeys: ['k1'] }).person, mask),
        );
      }),
      { numRuns: 50 },
    );
  });
});

function pick(person: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(person).filter(([name]) => names.includes(name)));
}
