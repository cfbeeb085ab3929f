// Owns: how the commands of history answer what a handler says of an action. Leaves to others: the actions themselves
// (sync/actions.test.ts), the commands in processes of their own (e2e/cli/past.test.ts).
import { expect, test } from 'vitest';
import { redo, undo } from '../../main/cli/past.ts';
import type { CliDependencies } from '../../main/cli/commands.ts';

const ACTION = { command: 'persons.delete', at: '2026-11-21T10:00:00.000Z', contacts: 900, names: ['Ada'] };

const answering = (action: object) => {
  const handlers = { 'history.undo': () => action, 'history.redo': () => action };
  return { handlers } as unknown as CliDependencies;
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
