// Owns: the command `photo`: files to contacts and back, of persons and of single contacts, and what is refused.
// Leaves to others: what syncs make of photos (sync/photos*.test.ts).
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCli } from '../../support/cli.ts';
import type { Cli, Document } from '../../support/cli.ts';
import { SIDES } from '../../support/sides.ts';

const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe0', 'hex'),
  Buffer.from('a face'),
  Buffer.from('ffd9', 'hex'),
]);
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('another face')]);

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let cli: Cli;
let person: string;
let files: string;
const file = (name: string) => join(files, name);
const contactsOf = (view: Document): Document[] => view.contacts;
const there = () =>
  (['google', 'microsoft'] as const).map((provider) => {
    const side = SIDES[provider](cli.clouds);
    const id = provider === 'google' ? cli.clouds.google.book.all()[0] : cli.clouds.microsoft.book.all()[0];
    return side.photo(String(id?.['resourceName'] ?? id?.['id']));
  });

beforeAll(async () => {
  cli = await openCli();
  files = cli.folder();
  mkdirSync(files, { recursive: true });
  writeFileSync(file('face.jpg'), JPEG);
  writeFileSync(file('face.png'), PNG);
  const { google, microsoft } = await cli.linkBoth();
  person = (
    await cli.ask(['add', '--account', google, '--account', microsoft], { input: { name: { given: 'Ada' } } })
  ).id;
  await cli.ask(['sync']);
});
afterAll(() => cli.close());

test('[pain 12] a file goes to every contact of a person, byte for byte, and comes back so', async () => {
  const set = await cli.ask(['photo', person, '--set', file('face.jpg')]);
  for (const contact of contactsOf(set))
    expect(contact).toMatchObject({
      photo: { kind: 'present', pending: true, problem: null },
      pending: { kind: 'update', fields: [] },
    });
  await cli.ask(['sync']);
  expect(there()).toEqual([JPEG, JPEG]);
  const saved = await cli.ask(['photo', person, '--save', file('saved')]);
  expect(saved).toMatchObject({ saved: file('saved'), type: 'image/jpeg', size: JPEG.length });
  expect(readFileSync(file('saved'))).toEqual(JPEG);
  expect((await cli.run(['show', person])).out).toContain('--save FILE');
});

test('the photo of a person is one action, which undo takes back and redo brings back in all contacts', async () => {
  const kinds = async () =>
    contactsOf(await cli.ask(['show', person])).map(({ photo }: Document) => photo.kind);
  await cli.ask(['photo', person, '--remove']);
  expect((await cli.ask(['undo'])).undone).toMatchObject({ command: 'photos.remove', contacts: 2 });
  expect(await kinds()).toEqual(['present', 'present']);
  await cli.ask(['redo']);
  expect(await kinds()).toEqual(['none', 'none']);
  await cli.ask(['undo']);
});

test('a PNG stays in Kith where Outlook would not take it, and says so', async () => {
  const set = await cli.ask(['photo', person, '--set', file('face.png')]);
  expect(contactsOf(set).map(({ photo }: Document) => photo)).toMatchObject([
    { pending: true, problem: null },
    { pending: false, problem: { code: 'provider.rejected' } },
  ]);
  await cli.ask(['sync']);
  expect(there()).toEqual([PNG, JPEG]);
  expect((await cli.run(['show', person])).out).toContain('choose a JPEG');
});

test('an edit of the photo alone counts as not sent, so that unlinking asks', async () => {
  const [first] = contactsOf(await cli.ask(['show', person]));
  await cli.ask(['photo', first.id, '--set', file('face.jpg')]);
  const { code, json } = await cli.run(['unlink', first.account, '--json']);
  expect([code, json.error.code]).toEqual([3, 'sync.needsPerson']);
  expect((await cli.run(['show', first.id])).out).toContain('its photo');
});

test('removes the photo of one contact, and of all', async () => {
  const [first] = contactsOf(await cli.ask(['show', person]));
  const removed = await cli.ask(['photo', first.id, '--remove']);
  expect(contactsOf(removed).map(({ photo }: Document) => photo.kind)).toEqual(['none', 'present']);
  await cli.ask(['photo', person, '--remove']);
  await cli.ask(['sync']);
  expect(there()).toEqual([null, null]);
  const { code, json } = await cli.run(['photo', person, '--save', file('none'), '--json']);
  expect([code, json.error.code, existsSync(file('none'))]).toEqual([1, 'input.notFound', false]);
});

