// Owns: the practice Google cloud as a whole: sign-in rules, routing, quotas, control routes, what tests hold of it.
// Leaves to others: the methods (reads.ts, writes.ts, group-routes.ts) and everything any cloud has (../kit).
import { applies } from '../kit/faults.ts';
import { createLog } from '../kit/log.ts';
import type { RequestLog } from '../kit/log.ts';
import { serveCloud } from '../kit/cloud.ts';
import { createSignIn, identityScopes } from '../kit/signin.ts';
import { controlSignIn } from '../kit/signin-controls.ts';
import type { PracticeUser, SignIn } from '../kit/signin.ts';
import type { Answer, Call, RunningServer } from '../kit/server.ts';
import { makePeople, photoOf } from '../people.ts';
import type { SeedPerson } from '../people.ts';
import type { Account, GoogleFaults, Surroundings } from './account.ts';
import { createBook } from './book.ts';
import { createControls } from './controls.ts';
import type { PracticeBook } from './controls.ts';
import { routeGroups } from './group-routes.ts';
import { createGroups } from './groups.ts';
import type { Raw } from './person-fields.ts';
import { batchGet, getPerson, listConnections } from './reads.ts';
import {
  Refusal,
  apiDisabled,
  forcedRefusal,
  missingScope,
  quotaExceeded,
  tokenRefusal,
  unauthenticated,
} from './refusals.ts';
import { servePicture } from './pictures.ts';
import { createQuota } from './quota.ts';
import { deletePhoto, updatePhoto } from './photos.ts';
import * as writes from './writes.ts';

export interface GoogleCloudOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Served at this address without a socket, through `fetch` alone. */
  readonly inProcess?: string;
  /** The first user's contacts: a number of made-up people, made-up people, or raw persons as a client writes them. */
  readonly contacts?: number | readonly SeedPerson[] | readonly Raw[];
  readonly seed?: number;
  readonly autoConsent?: boolean;
  /** Milliseconds since 1970; the real clock unless told. */
  readonly now?: () => number;
  /** Fewer contacts a page than were asked for. */
  readonly pageSizeCap?: number;
  /** The first one signs in unless another is chosen; each has an address book of its own. */
  readonly users?: readonly PracticeUser[];
  /** Every how manieth contact is merged with a PROFILE of its own; 0 = none. 5 unless told. */
  readonly profileEvery?: number;
}

export interface GoogleCloud {
  readonly url: string;
  readonly endpoints: {
    readonly authorize: string;
    readonly token: string;
    readonly revoke: string;
    readonly api: string;
  };
  /** The cloud without a socket, for tests that make thousands of requests. */
  readonly fetch: RunningServer['fetch'];
  readonly log: RequestLog;
  readonly faults: GoogleFaults;
  readonly signIn: SignIn;
  /** The first user's contacts, changed as another device would. */
  readonly book: PracticeBook;
  bookOf(email: string): PracticeBook;
  /** Sync tokens given so far are refused as expired; new ones are good. */
  expireSyncTokens(): void;
  close(): Promise<void>;
}

export const contactsScope = 'https://www.googleapis.com/auth/contacts';
const readOnlyScope = 'https://www.googleapis.com/auth/contacts.readonly';

export const googleUsers: readonly PracticeUser[] = [
  { id: '108351220871230512345', email: 'maria.keller@gmail.example', name: 'Maria Keller' },
  { id: '117330998812001254321', email: 'studio@gmail.example', name: 'Keller Studio' },
];

/** Starts a practice Google on 127.0.0.1. Rejects when the port is taken. */
export async function startGoogleCloud(options: GoogleCloudOptions = {}): Promise<GoogleCloud> {
  const now = options.now ?? Date.now;
  const users = options.users ?? googleUsers;
  const faults: GoogleFaults = {};
  const log = createLog();
  let url = '';
  const around: Surroundings = { faults, now, url: () => url, pageSizeCap: options.pageSizeCap ?? Infinity };
  const lag = { hidden: () => faults.hideWrites === true, delay: () => faults.propagationMs ?? 0, now };
  const accounts = users.map((user, index): Account => {
    const book = createBook({ seed: (options.seed ?? 1) + index, lag });
    const groups = createGroups({
      now,
      freshFor: () => faults.freshGroupMs ?? 0,
      stale: () => faults.staleGroups === true,
    });
    return { user, book, groups, listings: new Map(), leftOut: new Set(), tokenGeneration: 0 };
  });
  const signIn = googleSignIn({ users, now, autoConsent: options.autoConsent ?? false, issuer: () => url });
  const controls = createControls({ accounts, around });
  fill(controls.bookOf(accounts[0] as Account), options);
  const quota = createQuota(around);
  const server = await serveCloud({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.inProcess === undefined ? {} : { inProcess: options.inProcess }),
    log,
    faults,
    isApi: (path) => path.startsWith('/v1/'),
    refusal: (status, path) => forcedRefusal(status, !/connections|:batchGet/.test(path)),
    control: (call) => controlSignIn(signIn, call) ?? controls.route(call),
    handle: (call) => {
      const page = signIn.handle(call) ?? servePicture(accounts, call);
      if (page !== undefined) return page;
      if (!call.path.startsWith('/v1/')) return { status: 404, html: '<h1>404. That’s an error.</h1>' };
      return api({ accounts, around, signIn, quota }, call);
    },
  });
  url = server.url;
  const bookOf = (email: string): PracticeBook => {
    const account = accounts.find((candidate) => candidate.user.email === email);
    if (account === undefined) throw new Error(`No practice user ${email}.`);
    return controls.bookOf(account);
  };
  return {
    url,
    endpoints: {
      authorize: `${url}/o/oauth2/v2/auth`,
      token: `${url}/token`,
      revoke: `${url}/revoke`,
      api: url,
    },
    log,
    faults,
    signIn,
    book: controls.bookOf(accounts[0] as Account),
    bookOf,
    expireSyncTokens: () => controls.expireSyncTokens(),
    fetch: server.fetch,
    close: () => server.close(),
  };
}

