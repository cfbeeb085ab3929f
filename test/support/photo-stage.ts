// Owns: what the tests of photos share: Kith over both practice clouds with one of them in view, pictures, and what
// persons do with them. Leaves to others: what is tested (sync/photos*.test.ts).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { ContactId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { Photo } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from './kith.ts';
import type { TestKith } from './kith.ts';
import { SIDES, fieldsOf } from './sides.ts';
import type { Plain, Side } from './sides.ts';

export let kith: TestKith;
export let side: Side;
let clouds: Clouds;

/** Fresh before each test of a describe that calls this, with this cloud in view. */
export function usePhotoStage(provider: Side['provider'] = 'google'): void {
  beforeEach(async () => {
    clouds = await startClouds({ google: 0, microsoft: 0 });
    kith = await openTestKith(clouds);
    stageSide(provider);
  });
  afterEach(() => endTestKith(kith, clouds));
}

/** Brings a cloud into view. */
export function stageSide(provider: Side['provider']): void {
  side = SIDES[provider](clouds);
}

export async function restart(): Promise<void> {
  kith = await kith.reopen();
}

/** Pictures are told from others by how they begin; nothing here looks inside. */
export const jpeg = (content: string) =>
  Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(content), Buffer.from('ffd9', 'hex')]);
export const [FIRST, SECOND, THIRD] = [jpeg('first'), jpeg('second'), jpeg('third')];
export const ada: Plain = { given: 'Ada', family: 'Lovelace', emails: ['ada@example.org'] };
export const grace: Plain = { given: 'Grace', family: 'Hopper', emails: ['grace@example.org'] };

export const sync = () => kith.sync(side.account(kith));
export const syncs = async (times: number) => {
  for (let n = 0; n < times; n++) expect((await sync()).errors).toEqual([]);
};
export const find = (given: string): ContactRecord | undefined =>
  kith.book.contactsOf(side.account(kith)).find(({ local, base }) => (local ?? base)?.name?.given === given);
export const idOf = (given: string): ContactId => find(given)!.id;
export const set = (given: string, bytes: Buffer, type: Photo['type'] = 'image/jpeg') =>
  kith.handlers['photos.set']({ contact: idOf(given), photo: { type, base64: bytes.toString('base64') } });
export const remove = (given: string) => kith.handlers['photos.remove'](idOf(given));
export const edit = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: idOf(given), fields: { notes: { text: notes } } });
export const create = (plain: Plain) =>
  kith.handlers['contacts.create']({ accounts: [side.account(kith)], fields: fieldsOf(plain) });
export const shown = async (given: string): Promise<Buffer | null> => {
  const photo = await kith.handlers['photos.get'](idOf(given));
  return photo === null ? null : Buffer.from(photo.base64, 'base64');
};
export const stateOf = async (given: string) =>
  (await kith.handlers['persons.get'](find(given)!.person)).contacts[0]!.photo;
export const row = async () =>
  (await kith.handlers['persons.list']({ text: '', filter: { kind: 'all' }, from: 0, to: 9 })).rows[0];

export const damage = (given: string) =>
  writeFileSync(join(kith.folder, 'photos', find(given)!.photo!.here!), 'scribble');

export const isPhotoRequest = ({ path }: { readonly path: string }) =>
  /^\/photos\/|ContactPhoto|\/photo(\/|$)/.test(path);
export const photoRequests = () => side.log.requests.filter(isPhotoRequest);
export const photoWrites = () => photoRequests().filter(({ method }) => method !== 'GET');
/** Runs `work` once, as soon as a photo has been sent, before the answer arrives. */
export const whileSent = (work: () => void) => {
  const stop = side.log.watch((request) => {
    if (!isPhotoRequest(request) || request.method === 'GET') return;
    stop();
    work();
  });
};

/** A contact that both sides have, with a photo in the cloud if one is given. */
export const has = async (plain: Plain, photo: Buffer | null = null): Promise<string> => {
  const id = side.add(plain);
  if (photo !== null) side.setPhoto(id, photo);
  await syncs(1);
  return id;
};
