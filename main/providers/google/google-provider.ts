// Owns: Google as a ContactProvider, put together of its parts. Leaves to others: reading (google-reading.ts), writing
// (google-write.ts), the mapping (google-mapping.ts), signing in (accounts/).
import type { ContactProvider } from '../provider.ts';
import { fragileParts } from './google-fragile.ts';
import { googleClient } from './google-client.ts';
import type { GoogleClientParts } from './google-client.ts';
import { googleLabels } from './google-labels.ts';
import { holdFields } from './google-mapping.ts';
import { googlePhotos } from './google-photos.ts';
import { fetchContacts, findByMarker, pullPages } from './google-reading.ts';
import { writeBatch, writeBatches } from './google-write.ts';

/** Google's contacts through People API v1. `rootUrl` is `https://people.googleapis.com` or another root of it. */
export function googleProvider(parts: GoogleClientParts): ContactProvider {
  const request = googleClient(parts);
  const fragile = fragileParts();
  return {
    kind: 'google',
    // deleteContact and batchDeleteContacts take no etag.
    conditionalDelete: false,
    labels: googleLabels(request),
    pull: (account, cursor, options) => pullPages(request, account, cursor, options),
    fetch: (account, remoteIds, signal) => fetchContacts(request, account, remoteIds, signal),
    batches: writeBatches,
    write: (account, batch, signal) => writeBatch(request, fragile, account, batch, signal),
    findCreated: (account, createKeys, signal) => findByMarker(request, account, createKeys, signal),
    photos: googlePhotos(parts, request),
    hold: (account, fields) => holdFields(fields, fragile.areSent(account.id)),
    lists: () => true,
  };
}
