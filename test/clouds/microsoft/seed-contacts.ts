// Owns: a practice person written as the mailbox keeps them: beta's shape, with MAPI properties for the rest.
// Leaves to others: making people up (people.ts), checking and storing (book.ts).
import type { SeedPerson, SeedPhone } from '../people.ts';
import { addressSet } from './mapi.ts';

/** A raw contact, as `POST /_control/contacts` takes it. */
export type RawContact = Readonly<Record<string, unknown>>;

/** What does not fit the mailbox's places (a third mobile, a birthday without its year) is not in this cloud. */
export function rawContactOf(person: SeedPerson): RawContact {
  const { name, organization, microsoft } = person;
  const related = (kind: string): string[] =>
    person.relations.filter((relation) => relation.kind === kind).map((relation) => relation.person);
  const { birthday, anniversary } = person;
  return without({
    displayName: displayNameOf(person),
    title: name?.prefix,
    givenName: name?.given,
    middleName: name?.middle,
    surname: name?.family,
    generation: name?.suffix,
    yomiGivenName: name?.givenReading,
    yomiSurname: name?.familyReading,
    nickName: person.nickname,
    companyName: organization?.name,
    yomiCompanyName: organization?.phoneticName,
    department: organization?.department,
    jobTitle: organization?.title,
    officeLocation: organization?.office,
    personalNotes: person.note,
    spouseName: related('spouse')[0],
    manager: related('manager')[0],
    assistantName: related('assistant')[0],
    children: related('child'),
    imAddresses: person.im.map((im) => im.username).slice(0, 3),
    categories: person.labels,
    birthday: dateOf(birthday, 'T11:59:00Z'),
    weddingAnniversary: dateOf(anniversary, ''),
    gender: person.gender,
    isFavorite: person.favourite,
    fileAs: microsoft.fileAs,
    initials: microsoft.initials,
    profession: microsoft.profession,
    flag: microsoft.flag === undefined ? undefined : { flagStatus: microsoft.flag },
    ...collectionsOf(person),
    singleValueExtendedProperties: extendedOf(person),
  });
}

function displayNameOf(person: SeedPerson): string | undefined {
  const { name } = person;
  const parts = [name?.given, name?.middle, name?.family, name?.suffix].filter((part) => part);
  return parts.join(' ') || person.organization?.name || person.emails[0]?.address;
}

function dateOf(date: SeedPerson['birthday'], time: string): string | undefined {
  if (date?.year === undefined) return undefined;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.year}-${two(date.month)}-${two(date.day)}${time}`;
}

const emailTypes = { home: 'personal', work: 'work', other: 'other' } as const;
const addressTypes = { home: 'home', work: 'business', other: 'other' } as const;

function collectionsOf(person: SeedPerson): RawContact {
  const addressed = new Set<string>();
  return {
    emailAddresses: person.emails.slice(0, 3).map((email) => ({
      address: email.address,
      name: email.displayName ?? email.address,
      type: emailTypes[email.kind],
      ...(email.label === undefined ? {} : { otherLabel: email.label }),
    })),
    phones: phonesOf(person.phones),
    postalAddresses: person.addresses.flatMap((address) => {
      const type = addressTypes[address.kind];
      if (addressed.has(type)) return [];
      addressed.add(type);
      return [
        without({
          type,
          street: [address.street, address.extended].filter((line) => line).join('\r\n'),
          postOfficeBox: address.poBox,
          city: address.city,
          state: address.region,
          postalCode: address.postalCode,
          countryOrRegion: address.country,
        }),
      ];
    }),
    websites: person.urls.map((url) => ({ type: url.kind, address: url.url })),
  };
}

const phoneTypes: Readonly<Record<SeedPhone['kind'], string>> = {
  mobile: 'mobile',
  home: 'home',
  work: 'business',
  homeFax: 'homeFax',
  workFax: 'businessFax',
  pager: 'pager',
  other: 'other',
};

function phonesOf(phones: readonly SeedPhone[]): { type: string; number: string }[] {
  const counts = new Map<string, number>();
  return phones.flatMap((phone) => {
    const type = phoneTypes[phone.kind];
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return count > (type === 'home' || type === 'business' ? 2 : 1) ? [] : [{ type, number: phone.number }];
  });
}

/** Named properties that programs of the public set share. */
const publicStrings = '00020329-0000-0000-c000-000000000046';
const userFields = ['0x804f', '0x8050', '0x8051', '0x8052'];

function extendedOf(person: SeedPerson): { id: string; value: string }[] {
  const fields = (person.microsoft.userFields ?? []).map((value, at) => ({
    id: `String {${addressSet}} Id ${userFields[at] ?? '0x804f'}`,
    value,
  }));
  const own = person.customFields.map(({ key, value }) => ({
    id: `String {${publicStrings}} Name ${key}`,
    value,
  }));
  return [...fields.filter((field) => field.value !== ''), ...own];
}

/** Without the properties that have no value. */
function without(properties: Record<string, unknown>): RawContact {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
