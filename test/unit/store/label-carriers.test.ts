// Owns: which contacts a label's id means. Leaves to others: that counts keep up with changes (person-index.test.ts).
import { expect, test } from 'vitest';
import type { LabelId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { Change } from '../../../main/store/book-format.ts';
import { createPersonIndex } from '../../../main/store/person-index.ts';
import { contact, freshFolder, GOOGLE, MICROSOFT, open, put } from './shelf.ts';

test('a label is found by the id of its record, or by one that follows from its account and name', async () => {
  const label = (id: string, ref: string): Change => ({
    kind: 'putLabel',
    label: {
      ...{ id: id as LabelId, account: GOOGLE, ref, etag: null },
      ...{ base: ref, name: ref, kind: 'user', problem: null },
    },
  });
  const of = (...refs: readonly string[]): ContactFields => ({
    labels: refs.map((ref) => ({ id: ref, ref })),
  });
  const carrying = (id: string, refs: ContactFields, of = GOOGLE) =>
    put(contact(id, { base: refs, local: refs, account: of }));
  const book = await open(freshFolder());
  book.transaction([
    carrying('both', of('red', 'green')),
    carrying('green', of('green')),
    carrying('other', of('green'), MICROSOFT),
    put(contact('gone', { base: of('red'), local: null })),
    label('stored', 'red'),
  ]);
  const index = createPersonIndex(book, () => (fields) => fields);
  const by = (id: LabelId) =>
    index
      .list({ text: '', filter: { kind: 'label', label: id }, from: 0, to: 10 })
      .rows.map((row) => row.id.slice(2));
  expect(by('stored' as LabelId)).toEqual(['both']);
  const green = index.labels.idOf({ account: GOOGLE, ref: 'green' });
  expect(by(green).toSorted()).toEqual(['both', 'green']);
  expect(by(index.labels.idOf({ account: MICROSOFT, ref: 'green' }))).toEqual(['other']);
  expect(by('nobody' as LabelId)).toEqual([]);
  // A record that was renamed keeps its id, which then is not the one of the former name any more.
  book.transaction([label(green, 'blue')]);
  expect(by(green)).toEqual([]);
  expect(by(index.labels.idOf({ account: GOOGLE, ref: 'green' })).toSorted()).toEqual(['both', 'green']);
});