interface Api {
  readonly accounts: readonly Account[];
  readonly around: Surroundings;
  readonly signIn: SignIn;
  readonly quota: ReturnType<typeof createQuota>;
}

function api({ accounts, around, signIn, quota }: Api, call: Call): Answer {
  const caller = signIn.caller(call.headers['authorization']);
  const account = accounts.find((candidate) => candidate.user === caller?.user);
  if (caller === undefined || account === undefined) return unauthenticated('authorization' in call.headers);
  const { faults } = around;
  if (faults.apiDisabled === true) return apiDisabled();
  const reads = call.method === 'GET';
  const allowed = caller.scopes.includes(contactsScope) || (reads && caller.scopes.includes(readOnlyScope));
  if (!allowed || faults.missingScope === true) return missingScope();
  const forced = faults.quota;
  if (forced !== undefined && applies(faults, 'quota', call.path)) return quotaExceeded(forced.which);
  const exceeded = quota.charge(account, call);
  if (exceeded !== undefined) return exceeded;
  try {
    return route(account, around, call) ?? { status: 404, html: '<h1>404. That’s an error.</h1>' };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function route(account: Account, around: Surroundings, call: Call): Answer | undefined {
  const path = decodeURIComponent(call.path).slice('/v1/'.length);
  if (path.startsWith('contactGroups'))
    return routeGroups(account, around, call, path.slice('contactGroups'.length));
  switch (`${call.method} ${path}`) {
    case 'GET people/me/connections':
      return listConnections(account, around, call);
    case 'GET people:batchGet':
      return batchGet(account, around, call);
    case 'POST people:createContact':
      return writes.createContact(account, around, call);
    case 'POST people:batchCreateContacts':
      return writes.batchCreate(account, around, call);
    case 'POST people:batchUpdateContacts':
      return writes.batchUpdate(account, around, call);
    case 'POST people:batchDeleteContacts':
      return writes.batchDelete(account, call);
  }
  const one = /^(people\/[^/:]+)(?::(\w+))?$/.exec(path);
  if (one === null) return undefined;
  const resourceName = one[1] ?? '';
  switch (`${call.method} ${one[2] ?? ''}`) {
    case 'GET ':
      return getPerson(account, around, call, resourceName);
    case 'PATCH updateContact':
      return writes.updateContact(account, around, call, resourceName);
    case 'DELETE deleteContact':
      return writes.deleteContact(account, call, resourceName);
    case 'PATCH updateContactPhoto':
      return updatePhoto(account, around, call, resourceName);
    case 'DELETE deleteContactPhoto':
      return deletePhoto(account, around, call, resourceName);
  }
  return undefined;
}

function fill(book: PracticeBook, options: GoogleCloudOptions): void {
  const { contacts = 0, seed = 1, profileEvery = 5 } = options;
  const entries = typeof contacts === 'number' ? makePeople({ count: contacts, seed }) : contacts;
  entries.forEach((entry, index) => {
    const withProfile = profileEvery > 0 && index % profileEvery === profileEvery - 1;
    if (!isSeedPerson(entry)) book.create(entry);
    else book.createPerson(entry, { photo: photoOf(entry), withProfile });
  });
}

function isSeedPerson(entry: SeedPerson | Raw): entry is SeedPerson {
  return 'key' in entry && 'microsoft' in entry;
}

function googleSignIn(options: {
  users: readonly PracticeUser[];
  now: () => number;
  autoConsent: boolean;
  issuer: () => string;
}): SignIn {
  return createSignIn({
    ...options,
    cloudName: 'Google',
    paths: { authorize: '/o/oauth2/v2/auth', token: '/token', revoke: '/revoke' },
    accessTokenSeconds: 3600,
    requiresSecret: true,
    granular: true,
    rotatesRefreshTokens: false,
    scopeName: (scope) =>
      identityScopes.has(scope) && scope !== 'openid'
        ? `https://www.googleapis.com/auth/userinfo.${scope}`
        : scope,
    // A second consent gives no refresh token unless consent is asked for anew.
    offline: (query, returning) =>
      query.get('access_type') === 'offline' &&
      (!returning || (query.get('prompt') ?? '').includes('consent')),
    extraClaims: (user) => ({ email_verified: true, given_name: user.name.split(' ')[0] ?? '' }),
    extraReply: () => ({}),
    refuse: tokenRefusal,
  });
}
