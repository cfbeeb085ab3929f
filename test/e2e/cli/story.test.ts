// Owns: the command line's whole story over both clouds: link, sync, offline edits, merges, conflicts, proof.
// Leaves to others: what goes wrong (the other files here), the engine's laws one by one (test/sync).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../clouds/kit/log.ts';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';
import type { Side } from '../../support/sides.ts';

const PROVIDERS = ['google', 'microsoft'] as const;
/** Each cloud's conflicts, one for each choice tried on it. */
const CHOICES = { google: ['mine', 'theirs', 'base', 'both'], microsoft: ['mine', 'both'] } as const;
const DECIDED = { mine: 'here', theirs: 'there', base: 'before', both: 'here\n\nthere' } as const;

/** How many contacts each cloud has: twelve made up, one for each choice, and four more. */
const SIZE = { google: 20, microsoft: 18 } as const;

let cli: Cli;
let sides: Record<'google' | 'microsoft', Side>;
let ids: Record<'google' | 'microsoft', string>;
const remote: Record<string, string> = {};
const persons: Record<string, string> = {};

const contactRequests = (log: readonly LoggedRequest[]) =>
  log.filter(({ path }) => /people|contacts|batch/i.test(path) && !/token|authorize/.test(path));
const both = <T>(work: (provider: 'google' | 'microsoft') => T) => PROVIDERS.map(work);

const runOf = (report: Document, provider: 'google' | 'microsoft') =>
  report.runs.find((run: Document) => run.account === ids[provider]);

beforeAll(async () => {
  cli = await openCli({ google: 12, microsoft: 12 });
  sides = { google: SIDES.google(cli.clouds), microsoft: SIDES.microsoft(cli.clouds) };
  for (const provider of PROVIDERS) {
    const add = (family: string) =>
      (remote[`${provider} ${family}`] = sides[provider].add({ given: provider, family, notes: 'before' }));
    for (const family of [...CHOICES[provider], 'Merge', 'Stale', 'Revived', 'Dropped']) add(family);
  }
});
afterAll(() => cli.close());

