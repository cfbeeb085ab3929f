// Owns: secret stores without a keychain: in memory until quit, and in a file only its owner can read (`--no-keychain`).
// Leaves to others: saying so to the person, each time.
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../core/errors.ts';
import type { SecretStore } from '../core/ports.ts';

/** Keeps secrets until the program ends. */
export function secretsInMemory(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (key) => {
      const value = secrets.get(key);
      return value === undefined ? { kind: 'absent' } : { kind: 'found', value };
    },
    set: async (key, value) => void secrets.set(key, value),
    delete: async (key) => void secrets.delete(key),
  };
}

const format = v.object({ v: v.literal(1), secrets: v.record(v.string(), v.string()) });
type Secrets = Readonly<Record<string, string>>;

/**
 * Keeps secrets in a JSON file, readable by its owner only (mode 0600; on Windows by the folder's permissions). Each change
 * replaces the file whole, so a crash leaves the old or the new one. Errors: `keychain.refused`.
 */
export function secretsInFile(file: string): SecretStore {
  let queue: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }
  async function change(edit: (secrets: Secrets) => Secrets): Promise<void> {
    await replace(file, JSON.stringify({ v: 1, secrets: edit(await read(file)) }));
  }
  return {
    kind: 'file',
    get: (key) =>
      inTurn(async () => {
        const secrets = await read(file);
        const value = Object.hasOwn(secrets, key) ? secrets[key] : undefined;
        return value === undefined ? { kind: 'absent' } : { kind: 'found', value };
      }),
    set: (key, value) => inTurn(() => change((secrets) => ({ ...secrets, [key]: value }))),
    delete: (key) =>
      inTurn(() =>
        change((secrets) => Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== key))),
      ),
  };
}

async function read(file: string): Promise<Secrets> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw refused(file, 'cannot be read', cause);
  }
  try {
    return v.parse(format, JSON.parse(text)).secrets;
  } catch {
    // The parser's message would repeat what it met, which is secrets: it is no cause to hand on.
    throw refused(file, 'is damaged');
  }
}

async function replace(file: string, text: string): Promise<void> {
  const fresh = join(dirname(file), `.secrets-${randomUUID()}`);
  try {
    const handle = await open(fresh, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
    await syncFolder(dirname(file));
  } catch (cause) {
    await unlink(fresh).catch(() => undefined);
    throw refused(file, 'cannot be written', cause);
  }
}

/** Makes the renaming itself durable. Windows cannot open a folder for this and needs it less. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function refused(file: string, fault: string, cause?: unknown): AppError {
  return new AppError(
    'keychain.refused',
    `The file that keeps sign-ins in place of a keychain ${fault}: ${file}. Contacts and unsent changes are kept. ` +
      'Check that you own the file and that there is space, or move it away and sign in again.',
    { retry: 'afterUser', context: { file }, cause },
  );
}
