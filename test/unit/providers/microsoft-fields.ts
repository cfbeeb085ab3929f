// Owns: random contacts over every field of the model, and a contact store that applies Graph bodies like the service.
// Leaves to others: the laws themselves (microsoft-lens.test.ts).
import fc from 'fast-check';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import type { PartType } from '../../../main/core/fields.ts';
import { FIELD_NAMES, FIELDS, normalise } from '../../../main/core/fields.ts';
import type { Json, JsonObject } from '../../../main/core/json.ts';
import { extendedKey, isObject } from '../../../main/providers/microsoft/graph-values.ts';

const words = fc.oneof(
  fc.constantFrom('Ada', 'Grace Hopper', 'Žižka', '李', 'a,b', 'Main St 1,', 'x'),
  fc.string({ maxLength: 12 }),
);
const dates = fc.record(
  {
    year: fc.integer({ min: 1, max: 5000 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  },
  { requiredKeys: [] },
);
const times = fc.record(
  {
    dateTime: fc.constantFrom('2026-03-01T09:00:00', '2025-12-31T00:00:00'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
  },
  { requiredKeys: ['dateTime'] },
);

function partArbitrary(type: PartType): fc.Arbitrary<unknown> {
  const byType: Record<PartType, fc.Arbitrary<unknown>> = {
    text: words,
    number: fc.nat(1000),
    flag: fc.boolean(),
    date: dates,
    time: times,
  };
  return fc.option(byType[type], { nil: undefined });
}

function recordArbitrary(parts: Readonly<Record<string, PartType>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(parts).map(([part, type]) => [part, partArbitrary(type)])),
  );
}

function fieldArbitrary(name: FieldName): fc.Arbitrary<unknown> {
  const shape = FIELDS[name];
  if (name === 'flag') {
    return fc.record({
      status: fc.constantFrom('notFlagged', 'flagged', 'complete', undefined),
      start: fc.option(times, { nil: undefined }),
      due: fc.option(times, { nil: undefined }),
      completed: fc.option(times, { nil: undefined }),
    });
  }
  if (name === 'gender') {
    return fc.record({
      value: fc.constantFrom('female', 'male', 'Female', 'unspecified', 'nonbinary', ''),
      addressMeAs: fc.option(words, { nil: undefined }),
    });
  }
  if (shape.kind === 'text') return words;
  if (shape.kind === 'flag') return fc.boolean();
  if (shape.kind === 'record') return recordArbitrary(shape.parts);
  const value = fc.tuple(
    recordArbitrary(shape.parts),
    fc.record({
      kind: fc.option(fc.constantFrom(...shape.kinds, 'custom'), { nil: undefined }),
      label: fc.option(words, { nil: undefined }),
    }),
  );
  return fc
    .array(value, { maxLength: 6 })
    .map((values) => values.map(([parts, rest], index) => ({ id: `${name}-${index}`, ...rest, ...parts })));
}

/** Contacts in normal form with anything in any field. */
export const contacts: fc.Arbitrary<ContactFields> = fc
  .record(
    Object.fromEntries(
      FIELD_NAMES.map((name) => [name, fc.option(fieldArbitrary(name), { nil: undefined })]),
    ),
  )
  .map((fields) => normalise(fields as ContactFields));

/** Applies a body as POST or PATCH does; complex values are merged or replaced, as services differ. */
export function applied(raw: JsonObject, body: JsonObject, complex: 'merge' | 'replace'): JsonObject {
  const out: Record<string, Json | undefined> = { ...raw };
  const extended = new Map(
    ((raw['singleValueExtendedProperties'] as { id: string; value: string }[] | undefined) ?? []).map(
      (one) => [extendedKey(one.id), one],
    ),
  );
  for (const [key, value] of Object.entries(body)) {
    if (key === 'singleValueExtendedProperties') {
      for (const one of value as unknown as { id: string; value: string | null }[]) {
        if (one.value === null) extended.delete(extendedKey(one.id));
        else extended.set(extendedKey(one.id), { id: one.id.toLowerCase(), value: one.value });
      }
    } else if (isObject(value) && isObject(out[key]) && complex === 'merge') {
      out[key] = { ...out[key], ...value };
    } else {
      out[key] = value;
    }
  }
  return { ...out, singleValueExtendedProperties: [...extended.values()] };
}
