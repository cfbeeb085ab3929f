// Owns: `npm run pack -- …`: building, running electron-builder with the options given, and checking what came out.
// Leaves to others: what is packed how (electron-builder.yml), the checks (check-package.ts).
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { checkPackage, findPackages, type UnpackedPackage } from './check-package.ts';
import { PROJECT } from './paths.ts';
import { withoutMissingFuses } from './stand-in.ts';

export interface PackOptions {
  /** Folder with package.json, electron-builder.yml and dist/. */
  readonly project: string;
  /** electron-builder's own, such as `--linux dir`. */
  readonly args: readonly string[];
  /** A folder or archive to take Electron from, in place of fetching it. */
  readonly electronDist?: string | undefined;
}

/** What was made, and what is wrong with it. */
export interface PackResult {
  readonly packages: readonly UnpackedPackage[];
  readonly problems: readonly string[];
}

/** Packs the built project. Errors: electron-builder's own failure, which it has explained on standard error. */
export async function pack({ project, args, electronDist }: PackOptions): Promise<PackResult> {
  const output = join(project, 'release');
  // What an earlier run left would be judged again, or hide that this one made nothing.
  for (const old of await findPackages(output)) await rm(old.folder, { recursive: true, force: true });
  const extra = electronDist === undefined ? [] : [`-c.electronDist=${electronDist}`];
  const prepared = await withoutMissingFuses(project, [...args, ...extra]);
  await runBuilder(project, ['--publish', 'never', ...prepared.args]);
  const packages = await findPackages(output);
  const problems = await Promise.all(
    packages.map((found) => checkPackage(found, join(project, 'dist'), prepared.fuses)),
  );
  return { packages, problems: packages.length === 0 ? ['no package was made'] : problems.flat() };
}

function runBuilder(project: string, args: readonly string[]): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('electron-builder/cli.js');
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`electron-builder ended with ${code}`)),
    );
  });
}

if (import.meta.main) {
  await ensureBuilt();
  const { packages, problems } = await pack({
    project: PROJECT,
    args: process.argv.slice(2),
    electronDist: process.env['KITH_ELECTRON_DIST'],
  });
  for (const problem of problems) console.error(`✗ ${problem}`);
  if (problems.length === 0)
    for (const { folder } of packages) console.log(`✓ ${folder}: everything in it is as it should be`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
