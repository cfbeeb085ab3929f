// Owns: what the command line prints for people. Leaves to others: the same answers as JSON (the other files here).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';

const ID = /[0-9a-f]{24}/g;
const NOTHING_TO_SYNC = 'no Google or Microsoft account is linked; kith link google|microsoft links one';
let cli: Cli;
let google: string;

beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

/** What a command prints on standard output, ids as ID and moments as TIME. */
async function says(...args: readonly string[]): Promise<string> {
  const { out } = await cli.run(args);
  return out
    .replaceAll(ID, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .trimEnd();
}

test('each command answers in plain lines', async () => {
  expect(await says('accounts')).toBe('no account is linked; kith link google|microsoft links one');
  expect(await says('sync')).toBe(NOTHING_TO_SYNC);
  expect(await says('list')).toBe('nobody found');
  expect(await says('conflicts')).toBe('no conflicts');
  google = (await cli.link('google')).json.id;
  await cli.link('microsoft');
  const { book } = cli.clouds.google;
  const raw = book.create({
    names: [{ givenName: '健一', familyName: '佐藤' }],
    biographies: [{ value: 'before', contentType: 'TEXT_PLAIN' }],
  });
  book.create({
    names: [{ givenName: 'Evil\u001b[2J\u202e' }],
    emailAddresses: [{ value: 'evil@example.org', type: 'work' }],
  });
  expect(await says('sync')).toMatch(
    /^google maria\.keller@gmail\.example: from the cloud 2 new \(1 request, 0 writes\)\nmicrosoft robin\.hale@outlook\.example: up to date \(\d requests?, 0 writes\)$/,
  );
  expect(await says('accounts')).toBe(
    [
      'ID  google     maria.keller@gmail.example  signed in  synced TIME',
      'ID  microsoft  robin.hale@outlook.example  signed in  synced TIME',
    ].join('\n'),
  );
  expect(await says('list')).toBe('ID  Evil\ufffd[2J\ufffd  evil@example.org\nID  佐藤健一');
  expect(await says('list', '--limit', '1')).toBe(
    'ID  Evil\ufffd[2J\ufffd  evil@example.org\n1 of 2 persons',
  );

  const id = (await cli.ask(['list'])).rows[1].id;
  const edited = await cli.run(['edit', id], {
    input: { notes: { text: 'here\nand there' }, phones: [{ number: '+81 3', kind: 'work' }] },
  });
  expect(edited.out.replaceAll(ID, 'ID')).toContain(
    [
      'google maria.keller@gmail.example  contact ID',
      '  name           佐藤健一  (given 健一, family 佐藤)',
      '  phones         +81 3  (work)',
      '  notes          here ⏎ and there',
    ].join('\n'),
  );
  expect(edited.out).toMatch(/\n {2}not sent yet {3}phones, notes\n/);
  expect(await says('sync', '--dry-run')).toBe(
    [
      'google maria.keller@gmail.example: 1 to send',
      '  to send  update  佐藤健一  phones, notes',
      'microsoft robin.hale@outlook.example: nothing to do',
    ].join('\n'),
  );
  expect(await says('verify', '--account', google)).toBe(
    [
      'google maria.keller@gmail.example: 1 the same, 1 different',
      '  佐藤健一  edit not sent yet: phones, notes',
    ].join('\n'),
  );

  book.edit(String(raw['resourceName']), { biographies: [{ value: 'there', contentType: 'TEXT_PLAIN' }] });
  expect(await says('sync', '--account', google)).toMatch(
    /^google maria.keller@gmail.example: from the cloud 1 changed; to the cloud 1 changed; 1 conflict \(2 requests, 1 write\)\n1 conflict to decide: kith conflicts, then kith resolve$/,
  );
  expect(await says('conflicts')).toBe(
    [
      'ID  佐藤健一: notes.text (google maria.keller@gmail.example)',
      '  base    before',
      '  mine    here ⏎ and there',
      '  theirs  there',
      'kith resolve ID --take mine|theirs|base|both decides',
    ].join('\n'),
  );
  expect(await says('resolve', id, '--take', 'theirs')).toBe(
    'decided 1 conflict; the next sync sends the decision',
  );
  expect(await says('sync')).toMatch(/^google [^ ]+: up to date .*\nmicrosoft [^ ]+: up to date/);
  expect(await says('verify')).toBe(
    'google maria.keller@gmail.example: all 2 the same\nmicrosoft robin.hale@outlook.example: all 0 the same',
  );
  expect(await says('delete', id)).toBe('deleted 1 contact here; the next sync deletes in the cloud');
  cli.clouds.google.faults.offline = true;
  expect(await says('sync', '--account', google)).toMatch(
    /^google [^ ]+: not synced \(.*\)\n {2}.*could not be reached. (Everything is kept|Nothing here was lost)/,
  );
  delete cli.clouds.google.faults.offline;
  expect(await says('unlink', google, '--discard')).toBe(
    'unlinked google maria.keller@gmail.example; its cloud was left as it is',
  );
});

test('where contacts are on this computer alone, a sync says that there is none to sync with', async () => {
  const here = { profile: cli.folder() };
  await cli.ask(['link', 'computer'], here);
  expect((await cli.run(['sync'], here)).out.trimEnd()).toBe(NOTHING_TO_SYNC);
});

test('an error is one line on standard error, nothing on standard output', async () => {
  const { code, out, err } = await cli.run(['show', 'nobody\u001b[31m']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.trim().split('\n').at(-1)).toBe(
    'kith: There is no person nobody\ufffd[31m. It may have been deleted; ask for the list again.',
  );
});
