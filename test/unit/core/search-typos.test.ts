// Owns: how many typos lie between two words, and which words a mistyped one may have meant.
// Leaves to others: when typos are looked for at all (person-search.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unitsOf } from '../../../main/core/search-parts.ts';
import { createWordList, mostTypos, typosIn } from '../../../main/core/search-typos.ts';

/** All texts one typo away. */
function oneTypoAway(word: string, letters: readonly string[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    for (const letter of letters) {
      out.add(word.slice(0, at) + letter + word.slice(at));
      if (at < word.length) out.add(word.slice(0, at) + letter + word.slice(at + 1));
    }
    if (at < word.length) out.add(word.slice(0, at) + word.slice(at + 1));
    if (at + 1 < word.length) out.add(word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2));
  }
  return out;
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });

test('one typo is a letter too many, one missing, another one, or two that changed places, in any beginning of the word', () => {
  fc.assert(
    fc.property(word, word, (typed, meant) => {
      const beginnings = Array.from({ length: meant.length + 1 }, (_none, n) => meant.slice(0, n));
      const isOne = beginnings.some((each) => oneTypoAway(each, ['a', 'b', 'c']).has(typed));
      const isNone = beginnings.includes(typed);
      expect(typosIn(unitsOf(typed), unitsOf(meant), 1)).toBe(isNone ? 0 : isOne ? 1 : 2);
    }),
    { seed: 20261121, numRuns: 3000 },
  );
});

test('a limit changes no number below it', () => {
  fc.assert(
    fc.property(word, word, fc.nat(3), (typed, meant, most) => {
      const [one, other] = [unitsOf(typed), unitsOf(meant)];
      expect(typosIn(one, other, most)).toBe(Math.min(most + 1, typosIn(one, other, 9)));
    }),
    { seed: 20261121, numRuns: 2000 },
  );
});

test('short words and numbers have no typos, long ones two', () => {
  expect(['ann', 'anna', 'bergman', 'bergmann', '12345678', 'a1b2c3'].map(mostTypos)).toEqual([
    0, 1, 1, 2, 0, 0,
  ]);
});

test('a mistyped word means the closest words of the list, the shortest first, and never those farther off', () => {
  const list = createWordList();
  for (const each of ['bergmann', 'bergman', 'bachmann', 'иванов', 'jonathan', 'johanna', 'no', 'hoffmann'])
    list.add(unitsOf(each), 0, each.length);
  expect(list.meantBy('bregmann')).toEqual(['bergman', 'bergmann'].slice(1));
  expect(list.meantBy('jonh')).toEqual(['johanna', 'jonathan']);
  expect(list.meantBy('иваонв')).toEqual(['иванов']);
  expect(list.meantBy('hofmanx')).toEqual([]);
  expect(list.meantBy('nox')).toEqual([]);
});

test('thousands of words are each remembered once', () => {
  const list = createWordList();
  const wordAt = (n: number) => `word${String(n).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}`;
  for (let round = 0; round < 2; round++)
    for (let n = 0; n < 9000; n++) list.add(unitsOf(wordAt(n)), 0, wordAt(n).length);
  expect(list.meantBy(wordAt(8123))).toEqual([wordAt(8123)]);
});
