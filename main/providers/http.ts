// Owns: what every cloud's HTTP answer means to Kith: which AppError it is, and for how long to wait.
// Leaves to others: making requests (google/, microsoft/), waiting and retrying (sync/).
import { AppError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';

/** The fetch of the platform, or one that a test hands in. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** Seconds from a Retry-After header: whole, decimal (Graph sends `2.128`) or an HTTP date; null where absent. */
export function retryAfterSeconds(header: string | null | undefined, nowMs: number): number | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - nowMs) / 1000);
}

/** No answer at all: offline, refused, cut, or out of time. */
export function networkError(cause: unknown, context: Readonly<Record<string, Json>>): AppError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'TimeoutError') {
    return new AppError(
      'network.timeout',
      `${where(context)} did not answer in time. Nothing here was lost; the next sync tries again.`,
      { retry: 'later', context, cause },
    );
  }
  return new AppError(
    'network.offline',
    `${where(context)} could not be reached. Nothing here was lost; the next sync tries again.`,
    { retry: 'later', context, cause },
  );
}

/** An answer that is not what the service's documentation promises (HTML, half a JSON, a missing field). */
export function badResponse(
  what: string,
  context: Readonly<Record<string, Json>>,
  cause?: unknown,
): AppError {
  return new AppError(
    'provider.badResponse',
    `${where(context)} answered with something that is not its protocol (${what}). Nothing here was changed; the next sync tries again.`,
    { retry: 'later', context, cause },
  );
}

/** The status classes that mean the same at every cloud; null for those that need the service's own reading. */
export function statusError(
  status: number,
  retryAfter: number | null,
  message: string,
  context: Readonly<Record<string, Json>>,
): AppError | null {
  const details = { context: { ...context, status, ...(retryAfter === null ? {} : { retryAfter }) } };
  if (status === 401) {
    return new AppError(
      'auth.required',
      `${where(context)} asks to sign in again. Your contacts and pending changes are kept.`,
      { ...details, retry: 'afterUser' },
    );
  }
  if (status === 429) {
    return new AppError('provider.throttled', `${where(context)} asks to slow down: ${message}`, {
      context: { ...details.context, said: message },
      retry: 'later',
    });
  }
  if (status >= 500) {
    return new AppError(
      'provider.unavailable',
      `${where(context)} has a problem of its own (${status}): ${message}`,
      { context: { ...details.context, said: message }, retry: 'later' },
    );
  }
  return null;
}

function where(context: Readonly<Record<string, Json>>): string {
  return typeof context['service'] === 'string' ? context['service'] : 'The service';
}

/** True for an answer that one contact may be the cause of, so that others which were asked for with it may be read. */
export function mayBeOfOne({ code }: AppError): boolean {
  return ['provider.unavailable', 'provider.badResponse', 'provider.rejected'].includes(code);
}

/** True for a 5xx or a lost reply: the server may have applied what was sent. */
export function mayHaveBeenApplied(error: AppError): boolean {
  return ['network.offline', 'network.timeout', 'provider.unavailable', 'provider.badResponse'].includes(
    error.code,
  );
}
