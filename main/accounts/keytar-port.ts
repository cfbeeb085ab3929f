// Owns: the three calls Kith makes to the operating system's keychain, and making them in this process.
// Leaves to others: what is stored (keychain-record), when to distrust an answer (keychain), another process (keytar-child).

/**
 * The keychain as keytar offers it. `find…` is left out on purpose: on Linux it crashes the process when the keychain is
 * locked (node-keytar #477). A promise may stay pending for as long as a prompt of the system is open.
 */
export interface KeytarPort {
  /** Null when there is nothing, and also when a locked keychain was not unlocked. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  /** False when there was nothing to delete. */
  delete(key: string): Promise<boolean>;
  /**
   * Gives up the call under way, if that is possible: true when the port can be used again at once. A call that cannot be
   * given up also keeps `process.exit()` from returning.
   */
  abandon(): boolean;
}

/** What keytar exports, as far as Kith uses it. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** The keychain could not even be loaded: its native library, or libsecret below it, is missing. */
export class KeytarMissing extends Error {
  override readonly name = 'KeytarMissing';
}

/**
 * Loads keytar at the first use, so that a machine without its libraries can still start Kith.
 * Errors: KeytarMissing.
 */
export async function loadKeytar(): Promise<Keytar> {
  try {
    const loaded = (await import('keytar')) as unknown as { default?: Keytar } & Keytar;
    // A CommonJS module whose exports are an object literal: all of it is the default export.
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new KeytarMissing('keytar could not be loaded', { cause });
  }
}

/** Calls keytar in this process: on macOS and Windows the keychain's permission is tied to the program that asks. */
export function keytarInProcess(service: string, load: () => Promise<Keytar> = loadKeytar): KeytarPort {
  let loading: Promise<Keytar> | undefined;
  const keytar = (): Promise<Keytar> => (loading ??= load());
  return {
    get: async (key) => (await keytar()).getPassword(service, key),
    set: async (key, value) => (await keytar()).setPassword(service, key, value),
    delete: async (key) => (await keytar()).deletePassword(service, key),
    abandon: () => false,
  };
}
