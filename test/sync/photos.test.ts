// Owns: that photos stay as they are: read when they are looked at, sent only after a person changed them, never
// re-encoded, never back once removed; over the real clients and both practice clouds.
// Leaves to others: the requests of each client (contract/*-photos.test.ts), files (unit/store/photos.test.ts).
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { Photo } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

/** Pictures are told from others by how they begin; nothing here looks inside. */
const jpeg = (content: string) =>
  Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(content), Buffer.from('ffd9', 'hex')]);
const [FIRST, SECOND, THIRD] = [jpeg('first'), jpeg('second'), jpeg('third')];
const ada: Plain = { given: 'Ada', family: 'Lovelace', emails: ['ada@example.org'] };
const grace: Plain = { given: 'Grace', family: 'Hopper', emails: ['grace@example.org'] };

const sync = () => kith.sync(side.account(kith));
const syncs = async (times: number) => {
  for (let n = 0; n < times; n++) expect((await sync()).errors).toEqual([]);
};
const find = (given: string): ContactRecord | undefined =>
  kith.book.contactsOf(side.account(kith)).find(({ local, base }) => (local ?? base)?.name?.given === given);
const idOf = (given: string): ContactId => find(given)!.id;
const set = (given: string, bytes: Buffer, type: Photo['type'] = 'image/jpeg') =>
  kith.handlers['photos.set']({ contact: idOf(given), photo: { type, base64: bytes.toString('base64') } });
const remove = (given: string) => kith.handlers['photos.remove'](idOf(given));
const edit = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: idOf(given), fields: { notes: { text: notes } } });
const create = (plain: Plain) =>
  kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields: fieldsOf(plain) });
const shown = async (given: string): Promise<Buffer | null> => {
  const photo = await kith.handlers['photos.get'](idOf(given));
  return photo === null ? null : Buffer.from(photo.base64, 'base64');
};
const stateOf = async (given: string) =>
  (await kith.handlers['persons.get'](find(given)!.person)).contacts[0]!.photo;
const row = async () =>
  (await kith.handlers['persons.list']({ text: '', filter: { kind: 'all' }, from: 0, to: 9 })).rows[0];

const isPhotoRequest = ({ path }: { readonly path: string }) =>
  /^\/photos\/|ContactPhoto|\/photo(\/|$)/.test(path);
const photoRequests = () => side.log.requests.filter(isPhotoRequest);
const photoWrites = () => photoRequests().filter(({ method }) => method !== 'GET');
/** Runs `work` once, as soon as a photo has been sent, before the answer arrives. */
const whileSent = (work: () => void) => {
  const stop = side.log.watch((request) => {
    if (!isPhotoRequest(request) || request.method === 'GET') return;
    stop();
    work();
  });
};

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    side = SIDES[provider](clouds);
  });
  afterEach(async () => {
    await kith.close();
    await clouds.close();
    removeFolder(kith.folder);
  });

  /** A contact that both sides have, with a photo in the cloud if one is given. */
  const has = async (plain: Plain, photo: Buffer | null = null): Promise<string> => {
    const id = side.add(plain);
    if (photo !== null) side.setPhoto(id, photo);
    await syncs(1);
    return id;
  };

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
      const { writeFileSync } = await import('node:fs');
      writeFileSync(`${kith.folder}/photos/${find('Ada')!.photo!.here}`, 'scribble');
      expect(await shown('Ada')).toEqual(FIRST);
    });
  });

  describe('setting and removing', () => {
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
      expect(side.log.requests.length - before).toBe(2);
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
      kith = await kith.reopen();
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
          if (n === 1) kith = await kith.reopen();
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

describe('what only one cloud does', () => {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
  });
  afterEach(async () => {
    await kith.close();
    await clouds.close();
    removeFolder(kith.folder);
  });
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a PNG')]);

  it('[law 21] a PNG stays in Kith for Outlook, which says so at once, and goes to Google', async () => {
    for (const provider of ['google', 'microsoft'] as const) {
      side = SIDES[provider](clouds);
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
    side = SIDES.google(clouds);
    side.setPhoto(side.add(ada), FIRST);
    side.add(grace);
    await syncs(1);
    expect([(await stateOf('Ada')).kind, (await stateOf('Grace')).kind]).toEqual(['present', 'none']);
    expect(await shown('Grace')).toBeNull();
    expect(photoRequests()).toEqual([]);
  });

  it('Outlook’s do not: nobody knows before somebody looks', async () => {
    side = SIDES.microsoft(clouds);
    side.setPhoto(side.add(ada), FIRST);
    await syncs(1);
    expect([(await stateOf('Ada')).kind, (await row())!.photo]).toEqual(['unread', null]);
    await shown('Ada');
    expect([(await stateOf('Ada')).kind, (await row())!.photo]).toEqual(['present', idOf('Ada')]);
  });
});
