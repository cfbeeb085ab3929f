// Owns: that a text which nobody could see is none, whoever sends it.
// Leaves to others: everything else that commands take (store-arguments.test.ts).
import { expect, test } from 'vitest';
import { parseFields } from '../../main/handlers/arguments.ts';

test('a text of nothing but spaces is none, and spaces beside a word stay', () => {
  expect(
    parseFields({
      name: { given: '   ', family: ' Lovelace ' },
      fileAs: '\t',
      phones: [{ number: '\u3000', label: ' \n' }],
      notes: { text: 'a\n\n b ' },
    }),
  ).toEqual({
    name: { given: '', family: ' Lovelace ' },
    fileAs: '',
    phones: [{ number: '', label: '' }],
    notes: { text: 'a\n\n b ' },
  });
});
