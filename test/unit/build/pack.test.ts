// Owns: packing with a stand-in for Electron, and what the package check refuses. Leaves to others: the app itself.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../../build/build.ts';
import { checkPackage, type UnpackedPackage } from '../../../build/check-package.ts';
import { pack } from '../../../build/pack.ts';
import { PROJECT } from '../../../build/paths.ts';
import { FIXTURE } from '../../e2e/host/fixture/paths.ts';

/** Every fuse the other way round than wanted, so that a check that passes proves they were set. */
const WIRE = Buffer.concat([
  Buffer.from('fake dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100111 fake'),
]);

let project: string;
let made: UnpackedPackage;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'kith-pack-'));
  await ensureBuilt(FIXTURE);
  for (const name of ['main', 'preload', 'renderer'])
    await cp(join(FIXTURE.out, name), join(project, 'dist', name), { recursive: true });
  // What must stay out: stamps of the build, a source map, a test, keytar's sources.
  await writeFile(join(project, 'dist/.main.sha256'), '');
  await mkdir(join(project, 'test'));
  await writeFile(join(project, 'test/contact.test.ts'), '');
  // As npm lays them out: keytar, and beside it the headers that it was compiled with.
  for (const name of ['keytar', 'node-addon-api']) {
    await cp(join(PROJECT, 'node_modules', name), join(project, 'node_modules', name), {
      recursive: true,
      dereference: true,
    });
  }
  for (const name of ['package.json', 'electron-builder.yml', 'build/icons', 'build/entitlements']) {
    await cp(join(PROJECT, name), join(project, name), { recursive: true });
  }
  await mkdir(join(project, 'stand-in'));
  await writeFile(join(project, 'stand-in/electron'), WIRE);
  const result = await pack({
    project,
    args: ['--linux', 'dir', '--x64'],
    electronDist: join(project, 'stand-in'),
  });
  expect(result.problems).toEqual([]);
  made = result.packages[0] as UnpackedPackage;
}, 60_000);

afterAll(() => rm(project, { recursive: true, force: true }));

test('a package holds the bundles and keytar, one native module beside them, and the fuses are set', async () => {
  expect(made).toMatchObject({ platform: 'linux', arch: 'x64' });
  expect(await checkPackage(made, join(project, 'dist'))).toEqual([]);
});

test('a package without one of the bundles is refused', async () => {
  const dist = join(project, 'more-dist');
  await cp(join(project, 'dist'), dist, { recursive: true });
  await writeFile(join(dist, 'main/late.js'), '');
  expect(await checkPackage(made, dist)).toEqual(['app.asar lacks dist/main/late.js']);
});

test('a package with a file too many is refused', async () => {
  const dist = join(project, 'less-dist');
  await cp(join(project, 'dist'), dist, { recursive: true });
  await rm(join(dist, 'renderer/index.html'));
  expect(await checkPackage(made, dist)).toEqual([
    'app.asar holds dist/renderer/index.html, which does not belong there',
  ]);
});

test('a package with the native module of another machine is refused', async () => {
  const problems = await checkPackage({ ...made, arch: 'arm64' }, join(project, 'dist'));
  expect(problems).toContain('app.asar lacks node_modules/keytar/prebuilds/linux-arm64/keytar.node');
});

test('a package whose fuses are not set is refused', async () => {
  const unset = join(project, 'unset');
  await cp(made.folder, unset, { recursive: true });
  await writeFile(join(unset, 'kith'), WIRE);
  expect(await checkPackage({ ...made, folder: unset }, join(project, 'dist'))).toEqual([
    `the fuses of ${join(unset, 'kith')} are 101100111, not 01001100`,
  ]);
  await writeFile(join(unset, 'kith'), 'no wire');
  expect(await checkPackage({ ...made, folder: unset }, join(project, 'dist'))).toEqual([
    `${join(unset, 'kith')} carries no fuse wire`,
  ]);
});

test('a second file beside the archive is refused', async () => {
  const more = join(project, 'more');
  await cp(made.folder, more, { recursive: true });
  await writeFile(join(more, 'resources/app.asar.unpacked/loose.js'), '');
  expect(await checkPackage({ ...made, folder: more }, join(project, 'dist'))).toContain(
    'loose.js lies beside app.asar',
  );
});

test('a package for another system and machine holds the native module of that one', async () => {
  await writeFile(join(project, 'stand-in/electron.exe'), WIRE);
  // The stand-in is no program whose resources could be edited.
  const args = [
    '--win',
    'dir',
    '--arm64',
    '-c.win.signAndEditExecutable=false',
    '-c.disableAsarIntegrity=true',
  ];
  const { packages, problems } = await pack({ project, args, electronDist: join(project, 'stand-in') });
  expect(problems).toEqual([]);
  expect(packages).toMatchObject([{ platform: 'win32', arch: 'arm64' }]);
}, 30_000);

test.each(['-c.electronDist=bare', '--config.electronDist=bare'])(
  'a stand-in that is one empty file shows the layout (%s)',
  async (option) => {
    await mkdir(join(project, 'bare'), { recursive: true });
    await writeFile(join(project, 'bare/electron'), '');
    const { packages, problems } = await pack({ project, args: ['--linux', 'dir', '--x64', option] });
    expect(problems).toEqual([]);
    expect(packages).toHaveLength(1);
    expect(await checkPackage(packages[0] as UnpackedPackage, join(project, 'dist'))).toEqual([
      expect.stringContaining('carries no fuse wire'),
    ]);
  },
  60_000,
);
