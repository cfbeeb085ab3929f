// Owns: `$batch`: what the whole batch is refused for, which sub-requests run, and the shape of their answers.
// Leaves to others: answering one request (handed in).
import type { Answer, Call } from '../kit/server.ts';
import { errorBody, GraphRefusal, refusalForStatus } from './errors.ts';
import type { MicrosoftFaults } from './switches.ts';

interface SubRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

interface SubResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers come in another order than the requests, as the service is free to do. */
export function answerBatch(
  call: Call,
  run: (sub: Call) => Answer,
  faults: MicrosoftFaults,
  now: number,
): Answer {
  const requests = readBatch(call.body);
  const version = call.path.split('/')[1] ?? '';
  const done = new Map<string, SubResponse>();
  const limit = requests.some((request) => request.dependsOn.length > 0)
    ? undefined
    : faults.batchConcurrency;
  for (const [at, request] of requests.entries()) {
    const failed = request.dependsOn.some((id) => (done.get(id.toLowerCase())?.status ?? 500) >= 400);
    const answer = failed
      ? failedDependency(now)
      : limit !== undefined && at >= limit
        ? throttled(faults, now)
        : runOne(request, version, call, run, now);
    done.set(request.id.toLowerCase(), toResponse(request.id, answer));
  }
  return { status: 200, json: { responses: [...done.values()].reverse() } };
}

const badBatch = (message: string): GraphRefusal => new GraphRefusal(400, 'BadRequest', message);

function readBatch(body: unknown): readonly SubRequest[] {
  const list = (body as { requests?: unknown } | null | undefined)?.requests;
  if (!Array.isArray(list) || list.length === 0) throw badBatch('Invalid batch payload format.');
  if (list.length > 20) throw badBatch('Number of requests inside batch exceed the limit.');
  const requests = list.map(readRequest);
  const ids = new Set(requests.map((request) => request.id.toLowerCase()));
  if (ids.size < requests.length) throw badBatch('Request Ids have to be unique in a batch.');
  checkDependencies(requests);
  return requests;
}

function readRequest(entry: unknown): SubRequest {
  const { id, method, url, headers, body, dependsOn } = (entry ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || typeof method !== 'string' || typeof url !== 'string') {
    throw badBatch('Invalid batch payload format.');
  }
  if (/^[a-z]+:\/\//i.test(url)) throw badBatch(`Request url of id '${id}' has to be relative.`);
  const lower = Object.fromEntries(
    Object.entries((headers ?? {}) as Record<string, string>).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  if (['POST', 'PATCH', 'PUT'].includes(method.toUpperCase())) {
    if (body === undefined || body === null) {
      throw badBatch(`Write request id : ${id} does not contain Content-Type header or body.`);
    }
    if (lower['content-type'] === undefined) {
      throw badBatch(`Write request with id '${id}' does not contain a Content-Type header.`);
    }
  }
  const waits = Array.isArray(dependsOn) ? (dependsOn as string[]) : [];
  return { id, method: method.toUpperCase(), url, headers: lower, body, dependsOn: waits };
}

/** All at once, each after the one before it, or several after the same one; nothing in between. */
function checkDependencies(requests: readonly SubRequest[]): void {
  const waiting = requests.filter((request) => request.dependsOn.length > 0);
  if (waiting.length === 0) return;
  const inChain = (request: SubRequest): boolean =>
    request.dependsOn[0]?.toLowerCase() === requests[requests.indexOf(request) - 1]?.id.toLowerCase();
  const chain = waiting.length === requests.length - 1 && waiting.every(inChain);
  const first = waiting[0]?.dependsOn[0];
  const same = requests.some((request) => request.id === first && request.dependsOn.length === 0)
    && waiting.every((request) => request.dependsOn[0] === first && requests.indexOf(request) > 0); // prettier-ignore
  if (waiting.some((request) => request.dependsOn.length > 1) || !(chain || same)) {
    throw badBatch(
      'Invalid dependsOn: requests are either all sequential, all parallel, or depend on the same request.',
    );
  }
}

function runOne(
  request: SubRequest,
  version: string,
  outer: Call,
  run: (sub: Call) => Answer,
  now: number,
): Answer {
  const target = new URL(`/${version}/${request.url.replace(/^\//, '')}`, 'http://127.0.0.1');
  if (target.pathname.toLowerCase().endsWith('/$batch')) {
    return { status: 400, json: errorBody('BadRequest', 'Batch requests cannot be nested.', now) };
  }
  const type = request.headers['content-type'] ?? '';
  const binary = typeof request.body === 'string' && !type.includes('json');
  const rawBody = binary
    ? Buffer.from(request.body as string, 'base64')
    : Buffer.from(request.body === undefined ? '' : JSON.stringify(request.body));
  return run({
    method: request.method,
    path: target.pathname,
    query: target.searchParams,
    headers: { ...request.headers, authorization: outer.headers['authorization'] ?? '' },
    body: request.body ?? undefined,
    rawBody,
  });
}

const failedDependency = (now: number): Answer => ({
  status: 424,
  json: errorBody('FailedDependency', 'The request failed because a request it depends on failed.', now),
});

function throttled(faults: MicrosoftFaults, now: number): Answer {
  const { code, message } = refusalForStatus(429);
  const waits = { whole: '1', decimal: '2.128', missing: undefined } as const;
  const wait = waits[faults.batchRetryAfter ?? 'whole'];
  return {
    status: 429,
    json: errorBody(code, message, now),
    ...(wait === undefined ? {} : { headers: { 'Retry-After': wait } }),
  };
}

function toResponse(id: string, answer: Answer): SubResponse {
  const type: Record<string, string> =
    answer.json === undefined ? {} : { 'Content-Type': 'application/json' };
  const body = answer.json ?? (answer.raw === undefined ? null : Buffer.from(answer.raw).toString('base64'));
  return {
    id,
    status: answer.status,
    headers: { 'Cache-Control': 'private', ...type, ...answer.headers },
    body,
  };
}
