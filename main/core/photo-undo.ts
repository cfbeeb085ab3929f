// Owns: photos and the undo of runs: what a run did to a contact's photo, and what taking that back makes of it (law 22).
// Leaves to others: the other fields (undo.ts), photos while nobody undoes anything (photo.ts). Pure.
import type { AccountKind } from './account.ts';
import {
  agreedPhoto,
  choosePhoto,
  NO_PHOTO,
  photoAsNew,
  photoNow,
  photoVersion,
  removePhoto,
} from './photo.ts';
import type { PhotoOwner, PhotoRecord } from './photo.ts';
import type { PictureChange, RunEntry } from './receipt.ts';

/** What a change of a stored contact by a run says about its photo; null: nothing. */
export function photoChange(before: PhotoOwner, after: PhotoOwner, kind: AccountKind): PictureChange | null {
  const [was, is] = [before.photo ?? NO_PHOTO, after.photo ?? NO_PHOTO];
  if (was.here !== is.here) {
    // Whoever reads a photo for the first time changes nothing.
    if (is.pending === null && (was.there === null || was.there.kind === 'unread') && kind !== 'computer')
      return null;
    const former = was.pending === null && was.there !== null ? was.here : agreedPhoto(before, kind);
    return { kind: 'shown', ...(former === undefined ? {} : { before: former }), after: is.here };
  }
  if (before.remoteId === null || before.remoteId !== after.remoteId) return null;
  const [from, to] = [photoVersion(before, kind), photoVersion(after, kind)];
  if (from === to) return null;
  const known = agreedPhoto(before, kind);
  const isKnown = known !== undefined && photoNow(before, kind).kind !== 'unread';
  if (kind === 'google')
    return { kind: 'listed', ...(isKnown ? { before: known } : {}), from, to, told: true };
  // Such a cloud tells of another version of the contact, be it for its photo or not.
  return isKnown && was.pending === null && was.there?.version === from
    ? { kind: 'listed', before: known, from, to, told: false }
    : null;
}

/** The photo after its undo, null where it stays as it is; `lost`: because Kith has not got the former one. */
export interface UndonePhoto {
  readonly photo: PhotoRecord | null;
  readonly lost: boolean;
}

export const UNTOUCHED_PHOTO: UndonePhoto = { photo: null, lost: false };
const LOST: UndonePhoto = { photo: null, lost: true };

/**
 * Takes back what the steps of a run did to the photo of a contact that is there: the former one is set again, as a new
 * write. A photo that somebody chose since stays, and so does one that the cloud gets before it is told.
 */
export function undoPhoto(
  steps: readonly RunEntry[],
  owner: PhotoOwner,
  kind: AccountKind,
  hasPhoto: (hash: string) => boolean,
): UndonePhoto {
  const changes = steps.flatMap(({ picture }) => picture ?? []);
  const last = changes.at(-1);
  const left = last === undefined ? null : leftAs(last, owner, kind);
  if (left === null) return UNTOUCHED_PHOTO;
  const former = changes.find(({ before }) => before !== undefined)?.before;
  if (former === undefined) return LOST;
  const now = photoNow(owner, kind);
  if (former === null ? now.kind === 'none' : now.kind === 'stored' && now.hash === former)
    return UNTOUCHED_PHOTO;
  if (former !== null && !hasPhoto(former)) return LOST;
  const photo = former === null ? removePhoto(owner, kind) : choosePhoto(owner, former, kind);
  return {
    photo: left === 'known' && photo.pending !== null ? { ...photo, yields: true } : photo,
    lost: false,
  };
}

/**
 * Whether the photo is as the run's last change left it, and not chosen or replaced since. `unread`: the cloud has a
 * version that nobody has looked at, which is the one to take back; `known`: what there is now is.
 */
function leftAs(last: PictureChange, owner: PhotoOwner, kind: AccountKind): 'known' | 'unread' | null {
  const { pending, here, there, over } = owner.photo ?? NO_PHOTO;
  if (pending !== null) return null;
  const now = photoNow(owner, kind);
  if (last.kind === 'shown') {
    if (now.kind === 'unread') return !now.told && here === last.after ? 'known' : null;
    return (now.kind === 'none' ? null : now.hash) === last.after ? 'known' : null;
  }
  if (last.told) {
    if (photoVersion(owner, kind) !== last.to) return null;
    return there?.version === last.to ? 'known' : 'unread';
  }
  if (over === last.from) return 'known';
  return there?.version === last.from && now.kind === 'unread' ? 'unread' : null;
}

/** The photo of a contact that was deleted and comes back as a new one. */
export function deletedPhoto(steps: readonly RunEntry[], hasPhoto: (hash: string) => boolean): UndonePhoto {
  const deletion = steps.findLast(({ kind, photo, picture }) => kind === 'delete' && (photo ?? picture));
  if (deletion?.photo === undefined) return { photo: null, lost: deletion !== undefined };
  return hasPhoto(deletion.photo)
    ? { photo: photoAsNew({ ...NO_PHOTO, here: deletion.photo }), lost: false }
    : LOST;
}
