// Owns: going back over a whole book that takes long, over a real book: in pieces that are one action, and stopped at each
// of its stages, which leaves the book as it was. Leaves to others: what goes back to what (actions.test.ts), the window.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId, PersonId } from '../../main/core/account.ts';
import { createRecord } from '../../main/core/edit.ts';
import type { BookState, PersonSelection } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

/** More than two pieces of an action. */
const MANY = 450;
const EVERYBODY: PersonSelection = { kind: 'found', text: '', filter: { kind: 'all' }, except: [] };

let clouds: Clouds;
let kith: TestKith;
let clock: ReturnType<typeof steppingClock>;
let backup: BookState;
let moment: BookState;

const idOf = (n: number) => `c${n}` as ContactId;
function put(from: number, to: number): void {
  const changes = Array.from({ length: to - from }, (_, n) => {
    const name = `p${from + n}`;
    const fresh = createRecord({
      id: idOf(from + n),
      person: name as PersonId,
      account: kith.google,
      fields: { name: { given: name } },
      createKey: '',
      at: '2026-11-20T10:00:00.000Z',
    });
    const local = { name: { given: name } };
    const record = { ...fresh, local, remoteId: `people/${name}`, base: local, inCloud: local };
    return { kind: 'putContact' as const, record };
  });
  kith.book.transaction(changes);
}
/** Everything that is stored of contacts and labels, and what people see of them. */
const all = () =>
  [
    ...[...kith.book.contacts()].map((record) => JSON.stringify([record.id, Object.entries(record).sort()])),
    ...[...kith.book.trash()].map((trashed) => JSON.stringify(trashed)),
    ...kith.book.labels(kith.google).map((label) => JSON.stringify(label)),
  ].sort();
const seen = () => [
  ...[...kith.book.contacts()].flatMap(({ id, local }) =>
    local === null ? [] : JSON.stringify([id, local]),
  ),
];
const actions = async () => kith.handlers['history.actions']();
const stop = () => void kith.handlers['history.stopRestore']();

/** Since then everybody was edited, the first fifty were deleted, two of them for good, a label too, and fifty are new. */
beforeEach(async () => {
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock });
  put(0, MANY);
  const label = await kith.handlers['labels.create']({ account: kith.google, name: 'Choir' });
  const singers = [idOf(5), idOf(60), idOf(MANY - 1)];
  await kith.handlers['labels.assign']({ label: label.id, contacts: singers, assigned: true });
  const made = await kith.handlers['backups.make']();
  backup = { kind: 'backup', name: made!.name };
  moment = { kind: 'moment', at: new Date(clock.now()).toISOString() };
  await clock.sleep(60_000);
  await kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true });
  const first = Array.from({ length: 50 }, (_, n) => `p${n}` as PersonId);
  await kith.handlers['bulk.delete']({ kind: 'these', persons: first });
  await kith.handlers['trash.forget']([idOf(1), idOf(2)]);
  await kith.handlers['labels.delete'](label.id);
  put(MANY, MANY + 50);
});
afterEach(() => endTestKith(kith, clouds));

describe.each(['moment', 'backup'] as const)('going back to a %s', (kind) => {
  const to = () => (kind === 'moment' ? moment : backup);

  it('takes many contacts back in several transactions that one undo takes back', async () => {
    const before = seen();
    const counts = { restored: MANY - 50, recreated: 50, removed: 50, same: 0, left: 0 };
    expect(await kith.handlers['history.preview'](to())).toMatchObject(counts);
    expect(seen()).toEqual(before);
    const revision = kith.book.revision;
    expect(await kith.handlers['history.restoreBook'](to())).toMatchObject(counts);
    expect(kith.book.revision - revision).toBeGreaterThan(2);
    expect(kith.book.contact(idOf(3))?.local).toEqual({ name: { given: 'p3' } });
    expect((await actions()).undo).toMatchObject({ command: 'history.restoreBook', contacts: MANY + 50 });
    await kith.handlers['history.undo']();
    expect(seen()).toEqual(before);
    expect((await actions()).undo).toMatchObject({ command: 'labels.delete' });
  });

  it('stopped while it looks what would change, it answers nothing and changes nothing', async () => {
    const [before, revision] = [seen(), kith.book.revision];
    const looking = kith.handlers['history.preview'](to());
    stop();
    expect(await looking).toBeNull();
    expect([seen(), kith.book.revision]).toEqual([before, revision]);
    expect(await kith.handlers['history.preview'](to())).toMatchObject({ removed: 50 });
  });

  it('stopped before it has changed anything, it changes nothing', async () => {
    const [before, revision] = [seen(), kith.book.revision];
    const going = kith.handlers['history.restoreBook'](to());
    stop();
    expect(await going).toBeNull();
    expect([seen(), kith.book.revision]).toEqual([before, revision]);
  });

  it.each(['history.stopRestore', 'bulk.stop'] as const)(
    'stopped by %s after a part of it, everything is as it was, before and after a restart',
    async (command) => {
      const before = all();
      let changed: readonly string[] = [];
      const unsubscribe = kith.book.subscribe((_changes, _seq, by) => {
        if (by.kind !== 'person' || by.part === undefined) return;
        unsubscribe();
        changed = all();
        void kith.handlers[command]();
      });
      expect(await kith.handlers['history.restoreBook'](to())).toBeNull();
      expect(changed).not.toEqual([]);
      expect(changed).not.toEqual(before);
      expect(all()).toEqual(before);
      expect((await actions()).undo).toMatchObject({ command: 'labels.delete' });
      kith = await kith.reopen();
      expect(all()).toEqual(before);
      expect((await actions()).undo).toMatchObject({ command: 'labels.delete' });
      expect(await kith.handlers['history.restoreBook'](to())).toMatchObject({ removed: 50 });
    },
  );

  it('what somebody edits while it is stopped stays', async () => {
    const unsubscribe = kith.book.subscribe((_changes, _seq, by) => {
      if (by.kind !== 'person' || by.command !== 'history.restoreBook' || by.part === undefined) return;
      unsubscribe();
      stop();
      const edit = { contact: idOf(60), fields: { notes: { text: 'meanwhile' } } };
      queueMicrotask(() => void kith.handlers['contacts.save'](edit));
    });
    expect(await kith.handlers['history.restoreBook'](to())).toBeNull();
    expect(kith.book.contact(idOf(60))?.local).toEqual({
      name: { given: 'p60' },
      favorite: true,
      notes: { text: 'meanwhile' },
    });
  });
});

it('a backup that is stopped is not there, and the next one is', async () => {
  const files = () => readdirSync(join(kith.folder, 'backups')).sort();
  const [before, listed] = [files(), await kith.handlers['backups.list']()];
  const making = kith.handlers['backups.make']();
  await new Promise(setImmediate);
  void kith.handlers['backups.stop']();
  expect(await making).toBeNull();
  put(MANY + 50, MANY + 51);
  const made = await kith.handlers['backups.make']();
  expect(await kith.handlers['backups.list']()).toEqual([made, ...listed]);
  expect(files()).toEqual([...before, made!.name].sort());
});
