// Owns: which store of secrets a profile has: the keychain, or a file once that was asked for. A part of the composition root.
// Leaves to others: the stores themselves (accounts/), what is kept in them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openKeychain } from './accounts/keychain.ts';
import { chooseKeytar } from './accounts/keytar-child.ts';
import type { KeytarProcess } from './accounts/keytar-child.ts';
import { secretsInFile } from './accounts/secret-files.ts';
import type { Clock, SecretStore } from './core/ports.ts';

/** What of a profile and its surroundings decides where secrets are kept. */
export interface SecretSurroundings {
  readonly profile: string;
  readonly noKeychain: boolean;
  /** Starts the program that talks to the keychain, in a process that can be killed. */
  startKeychainWorker(file: string): KeytarProcess;
  /** Says something to the person beside the answer: where sign-ins are kept, what was set aside. */
  notice(text: string): void;
}

/** Where sign-ins are kept: the keychain, or a file in the profile once that was asked for. */
export function openSecrets(
  around: SecretSurroundings,
  clock: Clock,
): {
  readonly secrets: SecretStore;
  readonly closeSecrets: () => void;
} {
  const file = join(around.profile, 'secrets.json');
  if (around.noKeychain || existsSync(file)) {
    around.notice(`sign-ins are kept in ${file}, readable by you only, not in the keychain`);
    return { secrets: secretsInFile(file), closeSecrets: () => undefined };
  }
  const fromSource = import.meta.filename.endsWith('.ts');
  const worker = join(import.meta.dirname, fromSource ? 'accounts/keytar-worker.ts' : 'keytar-worker.js');
  const port = chooseKeytar({
    service: 'Kith',
    platform: process.platform,
    startWorker: () => around.startKeychainWorker(worker),
  });
  const keychain = openKeychain({ port, clock, platform: process.platform });
  return { secrets: keychain, closeSecrets: () => keychain.close() };
}
