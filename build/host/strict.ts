// Owns: refusing by name whatever of Electron the host does not have. Leaves to others: what it has.

/**
 * `members` as it is, but reading or setting anything else throws an error with its full name, in place of an
 * `undefined` that would fail somewhere else. `then` is answered, because awaiting reads it.
 */
export function strict<T extends object>(name: string, members: T): T {
  const refuse = (key: string): never => {
    throw new Error(
      `electron.${name}.${key} is not part of the Chromium host (build/host); run it on a real Electron`,
    );
  };
  return new Proxy(members, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'then' || key in target) {
        const member: unknown = Reflect.get(target, key);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      }
      return refuse(key);
    },
    set(target, key, value) {
      if (typeof key === 'symbol' || key in target) return Reflect.set(target, key, value);
      return refuse(key);
    },
  });
}
