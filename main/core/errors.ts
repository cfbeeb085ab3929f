// Owns: the one error type of Kith and its codes. Leaves to others: translating codes for people (renderer, cli).
import type { Json } from './json.ts';

/**
 * Every expected failure. `auth.*` sign-in, `keychain.*` secrets, `network.*` no answer, `provider.*` a cloud's answer,
 * `store.*` the profile, `sync.*` a run, `input.*` what a person or script gave, `config.*` settings, `ipc.*` the bridge.
 */
export type ErrorCode =
  | 'auth.noClientId'
  | 'auth.denied'
  | 'auth.scopeMissing'
  | 'auth.timeout'
  | 'auth.cancelled'
  | 'auth.required'
  | 'auth.failed'
  | 'auth.wrongAccount'
  | 'auth.alreadyLinked'
  | 'keychain.unavailable'
  | 'keychain.locked'
  | 'keychain.refused'
  | 'network.offline'
  | 'network.timeout'
  | 'provider.throttled'
  | 'provider.unavailable'
  | 'provider.rejected'
  | 'provider.notFound'
  | 'provider.stale'
  | 'provider.cursorExpired'
  | 'provider.badResponse'
  | 'provider.forbidden'
  | 'provider.ambiguous'
  | 'store.locked'
  | 'store.unwritable'
  | 'store.corrupt'
  | 'store.newerFormat'
  | 'store.full'
  | 'store.readOnly'
  | 'store.historyEnds'
  | 'store.historyDamaged'
  | 'store.keyLocked'
  | 'store.keyMissing'
  | 'store.wrongKey'
  | 'sync.busy'
  | 'sync.cancelled'
  | 'sync.needsPerson'
  | 'sync.massDeletion'
  | 'sync.emptyListing'
  | 'sync.oscillating'
  | 'sync.paused'
  | 'input.invalid'
  | 'input.unknownCommand'
  | 'input.notFound'
  | 'config.endpoints'
  | 'config.clients'
  | 'ipc.invalidArgument'
  | 'ipc.untrustedSender'
  | 'internal';

/** When trying again can help: never, later by itself, or after the person did something. */
export type Retry = 'never' | 'later' | 'afterUser';

export interface ErrorDetails {
  readonly retry?: Retry;
  /**
   * Which account, contact, operation, file, status, retryAfter (seconds) … Never contact data, never secrets. `reason`:
   * which of several things the code means here; `said`: what a service itself said, in its own words.
   */
  readonly context?: Readonly<Record<string, Json>>;
  readonly cause?: unknown;
}

/** An error as it crosses a border (IPC, the command line, a receipt). */
export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retry: Retry;
  readonly context: Readonly<Record<string, Json>>;
}

/** An expected failure. The message says what happened to whom, what was kept, and what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly context: Readonly<Record<string, Json>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retry = details.retry ?? 'never';
    this.context = details.context ?? {};
  }
}

/** Any thrown thing as ErrorInfo; what Kith did not expect becomes `internal` with its message and no stack. */
export function errorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof AppError) {
    return { code: thrown.code, message: thrown.message, retry: thrown.retry, context: thrown.context };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message: `Kith met an error it did not expect: ${message}. What was saved before is kept.`,
    retry: 'never',
    context: {},
  };
}

/** The thrown thing itself if it is an AppError, else an `internal` AppError that carries it as its cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', errorInfo(thrown).message, { cause: thrown });
}

/** Marks a branch that the types say cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
