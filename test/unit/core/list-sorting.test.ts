// Owns: the order of the list in each language. Leaves to others: how persons are called (names.test.ts), keeping the order
// (list-order.test.ts).
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../main/core/language.ts';
import { listSorting } from '../../../main/core/list-sorting.ts';

const NAMES = [
  '山田',
  'Zoe',
  'さくら',
  'محمد',
  '42',
  'Иван',
  'änne',
  'Ada',
  'サチ',
  'Élan',
  '',
  'Γιώργος',
  '김',
];

function sorted(language: (typeof LANGUAGES)[number]): readonly string[] {
  const { keyOf } = listSorting(language);
  const keys = NAMES.map((name) => [keyOf(name), name] as const);
  return keys.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, name]) => name);
}

describe('the order of the list', () => {
  const latin = ['Ada', 'änne', 'Élan', 'Zoe'];
  it.each([
    ['en', [...latin, 'Γιώργος', 'Иван', 'محمد', '김', 'さくら', 'サチ', '山田', '', '42']],
    ['de', [...latin, 'Γιώργος', 'Иван', 'محمد', '김', 'さくら', 'サチ', '山田', '', '42']],
    ['ja', [...latin, 'さくら', 'サチ', '山田', 'Γιώργος', 'Иван', 'محمد', '김', '', '42']],
    ['ar', ['محمد', ...latin, 'Γιώργος', 'Иван', '김', 'さくら', 'サチ', '山田', '', '42']],
  ] as const)('of %s begins with its own script, letters before everything else', (language, expected) => {
    expect(sorted(language)).toEqual(expected);
  });

  it.each(LANGUAGES)('of %s puts the scripts where its collation does', (language) => {
    const letters = ['Ада', 'אדה', 'ادا', 'आदा', 'เอดา', '에이다', 'えいだ', '愛田', 'Άντα', 'Ada'];
    const { keyOf } = listSorting(language);
    const byKeys = [...letters].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    expect(byKeys).toEqual([...letters].sort(new Intl.Collator(language).compare));
  });

  it('looks for a reading in Japanese only', () => {
    const fields = {
      name: { family: '山田', given: '太郎', phoneticFamily: 'ヤマダ', phoneticGiven: 'タロウ' },
    };
    const japanese = listSorting('ja');
    expect(japanese.nameOf(fields)).toBe('ヤマダ タロウ');
    expect(japanese.sectionOf(japanese.nameOf(fields))).toBe('や');
    expect(japanese.nameOf({ name: { display: '山田' } })).toBe('山田');
    expect(listSorting('de').nameOf(fields)).toBe('山田太郎');
  });

  it('has the key of a name begin as the key of its beginning, if they have one heading', () => {
    for (const language of LANGUAGES) {
      const { keyOf } = listSorting(language);
      expect(keyOf('Ada Byron').startsWith(keyOf('ada'))).toBe(true);
      expect(keyOf('サチコ').startsWith(keyOf('さち'))).toBe(true);
    }
  });
});
