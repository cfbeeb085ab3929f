// Owns: that the first sync of an account linked in the window reads and writes nothing before a person has agreed, over
// the real handlers and both practice clouds. Leaves to others: how a person is asked (unit/renderer/first-sync.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, AccountId } from '../../main/core/account.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;
let account: Account;
let token: string;

const signIn = (provider: 'google' | 'microsoft') => ({
  start: () =>
    Promise.resolve({
      url: 'http://127.0.0.1/',
      finished: Promise.resolve({
        provider,
        userId: 'u',
        email: `ada@${provider}.test`,
        name: 'Ada',
        keep: () => Promise.resolve({ kind: 'stored' }),
      }),
    }),
  forget: () => Promise.resolve(),
});
const open = () =>
  openTestKith(clouds, {
    ...(kith === undefined ? {} : { folder: kith.folder }),
    accounts: [],
    rehearses: true,
    signIns: { google: signIn('google'), microsoft: signIn('microsoft') },
    tokenOf: () => token,
  });

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = undefined as never;
    const cloud = clouds[provider];
    token = cloud.signIn.issueAccessToken({
      scopes: [provider === 'google' ? 'https://www.googleapis.com/auth/contacts' : 'Contacts.ReadWrite'],
    });
    kith = await open();
    side = SIDES[provider](clouds);
    account = await kith.handlers['accounts.link'](provider);
  });
  afterEach(() => endTestKith(kith, clouds));

  const here = () => kith.book.account(account.id)?.rehearsal;
  const run = async (options = {}) => (await kith.handlers['sync.run'](account.id, options))[0]!;
  const create = (given: string) =>
    kith.handlers['contacts.create']({ accounts: [account.id], fields: { name: { given } } });
  const givens = () =>
    side
      .all()
      .map(({ given }) => given)
      .sort();

  it('where nothing is to be written the first sync ends by itself, and what comes later is sent', async () => {
    side.add({ given: 'Bob' });
    expect(here()).toEqual({ writes: null });
    const first = await run({ automatic: true });
    expect([first.pulled, first.writes, first.errors]).toEqual([1, 0, []]);
    expect(here()).toBeUndefined();
    await create('Ada');
    expect((await run({ automatic: true })).pushed).toBe(1);
    expect(givens()).toEqual(['Ada', 'Bob']);
  });

  it('what was written here meanwhile waits through any number of syncs and starts until it is agreed to', async () => {
    const bob = side.add({ given: 'Bob', notes: 'base' });
    await create('Ada');
    const first = await run();
    expect([first.pulled, first.pushed, first.writes]).toEqual([1, 0, 0]);
    expect(first.errors).toMatchObject([
      { code: 'sync.needsPerson', retry: 'afterUser', context: { reason: 'firstSync', count: 1 } },
    ]);
    expect(here()).toEqual({ writes: 1 });
    const contact = kith.named(account.id, 'Bob').id;
    await kith.handlers['contacts.save']({ contact, fields: { notes: { text: 'mine' } } });
    await run({ automatic: true });
    await run({ now: true });
    await kith.close();
    kith = await open();
    await run();
    expect(here()).toEqual({ writes: 2 });
    expect([givens(), side.read(bob)?.notes]).toEqual([['Bob'], 'base']);
    const [plan] = await kith.handlers['sync.plan'](account.id);
    expect(plan!.operations.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'create Ada',
      'update Bob',
    ]);
    const agreed = await run({ agreed: true });
    expect([agreed.pushed, agreed.errors]).toEqual([2, []]);
    expect(here()).toBeUndefined();
    expect([givens(), side.read(bob)?.notes]).toEqual([['Ada', 'Bob'], 'mine']);
  });

  it('labels, photos and deletions wait too', async () => {
    side.add({ given: 'Bob' });
    side.add({ given: 'Cid' });
    if (provider === 'google') await kith.handlers['labels.create']({ account: account.id, name: 'Sailors' });
    await create('Ada');
    await run();
    const before = side.log.requests.length;
    await kith.handlers['persons.delete'](kith.named(account.id, 'Bob').person);
    const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP8B/9k=', 'base64').toString('base64');
    await kith.handlers['photos.set']({
      contact: kith.named(account.id, 'Cid').id,
      photo: { type: 'image/jpeg', base64: jpeg },
    });
    await run();
    expect(here()).toEqual({ writes: provider === 'google' ? 4 : 3 });
    expect(side.log.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(givens()).toEqual(['Bob', 'Cid']);
  });

  it('agreeing counts for a run of its own, not for one that is under way', async () => {
    side.add({ given: 'Bob' });
    await create('Ada');
    const [, agreed] = await Promise.all([run({ automatic: true }), run({ agreed: true })]);
    expect([agreed.pushed, givens()]).toEqual([1, ['Ada', 'Bob']]);
  });

  it('a first sync that is cut short has not been seen to its end: the next one writes nothing either', async () => {
    side.add({ given: 'Bob' });
    token = 'not one that the cloud gave';
    expect((await run()).errors).not.toEqual([]);
    expect(here()).toEqual({ writes: null });
  });

  it('signing in again asks nothing anew', async () => {
    await run();
    await kith.handlers['accounts.link'](provider);
    await kith.handlers['accounts.signIn'](account.id);
    expect(here()).toBeUndefined();
  });
});

it('an account linked on the command line, or by a former Kith, is agreed to', async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  const id = kith.google as AccountId;
  await kith.handlers['contacts.create']({ accounts: [id], fields: { name: { given: 'Ada' } } });
  expect((await kith.handlers['sync.run'](id))[0]!.pushed).toBe(1);
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
});
