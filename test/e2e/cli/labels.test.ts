// Owns: labels on the command line: their documents, and what cannot be meant. Leaves to others: what a sync does with
// them (sync/labels.test.ts).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';

let cli: Cli;
let ids: { readonly google: string; readonly microsoft: string };

beforeAll(async () => {
  cli = await openCli();
  ids = await cli.linkBoth();
});
afterAll(() => cli.close());

const labelNamed = async (name: string): Promise<Document> =>
  (await cli.ask(['labels'])).labels.find((label: Document) => label.name === name);

test('a label is made, given, synced, renamed, taken off and deleted', async () => {
  const account = ids.google;
  const made = await cli.ask(['labels', 'create', ' Choir ', '--account', account]);
  expect(made).toEqual({
    ...{ id: expect.any(String), ref: expect.stringMatching(/^kith:/), account, name: 'Choir', kind: 'user' },
    ...{ canGive: true, count: 0, pending: 'create', problem: null },
  });
  const person = await cli.ask(['add', '--account', account], { input: { name: { given: 'Ada' } } });
  const contact = person.contacts[0].id;
  expect(await cli.ask(['label', made.id, '--add', person.id])).toMatchObject({
    label: { id: made.id, count: 1 },
    added: [contact],
    removed: [],
  });
  expect((await cli.ask(['list', '--label', made.id])).rows).toMatchObject([{ name: 'Ada' }]);
  const plan = await cli.ask(['sync', '--account', account, '--dry-run']);
  expect(plan.plans[0].labels).toContainEqual({ name: 'Choir', kind: 'create', side: 'cloud' });
  await cli.ask(['sync', '--account', account]);
  const { book } = cli.clouds.google;
  expect(Object.values(book.groups())).toEqual(['Choir']);
  expect(book.groupsOf(String(book.all()[0]!['resourceName']))).toContain(book.group('Choir'));

  expect(await cli.ask(['labels', 'rename', made.id, 'Big choir'])).toMatchObject({ pending: 'rename' });
  await cli.ask(['sync', '--account', account]);
  expect(Object.values(book.groups())).toEqual(['Big choir']);

  book.renameGroup(book.group('Big choir'), 'From there');
  await cli.ask(['sync', '--account', account]);
  expect(await labelNamed('From there')).toMatchObject({ id: made.id, count: 1, pending: null });

  await cli.ask(['label', made.id, '--remove', contact]);
  expect(await cli.ask(['labels', 'delete', made.id])).toEqual({ deleted: made.id });
  await cli.ask(['sync', '--account', account]);
  expect(book.groups()).toEqual({});
  expect(book.size).toBe(1);
});

test('giving a label to one and taking it off another is one action, which undo takes back in both', async () => {
  const account = ids.google;
  const made = await cli.ask(['labels', 'create', 'Crew', '--account', account]);
  const add = async (given: string): Promise<string> =>
    (await cli.ask(['add', '--account', account], { input: { name: { given } } })).id;
  const [first, second] = [await add('Grace'), await add('Edsger')];
  const carriers = async () =>
    (await cli.ask(['list', '--label', made.id])).rows.map(({ name }: Document) => name);
  await cli.ask(['label', made.id, '--add', first]);
  await cli.ask(['label', made.id, '--add', second, '--remove', first]);
  expect(await carriers()).toEqual(['Edsger']);
  expect((await cli.ask(['undo'])).undone).toMatchObject({ command: 'labels.assign', contacts: 2 });
  expect(await carriers()).toEqual(['Grace']);
  await cli.ask(['delete', first]);
  await cli.ask(['delete', second]);
});

test('categories are those that contacts have, and are for people as for scripts', async () => {
  cli.clouds.microsoft.book.create({ givenName: 'Alan', categories: ['Team blue'] });
  await cli.ask(['sync', '--account', ids.microsoft]);
  const label = await labelNamed('Team blue');
  expect(label).toMatchObject({ account: ids.microsoft, count: 1, pending: null });
  const { out } = await cli.run(['labels', '--account', ids.microsoft]);
  expect(out).toMatch(new RegExp(`^${label.id}\\s+Team blue\\s+1 contact\\s+microsoft .*\\n$`));
  await cli.ask(['labels', 'rename', label.id, 'Team red']);
  await cli.ask(['sync', '--account', ids.microsoft]);
  expect(cli.clouds.microsoft.book.all()).toMatchObject([{ categories: ['Team red'] }]);
});

test.each([
  ['an act that is none', () => ['labels', 'paint', 'x'], 2],
  ['a rename without a name', () => ['labels', 'rename', 'x'], 2],
  ['one word too many', () => ['labels', 'delete', 'x', 'y'], 2],
  ['a label in neither of two accounts', () => ['labels', 'create', 'x'], 2],
  ['nobody to give it to', () => ['label', 'x'], 2],
  ['a label that is not there', () => ['label', 'x', '--add', 'y'], 1],
  ['a list of a label that is not there', () => ['list', '--label', 'x'], 1],
  ['an account that is not there', () => ['labels', '--account', 'x'], 1],
  ['no name', () => ['labels', 'create', '  ', '--account', ids.google], 1],
] as const)('%s is refused', async (_what, args, code) => {
  const finished = await cli.run([...args(), '--json']);
  expect(finished.code).toBe(code);
  expect(finished.json.error.code).toMatch(/^input\./);
});
