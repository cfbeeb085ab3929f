// Owns: bringing the photos that a person set or removed to their cloud, one after the other, once the contacts
// themselves are there. Leaves to others: what becomes of a photo (core/photo.ts), requests (providers/),
// reading photos (photo-reading.ts).
import type { ContactId } from '../core/account.ts';
import { AppError, asAppError, errorInfo } from '../core/errors.ts';
import {
  isPhotoPending,
  isToldNone,
  NO_PHOTO,
  photoLooked,
  photoRefused,
  photoTaken,
  photoType,
  photoVersion,
} from '../core/photo.ts';
import type { PhotoBytes, PhotoRecord, PhotoSent } from '../core/photo.ts';
import type { PictureChange } from '../core/receipt.ts';
import { receive } from '../core/reconcile.ts';
import type { ContactRecord } from '../core/replica.ts';
import { photoHash } from '../store/photos.ts';
import { mayHaveBeenApplied } from '../providers/http.ts';
import type { PhotoWritten, RemoteContact } from '../providers/provider.ts';
import { readPhoto } from './photo-reading.ts';
import { withRetries } from './retry.ts';
import type { RunScope } from './run-scope.ts';

/** A contact that its cloud has and whose photo a person set or removed since. */
type Waiting = ContactRecord & { readonly remoteId: string };

/** The contacts of an account whose photos a run will send, in their order. */
export function waitingPhotos(records: Iterable<ContactRecord>): readonly Waiting[] {
  return [...records].filter(isWaiting);
}

function isWaiting(record: ContactRecord): record is Waiting {
  const { local, remoteId, paused, gone } = record;
  const isHeld = (paused ?? null) !== null || (gone ?? null) !== null;
  return local !== null && remoteId !== null && !isHeld && isPhotoPending(record);
}

/**
 * Sends every photo that waits. One that the cloud refuses is marked with the reason. One whose reply is lost is sent
 * again by the next run, which does no harm, and stops the others only where a second one meets the same.
 */
export async function pushPhotos(run: RunScope): Promise<void> {
  let lost: AppError | null = null;
  for (const { id } of waitingPhotos(run.book.contactsOf(run.account.id))) {
    run.signal.throwIfAborted();
    const record = run.book.contact(id);
    if (record === null || !isWaiting(record)) continue;
    try {
      await pushOne(run, record);
    } catch (thrown) {
      const error = asAppError(thrown);
      if (run.signal.aborted || lost !== null || !mayHaveBeenApplied(error)) throw error;
      lost = error;
    }
  }
  if (lost !== null) throw lost;
}

/** Looks at what the cloud has where that decides whether a photo is sent at all, as a dry run has to say. */
export async function lookAtPhotos(run: RunScope): Promise<void> {
  for (const record of waitingPhotos(run.book.contactsOf(run.account.id))) {
    const { base, here, yields } = record.photo!;
    if (yields === true || base === here) await lookedBefore(run, record);
  }
}

async function pushOne(run: RunScope, waiting: Waiting): Promise<void> {
  const record = await lookedBefore(run, waiting);
  if (record === null) return;
  const sent = record.photo?.pending === 'set' ? record.photo.here : null;
  const picture = sent === null ? null : pictureOf(run, sent);
  const refusal =
    sent === null ? null : picture === null ? unreadable() : run.provider.photos.refusal(picture);
  if (refusal !== null) return refuse(run, record, sent, refusal);
  let written: PhotoWritten;
  try {
    written = await withRetries(() => write(run, record.remoteId, picture), run.deps, run.signal);
  } catch (thrown) {
    const error = asAppError(thrown);
    // The next pull tells what became of the contact.
    if (error.code === 'provider.notFound') return;
    if (error.code !== 'provider.rejected' && error.code !== 'provider.forbidden') throw error;
    return refuse(run, record, sent, error);
  }
  run.tally.counts.pushed.updated += 1;
  await take(run, record, sent, written);
}

/**
 * A contact whose photo is about to be replaced or removed, once it is known what the cloud has there, so that an undo can
 * bring that back; null: there is nothing left to send.
 */
