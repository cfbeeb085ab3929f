// Owns: that the search index finds what a look into every text finds, after any history of changes, in any script.
// Leaves to others: queries and lists (person-search.test.ts), folding (fold.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bits } from '../../../main/core/bits.ts';
import { countBits, hasBit, slotsIn } from '../../../main/core/bits.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { createTextIndex } from '../../../main/core/search-index.ts';
import type { TextIndex } from '../../../main/core/search-index.ts';
import { createWordList } from '../../../main/core/search-typos.ts';
import {
  formsOf,
  isMark,
  markOf,
  NAME_FIELDS,
  searchText,
  textBuffer,
  writeFields,
} from '../../../main/core/search.ts';
import { partsWords } from '../../../main/core/search-parts.ts';
import type { SearchField } from '../../../main/core/search.ts';
import { startSearchEngine } from '../../../main/store/search-engine.ts';
import { drained } from '../../support/drained.ts';

const UNITS = [
  'a',
  'b',
  'an',
  'na',
  'é',
  'ß',
  '1',
  '23',
  'й',
  'ив',
  '山',
  '田',
  '太',
  'م',
  'ح',
  ' ',
  '-',
  '.',
  '𠮷',
  '한',
];
const value = fc.string({ unit: fc.constantFrom(...UNITS), minLength: 1, maxLength: 9 });
const anyFields: fc.Arbitrary<ContactFields> = fc
  .record({
    given: value,
    family: value,
    mail: value,
    number: value,
    note: value,
    city: value,
    has: fc.nat(63),
  })
  .map(({ given, family, mail, number, note, city, has }) => ({
    ...(has & 1 ? { name: { given, family, display: `${given} ${family}` } } : {}),
    ...(has & 2 ? { emails: [{ id: 'e', address: mail }] } : {}),
    ...(has & 4 ? { phones: [{ id: 'p', number }] } : {}),
    ...(has & 8 ? { notes: { text: `${note}\n${family}` } } : {}),
    ...(has & 16 ? { addresses: [{ id: 'a', city, label: given }] } : {}),
    ...(has & 32 ? { birthday: { date: { year: 1984, month: 5, day: 4 } } } : {}),
  }));

const written = (fields: ContactFields | null) => {
  const text = textBuffer();
  if (fields !== null) writeFields(text, fields);
  return text;
};

/** Values of a text with their marks, as a naive reader splits them. */
const valuesOf = (text: string): readonly { readonly mark: number; readonly value: string }[] => {
  const values: { mark: number; value: string }[] = [];
  for (const letter of text)
    if (isMark(letter.charCodeAt(0))) values.push({ mark: letter.charCodeAt(0), value: '' });
    else values.at(-1)!.value += letter;
  return values;
};
const begins = (text: string, word: string): boolean =>
  [...text].some((_letter, n, letters) => {
    const rest = letters.slice(n).join('');
    return (
      rest.startsWith(word) &&
      (n === 0 || letters[n - 1]!.length > 1 ? n === 0 : partsWords(letters[n - 1]!.charCodeAt(0)))
    );
  });

const found = (bits: Bits): readonly number[] => slotsIn(bits);

/** What a look into each text gives. */
function naive(
  texts: readonly string[],
  word: string,
  fields: readonly SearchField[] | null,
  starts = false,
) {
  const marks = fields?.map(markOf);
  return texts.flatMap((text, slot) => {
    const values = valuesOf(text).filter(({ mark }) => marks?.includes(mark) ?? true);
    const holds = (form: string) =>
      values.some((each) => (starts ? begins(each.value, form) : each.value.includes(form)));
    return formsOf(word).some(holds) ? [slot] : [];
  });
}

/** Those that a search of a word finds: anywhere, where words of the text begin, and where words of names do. */
function expectSame(index: TextIndex, texts: readonly string[], word: string): void {
  for (const fields of [undefined, ['emails'], ['phones', 'digits'], ['name', 'notes']] as const) {
    const { anywhere, starting, naming } = index.find(word, fields);
    const passes = (slot: number) => hasBit(starting.bits, slot) && (starting.passes?.(slot) ?? true);
    const names = NAME_FIELDS.filter(
      (name) => fields === undefined || fields.some((field) => field === name),
    );
    expect([word, fields, found(anywhere), found(starting.bits).filter(passes), found(naming)]).toEqual([
      word,
      fields,
      naive(texts, word, fields ?? null),
      naive(texts, word, fields ?? null, true),
      naive(texts, word, names, true),
    ]);
  }
}

