// Owns: who is said to have changed a contact last, after edits here, changes in the clouds, runs and carrying.
// Leaves to others: the list that shows it (test/unit/store/person-lists.test.ts).
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AccountId } from '../../main/core/account.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

let clouds: Clouds;
let kith: TestKith;
const clock = steppingClock();
beforeAll(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
});
afterAll(() => clouds.close());
beforeEach(async () => {
  kith = await openTestKith(clouds, { clock });
});
afterEach(async () => {
  await kith.close();
  removeFolder(kith.folder);
});

const by = (account: AccountId, name: string) => kith.named(account, name).changedBy;

it('is the cloud after it told, the person after an edit and also after that was sent, and the cloud again', async () => {
  const id = String(clouds.google.book.create({ names: [{ givenName: 'Ida' }] })['resourceName']);
  await kith.sync(kith.google);
  expect(by(kith.google, 'Ida')).toBe('cloud');
  const { id: contact } = kith.named(kith.google, 'Ida');
  kith.handlers['contacts.save']({ contact, fields: { nicknames: [{ id: '', value: 'I' }] } });
  expect(by(kith.google, 'Ida')).toBe('you');
  await kith.sync(kith.google);
  await kith.sync(kith.google);
  expect(by(kith.google, 'Ida')).toBe('you');
  clouds.google.book.edit(id, { nicknames: [{ value: 'theirs' }] });
  await kith.sync(kith.google);
  expect(kith.named(kith.google, 'Ida').local?.nicknames?.[0]?.value).toBe('theirs');
  expect(by(kith.google, 'Ida')).toBe('cloud');
});

it('is the person of a contact made here, although its cloud adds to it on its way in', async () => {
  kith.handlers['contacts.create']({
    accounts: [kith.google, kith.microsoft],
    fields: { name: { given: 'Jan', family: 'Ott' } },
  });
  for (const account of [kith.google, kith.microsoft]) {
    await kith.sync(account);
    await kith.sync(account);
    expect(by(account, 'Jan Ott')).toBe('you');
  }
});

it('is Kith of what was carried to another account, and the person of what was undone', async () => {
  kith.handlers['settings.set']({ keepInStep: true });
  kith.handlers['contacts.create']({
    accounts: [kith.google, kith.microsoft],
    fields: { name: { given: 'Kai', family: 'Lund' } },
  });
  const { id: contact } = kith.named(kith.google, 'Kai Lund');
  kith.handlers['contacts.save']({ contact, fields: { notes: { text: 'carried' } } });
  await kith.engine.run([kith.google, kith.microsoft]);
  expect(kith.named(kith.microsoft, 'Kai Lund').local?.notes?.text).toBe('carried');
  expect(by(kith.google, 'Kai Lund')).toBe('you');
  expect(by(kith.microsoft, 'Kai Lund')).toBe('kith');
  clouds.google.book.create({ names: [{ givenName: 'Lea' }] });
  await kith.sync(kith.google);
  await kith.handlers['contacts.save']({
    contact: kith.named(kith.google, 'Lea').id,
    fields: { notes: { text: 'gone again' } },
  });
  await kith.handlers['history.undo']();
  expect(kith.named(kith.google, 'Lea')).toMatchObject({
    changedBy: 'you',
    local: { name: { given: 'Lea' } },
  });
});
