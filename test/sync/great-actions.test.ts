// Owns: actions over very many contacts that do not choose persons: the trash, matches, a label, the undo of a run: that each
// is one action however many pieces it takes, and can be stopped. Leaves to others: those of chosen persons (bulk.test.ts).
import { beforeEach, describe, expect, it } from 'vitest';
import type { ContactId, PersonId } from '../../main/core/account.ts';
import { jpeg } from '../support/photo-stage.ts';
import { SIDES } from '../support/sides.ts';
import {
  actions,
  clouds,
  EVERYBODY,
  fill,
  kith,
  living,
  MANY,
  reopen,
  seen,
  stopAtPart,
  undo,
  useMany,
} from './many.ts';

useMany();

describe('what pages do with all that they list', () => {
  const idsInTrash = () => [...kith.book.trash()].map(({ id }) => id);

  it('all of the trash comes back in several transactions that are one action, and can be stopped', async () => {
    fill(MANY);
    const before = seen();
    await kith.handlers['bulk.delete'](EVERYBODY);
    const revision = kith.book.revision;
    expect(await kith.handlers['trash.restore'](idsInTrash())).toBe(MANY);
    expect(kith.book.revision - revision).toBeGreaterThan(2);
    expect([seen(), idsInTrash()]).toEqual([before, []]);
    expect((await actions()).undo).toMatchObject({ command: 'trash.restore', contacts: MANY });
    await undo();
    expect(living()).toEqual([]);
    stopAtPart('trash.restore');
    const back = await kith.handlers['trash.restore'](idsInTrash());
    expect(back).toBeGreaterThan(0);
    expect(back).toBeLessThan(MANY);
    expect([living().length, idsInTrash().length]).toEqual([back, MANY - back]);
    expect((await actions()).undo).toMatchObject({ command: 'trash.restore', contacts: back });
  });

  it('all matches are accepted as one action, and can be stopped', async () => {
    const pairs = 120;
    fill(pairs);
    kith.book.transaction(
      [...kith.book.contacts()]
        .map((record) => {
          const id = `other-${record.id}` as ContactId;
          const person = `other-${record.person}` as PersonId;
          const emails = [{ id: 'e', address: `${record.person}@example.org` }];
          const local = { ...record.local, emails };
          return [
            { ...record, local, base: local, inCloud: local },
            { ...record, id, person, account: kith.microsoft, local, base: local, inCloud: local },
          ].map((one) => ({ kind: 'putContact' as const, record: one }));
        })
        .flat(),
    );
    const before = seen();
    const persons = () => new Set(living().map(({ person }) => person)).size;
    const { ids } = await kith.handlers['matches.list'](0);
    const accept = { matches: ids, inStep: false };
    expect(ids).toHaveLength(pairs);
    stopAtPart('matches.accept');
    const joined = await kith.handlers['matches.accept'](accept);
    expect(joined).toBeGreaterThan(0);
    expect(joined).toBeLessThan(pairs);
    expect(persons()).toBe(2 * pairs - joined);
    expect((await kith.handlers['matches.list'](0)).ids).toHaveLength(pairs - joined);
    await undo();
    expect(seen()).toEqual(before);
    expect(await kith.handlers['matches.accept'](accept)).toBe(pairs);
    expect(persons()).toBe(pairs);
    await undo();
    expect(seen()).toEqual(before);
  });
});

