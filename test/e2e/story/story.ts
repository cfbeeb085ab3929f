// Owns: the one story of Kith's main job, step by step, each step checking what it claims and telling its figures.
// Leaves to others: playing it as tests (main-job.test.ts) or as a demo (demo.ts).
import assert from 'node:assert/strict';
import type { Known, Stage } from './stage.ts';

export interface Step {
  readonly title: string;
  /** Plays the step; throws where a claim does not hold. Gives the figures that it checked. */
  play(stage: Stage): Promise<string>;
}

const writes = (stage: Stage, cloud: 'google' | 'microsoft') =>
  stage.clouds[cloud].log.requests.filter(
    ({ method, path }) => method !== 'GET' && /\/v1|\$batch|\/beta/.test(path),
  );
const reads = (stage: Stage, cloud: 'google' | 'microsoft') =>
  stage.clouds[cloud].log.requests.filter(({ method, path }) => method === 'GET' && /\/v1|\/beta/.test(path));

/** The properties that may change when the named contact's notes or the like are edited, by its id. */
async function onlyChanged(
  stage: Stage,
  expected: readonly (readonly [Known, RegExp])[],
  others: { created: number; deleted: number },
): Promise<number> {
  const changes = new Map(stage.changes());
  for (const [known, allowed] of expected) {
    const key = [...changes.keys()].find((id) => Object.values(stage.raw(known)).includes(id)) ?? known.id;
    const names = changes.get(key) ?? [];
    assert.ok(names.length > 0, `${known.name} changed in the cloud`);
    for (const name of names) assert.match(name, allowed, `only the edited field of ${known.name} changed`);
    changes.delete(key);
  }
  const rest = [...changes.values()].map((names) => names.join());
  assert.deepEqual(
    [rest.filter((name) => name === 'created').length, rest.filter((name) => name === 'deleted').length],
    [others.created, others.deleted],
  );
  assert.equal(
    rest.filter((name) => name !== 'created' && name !== 'deleted').length,
    0,
    `no other contact changed: ${[...changes].map(([id, names]) => `${id} ${names.join()}`).join('; ')}`,
  );
  return stage.contents().size - expected.length - others.created;
}

