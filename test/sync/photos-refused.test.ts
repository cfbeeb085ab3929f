// Owns: that photos come through what goes wrong: crashes, lost replies, refusals, deletions, changes made meanwhile; and
// that one which was removed does not come back. Leaves to others: the plain cases (photos.test.ts).
import { describe, expect, it } from 'vitest';
import type { Photo } from '../../preload/contract.ts';
import {
  FIRST,
  SECOND,
  THIRD,
  ada,
  grace,
  edit,
  find,
  has,
  idOf,
  isPhotoRequest,
  jpeg,
  kith,
  photoRequests,
  photoWrites,
  remove,
  restart,
  row,
  set,
  shown,
  side,
  stateOf,
  sync,
  syncs,
  usePhotoStage,
  whileSent,
} from '../support/photo-stage.ts';

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  usePhotoStage(provider);

  describe('on the way', () => {
    it('waits as a pending change in every list', async () => {
      await has(ada);
      expect(await row()).toMatchObject({ pending: false, photo: null });
      set('Ada', FIRST);
      expect(await row()).toMatchObject({ pending: true, photo: idOf('Ada') });
      expect(await kith.handlers['pending.list']()).toMatchObject([
        { contact: idOf('Ada'), pending: { kind: 'update', fields: [] } },
      ]);
      expect((await kith.handlers['sync.status']()).pending).toBe(1);
      await syncs(1);
      expect(await row()).toMatchObject({ pending: false, photo: idOf('Ada') });
      expect(await kith.handlers['pending.list']()).toEqual([]);
    });

    it('[law 18] a dry run names it, and asks the cloud nothing about it', async () => {
      await has(ada);
      set('Ada', FIRST);
      const [plan] = await kith.handlers['sync.plan'](side.account(kith));
      expect(plan!.operations).toMatchObject([{ contact: idOf('Ada'), kind: 'update', fields: [] }]);
      expect(photoRequests()).toEqual([]);
    });

    it('survives a crash between setting and sync', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      await restart();
      expect(await shown('Ada')).toEqual(FIRST);
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
    });

    it('[law 16] stays pending offline, and is sent later', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      side.faults['offline'] = true;
      expect((await sync()).errors).not.toEqual([]);
      expect(await stateOf('Ada')).toMatchObject({ kind: 'present', pending: true, problem: null });
      delete side.faults['offline'];
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
    });

    it('sends one again whose reply was lost, and does not keep the others waiting', async () => {
      const [first, second] = [await has(ada), await has(grace)];
      set('Ada', FIRST);
      set('Grace', SECOND);
      side.faults['dropReplyAfterApply'] = { times: 1, match: provider === 'google' ? 'Photo' : 'photo' };
      expect((await sync()).errors).toMatchObject([{ code: 'network.offline' }]);
      expect(side.photo(second)).toEqual(SECOND);
      await syncs(1);
      expect(side.photo(first)).toEqual(FIRST);
      expect(await stateOf('Ada')).toMatchObject({ pending: false, problem: null });
      expect(await stateOf('Grace')).toMatchObject({ pending: false, problem: null });
    });

    it('[law 5] another photo chosen while the first is under way stays pending', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      whileSent(() => set('Ada', SECOND));
      await syncs(1);
      expect(await stateOf('Ada')).toMatchObject({ pending: true });
      expect(await shown('Ada')).toEqual(SECOND);
      await syncs(1);
      expect(side.photo(id)).toEqual(SECOND);
    });

    it('[law 5] a removal while the photo is under way stays pending', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      whileSent(() => remove('Ada'));
      await syncs(1);
      expect(await stateOf('Ada')).toMatchObject({ kind: 'none', pending: true });
      await syncs(1);
      expect(side.photo(id)).toBeNull();
    });

    it('one that a person holds back is not sent', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      kith.handlers['contacts.pause'](idOf('Ada'), true);
      await syncs(1);
      expect(side.photo(id)).toBeNull();
      kith.handlers['contacts.pause'](idOf('Ada'), false);
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
    });
  });

  describe('refusals', () => {
    it('[law 20] a photo that the cloud refuses stays here with the reason, once, and stops no other', async () => {
      const [first, second] = [await has(ada), await has(grace)];
      set('Ada', FIRST);
      set('Grace', SECOND);
      const stop = side.log.watch((request) => {
        if (isPhotoRequest(request) && request.method !== 'GET') delete side.faults['photosRefused'];
      });
      side.faults['photosRefused'] = true;
      const code = provider === 'google' ? 'provider.rejected' : 'provider.forbidden';
      expect((await sync()).errors).toMatchObject([{ code }]);
      stop();
      expect(await stateOf('Ada')).toMatchObject({ kind: 'present', pending: false, problem: { code } });
      expect(await shown('Ada')).toEqual(FIRST);
      expect([side.photo(first), side.photo(second)]).toEqual([null, SECOND]);
      await syncs(2);
      expect(photoWrites()).toHaveLength(2);
      set('Ada', THIRD);
      await syncs(1);
      expect(side.photo(first)).toEqual(THIRD);
      expect(await stateOf('Ada')).toMatchObject({ problem: null });
    });

    it.each(provider === 'google' ? ['refused'] : ['refused', 'ignored', 'personal account'])(
      '[pain 13] a removed photo does not come back where the cloud keeps it (%s), until the cloud’s photo changes',
      async (way) => {
        const id = await has(ada, FIRST);
        await shown('Ada');
        remove('Ada');
        const fault = provider === 'google' || way === 'personal account' ? 'photosRefused' : 'photoRemoval';
        side.faults[fault] = fault === 'photosRefused' ? true : way;
        expect((await sync()).errors).toHaveLength(1);
        expect(side.photo(id)).toEqual(FIRST);
        const gone = { kind: expect.not.stringContaining('present') as string, pending: false };
        for (let n = 0; n < 3; n++) {
          if (n === 1) await restart();
          edit('Ada', `note ${n}`);
          side.edit(id, { nickname: `nick ${n}` });
          await syncs(1);
          expect(await shown('Ada')).toBeNull();
          expect(await stateOf('Ada')).toMatchObject({ ...gone, problem: { retry: 'afterUser' } });
          expect((await row())!.photo).toBeNull();
        }
        expect(photoWrites()).toHaveLength(1);
        delete side.faults[fault];
        side.setPhoto(id, SECOND);
        side.edit(id, { nickname: 'new photo' });
        await syncs(1);
        expect(await shown('Ada')).toEqual(SECOND);
        expect(await stateOf('Ada')).toMatchObject({ kind: 'present', problem: null });
      },
    );

    it('[pain 13] one that was never looked at does not come back either', async () => {
      const id = await has(ada, FIRST);
      remove('Ada');
      side.faults[provider === 'google' ? 'photosRefused' : 'photoRemoval'] =
        provider === 'google' ? true : 'ignored';
      await sync();
      side.edit(id, { nickname: 'Countess' });
      await syncs(1);
      expect(await shown('Ada')).toBeNull();
      expect(await shown('Ada')).toBeNull();
    });

    it('a photo of another kind than it says, of no kind, or too large is refused before anything is kept', async () => {
      await has(ada);
      const refused = (bytes: Buffer, type: Photo['type']) =>
        expect(() => set('Ada', bytes, type)).toThrow(expect.objectContaining({ code: 'input.invalid' }));
      refused(FIRST, 'image/png');
      refused(Buffer.from('GIF89a…'), 'image/jpeg');
      refused(Buffer.from('<svg/>'), 'image/png');
      refused(jpeg('x'.repeat(4 * 1024 * 1024)), 'image/jpeg');
      expect(find('Ada')!.photo ?? null).toBeNull();
      set('Ada', jpeg('x'.repeat(4 * 1024 * 1024 - 6)));
      await syncs(1);
    });
  });

  describe('deletions', () => {
    it('[law 4] a photo set here beats the deletion of its contact there', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      side.remove(id);
      const report = await sync();
      expect(report).toMatchObject({ errors: [], notes: [{ kind: 'editBeatDeletion' }] });
      expect(find('Ada')!.remoteId).not.toBe(id);
      expect(side.photo(find('Ada')!.remoteId!)).toEqual(FIRST);
    });

    it('[law 4] a contact that comes back brings its photo along', async () => {
      const id = await has(ada, FIRST);
      await shown('Ada');
      edit('Ada', 'edited here');
      side.remove(id);
      await syncs(1);
      expect(side.photo(find('Ada')!.remoteId!)).toEqual(FIRST);
    });

    it('[law 4] another photo put there before the removal was told stays, and the report says so', async () => {
      const id = await has(ada, FIRST);
      await shown('Ada');
      remove('Ada');
      side.setPhoto(id, SECOND);
      side.edit(id, { nickname: 'Countess' });
      const report = await sync();
      expect(report).toMatchObject({ errors: [], notes: [{ contact: idOf('Ada'), kind: 'deletionUndone' }] });
      expect(side.photo(id)).toEqual(SECOND);
      expect(await shown('Ada')).toEqual(SECOND);
    });

    it('[law 22] a contact that an undo brings back has its photo again, on whichever side it was deleted', async () => {
      const [first, second] = [await has(ada, FIRST), await has(grace, SECOND)];
      await Promise.all([shown('Ada'), shown('Grace')]);
      await kith.handlers['persons.delete'](find('Ada')!.person);
      side.remove(second);
      const { run } = await sync();
      expect([side.all(), find('Grace')]).toEqual([[], undefined]);
      await kith.handlers['sync.undo'](run);
      await syncs(1);
      const back = ['Ada', 'Grace'].map((given) => find(given)!.remoteId!);
      expect(back).not.toContain(first);
      expect(back.map((id) => side.photo(id))).toEqual([FIRST, SECOND]);
    });

    it('a contact deleted here takes its pending photo with it', async () => {
      await has(ada);
      set('Ada', FIRST);
      await kith.handlers['persons.delete'](find('Ada')!.person);
      await syncs(2);
      expect(photoRequests()).toEqual([]);
      expect(side.all()).toEqual([]);
    });
  });
});
