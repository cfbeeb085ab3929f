// Owns: whom a query finds and in which order they come: ranks, filters, typos, scripts, also while the book changes.
// Leaves to others: the index against a naive look (search-index.test.ts), windows and list filters (person-index.test.ts).
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContactId, LabelId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { Label } from '../../../main/core/label.ts';
import { parseQuery } from '../../../main/core/search-query.ts';
import { formsOf, searchText } from '../../../main/core/search.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { Change } from '../../../main/store/book-format.ts';
import type { Book } from '../../../main/store/book.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import type { PersonIndex } from '../../../main/store/person-index.ts';
import { account, contact, freshFolder, GOOGLE, MICROSOFT, open, put, putAccount } from './shelf.ts';

const agreed = (id: string, fields: ContactFields, changes: Partial<ContactRecord> = {}): Change =>
  put(contact(id, { base: fields, local: fields, ...changes }));
const called = (display: string, more: ContactFields = {}): ContactFields => ({ name: { display }, ...more });
const working = (name: string): ContactFields => ({ organizations: [{ id: 'o', name }] });

async function indexOf(
  changes: readonly Change[],
): Promise<{ readonly book: Book; readonly index: PersonIndex }> {
  const book = await open(freshFolder());
  book.transaction([putAccount(account(GOOGLE)), putAccount(account(MICROSOFT, 'microsoft')), ...changes]);
  return { book, index: createPersonIndex(book, () => (fields) => fields) };
}

const find = (index: PersonIndex, text: string): readonly string[] => {
  const { rows, total } = index.list({ text, filter: { kind: 'all' }, from: 0, to: 5000 });
  expect(total).toBe(rows.length);
  return rows.map((row) => row.id.slice(2));
};

test('names that begin so come first, then words of names, then words elsewhere, then middles of words, each in list order', async () => {
  const { index } = await indexOf([
    agreed('middle', called('Adam Tamara')),
    agreed('elsewhere2', called('Zed', working('Mara & Sons'))),
    agreed('elsewhere', called('Abel', { notes: { text: 'knows mara' } })),
    agreed('inName', called('Carl Marason')),
    agreed('given', { name: { given: '真', family: 'まら', display: 'まら真' } }),
    agreed('nick', called('Bo', { nicknames: [{ id: 'n', value: 'Mara' }] })),
    agreed('first2', called('Mara Z')),
    agreed('first', called('mära A')),
  ]);
  expect(find(index, 'mara')).toEqual([
    'first',
    'first2',
    'nick',
    'inName',
    'elsewhere',
    'elsewhere2',
    'middle',
  ]);
  expect(find(index, 'm').slice(0, 4)).toEqual(['first', 'first2', 'nick', 'inName']);
  expect(find(index, 'ma').slice(0, 4)).toEqual(['first', 'first2', 'nick', 'inName']);
  expect(find(index, 'mara z')).toEqual(['first2', 'elsewhere2']);
  expect(find(index, 'z mara')).toEqual(['first2', 'elsewhere2']);
  expect(find(index, '真')).toEqual(['given']);
});

test('windows over a ranked list join without gap or overlap', async () => {
  const { index } = await indexOf(
    Array.from({ length: 40 }, (_none, n) =>
      agreed(`c${n}`, called(['Anna', 'Bo Anna', 'Johanna', 'Zed'][n % 4]!, working('Anna Ltd'))),
    ),
  );
  const whole = find(index, 'anna');
  const windows = Array.from({ length: 14 }, (_none, n) =>
    index
      .list({ text: 'anna', filter: { kind: 'all' }, from: n * 3, to: n * 3 + 3 })
      .rows.map((row) => row.id.slice(2)),
  ).flat();
  expect(windows).toEqual(whole);
  expect(new Set(whole).size).toBe(40);
});

