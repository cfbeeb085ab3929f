// Owns: whole dates as people of four languages type or paste them. Leaves to others: the boxes (editor.test.ts).
import { describe, expect, test } from 'vitest';
import { asciiDigits, readDate } from '../../../renderer/date-typing.ts';
import { dateOrder, monthNames } from '../../../renderer/dates.ts';
import { speak } from '../../../renderer/i18n/index.ts';

const read = (language: string, text: string) => {
  speak(language, ['en-US']);
  return readDate(text, dateOrder(), monthNames());
};
const [WHOLE, YEARLESS] = [
  { year: 1986, month: 4, day: 17 },
  { month: 4, day: 17 },
];

describe.each([
  ['en', ['17 April 1986', '17/4/1986', '1986-04-17', 'April 17, 1986', '17. 4. 1986'], ['17 april', '17/4']],
  ['de', ['17.4.1986', '17. April 1986', '17.04.1986', '1986-04-17'], ['17.4.', '17. April', '--04-17']],
  ['ja', ['1986年4月17日', '1986/4/17', '１９８６年４月１７日', '1986-04-17'], ['4月17日', '4/17']],
  ['ar', ['17 أبريل 1986', '١٧/٤/١٩٨٦', '١٧ أبريل ١٩٨٦', '1986-04-17'], ['17 أبريل', '١٧/٤']],
])('in %s', (language, whole, yearless) => {
  test.each(whole)('%s is read with its year', (text) => expect(read(language, text)).toEqual(WHOLE));
  test.each(yearless)('%s is read without a year', (text) => expect(read(language, text)).toEqual(YEARLESS));
});

test('where both could be the month, the order of the locale decides', () => {
  expect([read('de', '3.4.1986'), read('en', '3/4/1986'), read('ja', '3/4')]).toEqual([
    { year: 1986, month: 4, day: 3 },
    { year: 1986, month: 3, day: 4 },
    { month: 3, day: 4 },
  ]);
});

test('what is one part alone, or no date, is left to the box', () => {
  expect(
    ['17', '1986', 'April', '', 'around Easter', '+358 40 123', '1.2.3.4', '19860417'].map((text) =>
      read('de', text),
    ),
  ).toEqual(Array.from({ length: 8 }, () => null));
});

test('digits of every script are digits', () => {
  expect([
    asciiDigits('١٩٨٦'),
    asciiDigits('۱۷'),
    asciiDigits('１７'),
    asciiDigits('१७'),
    asciiDigits('17 x'),
  ]).toEqual(['1986', '17', '17', '17', '17 x']);
});
