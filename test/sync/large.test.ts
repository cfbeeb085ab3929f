// Owns: first syncs of 25,000 contacts, counted in requests, and that one that is interrupted anywhere goes on where it
// stopped (law 7). Leaves to others: cuts of pushes (cuts.test.ts), speed (bench).
import { afterEach, describe, expect, it } from 'vitest';
import { startGoogleCloud } from '../clouds/google/google-cloud.ts';
import type { Cut } from '../clouds/kit/server.ts';
import { startMicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';
import { fetchFrom, profileLeftBehind } from '../support/in-process.ts';
import { countingIds, openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

type Provider = 'google' | 'microsoft';
type Clouds = Parameters<typeof openTestKith>[0];

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Both clouds, one of them with so many contacts; `pageSizeCap` makes Google's pages as short as Graph's are. */
async function cloudsWith(provider: Provider, count: number, pageSizeCap?: number): Promise<Clouds> {
  const raw = Array.from({ length: provider === 'google' ? count : 0 }, (_, n) => ({
    names: [{ givenName: `Person${n}`, familyName: 'Many' }],
    emailAddresses: [{ value: `p${n}@example.org` }],
  }));
  const contacts = Array.from({ length: provider === 'microsoft' ? count : 0 }, (_, n) => ({
    givenName: `Person${n}`,
    surname: 'Many',
    emailAddresses: [{ address: `p${n}@example.org`, name: `p${n}@example.org` }],
  }));
  const google = await startGoogleCloud({
    contacts: raw,
    ...(pageSizeCap === undefined ? {} : { pageSizeCap }),
  });
  const microsoft = await startMicrosoftCloud({ contacts });
  closing.push(
    () => google.close(),
    () => microsoft.close(),
  );
  return { google, microsoft };
}

async function open(clouds: Clouds, watch?: (url: string) => void, folder?: string): Promise<TestKith> {
  const kith = await openTestKith(clouds, {
    fetch: fetchFrom(clouds, watch),
    ...(folder === undefined ? {} : { folder, ids: countingIds('later') }),
  });
  closing.push(async () => {
    await kith.close();
    removeFolder(kith.folder);
  });
  return kith;
}

const isPage: Record<Provider, (url: string) => boolean> = {
  google: (url) => url.includes('/connections'),
  microsoft: (url) => url.includes('/delta'),
};
const withoutLabels = ({ path }: { readonly path: string }) =>
  !path.startsWith('/v1/contactGroups') && !path.includes('masterCategories');
/** What tells one page from another. */
const pageOf = ({ query }: { readonly query: Readonly<Record<string, string>> }) =>
  query['pageToken'] ?? query['$skiptoken'] ?? query['$deltatoken'] ?? 'the first';

describe('a first sync of 25,000 contacts', () => {
  it('asks Google for 25 pages and nothing else but labels', async () => {
    const clouds = await cloudsWith('google', 25_000);
    const kith = await open(clouds);
    expect(await kith.sync(kith.google)).toMatchObject({ errors: [], pulled: 25_000, writes: 0 });
    const requests = clouds.google.log.requests.filter(withoutLabels);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 25 }, () => 'GET /v1/people/me/connections'),
    );
    expect(new Set(requests.map(pageOf)).size).toBe(25);
    clouds.google.log.clear();
    expect(await kith.sync(kith.google)).toMatchObject({ pulled: 0, writes: 0 });
    expect(clouds.google.log.requests.filter(withoutLabels)).toHaveLength(1);
  }, 60_000);

  it('asks Graph for 125 pages of 200 changes and 50 lists of 500 whole contacts', async () => {
    const clouds = await cloudsWith('microsoft', 25_000);
    const kith = await open(clouds);
    expect(await kith.sync(kith.microsoft)).toMatchObject({ errors: [], pulled: 25_000, writes: 0 });
    const requests = clouds.microsoft.log.requests.filter(withoutLabels);
    const deltas = requests.filter(({ path }) => path.endsWith('/delta'));
    const lists = requests.filter(({ path, method }) => method === 'GET' && path.endsWith('/contacts'));
    const folders = requests.filter(({ path }) => path.endsWith('/$batch'));
    expect([deltas.length, lists.length, folders.length]).toEqual([125, 50, 1]);
    expect(requests).toHaveLength(176);
    expect(new Set(deltas.map(pageOf)).size).toBe(125);
    clouds.microsoft.log.clear();
    expect(await kith.sync(kith.microsoft)).toMatchObject({ pulled: 0, writes: 0 });
    expect(clouds.microsoft.log.requests.filter(withoutLabels)).toHaveLength(1);
  }, 60_000);
});

const PAGES = 6;
const PLACES = Array.from({ length: PAGES }, (_, page) => page + 1);
const WAYS: readonly (Cut | 'killed')[] = ['before', 'applied', 'reply', 'killed'];

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  const COUNT = PAGES * 200 - 50;

  describe.each(WAYS)('a first sync that is interrupted (%s)', (way) => {
    it.each(PLACES)('[law 7] at page %i goes on without asking again for a stored page', async (page) => {
      const clouds = await cloudsWith(provider, COUNT, 200);
      const cloud = clouds[provider];
      let pages = 0;
      let left: string | undefined;
      const held: { kith?: TestKith } = {};
      const watch = (url: string): void => {
        if (!isPage[provider](url) || ++pages < page || held.kith === undefined) return;
        if (way === 'killed') {
          if (pages === page) left = profileLeftBehind(held.kith.folder);
          cloud.faults.offline = true;
        } else if (pages === page) cloud.faults.cut = { at: way, times: 1 };
      };
      const first = await open(clouds, watch);
      held.kith = first;
      const account = first[provider];
      const report = await first.sync(account);
      expect(report.errors, 'the cut ends the run').toHaveLength(1);
      await first.close();
      delete cloud.faults.offline;
      const stored = new Set(
        cloud.log.requests
          .filter(({ path, status }) => isPage[provider](path) && status === 200)
          .slice(0, page - 1)
          .map(pageOf),
      );
      expect(stored.size).toBe(page - 1);
      cloud.log.clear();
      const second = await open(clouds, undefined, left ?? first.folder);
      expect(second.book.contactsOf(account)).toHaveLength((page - 1) * 200);
      expect(await second.sync(account)).toMatchObject({ errors: [], pulled: COUNT - (page - 1) * 200 });
      const asked = cloud.log.requests.filter(({ path }) => isPage[provider](path)).map(pageOf);
      expect(asked).toHaveLength(PAGES - page + 1);
      expect(asked.filter((token) => stored.has(token))).toEqual([]);
      expect(await second.verify(account)).toMatchObject({ same: COUNT, differ: [] });
    });
  });
});