test('after any puts and removes it finds what a look into every text finds, settled or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(40), fc.option(anyFields, { freq: 6 })), { minLength: 1, maxLength: 60 }),
      fc.array(
        fc.string({
          unit: fc.constantFrom(...UNITS.filter((unit) => unit !== ' ')),
          minLength: 1,
          maxLength: 4,
        }),
        {
          minLength: 4,
          maxLength: 12,
        },
      ),
      (puts, words) => {
        const index = createTextIndex(createWordList(), startSearchEngine());
        const texts: string[] = [];
        puts.forEach(([slot, fields], n) => {
          while (texts.length <= slot) texts.push('');
          texts[slot] = fields === null ? '' : searchText(fields);
          index.put(slot, written(fields));
          // Answers that are kept for the next keystroke must not outlive a change.
          if (n % 7 === 0) expectSame(index, texts, words[n % words.length]!);
        });
        for (const word of words.map((each) =>
          each.normalize('NFKD').replace(/\p{M}/gu, '').replace('ß', 'ss').normalize('NFC'),
        ))
          expectSame(index, texts, word);
        for (const field of ['name', 'emails', 'digits', 'birthday'] as const)
          expect(found(index.having([field]))).toEqual(
            texts.flatMap((text, slot) => (text.includes(String.fromCharCode(markOf(field))) ? [slot] : [])),
          );
      },
    ),
    { seed: 20261121, numRuns: 60 },
  );
});

