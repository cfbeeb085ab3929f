// Owns: going back to a backup whose account was unlinked since and linked anew, under another id: "This computer", and both
// clouds. Leaves to others: going back in an account that stayed (actions.test.ts), the pieces (book-restore.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../main/core/account.ts';
import type { LabelView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;

beforeEach(async () => {
  const clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock });
});
afterEach(() => endTestKith(kith, clouds));

const create = (account: AccountId, given: string, notes?: string) =>
  void kith.handlers['contacts.create']({
    accounts: [account],
    fields: { name: { given }, ...(notes === undefined ? {} : { notes: { text: notes } }) },
  });
const backUp = async () => ({ kind: 'backup', name: (await kith.handlers['backups.make']())!.name }) as const;
const seen = (account: AccountId) =>
  kith.book
    .contactsOf(account)
    .flatMap(({ local }) => (local === null ? [] : [[local.name?.given, local.notes?.text ?? null]]))
    .toSorted();
/** The same person links the account again, which gets another id. */
async function linkAnew(id: AccountId): Promise<AccountId> {
  const account = kith.book.account(id)!;
  const { lastSync: _lastSync, ...anew } = { ...account, id: `${id}-anew` as AccountId };
  await kith.handlers['accounts.unlink'](id);
  kith.book.transaction([{ kind: 'putAccount', account: anew }]);
  return anew.id;
}

it('contacts of "This computer" come back into the one made since, which keeps its own', async () => {
  const computer = async () => (await kith.handlers['accounts.addComputer']()).id;
  const former = await computer();
  create(former, 'Ada', 'first');
  create(former, 'Grace');
  const backup = await backUp();
  await kith.handlers['accounts.unlink'](former);
  const anew = await computer();
  expect(anew).not.toBe(former);
  create(anew, 'Hedy');
  const counts = { restored: 0, recreated: 2, removed: 0, same: 0, left: 0, names: ['Ada', 'Grace'] };
  expect(await kith.handlers['history.preview'](backup)).toMatchObject(counts);
  expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject(counts);
  const all = [
    ['Ada', 'first'],
    ['Grace', null],
    ['Hedy', null],
  ];
  expect(seen(anew)).toEqual(all);
  expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject({ recreated: 0, same: 2 });
  await kith.handlers['history.undo']();
  expect(seen(anew)).toEqual([['Hedy', null]]);
});

describe.each(['google', 'microsoft'] as const)('[law 9] %s, linked anew', (provider) => {
  const side = () => SIDES[provider](clouds);
  const former = () => kith[provider];
  const inCloud = () =>
    side()
      .all()
      .map(({ given, notes }) => [given, notes ?? null])
      .toSorted();

  it('contacts that its cloud has get their former content and are not doubled; those that it lost come back', async () => {
    const [ada, grace] = [side().add({ given: 'Ada', notes: 'first' }), side().add({ given: 'Grace' })];
    await kith.sync(former());
    const backup = await backUp();
    side().edit(ada, { given: 'Ada', notes: 'second' });
    side().remove(grace);
    side().add({ given: 'Hedy' });
    const anew = await linkAnew(former());
    await kith.sync(anew);
    expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject({
      restored: 1,
      recreated: 1,
      removed: 0,
      left: 0,
    });
    await kith.sync(anew);
    const all = [
      ['Ada', 'first'],
      ['Grace', null],
      ['Hedy', null],
    ];
    expect(inCloud()).toEqual(all);
    expect(seen(anew)).toEqual(all);
  });

  it('a contact that waited to be created comes back once, whether its cloud has got it since or not', async () => {
    create(former(), 'Ada', 'sent');
    const sent = await backUp();
    await kith.sync(former());
    create(former(), 'Grace', 'never sent');
    create(former(), 'Grace', 'never sent');
    const waiting = await backUp();
    const anew = await linkAnew(former());
    await kith.sync(anew);
    expect(await kith.handlers['history.restoreBook'](sent)).toMatchObject({ recreated: 0, same: 1 });
    expect(await kith.handlers['history.restoreBook'](waiting)).toMatchObject({ recreated: 2, same: 1 });
    await kith.sync(anew);
    const all = [
      ['Ada', 'sent'],
      ['Grace', 'never sent'],
      ['Grace', 'never sent'],
    ];
    expect(inCloud()).toEqual(all);
    expect(seen(anew)).toEqual(all);
  });

  it('its labels are those that its cloud has', async () => {
    side().add({ given: 'Ada' });
    await kith.sync(former());
    const made = (await kith.handlers['labels.create']({ account: former(), name: 'Choir' })) as LabelView;
    const ada = kith.named(former(), 'Ada');
    await kith.handlers['labels.assign']({ label: made.id, contacts: [ada.id], assigned: true });
    const waiting = await backUp();
    await kith.sync(former());
    const anew = await linkAnew(former());
    await kith.sync(anew);
    expect(await kith.handlers['history.restoreBook'](waiting)).toMatchObject({ same: 1, left: 0 });
    const labels = await kith.handlers['labels.list']();
    expect(labels.filter(({ name }) => name === 'Choir')).toMatchObject([{ account: anew, count: 1 }]);
  });

  it('before Kith has read what is there, all its contacts are left out', async () => {
    side().add({ given: 'Ada' });
    await kith.sync(former());
    const backup = await backUp();
    const anew = await linkAnew(former());
    const left = { restored: 0, recreated: 0, removed: 0, same: 0, left: 1 };
    expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject(left);
    side().faults['offline'] = true;
    await kith.sync(anew);
    expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject(left);
    delete side().faults['offline'];
    await kith.sync(anew);
    expect(await kith.handlers['history.restoreBook'](backup)).toMatchObject({ same: 1, left: 0 });
    expect(inCloud()).toEqual([['Ada', null]]);
  });
});
