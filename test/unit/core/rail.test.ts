// Owns: the letters at the edge of a long list, in every script. Leaves to others: where they begin (store/person-index.test.ts).
import { describe, expect, it } from 'vitest';
import { listSorting } from '../../../main/core/list-sorting.ts';
import { railLetter, railOf, sectionHeading } from '../../../main/core/rail.ts';

const { sectionOf } = listSorting('ja');

describe('the rail', () => {
  it.each([
    ['Ärger', 'A'],
    ['Łódź', 'L'],
    ['42', '#'],
    ['Έλενα', 'Ε'],
    ['Йод', 'И'],
    ['רות', 'ר'],
    ['أحمد', 'ا'],
    ['あき', 'あ'],
    ['おがわ', 'あ'],
    ['がく', 'か'],
    ['ッタ', 'た'],
    ['ﾊﾝ', 'は'],
    ['ぱん', 'は'],
    ['ゆき', 'や'],
    ['ワダ', 'わ'],
    ['んじゃ', 'わ'],
    ['김', '가'],
    ['까치', '가'],
    ['한', '하'],
    ['王', '漢'],
    ['山田', '漢'],
  ])('has %s under %s', (name, letter) => {
    expect(railLetter(sectionOf(name))).toBe(letter);
  });

  it('takes sections of one letter together, with the first place of them', () => {
    const sections = ['A', 'B', 'あ', 'い', 'か', '山', '王', '#'].map((letter, index) => ({
      letter,
      index: index * 10,
    }));
    expect(railOf(sections)).toEqual([
      { letter: 'A', index: 0 },
      { letter: 'B', index: 10 },
      { letter: 'あ', index: 20 },
      { letter: 'か', index: 40 },
      { letter: '漢', index: 50 },
      { letter: '#', index: 70 },
    ]);
  });
});

describe('a heading in the list', () => {
  it.each([
    ['A', 'A'],
    ['김', '가'],
    ['까치', '가'],
    ['한', '하'],
    ['い', 'い'],
    ['王', '王'],
    ['', '#'],
  ])('of %s is %s', (name, heading) => {
    expect(sectionHeading(sectionOf(name))).toBe(heading);
  });
});
