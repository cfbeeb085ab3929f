// Owns: the command `encryption`: whether the address book is encrypted, on, off, and its recovery key.
// Leaves to others: the switch (store/encryption.ts), opening files with the recovery key (store/open-vault.ts).
import { AppError } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import type { EncryptionView } from '../../preload/contract.ts';
import { keepKey } from '../store/key-place.ts';
import { done, option, usageError } from './answer.ts';
import type { Answer } from './answer.ts';
import type { CommandLine } from './arguments.ts';
import type { RunClosed } from './closed.ts';
import type { CliDependencies } from './commands.ts';

/** What `encryption` answers: one or the other, by what was asked. */
interface EncryptionAnswer {
  readonly encryption?: EncryptionView['sealing'];
  readonly why?: string | null;
  readonly recoveryKey?: string;
  readonly unlocked?: true;
  /** Why the address book does not open all the same, and what can be done about that. */
  readonly problem?: ErrorInfo;
}

const WHAT_IS_READ = 'the recovery key';

/**
 * The recovery key with which a line wants the book to be opened, which `read` gives where it does not stand in the line;
 * null: the keychain is asked for the key.
 */
export async function recoveryKeyOf(
  line: CommandLine,
  read: (what: string) => Promise<string>,
): Promise<string | null> {
  const told = option(line, 'recovery-key');
  if (told !== undefined) return told === '-' ? read(WHAT_IS_READ) : told;
  if (line.command !== 'encryption') return null;
  const [what, key] = line.operands;
  if (key !== undefined && what !== 'unlock' && what !== 'off')
    throw usageError('Only encryption unlock and encryption off take a recovery key');
  return what === 'unlock' ? (key ?? (await read(WHAT_IS_READ))) : (key ?? null);
}

export async function encryption(deps: CliDependencies, line: CommandLine): Promise<Answer> {
  const { handlers, book } = deps;
  const [what] = line.operands;
  switch (what) {
    case undefined: {
      const { sealing, why } = await handlers['encryption.state']();
      return done({ encryption: sealing, why });
    }
    case 'on': {
      const { recoveryKey } = await handlers['encryption.turnOn']();
      deps.say(`the recovery key is ${recoveryKey}`);
      await theEnd(deps);
      return done({ encryption: book.encryption.status.sealing, recoveryKey });
    }
    case 'off':
      await handlers['encryption.turnOff']();
      await theEnd(deps);
      return done({ encryption: book.encryption.status.sealing });
    case 'recovery-key':
      return done({ recoveryKey: await handlers['encryption.recoveryKey']() });
    default:
      throw usageError(`encryption takes on, off, recovery-key or unlock, not "${what}"`);
  }
}

/** Puts the key into the keychain, whether the address book opens with it or is damaged. */
export const unlock: RunClosed = ({ withVault }) =>
  withVault(async (vault, secrets) => {
    // A recovery key is refused where there is nothing to unlock.
    if (vault.key !== null) await keepKey(secrets, vault.key);
    return done({ encryption: vault.sealing, unlocked: true });
  });

/** Waits until every file is as it is to be. */
async function theEnd({ book, interrupted }: CliDependencies): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve());
  });
  await Promise.race([book.encryption.settled, stopped]);
  const { sealing, problem } = book.encryption.status;
  if (problem !== null) throw new AppError(problem.code, problem.message, problem);
  if (sealing === 'turningOn' || sealing === 'turningOff')
    throw new AppError(
      'sync.cancelled',
      'Kith was stopped before all files were rewritten. Nothing is lost; the next start goes on by itself.',
      { retry: 'later' },
    );
}

export function encryptionText({
  encryption: sealing,
  why,
  recoveryKey,
  unlocked,
  problem,
}: EncryptionAnswer): string {
  if (unlocked === true)
    return ['the key is in the keychain of this computer now', problem?.message ?? []].flat().join('\n');
  const state = {
    off: 'the address book is not encrypted',
    turningOn: 'the address book is being encrypted; the next start goes on',
    on: 'the address book is encrypted, and its key is in the keychain',
    turningOff: 'the address book is being made plain again; the next start goes on',
  };
  return [
    ...(sealing === undefined ? [] : [state[sealing]]),
    ...((why ?? null) === null ? [] : [why]),
    ...(recoveryKey === undefined
      ? []
      : [
          `recovery key: ${recoveryKey}`,
          'Write it down and keep it away from this computer: it opens the address book where the keychain is lost.',
        ]),
  ].join('\n');
}
