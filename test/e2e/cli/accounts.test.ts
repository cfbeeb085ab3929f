// Owns: linking, signing in and unlinking by command line when it goes wrong, keychains, and two accounts of one provider.
// Leaves to others: the sign-in itself (test/contract/linking.test.ts), real keychains (test/contract/keychain.test.ts).
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consentTo, openCli } from '../../support/cli.ts';
import type { CallOptions, Cli, Document } from '../../support/cli.ts';
import { missingPrograms, startSecretService } from '../../contract/secret-service.ts';
import { SIDES } from '../../support/sides.ts';

let cli: Cli;
beforeEach(async () => {
  cli = await openCli();
});
afterEach(() => cli.close());

const scope = {
  google: 'https://www.googleapis.com/auth/contacts',
  microsoft: 'Contacts.ReadWrite',
} as const;
const withoutBus: CallOptions = {
  keychain: true,
  env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' },
};

describe('a link that comes to nothing stores nothing', () => {
  test.each(['google', 'microsoft'] as const)('%s: no client id', async (provider) => {
    const env = { KITH_GOOGLE_CLIENT_ID: '', KITH_GOOGLE_CLIENT_SECRET: '', KITH_MICROSOFT_CLIENT_ID: '' };
    const { code, json } = await cli.run(['link', provider, '--print-url', '--json'], { env });
    expect(json.error).toMatchObject({
      code: 'auth.noClientId',
      message: expect.stringContaining(`KITH_${provider.toUpperCase()}_CLIENT_ID`),
    });
    expect(code).toBe(1);
    expect(await cli.ask(['accounts'])).toEqual([]);
  });

  test.each(['google', 'microsoft'] as const)('%s: consent denied', async (provider) => {
    const { code, json } = await cli.link(provider, { decision: 'deny' });
    expect(json.error).toMatchObject({
      code: 'auth.denied',
      message: expect.stringMatching(/declined.*Nothing was changed.*start again/),
    });
    expect(code).toBe(1);
    expect(await cli.ask(['accounts'])).toEqual([]);
    expect(existsSync(join(cli.profile, 'secrets.json'))).toBe(false);
  });

  test('consent without the tick for contacts', async () => {
    const { code, json } = await cli.link('google', { without: [scope.google] });
    expect(json.error).toMatchObject({
      code: 'auth.scopeMissing',
      message: expect.stringMatching(/permission for contacts was left out.*tick contacts/),
    });
    expect(code).toBe(1);
    expect(await cli.ask(['accounts'])).toEqual([]);
  });

  test.each([
    ['a web page', 200, '<html>Sign in to this network', /web page/],
    ['half an answer', 200, '{"access_token":"practice-acc', /breaks off in the middle/],
    ['nothing', 502, '', /empty answer \(status 502\)/],
  ] as const)('a token endpoint that answers %s', async (_what, status, body, says) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const token = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const { google, microsoft } = cli.clouds.endpoints;
    const file = join(cli.profile, '../broken-token.json');
    writeFileSync(file, JSON.stringify({ google: { ...google, token }, microsoft: { ...microsoft, token } }));
    const env = { KITH_ENDPOINTS: file };
    for (const provider of ['google', 'microsoft'] as const) {
      const { code, json } = await cli.link(provider, {}, { env });
      expect(json.error).toMatchObject({
        code: 'auth.failed',
        message: expect.stringMatching(new RegExp(`${says.source}.*Nothing was changed. Try again`)),
      });
      expect(code).toBe(1);
    }
    expect(await cli.ask(['accounts'])).toEqual([]);
    server.close();
  });

  test('no browser to open: the way around is named', async () => {
    const { code, json, err } = await cli.run(['link', 'google', '--json'], {
      env: { PATH: '/nonexistent' },
    });
    expect(json.error).toMatchObject({
      code: 'input.invalid',
      message: expect.stringContaining('--print-url'),
    });
    expect(code).toBe(1);
    expect(err).toMatch(/open this address yourself: http:/);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while it waits for the browser', async (signal, code) => {
    const running = cli.start(['link', 'google', '--print-url', '--json']);
    const url = await running.line(/^http/);
    running.child.kill(signal);
    const finished = await running.finished;
    expect(finished.json.error).toMatchObject({
      code: 'auth.cancelled',
      message: expect.stringContaining('Nothing was changed'),
    });
    expect(finished.code).toBe(code);
    await expect(consentTo(url)).rejects.toThrow();
    expect(existsSync(join(cli.profile, 'book/lock'))).toBe(false);
    expect(await cli.ask(['accounts'])).toEqual([]);
  });

  test('while one link waits, the profile is taken, and other profiles are not', async () => {
    const running = cli.start(['link', 'google', '--print-url']);
    const url = await running.line(/^http/);
    const other = await cli.run(['list', '--json']);
    expect(other.json.error).toMatchObject({
      code: 'store.locked',
      message: `Another Kith is using the address book in ${join(cli.profile, 'book')}. Nothing was changed. Close it or wait for its end, or give another profile folder with --profile.`,
    });
    expect(other.code).toBe(1);
    expect(await cli.ask(['list'], { profile: cli.folder() })).toMatchObject({ total: 0 });
    await consentTo(url);
    const { code, out } = await running.finished;
    expect(code).toBe(0);
    expect(out.trim().split('\n').at(-1)).toMatch(
      /^linked google maria\.keller@gmail\.example as [0-9a-f]{24}/,
    );
  });
});

