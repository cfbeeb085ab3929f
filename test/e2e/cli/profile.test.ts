// Owns: profiles that cannot be used (no folder, no permission, no space, damage, newer format) and endpoint files.
// Leaves to others: the store's own recovery (tests of the store), a profile in use (accounts.test.ts).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const works = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
// Root may write anywhere by a right of its own; without that right the folder's own rules hold for it too.
const withoutRights =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
const canDropRights =
  withoutRights.length === 0 || works(withoutRights[0]!, ...withoutRights.slice(1), 'true');
const canMount = works('unshare', '-Urm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt');

/** A profile with one account and a contact. */
async function filledProfile(): Promise<{ readonly profile: string; readonly book: string }> {
  const profile = cli.folder();
  await cli.link('google', {}, { profile });
  await cli.ask(['add'], { profile, input: { name: { given: 'Ada' } } });
  return { profile, book: join(profile, 'book') };
}

/** The journal that was written last. */
function newestJournal(book: string): string {
  const journals = readdirSync(book).filter((name) => /^journal-\d+\.log$/.test(name));
  return join(book, journals.sort((a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0])).at(-1)!);
}

describe('a profile that cannot be used', () => {
  test('is a file', async () => {
    const profile = cli.folder();
    writeFileSync(profile, 'precious');
    const { code, json } = await cli.run(['list', '--json'], { profile });
    expect(json.error).toMatchObject({
      code: 'store.unwritable',
      message: expect.stringMatching(
        /there is a file where Kith needs a folder.*Nothing was changed.*another profile folder/,
      ),
    });
    expect(code).toBe(1);
    expect(readFileSync(profile, 'utf8')).toBe('precious');
  });

  test.skipIf(process.platform !== 'linux')(
    'is where no folder can be made: it says so at once',
    async () => {
      const { code, json } = await cli.run(['list', '--json'], {
        profile: '/proc/kith/profile',
        under: ['timeout', '-s', 'KILL', '20'],
      });
      expect(json.error).toMatchObject({
        code: 'store.unwritable',
        message: expect.stringMatching(/\/proc\/kith\/profile.*ENOENT.*is kept/),
      });
      expect(code).toBe(1);
    },
  );

  test.skipIf(!canDropRights)('may only be read', async () => {
    const open = mkdtempSync(join(tmpdir(), 'kith-readonly-'));
    const profile = join(open, 'profile');
    mkdirSync(profile);
    chmodSync(open, 0o755);
    chmodSync(profile, 0o555);
    const { code, json } = await cli.run(['list', '--json'], {
      profile,
      under: withoutRights,
      env: { KITH_ENDPOINTS: '' },
      cwd: '/',
    });
    expect(json.error).toMatchObject({
      code: 'store.unwritable',
      message: expect.stringMatching(/may not write.*EACCES.*Allow writing there/),
    });
    expect(code).toBe(1);
    expect(readdirSync(profile)).toEqual([]);
    rmSync(open, { recursive: true });
  });

  test.skipIf(!canDropRights)(
    'may only be read, and has a book: it is shown, and why no change is saved is told once',
    async () => {
      const { profile } = await filledProfile();
      // The folder that holds all profiles is its owner's alone.
      const open = mkdtempSync(join(tmpdir(), 'kith-readonly-'));
      cpSync(profile, open, { recursive: true });
      for (const folder of [join(open, 'book'), open]) chmodSync(folder, 0o555);
      const run = (...args: readonly string[]) =>
        cli.run(args, {
          profile: open,
          under: withoutRights,
          env: { KITH_ENDPOINTS: '' },
          cwd: '/',
          input: { name: { given: 'Ben' } },
        });
      const why = /can only be read, because Kith may not write there \(EACCES\), so no change can be saved/g;
      const listed = await run('list');
      expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('Ada') as string });
      expect(listed.err.match(why)).toHaveLength(1);
      const refused = await run('add');
      expect(refused.code).toBe(1);
      expect(refused.err.match(why)).toHaveLength(1);
      for (const folder of [open, join(open, 'book')]) chmodSync(folder, 0o755);
      rmSync(open, { recursive: true });
    },
  );

  test.skipIf(!canMount)(
    'is on a full disk: what was saved stays, the change is refused, and it works again once there is space',
    async () => {
      const disk = cli.folder();
      mkdirSync(disk);
      // In a mount namespace of its own: the disk is gone with the process.
      const script = [
        'mount -t tmpfs -o size=256k none "$1"; shift',
        'kith() { "$@"; }',
        'echo \'{"name":{"given":"Ada"}}\' | "$@" add || exit 90',
        'head -c 1000000 /dev/zero > "$DISK/filler" 2>/dev/null',
        'echo \'{"name":{"given":"Lost"}}\' | "$@" add; echo "exit $?"',
        'rm "$DISK/filler"; "$@" list',
        'echo \'{"name":{"given":"Ben"}}\' | "$@" add >/dev/null; "$@" list',
      ].join('\n');
      const seeded = await filledProfile();
      const { out } = await cli.run(['--json', '--no-keychain', '--profile', join(disk, 'p')], {
        bare: true,
        env: { DISK: disk, SEED: seeded.profile },
        under: [
          'unshare',
          '-Urm',
          'sh',
          '-c',
          script.replace('shift', 'shift; mkdir "$DISK/p"; cp -r "$SEED/." "$DISK/p"'),
          'sh',
          disk,
        ],
      });
      const [added, refused, exit, listed, later] = out.trim().split('\n');
      expect(JSON.parse(added!)).toMatchObject({ name: 'Ada' });
      expect(JSON.parse(refused!).error).toMatchObject({
        code: 'store.full',
        message: expect.stringMatching(/disk is full.*Everything saved before is kept.*Free some space/),
      });
      expect(exit).toBe('exit 1');
      expect(JSON.parse(listed!).rows.map(({ name }: { name: string }) => name)).toEqual(['Ada', 'Ada']);
      expect(JSON.parse(later!).rows.map(({ name }: { name: string }) => name)).toEqual([
        'Ada',
        'Ada',
        'Ben',
      ]);
    },
  );

  test('was torn in its last record: what came before is there, the rest is set aside and said so', async () => {
    const { profile, book } = await filledProfile();
    await cli.ask(['add'], { profile, input: { name: { given: 'Ben' } } });
    appendFileSync(newestJournal(book), '7 300 0123456789 {"torn');
    const { code, json, err } = await cli.run(['list', '--json'], { profile });
    expect(code).toBe(0);
    expect(json.rows.map(({ name }: { name: string }) => name)).toEqual(['Ada', 'Ben']);
    expect(err).toMatch(/damaged and set aside as .*journal-.*damaged-.*everything before it is kept/);
    expect(readdirSync(book).filter((name) => name.includes('damaged'))).toHaveLength(1);
    expect((await cli.run(['list', '--json'], { profile })).err).not.toMatch(/damaged/);
  });

  test('has no snapshot left that can be read: nothing is touched', async () => {
    const { profile, book } = await filledProfile();
    for (const name of readdirSync(book)) rmSync(join(book, name));
    writeFileSync(join(book, 'snapshot-40.json'), 'no snapshot');
    const { code, json } = await cli.run(['list', '--json'], { profile });
    expect(json.error).toMatchObject({
      code: 'store.corrupt',
      message: expect.stringMatching(/damaged.*files were left as they are.*restore a backup/),
    });
    expect(code).toBe(1);
    expect(readdirSync(book).map((name) => readFileSync(join(book, name), 'utf8'))).toContain('no snapshot');
  });

  test('was written by a newer Kith: it is left as it is', async () => {
    const { profile, book } = await filledProfile();
    const body = '{"later":"format"}';
    const header = {
      format: 9,
      minReader: 9,
      seq: 99,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    };
    writeFileSync(join(book, 'snapshot-99.json'), `${JSON.stringify(header)}\n${body}`);
    const before = readdirSync(book).map((name) => [name, readFileSync(join(book, name), 'utf8')]);
    const { code, json } = await cli.run(['add', '--json'], { profile, input: { name: { given: 'x' } } });
    expect(json.error).toMatchObject({
      code: 'store.newerFormat',
      message: expect.stringMatching(/newer Kith.*left as it is. Update Kith/),
    });
    expect(code).toBe(1);
    expect(readdirSync(book).map((name) => [name, readFileSync(join(book, name), 'utf8')])).toEqual(before);
  });
});

