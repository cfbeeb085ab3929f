// Owns: taking runs back over the real clients and both practice clouds: ordinary writes, checked by etag (law 22).
// Leaves to others: the merge of an undo (unit/core/undo), the command line (e2e/cli/history).
import { describe, expect, it } from 'vitest';
import { SIDES } from '../support/sides.ts';
import {
  account,
  ada,
  byGiven,
  CLOUDS,
  clouds,
  create,
  edit,
  find,
  grace,
  inCloud,
  kith,
  receiptOf,
  records,
  remove,
  side,
  sync,
  undo,
  usePastRuns,
} from './past-runs.ts';

describe.each(CLOUDS)('%s %s', (provider, graph) => {
  usePastRuns(provider, graph);

  it('[law 22] undo after pushed edits gives both sides their former content', async () => {
    const id = side.add(ada);
    await sync();
    const [before, former] = [inCloud(), byGiven('Ada').local];
    edit('Ada', { notes: 'wrong', emails: ['wrong@example.org'], nickname: '' });
    const pushed = await sync();
    expect(side.read(id)).toMatchObject({ notes: 'wrong', emails: ['wrong@example.org'] });
    expect(undo(pushed.run)).toMatchObject({ restored: 1, recreated: 0, removed: 0, left: 0 });
    expect(byGiven('Ada').local).toEqual(former);
    side.faults['offline'] = true;
    await sync();
    delete side.faults['offline'];
    const undone = await sync();
    expect(undone).toMatchObject({ pushed: 1, conflicts: 0, errors: [], undoes: pushed.run });
    expect(inCloud()).toEqual(before);
    expect(await sync()).toMatchObject({ writes: 0 });
    expect((await sync()).undoes).toBeUndefined();
  });

  it('[law 22] undo after pulled edits brings the former content back to the cloud', async () => {
    const id = side.add(ada);
    await sync();
    const [before, former] = [inCloud(), byGiven('Ada').local];
    side.edit(id, { notes: 'another program was here', emails: [] });
    const pulled = await sync();
    expect(byGiven('Ada').local?.emails).toBeUndefined();
    expect(undo(pulled.run)).toMatchObject({ restored: 1, left: 0 });
    expect(byGiven('Ada').local).toEqual(former);
    expect(await sync()).toMatchObject({ pushed: 1, conflicts: 0, errors: [] });
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] of a contact that both sides had changed, undo takes both changes back', async () => {
    const id = side.add(ada);
    await sync();
    const before = inCloud();
    side.edit(id, { notes: 'theirs' });
    edit('Ada', { nickname: 'Mine' });
    const joined = await sync();
    expect(undo(joined.run)).toMatchObject({ restored: 1 });
    await sync();
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] [pain 20] undo after a pushed deletion makes the contact again, for the same person', async () => {
    side.add(ada);
    side.add(grace);
    await sync();
    const [before, { id, person, local }] = [inCloud(), byGiven('Ada')];
    remove('Ada');
    const deleted = await sync();
    expect(side.all()).toHaveLength(1);
    expect(undo(deleted.run)).toMatchObject({ restored: 0, recreated: 1, removed: 0, left: 0 });
    expect(kith.book.contact(id)).toMatchObject({ id, person, local, remoteId: null });
    expect(await sync()).toMatchObject({ counts: { pushed: { created: 1 } }, errors: [] });
    expect(inCloud()).toEqual(before);
    expect(await sync()).toMatchObject({ writes: 0, pulled: 0 });
  });

  it('[law 22] undo after a pulled deletion makes the contact again there', async () => {
    const id = side.add(ada);
    await sync();
    const before = inCloud();
    side.remove(id);
    const deleted = await sync();
    expect(records()).toEqual([]);
    expect(undo(deleted.run)).toMatchObject({ recreated: 1 });
    await sync();
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] undo after a deletion makes no second contact beside one that says the same', async () => {
    const id = side.add(grace);
    await sync();
    const before = inCloud();
    side.remove(id);
    side.add(grace);
    const deleted = await sync();
    expect(undo(deleted.run)).toMatchObject({ recreated: 0, left: 2 });
    await sync();
    expect(inCloud()).toEqual(before);
  });

  it('[law 22] undo after pushed creates deletes them again, and leaves what the cloud brought', async () => {
    create(ada);
    side.add(grace);
    const report = await sync();
    expect(side.all()).toHaveLength(2);
    expect(undo(report.run)).toMatchObject({ restored: 0, recreated: 0, removed: 1, left: 1 });
    expect(await sync()).toMatchObject({ counts: { pushed: { deleted: 1 } }, errors: [] });
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Grace' })]);
    expect(find('Ada')).toBeUndefined();
  });

  it('[law 22] [law 4] a contact that an edit brought back from a deletion there is not taken away', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'still needed' });
    side.remove(id);
    const report = await sync();
    expect(undo(report.run)).toMatchObject({ removed: 0, left: 1 });
    await sync();
    expect(side.all()).toEqual([expect.objectContaining({ given: 'Ada', notes: 'still needed' })]);
  });

  it('[law 22] edits made after the run survive its undo', async () => {
    const id = side.add(ada);
    side.add(grace);
    await sync();
    edit('Ada', { notes: 'wrong', nickname: 'Wrong' });
    edit('Grace', { notes: 'wrong' });
    create({ given: 'Alan', family: 'Turing' });
    const report = await sync();
    edit('Ada', {
      nickname: 'Right',
      emails: ['ada@example.org', 'a.lovelace@work.example', 'new@example.org'],
    });
    edit('Alan', { notes: 'worked on since' });
    remove('Grace');
    expect(undo(report.run)).toMatchObject({ restored: 1, recreated: 0, removed: 0, left: 2 });
    expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
    expect(side.read(id)).toMatchObject({ notes: 'first programmer', nickname: 'Right' });
    expect(side.read(id)!.emails).toContain('new@example.org');
    expect(
      side
        .all()
        .map(({ given }) => given)
        .sort(),
    ).toEqual(['Ada', 'Alan']);
  });

  it('[law 22] a change made in the cloud since is joined, or asked about, and never overwritten', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'wrong', nickname: 'Wrong' });
    const report = await sync();
    side.edit(id, { nickname: 'changed there since', emails: ['new@example.org'] });
    undo(report.run);
    expect(await sync()).toMatchObject({ conflicts: 1 });
    expect(side.read(id)).toMatchObject({
      notes: 'first programmer',
      nickname: 'changed there since',
      emails: ['new@example.org'],
    });
  });

  it('[law 22] one made while the undo is being sent is met by its etag', async () => {
    const id = side.add(ada);
    await sync();
    edit('Ada', { notes: 'wrong' });
    const report = await sync();
    undo(report.run);
    kith.onNextWrite(() => side.edit(id, { nickname: 'changed just now' }));
    expect(await sync()).toMatchObject({ conflicts: 0, errors: [] });
    expect(side.read(id)).toMatchObject({ notes: 'first programmer', nickname: 'changed just now' });
  });

  it('[law 22] an undo is undone like any other run', async () => {
    side.add(ada);
    side.add({ given: 'Lost', family: 'There' });
    await sync();
    edit('Ada', { notes: 'after all' });
    create(grace);
    side.remove(byGiven('Lost').remoteId!);
    const report = await sync();
    const after = inCloud();
    undo(report.run);
    const undone = await sync();
    expect(inCloud()).not.toEqual(after);
    expect(undo(undone.run)).toMatchObject({ restored: 1, recreated: 1, removed: 1, left: 0 });
    expect(await sync()).toMatchObject({ errors: [] });
    expect(inCloud()).toEqual(after);
  });

  it('[law 22] undoing twice changes nothing more, before and after the sync', async () => {
    side.add(ada);
    side.add(grace);
    await sync();
    edit('Ada', { notes: 'wrong' });
    remove('Grace');
    create({ given: 'Alan' });
    const { run } = await sync();
    undo(run);
    expect(undo(run)).toMatchObject({ restored: 0, recreated: 0, removed: 0 });
    await sync();
    expect(undo(run)).toMatchObject({ restored: 0, recreated: 0, removed: 0 });
    expect(await sync()).toMatchObject({ writes: 0 });
    expect(side.all()).toHaveLength(2);
  });

  it('[law 22] [law 10] an undo that would delete many contacts is asked about like any deletion', async () => {
    for (let n = 0; n < 12; n++) create({ given: `Person${n}` });
    const { run } = await sync();
    expect(await kith.handlers['sync.undo'](run)).toMatchObject({ removed: 12 });
    const asked = await sync();
    expect(asked.errors).toMatchObject([{ code: 'sync.massDeletion' }]);
    expect(side.all()).toHaveLength(12);
  });

  it('[law 22] an account that was unlinked takes its receipts along', async () => {
    side.add(ada);
    const { run } = await sync();
    await kith.handlers['accounts.unlink'](account());
    for (const ask of [receiptOf, undo])
      expect(() => ask(run)).toThrow(expect.objectContaining({ code: 'input.notFound' }));
  });

  it('[law 22] [law 23] of a person kept in step, undoing one run brings both clouds back', async () => {
    const other = SIDES[provider === 'google' ? 'microsoft' : 'google'](clouds);
    const ids = [side.add(grace), other.add(grace)] as const;
    const both = async () =>
      new Map((await kith.handlers['sync.run'](null)).map((run) => [run.account, run.run]));
    await both();
    kith.handlers['persons.join']({
      persons: [...kith.book.contacts()].map(({ person }) => person),
      inStep: true,
    });
    await both();
    const notes = () => [side.read(ids[0])!.notes, other.read(ids[1])!.notes];
    for (const undone of [side, other]) {
      side.edit(ids[0], { notes: 'wrong' });
      const runs = await both();
      expect(notes()).toEqual(['wrong', 'wrong']);
      expect(undo(runs.get(undone.account(kith))!)).toMatchObject({ restored: 1, left: 0 });
      await both();
      expect(notes()).toEqual(['admiral', 'admiral']);
      // Back and forth in three runs in a row would pause the contact (law 17).
      await both();
    }
  });
});
