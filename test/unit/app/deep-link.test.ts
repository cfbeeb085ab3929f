// Owns: what a kith:// link may say, and everything that it may not. Leaves to others: what the window does about it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkAmong, parseDeepLink } from '../../../main/app/deep-link.ts';

const ID = '0f3c2a917b5d4e6f80a1b2c3';

test.each([
  [`kith://contact/${ID}`, ID],
  [`kith://contact/${ID}/`, ID],
  [`KITH://Contact/${ID}`, ID],
  ['kith://contact/A_b-9', 'A_b-9'],
])('%s names a contact', (link, contact) => {
  expect(parseDeepLink(link)).toEqual({ kind: 'contact', contact });
});

test.each([
  ['kith://search?q=ada', 'ada'],
  ['kith://search/?q=ada', 'ada'],
  ['kith://search?q=Ada+Lovelace', 'Ada Lovelace'],
  ['kith://search?q=%20Ada%20Lovelace%20', 'Ada Lovelace'],
  ['kith://search?q=%2B49%20170', '+49 170'],
  ['kith://search?q=label%3ASailors', 'label:Sailors'],
  ['kith://search?q=%E5%B1%B1%E7%94%B0', '山田'],
  ['kith://search?q=%D8%B9%D9%84%D9%8A', 'علي'],
  ['kith://search?q=山田', '山田'],
])('%s is a search', (link, text) => {
  expect(parseDeepLink(link)).toEqual({ kind: 'search', text });
});

test.each([
  '',
  'kith:',
  'kith://',
  'kith://contact',
  'kith://contact/',
  'kith://contact//x',
  'kith://contact/../book',
  'kith://contact/%2e%2e%2fbook',
  'kith://contact/a/b',
  'kith://contact/a?b=c',
  'kith://contact/a#b',
  'kith://contact/a b',
  ' kith://contact/a',
  'kith://contact/a\n',
  'kith://contact/a\u0000',
  'kith://contact/a"--profile',
  'kith://contact/аda',
  `kith://contact/${'a'.repeat(129)}`,
  'kith://user:pass@contact/a',
  'kith://contact:80/a',
  'kith:contact/a',
  'kith:/contact/a',
  'kith:\\\\contact\\a',
  'kith://delete/a',
  'kith://settings',
  'kithx://contact/a',
  'https://contact/a',
  'app://kith/contact/a',
  'javascript:alert(1)',
  '--profile=/etc',
  'kith://search',
  'kith://search?q=',
  'kith://search?q=%20+',
  'kith://search?x=a',
  'kith://search?q=a&q=b',
  'kith://search?q=a&x=b',
  'kith://search?q=a#b',
  'kith://search/x?q=a',
  'kith://search?q=%',
  'kith://search?q=%E5%B1',
  'kith://search?q=%00',
  'kith://search?q=a%0Ab',
  'kith://search?q=a%E2%80%AEb',
  'kith://search?q=\ud800',
  `kith://search?q=${'a'.repeat(201)}`,
  `kith://search?q=${'%41'.repeat(2_000)}`,
])('%j is no link', (link) => {
  expect(parseDeepLink(link)).toBeNull();
});

test('whatever comes, the answer is null or something harmless, and never an error', () => {
  const tail = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.string());
  const start = fc.constantFrom('kith://contact/', 'kith://search?q=', 'kith:', '');
  fc.assert(
    fc.property(start, tail, (scheme, rest) => {
      const link = parseDeepLink(scheme + rest);
      if (link?.kind === 'contact') expect(link.contact).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
      if (link?.kind === 'search') expect(link.text).toMatch(/^[^\u0000-\u001f\u007f]{1,200}$/u);
    }),
  );
});

test('the link is found among the arguments of a start, wherever it stands, and nothing else is taken for one', () => {
  const link = { kind: 'contact', contact: 'a' };
  expect(linkAmong(['/usr/bin/kith', 'kith://contact/a'])).toEqual(link);
  expect(linkAmong(['kith.exe', '--allow-file-access', 'kith://contact/a', '--no-first-run'])).toEqual(link);
  expect(linkAmong(['kith', 'kith://contact/b', 'kith://contact/a', 'kith://nonsense'])).toEqual(link);
  expect(linkAmong(['kith', '--profile', '/home/ada/kith', '--link=kith://contact/a'])).toBeNull();
  expect(linkAmong([])).toBeNull();
});
