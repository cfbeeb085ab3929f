// Owns: one practice cloud with a sign-in at it, as the linking tests drive both alike. Leaves to others: the tests.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { createGoogleSignIn } from '../../main/accounts/google-sign-in.ts';
import { createMicrosoftSignIn } from '../../main/accounts/microsoft-sign-in.ts';
import type { SignedIn, SignIn } from '../../main/accounts/sign-in.ts';
import { secretsInMemory } from '../../main/accounts/secret-files.ts';
import type { Fetch } from '../../main/accounts/token-fetch.ts';
import { AppError } from '../../main/core/errors.ts';
import type { SecretStore } from '../../main/core/ports.ts';
import { startGoogleCloud } from '../clouds/google/google-cloud.ts';
import type { SignIn as CloudSignIn } from '../clouds/kit/signin.ts';
import type { RequestLog } from '../clouds/kit/log.ts';
import { startMicrosoftCloud } from '../clouds/microsoft/microsoft-cloud.ts';
import { testClock } from '../unit/accounts/test-clock.ts';

export const users = [
  { id: '11111111-1111', email: 'ada@example.test', name: 'Ada Lovelace' },
  { id: '22222222-2222', email: 'ben@example.test', name: 'Ben Okri' },
];

export const hour = 3_600_000;
export const never = new AbortController().signal;

export type Provider = 'google' | 'microsoft';

interface Cloud {
  readonly log: RequestLog;
  readonly faults: { offline?: boolean; html?: true | { status?: number; match?: string } };
  readonly signIn: CloudSignIn;
  close(): Promise<void>;
}

/** What a person does in the browser. `tick` are the scopes left ticked; absent: all. */
export interface Person {
  readonly decision: 'allow' | 'deny';
  readonly user?: string;
  readonly tick?: readonly string[];
}

export interface Bench {
  readonly provider: Provider;
  readonly cloud: Cloud;
  readonly clock: ReturnType<typeof testClock>;
  readonly secrets: SecretStore;
  readonly stored: Map<string, string>;
  readonly unkept: AppError[];
  /** Switches for the network between Kith and the cloud. */
  readonly network: { tamper?: (response: Response) => Promise<Response>; silent?: boolean };
  /** Makes storing fail. */
  refuseToStore: AppError | undefined;
  readonly signIn: SignIn;
  /** The app started again: a new sign-in over the same secrets. */
  restarted(clientId?: string | null): SignIn;
  link(person?: Person, options?: { expected?: string; signal?: AbortSignal }): Promise<SignedIn>;
  linked(accountId: string): Promise<SignedIn>;
  /** Opens an address as a browser does and follows it back to Kith; the text of the last page. */
  browse(url: string, person?: Person): Promise<string>;
  tokenRequests(): number;
  close(): Promise<void>;
}

export async function openBench(provider: Provider): Promise<Bench> {
  const clock = testClock();
  const google = provider === 'google' ? await startGoogleCloud({ users, now: clock.now }) : undefined;
  const microsoft =
    provider === 'microsoft' ? await startMicrosoftCloud({ users, now: clock.now }) : undefined;
  const cloud = (google ?? microsoft) as Cloud;
  const stored = new Map<string, string>();
  const memory = secretsInMemory();
  const network: Bench['network'] = {};
  const fetchThrough: Fetch = async (input, init) => {
    if (network.silent === true) return hang(init?.signal);
    const response = await fetch(input, init);
    return network.tamper ? network.tamper(response) : response;
  };
  const secrets: SecretStore = {
    kind: 'keychain',
    get: (key) => memory.get(key),
    set: async (key, value) => {
      if (bench.refuseToStore) throw bench.refuseToStore;
      stored.set(key, value);
      await memory.set(key, value);
    },
    delete: async (key) => {
      stored.delete(key);
      await memory.delete(key);
    },
  };
  const unkept: AppError[] = [];
  const create = (clientId: string | null = 'kith-desktop'): SignIn => {
    const shared = {
      client: () => (clientId === null ? undefined : { id: clientId, secret: 'not-a-secret' }),
      secrets,
      fetch: fetchThrough,
      clock,
      token256: () => randomBytes(32).toString('base64url'),
      onUnkept: (_: string, error: AppError) => void unkept.push(error),
    };
    if (google) return createGoogleSignIn({ ...shared, endpoints: google.endpoints });
    if (microsoft) return createMicrosoftSignIn({ ...shared, endpoints: microsoft.endpoints });
    throw new Error('no cloud');
  };
  const bench: Bench = {
    provider,
    cloud,
    clock,
    secrets,
    stored,
    unkept,
    network,
    refuseToStore: undefined,
    signIn: create(),
    restarted: create,
    link: async (person, options = {}) => {
      const { signal = new AbortController().signal, ...rest } = options;
      const attempt = await bench.signIn.start({ signal, ...rest });
      await browse(attempt.url, person);
      return attempt.finished;
    },
    linked: async (accountId) => {
      const signedIn = await bench.link();
      await signedIn.keep(accountId);
      return signedIn;
    },
    browse,
    tokenRequests: () => cloud.log.requests.filter(({ path }) => path.endsWith('/token')).length,
    close: () => cloud.close(),
  };
  return bench;
}

async function browse(url: string, person?: Person): Promise<string> {
  const back = await fetch(await consentOf(url, person));
  return back.text();
}

function hang(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason as Error)),
  );
}

/** Consents in the browser and gives the address it is sent back to, without going there yet. */
export async function consentOf(url: string, person: Person = { decision: 'allow' }): Promise<string> {
  const address = new URL(url);
  if (person.user !== undefined) address.searchParams.set('user', person.user);
  const scopes = person.tick ?? (address.searchParams.get('scope') ?? '').split(' ');
  const form = new URLSearchParams({ decision: person.decision });
  for (const scope of scopes) form.set(`scope:${scope}`, 'on');
  const consent = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
  return consent.headers.get('location') ?? '';
}

/** The error of a promise, checked to hold no secret however deep one looks. */
export async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  const seen = inspect(error, { depth: 12, showHidden: true });
  expect(seen).not.toMatch(/practice-(refresh|access|code)|not-a-secret/);
  return error as AppError;
}
