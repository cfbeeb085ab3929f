// Owns: what is done with many persons at once, over a real book and both clouds: that each is one action however many
// pieces it takes, across restarts and stops. Leaves to others: single persons (contract/store-handlers.test.ts), the window,
// what pages do with all that they list (great-actions.test.ts).
import { beforeEach, describe, expect, it } from 'vitest';
import type { ContactId, PersonId } from '../../main/core/account.ts';
import { firstPiece, nextMove } from '../../main/core/history.ts';
import type { Step } from '../../main/core/history.ts';
import type { BulkResult, PersonSelection } from '../../preload/contract.ts';
import type { TestKith } from '../support/kith.ts';
import { stateOf } from '../unit/store/told.ts';
import {
  actions,
  carriers,
  clock,
  EVERYBODY,
  fill,
  kith,
  living,
  MANY,
  redo,
  reopen,
  seen,
  these,
  undo,
  useMany,
} from './many.ts';

useMany();

describe('many persons at once', () => {
  it('are labelled in several transactions that are one action: one undo, one redo, before and after a restart', async () => {
    fill(MANY);
    const before = seen();
    const revision = kith.book.revision;
    const done = await kith.handlers['bulk.label']({
      persons: EVERYBODY,
      labels: [],
      name: 'Choir',
      assigned: true,
    });
    expect(done).toEqual({ persons: MANY, contacts: MANY, left: {}, stopped: false });
    expect(kith.book.revision - revision).toBeGreaterThan(2);
    expect(carriers('Choir')).toBe(MANY);
    const labelled = seen();
    expect((await actions()).undo).toMatchObject({
      command: 'bulk.label',
      contacts: MANY,
      names: ['p0', 'p1', 'p10'],
    });
    await reopen();
    expect((await actions()).undo).toMatchObject({ command: 'bulk.label', contacts: MANY });
    expect(await undo()).toMatchObject({ command: 'bulk.label', contacts: MANY });
    expect(seen()).toEqual(before);
    expect(carriers('Choir')).toBe(0);
    expect(await actions()).toMatchObject({ undo: null, redo: { command: 'bulk.label', contacts: MANY } });
    await reopen();
    expect(await redo()).toMatchObject({ command: 'bulk.label' });
    expect(carriers('Choir')).toBe(MANY);
    expect(seen().length).toBe(labelled.length);
    await undo();
    expect(seen()).toEqual(before);
  });

  it('are deleted after a backup, into the trash, and come back with one undo', async () => {
    fill(MANY);
    const before = seen();
    const selection: PersonSelection = { ...EVERYBODY, except: ['p7' as PersonId] } as PersonSelection;
    const done = await kith.handlers['bulk.delete'](selection);
    expect(done).toMatchObject({ persons: MANY - 1, contacts: MANY - 1 });
    expect(living().map(({ person }) => person)).toEqual(['p7']);
    expect([...kith.book.trash()].length).toBe(MANY - 1);
    const backups = await kith.handlers['backups.list']();
    expect(backups.filter(({ reason }) => reason === 'deletion')).toMatchObject([{ contacts: MANY }]);
    await undo();
    expect(seen()).toEqual(before);
    expect([...kith.book.trash()]).toEqual([]);
  });

  it('that are few are one transaction, and no backup is made before they are deleted', async () => {
    fill(20);
    const revision = kith.book.revision;
    await kith.handlers['bulk.delete'](these('p1', 'p2', 'p1', 'nobody'));
    expect(kith.book.revision).toBe(revision + 1);
    expect(living().length).toBe(18);
    expect((await kith.handlers['backups.list']()).filter(({ reason }) => reason === 'deletion')).toEqual([]);
  });

  it('become favourites, and those who were stay so when it is undone', async () => {
    fill(3);
    await kith.handlers['bulk.favorite']({ persons: these('p1'), favorite: true });
    expect(await kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true })).toMatchObject({
      persons: 2,
    });
    await undo();
    expect(living().flatMap(({ person, local }) => (local?.favorite === true ? person : []))).toEqual(['p1']);
  });

  it('keep what was edited after the action when it is undone', async () => {
    fill(MANY);
    await kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true });
    await kith.handlers['contacts.save']({
      contact: `c-${kith.google}-p3` as ContactId,
      fields: { notes: { text: 'later' } },
    });
    expect((await actions()).undo).toMatchObject({ command: 'contacts.save' });
    await undo();
    await redo();
    await undo();
    await undo();
    expect(living().some(({ local }) => local?.favorite === true)).toBe(false);
    await redo();
    await redo();
    const p3 = living().find(({ person }) => person === 'p3')?.local;
    expect(p3).toMatchObject({ favorite: true, notes: { text: 'later' } });
  });

  it('that an edit came between are one action all the same, and so is the edit', async () => {
    fill(MANY);
    const sleep = clock.sleep;
    let edited = false;
    clock.sleep = async (ms) => {
      if (!edited) {
        edited = true;
        await kith.handlers['contacts.save']({
          contact: `c-${kith.google}-p3` as ContactId,
          fields: { notes: { text: 'meanwhile' } },
        });
      }
      return sleep(ms);
    };
    await kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true });
    expect((await actions()).undo).toMatchObject({ command: 'bulk.favorite', contacts: MANY });
    await undo();
    expect(living().some(({ local }) => local?.favorite === true)).toBe(false);
    expect(living().find(({ person }) => person === 'p3')?.local?.notes?.text).toBe('meanwhile');
    expect((await actions()).undo).toMatchObject({ command: 'contacts.save' });
  });
});

