// Owns: what the keychain store makes of silence, refusals, limits and crashes. Leaves to others: a real keychain.
import { describe, expect, test } from 'vitest';
import { openKeychain } from '../../../main/accounts/keychain.ts';
import { keytarInProcess, KeytarMissing } from '../../../main/accounts/keytar-port.ts';
import { fakeKeytar } from './fake-keytar.ts';
import { testClock } from './test-clock.ts';

const long = 'é'.repeat(3000);

function open(platform: NodeJS.Platform = 'linux') {
  const port = fakeKeytar();
  const clock = testClock();
  if (platform === 'win32') port.limit = 2560;
  return { port, clock, store: openKeychain({ port, clock, platform }) };
}

describe('a keychain that works', () => {
  test.each(['', 'short', 'a\0b', '…€𝄞', long])('gives back %j and deletes it', async (value) => {
    const { store, port } = open();
    await store.set('account', value);
    expect(await store.get('account')).toEqual({ kind: 'found', value });
    await store.delete('account');
    expect(await store.get('account')).toEqual({ kind: 'absent' });
    expect([...port.entries.keys()]).toEqual([]);
  });

  test('holds ASCII in one entry per account', async () => {
    const { store, port } = open();
    await store.set('account', long);
    expect([...port.entries.keys()]).toEqual(['account']);
    expect(port.entries.get('account')).toMatch(/^[\w-]+$/);
  });

  test('is asked one thing at a time', async () => {
    const { store, port } = open();
    port.hanging = true;
    const all = Promise.all([store.set('a', '1'), store.get('a'), store.set('b', '2')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(port.calls).toEqual(['get a']);
    port.release();
    expect((await all)[1]).toEqual({ kind: 'found', value: '1' });
  });

  test('keeps a broken entry from being taken for a secret', async () => {
    const { store, port } = open();
    await store.set('account', 'secret');
    const entry = JSON.parse(
      Buffer.from(port.entries.get('account') ?? '', 'base64url').toString(),
    ) as object;
    const changed = { ...entry, d: Buffer.from('secreT').toString('base64url') };
    port.entries.set('account', Buffer.from(JSON.stringify(changed)).toString('base64url'));
    expect(await store.get('account')).toEqual({ kind: 'absent' });
    port.entries.set('account', 'what another program left');
    expect(await store.get('account')).toEqual({ kind: 'absent' });
  });
});

describe('a locked keychain', () => {
  test('is not read as a lost sign-in, though it answers “nothing”', async () => {
    const { store, port } = open();
    await store.set('account', 'secret');
    port.locked = true;
    expect(await store.get('account')).toEqual({ kind: 'unknown', reason: 'locked' });
    port.locked = false;
    expect(await store.get('account')).toEqual({ kind: 'found', value: 'secret' });
  });

  test('gives what it holds when asking for the canary unlocks it', async () => {
    const { store, port } = open();
    await store.set('account', 'secret');
    port.locked = true;
    const set = port.set;
    port.set = (key, value) => {
      port.locked = false;
      return set(key, value);
    };
    expect(await store.get('account')).toEqual({ kind: 'found', value: 'secret' });
    expect([...port.entries.keys()]).toEqual(['account']);
  });

  test('refuses to store and to delete by name, and still holds the secret', async () => {
    const { store, port } = open();
    await store.set('account', 'secret');
    port.locked = true;
    await expect(store.set('account', 'new')).rejects.toMatchObject({
      code: 'keychain.locked',
      retry: 'afterUser',
    });
    await expect(store.delete('account')).rejects.toMatchObject({ code: 'keychain.locked' });
    port.locked = false;
    expect(await store.get('account')).toEqual({ kind: 'found', value: 'secret' });
  });
});

describe('a keychain that hangs', () => {
  test('is unknown after five seconds and is asked nothing more until it answers', async () => {
    const { store, port, clock } = open();
    await store.set('account', 'secret');
    port.hanging = true;
    const read = store.get('account');
    await clock.advance(4_999);
    expect(store.waiting()).toBe(false);
    await clock.advance(1);
    expect(await read).toEqual({ kind: 'unknown', reason: 'waiting' });
    expect(store.waiting()).toBe(true);
    const calls = port.calls.length;
    expect(await store.get('other')).toEqual({ kind: 'unknown', reason: 'waiting' });
    await expect(store.set('account', 'new')).rejects.toMatchObject({ code: 'keychain.locked' });
    expect(port.calls.length).toBe(calls);
    port.release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.waiting()).toBe(false);
    expect(await store.get('account')).toEqual({ kind: 'found', value: 'secret' });
    expect(clock.sleeping()).toBe(0);
  });

  test('is given up after three minutes where it can be, and asked again', async () => {
    const { store, port, clock } = open();
    port.hanging = true;
    const read = store.get('account');
    await clock.advance(5_000);
    await read;
    await clock.advance(174_999);
    expect(port.abandoned).toBe(0);
    await clock.advance(1);
    expect(port.abandoned).toBe(1);
    expect(store.waiting()).toBe(false);
  });

  test('stays off where it cannot be given up: each further call would block a thread', async () => {
    const { store, port, clock } = open('darwin');
    port.killable = false;
    port.hanging = true;
    const read = store.get('account');
    await clock.advance(5_000);
    await read;
    await clock.advance(200_000);
    expect(store.waiting()).toBe(true);
  });
});

describe('a keychain that is not there', () => {
  test('is unavailable, says what to install, and that the sign-in lasts until quit', async () => {
    const port = keytarInProcess('Kith', () => Promise.reject(new KeytarMissing('no libsecret')));
    const store = openKeychain({ port, clock: testClock(), platform: 'linux' });
    expect(await store.get('account')).toEqual({ kind: 'unknown', reason: 'unavailable' });
    const error = await store.set('account', 'secret').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'keychain.unavailable' });
    expect((error as Error).message).toMatch(/until you quit/);
    expect((error as Error).message).toMatch(/libsecret/);
  });

  test.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain.unavailable'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychain.unavailable'],
    ['User interaction is not allowed.', 'keychain.locked'],
    ['The stub received bad data.', 'keychain.refused'],
  ])('“%s” is %s', async (message, code) => {
    const { store, port } = open();
    port.set = () => Promise.reject(new Error(message));
    await expect(store.set('account', 'secret')).rejects.toMatchObject({ code });
  });
});

