// Owns: what the Microsoft provider does with answers no practice cloud gives: foreign links, endless pages, batches
// with holes, servers without extended properties or well-known folders. Leaves to others: the contract tests.
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../main/core/account.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { microsoftProvider } from '../../../main/providers/microsoft/microsoft-provider.ts';
import type { ContactProvider, ProviderAccount, RemotePage } from '../../../main/providers/provider.ts';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | {
        readonly requests: readonly {
          readonly id: string;
          readonly method: string;
          readonly url: string;
          readonly headers: Readonly<Record<string, string>>;
        }[];
      }
    | undefined;
}

type Script = (url: string, sent: Sent) => { readonly status?: number; readonly json?: unknown };

const account: ProviderAccount = { id: 'a1' as AccountId };
const ROOT = 'https://graph.example/v1.0';
const REFUSED = {
  status: 400,
  json: { error: { code: 'BadRequest', message: 'Parsing OData Select and Expand failed.' } },
};
const NOT_FOUND = { status: 404, json: { error: { code: 'ErrorItemNotFound', message: 'Not found.' } } };

/** Answers each path by a function; the parts of a batch get theirs from the same function. */
function scripted(script: Script): {
  provider: ContactProvider;
  sent: Sent[];
  pull: (cursor: string | null) => Promise<RemotePage[]>;
} {
  const sent: Sent[] = [];
  const provider = microsoftProvider({
    graphUrl: 'https://graph.example',
    now: () => 1_000_000,
    accessToken: () => Promise.resolve('secret'),
    fetch: (url, init) => {
      const body = init?.body === undefined ? undefined : (JSON.parse(init.body as string) as Sent['body']);
      const one: Sent = {
        method: init?.method ?? 'GET',
        url,
        headers: init?.headers as Record<string, string>,
        body,
      };
      sent.push(one);
      const own = script(url.replace(ROOT, ''), one);
      if (own.json !== undefined || own.status !== undefined || body === undefined)
        return Promise.resolve(answer(own));
      const responses = body.requests.map(({ id, url: part }) => {
        const { status = 200, json = {} } = script(part, one);
        return { id, status, headers: {}, body: json };
      });
      return Promise.resolve(answer({ json: { responses: responses.reverse() } }));
    },
  });
  const pull = async (cursor: string | null): Promise<RemotePage[]> => {
    const pages: RemotePage[] = [];
    for await (const page of provider.pull(account, cursor, { knownEtag: () => null })) pages.push(page);
    return pages;
  };
  return { provider, sent, pull };
}

function answer({ status = 200, json }: { readonly status?: number; readonly json?: unknown }): Response {
  return new Response(status === 204 ? null : JSON.stringify(json ?? {}), { status });
}

const folder = { id: 'F=', displayName: 'Contacts' };
const ada: JsonObject = {
  id: 'A/1?#=',
  '@odata.etag': 'W/"1"',
  displayName: 'Ada',
  emailAddresses: [],
  parentFolderId: 'F=',
};

/** A mailbox with one folder; `delta` answers its changes. */
function mailbox(
  delta: (url: string) => { readonly status?: number; readonly json?: unknown },
  more: Script = () => ({}),
): Script {
  return (url, sent) => {
    if (url.includes('/delta')) return delta(url);
    const special = more(url, sent);
    if (special.status !== undefined || special.json !== undefined) return special;
    if (url === '/me/contactFolders/contacts') return { json: folder };
    if (url.includes('olders?') || url.startsWith('/me/contacts?')) return { json: { value: [] } };
    return url.startsWith('/me/contacts/') ? { json: ada } : {};
  };
}

const end = (...value: JsonObject[]): { json: unknown } => ({
  json: { value, '@odata.deltaLink': `${ROOT}/me/delta?t=end` },
});

