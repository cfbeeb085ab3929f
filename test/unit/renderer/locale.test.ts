// Owns: that the window's locale is always one that Intl takes. Leaves to others: the texts.
import { describe, expect, it } from 'vitest';
import { locale } from '../../../renderer/i18n/index.ts';

describe('the locale', () => {
  it.each([
    [['en-GB', 'de'], 'en-GB'],
    [['de', 'en-AU'], 'en-AU'],
    [['en-US@posix'], 'en'],
    [['en_US', 'C'], 'en'],
    [[], 'en'],
  ])('of a system that says %j is %s, and Intl takes it', (candidates, expected) => {
    expect(locale(candidates)).toBe(expected);
    expect(() => new Intl.NumberFormat(locale(candidates))).not.toThrow();
  });
});
