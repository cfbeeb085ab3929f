// Owns: what the command line says to bad command lines, bad JSON and unknown ids, and that nothing is lost by them.
// Leaves to others: profiles that cannot be used, clouds that misbehave (the other files here).
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { CallOptions, Cli, Document } from '../../support/cli.ts';

let cli: Cli;
let account: string;
let person: string;
let before: Document;

beforeAll(async () => {
  cli = await openCli();
  account = (await cli.link('google')).json.id;
  person = (await cli.ask(['add'], { input: { name: { given: 'Ada' }, notes: { text: 'kept' } } })).id;
  before = await cli.ask(['show', person]);
});
afterAll(async () => {
  expect(await cli.ask(['show', person])).toEqual(before);
  expect((await cli.ask(['list'])).total).toBe(1);
  await cli.close();
});

interface Refusal {
  readonly exit: number;
  readonly code: string;
  readonly says: RegExp;
}

async function refuses(args: readonly string[], refusal: Refusal, call?: CallOptions): Promise<void> {
  const { code, json, out } = await cli.run([...args, '--json'], call);
  expect(json.error).toMatchObject({ code: refusal.code, message: expect.stringMatching(refusal.says) });
  expect(json.error.message).not.toMatch(/undefined|\[object|Error:|at .*\.ts/);
  expect(code).toBe(refusal.exit);
  expect(out.endsWith('}\n')).toBe(true);
}

describe.concurrent('a command line that cannot be meant', () => {
  // A usage error is found before the profile is opened: these share no lock.
  const usage = (code: string, says: RegExp): Refusal => ({ exit: 2, code, says });
  test.each([
    ['no command', [], usage('input.unknownCommand', /No command was given.*kith help/)],
    ['an unknown command', ['frobnicate'], usage('input.unknownCommand', /"frobnicate".*link, accounts/)],
    ['an inherited name as command', ['constructor'], usage('input.unknownCommand', /"constructor"/)],
    [
      'an unknown option',
      ['list', '--frob'],
      usage('input.invalid', /^There is no option --frob\.\n.*kith list/),
    ],
    ['an option of another command', ['list', '--take', 'mine'], usage('input.invalid', /--take/)],
    ['a missing operand', ['show'], usage('input.invalid', /ID is missing.*\n.*kith show ID/)],
    ['an extra operand', ['show', 'a', 'b'], usage('input.invalid', /"b" is one too many/)],
    [
      'an option in the place of a value',
      ['restore', '--backup', '--replace'],
      usage(
        'input.invalid',
        /^--backup takes a value, and "--replace" looks like an option; .* write --backup=--replace\.\nusage: kith restore/,
      ),
    ],
    [
      'a value for an option that takes none',
      ['list', '--json=yes'],
      usage('input.invalid', /^--json takes no value, and was given "yes"\.\nusage/),
    ],
    [
      'a short option',
      ['list', '-q', 'ada'],
      usage('input.invalid', /^There is no option -q\.\nusage: kith list/),
    ],
    [
      'an empty profile, as from an unset variable',
      ['list', '--profile', ''],
      usage('input.invalid', /--profile takes a value, and was given an empty one/),
    ],
    [
      'an empty file, which would be the present folder',
      ['export', '', '--force'],
      usage('input.invalid', /^FILE is empty\.\nusage: kith export FILE/),
    ],
    ['an empty id', ['resolve', '', '--take', 'mine'], usage('input.invalid', /^ID is empty\.\nusage/)],
    [
      'an empty path, as from an unset variable',
      ['resolve', 'x', '--take', 'mine', '--path', ''],
      usage('input.invalid', /^--path takes a value, and was given an empty one\.\nusage/),
    ],
    [
      'one of two accounts, which would be left out',
      ['sync', '--account', 'a', '--account', 'b'],
      usage('input.invalid', /^--account was given twice, and takes one value\.\nusage: kith sync/),
    ],
  ] as const)('%s is a usage error', async (_what, args, refusal) => {
    const folder = cli.folder();
    const own = (args as readonly string[]).includes('--profile')
      ? []
      : ['--profile', folder, '--no-keychain'];
    await refuses([...args, ...own], refusal, { bare: true });
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(join(cli.profile, '..'))).not.toContain('book');
  });

  test('an option at the end without its value is a usage error', async () => {
    const { code, json } = await cli.run(['list', '--json', '--query'], { bare: true });
    expect(code).toBe(2);
    expect(json.error.message).toMatch(/^--query takes a value, and was given none\.\nusage: kith list/);
  });

  test('help is no error and needs no profile', async () => {
    const { code, out, err } = await cli.run(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of ['link', 'sync', 'resolve', 'verify']) expect(out).toContain(`\n  ${command} `);
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(100);
    expect(out).toContain('\n  link google|microsoft|computer\n');
    expect(out).toMatch(/\n {2}accounts {3,}list the linked accounts\n/);
  });
});

