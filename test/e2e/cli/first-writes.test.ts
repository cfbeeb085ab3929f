// Owns: the command line on an account that was linked in the window and whose first sync is not agreed to yet.
// Leaves to others: the first sync itself (sync/first-writes.test.ts), the window (unit/renderer/first-sync.test.ts).
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBook } from '../../../main/store/book.ts';
import { openCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';

let cli: Cli;
beforeEach(async () => {
  cli = await openCli({ google: 3, microsoft: 0 });
});
afterEach(() => cli.close());

/** As the window leaves an account that it has just linked. */
async function asLinkedInTheWindow(id: string): Promise<void> {
  const book = await openBook(join(cli.profile, 'book'));
  const account = book.account(id as never)!;
  book.transaction([{ kind: 'putAccount', account: { ...account, rehearsal: { writes: null } } }]);
  await book.close();
}

test('a sync reads and says what it holds back with exit code 3; --agree sends it', async () => {
  await cli.link('google');
  const [{ id }] = await cli.ask(['accounts']);
  await asLinkedInTheWindow(id);
  await cli.ask(['add', '--account', id], { input: { name: { given: 'Ada' } } });
  const held = await cli.run(['sync', '--json']);
  expect(held.code).toBe(3);
  expect(held.json.runs).toMatchObject([
    { pulled: 3, pushed: 0, writes: 0, errors: [{ code: 'sync.needsPerson', context: { count: 1 } }] },
  ]);
  expect(held.json.runs[0].errors[0].message).toContain('sync --agree');
  const { plans } = await cli.ask(['sync', '--dry-run']);
  expect(plans[0].operations).toMatchObject([{ kind: 'create', name: 'Ada' }]);
  expect(SIDES.google(cli.clouds).all()).toHaveLength(3);
  const sent = await cli.ask(['sync', '--agree']);
  expect(sent.runs).toMatchObject([{ pushed: 1, errors: [] }]);
  expect(SIDES.google(cli.clouds).all()).toHaveLength(4);
  expect((await cli.run(['sync'])).code).toBe(0);
});
