// Owns: how `kith verify` answers what a comparison found. Leaves to others: the comparison (sync/unreadable.test.ts,
// sync/verify.test.ts), the command in a process of its own (e2e/cli/story.test.ts).
import { expect, test } from 'vitest';
import { RUN } from '../../../main/cli/commands.ts';
import type { CliDependencies } from '../../../main/cli/commands.ts';
import { asText } from '../../../main/cli/text.ts';
import type { AccountVerdict, Difference } from '../../../main/sync/verify.ts';

const ERROR = { code: 'provider.unavailable', message: 'Google has a problem.', retry: 'later', context: {} };
const difference = (change: Partial<Difference>) =>
  ({
    contact: 'c1',
    remoteId: 'people/1',
    name: 'Ada',
    reason: 'unread',
    fields: [],
    ...change,
  }) as Difference;

async function verify(differ: readonly Difference[]) {
  const verdict = { account: 'a', same: 7, differ } as unknown as AccountVerdict;
  const book = { accounts: () => [{ id: 'a' }] };
  const deps = { book, interrupted: new AbortController().signal, verify: () => Promise.resolve(verdict) };
  const answer = await RUN.verify(deps as unknown as CliDependencies, { options: {} } as never);
  return {
    code: answer.exitCode,
    text: asText('verify', answer.document, () => 'google ada')
      .trimEnd()
      .split('\n'),
  };
}

test('[law 20] one that its cloud fails to give is named, with what the cloud said, and not called different', async () => {
  const unread = difference({ error: ERROR as never });
  expect(await verify([unread])).toEqual({
    code: 1,
    text: [
      'google ada: 7 the same, 0 different, 1 not compared',
      '  Ada  not compared: Google has a problem.',
    ],
  });
  const strange = { ...unread, contact: null, name: '', remoteId: 'people/9' };
  const changed = difference({ reason: 'changedInCloud', fields: ['notes'] });
  expect((await verify([changed, strange])).text).toEqual([
    'google ada: 7 the same, 1 different, 1 not compared',
    '  Ada       changed in the cloud since the last sync: notes',
    '  people/9  not compared: Google has a problem.',
  ]);
});

test('where nothing differs it says so, and only then is it done', async () => {
  expect(await verify([])).toEqual({ code: 0, text: ['google ada: all 7 the same'] });
});
