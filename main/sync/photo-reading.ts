// Owns: getting a contact's photo when somebody wants to see it: from here, or once from its cloud.
// Leaves to others: what a read means (core/photo.ts), requests (providers/), photos on their way out (photos.ts).
import type { AccountId, ContactId } from '../core/account.ts';
import { asAppError } from '../core/errors.ts';
import { isPhotoPending, NO_PHOTO, photoNow, photoRead, photoType, photoVersion } from '../core/photo.ts';
import type { PhotoBytes, PhotoRecord } from '../core/photo.ts';
import type { ContactRecord } from '../core/replica.ts';
import { photoHash } from '../store/photos.ts';
import type { PhotoStore } from '../store/photos.ts';
import { withRetries } from './retry.ts';
import type { EngineDependencies, RunScope } from './run-scope.ts';

export interface PhotoReader {
  /** The photo of a contact; null: there is none, or its cloud cannot be asked now. Errors: `store.*`. */
  get(id: ContactId): Promise<PhotoBytes | null>;
}

/** Why a cloud did not say what photo a contact has, where asking again soon may bring it. */
const PASSING: ReadonlySet<string> = new Set([
  'auth.required',
  'network.offline',
  'network.timeout',
  'provider.throttled',
  'provider.unavailable',
]);

/** What a contact's photo is once its cloud was asked at `version`; keeps the bytes that are to be shown. */
export function photoAfterReading(
  photos: PhotoStore,
  { photo: before }: ContactRecord,
  version: string,
  picture: PhotoBytes | null,
): PhotoRecord {
  const hash = picture === null ? null : photoHash(picture.bytes);
  // A file that is lost cannot stand against what the cloud still has.
  const isLost = before?.here !== null && photos.get(before?.here ?? '') === null;
  const photo = photoRead((isLost ? null : before) ?? NO_PHOTO, version, hash);
  if (picture !== null && photo.here === hash) photos.put(picture.bytes);
  return photo;
}

/**
 * A contact's photo as its cloud gives it in a run; null: it has none; undefined: it will not say. Errors: those of a provider
 * and of an interrupted run.
 */
export async function readPhoto(
  run: RunScope,
  { remoteId, readOnly }: ContactRecord & { readonly remoteId: string },
): Promise<PhotoBytes | null | undefined> {
  const place = { remoteId, photoUrl: readOnly.photoUrl ?? null };
  try {
    return await withRetries(
      () => run.provider.photos.read(run.account, place, run.signal),
      run.deps,
      run.signal,
    );
  } catch (thrown) {
    const { code } = asAppError(thrown);
    if (code !== 'provider.rejected' && code !== 'provider.forbidden') throw thrown;
    return undefined;
  }
}

export function createPhotoReader(
  deps: Pick<EngineDependencies, 'book' | 'providers' | 'photos'>,
): PhotoReader {
  const { book, providers, photos } = deps;
  /** One photo of an account at a time: a window may ask for many, and for one more than once. */
  const queues = new Map<AccountId, Promise<unknown>>();
  /** The versions at which a cloud would not give a photo, so that it is not asked over and over. */
  const refused = new Map<ContactId, string>();

  const stored = (hash: string | null): PhotoBytes | null => {
    const bytes = hash === null ? null : photos.get(hash);
    const type = bytes === null ? null : photoType(bytes);
    return bytes === null || type === null ? null : { type, bytes };
  };

  /** What is wanted of the cloud, or what Kith can show without it. */
  const look = (record: ContactRecord): { readonly ask: boolean; readonly meanwhile: PhotoBytes | null } => {
    const { provider } = book.account(record.account)!;
    const now = photoNow(record, provider);
    if (now.kind === 'none') return { ask: false, meanwhile: null };
    const meanwhile = stored(now.hash);
    const isWaiting = isPhotoPending(record) || record.remoteId === null;
    // A file that is missing or damaged is read again where the cloud has the photo.
    const ask = now.kind === 'unread' || (meanwhile === null && !isWaiting && provider !== 'computer');
    return { ask: ask && refused.get(record.id) !== photoVersion(record, provider), meanwhile };
  };

  const read = async (id: ContactId): Promise<PhotoBytes | null> => {
    const record = book.contact(id);
    if (record === null) return null;
    const { ask, meanwhile } = look(record);
    if (!ask) return meanwhile;
    const account = book.account(record.account)!;
    const version = photoVersion(record, account.provider);
    const place = { remoteId: record.remoteId!, photoUrl: record.readOnly.photoUrl ?? null };
    try {
      const picture = await providers[account.provider].photos.read(account, place);
      keep(record, version, picture);
    } catch (thrown) {
      const { code } = asAppError(thrown);
      if (code.startsWith('store.')) throw thrown;
      if (!PASSING.has(code)) refused.set(id, version);
      return meanwhile;
    }
    const after = book.contact(id);
    return after === null ? null : stored(after.photo?.here ?? null);
  };

  /** Stores what was read, unless somebody changed the photo while it was. */
  const keep = (asked: ContactRecord, version: string, picture: PhotoBytes | null): void => {
    const record = book.contact(asked.id);
    if (record === null || record.photo !== asked.photo || record.remoteId !== asked.remoteId) return;
    const photo = photoAfterReading(photos, record, version, picture);
    book.transaction([{ kind: 'putContact', record: { ...record, photo } }], { kind: 'kith', read: 'photo' });
  };

  return {
    get(id) {
      const record = book.contact(id);
      if (record === null || record.local === null) return Promise.resolve(null);
      const { ask, meanwhile } = look(record);
      if (!ask) return Promise.resolve(meanwhile);
      const before = queues.get(record.account) ?? Promise.resolve();
      const reading = before.then(() => read(id));
      queues.set(
        record.account,
        reading.catch(() => undefined),
      );
      return reading;
    },
  };
}
