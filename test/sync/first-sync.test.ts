// Owns: first syncs: how many requests they make, that an interrupted one resumes, that one bad account stops no other.
// Leaves to others: the laws that hold contact by contact (laws.test.ts).
import { afterEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { startGoogleCloud } from '../clouds/google/google-cloud.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

let clouds: Pick<Clouds, 'google' | 'microsoft'>;
let kith: TestKith;

afterEach(async () => {
  await kith.close();
  await Promise.all([clouds.google.close(), clouds.microsoft.close()]);
  removeFolder(kith.folder);
});

const open = async (google: number, microsoft: number, pageSizeCap?: number): Promise<void> => {
  const both = await startClouds({ google, microsoft });
  clouds = both;
  if (pageSizeCap !== undefined) {
    await both.google.close();
    clouds = { google: await startGoogleCloud({ contacts: google, pageSizeCap }), microsoft: both.microsoft };
  }
  kith = await openTestKith(clouds);
};
const listed = () => clouds.google.log.requests.filter(({ path }) => path.endsWith('/connections'));

describe('first sync', () => {
  it('brings every contact of both clouds, in few requests, and verifies', async () => {
    await open(1000, 1000);
    const google = await kith.sync(kith.google);
    const microsoft = await kith.sync(kith.microsoft);
    expect([google.errors, microsoft.errors]).toEqual([[], []]);
    expect([google.pulled, microsoft.pulled]).toEqual([1000, 1000]);
    // One page of contacts, and the labels.
    expect(google.requests).toBe(2);
    expect(microsoft.requests).toBeLessThanOrEqual(20);
    expect(await kith.verify(kith.google)).toMatchObject({ same: 1000, differ: [] });
    expect(await kith.verify(kith.microsoft)).toMatchObject({ same: 1000, differ: [] });
  });

  it('[law 7] resumes after an interruption without asking again for a page that is stored', async () => {
    await open(500, 0, 50);
    let pages = 0;
    kith.beforeRequest((url) => {
      if (url.includes('/connections') && ++pages === 4) clouds.google.faults.offline = true;
    });
    const first = await kith.sync(kith.google);
    expect(first.errors[0]?.code).toBe('network.offline');
    expect(kith.book.contactsOf(kith.google)).toHaveLength(150);
    delete clouds.google.faults.offline;
    kith = await kith.reopen();
    const asked = new Set(
      listed()
        .filter(({ status }) => status === 200)
        .map(({ query }) => query['pageToken'] ?? ''),
    );
    clouds.google.log.clear();
    expect(await kith.sync(kith.google)).toMatchObject({ errors: [], pulled: 350 });
    expect(listed().some(({ query }) => asked.has(query['pageToken'] ?? ''))).toBe(false);
    expect(await kith.verify(kith.google)).toMatchObject({ same: 500, differ: [] });
  });

  it('[law 20] one account that fails stops no other', async () => {
    await open(20, 20);
    clouds.google.faults.html = true;
    const reports = await kith.handlers['sync.run'](null);
    expect(
      reports.map(({ account, pulled, errors }) => [account, pulled, errors.map(({ code }) => code)]),
    ).toEqual([
      [kith.google, 0, ['provider.badResponse']],
      [kith.microsoft, 20, []],
    ]);
  });
});