describe('values that no option takes', () => {
  test.each([
    ['list', ['list', '--limit', 'x'], /--limit takes a whole number, not "x"/],
    ['list', ['list', '--limit', '-1'], /--limit/],
    ['list', ['list', '--limit', '1e3'], /--limit takes a whole number/],
    ['link', ['link', 'yahoo'], /google or microsoft, not "yahoo"/],
    ['link', ['link', 'google', '--graph', 'beta'], /--graph is for microsoft/],
    ['link', ['link', 'microsoft', '--graph', 'v3'], /v1.0 or beta/],
    ['sync', ['sync', '--dry-run', '--deletions', 'apply'], /--dry-run does not go with --deletions/],
    ['resolve', ['resolve', 'x'], /--take mine\|theirs\|base\|both/],
    ['resolve', ['resolve', 'x', '--take', 'all'], /not "all"/],
  ] as const)('%s: %j', async (_command, args, says) => {
    await refuses(args, { exit: 2, code: 'input.invalid', says });
  });
});

describe('standard input that is no contact', () => {
  test.each([
    ['empty', '', /Standard input is empty/],
    ['not JSON', 'name: Ada', /not JSON/],
    ['half of it', '{"name":{"given":"Ada"', /not JSON/],
    ['a number that JSON does not have', '{"organizations":[{"fullTimeMillipercent":NaN}]}', /not JSON/],
    [
      'a number too large to be one',
      '{"organizations":[{"fullTimeMillipercent":1e999}]}',
      /fullTimeMillipercent/,
    ],
    ['an array', '[]', /JSON object/],
    ['null', 'null', /JSON object/],
    ['a text', '"Ada"', /JSON object/],
    ['a field that does not exist', '{"firstname":"Ada"}', /no field "firstname".*name, fileAs/],
    ['__proto__ as field', '{"__proto__":{"given":"Ada"}}', /no field "__proto__"/],
    ['__proto__ as part', '{"name":{"given":"A","__proto__":{"x":1}}}', /name\.__proto__: is not known here/],
    [
      '__proto__ in what passes through unread',
      '{"name":{"given":"A","extra":{"__proto__":{"x":1}}}}',
      /name\.extra: must be an object without the keys __proto__/,
    ],
    ['constructor as part', '{"name":{"constructor":"x"}}', /name\.constructor: is not known here/],
    ['a wrong type', '{"name":{"given":5}}', /name\.given/],
    ['an object for a list', '{"emails":{"address":"x"}}', /emails/],
    ['a kind of another field', '{"emails":[{"address":"x","kind":"mobile"}]}', /emails\.0\.kind.*"home"/],
    [
      'a day that no calendar has',
      '{"birthday":{"date":{"year":2023,"month":2,"day":29}}}',
      /birthday\.date.*calendar/,
    ],
    ['two values of one id', '{"emails":[{"id":"a","address":"x"},{"id":"a","address":"y"}]}', /same id/],
    ['a text of 5 MB', { notes: { text: 'x'.repeat(5_000_000) } }, /notes\.text/],
    ['100,000 values', { emails: Array.from({ length: 100_000 }, () => ({ address: 'x' })) }, /emails/],
    ['more than 16 MB', ' '.repeat(17 * 1024 * 1024), /16 MB/],
  ])('%s', async (_what, input, says) => {
    await refuses(
      ['edit', person],
      { exit: 1, code: 'input.invalid', says: new RegExp(`(?=[^]*${says.source})[^]*Nothing was changed`) },
      { input },
    );
  });

  test('bytes that are not UTF-8', async () => {
    const { code, json } = await cli.run(
      ['edit', person, '--json', '--profile', cli.profile, '--no-keychain'],
      { bare: true, under: ['sh', '-c', 'printf \'{"notes":{"text":"\\351"}}\' | "$@"', 'sh'] },
    );
    expect({ code, json }).toMatchObject({
      code: 1,
      json: { error: { code: 'input.invalid', message: expect.stringMatching(/not UTF-8/) } },
    });
  });

  test('an input that was never given', async () => {
    const { code, json } = await cli.run(
      ['edit', person, '--json', '--profile', cli.profile, '--no-keychain'],
      { bare: true, under: ['sh', '-c', '"$@" <&-', 'sh'] },
    );
    expect({ code, json }).toMatchObject({
      code: 1,
      json: { error: { code: 'input.invalid', message: expect.stringMatching(/empty/) } },
    });
  });

  test('nothing to add, and nothing left by an edit', async () => {
    await refuses(['add'], { exit: 1, code: 'input.invalid', says: /needs some content/ }, { input: {} });
    await refuses(
      ['add'],
      { exit: 1, code: 'input.invalid', says: /needs some content/ },
      { input: { name: { given: '' }, emails: [] } },
    );
    await refuses(
      ['edit', person],
      { exit: 1, code: 'input.invalid', says: /delete the contact instead/ },
      { input: { name: null, notes: null } },
    );
  });
});

