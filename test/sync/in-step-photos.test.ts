// Owns: photos of persons kept in step over both practice clouds: a photo set, replaced or removed on one side reaches
// the other once, and nothing swings. Leaves to others: which photo wins (unit/core/in-step-photos.test.ts), fields
// (in-step.test.ts), photos of single contacts (photos.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { UndoResult } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { FIRST, isPhotoRequest, SECOND, THIRD } from '../support/photo-stage.ts';
import { SIDES } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

type Provider = 'google' | 'microsoft';
const PROVIDERS = ['google', 'microsoft'] as const;
const other = (provider: Provider): Provider => (provider === 'google' ? 'microsoft' : 'google');
const ada: Plain = { given: 'Ada', family: 'Lovelace', emails: ['ada@example.org'] };
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a PNG')]);

let clouds: Clouds;
let kith: TestKith;
let sides: Readonly<Record<Provider, Side>>;
const there: Record<Provider, string> = { google: '', microsoft: '' };

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  sides = { google: SIDES.google(clouds), microsoft: SIDES.microsoft(clouds) };
});
afterEach(() => endTestKith(kith, clouds));

async function sync() {
  const reports = await kith.handlers['sync.run'](null);
  expect(reports.flatMap(({ errors }) => errors)).toEqual([]);
  return reports;
}
const syncs = async (times: number) => {
  for (let n = 0; n < times; n++) await sync();
};
const contactOf = (provider: Provider): ContactRecord =>
  kith.book.contactsOf(kith[provider]).find(({ local }) => local !== null)!;
const photos = () => PROVIDERS.map((provider) => sides[provider].photo(there[provider]));
const writes = () =>
  PROVIDERS.flatMap((provider) => sides[provider].log.requests)
    .filter(isPhotoRequest)
    .filter(({ method }) => method !== 'GET').length;
const reads = () =>
  PROVIDERS.flatMap((provider) => sides[provider].log.requests)
    .filter(isPhotoRequest)
    .filter(({ method }) => method === 'GET').length;
const shown = async (provider: Provider) => {
  const photo = await kith.handlers['photos.get'](contactOf(provider).id);
  return photo === null ? null : Buffer.from(photo.base64, 'base64');
};
const set = (provider: Provider, bytes: Buffer, type: 'image/jpeg' | 'image/png' = 'image/jpeg') =>
  kith.handlers['photos.set']({
    contact: contactOf(provider).id,
    photo: { type, base64: bytes.toString('base64') },
  });
/** Another program gives the contact a photo, or takes it away; Outlook's lists tell of a new version alone. */
const change = (provider: Provider, photo: Buffer | null) => {
  sides[provider].setPhoto(there[provider], photo);
  sides[provider].touch(there[provider]);
};
const join = (inStep = true) =>
  kith.handlers['persons.join']({ persons: PROVIDERS.map((each) => contactOf(each).person), inStep });

/** One contact in each cloud, with these photos, shown as one person kept in step, and carried once. */
async function start(google: Buffer | null, microsoft: Buffer | null): Promise<void> {
  there.google = sides.google.add(ada);
  there.microsoft = sides.microsoft.add(ada);
  if (google !== null) sides.google.setPhoto(there.google, google);
  if (microsoft !== null) sides.microsoft.setPhoto(there.microsoft, microsoft);
  await sync();
  join();
  await sync();
}
const startWith = (provider: Provider, photo: Buffer) =>
  provider === 'google' ? start(photo, null) : start(null, photo);

