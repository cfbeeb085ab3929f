// Owns: the commands about the files of the book: how they are, and whether they are encrypted.
// Leaves to others: the files themselves (store/), copies of the book (book-restore.ts).
import { AppError } from '../core/errors.ts';
import type { Handlers, StoreState } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

type StoreHandlers = Pick<Handlers, 'store.state' | 'store.encrypt'>;

export function storeHandlers({ book, archive }: HandlerDependencies): StoreHandlers {
  const state = (): StoreState => ({
    kind: 'writable',
    message: null,
    setAside: book.recovery.setAside,
    encrypted: false,
    cannotEncrypt: 'This Kith cannot encrypt the address book yet.',
    backupFolder: archive.folder,
  });
  return {
    'store.state': state,
    'store.encrypt': (encrypt) => {
      const { cannotEncrypt } = state();
      if (encrypt && cannotEncrypt !== null) throw new AppError('store.cannotEncrypt', cannotEncrypt);
      return state();
    },
  };
}
