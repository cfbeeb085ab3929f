// Owns: first syncs of both clouds with people as they are: few requests, all verified, one bad account stops no other.
// Leaves to others: large and interrupted ones (large.test.ts), the laws that hold contact by contact (laws.test.ts).
import { afterEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

let clouds: Pick<Clouds, 'google' | 'microsoft'>;
let kith: TestKith;

afterEach(async () => {
  await kith.close();
  await Promise.all([clouds.google.close(), clouds.microsoft.close()]);
  removeFolder(kith.folder);
});

const open = async (google: number, microsoft: number): Promise<void> => {
  clouds = await startClouds({ google, microsoft });
  kith = await openTestKith(clouds);
};

describe('first sync', () => {
  it('brings every contact of both clouds, in few requests, and verifies', async () => {
    await open(1000, 1000);
    const google = await kith.sync(kith.google);
    const microsoft = await kith.sync(kith.microsoft);
    expect([google.errors, microsoft.errors]).toEqual([[], []]);
    expect([google.pulled, microsoft.pulled]).toEqual([1000, 1000]);
    // One page of contacts, and the labels.
    expect(google.requests).toBe(1);
    expect(google.labelRequests).toBe(1);
    expect(microsoft.requests).toBeLessThanOrEqual(20);
    expect(await kith.verify(kith.google)).toMatchObject({ same: 1000, differ: [] });
    expect(await kith.verify(kith.microsoft)).toMatchObject({ same: 1000, differ: [] });
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
