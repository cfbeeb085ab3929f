// Owns: window.kith, built by loop from the contract: one function per command and per event. Leaves to others: the
// contract itself, and everything that is done with it. Runs sandboxed in an isolated world.
import { contextBridge, ipcRenderer } from 'electron';
import { commandNames, eventNames } from './contract.ts';

type Invoke = (...args: readonly unknown[]) => Promise<unknown>;
type Listen = (listener: (payload: unknown) => void) => () => void;

// Neither ipcRenderer nor its event object crosses: the page can name a command, never a channel.
const commands: Record<string, Invoke> = {};
for (const name of commandNames) commands[name] = (...args) => ipcRenderer.invoke(name, ...args);

const on: Record<string, Listen> = {};
for (const name of eventNames) {
  on[name] = (listener) => {
    const receive = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(name, receive);
    return () => {
      ipcRenderer.removeListener(name, receive);
    };
  };
}

contextBridge.exposeInMainWorld('kith', { commands, on });