export const STORY: readonly Step[] = [
  {
    title: 'a person starts Kith and sees two link buttons',
    play: async (stage) => {
      await stage.launch();
      const { window } = stage;
      await window.at('onboarding').waitFor();
      await window.at('link-google').waitFor();
      await window.at('link-microsoft').waitFor();
      await stage.screenshot('01-welcome');
      return `running on ${stage.app.kind === 'electron' ? 'Electron' : 'Chromium in place of Electron'}`;
    },
  },
  {
    title: 'links Google and Microsoft with one click each, through the browser',
    play: async (stage) => {
      await stage.link('google');
      await stage.link('microsoft');
      const accounts = await stage.window.ask('accounts.list');
      assert.deepEqual(
        accounts.map(({ provider, state }) => [provider, state]),
        [
          ['google', 'active'],
          ['microsoft', 'active'],
        ],
      );
      return accounts.map(({ email }) => email).join(', ');
    },
  },
  {
    title: 'sees every contact of both clouds',
    play: async (stage) => {
      const { window } = stage;
      const expected = stage.contents().size;
      await window.settled();
      assert.equal(await window.sync(), 'idle');
      assert.equal(await window.total(), expected);
      await stage.quit();
      const { json } = await stage.commandLine('verify');
      assert.deepEqual(
        json.accounts.map((account: { differ: unknown[] }) => account.differ.length),
        [0, 0],
      );
      const same = json.accounts.map((account: { same: number }) => account.same) as number[];
      assert.equal(same[0]! + same[1]!, expected);
      await stage.launch();
      await stage.window.at('person-row').waitFor();
      await stage.screenshot('02-all-contacts');
      return `${same[0]} from Google and ${same[1]} from Microsoft, each compared field by field with its cloud`;
    },
  },
  {
    title: 'edits without a network: changes are saved at once and wait',
    play: async (stage) => {
      const { window, known } = stage;
      stage.remember();
      stage.offline(true);
      await window.edit(known.ada.name, (w) => w.fill('field-phones-0-number', '+44 20 7946 0002'));
      await stage.screenshot('03-contact');
      await window.edit(known.alan.name, (w) => w.fill('field-notes-0-text', 'Manchester'));
      await window.edit(known.grace.name, (w) => w.fill('field-notes-0-text', 'Found the first bug'));
      await window.edit(known.katherine.name, (w) => w.fill('field-notes-0-text', 'Mercury'));
      await window.create('maria.keller', 'Hedy', 'Lamarr');
      await window.remove(known.edsger.name);
      await window.shows('pending-count', 6);
      assert.equal(await window.sync(), 'offline');
      await window.shows('pending-count', 6);
      assert.equal(stage.changes().size, 0, 'the clouds heard of nothing');
      await window.at('nav-pending').click();
      await window.at('pending-row').waitFor();
      assert.equal(await window.page.getByTestId('pending-row').count(), 6);
      await stage.screenshot('04-pending-offline');
      return '6 pending changes: 4 edits, 1 new contact, 1 deletion; both clouds unchanged';
    },
  },
  {
    title: 'loses nothing when Kith is killed in the middle',
    play: async (stage) => {
      await stage.kill();
      await stage.launch();
      await stage.window.shows('pending-count', 6);
      await stage.window.open(stage.known.ada.name);
      await stage.window.page.getByText('+44 20 7946 0002').first().waitFor();
      return '6 pending changes are still there after kill -9 and a new start';
    },
  },
  {
    title: 'syncs while other devices write: stale etags are met and merged, and only edited fields change',
    play: async (stage) => {
      const { window, known, clouds } = stage;
      // Before the sync, another device changes the very fields of Alan and Katherine that were edited here.
      stage.edit(known.alan, { biographies: [{ value: 'Princeton', contentType: 'TEXT_PLAIN' }] });
      stage.edit(known.katherine, { personalNotes: 'Apollo' });
      stage.remember();
      clouds.google.log.clear();
      clouds.microsoft.log.clear();
      // In the middle of the sync, after Kith has read and before it writes, another device changes Ada and Grace.
      let unwatchGoogle = (): void => undefined;
      let unwatchMicrosoft = (): void => undefined;
      unwatchGoogle = clouds.google.log.watch(({ path, status }) => {
        if (!path.endsWith('/connections') || status !== 200) return;
        unwatchGoogle();
        stage.edit(known.ada, { nicknames: [{ value: 'Countess' }] });
      });
      // At Microsoft, even after the last look at the versions.
      unwatchMicrosoft = clouds.microsoft.log.watch(({ path, body }) => {
        if (!path.endsWith('$batch') || !JSON.stringify(body).includes('select=id,changeKey')) return;
        unwatchMicrosoft();
        stage.edit(known.grace, { nickName: 'Amazing Grace' });
      });
      stage.offline(false);
      assert.equal(await window.sync(), 'idle');
      await window.shows('pending-count', 0);
      const refused = writes(stage, 'google').filter(({ status }) => status === 400).length;
      assert.ok(refused >= 1, 'Google refused the stale etag');
      const patches = writes(stage, 'microsoft')
        .flatMap(({ body }) => (body as { requests?: { method: string; url: string }[] }).requests ?? [])
        .filter(({ method }) => method === 'PATCH');
      const again = patches.length - new Set(patches.map(({ url }) => url)).size;
      assert.ok(again >= 1, 'Microsoft refused the stale etag, and the merged version was sent');
      assert.deepEqual(
        [stage.raw(known.ada)['nicknames'], stage.raw(known.grace)['nickName']].map(
          (value) => JSON.stringify(value).includes('Countess') || value === 'Amazing Grace',
        ),
        [true, true],
      );
      assert.match(JSON.stringify(stage.raw(known.ada)['phoneNumbers']), /7946 0002/);
      assert.equal(stage.raw(known.grace)['personalNotes'], 'Found the first bug');
      const untouched = await onlyChanged(
        stage,
        [
          [known.ada, /^(phoneNumbers|nicknames)$/],
          [known.grace, /^(personalNotes|nickName|String 0x(1000|3a4f)|.*KithId.*)$/i],
        ],
        { created: 1, deleted: 1 },
      );
      await window.open(known.ada.name);
      await window.page.getByText('Countess').first().waitFor();
      await stage.screenshot('05-merged');
      return `${refused} stale etag at Google and ${again} at Microsoft met and merged; ${untouched} other contacts byte for byte as before`;
    },
  },
  {
    title: 'keeps what both sides changed differently as a conflict, with both values',
    play: async (stage) => {
      const { window, known } = stage;
      await window.shows('conflict-count', 2);
      assert.match(JSON.stringify(stage.raw(known.alan)['biographies']), /Princeton/);
      assert.equal(stage.raw(known.katherine)['personalNotes'], 'Apollo');
      const conflicts = await window.ask('conflicts.list');
      assert.deepEqual(conflicts.map(({ name, base, mine, theirs }) => [name, base, mine, theirs]).sort(), [
        ['Alan Turing', 'Bletchley', 'Manchester', 'Princeton'],
        ['Katherine Johnson', 'Langley', 'Mercury', 'Apollo'],
      ]);
      await window.at('nav-conflicts').click();
      await window.at('conflict-row').waitFor();
      await stage.screenshot('06-conflicts');
      return 'Alan Turing: Manchester here, Princeton there, Bletchley before; Katherine Johnson: Mercury, Apollo, Langley';
    },
  },
  {
    title: 'decides the conflicts, and both clouds follow',
    play: async (stage) => {
      const { window, known } = stage;
      const row = (name: string) => window.page.getByTestId('conflict-row').filter({ hasText: name });
      await row('Alan Turing').getByTestId('take-mine').click();
      await row('Alan Turing').waitFor({ state: 'detached' });
      await row('Katherine Johnson').getByTestId('take-both').click();
      await window.shows('conflict-count', 0);
      assert.equal(await window.sync(), 'idle');
      await window.shows('pending-count', 0);
      assert.match(JSON.stringify(stage.raw(known.alan)['biographies']), /"Manchester"/);
      assert.equal(stage.raw(known.katherine)['personalNotes'], 'Mercury\n\nApollo');
      return 'Alan: mine is in Google; Katherine: both are in Microsoft';
    },
  },
  {
    title: 'an idle sync asks once per account for contacts and writes nothing',
    play: async (stage) => {
      const { window, clouds } = stage;
      await window.sync();
      clouds.google.log.clear();
      clouds.microsoft.log.clear();
      assert.equal(await window.sync(), 'idle');
      const counts = (['google', 'microsoft'] as const).map((cloud) => [
        reads(stage, cloud).length,
        writes(stage, cloud).length,
      ]);
      // Somebody asked for this sync, so Google's labels are listed too.
      assert.deepEqual(counts[0], [2, 0]);
      assert.ok(reads(stage, 'google').some(({ path }) => path.endsWith('/contactGroups')));
      assert.equal(counts[1]![1], 0);
      assert.ok(reads(stage, 'microsoft').every(({ path }) => path.includes('delta')));
      return `Google: 1 request, and 1 for labels; Microsoft: ${counts[1]![0]} delta request; 0 writes`;
    },
  },
  {
    title: 'after a restart everything is there, and every contact agrees with its cloud',
    play: async (stage) => {
      const expected = stage.contents().size;
      await stage.quit();
      const { json, code } = await stage.commandLine('verify');
      const same = json.accounts.map((account: { same: number }) => account.same) as number[];
      assert.equal(code, 0);
      assert.equal(same[0]! + same[1]!, expected);
      await stage.launch();
      assert.equal(
        await stage.window
          .at('person-row')
          .waitFor()
          .then(() => stage.window.total()),
        expected,
      );
      await stage.window.page.emulateMedia({ colorScheme: 'dark' });
      await stage.window.open('Hedy Lamarr');
      await stage.screenshot('07-dark');
      assert.deepEqual(stage.app.consoleErrors, []);
      return `${expected} contacts, ${same[0]} the same at Google and ${same[1]} at Microsoft, no difference`;
    },
  },
];
