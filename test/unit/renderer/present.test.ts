// Owns: values as people read them: dates without zones, addresses, labels, notes, conflicts; names kept in step.
// Leaves to others: how they are laid out (pages.test.ts).
import { describe, expect, test, vi } from 'vitest';
import { FIELD_NAMES } from '../../../main/core/fields.ts';
import { formatAgo, formatDate, formatMoment, formatZonedTime } from '../../../renderer/dates.ts';
import { doubtOf } from '../../../renderer/fields.ts';
import { speak } from '../../../renderer/i18n/index.ts';
import { notesText, showAtPath, showField } from '../../../renderer/present.ts';
import { displayAfter } from '../../../renderer/state/names.ts';
import { everything } from '../../support/fake-book.ts';

speak('system', ['en-GB']);

describe('dates', () => {
  test.each([
    [{ year: 1986, month: 4, day: 17 }, '17 April 1986'],
    [{ month: 2, day: 29 }, '29 February'],
    [{ year: 2019, month: 9 }, 'September 2019'],
    [{ year: 33, month: 4, day: 3 }, '3 April 33'],
    [{ year: 2023, month: 2, day: 29 }, '2023-2-29'],
  ])('%o is read as %s', (date, text) => expect(formatDate(date)).toBe(text));

  test('a day stays the same day in every zone', () => {
    vi.stubEnv('TZ', 'Pacific/Honolulu');
    expect(new Date(0).getHours()).toBe(14);
    expect(formatDate({ year: 2000, month: 1, day: 1 })).toBe('1 January 2000');
    vi.unstubAllEnvs();
  });

  test('a moment is that of the zone the computer is in by now', () => {
    vi.stubEnv('TZ', 'Pacific/Honolulu');
    expect(formatMoment('2026-01-15T12:00:00Z')).toBe('15 Jan 2026, 02:00');
    vi.stubEnv('TZ', 'Asia/Tokyo');
    expect(formatMoment('2026-01-15T12:00:00Z')).toBe('15 Jan 2026, 21:00');
    vi.unstubAllEnvs();
  });

  test('a time is never converted, and midnight is a day', () => {
    expect(
      formatZonedTime({ dateTime: '2026-12-01T09:30:00.0000000', timeZone: 'Tokyo Standard Time' }),
    ).toBe('1 December 2026 at 09:30 (Tokyo Standard Time)');
    expect(formatZonedTime({ dateTime: '2026-12-01T00:00:00.0000000', timeZone: 'UTC' })).toBe(
      '1 December 2026',
    );
  });

  test('how long ago', () => {
    const now = Date.parse('2026-11-20T09:15:00Z');
    expect([
      formatAgo('2026-11-20T09:14:40Z', now),
      formatAgo('2026-11-20T09:12:00Z', now),
      formatAgo('2026-11-19T09:00:00Z', now),
    ]).toEqual(['just now', '3 minutes ago', 'yesterday']);
  });
});

describe('values', () => {
  test('every text that a contact holds is shown somewhere', () => {
    const fields = everything();
    const shown = FIELD_NAMES.flatMap((name) => showField(name, fields, ''))
      .flatMap(({ heading, lines }) => [heading, ...lines.map((line) => line.text)])
      .join('\n');
    const texts: string[] = [];
    const walk = (value: unknown, key: string): void => {
      if (
        typeof value === 'string' &&
        !['id', 'kind', 'dateTime', 'timeZone', 'format', 'status'].includes(key)
      )
        texts.push(value);
      if (typeof value === 'object' && value !== null)
        for (const [part, entry] of Object.entries(value)) walk(entry, part);
    };
    walk(fields, '');
    expect(texts.length).toBeGreaterThan(60);
    expect(texts.filter((text) => !shown.includes(text))).toEqual([]);
  });

  test('the label a person wrote stands verbatim, a kind is translated', () => {
    const emails = [
      { id: '1', kind: 'home', address: 'a@b.c' },
      { id: '2', kind: 'home', label: 'Sailing club', address: 'd@e.f' },
    ];
    expect(showField('emails', { emails }, '').map((shown) => shown.heading)).toEqual([
      'Home',
      'Sailing club',
    ]);
  });

  test('an address that was put together from its parts is not said twice', () => {
    const parts = {
      id: '1',
      street: 'Esplanadi 31',
      postalCode: '00100',
      city: 'Helsinki',
      country: 'Finland',
      countryCode: 'FI',
    };
    const lines = (formatted: string): readonly string[] =>
      (showField('addresses', { addresses: [{ ...parts, formatted }] }, '')[0]?.lines ?? []).map(
        (line) => line.text,
      );
    expect(lines('Esplanadi 31\n00100 Helsinki\nFinland')).toEqual([
      'Esplanadi 31',
      '00100 Helsinki',
      'Finland',
    ]);
    expect(lines('Villa Hakasalmi')).toEqual([
      'Esplanadi 31',
      '00100 Helsinki',
      'Finland',
      'Villa Hakasalmi',
    ]);
  });

  test('notes kept as HTML are read as text', () => {
    expect(
      notesText({ format: 'html', text: '<p>Tea &amp; cake</p><img src=x onerror=alert(1)>second&lt;b&gt;' }),
    ).toBe('Tea & cake\nsecond<b>');
    expect(notesText({ text: '<p>as typed</p>' })).toBe('<p>as typed</p>');
  });

  test('a version of a conflict says its kind and its text; an absent one says nothing', () => {
    expect(showAtPath('phones', 'phones.p1', { id: 'p1', kind: 'mobile', number: '+358 40' })).toMatchObject([
      { text: '+358 40', label: 'Mobile' },
    ]);
    expect(showAtPath('birthday', 'birthday.date', { month: 2, day: 29 })).toEqual([{ text: '29 February' }]);
    expect(showAtPath('name', 'name.given', null)).toEqual([]);
  });

  test('each kind of box has its own doubts', () => {
    expect([
      doubtOf('email', 'ada'),
      doubtOf('tel', 'call me'),
      doubtOf('url', 'kith'),
      doubtOf('text', 'x'),
    ]).toEqual(['emailIncomplete', 'phoneIncomplete', 'urlIncomplete', null]);
  });
});

describe('a shown name', () => {
  test.each([
    [
      'follows its parts',
      { given: 'Ada', family: 'Byron', display: 'Ada Byron' },
      { family: 'Lovelace' },
      'Ada Lovelace',
    ],
    [
      'keeps the order of family name first',
      { given: '太郎', family: '山田', display: '山田 太郎' },
      { given: '次郎' },
      '山田 次郎',
    ],
    [
      'keeps the comma of Outlook',
      { given: 'Ada', family: 'Byron', display: 'Byron, Ada' },
      { family: 'Lovelace' },
      'Lovelace, Ada',
    ],
    [
      'stays where the person chose it',
      { given: 'Ada', family: 'Byron', display: 'Countess' },
      { family: 'Lovelace' },
      'Countess',
    ],
    ['is not invented', { given: 'Ada' }, { family: 'Lovelace' }, undefined],
  ])('%s', (_, before, change, display) =>
    expect(displayAfter(before, { ...before, ...change })).toBe(display),
  );
});