async function lookedBefore(run: RunScope, asked: Waiting): Promise<Waiting | null> {
  const { kind } = run.provider;
  const version = photoVersion(asked, kind);
  const there = asked.photo?.there ?? null;
  const isNone = isToldNone(asked, kind);
  if (!isNone && there !== null && there.kind !== 'unread' && there.version === version) return asked;
  const picture = isNone ? null : await readPhoto(run, asked);
  if (picture === undefined) return asked;
  const hash = picture === null ? null : photoHash(picture.bytes);
  const looked = photoLooked(asked.photo ?? NO_PHOTO, version, hash);
  if (picture !== null && (looked.won || looked.photo.base !== asked.photo?.base))
    run.deps.photos.put(picture.bytes);
  let isMeant = true;
  change(run, asked.id, (record) => {
    isMeant = record.photo === asked.photo;
    if (!isMeant) return record;
    if (looked.won && asked.photo?.pending === 'remove')
      run.tally.notes.push({ contact: record.id, kind: 'deletionUndone' });
    // It arrived although its reply was lost.
    if (hash !== null && hash === asked.photo?.here && hash !== asked.photo.base)
      run.receipt.photoSent(record, pictureSent(asked.photo, hash));
    return { ...record, photo: looked.photo };
  });
  return isMeant && looked.send ? { ...asked, photo: looked.photo } : null;
}

function pictureOf(run: RunScope, hash: string): PhotoBytes | null {
  const bytes = run.deps.photos.get(hash);
  const type = bytes === null ? null : photoType(bytes);
  return bytes === null || type === null ? null : { type, bytes };
}

function unreadable(): AppError {
  return new AppError(
    'store.corrupt',
    'The file of this contact’s photo is missing or damaged, so it could not be sent. The cloud keeps what it has; choose the photo again.',
    { retry: 'afterUser' },
  );
}

function write(run: RunScope, remoteId: string, picture: PhotoBytes | null): Promise<PhotoWritten> {
  run.tally.writes += 1;
  const { photos } = run.provider;
  return picture === null
    ? photos.remove(run.account, remoteId, run.signal)
    : photos.write(run.account, remoteId, picture, run.signal);
}

/** What a person did to the photo while it was under way stays pending: the book is asked again. */
function change(run: RunScope, id: ContactId, work: (record: ContactRecord) => ContactRecord): void {
  const record = run.book.contact(id);
  if (record !== null) run.commit([{ kind: 'putContact', record: work(record) }]);
}

function refuse(run: RunScope, { id }: Waiting, sent: PhotoSent, error: AppError): void {
  run.tally.failed(error);
  const problem = { ...errorInfo(error), retry: 'afterUser' } as const;
  change(run, id, (record) => {
    const version = photoVersion(record, run.provider.kind);
    return { ...record, photo: photoRefused(record.photo ?? NO_PHOTO, sent, version, problem) };
  });
}

async function take(
  run: RunScope,
  taken: Waiting,
  sent: PhotoSent,
  { contact }: PhotoWritten,
): Promise<void> {
  const { id } = taken;
  const rendition = sent === null ? null : await renditionHash(run, id, contact?.readOnly.photoUrl);
  change(run, id, (record) => {
    const after = contact === null ? record : received(run, record, contact);
    const version = photoVersion(after, run.provider.kind);
    run.receipt.photoSent(after, pictureSent(taken.photo, sent));
    return { ...after, photo: photoTaken(after.photo ?? NO_PHOTO, sent, version, rendition) };
  });
}

function pictureSent(photo: PhotoRecord | null | undefined, sent: PhotoSent): PictureChange {
  return { kind: 'shown', after: sent, ...(photo?.base === undefined ? {} : { before: photo.base }) };
}

function received(run: RunScope, record: ContactRecord, contact: RemoteContact): ContactRecord {
  const result = receive(record, contact, run.context());
  run.tally.received(result, record);
  return result.record;
}

/**
 * What the cloud made of a photo: read once, so that a later look can tell its rendition from another photo. Null where
 * that cannot be read now.
 */
async function renditionHash(
  run: RunScope,
  id: ContactId,
  photoUrl: string | undefined,
): Promise<string | null> {
  const remoteId = run.book.contact(id)?.remoteId ?? null;
  if (remoteId === null) return null;
  const place = { remoteId, photoUrl: photoUrl ?? null };
  const picture = await run.provider.photos.read(run.account, place, run.signal).catch(() => null);
  return picture === null ? null : photoHash(picture.bytes);
}
