// Owns: the lens laws of both Graph mappings, over every field. Leaves to others: examples (microsoft-mapping.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFields, FIELD_NAMES, FIELDS } from '../../../main/core/fields.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { graphBeta } from '../../../main/providers/microsoft/graph-beta.ts';
import { graphV1 } from '../../../main/providers/microsoft/graph-v1.ts';
import { applied, contacts } from './microsoft-fields.ts';

const modes = fc.constantFrom('merge' as const, 'replace' as const);

describe.each([
  ['v1.0', graphV1],
  ['beta', graphBeta],
])('Graph %s', (_version, mapping) => {
  const created = (fields: Parameters<typeof mapping.hold>[0]): JsonObject =>
    applied({ id: 'x' }, mapping.write(fields, null, []) ?? {}, 'replace');

  it('reads back what it says it holds, values in the same order', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        const read = mapping.read(created(fields)).fields;
        expect(changedFields(read, mapping.hold(fields))).toEqual([]);
      }),
    );
  });

  it('holds all of what it holds, and of what it read', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        const held = mapping.hold(fields);
        expect(mapping.hold(held)).toEqual(held);
        const read = mapping.read(created(fields)).fields;
        expect(mapping.hold(read)).toEqual(read);
      }),
    );
  });

  it('holds no value that was not there, under the same ids', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        for (const [name, held] of Object.entries(mapping.hold(fields))) {
          if (!Array.isArray(held)) continue;
          const ids = (fields[name as 'emails'] ?? []).map((value) => value.id);
          const heldIds = (held as { id: string }[]).map((value) => value.id);
          expect(ids).toEqual(expect.arrayContaining(heldIds));
          expect(new Set(heldIds).size).toBe(heldIds.length);
        }
      }),
    );
  });

  it('writes nothing of what it read', () => {
    fc.assert(
      fc.property(contacts, (fields) => {
        const read = mapping.read(created(fields)).fields;
        expect(mapping.write(read, read, FIELD_NAMES)).toBeNull();
      }),
    );
  });

  it.each(FIELD_NAMES)('editing %s touches only its properties and gives what it holds', (name) => {
    const owned = new Set(Object.keys(propertiesOf(mapping, name)));
    fc.assert(
      fc.property(contacts, contacts, modes, (fields, other, mode) => {
        const raw = created(fields);
        const base = mapping.read(raw).fields;
        const edited = { ...base, [name]: other[name] };
        const body = mapping.write(edited, base, [name]);
        const reached = mapping.read(applied(raw, body ?? {}, mode)).fields;
        expect(changedFields(reached, mapping.hold(edited))).toEqual([]);
        if (body === null) return;
        const { singleValueExtendedProperties, ...native } = body;
        const named = [
          ...Object.keys(native),
          ...((singleValueExtendedProperties ?? []) as { id: string }[]).map((one) => one.id),
        ];
        expect(named.filter((property) => property !== 'displayName' && !owned.has(property))).toEqual([]);
        if (edited.name?.display !== undefined) expect(body['displayName']).toBe(edited.name.display);
      }),
      { numRuns: 40 },
    );
  });
});

const SAMPLES = fc.sample(contacts, { numRuns: 200, seed: 7 });

/** The properties that a field can ever write: those of many contacts, and of one that has plenty of every kind. */
function propertiesOf(mapping: typeof graphV1, name: (typeof FIELD_NAMES)[number]): Record<string, true> {
  const found: Record<string, true> = {};
  const shape = FIELDS[name];
  const kinds = shape.kind === 'list' ? [...shape.kinds, undefined] : [];
  const plenty = kinds.flatMap((kind) =>
    [1, 2, 3, 4].map((n) => ({ id: `${kind}${n}`, kind, ...everyText(name) })),
  );
  const samples = SAMPLES.map((fields) => fields[name]);
  for (const value of [...samples, ...(plenty.length > 0 ? [plenty] : [])]) {
    const { singleValueExtendedProperties, ...native } = mapping.write({ [name]: value }, null, []) ?? {};
    for (const property of Object.keys(native)) found[property] = true;
    for (const one of (singleValueExtendedProperties ?? []) as { id: string }[]) found[one.id] = true;
  }
  return found;
}

function everyText(name: (typeof FIELD_NAMES)[number]): Record<string, string> {
  const shape = FIELDS[name];
  const parts = shape.kind === 'list' ? Object.entries(shape.parts) : [];
  return Object.fromEntries(parts.filter(([, type]) => type === 'text').map(([part]) => [part, part]));
}
