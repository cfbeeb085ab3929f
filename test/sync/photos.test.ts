// Owns: that photos are read when they are looked at, and set, replaced and removed as a person wishes, byte for byte,
// over the real clients and both practice clouds. Leaves to others: what goes wrong on the way (photos-refused.test.ts),
// the requests of each client (contract/*-photos.test.ts), files (unit/store/photos.test.ts).
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  kith,
  FIRST,
  SECOND,
  ada,
  grace,
  create,
  damage,
  edit,
  find,
  has,
  idOf,
  photoRequests,
  photoWrites,
  remove,
  row,
  set,
  shown,
  side,
  stageSide,
  stateOf,
  sync,
  syncs,
  usePhotoStage,
  whileSent,
} from '../support/photo-stage.ts';

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  usePhotoStage(provider);

  describe('an edit', () => {
    const photo = (bytes: Buffer) => ({ type: 'image/jpeg', base64: bytes.toString('base64') }) as const;

    it('with a photo is one action: both reach the cloud, and one undo takes both back', async () => {
      const id = await has(ada, FIRST);
      expect(await shown('Ada')).toEqual(FIRST);
      await kith.handlers['contacts.save']({
        contact: idOf('Ada'),
        fields: { notes: { text: 'new' } },
        photo: photo(SECOND),
      });
      expect(await shown('Ada')).toEqual(SECOND);
      await syncs(2);
      expect([side.photo(id), side.read(id)?.notes]).toEqual([SECOND, 'new']);
      expect(await kith.handlers['history.undo']()).toMatchObject({ command: 'contacts.save' });
      expect(await shown('Ada')).toEqual(FIRST);
      expect(find('Ada')!.local!.notes).toBeUndefined();
      await kith.handlers['contacts.save']({ contact: idOf('Ada'), fields: {}, photo: null });
      expect(await shown('Ada')).toBeNull();
    });

    it('that makes a contact brings its photo along', async () => {
      await kith.handlers['contacts.create']({
        accounts: [side.account(kith)],
        fields: { name: { given: 'Grace' } },
        photo: photo(FIRST),
      });
      await syncs(2);
      expect(side.photo(find('Grace')!.remoteId!)).toEqual(FIRST);
    });
  });

  describe('reading', () => {
    it('[pain 12] first and idle syncs ask for no photo, and looking at one asks once', async () => {
      const id = await has(ada, FIRST);
      await syncs(2);
      expect(photoRequests()).toEqual([]);
      expect(await shown('Ada')).toEqual(FIRST);
      expect(await shown('Ada')).toEqual(FIRST);
      expect(photoRequests()).toHaveLength(1);
      expect(side.photo(id)).toEqual(FIRST);
    });

    it('[pain 12] a photo of the cloud is the same after ten syncs, and never sent', async () => {
      const id = await has(ada, FIRST);
      expect(await shown('Ada')).toEqual(FIRST);
      const hash = find('Ada')!.photo!.here;
      for (let n = 0; n < 10; n++) {
        if (n % 3 === 0) side.touch(id);
        if (n % 3 === 1) edit('Ada', `note ${n}`);
        await syncs(1);
        expect(await shown('Ada')).toEqual(FIRST);
      }
      expect(find('Ada')!.photo!.here).toBe(hash);
      expect(hash).toBe(createHash('sha256').update(FIRST).digest('hex'));
      expect(photoWrites()).toEqual([]);
    });

    it('remembers that there is none', async () => {
      await has(ada);
      expect(await shown('Ada')).toBeNull();
      const asked = photoRequests().length;
      expect(await shown('Ada')).toBeNull();
      expect(photoRequests()).toHaveLength(asked);
      expect(await stateOf('Ada')).toMatchObject({ kind: 'none', pending: false });
    });

    it('asks once for a photo that is wanted several times at once', async () => {
      await has(ada, FIRST);
      expect(await Promise.all([shown('Ada'), shown('Ada'), shown('Ada')])).toEqual([FIRST, FIRST, FIRST]);
      expect(photoRequests()).toHaveLength(1);
    });

    it('[law 16] offline shows what was read, and nothing where nothing was', async () => {
      await has(ada, FIRST);
      await has(grace, SECOND);
      expect(await shown('Ada')).toEqual(FIRST);
      side.faults['offline'] = true;
      expect(await shown('Ada')).toEqual(FIRST);
      expect(await shown('Grace')).toBeNull();
      delete side.faults['offline'];
      expect(await shown('Grace')).toEqual(SECOND);
    });

    it('takes another photo of the cloud over, and its removal', async () => {
      const id = await has(ada, FIRST);
      expect(await shown('Ada')).toEqual(FIRST);
      side.setPhoto(id, SECOND);
      side.edit(id, { notes: 'seen by delta' });
      await syncs(1);
      expect(await shown('Ada')).toEqual(SECOND);
      side.setPhoto(id, null);
      side.edit(id, { notes: 'seen again' });
      await syncs(1);
      expect(await shown('Ada')).toBeNull();
      expect(photoWrites()).toEqual([]);
    });

    it('reads a photo again whose file is damaged', async () => {
      await has(ada, FIRST);
      await shown('Ada');
      damage('Ada');
      expect(await shown('Ada')).toEqual(FIRST);
    });

    it('shows the cloud’s rendition where the original’s file is damaged', async () => {
      side.faults['photosRecoded'] = true;
      const id = await has(ada);
      set('Ada', FIRST);
      await syncs(1);
      damage('Ada');
      expect(await shown('Ada')).toEqual(side.photo(id));
    });
  });

  describe('setting and removing', () => {
    it('[law 19] [law 18] a photo that was sent stands in the receipt as it stood in the plan', async () => {
      await has(ada);
      set('Ada', FIRST);
      const contact = idOf('Ada');
      const [plan] = await kith.handlers['sync.plan'](side.account(kith));
      expect(plan!.operations).toMatchObject([{ contact, kind: 'update', fields: [] }]);
      const { run } = await sync();
      const receipt = await kith.handlers['sync.receipt'](run);
      expect(receipt.entries).toMatchObject([
        { contact, side: 'cloud', kind: 'update', fields: [], photo: true },
      ]);
      expect(receipt.entries[0]!.here).toBe(receipt.entries[0]!.there);
    });

    it('[pain 12] [law 2] a photo that a person set is sent once, byte for byte, and is the same after ten syncs', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      const hash = find('Ada')!.photo!.here;
      expect(await sync()).toMatchObject({ writes: 1, errors: [] });
      for (let n = 0; n < 10; n++) {
        if (n % 3 === 0) side.touch(id);
        if (n % 3 === 1) side.edit(id, { notes: `note ${n}` });
        await syncs(1);
        expect(await shown('Ada')).toEqual(FIRST);
      }
      expect(side.photo(id)).toEqual(FIRST);
      expect(photoWrites()).toHaveLength(1);
      expect(find('Ada')!.photo).toMatchObject({ here: hash, pending: null, problem: null });
    });

    it('[pain 12] the original stays here where the service keeps a rendition of its own', async () => {
      side.faults['photosRecoded'] = true;
      const id = await has(ada);
      set('Ada', FIRST);
      await syncs(1);
      expect(side.photo(id)).not.toEqual(FIRST);
      for (let n = 0; n < 3; n++) {
        edit('Ada', `note ${n}`);
        side.touch(id);
        await syncs(1);
        expect(await shown('Ada')).toEqual(FIRST);
      }
      expect(photoWrites()).toHaveLength(1);
    });

    it('another photo put there since is told from the rendition of what was sent', async () => {
      side.faults['photosRecoded'] = true;
      const id = await has(ada);
      set('Ada', FIRST);
      await syncs(1);
      side.setPhoto(id, SECOND);
      side.edit(id, { notes: 'another photo' });
      await syncs(1);
      expect(await shown('Ada')).toEqual(SECOND);
    });

    it('a file that is lost before it was sent is told, and the cloud keeps what it has', async () => {
      const id = await has(ada, SECOND);
      set('Ada', FIRST);
      damage('Ada');
      expect((await sync()).errors).toMatchObject([{ code: 'store.corrupt' }]);
      expect(await stateOf('Ada')).toMatchObject({ pending: false, problem: { code: 'store.corrupt' } });
      expect(side.photo(id)).toEqual(SECOND);
    });

    it('replaces and removes', async () => {
      const id = await has(ada, FIRST);
      set('Ada', SECOND);
      expect(await shown('Ada')).toEqual(SECOND);
      expect(side.photo(id)).toEqual(FIRST);
      await syncs(1);
      expect(side.photo(id)).toEqual(SECOND);
      remove('Ada');
      expect(await shown('Ada')).toBeNull();
      await syncs(1);
      expect(side.photo(id)).toBeNull();
      await syncs(2);
      expect(await shown('Ada')).toBeNull();
      expect(photoWrites()).toHaveLength(2);
    });

    it('goes on with the version that the photo left behind: the next edit is neither stale nor a conflict', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      await syncs(1);
      edit('Ada', 'after the photo');
      const before = side.log.requests.length;
      expect(await sync()).toMatchObject({ writes: 1, errors: [], conflicts: 0 });
      // Graph: the version is asked for before a write leaves.
      expect(side.log.requests.length - before).toBe(provider === 'google' ? 2 : 3);
      expect(side.read(id)!.notes).toBe('after the photo');
    });

    it('[law 3] misses no change of the contact that arrives with the photo’s new version', async () => {
      const id = await has(ada);
      set('Ada', FIRST);
      whileSent(() => side.edit(id, { nickname: 'Countess' }));
      await syncs(2);
      expect(find('Ada')!.local!.nicknames).toMatchObject([{ value: 'Countess' }]);
    });

    it('[law 1] the photo that is there already is no change', async () => {
      await has(ada, FIRST);
      await shown('Ada');
      set('Ada', FIRST);
      expect(await stateOf('Ada')).toMatchObject({ kind: 'present', pending: false });
      expect(await sync()).toMatchObject({ writes: 0 });
    });

    it('sends the photo of a new contact once the contact is there', async () => {
      create(ada);
      set('Ada', FIRST);
      expect(await sync()).toMatchObject({ writes: 2, errors: [] });
      expect(side.photo(find('Ada')!.remoteId!)).toEqual(FIRST);
    });

    it('[law 6] a photo set and removed before its contact was sent leaves nothing to tell', async () => {
      create(ada);
      set('Ada', FIRST);
      remove('Ada');
      await syncs(1);
      expect(photoRequests()).toEqual([]);
    });
  });
});

