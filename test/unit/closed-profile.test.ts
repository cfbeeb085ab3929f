// Owns: that what is wrong with an address book is told also where the ways out of it are not to be had.
// Leaves to others: the ways out (e2e/cli/closed.test.ts, e2e/window/way-out.test.ts).
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { closedRun, withWayOut } from '../../main/cli/closed.ts';
import { tellOfBackups } from '../../main/cli/past.ts';
import { closedProfile, wayOutOf } from '../../main/closed-profile.ts';
import { AppError } from '../../main/core/errors.ts';
import { freshProfile, fill, openIn, turnOn } from './store/sealed-shelf.ts';

const clock = { now: Date.now, sleep: () => Promise.resolve() };

/** What is around a profile whose keys are kept in its own folder. */
const aroundOf = ({ top }: Pick<ReturnType<typeof freshProfile>, 'top'>) => ({
  profile: top,
  noKeychain: true,
  recoveryKey: null,
  startKeychainWorker: () => expect.unreachable(),
  notice: () => undefined,
});

test('damage stays the error that is told where the keychain does not answer any more', async () => {
  const profile = freshProfile();
  await fill(profile);
  const book = await openIn(profile);
  await turnOn(book);
  await book.close();
  const around = aroundOf(profile);
  const folders = closedProfile(around, clock);
  await expect(folders.withVault(() => Promise.resolve())).rejects.toMatchObject({ code: 'store.keyLocked' });
  const damage = new AppError('store.corrupt', 'It is damaged.');
  expect(await withWayOut(damage, folders, { recoveryKey: null })).toBe(damage);
  expect(await wayOutOf(around, damage, clock)).toBeNull();
});

/** What may be in the place of the folder of backups so that nobody can tell whether there are any. */
const NO_FOLDERS: readonly (readonly [string, (place: string) => void])[] = [
  ['a file', (place) => writeFileSync(place, 'mine')],
  ['a link that leads nowhere, as to a drive that is not there', (place) => symlinkSync('nowhere', place)],
  ['a link to itself', (place) => symlinkSync(place, place)],
];

test.skipIf(process.platform === 'win32').each(NO_FOLDERS)(
  '%s in the place of the backups is told by whoever lists them, with the other way out, and never as "no backup"',
  async (_what, make) => {
    const profile = freshProfile();
    await fill(profile);
    rmSync(profile.backups, { recursive: true, force: true });
    make(profile.backups);
    const told = `${profile.backups} is no folder`;
    const around = aroundOf(profile);
    const folders = closedProfile(around, clock);
    const list = closedRun({ command: 'backups', operands: [], options: {}, recoveryKey: null } as never);
    await expect(list!(folders, {} as never)).rejects.toMatchObject({
      code: 'store.unwritable',
      message: expect.stringContaining(told) as string,
    });
    const damage = new AppError('store.corrupt', 'It is damaged.');
    const { message } = (await withWayOut(damage, folders, { recoveryKey: null })) as AppError;
    expect(message).toContain(told);
    expect(message).toContain('kith export');
    expect(message).not.toContain('There is no backup');
    expect(await wayOutOf(around, damage, clock)).toMatchObject({
      backups: [],
      problem: { context: { file: profile.backups } },
    });
    const book = await openIn(profile);
    expect(book.state.kind).toBe('writable');
    expect(book.backupProblem?.message).toContain(told);
    const said: string[] = [];
    await tellOfBackups({
      book: { accounts: () => [] },
      handlers: { 'backups.list': () => book.backups!.list() },
      say: (text: string) => said.push(text),
    } as never);
    expect(said.join()).toContain(told);
    await expect(book.backUp('recent')).rejects.toMatchObject({
      message: expect.stringContaining(told) as string,
    });
    rmSync(profile.backups);
    expect((await book.backUp('recent'))?.contacts).toBeGreaterThan(0);
    await book.close();
  },
);
