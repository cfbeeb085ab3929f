// Owns: holding the practice Microsoft cloud to what is known of delta and of batches.
// Leaves to others: what Kith makes of those answers.
import { describe, expect, it } from 'vitest';
import type { MicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';
import { openSession, people, refused } from '../clouds/microsoft/session.ts';
import type { Loose } from '../clouds/microsoft/session.ts';

describe('delta', () => {
  const folderDelta = '/v1.0/me/contactFolders/contacts/contacts/delta';

  it('pages by ten unless each request prefers otherwise', async () => {
    const { get, round } = await openSession({ contacts: people(25) });
    const plain = await round('/v1.0/me/contacts/delta');
    expect(plain.pages.map((page) => page.length)).toEqual([10, 10, 5]);
    const prefer = { prefer: 'odata.maxpagesize=20' };
    const first = await get(folderDelta, prefer);
    expect(first.headers.get('preference-applied')).toBe('odata.maxpagesize=20');
    expect(first.json.value).toHaveLength(20);
    const forgetful = await get(folderDelta, { prefer: 'odata.maxpagesize=3' });
    expect((await get(forgetful.json['@odata.nextLink'])).json.value).toHaveLength(10);
    expect(first.json.value[0]).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('reports edits whole, deletions as tombstones, and nothing of what came and went in between', async () => {
    const { cloud, round, post, send } = await openSession({ contacts: people(3) });
    const first = await round(folderDelta);
    const [a, b] = first.all;
    expect((await round(first.link)).all).toEqual([]);
    cloud.book.edit(a.id, { nickName: 'new' });
    cloud.book.remove(b.id);
    const brief = await post('/v1.0/me/contacts', { givenName: 'Brief' });
    await send('DELETE', `/v1.0/me/contacts/${brief.json.id}`);
    const second = await round(first.link);
    expect(second.all).toHaveLength(2);
    expect(second.all[0]).toMatchObject({ id: a.id, nickName: 'new', givenName: 'Person000' });
    expect(second.all[1]).toEqual({ '@removed': { reason: 'deleted' }, id: b.id });
    expect((await round(second.link)).all).toEqual([]);
    expect((await round(first.link)).all, 'a link can be used again').toHaveLength(2);
  });

  it('leaves out what goes while a round is under way, and says so in the next', async () => {
    const { cloud, get, round } = await openSession({ contacts: people(12) });
    const first = await get(folderDelta);
    const late = String(cloud.book.all()[11]?.['id']);
    cloud.book.remove(late);
    const rest = await round(first.json['@odata.nextLink']);
    expect(rest.all).toHaveLength(1);
    expect((await round(rest.link)).all).toEqual([{ '@removed': { reason: 'deleted' }, id: late }]);
  });

  it('reports a move as gone from one folder and new in the other', async () => {
    const { cloud, round } = await openSession({ contacts: people(1) });
    const folder = cloud.book.createFolder('Friends');
    const here = await round(folderDelta, { prefer: 'IdType="ImmutableId"' });
    const there = await round(`/v1.0/me/contactFolders/${folder}/contacts/delta`);
    const moved = cloud.book.move(here.all[0].id, folder);
    const gone = (await round(here.link, { prefer: 'IdType="ImmutableId"' })).all;
    expect(gone).toEqual([{ '@removed': { reason: 'changed' }, id: here.all[0].id }]);
    expect((await round(there.link)).all[0].id).toBe(moved['id']);
  });

  it('tells of a move that it hid for a while in both folders, whole where the contact came to', async () => {
    const { cloud, round } = await openSession({ contacts: people(2) });
    const [moved] = cloud.book.all();
    const folder = cloud.book.createFolder('Friends');
    const path = `/v1.0/me/contactFolders/${folder}/contacts/delta`;
    const prefer = { prefer: 'IdType="ImmutableId"' };
    const [here, there] = [await round(folderDelta, prefer), await round(path, prefer)];
    cloud.faults.hideWrites = true;
    cloud.faults.sparseDelta = true;
    cloud.book.move(String(moved?.['id']), folder);
    const [quietHere, quietThere] = [await round(here.link, prefer), await round(there.link, prefer)];
    expect([...quietHere.all, ...quietThere.all]).toEqual([]);
    delete cloud.faults.hideWrites;
    const { id } = here.all[0];
    expect((await round(quietHere.link, prefer)).all).toEqual([{ '@removed': { reason: 'changed' }, id }]);
    expect((await round(quietThere.link, prefer)).all[0]).toMatchObject({ id, givenName: 'Person000' });
  });

  it('reports neither photos nor open extensions, and extended properties unless switched off', async () => {
    const { cloud, round, send, post } = await openSession({ contacts: people(1) });
    const first = await round(folderDelta);
    const path = `/v1.0/me/contacts/${first.all[0].id}`;
    await send('PUT', `${path}/photo/$value`, {
      body: new Uint8Array([1]),
      headers: { 'content-type': 'image/jpeg' },
    });
    await post(`${path}/extensions`, { extensionName: 'x' });
    expect((await round(first.link)).all).toEqual([]);
    const body = { singleValueExtendedProperties: [{ id: 'String 0x3A1E', value: 'car' }] };
    cloud.faults.extendedChangesUntracked = true;
    await send('PATCH', path, { body });
    expect((await round(first.link)).all).toEqual([]);
    await send('PATCH', path, { body: { nickName: 'x' } });
    const named = await round(first.link);
    expect(named.all).toHaveLength(1);
    delete cloud.faults.extendedChangesUntracked;
    await send('PATCH', path, { body });
    expect((await round(named.link)).all).toHaveLength(1);
  });

  it('has switches for sparse updates, repeated contacts, an empty last page and hidden writes', async () => {
    const { cloud, round, get, post } = await openSession({ contacts: people(12) });
    cloud.faults.repeatInDelta = true;
    cloud.faults.emptyLastPage = true;
    const first = await round(folderDelta);
    expect(first.pages.map((page) => page.length)).toEqual([10, 3, 1]);
    delete cloud.faults.repeatInDelta;
    cloud.faults.sparseDelta = true;
    cloud.book.edit(first.all[0].id, { nickName: 'new' });
    const second = await round(first.link);
    expect(second.pages.map((page) => page.length)).toEqual([1, 0]);
    const keys = ['@odata.etag', 'changeKey', 'id', 'lastModifiedDateTime', 'nickName'];
    expect(Object.keys(second.all[0]).sort()).toEqual(keys);
    cloud.faults.hideWrites = true;
    const made = await post('/v1.0/me/contacts', { givenName: 'Late' });
    cloud.book.edit(first.all[1].id, { nickName: 'late' });
    const third = await round(second.link);
    expect(third.all).toEqual([]);
    expect((await get('/v1.0/me/contacts?$count=true')).json['@odata.count']).toBe(12);
    expect((await get(`/v1.0/me/contacts/${made.json.id}`)).json.givenName).toBe('Late');
    delete cloud.faults.hideWrites;
    expect((await round(third.link)).all.map((each) => each.nickName ?? each.givenName).sort()).toEqual([
      'Late',
      'late',
    ]);
    cloud.book.remove(made.json.id);
    expect((await round(third.link)).all.map((each) => each.nickName)).toEqual(['late']);
  });

  it('that hides a deletion tells of the move before it', async () => {
    const { cloud, round } = await openSession({ contacts: people(2) });
    const first = await round(folderDelta);
    const second = cloud.book.createFolder('Second');
    const moved = cloud.book.move(first.all[0].id, second);
    cloud.faults.hideWrites = true;
    cloud.book.remove(String(moved['id']));
    const told = await round(first.link);
    expect(told.all).toMatchObject([{ id: first.all[0].id, '@removed': { reason: 'changed' } }]);
    delete cloud.faults.hideWrites;
    expect((await round(told.link)).all).toEqual([]);
  });

  it("refuses query options with the service's own sentence, but $select on the folder form", async () => {
    const { get, round } = await openSession({ contacts: people(1) });
    for (const option of ['$expand=photo', '$filter=x', '$orderby=x', '$search=x', '$top=5']) {
      expect(refused(await get(`${folderDelta}?${option}`))).toEqual([
        400,
        'ErrorInvalidUrlQuery',
        "The following parameters are not supported with change tracking over the 'Contacts' resource: '$orderby, $filter, $select, $expand, $search, $top'.",
      ]);
    }
    expect((await get('/v1.0/me/contacts/delta?$select=id')).status).toBe(400);
    expect(Object.keys((await round(`${folderDelta}?$select=givenName`)).all[0])).toEqual([
      '@odata.etag',
      'id',
      'givenName',
    ]);
  });

  it('resets in each of the known ways', async () => {
    const { cloud, round, get } = await openSession({ contacts: people(1) });
    const { link } = await round(folderDelta);
    const reset = async (
      code: NonNullable<Exclude<MicrosoftCloud['faults']['deltaReset'], true>>['code'],
    ) => {
      cloud.faults.deltaReset = { times: 1, ...(code === undefined ? {} : { code }) };
      return get(link);
    };
    expect(refused(await reset(undefined)).slice(0, 2)).toEqual([410, 'SyncStateNotFound']);
    const again = await reset('resyncRequired');
    expect(refused(again).slice(0, 2)).toEqual([410, 'resyncRequired']);
    expect((await get(again.headers.get('location') ?? '')).json.value).toHaveLength(1);
    expect(refused(await reset('ErrorInvalidIdMalformed'))[0]).toBe(400);
    expect(refused(await reset('ErrorItemNotFound'))[0]).toBe(404);
    expect((await get(link)).status).toBe(200);
    const token = new URL(link).search;
    expect((await get(`/v1.0/me/contacts/delta${token}`)).status, 'a token of another collection').toBe(400);
    cloud.book.forgetSyncState();
    expect(refused(await get(link))[1]).toBe('SyncStateNotFound');
    expect((await get(`${folderDelta}?$deltatoken=garbage`)).status).toBe(400);
  });
});

describe('$batch', () => {
  const batch = (requests: unknown[]) => ({ requests });
  const header = { 'Content-Type': 'application/json' };
  const creation = (id: string, extra: object = {}) => ({
    id, method: 'POST', url: '/me/contacts', headers: header, body: { givenName: id }, ...extra,
  }); // prettier-ignore

  it('answers each sub-request by id, in another order', async () => {
    const { get, post, cloud } = await openSession();
    const { json } = await post(
      '/v1.0/$batch',
      batch([creation('1'), creation('2'), { id: '3', method: 'GET', url: 'me/contacts?$top=5' }]),
    );
    expect(json.responses.map((each: { id: string }) => each.id)).toEqual(['3', '2', '1']);
    expect(json.responses[0].body.value).toHaveLength(2);
    expect(json.responses[2]).toMatchObject({ status: 201, body: { givenName: '1' } });
    const [first] = cloud.book.all();
    const path = `/me/contacts/${String(first?.['id'])}`;
    const changed = await post('/v1.0/$batch', batch([
      { id: 'a', method: 'PATCH', url: path, headers: { ...header, 'If-Match': 'W/"old"' }, body: { nickName: 'x' } },
      { id: 'b', method: 'DELETE', url: path },
      { id: 'c', method: 'PUT', url: `${path}/photo/$value`, headers: { 'Content-Type': 'image/png' }, body: 'AQI=' },
    ])); // prettier-ignore
    const statuses = Object.fromEntries(changed.json.responses.map((each: Loose) => [each.id, each.status]));
    expect(statuses).toEqual({ a: 412, b: 204, c: 404 });
    expect((await get('/v1.0/me/contacts')).json.value).toHaveLength(1);
  });

  it.each([
    ['more than 20', Array.from({ length: 21 }, (_, at) => creation(String(at))), /exceed the limit/],
    ['ids that differ only in case', [creation('a'), creation('A')], /unique/],
    ['nothing', [], /Invalid batch payload format/],
    ['absolute addresses', [creation('1', { url: 'https://graph.microsoft.com/v1.0/me' })], /relative/],
    [
      'a body without Content-Type',
      [creation('1', { headers: {} })],
      "Write request with id '1' does not contain a Content-Type header.",
    ],
    [
      'a write without a body',
      [creation('1', { body: undefined })],
      /does not contain Content-Type header or body/,
    ],
    ['a dependency on nobody', [creation('1'), creation('2', { dependsOn: ['9'] })], /dependsOn/],
  ])('is refused whole for %s', async (_, requests, message) => {
    const { post, cloud } = await openSession();
    const [status, code, text] = refused(await post('/v1.0/$batch', batch(requests)));
    expect([status, code]).toEqual([400, 'BadRequest']);
    expect(text).toMatch(message);
    expect(cloud.book.all()).toEqual([]);
  });

  it('fails what depends on a failure with 424, and refuses nesting', async () => {
    const { post } = await openSession();
    const { json } = await post('/v1.0/$batch', batch([
      { id: '1', method: 'GET', url: '/me/contacts/nonsense' },
      creation('2', { dependsOn: ['1'] }),
      creation('3', { dependsOn: ['2'] }),
    ])); // prettier-ignore
    expect(json.responses.map((each: { status: number }) => each.status)).toEqual([424, 424, 400]);
    const nested = await post('/v1.0/$batch', batch([creation('1', { url: '/$batch' })]));
    expect(nested.json.responses[0].status).toBe(400);
  });

  it('throttles beyond four at once, saying or not saying how long', async () => {
    const { cloud, post } = await openSession();
    cloud.faults.batchConcurrency = 4;
    const six = batch(['1', '2', '3', '4', '5', '6'].map((id) => creation(id)));
    const last = async () => (await post('/v1.0/$batch', six)).json.responses[0];
    expect(await last()).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '1' },
      body: {
        error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
      },
    });
    expect(cloud.book.all()).toHaveLength(4);
    cloud.faults.batchRetryAfter = 'decimal';
    expect((await last()).headers['Retry-After']).toBe('2.128');
    cloud.faults.batchRetryAfter = 'missing';
    expect((await last()).headers).not.toHaveProperty('Retry-After');
  });

  it('lets a fault of one path reach a sub-request', async () => {
    const { cloud, post } = await openSession();
    cloud.faults.status = { code: 503, times: 1, match: '/me/contacts', retryAfter: '7' };
    const { json } = await post('/v1.0/$batch', batch([creation('1'), creation('2')]));
    expect(json.responses[1]).toMatchObject({ status: 503, headers: { 'Retry-After': '7' } });
    expect(json.responses[0].status).toBe(201);
  });
});
