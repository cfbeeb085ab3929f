// Owns: every language says everything that English says, in its own plural forms, with the same values, and nothing in
// English by accident; no template says anything by itself. Leaves to others: which texts there must be (texts.test.ts).
import type { ErrorCode } from '../../../main/core/errors.ts';
import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { afterAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../main/core/language.ts';
import { errorText } from '../../../renderer/error-words.ts';
import { direction, enumerated, listed, speak, t } from '../../../renderer/i18n/index.ts';

const RENDERER = new URL('../../../renderer/', import.meta.url);
const OTHERS = LANGUAGES.filter((language) => language !== 'en');
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Texts = ReadonlyMap<string, string>;

function textsOf(language: string): Texts {
  const texts = new Map<string, string>();
  const walk = (value: object, path: string): void => {
    for (const [key, entry] of Object.entries(value)) {
      if (typeof entry === 'string') texts.set(`${path}${key}`, entry);
      else walk(entry as object, `${path}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(new URL(`i18n/${language}.json`, RENDERER), 'utf8')) as object, '');
  return texts;
}

const english = textsOf('en');
/** Main's own messages are the English ones. */
const isMessage = (key: string): boolean => key.startsWith('message.');

/** The keys that a language must have: those of English, with the plural categories that the language has. */
function expectedKeys(language: string): ReadonlySet<string> {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(
    [...english.keys()].flatMap((key) =>
      PLURAL.test(key) && english.has(key.replace(PLURAL, '_one'))
        ? categories.map((category) => key.replace(PLURAL, `_${category}`))
        : [key],
    ),
  );
}

const valuesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map(([, name]) => name!.replace(/\s/g, ''));

/** What a text must name: what the English text names. One of a few plural forms may say the number in words. */
function valuesOfEnglish(key: string): readonly string[] {
  return valuesIn(english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '');
}

const unique = (values: readonly string[]): string => [...new Set(values)].sort().join();

/** Texts that are the same in a language as in English: names, abbreviations, and words that both have. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: [
    'Blog',
    'Chat',
    'Details',
    'Domain',
    'Format',
    'In Kith',
    'In {{account}}',
    'Label',
    'Labels',
    'Name',
    'Organisation',
    'Pager',
    'Problem',
    'Status',
    'Suffix',
    'Telex',
    'Version',
    'Websites',
    'in Kith',
  ],
  ja: [],
  ar: [],
};
const NAMES =
  /\b(?:Kith|Google\+?|Voice|Microsoft|Outlook|HTML|FTP|ISDN|SHA-256|KITH_ENDPOINTS|JPEG|PNG|TTY|SIP|ID|s)\b/g;

const sameAsEnglish = (language: string, key: string, text: string): boolean =>
  english.get(key) === text &&
  !key.startsWith('key.') &&
  /\p{L}/u.test(text.replaceAll(/\{\{[^}]*\}\}/g, '').replaceAll(NAMES, '')) &&
  !SAME[language]!.includes(text);

describe.each(OTHERS)('%s', (language) => {
  const texts = textsOf(language);
  const own = [...texts].filter(([key]) => !isMessage(key));

  test('has exactly the keys of English, with its own plural forms', () => {
    const expected = expectedKeys(language);
    expect([...expected].filter((key) => !texts.has(key))).toEqual([]);
    expect(own.map(([key]) => key).filter((key) => !expected.has(key))).toEqual([]);
  });

  test('names in every text what the English one names', () => {
    const wrong = own.filter(([key, text]) => {
      const inWords = /_(zero|one|two)$/.test(key) && language === 'ar';
      const leave = (values: readonly string[]): readonly string[] =>
        inWords ? values.filter((value) => value !== 'count,number') : values;
      return unique(leave(valuesIn(text))) !== unique(leave(valuesOfEnglish(key)));
    });
    expect(wrong).toEqual([]);
  });

  test('leaves nothing empty, in English, or in quotation marks of typewriters', () => {
    const wrong = [...texts].filter(
      ([key, text]) =>
        text.trim() === '' ||
        text !== text.trim() ||
        sameAsEnglish(language, key, text) ||
        /["']|\.\.\./.test(text),
    );
    expect(wrong).toEqual([]);
  });

  test('says of errors what the other languages say', () => {
    const messages = [...texts.keys()].filter(isMessage);
    expect(messages).toEqual([...textsOf('de').keys()].filter(isMessage));
    const codes = messages.map((key) => key.replace('message.', 'error.').replace(/_\w+$/, ''));
    expect(codes.filter((code) => !english.has(code))).toEqual([]);
  });
});

describe('the language that is spoken', () => {
  afterAll(() => speak('en', []));

  test.each([
    ['de', [1, 2, 1200], ['1 Kontakt', '2 Kontakte', '1.200 Kontakte']],
    ['ja', [1, 1200], ['1 件の連絡先', '1,200 件の連絡先']],
    [
      'ar',
      [0, 1, 2, 3, 11, 100],
      ['لا جهات اتصال', 'جهة اتصال واحدة', 'جهتا اتصال', '3 جهات اتصال', '11 جهة اتصال', '100 جهة اتصال'],
    ],
  ])('%s has its own plurals', (language, counts, expected) => {
    speak(language, []);
    expect(counts.map((count) => t('list.total', { count }))).toEqual(expected);
  });

  test('changes at once, with its direction, lists and separators', () => {
    speak('ar', []);
    expect([direction(), enumerated(['أ', 'ب'])]).toEqual(['rtl', '\u2068أ\u2069، \u2068ب\u2069']);
    speak('de', []);
    expect([direction(), listed(['Ada', 'Alan', 'Grace'])]).toEqual(['ltr', 'Ada, Alan und Grace']);
    expect(enumerated(['Ada', 'Alan'])).toBe('Ada, Alan');
  });

  test('keeps what stands in a text of the other direction together', () => {
    speak('ar', []);
    expect(t('contact.call', { value: '+49 30 1' })).toContain('\u2066+49 30 1\u2069');
    expect(t('contact.mail', { value: 'ada@example.com' })).toContain('\u2068ada@example.com\u2069');
    speak('en', []);
    expect(t('contact.deleteTitle', { name: 'أمل' })).toBe('Delete \u2068أمل\u2069?');
    expect(t('contact.deleteTitle', { name: 'Ada' })).toBe('Delete Ada?');
  });

  test('lets no sign that sets a direction turn round what stands beside its text', () => {
    const deleted = (name: string): string => t('contact.deleteTitle', { name });
    speak('en', []);
    for (const sign of ['\u200f', '\u061c', '\u202b', '\u202e'])
      expect(deleted(`Ada${sign}`)).toBe(`Delete \u2068Ada${sign}\u2069?`);
    // One that ends what nobody began would end what keeps it together, too.
    expect(deleted('Ada\u2069\u202e')).toBe('Delete \u2068Ada\u202e\u2069?');
    expect(deleted('Ada\u2067')).toBe('Delete \u2068Ada\u2067\u2069\u2069?');
    expect(deleted('\u2067Ada\u2069 Byron')).toBe('Delete \u2068\u2067Ada\u2069 Byron\u2069?');
    speak('ar', []);
    expect(deleted('Ada\u2069\u202e')).toContain('\u2068Ada\u202e\u2069');
    expect(t('contact.call', { value: '+49\u202e 1' })).toContain('\u2066+49\u202e 1\u2069');
  });

  test('says errors by their code with what they tell, and plainly where they do not tell all', () => {
    const error = { retry: 'later', message: 'English.' } as const;
    const denied = { ...error, code: 'auth.denied', context: { provider: 'google' } } as const;
    speak('de', []);
    expect(errorText(denied)).toMatch(/^Der Zugriff wurde bei Google abgelehnt\./);
    expect(errorText({ ...denied, context: {} })).toMatch(/^Der Zugriff wurde abgelehnt\./);
    const reason = { reason: 'duplicateName' };
    expect(errorText({ ...error, code: 'provider.rejected', context: reason })).toContain('Label');
    const until = { until: '2026-11-20T09:15:00Z' };
    expect(errorText({ ...error, code: 'sync.paused', context: until })).toMatch(
      /bis 20\.11\.2026, \d\d:15 /,
    );
    const gap = { ...until, since: '2026-11-21T09:25:00Z' };
    expect(errorText({ ...error, code: 'store.historyDamaged', context: gap })).toMatch(
      /bis 20\.11\.2026, \d\d:15 oder nach 21\.11\.2026, \d\d:25 /,
    );
    speak('en', []);
    expect(errorText(denied)).toBe('English.');
  });

  test('says every error without English, whatever it tells; only what a service said itself is quoted', () => {
    const codes = [...english.keys()]
      .filter((key) => key.startsWith('error.') && key !== 'error.saying')
      .map((key) => key.replace('error.', '') as ErrorCode);
    expect(codes.length).toBeGreaterThan(40);
    for (const language of OTHERS) {
      speak(language, []);
      const context = { reason: 'one of a newer Kith' };
      const texts = codes.map((code) => errorText({ code, message: 'English.', retry: 'later', context }));
      const wrong = codes.filter((code, at) => code !== 'internal' && /English|[{}]/.test(texts[at]!));
      expect(wrong, language).toEqual([]);
      // For whoever is told of it.
      expect(texts[codes.indexOf('internal')]).toMatch(/^(?!English).+English\./);
      const said = { said: 'Phone numbers must not be empty.' };
      const quoted = errorText({
        code: 'provider.rejected',
        message: 'English.',
        retry: 'never',
        context: said,
      });
      expect(quoted).toContain('Phone numbers must not be empty.');
      expect(quoted).not.toContain('English.');
    }
    speak('en', []);
  });
});

describe('the templates', () => {
  interface Node {
    readonly type: string;
    readonly name?: string;
    readonly data?: string;
  }
  const SPOKEN = new Set(['title', 'aria-label', 'aria-description', 'placeholder', 'alt', 'label']);

  /** Words in a template that no text of the languages says. Names that every language has may stand there. */
  function literals(file: string): readonly string[] {
    const found: string[] = [];
    const visit = (node: unknown, attribute: string | null): void => {
      if (Array.isArray(node)) for (const child of node) visit(child, attribute);
      if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
      const { type, name, data } = node as Node;
      const heard = attribute === null || SPOKEN.has(attribute);
      if (type === 'Text' && heard && /\p{L}/u.test(data ?? '')) found.push(`${file}: ${data}`);
      const within = /^(?:Attribute|\w+Directive)$/.test(type ?? '') ? (name ?? '') : attribute;
      for (const child of Object.values(node)) visit(child, within);
    };
    visit(parse(readFileSync(file, 'utf8'), { modern: true }).fragment, null);
    return found;
  }

  test('say nothing by themselves', () => {
    const files = globSync('**/*.svelte', { cwd: RENDERER });
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => literals(new URL(file, RENDERER).pathname))).toEqual([]);
  });
});

describe('the styles', () => {
  /** Physical sides; `text-align: left` and `right` stand in the list's rows for a text of the other direction. */
  const PHYSICAL =
    /^\s*(?:(?:margin|padding|border|inset|scroll-margin)-(?:left|right)|left|right|float: (?:left|right)|text-align: (?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\b.*$/gm;
  const MEANT = ['components/PersonListRow.svelte'];

  test('name sides by the direction of the text, so that Arabic mirrors them', () => {
    const files = globSync('**/*.{svelte,css}', { cwd: RENDERER }).filter((file) => !MEANT.includes(file));
    const found = files.flatMap((file) => {
      const source = readFileSync(new URL(file, RENDERER), 'utf8');
      const style = file.endsWith('.css') ? source : source.slice(source.indexOf('<style>'));
      return [...style.matchAll(PHYSICAL)].map(([line]) => `${file}: ${line.trim()}`);
    });
    expect(found).toEqual([]);
  });
});
