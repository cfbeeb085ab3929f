// Owns: the commands that link, renew and unlink accounts, over a real book: nobody is doubled, nothing comes back, no
// sign-in is left over. Leaves to others: real sign-ins (linking.test.ts).
import { describe, expect, test } from 'vitest';
import type { AccountId, ContactId } from '../../main/core/account.ts';
import { AppError } from '../../main/core/errors.ts';
import {
  ask,
  book,
  events,
  expectRefused,
  handlers,
  onDisk,
  stage,
  useDesk,
  value,
} from '../unit/store/desk.ts';
import { account, contact, GOOGLE, MICROSOFT, put, putAccount } from '../unit/store/shelf.ts';

useDesk();

describe('linking', () => {
  test('a new person makes an account, durable when it answers', async () => {
    const linked = await value<{ id: AccountId }>('accounts.link', 'microsoft');
    expect(linked).toMatchObject({
      provider: 'microsoft',
      userId: 'somebody',
      email: 'somebody@new.test',
      state: 'active',
      graph: 'v1.0',
    });
    expect((await onDisk()).account(linked.id)).toEqual(linked);
    expect(stage.kept).toEqual([linked.id]);
    expect(events).toContain('accounts.changed');
  });

  test('a person who is linked already is updated, keeps contacts and history, and is not doubled', async () => {
    stage.userId = account(GOOGLE).userId;
    const lastSync = { at: '2026-11-20T00:00:00.000Z' };
    book.transaction([
      putAccount({ ...account(GOOGLE), state: 'signInNeeded', lastSync }),
      put(contact('c1')),
    ]);
    expect(await value('accounts.link', 'google')).toEqual({
      ...account(GOOGLE),
      email: `${stage.userId}@new.test`,
      name: 'New Name',
      lastSync,
    });
    expect(book.accounts().map(({ id }) => id)).toEqual([GOOGLE, MICROSOFT]);
    expect(book.contactsOf(GOOGLE)).toHaveLength(1);
    expect(stage.kept).toEqual([GOOGLE]);
  });

  test('the same person id at the other provider is somebody else', async () => {
    stage.userId = account(GOOGLE).userId;
    await value('accounts.link', 'microsoft');
    expect(book.accounts()).toHaveLength(3);
  });

  test.each([
    ['accounts.link', 'meanwhile'],
    ['accounts.link', 'whileKeeping'],
    ['accounts.signIn', 'meanwhile'],
    ['accounts.signIn', 'whileKeeping'],
  ] as const)('%s keeps what a sync noted %s', async (command, when) => {
    stage.userId = account(GOOGLE).userId;
    const lastSync = { at: '2026-11-21T10:01:00.000Z' };
    stage[when] = () => book.transaction([putAccount({ ...account(GOOGLE), lastSync })]);
    expect(await value(command, command === 'accounts.link' ? 'google' : GOOGLE)).toMatchObject({
      id: GOOGLE,
      lastSync,
    });
  });

  test('an account that was unlinked while the person was in the browser does not come back', async () => {
    stage.userId = account(GOOGLE).userId;
    stage.meanwhile = () => book.transaction([{ kind: 'dropAccount', id: GOOGLE }]);
    expect(await ask('accounts.signIn', GOOGLE)).toMatchObject({
      ok: false,
      error: { code: 'input.notFound' },
    });
    expect(book.account(GOOGLE)).toBeNull();
    expect(stage.forgotten).toEqual(stage.kept);
  });

  test('somebody else cannot sign in to an account', async () => {
    await expectRefused('auth.wrongAccount', 'accounts.signIn', GOOGLE);
    expect(stage.kept).toEqual([]);
  });

  test.each([
    ['fails', () => Promise.reject(new AppError('input.invalid', 'There is no browser.'))],
    [
      'throws',
      () => {
        throw new AppError('input.invalid', 'There is no browser.');
      },
    ],
  ])('a browser that %s ends the sign-in', async (_how, opens) => {
    stage.finish = (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    stage.browser = opens;
    await expectRefused('input.invalid', 'accounts.link', 'google');
    expect(stage.aborted, 'nobody waits for that sign-in any more').toBe(true);
  });

  test('cancelling, or a newer sign-in, ends the one under way; cancelling nothing does nothing', async () => {
    await value('accounts.cancelLink');
    stage.finish = (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const first = ask('accounts.link', 'google');
    const second = ask('accounts.link', 'microsoft');
    expect(await first).toMatchObject({ ok: false, error: { code: 'auth.cancelled' } });
    await value('accounts.cancelLink');
    expect(await second).toMatchObject({ ok: false, error: { code: 'auth.cancelled' } });
    expect(book.accounts()).toHaveLength(2);
  });

  test('where a sign-in must last and the keychain does not take it, nothing is linked', async () => {
    stage.keeping = { kind: 'untilQuit', error: new AppError('keychain.locked', 'The keychain is locked.') };
    await expect(handlers['accounts.link']('google', { mustKeep: true })).rejects.toMatchObject({
      code: 'keychain.unavailable',
    });
    expect(book.accounts()).toHaveLength(2);
    await value('accounts.link', 'google');
    expect(book.accounts()).toHaveLength(3);
  });

  test('unlinking forgets the sign-in and removes the contacts here', async () => {
    book.transaction([put(contact('c1')), put(contact('c2', { account: MICROSOFT }))]);
    await value('accounts.unlink', GOOGLE);
    expect(stage.forgotten).toEqual([GOOGLE]);
    expect([...(await onDisk()).contacts()].map(({ id }) => id)).toEqual(['c2' as ContactId]);
    expect(await value('persons.list', { text: '', filter: { kind: 'all' }, from: 0, to: 9 })).toMatchObject({
      total: 1,
    });
  });
});
