// Owns: counting requests against the per-minute quotas a test switched on.
// Leaves to others: the refusal's body (refusals.ts), quotas forced by a fault (google-cloud.ts).
import type { Answer, Call } from '../kit/server.ts';
import type { Account, Surroundings } from './account.ts';
import { quotaExceeded } from './refusals.ts';

/** Counts one request; returns the refusal when a quota of this minute is used up. Refused requests count too. */
export function createQuota(around: Surroundings): {
  charge(account: Account, call: Call): Answer | undefined;
} {
  const used = new Map<string, number>();

  function spend(account: Account, kind: 'read' | 'write', limit: number | undefined): Answer | undefined {
    if (limit === undefined) return undefined;
    const key = `${account.user.id} ${kind} ${Math.floor(around.now() / 60_000)}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return count > limit ? quotaExceeded(kind) : undefined;
  }

  return {
    charge(account, call) {
      const { writesPerMinute, readsPerMinute } = around.faults;
      if (call.method === 'GET') return spend(account, 'read', readsPerMinute);
      const refusal = spend(account, 'write', writesPerMinute);
      if (refusal !== undefined || !call.path.endsWith(':updateContact')) return refusal;
      return spend(account, 'read', readsPerMinute);
    },
  };
}
