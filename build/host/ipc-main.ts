// Owns: the host's `ipcMain`. Leaves to others: carrying messages from and to the page (contents.ts).
import { strict } from './strict.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

/** What goes back to the page. */
export type IpcAnswer =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'error'; readonly message: string };

const handlers = new Map<string, Handler>();

export const ipcMain = strict('ipcMain', {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
});

/** Runs the handler of a channel; failures are worded as Electron words them. */
export async function answerInvoke(
  event: object,
  channel: string,
  args: readonly unknown[],
): Promise<IpcAnswer> {
  try {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return { kind: 'value', value: cloned(await handler(event, ...args)) };
  } catch (error) {
    return { kind: 'error', message: `Error invoking remote method '${channel}': ${String(error)}` };
  }
}

/** A structured clone, or Electron's error for what has none. */
export function cloned<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}
