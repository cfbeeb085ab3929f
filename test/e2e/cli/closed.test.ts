// Owns: the commands that do not open the address book: what they do while another Kith has it open, and where it does
// not open at all. Leaves to others: every kind of damage (unit/store), the commands that open it (the other files).
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';
import { readCards } from '../../support/read-vcard.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

/** A profile with these contacts of this computer. */
async function profileWith(...names: readonly string[]): Promise<string> {
  const profile = cli.folder();
  await cli.ask(['link', 'computer'], { profile });
  for (const given of names) await cli.ask(['add'], { profile, input: { name: { given } } });
  return profile;
}

const namesIn = (file: string): readonly string[] =>
  (
    JSON.parse(readFileSync(file, 'utf8')) as {
      readonly fields: { readonly name: { readonly given: string } };
    }[]
  ).map(({ fields }) => fields.name.given);

describe('export', () => {
  test('writes vCards where the name of the file says so, in the version that is asked for', async () => {
    const profile = await profileWith('Ada', 'Bob');
    const file = join(cli.folder(), '..', 'contacts.vcf');
    expect(await cli.ask(['export', file], { profile })).toMatchObject({ contacts: 2, book: 'whole' });
    const read = () =>
      readCards(readFileSync(file, 'utf8')).map(({ version, fields }) => [version, fields.name?.given]);
    expect(read()).toEqual([
      ['3.0', 'Ada'],
      ['3.0', 'Bob'],
    ]);
    await cli.ask(['export', file, '--force', '--vcard', '4.0'], { profile });
    expect(read().map(([version]) => version)).toEqual(['4.0', '4.0']);
    expect((await cli.run(['export', file, '--force', '--vcard', '2.1'], { profile })).code).toBe(2);
  });

  test('writes every contact to a file of the owner’s alone, and no file is replaced without --force', async () => {
    const profile = await profileWith('Ada', 'Bob');
    const file = join(cli.folder(), '..', 'contacts-1.json');
    expect((await cli.run(['export', file], { profile })).out).toBe(
      `wrote 2 contacts to ${file}, readable by you only\n`,
    );
    expect(namesIn(file)).toEqual(['Ada', 'Bob']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const refused = await cli.run(['export', file, '--json'], { profile });
    expect(refused.json.error).toMatchObject({
      code: 'input.invalid',
      message: expect.stringMatching(/is there already.*Nothing was written.*--force/) as string,
    });
    expect(refused.code).toBe(1);
    await cli.ask(['add'], { profile, input: { name: { given: 'Cid' } } });
    expect(await cli.ask(['export', file, '--force'], { profile })).toEqual({
      file,
      contacts: 3,
      photos: 0,
      book: 'whole',
      unreadable: 0,
    });
    expect(namesIn(file)).toHaveLength(3);
    expect((await cli.run(['export'], { profile })).code).toBe(2);
  });

  test('works while another Kith has the address book open, from the folder of the caller', async () => {
    const profile = await profileWith('Ada');
    const running = cli.start(['link', 'google', '--print-url'], { profile });
    await running.line(/^http/);
    expect((await cli.run(['list', '--json'], { profile })).json.error.code).toBe('store.locked');
    const cwd = join(cli.folder(), '..');
    expect(await cli.ask(['export', 'contacts-2.json'], { profile, cwd })).toMatchObject({ contacts: 1 });
    expect(namesIn(join(cwd, 'contacts-2.json'))).toEqual(['Ada']);
    running.child.kill('SIGKILL');
    await running.finished;
  });

  test('tells what it could not have of a book that does not open, and needs a look then', async () => {
    const profile = await profileWith('Ada', 'Bob');
    const book = join(profile, 'book');
    const journals = readdirSync(book).filter((name) => name.startsWith('journal-'));
    rmSync(
      join(
        book,
        journals.find((name) => name === 'journal-0.log')!,
      ),
    );
    expect((await cli.run(['list', '--json'], { profile })).json.error.code).toBe('store.corrupt');
    const file = join(cli.folder(), '..', 'contacts-3.json');
    const { code, out } = await cli.run(['export', file], { profile });
    expect(out).toMatch(/wrote 2 contacts[^]*the address book is damaged/);
    expect(code).toBe(3);
    expect(namesIn(file)).toEqual(['Ada', 'Bob']);
  });

  test('of a newer Kith’s book it gives what it understands, and no backup takes its place', async () => {
    const profile = await profileWith('Ada');
    const book = join(profile, 'book');
    const body = '{"later":"format"}';
    const header = { format: 9, minReader: 9, seq: 99, bytes: body.length, sha256: '' };
    writeFileSync(join(book, 'snapshot-99.json'), `${JSON.stringify(header)}\n${body}`);
    const opened = await cli.run(['list', '--json'], { profile });
    expect(opened.json.error).toMatchObject({
      code: 'store.newerFormat',
      message: expect.stringContaining('"kith export FILE"') as string,
    });
    const file = join(cli.folder(), '..', 'contacts-4.json');
    expect((await cli.run(['export', file], { profile })).out).toMatch(/wrote 1 contact [^]*a newer Kith/);
    const files = readdirSync(book);
    const { backups } = await cli.ask(['backups'], { profile });
    const replacing = ['restore', '--backup', backups[0].name, '--replace', '--json'];
    const refused = await cli.run(replacing, { profile });
    expect(refused.json.error.code).toBe('store.newerFormat');
    expect(readdirSync(book)).toEqual(files);
  });
});

describe('a backup in the place of an address book that does not open', () => {
  test('is told of by the error, put there, and its files are kept', async () => {
    const profile = await profileWith('Ada', 'Bob');
    const book = join(profile, 'book');
    const { backups } = await cli.ask(['backups', '--make'], { profile });
    const { name, at } = backups[0] as { readonly name: string; readonly at: string };
    await cli.ask(['add'], { profile, input: { name: { given: 'Cid' } } });
    rmSync(join(book, 'journal-0.log'));
    const files = readdirSync(book).filter((file) => /^(journal|snapshot)-/.test(file));
    const failed = await cli.run(['list', '--json'], { profile });
    expect(failed.code).toBe(1);
    expect(failed.json.error).toMatchObject({
      code: 'store.corrupt',
      message: expect.stringContaining('"kith restore --backup NAME --replace"') as string,
      context: { backups: expect.arrayContaining([name]) as string[] },
    });
    expect(failed.json.error.message).toContain(`${name} (${at}, 2 contacts)`);
    expect(
      (await cli.ask(['backups'], { profile })).backups.map((one: { name: string }) => one.name),
    ).toContain(name);
    for (const wrong of [[], ['--date', '2026-11-21'], ['some-id']])
      expect((await cli.run(['restore', '--replace', ...wrong], { profile })).code).toBe(2);
    const { json, code } = await cli.run(['restore', '--backup', name, '--replace', '--json'], { profile });
    expect(code).toBe(0);
    expect(json).toMatchObject({ backup: name, contacts: 2 });
    expect(json.setAside).toHaveLength(files.length);
    for (const file of json.setAside as readonly string[]) expect(statSync(file).isFile()).toBe(true);
    const { rows } = await cli.ask(['list'], { profile });
    expect(rows.map((row: { name: string }) => row.name)).toEqual(['Ada', 'Bob']);
    const again = await cli.run(['restore', '--backup', name, '--replace'], { profile });
    expect(again.err).toMatch(/opens, so nothing was replaced/);
    expect(again.code).toBe(1);
  });

  test('where the folder of the address book is lost, list tells of it, and the contacts of this computer come back', async () => {
    const profile = await profileWith('Ada', 'Bob');
    const [{ name }] = (await cli.ask(['backups', '--make'], { profile })).backups;
    const lose = () => rmSync(join(profile, 'book'), { recursive: true });
    const names = async () =>
      (await cli.ask(['list'], { profile })).rows.map((row: { name: string }) => row.name) as string[];
    lose();
    const empty = await cli.run(['list'], { profile });
    expect(empty.out).toMatch(
      /^no account is linked, but there (is|are) \d+ backups? of this address book: "kith backups".*--replace.*\nnobody found\n$/,
    );
    const left = await cli.run(['restore', '--backup', name], { profile });
    expect(left.out).toMatch(/\n2 left out because their account is not linked.*: link it again, sync/);
    expect(left.code).toBe(3);
    await cli.ask(['link', 'computer'], { profile });
    await cli.ask(['add'], { profile, input: { name: { given: 'Cid' } } });
    expect(await cli.ask(['restore', '--backup', name], { profile })).toMatchObject({
      recreated: 2,
      left: 0,
    });
    expect(await names()).toEqual(['Ada', 'Bob', 'Cid']);
    lose();
    // Linked and unlinked again: there are files of it, and nothing in it.
    const { id } = await cli.ask(['link', 'computer'], { profile });
    await cli.ask(['unlink', id, '--discard'], { profile });
    expect(await cli.ask(['restore', '--backup', name, '--replace'], { profile })).toMatchObject({
      contacts: 2,
    });
    expect(await names()).toEqual(['Ada', 'Bob']);
    expect((await cli.run(['list'], { profile })).out).not.toContain('backups');
  });
});
