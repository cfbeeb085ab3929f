// Owns: past runs, receipts and undo on the command line. Leaves to others: what they say of each change (sync/receipt).
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

const HASH = /^[0-9a-f]{64}$/;
let cli: Cli;
let ids: { readonly google: string; readonly microsoft: string };
let sides: Record<'google' | 'microsoft', Side>;

beforeAll(async () => {
  cli = await openCli();
  sides = { google: SIDES.google(cli.clouds), microsoft: SIDES.microsoft(cli.clouds) };
  ids = await cli.linkBoth();
});
afterAll(() => cli.close());

const runOf = (report: Document, provider: 'google' | 'microsoft') =>
  report.runs.find((run: Document) => run.account === ids[provider]);
const personNamed = async (name: string) =>
  (await cli.ask(['list', '--query', name])).rows.find((row: Document) => row.name === name);

describe('[law 19] [law 22] past runs on the command line', () => {
  test('there are none before the first', async () => {
    expect(await cli.ask(['runs'])).toEqual({ runs: [] });
    expect((await cli.run(['runs'])).out).toBe('no sync has run yet\n');
  });

  test('runs lists them, the latest first, and receipt shows what one did', async () => {
    sides.google.add({ given: 'Ada', family: 'Lovelace', notes: 'before' });
    const first = await cli.ask(['sync']);
    await cli.ask(['edit', (await personNamed('Ada Lovelace')).id], { input: { notes: { text: 'wrong' } } });
    const second = await cli.ask(['sync', '--account', ids.google]);
    const { runs } = await cli.ask(['runs']);
    expect(runs.map(({ run }: Document) => run)).toEqual([
      second.runs[0].run,
      ...first.runs.map(({ run }: Document) => run).toReversed(),
    ]);
    expect(await cli.ask(['runs', '--limit', '1'])).toEqual({ runs: second.runs });
    const receipt = await cli.ask(['receipt', second.runs[0].run]);
    expect(receipt).toEqual({
      run: second.runs[0].run,
      account: ids.google,
      entries: [
        {
          contact: expect.any(String),
          remoteId: expect.stringMatching(/^people\//),
          name: 'Ada Lovelace',
          side: 'cloud',
          kind: 'update',
          fields: ['notes'],
          here: expect.stringMatching(HASH),
          there: expect.stringMatching(HASH),
        },
      ],
    });
    expect((await cli.run(['receipt', second.runs[0].run])).out).toMatch(
      /^google maria\.keller@gmail\.example: what the run [0-9a-f]{24} did\n {2}in the cloud {2}update {2}Ada Lovelace {2}notes {2}here [0-9a-f]{12} {2}there [0-9a-f]{12}\nkith sync --undo [0-9a-f]{24} takes it back\n$/,
    );
    expect((await cli.run(['receipt', runOf(first, 'microsoft').run])).out).toMatch(
      /^microsoft robin\.hale@outlook\.example: the run [0-9a-f]{24} changed no contact\n$/,
    );
    expect((await cli.run(['runs', '--limit', '1'])).out).toMatch(
      /^[0-9a-f]{24} {2}[\d-]+T[\d:.]+Z {2}google maria\.keller@gmail\.example {2}0 from the cloud, 1 to the cloud\n$/,
    );
  });

  test('sync --undo takes a run back and syncs its account alone', async () => {
    const [{ run }] = (await cli.ask(['runs', '--limit', '1'])).runs;
    const asked = sides.microsoft.log.requests.length;
    const answer = await cli.ask(['sync', '--undo', run]);
    expect(answer).toEqual({
      undone: { run, restored: 1, recreated: 0, removed: 0, left: 0, photosLost: 0 },
      runs: [expect.objectContaining({ account: ids.google, pushed: 1, undoes: run, errors: [] })],
    });
    expect(sides.google.all()).toEqual([expect.objectContaining({ given: 'Ada', notes: 'before' })]);
    expect(sides.microsoft.log.requests).toHaveLength(asked);
    const text = await cli.run(['sync', '--undo', answer.runs[0].run]);
    expect(text.out).toMatch(
      /^undid [0-9a-f]{24}: 1 contact as before\ngoogle [^ ]+: to the cloud 1 changed \(/,
    );
    expect(sides.google.all()).toEqual([expect.objectContaining({ notes: 'wrong' })]);
    expect((await cli.run(['runs', '--limit', '1'])).out).toContain(`undid ${answer.runs[0].run}`);
    expect((await cli.ask(['verify'])).accounts).toMatchObject([{ differ: [] }, { differ: [] }]);
  });

  test('an undo while the cloud is away is kept, and told with exit code 1', async () => {
    const [{ run }] = (await cli.ask(['runs', '--limit', '1'])).runs;
    sides.google.faults['offline'] = true;
    const offline = await cli.run(['sync', '--undo', run, '--json']);
    expect(offline.code).toBe(1);
    expect(offline.json).toMatchObject({
      undone: { restored: 1 },
      runs: [{ errors: [{ code: 'network.offline' }], pushed: 0 }],
    });
    delete sides.google.faults['offline'];
    expect(await cli.ask(['sync', '--account', ids.google])).toMatchObject({
      runs: [{ pushed: 1, undoes: run }],
    });
    expect(sides.google.all()).toEqual([expect.objectContaining({ notes: 'before' })]);
  });

  test('a conflict with what changed there since needs the person: exit code 3', async () => {
    await cli.ask(['edit', (await personNamed('Ada Lovelace')).id], { input: { notes: { text: 'wrong' } } });
    const [{ run }] = (await cli.ask(['sync', '--account', ids.google])).runs;
    const remoteId = (await cli.ask(['receipt', run])).entries[0].remoteId;
    sides.google.edit(remoteId, { notes: 'there' });
    const met = await cli.run(['sync', '--undo', run, '--json']);
    expect(met.code).toBe(3);
    expect(met.json.runs).toMatchObject([{ conflicts: 1, errors: [] }]);
    expect(sides.google.read(remoteId)).toMatchObject({ notes: 'there' });
    await cli.ask(['resolve', (await personNamed('Ada Lovelace')).id, '--take', 'theirs']);
  });

  test.each([
    [['receipt', 'nosuchrun'], 1, 'input.notFound'],
    [['receipt', '../../secrets'], 1, 'input.notFound'],
    [['sync', '--undo', 'nosuchrun'], 1, 'input.notFound'],
    [['sync', '--undo', ''], 2, 'input.invalid'],
    [['sync', '--undo', 'RUN', '--dry-run'], 2, 'input.invalid'],
    [['sync', '--undo', 'RUN', '--deletions', 'apply'], 2, 'input.invalid'],
    [['sync', '--undo', 'RUN', '--account', 'MICROSOFT'], 2, 'input.invalid'],
    [['sync', '--undo'], 2, 'input.invalid'],
    [['receipt'], 2, 'input.invalid'],
    [['runs', '--limit', 'many'], 2, 'input.invalid'],
  ] as const)('%j ends with %i and changes nothing', async (args, code, error) => {
    const [{ run }] = (await cli.ask(['runs', '--limit', '1'])).runs;
    const given = args.map((arg) => (arg === 'RUN' ? run : arg === 'MICROSOFT' ? ids.microsoft : arg));
    const before = [sides.google.all(), await cli.ask(['list'])];
    const finished = await cli.run([...given, '--json']);
    expect(finished.json.error).toMatchObject({ code: error });
    expect(finished.code).toBe(code);
    expect([sides.google.all(), await cli.ask(['list'])]).toEqual(before);
  });

  test('a receipt that a crash cut short serves as far as it goes; a damaged one is refused', async () => {
    await cli.ask(['edit', (await personNamed('Ada Lovelace')).id], {
      input: { notes: { text: 'once more' } },
    });
    const [{ run }] = (await cli.ask(['sync', '--account', ids.google])).runs;
    const file = join(cli.profile, 'book', 'receipts', `${run}.jsonl`);
    const whole = readFileSync(file);
    truncateSync(file, whole.length - 5);
    expect(await cli.ask(['receipt', run])).toMatchObject({ run, entries: [] });
    writeFileSync(file, `${whole.toString('utf8').replace('"cloud"', '"elsewhere"')}{}\n`);
    const damaged = await cli.run(['sync', '--undo', run, '--json']);
    expect(damaged.json.error).toMatchObject({ code: 'store.corrupt' });
    expect(damaged.code).toBe(1);
    expect(sides.google.all()).toEqual([expect.objectContaining({ notes: 'once more' })]);
  });

  test('an account that is unlinked takes its receipts along, and its runs stay listed', async () => {
    const [{ run }] = (await cli.ask(['runs', '--limit', '1'])).runs;
    await cli.ask(['unlink', ids.google]);
    expect((await cli.run(['receipt', run, '--json'])).json.error).toMatchObject({ code: 'input.notFound' });
    expect((await cli.ask(['runs', '--limit', '1'])).runs[0].run).toBe(run);
  });
});
