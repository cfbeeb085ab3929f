// Owns: a Microsoft provider connected to a practice cloud, with a clock and tokens that tests can turn.
// Leaves to others: what is tested (microsoft-provider*.test.ts).
import { afterEach } from 'vitest';
import type { AccountId } from '../../main/core/account.ts';
import { microsoftProvider } from '../../main/providers/microsoft/microsoft-provider.ts';
import type {
  ContactProvider,
  ProviderAccount,
  RemoteContact,
  RemotePage,
} from '../../main/providers/provider.ts';
import type { MicrosoftCloud, MicrosoftCloudOptions } from '../clouds/microsoft/microsoft-cloud.ts';
import { startMicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';

const open: MicrosoftCloud[] = [];
afterEach(async () => {
  for (const cloud of open.splice(0)) await cloud.close();
});

export interface Connected {
  readonly cloud: MicrosoftCloud;
  readonly provider: ContactProvider;
  readonly account: ProviderAccount;
  readonly clock: { readonly forward: (ms: number) => void };
  readonly tokens: { forced: number; spoilNext: boolean };
  readonly pull: (
    cursor: string | null,
    knownEtag?: (id: string) => string | null,
  ) => Promise<readonly RemotePage[]>;
  /** Stops after so many pages, as a cut run does. */
  readonly pullSome: (cursor: string | null, pages: number) => Promise<readonly RemotePage[]>;
  /** A request of another program. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<Response>;
}

export async function connect(options: MicrosoftCloudOptions, graph?: 'v1.0' | 'beta'): Promise<Connected> {
  let time = Date.parse('2026-01-02T03:04:05Z');
  const now = (): number => time;
  const cloud = await startMicrosoftCloud({ now, ...options });
  open.push(cloud);
  const tokens = { forced: 0, spoilNext: false };
  const issue = (): string => cloud.signIn.issueAccessToken({ scopes: ['Contacts.ReadWrite', 'User.Read'] });
  let token = issue();
  const provider = microsoftProvider({
    graphUrl: cloud.endpoints.graph,
    now,
    fetch: (url, init) => fetch(url, init),
    accessToken: (_account, { forceRefresh = false } = {}) => {
      if (forceRefresh) {
        tokens.forced += 1;
        token = issue();
      }
      const spoilt = tokens.spoilNext;
      tokens.spoilNext = false;
      return Promise.resolve(spoilt ? 'spoilt' : token);
    },
  });
  const account: ProviderAccount = { id: 'a1' as AccountId, ...(graph === undefined ? {} : { graph }) };
  const pullSome = async (
    cursor: string | null,
    most: number,
    knownEtag: (id: string) => string | null = () => null,
  ): Promise<RemotePage[]> => {
    const pages: RemotePage[] = [];
    for await (const page of provider.pull(account, cursor, { knownEtag })) {
      pages.push(page);
      if (pages.length >= most) break;
    }
    return pages;
  };
  return {
    cloud,
    provider,
    account,
    tokens,
    clock: {
      forward: (ms) => {
        time += ms;
        token = issue();
      },
    },
    pull: (cursor, knownEtag) => pullSome(cursor, Infinity, knownEtag),
    pullSome,
    send: (method, path, body) =>
      fetch(cloud.url + path, {
        method,
        headers: {
          authorization: `Bearer ${issue()}`,
          'content-type': 'application/json',
          prefer: 'IdType="ImmutableId"',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

export function collect(pages: readonly RemotePage[]): readonly RemoteContact[] {
  return pages.flatMap((page) => page.contacts);
}

export function people(count: number): { givenName: string; surname: string; displayName: string }[] {
  return Array.from({ length: count }, (_, at) => {
    const givenName = `Person${String(at).padStart(3, '0')}`;
    return { givenName, surname: 'Test', displayName: `${givenName} Test` };
  });
}
