// Owns: the program that calls keytar in a process of its own, one call per message. Leaves to others: starting it.
import process from 'node:process';
import { keytarInProcess, KeytarMissing } from './keytar-port.ts';
import type { KeytarPort } from './keytar-port.ts';
import type { KeytarAnswer, KeytarCall } from './keytar-child.ts';

/** Electron's utility processes are spoken to through `process.parentPort`, forked Node processes through `process.send`. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: KeytarAnswer): void;
}

const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
const ports = new Map<string, KeytarPort>();

async function answer(call: KeytarCall): Promise<KeytarAnswer> {
  const port = ports.get(call.service) ?? keytarInProcess(call.service);
  ports.set(call.service, port);
  try {
    return { id: call.id, kind: 'done', value: await perform(port, call) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id: call.id, kind: 'failed', message, missing: error instanceof KeytarMissing };
  }
}

async function perform(port: KeytarPort, call: KeytarCall): Promise<string | boolean | null> {
  switch (call.operation) {
    case 'get':
      return port.get(call.key);
    case 'delete':
      return port.delete(call.key);
    case 'set':
      await port.set(call.key, call.value);
      return null;
  }
}

if (parentPort) {
  parentPort.on('message', (event) => {
    void answer(event.data as KeytarCall).then((message) => parentPort.postMessage(message));
  });
} else {
  process.on('message', (call) => {
    void answer(call as KeytarCall).then((message) => process.send?.(message));
  });
  // `process.exit` would wait for a call whose prompt is still open.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
