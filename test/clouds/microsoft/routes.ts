// Owns: from a request to the route that answers it: versions, tokens, scopes, `/me`, and turning refusals into answers.
// Leaves to others: the routes themselves.
import { applies } from '../kit/faults.ts';
import type { Answer, Call } from '../kit/server.ts';
import type { Caller } from '../kit/signin.ts';
import { answerBatch } from './batch.ts';
import { answerContacts, unknownSegment } from './contact-routes.ts';
import {
  documentedThrottle,
  GraphRefusal,
  notSupported,
  otherThrottles,
  refusalAnswer,
  refusalForStatus,
} from './errors.ts';
import { answerCategories, answerFolders } from './folder-routes.ts';
import { defaultFolder } from './folders.ts';
import { readPrefer } from './mailbox.ts';
import type { GraphCall, Mailbox } from './mailbox.ts';
import type { Version } from './shapes.ts';
import type { MicrosoftFaults } from './switches.ts';

export interface Api {
  readonly faults: MicrosoftFaults;
  now(): number;
  /** Root of the API, without version or trailing slash. */
  url(): string;
  caller(authorization: string | undefined): Caller | undefined;
  mailboxOf(caller: Caller): Mailbox;
}

export const isApiPath = (path: string): boolean => /^\/(v1\.0|beta)(\/|$)/.test(path);

/** Answers any path of the API; refusals become Graph's error bodies here and nowhere else. */
export function answerApi(api: Api, call: Call): Answer {
  try {
    const caller = authenticate(api, call);
    if (/^\/(v1\.0|beta)\/\$batch$/.test(call.path)) {
      if (call.method !== 'POST') throw notSupported();
      return answerBatch(call, (sub) => answerSubRequest(api, sub), api.faults, api.now());
    }
    return route(graphCall(api, call, caller), caller);
  } catch (error) {
    if (error instanceof GraphRefusal) return refusalAnswer(error, api.now());
    throw error;
  }
}

/** A status switched on for a path reaches inside batches too. */
function answerSubRequest(api: Api, sub: Call): Answer {
  const forced = api.faults.status;
  if (forced === undefined || !applies(api.faults, 'status', sub.path)) return answerApi(api, sub);
  const refusal = answerForStatus(api, forced.code);
  if (forced.retryAfter === undefined) return refusal;
  return { ...refusal, headers: { ...refusal.headers, 'Retry-After': String(forced.retryAfter) } };
}

export function answerForStatus(api: Pick<Api, 'faults' | 'now'>, status: number): Answer {
  if (status === 429 && api.faults.throttleBody === 'documented') return documentedThrottle(api.now());
  const body = api.faults.throttleBody;
  if (status === 429 && body !== undefined && body !== 'documented')
    return refusalAnswer(new GraphRefusal(429, otherThrottles[body][0], otherThrottles[body][1]), api.now());
  return refusalAnswer(refusalForStatus(status), api.now());
}

function authenticate(api: Api, call: Call): Caller {
  const { authorization } = call.headers;
  const caller = api.caller(authorization);
  if (caller !== undefined) return caller;
  if (authorization !== undefined && authorization !== '') throw refusalForStatus(401);
  throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'Access token is empty.', {
    'www-authenticate': 'Bearer realm=""',
  });
}

function graphCall(api: Api, call: Call, caller: Caller): GraphCall {
  const version: Version = call.path.startsWith('/beta') ? 'beta' : 'v1.0';
  const path = call.path.replace(/(\w+)\('([^']*)'\)/g, '$1/$2');
  return {
    call,
    version,
    segments: path
      .split('/')
      .slice(2)
      .filter((segment) => segment !== ''),
    mailbox: api.mailboxOf(caller),
    faults: api.faults,
    root: `${api.url()}/${version}`,
    ...readPrefer(call.headers['prefer']),
  };
}

function route(graph: GraphCall, caller: Caller): Answer {
  const [me, part, ...rest] = graph.segments;
  if (me !== 'me') throw unknownSegment(me ?? '');
  const reading = graph.call.method === 'GET';
  switch (part) {
    case undefined:
      requireScope(caller, ['User.Read']);
      return showUser(graph);
    case 'contacts':
      requireScope(caller, reading ? ['Contacts.Read', 'Contacts.ReadWrite'] : ['Contacts.ReadWrite']);
      return answerContacts(graph, { folder: defaultFolder, address: '/me/contacts', anyFolder: true }, rest);
    case 'contactFolders':
      requireScope(caller, reading ? ['Contacts.Read', 'Contacts.ReadWrite'] : ['Contacts.ReadWrite']);
      return answerFolders(graph, rest);
    case 'outlook': {
      if (rest[0] !== 'masterCategories') throw unknownSegment(rest[0] ?? '');
      const write = 'MailboxSettings.ReadWrite';
      requireScope(caller, reading ? ['MailboxSettings.Read', write] : [write]);
      return answerCategories(graph, rest.slice(1));
    }
    default:
      throw unknownSegment(part);
  }
}

/** Scopes may be written with the address of the API before them. @throws GraphRefusal 403 */
function requireScope(caller: Caller, anyOf: readonly string[]): void {
  const granted = caller.scopes.map((scope) => scope.split('/').at(-1)?.toLowerCase());
  if (anyOf.some((scope) => granted.includes(scope.toLowerCase()))) return;
  throw refusalForStatus(403);
}

function showUser(graph: GraphCall): Answer {
  if (graph.call.method !== 'GET') throw notSupported();
  const { user } = graph.mailbox;
  const [givenName = null, ...others] = user.name.split(' ');
  return {
    status: 200,
    json: {
      '@odata.context': `${graph.root}/$metadata#users/$entity`,
      userPrincipalName: user.email,
      id: user.id,
      displayName: user.name,
      givenName,
      surname: others.join(' ') || null,
      mail: user.email,
    },
  };
}
