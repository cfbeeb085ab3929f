// Owns: a Google provider linked to a practice Google, one of each per test, and what tests do with them.
// Leaves to others: what is expected (the test files).
import { afterEach, beforeEach } from 'vitest';
import type { AccountId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields, normalise } from '../../../main/core/fields.ts';
import { canonicalJson } from '../../../main/core/json.ts';
import { googleProvider } from '../../../main/providers/google/google-provider.ts';
import type {
  ContactProvider,
  CreateOperation,
  DeleteOperation,
  RemoteContact,
  RemotePage,
  UpdateOperation,
  WriteOperation,
  WriteOutcome,
} from '../../../main/providers/provider.ts';
import { contactsScope, startGoogleCloud } from '../../clouds/google/google-cloud.ts';
import type { GoogleCloud, GoogleCloudOptions } from '../../clouds/google/google-cloud.ts';

export type Raw = Record<string, unknown>;

export const account = { id: 'a1' as AccountId };

/** A cloud without contacts before each test, closed after it, with Kith's provider signed in to it. */
export function linkedGoogle() {
  let cloud: GoogleCloud;
  let google: ContactProvider;
  let clock = 0;

  async function start(options: GoogleCloudOptions = {}): Promise<void> {
    clock = Date.parse('2026-03-01T00:00:00Z');
    cloud = await startGoogleCloud({ contacts: 0, now: () => clock, ...options });
    const issue = () => cloud.signIn.issueAccessToken({ scopes: [contactsScope] });
    let token = issue();
    google = googleProvider({
      rootUrl: cloud.endpoints.api,
      now: () => clock,
      accessToken: async (_account, how) => (how?.forceRefresh === true ? (token = issue()) : token),
    });
  }

  beforeEach(() => start());
  afterEach(() => cloud.close());

  return {
    cloud: () => cloud,
    google: () => google,
    /** Another cloud in place of the present one. */
    restart: async (options: GoogleCloudOptions): Promise<void> => {
      await cloud.close();
      await start(options);
    },
    wait: (milliseconds: number): void => {
      clock += milliseconds;
    },
    pull: async (
      cursor: string | null = null,
      known: readonly RemoteContact[] = [],
    ): Promise<RemotePage[]> => {
      const etags = new Map(known.map(({ remoteId, etag }) => [remoteId, etag]));
      const pages: RemotePage[] = [];
      const knownEtag = (remoteId: string) => etags.get(remoteId) ?? null;
      for await (const page of google.pull(account, cursor, { knownEtag })) pages.push(page);
      return pages;
    },
    write: (...batch: WriteOperation[]): Promise<readonly WriteOutcome[]> => google.write(account, batch),
    /** Puts a contact into the cloud as another app would; returns its name. */
    make: (raw: Raw): string => String(cloud.book.create(raw)['resourceName']),
    /** What the cloud has of a contact. */
    stored: (remoteId: string): Record<string, Raw[]> => cloud.book.get(remoteId) as Record<string, Raw[]>,
    readOne: async (remoteId: string): Promise<RemoteContact> => {
      const contact = (await google.fetch(account, [remoteId])).get(remoteId);
      if (contact === undefined) throw new Error(`no ${remoteId}`);
      return contact;
    },
  };
}

export const contactsOf = (pages: readonly RemotePage[]) => pages.flatMap(({ contacts }) => contacts);
export const cursorOf = (pages: readonly RemotePage[]) => pages.at(-1)?.cursor ?? null;
export const kindsOf = (outcomes: readonly WriteOutcome[]) => outcomes.map(({ kind }) => kind);

export function contactIn(outcomes: readonly WriteOutcome[]): RemoteContact {
  const [only] = outcomes;
  if (only?.kind !== 'done' || only.contact === null) throw new Error(`not done: ${JSON.stringify(only)}`);
  return only.contact;
}

export const create = (key: string, fields: ContactFields = { name: { given: key } }): CreateOperation => ({
  kind: 'create',
  key,
  createKey: `k-${key}`,
  fields,
});

export function edit(contact: RemoteContact, changes: ContactFields): UpdateOperation {
  const { remoteId, etag, fields: base } = contact;
  const fields = normalise({ ...base, ...changes });
  return {
    kind: 'update',
    key: remoteId,
    remoteId,
    etag,
    base,
    fields,
    changed: changedFields(base, fields),
  };
}