describe('links', () => {
  it.each([
    ['another host', 'https://graph.example.evil.test/v1.0/me/contacts/delta?t=2'],
    ['another port', 'https://graph.example:8443/v1.0/me/contacts/delta?t=2'],
    ['no TLS', 'http://graph.example/v1.0/me/contacts/delta?t=2'],
    ['a host behind a user name', 'https://graph.example@evil.test/delta'],
  ])('never takes the token to %s', async (_where, link) => {
    const { pull, sent } = scripted(mailbox(() => ({ json: { value: [], '@odata.nextLink': link } })));
    await expect(pull(null)).rejects.toMatchObject({ code: 'provider.badResponse' });
    expect(sent.filter((one) => !one.url.startsWith(`${ROOT}/`))).toEqual([]);
  });

  it('checks the stored link as well', async () => {
    const { pull, sent } = scripted(mailbox(() => end()));
    const pages = await pull(null);
    const moved = (pages[0]?.cursor ?? '').replace('graph.example', 'evil.test');
    sent.length = 0;
    await expect(pull(moved)).rejects.toMatchObject({ code: 'provider.badResponse' });
    expect(sent).toEqual([]);
  });

  it.each([
    [
      'a page that leads to itself',
      (url: string) => ({ json: { value: [], '@odata.nextLink': `${ROOT}/me/delta?t=1`, url } }),
    ],
    [
      'pages that lead round in a circle',
      (url: string) => ({
        json: { value: [], '@odata.nextLink': `${ROOT}/me/delta?t=${url.endsWith('t=1') ? 2 : 1}` },
      }),
    ],
    ['a page that leads nowhere', () => ({ json: { value: [] } })],
    ['a page without a list', () => ({ json: { value: 7, '@odata.deltaLink': `${ROOT}/me/delta` } })],
    ['an entry without an id', () => end({ displayName: 'x' })],
  ])('takes %s for no answer', async (_what, delta) => {
    await expect(scripted(mailbox(delta)).pull(null)).rejects.toMatchObject({ code: 'provider.badResponse' });
  });
});

describe('requests', () => {
  it('asks for immutable ids and a page size in one header, with no query option, at the folder', async () => {
    const { pull, sent } = scripted(mailbox(() => end()));
    await pull(null);
    expect(sent[1]).toMatchObject({
      url: `${ROOT}/me/contactFolders/F=/contacts/delta`,
      headers: { prefer: 'IdType="ImmutableId", odata.maxpagesize=200', authorization: 'Bearer secret' },
    });
    expect(sent[0]?.body?.requests.every((part) => part.headers['Prefer'] === 'IdType="ImmutableId"')).toBe(
      true,
    );
  });

  it('asks for more changes at once than contacts of a listing, since most are echoes of its own writes', async () => {
    const { pull, sent } = scripted(mailbox(() => end()));
    const [first] = await pull(null);
    await pull(first!.cursor);
    expect(sent.at(-1)?.headers['prefer']).toBe('IdType="ImmutableId", odata.maxpagesize=1000');
  });

  it('puts ids into paths so that they stay ids', async () => {
    const { provider, sent } = scripted(mailbox(() => end()));
    await provider.fetch(account, ['A/1?#=', 'B']);
    expect(sent[0]?.body?.requests.map((part) => part.url.split('?')[0])).toEqual([
      '/me/contacts/A%2F1%3F%23=',
      '/me/contacts/B',
    ]);
  });

  it('lets the last of repeated entries count', async () => {
    const { pull } = scripted(mailbox(() => end(ada, { id: 'A/1?#=', '@removed': { reason: 'changed' } })));
    expect(await pull(null)).toMatchObject([{ contacts: [], tombstones: ['A/1?#='] }]);
  });

  it('stops when it is told to', async () => {
    const { provider } = scripted(mailbox(() => end()));
    const aborted = AbortSignal.abort();
    const fetching = microsoftProvider({
      graphUrl: 'https://graph.example',
      now: () => 0,
      accessToken: () => Promise.resolve('t'),
      fetch: (_url, init) =>
        Promise.reject(
          init?.signal?.aborted === true ? new DOMException('x', 'AbortError') : new Error('not aborted'),
        ),
    });
    await expect(fetching.fetch(account, ['A'], aborted)).rejects.toMatchObject({ code: 'sync.cancelled' });
    expect(
      await fetching.write(account, [{ kind: 'create', key: 'k', createKey: 'c', fields: {} }], aborted),
    ).toMatchObject([{ kind: 'ambiguous' }]);
    expect(provider.kind).toBe('microsoft');
  });
});

