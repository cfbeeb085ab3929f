// Owns: one request to a token endpoint: its deadline, its size, and whether what came back is JSON at all.
// Leaves to others: what the JSON means, and when to ask again.
import type { ProviderKind } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { within } from './deadline.ts';
import { answeredNonsense, cancelled, nameOf } from './sign-in.ts';

/** The fetch of the platform, or one that a test hands in. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface TokenFetchOptions {
  readonly provider: ProviderKind;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Ends the request when the person cancels. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 30_000;
const largestAnswer = 256 * 1024;

/**
 * A fetch for token endpoints, which either gives a response whose body is a JSON object, or throws an AppError:
 * `network.offline`, `network.timeout`, `auth.cancelled`, or `auth.failed` saying what came instead.
 * It follows no redirect: the request carries secrets, and no token endpoint sends one.
 */
export function tokenFetch(options: TokenFetchOptions): Fetch {
  return async (input, init = {}) => {
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    try {
      const outcome = await within(
        options.clock,
        options.timeoutMs ?? usualTimeoutMs,
        ask(options, input, { ...init, signal, redirect: 'manual' }),
      );
      if (outcome.kind === 'late') throw tooSlow(options.provider);
      return outcome.value;
    } finally {
      stop.abort();
    }
  };
}

async function ask(options: TokenFetchOptions, input: string, init: RequestInit): Promise<Response> {
  const { provider } = options;
  let response: Response;
  let text: string;
  try {
    response = await options.fetch(input, init);
    text = await readAll(response, provider);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (options.signal?.aborted === true) throw cancelled(provider);
    throw unreachable(provider, cause);
  }
  if (!isJsonObject(text))
    throw answeredNonsense(provider, describe(text, response), { status: response.status });
  // A body read once cannot be read again, and googleapis looks at the content type before it parses.
  return new Response(text, {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), 'content-type': 'application/json' },
  });
}

/** Seconds of a Retry-After header, which may be decimal; undefined when it is missing or a date. */
export function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

async function readAll(response: Response, provider: ProviderKind): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestAnswer) {
      throw answeredNonsense(provider, 'sent far more than an answer', { status: response.status });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function describe(text: string, response: Response): string {
  const start = text.trimStart();
  const status = `(status ${response.status})`;
  if (response.status >= 300 && response.status < 400)
    return `sent Kith elsewhere instead of answering ${status}`;
  if (start === '') return `sent an empty answer ${status}`;
  if (start.startsWith('<')) return `sent a web page instead of an answer ${status}`;
  if (start.startsWith('{')) return `sent an answer that breaks off in the middle ${status}`;
  return `sent an answer that Kith cannot read ${status}`;
}

function unreachable(provider: ProviderKind, cause: unknown): AppError {
  return new AppError(
    'network.offline',
    `${nameOf(provider)}’s sign-in service could not be reached. Everything is kept; Kith tries again when the network is back.`,
    { retry: 'later', context: { provider }, cause },
  );
}

function tooSlow(provider: ProviderKind): AppError {
  return new AppError(
    'network.timeout',
    `${nameOf(provider)}’s sign-in service did not answer in time. Everything is kept; Kith tries again later.`,
    { retry: 'later', context: { provider } },
  );
}