describe.each(PROVIDERS)('[law 23] %s', (from) => {
  const to = other(from);

  it('[pain 12] a photo that one of them alone has reaches the other once, byte for byte, and stays so', async () => {
    await startWith(from, FIRST);
    expect(photos()).toEqual([FIRST, FIRST]);
    const read = reads();
    await syncs(10);
    expect(photos()).toEqual([FIRST, FIRST]);
    expect([writes(), reads()]).toEqual([1, read]);
    expect(contactOf(from).photo!.here).toBe(contactOf(to).photo!.here);
  });

  it('a photo set here reaches both clouds', async () => {
    await start(null, null);
    set(from, FIRST);
    await syncs(3);
    expect(photos()).toEqual([FIRST, FIRST]);
    expect(writes()).toBe(2);
    expect(await shown(to)).toEqual(FIRST);
  });

  it('a photo that its cloud replaced reaches the other', async () => {
    await startWith(to, FIRST);
    change(from, SECOND);
    await syncs(3);
    expect(photos()).toEqual([SECOND, SECOND]);
    expect(writes()).toBe(2);
    expect([await shown('google'), await shown('microsoft')]).toEqual([SECOND, SECOND]);
  });

  it.each([
    ['here', () => void kith.handlers['photos.remove'](contactOf(from).id)],
    ['in its cloud', () => change(from, null)],
  ])('a photo removed %s is removed from both', async (_where, take) => {
    await startWith(from, FIRST);
    take();
    await syncs(3);
    expect(photos()).toEqual([null, null]);
    expect(await shown(to)).toBeNull();
  });

  it('[law 4] one set here beats its removal in the other', async () => {
    await startWith(from, FIRST);
    set(from, SECOND);
    change(to, null);
    await syncs(3);
    expect(photos()).toEqual([SECOND, SECOND]);
  });

  it('[pain 12] renditions of the services are no changes', async () => {
    for (const provider of PROVIDERS) sides[provider].faults['photosRecoded'] = true;
    await startWith(from, FIRST);
    expect(sides[to].photo(there[to])).not.toEqual(FIRST);
    for (let n = 0; n < 10; n++) {
      sides[PROVIDERS[n % 2]!].touch(there[PROVIDERS[n % 2]!]);
      kith.handlers['contacts.save']({
        contact: contactOf(from).id,
        fields: { notes: { text: `note ${n}` } },
      });
      await sync();
    }
    expect(writes()).toBe(1);
    expect([await shown('google'), await shown('microsoft')]).toEqual([FIRST, FIRST]);
  });

  it('two different photos stay until a person sets one', async () => {
    await start(FIRST, SECOND);
    await syncs(3);
    expect(photos()).toEqual([FIRST, SECOND]);
    expect(writes()).toBe(0);
    set(from, THIRD);
    await syncs(3);
    expect(photos()).toEqual([THIRD, THIRD]);
    expect(writes()).toBe(2);
  });

  it('of two different photos one that is removed does not take the other away', async () => {
    await start(FIRST, SECOND);
    kith.handlers['photos.remove'](contactOf(from).id);
    await syncs(3);
    expect(photos()).toEqual(from === 'google' ? [null, SECOND] : [FIRST, null]);
  });

  it('changed to different ones, both stay, and the next change is carried', async () => {
    await startWith(from, FIRST);
    change('google', SECOND);
    set('microsoft', THIRD);
    await syncs(3);
    expect(photos()).toEqual([SECOND, THIRD]);
    change(from, FIRST);
    await syncs(3);
    expect(photos()).toEqual([FIRST, FIRST]);
  });

  it('a photo that the other cloud got before the carried one was sent stays, and comes back', async () => {
    await start(null, null);
    set(from, FIRST);
    sides[to].faults['offline'] = true;
    await kith.handlers['sync.run'](null);
    expect(contactOf(to).photo).toMatchObject({ pending: 'set', yields: true });
    delete sides[to].faults['offline'];
    change(to, SECOND);
    await syncs(3);
    expect(photos()).toEqual([SECOND, SECOND]);
  });

  it('nothing moves while one of them is held back', async () => {
    await start(null, null);
    kith.handlers['contacts.pause'](contactOf(to).id, true);
    set(from, FIRST);
    await syncs(2);
    expect(sides[to].photo(there[to])).toBeNull();
    kith.handlers['contacts.pause'](contactOf(to).id, false);
    await syncs(1);
    expect(photos()).toEqual([FIRST, FIRST]);
  });

  it('is not read or carried for persons who go their own ways', async () => {
    there.google = sides.google.add(ada);
    there.microsoft = sides.microsoft.add(ada);
    sides[from].setPhoto(there[from], FIRST);
    await sync();
    join(false);
    await syncs(2);
    expect([writes(), reads()]).toEqual([0, 0]);
    expect(sides[to].photo(there[to])).toBeNull();
  });

  it('parting takes the photo away again that joining gave, and leaves one that was set since', async () => {
    await startWith(from, FIRST);
    kith.handlers['persons.split'](contactOf(from).person);
    await syncs(2);
    expect([sides[from].photo(there[from]), sides[to].photo(there[to])]).toEqual([FIRST, null]);
    join();
    await syncs(1);
    expect(photos()).toEqual([FIRST, FIRST]);
    set(to, SECOND);
    kith.handlers['persons.split'](contactOf(from).person);
    await syncs(2);
    expect([sides[from].photo(there[from]), sides[to].photo(there[to])]).toEqual([FIRST, SECOND]);
  });

  it('[law 18] a dry run says what would be carried, keeps nothing, and the run does that', async () => {
    there.google = sides.google.add(ada);
    there.microsoft = sides.microsoft.add(ada);
    sides[from].setPhoto(there[from], FIRST);
    await sync();
    join();
    const before = kith.book.person(contactOf(from).person);
    const plans = await kith.handlers['sync.plan'](null);
    const planned = plans.map(({ account, operations }) => [account, operations.length]);
    expect(planned).toEqual(PROVIDERS.map((each) => [kith[each], each === to ? 1 : 0]));
    expect([writes(), kith.book.person(contactOf(from).person)]).toEqual([0, before]);
    expect(contactOf(from).photo ?? null).toBeNull();
    const runs = await sync();
    expect(runs.map(({ account, writes: sent }) => [account, sent])).toEqual(planned);
  });

  it('[law 22] undoing the run that carried a photo takes it away from both', async () => {
    await start(null, null);
    set(from, FIRST);
    const runs = await sync();
    expect(photos()).toEqual([FIRST, FIRST]);
    const { run } = runs.find(({ account }) => account === kith[to])!;
    expect(kith.handlers['sync.undo'](run) as UndoResult).toMatchObject({ restored: 1, photosLost: 0 });
    await syncs(2);
    expect(photos()).toEqual([null, null]);
  });

  it('[law 16] waits for a cloud that cannot be reached', async () => {
    await startWith(from, FIRST);
    sides[to].faults['offline'] = true;
    set(from, SECOND);
    await kith.handlers['sync.run'](null);
    delete sides[to].faults['offline'];
    await syncs(2);
    expect(photos()).toEqual([SECOND, SECOND]);
  });
});

