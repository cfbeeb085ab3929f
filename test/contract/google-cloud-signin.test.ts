// Owns: holding the practice Google's sign-in to OAuth 2 with PKCE, and the real Google client to both halves.
// Leaves to others: the API's rules (google-cloud.test.ts), how Kith links accounts.
import { createHash } from 'node:crypto';
import { auth as google, people as openPeople } from 'googleapis/build/src/apis/people/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactsScope, googleUsers, startGoogleCloud } from '../clouds/google/google-cloud.ts';
import type { GoogleCloud } from '../clouds/google/google-cloud.ts';

const verifier = 'v'.repeat(64);
const redirectUri = 'http://127.0.0.1:51234';
const scope = `openid email profile ${contactsScope}`;

let cloud: GoogleCloud;
beforeEach(async () => {
  cloud = await startGoogleCloud({ contacts: 12, profileEvery: 0 });
});
afterEach(() => cloud.close());

function authorizeUrl(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    client_id: 'kith',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: 'st4te',
    access_type: 'offline',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return `${cloud.endpoints.authorize}?${query}`;
}

/** Presses a button of the consent page; `ticked` are the scopes left ticked. */
async function press(
  decision: 'allow' | 'deny',
  url = authorizeUrl(),
  ticked = [contactsScope],
): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text();
  expect(page).toContain(`id="${decision}"`);
  const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const form = new URLSearchParams({ decision });
  for (const each of ticked) form.set(`scope:${each}`, 'on');
  const reply = await fetch(new URL(action, cloud.url), { method: 'POST', body: form, redirect: 'manual' });
  expect(reply.status).toBe(302);
  const location = new URL(reply.headers.get('location') ?? '');
  expect(location.origin).toBe(redirectUri);
  return location.searchParams;
}

async function token(
  fields: Readonly<Record<string, string>>,
): Promise<{ status: number; json: Record<string, string> }> {
  const body = new URLSearchParams({ client_id: 'kith', client_secret: 's3cret', ...fields });
  const reply = await fetch(cloud.endpoints.token, { method: 'POST', body });
  return { status: reply.status, json: (await reply.json()) as Record<string, string> };
}

const redeem = (code: string, changes: Readonly<Record<string, string>> = {}): ReturnType<typeof token> =>
  token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  });

async function code(url?: string, ticked?: string[]): Promise<string> {
  return (await press('allow', url, ticked)).get('code') ?? '';
}