const CARDS: Readonly<Record<string, ContactFields>> = {
  ada: called('Ada', {
    emails: [{ id: 'e', address: 'bob@ada.example', label: 'Ferien' }],
    phones: [{ id: 'p', number: '+49 30 123-456' }],
    birthday: { date: { year: 1984, month: 5, day: 4 } },
    ...working('Foo Bar AG'),
    labels: [{ id: 'l', ref: 'g1' }],
  }),
  bob: called('Bob', {
    notes: { text: 'ada.example\nfoo bar' },
    addresses: [{ id: 'a', city: 'Foo' }],
    labels: [{ id: 'l', ref: 'Boat' }],
  }),
};
const LABEL: Label = {
  id: 'L1' as LabelId,
  account: GOOGLE,
  ref: 'g1',
  etag: null,
  kind: 'user',
  base: 'Früh stücker',
  name: 'Früh stücker',
  createKey: null,
  createSent: false,
  problem: null,
} as unknown as Label;

test.each([
  ['email:ada', ['ada']],
  ['email:bob ada', ['ada']],
  ['email:ferien', ['ada']],
  ['note:ada', ['bob']],
  ['phone:30123', ['ada']],
  ['phone:123-4', ['ada']],
  ['phone:84', []],
  ['org:foo', ['ada']],
  ['org:"foo bar"', ['ada']],
  ['address:FOO', ['bob']],
  ['name:bob', ['bob']],
  ['birthday:1984-05', ['ada']],
  ['1984-05-04', ['ada']],
  ['has:email', ['ada']],
  ['has:phone', ['ada']],
  ['has:birthday', ['ada']],
  ['has:note', ['bob']],
  ['has:label', ['ada', 'bob']],
  ['has:photo', ['bob']],
  ['label:stuck', ['ada']],
  ['label:boat', ['bob']],
  ['label:g1', []],
  ['label:nobody', []],
  ['fruh', ['ada']],
  ['account:micro', ['bob']],
  ['account:google', ['ada']],
  [`account:${MICROSOFT}@kith`, ['bob']],
  ['account:other', []],
  ['"foo bar"', ['ada', 'bob']],
  ['"bar foo"', []],
  ['email: ada', ['ada', 'bob']],
  ['foo:bar', []],
  ['has:email has:note', []],
  ['foo -bob', []],
  ['foo -ferien', ['bob']],
  ['foo -fruh', ['bob']],
  ['foo -"foo bar ag"', ['bob']],
  ['-"bar foo"', ['ada', 'bob']],
] as const)('the query %s finds whom it names', async (text, expected) => {
  const photo = { there: null, here: 'hash', pending: null, problem: null };
  const { index } = await indexOf([
    { kind: 'putLabel', label: LABEL },
    agreed('ada', CARDS['ada']!),
    agreed('bob', CARDS['bob']!, { account: MICROSOFT, photo, remoteId: null }),
  ]);
  expect(find(index, text)).toEqual(expected);
});

test('a label found by name is found by its new name once it was renamed', async () => {
  const { book, index } = await indexOf([{ kind: 'putLabel', label: LABEL }, agreed('ada', CARDS['ada']!)]);
  expect(find(index, 'choir')).toEqual([]);
  book.transaction([{ kind: 'putLabel', label: { ...LABEL, name: 'Choir' } }]);
  expect(find(index, 'choir')).toEqual(['ada']);
  expect(find(index, 'fruh')).toEqual([]);
});