test('--no-keychain says so each time, and its file is for its owner only', async () => {
  const { err } = await cli.link('google');
  expect(err).toMatch(/sign-ins are kept in .*secrets\.json, readable by you only, not in the keychain/);
  expect(statSync(join(cli.profile, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(cli.profile, 'secrets.json'), 'utf8')).toContain('practice-refresh');
  for (const name of readdirSync(join(cli.profile, 'book')))
    expect(readFileSync(join(cli.profile, 'book', name), 'utf8')).not.toContain('practice-');
});

describe('without a keychain', () => {
  test('a link fails, says why and what to do, and leaves no account half linked', async () => {
    const { code, json, err } = await cli.link('google', {}, withoutBus);
    expect(json.error).toMatchObject({
      code: 'keychain.unavailable',
      message: expect.stringMatching(/not linked.*--no-keychain/),
    });
    expect(json.error.message + err).not.toMatch(/stay signed in/);
    expect(code).toBe(3);
    expect(await cli.ask(['accounts'], withoutBus)).toEqual([]);
  });

  test('an account whose sign-in was kept in one is not taken for signed out', async () => {
    const { id } = (await cli.link('google')).json;
    await cli.ask(['add'], { input: { name: { given: 'Ada' } } });
    rmSync(join(cli.profile, 'secrets.json'));
    const { code, json } = await cli.run(['sync', '--json'], withoutBus);
    expect(json.runs).toMatchObject([
      {
        writes: 0,
        errors: [
          {
            code: 'keychain.unavailable',
            message: expect.stringMatching(
              /sign-in of this Google account is kept, and so are its contacts and unsent changes/,
            ),
          },
        ],
      },
    ]);
    expect(code).toBe(3);
    expect(await cli.ask(['accounts'], withoutBus)).toMatchObject([{ id, state: 'active' }]);
    expect((await cli.ask(['sync', '--dry-run'], withoutBus)).plans[0].operations).toHaveLength(1);
  });
});

const missing = process.platform === 'linux' ? missingPrograms() : ['Linux'];
describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `a real keychain: skipped, missing ${missing.join(', ')}` : 'a real keychain',
  () => {
    test('keeps the sign-in; locked, it stops no reading or editing, loses nothing, and refuses a half link or unlink', async () => {
      const service = await startSecretService();
      try {
        const call: CallOptions = { keychain: true, env: service.env };
        const linked = await cli.link('google', {}, call);
        expect(linked.code).toBe(0);
        expect(linked.err).not.toContain('sign-ins are kept in');
        const { id } = linked.json;
        expect(existsSync(join(cli.profile, 'secrets.json'))).toBe(false);
        expect((await cli.ask(['sync'], call)).runs).toMatchObject([{ errors: [] }]);
        service.lock();
        await cli.ask(['add'], { ...call, input: { name: { given: 'Ada' } } });
        const sync = await cli.run(['sync', '--json'], call);
        expect(sync.json.runs).toMatchObject([
          {
            errors: [
              {
                code: 'keychain.locked',
                message: expect.stringMatching(
                  /is kept, and so are its contacts and unsent changes.*Unlock the keychain/,
                ),
              },
            ],
          },
        ]);
        expect(sync.code).toBe(3);
        expect(await cli.ask(['accounts'], call)).toMatchObject([{ id, state: 'active' }]);
        expect((await cli.ask(['sync', '--dry-run'], call)).plans[0].operations).toMatchObject([
          { kind: 'create', name: 'Ada' },
        ]);
        const verified = await cli.run(['verify', '--json'], call);
        expect(verified.json.accounts).toMatchObject([{ account: id, error: { code: 'keychain.locked' } }]);
        expect(verified.code).toBe(3);
        const second = await cli.link('microsoft', {}, call);
        expect(second.json.error).toMatchObject({
          code: 'keychain.locked',
          message: expect.stringMatching(/not linked.*is locked/),
        });
        const unlinked = await cli.run(['unlink', id, '--discard', '--json'], call);
        expect(unlinked.json.error).toMatchObject({
          code: 'keychain.locked',
          message: expect.stringMatching(/is locked.*sign-in could not be removed.*Nothing was changed/),
        });
        expect(unlinked.code).toBe(3);
        expect(await cli.ask(['accounts'], call)).toMatchObject([{ id }]);
        expect(await cli.ask(['list'], call)).toMatchObject({ total: 1 });
      } finally {
        await service.stop();
      }
    });
  },
);

