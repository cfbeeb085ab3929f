// Owns: what the pure parts and the engine need from the outside, as interfaces. Leaves to others: implementing them.

/** The part of an AbortSignal that pure code may look at. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

/** The time. Milliseconds since 1970 in UTC; only for stamps that people read, never for sync decisions. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: CancelSignal): Promise<void>;
}

/** Lets everybody else do what waits. Long work calls it every few milliseconds. */
export type OthersTurn = () => Promise<void>;

/** New ids: unguessable, unique, URL-safe. */
export interface Ids {
  next(): string;
}

/** Randomness in [0, 1), for jitter. */
export type Random = () => number;

/** What reading a secret gives. `unknown`: the keychain did not answer; nothing may be concluded from it. */
export type SecretRead =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: 'locked' | 'waiting' | 'unavailable' };

/** Keeps secrets. Errors: `keychain.*`. */
export interface SecretStore {
  readonly kind: 'keychain' | 'memory' | 'file';
  get(key: string): Promise<SecretRead>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}