test('the lock of a Kith that was killed is taken over; one that runs keeps it', async () => {
  const { profile, book } = await filledProfile();
  const running = cli.start(['link', 'google', '--print-url'], { profile });
  await running.line(/^http/);
  running.child.kill('SIGKILL');
  await running.finished;
  expect(readdirSync(book)).toContain('lock');
  expect(await cli.ask(['list'], { profile })).toMatchObject({ total: 1 });
  expect(readdirSync(book)).not.toContain('lock');
});

describe('an endpoints file', () => {
  test.each([
    ['that is missing', null, /cannot be read/],
    ['that is not JSON', '{"google":', /is not JSON/],
    ['that is a list', '[]', /must hold a JSON object/],
    ['that lacks an address', '{"google":{"authorize":"http://127.0.0.1:1"}}', /lacks “google.token”/],
    [
      'that holds no web address',
      '{"microsoft":{"authorize":"file:///etc/passwd","token":"x","graph":"y"}}',
      /http or https address at “microsoft.authorize”/,
    ],
  ])('%s is named, and the real services are not asked instead', async (_what, content, says) => {
    const file = `${cli.folder()}.json`;
    if (content !== null) writeFileSync(file, content);
    const { code, json } = await cli.run(['sync', '--json'], { env: { KITH_ENDPOINTS: file } });
    expect(json.error).toMatchObject({
      code: 'config.endpoints',
      message: expect.stringMatching(new RegExp(`${says.source}.*unset KITH_ENDPOINTS`)),
      context: { file },
    });
    expect(code).toBe(1);
  });
});