function claims(idToken: string | undefined): Record<string, unknown> {
  const parts = (idToken ?? '').split('.');
  expect(parts).toHaveLength(3);
  return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

describe('consent', () => {
  it('echoes state with a code when allowed and with access_denied when refused', async () => {
    expect((await press('allow')).get('state')).toBe('st4te');
    const refused = await press('deny');
    expect([refused.get('error'), refused.get('state'), refused.get('code')]).toEqual([
      'access_denied',
      'st4te',
      null,
    ]);
  });

  it('shows a redirect to another machine as an error instead of following it', async () => {
    const reply = await fetch(authorizeUrl({ redirect_uri: 'https://evil.example/' }), {
      redirect: 'manual',
    });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain('redirect_uri_mismatch');
  });

  it('lets the person untick contacts, and then refuses the API', async () => {
    const { json } = await redeem(await code(undefined, []));
    expect(json['scope']?.split(' ')).not.toContain(contactsScope);
    const reply = await fetch(`${cloud.url}/v1/people/me/connections?personFields=names`, {
      headers: { authorization: `Bearer ${json['access_token']}` },
    });
    expect(reply.status).toBe(403);
  });

  it('signs in another user by login_hint, with an address book of their own', async () => {
    const second = googleUsers[1]?.email ?? '';
    const { json } = await redeem(await code(authorizeUrl({ login_hint: second })));
    expect(claims(json['id_token'])['email']).toBe(second);
    const reply = await fetch(`${cloud.url}/v1/people/me/connections?personFields=names`, {
      headers: { authorization: `Bearer ${json['access_token']}` },
    });
    expect(await reply.json()).toEqual({});
  });

  it('redirects at once with automatic consent', async () => {
    cloud.signIn.rules.autoConsent = true;
    const reply = await fetch(authorizeUrl(), { redirect: 'manual' });
    expect(reply.status).toBe(302);
  });
});

describe('tokens', () => {
  it('gives access, refresh and id tokens for a code', async () => {
    const { status, json } = await redeem(await code(authorizeUrl({ nonce: 'n1' })));
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
    expect(claims(json['id_token'])).toMatchObject({
      iss: cloud.url,
      aud: 'kith',
      email: googleUsers[0]?.email,
      nonce: 'n1',
    });
  });

  it.each([
    ['a wrong verifier', { code_verifier: 'w'.repeat(64) }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another redirect_uri', { redirect_uri: `${redirectUri}/` }, 'redirect_uri_mismatch'],
    ['no client secret', { client_secret: '' }, 'invalid_request'],
    ['another client', { client_id: 'other' }, 'unauthorized_client'],
    ['another code', { code: 'guess' }, 'invalid_grant'],
  ])('refuses %s', async (_title, changes: Record<string, string>, error) => {
    const { status, json } = await redeem(await code(), changes);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json['error']).toBe(error);
    if (changes['client_secret'] === '') expect(json['error_description']).toBe('client_secret is missing.');
  });

  it('takes a code once', async () => {
    const once = await code();
    expect((await redeem(once)).status).toBe(200);
    expect((await redeem(once)).json['error']).toBe('invalid_grant');
  });

  it('refreshes without a new refresh token until revoked', async () => {
    const { json } = await redeem(await code());
    const refresh = { grant_type: 'refresh_token', refresh_token: json['refresh_token'] ?? '' };
    const again = await token(refresh);
    expect(again.json).toMatchObject({ access_token: expect.any(String) });
    expect(again.json).not.toHaveProperty('refresh_token');
    await fetch(cloud.endpoints.revoke, {
      method: 'POST',
      body: new URLSearchParams({ token: refresh.refresh_token }),
    });
    expect(await token(refresh)).toEqual({
      status: 400,
      json: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    });
  });

  it('ends sessions by control routes: access tokens alone, or everything', async () => {
    const { json } = await redeem(await code());
    const path = `${cloud.url}/v1/people/me?personFields=names`;
    const read = (access = ''): Promise<Response> =>
      fetch(path, { headers: { authorization: `Bearer ${access}` } });
    expect((await read(json['access_token'])).status).toBe(200);
    await fetch(`${cloud.url}/_control/expire-access-tokens`, { method: 'POST' });
    expect((await read(json['access_token'])).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: json['refresh_token'] ?? '' };
    expect((await read((await token(refresh)).json['access_token'])).status).toBe(200);
    await fetch(`${cloud.url}/_control/revoke-grants`, { method: 'POST' });
    expect((await token(refresh)).json['error']).toBe('invalid_grant');
  });

  it('gives a returning person a refresh token only with prompt=consent', async () => {
    await redeem(await code());
    expect((await redeem(await code())).json).not.toHaveProperty('refresh_token');
    const anew = await redeem(await code(authorizeUrl({ prompt: 'consent' })));
    expect(anew.json['refresh_token']).toBeTypeOf('string');
  });
});

describe('the real Google client', () => {
  it('signs in, lists every page, updates by etag and meets the refusal of a stale one', async () => {
    const auth = new google.OAuth2({
      clientId: 'kith',
      clientSecret: 's3cret',
      redirectUri,
      endpoints: { oauth2AuthBaseUrl: cloud.endpoints.authorize, oauth2TokenUrl: cloud.endpoints.token },
    });
    const { tokens } = await auth.getToken({ code: await code(), codeVerifier: verifier });
    auth.setCredentials(tokens);
    const { people } = openPeople({ version: 'v1', auth, rootUrl: `${cloud.url}/` });
    const common = {
      resourceName: 'people/me',
      personFields: 'names,nicknames,metadata',
      sources: ['READ_SOURCE_TYPE_CONTACT'],
      pageSize: 10,
    };
    const first = await people.connections.list(common);
    const second = await people.connections.list({ ...common, pageToken: first.data.nextPageToken ?? '' });
    expect([first.data.connections?.length, second.data.connections?.length]).toEqual([10, 2]);
    const person = first.data.connections?.[0] ?? {};
    const update = {
      resourceName: person.resourceName ?? '',
      updatePersonFields: 'nicknames',
      requestBody: { etag: person.etag ?? '', metadata: person.metadata ?? {}, nicknames: [{ value: 'Bo' }] },
    };
    const updated = await people.updateContact(update);
    expect(updated.data.nicknames?.[0]?.value).toBe('Bo');
    await expect(people.updateContact(update)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('different than the current person.etag'),
    });
  });
});
