// Owns: that folding fast is folding. Leaves to others: what folding finds (person-index.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldInto, foldSlowly } from '../../../main/core/fold.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(...'AzÉé ßŁøİıςΣσЙйЁё한ᄒ각ᆨㄱﾞｶＡ０ﬁﷺ山أإآ٣ة‘—´æマヶｶً\u0301𝐀🦊\ud83e\n\t'),
  }),
);

test('text is folded as the rule says, whichever way is quicker', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(fold(text)).toBe(foldSlowly(text));
      expect(fold(fold(text))).toBe(fold(text));
    }),
    { seed: 20261121, numRuns: 3000 },
  );
});

test('every single letter is folded as the rule says', () => {
  for (let code = 0; code < 0x10000; code++) {
    const letter = String.fromCharCode(code);
    if (fold(letter) !== foldSlowly(letter)) expect([code, fold(letter)]).toEqual([code, foldSlowly(letter)]);
  }
});

test('folding into a buffer writes what folding gives, control characters as spaces, or refuses', () => {
  const codes = new Uint16Array(64);
  fc.assert(
    fc.property(anyText, (text) => {
      const end = foldInto(codes, 3, text);
      if (end < 0) return;
      const expected = fold(text).replace(/[\0-\x1f\x7f]/g, ' ');
      expect(String.fromCharCode(...codes.subarray(3, end))).toBe(expected);
    }),
    { seed: 20261121, numRuns: 2000 },
  );
  expect(foldInto(codes, 60, 'abcd')).toBe(64);
  expect(foldInto(codes, 61, 'abcd')).toBe(-1);
});