describe('a story told to the command line', () => {
  test('links both, once each, and says who signed in', async () => {
    ids = await cli.linkBoth();
    const accounts = await cli.ask(['accounts']);
    expect(accounts).toMatchObject([
      {
        id: ids.google,
        provider: 'google',
        email: 'maria.keller@gmail.example',
        state: 'active',
        lastSync: null,
        pausedUntil: null,
        question: null,
      },
      {
        id: ids.microsoft,
        provider: 'microsoft',
        email: 'robin.hale@outlook.example',
        state: 'active',
        lastSync: null,
        pausedUntil: null,
        question: null,
      },
    ]);
    expect((await cli.link('google')).json.id).toBe(ids.google);
    expect(await cli.ask(['accounts'])).toHaveLength(2);
  });

  test('brings everything down, proves it, and asks each cloud once when nothing changed', async () => {
    const first = await cli.ask(['sync']);
    for (const provider of PROVIDERS)
      expect(runOf(first, provider)).toMatchObject({
        pulled: SIZE[provider],
        pushed: 0,
        writes: 0,
        conflicts: 0,
        errors: [],
      });
    const { total, rows } = await cli.ask(['list']);
    expect(total).toBe(SIZE.google + SIZE.microsoft);
    for (const { id, name } of rows) persons[name] = id;
    expect((await cli.ask(['verify'])).accounts).toEqual(
      both((provider) => ({ account: ids[provider], same: SIZE[provider], differ: [] })),
    );
    both((provider) => sides[provider].log.clear());
    const second = await cli.ask(['sync']);
    for (const provider of PROVIDERS)
      expect(runOf(second, provider)).toMatchObject({
        pulled: 0,
        pushed: 0,
        requests: 1,
        writes: 0,
        errors: [],
      });
    const [google, microsoft] = both((provider) => contactRequests(sides[provider].log.requests));
    expect(google!.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/people/me/connections']);
    expect(google![0]!.query['syncToken']).toBeTruthy();
    expect(microsoft!.map(({ method }) => method)).toEqual(['GET']);
    expect(microsoft![0]!.path).toMatch(/delta/);
  });

  test('edits offline are kept, and the sync says what it could not reach', async () => {
    both((provider) => (sides[provider].faults['offline'] = true));
    for (const provider of PROVIDERS) {
      for (const family of CHOICES[provider])
        await cli.ask(['edit', persons[`${provider} ${family}`]!], { input: { notes: { text: 'here' } } });
      await cli.ask(['edit', persons[`${provider} Merge`]!], { input: { nicknames: [{ value: 'Here' }] } });
      await cli.ask(['edit', persons[`${provider} Revived`]!], { input: { notes: { text: 'edited here' } } });
      await cli.ask(['delete', persons[`${provider} Dropped`]!]);
    }
    const added = await cli.ask(['add', '--account', ids.google, '--account', ids.microsoft], {
      input: { name: { given: 'Ada', family: 'Lovelace' }, emails: [{ address: 'ada@example.org' }] },
    });
    expect(added.contacts.map((contact: Document) => contact.account)).toEqual([ids.google, ids.microsoft]);
    const planned = await cli.ask(['sync', '--dry-run']);
    const offline = await cli.run(['sync', '--json']);
    expect(offline.code).toBe(1);
    for (const provider of PROVIDERS) {
      const { errors, pushed } = runOf(offline.json, provider);
      expect(errors).toMatchObject([{ code: 'network.offline', retry: 'later' }]);
      expect(errors[0].message).toMatch(/Everything is kept|Nothing here was lost/);
      expect(pushed).toBe(0);
    }
    expect(await cli.ask(['sync', '--dry-run'])).toEqual(planned);
    expect(
      planned.plans.map(({ operations }: Document) => operations.map(({ kind }: Document) => kind).sort()),
    ).toEqual(
      both((provider) => ['create', 'delete', 'update', 'update', ...CHOICES[provider].map(() => 'update')]),
    );
  });

  test('back online: merges, an edit beating a deletion, and conflicts that wait for the person', async () => {
    for (const provider of PROVIDERS) {
      for (const family of CHOICES[provider])
        sides[provider].edit(remote[`${provider} ${family}`]!, { notes: 'there' });
      sides[provider].edit(remote[`${provider} Merge`]!, { notes: 'there' });
      sides[provider].remove(remote[`${provider} Revived`]!);
      sides[provider].add({ given: provider, family: 'Newcomer' });
      delete sides[provider].faults['offline'];
    }
    const met = await cli.run(['sync', '--json']);
    expect(met.code).toBe(3);
    for (const provider of PROVIDERS) {
      expect(runOf(met.json, provider)).toMatchObject({
        conflicts: CHOICES[provider].length,
        errors: [],
        counts: { pushed: { created: 2, updated: 1, deleted: 1 } },
      });
      expect(runOf(met.json, provider).notes).toMatchObject([{ kind: 'editBeatDeletion' }]);
      expect(sides[provider].read(remote[`${provider} Merge`]!)).toMatchObject({
        nickname: 'Here',
        notes: 'there',
      });
      expect(sides[provider].all().filter(({ family }) => family === 'Lovelace')).toHaveLength(1);
      expect(
        sides[provider].all().filter(({ family, notes }) => family === 'Revived' && notes === 'edited here'),
      ).toHaveLength(1);
      expect(sides[provider].read(remote[`${provider} Dropped`]!)).toBeUndefined();
    }
  });

  test('conflicts are listed with all three versions, and each choice does what it says', async () => {
    const { conflicts } = await cli.ask(['conflicts']);
    expect(conflicts).toHaveLength(6);
    for (const provider of PROVIDERS) {
      for (const take of CHOICES[provider]) {
        const conflict = conflicts.find(({ name }: Document) => name === `${provider} ${take}`);
        expect(conflict).toMatchObject({
          account: ids[provider],
          path: 'notes.text',
          base: 'before',
          mine: 'here',
          theirs: 'there',
          canTakeBoth: true,
        });
        expect(sides[provider].read(remote[`${provider} ${take}`]!)?.notes).toBe('there');
        const id = take === 'base' ? conflict.person : conflict.id;
        expect(await cli.ask(['resolve', id, '--take', take])).toMatchObject({
          resolved: 1,
          contacts: [{ fields: { notes: { text: DECIDED[take] } } }],
        });
      }
    }
    const sent = await cli.ask(['sync']);
    for (const provider of PROVIDERS) {
      expect(runOf(sent, provider)).toMatchObject({
        conflicts: 0,
        counts: { pushed: { updated: CHOICES[provider].filter((take) => take !== 'theirs').length } },
      });
      for (const take of CHOICES[provider])
        expect(sides[provider].read(remote[`${provider} ${take}`]!)?.notes).toBe(DECIDED[take]);
    }
  });

  test('an etag that became stale between pull and push is met and merged in the same run', async () => {
    for (const provider of PROVIDERS) {
      await cli.ask(['edit', persons[`${provider} Stale`]!], { input: { nicknames: [{ value: 'Here' }] } });
      const { log } = sides[provider];
      const add = log.add.bind(log);
      let changed = false;
      log.add = (call, status) => {
        add(call, status);
        // The listing was answered; what is changed now meets the write that follows.
        if (changed || call.method !== 'GET' || !/connections|delta/.test(call.path)) return;
        changed = true;
        sides[provider].edit(remote[`${provider} Stale`]!, { notes: 'changed in between' });
      };
    }
    const report = await cli.ask(['sync']);
    for (const provider of PROVIDERS) {
      expect(runOf(report, provider)).toMatchObject({
        merged: 1,
        conflicts: 0,
        errors: [],
        counts: { pushed: { updated: 1 } },
      });
      expect(runOf(report, provider).writes).toBe(2);
      expect(sides[provider].read(remote[`${provider} Stale`]!)).toMatchObject({
        nickname: 'Here',
        notes: 'changed in between',
      });
    }
  });

  test('in the end every contact is the same on both sides, and nothing is left to send', async () => {
    expect(
      (await cli.ask(['sync'])).runs.map(({ writes, errors }: Document) => ({ writes, errors })),
    ).toEqual(both(() => ({ writes: 0, errors: [] })));
    const { accounts } = await cli.ask(['verify']);
    expect(accounts).toEqual(
      both((provider) => ({ account: ids[provider], same: SIZE[provider] + 1, differ: [] })),
    );
    expect(both((provider) => sides[provider].all().length)).toEqual([SIZE.google + 1, SIZE.microsoft + 1]);
    expect((await cli.ask(['sync', '--dry-run'])).plans).toMatchObject(
      both((provider) => ({ account: ids[provider], operations: [], arrivals: [], held: [] })),
    );
  });

  test('verify names what differs, and why', async () => {
    await cli.ask(['edit', persons['google Merge']!], { input: { notes: { text: 'not sent' } } });
    sides.google.edit(remote['google Stale']!, { notes: 'changed again' });
    const verified = await cli.run(['verify', '--account', ids.google, '--json']);
    expect(verified.code).toBe(1);
    expect(verified.json.accounts).toHaveLength(1);
    expect(
      verified.json.accounts[0].differ.map(({ name, reason, fields }: Document) => ({
        name,
        reason,
        fields,
      })),
    ).toEqual(
      expect.arrayContaining([
        { name: 'google Merge', reason: 'pendingUpdate', fields: ['notes'] },
        { name: 'google Stale', reason: 'changedInCloud', fields: ['notes'] },
      ]),
    );
  });
});
