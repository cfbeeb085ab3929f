// Owns: syncs against a Graph that takes only a few parts of each batch and throttles the others (law 15).
// Leaves to others: waits for whole requests (waits.test.ts), the provider alone (contract/microsoft-provider*).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { fetchFrom } from '../support/in-process.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

const CONTACTS = 45;
let clouds: Clouds;
let kith: TestKith;
let clock: ReturnType<typeof steppingClock>;

beforeEach(async () => {
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: CONTACTS, now: clock.now });
  kith = await openTestKith(clouds, { clock, fetch: fetchFrom(clouds) });
  await kith.sync(kith.microsoft);
  clock.slept.length = 0;
  clouds.microsoft.log.clear();
});
afterEach(() => endTestKith(kith, clouds));

const sync = () => kith.sync(kith.microsoft);
const ids = () => (clouds.microsoft.book.all() as { id: string }[]).map(({ id }) => id);
const editHere = () => {
  for (const { id } of kith.book.contactsOf(kith.microsoft))
    kith.handlers['contacts.save']({ contact: id, fields: { notes: { text: 'new' } } });
};
const editThere = () => {
  for (const id of ids()) clouds.microsoft.book.edit(id, { nickName: 'theirs' });
};
/** How many parts each batch had. */
const sizes = () =>
  clouds.microsoft.log.requests
    .filter(({ path }) => path.endsWith('/$batch'))
    .map(({ body }) => (body as { requests: unknown[] }).requests.length);
const settled = async () => {
  delete clouds.microsoft.faults.batchConcurrency;
  expect(await sync()).toMatchObject({ requests: 1, writes: 0, pulled: 0, errors: [] });
  expect(await kith.verify(kith.microsoft)).toMatchObject({ differ: [] });
};

describe.each([
  ['a stated wait', 'whole'],
  ['no stated wait', 'missing'],
] as const)('with %s', (_name, batchRetryAfter) => {
  beforeEach(() => {
    clouds.microsoft.faults.batchRetryAfter = batchRetryAfter;
  });

  it.each([
    ['edits here', editHere, { pushed: CONTACTS }],
    ['edits there', editThere, { pulled: CONTACTS }],
    ['deletions there', () => ids().slice(0, 10).forEach(clouds.microsoft.book.remove), { pulled: 10 }],
  ] as const)(
    '[law 15] %s: after one wait, batches of four get all of them through',
    async (_what, act, all) => {
      act();
      clouds.microsoft.faults.batchConcurrency = 4;
      expect(await sync()).toMatchObject({ errors: [], ...all });
      expect(clock.slept).toHaveLength(1);
      expect(Math.max(...sizes().slice(1))).toBe(4);
      await settled();
    },
  );

  it('[law 15] [law 3] edits on both sides, which are written, stale, read and written again', async () => {
    editHere();
    let done = false;
    kith.beforeRequest((url) => {
      if (!done && url.includes('batch')) editThere();
      done ||= url.includes('batch');
    });
    clouds.microsoft.faults.batchConcurrency = 4;
    expect(await sync()).toMatchObject({ errors: [], conflicts: 0, pushed: CONTACTS });
    expect(clock.slept).toHaveLength(1);
    await settled();
  });

  it.each([1, 3])('[law 15] %i at a time is progress, and ends in one run', async (limit) => {
    editHere();
    clouds.microsoft.faults.batchConcurrency = limit;
    expect(await sync()).toMatchObject({ errors: [], pushed: CONTACTS });
    editThere();
    expect(await sync()).toMatchObject({ errors: [], pulled: CONTACTS });
    await settled();
  });

  it('[law 9] creates whose replies were lost are found', async () => {
    for (let n = 0; n < 18; n++)
      kith.handlers['contacts.create']({
        accounts: [kith.microsoft],
        fields: { name: { given: `New${n}` } },
      });
    clouds.microsoft.faults.dropReplyAfterApply = { times: 1, match: '$batch' };
    clouds.microsoft.faults.batchConcurrency = 3;
    for (let run = 0; run < 3; run++) await sync();
    expect(ids()).toHaveLength(CONTACTS + 18);
    await settled();
  });

  it('[law 15] none at all ends the run, and nothing is lost', async () => {
    editHere();
    clouds.microsoft.faults.batchConcurrency = 0;
    expect((await sync()).errors).toMatchObject([{ code: 'provider.throttled' }]);
    expect(sizes().length).toBeLessThan(12);
    expect(kith.book.account(kith.microsoft)?.pause === undefined).toBe(batchRetryAfter === 'whole');
    clouds.microsoft.faults.batchConcurrency = 4;
    await clock.sleep(3_600_000);
    expect(await sync()).toMatchObject({ errors: [], pushed: CONTACTS });
    editThere();
    clouds.microsoft.faults.batchConcurrency = 0;
    expect((await sync()).errors).toMatchObject([{ code: 'provider.throttled' }]);
    await clock.sleep(3_600_000);
    delete clouds.microsoft.faults.batchConcurrency;
    await sync();
    await settled();
  });
});

it('[law 14] small batches grow again after ten minutes', async () => {
  editHere();
  clouds.microsoft.faults.batchConcurrency = 4;
  await sync();
  delete clouds.microsoft.faults.batchConcurrency;
  editThere();
  clouds.microsoft.log.clear();
  await sync();
  expect(Math.max(...sizes())).toBe(4);
  await clock.sleep(10 * 60_000);
  editThere();
  clouds.microsoft.log.clear();
  for (const id of ids()) clouds.microsoft.book.edit(id, { nickName: 'again' });
  await sync();
  expect(sizes()).toEqual([20, 20, 5]);
});

it('[law 8] a contact that a throttled read brought and that is deleted before the list is asked again is gone here too', async () => {
  const { book, faults } = clouds.microsoft;
  const edited = ids().slice(0, 2);
  for (const id of edited) book.edit(id, { nickName: 'theirs' });
  book.forgetSyncState();
  faults.status = { code: 429, times: 1, match: '/me/contacts/', retryAfter: 1 };
  let left = edited;
  kith.beforeRequest(() => {
    if (clock.slept.length > 0) left.forEach(book.remove);
    if (clock.slept.length > 0) left = [];
  });
  await sync();
  expect(left, 'the read was throttled').toEqual([]);
  expect(kith.book.contactsOf(kith.microsoft)).toHaveLength(CONTACTS - 2);
  await settled();
});
