// Owns: which row on the page is taken for which row of the list. Leaves to others: rows in the window (flows.test.ts).
import { describe, expect, test } from 'vitest';
import { RowSlots } from '../../../renderer/state/row-slots.ts';

const slotsOf = (rows: RowSlots, from: number, to: number): readonly (number | undefined)[] =>
  rows.show(from, to).map((index) => rows.of(index));

describe('rows on the page', () => {
  test('a row that stays on the screen stays what it is, and the one that leaves becomes the one that comes', () => {
    const rows = new RowSlots();
    expect(slotsOf(rows, 0, 4)).toEqual([0, 1, 2, 3]);
    expect(slotsOf(rows, 1, 5)).toEqual([1, 2, 3, 0]);
    expect(slotsOf(rows, 0, 4)).toEqual([0, 1, 2, 3]);
  });

  test('after a jump they stand in the order in which they stood: nothing is moved on the page', () => {
    const rows = new RowSlots();
    slotsOf(rows, 0, 4);
    const before = slotsOf(rows, 2, 6);
    expect(slotsOf(rows, 1000, 1004)).toEqual(before);
  });

  test('a larger screen gets further rows, a smaller one fewer, and no two are the same', () => {
    const rows = new RowSlots();
    slotsOf(rows, 10, 13);
    expect(slotsOf(rows, 8, 16)).toEqual([3, 4, 0, 1, 2, 5, 6, 7]);
    expect(slotsOf(rows, 9, 11)).toEqual([4, 0]);
    const again = slotsOf(rows, 500, 506);
    expect(new Set(again).size).toBe(6);
  });

  test('where nothing is to be shown nothing is', () => {
    const rows = new RowSlots();
    expect(rows.show(5, 3)).toEqual([]);
    expect(rows.of(5)).toBeUndefined();
  });
});
