// Owns: that the list is in the order of the language that is spoken, also once another one is chosen.
// Leaves to others: what that order is (list-sorting.test.ts), everything else of the list (person-index.test.ts).
import { expect, test } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { PersonRow } from '../../../preload/contract.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import { contact, freshFolder, open, put } from './shelf.ts';

const agreed = (id: string, fields: ContactFields) => put(contact(id, { base: fields, local: fields }));
const calledAs = (display: string): ContactFields => ({ name: { display } });

test('another language puts everyone in its own order at once, with its own headings', async () => {
  const book = await open(freshFolder());
  book.transaction([
    agreed('ada', calledAs('Ada')),
    agreed('amal', calledAs('أمل')),
    agreed('yamada', { name: { display: '山田太郎', phoneticFamily: 'ヤマダ', phoneticGiven: 'タロウ' } }),
    agreed('sato', calledAs('佐藤')),
  ]);
  const index = createPersonIndex(
    book,
    () => (fields) => fields,
    () => book.settings().language as 'en',
  );
  const rows = (): readonly PersonRow[] =>
    index.list({ text: '', filter: { kind: 'all' }, from: 0, to: 100 }).rows;
  const people = (): readonly string[] => rows().map(({ id }) => id.slice(2));
  const speak = (language: 'en' | 'ja' | 'ar'): void =>
    book.transaction([{ kind: 'putSettings', settings: { ...book.settings(), language } }]);
  speak('en');
  expect(people()).toEqual(['ada', 'amal', 'sato', 'yamada']);
  speak('ar');
  expect(people()).toEqual(['amal', 'ada', 'sato', 'yamada']);
  speak('ja');
  expect(people()).toEqual(['ada', 'yamada', 'sato', 'amal']);
  expect(rows().map(({ section }) => section)).toEqual(['A', 'や', '佐', 'ا']);
  book.transaction([agreed('ito', { name: { display: '伊藤', phoneticFamily: 'いとう' } })]);
  expect(people()).toEqual(['ada', 'ito', 'yamada', 'sato', 'amal']);
});
