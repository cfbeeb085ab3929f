// Owns: what the command line does about persons of two clouds: proposals, keeping in step, parting, copying, moving,
// this computer, and fields that an account is never sent. Leaves to others: what is carried (test/sync/in-step.test.ts).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

let cli: Cli;
let sides: Record<'google' | 'microsoft', Side>;
let accounts: { readonly google: string; readonly microsoft: string };
let person: string;

beforeAll(async () => {
  cli = await openCli();
  sides = { google: SIDES.google(cli.clouds), microsoft: SIDES.microsoft(cli.clouds) };
  accounts = await cli.linkBoth();
  sides.google.add({ given: 'Ada', family: 'Lovelace', emails: ['ada@example.org'], nickname: 'Countess' });
  sides.microsoft.add({
    given: 'Ada',
    family: 'Lovelace',
    emails: ['ADA@example.org'],
    notes: 'from Outlook',
  });
  sides.google.add({ given: 'Grace', family: 'Hopper', emails: ['grace@example.org'] });
  await cli.ask(['sync']);
});
afterAll(() => cli.close());

test('matches are listed with what would change, refused and accepted, and only known ones', async () => {
  const { matches } = await cli.ask(['matches']);
  expect(matches).toMatchObject([
    {
      contacts: [{ account: accounts.google }, { account: accounts.microsoft }],
      keys: [{ kind: 'email', value: 'ada@example.org' }],
      conflicts: [],
    },
  ]);
  expect((await cli.run(['matches'])).out).toMatch(/both have ada@example\.org\n.*Ada Lovelace.*google/);
  expect((await cli.run(['matches', '--accept', 'nobody', '--json'])).json.error.code).toBe('input.notFound');
  expect((await cli.run(['matches', '--in-step'])).code).toBe(2);
  expect(await cli.ask(['matches', '--accept', 'all', '--in-step'])).toEqual({ accepted: 1 });
  expect(await cli.ask(['matches'])).toEqual({ matches: [] });
  const { rows } = await cli.ask(['list', '--query', 'Ada']);
  expect(rows).toHaveLength(1);
  person = rows[0].id;
});

test('kept in step, both clouds end with what either had', async () => {
  expect(await cli.ask(['show', person])).toMatchObject({ inStep: true, contacts: [{}, {}] });
  await cli.ask(['sync']);
  for (const side of Object.values(sides))
    expect(side.all().find(({ given }) => given === 'Ada')).toMatchObject({
      nickname: 'Countess',
      notes: 'from Outlook',
    });
  expect(await cli.ask(['step', person, 'off'])).toMatchObject({ inStep: false });
  expect((await cli.run(['step', person, 'perhaps'])).code).toBe(2);
});

test('parted, each has what it had before, and is not proposed again', async () => {
  const { persons } = await cli.ask(['split', person]);
  expect(persons.map(({ contacts }: Document) => contacts.length)).toEqual([1, 1]);
  expect(persons[0].contacts[0].fields.notes).toBeUndefined();
  expect(persons[1].contacts[0].fields.nicknames).toBeUndefined();
  expect(await cli.ask(['matches'])).toEqual({ matches: [] });
  const [one, other] = persons.map(({ id }: Document) => id);
  expect(await cli.ask(['join', one, other])).toMatchObject({ inStep: false, contacts: [{}, {}] });
});

test('contacts are copied to this computer, which is not forgotten without a word, and moved between clouds', async () => {
  const computer = (await cli.ask(['link', 'computer'])).id;
  expect((await cli.ask(['link', 'computer'])).id).toBe(computer);
  const grace = (await cli.ask(['list', '--query', 'Grace'])).rows[0].id;
  expect((await cli.run(['copy', grace])).code).toBe(2);
  expect((await cli.ask(['copy', grace, '--account', computer])).contacts).toMatchObject([
    { account: accounts.google },
    { account: computer, pending: null },
  ]);
  const { code, json } = await cli.run(['unlink', computer, '--json']);
  expect([code, json.error.code]).toEqual([3, 'sync.needsPerson']);
  expect(await cli.ask(['unlink', computer, '--discard'])).toEqual({ unlinked: computer });
  await cli.ask(['move', grace, '--account', accounts.microsoft]);
  await cli.ask(['sync']);
  await cli.ask(['sync']);
  expect(sides.google.all().filter(({ given }) => given === 'Grace')).toEqual([]);
  expect(sides.microsoft.all().filter(({ given }) => given === 'Grace')).toHaveLength(1);
});

test('fields are never sent to an account that is not to have them', async () => {
  expect(
    await cli.ask(['never-send', accounts.microsoft, '--field', 'notes', '--field', 'birthday']),
  ).toEqual({
    account: accounts.microsoft,
    neverSend: ['birthday', 'notes'],
  });
  const made = await cli.ask(['add', '--account', accounts.microsoft], {
    input: { name: { given: 'Joan' }, notes: { text: 'private' } },
  });
  expect(made.contacts).toMatchObject([{ onlyInKith: ['notes'] }]);
  await cli.ask(['sync']);
  expect(sides.microsoft.all().find(({ given }) => given === 'Joan')?.notes).toBeUndefined();
  expect((await cli.run(['never-send', accounts.microsoft, '--field', 'nonsense'])).code).toBe(2);
  expect(await cli.ask(['never-send', accounts.microsoft, '--none'])).toMatchObject({ neverSend: [] });
  await cli.ask(['sync']);
  expect(sides.microsoft.all().find(({ given }) => given === 'Joan')?.notes).toBe('private');
});
