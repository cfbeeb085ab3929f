// Owns: the photo of a contact: reading, writing, and what is not supported about it.
// Leaves to others: finding the contact (contact-routes.ts).
import { renditionOf } from '../kit/rendition.ts';
import type { Answer } from '../kit/server.ts';
import type { StoredContact } from './book.ts';
import { GraphRefusal, notSupported } from './errors.ts';
import { etagOfContact } from './book.ts';
import type { GraphCall } from './mailbox.ts';

const maxBytes = 4 * 1024 * 1024;

/** `photo` and `photo/$value`; delta does not report photos, only the etag of the contact moves on. */
export function answerPhoto(graph: GraphCall, contact: StoredContact, rest: readonly string[]): Answer {
  if (graph.faults.photosRefused === true) {
    throw new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  const { method } = graph.call;
  const content = rest[0] === '$value';
  if (rest.length > 1 || (rest.length === 1 && !content)) throw notSupported();
  if (method === 'GET') return read(graph, contact, content);
  if (content && (method === 'PUT' || method === 'PATCH')) return write(graph, contact);
  throw notSupported();
}

function read(graph: GraphCall, contact: StoredContact, content: boolean): Answer {
  const { photo } = contact.record;
  if (photo === undefined) throw new GraphRefusal(404, 'ErrorItemNotFound', "The photo wasn't found.");
  const etag = etagOfContact(contact);
  if (content) return { status: 200, headers: { 'content-type': photo.contentType, etag }, raw: photo.bytes };
  return {
    status: 200,
    json: {
      '@odata.context': `${graph.root}/$metadata#users('${graph.mailbox.user.id}')/contacts/photo/$entity`,
      '@odata.mediaContentType': photo.contentType,
      '@odata.mediaEtag': etag,
      id: '90X90',
      height: 90,
      width: 90,
    },
  };
}

/** An empty body takes the photo away; there is no DELETE. */
function write(graph: GraphCall, contact: StoredContact): Answer {
  const { rawBody, headers } = graph.call;
  const contentType = headers['content-type'] ?? '';
  // The documentation names image/jpeg only; the words of this refusal are not known.
  if (rawBody.length > 0 && contentType !== 'image/jpeg') {
    throw new GraphRefusal(400, 'ErrorInvalidImage', 'The content type of the photo has to be image/jpeg.');
  }
  if (rawBody.length > maxBytes) {
    throw new GraphRefusal(413, 'RequestEntityTooLarge', 'The photo is larger than 4 MB.');
  }
  const { photoRemoval, photosRecoded } = graph.faults;
  if (rawBody.length === 0 && photoRemoval === 'refused') throw notSupported();
  if (rawBody.length === 0 && photoRemoval === 'ignored') return { status: 200 };
  const bytes = photosRecoded === true ? renditionOf(rawBody) : rawBody;
  contact.record.photo = rawBody.length === 0 ? undefined : { bytes, contentType };
  graph.mailbox.book.touch(contact);
  return { status: 200 };
}