it('[law 21] a PNG that Outlook would not take stays in Kith there, with the reason, and swings nowhere', async () => {
  await start(null, null);
  set('google', PNG, 'image/png');
  await syncs(4);
  expect(photos()).toEqual([PNG, null]);
  expect(contactOf('microsoft').photo).toMatchObject({
    pending: null,
    problem: { code: 'provider.rejected' },
  });
  expect(await shown('microsoft')).toEqual(PNG);
  expect(writes()).toBe(1);
});

it('[law 20] a photo that its cloud will not give keeps nothing else waiting, and is asked for once a version', async () => {
  [there.google, there.microsoft] = [sides.google.add(ada), sides.microsoft.add(ada)];
  sides.microsoft.setPhoto(there.microsoft, FIRST);
  await sync();
  join();
  sides.microsoft.faults['status'] = { code: 403, match: '/photo/' };
  sides.microsoft.edit(there.microsoft, { notes: 'carried nevertheless' });
  await sync();
  expect(sides.google.read(there.google)!.notes).toBe('carried nevertheless');
  const asked = reads();
  expect(asked).toBe(1);
  await syncs(3);
  expect([reads(), sides.google.photo(there.google)]).toEqual([asked, null]);
  delete sides.microsoft.faults['status'];
  change('microsoft', SECOND);
  await sync();
  expect(photos()).toEqual([SECOND, SECOND]);
});
