// Owns: the Microsoft provider at servers that lack what it would rather use: JSON batches, lists, filters, extended
// properties in lists. Leaves to others: links, holes and folders (microsoft-provider.test.ts), the contract tests.
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../main/core/account.ts';
import type { Json, JsonObject } from '../../../main/core/json.ts';
import { microsoftProvider } from '../../../main/providers/microsoft/microsoft-provider.ts';
import type { RemotePage, WriteOperation } from '../../../main/providers/provider.ts';

const account = { id: 'a1' as AccountId };
const FILTER = '$filter';
const EXPAND = '$expand';

interface Part {
  readonly status: number;
  readonly body?: JsonObject;
}

interface Ways {
  /** The status of every batch; absent: batches work. */
  readonly batchStatus?: number;
  readonly batchLimit?: number;
  /** How the parts of a batch say their status and body. */
  readonly say?: (part: Part) => { readonly status: Json; readonly body?: Json };
  readonly lists?: boolean;
  readonly filters?: 'obeyed' | 'ignored' | 'empty' | 'refused';
  /** The status of changes by folder; absent: they work. */
  readonly folderDelta?: number;
}

const refusal = (status: number): Part => ({ status, body: { error: { code: 'BadRequest', message: 'x' } } });

/** A mailbox of `count` contacts, each with a pager (an extended property), in one folder. */
function mailbox(count: number, ways: Ways) {
  const contacts = new Map<string, JsonObject>();
  const put = (id: string, more: JsonObject = {}) =>
    contacts.set(id, {
      id,
      '@odata.etag': `W/"${id}"`,
      displayName: id,
      emailAddresses: [],
      parentFolderId: 'F',
      singleValueExtendedProperties: [{ id: 'String 0x3A21', value: `pager ${id}` }],
      ...more,
    });
  for (let index = 0; index < count; index++) put(`c${index}`);
  const asked: string[] = [];
  const shown = (one: JsonObject, url: string): JsonObject => {
    const { singleValueExtendedProperties: _extended, ...rest } = one;
    return url.includes(EXPAND) ? one : rest;
  };
  const list = (url: string): Part => {
    const filter = new URL(url, 'https://x').searchParams.get(FILTER);
    if (filter === null)
      return ways.lists === false
        ? refusal(405)
        : { status: 200, body: { value: [...contacts.values()].map((one) => shown(one, url)) } };
    if (ways.filters === 'refused') return refusal(400);
    const key = /value eq '([^']+)'/.exec(filter)?.[1] ?? '';
    const hits = [...contacts.values()].filter((one) => JSON.stringify(one).includes(key));
    const found =
      ways.filters === 'ignored' ? [...contacts.values()].slice(0, 10) : ways.filters === 'empty' ? [] : hits;
    return { status: 200, body: { value: found.map((one) => shown(one, url)) } };
  };
  const one = (method: string, url: string, body: JsonObject | undefined): Part => {
    asked.push(`${method} ${url.split('?')[0]}`);
    if (url.includes('/delta')) {
      if (url.includes('contactFolders') && ways.folderDelta !== undefined) return refusal(ways.folderDelta);
      return {
        status: 200,
        body: {
          value: [...contacts.values()].map((contact) => shown(contact, url)),
          '@odata.deltaLink': 'https://graph.example/v1.0/me/contacts/delta?end',
        },
      };
    }
    if (url === '/me/contactFolders/contacts') return { status: 200, body: { id: 'F' } };
    if (url.includes('contactFolders') && !url.includes('/contacts?'))
      return { status: 200, body: { value: [] } };
    if (method === 'POST') {
      const id = `n${contacts.size}`;
      put(id, body);
      return { status: 201, body: shown(contacts.get(id)!, url) };
    }
    if (/contacts\?/.test(url)) return list(url);
    const found = contacts.get(decodeURIComponent(url.split('?')[0]!.split('/').at(-1)!));
    return found === undefined
      ? refusal(404)
      : { status: method === 'DELETE' ? 204 : 200, body: shown(found, url) };
  };
  const provider = microsoftProvider({
    graphUrl: 'https://graph.example',
    now: () => 0,
    accessToken: () => Promise.resolve('t'),
    fetch: (input, init) => {
      const url = input.replace('https://graph.example/v1.0', '');
      const body = init?.body === undefined ? undefined : (JSON.parse(init.body as string) as JsonObject);
      if (url !== '/$batch') return Promise.resolve(response(one(init?.method ?? 'GET', url, body)));
      const requests = body?.['requests'] as readonly {
        id: string;
        method: string;
        url: string;
        body?: JsonObject;
      }[];
      if (ways.batchStatus !== undefined) return Promise.resolve(response(refusal(ways.batchStatus)));
      if (requests.length > (ways.batchLimit ?? 20)) return Promise.resolve(response(refusal(400)));
      const say = ways.say ?? ((part: Part) => part);
      const responses = requests.map((part) => ({
        id: part.id,
        ...say(one(part.method, part.url, part.body)),
      }));
      return Promise.resolve(response({ status: 200, body: { responses: responses as unknown as Json } }));
    },
  });
  const pull = async (): Promise<RemotePage[]> => {
    const pages: RemotePage[] = [];
    for await (const page of provider.pull(account, null, { knownEtag: () => null })) pages.push(page);
    return pages;
  };
  return { provider, pull, put, asked, contacts };
}

