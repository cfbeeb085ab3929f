// Owns: what the window gets while its address book is encrypted and the key is not to be had: every command says why, and
// one of them tries again. Leaves to others: opening the book (main/index.ts), the key (store/).
import { errorInfo } from '../core/errors.ts';
import type { ErrorInfo } from '../core/errors.ts';
import { parseArguments } from '../handlers/arguments.ts';
import { commandNames } from '../../preload/contract.ts';
import type { CommandName, Reply } from '../../preload/contract.ts';
import type { Dispatch, SendEvent } from './ipc.ts';
import type { Composition } from './start.ts';

/** Opens the book with the key from the keychain (null) or with what a person wrote down; `kept`: it is in the keychain. */
export type OpenBookWith = (
  recoveryKey: string | null,
) => Promise<{ readonly made: Composition; readonly kept: boolean }>;

/** Stands in for the composition until the book could be opened. `reason`: why it could not. */
export function lockedComposition(reason: ErrorInfo, open: OpenBookWith): Composition {
  let [why, send, opened]: [ErrorInfo, SendEvent | null, Composition | null] = [reason, null, null];
  let turn: Promise<unknown> = Promise.resolve();

  const unlock = async (args: readonly unknown[]): Promise<Reply<unknown>> => {
    try {
      const [recoveryKey] = parseArguments('encryption.unlock', args);
      const { made, kept } = await open(recoveryKey);
      opened = made;
      if (send !== null) made.subscribe(send);
      return { ok: true, value: { kept } };
    } catch (thrown) {
      const error = errorInfo(thrown);
      if (error.code.startsWith('store.key')) why = error;
      return { ok: false, error };
    }
  };
  const answer = async (name: CommandName, args: readonly unknown[]): Promise<Reply<unknown>> => {
    if (opened === null && name === 'encryption.unlock') {
      // One after the other: a book is opened once.
      const mine = turn.then(() => (opened === null ? unlock(args) : opened.dispatch[name](args)));
      turn = mine;
      return mine;
    }
    return opened === null ? { ok: false, error: why } : opened.dispatch[name](args);
  };

  return {
    dispatch: Object.fromEntries(
      commandNames.map((name) => [name, (args: readonly unknown[]) => answer(name, args)]),
    ) as Dispatch,
    subscribe: (listener) => {
      send = listener;
      opened?.subscribe(listener);
    },
    onQuit: async () => opened?.onQuit(),
    photo: async (id) => opened?.photo?.(id),
  };
}
