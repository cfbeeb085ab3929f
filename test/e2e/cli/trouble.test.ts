// Owns: syncs by command line while clouds misbehave, are killed or interrupted, and output that nobody reads.
// Leaves to others: the engine's laws (test/sync), consent and keychains (accounts.test.ts).
import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../clouds/kit/log.ts';
import { ENTRY, openCli } from '../../support/cli.ts';
import type { Cli, Document, Running } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

const PROVIDERS = ['google', 'microsoft'] as const;
let cli: Cli;
let sides: Record<'google' | 'microsoft', Side>;
beforeEach(async () => {
  cli = await openCli({ google: 30, microsoft: 30 });
  sides = { google: SIDES.google(cli.clouds), microsoft: SIDES.microsoft(cli.clouds) };
});
afterEach(() => cli.close());

/** Calls `act` when the request has been carried out and logged, before its answer leaves. */
function onRequest(
  side: Side,
  matches: (request: Pick<LoggedRequest, 'method' | 'path'>) => boolean,
  act: () => void,
): void {
  const add = side.log.add.bind(side.log);
  side.log.add = (call, status) => {
    add(call, status);
    if (matches(call)) act();
  };
}
/** Holds the answer to the next write at a cloud, which was carried out, until `release` is called; tells when it is held. */
function holdNextWrite(cloud: { readonly url: string }, held: () => void): { release(): void } {
  let release = () => undefined as void;
  const watch = (message: unknown) => {
    const { request, response } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
    };
    if (
      request.headers.host !== new URL(cloud.url).host ||
      !isWrite({ method: request.method ?? '', path: request.url ?? '' })
    )
      return;
    unsubscribe('http.server.request.start', watch);
    const end = response.end.bind(response) as (...args: readonly unknown[]) => ServerResponse;
    response.end = ((...args: readonly unknown[]) => {
      release = () => void end(...args);
      held();
      return response;
    }) as ServerResponse['end'];
  };
  subscribe('http.server.request.start', watch);
  return { release: () => release() };
}
const isWrite = ({ method, path }: Pick<LoggedRequest, 'method' | 'path'>) =>
  method === 'POST' && /batch/.test(path);

/** Three contacts added and two deleted here, not sent yet. */
async function pendingWork(id: string): Promise<void> {
  const { rows } = await cli.ask(['list']);
  const own = rows.filter((row: Document) => row.accounts.includes(id));
  for (const row of own.slice(0, 2)) await cli.ask(['delete', row.id]);
  for (const family of ['One', 'Two', 'Three'])
    await cli.ask(['add', '--account', id], { input: { name: { given: 'New', family } } });
}

async function allIsRight(provider: 'google' | 'microsoft', id: string, count: number): Promise<void> {
  const report = await cli.ask(['sync']);
  expect(report.runs).toMatchObject([{ account: id, errors: [], conflicts: 0 }]);
  expect((await cli.ask(['verify'])).accounts).toEqual([{ account: id, same: count, differ: [] }]);
  expect(sides[provider].all()).toHaveLength(count);
  for (const family of ['One', 'Two', 'Three'])
    expect(
      sides[provider].all().filter((plain) => plain.given === 'New' && plain.family === family),
    ).toHaveLength(1);
  expect((await cli.ask(['sync'])).runs).toMatchObject([{ writes: 0, errors: [] }]);
}

describe('clouds that answer nonsense', () => {
  test.each([
    ['a web page', { html: true }, 'provider.badResponse'],
    ['half a JSON', { halfJson: true }, 'provider.badResponse'],
    ['no connection at all', { offline: true }, 'network.offline'],
  ] as const)(
    '%s: every account is named, everything is kept, and it works again afterwards',
    async (_what, faults, errorCode) => {
      const ids = await cli.linkBoth();
      await cli.ask(['sync']);
      await cli.ask(['add', '--account', ids.google, '--account', ids.microsoft], {
        input: { name: { given: 'Ada' } },
      });
      for (const provider of PROVIDERS) Object.assign(sides[provider].faults, faults);
      const { code, json } = await cli.run(['sync', '--json']);
      expect(code).toBe(1);
      for (const run of json.runs) {
        expect(run.errors).toHaveLength(1);
        expect(run.errors[0].message).toMatch(/kept|Nothing (here )?was (changed|lost)/);
        expect([errorCode, 'auth.failed']).toContain(run.errors[0].code);
      }
      const verified = await cli.run(['verify', '--json']);
      expect(verified.json.accounts).toMatchObject([
        { account: ids.google, error: {} },
        { account: ids.microsoft, error: {} },
      ]);
      expect(verified.code).toBe(1);
      expect(
        (await cli.ask(['sync', '--dry-run'])).plans.map(({ operations }: Document) => operations.length),
      ).toEqual([1, 1]);
      for (const provider of PROVIDERS)
        for (const name of Object.keys(faults)) delete sides[provider].faults[name];
      expect((await cli.ask(['sync'])).runs).toMatchObject([
        { pushed: 1, errors: [] },
        { pushed: 1, errors: [] },
      ]);
    },
  );

  test('one cloud in trouble does not stop the other', async () => {
    await cli.linkBoth();
    sides.google.faults['html'] = true;
    const { code, json } = await cli.run(['sync', '--json']);
    expect(json.runs).toMatchObject([
      { pulled: 0, errors: [{}] },
      { pulled: 30, errors: [] },
    ]);
    expect(code).toBe(1);
  });
});

