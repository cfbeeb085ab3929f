// Owns: a stored contact as v1.0 and as beta show it.
// Leaves to others: which properties were asked for (query.ts) and the record itself (contact-record.ts).
import { addressPlaces, phoneSlots } from './contact-record.ts';
import type { ContactRecord, StoredEmail } from './contact-record.ts';
import { addressParts, sharedTexts } from './shapes.ts';
import type { Version } from './shapes.ts';

export type Shown = Record<string, unknown>;

/** The writable properties of a contact, every one of them: what is unset is null, [] or {}. */
export function showContents(record: ContactRecord, version: Version): Shown {
  const texts = Object.fromEntries(sharedTexts.map((name) => [name, record.slots.get(name) ?? null]));
  return {
    birthday: record.birthday === undefined ? null : `${record.birthday}T11:59:00Z`,
    ...texts,
    imAddresses: record.lists.imAddresses,
    children: record.lists.children,
    ...(version === 'v1.0' ? showV1(record) : showBeta(record)),
  };
}

function showV1(record: ContactRecord): Shown {
  const slot = (name: string): string | null => record.slots.get(name) ?? null;
  const both = (name: string): string[] => [slot(name), slot(`${name}2`)].filter((each) => each !== null);
  const emails = record.emails.map(plainEmail);
  return {
    emailAddresses: emails,
    primaryEmailAddress: emails[0] ?? null,
    secondaryEmailAddress: emails[1] ?? null,
    tertiaryEmailAddress: emails[2] ?? null,
    homePhones: both('phone.home'),
    businessPhones: both('phone.business'),
    mobilePhone: slot('phone.mobile'),
    businessHomePage: slot('page.work'),
    homeAddress: showAddress(record, 'homeAddress'),
    businessAddress: showAddress(record, 'businessAddress'),
    otherAddress: showAddress(record, 'otherAddress'),
  };
}

const plainEmail = (email: StoredEmail): Shown => ({
  name: email.name ?? null,
  address: email.address ?? null,
});

function showAddress(record: ContactRecord, place: string, parts: readonly string[] = addressParts): Shown {
  const entries = parts.map((part) => [part, record.slots.get(`${place}.${part}`)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function showBeta(record: ContactRecord): Shown {
  const addresses = Object.entries(addressPlaces).map(([type, place]) => ({
    type,
    ...showAddress(record, place, [...addressParts, 'postOfficeBox']),
  }));
  return {
    emailAddresses: record.emails.map((email) => ({
      ...plainEmail(email),
      type: email.type,
      otherLabel: email.otherLabel ?? null,
    })),
    phones: phoneSlots.flatMap(([type, slot]) => {
      const number = record.slots.get(slot);
      return number === undefined ? [] : [{ type, number }];
    }),
    postalAddresses: addresses.filter((address) => Object.keys(address).length > 1),
    websites: [...ownPage(record, 'work'), ...ownPage(record, 'home'), ...record.pages],
    weddingAnniversary: record.anniversary?.slice(0, 10) ?? null,
    gender: record.slots.get('gender') ?? null,
    isFavorite: record.isFavorite,
    flag: record.flag,
  };
}

function ownPage(record: ContactRecord, type: string): Shown[] {
  const address = record.slots.get(`page.${type}`);
  if (address === undefined) return [];
  return [{ type, address, displayName: record.slots.get(`page.${type}.name`) ?? null }];
}