test('[law 22] sync --undo brings the removed photo back to its cloud, and says where it cannot', async () => {
  const [first, second] = contactsOf(await cli.ask(['show', person]));
  const { runs } = await cli.ask(['runs']);
  const removedBy = (contact: Document) => runs.find((run: Document) => run.account === contact.account).run;
  expect((await cli.run(['receipt', removedBy(first)])).out).toMatch(
    /in the cloud {2}update {2}Ada {2}photo {2}/,
  );
  const answer = await cli.ask(['sync', '--undo', removedBy(first)]);
  expect(answer).toMatchObject({ undone: { restored: 1, left: 0, photosLost: 0 }, runs: [{ errors: [] }] });
  expect(there()[0]).toEqual(PNG);
  rmSync(join(cli.profile, 'book', 'photos', sha256(JPEG)));
  const { out } = await cli.run(['sync', '--undo', removedBy(second)]);
  expect(out).toContain('1 photo not brought back, because Kith has no copy of what it was');
  expect(there()).toEqual([PNG, null]);
});

test('undo brings a removed photo back however old its file is, which only starts look at', async () => {
  const here = { profile: cli.folder() };
  await cli.ask(['link', 'computer'], here);
  const { id } = await cli.ask(['add'], { ...here, input: { name: { given: 'Grace' } } });
  await cli.ask(['photo', id, '--set', file('face.jpg')], here);
  await cli.ask(['photo', id, '--remove'], here);
  const long = new Date(Date.now() - 35 * 24 * 60 * 60_000);
  utimesSync(join(here.profile, 'book', 'photos', sha256(JPEG)), long, long);
  expect(await cli.ask(['undo'], here)).toMatchObject({ undone: { command: 'photos.remove' } });
  // What changes nothing is no action: the next undo takes back the one before.
  await cli.ask(['photo', id, '--set', file('face.jpg')], here);
  expect(await cli.ask(['undo'], here)).toMatchObject({ undone: { command: 'photos.set' } });
  await cli.ask(['photo', id, '--remove'], here);
  expect(await cli.ask(['redo'], here)).toMatchObject({ redone: { command: 'photos.set' } });
  await cli.ask(['photo', id, '--save', file('back')], here);
  expect(readFileSync(file('back'))).toEqual(JPEG);
});

test('a photo that the disk does not take leaves the file whole that it was to replace', async () => {
  const here = { profile: cli.folder() };
  await cli.ask(['link', 'computer'], here);
  const { id } = await cli.ask(['add'], { ...here, input: { name: { given: 'Grace' } } });
  writeFileSync(file('great.jpg'), Buffer.concat([JPEG, Buffer.alloc(3 * 1024 * 1024)]));
  await cli.ask(['photo', id, '--set', file('great.jpg')], here);
  const [kept, folder] = [file('kept/face.jpg'), file('kept')];
  mkdirSync(folder);
  writeFileSync(kept, PNG, { mode: 0o640 });
  const under = ['sh', '-c', 'ulimit -f 4096 && exec "$@"', 'sh'];
  const { code, json } = await cli.run(['photo', id, '--save', kept, '--json'], { ...here, under });
  expect([code, json.error.message]).toEqual([1, expect.stringContaining('Nothing was changed')]);
  expect([readFileSync(kept).equals(PNG), readdirSync(folder)]).toEqual([true, ['face.jpg']]);
  await cli.ask(['photo', id, '--save', kept], here);
  expect(readFileSync(kept).equals(readFileSync(file('great.jpg')))).toBe(true);
  expect(statSync(kept).mode & 0o777).toBe(0o640);
});

test('says what it does not take, and changes nothing', async () => {
  writeFileSync(file('page.jpg'), '<html></html>');
  writeFileSync(file('moving.gif'), 'GIF89a and so on');
  writeFileSync(file('large.jpg'), Buffer.concat([JPEG, Buffer.alloc(4 * 1024 * 1024)]));
  const before = await cli.ask(['show', person]);
  const refused = async (code: number, ...args: readonly string[]) => {
    const done = await cli.run(['photo', ...args, '--json']);
    expect([done.code, done.json.error.code]).toEqual([
      code,
      code === 1 ? done.json.error.code : 'input.invalid',
    ]);
    return done.json.error as Document;
  };
  await refused(2, person);
  await refused(2, person, '--remove', '--set', file('face.jpg'));
  for (const name of ['page.jpg', 'moving.gif', 'large.jpg', 'absent.jpg', '.'])
    expect((await refused(1, person, '--set', file(name))).code).toBe('input.invalid');
  // No more of a file is read than a photo may have: this one would fill the memory, and takes no room on the disk.
  writeFileSync(file('endless.jpg'), JPEG);
  truncateSync(file('endless.jpg'), 3 * 1024 ** 3);
  expect((await refused(1, person, '--set', file('endless.jpg'))).message).toContain('is larger than 4 MB');
  expect((await refused(1, 'nobody', '--remove')).code).toBe('input.notFound');
  expect(await cli.ask(['show', person])).toEqual(before);
});
