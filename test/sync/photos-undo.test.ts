// Owns: that undoing a run brings back what photos it changed, here and in the cloud, over the real clients and both
// practice clouds, and says where it cannot (law 22). Leaves to others: the other fields (undo.test.ts), the command
// line (e2e/cli/history), how long bytes are kept (unit/store/photos.test.ts).
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../main/core/account.ts';
import type { RunReport, UndoResult } from '../../preload/contract.ts';
import {
  FIRST,
  SECOND,
  THIRD,
  ada,
  create,
  edit,
  find,
  grace,
  has,
  idOf,
  kith,
  photoRequests,
  photoWrites,
  remove,
  restart,
  set,
  shown,
  side,
  sync,
  syncs,
  usePhotoStage,
} from '../support/photo-stage.ts';

const undo = (run: RunId) => kith.handlers['sync.undo'](run) as UndoResult;
const entriesOf = async (run: RunId) => (await kith.handlers['sync.receipt'](run)).entries;
const forgetBytes = (hash: string) => rmSync(join(kith.folder, 'photos', hash));
const none = { restored: 0, recreated: 0, removed: 0, left: 0, photosLost: 0 };
const ended = (report: RunReport): RunId => {
  expect(report.errors).toEqual([]);
  return report.run;
};

describe.each(['google', 'microsoft'] as const)('[law 22] %s', (provider) => {
  usePhotoStage(provider);

  it.each([
    ['looked at', true],
    ['never looked at', false],
  ])('a photo that was replaced there, %s before, is back on both sides', async (_how, isLookedAt) => {
    const id = await has(ada, FIRST);
    if (isLookedAt) await shown('Ada');
    set('Ada', SECOND);
    const run = ended(await sync());
    expect(undo(run)).toEqual({ run, ...none, restored: 1 });
    expect(await shown('Ada')).toEqual(FIRST);
    expect(side.photo(id)).toEqual(SECOND);
    const undone = ended(await sync());
    expect(side.photo(id)).toEqual(FIRST);
    expect(await entriesOf(undone)).toMatchObject([{ side: 'cloud', kind: 'update', photo: true }]);
    await syncs(2);
    expect(photoWrites()).toHaveLength(2);
    expect(await shown('Ada')).toEqual(FIRST);
  });

  it('a photo that was set where there was none is removed again', async () => {
    const id = await has(ada);
    set('Ada', FIRST);
    const run = ended(await sync());
    expect(undo(run)).toEqual({ run, ...none, restored: 1 });
    expect(await shown('Ada')).toBeNull();
    await syncs(1);
    expect(side.photo(id)).toBeNull();
  });

  it.each([
    ['looked at', true],
    ['never looked at', false],
  ])('a photo that was removed there, %s before, is back', async (_how, isLookedAt) => {
    const id = await has(ada, FIRST);
    if (isLookedAt) await shown('Ada');
    remove('Ada');
    const run = ended(await sync());
    expect(side.photo(id)).toBeNull();
    await restart();
    expect(undo(run)).toEqual({ run, ...none, restored: 1 });
    await syncs(1);
    expect(side.photo(id)).toEqual(FIRST);
    expect(await shown('Ada')).toEqual(FIRST);
  });

  it.each([
    ['and looked at since', true],
    ['and not looked at', false],
  ])('another photo that the run brought %s goes, and the former is sent', async (_how, isLookedAt) => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.setPhoto(id, SECOND);
    side.edit(id, { notes: 'with another photo' });
    const run = ended(await sync());
    if (isLookedAt) expect(await shown('Ada')).toEqual(SECOND);
    expect(undo(run)).toEqual({ run, ...none, restored: 1 });
    expect(await shown('Ada')).toEqual(FIRST);
    const undone = ended(await sync());
    expect(side.photo(id)).toEqual(FIRST);
    expect(side.read(id)!.notes ?? '').toBe('');
    // What was written over was kept, so that the undo can be undone.
    expect(undo(undone)).toMatchObject({ restored: 1, photosLost: 0 });
    await syncs(1);
    expect(side.photo(id)).toEqual(SECOND);
  });

  it('a first photo that the run brought goes again', async () => {
    const id = await has(ada);
    await shown('Ada');
    side.setPhoto(id, FIRST);
    side.edit(id, { notes: 'with a photo' });
    const run = ended(await sync());
    expect(undo(run)).toMatchObject({ restored: 1, photosLost: 0 });
    await syncs(1);
    expect(side.photo(id)).toBeNull();
    expect(await shown('Ada')).toBeNull();
  });

  it('a photo that the cloud took away comes back', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.setPhoto(id, null);
    side.edit(id, { notes: 'without a photo' });
    const run = ended(await sync());
    expect(await shown('Ada')).toBeNull();
    expect(undo(run)).toMatchObject({ restored: 1, photosLost: 0 });
    await syncs(1);
    expect(side.photo(id)).toEqual(FIRST);
  });

  it('[law 1] where the run brought other fields alone, the photo is not sent', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.edit(id, { notes: 'another program was here' });
    const run = ended(await sync());
    expect(undo(run)).toMatchObject({ restored: 1 });
    await syncs(2);
    expect(photoWrites()).toEqual([]);
    expect(side.photo(id)).toEqual(FIRST);
    expect(find('Ada')!.photo!.pending).toBeNull();
  });

  it('a new version without any change stands in no receipt, and its undo sends nothing', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.touch(id);
    const run = ended(await sync());
    expect(await entriesOf(run)).toEqual([]);
    undo(run);
    await syncs(1);
    expect(photoWrites()).toEqual([]);
    expect(await shown('Ada')).toEqual(FIRST);
  });

  it('a photo that somebody chose since stays, sent or not', async () => {
    const id = await has(ada, FIRST);
    set('Ada', SECOND);
    const run = ended(await sync());
    set('Ada', THIRD);
    expect(undo(run)).toEqual({ run, ...none, left: 1 });
    await syncs(1);
    expect(undo(run)).toEqual({ run, ...none, left: 1 });
    await syncs(1);
    expect(side.photo(id)).toEqual(THIRD);
  });

  it('a photo that somebody chose since the run brought another one stays', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.setPhoto(id, SECOND);
    side.edit(id, { notes: 'with another photo' });
    const run = ended(await sync());
    set('Ada', THIRD);
    undo(run);
    expect(await shown('Ada')).toEqual(THIRD);
    await syncs(1);
    expect(side.photo(id)).toEqual(THIRD);
  });

  it('a photo that the cloud got since stays', async () => {
    const id = await has(ada, FIRST);
    set('Ada', SECOND);
    const run = ended(await sync());
    side.setPhoto(id, THIRD);
    side.edit(id, { notes: 'newer' });
    await syncs(1);
    undo(run);
    await syncs(1);
    expect(side.photo(id)).toEqual(THIRD);
    expect(await shown('Ada')).toEqual(THIRD);
  });

  it('is undone once: a second undo changes nothing, before and after the sync', async () => {
    await has(ada, FIRST);
    set('Ada', SECOND);
    const run = ended(await sync());
    undo(run);
    expect(undo(run)).toEqual({ run, ...none, left: 1 });
    await syncs(1);
    expect(undo(run)).toEqual({ run, ...none, left: 1 });
    await syncs(1);
    expect(photoWrites()).toHaveLength(2);
  });

  it('photo and fields of one run come back together', async () => {
    const id = await has({ ...ada, notes: 'before' }, FIRST);
    edit('Ada', 'wrong');
    set('Ada', SECOND);
    const run = ended(await sync());
    expect(undo(run)).toEqual({ run, ...none, restored: 1 });
    await syncs(1);
    expect([side.photo(id), side.read(id)!.notes]).toEqual([FIRST, 'before']);
  });

  it('an original is back byte for byte where the service keeps a rendition of its own', async () => {
    side.faults['photosRecoded'] = true;
    await has(ada);
    set('Ada', FIRST);
    await syncs(1);
    set('Ada', SECOND);
    const run = ended(await sync());
    undo(run);
    await syncs(2);
    expect(await shown('Ada')).toEqual(FIRST);
    expect(photoWrites()).toHaveLength(3);
  });

  it('says where the former photo is not stored any more, and leaves the one that there is', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    const former = find('Ada')!.photo!.here!;
    set('Ada', SECOND);
    const run = ended(await sync());
    forgetBytes(former);
    expect(undo(run)).toEqual({ run, ...none, left: 1, photosLost: 1 });
    await syncs(1);
    expect(side.photo(id)).toEqual(SECOND);
    expect(await shown('Ada')).toEqual(SECOND);
  });

  it('says so of a deleted contact too, which comes back without its photo', async () => {
    await has(ada, FIRST);
    await shown('Ada');
    const former = find('Ada')!.photo!.here!;
    await kith.handlers['persons.delete'](find('Ada')!.person);
    const run = ended(await sync());
    forgetBytes(former);
    expect(undo(run)).toEqual({ run, ...none, recreated: 1, photosLost: 1 });
    await syncs(1);
    expect(await shown('Ada')).toBeNull();
  });

  it('a contact that Kith made there with its photo goes as a whole', async () => {
    create(grace);
    set('Grace', FIRST);
    const run = ended(await sync());
    expect(undo(run)).toEqual({ run, ...none, removed: 1 });
    await syncs(1);
    expect(side.all()).toEqual([]);
  });

  it('a photo whose reply was lost is taken back with the run that learns that it arrived', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    set('Ada', SECOND);
    side.faults['dropReplyAfterApply'] = { times: 1, match: provider === 'google' ? 'Photo' : 'photo' };
    await sync();
    const run = ended(await sync());
    expect(undo(run)).toMatchObject({ restored: 1, photosLost: 0 });
    await syncs(1);
    expect(side.photo(id)).toEqual(FIRST);
  });
});

describe('[law 22] what Google alone tells', () => {
  usePhotoStage('google');

  it('another photo in place of one that nobody looked at is lost, and said so', async () => {
    const id = await has(ada, FIRST);
    side.setPhoto(id, SECOND);
    const run = ended(await sync());
    expect(await entriesOf(run)).toMatchObject([
      { contact: idOf('Ada'), side: 'kith', fields: [], photo: true },
    ]);
    expect(undo(run)).toEqual({ run, ...none, left: 1, photosLost: 1 });
    expect(photoRequests()).toEqual([]);
    await syncs(1);
    expect(side.photo(id)).toEqual(SECOND);
  });
});
