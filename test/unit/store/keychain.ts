// Owns: a keychain for the store's tests, which can be locked, be away, or refuse. Leaves to others: what is made of that.
import { AppError } from '../../../main/core/errors.ts';
import type { SecretStore } from '../../../main/core/ports.ts';

export interface FakeKeychain extends SecretStore {
  kind: SecretStore['kind'];
  readonly entries: Map<string, string>;
  /** Why it does not answer; null: it does. */
  silence: 'locked' | 'waiting' | 'unavailable' | null;
  /** Takes what it is given, and has forgotten it the moment after. */
  forgets: boolean;
}

export function fakeKeychain(entries = new Map<string, string>()): FakeKeychain {
  const refuse = (): void => {
    if (fake.silence !== null)
      throw new AppError(
        fake.silence === 'unavailable' ? 'keychain.unavailable' : 'keychain.locked',
        'The keychain says no.',
      );
  };
  const fake: FakeKeychain = {
    kind: 'keychain',
    entries,
    silence: null,
    forgets: false,
    get: async (key) => {
      if (fake.silence !== null) return { kind: 'unknown', reason: fake.silence };
      const value = entries.get(key);
      return value === undefined ? { kind: 'absent' } : { kind: 'found', value };
    },
    set: async (key, value) => {
      refuse();
      if (!fake.forgets) entries.set(key, value);
    },
    delete: async (key) => {
      refuse();
      entries.delete(key);
    },
  };
  return fake;
}
