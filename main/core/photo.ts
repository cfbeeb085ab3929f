// Owns: what is known of a contact's photo here and in its cloud, what a person, a read or a reply makes of it, and what
// kind of picture some bytes are. Pure. Leaves to others: the bytes (store/photos.ts), sending and reading (sync/).
import type { AccountKind } from './account.ts';
import type { ErrorInfo } from './errors.ts';
import type { ContactRecord } from './replica.ts';

export type PhotoType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

/** A picture: its bytes as the cloud or the person gave them. Nobody re-encodes them. */
export interface PhotoBytes {
  readonly type: PhotoType;
  readonly bytes: Uint8Array;
}

/** Graph takes photos of contacts up to 4 MB; People API names no limit. In bytes. */
export const LARGEST_PHOTO = 4 * 1024 * 1024;

/**
 * What the cloud has, as far as Kith looked, at a version (`photoVersion`). `hash` is the SHA-256 of the bytes that the
 * cloud gives, which need not be those it was sent: services store renditions of their own. `unread`: there is one, and
 * nobody has read it.
 */
export type PhotoThere =
  | { readonly kind: 'none'; readonly version: string }
  | { readonly kind: 'unread'; readonly version: string }
  | { readonly kind: 'read'; readonly version: string; readonly hash: string };

/**
 * A contact's photo. `here` is the SHA-256 of the bytes that Kith has and shows; null: none is shown. Only what a person
 * does, or what is done in their name (an undo, keeping in step), makes it `pending`. `problem` is why the cloud did not
 * take it: then it stays as it is here.
 */
export interface PhotoRecord {
  readonly there: PhotoThere | null;
  readonly here: string | null;
  readonly pending: 'set' | 'remove' | null;
  readonly problem: ErrorInfo | null;
  /** While pending, what was shown when both sides last agreed; absent: nobody knows. */
  readonly base?: string | null;
  /** Pending without a person having chosen it now: another photo that the cloud has got since stays. */
  readonly yields?: true;
  /** The version of the photo that this one of the cloud's took the place of, when it was read. */
  readonly over?: string;
}

/** A contact of whose photo nothing is stored. */
export const NO_PHOTO: PhotoRecord = { there: null, here: null, pending: null, problem: null };

/** What a photo follows from. */
export type PhotoOwner = Pick<ContactRecord, 'remoteId' | 'etag' | 'readOnly' | 'photo'>;

/**
 * What shows at the least that the cloud's photo may have changed. People API lists each contact's photos, by addresses
 * that change with the picture; Graph's delta says nothing of photos, so that any new version of the contact may bring one.
 */
export function photoVersion({ etag, readOnly }: PhotoOwner, kind: AccountKind): string {
  return (isTold(kind) ? readOnly.photoUrl : etag) ?? '';
}

/** Whether the cloud's lists tell which photo a contact has. */
function isTold(kind: AccountKind): boolean {
  return kind === 'google';
}

/** Whether the cloud said that this contact has no photo. */
export function isToldNone({ readOnly }: PhotoOwner, kind: AccountKind): boolean {
  return isTold(kind) && readOnly.photoUrl === undefined;
}

/**
 * The photo at this moment. `stored`: Kith has it. `unread`: the cloud may have another than Kith knows, which `told`
 * says for sure; `hash` is what to show meanwhile.
 */
export type PhotoNow =
  | { readonly kind: 'none' }
  | { readonly kind: 'stored'; readonly hash: string }
  | { readonly kind: 'unread'; readonly hash: string | null; readonly told: boolean };

export function photoNow(owner: PhotoOwner, kind: AccountKind): PhotoNow {
  const { there, here, pending, problem } = owner.photo ?? NO_PHOTO;
  const shown: PhotoNow = here === null ? { kind: 'none' } : { kind: 'stored', hash: here };
  if (kind === 'computer' || pending !== null || owner.remoteId === null) return shown;
  // What the cloud refused is nowhere but here.
  if (problem !== null && here !== null) return shown;
  if (isToldNone(owner, kind)) return { kind: 'none' };
  if (there?.version !== photoVersion(owner, kind))
    return { kind: 'unread', hash: here, told: isTold(kind) && problem === null };
  return there.kind === 'none' ? { kind: 'none' } : shown;
}

