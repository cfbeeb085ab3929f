// Owns: which locale Kith speaks for a setting and a system, and that it is always one that Intl takes.
// Leaves to others: the texts.
import { describe, expect, it } from 'vitest';
import { localeFor } from '../../../main/core/language.ts';

describe('the locale', () => {
  it.each([
    ['system', ['en-GB', 'de'], 'en-GB'],
    ['system', ['de', 'en-AU'], 'de'],
    ['system', ['fr-FR', 'ar-EG', 'de-AT'], 'ar-EG'],
    ['system', ['fr', 'en-AU'], 'en-AU'],
    ['system', ['en-US@posix'], 'en'],
    ['system', ['en_US', 'C'], 'en'],
    ['system', [], 'en'],
    ['ja', ['en-GB', 'de'], 'ja'],
    ['de', ['en-GB', 'de-AT'], 'de-AT'],
    ['en', ['de-AT', 'en-GB'], 'en-GB'],
    ['a language of a newer Kith', ['de-CH'], 'de-CH'],
    ['constructor', [], 'en'],
  ])('of the setting "%s" on a system that says %j is %s, and Intl takes it', (setting, system, expected) => {
    expect(localeFor(setting, system)).toBe(expected);
    expect(() => new Intl.NumberFormat(localeFor(setting, system))).not.toThrow();
  });
});