describe('a label that many contacts carry themselves', () => {
  const labels = async () =>
    (await kith.handlers['labels.list']()).map(({ name, count }): [string, number] => [name, count]);
  const choir = async () => (await kith.handlers['labels.list']()).find(({ name }) => name === 'Choir')!.id;
  beforeEach(async () => {
    fill(MANY, kith.microsoft);
    await kith.handlers['bulk.label']({ persons: EVERYBODY, labels: [], name: 'Choir', assigned: true });
  });

  it('is renamed in several transactions that are one action, and can be stopped', async () => {
    const [before, revision, label] = [seen(), kith.book.revision, await choir()];
    const renamed = await kith.handlers['labels.rename']({ label, name: 'Voices' });
    expect(renamed).toMatchObject({ id: label, name: 'Voices', count: MANY });
    expect(renamed).not.toHaveProperty('stopped');
    expect(kith.book.revision - revision).toBeGreaterThan(2);
    expect(await labels()).toEqual([['Voices', MANY]]);
    expect((await actions()).undo).toMatchObject({ command: 'labels.rename', contacts: MANY });
    await undo();
    expect([seen(), await labels()]).toEqual([before, [['Choir', MANY]]]);
    stopAtPart('labels.rename');
    expect(await kith.handlers['labels.rename']({ label, name: 'Voices' })).toMatchObject({
      name: 'Choir',
      stopped: true,
    });
    const halves = await labels();
    expect(halves.map(([name]) => name)).toEqual(['Choir', 'Voices']);
    expect(halves[0]![1] + halves[1]![1]).toBe(MANY);
    expect(new Set((await kith.handlers['labels.list']()).map(({ id }) => id)).size).toBe(2);
    await undo();
    expect([seen(), await labels()]).toEqual([before, [['Choir', MANY]]]);
  });

  it('is deleted in several transactions that are one action, and stopped stays where it was not reached', async () => {
    const before = seen();
    stopAtPart('labels.delete');
    expect(await kith.handlers['labels.delete'](await choir())).toEqual({ stopped: true });
    const [[name, left]] = (await labels()) as [[string, number]];
    expect([name, left > 0 && left < MANY]).toEqual(['Choir', true]);
    expect(await kith.handlers['labels.delete'](await choir())).toEqual({});
    expect(await labels()).toEqual([]);
    expect((await actions()).undo).toMatchObject({ command: 'labels.delete', contacts: left });
    await undo();
    expect(await labels()).toEqual([['Choir', left]]);
    await undo();
    expect([seen(), await labels()]).toEqual([before, [['Choir', MANY]]]);
  });

  it('that a sync brings on others meanwhile is taken off them, too', async () => {
    const unsubscribe = kith.book.subscribe(() => {
      unsubscribe();
      fill(1, kith.microsoft, MANY);
      const record = living().find(({ person }) => person === `p${MANY}`)!;
      const local = { ...record.local, labels: [{ id: 'l', ref: 'Choir' }] };
      kith.book.transaction([
        { kind: 'putContact', record: { ...record, local, base: local, inCloud: local } },
      ]);
    });
    await kith.handlers['labels.delete'](await choir());
    expect(await labels()).toEqual([]);
  });
});

describe('moving many', () => {
  it('that is stopped while photos are read moves nobody whose photo was not looked at', async () => {
    const side = SIDES.google(clouds);
    for (const given of ['Ada', 'Bea']) side.setPhoto(side.add({ given }), jpeg('portrait'));
    await kith.sync(kith.google);
    kith.beforeRequest(() => void kith.handlers['bulk.stop']());
    const move = { persons: EVERYBODY, account: kith.microsoft, from: null };
    expect(await kith.handlers['bulk.move'](move)).toMatchObject({ persons: 0, stopped: true });
    expect(living().map(({ account }) => account)).toEqual([kith.google, kith.google]);
  });
});

describe('a run that touched many', () => {
  const notes = () => living().filter(({ local }) => local?.notes?.text === 'wrong').length;

  it('is taken back in several transactions that are one action, and goes on after a stop', async () => {
    const side = SIDES.google(clouds);
    for (let n = 0; n < MANY; n++) side.add({ given: `p${n}` });
    await kith.sync(kith.google);
    await kith.handlers['bulk.edit']({
      persons: EVERYBODY,
      edit: { kind: 'setNote', value: 'wrong' },
    });
    const { run } = await kith.sync(kith.google);
    expect(side.all().filter((plain) => plain.notes === 'wrong')).toHaveLength(MANY);
    stopAtPart('sync.undo');
    const part = await kith.handlers['sync.undo'](run);
    expect(part).toMatchObject({ stopped: true, left: 0 });
    expect(part.restored).toBeGreaterThan(0);
    expect(notes()).toBe(MANY - part.restored);
    await reopen();
    const revision = kith.book.revision;
    const rest = await kith.handlers['sync.undo'](run);
    expect(rest).toEqual({
      run,
      restored: MANY - part.restored,
      recreated: 0,
      removed: 0,
      left: part.restored,
      photosLost: 0,
    });
    expect(kith.book.revision - revision).toBeGreaterThan(1);
    expect([notes(), (await actions()).undo]).toMatchObject([
      0,
      { command: 'sync.undo', contacts: rest.restored },
    ]);
    expect(await kith.sync(kith.google)).toMatchObject({ undoes: run, errors: [] });
    expect(side.all().filter((plain) => plain.notes === 'wrong')).toHaveLength(0);
  });
});