describe('stopping', () => {
  const CHOIR = { labels: [], name: 'Choir', assigned: true };
  const stopAfterFirstPiece = (): void => {
    const sleep = clock.sleep;
    clock.sleep = (ms) => {
      void kith.handlers['bulk.stop']();
      clock.sleep = sleep;
      return sleep(ms);
    };
  };

  it('leaves what was done as one action, and says so', async () => {
    fill(MANY);
    stopAfterFirstPiece();
    const done = await kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true });
    expect(done).toMatchObject({ stopped: true });
    expect(done.persons).toBeGreaterThan(0);
    expect(done.persons).toBeLessThan(MANY);
    expect((await actions()).undo).toMatchObject({ contacts: done.persons });
    await undo();
    expect(living().some(({ local }) => local?.favorite === true)).toBe(false);
  });

  it('an undo lets the next undo go on with it, not with the action before', async () => {
    fill(MANY);
    await kith.handlers['bulk.favorite']({ persons: these('p1'), favorite: true });
    await kith.handlers['bulk.label']({ persons: EVERYBODY, labels: [], name: 'Choir', assigned: true });
    stopAfterFirstPiece();
    expect(await undo()).toMatchObject({ command: 'bulk.label', stopped: true });
    expect(carriers('Choir')).toBeGreaterThan(0);
    expect((await actions()).undo).toMatchObject({ command: 'bulk.label' });
    await reopen();
    expect(await undo()).not.toHaveProperty('stopped');
    expect(carriers('Choir')).toBe(0);
    expect((await actions()).undo).toMatchObject({ command: 'bulk.favorite' });
  });

  describe.each<readonly [string, () => unknown]>([
    ['a label', () => kith.handlers['bulk.label']({ persons: EVERYBODY, ...CHOIR })],
    ['a deletion', () => kith.handlers['bulk.delete'](EVERYBODY)],
  ])('an undo of %s that was stopped', (_what, act) => {
    const state = () => [seen(), carriers('Choir'), [...kith.book.trash()].length];
    let [before, after]: unknown[] = [];
    beforeEach(async () => {
      fill(MANY);
      before = state();
      await act();
      after = state();
      stopAfterFirstPiece();
      expect(await undo()).toMatchObject({ stopped: true });
      await reopen();
    });

    it('and gone on with is brought back as a whole by one redo, and taken back as a whole again', async () => {
      await undo();
      expect(state()).toEqual(before);
      await redo();
      expect(state()).toEqual(after);
      expect((await actions()).redo).toBeNull();
      await undo();
      expect(state()).toEqual(before);
      expect((await actions()).undo).toBeNull();
    });

    it('and brought back is taken back as a whole by the next undo, and brought back as a whole again', async () => {
      await redo();
      expect(state()).toEqual(after);
      await undo();
      expect(state()).toEqual(before);
      expect((await actions()).undo).toBeNull();
      await redo();
      expect(state()).toEqual(after);
    });
  });

  it('an undo that is asked for while the action goes on takes all of it back', async () => {
    fill(MANY);
    const before = seen();
    const doing = kith.handlers['bulk.favorite']({ persons: EVERYBODY, favorite: true });
    const undoing = undo();
    expect((await doing).persons).toBe(MANY);
    expect(await undoing).toMatchObject({ command: 'bulk.favorite', contacts: MANY });
    expect(seen()).toEqual(before);
  });
});

