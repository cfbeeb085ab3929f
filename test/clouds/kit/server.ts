// Owns: one small HTTP server on 127.0.0.1: reading requests, writing answers, closing at once; or the same without a
// socket. Leaves to others: what is answered (each cloud), the log, the faults and the control routes (cloud.ts).
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

export interface RunningServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Asks without a socket: the same answer as over the wire, or the same failure. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /** Resolves when the port is free; open connections are cut. */
  close(): Promise<void>;
}

/** Starts serving on 127.0.0.1; port 0 picks a free one. Rejects when the port is taken. */
export async function startServer(options: { port?: number; handle: Handle }): Promise<RunningServer> {
  const server = createServer((request, response) => {
    void serve(request, response, options.handle);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    fetch: directly(options.handle),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves nobody but those who hold its `fetch`: thousands of clouds can be started where sockets would be too dear. */
export function serveInProcess(url: string, handle: Handle): RunningServer {
  return { url, port: 0, fetch: directly(handle), close: () => Promise.resolve() };
}

function directly(handle: Handle): RunningServer['fetch'] {
  return async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const rawBody = await bytesOf(init.body);
    const headers = Object.fromEntries(new Headers(init.headers));
    const answer = await answerTo(handle, () =>
      callOf({ method: init.method ?? 'GET', url: new URL(input), headers, rawBody }),
    );
    if (answer.destroy === true) {
      const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      throw Object.assign(new TypeError('fetch failed'), { cause });
    }
    const { headers: sent, bytes } = replyOf(answer);
    const bodiless = answer.status === 204 || answer.status === 304;
    return new Response(bodiless ? null : new Uint8Array(bytes), { status: answer.status, headers: sent });
  };
}

async function bytesOf(body: RequestInit['body']): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(await new Response(body).arrayBuffer());
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const answer = await answerTo(handle, () => readCall(request));
  if (answer.destroy === true) {
    request.socket.destroy();
    return;
  }
  const { headers, bytes } = replyOf(answer);
  response.writeHead(answer.status, headers);
  response.end(bytes);
}

async function answerTo(handle: Handle, read: () => Call | Promise<Call>): Promise<Answer> {
  try {
    return await handle(await read());
  } catch (error) {
    // A defect of the practice cloud itself: loud, so that no test takes it for a service's refusal.
    process.stderr.write(`practice cloud: ${(error as Error).stack ?? String(error)}\n`);
    return { status: 599, raw: String(error) };
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return callOf({ method: request.method ?? 'GET', url, headers, rawBody: Buffer.concat(chunks) });
}

function callOf(request: {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
}): Call {
  const { method, url, headers, rawBody } = request;
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

function replyOf(answer: Answer): { headers: Record<string, string>; bytes: Buffer } {
  const payload = payloadOf(answer);
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (payload.type !== undefined) headers['content-type'] = payload.type;
  headers['content-length'] = String(payload.bytes.length);
  return { headers: { ...headers, ...answer.headers }, bytes: payload.bytes };
}

function payloadOf(answer: Answer): { bytes: Buffer; type?: string } {
  if (answer.json !== undefined) {
    return { bytes: Buffer.from(JSON.stringify(answer.json)), type: 'application/json; charset=UTF-8' };
  }
  if (answer.html !== undefined) return { bytes: Buffer.from(answer.html), type: 'text/html; charset=UTF-8' };
  if (answer.raw !== undefined) return { bytes: Buffer.from(answer.raw) };
  return { bytes: Buffer.alloc(0) };
}
