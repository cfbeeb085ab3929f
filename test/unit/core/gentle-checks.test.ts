// Owns: which addresses, numbers, links and dates of the real world are left in peace, and which are remarked on.
// Leaves to others: where and when the remark is shown (unit/renderer/editor.test.ts).
import { describe, expect, test } from 'vitest';
import { dateDoubt, emailDoubt, isRealDate, phoneDoubt, urlDoubt } from '../../../main/core/gentle-checks.ts';

describe('an e-mail address', () => {
  test.each([
    '',
    'ada@example.org',
    '  ada@example.org ',
    'a@b.de',
    'ada+kith@mail.example.co.uk',
    "o'neill@example.ie",
    'da..me.@docomo.ne.jp',
    'x_y-z.1@sub.domain.example',
    '"ada lovelace, countess"@example.org',
    'ада@почта.рф',
    'δοκιμή@παράδειγμα.δοκιμή',
    '用户@例子.公司',
    '用户@例子。公司',
    'संपर्क@डाटामेल.भारत',
    'info@müller-lüdenscheidt.de',
    'post@xn--mller-kva.de',
    'ada@xn--80a1acny.xn--p1ai',
    'root@[192.0.2.1]',
    'root@[IPv6:2001:db8::1]',
    '/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=ada',
  ])('%j is left in peace', (text) => expect(emailDoubt(text)).toBeNull());

  test.each([
    'ada',
    'ada@',
    '@example.org',
    'ada@example',
    'ada@example.',
    'ada@.org',
    'ada@example..org',
    'ada@example.o',
    'ada@-example.org',
    'ada@@example.org',
    'ada@example.123',
  ])('%j looks incomplete', (text) => expect(emailDoubt(text)).toBe('emailIncomplete'));

  test.each([
    'ada@example.org, grace@example.org',
    'ada @example.org',
    'Ada <ada@example.org>',
    'a@b.de;c@d.de',
  ])('%j is more than one address', (text) => expect(emailDoubt(text)).toBe('emailSeveral'));
});

describe('a phone number', () => {
  test.each([
    '',
    '+358 40 123 4567',
    '+1 (415) 555-2671',
    '(415) 555-2671',
    '415.555.2671',
    '1-800-FLOWERS',
    '+1 800 MY APPLE',
    '030 90182-0',
    '+49 (0)30 90182 0',
    '+49/30/90182-0',
    '0049 30 901820',
    '011 44 20 7946 0018',
    '020 7946 0018',
    '01 23 45 67 89',
    '+33 1 70 18 99 00',
    '(02) 9374 4000',
    '+86 10 6552 9988',
    '03-1234-5678',
    '+81-3-1234-5678',
    '０３－１２３４－５６７８',
    '٠١٢٣٤٥٦٧٨٩',
    '+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧',
    '8 (495) 123-45-67',
    '+55 (11) 91234-5678',
    '0 21 11 91234 5678',
    '+683 4000',
    '+290 22222',
    '112',
    '15',
    '116117',
    '72404',
    '*100#',
    '*#06#',
    '##002#',
    '*31#030123456',
    '+358 9 4780 0999 ext. 12',
    '555-0100 x3',
    '(212) 555-0100 ext 4567890123',
    '+7 495 123-45-67 доб. 12',
    '03-1234-5678 内線 12',
    '020 7946 0018 #204',
    '030 123456,,12#',
    '030 123456;12',
    'tel:+49-30-901820',
    'tel:+1-201-555-0123;ext=99',
    'sip:ada@example.org',
    'ada@voip.example',
    'skype:ada.lovelace',
    '030 123456 / 0170 12345678',
    '555 0100 (after six)',
  ])('%j is left in peace', (text) => expect(phoneDoubt(text)).toBeNull());

  test.each(['call me', '+', '+49', '+49 30', '7', '030-', '030/', '(030', '+1 (415'])(
    '%j looks incomplete',
    (text) => expect(phoneDoubt(text)).toBe('phoneIncomplete'),
  );

  test.each(['+49 30 9018 2000 1234 5678', '030901820 030901820 030901820'])('%j is too long', (text) =>
    expect(phoneDoubt(text)).toBe('phoneLong'),
  );
});

describe('a web address', () => {
  test.each([
    '',
    'kith.example',
    'www.example.org/~ada?x=1#top',
    'https://localhost:8080/x',
    'https://例え.テスト',
    'münchen.de',
    'example.org:8080',
    'mailto:ada@example.org',
    'ftp://files.example/x',
    'xmpp:ada@example.org',
    'tg://resolve?domain=ada',
  ])('%j is left in peace', (text) => expect(urlDoubt(text)).toBeNull());

  test.each(['kith', 'http://', 'https:', 'example.', '.org', 'ada example.org', 'https://exa mple.org'])(
    '%j looks incomplete',
    (text) => expect(urlDoubt(text)).toBe('urlIncomplete'),
  );
});

describe('a date', () => {
  const today = { year: 2026, month: 11, day: 21 };

  test.each([
    [undefined, null],
    [{}, null],
    [{ month: 2, day: 29 }, null],
    [{ year: 2024, month: 2, day: 29 }, null],
    [{ year: 2026, month: 11, day: 21 }, null],
    [{ year: 1986 }, null],
    [{ month: 4 }, null],
    [{ year: 2023, month: 2, day: 29 }, 'dateImpossible'],
    [{ month: 2, day: 30 }, 'dateImpossible'],
    [{ month: 4, day: 31 }, 'dateImpossible'],
    [{ day: 32 }, 'dateImpossible'],
    [{ month: 13 }, 'dateImpossible'],
    [{ day: 17 }, 'dateIncomplete'],
    [{ year: 86, month: 4, day: 17 }, 'dateShortYear'],
    [{ year: 2026, month: 11, day: 22 }, 'dateFuture'],
    [{ year: 2026, month: 12 }, 'dateFuture'],
    [{ year: 2027 }, 'dateFuture'],
  ])('%o: %s', (date, doubt) => expect(dateDoubt(date, today)).toBe(doubt));

  test('that may lie ahead is only looked at for being real', () => {
    expect([dateDoubt({ year: 2030 }, null), dateDoubt({ month: 2, day: 30 }, null)]).toEqual([
      null,
      'dateImpossible',
    ]);
    expect(isRealDate({ year: 33, month: 4, day: 3 })).toBe(true);
  });
});
