// Owns: that a command is stopped by who asked for it while its address book was opened, before it changes anything.
// Leaves to others: signals of real processes (e2e/cli), what each command makes of a stop later on.
import { expect, test } from 'vitest';
import { runCli } from '../../../main/cli/cli.ts';
import type { CliProfile, CliStreams } from '../../../main/cli/cli.ts';

test('a signal that comes while the book is read is heard before the command begins', async () => {
  const stop = new AbortController();
  const said: string[] = [];
  const handlers = new Proxy({}, { get: (_none, name) => () => said.push(String(name)) });
  const closed: string[] = [];
  const profile = {
    open: () => {
      // Reading lets nobody in: what came meanwhile is heard in the next turns.
      setImmediate(() => setImmediate(() => stop.abort()));
      return Promise.resolve({ handlers, book: { accounts: () => [] }, close: () => closed.push('closed') });
    },
  } as unknown as CliProfile;
  const streams: CliStreams = {
    out: (text) => said.push(text),
    err: (text) => said.push(text),
    readStandardInput: () => expect.unreachable(),
    interrupted: stop.signal,
  };
  expect(await runCli(['conflicts'], streams, profile)).toBe(1);
  expect(said).not.toContain('conflicts.list');
  expect(said.at(-1)).toBe('kith: Kith was stopped before it had begun. Nothing was changed.\n');
  expect(closed).toEqual(['closed']);
});
