// Owns: receiving one redirect from the system browser on this machine (RFC 8252 section 7.3), and refusing all else.
// Leaves to others: the address the browser opens, and what the code is exchanged for.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../core/ports.ts';
import type { SpokenLanguage } from '../core/language.ts';
import { pageHeaders, returnPage } from './loopback-page.ts';

/** What came back. A timeout and a cancel are answers too: the promise never rejects. */
export type Redirect =
  | { readonly kind: 'code'; readonly code: string; readonly issuer: string | undefined }
  /** `error` is one of OAuth's words (RFC 6749 section 4.1.2.1), or `unknown` if it is not spelled like one. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' };

export interface ReceiverOptions {
  /** The one path that is answered, beginning with a slash. */
  readonly path: string;
  /**
   * The name in the redirect address, exactly as registered with the provider. `localhost` listens on ::1 as well,
   * because a browser may resolve the name to that alone.
   */
  readonly hostName: '127.0.0.1' | 'localhost';
  /** The unguessable value that the redirect must repeat. */
  readonly state: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** What the page in the browser speaks; English unless told. */
  readonly language?: (() => SpokenLanguage) | undefined;
}

export interface Receiver {
  /** Listening already. Without a trailing slash when the path is `/`, which is how `http://localhost` is registered. */
  readonly redirectUri: string;
  /** Resolves once, after the page for the browser is on its way. */
  readonly result: Promise<Redirect>;
  /** Stops listening; an unanswered `result` becomes `cancelled`. May be called more than once. */
  close(): void;
}

/** A code is at most some 2 kB at either provider; what is longer did not come from them. */
const longestUrl = 8192;
const portAttempts = 5;

/**
 * Starts to listen on a free port of this machine and waits for one redirect. Wrong requests (another Host, path, method
 * or state) are answered 4xx and waiting goes on: otherwise any web page could end a sign-in by guessing the port.
 * Errors: those of listening, when this machine allows no port at all.
 */
export async function receiveRedirect(options: ReceiverOptions): Promise<Receiver> {
  const { servers, port } = await listen(options.hostName);
  const host = `${options.hostName}:${port}`;
  const stopClock = new AbortController();
  let settle: (redirect: Redirect) => void = () => {};
  const result = new Promise<Redirect>((resolve) => (settle = resolve));
  let over = false;

  function stopListening(): void {
    over = true;
    stopClock.abort();
    options.signal.removeEventListener('abort', close);
    for (const server of servers) server.close();
  }
  function closeConnections(): void {
    for (const server of servers) server.closeAllConnections();
  }
  function finish(redirect: Redirect): void {
    if (over) return;
    stopListening();
    closeConnections();
    settle(redirect);
  }
  function close(): void {
    finish({ kind: 'cancelled' });
  }
  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const verdict = over ? gone : judge(request, { ...options, host });
    if (verdict.kind === 'wrong') {
      refuse(response, verdict);
      return;
    }
    stopListening();
    response.writeHead(200, pageHeaders);
    response.once('close', () => {
      closeConnections();
      settle(verdict.redirect);
    });
    const kind = verdict.redirect.kind === 'code' ? 'arrived' : 'refused';
    response.end(returnPage(kind, options.language?.() ?? 'en'));
  }

  for (const server of servers) server.on('request', onRequest);
  options.signal.addEventListener('abort', close);
  if (options.signal.aborted) close();
  options.clock.sleep(options.timeoutMs, stopClock.signal).then(
    () => finish({ kind: 'timeout' }),
    () => {},
  );
  return { redirectUri: `http://${host}${options.path === '/' ? '' : options.path}`, result, close };
}

interface Expectations {
  readonly host: string;
  readonly path: string;
  readonly state: string;
}

type Wrong = { readonly kind: 'wrong'; readonly status: number; readonly text: string };
type Verdict = Wrong | { readonly kind: 'right'; readonly redirect: Redirect };

function wrong(status: number, text: string): Wrong {
  return { kind: 'wrong', status, text };
}

const gone = wrong(410, 'This sign-in is over.');

function judge(request: IncomingMessage, expected: Expectations): Verdict {
  const address = request.url ?? '';
  if (address.length > longestUrl) return wrong(414, 'Too long.');
  // A web page that rebinds its own name to this machine arrives with that name as Host.
  if (hostsOf(request).join() !== expected.host) return wrong(421, 'Not here.');
  // Splitting by hand: an absolute or odd request target must not be normalised into the right path.
  const [path, query = ''] = splitOnce(address, '?');
  if (path !== expected.path) return wrong(404, 'Nothing here.');
  if (request.method !== 'GET') return wrong(405, 'Only GET.');
  const parameters = new URLSearchParams(query);
  const states = parameters.getAll('state');
  if (states.length !== 1 || !sameText(states[0] ?? '', expected.state))
    return wrong(400, 'Not this sign-in.');
  return readAnswer(parameters);
}

function readAnswer(parameters: URLSearchParams): Verdict {
  const errors = parameters.getAll('error');
  const codes = parameters.getAll('code');
  if (errors.length === 1 && codes.length === 0) {
    const word = errors[0] ?? '';
    return {
      kind: 'right',
      redirect: { kind: 'refused', error: /^[a-z_]{1,64}$/.test(word) ? word : 'unknown' },
    };
  }
  const code = codes[0] ?? '';
  if (errors.length > 0 || codes.length !== 1 || code === '')
    return wrong(400, 'Neither a code nor a refusal.');
  return { kind: 'right', redirect: { kind: 'code', code, issuer: parameters.get('iss') ?? undefined } };
}

function hostsOf(request: IncomingMessage): readonly string[] {
  const hosts: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() === 'host') hosts.push(request.rawHeaders[i + 1] ?? '');
  }
  return hosts;
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Takes as long whatever the first difference; hashing first makes the lengths equal. */
function sameText(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

function refuse(response: ServerResponse, verdict: Wrong): void {
  const headers = { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' };
  response.writeHead(verdict.status, verdict.status === 405 ? { ...headers, allow: 'GET' } : headers);
  response.end(verdict.text);
}

function newServer(): Server {
  const server = createServer({
    maxHeaderSize: 2 * longestUrl,
    headersTimeout: 10_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
    keepAlive: false,
  });
  // A hundred idle connections of another program must not use up this one's file handles.
  server.maxConnections = 64;
  return server;
}

/**
 * Listens on 127.0.0.1 and, for `localhost`, on the same port of ::1. A port that someone else already holds on ::1 is
 * given up for another: a browser that resolves `localhost` to ::1 would hand the code to that program.
 */
async function listen(hostName: string): Promise<{ servers: readonly Server[]; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const first = newServer();
    const port = await bind(first, '127.0.0.1', 0);
    if (hostName !== 'localhost') return { servers: [first], port };
    const second = newServer();
    try {
      await bind(second, '::1', port);
      return { servers: [first, second], port };
    } catch (error) {
      if (!isTaken(error)) return { servers: [first], port };
      first.close();
      if (attempt === portAttempts) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
