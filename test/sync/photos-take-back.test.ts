// Owns: that undo and redo of a person's own change of a photo make it what it was, over both practice clouds, also where
// nobody had looked at it before. Leaves to others: the undo of runs (photos-undo.test.ts), other fields (actions.test.ts).
import { describe, expect, it } from 'vitest';
import type { ActionView } from '../../preload/contract.ts';
import {
  FIRST,
  SECOND,
  THIRD,
  ada,
  find,
  has,
  idOf,
  kith,
  photoWrites,
  remove,
  restart,
  set,
  shown,
  side,
  stateOf,
  syncs,
  usePhotoStage,
} from '../support/photo-stage.ts';

const undo = () => kith.handlers['history.undo']() as ActionView | null;
const redo = () => kith.handlers['history.redo']() as ActionView | null;
const changes = [
  ['replaced', () => set('Ada', SECOND), SECOND],
  ['removed', () => remove('Ada'), null],
] as const;

describe.each(['google', 'microsoft'] as const)('[law 1] %s', (provider) => {
  usePhotoStage(provider);

  describe.each(changes)('a photo that nobody looked at and that was %s here', (_how, change, changed) => {
    it('is the cloud’s again after an undo before it was sent, and redo changes it again', async () => {
      const id = await has(ada, FIRST);
      const before = await stateOf('Ada');
      change();
      expect(undo()).toMatchObject({ contacts: 1 });
      expect(await stateOf('Ada')).toEqual(before);
      await syncs(2);
      expect(photoWrites()).toEqual([]);
      expect(side.photo(id)).toEqual(FIRST);
      redo();
      await syncs(1);
      expect(side.photo(id)).toEqual(changed);
    });

    it('is changed again by redo although somebody looked at it in between', async () => {
      const id = await has(ada, FIRST);
      change();
      undo();
      expect(await shown('Ada')).toEqual(FIRST);
      redo();
      expect(await shown('Ada')).toEqual(changed);
      await syncs(1);
      expect(side.photo(id)).toEqual(changed);
    });

    it('is back on both sides after an undo once it was sent, also after a restart', async () => {
      const id = await has(ada, FIRST);
      change();
      await syncs(1);
      expect(side.photo(id)).toEqual(changed);
      await restart();
      undo();
      expect(await shown('Ada')).toEqual(FIRST);
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
      redo();
      await syncs(1);
      expect(side.photo(id)).toEqual(changed);
    });

    it('is the first one again after the undo of two changes, of which the second was sent', async () => {
      const id = await has(ada, FIRST);
      change();
      set('Ada', THIRD);
      await syncs(1);
      undo();
      undo();
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
    });
  });

  it('an undo of a photo that was set where the cloud turned out to have none removes it again', async () => {
    const id = await has(ada);
    set('Ada', FIRST);
    await syncs(1);
    undo();
    await syncs(1);
    expect(side.photo(id)).toBeNull();
    expect(await shown('Ada')).toBeNull();
  });

  it('a version in which nobody had looked at the photo takes none away', async () => {
    const id = await has(ada, FIRST);
    set('Ada', SECOND);
    undo();
    await shown('Ada');
    const versions = await kith.handlers['history.versions'](idOf('Ada'));
    for (const { version } of versions) {
      await kith.handlers['history.restore']({ contact: idOf('Ada'), version });
      expect(find('Ada')!.photo?.pending).not.toBe('remove');
    }
    expect(side.photo(id)).toEqual(FIRST);
  });
});

describe('Outlook', () => {
  usePhotoStage('microsoft');

  it('[law 3] an undo writes over no photo that it got since it was last looked at', async () => {
    const id = await has(ada, FIRST);
    await shown('Ada');
    side.edit(id, { notes: 'edited' });
    await syncs(1);
    const before = find('Ada')!.photo;
    set('Ada', SECOND);
    undo();
    expect(find('Ada')!.photo).toEqual(before);
    side.setPhoto(id, THIRD);
    await syncs(2);
    expect(side.photo(id)).toEqual(THIRD);
  });

  it('[law 21] a photo that it is known not to take is gone after an undo, and redo brings it back here', async () => {
    const id = await has(ada, FIRST);
    const before = await stateOf('Ada');
    set('Ada', Buffer.from('89504e470d0a1a0a', 'hex'), 'image/png');
    expect(await stateOf('Ada')).toMatchObject({ problem: { code: 'provider.rejected' } });
    undo();
    expect(await stateOf('Ada')).toEqual(before);
    redo();
    expect(await stateOf('Ada')).toMatchObject({ kind: 'present' });
    undo();
    expect(await shown('Ada')).toEqual(FIRST);
    await syncs(1);
    expect(photoWrites()).toEqual([]);
    expect(side.photo(id)).toEqual(FIRST);
  });
});
