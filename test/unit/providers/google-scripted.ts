// Owns: a Google provider whose every request is answered by a script, and contacts and operations to try it with.
// Leaves to others: what is expected (the test files beside it).
import { inspect } from 'node:util';
import type { AccountId } from '../../../main/core/account.ts';
import { AppError } from '../../../main/core/errors.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import { googleProvider } from '../../../main/providers/google/google-provider.ts';
import { versionText } from '../../../main/providers/google/google-version.ts';
import type { Fetch } from '../../../main/providers/http.ts';
import type { RemotePage, UpdateOperation, WriteOperation } from '../../../main/providers/provider.ts';

export const account = { id: 'a1' as AccountId };
export const TOKEN = 'ya29.secret-token';

export type Reply =
  | (() => Response | Promise<Response>)
  | {
      readonly status?: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Record<string, string>;
    };

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: JsonObject | null;
  readonly authorization: string | null;
  readonly redirect: RequestInit['redirect'];
}

/** A provider whose requests are answered in order by `replies`, with what it asked. */
export function scripted(replies: readonly Reply[], rootUrl = 'https://people.example/') {
  const asked: Asked[] = [];
  const refreshes: boolean[] = [];
  const fetchImplementation: Fetch = async (input, init) => {
    asked.push({
      method: init?.method ?? 'GET',
      url: new URL(input),
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as JsonObject) : null,
      authorization: new Headers(init?.headers).get('authorization'),
      redirect: init?.redirect,
    });
    const reply = replies[asked.length - 1];
    if (reply === undefined) throw new Error(`no reply to request ${asked.length}`);
    if (typeof reply === 'function') return reply();
    const type = reply.text === undefined ? 'application/json; charset=UTF-8' : 'text/html';
    return new Response(reply.text ?? JSON.stringify(reply.json ?? {}), {
      status: reply.status ?? 200,
      headers: { 'content-type': type, ...reply.headers },
    });
  };
  const provider = googleProvider({
    rootUrl,
    now: () => 0,
    fetchImplementation,
    accessToken: async (_account, options) => {
      refreshes.push(options?.forceRefresh ?? false);
      return TOKEN;
    },
  });
  const pull = async (cursor: string | null, known: Record<string, string> = {}): Promise<RemotePage[]> => {
    const pages: RemotePage[] = [];
    for await (const page of provider.pull(account, cursor, { knownEtag: (id) => known[id] ?? null }))
      pages.push(page);
    return pages;
  };
  return { provider, asked, refreshes, pull };
}

export const failed = async (promise: Promise<unknown>): Promise<AppError> => {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error(`no AppError but ${inspect(thrown)}`);
  return thrown;
};

export const person = (id: string, more: JsonObject = {}): JsonObject => ({
  resourceName: `people/${id}`,
  etag: `%${id}`,
  metadata: { sources: [{ type: 'CONTACT', id, etag: `#${id}` }] },
  ...more,
});
export const etag = (id: string, createKeys: string[] = []) =>
  versionText({ sourceEtag: `#${id}`, sourceId: id, personEtag: `%${id}`, createKeys });
export const problem = (status: number, rpc: string, message: string, details: unknown[] = []) => ({
  status,
  json: { error: { code: status, message, status: rpc, details } },
});
export const reason = (name: string) => [
  { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: name, domain: 'googleapis.com' },
];

export const create = (key: string): WriteOperation => ({
  kind: 'create',
  key,
  createKey: `create-${key}`,
  fields: { name: { given: key } },
});
export const update = (key: string, more: Partial<UpdateOperation> = {}): WriteOperation => ({
  kind: 'update',
  key,
  remoteId: `people/${key}`,
  etag: etag(key),
  base: {},
  fields: { name: { given: key } },
  changed: ['name'],
  ...more,
});
export const remove = (key: string): WriteOperation => ({
  kind: 'delete',
  key,
  remoteId: `people/${key}`,
  etag: etag(key),
});
export const kinds = (outcomes: readonly { key: string; kind: string }[]) =>
  Object.fromEntries(outcomes.map(({ key, kind }) => [key, kind]));
