// Owns: one handler per command of the contract, put together. Knows no Electron.
// Leaves to others: arguments' shape (arguments.ts), the window's channel (app/ipc.ts), the command line (cli/).
import { errorInfo } from '../core/errors.ts';
import { commandNames } from '../../preload/contract.ts';
import type { CommandName, Handlers, Reply } from '../../preload/contract.ts';
import { actionHandlers } from './actions.ts';
import { accountHandlers } from './accounts.ts';
import type { AccountCommands } from './accounts.ts';
import { parseArguments } from './arguments.ts';
import { birthdayHandlers } from './birthdays.ts';
import { bookRestoreHandlers } from './book-restore.ts';
import { bulkElsewhereHandlers } from './bulk-elsewhere.ts';
import { bulkHandlers } from './bulk.ts';
import { callHandlers } from './calls.ts';
import { conflictHandlers } from './conflicts.ts';
import type { ConflictCommands } from './conflicts.ts';
import { contactHandlers } from './contacts.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { draftHandlers } from './drafts.ts';
import { encryptionHandlers } from './encryption.ts';
import { exportHandlers } from './export.ts';
import { historyHandlers } from './history.ts';
import { labelHandlers } from './labels.ts';
import type { LabelCommands } from './labels.ts';
import { photoHandlers } from './photos.ts';
import type { PhotoCommands } from './photos.ts';
import { elsewhereHandlers } from './elsewhere.ts';
import { personHandlers } from './persons.ts';
import { createNextMoves } from './next-moves.ts';
import { createGreatActions } from './pieces.ts';
import { storeHandlers } from './store.ts';
import { syncHandlers } from './sync.ts';
import type { SyncCommands } from './sync.ts';
import { trashHandlers } from './trash.ts';

/** All commands; some take more than the window uses. */
export type AllHandlers = Handlers &
  AccountCommands &
  ConflictCommands &
  LabelCommands &
  PhotoCommands &
  SyncCommands;

export function createHandlers(deps: HandlerDependencies): AllHandlers {
  const actions = createGreatActions(deps);
  const moves = createNextMoves(deps);
  return {
    'app.info': () => ({ ...deps.info, clients: deps.info.clients(), secrets: deps.info.secrets() }),
    'app.inUse': () => undefined,
    'app.open': (target) => deps.openTarget(target),
    'settings.get': () => deps.book.settings(),
    'settings.set': (change) => {
      const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const settings = { ...deps.book.settings(), ...named };
      deps.book.transaction([{ kind: 'putSettings', settings }]);
      return settings;
    },
    ...callHandlers(deps),
    ...accountHandlers(deps),
    ...contactHandlers(deps),
    ...conflictHandlers(deps),
    ...birthdayHandlers(deps),
    ...labelHandlers(deps, actions),
    ...photoHandlers(deps),
    ...syncHandlers(deps),
    ...historyHandlers(deps, actions),
    ...actionHandlers(deps, actions, moves),
    ...bulkHandlers(deps, actions),
    ...bulkElsewhereHandlers(deps, actions),
    ...exportHandlers(deps, actions),
    ...trashHandlers(deps, actions),
    ...bookRestoreHandlers(deps, actions, moves),
    ...storeHandlers(deps),
    ...encryptionHandlers(deps),
    ...personHandlers(deps, actions),
    ...draftHandlers(deps),
    ...elsewhereHandlers(deps),
  };
}

/** A command as it crosses the bridge: unchecked arguments in, a Reply out, never a throw. */
export type BoundCommand = (args: readonly unknown[]) => Promise<Reply<unknown>>;

/** Every command with its arguments checked and its errors made values. `asked` is told of each call. */
export function bindHandlers(
  handlers: Handlers,
  asked: (name: CommandName) => void = () => undefined,
): Readonly<Record<CommandName, BoundCommand>> {
  const bound = commandNames.map((name): [CommandName, BoundCommand] => [
    name,
    async (args) => {
      asked(name);
      try {
        const parsed = parseArguments(name, args) as readonly unknown[];
        const handler = handlers[name] as (...values: readonly unknown[]) => unknown;
        return { ok: true, value: await handler(...parsed) };
      } catch (thrown) {
        return { ok: false, error: errorInfo(thrown) };
      }
    },
  ]);
  return Object.fromEntries(bound) as Record<CommandName, BoundCommand>;
}
