// Owns: the secret store over the operating system's keychain: one call at a time, never waiting long, and what an
// answer or a silence means. Leaves to others: the calls themselves (keytar-port), the entries' form (keychain-record).
import { AppError } from '../core/errors.ts';
import type { Clock, SecretRead, SecretStore } from '../core/ports.ts';
import { within } from './deadline.ts';
import { deleteRecord, readRecord, windowsLimit, writeRecord } from './keychain-record.ts';
import { KeytarMissing } from './keytar-port.ts';
import type { KeytarPort } from './keytar-port.ts';

export interface KeychainParts {
  readonly port: KeytarPort;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  /** How long a call may take before Kith goes on without it; 5 s. */
  readonly softTimeoutMs?: number;
  /** How long a prompt may stay open before the call is given up, where that is possible; 3 min. */
  readonly hardTimeoutMs?: number;
}

export interface Keychain extends SecretStore {
  readonly kind: 'keychain';
  /** True while a call hangs, most likely on a prompt that nobody answers. */
  readonly waiting: () => boolean;
  /** Gives up what hangs, so that the program can end. */
  close(): void;
}

const canaryKey = 'kith.canary';

/** The operating system's keychain as a secret store. Errors of `set` and `delete`: `keychain.*`. */
export function openKeychain(parts: KeychainParts): Keychain {
  const { port, clock } = parts;
  const soft = parts.softTimeoutMs ?? 5_000;
  const hard = parts.hardTimeoutMs ?? 180_000;
  const limit = parts.platform === 'win32' ? windowsLimit : Number.POSITIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();
  let hanging: Promise<unknown> | undefined;

  /** One operation at a time; and none at all while a call hangs: each would take another thread of Node's pool. */
  function inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const turn = queue.then(operation);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function call<T>(request: () => Promise<T>): Promise<T> {
    if (hanging) throw new Waiting();
    const work = request();
    const outcome = await within(clock, soft, work);
    if (outcome.kind === 'done') return outcome.value;
    hang(work);
    throw new Waiting();
  }
  function hang(work: Promise<unknown>): void {
    hanging = work;
    const over = (): void => {
      if (hanging === work) hanging = undefined;
    };
    work.then(over, over);
    void within(
      clock,
      hard - soft,
      work.catch(() => undefined),
    ).then((outcome) => {
      if (outcome.kind === 'late' && hanging === work && port.abandon()) over();
    });
  }

  const entries = {
    get: (key: string) => call(() => port.get(key)),
    set: (key: string, value: string) => call(() => port.set(key, value)),
    delete: (key: string) => call(() => port.delete(key)),
  };

  /** “Nothing” is also what a locked keychain says on Linux. One that takes a new entry is not locked; else this throws. */
  async function probe(): Promise<void> {
    await entries.set(canaryKey, 'canary');
    await entries.delete(canaryKey);
  }
  async function remove(key: string): Promise<void> {
    if (await deleteRecord(entries, key)) return;
    await probe();
    await deleteRecord(entries, key);
  }
  async function get(key: string): Promise<SecretRead> {
    try {
      const first = await readRecord(entries, key);
      if (first.kind === 'found') return first;
      await probe();
      const second = await readRecord(entries, key);
      return second.kind === 'found' ? second : { kind: 'absent' };
    } catch (thrown) {
      return { kind: 'unknown', reason: reasonOf(thrown) };
    }
  }
  async function change(operation: () => Promise<void>): Promise<void> {
    try {
      await operation();
    } catch (thrown) {
      throw keychainError(thrown, parts.platform);
    }
  }

  return {
    kind: 'keychain',
    get: (key) => inTurn(() => get(key)),
    set: (key, value) => inTurn(() => change(() => writeRecord(entries, key, value, limit))),
    delete: (key) => inTurn(() => remove(key).catch((thrown: unknown) => Promise.reject(notRemoved(thrown)))),
    waiting: () => hanging !== undefined,
    close: () => {
      port.abandon();
    },
  };
}

/** Thrown instead of an answer that has not come. */
class Waiting extends Error {
  override readonly name = 'Waiting';
}

type Reason = Extract<SecretRead, { kind: 'unknown' }>['reason'];

const missingWords =
  /autolaunch D-Bus|org\.freedesktop\.secrets|ServiceUnknown|could not connect|connection (is closed|refused)/i;
const lockedWords = /locked|dismissed|interaction is not allowed|user (name or passphrase|canceled)/i;

function reasonOf(thrown: unknown): Reason {
  if (thrown instanceof Waiting) return 'waiting';
  if (thrown instanceof KeytarMissing) return 'unavailable';
  return lockedWords.test(messageOf(thrown)) ? 'locked' : 'unavailable';
}

function keychainError(thrown: unknown, platform: NodeJS.Platform): AppError {
  const reason = reasonOf(thrown);
  const context = { reason };
  const meanwhile = 'You stay signed in until you quit Kith; contacts and unsent changes are kept.';
  if (reason === 'waiting' || reason === 'locked') {
    const how = reason === 'waiting' ? 'is locked and waits for you to unlock it' : 'is locked';
    return new AppError(
      'keychain.locked',
      `This computer’s keychain ${how}, so the sign-in was not stored in it. ${meanwhile} Unlock the keychain and Kith will store it.`,
      { retry: 'afterUser', context, cause: thrown },
    );
  }
  if (thrown instanceof KeytarMissing || missingWords.test(messageOf(thrown))) {
    const advice =
      platform === 'linux'
        ? 'Install libsecret (libsecret-1-0) and a keychain such as GNOME Keyring or KWallet, and start Kith from a desktop session.'
        : 'Install Kith again.';
    return new AppError(
      'keychain.unavailable',
      `This computer offers Kith no keychain, so the sign-in was not stored. ${meanwhile} ${advice}`,
      { retry: 'afterUser', context, cause: thrown },
    );
  }
  return new AppError(
    'keychain.refused',
    `This computer’s keychain did not take the sign-in: ${messageOf(thrown)}. ${meanwhile}`,
    { retry: 'afterUser', context, cause: thrown },
  );
}

function notRemoved(thrown: unknown): AppError {
  const reason = reasonOf(thrown);
  const state =
    reason === 'unavailable'
      ? 'cannot be reached'
      : reason === 'locked'
        ? 'is locked'
        : 'is locked and waits for you to unlock it';
  return new AppError(
    reason === 'unavailable' ? 'keychain.unavailable' : 'keychain.locked',
    `This computer’s keychain ${state}, so the sign-in could not be removed from it. Nothing was changed. Make the keychain available and try again.`,
    { retry: 'afterUser', context: { reason }, cause: thrown },
  );
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