test('typos are looked for where nothing matches as typed, in names and organizations, within every other condition', async () => {
  const { index } = await indexOf([
    agreed('maria', called('Maria Bergmann', working('Logistics'))),
    agreed('marie', called('Marie Huber', { notes: { text: 'telescope' } })),
    agreed('marla', called('Marla Kunz')),
    agreed('ivan', called('Сергей Иванов')),
  ]);
  expect(find(index, 'marai')).toEqual(['maria', 'marie']);
  expect(find(index, 'bregman')).toEqual(['maria']);
  expect(find(index, 'bregmnan')).toEqual(['maria']);
  expect(find(index, 'brxgmnxn')).toEqual([]);
  expect(find(index, 'logsitics')).toEqual(['maria']);
  expect(find(index, 'telescpoe')).toEqual([]);
  expect(find(index, 'сегрей')).toEqual(['ivan']);
  expect(find(index, 'kunx')).toEqual(['marla']);
  expect(find(index, 'kux')).toEqual([]);
  expect(find(index, 'maria')).toEqual(['maria']);
  expect(find(index, 'marai huber')).toEqual(['marie']);
  expect(find(index, 'mraie note:telescope')).toEqual(['marie']);
});

test.each([
  ['apostrophes', 'O’Brien', "o'brien"],
  ['accents typed as apostrophes', "O'Brien", 'o´brien'],
  ['dashes', 'Anne–Marie', 'anne-marie'],
  ['both alphabets of Japanese', 'マリ', 'まり'],
  ['ligatures', 'Lætitia Cœur', 'laetitia coeur'],
  ['Icelandic letters', 'Þórður', 'thordur'],
  ['digits of Arabic', '٠٥٠ ١٢٣', '050 123'],
  ['digits of Persian', '۰۵۰', '050'],
  ['spellings of Arabic', 'فاطمة', 'فاطمه'],
  ['letters of Persian', 'علی', 'علي'],
  ['stretched words of Arabic', 'محـــمد', 'محمد'],
])('%s are found as people type them, and the other way round', async (_what, one, other) => {
  const { index } = await indexOf([
    agreed('one', called(one)),
    agreed('other', called('Zed', { notes: { text: other } })),
  ]);
  for (const text of [one, other]) expect(find(index, text)).toEqual(['one', 'other']);
});

test('a number in Arabic digits is found by its digits in a row', async () => {
  const { index } = await indexOf([agreed('a', { phones: [{ id: 'p', number: '٠٥٠ ١٢٣ ٤٥٦٧' }] })]);
  expect(find(index, '0501234567')).toEqual(['a']);
});

test('a note of a hundred thousand dashes is looked into like any other', async () => {
  const { index } = await indexOf([
    agreed('a', called('Ada', { notes: { text: `x ${'-'.repeat(100_000)}` } })),
    agreed('b', called('Bob')),
  ]);
  expect(find(index, '-')).toEqual(['a']);
  expect(find(index, '--')).toEqual(['a']);
});

test('whole words come before middles of words also where more is asked than answers are kept', async () => {
  const words = Array.from({ length: 20 }, (_none, n) => `${100 + n}-${n % 10}`);
  const { index } = await indexOf([
    agreed('middle', called('Adam', { notes: { text: words.map((word) => `x${word}`).join(' ') } })),
    agreed('whole', called('Zed', { notes: { text: words.join(' ') } })),
  ]);
  expect(find(index, words.join(' '))).toEqual(['whole', 'middle']);
});

test('what was typed before an edit is answered anew after it, also of texts that were never asked for', async () => {
  const { book, index } = await indexOf([agreed('a', called('Anna')), agreed('b', called('Bert'))]);
  expect(find(index, 'anna')).toEqual(['a']);
  book.transaction([agreed('a', called('Zoe')), agreed('c', called('Annabel'))]);
  expect(find(index, 'anna')).toEqual(['c']);
  expect(find(index, 'zoe')).toEqual(['a']);
  book.transaction([{ kind: 'dropContact', id: 'c' as ContactId }]);
  expect(find(index, 'anna')).toEqual([]);
  book.transaction([agreed('d', called('Ann'))]);
  expect(find(index, 'ann')).toEqual(['d']);
});

