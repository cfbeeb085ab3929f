// Owns: how long tokens serve, that one request at a time asks for them, and that a bad keychain loses none.
// Leaves to others: the providers.
import { expect, test } from 'vitest';
import { AccessTokens } from '../../../main/accounts/access-tokens.ts';
import type { AccessToken } from '../../../main/accounts/access-tokens.ts';
import { KeptSecrets } from '../../../main/accounts/kept-secrets.ts';
import { secretsInMemory } from '../../../main/accounts/secret-files.ts';
import { tokenFetch } from '../../../main/accounts/token-fetch.ts';
import type { Fetch } from '../../../main/accounts/token-fetch.ts';
import { AppError } from '../../../main/core/errors.ts';
import type { SecretRead, SecretStore } from '../../../main/core/ports.ts';
import { testClock } from './test-clock.ts';

function accessTokens() {
  const clock = testClock();
  const requests: { resolve(token: AccessToken): void; reject(error: Error): void }[] = [];
  const tokens = new AccessTokens(
    clock,
    () => new Promise<AccessToken>((resolve, reject) => requests.push({ resolve, reject })),
  );
  const grant = (i: number, lifeMs = 3_600_000) =>
    requests[i]?.resolve({ token: `t${i}`, expiresAt: clock.now() + lifeMs });
  return { clock, requests, tokens, grant };
}

test('a token serves until a minute before its end', async () => {
  const { clock, requests, tokens, grant } = accessTokens();
  const first = tokens.get('a');
  grant(0);
  expect(await first).toBe('t0');
  await clock.advance(3_539_999);
  expect(await tokens.get('a')).toBe('t0');
  await clock.advance(1);
  const second = tokens.get('a');
  grant(1);
  expect(await second).toBe('t1');
  expect(requests.length).toBe(2);
});

test('a token that lives ten seconds serves nine of them', async () => {
  const { clock, tokens, grant } = accessTokens();
  const first = tokens.get('a');
  grant(0, 10_000);
  await first;
  await clock.advance(8_999);
  expect(await tokens.get('a')).toBe('t0');
});

test('all who ask at once share one request, whatever they ask; other accounts have their own', async () => {
  const { requests, tokens, grant } = accessTokens();
  const all = [tokens.get('a'), tokens.get('a', true), tokens.get('a'), tokens.get('b')];
  grant(0);
  grant(1);
  expect(await Promise.all(all)).toEqual(['t0', 't0', 't0', 't1']);
  expect(requests.length).toBe(2);
});

test('a request that failed is asked again, and a forced one does not serve the old token', async () => {
  const { requests, tokens, grant } = accessTokens();
  const failing = tokens.get('a');
  requests[0]?.reject(new Error('no'));
  await expect(failing).rejects.toThrow('no');
  const fresh = tokens.get('a');
  grant(1);
  await fresh;
  const forced = tokens.get('a', true);
  grant(2);
  expect(await forced).toBe('t2');
});

test('a new sign-in is stored after a renewal under way, and later requests wait for it', async () => {
  const { tokens, grant, clock } = accessTokens();
  const stored: string[] = [];
  const renewal = tokens.get('a').then(() => stored.push('renewal'));
  const replacement = tokens.replace('a', { token: 'new', expiresAt: clock.now() + 3_600_000 }, async () => {
    stored.push('sign-in');
  });
  const later = tokens.get('a');
  grant(0);
  await Promise.all([renewal, replacement]);
  expect(stored).toEqual(['renewal', 'sign-in']);
  expect(await later).toBe('new');
  expect(await tokens.get('a')).toBe('new');
});

test('forgetting waits for a renewal under way, so that nothing comes back', async () => {
  const { tokens, grant, requests } = accessTokens();
  const renewal = tokens.get('a');
  const forgotten = tokens.drop('a');
  grant(0);
  await Promise.all([renewal, forgotten]);
  void tokens.get('a');
  expect(requests.length).toBe(2);
});

