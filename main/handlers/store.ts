// Owns: the command about the state of the book's files. Leaves to others: the files themselves (store/), copies of the
// book (book-restore.ts).
import type { Handlers } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

type StoreHandlers = Pick<Handlers, 'store.state'>;

export function storeHandlers({ book, archive }: HandlerDependencies): StoreHandlers {
  return {
    'store.state': () => {
      const [{ state }, problem] = [book, book.backupProblem];
      return {
        kind: state.kind,
        message: state.kind === 'readOnly' ? state.reason.message : (problem?.message ?? null),
        setAside: book.recovery.setAside,
        backupFolder: archive.folder,
      };
    },
  };
}
