// Owns: the one stored record behind both versions of a contact, and what a checked body changes in it.
// Leaves to others: showing it (contact-views.ts), checking bodies (check-body.ts), etags and listings (book.ts).
import { placeOf } from './check-body.ts';
import type { ContactBody } from './check-body.ts';
import { normaliseValue, ownFields, parseExtendedId } from './mapi.ts';
import type { ExtendedId, OwnField } from './mapi.ts';
import { addressParts, sharedLists, sharedTexts } from './shapes.ts';
import type { Version } from './shapes.ts';
import type { MicrosoftFaults } from './switches.ts';

export interface StoredEmail {
  readonly address?: string;
  readonly name?: string;
  readonly type: string;
  readonly otherLabel?: string;
}

/** A page of beta that has no place of its own in v1.0 (other, blog, profile). */
export interface StoredPage {
  readonly address: string | null;
  readonly displayName: string | null;
  readonly type: string;
}

/** Contents of a contact. Texts are kept by slot: a name both versions share, `phone.pager`, `homeAddress.city` … */
export interface ContactRecord {
  readonly slots: Map<string, string>;
  readonly lists: Record<(typeof sharedLists)[number], readonly string[]>;
  emails: readonly StoredEmail[];
  pages: readonly StoredPage[];
  /** `YYYY-MM-DD`. */
  birthday: string | undefined;
  /** RFC 3339 in UTC; only the date means something. */
  anniversary: string | undefined;
  isFavorite: boolean;
  flag: Readonly<Record<string, unknown>>;
  /** By key of the id. */
  readonly extended: Map<string, { readonly id: string; readonly value: string | readonly string[] }>;
  readonly openExtensions: Map<string, Readonly<Record<string, unknown>>>;
  photo: { readonly bytes: Buffer; readonly contentType: string } | undefined;
}

export const emptyRecord = (): ContactRecord => ({
  slots: new Map(),
  lists: { categories: [], imAddresses: [], children: [] },
  emails: [],
  pages: [],
  birthday: undefined,
  anniversary: undefined,
  isFavorite: false,
  flag: { flagStatus: 'notFlagged' },
  extended: new Map(),
  openExtensions: new Map(),
  photo: undefined,
});

/** Slots of phones by beta type, in the order beta lists them. */
export const phoneSlots: readonly (readonly [string, string])[] = [
  ['home', 'phone.home'],
  ['home', 'phone.home2'],
  ['business', 'phone.business'],
  ['business', 'phone.business2'],
  ...['mobile', 'other', 'assistant', 'homeFax', 'businessFax', 'otherFax', 'pager', 'radio'].map(
    (type) => [type, `phone.${type}`] as const,
  ),
];

/** Beta address types and the v1.0 property each is stored under. */
export const addressPlaces = {
  home: 'homeAddress',
  business: 'businessAddress',
  other: 'otherAddress',
} as const;

const storedParts = [...addressParts, 'postOfficeBox'] as const;

export function setSlot(record: ContactRecord, slot: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') record.slots.set(slot, value);
  else record.slots.delete(slot);
}

/** Applies a body that passed `checkContactBody`: named properties are replaced, the others kept. */
export function applyBody(
  record: ContactRecord,
  version: Version,
  body: ContactBody,
  faults: MicrosoftFaults,
): void {
  for (const name of sharedTexts) if (name in body) setSlot(record, name, body[name]);
  for (const name of sharedLists) {
    if (name in body) record.lists[name] = (body[name] as string[]).filter((entry) => entry !== '');
  }
  if ('birthday' in body) record.birthday = dayOf(body['birthday'] as string | null);
  if ('emailAddresses' in body) applyEmails(record, body['emailAddresses'] as EmailBody[], faults);
  if (version === 'v1.0') applyV1(record, body, faults);
  else applyBeta(record, body);
  for (const property of extendedOf(body))
    applyExtended(record, parseExtendedId(property.id), property.value);
}

interface ExtendedBody {
  readonly id: string;
  readonly value: string | readonly string[] | null;
}

const extendedOf = (body: ContactBody): readonly ExtendedBody[] => [
  ...((body['singleValueExtendedProperties'] ?? []) as ExtendedBody[]),
  ...((body['multiValueExtendedProperties'] ?? []) as ExtendedBody[]),
];

