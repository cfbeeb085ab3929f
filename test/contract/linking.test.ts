// Owns: linking at both providers against the practice clouds, through the real googleapis and MSAL clients.
// Leaves to others: renewing a sign-in (renewal.test.ts), the receiver's rules, the keychain.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../main/core/errors.ts';
import { consentOf, failure, hour, never, openBench, users } from './linking-bench.ts';
import type { Bench } from './linking-bench.ts';

const contacts = { google: 'https://www.googleapis.com/auth/contacts', microsoft: 'Contacts.ReadWrite' };
let bench: Bench;

describe.each(['google', 'microsoft'] as const)('%s', (provider) => {
  beforeEach(async () => {
    bench = await openBench(provider);
  });
  afterEach(() => bench.close());

  test('asks for contacts with PKCE S256, a fresh state and a redirect to this machine', async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2; i += 1) {
      const cancel = new AbortController();
      const { url, finished } = await bench.signIn.start({ signal: cancel.signal });
      const asked = new URL(url).searchParams;
      expect(asked.get('response_type')).toBe('code');
      expect(asked.get('code_challenge_method')).toBe('S256');
      expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/);
      expect(asked.get('state')).toMatch(/^[\w-]{43}$/);
      expect(asked.get('scope')?.split(' ')).toContain(contacts[provider]);
      expect(asked.get('redirect_uri')).toMatch(
        provider === 'google' ? /^http:\/\/127\.0\.0\.1:\d+\/cb$/ : /^http:\/\/localhost:\d+$/,
      );
      for (const name of ['state', 'code_challenge', 'redirect_uri']) seen.add(asked.get(name) ?? '');
      cancel.abort();
      await failure(finished);
    }
    expect(seen.size).toBe(6);
  });

  test('links: says who it is, stores what renews the sign-in, and serves its token without asking again', async () => {
    const signedIn = await bench.link();
    expect(signedIn).toMatchObject({ provider, email: 'ada@example.test', name: 'Ada Lovelace' });
    expect(signedIn.userId).toContain(users[0]?.id);
    expect(bench.stored.size).toBe(0);
    expect(await signedIn.keep('account-1')).toEqual({ kind: 'stored' });
    expect([...bench.stored.keys()]).toEqual(['account-1']);
    expect(bench.stored.get('account-1')).toContain('practice-refresh');
    expect(bench.stored.get('account-1')).not.toMatch(/practice-access|eyJ[\w-]+\.eyJ/);
    const token = await bench.signIn.accessToken('account-1');
    expect(bench.cloud.signIn.caller(`Bearer ${token}`)?.user.id).toBe(users[0]?.id);
    expect(bench.tokenRequests()).toBe(1);
  });

  test('the code is bound to this attempt: the verifier sent later hashes to the challenge', async () => {
    const { url, finished } = await bench.signIn.start({ signal: never });
    await bench.browse(url);
    await finished;
    const sent = bench.cloud.log.requests.at(-1)?.body as Record<string, string>;
    expect(
      createHash('sha256')
        .update(sent['code_verifier'] ?? '')
        .digest('base64url'),
    ).toBe(new URL(url).searchParams.get('code_challenge'));
  });

  test('two sign-ins at once end as two accounts', async () => {
    const one = await bench.signIn.start({ signal: never });
    const two = await bench.signIn.start({ signal: never });
    await bench.browse(two.url, { decision: 'allow', user: 'ben@example.test' });
    await bench.browse(one.url);
    await (await two.finished).keep('ben');
    await (await one.finished).keep('ada');
    for (const [id, user] of [
      ['ada', users[0]],
      ['ben', users[1]],
    ] as const) {
      await bench.clock.advance(hour);
      const token = await bench.signIn.accessToken(id);
      expect(bench.cloud.signIn.caller(`Bearer ${token}`)?.user).toEqual(user);
    }
  });

  test('a refusal is auth.denied, told in the browser and in Kith', async () => {
    const { url, finished } = await bench.signIn.start({ signal: never });
    expect(await bench.browse(url, { decision: 'deny' })).toContain('Not signed in');
    expect(await failure(finished)).toMatchObject({ code: 'auth.denied', retry: 'afterUser' });
    expect(bench.tokenRequests()).toBe(0);
  });

  test('a browser that never comes back is auth.timeout after five minutes', async () => {
    const { finished } = await bench.signIn.start({ signal: never });
    await bench.clock.advance(5 * 60_000);
    expect(await failure(finished)).toMatchObject({ code: 'auth.timeout' });
  });

  test('a cancelled sign-in is auth.cancelled, also while the code is being exchanged', async () => {
    const first = new AbortController();
    const waiting = await bench.signIn.start({ signal: first.signal });
    first.abort();
    expect(await failure(waiting.finished)).toMatchObject({ code: 'auth.cancelled' });
    const second = new AbortController();
    bench.network.silent = true;
    const exchanging = await bench.signIn.start({ signal: second.signal });
    await bench.browse(exchanging.url);
    second.abort();
    expect(await failure(exchanging.finished)).toMatchObject({ code: 'auth.cancelled' });
  });

  test('another account than the one that must sign in again is auth.wrongAccount, and the old sign-in stays', async () => {
    const { userId } = await bench.linked('account-1');
    const before = bench.stored.get('account-1');
    const wrong = bench.link({ decision: 'allow', user: 'ben@example.test' }, { expected: userId });
    expect(await failure(wrong)).toMatchObject({ code: 'auth.wrongAccount' });
    expect(bench.stored.get('account-1')).toBe(before);
    const right = await bench.link(undefined, { expected: userId });
    await right.keep('account-1');
    expect(bench.stored.get('account-1')).not.toBe(before);
  });

  test('without a client id nothing is opened, and the error says where to put one', async () => {
    const signIn = bench.restarted(null);
    const error = await failure(signIn.start({ signal: never }));
    expect(error).toMatchObject({ code: 'auth.noClientId', retry: 'afterUser' });
    expect(error.message).toContain(`KITH_${provider.toUpperCase()}_CLIENT_ID`);
    expect(error.message).toContain('Settings');
  });

  test('without a keychain the sign-in lasts until quit, and keep says so', async () => {
    bench.refuseToStore = new AppError('keychain.unavailable', 'none');
    const signedIn = await bench.link();
    expect(await signedIn.keep('account-1')).toEqual({ kind: 'untilQuit', error: bench.refuseToStore });
    await bench.clock.advance(hour);
    await bench.signIn.accessToken('account-1');
    expect(await failure(bench.restarted().accessToken('account-1'))).toMatchObject({
      code: 'auth.required',
    });
  });

  test('a code that the provider does not accept is auth.failed', async () => {
    const attempt = await bench.signIn.start({ signal: never });
    const consent = new URL(await consentOf(attempt.url));
    consent.searchParams.set('code', 'stolen');
    await fetch(consent);
    const error = await failure(attempt.finished);
    expect(error).toMatchObject({ code: 'auth.failed', context: { status: 400 } });
    expect(error.message).toContain('did not accept the code');
  });

  test('an answer that does not say who signed in is auth.failed', async () => {
    bench.network.tamper = async (response) => {
      const reply = (await response.json()) as Record<string, unknown>;
      delete reply['id_token'];
      return Response.json(reply);
    };
    expect((await failure(bench.link())).code).toBe('auth.failed');
  });

  test('an answer that was issued to another client is auth.failed', async () => {
    bench.network.tamper = async (response) => {
      const reply = (await response.json()) as Record<string, string>;
      const [head, body] = (reply['id_token'] ?? '').split('.');
      const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...claims, aud: 'another' })).toString('base64url');
      return Response.json({ ...reply, id_token: `${head}.${forged}.` });
    };
    expect(await failure(bench.link())).toMatchObject({ code: 'auth.failed' });
  });

  test('an answer without a refresh token is auth.failed, not a sign-in that ends within the hour', async () => {
    bench.network.tamper = async (response) => {
      const reply = (await response.json()) as Record<string, unknown>;
      delete reply['refresh_token'];
      return Response.json(reply);
    };
    const error = await failure(bench.link());
    expect(error).toMatchObject({ code: 'auth.failed' });
    expect(error.message).toContain('no refresh token');
  });
});

describe('google alone', () => {
  beforeEach(async () => {
    bench = await openBench('google');
  });
  afterEach(() => bench.close());

  test('a sign-in whose contacts box was unticked is auth.scopeMissing', async () => {
    const error = await failure(bench.link({ decision: 'allow', tick: [] }));
    expect(error).toMatchObject({ code: 'auth.scopeMissing', retry: 'afterUser' });
    expect(bench.stored.size).toBe(0);
  });

  test('an answer of another issuer than the one the browser spoke to is refused', async () => {
    const attempt = await bench.signIn.start({ signal: never });
    const consent = new URL(await consentOf(attempt.url));
    consent.searchParams.set('iss', 'https://other.example');
    await fetch(consent);
    expect(await failure(attempt.finished)).toMatchObject({ code: 'auth.failed' });
  });

  test('a client secret that is missing is said', async () => {
    bench.network.tamper = async () =>
      Response.json(
        { error: 'invalid_request', error_description: 'client_secret is missing.' },
        { status: 400 },
      );
    expect((await failure(bench.link())).message).toContain('client secret');
  });
});