test('unusual text is taken as it is: line separators inside JSON, a byte order mark, half a surrogate pair', async () => {
  const text = 'a\u2028b\u2029c\u0085d\r\ne\u0000f \ud83d\ude00 e\u0301';
  const raw = `\ufeff{"notes":{"text":"${text.replace('\r\n', '\\r\\n').replace('\u0000', '\\u0000')}"},"nicknames":[{"value":"\\ud800"}]}`;
  const added = await cli.ask(['add'], { input: raw });
  const shown = await cli.ask(['show', added.id]);
  expect(shown.contacts[0].fields.notes.text).toBe(text);
  expect(shown.contacts[0].fields.nicknames[0].value).toBe('\ud800');
  await cli.ask(['delete', added.id]);
});

describe('ids that nobody has', () => {
  test.each([
    [['show', 'nobody'], /person nobody/],
    [['show', '__proto__'], /person __proto__/],
    [['edit', 'nobody'], /person nobody/],
    [['delete', 'nobody'], /person nobody/],
    [['resolve', 'nobody', '--take', 'mine'], /conflict nobody/],
    [['unlink', 'nobody'], /account nobody/],
    [['sync', '--account', 'nobody'], /account nobody/],
    [['sync', '--dry-run', '--account', 'nobody'], /account nobody/],
    [['verify', '--account', 'nobody'], /account nobody/],
    [['add', '--account', 'nobody'], /account nobody/],
  ] as const)('%j', async (args, says) => {
    await refuses(args, { exit: 1, code: 'input.notFound', says }, { input: { name: { given: 'x' } } });
  });

  test('an id of another sort is not taken for one', async () => {
    await refuses(['show', account], { exit: 1, code: 'input.notFound', says: /person/ });
    await refuses(['unlink', person], { exit: 1, code: 'input.notFound', says: /account/ });
  });

  test('one unknown account of several adds nowhere', async () => {
    await refuses(
      ['add', '--account', account, '--account', 'nobody'],
      { exit: 1, code: 'input.notFound', says: /nobody/ },
      { input: { name: { given: 'x' } } },
    );
  });
});
