// Owns: access tokens, in memory only: how long one serves, and that only one request for a new one is under way.
// Leaves to others: how a new one is obtained.
import type { Clock } from '../core/ports.ts';

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The last part of a token's life, in which it is renewed before it is used: one minute, or a tenth of a short life. */
const marginMs = 60_000;

/** The access tokens of one provider's accounts. */
export class AccessTokens {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #obtain: (accountId: string) => Promise<AccessToken>;
  readonly #held = new Map<string, { readonly token: string; readonly useUntil: number }>();
  readonly #underWay = new Map<string, Promise<string>>();

  /** `obtain` asks the provider; it is never called twice at once for one account. */
  constructor(clock: Pick<Clock, 'now'>, obtain: (accountId: string) => Promise<AccessToken>) {
    this.#clock = clock;
    this.#obtain = obtain;
  }

  /** A token that serves for a while yet. `forceRefresh` distrusts the held one; it still joins a request under way. */
  get(accountId: string, forceRefresh = false): Promise<string> {
    const underWay = this.#underWay.get(accountId);
    if (underWay) return underWay;
    const held = this.#held.get(accountId);
    if (!forceRefresh && held && this.#clock.now() < held.useUntil) return Promise.resolve(held.token);
    return this.#hold(accountId, this.#renew(accountId));
  }

  /**
   * Takes over a token obtained by signing in, and stores its secrets first (`store`). Waits for a request under way, whose
   * older secrets must not be stored last, and lets later ones wait.
   */
  async replace(accountId: string, token: AccessToken, store: () => Promise<void>): Promise<void> {
    const before = this.#underWay.get(accountId)?.catch(() => undefined) ?? Promise.resolve();
    const replacement = before.then(async () => {
      await store();
      this.#put(accountId, token);
      return token.token;
    });
    await this.#hold(accountId, replacement);
  }

  /** Forgets the account's token, after a request under way has ended, so that it cannot come back. */
  async drop(accountId: string): Promise<void> {
    await this.#underWay.get(accountId)?.catch(() => undefined);
    this.#held.delete(accountId);
  }

  #hold(accountId: string, request: Promise<string>): Promise<string> {
    const held = request.finally(() => {
      if (this.#underWay.get(accountId) === held) this.#underWay.delete(accountId);
    });
    this.#underWay.set(accountId, held);
    return held;
  }

  #put(accountId: string, token: AccessToken): void {
    const now = this.#clock.now();
    const margin = Math.min(marginMs, (token.expiresAt - now) / 10);
    this.#held.set(accountId, { token: token.token, useUntil: token.expiresAt - margin });
  }

  async #renew(accountId: string): Promise<string> {
    this.#held.delete(accountId);
    const token = await this.#obtain(accountId);
    this.#put(accountId, token);
    return token.token;
  }
}
