// Owns: every field, part, kind and error code has a text, and every field has a place on the page.
// Leaves to others: what the texts look like on a page (pages.test.ts).
import { describe, expect, test } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../../main/core/fields.ts';
import { COMMON_FIELDS, FURTHER_FIELDS, GROUPS, partsOf } from '../../../renderer/fields.ts';
import en from '../../../renderer/i18n/en.json' with { type: 'json' };

const at = (path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], en);

describe('texts', () => {
  test.each(FIELD_NAMES)('%s, its parts and its kinds are named', (name) => {
    const shape = FIELDS[name];
    const kinds = shape.kind === 'list' ? shape.kinds : [];
    const paths = [
      `field.${name}`,
      `one.${name}`,
      ...Object.keys(partsOf(name)).map((part) => `part.${name}.${part}`),
      ...kinds.map((kind) => `kind.${kind}`),
    ];
    expect(paths.filter((path) => typeof at(path) !== 'string')).toEqual([]);
  });

  test('every field but the star stands in exactly one section', () => {
    const placed = GROUPS.flatMap(([, names]) => names);
    expect([...placed].sort()).toEqual(FIELD_NAMES.filter((name) => name !== 'favorite').sort());
  });

  test('every field is always in the editor or stands exactly once among those that can be added', () => {
    const placed = [...COMMON_FIELDS, ...FURTHER_FIELDS.flatMap(([, names]) => names)];
    expect([...placed].sort()).toEqual([...FIELD_NAMES].sort());
  });

  test('a plural has one and other', () => {
    const keys: string[] = [];
    const walk = (value: object): void => {
      for (const [key, entry] of Object.entries(value)) {
        if (typeof entry === 'object') walk(entry as object);
        else keys.push(key);
      }
    };
    walk(en);
    const ones = keys.filter((key) => key.endsWith('_one'));
    expect(ones.length).toBeGreaterThan(5);
    expect(ones.map((key) => key.replace('_one', '_other')).filter((key) => !keys.includes(key))).toEqual([]);
  });
});