function brokenStore(read: SecretRead = { kind: 'unknown', reason: 'locked' }) {
  const inner = secretsInMemory();
  const state = { broken: true };
  const store: SecretStore = {
    ...inner,
    kind: 'keychain',
    get: async (key) => (state.broken ? read : inner.get(key)),
    set: (key, value) =>
      state.broken ? Promise.reject(new AppError('keychain.locked', 'locked')) : inner.set(key, value),
  };
  const unkept: string[] = [];
  return {
    inner,
    state,
    unkept,
    secrets: new KeptSecrets('google', store, (id, error) => unkept.push(`${id} ${error.code}`)),
  };
}

test('a secret that cannot be stored serves from memory, is told, and is stored when the keychain is back', async () => {
  const { inner, state, unkept, secrets } = brokenStore();
  expect(await secrets.write('a', 'secret')).toMatchObject({
    kind: 'untilQuit',
    error: { code: 'keychain.locked' },
  });
  expect(unkept).toEqual(['a keychain.locked']);
  expect(await secrets.read('a')).toBe('secret');
  expect(await inner.get('a')).toEqual({ kind: 'absent' });
  state.broken = false;
  expect(await secrets.read('a')).toBe('secret');
  expect(await inner.get('a')).toEqual({ kind: 'found', value: 'secret' });
  expect(await secrets.write('a', 'newer')).toEqual({ kind: 'stored' });
});

test.each([
  [{ kind: 'absent' }, 'auth.required'],
  [{ kind: 'unknown', reason: 'locked' }, 'keychain.locked'],
  [{ kind: 'unknown', reason: 'waiting' }, 'keychain.locked'],
  [{ kind: 'unknown', reason: 'unavailable' }, 'keychain.unavailable'],
] as const)('reading %j is %s', async (read, code) => {
  await expect(brokenStore(read).secrets.read('a')).rejects.toMatchObject({
    code,
    context: { account: 'a' },
  });
});

const ask = (fetch: Fetch, signal?: AbortSignal) => {
  const clock = testClock();
  return {
    clock,
    answer: tokenFetch({ provider: 'google', fetch, clock, ...(signal ? { signal } : {}) })('http://t.test/'),
  };
};

test.each([
  ['a web page', new Response('  <!doctype html>', { status: 502 }), /web page.*502/],
  ['half an answer', new Response('{"access_token":"sesame'), /breaks off/],
  ['nothing', new Response(''), /empty/],
  ['a list', new Response('[]'), /cannot read/],
  ['null', new Response('null'), /cannot read/],
  ['a redirect', new Response('', { status: 302, headers: { location: 'http://evil.test' } }), /elsewhere/],
  ['a megabyte', new Response(`{"a":"${'x'.repeat(1_000_000)}"}`), /far more/],
])('a token endpoint that sends %s is said to, and nothing of it is repeated', async (_, response, words) => {
  const error = (await ask(async () => response).answer.catch((thrown: unknown) => thrown)) as AppError;
  expect(error).toMatchObject({ code: 'auth.failed', retry: 'later' });
  expect(error.message).toMatch(words);
  expect(JSON.stringify([error.message, error.context, String(error.cause)])).not.toContain('sesame');
});

test('a JSON answer is JSON whatever it is labelled, with its status, and redirects are never followed', async () => {
  let init: RequestInit | undefined;
  const fetch: Fetch = async (_, given) => {
    init = given;
    return new Response('{"error":"x"}', {
      status: 400,
      headers: { 'content-type': 'text/plain', 'retry-after': '7' },
    });
  };
  const response = await ask(fetch).answer;
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toEqual({ error: 'x' });
  expect(init?.redirect).toBe('manual');
});

const silent: Fetch = (_, init) =>
  new Promise((_resolve, reject) =>
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
  );

test('no network, no answer in time, and cancelling are three different things', async () => {
  await expect(ask(() => Promise.reject(new TypeError('fetch failed'))).answer).rejects.toMatchObject({
    code: 'network.offline',
  });
  const slow = ask(silent);
  const late = slow.answer.catch((thrown: unknown) => thrown);
  await slow.clock.advance(29_999);
  await slow.clock.advance(1);
  expect(await late).toMatchObject({ code: 'network.timeout', retry: 'later' });
  const cancel = new AbortController();
  const cancelled = ask(silent, cancel.signal).answer.catch((thrown: unknown) => thrown);
  cancel.abort();
  expect(await cancelled).toMatchObject({ code: 'auth.cancelled' });
});
