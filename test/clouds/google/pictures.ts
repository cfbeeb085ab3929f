// Owns: serving contacts' pictures at their addresses, small or in their original size.
// Leaves to others: the addresses (view.ts), changing pictures (photos.ts).
import type { Answer, Call } from '../kit/server.ts';
import type { Account } from './account.ts';
import { photoVersion } from './view.ts';

/** What stands for any picture in a small size: one pixel. */
const SMALL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/**
 * Pictures are served without a token, as Google's are, and in the size that the address asks for: `=s0` is the
 * original, any other a shrunk one. An address of a picture that was replaced leads nowhere.
 */
export function servePicture(accounts: readonly Account[], call: Call): Answer | undefined {
  const parts = /^\/photos\/(?:default\/)?(c\d+)(?:-(\w+))?(?:=(\w+))?$/.exec(call.path);
  if (parts === null || call.method !== 'GET') return undefined;
  const [, id = '', version, size] = parts;
  const photo = accounts
    .map((account) => account.book.get(`people/${id}`)?.photo)
    .find((found) => found !== undefined);
  if (version === undefined) return small();
  if (photo === undefined || photoVersion(photo.bytes) !== version) return { status: 404 };
  if (size !== 's0' || call.query.has('sz')) return small();
  return { status: 200, headers: { 'content-type': photo.type }, raw: photo.bytes };
}

const small = (): Answer => ({ status: 200, headers: { 'content-type': 'image/png' }, raw: SMALL });
