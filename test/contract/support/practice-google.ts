// Owns: speaking to a practice Google in tests: one cloud per test, requests, edits, refusals, a clock.
// Leaves to others: what is expected (the test files).
import { afterEach, beforeEach, expect } from 'vitest';
import { contactsScope, startGoogleCloud } from '../../clouds/google/google-cloud.ts';
import type { GoogleCloud, GoogleCloudOptions } from '../../clouds/google/google-cloud.ts';

export type Json = Record<string, any>;

export interface Reply {
  readonly status: number;
  readonly json: Json;
}

/** A cloud with five contacts before each test, closed after it, and what tests do with it. */
export function practiceGoogle() {
  let cloud: GoogleCloud;
  let bearer = '';
  let clock = 0;

  async function start(options: GoogleCloudOptions = {}): Promise<void> {
    clock = Date.parse('2026-03-01T00:00:00Z');
    cloud = await startGoogleCloud({ profileEvery: 0, now: () => clock, ...options });
    signInAgain();
  }

  function signInAgain(): void {
    bearer = cloud.signIn.issueAccessToken({ scopes: [contactsScope] });
  }

  beforeEach(() => start({ contacts: 5 }));
  afterEach(() => cloud.close());

  async function ask(method: string, path: string, body?: unknown, token = bearer): Promise<Reply> {
    const response = await fetch(`${cloud.url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Json) };
  }

  const get = (path: string): Promise<Reply> => ask('GET', path);
  const contactOnly = 'sources=READ_SOURCE_TYPE_CONTACT';

  return {
    cloud: () => cloud,
    bearer: () => bearer,
    ask,
    get,
    contactOnly,
    signInAgain,
    post: (path: string, body: unknown): Promise<Reply> => ask('POST', path, body),
    /** Another cloud in place of the present one. */
    restart: async (options: GoogleCloudOptions): Promise<void> => {
      await cloud.close();
      await start(options);
    },
    wait: (milliseconds: number): void => {
      clock += milliseconds;
    },
    /** A contact as a client would have read it: with etag and metadata. */
    read: async (resourceName: string, mask = 'names,emailAddresses,metadata'): Promise<Json> =>
      (await get(`${resourceName}?personFields=${mask}&${contactOnly}`)).json,
    list: (query = ''): Promise<Reply> =>
      get(`people/me/connections?personFields=names,metadata&${contactOnly}${query}`),
    patch: (person: Json, changes: Json, mask = Object.keys(changes).join(',')): Promise<Reply> =>
      ask('PATCH', `${person['resourceName']}:updateContact?updatePersonFields=${mask}&${contactOnly}`, {
        etag: person['etag'],
        metadata: person['metadata'],
        ...changes,
      }),
    /** Returns the new contact's resource name. */
    make: (raw: Json): string => String(cloud.book.create(raw)['resourceName']),
  };
}

/** Expects a refusal and returns its error object. */
export function refused(reply: Reply, code: number, status: string): Json {
  expect([reply.status, reply.json['error']?.code, reply.json['error']?.status]).toEqual([
    code,
    code,
    status,
  ]);
  return reply.json['error'] as Json;
}
