// Owns: keytar in a process that can be killed, for Linux, where an open prompt blocks and a bug can crash its process.
// Leaves to others: the program in that process (keytar-worker), and how Electron starts one.
import { fork } from 'node:child_process';
import { keytarInProcess, KeytarMissing } from './keytar-port.ts';
import type { KeytarPort } from './keytar-port.ts';

interface CallBase {
  readonly id: number;
  readonly service: string;
  readonly key: string;
}
export type KeytarCall =
  | (CallBase & { readonly operation: 'get' | 'delete' })
  | (CallBase & { readonly operation: 'set'; readonly value: string });

export type KeytarAnswer =
  | { readonly id: number; readonly kind: 'done'; readonly value: string | boolean | null }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string; readonly missing: boolean };

/** A started worker process, whether Node forked it or Electron's utilityProcess. */
export interface KeytarProcess {
  send(call: KeytarCall): void;
  onAnswer(listener: (answer: KeytarAnswer) => void): void;
  /** Called once, however the process ends; sending to it after that is allowed and does nothing. */
  onEnd(listener: () => void): void;
  kill(): void;
}

/**
 * The keychain of this platform: in a worker on Linux, if one can be started, else in this process, whose identity macOS
 * and Windows tie the permission to.
 */
export function chooseKeytar(options: {
  readonly service: string;
  readonly platform: NodeJS.Platform;
  readonly startWorker?: () => KeytarProcess;
}): KeytarPort {
  const { service, platform, startWorker } = options;
  return platform === 'linux' && startWorker ? keytarInChild(service, startWorker) : keytarInProcess(service);
}

/**
 * Forks the worker with this process's own Node. Not for Electron, whose executable is no Node (fuse runAsNode is off):
 * there utilityProcess starts the same file. A call under way keeps this process running, an idle worker does not.
 */
export function forkKeytarWorker(workerFile: string, env: NodeJS.ProcessEnv = process.env): KeytarProcess {
  const child = fork(workerFile, [], { stdio: 'ignore', execArgv: [], env });
  let underWay = 0;
  child.unref();
  child.channel?.unref();
  return {
    send: (call) => {
      underWay += 1;
      child.channel?.ref();
      if (child.connected) child.send(call, () => undefined);
    },
    onAnswer: (listener) =>
      child.on('message', (answer) => {
        underWay -= 1;
        if (underWay === 0) child.channel?.unref();
        listener(answer as KeytarAnswer);
      }),
    onEnd: (listener) => {
      child.once('error', listener);
      child.once('exit', listener);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** How often a worker may end by itself before the keychain is taken to be unusable. */
const crashesAllowed = 3;

interface Pending {
  resolve(value: string | boolean | null): void;
  reject(error: Error): void;
}

/** Calls keytar in a worker, started at the first call and again after it was killed or crashed. */
export function keytarInChild(service: string, start: () => KeytarProcess): KeytarPort {
  let running: KeytarProcess | undefined;
  let crashes = 0;
  let lastId = 0;
  const pending = new Map<number, Pending>();

  function failAll(message: string): void {
    for (const call of pending.values()) call.reject(new Error(message));
    pending.clear();
  }
  function started(): KeytarProcess {
    if (running) return running;
    const process = start();
    running = process;
    process.onAnswer((answer) => {
      const call = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.kind === 'done') call?.resolve(answer.value);
      else call?.reject(answer.missing ? new KeytarMissing(answer.message) : new Error(answer.message));
    });
    process.onEnd(() => {
      if (running !== process) return;
      running = undefined;
      crashes += 1;
      failAll('The process that speaks to the keychain ended.');
    });
    return process;
  }
  function call(request: KeytarCall): Promise<string | boolean | null> {
    if (crashes >= crashesAllowed) {
      return Promise.reject(new KeytarMissing('The process that speaks to the keychain keeps ending.'));
    }
    return new Promise((resolve, reject) => {
      pending.set(request.id, { resolve, reject });
      started().send(request);
    });
  }
  const next = (key: string): CallBase => ({ id: (lastId += 1), service, key });

  return {
    get: async (key) => (await call({ ...next(key), operation: 'get' })) as string | null,
    set: async (key, value) => {
      await call({ ...next(key), operation: 'set', value });
    },
    delete: async (key) => (await call({ ...next(key), operation: 'delete' })) === true,
    abandon: () => {
      const process = running;
      running = undefined;
      process?.kill();
      failAll('The keychain was given up on.');
      return true;
    },
  };
}
