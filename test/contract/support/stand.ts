// Owns: one provider signed in to its practice cloud over real HTTP, whichever of the three mappings it speaks, and the
// ways in which the clouds differ that the common suite has to know. Leaves to others: the cases (provider-suite.ts).
import type { AccountId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields, normalise } from '../../../main/core/fields.ts';
import { googleProvider } from '../../../main/providers/google/google-provider.ts';
import { microsoftProvider } from '../../../main/providers/microsoft/microsoft-provider.ts';
import type {
  ContactProvider,
  ProviderAccount,
  RemoteContact,
  RemotePage,
  WriteOperation,
} from '../../../main/providers/provider.ts';
import { contactsScope, startGoogleCloud } from '../../clouds/google/google-cloud.ts';
import { startMicrosoftCloud } from '../../clouds/microsoft/microsoft-cloud.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

export type Mapping = 'google' | 'v1.0' | 'beta';

/** What one cloud has that the other has not. */
interface Differences {
  /** Contacts a page of a complete listing. */
  readonly page: number;
  readonly limits: Readonly<Record<WriteOperation['kind'], number>>;
  /** Requests that ask for the present version before an update or a deletion leaves. */
  readonly checksBefore: number;
  /** A contact in which another program left what Kith's model does not know; returns its id. */
  addStrange(): string;
  /** That contact as the cloud has it, with everything strange in it. */
  strangeIn(remoteId: string): string;
  /** Fields that the cloud refuses though they look like any other. */
  readonly impossible: ContactFields;
  /** What no write may carry. */
  readonly readOnly: RegExp;
}

export interface Stand extends Differences {
  readonly provider: ContactProvider;
  readonly account: ProviderAccount;
  readonly side: Side;
  /** How often a token was renewed before its time. */
  readonly renewals: () => number;
  pull(cursor: string | null, known?: readonly RemoteContact[]): Promise<RemotePage[]>;
  readOne(remoteId: string): Promise<RemoteContact>;
  close(): Promise<void>;
}

export async function openStand(mapping: Mapping): Promise<Stand> {
  const google = await startGoogleCloud({ pageSizeCap: 200, profileEvery: 0 });
  const microsoft = await startMicrosoftCloud();
  let renewals = 0;
  const issue = () =>
    mapping === 'google'
      ? google.signIn.issueAccessToken({ scopes: [contactsScope] })
      : microsoft.signIn.issueAccessToken({ scopes: ['Contacts.ReadWrite'] });
  let token = issue();
  const accessToken = async (_account: AccountId, how?: { readonly forceRefresh?: boolean }) => {
    if (how?.forceRefresh === true) {
      renewals += 1;
      token = issue();
    }
    return token;
  };
  const provider =
    mapping === 'google'
      ? googleProvider({ rootUrl: google.endpoints.api, accessToken, now: Date.now })
      : microsoftProvider({
          graphUrl: microsoft.endpoints.graph,
          accessToken,
          now: Date.now,
          fetch: (url, init) => fetch(url, init),
        });
  const account = {
    id: 'a1' as AccountId,
    ...(mapping === 'google' ? {} : { graph: mapping }),
  };
  const clouds = { google, microsoft };
  return {
    provider,
    account,
    side: SIDES[provider.kind as 'google' | 'microsoft'](clouds),
    renewals: () => renewals,
    ...(mapping === 'google' ? ofGoogle(clouds) : ofMicrosoft(clouds)),
    pull: async (cursor, known = []) => {
      const etags = new Map(known.map(({ remoteId, etag }) => [remoteId, etag]));
      const pages: RemotePage[] = [];
      const knownEtag = (remoteId: string) => etags.get(remoteId) ?? null;
      for await (const page of provider.pull(account, cursor, { knownEtag })) pages.push(page);
      return pages;
    },
    readOne: async (remoteId) => {
      const contact = (await provider.fetch(account, [remoteId])).get(remoteId);
      if (contact === undefined) throw new Error(`no ${remoteId}`);
      return contact;
    },
    close: async () => {
      await Promise.all([google.close(), microsoft.close()]);
    },
  };
}

interface Clouds {
  readonly google: Awaited<ReturnType<typeof startGoogleCloud>>;
  readonly microsoft: Awaited<ReturnType<typeof startMicrosoftCloud>>;
}

