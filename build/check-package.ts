// Owns: judging a package before anyone installs it: what is in it, what is not, and how its fuses are set. Leaves to
// others: making it (pack.ts).
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { listAsar, readFuses, type AsarFile } from './asar.ts';
import { BUNDLES } from './paths.ts';

export type Platform = 'linux' | 'darwin' | 'win32';

/** One unpacked package, as electron-builder leaves it in its output folder. */
export interface UnpackedPackage {
  readonly folder: string;
  readonly platform: Platform;
  readonly arch: string;
}

const MAX_MAIN_BYTES = 3_000_000;
const KEYTAR_FILES = ['LICENSE.md', 'lib/keytar.js', 'package.json'];

/**
 * Electron's order: runAsNode, cookieEncryption, nodeOptions, nodeCliInspect, embeddedAsarIntegrity, onlyLoadFromAsar,
 * loadBrowserProcessSpecificV8Snapshot, grantFileProtocolExtraPrivileges. The ninth, wasmTrapHandlers, stays as it is.
 */
const FUSES = '01001100';

/** The unpacked packages in electron-builder's output folder, from their names: linux-unpacked, mac-arm64 … */
export async function findPackages(output: string): Promise<readonly UnpackedPackage[]> {
  const entries = await readdir(output, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const parts = /^(linux|win|mac)(?:-(x64|arm64|armv7l|ia32|universal))?(-unpacked)?$/.exec(entry.name);
      if (!parts || (parts[3] === undefined) !== (parts[1] === 'mac')) return [];
      const platform: Platform = parts[1] === 'mac' ? 'darwin' : parts[1] === 'win' ? 'win32' : 'linux';
      return [{ folder: join(output, entry.name), platform, arch: parts[2] ?? 'x64' }];
    });
}

/**
 * Everything wrong with a package, one sentence each; empty when it may be given out. `dist` holds the bundles it was made
 * of; `fuses` is false where the package was made without an Electron that has any.
 */
export async function checkPackage(
  found: UnpackedPackage,
  dist: string,
  fuses = true,
): Promise<readonly string[]> {
  const archive = join(resources(found), 'app.asar');
  if (!existsSync(archive)) return [`${archive} is missing`];
  const files = await listAsar(archive);
  return [
    ...(await checkContent(found, files, dist)),
    ...(await checkBeside(archive, files)),
    ...checkSize(files),
    ...(fuses ? await checkFuses(found) : []),
  ];
}

function resources({ folder, platform }: UnpackedPackage): string {
  return platform === 'darwin' ? join(folder, 'Kith.app/Contents/Resources') : join(folder, 'resources');
}

function nativeModule({ platform, arch }: UnpackedPackage): string {
  return `node_modules/keytar/prebuilds/${platform}-${arch}/keytar.node`;
}

/** Exactly the bundles and keytar: a test, a source map or a source would be one file too many. */
async function checkContent(
  found: UnpackedPackage,
  files: readonly AsarFile[],
  dist: string,
): Promise<string[]> {
  const bundles = await Promise.all(BUNDLES.map((name) => filesUnder(join(dist, name), dist)));
  const expected = new Set([
    'package.json',
    ...bundles.flat().map((path) => `dist/${path}`),
    ...KEYTAR_FILES.map((name) => `node_modules/keytar/${name}`),
    nativeModule(found),
  ]);
  const present = new Set(files.map((file) => file.path));
  return [
    ...[...expected].filter((path) => !present.has(path)).map((path) => `app.asar lacks ${path}`),
    ...[...present]
      .filter((path) => !expected.has(path))
      .map((path) => `app.asar holds ${path}, which does not belong there`),
    ...[...present]
      .filter((path) => /\.map$|\.ts$|\.svelte$/.test(path))
      .map((path) => `${path} is a source or a source map`),
  ];
}

/** Only native modules lie beside the archive, where its integrity does not cover them. */
async function checkBeside(archive: string, files: readonly AsarFile[]): Promise<string[]> {
  const listed = files.filter((file) => file.unpacked).map((file) => file.path);
  const beside = await filesUnder(`${archive}.unpacked`, `${archive}.unpacked`);
  const problems = beside
    .filter((path) => !path.endsWith('.node'))
    .map((path) => `${path} lies beside app.asar`);
  if (listed.length !== 1 || beside.length !== 1 || listed[0] !== beside[0]) {
    problems.push(
      `one native module is expected beside app.asar; it names ${listed.join(', ') || 'none'}, there are ${beside.join(', ') || 'none'}`,
    );
  }
  return problems;
}

function checkSize(files: readonly AsarFile[]): string[] {
  const bytes = files
    .filter((file) => file.path.startsWith('dist/main/'))
    .reduce((sum, file) => sum + file.size, 0);
  return bytes < MAX_MAIN_BYTES ? [] : [`dist/main has ${bytes} bytes; ${MAX_MAIN_BYTES} is the limit`];
}

async function checkFuses(found: UnpackedPackage): Promise<string[]> {
  const binary = fusedBinary(found);
  const fuses = await readFuses(binary);
  if (fuses === undefined) return [`${binary} carries no fuse wire`];
  return fuses.startsWith(FUSES) ? [] : [`the fuses of ${binary} are ${fuses}, not ${FUSES}`];
}

function fusedBinary({ folder, platform }: UnpackedPackage): string {
  if (platform === 'win32') return join(folder, 'Kith.exe');
  if (platform === 'linux') return join(folder, 'kith');
  return join(folder, 'Kith.app/Contents/Frameworks/Electron Framework.framework/Electron Framework');
}

async function filesUnder(folder: string, base: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