export const remove = ({ remoteId, etag }: RemoteContact): DeleteOperation => ({
  kind: 'delete',
  key: remoteId,
  remoteId,
  etag,
});

/** A value for every one of the 24 writable fields, as another app may have left it. */
export const everything = (group: string): Raw => ({
  names: [
    {
      honorificPrefix: 'Dr.',
      givenName: 'Ada',
      middleName: 'K.',
      familyName: 'Lovelace',
      honorificSuffix: 'II',
      phoneticGivenName: 'Eida',
      phoneticFullName: 'Eida Lavleis',
    },
  ],
  nicknames: [{ value: 'Ads', type: 'MAIDEN_NAME' }, { value: 'A' }],
  emailAddresses: [
    { value: 'ada@x.example', type: 'home', displayName: 'Ada <3' },
    { value: 'ada@work.example', type: 'Ski hut' },
  ],
  phoneNumbers: [
    { value: '+44 20 7946 0100', type: 'workFax' },
    { value: '555-0100 ext. 7', type: 'Boat' },
  ],
  addresses: [
    {
      streetAddress: 'Main 1',
      extendedAddress: 'Flat 2',
      poBox: '7',
      city: 'London',
      region: 'LND',
      postalCode: 'W1',
      country: 'UK',
      countryCode: 'GB',
      type: 'work',
    },
    { formattedValue: 'The old mill', type: 'Hideout' },
  ],
  organizations: [
    {
      name: 'Acme',
      phoneticName: 'Ackmee',
      title: 'Chief',
      department: 'R&D',
      location: 'B1',
      jobDescription: 'All',
      symbol: 'ACM',
      domain: 'acme.example',
      costCenter: '42',
      fullTimeEquivalentMillipercent: 80000,
      current: true,
      type: 'work',
    },
  ],
  birthdays: [{ date: { month: 12, day: 10 }, text: 'about Christmas' }],
  events: [
    { date: { year: 2001, month: 5, day: 6 }, type: 'anniversary' },
    { date: { year: 2002 }, type: 'Met' },
  ],
  urls: [{ value: 'https://ada.example', type: 'blog' }],
  relations: [
    { person: 'Byron', type: 'father' },
    { person: 'Babbage', type: 'Colleague' },
  ],
  biographies: [{ value: '<p>Hi &amp; <b>bye</b></p>', contentType: 'TEXT_HTML' }],
  memberships: ['contactGroups/myContacts', 'contactGroups/starred', group].map((name) => ({
    contactGroupMembership: { contactGroupResourceName: name },
  })),
  imClients: [
    { username: 'ada', protocol: 'jabber', type: 'other' },
    { username: 'ada', protocol: 'Matrix' },
  ],
  sipAddresses: [{ value: 'sip:ada@x.example', type: 'mobile' }],
  calendarUrls: [{ url: 'https://cal.example/ada', type: 'freeBusy' }],
  genders: [{ value: 'female', addressMeAs: 'she/her' }],
  occupations: [{ value: 'Countess' }],
  interests: [{ value: 'Engines' }],
  locales: [{ value: 'en-GB' }],
  locations: [
    {
      value: 'London',
      type: 'grewUp',
      current: true,
      buildingId: 'B',
      floor: '2',
      floorSection: 'N',
      deskCode: 'D4',
    },
  ],
  externalIds: [
    { value: '0815', type: 'customer' },
    { value: '7', type: 'Library' },
  ],
  miscKeywords: [
    { value: 'k', type: 'OUTLOOK_KEYWORD' },
    { value: 'h', type: 'HOME' },
  ],
  userDefined: [
    { key: 'Shoe size', value: '38' },
    { key: 'Shoe size', value: '38' },
  ],
  clientData: [
    { key: 'app', value: '1' },
    { key: 'app', value: '1' },
  ],
});

/** A stored field without what the service adds, in an order of its own: it promises none. */
export function bare(field: string, values: readonly Raw[] | undefined): readonly string[] {
  const derived = [
    'metadata',
    'formattedType',
    'formattedProtocol',
    'canonicalForm',
    'contactGroupId',
    ...(field === 'genders' ? ['formattedValue'] : []),
  ];
  const stripped = JSON.stringify(values ?? [], (key, part: unknown) =>
    derived.includes(key) ? undefined : part,
  );
  return (JSON.parse(stripped) as Raw[]).map(canonicalJson).sort();
}
