// Owns: that a switch of encryption that is cancelled leaves every file as it was before. Leaves to others: switches that go
// through (encryption.test.ts), crashes (every-crash-sealed.test.ts).
import { expect, test, vi } from 'vitest';
import type { OpenBook } from '../../../main/store/book.ts';
import { open, stateOf } from './shelf.ts';
import {
  PHOTO,
  freshProfile,
  openIn,
  photosOf,
  fill,
  telling,
  turnOn,
  turnOff,
  sealedFiles,
  bytesUnder,
} from './sealed-shelf.ts';
import type { Profile } from './sealed-shelf.ts';

// Every file is synced, which takes its time where other work keeps the disk busy.
vi.setConfig({ testTimeout: 120_000 });

/** Waits until so many files are rewritten, sealed or plain. */
async function untilRewritten(profile: Profile, book: OpenBook, count: number): Promise<void> {
  const before = sealedFiles(profile).length;
  const { sealing } = book.encryption.status;
  while (Math.abs(sealedFiles(profile).length - before) < count && book.encryption.status.sealing === sealing)
    await new Promise(setImmediate);
}

/** Files that are rewritten by then. */
const CANCELS = [0, 1, 4, 9];

test.each(CANCELS)(
  'switching on that is cancelled after %i files goes back to what it was',
  async (count) => {
    const profile = freshProfile();
    const hash = await fill(profile);
    const before = bytesUnder(profile.top);
    const book = await openIn(profile);
    const [state, told] = [stateOf(book), [] as unknown[]];
    book.encryption.subscribe(() => told.push(book.encryption.status));
    await book.encryption.turnOn();
    await untilRewritten(profile, book, count);
    expect(book.encryption.status.sealing).toBe('turningOn');
    await book.encryption.cancel();
    expect(book.encryption.status).toEqual({ sealing: 'turningOff', problem: null, cancelled: true });
    expect(told.at(-1)).toEqual(book.encryption.status);
    await book.encryption.settled;
    expect(book.encryption.status).toEqual({ sealing: 'off', problem: null, cancelled: true });
    expect(told.at(-1)).toEqual(book.encryption.status);
    expect(stateOf(book)).toEqual(state);
    await book.encryption.cancel();
    expect(book.encryption.status.sealing).toBe('off');
    await book.close();
    const after = bytesUnder(profile.top);
    for (const name of Object.keys(before)) expect(after[name], name).toBe(before[name]);
    expect(sealedFiles(profile)).toEqual([]);
    const plain = await open(profile.folder, { backups: profile.backups });
    expect(stateOf(plain)).toEqual(state);
    expect(photosOf(profile, plain).get(hash)).toEqual(PHOTO);
  },
);

test.each(CANCELS)('switching off that is cancelled after %i files goes back to encrypted', async (count) => {
  const profile = freshProfile();
  const hash = await fill(profile);
  const book = await openIn(profile);
  const state = stateOf(book);
  const recoveryKey = await turnOn(book);
  book.encryption.turnOff();
  await untilRewritten(profile, book, count);
  expect(book.encryption.status.sealing).toBe('turningOff');
  await book.encryption.cancel();
  expect(book.encryption.status).toMatchObject({ sealing: 'turningOn', cancelled: true });
  await book.encryption.settled;
  expect(book.encryption.status).toEqual({ sealing: 'on', problem: null, cancelled: true });
  expect(book.encryption.recoveryKey()).toBe(recoveryKey);
  expect(telling(profile.top, hash)).toEqual([]);
  // What is asked for anew is not what was cancelled.
  await turnOff(book);
  await turnOn(book);
  await book.close();
  const again = await openIn(profile);
  expect([stateOf(again), again.encryption.status.sealing]).toEqual([state, 'on']);
});

test('a cancelled switch that the end of Kith comes into goes on back with the next start', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  const state = stateOf(book);
  await book.encryption.turnOn();
  await untilRewritten(profile, book, 4);
  await book.encryption.cancel();
  await book.close();
  expect(sealedFiles(profile)).not.toEqual([]);
  const again = await openIn(profile);
  await again.encryption.settled;
  expect(again.encryption.status).toMatchObject({ sealing: 'off', problem: null });
  expect([stateOf(again), sealedFiles(profile)]).toEqual([state, []]);
});
