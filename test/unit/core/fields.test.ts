// Owns: the table of fields, JSON equality, normal form and paths in chosen cases. Leaves to others: any contacts (properties.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import {
  changedFields,
  contentText,
  FIELD_NAMES,
  FIELDS,
  normalise,
  sameFields,
} from '../../../main/core/fields.ts';
import { canonicalJson, sameJson, shortHash } from '../../../main/core/json.ts';
import { copyPath, readPath, splitPath, writePath } from '../../../main/core/paths.ts';

describe('JSON', () => {
  it('does not care for the order of keys and for undefined, but for the order of arrays', () => {
    expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson([], {})).toBe(false);
    expect(sameJson(null, {})).toBe(false);
    expect(canonicalJson({ b: [1, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":1}]}');
  });

  it('takes keys that objects inherit for what they are: keys', () => {
    const hostile = JSON.parse('{"__proto__":{"a":1}}') as object;
    expect(sameJson(hostile, {})).toBe(false);
    expect(sameJson({}, hostile)).toBe(false);
    expect(sameJson({ constructor: 'x' }, {})).toBe(false);
    expect(canonicalJson(hostile)).toBe('{"__proto__":{"a":1}}');
  });

  it('hashes equal texts equally and near ones differently', () => {
    expect(shortHash('ab')).toBe(shortHash('ab'));
    expect(new Set(['ab', 'ba', 'a', 'b', '', 'abc'].map(shortHash)).size).toBe(6);
  });
});

describe('the normal form', () => {
  it('[law 1] takes empty texts, values, records and lists for absent', () => {
    const raw: ContactFields = {
      name: { given: '' },
      fileAs: '',
      favorite: false,
      emails: [],
      phones: [{ id: 'a', number: '', kind: 'home', primary: true }],
      birthday: { date: {} },
      flag: { start: { dateTime: '2026-01-01', timeZone: '' } },
    };
    expect(normalise(raw)).toEqual({ flag: { start: { dateTime: '2026-01-01' } } });
    expect(sameFields(raw, { flag: { start: { dateTime: '2026-01-01' } } })).toBe(true);
  });

  it('keeps what is no emptiness: a year 0, a 0, and a date without a year', () => {
    const fields: ContactFields = {
      birthday: { date: { year: 0, month: 2, day: 29 } },
      events: [{ id: 'a', date: { month: 2, day: 29 } }],
      organizations: [{ id: 'a', name: 'X', fullTimeMillipercent: 0 }],
    };
    expect(normalise(fields)).toEqual(fields);
    expect(sameFields({ birthday: { date: { year: 0 } } }, {})).toBe(false);
  });

  it('[law 12] keeps what a service sent inside a value as it was, also a false and an empty text', () => {
    const fields: ContactFields = {
      phones: [{ id: 'a', number: '1', extra: { google: { preferred: false, note: '' } } }],
      name: { given: 'Ada', extra: { odd: null } },
    };
    expect(normalise(fields)).toEqual(fields);
    expect(normalise({ phones: [{ id: 'a', number: '1', extra: {} }] })).toEqual({
      phones: [{ id: 'a', number: '1' }],
    });
  });

  it('[law 1] drops a field that the model does not have, and nothing reaches it through a prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"fileAs":"x"},"odd":1,"fileAs":"y"}') as ContactFields;
    expect(normalise(hostile)).toEqual({ fileAs: 'y' });
  });
});

describe('[law 1] equal content', () => {
  const one: ContactFields = {
    phones: [
      { id: 'a', number: '1' },
      { id: 'b', number: '2' },
    ],
  };

  it('does not depend on ids, and its text not on the order of values', () => {
    const other: ContactFields = {
      phones: [
        { id: 'x', number: '2' },
        { id: 'y', number: '1' },
      ],
    };
    expect(sameFields(one, other)).toBe(true);
    expect(contentText(one)).toBe(contentText(other));
  });

  it('counts equal values', () => {
    expect(
      sameFields(
        {
          phones: [
            { id: 'a', number: '1' },
            { id: 'b', number: '1' },
          ],
        },
        { phones: [{ id: 'a', number: '1' }] },
      ),
    ).toBe(false);
  });

  it('tells a changed order of values from no change, so that a person can reorder', () => {
    const other: ContactFields = {
      phones: [
        { id: 'b', number: '2' },
        { id: 'a', number: '1' },
      ],
    };
    expect(changedFields(one, other)).toEqual(['phones']);
    expect(
      changedFields(one, {
        phones: [
          { id: 'c', number: '1' },
          { id: 'd', number: '2' },
        ],
      }),
    ).toEqual([]);
  });

  it('knows a contact from none', () => {
    expect(sameFields(null, null)).toBe(true);
    expect(sameFields(null, {})).toBe(false);
  });
});

describe('paths', () => {
  const fields: ContactFields = {
    phones: [{ id: 'phones.homePhones.0', number: '1' }],
    name: { given: 'Ada' },
    fileAs: 'A',
  };

  it('reach values whose ids have dots, parts, and bare fields', () => {
    expect(splitPath('phones.phones.homePhones.0')).toEqual({ field: 'phones', rest: 'phones.homePhones.0' });
    expect(readPath(fields, 'phones.phones.homePhones.0')).toEqual({
      id: 'phones.homePhones.0',
      number: '1',
    });
    expect(readPath(fields, 'name.given')).toBe('Ada');
    expect(readPath(fields, 'fileAs')).toBe('A');
    expect(readPath(null, 'fileAs')).toBeNull();
    expect(readPath(fields, 'phones.phones')).toBeNull();
  });

  it('replace, remove and add', () => {
    expect(writePath(fields, 'phones.phones.homePhones.0', null).phones).toBeUndefined();
    expect(writePath(fields, 'phones.b', { id: 'b', number: '2' }).phones).toEqual([
      ...fields.phones!,
      { id: 'b', number: '2' },
    ]);
    expect(writePath(fields, 'name.given', null).name).toBeUndefined();
    expect(writePath(fields, 'fileAs', 'B').fileAs).toBe('B');
  });

  it('bring a value back to its place', () => {
    const source: ContactFields = { phones: ['a', 'b', 'c'].map((id) => ({ id, number: id })) };
    const without = { phones: source.phones!.filter(({ id }) => id !== 'b') };
    expect(copyPath(without, source, 'phones.b')).toEqual(source);
    expect(copyPath({}, source, 'phones.b')).toEqual({ phones: [{ id: 'b', number: 'b' }] });
    expect(copyPath(source, without, 'phones.b')).toEqual(without);
  });
});

it('every list names a part of its own as the key, and no list a kind twice', () => {
  for (const name of FIELD_NAMES) {
    const shape = FIELDS[name];
    if (shape.kind !== 'list') continue;
    expect(Object.keys(shape.parts)).toContain(shape.key);
    expect(new Set(shape.kinds).size).toBe(shape.kinds.length);
  }
});
