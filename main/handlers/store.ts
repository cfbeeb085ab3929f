// Owns: the command about the state of the book's files. Leaves to others: the files themselves (store/), copies of the
// book (book-restore.ts).
import type { Handlers } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

type StoreHandlers = Pick<Handlers, 'store.state'>;

export function storeHandlers({ book, archive }: HandlerDependencies): StoreHandlers {
  return {
    'store.state': () => {
      const { state, failure, backupProblem } = book;
      return {
        kind: state.kind === 'readOnly' ? 'readOnly' : failure === null ? 'writable' : 'failing',
        problem: state.kind === 'readOnly' ? state.reason : (failure ?? backupProblem),
        setAside: book.recovery.setAside,
        backupFolder: archive.folder,
      };
    },
  };
}
