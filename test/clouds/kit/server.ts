// Owns: one small HTTP server on 127.0.0.1: reading requests, writing answers, closing at once.
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

export interface RunningServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  let answer: Answer;
  try {
    answer = await handle(await readCall(request));
  } catch (error) {
    // A defect of the practice cloud itself: loud, so that no test takes it for a service's refusal.
    process.stderr.write(`practice cloud: ${(error as Error).stack ?? String(error)}\n`);
    answer = { status: 599, raw: String(error) };
  }
  if (answer.destroy === true) request.socket.destroy();
  else write(response, answer);
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const rawBody = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  const parsed = parseBody(rawBody, headers['content-type'] ?? '');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    rawBody,
    ...parsed,
  };
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

function write(response: ServerResponse, answer: Answer): void {
  const payload = payloadOf(answer);
  const headers: Record<string, string | number> = { 'cache-control': 'no-store' };
  if (payload.type !== undefined) headers['content-type'] = payload.type;
  headers['content-length'] = payload.bytes.length;
  response.writeHead(answer.status, { ...headers, ...answer.headers });
  response.end(payload.bytes);
}

function payloadOf(answer: Answer): { bytes: Buffer; type?: string } {
  if (answer.json !== undefined) {
    return { bytes: Buffer.from(JSON.stringify(answer.json)), type: 'application/json; charset=UTF-8' };
  }
  if (answer.html !== undefined) return { bytes: Buffer.from(answer.html), type: 'text/html; charset=UTF-8' };
  if (answer.raw !== undefined) return { bytes: Buffer.from(answer.raw) };
  return { bytes: Buffer.alloc(0) };
}
