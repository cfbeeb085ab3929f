// Owns: undo, redo, versions, the trash, backups and the book of another day on the command line, each in a process of its
// own. Leaves to others: what they make of contacts (sync/actions.test.ts), the undo of runs (history.test.ts).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

let cli: Cli;
let side: Side;

beforeAll(async () => {
  cli = await openCli();
  side = SIDES.google(cli.clouds);
  await cli.linkBoth();
  side.add({ given: 'Ada', notes: 'first' });
  await cli.ask(['sync']);
});
afterAll(() => cli.close());

const ada = async (): Promise<Document> => {
  const { rows } = await cli.ask(['list', '--query', 'Ada']);
  const person = await cli.ask(['show', rows[0].id]);
  return person.contacts[0];
};
const inCloud = () => side.all().map(({ notes }) => notes);

describe('the past on the command line', () => {
  test('undo and redo take an edit back and do it again, after a sync and in other processes', async () => {
    await cli.ask(['edit', (await ada()).id], { input: { notes: { text: 'second' } } });
    await cli.ask(['sync']);
    expect(await cli.ask(['undo'])).toMatchObject({ undone: { command: 'contacts.save', names: ['Ada'] } });
    await cli.ask(['sync']);
    expect(inCloud()).toEqual(['first']);
    expect((await cli.run(['redo'])).out).toBe(
      'did again contacts.save (1 contact: Ada); the next sync tells the clouds\n',
    );
    await cli.ask(['sync']);
    expect(inCloud()).toEqual(['second']);
    expect((await cli.run(['redo'])).out).toBe('there is nothing to redo\n');
  });

  test('history lists versions, and restore brings one back', async () => {
    const { id } = await ada();
    const { versions } = await cli.ask(['history', id]);
    expect(versions.map(({ fields }: Document) => fields.notes.text)).toEqual([
      'second',
      'first',
      'second',
      'first',
    ]);
    await cli.ask(['restore', id, '--to', String(versions.at(-1).version), '--field', 'notes']);
    await cli.ask(['sync']);
    expect(inCloud()).toEqual(['first']);
    expect((await cli.run(['restore', id, '--to', 'x'])).code).toBe(2);
    expect((await cli.run(['restore', id, '--to', '999999'])).code).toBe(1);
    expect((await cli.run(['restore', id, '--to', '1', '--field', 'nonsense'])).code).toBe(2);
  });

  test('the trash has what was deleted, and restore brings it back', async () => {
    expect((await cli.run(['trash'])).out).toBe('the trash is empty\n');
    const { id } = await ada();
    await cli.ask(['delete', id]);
    await cli.ask(['sync']);
    expect(inCloud()).toEqual([]);
    expect(await cli.ask(['trash'])).toMatchObject({
      contacts: [{ contact: id, name: 'Ada', by: 'person' }],
    });
    const trash = await cli.ask(['trash']);
    const { versions } = await cli.ask(['history', id]);
    const refused = await cli.run(['restore', id, '--to', String(versions[1].version), '--field', 'notes']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`kith restore ${id}`)]);
    expect(await cli.ask(['trash'])).toEqual(trash);
    expect(await cli.ask(['restore', id])).toEqual({ restored: 1 });
    await cli.ask(['undo']);
    expect(await cli.ask(['trash'])).toEqual(trash);
    await cli.ask(['redo']);
    await cli.ask(['sync']);
    expect(inCloud()).toEqual(['first']);
    const again = await cli.run(['restore', id, '--json']);
    expect(again.code).toBe(1);
    expect(again.json.error).toEqual({
      code: 'input.notFound',
      message: `There is no contact ${id} in the trash. It may have been brought back or cleared since; ask for the list again.`,
      retry: 'never',
      context: { contact: id },
    });
    expect((await cli.run(['restore', id, '--to', '99999', '--json'])).json.error.message).toMatch(
      `There is no version 99999 of the contact ${id}. `,
    );
  });

  test('the whole book goes back to a date or a backup, after saying what that would change', async () => {
    const { backups } = await cli.ask(['backups', '--make']);
    const before = new Date().toISOString();
    await cli.ask(['edit', (await ada()).id], { input: { notes: { text: 'third' } } });
    await cli.ask(['sync']);
    expect(await cli.ask(['restore', '--date', before, '--dry-run'])).toMatchObject({
      restored: 1,
      dryRun: true,
    });
    expect((await ada()).fields.notes.text).toBe('third');
    expect(await cli.ask(['restore', '--date', before])).toMatchObject({
      restored: 1,
      recreated: 0,
      removed: 0,
    });
    await cli.ask(['sync']);
    expect(inCloud()).toEqual(['first']);
    await cli.ask(['undo']);
    expect((await ada()).fields.notes.text).toBe('third');
    expect(await cli.ask(['restore', '--backup', backups[0].name])).toMatchObject({ restored: 1 });
    expect((await ada()).fields.notes.text).toBe('first');
    const dryRun = await cli.run(['restore', '--date', before, '--dry-run']);
    const moment = /^would be as of (\S+Z): 0 as before, /.exec(dryRun.out)?.[1] ?? '';
    expect(Date.parse(moment), 'the last change until then').toBeLessThan(Date.parse(before));
    expect((await cli.run(['restore', '--backup', backups[0].name])).out).toMatch(
      `as of ${backups[0].at}: 0 as before, `,
    );
    expect((await cli.run(['restore'])).code).toBe(2);
    expect((await cli.ask(['backups'])).backups.length).toBeGreaterThan(1);
  });

  test('after damage that takes the newest changes the book goes back to a backup that has them', async () => {
    const profile = cli.folder();
    await cli.ask(['link', 'computer'], { profile });
    for (const given of ['Ada', 'Bob', 'Cid', 'Dan']) {
      await cli.ask(['add'], { profile, input: { name: { given } } });
      await cli.ask(['restore', '--date', new Date().toISOString()], { profile });
    }
    const book = join(profile, 'book');
    const holding = (id: string) =>
      readdirSync(book)
        .map((name) => join(book, name))
        .find((file) => file.endsWith('.log') && readFileSync(file, 'latin1').includes(id))!;
    const file = holding('"Bob"');
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    const { backups } = await cli.ask(['backups'], { profile });
    expect(await cli.ask(['list'], { profile })).toMatchObject({ total: 1 });
    expect(await cli.ask(['restore', '--backup', backups[0].name], { profile })).toMatchObject({
      at: backups[0].at,
      recreated: 3,
    });
    expect(await cli.ask(['list'], { profile })).toMatchObject({ total: 4 });
    expect((await cli.ask(['backups', '--make'], { profile })).backups).toHaveLength(1);
  });

  test.each(['yesterday', '5', 'foo 7', '11.12.2026', '2026-02-31'])(
    '--date %s is no date that is meant: nothing is changed, and the forms of one are told',
    async (date) => {
      const before = await ada();
      const { code, json } = await cli.run(['restore', '--date', date, '--json']);
      expect(json.error).toMatchObject({
        code: 'input.invalid',
        message: expect.stringMatching(
          /2026-11-21 .*2026-11-21T10:00:00\+01:00.*Nothing was changed/,
        ) as string,
      });
      expect(json.error.message).toContain(`"${date}"`);
      expect(code).toBe(2);
      expect(await ada()).toEqual(before);
    },
  );
});