/** Whether there is a picture to show, as far as is known without asking the cloud. */
export function isPhotoShown(now: PhotoNow): boolean {
  return now.kind === 'stored' || (now.kind === 'unread' && (now.told || now.hash !== null));
}

/** Whether a person set or removed the photo and the cloud has not been told. */
export function isPhotoPending({ photo }: Pick<ContactRecord, 'photo'>): boolean {
  return (photo?.pending ?? null) !== null;
}

/** What is shown now and both sides have, as far as anybody knows; undefined: nobody does. */
export function agreedPhoto(owner: PhotoOwner, kind: AccountKind): string | null | undefined {
  const photo = owner.photo ?? NO_PHOTO;
  if (photo.pending !== null) return photo.base;
  if (owner.remoteId === null) return null;
  if (photo.problem !== null) return photo.there?.kind === 'read' ? photo.there.hash : undefined;
  const now = photoNow(owner, kind);
  if (now.kind === 'none') return null;
  if (now.kind === 'stored') return now.hash;
  // What was there may have been replaced since: that shows before it is written over (photoLooked).
  return photo.there === null || photo.there.kind === 'unread' ? undefined : now.hash;
}

/** Where a pending photo starts from. */
function from(owner: PhotoOwner, kind: AccountKind): Pick<PhotoRecord, 'there' | 'problem' | 'base'> {
  const base = agreedPhoto(owner, kind);
  return { there: owner.photo?.there ?? null, problem: null, ...(base === undefined ? {} : { base }) };
}

/** The photo after a person chose one. What is there already is no change (law 1). */
export function choosePhoto(owner: PhotoOwner, hash: string, kind: AccountKind): PhotoRecord {
  const photo = owner.photo ?? NO_PHOTO;
  if (kind === 'computer') return { ...NO_PHOTO, here: hash };
  if (photo.pending === null && photo.problem === null) {
    const now = photoNow(owner, kind);
    if (now.kind === 'stored' && now.hash === hash) return photo;
  }
  return { ...from(owner, kind), here: hash, pending: 'set' };
}

/**
 * The photo after a person removed it. Where the cloud never heard of the contact there is nothing to tell (law 6); of one
 * that may be on its way there is.
 */
export function removePhoto(owner: PhotoOwner, kind: AccountKind): PhotoRecord {
  const photo = owner.photo ?? NO_PHOTO;
  if (kind === 'computer' || owner.remoteId === null) return NO_PHOTO;
  if (photo.pending === null && photoNow(owner, kind).kind === 'none') return photo;
  return { ...from(owner, kind), here: null, pending: 'remove' };
}

/**
 * The photo once what a person did to it is withdrawn before its cloud was told: the cloud's, as far as anybody looked;
 * undefined where nobody did.
 */
export function withdrawnPhoto(photo: PhotoRecord | null | undefined): PhotoRecord | undefined {
  const { there, base } = photo ?? NO_PHOTO;
  const here = base ?? (base === undefined && there?.kind === 'read' ? there.hash : null);
  return there === null && here === null ? undefined : { ...NO_PHOTO, there, here };
}

/**
 * The photo after the cloud's was read at `version` (null: it has none). The same picture as before changes nothing:
 * what a person chose is not replaced by the cloud's rendition of it, and what they removed does not come back.
 */
export function photoRead(photo: PhotoRecord, version: string, hash: string | null): PhotoRecord {
  // What was sent a moment ago may not be given out yet.
  if (hash === null && photo.there?.kind === 'unread' && photo.here !== null)
    return { ...photo, there: { kind: 'unread', version } };
  if (hash === null) return { ...NO_PHOTO, there: { kind: 'none', version }, ...over(photo, 'none') };
  const there: PhotoThere = { kind: 'read', version, hash };
  const isSame =
    photo.there?.kind === 'unread' || (photo.there?.kind === 'read' && photo.there.hash === hash);
  if (isSame) return { ...photo, there };
  return { ...NO_PHOTO, there, here: hash, ...over(photo, 'read') };
}

/** Of what a photo of the cloud, or that it has none any more, took the place. */
function over({ there, over: before }: PhotoRecord, kind: 'none' | 'read'): Pick<PhotoRecord, 'over'> {
  if (kind === 'none' && there?.kind === 'none') return before === undefined ? {} : { over: before };
  return there === null || there.kind === 'unread' ? {} : { over: there.version };
}

