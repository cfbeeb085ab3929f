// Owns: one channel per command and per event, the check of who speaks, and the shape of replies. Leaves to others: the
// commands themselves and the check of their arguments (handlers).
import { ipcMain } from 'electron';
import type { BrowserWindow } from 'electron';
import { commandNames, type CommandName, type Events, type Reply } from '../../preload/contract.ts';
import { AppError, errorInfo } from '../core/errors.ts';
import { isTrustedSender } from './sender.ts';

/** One function per command. Arguments come unchecked from the window; the reply is plain structured-clone data. */
export type Dispatch = Readonly<Record<CommandName, (args: readonly unknown[]) => Promise<Reply<unknown>>>>;

/** Sends an event to the window, if there is one. */
export type SendEvent = <K extends keyof Events>(name: K, payload: Events[K]) => void;

export type CurrentWindow = () => BrowserWindow | undefined;

/** Registers every command of the contract. A thrown error becomes a reply with a code, never a stack. */
export function bindCommands(dispatch: () => Promise<Dispatch>, currentWindow: CurrentWindow): void {
  for (const name of commandNames) {
    ipcMain.handle(name, async (event, ...args: unknown[]): Promise<Reply<unknown>> => {
      try {
        if (!isTrustedSender(event.senderFrame, currentWindow()?.webContents.mainFrame))
          throw untrusted(name);
        return await (await dispatch())[name](args);
      } catch (error) {
        return { ok: false, error: errorInfo(error) };
      }
    });
  }
}

/** Sends events to the main frame of the window only; without a window they are dropped, as it asks anew on opening. */
export function eventSender(currentWindow: CurrentWindow): SendEvent {
  return (name, payload) => {
    const window = currentWindow();
    if (window && !window.isDestroyed()) window.webContents.send(name, payload);
  };
}

function untrusted(name: string): AppError {
  return new AppError(
    'ipc.untrustedSender',
    `Kith refused ${name}: it did not come from Kith's own window. Nothing was done.`,
  );
}
