// Owns: that a network cut at any moment of a sync doubles and loses nothing (law 9): 50 creates a sync, 250 syncs a
// cloud. Leaves to others: other troubles (simulation).
import { describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Cut } from '../clouds/kit/server.ts';
import { fetchFrom, profileLeftBehind } from '../support/in-process.ts';
import { countingIds, openTestKith, removeFolder } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import { dice as diceOf } from './simulation/dice.ts';

const CUTS: readonly Cut[] = ['before', 'body', 'applied', 'reply'];
const CREATES = 50;
/** A tenth of the 250 syncs of a cloud each. */
const TENTHS = Array.from({ length: 10 }, (_, tenth) => tenth);
const EACH = 25;
/** Which cuts fell on a request that carries creates. */
const onWrites = new Set<string>();

interface Ending {
  readonly cut: string;
  readonly inCloud: readonly string[];
  readonly here: readonly string[];
  readonly atRest: unknown;
}

const expected = Array.from({ length: CREATES }, (_, n) => `Person${n}`).sort();

/** One sync of 50 creates in which a connection is cut, then syncs over a sound network until all is still. */
async function syncCutOnce(provider: 'google' | 'microsoft', seed: number): Promise<Ending> {
  const dice = diceOf(seed);
  const clouds = await startClouds({ google: 0, microsoft: 0 });
  const side = SIDES[provider](clouds);
  const at = dice.pick(CUTS);
  // The cut falls on any of the requests that a sync makes, and the network may stay away for the rest of it.
  const most = provider === 'google' ? 4 : 8;
  const victim = 1 + dice.int(most);
  const staysAway = dice.chance(0.5);
  const dies = dice.chance(0.25);
  const ids = countingIds();
  let requests = 0;
  let left: string | null = null;
  let armed = true;
  const fetch = fetchFrom(clouds, (_url, init) => {
    requests += 1;
    if (!armed) return;
    if (requests === victim) {
      side.faults['cut'] = { at, times: 1 };
      if (/Person\d/.test(String(init?.body))) onWrites.add(`${provider} ${at}`);
    }
    if (requests === victim + 1 && dies) left = profileLeftBehind(kith.folder);
    // What is left of a killed process sends nothing more.
    if (requests > victim && (staysAway || dies)) side.faults['offline'] = true;
  });
  let kith = await openTestKith(clouds, { fetch, ids });
  const folders = [kith.folder];
  try {
    for (let n = 0; n < CREATES; n++)
      kith.handlers['contacts.create']({
        accounts: [side.account(kith)],
        fields: fieldsOf({ given: `Person${n}`, family: 'New', emails: [`p${n}@example.org`] }),
      });
    // A book that knows the account already, or one that meets it for the first time.
    await kith.sync(side.account(kith));
    armed = false;
    delete side.faults['cut'];
    delete side.faults['offline'];
    if (left !== null) {
      folders.push(left);
      await kith.close();
      kith = await openTestKith(clouds, { fetch, ids, folder: left });
    }
    let last = await kith.sync(side.account(kith));
    for (let n = 0; n < 4 && last.writes + last.pulled + last.errors.length > 0; n++)
      last = await kith.sync(side.account(kith));
    return {
      cut: `${provider} ${seed}: ${at} at request ${victim}${staysAway ? ', stays away' : ''}${left === null ? '' : ', killed'}`,
      inCloud: side
        .all()
        .map(({ given }) => given ?? '')
        .sort(),
      here: kith.book
        .contactsOf(side.account(kith))
        .map((record) => record.local?.name?.given ?? '')
        .sort(),
      atRest: { writes: last.writes, pulled: last.pulled, errors: last.errors },
    };
  } finally {
    await kith.close();
    await clouds.close();
    for (const folder of folders) removeFolder(folder);
  }
}

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  it.each(TENTHS)(
    `[law 9] the network cut in each of many syncs of ${CREATES} creates doubles and loses none (part %i)`,
    async (tenth) => {
      for (let n = 0; n < EACH; n++) {
        const seed = 1 + tenth * EACH + n;
        const { cut, inCloud, here, atRest } = await syncCutOnce(provider, seed);
        expect(inCloud, cut).toEqual(expected);
        expect(here, cut).toEqual(expected);
        expect(atRest, cut).toEqual({ writes: 0, pulled: 0, errors: [] });
      }
    },
    120_000,
  );
});

it('the cuts fell on writes at each of their places, on both clouds', () => {
  const places = ['google', 'microsoft'].flatMap((provider) => CUTS.map((at) => `${provider} ${at}`));
  expect([...onWrites].sort()).toEqual(places.sort());
});