/** True when a body sets the display name itself; otherwise the service makes it anew at every PATCH. */
export const namesDisplayName = (body: ContactBody): boolean =>
  'displayName' in body ||
  extendedOf(body).some((property) => parseExtendedId(property.id).key === 'String 0x3001');

/** The display name the service makes of the other names. */
export function regenerateDisplayName(record: ContactRecord): void {
  const parts = ['givenName', 'middleName', 'surname', 'generation'].map(
    (name) => record.slots.get(name) ?? '',
  );
  const name = parts.filter((part) => part !== '').join(' ');
  setSlot(record, 'displayName', name || record.slots.get('companyName') || record.emails[0]?.address);
}

interface EmailBody {
  readonly address?: string | null;
  readonly name?: string | null;
  readonly type?: string | null;
  readonly otherLabel?: string | null;
}

/** Types are not part of v1.0: an address that stays keeps the type beta gave it. */
function applyEmails(record: ContactRecord, emails: readonly EmailBody[], faults: MicrosoftFaults): void {
  const before = record.emails;
  const stored = emails.map((email): StoredEmail => {
    // An address that ends with a comma is lost by the service.
    const address = email.address?.endsWith(',') === true ? undefined : (email.address ?? undefined);
    const name = faults.emailNames === 'server' ? address : (email.name ?? undefined);
    const known = before.find((other) => other.address !== undefined && other.address === address);
    const type = email.type ?? known?.type ?? 'unknown';
    const otherLabel = email.otherLabel ?? (email.type === undefined ? known?.otherLabel : undefined);
    return {
      ...(address ? { address } : {}),
      ...(name ? { name } : {}),
      type,
      ...(otherLabel ? { otherLabel } : {}),
    };
  });
  record.emails = stored.filter((email) => email.address !== undefined || email.name !== undefined);
}

function applyV1(record: ContactRecord, body: ContactBody, faults: MicrosoftFaults): void {
  const phones = { homePhones: 'phone.home', businessPhones: 'phone.business' } as const;
  for (const [name, slot] of Object.entries(phones)) {
    if (!(name in body)) continue;
    const [first, second] = (body[name] as string[]).filter((entry) => entry !== '');
    setSlot(record, slot, first);
    setSlot(record, `${slot}2`, second);
  }
  if ('mobilePhone' in body) setSlot(record, 'phone.mobile', body['mobilePhone']);
  if ('businessHomePage' in body) setSlot(record, 'page.work', body['businessHomePage']);
  for (const place of Object.values(addressPlaces)) {
    if (!(place in body)) continue;
    const address = (body[place] ?? {}) as Record<string, unknown>;
    const keep = faults.addressPatch === 'merge' && body[place] !== null;
    // The PO box is not part of v1.0's address, so v1.0 cannot empty it either.
    for (const part of addressParts) {
      if (part in address || !keep) setSlot(record, `${place}.${part}`, address[part]);
    }
  }
}

interface PhoneBody {
  readonly number?: string | null;
  readonly type?: string | null;
}

function applyBeta(record: ContactRecord, body: ContactBody): void {
  if ('phones' in body) applyPhones(record, body['phones'] as PhoneBody[]);
  if ('postalAddresses' in body) {
    const addresses = body['postalAddresses'] as Record<string, unknown>[];
    for (const [type, place] of Object.entries(addressPlaces)) {
      const address = addresses.find((entry) => placeOf(entry['type'] as string | null) === type) ?? {};
      for (const part of storedParts) setSlot(record, `${place}.${part}`, address[part]);
    }
  }
  if ('websites' in body) applyPages(record, body['websites'] as Partial<StoredPage>[]);
  if ('weddingAnniversary' in body) {
    const date = body['weddingAnniversary'] as string | null;
    record.anniversary = date === null ? undefined : `${date}T00:00:00Z`;
  }
  if ('gender' in body) setSlot(record, 'gender', body['gender']);
  if ('isFavorite' in body) record.isFavorite = body['isFavorite'] === true;
  if ('flag' in body) record.flag = { flagStatus: 'notFlagged', ...(body['flag'] as object | null) };
}

