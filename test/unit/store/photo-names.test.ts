// Owns: which photos the kept receipts and journals of a book name, plain and encrypted.
// Leaves to others: what is cleared away (photos.test.ts), how long journals are kept (history-files.test.ts).
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { byPerson } from '../../../main/core/history.ts';
import { namedInPast } from '../../../main/store/photo-names.ts';
import { openPhotos, photoHash } from '../../../main/store/photos.ts';
import type { OpenBook } from '../../../main/store/book.ts';
import { account, contact, GOOGLE, put, putAccount } from './shelf.ts';
import { freshProfile, openIn, turnOn } from './sealed-shelf.ts';
import type { Profile } from './sealed-shelf.ts';

const hashOf = (text: string) => photoHash(Buffer.from(text));
const shown = (here: string | null) => ({ there: null, here, pending: null, problem: null });
const none = { photos: () => new Set<string>() };
const named = ({ folder }: Profile, book: OpenBook, receipts = none) =>
  namedInPast(folder, receipts, book.vault);

/** A book in which a contact's photo was agreed on, replaced and removed. */
async function withRemovedPhoto(profile: Profile): Promise<OpenBook> {
  const book = await openIn(profile);
  book.transaction([putAccount(account(GOOGLE)), put(contact('c1', { photo: shown(hashOf('first')) }))]);
  const second = { ...shown(hashOf('second')), pending: 'set', base: hashOf('agreed') } as const;
  book.transaction([put(contact('c1', { photo: second }))], byPerson('photos.set'));
  book.transaction([put(contact('c1', { photo: shown(null) }))], byPerson('photos.remove'));
  return book;
}

test.each([
  ['plain', false],
  ['encrypted', true],
])('every photo that a kept journal of a %s book tells of is named', async (_how, isEncrypted) => {
  const profile = freshProfile();
  const book = await withRemovedPhoto(profile);
  if (isEncrypted) await turnOn(book);
  const isNamed = named(profile, book);
  expect(['first', 'second', 'agreed', 'another'].map((text) => isNamed(hashOf(text)))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('journals are not read for what a receipt names', async () => {
  const profile = freshProfile();
  const book = await withRemovedPhoto(profile);
  const receipts = { photos: () => new Set([hashOf('received')]) };
  const nowhere = { ...profile, folder: join(profile.folder, 'nowhere') };
  expect(named(nowhere, book, receipts)(hashOf('received'))).toBe(true);
  expect(() => named(nowhere, book, receipts)(hashOf('first'))).toThrow();
});

test('a removed photo that undo reaches stays, whatever time its file has, in an encrypted book too', async () => {
  const profile = freshProfile();
  const book = await withRemovedPhoto(profile);
  await turnOn(book);
  const photos = (now: number) =>
    openPhotos(join(profile.folder, 'photos'), () => false, now, named(profile, book), book.vault);
  const [kept, gone] = ['first', 'another'].map((text) => photos(Date.now()).put(Buffer.from(text)));
  const after = photos(Date.now() + 400 * 24 * 60 * 60_000);
  expect([after.get(kept!), after.get(gone!)]).toEqual([Buffer.from('first'), null]);
});
