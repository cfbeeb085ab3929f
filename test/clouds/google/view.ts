// Owns: a stored contact as a person on the wire: mask, sources, etags, field metadata, photos.
// Leaves to others: which contacts are shown (reads.ts), storing (book.ts).
import { createHash } from 'node:crypto';
import type { Contact } from './book.ts';
import { readableFields } from './person-fields.ts';
import type { Raw } from './person-fields.ts';
import type { Sources } from './payload.ts';

export interface ViewOptions {
  /** Sorted field names; undefined = every readable field. */
  readonly mask: readonly string[] | undefined;
  readonly sources: Sources;
  /** Root of the practice cloud, for photo addresses. */
  readonly url: string;
  /** Listings return at most this many e-mail addresses and phone numbers. */
  readonly truncateAt?: number;
  /** Return repeated values in another order than stored: the service promises none. */
  readonly shuffle?: boolean;
  /** Former resource names are told only by listings with a sync token. */
  readonly formerNames?: boolean;
}

/** Fields whose values carry no primary flag. */
const unflagged: ReadonlySet<string> = new Set(['memberships', 'clientData', 'userDefined']);

export function viewPerson(contact: Contact, options: ViewOptions): Raw {
  const mask = options.mask ?? readableFields;
  const person: Raw = {
    resourceName: contact.resourceName,
    etag: personEtag(contact, mask, options.sources),
  };
  for (const field of mask) {
    if (field === 'metadata') person['metadata'] = personMetadata(contact, options);
    else {
      const values = field === 'photos' ? photosOf(contact, options) : valuesOf(contact, field, options);
      if (values.length > 0) person[field] = values;
    }
  }
  return person;
}

/** A deletion as listings tell it; `bare` leaves out everything not promised. */
export function viewTombstone(contact: Contact, bare: boolean): Raw {
  const { resourceName } = contact;
  if (bare) return { resourceName, metadata: { deleted: true } };
  const sources = [
    { type: 'CONTACT', id: contact.sourceId, etag: contact.sourceEtag, updateTime: contact.updateTime },
  ];
  return {
    resourceName,
    etag: personEtag(contact, ['metadata'], { contact: true, profile: false }),
    metadata: { sources, deleted: true, objectType: 'PERSON' },
  };
}

function personMetadata(contact: Contact, { sources, formerNames }: ViewOptions): Raw {
  const { sourceId: id, sourceEtag: etag, updateTime, profile, previousResourceNames } = contact;
  const listed: Raw[] = [];
  if (sources.contact) listed.push({ type: 'CONTACT', id, etag, updateTime });
  if (sources.profile && profile !== undefined) {
    listed.push({
      ...{ type: 'PROFILE', id: profile.id, etag: '#cHJvZmlsZTE=' },
      profileMetadata: { objectType: 'PERSON', userTypes: ['GOOGLE_USER'] },
    });
  }
  return {
    sources: listed,
    ...(previousResourceNames === undefined || formerNames !== true ? {} : { previousResourceNames }),
    objectType: 'PERSON',
  };
}

/**
 * `person.etag` is no version: it holds the requested fields, the source types and the source etag's text, so that
 * the same contact has another etag under another mask.
 */
export function personEtag(contact: Contact, mask: readonly string[], sources: Sources): string {
  const fields = mask.map((field) => readableFields.indexOf(field) + 1);
  const types = [...(sources.contact ? [2] : []), ...(sources.profile && contact.profile ? [1] : [])];
  const version = Buffer.from(contact.sourceEtag.slice(1), 'latin1');
  const bytes = [0x12, fields.length, ...fields, 0x1a, types.length, ...types, 0x22, version.length];
  return `%${Buffer.concat([Buffer.from(bytes), version]).toString('base64')}`;
}

/** Is this a `person.etag` of the contact's present version, whatever mask it was read with? */
export function isCurrentPersonEtag(contact: Contact, etag: string): boolean {
  if (!etag.startsWith('%')) return false;
  const bytes = Buffer.from(etag.slice(1), 'base64');
  return bytes[0] === 0x12 && bytes.toString('latin1').endsWith(contact.sourceEtag.slice(1));
}

function valuesOf(contact: Contact, field: string, options: ViewOptions): Raw[] {
  const { sources, truncateAt } = options;
  const source = { type: 'CONTACT', id: contact.sourceId };
  const values: Raw[] = [];
  if (sources.contact) {
    for (const { raw, primary } of contact.fields[field] ?? []) {
      const flags = primary && !unflagged.has(field) ? { primary: true, sourcePrimary: true } : {};
      values.push({ metadata: { ...flags, source }, ...raw });
    }
  }
  const own = sources.profile ? (contact.profile?.fields[field] ?? []) : [];
  own.forEach((raw, index) => {
    const primary = values.length === 0 ? { primary: true } : {};
    const flags = index === 0 ? { ...primary, sourcePrimary: true, verified: true } : {};
    values.push({
      metadata: { ...flags, source: { type: 'PROFILE', id: contact.profile?.id ?? '' } },
      ...raw,
    });
  });
  if (options.shuffle === true) values.reverse();
  const capped = truncateAt !== undefined && (field === 'emailAddresses' || field === 'phoneNumbers');
  return capped ? values.slice(0, truncateAt) : values;
}

/** What of a picture its address holds. */
export function photoVersion(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex').slice(0, 16);
}

/**
 * A contact without a picture shows a generated one, marked `default`; the key is absent on real pictures. The address
 * stays while the picture does, and names a small size, in Google's way.
 */
function photosOf(contact: Contact, options: ViewOptions): Raw[] {
  const id = contact.resourceName.slice('people/'.length);
  const metadata = { primary: true, source: { type: 'CONTACT', id: contact.sourceId } };
  const photos: Raw[] = [];
  if (options.sources.contact) {
    if (contact.photo === undefined)
      photos.push({ metadata, url: `${options.url}/photos/default/${id}=s100`, default: true });
    else
      photos.push({ metadata, url: `${options.url}/photos/${id}-${photoVersion(contact.photo.bytes)}=s100` });
  }
  const own = options.sources.profile ? (contact.profile?.fields['photos'] ?? []) : [];
  for (const raw of own)
    photos.push({ metadata: { source: { type: 'PROFILE', id: contact.profile?.id } }, ...raw });
  return photos;
}
