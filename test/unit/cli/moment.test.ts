// Owns: which moments can be typed on the command line, in a zone that puts its clocks forward.
// Leaves to others: how a line is refused (e2e/cli/input.test.ts).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { momentTyped } from '../../../main/cli/moment.ts';

const zone = process.env['TZ'];
beforeAll(() => void (process.env['TZ'] = 'Europe/Berlin'));
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test.each([
  ['2026-11-22', '2026-11-21T23:00:00.000Z'],
  ['2026-07-22', '2026-07-21T22:00:00.000Z'],
  ['2024-02-29', '2024-02-28T23:00:00.000Z'],
  ['2026-11-22T00:00', '2026-11-21T23:00:00.000Z'],
  ['2026-11-22T00:00:00', '2026-11-21T23:00:00.000Z'],
  ['2026-11-22T10:20:30.456', '2026-11-22T09:20:30.456Z'],
  ['2026-11-22T10:20:30Z', '2026-11-22T10:20:30.000Z'],
  ['2026-11-22T10:20:30.456Z', '2026-11-22T10:20:30.456Z'],
  ['2026-11-22T10:20+05:30', '2026-11-22T04:50:00.000Z'],
  ['2026-11-22T10:20:30-14:00', '2026-11-23T00:20:30.000Z'],
  ['2026-03-29T02:30Z', '2026-03-29T02:30:00.000Z'],
])('%s is %s: a day from its beginning, and a time without a zone, are those of the person', (text, at) => {
  expect(momentTyped(text)).toBe(at);
});

test('a day whose first hour is left out begins with the second', () => {
  process.env['TZ'] = 'Africa/Cairo';
  expect(momentTyped('2026-04-24')).toBe('2026-04-23T22:00:00.000Z');
  process.env['TZ'] = 'Europe/Berlin';
});

test.each([
  ...['', '1', '5', 'foo 7', 'yesterday', '2026', '2026-11', '20261122', '2026-11-2', '26-11-22'],
  ...[
    '11.12.2026',
    '12/11/2026',
    '22 Nov 2026',
    '2026/11/22',
    '+002026-11-22',
    ' 2026-11-22',
    '2026-11-22\n',
  ],
  ...['2026-02-31', '2026-02-29', '2026-13-01', '2026-00-10', '2026-11-00', '2026-11-31'],
  ...['2026-11-22T', '2026-11-22T10', '2026-11-22T24:00', '2026-11-22T10:60', '2026-11-22T10:00:60'],
  ...['2026-11-22 10:00', '2026-11-22T10:00z', '2026-11-22T10:00+1', '2026-11-22T10:00+15:00', '2026-11-22Z'],
  ...['2026-11-22T10:00+01:60', '2026-11-22T10:00 Europe/Berlin', '2026-03-29T02:30', '2026-03-29T02:59:59'],
])('%j is no moment', (text) => {
  expect(momentTyped(text)).toBeNull();
});
