// Owns: the commands of encryption over the book in memory. Leaves to others: the other commands (fake-bridge.ts).
import { AppError } from '../../main/core/errors.ts';
import type { CommandName, EncryptionView, Events, Handlers } from '../../preload/contract.ts';
import type { FakeOptions } from './fake-world.ts';

type EncryptionHandlers = Pick<Handlers, Extract<CommandName, `encryption.${string}`>>;

export const RECOVERY_KEY = '7QZ4-HM2C-X0BV-9TKD-51WN-GJ8E-RSP3-F6AY-2DVT-K90X-BQ7H-4MCN-W1ZE-8GJ5';

const NO_KEYCHAIN =
  'This computer offers Kith no keychain that could hold the key of the address book. Install or start one (GNOME Keyring, KWallet) and try again.';

/** `open` is called when the right recovery key was given. */
export function encryptionHandlers(
  { encryption = 'off', switchTakes = 1_000 }: FakeOptions,
  tell: (payload: Events['encryption.changed']) => void,
  open: () => void,
): EncryptionHandlers {
  let sealing: EncryptionView['sealing'] =
    encryption === 'never' ? 'off' : encryption === 'locked' ? 'on' : encryption;
  let cancelled = false;
  let ends: ReturnType<typeof setTimeout> | undefined;
  const view = (): EncryptionView => ({
    sealing,
    cancelled,
    why: encryption === 'never' ? NO_KEYCHAIN : null,
    problem: null,
  });
  const become = (to: EncryptionView['sealing']): void => {
    sealing = to;
    tell({ sealing });
  };
  const turn = (to: 'on' | 'off', isBack = false): void => {
    clearTimeout(ends);
    cancelled = isBack;
    become(to === 'on' ? 'turningOn' : 'turningOff');
    ends = setTimeout(() => become(to), switchTakes);
  };
  return {
    'encryption.state': view,
    'encryption.turnOn': () => {
      turn('on');
      return { recoveryKey: RECOVERY_KEY };
    },
    'encryption.turnOff': () => {
      turn('off');
      return view();
    },
    'encryption.cancel': () => {
      if (sealing === 'turningOn') turn('off', true);
      else if (sealing === 'turningOff') turn('on', true);
      return view();
    },
    'encryption.recoveryKey': () => RECOVERY_KEY,
    'encryption.unlock': (recoveryKey) => {
      if (recoveryKey === null) throw keyLocked();
      if (recoveryKey.trim() !== RECOVERY_KEY)
        throw new AppError('input.invalid', 'This is no recovery key, or there is a mistake in it.');
      open();
      return { kept: true };
    },
  };
}

/** What every other command answers while the keychain is locked. */
export const keyLocked = (): AppError =>
  new AppError(
    'store.keyLocked',
    'The address book in /home/ada/.config/Kith/book is encrypted, and the keychain that holds its key is locked. Nothing was changed and nothing is lost. Unlock the keychain and start Kith again.',
    { retry: 'afterUser' },
  );