test('what changes after it was settled is found by its last text alone, however often it changes', () => {
  const many = 300;
  const base = fc.sample(anyFields, { seed: 20261122, numRuns: many });
  const change = fc.record({ slot: fc.nat(many + 20), first: anyFields, then: fc.option(anyFields) });
  const changes = fc.array(fc.tuple(change, fc.nat(2)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(changes, changes, (before, after) => {
      const index = createTextIndex(createWordList(), startSearchEngine());
      const texts: string[] = [];
      const put = (slot: number, fields: ContactFields | null): void => {
        while (texts.length <= slot) texts.push('');
        texts[slot] = fields === null ? '' : searchText(fields);
        index.put(slot, written(fields));
      };
      base.forEach((fields, slot) => put(slot, fields));
      for (const round of [before, after]) {
        drained(index.settle(0));
        for (const [{ slot, first, then }, times] of round) {
          put(slot, first);
          for (let n = 0; n < times; n++) put(slot, then);
        }
        for (const word of ['a', 'b', 'an', 'na', 'й', '山田', 'م', '23']) expectSame(index, texts, word);
        // So many that settling has something to do.
        base.forEach((fields, slot) => put(slot, fields));
      }
    }),
    { seed: 20261122, numRuns: 20 },
  );
});

test('it grows over many slots, and sets of more slots than it has are no trouble', () => {
  const index = createTextIndex(createWordList(), startSearchEngine());
  const texts: string[] = [];
  const put = (slot: number): void => {
    const fields = { notes: { text: `n${slot}` } };
    texts[slot] = searchText(fields);
    index.put(slot, written(fields));
  };
  for (let slot = 0; slot < 1100; slot++) put(slot);
  for (const word of ['n7', 'n1099', '51']) expectSame(index, texts, word);
  // Far beyond all others.
  put(9000);
  expect(found(index.find('n9000').anywhere)).toEqual([9000]);
  expect(countBits(index.find('n').anywhere)).toBe(1101);
  expect(countBits(index.having(['notes']))).toBe(1101);
});

test('words that have the same pairs of letters again and again are found by what follows each', () => {
  const longer = (words: readonly string[]) =>
    words.flatMap((word) => ['a', 'b', 'x'].map((letter) => word + letter));
  const three = longer(longer(['a', 'b', 'x']));
  const words = longer(longer(longer(longer(three))));
  const texts: string[] = [];
  const index = createTextIndex(createWordList(), startSearchEngine());
  words.forEach((word, slot) => {
    const fields = { notes: { text: word } };
    texts[slot] = searchText(fields);
    index.put(slot, written(fields));
  });
  drained(index.settle(0));
  for (const form of [...three, ...longer(three), ...longer(longer(three))]) expectSame(index, texts, form);
});

test('of thousands of words those with a form are found, wherever in a word and beside whatever it stands', () => {
  // x and и are alike in their last five bits.
  const letters = ['a', 'b', 'x', 'z', 'и', '山'];
  const longer = (words: readonly string[]) =>
    words.flatMap((word) => letters.map((letter) => word + letter));
  const [two, three] = [longer(letters), longer(longer(letters))];
  const words = [...letters, ...two, ...three, ...longer(three), ...longer(longer(three)).slice(0, 300)];
  const texts: string[] = [];
  const index = createTextIndex(createWordList(), startSearchEngine());
  // Some words come in only after the others were put in order.
  for (let slot = 0; slot < words.length; slot += 3) {
    const [first, second, third] = words.slice(slot, slot + 3);
    const fields = {
      notes: { text: `${first}.${second} ${third}` },
      emails: [{ id: 'e', address: second! }],
    };
    texts[slot / 3] = searchText(fields);
    index.put(slot / 3, written(fields));
    if (slot === 1500) drained(index.settle(0));
  }
  const some = (forms: readonly string[]) => forms.filter((_form, n) => n % 4 === 0);
  const phrases = [
    'a.b',
    'aa.',
    '.aa',
    'ab.x',
    'и.山',
    'zи.',
    '.xa',
    'x.',
    '.z',
    'aab.a',
    'aa.b',
    'ab.aa',
    'ba.b',
  ];
  for (const form of [...letters, ...two, ...some(three), ...phrases]) expectSame(index, texts, form);
});

/** Words of one length that end alike, or whose letters weigh the same: what tells words apart must see more than that. */
const ALIKE = [
  'johanna rohanna',
  'donaudampfschifffahrt donaudampfsegelfahrtt',
  // 31 times the first letter and the second are the same sum.
  'ая ба',
  'aя bа',
];

test('words that are alike to whoever looks at a part of them, or at their sum, are told apart', () => {
  const words = ALIKE.flatMap((pair) => pair.split(' '));
  const index = createTextIndex(createWordList(), startSearchEngine());
  words.forEach((text, slot) => index.put(slot, written({ notes: { text } })));
  for (const [slot, word] of words.entries())
    expect([word, found(index.find(word).anywhere)]).toEqual([word, [slot]]);
});

test('words are told apart by each letter of theirs, however long they are', () => {
  // Each of these differs from a in one bit.
  const others = ['c', 'e', 'i', 'q'];
  const words = Array.from({ length: 15 }, (_none, n) => 'a'.repeat(n + 1)).flatMap((word) => [
    word,
    ...[...word].flatMap((_letter, at) =>
      others.map((other) => word.slice(0, at) + other + word.slice(at + 1)),
    ),
  ]);
  const index = createTextIndex(createWordList(), startSearchEngine());
  words.forEach((text, slot) => index.put(slot, written({ notes: { text } })));
  for (const word of words)
    expect([word, found(index.find(word).anywhere)]).toEqual([
      word,
      words.flatMap((other, slot) => (other.includes(word) ? [slot] : [])),
    ]);
});

test('each sequence of up to three digits is found wherever in a number it stands', () => {
  const numbers = ['1', '23', '456', '7890', '31415', '27182818', '00700'];
  const texts = numbers.map((number) => searchText({ notes: { text: `x ${number}` } }));
  const index = createTextIndex(createWordList(), startSearchEngine());
  numbers.forEach((number, slot) => index.put(slot, written({ notes: { text: `x ${number}` } })));
  for (const number of numbers)
    for (let from = 0; from < number.length; from++)
      for (let to = from + 1; to <= Math.min(from + 3, number.length); to++)
        expectSame(index, texts, number.slice(from, to));
  for (const absent of ['01', '46', '3145', '10']) expectSame(index, texts, absent);
});
