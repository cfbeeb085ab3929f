// Owns: the text that Kith stores as a Google contact's etag: everything an update of that contact needs besides its
// fields. Leaves to others: reading people (google-mapping.ts), sending (google-write.ts).
import { shortHash } from '../../core/json.ts';
import type { JsonObject } from '../../core/json.ts';
import { READ_MASK } from './google-fields.ts';

/** The version of a contact, as Google states it in several places. */
export interface GoogleVersion {
  /** The etag of the CONTACT source: changes when the contact does. Null where the reply had none. */
  readonly sourceEtag: string | null;
  readonly sourceId: string | null;
  /**
   * Person.etag: holds the source etag, but also what was asked for, so that it changes with the mask. Never compared;
   * sent along, since updates are checked by it, by the source's, or by both.
   */
  readonly personEtag: string | null;
  /** Kith's own markers in clientData; merging contacts at Google can leave several on one. */
  readonly createKeys: readonly string[];
}

/** What of a Person Kith reads: contacts read under another mapping count as changed. */
const MAPPING = shortHash(`1 ${READ_MASK}`);

/** The version as one text, to store as RemoteContact.etag. */
export function versionText(version: GoogleVersion): string {
  const { sourceEtag, sourceId, personEtag, createKeys } = version;
  return JSON.stringify([sourceEtag, sourceId, personEtag, MAPPING, ...createKeys]);
}

/** The version behind a stored text; null if the text is not one of versionText's. */
export function readVersion(text: string): (GoogleVersion & { readonly mapping: string }) | null {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length < 4) return null;
  const [sourceEtag, sourceId, personEtag, mapping, ...createKeys] = parts as (string | null)[];
  if (typeof mapping !== 'string') return null;
  return {
    sourceEtag: sourceEtag ?? null,
    sourceId: sourceId ?? null,
    personEtag: personEtag ?? null,
    mapping,
    createKeys: createKeys.filter((key): key is string => typeof key === 'string'),
  };
}

/** Whether Google would take an update for it: without any etag none is. */
export function namesVersion({ sourceEtag, personEtag }: GoogleVersion): boolean {
  return sourceEtag !== null || personEtag !== null;
}

/** True when both texts name the same version of the contact, read under the same mapping. */
export function sameVersion(stored: string | null, read: string): boolean {
  if (stored === null) return false;
  if (stored === read) return true;
  const a = readVersion(stored);
  const b = readVersion(read);
  if (a === null || b === null || a.mapping !== b.mapping) return false;
  if (a.sourceEtag === null || b.sourceEtag === null)
    return a.personEtag !== null && a.personEtag === b.personEtag;
  return a.sourceEtag === b.sourceEtag;
}

/** The parts of a Person that tell an update which version it is based on (seed 002: person.metadata.sources.etag). */
export function versionBody(version: GoogleVersion): JsonObject {
  const { sourceEtag, sourceId, personEtag } = version;
  const source = {
    type: 'CONTACT',
    ...(sourceId === null ? {} : { id: sourceId }),
    ...(sourceEtag === null ? {} : { etag: sourceEtag }),
  };
  return { ...(personEtag === null ? {} : { etag: personEtag }), metadata: { sources: [source] } };
}
