// Owns: one small HTTP server on 127.0.0.1: reading requests, writing answers, closing at once; and the same in process,
// for tests that make thousands of requests; connections that are cut on their way.
// Leaves to others: what is answered (each cloud), the log, the faults and the control routes (cloud.ts).
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, read whole. `body` is parsed JSON, a form's fields, text, or undefined when there was none. */
export interface Call {
  readonly method: string;
  /** Decoded only as far as the URL parser does it: ids that arrive percent-encoded stay so. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case, repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly rawBody: Buffer;
  /** Set when the body claims to be JSON and is not; `body` is then the text. */
  readonly brokenJson?: boolean;
}

/** What to send back. Exactly one of `json`, `html` and `raw` at most; `destroy` cuts the connection instead. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly html?: string;
  readonly raw?: string | Uint8Array;
  readonly destroy?: boolean;
}

export type Handle = (call: Call) => Answer | Promise<Answer>;

/**
 * Where a connection is cut: before the request has arrived, in the middle of its body, after it was carried out and
 * before the reply, in the middle of the reply.
 */
export type Cut = 'before' | 'body' | 'applied' | 'reply';

export interface ServerParts {
  readonly port?: number;
  /** In process alone, at this address: no socket is opened. */
  readonly inProcess?: string;
  readonly handle: Handle;
  /** Asked once a request: where its connection is cut, if it is. */
  readonly cut?: (path: string) => Cut | undefined;
}

export interface RunningServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The same server without a socket: answers and fails as the platform's fetch does. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>;
  /** Resolves when the port is free; open connections are cut. */
  close(): Promise<void>;
}

/** Starts serving on 127.0.0.1; port 0 picks a free one. Rejects when the port is taken. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const fetch: RunningServer['fetch'] = (input, init) => fetchInProcess(parts, input, init);
  if (parts.inProcess !== undefined)
    return { url: parts.inProcess, port: 0, fetch, close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    void serve(request, response, parts);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    fetch,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const cut = parts.cut?.(url.pathname);
  const { socket } = request;
  if (cut === 'before') return void socket.destroy();
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    // Leaving the loop ends the request as well, and the rest of its body is never read.
    if (cut === 'body') break;
    chunks.push(chunk as Buffer);
  }
  if (cut === 'body') return void socket.destroy();
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  const answer = await answerTo(parts, callOf(request.method ?? 'GET', url, headers, Buffer.concat(chunks)));
  if (answer.destroy === true || cut === 'applied') socket.destroy();
  else write(response, answer, cut);
}

async function answerTo({ handle }: ServerParts, call: Call): Promise<Answer> {
  try {
    return await handle(call);
  } catch (error) {
    // A defect of the practice cloud itself: loud, so that no test takes it for a service's refusal.
    process.stderr.write(`practice cloud: ${(error as Error).stack ?? String(error)}\n`);
    return { status: 599, raw: String(error) };
  }
}

/** What the platform's fetch says of a connection that ends without an answer, and of one that ends in its middle. */
const lostConnection = (message: string, code: string): TypeError =>
  new TypeError(message, { cause: Object.assign(new Error(code), { code }) });

async function fetchInProcess(parts: ServerParts, input: string, init: RequestInit = {}): Promise<Response> {
  init.signal?.throwIfAborted();
  const url = new URL(input);
  const cut = parts.cut?.(url.pathname);
  // As over a socket, another turn of the loop passes before anything is known.
  await new Promise((resolve) => setImmediate(resolve));
  if (cut === 'before' || cut === 'body') throw lostConnection('fetch failed', 'ECONNRESET');
  const rawBody = Buffer.from(await new Response(init.body ?? null).arrayBuffer());
  const headers = Object.fromEntries(new Headers(init.headers));
  const answer = await answerTo(parts, callOf(init.method ?? 'GET', url, headers, rawBody));
  if (answer.destroy === true || cut === 'applied') throw lostConnection('fetch failed', 'ECONNRESET');
  const { bytes, type } = payloadOf(answer);
  const own = { ...(type === undefined ? {} : { 'content-type': type }), ...answer.headers };
  if (cut !== 'reply')
    return new Response(isBodyless(answer) ? null : bytes, { status: answer.status, headers: own });
  const half = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (bytes.length > 1) controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      controller.error(lostConnection('terminated', 'UND_ERR_SOCKET'));
    },
  });
  return new Response(isBodyless(answer) ? null : half, { status: answer.status, headers: own });
}

const isBodyless = ({ status }: Answer): boolean => status === 204 || status === 304;

function callOf(method: string, url: URL, headers: Readonly<Record<string, string>>, rawBody: Buffer): Call {
  const parsed = parseBody(rawBody, headers['content-type'] ?? '');
  return { method, path: url.pathname, query: url.searchParams, headers, rawBody, ...parsed };
}

function parseBody(raw: Buffer, contentType: string): { body: unknown; brokenJson?: boolean } {
  if (raw.length === 0) return { body: undefined };
  if (contentType.startsWith('image/')) return { body: `(${raw.length} bytes of ${contentType})` };
  const text = raw.toString('utf8');
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return { body: Object.fromEntries(new URLSearchParams(text)) };
  }
  if (!contentType.includes('json')) return { body: text };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { body: text, brokenJson: true };
  }
}

function write(response: ServerResponse, answer: Answer, cut: Cut | undefined): void {
  const payload = payloadOf(answer);
  const headers: Record<string, string | number> = { 'cache-control': 'no-store' };
  if (payload.type !== undefined) headers['content-type'] = payload.type;
  headers['content-length'] = payload.bytes.length;
  response.writeHead(answer.status, { ...headers, ...answer.headers });
  if (cut !== 'reply') return void response.end(payload.bytes);
  response.write(payload.bytes.subarray(0, Math.floor(payload.bytes.length / 2)), () =>
    response.socket?.destroy(),
  );
}

function payloadOf(answer: Answer): { bytes: Buffer<ArrayBuffer>; type?: string } {
  if (answer.json !== undefined) {
    return { bytes: Buffer.from(JSON.stringify(answer.json)), type: 'application/json; charset=UTF-8' };
  }
  if (answer.html !== undefined) return { bytes: Buffer.from(answer.html), type: 'text/html; charset=UTF-8' };
  if (answer.raw !== undefined) return { bytes: Buffer.from(answer.raw) };
  return { bytes: Buffer.alloc(0) };
}
