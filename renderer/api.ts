// Owns: the only door to window.kith: replies become values or thrown AppErrors, arguments become plain values.
// Leaves to others: what the commands mean (preload/contract.ts), what is done with the answers (state/).
import { AppError } from '../main/core/errors.ts';
import type { Bridge, CommandName, Commands, EventName, Events, Reply } from '../preload/contract.ts';
import { plain } from './state/plain.svelte.ts';

declare global {
  interface Window {
    readonly kith: Bridge;
  }
}

type Answer<K extends CommandName> = ReturnType<Commands[K]>;

/**
 * Asks main to do a command.
 * @throws AppError with the code, message and context of main's error.
 */
export async function ask<K extends CommandName>(
  name: K,
  ...args: Parameters<Commands[K]>
): Promise<Answer<K>> {
  const command = window.kith.commands[name] as (...args: readonly unknown[]) => Promise<Reply<Answer<K>>>;
  const reply = await command(...args.map((arg) => plain(arg)));
  if (reply.ok) return reply.value;
  const { code, message, retry, context } = reply.error;
  throw new AppError(code, message, { retry, context });
}

/** Listens to an event of main until the result is called. */
export function listen<K extends EventName>(name: K, listener: (payload: Events[K]) => void): () => void {
  return window.kith.on[name](listener);
}
