// Owns: one test's conversation with a practice Microsoft cloud: started, signed in, closed after the test.
// Leaves to others: what is asked and expected.
import { expect, onTestFinished } from 'vitest';
import { startMicrosoftCloud } from './microsoft-cloud.ts';
import type { MicrosoftCloud, MicrosoftCloudOptions } from './microsoft-cloud.ts';

/** A JSON value of a reply, whose shape only the test knows. */

export type Loose = any;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Loose;
}

export interface Send {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

export interface Session {
  readonly cloud: MicrosoftCloud;
  /** A path, or a whole address as links are. Bytes are sent as they stand, everything else as JSON. */
  send(method: string, path: string, options?: Send): Promise<Reply>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  /** Reads a whole delta round, page after page. */
  round(
    link: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ pages: Loose[][]; all: Loose[]; link: string }>;
}

/** Starts a cloud whose clock stands still, and signs in with every scope. */
export async function openSession(options: MicrosoftCloudOptions = {}): Promise<Session> {
  const cloud = await startMicrosoftCloud({ now: () => Date.parse('2026-01-02T03:04:05Z'), ...options });
  onTestFinished(() => cloud.close());
  const scopes = ['Contacts.ReadWrite', 'User.Read', 'MailboxSettings.ReadWrite'];
  const ownToken = cloud.signIn.issueAccessToken({ scopes });

  async function send(method: string, path: string, request: Send = {}): Promise<Reply> {
    const { body, headers, token = ownToken } = request;
    const bytes = body instanceof Uint8Array;
    const type = body === undefined || bytes ? {} : { 'content-type': 'application/json' };
    const response = await fetch(path.startsWith('http') ? path : `${cloud.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      ...(body === undefined ? {} : { body: bytes ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      json: isJson ? (JSON.parse(text) as Loose) : text,
    };
  }

  const get: Session['get'] = (path, headers = {}) => send('GET', path, { headers });
  return {
    cloud,
    send,
    get,
    post: (path, body) => send('POST', path, { body }),
    async round(link, headers) {
      const pages: Loose[][] = [];
      let next = link;
      for (;;) {
        const page = await get(next, headers);
        expect(page.status).toBe(200);
        pages.push(page.json.value as Loose[]);
        const { '@odata.nextLink': more, '@odata.deltaLink': done } = page.json;
        if (more === undefined) return { pages, all: pages.flat(), link: String(done) };
        next = String(more);
      }
    },
  };
}

/** Status, code and message of a refusal. */
export const refused = (reply: Reply): [number, string, string] => [
  reply.status,
  reply.json.error.code,
  reply.json.error.message,
];

/** Raw contacts with names that sort in order. */
export const people = (count: number): { givenName: string; surname: string }[] =>
  Array.from({ length: count }, (_, at) => ({
    givenName: `Person${String(at).padStart(3, '0')}`,
    surname: 'Test',
  }));

/** The query that shows extended properties. */
export const expandOf = (...ids: string[]): string =>
  `$expand=singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`.replaceAll(
    ' ',
    '%20',
  );
