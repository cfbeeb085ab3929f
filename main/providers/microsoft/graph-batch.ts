// Owns: Graph's JSON batches: up to 20 requests in one, and their answers by id.
// Leaves to others: what single answers mean (graph-read.ts, graph-write.ts).
import type { Json, JsonObject } from '../../core/json.ts';
import { badResponse, retryAfterSeconds } from '../http.ts';
import { errorOf, isGood } from './graph-errors.ts';
import type { GraphAnswer, GraphCaller } from './graph-http.ts';
import { IMMUTABLE_IDS, jsonOf } from './graph-http.ts';
import { isObject, listOf, objectOf, textOf } from './graph-values.ts';

/** Graph takes so many requests in a batch and no more. */
export const BATCH_SIZE = 20;

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
  reply: GraphAnswer,
  count: number,
  nowMs: number,
): readonly (GraphAnswer | null)[] | null {
  const responses = reply.json?.['responses'];
  if (!Array.isArray(responses)) return null;
  const byId = new Map(
    listOf(responses)
      .filter(isObject)
      .map((one) => [String(one['id']), one]),
  );
  return Array.from({ length: count }, (_, index) => {
    const one = byId.get(String(index + 1));
    return one === undefined || typeof one['status'] !== 'number'
      ? null
      : subAnswer(one, one['status'], nowMs);
  });
}

function subAnswer(one: JsonObject, status: number, nowMs: number): GraphAnswer {
  const header = Object.entries(objectOf(one['headers'])).find(
    ([name]) => name.toLowerCase() === 'retry-after',
  )?.[1];
  return {
    status,
    retryAfter: retryAfterSeconds(headerText(header), nowMs),
    json: isObject(one['body']) ? one['body'] : null,
  };
}

function headerText(header: Json | undefined): string | null {
  return typeof header === 'number' ? String(header) : (textOf(header) ?? null);
}

/** Sends up to BATCH_SIZE reads. Throws the error of the whole; a part without an answer makes the whole unreadable. */
export async function readBatch(
  caller: GraphCaller,
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly GraphAnswer[]> {
  const body = batchBody(urls.map((url) => ({ method: 'GET', url })));
  const reply = await caller.send({ method: 'POST', url: '/$batch', body, signal });
  if (!isGood(reply)) throw errorOf(reply, caller.context);
  jsonOf(reply, caller.context);
  const answers = batchAnswers(reply, urls.length, caller.now());
  return (answers ?? [null]).map((answer) => {
    if (answer === null) throw badResponse('a batch without all its answers', caller.context);
    return answer;
  });
}
