// Owns: keychains that misbehave as real ones were seen to: locked, hanging, refusing long values, ending in mid-write.
// Leaves to others: what the store makes of it.
import type { KeytarPort } from '../../../main/accounts/keytar-port.ts';

export interface FakeKeytar extends KeytarPort {
  readonly entries: Map<string, string>;
  readonly calls: string[];
  /** As a locked GNOME keyring: reading gives null, deleting false, writing is refused. */
  locked: boolean;
  /** Calls stay pending until `release`. */
  hanging: boolean;
  release(): void;
  /** Bytes of the longest value, as in the Windows Credential Manager. */
  limit: number;
  /** Changes still made before the machine stops; every later call fails. */
  changesLeft: number;
  abandoned: number;
  killable: boolean;
}

export function fakeKeytar(): FakeKeytar {
  let waiting: (() => void)[] = [];
  const entries = new Map<string, string>();
  async function enter(what: string): Promise<void> {
    fake.calls.push(what);
    if (fake.hanging) await new Promise<void>((resolve) => waiting.push(resolve));
  }
  function change(): void {
    if (fake.changesLeft <= 0) throw new Error('the power went out');
    fake.changesLeft -= 1;
  }
  const fake: FakeKeytar = {
    entries,
    calls: [],
    locked: false,
    hanging: false,
    limit: Number.POSITIVE_INFINITY,
    changesLeft: Number.POSITIVE_INFINITY,
    abandoned: 0,
    killable: true,
    release: () => {
      fake.hanging = false;
      for (const go of waiting) go();
      waiting = [];
    },
    get: async (key) => {
      await enter(`get ${key}`);
      return fake.locked ? null : (entries.get(key) ?? null);
    },
    set: async (key, value) => {
      await enter(`set ${key}`);
      if (fake.locked) throw new Error('Cannot create an item in a locked collection');
      if (Buffer.byteLength(value) > fake.limit) throw new Error('The stub received bad data.');
      change();
      entries.set(key, value);
    },
    delete: async (key) => {
      await enter(`delete ${key}`);
      if (fake.locked || !entries.has(key)) return false;
      change();
      return entries.delete(key);
    },
    abandon: () => {
      fake.abandoned += 1;
      return fake.killable;
    },
  };
  return fake;
}
