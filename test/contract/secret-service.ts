// Owns: a real Secret Service (gnome-keyring on a D-Bus session of its own) for the keychain tests, and locking it.
// Leaves to others: what is tested with it.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface SecretService {
  /** The environment in which keytar finds this service and no other. */
  readonly env: NodeJS.ProcessEnv;
  /** Locks the login collection; without a prompter on this bus nothing can unlock it again. */
  lock(): void;
  stop(): Promise<void>;
}

const needed = ['dbus-run-session', 'gnome-keyring-daemon', 'dbus-send'];

/** The programs that are missing here; empty when a Secret Service can be started. */
export function missingPrograms(): readonly string[] {
  return needed.filter((program) => {
    try {
      execFileSync('/bin/sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/** Starts a D-Bus session with an unlocked, empty keyring in a temporary home. */
export async function startSecretService(): Promise<SecretService> {
  const home = mkdtempSync(join(tmpdir(), 'kith-keyring-'));
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: runtime,
  };
  const script =
    'printf "practice\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null';
  const session = spawn('dbus-run-session', ['--', '/bin/sh', '-c', script], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const address = await firstLine(session);
  const inside = { ...env, DBUS_SESSION_BUS_ADDRESS: address };
  return {
    env: inside,
    lock: () => {
      execFileSync(
        'dbus-send',
        [
          '--session',
          '--print-reply',
          '--dest=org.freedesktop.secrets',
          '/org/freedesktop/secrets',
          'org.freedesktop.Secret.Service.Lock',
          'array:objpath:/org/freedesktop/secrets/collection/login',
        ],
        { env: inside, stdio: 'ignore' },
      );
    },
    stop: async () => {
      const ended = new Promise((resolve) => session.once('exit', resolve));
      session.stdin?.end();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function firstLine(session: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    session.once('exit', () => reject(new Error('dbus-run-session ended before it was ready')));
    if (session.stdout) createInterface({ input: session.stdout }).once('line', resolve);
  });
}
