// Owns: what waits and why, at both services: accounts whose cloud asked for it (law 15), contacts that oscillate
// (law 17) or that a person holds back. Leaves to others: short waits within a run (unit/sync), mass deletions.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRecord } from '../../main/core/replica.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;
let now: number;

const sync = (options = {}) =>
  Promise.resolve(kith.handlers['sync.run'](side.account(kith), options)).then((reports) => reports[0]!);
const only = (): ContactRecord => kith.book.contactsOf(side.account(kith))[0]!;
const save = (text: string) =>
  kith.handlers['contacts.save']({ contact: only().id, fields: { notes: { text } } });
const pause = () => kith.book.account(side.account(kith))?.pause;
/** As something inside Kith would, that is no person: a contact that is carried from another cloud. */
const carry = (text: string) =>
  kith.book.transaction([
    { kind: 'putContact', record: { ...only(), local: { ...only().local, notes: { text } } } },
  ]);

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    now = Date.parse('2026-11-21T10:00:00Z');
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds, {
      clock: { now: () => now, sleep: () => Promise.resolve(), slept: [] },
    });
    side = SIDES[provider](clouds);
    side.add({ given: 'Ada', notes: 'first' });
  });
  afterEach(() => endTestKith(kith, clouds));

  it('[law 15] a long Retry-After pauses the account until then, without a request, and says so', async () => {
    await sync();
    await save('mine');
    side.faults['status'] = { code: 429, retryAfter: 1800 };
    expect((await sync()).errors).toMatchObject([{ code: 'provider.throttled' }]);
    expect(pause()).toMatchObject({ until: '2026-11-21T10:30:00.000Z', strikes: 1 });
    delete side.faults['status'];
    now += 29 * 60_000;
    expect(await sync()).toMatchObject({
      requests: 0,
      writes: 0,
      errors: [{ code: 'sync.paused', retry: 'later', context: { until: '2026-11-21T10:30:00.000Z' } }],
    });
    expect(only().local?.notes?.text).toBe('mine');
    now += 2 * 60_000;
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(pause()).toBeUndefined();
  });

  it('[law 15] a Retry-After of more than an hour counts as one hour', async () => {
    await sync();
    side.faults['status'] = { code: 429, retryAfter: 86_400 };
    await sync();
    expect(pause()?.until).toBe('2026-11-21T11:00:00.000Z');
  });

  it('[law 15] a quota without a figure rests longer each time', async () => {
    await sync();
    side.faults['status'] = { code: 429 };
    await sync();
    const first = Date.parse(pause()!.until) - now;
    await sync({ now: true });
    const second = Date.parse(pause()!.until) - now;
    expect(first).toBeGreaterThanOrEqual(5 * 60_000);
    expect(second).toBe(2 * first);
    expect(pause()?.strikes).toBe(2);
  });

  it('[law 15] a clock that was ahead when the cloud asked to wait keeps no account waiting once it is right again', async () => {
    await sync();
    now += 4 * 365 * 24 * 3600_000;
    side.faults['status'] = { code: 429, retryAfter: 1800 };
    expect((await sync()).errors).toMatchObject([{ code: 'provider.throttled' }]);
    delete side.faults['status'];
    const status = async () =>
      (await kith.handlers['sync.status']()).accounts.find((one) => one.pausedUntil !== null);
    expect(await status()).toBeDefined();
    now -= 4 * 365 * 24 * 3600_000;
    expect(await status()).toBeUndefined();
    await save('mine');
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(pause()).toBeUndefined();
  });

  it('[law 15] a person can sync all the same', async () => {
    await sync();
    side.faults['status'] = { code: 429, retryAfter: 1800 };
    await sync();
    delete side.faults['status'];
    expect(await sync({ now: true })).toMatchObject({ errors: [], requests: 1 });
    expect(pause()).toBeUndefined();
  });

  it('[law 17] [pain 18] a field that is sent back and forth three runs in a row pauses the contact and is reported', async () => {
    await sync();
    for (const text of ['here', 'there']) {
      carry(text);
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    }
    carry('here');
    expect(await sync()).toMatchObject({
      writes: 0,
      errors: [{ code: 'sync.oscillating', retry: 'afterUser', context: { fields: ['notes'] } }],
    });
    expect(only().paused).toMatchObject({ kind: 'oscillating', fields: ['notes'] });
    expect(side.all()).toMatchObject([{ notes: 'there' }]);
    expect((await sync()).writes).toBe(0);
    expect(kith.handlers['sync.status']()).toMatchObject({ paused: [{ name: 'Ada' }] });
    await kith.handlers['contacts.pause'](only().id, false);
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(side.all()).toMatchObject([{ notes: 'here' }]);
  });

  it('[law 17] other values each time, or a quiet run between, are no oscillation', async () => {
    await sync();
    for (const text of ['one', 'two', 'three', 'four', '', 'four', '', 'four']) {
      if (text === '') await sync();
      else carry(text);
      expect((await sync()).errors).toEqual([]);
    }
    expect(only().paused ?? null).toBeNull();
  });

  it('[law 17] a person who changes a field back and forth is not paused', async () => {
    await sync();
    for (const text of ['a', 'b', 'a', 'b', 'a']) {
      await save(text);
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    }
  });

  it('holds a contact back until it is let go; what the cloud changes still comes', async () => {
    await sync();
    await save('mine');
    await kith.handlers['contacts.pause'](only().id, true);
    const id = only().remoteId!;
    expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    expect(await kith.handlers['sync.plan'](null)).toContainEqual(
      expect.objectContaining({ held: [expect.objectContaining({ contact: only().id, kind: 'update' })] }),
    );
    kith = await kith.reopen();
    expect(only().remoteId).toBe(id);
    expect((await sync()).writes).toBe(0);
    await kith.handlers['contacts.pause'](only().id, false);
    expect(await sync()).toMatchObject({ pushed: 1 });
    expect(side.all()).toMatchObject([{ notes: 'mine' }]);
  });
});
