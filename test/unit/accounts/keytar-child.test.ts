// Owns: what becomes of calls when the process that makes them crashes or is given up. Leaves to others: real keytar.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openKeychain } from '../../../main/accounts/keychain.ts';
import { chooseKeytar, forkKeytarWorker, keytarInChild } from '../../../main/accounts/keytar-child.ts';
import type { KeytarAnswer, KeytarCall, KeytarProcess } from '../../../main/accounts/keytar-child.ts';
import { testClock } from './test-clock.ts';

interface FakeProcess extends KeytarProcess {
  readonly calls: KeytarCall[];
  answer(answer: KeytarAnswer): void;
  end(): void;
  killed: boolean;
}

function fakeProcesses() {
  const started: FakeProcess[] = [];
  const start = (): KeytarProcess => {
    let onAnswer: (answer: KeytarAnswer) => void = () => undefined;
    let onEnd = (): void => undefined;
    const process: FakeProcess = {
      calls: [],
      killed: false,
      send: (call) => process.calls.push(call),
      onAnswer: (listener) => (onAnswer = listener),
      onEnd: (listener) => (onEnd = listener),
      kill: () => (process.killed = true),
      answer: (answer) => onAnswer(answer),
      end: () => onEnd(),
    };
    started.push(process);
    return process;
  };
  return { started, port: keytarInChild('Kith', start) };
}

test('answers reach their calls in whatever order they come', async () => {
  const { started, port } = fakeProcesses();
  const calls = [port.get('a'), port.delete('b'), port.set('c', 'secret')];
  const [worker] = started;
  expect(worker?.calls.map(({ service, operation, key }) => `${service} ${operation} ${key}`)).toEqual([
    'Kith get a',
    'Kith delete b',
    'Kith set c',
  ]);
  for (const [i, value] of [
    [2, null],
    [1, true],
    [0, 'A'],
  ] as const) {
    worker?.answer({ id: worker.calls[i]?.id ?? 0, kind: 'done', value });
  }
  expect(await Promise.all(calls)).toEqual(['A', true, undefined]);
});

test('a crash ends the call, not Kith, and the next call starts a new process', async () => {
  const { started, port } = fakeProcesses();
  const call = port.get('a');
  started[0]?.end();
  await expect(call).rejects.toThrow('ended');
  const next = port.get('a');
  started[1]?.answer({ id: started[1].calls[0]?.id ?? 0, kind: 'done', value: 'A' });
  expect(await next).toBe('A');
});

test('a process that keeps crashing is not started for ever: the keychain is unavailable', async () => {
  const { started, port } = fakeProcesses();
  for (let i = 0; i < 3; i += 1) {
    const call = port.get('a');
    started[i]?.end();
    await expect(call).rejects.toThrow();
  }
  const store = openKeychain({ port, clock: testClock(), platform: 'linux' });
  expect(await store.get('a')).toEqual({ kind: 'unknown', reason: 'unavailable' });
  await expect(store.set('a', 'secret')).rejects.toMatchObject({ code: 'keychain.unavailable' });
  expect(started.length).toBe(3);
});

test('giving up kills the process, ends its calls, and counts as no crash', async () => {
  const { started, port } = fakeProcesses();
  for (let i = 0; i < 5; i += 1) {
    const call = port.get('a');
    expect(port.abandon()).toBe(true);
    await expect(call).rejects.toThrow('given up');
    expect(started[i]?.killed).toBe(true);
    started[i]?.end();
  }
  void port.get('a').catch(() => undefined);
  expect(started.length).toBe(6);
});

test('a real process that dies of a segmentation fault ends the call only', async () => {
  // A module in place of the worker, which dies as libsecret does when asked to list a locked keyring.
  const file = fileURLToPath(new URL('segfault-worker.mjs', import.meta.url));
  const port = keytarInChild('Kith', () => forkKeytarWorker(file));
  await expect(port.get('a')).rejects.toThrow('ended');
});

test('the worker is for Linux; elsewhere the keychain must see Kith itself', () => {
  let started = 0;
  const startWorker = (): KeytarProcess => {
    started += 1;
    throw new Error('started');
  };
  for (const platform of ['darwin', 'win32'] as const) {
    expect(chooseKeytar({ service: 'Kith', platform, startWorker }).abandon()).toBe(false);
  }
  expect(chooseKeytar({ service: 'Kith', platform: 'linux', startWorker }).abandon()).toBe(true);
  expect(chooseKeytar({ service: 'Kith', platform: 'linux' }).abandon()).toBe(false);
  expect(started).toBe(0);
});
