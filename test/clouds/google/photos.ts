// Owns: the rules of changing a contact's picture: updateContactPhoto and deleteContactPhoto.
// Leaves to others: serving pictures (pictures.ts), every other write (writes.ts).
import { renditionOf } from '../kit/rendition.ts';
import type { Answer, Call } from '../kit/server.ts';
import type { Account, Surroundings } from './account.ts';
import { bodyOf, checkNames, checkParameters, readMask, readSources } from './payload.ts';
import { sourcesOf, viewOf } from './reads.ts';
import { invalidArgument } from './refusals.ts';
import { viewPerson } from './view.ts';
import { existing, stringOf, stringsOf } from './writes.ts';

/** Takes no etag, and gives the contact a new one. */
export function updatePhoto(
  account: Account,
  around: Surroundings,
  call: Call,
  resourceName: string,
): Answer {
  checkParameters(call, []);
  const body = bodyOf(call);
  checkNames(body, ['photoBytes', 'personFields', 'sources']);
  const mask = readMask('personFields', stringOf(body['personFields']), 'people/updateContactPhoto');
  const view = viewOf(around, mask, readSources(stringsOf(body['sources'])));
  // Standard and URL-safe base64 are both in use; Buffer reads both.
  const bytes = Buffer.from(stringOf(body['photoBytes']), 'base64');
  const contact = existing(account, resourceName);
  const type = imageType(bytes);
  const { photosRefused, photoLimit = Infinity, photosRecoded } = around.faults;
  if (photosRefused === true || bytes.length > photoLimit) throw invalidArgument();
  const kept = photosRecoded === true ? renditionOf(bytes) : bytes;
  const changed = account.book.change(contact, { photo: { bytes: kept, type } });
  return { status: 200, json: mask === undefined ? {} : { person: viewPerson(changed, view) } };
}

export function deletePhoto(
  account: Account,
  around: Surroundings,
  call: Call,
  resourceName: string,
): Answer {
  checkParameters(call, ['personFields', 'sources']);
  const mask = readMask(
    'personFields',
    call.query.getAll('personFields').join(','),
    'people/deleteContactPhoto',
  );
  const view = viewOf(around, mask, sourcesOf(call));
  const contact = existing(account, resourceName);
  if (around.faults.photosRefused === true) throw invalidArgument();
  const changed = account.book.removePhoto(contact);
  return { status: 200, json: mask === undefined ? {} : { person: viewPerson(changed, view) } };
}

export function imageType(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('hex') === '89504e47') return 'image/png';
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  throw invalidArgument();
}