function response({ status, body }: Part): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status });
}

const pagers = (pages: readonly RemotePage[]) =>
  pages.flatMap((page) => page.contacts.map(({ fields }) => fields.phones?.[0]?.number)).sort();
const expected = (count: number) => Array.from({ length: count }, (_, index) => `pager c${index}`).sort();

const base64 = (body: JsonObject) => Buffer.from(JSON.stringify(body)).toString('base64');

describe('every contact arrives whole', () => {
  it.each([
    ['without batches: 404', { batchStatus: 404 }],
    ['without batches: 501', { batchStatus: 501 }],
    ['with batches of four, which does not list', { batchLimit: 4, lists: false }],
    ['with statuses as texts', { say: ({ status, ...rest }: Part) => ({ status: String(status), ...rest }) }],
    [
      'with bodies as JSON texts',
      { say: ({ status, body }: Part) => ({ status, body: JSON.stringify(body) }) },
    ],
    ['with bodies in base64', { say: ({ status, body }: Part) => ({ status, body: base64(body ?? {}) }) }],
    ['that does not list', { lists: false }],
    ['that knows changes only as /me/contacts/delta: 501', { folderDelta: 501 }],
    ['that knows changes only as /me/contacts/delta: 405', { folderDelta: 405, lists: false }],
  ] satisfies [string, Ways][])('from a server %s', async (_, ways) => {
    expect(pagers(await mailbox(25, ways).pull())).toEqual(expected(25));
  });
});

describe('writes without batches', () => {
  const operations: readonly WriteOperation[] = [
    { kind: 'create', key: 'a', createKey: 'k-a', fields: { name: { display: 'A' } } },
    {
      kind: 'update',
      key: 'b',
      remoteId: 'c0',
      etag: 'W/"c0"',
      base: {},
      fields: { fileAs: 'B' },
      changed: ['fileAs'],
    },
    { kind: 'delete', key: 'c', remoteId: 'c1', etag: 'W/"c1"' },
    { kind: 'delete', key: 'd', remoteId: 'c9', etag: 'W/"c9"' },
  ];

  it('go one by one, each with its outcome', async () => {
    const { provider, asked } = mailbox(2, { batchStatus: 404 });
    const outcomes = await provider.write(account, operations);
    expect(outcomes.map(({ key, kind }) => [key, kind])).toEqual([
      ['a', 'done'],
      ['b', 'done'],
      ['c', 'done'],
      ['d', 'gone'],
    ]);
    expect(asked.filter((one) => !one.startsWith('GET'))).toEqual([
      'POST /me/contacts',
      'PATCH /me/contacts/c0',
      'DELETE /me/contacts/c1',
      'DELETE /me/contacts/c9',
    ]);
  });

  it('stop at a lost reply: nobody knows of that one, and the rest was not sent', async () => {
    const sent: string[] = [];
    const provider = microsoftProvider({
      graphUrl: 'https://graph.example',
      now: () => 0,
      accessToken: () => Promise.resolve('t'),
      fetch: (url, init) => {
        if (url.endsWith('/$batch')) return Promise.resolve(response(refusal(404)));
        if (init?.method === 'GET') return Promise.resolve(response(refusal(404)));
        sent.push(`${init?.method} ${new Headers(init?.headers).get('if-match')}`);
        return sent.length === 2
          ? Promise.reject(new TypeError('cut'))
          : Promise.resolve(response({ status: 201, body: { id: 'n' } }));
      },
    });
    const outcomes = await provider.write(account, operations);
    expect(outcomes.map(({ key, kind }) => [key, kind])).toEqual([
      ['a', 'done'],
      ['b', 'ambiguous'],
      ['c', 'notApplied'],
      ['d', 'notApplied'],
    ]);
    expect(sent).toEqual(['POST null', 'PATCH W/"c0"']);
  });
});

describe('[law 9] a create whose reply was lost is found', () => {
  it.each(['obeyed', 'ignored', 'empty', 'refused'] as const)('where filters are %s', async (filters) => {
    const { provider, contacts } = mailbox(25, { filters });
    await provider.write(account, [
      { kind: 'create', key: 'a', createKey: 'k-lost', fields: { name: { display: 'A' } } },
    ]);
    const found = await provider.findCreated(account, ['k-lost', 'k-never']);
    expect([...found].map(([key, { remoteId }]) => [key, remoteId])).toEqual([
      ['k-lost', [...contacts.keys()].at(-1)],
    ]);
  });
});