describe('a label for persons of several accounts', () => {
  const label = (options: Partial<Parameters<TestKith['handlers']['bulk.label']>[0]>): Promise<BulkResult> =>
    Promise.resolve(
      kith.handlers['bulk.label']({
        persons: EVERYBODY,
        labels: [],
        name: null,
        assigned: true,
        ...options,
      }),
    );
  beforeEach(() => {
    fill(3);
    fill(2, kith.microsoft, 2);
  });

  it('by name is made in each account that lacks it, and found where it is there in other letters', async () => {
    const choir = await kith.handlers['labels.create']({ account: kith.google, name: 'CHÓIR' });
    expect(await label({ name: 'Choir' })).toMatchObject({ persons: 4, contacts: 5, left: {} });
    const labels = await kith.handlers['labels.list']();
    expect(labels.map(({ account, name, count }) => [account, name, count]).sort()).toEqual([
      [kith.google, 'CHÓIR', 3],
      [kith.microsoft, 'Choir', 2],
    ]);
    expect(await label({ labels: [choir.id], assigned: false })).toMatchObject({ persons: 3 });
    expect(carriers('CHÓIR')).toBe(0);
    expect(carriers('Choir')).toBe(2);
    await undo();
    await undo();
    expect(carriers('CHÓIR') + carriers('Choir')).toBe(0);
  });

  it('of one account leaves those who have no contact there, and says how many', async () => {
    const choir = await kith.handlers['labels.create']({ account: kith.google, name: 'Choir' });
    expect(await label({ labels: [choir.id] })).toEqual({
      persons: 3,
      contacts: 3,
      left: { otherAccount: 1 },
      stopped: false,
    });
    expect(await label({ labels: [choir.id] })).toMatchObject({ persons: 0, left: { otherAccount: 1 } });
  });

  it('that is not there is refused before anything changes', async () => {
    const before = stateOf(kith.book);
    expect(() =>
      kith.handlers['bulk.label']({ persons: EVERYBODY, labels: ['x' as never], name: null, assigned: true }),
    ).toThrow(expect.objectContaining({ code: 'input.notFound' }));
    expect(stateOf(kith.book)).toEqual(before);
  });

  it('is told of persons before it is chosen, with their accounts and a few names', async () => {
    await label({ persons: these('p2'), name: 'Choir' });
    const summary = await kith.handlers['bulk.summary'](EVERYBODY);
    expect(summary).toMatchObject({ persons: 4, contacts: 5, favorites: 0 });
    expect(summary.names).toHaveLength(4);
    expect(summary.names.every((name) => name !== '')).toBe(true);
    expect(summary.labels.map(({ persons }) => persons)).toEqual([1, 1]);
    expect(summary.accounts).toEqual([
      { account: kith.google, contacts: 3 },
      { account: kith.microsoft, contacts: 2 },
    ]);
  });
});

describe('which action is next', () => {
  const act = (seq: number, part?: number): Step => ({
    seq,
    by: { kind: 'person', command: 'x', ...(part === undefined ? {} : { part }) },
  });
  const back = (kind: 'undo' | 'redo', seq: number, of: number, rest: object = {}): Step => ({
    seq,
    by: { kind, of, ...rest },
  });
  const next = (steps: readonly Step[], direction: 'undo' | 'redo') =>
    nextMove(steps.toReversed(), direction);

  it('takes all pieces for one', () => {
    const steps = [act(1), act(2), act(3, 2), act(4, 2)];
    expect(steps.map(firstPiece)).toEqual([1, 2, 2, 2]);
    expect(next(steps, 'undo')).toEqual({ of: 2, takesBack: [2] });
    const undone = [...steps, back('undo', 5, 2, { more: true }), back('undo', 6, 2, { part: 5 })];
    expect(next(undone, 'undo')).toEqual({ of: 1, takesBack: [1] });
    expect(next(undone, 'redo')).toEqual({ of: 2, takesBack: [5] });
  });

  it('goes on with a taking back that ended early, and can bring it back', () => {
    const steps = [act(1), act(2), act(3, 2), back('undo', 4, 2, { more: true })];
    expect(next(steps, 'undo')).toEqual({ of: 2, takesBack: [2] });
    expect(next(steps, 'redo')).toEqual({ of: 2, takesBack: [4] });
    const redone = [...steps, back('redo', 5, 2, { more: true })];
    expect(next(redone, 'redo')).toEqual({ of: 2, takesBack: [4] });
    expect(next(redone, 'undo')).toEqual({ of: 2, takesBack: [5, 2] });
  });

  it('is told with every taking back that has a part of it, back to where it was as a whole', () => {
    const both = [act(1), act(2), act(3, 2), back('undo', 4, 2, { more: true }), back('undo', 5, 2)];
    expect(next(both, 'redo')).toEqual({ of: 2, takesBack: [5, 4] });
    expect(next(both, 'undo')).toEqual({ of: 1, takesBack: [1] });
    const redone = [...both, back('redo', 6, 2, { more: true }), back('redo', 7, 2, { part: 6 })];
    expect(next(redone, 'undo')).toEqual({ of: 2, takesBack: [6] });
    const again = [...redone, back('undo', 8, 2, { more: true })];
    expect(next(again, 'redo')).toEqual({ of: 2, takesBack: [8] });
    const brought = [...again, back('redo', 9, 2)];
    expect(next(brought, 'undo')).toEqual({ of: 2, takesBack: [9, 6] });
    expect(next(brought, 'redo')).toBeNull();
  });
});
