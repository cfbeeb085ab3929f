// Owns: the list of persons: windows, filters, order, search in every script, and that keeping it up by change equals
// building it anew. Leaves to others: what a person is called (core), durability.
import fc from 'fast-check';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { AccountId, ContactId, LabelId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { carries, categoryId } from '../../../main/core/label.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import type { HoldOf } from '../../../main/store/person-index.ts';
import type { ListFilter } from '../../../preload/contract.ts';
import { account, contact, freshFolder, GOOGLE, MICROSOFT, open, put, putAccount } from './shelf.ts';
import { agreed, calledAs, indexOf, people, query } from './list-shelf.ts';

test('windows over a list join without gap or overlap, whatever is equal, and end where it ends', async () => {
  const { index } = await indexOf(
    Array.from({ length: 25 }, (_none, n) =>
      agreed(`c${n}`, calledAs(n % 3 === 0 ? 'Same Name' : `Name ${n % 5}`)),
    ),
  );
  const whole = people(index);
  expect(new Set(whole).size).toBe(25);
  for (const size of [1, 4, 7, 25, 40]) {
    const windows: string[] = [];
    for (let from = 0; from < 25; from += size) {
      const { total, rows, ...answer } = index.list(query({ from, to: from + size }));
      expect([total, answer]).toEqual([25, { from, revision: 1 }]);
      windows.push(...rows.map((row) => row.id.slice(2)));
    }
    expect(windows).toEqual(whole);
  }
  for (const [from, to] of [
    [25, 30],
    [10, 10],
    [10, 5],
    [1e15, 2e15],
  ] as const)
    expect(people(index, { from, to })).toEqual([]);
});

test('names are ordered without case and accents, each section comes once, and what is no letter comes last', async () => {
  const names = [
    'zoe',
    'Ådam',
    'adele',
    'Ábel',
    '42nd',
    'Øyvind',
    'Olga',
    'Ozan',
    'Łukasz',
    'Lena',
    'Luz',
    '(Otto)',
    '"Ada"',
    'Ａnna',
    '山田',
    'Яна',
    'Ёлка',
    'Елена',
    '',
    'ßen',
    'Sam',
    'Szn',
    '김',
    'أحمد',
    'احمد',
    '🦊 fox',
  ];
  const { index } = await indexOf(
    names.map((name, n) => agreed(`c${n}`, name === '' ? { birthday: { text: 'x' } } : calledAs(name))),
  );
  const rows = index.list(query()).rows;
  const sections = rows.map((row) => row.section);
  expect(sections.filter((section, n) => section !== sections[n - 1])).toEqual([...new Set(sections)]);
  expect(new Set(sections.slice(-3))).toEqual(new Set(['#']));
  const latin = rows.map((row) => row.name).filter((name) => /^[\p{Script=Latin}]/u.test(name));
  expect(latin).toEqual([
    'Ábel',
    'Ådam',
    'adele',
    'Ａnna',
    'Lena',
    'Łukasz',
    'Luz',
    'Olga',
    'Øyvind',
    'Ozan',
    'Sam',
    'ßen',
    'Szn',
    'zoe',
  ]);
  expect(rows.find((row) => row.name === 'Øyvind')?.section).toBe('O');
  expect(rows.find((row) => row.name === '(Otto)')?.section).toBe('O');
});

test('each filter shows those it names, and joins with a search', async () => {
  const conflict = { path: 'fileAs', base: null, mine: 'm', theirs: 't', at: '' };
  const { index } = await indexOf([
    putAccount(account(GOOGLE)),
    putAccount(account(MICROSOFT, 'microsoft')),
    agreed('plain', calledAs('Anna Plain')),
    agreed('star', { ...calledAs('Anna Star'), favorite: true }),
    agreed('other', calledAs('Bert Other'), { account: MICROSOFT }),
    agreed('both', calledAs('Cleo Both'), { person: 'p-both' as PersonId }),
    agreed(
      'both2',
      { ...calledAs('Cleo Both'), favorite: true },
      { person: 'p-both' as PersonId, account: MICROSOFT },
    ),
    put(contact('edited', { local: calledAs('Dora Edited') })),
    put(contact('new', { remoteId: null, base: null, local: calledAs('Emil New') })),
    put(contact('clash', { base: { fileAs: 't' }, local: { fileAs: 'm' }, conflicts: [conflict] })),
    put(contact('gone', { local: null })),
  ]);
  const by = (filter: ListFilter, text = '') => people(index, { filter, text });
  expect(by({ kind: 'all' })).toEqual(['plain', 'star', 'other', 'both', 'edited', 'new', 'clash']);
  expect(by({ kind: 'favorites' })).toEqual(['star', 'both']);
  expect(by({ kind: 'account', account: MICROSOFT })).toEqual(['other', 'both']);
  expect(by({ kind: 'account', account: 'nobody' as AccountId })).toEqual([]);
  expect(by({ kind: 'pending' })).toEqual(['edited', 'new']);
  expect(by({ kind: 'conflicts' })).toEqual(['clash']);
  expect(by({ kind: 'favorites' }, 'anna')).toEqual(['star']);
  expect(index.list(query({ filter: { kind: 'favorites' }, text: 'anna', from: 5, to: 9 }))).toMatchObject({
    total: 1,
    rows: [],
  });
  expect(index.list(query({ text: 'cleo' })).rows).toMatchObject([
    { accounts: [GOOGLE, MICROSOFT], favorite: true, pending: false, conflicts: 0, problem: false },
  ]);
});

const ADA: ContactFields = {
  name: { given: 'Renée', family: 'Müller-Łoś', display: 'Renée Müller-Łoś' },
  nicknames: [{ id: 'n', value: 'İpek' }],
  phones: [
    { id: 'p', number: '+49 (030) 123-45/67' },
    { id: 'q', number: '０８０－１２３４' },
    { id: 'r', number: '555.867.5309', label: 'Ferienhaus' },
  ],
  emails: [{ id: 'e', address: 'Ada.Lovelace@Example.ORG' }],
  notes: { text: 'met at the ﬁnal straße\nof the strike' },
  organizations: [{ id: 'o', name: 'ｶﾞｰﾃﾞﾝ株式会社', department: 'ＡＢＣ' }],
  addresses: [{ id: 'a', city: 'Санкт-Петербург', street: 'улица Йошкина Ёлка' }],
  relations: [{ id: 'x', name: 'مُحَمَّد أحمد' }],
  customFields: [{ id: 'c', key: 'Blutgruppe', value: '김치 山田太郎' }],
  labels: [{ id: 'l', ref: 'contactGroups/abc' }],
};

test.each([
  ['accents, in the text and not', 'renee'],
  ['accents, in the query only', 'rénéé'],
  ['case', 'RENÉE'],
  ['composed otherwise', 'Rene\u0301e'],
  ['umlauts', 'muller'],
  ['a letter with a stroke', 'los'],
  ['a dotted capital', 'ipek'],
  ['a dotless small letter', 'ıpek'],
  ['sharp s', 'strasse'],
  ['sharp s as such', 'straße'],
  ['a ligature', 'final'],
  ['middle of a word', 'velac'],
  ['end of a word', 'example.org'],
  ['wide letters', 'abc'],
  ['wide letters in the query', 'ｒｅｎｅｅ'],
  ['narrow kana', 'ガーデン'],
  ['narrow kana in the query', 'ｶﾞｰﾃﾞﾝ'],
  ['Han, in the middle', '田太'],
  ['Hangul', '김치'],
  ['Cyrillic', 'петербург'],
  ['Cyrillic й as и', 'иошкин'],
  ['Cyrillic ё as е', 'елка'],
  ['Arabic without marks', 'محمد'],
  ['Arabic alef without hamza', 'احمد'],
  ['digits in a row', '030123'],
  ['digits across all separators', '4903012345'],
  ['with other separators', '030/12345'],
  ['with brackets', '(030)123'],
  ['with spaces between', '030 123 45'],
  ['with plus', '+49'],
  ['with dots', '867.53'],
  ['dots as hyphens', '867-5309'],
  ['wide digits', '080'],
  ['wide digits and hyphen in the query', '０８０－１２３'],
  ['a label of one’s own', 'ferien'],
  ['a custom field', 'blutgr'],
  ['several words in any order', 'müller renee 030'],
  ['words of different fields', 'ada петер'],
  ['words around spaces of any kind', '  renee\u3000\u00a0\tmuller\n'],
])('search finds by %s (%s)', async (_what, text) => {
  const { index } = await indexOf([
    agreed('ada', ADA),
    agreed('decoy', { name: { display: 'Quentin Zweig' }, phones: [{ id: 'p', number: '7 7 7' }] }),
  ]);
  expect(people(index, { text })).toEqual(['ada']);
});

test.each([
  ['a word that is nowhere', 'renee nobody'],
  ['a word across two fields', 'losada'],
  ['digits in another order', '1230'],
  ['two digits that only separators make adjacent', '5-4'],
  ['the number of another field’s end and the next one’s start', '67080'],
])('search does not find by %s (%s)', async (_what, text) => {
  const { index } = await indexOf([agreed('ada', ADA)]);
  expect(people(index, { text })).toEqual([]);
});

test('a search of nothing but space shows everyone; ids, kinds and what is deleted here are no text', async () => {
  const { index } = await indexOf([
    agreed('c1', { emails: [{ id: 'secretid', address: 'x@y', kind: 'work' }] }),
    put(contact('c2', { base: calledAs('Gone Girl'), local: null })),
  ]);
  expect(people(index, { text: ' \u3000 ' })).toEqual(['c1']);
  for (const text of ['secretid', 'gone', 'girl']) expect(people(index, { text })).toEqual([]);
});

test('a person is found by any of their contacts', async () => {
  const person = 'p-one' as PersonId;
  const { index } = await indexOf([
    agreed('g', calledAs('Ada'), { person }),
    agreed('m', { emails: [{ id: 'e', address: 'ada@work.test' }] }, { person, account: MICROSOFT }),
  ]);
  expect(people(index, { text: 'ada@work' })).toEqual(['one']);
  expect(people(index, { text: 'work.test ada' })).toEqual(['one']);
});

test('pending counts contacts whose cloud is to be told, and not what it cannot hold', async () => {
  const { book, index } = await indexOf(
    [
      agreed('same', calledAs('Same')),
      put(contact('edited', { local: calledAs('New name') })),
      put(contact('made', { remoteId: null, base: null })),
      put(contact('gone', { local: null })),
      put(contact('unsent', { remoteId: null, base: null, local: null, createSent: true })),
      put(contact('unheld', { base: calledAs('U'), local: { ...calledAs('U'), gender: { value: 'x' } } })),
    ],
    () =>
      ({ gender: _gender, ...fields }) =>
        fields,
  );
  expect(index.pendingCount()).toBe(4);
  book.transaction([agreed('edited', calledAs('New name'))]);
  expect(index.pendingCount()).toBe(3);
  book.transaction([{ kind: 'dropContact', id: 'gone' as ContactId }]);
  expect(index.pendingCount()).toBe(2);
  book.transaction([
    put(contact('twice', { local: calledAs('Twice') })),
    { kind: 'dropContact', id: 'twice' as ContactId },
  ]);
  expect(index.pendingCount()).toBe(2);
  book.transaction([put(contact('late', { local: calledAs('Late') })), { kind: 'dropAccount', id: GOOGLE }]);
  expect(index.pendingCount()).toBe(0);
  expect(people(index)).toEqual([]);
});

test('a contact that becomes another person’s leaves the former one', async () => {
  const { book, index } = await indexOf([agreed('c1', calledAs('Ada')), agreed('c2', calledAs('Bob'))]);
  book.transaction([agreed('c2', calledAs('Bob'), { person: 'p-c1' as PersonId })]);
  expect(people(index)).toEqual(['c1']);
  expect(people(index, { text: 'bob' })).toEqual(['c1']);
});

test('once a list is shown, who changed is looked at before anybody asks again', async () => {
  const { book, index } = await indexOf([agreed('a', calledAs('Ada'))]);
  index.list(query());
  book.transaction([agreed('b', calledAs('Bert'))]);
  await othersTurn();
  const lookedUp = vi.spyOn(book, 'contactsOfPerson');
  expect(people(index)).toEqual(['a', 'b']);
  expect(lookedUp).not.toHaveBeenCalled();
  book.transaction([agreed('c', calledAs('Carl'))]);
  expect(people(index), 'nor does anybody have to wait for it').toEqual(['a', 'b', 'c']);
});

test('a closed index hears of nothing more', async () => {
  const { book, index } = await indexOf([agreed('c1', calledAs('Ada'))]);
  index.close();
  book.transaction([agreed('c2', calledAs('Bob'))]);
  expect(people(index)).toEqual(['c1']);
});

const idOf = (of: AccountId, ref: string): LabelId => categoryId(of, ref, () => false);

const NAMES = ['Ada', 'ada', 'Änne', 'Øle', 'Ole', '山田', '7up', ''] as const;
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({
        n: fc.nat(7),
        person: fc.nat(4),
        name: fc.constantFrom(...NAMES),
        favorite: fc.boolean(),
        as: fc.constantFrom('agreed', 'edited', 'deleted', 'new', 'unheld'),
        labels: fc.subarray(['red', 'green']),
      })
      .map(({ n, person, name, favorite, as, labels }): Change => {
        const of = n % 2 === 0 ? GOOGLE : MICROSOFT;
        const base: ContactFields = {
          ...(name === '' ? {} : { name: { display: name } }),
          ...(favorite ? { favorite } : {}),
          notes: { text: 'n' },
          labels: labels.map((ref) => ({ id: ref, ref })),
        };
        const local =
          as === 'deleted'
            ? null
            : as === 'edited'
              ? { ...base, fileAs: 'x' }
              : as === 'unheld'
                ? { ...base, gender: { value: 'x' } }
                : base;
        return put(
          contact(`c${n}`, {
            account: of,
            person: `p-${person}` as PersonId,
            base: as === 'new' ? null : base,
            local,
            remoteId: as === 'new' ? null : `r${n}`,
            changedAt: new Date(
              Date.UTC(2026, 0, 1 + ((n * 7 + person * 3 + name.length) % 20)),
            ).toISOString(),
          }),
        );
      }),
  },
  { weight: 2, arbitrary: fc.nat(7).map((n): Change => ({ kind: 'dropContact', id: `c${n}` as ContactId })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(GOOGLE, MICROSOFT).map((id): Change => ({ kind: 'dropAccount', id })),
  },
);

