// Owns: what the command line does to a person of several contacts: edits by part, all or none, decisions, deletion.
// Leaves to others: single contacts (story.test.ts).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

const PROVIDERS = ['google', 'microsoft'] as const;
let cli: Cli;
let sides: Record<'google' | 'microsoft', Side>;
let person: string;
const fieldsOf = (view: Document): Document[] => view.contacts.map(({ fields }: Document) => fields);
const there = (provider: 'google' | 'microsoft', given: string) =>
  sides[provider].all().find((plain) => plain.given === given);

beforeAll(async () => {
  cli = await openCli();
  sides = { google: SIDES.google(cli.clouds), microsoft: SIDES.microsoft(cli.clouds) };
  const { google, microsoft } = await cli.linkBoth();
  person = (
    await cli.ask(['add', '--account', google, '--account', microsoft], {
      input: { name: { given: 'Ada', family: 'Lovelace' }, notes: { text: 'before' } },
    })
  ).id;
  await cli.ask(['sync']);
});
afterAll(() => cli.close());

test('an edit that names one part of the name leaves the others, and the whole name follows', async () => {
  const edited = await cli.ask(['edit', person], { input: { name: { given: 'Augusta' } } });
  for (const fields of fieldsOf(edited))
    expect(fields).toMatchObject({
      name: { given: 'Augusta', family: 'Lovelace', display: 'Augusta Lovelace' },
      notes: { text: 'before' },
    });
  await cli.ask(['sync']);
  for (const provider of PROVIDERS)
    expect(there(provider, 'Augusta')).toMatchObject({ family: 'Lovelace', notes: 'before' });
  expect(cli.clouds.microsoft.book.all()).toMatchObject([{ displayName: 'Augusta Lovelace' }]);
  const cleared = await cli.ask(['edit', person], { input: { name: { given: 'Ada', family: '' } } });
  for (const fields of fieldsOf(cleared)) expect(fields.name).toEqual({ given: 'Ada', display: 'Ada' });
  await cli.ask(['edit', person], { input: { name: { family: 'Lovelace' } } });
  await cli.ask(['sync']);
});

test('an edit that one of the contacts would not survive changes none', async () => {
  const [first, second] = (await cli.ask(['show', person])).contacts;
  await cli.ask(['edit', first.id], { input: { nicknames: [{ value: 'Only here' }] } });
  const before = await cli.ask(['show', person]);
  const { code, json } = await cli.run(['edit', person, '--json'], {
    input: { name: null, notes: null, labels: null },
  });
  expect(json.error).toMatchObject({
    code: 'input.invalid',
    context: { contact: second.id },
    message: expect.stringContaining('Nothing was changed'),
  });
  expect(code).toBe(1);
  expect(await cli.ask(['show', person])).toEqual(before);
  await cli.ask(['sync']);
});

test('an edit of a person is one action, which undo and redo take back and bring back in all contacts', async () => {
  const notes = async () => fieldsOf(await cli.ask(['show', person])).map((fields) => fields.notes);
  const before = await notes();
  await cli.ask(['edit', person], { input: { notes: { text: 'in both' } } });
  expect((await cli.ask(['undo'])).undone).toMatchObject({ command: 'contacts.save', contacts: 2 });
  expect(await notes()).toEqual(before);
  await cli.ask(['redo']);
  expect(await notes()).toEqual([{ text: 'in both' }, { text: 'in both' }]);
  await cli.ask(['undo']);
});

test('an edit that changes nothing shows the person and leaves nothing to undo', async () => {
  await cli.ask(['edit', person], { input: { notes: { text: 'the last edit' } } });
  const shown = await cli.ask(['show', person]);
  for (const input of [{}, { notes: { text: 'the last edit' }, name: { given: 'Ada' }, interests: null }])
    expect((await cli.ask(['edit', person], { input })).contacts).toEqual(shown.contacts);
  await cli.ask(['undo']);
  for (const fields of fieldsOf(await cli.ask(['show', person])))
    expect(fields.notes).toEqual({ text: 'before' });
});

test('a choice that one conflict does not allow decides none; others can be decided by path, and the rest at once', async () => {
  await cli.ask(['edit', person], { input: { name: { family: 'Mine' }, notes: { text: 'mine' } } });
  sides.google.edit(String(cli.clouds.google.book.all()[0]!['resourceName']), {
    family: 'Theirs',
    notes: 'theirs',
  });
  const raw = cli.clouds.microsoft.book.all()[0]!;
  cli.clouds.microsoft.book.edit(String(raw['id'] ?? raw['immutableId']), {
    surname: 'Theirs',
    displayName: 'Ada Theirs',
    personalNotes: 'theirs',
  });
  expect((await cli.run(['sync', '--json'])).json.runs).toMatchObject([{ conflicts: 2 }, { conflicts: 2 }]);
  const refused = await cli.run(['resolve', person, '--take', 'both', '--json']);
  expect(refused.json.error).toMatchObject({
    code: 'input.invalid',
    message: expect.stringMatching(/only one name.family.*Nothing was changed.*--path/),
  });
  expect((await cli.ask(['conflicts'])).conflicts).toHaveLength(4);
  expect(await cli.ask(['resolve', person, '--take', 'both', '--path', 'notes.text'])).toMatchObject({
    resolved: 2,
  });
  const decided = await cli.ask(['resolve', person, '--take', 'theirs']);
  expect(decided.resolved).toBe(2);
  for (const fields of fieldsOf(decided))
    expect(fields).toMatchObject({
      name: { family: 'Theirs', display: 'Ada Theirs' },
      notes: { text: 'mine\n\ntheirs' },
    });
  const families = async () => fieldsOf(await cli.ask(['show', person])).map((fields) => fields.name.family);
  expect((await cli.ask(['undo'])).undone).toMatchObject({ command: 'conflicts.resolve', contacts: 2 });
  expect(await families(), 'all decisions at once are one action').toEqual(['Mine', 'Mine']);
  await cli.ask(['redo']);
  expect(await families()).toEqual(['Theirs', 'Theirs']);
  expect((await cli.ask(['sync'])).runs).toMatchObject([
    { pushed: 1, conflicts: 0 },
    { pushed: 1, conflicts: 0 },
  ]);
  for (const provider of PROVIDERS)
    expect(there(provider, 'Ada')).toMatchObject({ family: 'Theirs', notes: 'mine\n\ntheirs' });
});

test('deleting says which contacts go, and they go in both clouds', async () => {
  const { contacts } = await cli.ask(['show', person]);
  expect(await cli.ask(['delete', person])).toEqual({
    deleted: person,
    contacts: contacts.map(({ id }: Document) => id),
  });
  expect((await cli.run(['show', person, '--json'])).json.error.code).toBe('input.notFound');
  await cli.ask(['sync']);
  expect(PROVIDERS.map((provider) => sides[provider].all())).toEqual([[], []]);
  expect((await cli.ask(['verify'])).accounts).toMatchObject([
    { same: 0, differ: [] },
    { same: 0, differ: [] },
  ]);
});
