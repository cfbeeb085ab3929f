// Owns: a practice person written as a client of People API would write it.
// Leaves to others: making people up (../people.ts), what the service derives (derive.ts).
import type { SeedAddress, SeedDate, SeedLabelled, SeedPerson, SeedPhone } from '../people.ts';
import type { Raw } from './person-fields.ts';

/** `groupNames` gives the resource name of the contact group for a label. */
export function rawPerson(person: SeedPerson, groupName: (label: string) => string): Raw {
  const { google, organization } = person;
  const raw: Raw = {
    names: person.name === undefined ? [] : [rawName(person.name)],
    nicknames: person.nickname === undefined ? [] : [{ value: person.nickname }],
    emailAddresses: person.emails.map((email) => ({
      value: email.address,
      type: typeOf(email),
      ...(email.displayName === undefined ? {} : { displayName: email.displayName }),
    })),
    phoneNumbers: person.phones.map((phone) => ({ value: phone.number, type: phoneType(phone) })),
    addresses: person.addresses.map(rawAddress),
    organizations: organization === undefined ? [] : [rawOrganization(organization)],
    birthdays: person.birthday === undefined ? [] : [{ date: dateOf(person.birthday) }],
    events: [
      ...(person.anniversary === undefined
        ? []
        : [{ date: dateOf(person.anniversary), type: 'anniversary' }]),
      ...person.otherEvents.map((event) => ({ date: dateOf(event.date), type: event.label })),
    ],
    biographies: person.note === undefined ? [] : [{ value: person.note, contentType: 'TEXT_PLAIN' }],
    urls: person.urls.map((url) => ({ value: url.url, type: typeOf(url) })),
    relations: person.relations.map((relation) => ({ person: relation.person, type: relation.kind })),
    imClients: person.im.map((im) => ({ username: im.username, protocol: im.protocol })),
    userDefined: person.customFields.map((field) => ({ ...field })),
    genders: person.gender === undefined ? [] : [{ value: person.gender }],
    memberships: ['contactGroups/myContacts', ...(person.favourite ? ['contactGroups/starred'] : [])]
      .concat(person.labels.map(groupName))
      .map((contactGroupResourceName) => ({ contactGroupMembership: { contactGroupResourceName } })),
    calendarUrls: google.calendarUrls,
    sipAddresses: google.sipAddresses,
    externalIds: google.externalIds,
    miscKeywords: google.miscKeywords,
    locations: google.locations,
    interests: google.interests?.map((value) => ({ value })),
    locales: google.locales?.map((value) => ({ value })),
    occupations: google.occupations?.map((value) => ({ value })),
    clientData: google.clientData,
  };
  return Object.fromEntries(
    Object.entries(raw).filter(([, values]) => Array.isArray(values) && values.length > 0),
  );
}

function rawName(name: NonNullable<SeedPerson['name']>): Raw {
  return present({
    honorificPrefix: name.prefix,
    givenName: name.given,
    middleName: name.middle,
    familyName: name.family,
    honorificSuffix: name.suffix,
    phoneticGivenName: name.givenReading,
    phoneticFamilyName: name.familyReading,
  });
}

function rawAddress(address: SeedAddress): Raw {
  return present({
    type: typeOf(address),
    streetAddress: address.street,
    extendedAddress: address.extended,
    poBox: address.poBox,
    city: address.city,
    region: address.region,
    postalCode: address.postalCode,
    country: address.country,
    countryCode: address.countryCode,
  });
}

function rawOrganization(organization: NonNullable<SeedPerson['organization']>): Raw {
  return present({
    type: 'work',
    current: true,
    name: organization.name,
    phoneticName: organization.phoneticName,
    department: organization.department,
    title: organization.title,
    location: organization.office,
    jobDescription: organization.jobDescription,
    domain: organization.domain,
  });
}

function typeOf(value: SeedLabelled): string {
  return value.label ?? value.kind;
}

function phoneType(phone: SeedPhone): string {
  return phone.label ?? phone.kind;
}

function dateOf(date: SeedDate): Raw {
  return { ...date };
}

function present(members: Raw): Raw {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
