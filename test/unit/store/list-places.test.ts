// Owns: places in the list of persons without its rows: where each letter begins, who stands from one place to another.
// Leaves to others: the list itself (person-index.test.ts), which letters there are (core/rail.test.ts).
import { expect, test } from 'vitest';
import type { ContactId, PersonId } from '../../../main/core/account.ts';
import { railLetter } from '../../../main/core/rail.ts';
import type { ListFilter } from '../../../preload/contract.ts';
import { agreed, calledAs, indexOf, query } from './list-shelf.ts';

test('the letters of a list say where each begins, in a filtered list too, and are kept up by change', async () => {
  const names = ['Ada', 'änne', 'Bob', 'Ивáн', 'あき', 'いと', 'かとう', '山田', '김', '42'];
  const { book, index } = await indexOf(
    names.map((name, n) =>
      agreed(
        `c${n}`,
        { ...calledAs(name), ...(n % 2 === 0 ? { favorite: true } : {}) },
        { person: `p-${n}` as PersonId },
      ),
    ),
  );
  const letters = (filter: ListFilter = { kind: 'all' }) =>
    index.sections({ text: '', filter }).map(({ letter, index: at }) => `${letter}${at}`);
  expect(letters()).toEqual(['A0', 'B2', 'И3', '가4', 'あ5', 'か7', '漢8', '#9']);
  expect(letters({ kind: 'favorites' })).toEqual(['A0', 'B1', '가2', 'あ3', 'か4']);
  for (const filter of [{ kind: 'all' }, { kind: 'favorites' }] as const) {
    const { rows } = index.list(query({ filter }));
    for (const { letter, index: at } of index.sections({ text: '', filter }))
      expect(railLetter(rows[at]!.section), `${letter} at ${at}`).toBe(letter);
  }
  expect(index.sections({ text: 'a', filter: { kind: 'all' } })).toEqual([]);
  book.transaction([agreed('c0', calledAs('Zoe'), { person: 'p-0' as PersonId })]);
  expect(letters().slice(0, 3)).toEqual(['A0', 'B1', 'Z2']);
});

test('persons are given by place without their rows, in the order of the list', async () => {
  const { index } = await indexOf(
    ['c', 'a', 'b'].map((name) => agreed(name, calledAs(name), { person: `p-${name}` as PersonId })),
  );
  expect(index.ids(query({ from: 1, to: 3 }))).toEqual(['p-b', 'p-c']);
  expect(index.ids(query({ text: 'a' }))).toEqual(['p-a']);
});

test('of some persons those are told whom a list finds, in any list, whatever of it was looked at, and after a change', async () => {
  const { book, index } = await indexOf(
    ['Ada', 'Adam', 'Bob', 'Cora', 'Dorothea'].map((name, n) =>
      agreed(
        name,
        { ...calledAs(name), ...(n % 2 === 0 ? { favorite: true } : {}) },
        { person: name as PersonId },
      ),
    ),
  );
  const found = (text: string, filter: ListFilter, persons: readonly string[]) => {
    // Rows that were looked at are still in the list.
    index.list(query({ text, filter, from: 0, to: 2 }));
    return index.found({ text, filter, persons: persons as readonly PersonId[] });
  };
  const all = ['Dorothea', 'Bob', 'nobody', 'Adam', 'Ada'];
  expect(found('', { kind: 'all' }, all)).toEqual(['Dorothea', 'Bob', 'Adam', 'Ada']);
  expect(found('', { kind: 'recent' }, all)).toEqual(['Dorothea', 'Bob', 'Adam', 'Ada']);
  expect(found('', { kind: 'favorites' }, all)).toEqual(['Dorothea', 'Bob', 'Ada']);
  expect(found('a', { kind: 'all' }, all)).toEqual(['Dorothea', 'Adam', 'Ada']);
  expect(found('a', { kind: 'favorites' }, all)).toEqual(['Dorothea', 'Ada']);
  expect(found('-ada', { kind: 'all' }, all)).toEqual(['Dorothea', 'Bob']);
  expect(found('', { kind: 'search', text: 'dor' }, all)).toEqual(['Dorothea']);
  expect(found('dorotea', { kind: 'all' }, all)).toEqual(['Dorothea']);
  expect(found('a', { kind: 'all' }, [])).toEqual([]);
  book.transaction([
    agreed('Ada', calledAs('Zoe'), { person: 'Ada' as PersonId }),
    { kind: 'dropContact', id: 'Adam' as ContactId },
  ]);
  expect(found('a', { kind: 'all' }, all)).toEqual(['Dorothea']);
  expect(found('', { kind: 'all' }, all)).toEqual(['Dorothea', 'Bob', 'Ada']);
});
