// Owns: holding the practice Google's reads, listings and faults to the People API's documented and observed behaviour.
// Leaves to others: writing (google-cloud-writes.test.ts), its sign-in pages (google-cloud-signin.test.ts).
import { describe, expect, it } from 'vitest';
import { practiceGoogle, refused } from './support/practice-google.ts';
import type { Json } from './support/practice-google.ts';

const { ask, bearer, cloud, contactOnly, get, list, make, patch, post, read, restart, signInAgain, wait } =
  practiceGoogle();

describe('authorization', () => {
  it('refuses a request without a token, with an expired one, and without the contacts scope', async () => {
    const bare = await fetch(`${cloud().url}/v1/people/me?personFields=names`);
    expect(bare.status).toBe(401);
    expect(((await bare.json()) as Json)['error'].status).toBe('UNAUTHENTICATED');
    const reader = cloud().signIn.issueAccessToken({ scopes: ['openid'] });
    const scope = refused(
      await ask('GET', 'people/me/connections?personFields=names', undefined, reader),
      403,
      'PERMISSION_DENIED',
    );
    expect(scope['message']).toBe('Request had insufficient authentication scopes.');
    expect(scope['details'][0].reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    wait(3600_000);
    refused(await list(), 401, 'UNAUTHENTICATED');
  });
});

describe('masks, parameters and bodies', () => {
  it('requires personFields and refuses paths outside the list', async () => {
    const missing = refused(await get('people/me/connections'), 400, 'INVALID_ARGUMENT');
    expect(missing['message']).toMatch(
      /^personFields mask is required\. Please specify one or more valid paths\./,
    );
    refused(await get('people/me/connections?personFields=names,fileAses'), 400, 'INVALID_ARGUMENT');
    refused(
      await get('people:batchGet?personFields=shoeSize&resourceNames=people/c1'),
      400,
      'INVALID_ARGUMENT',
    );
  });

  it('refuses unknown parameters and sources but not the standard ones', async () => {
    const unknown = refused(await list('&pagesize=3'), 400, 'INVALID_ARGUMENT');
    expect(unknown['message']).toContain('Unknown name "pagesize": Cannot bind query parameter.');
    refused(await list('&sources=CONTACT'), 400, 'INVALID_ARGUMENT');
    expect((await list('&prettyPrint=false&alt=json&fields=connections&$alt=json')).status).toBe(200);
  });

  it('refuses unknown names, wrong types and unknown enum values in a body, telling where', async () => {
    const name = refused(await post('people:createContact', { nickname: 'x' }), 400, 'INVALID_ARGUMENT');
    expect(name['message']).toBe(
      `Invalid JSON payload received. Unknown name "nickname" at 'person': Cannot find field.`,
    );
    const deep = refused(
      await post('people:createContact', { names: [{ first: 'A' }] }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(deep['message']).toContain(`Unknown name "first" at 'person.names[0]'`);
    const type = refused(
      await post('people:createContact', { names: [{ givenName: 7 }] }),
      400,
      'INVALID_ARGUMENT',
    );
    expect(type['details'][0].fieldViolations[0].field).toBe('person.names[0].given_name');
    refused(
      await post('people:createContact', { nicknames: [{ value: 'B', type: 'PET' }] }),
      400,
      'INVALID_ARGUMENT',
    );
  });
});

describe('listing', () => {
  it('pages, and gives a sync token on the last page only and only when asked', async () => {
    const first = await list('&pageSize=3&requestSyncToken=true');
    expect(first.json['connections']).toHaveLength(3);
    expect(first.json['nextSyncToken']).toBeUndefined();
    const last = await list(`&pageSize=3&requestSyncToken=true&pageToken=${first.json['nextPageToken']}`);
    expect(last.json['connections']).toHaveLength(2);
    expect(last.json['nextPageToken']).toBeUndefined();
    expect(last.json['nextSyncToken']).toBeTypeOf('string');
    expect((await list()).json['nextSyncToken']).toBeUndefined();
    const names = [...first.json['connections'], ...last.json['connections']].map(
      (person: Json) => person['resourceName'],
    );
    expect(new Set(names).size).toBe(5);
  });

  it('refuses a page token or a sync token with other parameters', async () => {
    const page = await list('&pageSize=3&requestSyncToken=true');
    const token = `&pageToken=${page.json['nextPageToken']}`;
    refused(await list(`&pageSize=2&requestSyncToken=true${token}`), 400, 'INVALID_ARGUMENT');
    const { nextSyncToken } = (await list('&requestSyncToken=true')).json;
    refused(
      await get(`people/me/connections?personFields=names&${contactOnly}&syncToken=${nextSyncToken}`),
      400,
      'INVALID_ARGUMENT',
    );
    refused(
      await get(`people/me/connections?personFields=names,metadata&syncToken=${nextSyncToken}`),
      400,
      'INVALID_ARGUMENT',
    );
    refused(await list(`&pageSize=7&syncToken=${nextSyncToken}`), 400, 'INVALID_ARGUMENT');
    refused(await list('&syncToken=nonsense'), 400, 'INVALID_ARGUMENT');
    refused(await list('&pageSize=1001'), 400, 'INVALID_ARGUMENT');
  });

  it('tells changes and deletions since a token, then nothing at all', async () => {
    const { connections, nextSyncToken } = (await list('&requestSyncToken=true')).json;
    const [edited, removed] = connections.map((person: Json) => String(person['resourceName'])) as [
      string,
      string,
    ];
    cloud().book.edit(edited, { names: [{ givenName: 'Changed' }] });
    cloud().book.remove(removed);
    const changes = (await list(`&requestSyncToken=true&syncToken=${nextSyncToken}`)).json;
    expect(changes['connections']).toHaveLength(2);
    expect(changes['connections'][0].names[0].displayName).toBe('Changed');
    expect(changes['connections'][1]).toMatchObject({ resourceName: removed, metadata: { deleted: true } });
    const quiet = await list(`&requestSyncToken=true&syncToken=${changes['nextSyncToken']}`);
    expect(Object.keys(quiet.json)).toEqual(['nextSyncToken']);
  });

  it('expires tokens seven days after the full sync, whatever was synced in between', async () => {
    const first = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    wait(6 * 86_400_000);
    signInAgain();
    const second = (await list(`&requestSyncToken=true&syncToken=${first}`)).json['nextSyncToken'];
    wait(86_400_000);
    signInAgain();
    const error = refused(await list(`&syncToken=${second}`), 400, 'FAILED_PRECONDITION');
    expect(error['message']).toBe(
      'Sync token is expired. Clear local cache and retry call without the sync token.',
    );
    expect(error['details'][0].reason).toBe('EXPIRED_SYNC_TOKEN');
  });

  it('expires the tokens given so far on command, and can say 410', async () => {
    const old = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    cloud().expireSyncTokens();
    refused(await list(`&syncToken=${old}`), 400, 'FAILED_PRECONDITION');
    const fresh = (await list('&requestSyncToken=true')).json['nextSyncToken'];
    expect((await list(`&syncToken=${fresh}`)).status).toBe(200);
    cloud().faults.expiredSyncToken = { way: 'gone', times: 1 };
    expect((await list(`&syncToken=${fresh}`)).status).toBe(410);
    expect((await list(`&syncToken=${fresh}`)).status).toBe(200);
  });

  it('hides late writes from listings but not from reads, and shows them afterwards', async () => {
    const { nextSyncToken } = (await list('&requestSyncToken=true')).json;
    cloud().faults.hideWrites = true;
    const created = (
      await post('people:createContact?personFields=names', { names: [{ givenName: 'Late' }] })
    ).json;
    expect((await get(`${created['resourceName']}?personFields=names`)).status).toBe(200);
    const early = (await list(`&requestSyncToken=true&syncToken=${nextSyncToken}`)).json;
    expect(early['connections']).toBeUndefined();
    expect((await list()).json['connections']).toHaveLength(5);
    delete cloud().faults.hideWrites;
    const late = (await list(`&syncToken=${early['nextSyncToken']}`)).json;
    expect(late['connections'][0].resourceName).toBe(created['resourceName']);
  });

  it('truncates e-mail addresses at 100, which a get does not', async () => {
    const emailAddresses = Array.from({ length: 120 }, (_, n) => ({ value: `a${n}@example.com` }));
    const name = make({ emailAddresses });
    const listed = (await get(`people/me/connections?personFields=emailAddresses`)).json['connections'];
    expect(listed.find((person: Json) => person['resourceName'] === name).emailAddresses).toHaveLength(100);
    expect((await read(name))['emailAddresses']).toHaveLength(120);
  });

  it('merges PROFILE values unless only the contact is asked for', async () => {
    await restart({ contacts: 1, profileEvery: 1 });
    const merged = (await get('people/me/connections?personFields=emailAddresses,metadata')).json[
      'connections'
    ][0];
    const types = merged.emailAddresses.map((email: Json) => email['metadata'].source.type);
    expect(types).toContain('PROFILE');
    const alone = (await list()).json['connections'][0];
    expect(alone.metadata.sources.map((source: Json) => source['type'])).toEqual(['CONTACT']);
  });

  it('tells former resource names in listings with a sync token', async () => {
    const { connections, nextSyncToken } = (await list('&requestSyncToken=true')).json;
    const old = String(connections[0].resourceName);
    const renamed = cloud().book.rename(old);
    const changed = (await list(`&syncToken=${nextSyncToken}`)).json['connections'];
    expect(changed[0]).toMatchObject({
      resourceName: renamed['resourceName'],
      metadata: { previousResourceNames: [old] },
    });
    expect((await read(old))['resourceName']).toBe(renamed['resourceName']);
  });
});

describe('quotas and faults', () => {
  it('refuses writes over the quota of the minute; updateContact uses up reads', async () => {
    cloud().faults.writesPerMinute = 1;
    await post('people:createContact', {});
    const error = refused(await post('people:createContact', {}), 429, 'RESOURCE_EXHAUSTED');
    expect(error['details'][0]).toMatchObject({
      reason: 'RATE_LIMIT_EXCEEDED',
      metadata: { quota_limit: 'CriticalWritesPerMinutePerProjectPerUser' },
    });
    expect(cloud().book.size).toBe(6);
    wait(60_000);
    expect((await post('people:createContact', {})).status).toBe(200);
    delete cloud().faults.writesPerMinute;
    const person = (await list()).json['connections'][0];
    cloud().faults.readsPerMinute = 1;
    await patch(person, { nicknames: [{ value: 'Bo' }] });
    expect(refused(await list(), 429, 'RESOURCE_EXHAUSTED')['message']).toContain('Critical read requests');
  });

  it('drops the reply of a write it applied, once', async () => {
    cloud().faults.dropReplyAfterApply = { times: 1 };
    expect((await list()).status).toBe(200);
    refused(await post('people:createContact', { names: [{}, {}] }), 400, 'INVALID_ARGUMENT');
    await expect(post('people:createContact', {})).rejects.toThrow();
    expect(cloud().book.size).toBe(6);
    expect((await post('people:createContact', {})).status).toBe(200);
  });

  it('takes faults by the control route: status with Retry-After, half a body, HTML, offline', async () => {
    const control = (body: unknown): Promise<Response> =>
      fetch(`${cloud().url}/_control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await control({ status: { code: 503, times: 1, retryAfter: 7, match: 'connections' } });
    const busy = await fetch(`${cloud().url}/v1/people/me/connections?personFields=names`);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '7']);
    expect((await list()).status).toBe(200);
    await control({ halfJson: { times: 1 } });
    await expect(list()).rejects.toThrow(SyntaxError);
    await control({ html: true });
    const portal = await fetch(`${cloud().url}/v1/people/me/connections?personFields=names`);
    expect(portal.headers.get('content-type')).toContain('text/html');
    await control({ html: null, offline: true });
    await expect(list()).rejects.toThrow();
    await fetch(`${cloud().url}/_control/faults`, { method: 'DELETE' });
    expect((await list()).status).toBe(200);
  });

  it('logs requests without their tokens, and control requests not at all', async () => {
    await list('&pageSize=2');
    const log = (await (await fetch(`${cloud().url}/_control/log`)).json()) as Json;
    expect(log['requests']).toHaveLength(1);
    expect(log['requests'][0]).toMatchObject({ n: 1, method: 'GET', status: 200, query: { pageSize: '2' } });
    expect(JSON.stringify(log)).not.toContain(bearer());
    await fetch(`${cloud().url}/_control/log`, { method: 'DELETE' });
    expect(cloud().log.requests).toEqual([]);
  });

  it('lets another device create, edit and delete through control routes', async () => {
    const send = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const response = await fetch(`${cloud().url}/_control/contacts${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.status === 204 ? {} : ((await response.json()) as Json);
    };
    const made = await send('POST', '', { names: [{ givenName: 'Ann' }], nicknames: [{ value: 'A' }] });
    const id = String(made['resourceName']).slice('people/'.length);
    const edited = await send('PATCH', `/${id}`, { names: [{ givenName: 'Bea' }] });
    expect(edited).toMatchObject({ names: [{ givenName: 'Bea' }], nicknames: [{ value: 'A' }] });
    expect((await send('GET', ''))['contacts']).toHaveLength(6);
    await send('DELETE', `/${id}`);
    expect(cloud().book.size).toBe(5);
  });
});