describe('what only one cloud does', () => {
  usePhotoStage();
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a PNG')]);

  it('[law 21] a PNG stays in Kith for Outlook, which says so at once, and goes to Google', async () => {
    for (const provider of ['google', 'microsoft'] as const) {
      stageSide(provider);
      const id = side.add(ada);
      await syncs(1);
      set('Ada', png, 'image/png');
      const problem = provider === 'google' ? null : { code: 'provider.rejected', retry: 'afterUser' };
      expect(await stateOf('Ada')).toMatchObject({
        kind: 'present',
        pending: provider === 'google',
        problem,
      });
      await syncs(1);
      expect(side.photo(id)).toEqual(provider === 'google' ? png : null);
      expect(await shown('Ada')).toEqual(png);
    }
  });

  it('Google’s lists tell which contacts have a photo; generated placeholders are none', async () => {
    stageSide('google');
    side.setPhoto(side.add(ada), FIRST);
    side.add(grace);
    await syncs(1);
    expect([(await stateOf('Ada')).kind, (await stateOf('Grace')).kind]).toEqual(['present', 'none']);
    expect(await shown('Grace')).toBeNull();
    expect(photoRequests()).toEqual([]);
  });

  it('Outlook’s do not: nobody knows before somebody looks', async () => {
    stageSide('microsoft');
    side.setPhoto(side.add(ada), FIRST);
    await syncs(1);
    expect([(await stateOf('Ada')).kind, (await row())!.photo]).toEqual(['unread', null]);
    await shown('Ada');
    expect([(await stateOf('Ada')).kind, (await row())!.photo]).toEqual(['present', idOf('Ada')]);
  });

  it('a copy has the photo too, also one that nobody had looked at', async () => {
    stageSide('google');
    side.setPhoto(side.add(ada), FIRST);
    await syncs(1);
    await kith.handlers['contacts.copy']({ contact: idOf('Ada'), account: kith.microsoft });
    stageSide('microsoft');
    expect(await shown('Ada')).toEqual(FIRST);
    await syncs(1);
    expect(side.photo(find('Ada')!.remoteId!)).toEqual(FIRST);
  });

  it('a photo stays on this computer, and is nobody’s to be told', async () => {
    const { id } = await kith.handlers['accounts.addComputer']();
    stageSide('google');
    side.setPhoto(side.add(ada), FIRST);
    await syncs(1);
    await kith.handlers['contacts.move']({ contact: idOf('Ada'), account: id });
    const contact = kith.book.contactsOf(id)[0]!.id;
    const photo = async () => kith.handlers['photos.get'](contact);
    expect(await photo()).toEqual({ type: 'image/jpeg', base64: FIRST.toString('base64') });
    const base64 = SECOND.toString('base64');
    const view = await kith.handlers['photos.set']({ contact, photo: { type: 'image/jpeg', base64 } });
    const state = view.contacts.find((each) => each.id === contact)!;
    expect(state).toMatchObject({ pending: null, photo: { kind: 'present', pending: false } });
    expect(await photo()).toEqual({ type: 'image/jpeg', base64 });
    await kith.handlers['photos.remove'](contact);
    expect(await photo()).toBeNull();
    expect(photoWrites()).toEqual([]);
  });

  it.each(['google', 'microsoft'] as const)(
    '[law 21] what %s is never sent does not come from there with a photo’s new version either',
    async (provider) => {
      stageSide(provider);
      const id = side.add({ ...ada, notes: 'theirs' });
      await kith.handlers['accounts.setNeverSend']({ account: side.account(kith), fields: ['notes'] });
      await syncs(1);
      set('Ada', FIRST);
      await syncs(1);
      expect(side.photo(id)).toEqual(FIRST);
      expect(find('Ada')!.local).not.toHaveProperty('notes');
    },
  );
});
