// Owns: what is done with many persons at once, over a real book and both clouds: that each is one action however many
// pieces it takes, across restarts and stops. Leaves to others: single persons (contract/store-handlers.test.ts), the window.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import { createRecord } from '../../main/core/edit.ts';
import { firstPiece, nextMove } from '../../main/core/history.ts';
import type { Step } from '../../main/core/history.ts';
import type { ActionsView, BulkResult, PersonSelection } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { stateOf } from '../unit/store/told.ts';

/** More than two pieces of an action. */
const MANY = 450;
const EVERYBODY: PersonSelection = { kind: 'found', text: '', filter: { kind: 'all' }, except: [] };

let clouds: Clouds;
let kith: TestKith;
let clock: ReturnType<typeof steppingClock>;

beforeEach(async () => {
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock });
});
afterEach(async () => {
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
});

/** Persons p0, p1, … in one account, as if a sync had brought them. */
function fill(count: number, account: AccountId = kith.google, from = 0): void {
  const changes = Array.from({ length: count }, (_, n) => {
    const name = `p${from + n}`;
    const fields = { name: { given: name } };
    const fresh = createRecord({
      id: `c-${account}-${name}` as ContactId,
      person: name as PersonId,
      account,
      fields,
      createKey: '',
      at: '2026-11-20T10:00:00.000Z',
    });
    const { local } = fresh;
    return {
      kind: 'putContact' as const,
      record: { ...fresh, remoteId: `people/${name}`, base: local, inCloud: local },
    };
  });
  kith.book.transaction(changes);
}
const these = (...persons: readonly string[]): PersonSelection => ({
  kind: 'these',
  persons: persons as readonly PersonId[],
});
const living = () => [...kith.book.contacts()].filter(({ local }) => local !== null);
const carriers = (name: string): number => {
  const labels = kith.handlers['labels.list']() as readonly {
    readonly name: string;
    readonly count: number;
  }[];
  return labels.filter((label) => label.name === name).reduce((sum, { count }) => sum + count, 0);
};
const actions = () => kith.handlers['history.actions']() as ActionsView;
const undo = async () => kith.handlers['history.undo']();
const redo = async () => kith.handlers['history.redo']();
/** Everything people see, without what tells when it came about. */
const seen = () =>
  living()
    .map(({ id, person, account, local }) => JSON.stringify([id, person, account, local]))
    .sort();

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
    expect(actions().undo).toMatchObject({
      command: 'bulk.label',
      contacts: MANY,
      names: ['p0', 'p1', 'p10'],
    });
    kith = await kith.reopen();
    expect(actions().undo).toMatchObject({ command: 'bulk.label', contacts: MANY });
    expect(await undo()).toMatchObject({ command: 'bulk.label', contacts: MANY });
    expect(seen()).toEqual(before);
    expect(carriers('Choir')).toBe(0);
    expect(actions()).toMatchObject({ undo: null, redo: { command: 'bulk.label', contacts: MANY } });
    kith = await kith.reopen();
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
    expect(actions().undo).toMatchObject({ command: 'contacts.save' });
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
    expect(actions().undo).toMatchObject({ command: 'bulk.favorite', contacts: MANY });
    await undo();
    expect(living().some(({ local }) => local?.favorite === true)).toBe(false);
    expect(living().find(({ person }) => person === 'p3')?.local?.notes?.text).toBe('meanwhile');
    expect(actions().undo).toMatchObject({ command: 'contacts.save' });
  });
});

describe('stopping', () => {
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
    expect(actions().undo).toMatchObject({ contacts: done.persons });
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
    expect(actions().undo).toMatchObject({ command: 'bulk.label' });
    kith = await kith.reopen();
    expect(await undo()).not.toHaveProperty('stopped');
    expect(carriers('Choir')).toBe(0);
    expect(actions().undo).toMatchObject({ command: 'bulk.favorite' });
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

describe('what pages do with all that they list', () => {
  const idsInTrash = () => [...kith.book.trash()].map(({ id }) => id);
  const stopAtPart = (command: string): void => {
    const unsubscribe = kith.book.subscribe((_changes, _seq, by) => {
      if (by.kind !== 'person' || by.command !== command) return;
      unsubscribe();
      void kith.handlers['bulk.stop']();
    });
  };

  it('all of the trash comes back in several transactions that are one action, and can be stopped', async () => {
    fill(MANY);
    const before = seen();
    await kith.handlers['bulk.delete'](EVERYBODY);
    const revision = kith.book.revision;
    expect(await kith.handlers['trash.restore'](idsInTrash())).toBe(MANY);
    expect(kith.book.revision - revision).toBeGreaterThan(2);
    expect([seen(), idsInTrash()]).toEqual([before, []]);
    expect(actions().undo).toMatchObject({ command: 'trash.restore', contacts: MANY });
    await undo();
    expect(living()).toEqual([]);
    stopAtPart('trash.restore');
    const back = await kith.handlers['trash.restore'](idsInTrash());
    expect(back).toBeGreaterThan(0);
    expect(back).toBeLessThan(MANY);
    expect([living().length, idsInTrash().length]).toEqual([back, MANY - back]);
    expect(actions().undo).toMatchObject({ command: 'trash.restore', contacts: back });
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
    const matches = await kith.handlers['matches.list']();
    const accept = { matches: matches.map(({ id }) => id), inStep: false };
    expect(matches).toHaveLength(pairs);
    stopAtPart('matches.accept');
    const joined = await kith.handlers['matches.accept'](accept);
    expect(joined).toBeGreaterThan(0);
    expect(joined).toBeLessThan(pairs);
    expect(persons()).toBe(2 * pairs - joined);
    expect(await kith.handlers['matches.list']()).toHaveLength(pairs - joined);
    await undo();
    expect(seen()).toEqual(before);
    expect(await kith.handlers['matches.accept'](accept)).toBe(pairs);
    expect(persons()).toBe(pairs);
    await undo();
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

  it('is told of persons before it is chosen, with their accounts', async () => {
    await label({ persons: these('p2'), name: 'Choir' });
    const summary = await kith.handlers['bulk.summary'](EVERYBODY);
    expect(summary).toMatchObject({ persons: 4, contacts: 5, favorites: 0 });
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
    expect(next(steps, 'undo')).toEqual({ of: 2, takesBack: 2 });
    const undone = [...steps, back('undo', 5, 2, { more: true }), back('undo', 6, 2, { part: 5 })];
    expect(next(undone, 'undo')).toEqual({ of: 1, takesBack: 1 });
    expect(next(undone, 'redo')).toEqual({ of: 2, takesBack: 5 });
  });

  it('goes on with a taking back that ended early, and can bring it back', () => {
    const steps = [act(1), act(2), act(3, 2), back('undo', 4, 2, { more: true })];
    expect(next(steps, 'undo')).toEqual({ of: 2, takesBack: 2 });
    expect(next(steps, 'redo')).toEqual({ of: 2, takesBack: 4 });
    const redone = [...steps, back('redo', 5, 2, { more: true })];
    expect(next(redone, 'redo')).toEqual({ of: 2, takesBack: 4 });
    expect(next(redone, 'undo')).toEqual({ of: 2, takesBack: 5 });
  });
});