const NAMES = ['Ada Byron', 'Änne Berg', 'Ole Øst', '山田太郎', 'Иван Й', 'محمد', '7up', 'Bergado'] as const;
const anyPut = fc
  .record({
    n: fc.nat(2500),
    person: fc.nat(2500),
    name: fc.constantFrom(...NAMES),
    note: fc.constantFrom(...NAMES),
    gone: fc.nat(5),
  })
  .map(({ n, person, name, note, gone }): Change =>
    gone === 0
      ? { kind: 'dropContact', id: `c${n}` as ContactId }
      : agreed(`c${n}`, called(name, { notes: { text: note } }), { person: `p-${person}` as PersonId }),
  );

test('a book that grew past every size for which columns are chosen finds what a look at every contact finds', async () => {
  const everyone = Array.from({ length: 1200 }, (_none, n) =>
    agreed(`c${n}`, called(`${NAMES[n % 8]!} ${n % 97}`, working(`Firm ${n % 13}`)), {
      person: `p-${n}` as PersonId,
    }),
  );
  const { book, index } = await indexOf(everyone.slice(0, 40));
  const words = ['a', 'be', 'ber', 'berg', 'firm', 'irm 1', '山', '山田', 'ив', 'محم', '97', 'o', 'ada 9'];
  const look = (): void => {
    for (const word of words) {
      const expected = new Set(
        [...book.contacts()]
          .filter(({ local }) =>
            parseQuery(word).words.every((each) =>
              formsOf(each).some((form) => searchText(local!).includes(form)),
            ),
          )
          .map((record) => record.person.slice(2)),
      );
      expect([word, new Set(find(index, word))]).toEqual([word, expected]);
    }
  };
  look();
  book.transaction(everyone);
  look();
  // The texts of the doubled book are taken in while nobody asks.
  book.transaction(
    everyone.map((change, n) =>
      agreed(`d${n}`, (change as { record: ContactRecord }).record.local!, { person: `p-d${n}` as PersonId }),
    ),
  );
  index.list({ text: '', filter: { kind: 'all' }, from: 0, to: 50 });
  for (let n = 0; n < 30; n++) {
    await turn();
    if (n === 3) book.transaction([agreed('c5', called('Berggasse'))]);
  }
  look();
  fc.assert(
    fc.property(fc.array(anyPut, { minLength: 1, maxLength: 200 }), (changes) => {
      book.transaction(changes);
      look();
    }),
    { seed: 20261121, numRuns: 5 },
  );
  index.close();
});

test('conflicts are counted as they come and go', async () => {
  const conflict = { path: 'fileAs', base: null, mine: 'm', theirs: 't', at: '' };
  const { book, index } = await indexOf([
    agreed('a', called('A'), { conflicts: [conflict, { ...conflict, path: 'name.given' }] }),
    agreed('b', called('B'), { conflicts: [conflict] }),
  ]);
  expect(index.conflictCount()).toBe(3);
  book.transaction([agreed('a', called('A'), { conflicts: [conflict] })]);
  expect(index.conflictCount()).toBe(2);
  book.transaction([{ kind: 'dropContact', id: 'b' as ContactId }]);
  expect(index.conflictCount()).toBe(1);
  book.transaction([{ kind: 'dropAccount', id: GOOGLE }]);
  expect(index.conflictCount()).toBe(0);
});

test('pending changes are counted by account', async () => {
  const { book, index } = await indexOf([
    put(contact('a', { local: called('New') })),
    put(contact('b', { local: called('New'), account: MICROSOFT })),
    put(contact('c', { local: called('New'), account: MICROSOFT })),
  ]);
  expect([index.pendingCount(GOOGLE), index.pendingCount(MICROSOFT), index.pendingCount()]).toEqual([
    1, 2, 3,
  ]);
  book.transaction([agreed('b', called('B'), { account: MICROSOFT })]);
  book.transaction([{ kind: 'dropContact', id: 'a' as ContactId }]);
  expect([index.pendingCount(GOOGLE), index.pendingCount(MICROSOFT), index.pendingCount()]).toEqual([
    0, 1, 1,
  ]);
});