describe('refusals', () => {
  it('asks to sign in again where Microsoft wants more proof', async () => {
    const { pull } = scripted(() => ({
      status: 403,
      json: { error: { code: 'insufficient_claims', message: 'x' } },
    }));
    await expect(pull(null)).rejects.toMatchObject({ code: 'auth.required' });
  });
});

describe('servers that know less', () => {
  it('goes to /me/contacts/delta where folders are not known', async () => {
    const { pull, sent } = scripted((url) => {
      if (url.startsWith('/me/contactFolders')) return NOT_FOUND;
      if (url === '/me/contacts/delta') return end(ada);
      return url.startsWith('/me/contacts/A')
        ? { json: { ...ada, parentFolderId: undefined } }
        : url.startsWith('/me')
          ? { json: { value: [] } }
          : {};
    });
    const pages = await pull(null);
    expect(pages).toMatchObject([
      { contacts: [{ scope: 'contacts', fields: { name: { display: 'Ada' } } }], completed: ['contacts'] },
    ]);
    expect(sent.map((one) => one.url).filter((url) => url.includes('delta'))).toEqual([
      `${ROOT}/me/contactFolders/contacts/contacts/delta`,
      `${ROOT}/me/contacts/delta`,
    ]);
  });

  it("takes the default folder's id from a contact where the well-known name is not known", async () => {
    const { pull, sent } = scripted(
      mailbox(
        () => end(),
        (url) => {
          if (url.startsWith('/me/contactFolders/contacts')) return NOT_FOUND;
          return url.includes('$select=parentFolderId')
            ? { json: { value: [{ id: 'A', parentFolderId: 'G=' }] } }
            : {};
        },
      ),
    );
    expect((await pull(null))[0]?.completed).toContain('G=');
    expect(sent.at(-1)?.url).toBe(`${ROOT}/me/contactFolders/G=/contacts/delta`);
  });

  it('finds the folders below the default one also where the well-known name is not known', async () => {
    const { pull } = scripted(
      mailbox(
        () => end(),
        (url) => {
          if (url.startsWith('/me/contactFolders/contacts')) return NOT_FOUND;
          if (url.startsWith('/me/contactFolders/G/childFolders'))
            return { json: { value: [{ id: 'H', displayName: 'Below' }] } };
          return url.includes('$select=parentFolderId')
            ? { json: { value: [{ id: 'A', parentFolderId: 'G' }] } }
            : {};
        },
      ),
    );
    expect((await pull(null)).flatMap(({ completed }) => completed)).toContain('H');
  });

  it.each([400, 501])(
    'reads without extended properties where $expand is refused with %i from the start',
    async (status) => {
      const { pull, provider, sent } = scripted(
        mailbox(
          () => end(ada),
          (url) => (url.includes('$expand') ? { ...REFUSED, status } : {}),
        ),
      );
      const pages = await pull(null);
      expect(pages[0]?.contacts).toMatchObject([{ fields: { name: { display: 'Ada' } } }]);
      sent.length = 0;
      expect((await provider.fetch(account, ['A'])).size).toBe(1);
    },
  );

  it('does not take a later refusal for extended properties that were deleted', async () => {
    let refuses = false;
    const { pull, provider } = scripted(
      mailbox(
        () => end(ada),
        (url) => (refuses && url.includes('$expand') ? REFUSED : {}),
      ),
    );
    const pages = await pull(null);
    refuses = true;
    await expect(pull(pages[0]?.cursor ?? null)).rejects.toMatchObject({ code: 'provider.rejected' });
    await expect(provider.fetch(account, ['A'])).rejects.toMatchObject({ code: 'provider.rejected' });
  });
});