describe.each(PROVIDERS)('kith sync killed at %s', (provider) => {
  test('during the first listing, and during its writes: the next sync is right and nothing is doubled', async () => {
    const { id } = (await cli.link(provider)).json;
    let running: Running | null = null;
    let kills = 0;
    const killAt = (matches: (request: Pick<LoggedRequest, 'method' | 'path'>) => boolean) => {
      const wanted = kills + 1;
      onRequest(
        sides[provider],
        (request) => kills < wanted && matches(request),
        () => {
          kills += 1;
          running!.child.kill('SIGKILL');
        },
      );
      running = cli.start(['sync', '--json']);
      return running.finished;
    };
    expect((await killAt(({ path }) => /connections|contacts/i.test(path))).signal).toBe('SIGKILL');
    await cli.ask(['sync']);
    await pendingWork(id);
    // The first write was carried out and its reply is lost with the process; then the same again.
    for (let n = 0; n < 2; n++) expect((await killAt(isWrite)).signal).toBe('SIGKILL');
    expect(kills).toBe(3);
    await allIsRight(provider, id, 31);
  });

  test('stopped by SIGINT during its writes: it ends by itself, says so, gives the profile back, and loses nothing', async () => {
    const { id } = (await cli.link(provider)).json;
    await cli.ask(['sync']);
    await pendingWork(id);
    let running: Running | null = null;
    const hold = holdNextWrite(cli.clouds[provider], () => running?.child.kill('SIGINT'));
    running = cli.start(['sync', '--json']);
    const { code, json } = await running.finished;
    hold.release();
    expect(code).toBe(130);
    expect(json.runs).toMatchObject([
      {
        account: id,
        errors: [
          {
            code: 'sync.cancelled',
            message: expect.stringMatching(
              /was stopped. What was done is kept; the next sync goes on from here/,
            ),
          },
        ],
      },
    ]);
    expect(readdirSync(join(cli.profile, 'book'))).not.toContain('lock');
    await allIsRight(provider, id, 31);
  });
});

describe('output that nobody reads', () => {
  const kith = (script: string) =>
    spawnSync('bash', ['-c', script, 'bash', process.execPath, ENTRY, cli.profile], {
      env: cli.env,
      encoding: 'utf8',
    });

  test('a pipe that closes early ends the command quietly', async () => {
    await cli.link('google');
    sides.google.log.clear();
    await cli.ask(['sync']);
    const first = kith(
      'set -o pipefail; "$1" "$2" list --profile "$3" --no-keychain | head -1; echo "${PIPESTATUS[0]}"',
    );
    expect(first.stdout.trim().split('\n')).toHaveLength(2);
    expect(first.stdout.trim().split('\n').at(-1)).toBe('0');
    const closed = kith('"$1" "$2" list --json --profile "$3" --no-keychain | true; echo "${PIPESTATUS[0]}"');
    expect(closed.stdout.trim()).toBe('0');
    expect(first.stderr + closed.stderr).not.toMatch(/EPIPE|Error|at /);
  });

  test.skipIf(process.platform !== 'linux')(
    'an answer that cannot be written is a failure, told on standard error, and the change is kept',
    async () => {
      await cli.link('google');
      const full = kith(
        'echo \'{"name":{"given":"Ada"}}\' | "$1" "$2" add --json --profile "$3" --no-keychain > /dev/full; echo $?',
      );
      expect(full.stdout.trim()).toBe('1');
      expect(full.stderr).toMatch(/carried out, but its answer could not be written \(ENOSPC\)/);
      expect((await cli.ask(['list'])).total).toBe(1);
    },
  );
});
