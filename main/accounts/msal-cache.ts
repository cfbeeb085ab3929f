// Owns: MSAL's token cache of one account: whole in memory, and the part of it that is worth keeping as text.
// Leaves to others: where that text is stored.
import type { ICachePlugin } from '@azure/msal-node';

/** One account's MSAL cache, in memory, attached to one client by `plugin`. */
export interface MsalCache {
  readonly plugin: ICachePlugin;
  /** What to store: without access and id tokens, which are renewed and would not fit a Windows credential. */
  durable(): string;
}

const durableParts = ['Account', 'RefreshToken', 'AppMetadata'] as const;

/** A cache that starts from stored text, or empty for a new sign-in. */
export function createMsalCache(stored = '{}'): MsalCache {
  let whole = stored;
  return {
    plugin: {
      // MSAL replaces its memory by what this hands it, before each silent request: handing it the stored part alone
      // would throw its access tokens away each time.
      beforeCacheAccess: async (context) => context.tokenCache.deserialize(whole),
      afterCacheAccess: async (context) => {
        if (context.cacheHasChanged) whole = context.tokenCache.serialize();
      },
    },
    durable: () => durablePart(whole),
  };
}

function durablePart(whole: string): string {
  const cache = JSON.parse(whole) as Readonly<Record<string, unknown>>;
  return JSON.stringify(Object.fromEntries(durableParts.map((part) => [part, cache[part] ?? {}])));
}