describe('the limit of Windows', () => {
  test('is met with chunks, and a shorter value leaves none behind', async () => {
    const { store, port } = open('win32');
    await store.set('account', long);
    expect(port.entries.size).toBeGreaterThan(2);
    expect(await store.get('account')).toEqual({ kind: 'found', value: long });
    await store.set('account', 'short');
    expect([...port.entries.keys()]).toEqual(['account']);
    await store.set('account', long);
    await store.delete('account');
    expect(port.entries.size).toBe(0);
  });

  test('a value just over the limit and one just under both come back', async () => {
    const { store } = open('win32');
    for (let size = 1_200; size < 1_900; size += 1) {
      const value = 'x'.repeat(size);
      await store.set('account', value);
      expect(await store.get('account')).toEqual({ kind: 'found', value });
    }
  });

  test.each([
    ['long to long', long, `${long}!`],
    ['long to much longer', long, long.repeat(3)],
    ['longer to long', long.repeat(3), long],
    ['long to short', long, 'short'],
    ['short to long', 'short', long],
  ])('a crash at any point of a change from %s leaves the old or the new', async (_, before, after) => {
    let committed = false;
    for (let changes = 0; !committed; changes += 1) {
      const { store, port } = open('win32');
      await store.set('account', before);
      port.changesLeft = changes;
      committed = await store.set('account', after).then(
        () => true,
        () => false,
      );
      port.changesLeft = Number.POSITIVE_INFINITY;
      const read = await store.get('account');
      expect([before, after]).toContain(read.kind === 'found' ? read.value : read.kind);
      // What a crash left behind does not stay for ever.
      await store.set('account', 'last');
      expect(await store.get('account')).toEqual({ kind: 'found', value: 'last' });
      await store.delete('account');
      expect([...port.entries.keys()]).toEqual([]);
    }
  });

  test('two crashes, the second while clearing up after the first, hide nothing from the next change', async () => {
    for (let first = 0; first < 12; first += 1) {
      for (let second = 0; second < 24; second += 1) {
        const { store, port } = open('win32');
        await store.set('account', long);
        for (const [changes, value] of [
          [first, long.repeat(3)],
          [second, 'short'],
        ] as const) {
          port.changesLeft = changes;
          await store.set('account', value).catch(() => undefined);
        }
        port.changesLeft = Number.POSITIVE_INFINITY;
        await store.set('account', 'last');
        await store.delete('account');
        expect([...port.entries.keys()], `crashes after ${first} and ${second} changes`).toEqual([]);
      }
    }
  });

  test('a crash at any point of a deletion leaves what the next deletion finds', async () => {
    let done = false;
    for (let changes = 0; !done; changes += 1) {
      const { store, port } = open('win32');
      await store.set('account', long);
      port.changesLeft = changes;
      done = await store.delete('account').then(
        () => true,
        () => false,
      );
      port.changesLeft = Number.POSITIVE_INFINITY;
      await store.delete('account');
      expect([...port.entries.keys()]).toEqual([]);
    }
  });

  test('a chunk that was changed makes the sign-in absent, not wrong; the generation before still serves', async () => {
    const { store, port } = open('win32');
    await store.set('account', long);
    const first = new Map(port.entries);
    await store.set('account', `${long}!`);
    const chunk = [...port.entries.keys()].find((key) => key.startsWith('account#2.')) ?? '';
    port.entries.set(chunk, 'AAAA');
    expect(await store.get('account')).toEqual({ kind: 'absent' });
    for (const [key, value] of first) if (key !== 'account') port.entries.set(key, value);
    expect(await store.get('account')).toEqual({ kind: 'found', value: long });
  });
});
