// Owns: that the search index finds what a look into every text finds, after any history of changes, in any script.
// Leaves to others: queries and lists (person-search.test.ts), folding (fold.test.ts).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bits } from '../../../main/core/bits.ts';
import { countBits, slotsIn } from '../../../main/core/bits.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { plainPlan, planColumns } from '../../../main/core/search-columns.ts';
import { createTextIndex } from '../../../main/core/search-index.ts';
import type { TextIndex } from '../../../main/core/search-index.ts';
import { createWordList } from '../../../main/core/search-typos.ts';
import {
  formsOf,
  isMark,
  markOf,
  NAME_FIELDS,
  partsWords,
  searchText,
  textBuffer,
  writeFields,
} from '../../../main/core/search.ts';
import type { SearchField } from '../../../main/core/search.ts';
import { createTextStore, textBytes } from '../../../main/core/text-store.ts';

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
const EVERYONE = new Uint32Array(64).fill(0xffffffff);

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

function expectSame(index: TextIndex, texts: readonly string[], word: string): void {
  expect([word, found(index.find(word))]).toEqual([word, naive(texts, word, null)]);
  for (const fields of [['emails'], ['phones', 'digits'], ['name', 'notes']] as const)
    expect([word, fields, found(index.findIn(word, fields))]).toEqual([
      word,
      fields,
      naive(texts, word, fields),
    ]);
  const among = index.find(word);
  for (const [candidates, fields] of [
    [index.startingName(word, among), NAME_FIELDS],
    [index.startingWord(word, among), null],
  ] as const)
    expect([word, fields, found(candidates.bits).filter(candidates.passes)]).toEqual([
      word,
      fields,
      naive(texts, word, fields, true),
    ]);
}

test('after any puts and removes it finds what a look into every text finds, whatever columns were planned', () => {
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
      fc.nat(2),
      (puts, words, planned) => {
        const sample = puts
          .slice(0, planned * 20)
          .flatMap(([, fields]) => (fields === null ? [] : [searchText(fields)]));
        const index = createTextIndex(planned === 0 ? plainPlan() : planColumns(sample), createWordList());
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

test('it grows over many slots, and sets of more slots than it has are no trouble', () => {
  const index = createTextIndex(plainPlan(), createWordList());
  const texts: string[] = [];
  for (let slot = 0; slot < 1100; slot++) {
    const fields = { notes: { text: `n${slot}` } };
    texts[slot] = searchText(fields);
    index.put(slot, written(fields));
  }
  for (const word of ['n7', 'n1099', '51']) expectSame(index, texts, word);
  expect(countBits(index.find('n'))).toBe(1100);
  expect(found(index.startingWord('n', EVERYONE.slice()).bits)).toHaveLength(1100);
});

test('texts that grow and shrink, and move together once most of what is kept is old, stay whole', () => {
  const store = createTextStore();
  const text = (letters: string) => ({
    codes: Uint16Array.from({ length: letters.length }, (_none, at) => letters.charCodeAt(at)),
    length: letters.length,
  });
  const sizeAt = (slot: number, round: number) => ((slot * 7 + round * 31) % 90) + round;
  for (let round = 0; round < 40; round++)
    for (let slot = 0; slot < 60; slot++) {
      const letters = `<${slot}:${round}>山é`.repeat(sizeAt(slot, round));
      store.put(slot, text(slot % 9 === round % 9 ? '' : letters));
    }
  for (let slot = 0; slot < 60; slot++) {
    const isEmpty = slot % 9 === 39 % 9;
    expect(store.has(slot)).toBe(!isEmpty);
    expect(store.includes(slot, textBytes(`<${slot}:39>山é`))).toBe(!isEmpty);
    for (const other of [`:38>`, `<${slot + 1}:`, `>山e`])
      expect([other, store.includes(slot, textBytes(other))]).toEqual([other, false]);
  }
});
