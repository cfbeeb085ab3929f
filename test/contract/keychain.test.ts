// Owns: the keychain store over keytar and a real Secret Service. Leaves to others: misbehaviour that needs a fake.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeychain } from '../../main/accounts/keychain.ts';
import { chooseKeytar, forkKeytarWorker } from '../../main/accounts/keytar-child.ts';
import type { KeytarProcess } from '../../main/accounts/keytar-child.ts';
import type { Clock } from '../../main/core/ports.ts';
import { missingPrograms, startSecretService } from './secret-service.ts';
import type { SecretService } from './secret-service.ts';

const worker = fileURLToPath(new URL('../../main/accounts/keytar-worker.ts', import.meta.url));
const missing = process.platform === 'linux' ? missingPrograms() : ['Linux'];
const clock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      (signal as AbortSignal | undefined)?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new Error('over'));
      });
    }),
};

const title = 'a real Secret Service (gnome-keyring, libsecret, keytar in a worker)';
describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `${title}: skipped, missing ${missing.join(', ')}` : title,
  () => {
    let service: SecretService;
    const workers: KeytarProcess[] = [];
    beforeAll(async () => {
      service = await startSecretService();
    });
    afterAll(async () => {
      for (const started of workers) started.kill();
      await service.stop();
    });

    function open(options: { readonly env?: NodeJS.ProcessEnv; readonly softTimeoutMs?: number } = {}) {
      const startWorker = (): KeytarProcess => {
        const started = forkKeytarWorker(worker, options.env ?? service.env);
        workers.push(started);
        return started;
      };
      const port = chooseKeytar({ service: 'Kith test', platform: 'linux', startWorker });
      return openKeychain({
        port,
        clock,
        platform: 'linux',
        ...(options.softTimeoutMs === undefined ? {} : { softTimeoutMs: options.softTimeoutMs }),
      });
    }

    test('keeps, gives back, replaces and deletes, for another process too', async () => {
      const store = open();
      const value = JSON.stringify({ token: 'x'.repeat(20_000), text: 'é€\0𝄞' });
      expect(await store.get('account')).toEqual({ kind: 'absent' });
      await store.set('account', 'first');
      await store.set('account', value);
      const other = open();
      expect(await other.get('account')).toEqual({ kind: 'found', value });
      await other.delete('account');
      expect(await store.get('account')).toEqual({ kind: 'absent' });
    });

    test('is asked anew after its worker was killed', async () => {
      const store = open();
      await store.set('killed', 'secret');
      store.close();
      expect(await store.get('killed')).toEqual({ kind: 'found', value: 'secret' });
    });

    test('that stops answering is unknown, holds up nothing, and answers again later', async () => {
      const pid = keyringProcess(service);
      const store = open({ softTimeoutMs: 1_500 });
      await store.set('slow', 'secret');
      process.kill(pid, 'SIGSTOP');
      try {
        expect(await store.get('slow')).toEqual({ kind: 'unknown', reason: 'waiting' });
        expect(store.waiting()).toBe(true);
        expect(await store.get('other')).toEqual({ kind: 'unknown', reason: 'waiting' });
        store.close();
        await expect.poll(() => store.waiting()).toBe(false);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect(await store.get('slow')).toEqual({ kind: 'found', value: 'secret' });
    });

    test('without a session bus is unavailable', async () => {
      const store = open({
        env: { PATH: process.env['PATH'] ?? '', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
      });
      expect(await store.get('account')).toEqual({ kind: 'unknown', reason: 'unavailable' });
      await expect(store.set('account', 'secret')).rejects.toMatchObject({ code: 'keychain.unavailable' });
    });

    // Last: nothing can unlock this keyring again.
    test('that is locked is never read as a lost sign-in', async () => {
      const store = open();
      await store.set('locked', 'secret');
      service.lock();
      expect(await store.get('locked')).toEqual({ kind: 'unknown', reason: 'locked' });
      expect(await store.get('never stored')).toEqual({ kind: 'unknown', reason: 'locked' });
      await expect(store.set('locked', 'new')).rejects.toMatchObject({ code: 'keychain.locked' });
      await expect(store.delete('locked')).rejects.toMatchObject({ code: 'keychain.locked' });
    });
  },
);

function keyringProcess(service: SecretService): number {
  const reply = execFileSync(
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.GetConnectionUnixProcessID',
      'string:org.freedesktop.secrets',
    ],
    { env: service.env, encoding: 'utf8' },
  );
  return Number(/uint32 (\d+)/.exec(reply)?.[1]);
}