test('two accounts of one provider stay apart; unlinking one leaves its cloud and the other account as they are', async () => {
  const { google } = cli.clouds;
  const first = SIDES.google(cli.clouds);
  first.add({ given: 'Only', family: 'First' });
  google.bookOf('studio@gmail.example').create({ names: [{ givenName: 'Only', familyName: 'Second' }] });
  const [one, two] = [
    (await cli.link('google')).json,
    (await cli.link('google', { user: 'studio@gmail.example' })).json,
  ];
  expect([one.email, two.email]).toEqual(['maria.keller@gmail.example', 'studio@gmail.example']);
  expect(one.id).not.toBe(two.id);
  const added = await cli.ask(['add', '--account', two.id], {
    input: { name: { given: 'Added', family: 'Second' } },
  });
  expect((await cli.ask(['sync'])).runs).toMatchObject([
    { account: one.id, pulled: 1, pushed: 0 },
    { account: two.id, pulled: 1, pushed: 1 },
  ]);
  const namesThere = () =>
    [google.book.all(), google.bookOf('studio@gmail.example').all()].map((book) =>
      book.map((raw) => (raw['names'] as { familyName: string }[])[0]!.familyName),
    );
  expect(namesThere()).toEqual([['First'], ['Second', 'Second']]);
  expect((await cli.ask(['verify', '--account', two.id])).accounts).toMatchObject([{ same: 2, differ: [] }]);

  await cli.ask(['edit', added.id], { input: { notes: { text: 'never sent' } } });
  const kept = await cli.run(['unlink', two.id, '--json']);
  expect(kept).toMatchObject({
    code: 3,
    json: {
      error: {
        code: 'sync.needsPerson',
        message: expect.stringMatching(
          /1 contact of this account has a change.*Sync first, or unlink with --discard/,
        ),
      },
    },
  });
  google.log.clear();
  expect(await cli.ask(['unlink', two.id, '--discard'])).toEqual({ unlinked: two.id });
  expect(google.log.requests.map(({ path }) => path)).toEqual(['/revoke']);
  expect(namesThere()).toEqual([['First'], ['Second', 'Second']]);
  expect((await cli.ask(['accounts'])).map(({ id }: Document) => id)).toEqual([one.id]);
  expect((await cli.ask(['list'])).rows.map(({ name }: Document) => name)).toEqual(['Only First']);
  expect(readFileSync(join(cli.profile, 'secrets.json'), 'utf8')).not.toContain(two.id);
  expect((await cli.ask(['sync'])).runs).toMatchObject([
    { account: one.id, pulled: 0, writes: 0, errors: [] },
  ]);
});

test('a sign-in that the provider took back asks for the person, keeps the edit, and links again as the same account', async () => {
  const { id } = (await cli.link('microsoft')).json;
  await cli.ask(['sync']);
  await cli.ask(['add'], { input: { name: { given: 'Ada' } } });
  cli.clouds.microsoft.signIn.revokeGrants();
  const { code, json } = await cli.run(['sync', '--json']);
  expect(json.runs).toMatchObject([
    {
      errors: [
        {
          code: 'auth.required',
          message: expect.stringMatching(/must sign in again.*contacts and unsent changes are kept/),
        },
      ],
    },
  ]);
  expect(code).toBe(3);
  expect(await cli.ask(['accounts'])).toMatchObject([{ id, state: 'signInNeeded' }]);
  expect((await cli.run(['accounts'])).out).toContain('needs to sign in again');
  expect((await cli.link('microsoft')).json).toMatchObject({ id, state: 'active' });
  expect((await cli.ask(['sync'])).runs).toMatchObject([{ pushed: 1, errors: [] }]);
});

test('a secrets file that cannot be read is no lost sign-in', async () => {
  await cli.link('google');
  writeFileSync(join(cli.profile, 'secrets.json'), '{"v":1,"sec');
  const { code, json } = await cli.run(['sync', '--json']);
  expect(json.runs[0].errors).toMatchObject([
    {
      code: 'keychain.refused',
      message: expect.stringMatching(/is damaged.*Contacts and unsent changes are kept/),
    },
  ]);
  expect(code).toBe(3);
  expect(readFileSync(join(cli.profile, 'secrets.json'), 'utf8')).toBe('{"v":1,"sec');
  expect(await cli.ask(['accounts'])).toMatchObject([{ state: 'active' }]);
});
