// Owns: lists that are no plain part of everyone: kept searches, and those who changed last. Leaves to others: the other
// filters, and that every list is kept up by change (person-index.test.ts).
import { expect, test } from 'vitest';
import type { PersonId } from '../../../main/core/account.ts';
import { contact, GOOGLE, MICROSOFT, put } from './shelf.ts';
import { agreed, calledAs, indexOf, people, query } from './list-shelf.ts';

test('a kept search shows whom it finds, by what it says and what is typed beside it', async () => {
  const mail = { emails: [{ id: 'e', address: 'x@y.example' }] };
  const { index } = await indexOf([
    agreed('a', { ...calledAs('Anna One'), ...mail }),
    agreed('b', calledAs('Anna Two')),
    agreed('c', calledAs('Bert Two')),
  ]);
  const by = (kept: string, text = '') => people(index, { filter: { kind: 'search', text: kept }, text });
  expect(by('anna')).toEqual(['a', 'b']);
  expect(by('anna', 'two')).toEqual(['b']);
  expect(by('-has:email')).toEqual(['b', 'c']);
  expect(by('-has:email', 'anna')).toEqual(['b']);
  // A quote that the kept search leaves open ends with it.
  expect(by('"anna t', 'one')).toEqual([]);
  expect(by('"anna t', 'two')).toEqual(['b']);
});

test('those who changed come newest first, with when and by whom, as far as anybody wrote that down', async () => {
  const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T10:00:00.000Z`;
  const { book, index } = await indexOf([
    put(contact('mine', { changedAt: day(10), changedBy: 'you' })),
    // The clock of a cloud says when it changed there; one that is ahead says no more than that it is here by now.
    put(
      contact('old', {
        changedAt: day(20),
        changedBy: 'cloud',
        readOnly: { updatedAt: '2019-05-04T03:02:01.123456Z' },
      }),
    ),
    put(
      contact('ahead', {
        changedAt: day(11),
        changedBy: 'cloud',
        readOnly: { updatedAt: day(25) },
        account: MICROSOFT,
      }),
    ),
    put(contact('unknown', { changedAt: day(12), readOnly: { updatedAt: day(1) } })),
    // What was carried to the other contact is no news: the change that was carried is.
    put(contact('first', { changedAt: day(13), changedBy: 'you', person: 'p-two' as PersonId })),
    put(
      contact('second', {
        changedAt: day(14),
        changedBy: 'kith',
        person: 'p-two' as PersonId,
        account: MICROSOFT,
      }),
    ),
  ]);
  const rows = () => index.list(query({ filter: { kind: 'recent' } })).rows;
  expect(rows().map(({ id, section, changed }) => [id, section, changed])).toEqual([
    ['p-two', '', { at: day(13), by: { kind: 'you' } }],
    ['p-unknown', '', { at: day(12), by: null }],
    ['p-ahead', '', { at: day(11), by: { kind: 'cloud', account: MICROSOFT } }],
    ['p-mine', '', { at: day(10), by: { kind: 'you' } }],
    ['p-old', '', { at: '2019-05-04T03:02:01.123456Z', by: { kind: 'cloud', account: GOOGLE } }],
  ]);
  book.transaction([put(contact('old', { changedAt: day(21), changedBy: 'you' }))]);
  expect(rows()[0]).toMatchObject({ id: 'p-old', changed: { at: day(21), by: { kind: 'you' } } });
  // Typing joins with it, and the order stays.
  expect(people(index, { filter: { kind: 'recent' }, text: 'o' })).toEqual(['old', 'two', 'unknown']);
  // There is no way by letters through a list that is in no order of letters.
  expect(index.sections({ text: '', filter: { kind: 'all' } }).length).toBeGreaterThan(0);
  expect(index.sections({ text: '', filter: { kind: 'recent' } })).toEqual([]);
  expect(index.sections({ text: '', filter: { kind: 'search', text: 'o' } })).toEqual([]);
  // Other lists say nothing of it.
  expect(index.list(query()).rows.every((row) => !('changed' in row))).toBe(true);
});
