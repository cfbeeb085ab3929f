// Owns: renewing, losing and forgetting a sign-in against the practice clouds, through googleapis and MSAL.
// Leaves to others: how it came to be (linking.test.ts), and what is done with a token.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../main/core/errors.ts';
import { consentOf, failure, hour, never, openBench } from './linking-bench.ts';
import type { Bench } from './linking-bench.ts';

let bench: Bench;

const saying = (text: string) => (): Promise<Response> => Promise.resolve(new Response(text));

const half = async (response: Response): Promise<Response> => {
  const text = await response.text();
  return new Response(text.slice(0, text.length / 2), { headers: { 'content-type': 'application/json' } });
};

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    bench = await openBench(provider);
  });
  afterEach(() => bench.close());

  test('a sign-in issued to another client id must be done again', async () => {
    await bench.linked('account-1');
    const error = await failure(bench.restarted('another').accessToken('account-1'));
    expect(error).toMatchObject({ code: 'auth.required', context: { account: 'account-1' } });
    expect(error.message).toContain('client id');
  });

  test('an expired token is renewed by one request for all who ask, also after a restart', async () => {
    await bench.linked('account-1');
    await bench.clock.advance(hour);
    const tokens = await Promise.all([1, 2, 3].map(() => bench.signIn.accessToken('account-1')));
    expect(new Set(tokens).size).toBe(1);
    expect(bench.cloud.signIn.caller(`Bearer ${tokens[0]}`)).toBeDefined();
    expect(bench.tokenRequests()).toBe(2);
    const again = await bench.restarted().accessToken('account-1');
    expect(bench.cloud.signIn.caller(`Bearer ${again}`)).toBeDefined();
    expect(bench.tokenRequests()).toBe(3);
  });

  test('[pain 19] thirty days with days offline and restarts ask nobody to sign in again', async () => {
    Object.assign(bench.cloud.signIn.rules, { rotatesRefreshTokens: provider === 'microsoft' });
    await bench.linked('account-1');
    bench.cloud.log.clear();
    let signIn = bench.signIn;
    for (let day = 1; day <= 30; day++) {
      // Every third day without a network: that is no lost sign-in.
      bench.cloud.faults.offline = day % 3 === 0;
      for (let time = 0; time < 4; time++) {
        await bench.clock.advance(6 * hour);
        if (bench.cloud.faults.offline) {
          expect((await failure(signIn.accessToken('account-1'))).code).toMatch(/^network\./);
        } else {
          const token = await signIn.accessToken('account-1');
          expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
        }
      }
      if (day % 7 === 0) signIn = bench.restarted();
    }
    const asked = new Set(
      bench.cloud.log.requests.filter(({ status }) => status !== 0).map(({ path }) => path),
    );
    expect(
      [...asked].map((path) => path.split('/').at(-1)),
      'renewals, and no page for a person',
    ).toEqual(['token']);
  });

  test('a token the provider refuses before its time is replaced on demand', async () => {
    await bench.linked('account-1');
    bench.cloud.signIn.expireAccessTokens();
    const token = await bench.signIn.accessToken('account-1', { forceRefresh: true });
    expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
  });

  test('a rotated refresh token is stored before its access token is used, and carries on after a restart', async () => {
    Object.assign(bench.cloud.signIn.rules, { rotatesRefreshTokens: true });
    await bench.linked('account-1');
    const before = bench.stored.get('account-1');
    await bench.clock.advance(hour);
    await bench.signIn.accessToken('account-1');
    const after = bench.stored.get('account-1');
    expect(after).toContain('practice-refresh');
    expect(after).not.toBe(before);
    expect(bench.unkept).toEqual([]);
    await bench.restarted().accessToken('account-1');
    const sent = bench.cloud.log.requests.at(-1)?.body as Record<string, string>;
    expect(after).toContain(sent['refresh_token']);
  });

  test('a rotated refresh token that cannot be stored serves on from memory, and that is told', async () => {
    Object.assign(bench.cloud.signIn.rules, { rotatesRefreshTokens: true });
    await bench.linked('account-1');
    bench.refuseToStore = new AppError('keychain.locked', 'locked');
    for (let i = 0; i < 3; i += 1) {
      await bench.clock.advance(hour);
      const token = await bench.signIn.accessToken('account-1');
      expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
    }
    const bodies = bench.cloud.log.requests.map(
      ({ body }) => (body as Record<string, string>)['refresh_token'],
    );
    expect(new Set(bodies.filter((token) => token !== undefined)).size).toBe(3);
    expect(bench.unkept.length).toBeGreaterThan(0);
  });

  test('a revoked sign-in is auth.required and keeps what is stored', async () => {
    await bench.linked('account-1');
    bench.cloud.signIn.revokeGrants();
    await bench.clock.advance(hour);
    for (let i = 0; i < 2; i += 1) {
      expect(await failure(bench.signIn.accessToken('account-1'))).toMatchObject({
        code: 'auth.required',
        retry: 'afterUser',
        context: { provider, account: 'account-1' },
      });
    }
    expect(bench.stored.has('account-1')).toBe(true);
    await bench.linked('account-1');
    await bench.clock.advance(hour);
    const token = await bench.signIn.accessToken('account-1');
    expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
  });

  const troubles: readonly (readonly [string, () => void, string, RegExp])[] = [
    ['half an answer', () => (bench.network.tamper = half), 'auth.failed', /breaks off/],
    [
      'a proxy’s page',
      () => (bench.cloud.faults.html = { status: 502, match: '/token' }),
      'auth.failed',
      /web page/,
    ],
    ['a captive portal', () => (bench.cloud.faults.html = { match: '/token' }), 'auth.failed', /web page/],
    [
      'an answer without a token',
      () => (bench.network.tamper = saying('{}')),
      'auth.failed',
      /access token|cannot use/,
    ],
    ['an empty answer', () => (bench.network.tamper = saying('')), 'auth.failed', /empty/],
    ['no network', () => (bench.cloud.faults.offline = true), 'network.offline', /reached/],
  ];
  test.each(troubles)(
    '%s is said, while linking and while renewing, and nothing is lost',
    async (_, breakIt, code, words) => {
      await bench.linked('account-1');
      const before = bench.stored.get('account-1');
      const attempt = await bench.signIn.start({ signal: never });
      // The browser was through before the trouble began, or it could not have brought a code.
      const consent = await consentOf(attempt.url);
      breakIt();
      await fetch(consent);
      const linking = await failure(attempt.finished);
      expect(linking).toMatchObject({ code });
      expect(linking.message).toMatch(words);
      await bench.clock.advance(hour);
      const renewing = await failure(bench.signIn.accessToken('account-1'));
      expect(renewing).toMatchObject({ code });
      expect(renewing.message).toMatch(words);
      expect(bench.stored.get('account-1')).toBe(before);
      delete bench.network.tamper;
      for (const fault of Object.keys(bench.cloud.faults))
        delete (bench.cloud.faults as Record<string, unknown>)[fault];
      const token = await bench.signIn.accessToken('account-1');
      expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
    },
  );

  test('a token endpoint that never answers is network.timeout after half a minute', async () => {
    await bench.linked('account-1');
    await bench.clock.advance(hour);
    bench.network.silent = true;
    const renewal = failure(bench.signIn.accessToken('account-1'));
    await expect.poll(() => bench.clock.sleeping()).toBe(1);
    await bench.clock.advance(30_000);
    expect(await renewal).toMatchObject({ code: 'network.timeout', retry: 'later' });
    bench.network.silent = false;
    await bench.signIn.accessToken('account-1');
  });

  test('forgetting leaves nothing here, also without a network', async () => {
    await bench.linked('account-1');
    await bench.linked('account-2');
    await bench.signIn.forget('account-1');
    expect([...bench.stored.keys()]).toEqual(['account-2']);
    expect(await failure(bench.signIn.accessToken('account-1'))).toMatchObject({ code: 'auth.required' });
    bench.cloud.faults.offline = true;
    await bench.signIn.forget('account-2');
    expect(bench.stored.size).toBe(0);
  });
});

