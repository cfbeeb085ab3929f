// Owns: the commands about the encryption of the address book. Leaves to others: the switch itself (store/encryption.ts).
import type { EncryptionView, Handlers } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

type EncryptionHandlers = Pick<
  Handlers,
  | 'encryption.state'
  | 'encryption.turnOn'
  | 'encryption.turnOff'
  | 'encryption.cancel'
  | 'encryption.recoveryKey'
  | 'encryption.unlock'
>;

export function encryptionHandlers({ book }: HandlerDependencies): EncryptionHandlers {
  const { encryption } = book;
  const view = async (): Promise<EncryptionView> => {
    // A keychain may take its time, so it is asked only where the answer depends on it.
    const why = encryption.status.sealing === 'off' ? await encryption.whyNot() : null;
    const { sealing, problem, cancelled } = encryption.status;
    return { sealing, why: why?.message ?? null, problem: problem?.message ?? null, cancelled };
  };
  return {
    'encryption.state': view,
    'encryption.turnOn': async () => ({ recoveryKey: await encryption.turnOn() }),
    'encryption.turnOff': () => {
      encryption.turnOff();
      return view();
    },
    'encryption.cancel': () => encryption.cancel().then(view),
    'encryption.recoveryKey': () => encryption.recoveryKey(),
    // Somebody was faster: the book is open, with the right key.
    'encryption.unlock': () => encryption.keepKey().then(() => ({ kept: true })),
  };
}