describe('write', () => {
  const creates = ['a', 'b'].map((key) => ({
    kind: 'create' as const,
    key,
    createKey: key,
    fields: { name: { display: key } },
  }));

  it('says of an operation without an answer that nobody knows', async () => {
    const { provider } = scripted(() => ({
      json: { responses: [{ id: '2', status: 201, body: { id: 'B', '@odata.etag': 'W/"1"' } }] },
    }));
    expect(await provider.write(account, creates)).toMatchObject([
      { kind: 'ambiguous', key: 'a' },
      { kind: 'done', key: 'b', contact: { remoteId: 'B' } },
    ]);
  });

  it('says the same of a create that succeeded without an id', async () => {
    const { provider } = scripted(() => ({
      json: {
        responses: [
          { id: '1', status: 201, body: null },
          { id: '2', status: 204 },
        ],
      },
    }));
    expect((await provider.write(account, creates)).map((one) => one.kind)).toEqual([
      'ambiguous',
      'ambiguous',
    ]);
  });

  it('narrows a batch that Graph refuses as a whole', async () => {
    const { provider } = scripted(() => ({
      status: 400,
      json: { error: { code: 'BadRequest', message: 'Invalid batch payload format.' } },
    }));
    expect((await provider.write(account, creates)).map((one) => one.kind)).toEqual([
      'notApplied',
      'notApplied',
    ]);
    expect(await provider.write(account, creates.slice(1))).toMatchObject([
      { kind: 'refused', error: { code: 'provider.rejected' } },
    ]);
  });

  it('[law 2] knows no version of an update whose reply does not show the contact, so that it is read', async () => {
    const { provider } = scripted((_url, { body }) => {
      const version = body?.requests[0]?.method === 'GET' ? 1 : 2;
      return {
        json: { responses: [{ id: '1', status: 200, body: { id: 'A', '@odata.etag': `W/"${version}"` } }] },
      };
    });
    const [fields, base] = [{ name: { display: 'New' } }, { name: { display: 'Old' } }];
    const outcome = await provider.write(account, [
      { kind: 'update', key: 'a', remoteId: 'A', etag: 'W/"1"', base, fields, changed: ['name'] },
    ]);
    expect(outcome).toEqual([{ kind: 'done', key: 'a', contact: null }]);
  });

  it.each([
    [424, 'notApplied'],
    [429, 'notApplied'],
    [405, 'refused'],
    [502, 'ambiguous'],
  ])('an update answered %i is %s', async (status, kind) => {
    const { provider } = scripted(() => ({
      json: { responses: [{ id: '1', status, headers: { 'retry-after': '3' }, body: {} }] },
    }));
    const outcomes = await provider.write(account, [
      {
        kind: 'update',
        key: 'u',
        remoteId: 'A',
        // Without a version nothing is asked before the write.
        etag: '',
        base: {},
        fields: { fileAs: 'x' },
        changed: ['fileAs'],
      },
    ]);
    expect(outcomes).toMatchObject([{ kind, key: 'u' }]);
    if (status === 429)
      expect(outcomes).toMatchObject([{ error: { code: 'provider.throttled', context: { retryAfter: 3 } } }]);
  });

  it('knows that nothing was applied where there was no connection', async () => {
    const provider = microsoftProvider({
      graphUrl: 'https://graph.example',
      now: () => 0,
      accessToken: () => Promise.resolve('t'),
      fetch: () =>
        Promise.reject(
          new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
        ),
    });
    await expect(provider.write(account, creates)).rejects.toMatchObject({ code: 'network.offline' });
  });
});