/**
 * A pending photo after the cloud's was looked at, which it is to replace: `send` unless nothing is left to do. A photo
 * put there since stays where ours was removed, or yields (law 4); the same photo is not sent twice (law 1).
 */
export function photoLooked(
  photo: PhotoRecord,
  version: string,
  hash: string | null,
): { readonly photo: PhotoRecord; readonly send: boolean; readonly won: boolean } {
  const { there, here, pending, yields } = photo;
  const isSame = hash === null ? there?.kind === 'none' : there?.kind === 'read' && there.hash === hash;
  if (hash === null && pending === 'remove')
    return { photo: { ...NO_PHOTO, there: { kind: 'none', version } }, send: false, won: false };
  // Only against what was known can another photo be told from what was there all the time.
  const isNews =
    hash !== null && !isSame && (pending === 'remove' ? there?.kind === 'read' : yields === true);
  if (isNews && photo.base !== undefined)
    return { photo: photoRead(NO_PHOTO, version, hash), send: false, won: true };
  const seen: PhotoThere = hash === null ? { kind: 'none', version } : { kind: 'read', version, hash };
  const base = isSame && photo.base !== undefined ? photo.base : hash;
  if (here !== null && (hash === here || (isSame && base === here)))
    return { photo: { ...NO_PHOTO, there: seen, here }, send: false, won: false };
  return { photo: { ...photo, there: seen, base }, send: true, won: false };
}

/** What was sent to the cloud: the bytes of this hash, or the removal (null). */
export type PhotoSent = string | null;

/**
 * The photo after the cloud took what was sent. `rendition` is the hash of what it gives now, null where that could not
 * be read. What a person did meanwhile stays pending (law 5), and so does a removal of what was on its way.
 */
export function photoTaken(
  photo: PhotoRecord,
  sent: PhotoSent,
  version: string,
  rendition: string | null,
): PhotoRecord {
  const there: PhotoThere =
    sent === null
      ? { kind: 'none', version }
      : rendition === null
        ? { kind: 'unread', version }
        : { kind: 'read', version, hash: rendition };
  if (!isStillMeant(photo, sent))
    return { ...photo, there, ...(photo.pending === null ? {} : { base: sent }) };
  return { there, here: sent, pending: null, problem: null };
}

/** The photo after the cloud refused what was sent: it stays as it is here, with the reason. */
export function photoRefused(
  photo: PhotoRecord,
  sent: PhotoSent,
  version: string,
  problem: ErrorInfo,
): PhotoRecord {
  if (!isStillMeant(photo, sent)) return photo;
  // What the cloud keeps although it was removed is known once it has been read.
  const there = sent === null ? (photo.there ?? { kind: 'unread', version }) : photo.there;
  return { there, here: photo.here, pending: null, problem };
}

/** A photo that a person chose and that its cloud is known not to take: it stays here, with the reason (law 21). */
export function photoKeptHere({ there, here }: PhotoRecord, problem: ErrorInfo): PhotoRecord {
  return { there, here, pending: null, problem };
}

function isStillMeant({ pending, here }: PhotoRecord, sent: PhotoSent): boolean {
  return pending === (sent === null ? 'remove' : 'set') && here === sent;
}

/** The photo of a contact that becomes a new one in its cloud, or another cloud's: to be sent if Kith has its bytes. */
export function photoAsNew(photo: PhotoRecord | null | undefined): PhotoRecord | null {
  const here = photo?.here ?? null;
  return here === null ? null : { there: null, here, pending: 'set', problem: null, base: null };
}

/** The photo of a new contact that is a copy of one in another account. */
export function photoCopied(photo: PhotoRecord | null | undefined, to: AccountKind): PhotoRecord | null {
  const copy = photoAsNew(photo);
  return copy === null || to !== 'computer' ? copy : { ...NO_PHOTO, here: copy.here };
}

/** What kind of picture these bytes are, by how they begin; null for anything else. */
export function photoType(bytes: Uint8Array): PhotoType | null {
  const begins = (at: number, ...expected: readonly number[]) =>
    expected.every((byte, index) => bytes[at + index] === byte);
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0, 0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}