test('kept up by change, the list equals one built anew', async () => {
  const hold: HoldOf =
    () =>
    ({ gender: _gender, ...fields }) =>
      fields;
  const queries = [
    ...(['all', 'favorites', 'pending', 'conflicts'] as const).map((kind) => query({ filter: { kind } })),
    query({ filter: { kind: 'account', account: MICROSOFT } }),
    ...[GOOGLE, MICROSOFT].flatMap((id) =>
      ['red', 'green'].map((ref) => query({ filter: { kind: 'label', label: idOf(id, ref) } })),
    ),
    ...['a', 'ol', '山', '7', 'n'].map((text) => query({ text })),
    ...['', 'a'].map((text) => query({ text, filter: { kind: 'recent' } })),
    query({ text: 'a', filter: { kind: 'search', text: '-has:label' } }),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyChange, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 15 }),
      async (transactions) => {
        const book = await open(freshFolder());
        book.transaction([putAccount(account(GOOGLE)), putAccount(account(MICROSOFT, 'microsoft'))]);
        const kept = createPersonIndex(book, hold);
        for (const changes of transactions) {
          book.transaction(changes);
          const anew = createPersonIndex(book, hold);
          for (const each of queries) {
            expect(kept.list(each)).toEqual(anew.list(each));
            expect(kept.sections(each)).toEqual(anew.sections(each));
          }
          expect(kept.pendingCount()).toBe(anew.pendingCount());
          for (const id of [GOOGLE, MICROSOFT]) {
            expect(kept.labels.refs(id).toSorted()).toEqual(anew.labels.refs(id).toSorted());
            for (const ref of ['red', 'green'])
              expect([...kept.labels.carriers({ account: id, ref })].sort()).toEqual(
                book
                  .contactsOf(id)
                  .filter(({ local }) => carries(local, ref))
                  .map((record) => record.id)
                  .sort(),
              );
          }
          anew.close();
        }
        await book.close();
      },
    ),
    { seed: 20261121, numRuns: 60 },
  );
});
