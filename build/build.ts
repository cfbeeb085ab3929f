// Owns: building the three bundles, each only when its sources changed. Leaves to others: how each is bundled
// (vite.*.ts), packaging (pack.ts).
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { InlineConfig } from 'vite';
import { type BUNDLES, KITH, PROJECT, type AppPaths } from './paths.ts';

type BundleName = (typeof BUNDLES)[number];

interface Bundle {
  readonly name: BundleName;
  /** Folders and files whose content decides whether to build again. */
  readonly inputs: readonly string[];
  /** The file whose absence means "not built". */
  readonly result: string;
  /** Built one after the other. */
  readonly configs: () => Promise<readonly InlineConfig[]>;
}

function bundles(paths: AppPaths): readonly Bundle[] {
  const contract = ['contract.ts', 'contract-sync.ts', 'contract-views.ts'].map((file) => `preload/${file}`);
  const common = ['package-lock.json', 'build/paths.ts', ...contract].map((file) => join(PROJECT, file));
  const recipe = (name: BundleName): string => join(PROJECT, `build/vite.${name}.ts`);
  const core = join(PROJECT, 'main');
  return [
    {
      name: 'main',
      inputs: [...common, recipe('main'), core, dirname(paths.mainEntry)],
      result: 'main/index.js',
      configs: async () => {
        const { mainConfig, workerConfigs } = await import('./vite.main.ts');
        return [mainConfig(paths), ...workerConfigs(paths)];
      },
    },
    {
      name: 'preload',
      inputs: [...common, recipe('preload'), paths.preloadEntry],
      result: 'preload/index.cjs',
      configs: async () => [(await import('./vite.preload.ts')).preloadConfig(paths)],
    },
    {
      name: 'renderer',
      inputs: [...common, recipe('renderer'), join(core, 'core'), paths.rendererRoot],
      result: 'renderer/index.html',
      configs: async () => [(await import('./vite.renderer.ts')).rendererConfig(paths)],
    },
  ];
}

/**
 * Makes sure the bundles of `paths` are those of the sources as they are now, and returns which were built. Safe to
 * call from several processes at once: one builds, the others wait for it.
 */
export async function ensureBuilt(paths: AppPaths = KITH): Promise<readonly BundleName[]> {
  await mkdir(paths.out, { recursive: true });
  const release = await lock(join(paths.out, '.building'));
  try {
    const built: BundleName[] = [];
    for (const bundle of bundles(paths)) if (await buildIfChanged(bundle, paths)) built.push(bundle.name);
    return built;
  } finally {
    await release();
  }
}

async function buildIfChanged(bundle: Bundle, paths: AppPaths): Promise<boolean> {
  const stamp = join(paths.out, `.${bundle.name}.sha256`);
  const digest = await digestOf(bundle.inputs);
  const known = await readFile(stamp, 'utf8').catch(() => '');
  if (known === digest && existsSync(join(paths.out, bundle.result))) return false;
  await rm(stamp, { force: true });
  const { build } = await import('vite');
  for (const config of await bundle.configs()) await build(config);
  await writeFile(stamp, digest);
  return true;
}

async function digestOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await Promise.all(inputs.map(filesIn))).flat().sort()) {
    hash
      .update(`${relative(PROJECT, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Every file in a folder, however deep; of a file itself. Paths begin with `path`. Errors: nothing is there. */
export async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (entries === undefined) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A lock file with its owner's process id; the lock of a process that is gone is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(file, 'utf8').catch(() => ''));
      if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
      else await wait(50);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

if (import.meta.main) {
  const built = await ensureBuilt();
  console.log(built.length > 0 ? `Built ${built.join(', ')}.` : 'Everything is up to date.');
}
