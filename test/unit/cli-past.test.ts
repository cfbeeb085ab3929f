// Owns: how the commands of history answer what a handler says of an action. Leaves to others: the actions themselves
// (sync/actions.test.ts), the commands in processes of their own (e2e/cli/past.test.ts).
import { expect, test } from 'vitest';
import { redo, undo } from '../../main/cli/past.ts';
import type { CliDependencies } from '../../main/cli/commands.ts';

const ACTION = { command: 'persons.delete', at: '2026-11-21T10:00:00.000Z', contacts: 900, names: ['Ada'] };

const answering = (action: object, isStoppedAtOnce = false) => {
  const stop = new AbortController();
  const handlers = {
    'history.actions': () => (isStoppedAtOnce ? stop.abort() : undefined),
    'history.undo': () => action,
    'history.redo': () => action,
  };
  return { handlers, interrupted: stop.signal } as unknown as CliDependencies;
};

test.each([
  ['undo', undo, 'undone', /half way: what was taken back so far stays so\. Give "kith undo" again/],
  ['redo', redo, 'redone', /half way: what was done again so far stays so\. Give "kith redo" again/],
] as const)('%s that was stopped half way is not told as done', async (_name, command, key, message) => {
  await expect(command(answering({ ...ACTION, stopped: true }))).rejects.toMatchObject({
    code: 'sync.cancelled',
    retry: 'later',
    message: expect.stringMatching(message) as string,
  });
  expect((await command(answering(ACTION))).document).toEqual({ [key]: ACTION });
});

test.each([
  ['undo', undo],
  ['redo', redo],
] as const)('%s that is stopped while it looks for what it means changes nothing', async (name, command) => {
  const deps = answering(ACTION, true);
  const handlers = { ...deps.handlers, [`history.${name}`]: () => expect.unreachable() };
  await expect(command({ ...deps, handlers })).rejects.toMatchObject({
    code: 'sync.cancelled',
    message: 'Kith was stopped before it had begun. Nothing was changed.',
  });
});
