// Owns: that main's own texts are said in every language, and nothing in English by accident. Leaves to others: the texts
// of the window (unit/renderer/languages.test.ts).
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../main/core/errors.ts';
import { LANGUAGES } from '../../../main/core/language.ts';
import { MAIN_TEXTS, mainErrorText } from '../../../main/core/texts.ts';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** Every text by its path; what takes values is given some that can be found again. */
function textsOf(value: object, path = ''): readonly (readonly [path: string, text: string])[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    if (typeof entry === 'string') return [[`${path}${key}`, entry] as const];
    if (typeof entry !== 'function') return textsOf(entry as object, `${path}${key}.`);
    const give = entry as (...values: readonly string[]) => string;
    const values = ['‹1›', '‹2›', '‹3›'].slice(0, give.length);
    const text = give(...values);
    expect(
      values.filter((one) => !text.includes(one)),
      `${path}${key}`,
    ).toEqual([]);
    return [[`${path}${key}`, text] as const];
  });
}

/** The same word in both languages. */
const SAME: Readonly<Record<string, readonly string[]>> = { de: [], ja: ['wayOut.ok'], ar: [] };

test.each(OTHERS)('%s: nothing is empty, nothing is English', (language) => {
  const english = new Map(textsOf(MAIN_TEXTS.en));
  const own = textsOf(MAIN_TEXTS[language]);
  const wrong = own.filter(
    ([path, text]) =>
      text.trim() === '' ||
      /\.\.\./.test(text) ||
      (english.get(path) === text && path !== 'wayOut.ok' && !SAME[language]!.includes(path)),
  );
  expect(wrong).toEqual([]);
});

test('what keeps Kith from starting is said in every language', () => {
  const codes: readonly ErrorCode[] = [
    'store.locked',
    'store.unwritable',
    'store.corrupt',
    'store.newerFormat',
    'store.full',
    'store.readOnly',
    'store.keyLocked',
    'store.keyMissing',
    'store.wrongKey',
    'config.endpoints',
    'input.invalid',
    'input.notFound',
  ];
  for (const language of OTHERS)
    for (const code of codes)
      expect(mainErrorText({ code, message: 'English.', retry: 'never', context: {} }, language)).not.toBe(
        'English.',
      );
  const info = { code: 'store.corrupt', message: 'English.', retry: 'never', context: {} } as const;
  expect(mainErrorText(info, 'en')).toBe('English.');
});