function applyPhones(record: ContactRecord, phones: readonly PhoneBody[]): void {
  const left = phones.filter((phone) => phone.number);
  for (const [type, slot] of phoneSlots) {
    const at = left.findIndex((phone) => placeOf(phone.type) === type);
    const [phone] = at < 0 ? [] : left.splice(at, 1);
    setSlot(record, slot, phone?.number);
  }
}

/** The first page of type work, and of type home, have a place of their own; the rest are kept as a list. */
function applyPages(record: ContactRecord, pages: readonly Partial<StoredPage>[]): void {
  const left = [...pages];
  for (const type of ['work', 'home']) {
    const at = left.findIndex((page) => page.type === type);
    const [page] = at < 0 ? [] : left.splice(at, 1);
    setSlot(record, `page.${type}`, page?.address);
    setSlot(record, `page.${type}.name`, page?.displayName);
  }
  record.pages = left.map((page) => ({
    address: page.address ?? null,
    displayName: page.displayName ?? null,
    type: page.type ?? 'other',
  }));
}

/** Writes one extended property; null removes it. Those behind a contact's own field change the field. */
function applyExtended(record: ContactRecord, id: ExtendedId, value: ExtendedBody['value']): void {
  const own = ownFields.get(id.key);
  if (own !== undefined) {
    applyOwnField(record, own, typeof value === 'string' ? normaliseValue(id, value) : undefined);
  } else if (value === null) {
    record.extended.delete(id.key);
  } else {
    const stored =
      typeof value === 'string' ? normaliseValue(id, value) : value.map((each) => normaliseValue(id, each));
    record.extended.set(id.key, { id: id.id, value: stored });
  }
}

const genders = ['unspecified', 'female', 'male'];
const flagStatuses = ['notFlagged', 'complete', 'flagged'];

function applyOwnField(record: ContactRecord, own: OwnField, value: string | undefined): void {
  switch (own.kind) {
    case 'text':
      return setSlot(record, own.slot, value);
    case 'im':
      record.lists.imAddresses = value
        ? [value, ...record.lists.imAddresses.slice(1)]
        : record.lists.imAddresses.slice(1);
      return;
    case 'birthday':
      record.birthday = dayOf(value ?? null);
      return;
    case 'anniversary':
      record.anniversary = value;
      return;
    case 'gender':
      return setSlot(record, 'gender', value === undefined ? undefined : genders[Number(value)]);
    case 'flagStatus':
      record.flag = { ...record.flag, flagStatus: flagStatuses[Number(value ?? 0)] ?? 'notFlagged' };
      return;
    case 'hasPicture':
      return;
  }
}

/** What an extended property shows, or undefined when the contact does not have it. */
export function readExtended(record: ContactRecord, id: ExtendedId): string | readonly string[] | undefined {
  const own = ownFields.get(id.key);
  if (own === undefined) return record.extended.get(id.key)?.value;
  switch (own.kind) {
    case 'text':
      return record.slots.get(own.slot);
    case 'im':
      return record.lists.imAddresses[0];
    case 'birthday':
      return record.birthday === undefined ? undefined : `${record.birthday}T11:59:00Z`;
    case 'anniversary':
      return record.anniversary;
    case 'gender': {
      const gender = record.slots.get('gender');
      return gender === undefined ? undefined : String(Math.max(0, genders.indexOf(gender.toLowerCase())));
    }
    case 'flagStatus': {
      const status = flagStatuses.indexOf(String(record.flag['flagStatus']));
      return status > 0 ? String(status) : undefined;
    }
    case 'hasPicture':
      return record.photo === undefined ? 'false' : 'true';
  }
}

const ownIds = [...ownFields.keys()].map(parseExtendedId);

/** All extended properties a contact has, its own fields among them; the service itself never lists them. */
export function allExtended(record: ContactRecord): { id: string; value: string | readonly string[] }[] {
  const own = ownIds.flatMap((id) => {
    const value = readExtended(record, id);
    return value === undefined ? [] : [{ id: id.id, value }];
  });
  return [...own, ...record.extended.values()];
}

/** The service keeps the UTC date of a birthday and forgets the time. */
const dayOf = (instant: string | null): string | undefined =>
  instant === null ? undefined : new Date(instant).toISOString().slice(0, 10);
