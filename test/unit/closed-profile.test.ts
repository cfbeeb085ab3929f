// Owns: that what is wrong with an address book is told also where the ways out of it are not to be had.
// Leaves to others: the ways out (e2e/cli/closed.test.ts, e2e/window/way-out.test.ts).
import { expect, test } from 'vitest';
import { withWayOut } from '../../main/cli/closed.ts';
import { closedProfile, wayOutOf } from '../../main/closed-profile.ts';
import { AppError } from '../../main/core/errors.ts';
import { freshProfile, fill, openIn, turnOn } from './store/sealed-shelf.ts';

test('damage stays the error that is told where the keychain does not answer any more', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  await turnOn(book);
  await book.close();
  const around = {
    profile: profile.top,
    noKeychain: true,
    recoveryKey: null,
    startKeychainWorker: () => expect.unreachable(),
    notice: () => undefined,
  };
  const clock = { now: Date.now, sleep: () => Promise.resolve() };
  const folders = closedProfile(around, clock);
  await expect(folders.withVault(() => Promise.resolve())).rejects.toMatchObject({ code: 'store.keyLocked' });
  const damage = new AppError('store.corrupt', 'It is damaged.');
  expect(await withWayOut(damage, folders, { recoveryKey: null })).toBe(damage);
  expect(await wayOutOf(around, damage, clock)).toBeNull();
});
