// Owns: the photos of Google's contacts: reading the picture's address, updateContactPhoto, deleteContactPhoto.
// Leaves to others: which addresses may be asked (google-picture.ts), when a photo is read or sent (sync/).
import { AppError } from '../../core/errors.ts';
import { photoType } from '../../core/photo.ts';
import type { PhotoBytes } from '../../core/photo.ts';
import { badResponse, networkError, retryAfterSeconds, statusError } from '../http.ts';
import { boundedBytes } from '../picture-bytes.ts';
import type { PhotoWritten, ProviderAccount, ProviderPhotos } from '../provider.ts';
import { bodyOf } from './google-client.ts';
import type { GoogleClientParts, GoogleReply, GoogleRequest } from './google-client.ts';
import { LISTING } from './google-cursor.ts';
import type { ErrorContext } from './google-errors.ts';
import { READ_MASK } from './google-fields.ts';
import { readPerson } from './google-mapping.ts';
import { mayAsk, originalPicture } from './google-picture.ts';
import { isObject } from './google-values.ts';

const SOURCES = [...LISTING.sources];
const TIME_LIMIT_MS = 60_000;
const MOST_REDIRECTS = 3;

export function googlePhotos(parts: GoogleClientParts, request: GoogleRequest): ProviderPhotos {
  return {
    refusal: (photo) => unsuitable(photo),
    read: async (account, { photoUrl }, signal) =>
      photoUrl === null ? null : readPicture(parts, contextOf(account), originalPicture(photoUrl), signal),
    // The whole contact comes back, so that nothing of a change that came with the new version is missed.
    write: async (account, resourceName, { bytes }, signal) => {
      const requestBody = {
        photoBytes: Buffer.from(bytes).toString('base64'),
        personFields: READ_MASK,
        sources: SOURCES,
      };
      const reply = await request(
        account,
        'updateContactPhoto',
        (api, options) => api.updateContactPhoto({ resourceName, requestBody }, options),
        signal,
      );
      return written(reply);
    },
    remove: async (account, resourceName, signal) => {
      const parameters = { resourceName, personFields: READ_MASK, sources: SOURCES };
      const reply = await request(
        account,
        'deleteContactPhoto',
        (api, options) => api.deleteContactPhoto(parameters, options),
        signal,
      );
      return written(reply);
    },
  };
}

const contextOf = (account: ProviderAccount): ErrorContext => ({
  service: 'Google',
  account: account.id,
  operation: 'photo',
});

function unsuitable({ type }: PhotoBytes): AppError | null {
  if (type === 'image/jpeg' || type === 'image/png') return null;
  return new AppError(
    'provider.rejected',
    'Google takes photos as JPEG or PNG only. The photo stays in Kith; choose another to have it there too.',
    { context: { type } },
  );
}

/** A reply without a contact is no failure: the next pull brings the new version. */
function written(reply: GoogleReply): PhotoWritten {
  const { person } = bodyOf(reply);
  const isWhole = isObject(person) && typeof person['resourceName'] === 'string';
  return { contact: isWhole ? readPerson(person) : null };
}

/** Reads a picture without a token: Google's pictures need none, and it is meant for People API alone. */
async function readPicture(
  parts: GoogleClientParts,
  context: ErrorContext,
  address: string,
  signal: AbortSignal | undefined,
): Promise<PhotoBytes | null> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const ends = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  let next = address;
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (!mayAsk(next, parts.rootUrl))
      throw badResponse('a photo at an address that is not Google’s', context);
    const answer = await ask(parts, next, ends, context);
    const location = isRedirect(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return pictureOf(answer, parts.now(), context);
    next = URL.parse(location, next)?.href ?? '';
  }
  throw badResponse('a photo that is always elsewhere', context);
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

interface Answer extends Pick<Response, 'status' | 'headers'> {
  readonly bytes: Uint8Array;
}

async function ask(
  parts: GoogleClientParts,
  address: string,
  signal: AbortSignal,
  context: ErrorContext,
): Promise<Answer> {
  const fetchOne = parts.fetchImplementation ?? globalThis.fetch;
  try {
    const response = await fetchOne(address, { redirect: 'manual', signal });
    const { status, headers } = response;
    return { status, headers, bytes: await boundedBytes(response, context) };
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : networkError(thrown, context);
  }
}

function pictureOf(
  { status, headers, bytes }: Answer,
  nowMs: number,
  context: ErrorContext,
): PhotoBytes | null {
  if (status === 404 || status === 410) return null;
  if (status !== 200) {
    const wait = retryAfterSeconds(headers.get('retry-after'), nowMs);
    // Read without a token, so that no refusal is about the sign-in.
    const known = status === 401 ? null : statusError(status, wait, `status ${status}`, context);
    throw known ?? badResponse(`status ${status}`, context);
  }
  const type = photoType(bytes);
  if (type === null) throw badResponse('a photo that is no picture', context);
  return { type, bytes };
}
