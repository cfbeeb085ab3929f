// Owns: what becomes of a draft's fields when a value is moved, or the contact changes meanwhile. Leaves to others: what is seen of
// it (editor.test.ts, editor-drafts.test.ts), the merge itself (unit/core/merge.test.ts).
import { describe, expect, test } from 'vitest';
import { impossibleDate, meet, movedTo, withFields } from '../../../renderer/state/draft-fields.ts';

const phone = (id: string, number: string) => ({ id, number });

describe('moving a value', () => {
  const values = [{ id: 'a', primary: true }, { id: 'b' }, { id: 'c' }];

  test('takes it to its place and no further than the ends', () => {
    expect(movedTo([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 'a', 9).map(({ id }) => id)).toEqual([
      'b',
      'c',
      'a',
    ]);
    expect(movedTo(values, 'a', -1)).toBe(values);
    expect(movedTo(values, 'nobody', 1)).toBe(values);
  });

  test('leaves the first one primary where it was, there and back, and no choice of a person’s is undone', () => {
    const moved = movedTo(values, 'c', 0);
    expect(moved).toEqual([{ id: 'c', primary: true }, { id: 'a' }, { id: 'b' }]);
    expect(movedTo(moved, 'c', 2)).toEqual(values);
    expect(movedTo(values, 'c', 1)).toEqual([values[0], values[2], values[1]]);
    const chosen = [{ id: 'a' }, { id: 'b', primary: true }];
    expect(movedTo(chosen, 'b', 0)).toEqual([chosen[1], chosen[0]]);
    expect(movedTo(chosen, 'a', 1)).toEqual([chosen[1], chosen[0]]);
  });
});

describe('a contact that changed meanwhile', () => {
  test('is followed where nobody wrote, also where it lost something', () => {
    const opened = { fileAs: 'L', notes: { text: 'old' } };
    expect(meet(opened, opened, { notes: { text: 'new' } })).toEqual({
      fields: { fileAs: undefined, notes: { text: 'new' } },
      settled: ['fileAs', 'notes'],
      clashes: [],
    });
    expect(withFields(opened, { notes: { text: 'new' } }, ['fileAs', 'notes'])).toEqual({
      notes: { text: 'new' },
    });
  });

  test('is joined with what was written elsewhere in the same list, and is no clash where both say the same', () => {
    const opened = { phones: [phone('a', '1'), phone('b', '2')], fileAs: 'x' };
    const mine = { phones: [phone('a', '10'), phone('b', '2')], fileAs: 'same' };
    const now = { phones: [phone('a', '1'), phone('b', '20')], fileAs: 'same' };
    expect(meet(opened, mine, now)).toEqual({
      fields: { phones: [phone('a', '10'), phone('b', '20')] },
      settled: ['fileAs', 'phones'],
      clashes: [],
    });
  });

  test('clashes where one place says two things, and nothing is settled there', () => {
    const met = meet({ notes: { text: 'old' } }, { notes: { text: 'mine' } }, { notes: { text: 'theirs' } });
    expect(met).toEqual({ fields: {}, settled: [], clashes: ['notes'] });
  });
});

test('a day that does not exist is found in records and lists, and only such', () => {
  expect([
    impossibleDate({
      birthday: { date: { month: 2, day: 29 } },
      events: [{ id: 'e', date: { year: 2024, month: 2, day: 29 } }],
    }),
    impossibleDate({ birthday: { date: { month: 2, day: 30 } } }),
    impossibleDate({ events: [{ id: 'e', date: { year: 2023, month: 2, day: 29 } }] }),
    impossibleDate({ organizations: [{ id: 'o', start: { month: 4, day: 31 } }] }),
  ]).toEqual([null, 'birthday', 'events', 'organizations']);
});
