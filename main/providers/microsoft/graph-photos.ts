// Owns: reading, setting and taking away the photo of an Outlook contact, and why Outlook would not take one.
// Leaves to others: requests (graph-http.ts), when a photo is read or sent (sync/).
import { AppError } from '../../core/errors.ts';
import { LARGEST_PHOTO, photoType } from '../../core/photo.ts';
import type { PhotoBytes } from '../../core/photo.ts';
import { badResponse } from '../http.ts';
import { errorOf, isGood, messageOf } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { contactPath } from './graph-http.ts';

/** Graph: "image/jpeg", up to 4 MB. */
export function unsuitable({ type, bytes }: PhotoBytes): AppError | null {
  if (type !== 'image/jpeg') {
    return new AppError(
      'provider.rejected',
      'Outlook takes photos as JPEG only. The photo stays in Kith; choose a JPEG to have it in Outlook too.',
      { context: { type } },
    );
  }
  if (bytes.length <= LARGEST_PHOTO) return null;
  return new AppError(
    'provider.rejected',
    'Outlook takes photos of up to 4 MB. The photo stays in Kith; choose a smaller one to have it in Outlook too.',
    { context: { size: bytes.length } },
  );
}

const photoPath = (remoteId: string): string => `${contactPath(remoteId)}/photo/$value`;

/** The photo; null where the contact has none, or is no more. */
export async function readPhoto(
  caller: GraphCaller,
  remoteId: string,
  signal: AbortSignal | undefined,
): Promise<PhotoBytes | null> {
  const answer = await caller.send({ method: 'GET', url: photoPath(remoteId), signal });
  if (answer.status === 404 || answer.status === 410) return null;
  if (!isGood(answer)) throw failure(caller, answer);
  // An emptied photo may be told as one without bytes.
  if (answer.picture === undefined ? answer.status === 204 : answer.picture.length === 0) return null;
  const bytes = answer.picture ?? new Uint8Array();
  const type = photoType(bytes);
  if (type === null) throw badResponse('a photo that is no picture', caller.context);
  return { type, bytes };
}

export async function writePhoto(
  caller: GraphCaller,
  remoteId: string,
  { type, bytes }: PhotoBytes,
  signal: AbortSignal | undefined,
): Promise<void> {
  await put(caller, remoteId, { type, bytes }, signal);
}

/**
 * Graph has no DELETE of a photo; an empty one in its place takes it away where the service allows that. It is read once
 * more to be sure.
 */
export async function removePhoto(
  caller: GraphCaller,
  remoteId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await put(caller, remoteId, { type: 'image/jpeg', bytes: new Uint8Array() }, signal);
  if ((await readPhoto(caller, remoteId, signal)) === null) return;
  throw new AppError(
    'provider.rejected',
    'Outlook keeps the photo of this contact: it has no way to take one away. In Kith it stays removed.',
    { context: caller.context },
  );
}

async function put(
  caller: GraphCaller,
  remoteId: string,
  picture: { readonly type: string; readonly bytes: Uint8Array },
  signal: AbortSignal | undefined,
): Promise<void> {
  const answer = await caller.send({ method: 'PUT', url: photoPath(remoteId), picture, signal });
  if (!isGood(answer)) throw failure(caller, answer);
}

function failure(caller: GraphCaller, answer: GraphAnswer): AppError {
  const { status } = answer;
  const details = { context: { ...caller.context, status, said: messageOf(answer) } };
  if (status === 404 || status === 410) {
    return new AppError(
      'provider.notFound',
      `Outlook has no such contact any more: ${messageOf(answer)}`,
      details,
    );
  }
  const error = errorOf(answer, caller.context);
  if (error.code !== 'provider.rejected' && error.code !== 'provider.forbidden') return error;
  return new AppError(
    error.code,
    `Outlook does not take this change of a photo (${messageOf(answer)}). In Kith it stays as you made it.`,
    details,
  );
}