describe('google alone', () => {
  beforeEach(async () => {
    bench = await openBench('google');
  });
  afterEach(() => bench.close());

  test('forgetting revokes the refresh token', async () => {
    await bench.linked('account-1');
    await bench.signIn.forget('account-1');
    const [revoked] = bench.cloud.log.requests.filter(({ path }) => path === '/revoke');
    expect(revoked).toMatchObject({ method: 'POST', status: 200 });
    expect(JSON.stringify(revoked)).toContain('practice-refresh');
  });

  test('asks only once: a failing token endpoint is not hammered', async () => {
    await bench.linked('account-1');
    await bench.clock.advance(hour);
    let asked = 0;
    bench.network.tamper = async () => {
      asked += 1;
      return Response.json({ error: 'internal_failure' }, { status: 500 });
    };
    const error = await failure(bench.signIn.accessToken('account-1'));
    expect(error).toMatchObject({ code: 'auth.failed', retry: 'later', context: { status: 500 } });
    expect(asked).toBe(1);
  });
});

describe('microsoft alone', () => {
  beforeEach(async () => {
    bench = await openBench('microsoft');
  });
  afterEach(() => bench.close());

  const refuse = (how: string | undefined): void => {
    Object.assign(bench.cloud.faults, { refreshRefused: how });
  };

  test.each(['badToken', 'consentRequired', 'expired', 'passwordChanged', 'interactionRequired'])(
    'a refresh refused as %s is auth.required, however MSAL names it',
    async (how) => {
      await bench.linked('account-1');
      await bench.clock.advance(hour);
      refuse(how);
      expect(await failure(bench.signIn.accessToken('account-1'))).toMatchObject({
        code: 'auth.required',
        context: { account: 'account-1' },
      });
      expect(bench.stored.get('account-1')).toContain('practice-refresh');
    },
  );

  test('a throttled refresh is for later, says how much later, and is no lost sign-in', async () => {
    await bench.linked('account-1');
    await bench.clock.advance(hour);
    refuse('throttled');
    for (let i = 0; i < 2; i += 1) {
      const error = await failure(bench.signIn.accessToken('account-1'));
      expect(error).toMatchObject({
        code: 'auth.failed',
        retry: 'later',
        context: { status: 429, retryAfter: 7 },
      });
    }
    refuse(undefined);
    const token = await bench.signIn.accessToken('account-1');
    expect(bench.cloud.signIn.caller(`Bearer ${token}`)).toBeDefined();
  });

  test('stores Account, RefreshToken and AppMetadata of MSAL’s cache and nothing else', async () => {
    await bench.linked('account-1');
    const kept = JSON.parse(bench.stored.get('account-1') ?? '') as { cache: object };
    expect(Object.keys(kept.cache)).toEqual(['Account', 'RefreshToken', 'AppMetadata']);
  });
});