const ofGoogle = ({ google: { book } }: Clouds): Differences => ({
  page: 200,
  limits: { create: 200, update: 200, delete: 500 },
  checksBefore: 0,
  addStrange: () =>
    String(
      book.create({
        names: [{ givenName: 'Ada' }],
        clientData: [{ key: 'another app', value: '{"a":1}' }],
        addresses: [{ type: 'Hideout', streetAddress: 'Mill 1', countryCode: 'AT' }],
        memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/starred' } }],
      })['resourceName'],
    ),
  strangeIn: (remoteId) => {
    const { clientData, addresses, memberships } = book.get(remoteId) ?? {};
    return JSON.stringify([clientData, addresses, memberships]);
  },
  impossible: { birthday: { date: { year: 2001, month: 2, day: 31 } } },
  readOnly:
    /"(photos|coverPhotos|ageRanges|skills|formattedType|canonicalForm|displayNameLastFirst|primary)"/,
});

const ofMicrosoft = ({ microsoft: { book } }: Clouds): Differences => {
  const raw = (id: string) => book.all().find((contact) => Object.values(contact).includes(id)) ?? {};
  return {
    page: 200,
    limits: { create: 20, update: 20, delete: 20 },
    checksBefore: 1,
    addStrange: () =>
      String(
        book.create({
          displayName: 'Ada',
          givenName: 'Ada',
          singleValueExtendedProperties: [
            {
              id: 'String {00020329-0000-0000-c000-000000000046} Name Stranger',
              value: 'of another program',
            },
          ],
        })['immutableId'],
      ),
    strangeIn: (id) =>
      JSON.stringify(
        (raw(id)['singleValueExtendedProperties'] as { id: string }[]).filter((property) =>
          property.id.includes('Stranger'),
        ),
      ),
    impossible: { name: { display: 'x', extra: { microsoft: { nonsense: true } } } },
    readOnly:
      /"(createdDateTime|lastModifiedDateTime|changeKey|parentFolderId|primaryEmailAddress|@odata\.etag)"/,
  };
};

/** Operations on contacts as the engine makes them. */
export const createOf = (key: string, fields: ContactFields): WriteOperation => ({
  kind: 'create',
  key,
  createKey: `key-${key}`,
  fields,
});

export function updateOf(contact: RemoteContact, changes: ContactFields): WriteOperation {
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

export const deleteOf = ({ remoteId, etag }: RemoteContact): WriteOperation => ({
  kind: 'delete',
  key: remoteId,
  remoteId,
  etag,
});

/** Much of what a contact can hold, more than either cloud has room for. */
export const RICH: ContactFields = {
  name: { prefix: 'Dr.', given: 'Ada', middle: 'King', family: 'Lovelace', suffix: 'II', display: 'Ada L.' },
  fileAs: 'Lovelace, Ada',
  nicknames: [{ id: 'n', value: 'Countess' }],
  emails: [1, 2, 3, 4].map((n) => ({
    id: `e${n}`,
    address: `a${n}@x.example`,
    kind: n % 2 ? 'home' : 'work',
  })),
  phones: [1, 2, 3, 4, 5].map((n) => ({ id: `p${n}`, number: `+44 ${n}`, kind: n < 4 ? 'work' : 'home' })),
  addresses: [{ id: 'a', kind: 'home', street: 'Sq 1', city: 'London', postalCode: 'SW1', poBox: '7' }],
  organizations: [{ id: 'o', name: 'Engines', title: 'Analyst', department: 'R&D' }],
  birthday: { date: { year: 1815, month: 12, day: 10 } },
  events: [{ id: 'v', kind: 'anniversary', date: { year: 1835, month: 7, day: 8 } }],
  notes: { text: 'First\nprogrammer', format: 'plain' },
  interests: [{ id: 'i', value: 'tides' }],
  urls: [{ id: 'u', url: 'https://ada.example', kind: 'work' }],
};

/** A version without what services add to new contacts on their way in: primary flags, formatted lines, a first label. */
export function withoutAdditions({ labels: _labels, ...fields }: ContactFields): ContactFields {
  return JSON.parse(
    JSON.stringify(fields, (key, value: unknown) =>
      ['primary', 'formatted'].includes(key) ? undefined : value,
    ),
  ) as ContactFields;
}
