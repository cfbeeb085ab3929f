// Owns: Graph's JSON batches: up to 20 requests in one, fewer where a service refuses so many, and their answers by id.
// Leaves to others: what single answers mean (graph-read.ts, graph-write.ts).
import type { Json, JsonObject } from '../../core/json.ts';
import { badResponse, retryAfterSeconds } from '../http.ts';
import { errorOf, isGood } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { IMMUTABLE_IDS, jsonOf, parsedJson } from './graph-http.ts';
import { isObject, listOf, objectOf, textOf } from './graph-values.ts';

/** Graph takes so many requests in a batch and no more. */
export const BATCH_SIZE = 20;

/** Graph: of a batch for Outlook so many run at once, and a mailbox takes no more; some services refuse the others. */
const AT_ONCE = 4;
/** Milliseconds for which batches stay that small after one was refused in part. */
const SMALL_FOR = 10 * 60_000;

/** What would be one batch, as the batches to send one after the other: smaller ones after parts of one were refused. */
export function portions<T>(caller: GraphCaller, all: readonly T[]): readonly (readonly T[])[] {
  const size = Math.min(BATCH_SIZE, atOnceNow(caller));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

function atOnceNow({ pace, now }: GraphCaller): number {
  const isRecent = pace.throttledAt !== null && now() - pace.throttledAt <= SMALL_FOR;
  return isRecent ? pace.atOnce : Infinity;
}

/** As many at once from now on as passed. Where none did, the size of the batch was not what was wrong. */
function slowDown(caller: GraphCaller, passed: number): void {
  caller.pace.atOnce = Math.min(AT_ONCE, atOnceNow(caller), passed === 0 ? AT_ONCE : passed);
  caller.pace.throttledAt = caller.now();
}

/** Too many at once: what is still to be sent would be refused as well. */
function isTooMany(answer: GraphAnswer | null): boolean {
  return answer?.status === 429;
}

/** The token was not taken, though the batch around it was. */
export function isSignedOut(answer: GraphAnswer | null): boolean {
  return answer?.status === 401;
}

export interface SubRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version. */
  readonly url: string;
  readonly ifMatch?: string;
  readonly body?: JsonObject;
}

/** The batch as Graph expects it. Every part carries its own headers. */
export function batchBody(requests: readonly SubRequest[]): JsonObject {
  return {
    requests: requests.map(({ method, url, ifMatch, body }, index) => ({
      id: String(index + 1),
      method,
      url,
      headers: {
        Prefer: IMMUTABLE_IDS,
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })),
  };
}

/** The answers in the order of the requests; null where the reply lacks one. Null altogether: not a batch's reply. */
export function batchAnswers(
  caller: GraphCaller,
  reply: GraphAnswer,
  count: number,
): readonly (GraphAnswer | null)[] | null {
  const responses = reply.json?.['responses'];
  if (!Array.isArray(responses)) return null;
  const byId = new Map(
    listOf(responses)
      .filter(isObject)
      .map((one) => [String(one['id']), one]),
  );
  const answers = Array.from({ length: count }, (_, index) => {
    const one = byId.get(String(index + 1));
    const status = one === undefined ? Number.NaN : Number(one['status']);
    return one === undefined || !Number.isInteger(status) || status < 100
      ? null
      : subAnswer(one, status, caller.now());
  });
  const refused = answers.filter(isTooMany).length;
  if (refused > 0) slowDown(caller, count - refused);
  return answers;
}

function subAnswer(one: JsonObject, status: number, nowMs: number): GraphAnswer {
  const header = Object.entries(objectOf(one['headers'])).find(
    ([name]) => name.toLowerCase() === 'retry-after',
  )?.[1];
  return { status, retryAfter: retryAfterSeconds(headerText(header), nowMs), json: bodyIn(one['body']) };
}

/** JSON batches carry JSON bodies as they are and any other as a text, base64 included; some send JSON as a text too. */
function bodyIn(body: Json | undefined): JsonObject | null {
  if (isObject(body)) return body;
  const text = textOf(body);
  return text === undefined
    ? null
    : (parsedJson(text) ?? parsedJson(Buffer.from(text, 'base64').toString('utf8')));
}

function headerText(header: Json | undefined): string | null {
  return typeof header === 'number' ? String(header) : (textOf(header) ?? null);
}

/** Batches are a part of Graph that a server may lack; everything can be asked for alone. */
export function lacksBatches(reply: GraphAnswer): boolean {
  return [404, 405, 501].includes(reply.status);
}

/** One request by itself. */
export function sendAlone(
  caller: GraphCaller,
  request: SubRequest,
  signal: AbortSignal | undefined,
): Promise<GraphAnswer> {
  return caller.send({ ...request, signal });
}

/**
 * Sends up to BATCH_SIZE reads. Once some were refused for being too many, the rest is not asked for and has that answer
 * too. Throws the error of the whole.
 */
export async function readBatch(
  caller: GraphCaller,
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly GraphAnswer[]> {
  const answers: GraphAnswer[] = [];
  for (const portion of portions(caller, urls)) {
    const read = await readPortion(caller, portion, signal);
    answers.push(...read);
    const refusal = read.find(isTooMany);
    if (refusal !== undefined) return urls.map((_, index) => answers[index] ?? refusal);
  }
  return answers;
}

/**
 * One batch of reads. One that is refused as a whole is asked for in halves, at last one by one; so is what a reply leaves
 * out, or refuses for its token.
 */
async function readPortion(
  caller: GraphCaller,
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly GraphAnswer[]> {
  const requests = urls.map((url) => ({ method: 'GET', url }) as const);
  const reply = await caller.send({ method: 'POST', url: '/$batch', body: batchBody(requests), signal });
  if ([400, 413].includes(reply.status) && urls.length > 1) {
    const middle = Math.ceil(urls.length / 2);
    return [
      ...(await readPortion(caller, urls.slice(0, middle), signal)),
      ...(await readPortion(caller, urls.slice(middle), signal)),
    ];
  }
  const isRefused = lacksBatches(reply) || reply.status === 400;
  if (!isRefused && !isGood(reply)) throw errorOf(reply, caller.context);
  const answers = isRefused
    ? []
    : batchAnswers(caller, { ...reply, json: jsonOf(reply, caller.context) }, urls.length);
  if (answers === null) throw badResponse('a batch without answers', caller.context);
  const whole: GraphAnswer[] = [];
  for (const [index, request] of requests.entries()) {
    const answer = answers[index] ?? null;
    // By itself, a request renews a token that is no longer taken; where that did not help, nothing else will.
    const isLate = isSignedOut(answer) && !whole.some(isSignedOut);
    whole.push(answer === null || isLate ? await sendAlone(caller, request, signal) : answer);
  }
  return whole;
}
