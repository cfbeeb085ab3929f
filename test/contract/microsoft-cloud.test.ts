// Owns: holding the practice Microsoft cloud to what is known of signing in, listing, ids, etags and folders.
// Leaves to others: what Kith makes of those answers.
import { CryptoProvider, PublicClientApplication } from '@azure/msal-node';
import { describe, expect, it } from 'vitest';
import type { MicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';
import { openSession, people, refused } from '../clouds/microsoft/session.ts';
import type { Loose, Reply } from '../clouds/microsoft/session.ts';

describe('signing requests', () => {
  it('refuses requests without a token, with a stranger one, and beyond their scopes', async () => {
    const { cloud, send } = await openSession();
    const bare = await fetch(`${cloud.url}/v1.0/me/contacts`);
    expect(bare.status).toBe(401);
    const refusal = (await bare.json()) as Loose;
    expect(refusal.error).toMatchObject({
      code: 'InvalidAuthenticationToken',
      message: 'Access token is empty.',
    });
    expect(refused(await send('GET', '/v1.0/me/contacts', { token: 'x' }))[1]).toBe(
      'InvalidAuthenticationToken',
    );
    const reader = cloud.signIn.issueAccessToken({ scopes: ['https://graph.microsoft.com/Contacts.Read'] });
    expect((await send('GET', '/v1.0/me/contacts', { token: reader })).status).toBe(200);
    const write = await send('POST', '/v1.0/me/contacts', { token: reader, body: {} });
    expect(refused(write).slice(0, 2)).toEqual([403, 'ErrorAccessDenied']);
    expect((await send('GET', '/v1.0/me/outlook/masterCategories', { token: reader })).status).toBe(403);
  });

  it('says who is signed in', async () => {
    const { get } = await openSession();
    expect((await get('/v1.0/me')).json).toMatchObject({
      mail: 'robin.hale@outlook.example',
      givenName: 'Robin',
    });
  });
});

describe('signing in with MSAL Node', () => {
  const loopback = 'http://localhost:53682/';

  /** What the browser would bring back to the loopback address: a redirect's query, or a form that posts itself. */
  async function readAnswer(reply: Response): Promise<URLSearchParams> {
    const location = reply.headers.get('location');
    if (location !== null) return new URL(location).searchParams;
    const fields = (await reply.text()).matchAll(/name="([^"]*)" value="([^"]*)"/g);
    return new URLSearchParams(Object.fromEntries([...fields].map(([, name, value]) => [name, value])));
  }

  async function msal(cloud: MicrosoftCloud, responseMode: 'query' | 'form_post') {
    const { authorize, token } = cloud.endpoints;
    const issuer = `${cloud.url}/common/v2.0`;
    const metadata = {
      issuer,
      authorization_endpoint: authorize,
      token_endpoint: token,
      jwks_uri: `${cloud.url}/keys`,
    };
    const client = new PublicClientApplication({
      auth: {
        clientId: 'kith-test',
        authority: 'https://login.kith.test/t',
        knownAuthorities: ['login.kith.test'],
        authorityMetadata: JSON.stringify(metadata),
      },
    });
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const url = await client.getAuthCodeUrl({
      scopes: ['Contacts.ReadWrite'],
      redirectUri: loopback,
      responseMode,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      state: 'abc',
    });
    const answer = await readAnswer(await fetch(url, { redirect: 'manual' }));
    expect(answer.get('state')).toBe('abc');
    const request = { code: answer.get('code') ?? '', scopes: ['Contacts.ReadWrite'], redirectUri: loopback };
    return { client, verifier, request };
  }

  it('gets a token by code and by refresh, and reads contacts with it', async () => {
    const { cloud, send } = await openSession({ autoConsent: true, now: Date.now, contacts: people(1) });
    const { client, verifier, request } = await msal(cloud, 'query');
    const result = await client.acquireTokenByCode({ ...request, codeVerifier: verifier });
    expect(result.account?.username).toBe('robin.hale@outlook.example');
    expect(result.account?.homeAccountId).toBe(
      '00000000-0000-0000-1234-56789abcdef0.9188040d-6c67-4c5b-b112-36a304b66dad',
    );
    const account = result.account;
    if (account === null) throw new Error('no account');
    const silent = await client.acquireTokenSilent({
      account,
      scopes: ['Contacts.ReadWrite'],
      forceRefresh: true,
    });
    expect(silent.accessToken).not.toBe(result.accessToken);
    const listed = await send('GET', '/v1.0/me/contacts', { token: silent.accessToken });
    expect(listed.json.value).toHaveLength(1);
    cloud.faults.refreshRefused = 'passwordChanged';
    const again = client.acquireTokenSilent({ account, scopes: ['Contacts.ReadWrite'], forceRefresh: true });
    await expect(again).rejects.toMatchObject({ errorCode: 'invalid_grant', name: 'ServerError' });
    cloud.faults.refreshRefused = 'badToken';
    const lost = client.acquireTokenSilent({ account, scopes: ['Contacts.ReadWrite'], forceRefresh: true });
    await expect(lost).rejects.toMatchObject({ name: 'InteractionRequiredAuthError' });
  });

  it('gives a new refresh token at each use and leaves the old one good', async () => {
    const { cloud } = await openSession({ autoConsent: true, now: Date.now });
    const { verifier, request } = await msal(cloud, 'query');
    const redeem = async (fields: Record<string, string>): Promise<Loose> => {
      const body = new URLSearchParams({ client_id: 'kith-test', ...fields });
      return (await fetch(cloud.endpoints.token, { method: 'POST', body })).json();
    };
    const { code, redirectUri } = request;
    const proof = { code, redirect_uri: redirectUri, code_verifier: verifier };
    const first = await redeem({ grant_type: 'authorization_code', ...proof });
    const second = await redeem({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(second.refresh_token).toEqual(expect.any(String));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const again = await redeem({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(again.access_token).toEqual(expect.any(String));
    const used = await redeem({ grant_type: 'authorization_code', ...proof });
    expect(used).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
  });

  it('asks the person, who can allow or deny', async () => {
    const { cloud } = await openSession();
    const query = new URLSearchParams({
      client_id: 'kith-test',
      response_type: 'code',
      redirect_uri: 'http://localhost:5/',
      scope: 'openid offline_access Contacts.ReadWrite',
      state: 's1',
    });
    const page = await (await fetch(`${cloud.endpoints.authorize}?${query.toString()}`)).text();
    expect(page).toContain('id="allow"');
    const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const decide = async (decision: string): Promise<URLSearchParams> => {
      const body = new URLSearchParams({ decision });
      const reply = await fetch(cloud.url + action, { method: 'POST', body, redirect: 'manual' });
      return new URL(reply.headers.get('location') ?? '').searchParams;
    };
    expect((await decide('deny')).get('error')).toBe('access_denied');
    const allowed = await decide('allow');
    expect([allowed.get('state'), allowed.has('code')]).toEqual(['s1', true]);
  });

  it('checks the PKCE verifier', async () => {
    const { cloud } = await openSession({ autoConsent: true, now: Date.now });
    const { client, request } = await msal(cloud, 'form_post');
    const forged = client.acquireTokenByCode({ ...request, codeVerifier: 'x'.repeat(43) });
    await expect(forged).rejects.toMatchObject({ errorCode: 'invalid_grant' });
  });
});
describe('listing', () => {
  it('pages by ten unless told, up to a thousand', async () => {
    const { get } = await openSession({ contacts: people(25) });
    const first = await get('/v1.0/me/contacts?$select=givenName&$orderby=givenName desc');
    expect(first.json.value).toHaveLength(10);
    expect(Object.keys(first.json.value[0]).sort()).toEqual(['@odata.etag', 'givenName', 'id']);
    expect(first.json.value[0].givenName).toBe('Person024');
    const second = await get(first.json['@odata.nextLink']);
    const third = await get(second.json['@odata.nextLink']);
    expect(third.json.value).toHaveLength(5);
    expect(third.json.value[4].givenName).toBe('Person000');
    expect(third.json).not.toHaveProperty('@odata.nextLink');
    expect((await get('/v1.0/me/contacts?$top=1000')).json.value).toHaveLength(25);
    expect((await get('/v1.0/me/contacts?$top=1001')).status).toBe(400);
  });

  it('filters by address and refuses filters it cannot read', async () => {
    const { get, post } = await openSession({ contacts: people(2) });
    await post('/v1.0/me/contacts', { emailAddresses: [{ address: 'Ada@Example.com' }] });
    const filter = encodeURIComponent("emailAddresses/any(a:a/address eq 'ada@example.com')");
    expect((await get(`/v1.0/me/contacts?$filter=${filter}`)).json.value).toHaveLength(1);
    const both = encodeURIComponent("givenName eq 'Person001' or startswith(givenName,'nobody')");
    expect((await get(`/v1.0/me/contacts?$filter=${both}`)).json.value).toHaveLength(1);
    expect(refused(await get(`/v1.0/me/contacts?$filter=${encodeURIComponent("givenName 'x'")}`))[0]).toBe(
      400,
    );
    expect(
      refused(
        await get(`/v1.0/me/contacts?$filter=${encodeURIComponent("phones/any(p:p/number eq '1')")}`),
      )[2],
    ).toBe("Could not find a property named 'phones' on type 'Microsoft.OutlookServices.Contact'.");
  });
});

describe('ids, etags and preconditions', () => {
  it('tells malformed ids from unknown ones, and case apart', async () => {
    const { cloud, get, send, post } = await openSession();
    const { json } = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    const malformed = [400, 'ErrorInvalidIdMalformed', 'Id is malformed.'];
    expect(refused(await get('/v1.0/me/contacts/nonsense'))).toEqual(malformed);
    expect(refused(await get(`/v1.0/me/contacts/${encodeURIComponent(json.id)}`))).toEqual(malformed);
    expect(refused(await send('PATCH', '/v1.0/me/contacts/nonsense', { body: {} }))).toEqual([
      405,
      'ErrorInvalidRequest',
      'The OData request is not supported.',
    ]);
    const swapped = json.id
      .replace(/[a-z]/g, (letter: string) => letter.toUpperCase())
      .replace(/^AAMKAG/, 'AAMkAG');
    expect((await get(`/v1.0/me/contacts/${swapped}`)).status).toBe(404);
    expect((await send('DELETE', `/v1.0/me/contacts/${json.id}`)).status).toBe(204);
    expect(refused(await send('DELETE', `/v1.0/me/contacts/${json.id}`))).toEqual([
      404,
      'ErrorItemNotFound',
      'The specified object was not found in the store.',
    ]);
    expect(cloud.book.all()).toEqual([]);
  });

  it('obeys If-Match in each of its modes', async () => {
    const { cloud, send, post } = await openSession();
    const { json } = await post('/v1.0/me/contacts', { givenName: 'Ada' });
    const path = `/v1.0/me/contacts/${json.id}`;
    const change = (etag: string, nickName: string): Promise<Reply> =>
      send('PATCH', path, { body: { nickName }, headers: { 'if-match': etag } });
    const second = await change(json['@odata.etag'], 'A');
    expect(second.status).toBe(200);
    const conflict =
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.';
    expect(refused(await change(json['@odata.etag'], 'B'))).toEqual([
      412,
      'ErrorIrresolvableConflict',
      conflict,
    ]);
    expect((await change('*', 'C')).status).toBe(200);
    cloud.faults.ifMatch = 'enforce409';
    expect(refused(await change(json['@odata.etag'], 'D'))[0]).toBe(409);
    const removal = await send('DELETE', path, { headers: { 'if-match': json['@odata.etag'] } });
    expect(removal.status).toBe(409);
    cloud.faults.ifMatch = 'ignore';
    expect((await change(json['@odata.etag'], 'E')).status).toBe(200);
    cloud.faults.spuriousConflict = { times: 1 };
    expect(refused(await send('PATCH', path, { body: {} }))[0]).toBe(412);
    expect((await send('PATCH', path, { body: {} })).status).toBe(200);
  });

  it('gives immutable ids when asked, and takes either kind', async () => {
    const { cloud, get } = await openSession({ contacts: people(1) });
    const asked = { prefer: 'IdType="ImmutableId"' };
    const plain = (await get('/v1.0/me/contacts')).json.value[0];
    const reply = await get('/v1.0/me/contacts', asked);
    const immutable = reply.json.value[0];
    expect(reply.headers.get('preference-applied')).toBe('IdType="ImmutableId"');
    expect(immutable.id).not.toBe(plain.id);
    const moved = cloud.book.move(plain.id, cloud.book.createFolder('Friends'));
    expect(moved['id']).not.toBe(plain.id);
    expect((await get(`/v1.0/me/contacts/${plain.id}`)).status).toBe(404);
    expect((await get(`/v1.0/me/contacts/${immutable.id}`)).json.id).toBe(moved['id']);
    expect((await get(`/v1.0/me/contacts/${String(moved['id'])}`, asked)).json.id).toBe(immutable.id);
  });
});

describe('folders, categories and photos', () => {
  it('lists folders without the default one, nests them, and addresses contacts through them', async () => {
    const { get, post, send } = await openSession({ contacts: people(1) });
    expect((await get('/v1.0/me/contactFolders')).json.value).toEqual([]);
    const outer = (await post('/v1.0/me/contactFolders', { displayName: 'Friends' })).json;
    expect(refused(await post('/v1.0/me/contactFolders', { displayName: 'friends' }))[1]).toBe(
      'ErrorFolderExists',
    );
    const inner = (await post(`/v1.0/me/contactFolders/${outer.id}/childFolders`, { displayName: 'Old' }))
      .json;
    expect(inner.parentFolderId).toBe(outer.id);
    expect((await get('/v1.0/me/contactFolders')).json.value.map((each: { id: string }) => each.id)).toEqual([
      outer.id,
    ]);
    const made = (await post(`/v1.0/me/contactFolders/${inner.id}/contacts`, { givenName: 'Bo' })).json;
    expect(made.parentFolderId).toBe(inner.id);
    expect((await get('/v1.0/me/contacts')).json.value).toHaveLength(1);
    const known = (await get('/v1.0/me/contactFolders/contacts')).json;
    expect((await get(`/v1.0/me/contactFolders/${known.id}/contacts`)).json.value).toHaveLength(1);
    expect((await get(`/v1.0/me/contactFolders/contacts/contacts/${made.id}`)).status).toBe(404);
    expect((await get(`/v1.0/me/contactFolders/${inner.id}/contacts/${made.id}`)).json.givenName).toBe('Bo');
    expect((await send('DELETE', `/v1.0/me/contactFolders/${outer.id}`)).status).toBe(204);
    expect((await get(`/v1.0/me/contacts/${made.id}`)).status).toBe(404);
  });

  it('tells folders apart by delta', async () => {
    const { cloud, send, round } = await openSession();
    const id = cloud.book.createFolder('A');
    const first = await round('/v1.0/me/contactFolders/delta');
    expect(first.all.map((each) => each.displayName)).toEqual(['A']);
    await send('DELETE', `/v1.0/me/contactFolders/${id}`);
    expect((await round(first.link)).all).toEqual([{ '@removed': { reason: 'deleted' }, id }]);
  });

  it('keeps master categories with names that cannot change', async () => {
    const { get, post, send } = await openSession();
    const made = await post('/v1.0/me/outlook/masterCategories', { displayName: 'Family', color: 'preset4' });
    expect(made.status).toBe(201);
    expect((await post('/v1.0/me/outlook/masterCategories', { displayName: 'family' })).status).toBe(409);
    const path = `/v1.0/me/outlook/masterCategories/${made.json.id}`;
    expect((await send('PATCH', path, { body: { displayName: 'Kin' } })).status).toBe(400);
    expect((await send('PATCH', path, { body: { color: 'preset25' } })).status).toBe(400);
    expect((await send('PATCH', path, { body: { color: 'preset7' } })).json.color).toBe('preset7');
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await get('/v1.0/me/outlook/masterCategories')).json.value).toEqual([]);
  });

  it('serves photos of up to 4 MB, removes them by an empty PUT, and has no DELETE', async () => {
    const { cloud, get, send } = await openSession({ contacts: people(1) });
    const contact = (await get('/v1.0/me/contacts')).json.value[0];
    const path = `/v1.0/me/contacts/${contact.id}/photo/$value`;
    expect(refused(await get(path))).toEqual([404, 'ErrorItemNotFound', "The photo wasn't found."]);
    const headers = { 'content-type': 'image/jpeg' };
    const big = new Uint8Array(4 * 1024 * 1024 + 1);
    expect((await send('PUT', path, { body: big, headers })).status).toBe(413);
    expect((await send('PUT', path, { body: new Uint8Array([1, 2]), headers })).status).toBe(200);
    expect(cloud.book.all()[0]).toMatchObject({ photo: { contentType: 'image/jpeg', base64: 'AQI=' } });
    const after = (await get(`/v1.0/me/contacts/${contact.id}`)).json;
    expect(after['@odata.etag']).not.toBe(contact['@odata.etag']);
    expect((await get(`/v1.0/me/contacts/${contact.id}/photo`)).json['@odata.mediaContentType']).toBe(
      'image/jpeg',
    );
    expect((await send('DELETE', path)).status).toBe(405);
    expect((await send('PUT', path, { headers })).status).toBe(200);
    expect((await get(path)).status).toBe(404);
    cloud.faults.photosRefused = true;
    expect((await get(path)).status).toBe(403);
  });
});

describe('misbehaviour and control', () => {
  it('throttles with either body and as long as told', async () => {
    const { cloud, get } = await openSession();
    cloud.faults.status = { code: 429, times: 1, retryAfter: '2.128' };
    const observed = await get('/v1.0/me/contacts');
    expect(observed.headers.get('retry-after')).toBe('2.128');
    expect(refused(observed)[1]).toBe('ApplicationThrottled');
    cloud.faults.throttleBody = 'documented';
    cloud.faults.status = { code: 429, times: 1 };
    const documented = await get('/v1.0/me/contacts');
    expect(refused(documented)).toEqual([429, 'TooManyRequests', 'Please retry again later.']);
    cloud.faults.status = { code: 503, times: 1 };
    expect(refused(await get('/v1.0/me/contacts'))).toEqual([503, 'UnknownError', '']);
  });

  it('edits as another device does, and lists everything raw', async () => {
    const { cloud, post, send } = await openSession();
    const { json } = await post('/_control/contacts', {
      givenName: 'Ada', displayName: 'Lady A', phones: [{ type: 'pager', number: '1' }],
    }); // prettier-ignore
    const id = String(json.id);
    await send('PATCH', `/_control/contacts/${encodeURIComponent(id)}`, { body: { nickName: 'x' } });
    const listed = await fetch(`${cloud.url}/_control/contacts`).then(
      (reply) => reply.json() as Promise<Loose>,
    );
    expect(listed.contacts[0]).toMatchObject({ displayName: 'Lady A', nickName: 'x', gender: null });
    expect(listed.contacts[0].singleValueExtendedProperties).toContainEqual({
      id: 'String 0x3a21',
      value: '1',
    });
    expect((await send('DELETE', `/_control/contacts/${id}`)).status).toBe(204);
    expect(cloud.log.requests).toEqual([]);
  });

  it('fills itself with people of a seed, photos, categories and MAPI properties among them', async () => {
    const { cloud } = await openSession({ contacts: 300, seed: 5 });
    const all = cloud.book.all() as Loose[];
    expect(all).toHaveLength(300);
    expect(new Set(all.map((each) => each.id)).size).toBe(300);
    expect(all.some((each) => each.photo !== null)).toBe(true);
    expect(all.some((each) => each.categories.length > 0)).toBe(true);
    const ids = new Set(
      all.flatMap((each) =>
        each.singleValueExtendedProperties.map((property: { id: string }) => property.id),
      ),
    );
    expect(ids.has('String 0x3a24')).toBe(true);
    expect(ids.has('SystemTime 0x3a41')).toBe(true);
    expect([...ids].some((id) => String(id).includes('0x804f'))).toBe(true);
    const twin = await openSession({ contacts: 300, seed: 5 });
    expect(twin.cloud.book.all()).toEqual(all);
  });
});
