// Owns: Persons as Google serves them, for the tests of the mapping, and short ways to read and write them.
// Leaves to others: what is expected (the test files beside it).
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { valueText } from '../../../main/core/fields.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { readPerson, writePerson } from '../../../main/providers/google/google-mapping.ts';

export const CONTACT = { type: 'CONTACT', id: '47c21a010c6b30c8' };
export const own = { source: CONTACT };
export const primary = { primary: true, source: CONTACT };

export const person = (fields: JsonObject): JsonObject => ({
  resourceName: 'people/c1',
  etag: '%EigBAgME',
  metadata: {
    sources: [{ ...CONTACT, etag: '#Zm4=', updateTime: '2026-03-01T00:00:00Z' }],
    objectType: 'PERSON',
  },
  ...fields,
});
export const read = (fields: JsonObject): ContactFields => readPerson(person(fields)).fields;
export const texts = (fields: ContactFields, name: FieldName) =>
  ((fields[name] ?? []) as readonly { id: string }[]).map((value) => JSON.parse(valueText(value)) as unknown);
export const write = (
  fields: ContactFields,
  changed: readonly FieldName[],
  base: ContactFields = fields,
): JsonObject => writePerson(fields, changed, { base, createKeys: [] }).person;
