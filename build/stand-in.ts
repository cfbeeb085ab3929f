// Owns: packing with something in Electron's place that carries no fuses, which shows the layout of a package without
// any download. Leaves to others: packing (pack.ts), what is packed how (electron-builder.yml).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readFuses } from './asar.ts';

/** Where Electron is taken from: an option `-c.electronDist=…` or `--config.electronDist=…`, or the settings' own line. */
function electronDistOf(args: readonly string[], settings: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const found = /^(?:-c|--config)\.electronDist(?:=(.*))?$/.exec(arg);
    if (found !== null) return found[1] ?? args[index + 1];
  }
  return /^electronDist:\s*['"]?(.+?)['"]?\s*$/m.exec(settings)?.[1];
}

/** True for a folder whose `electron` is a file without the place where fuses are set. */
async function hasNoFuses(folder: string): Promise<boolean> {
  const fuses = await readFuses(join(folder, 'electron')).catch(() => 'no such file');
  return fuses === undefined;
}

/** The options to give to electron-builder, and whether the package will carry fuses. */
export interface Prepared {
  readonly args: readonly string[];
  readonly fuses: boolean;
}

/**
 * The options for electron-builder, with settings that set no fuses where there are none to set: it would fail there
 * after everything else is done. Errors: those of reading `project`'s settings.
 */
export async function withoutMissingFuses(project: string, args: readonly string[]): Promise<Prepared> {
  const settings = await readFile(join(project, 'electron-builder.yml'), 'utf8');
  const dist = electronDistOf(args, settings);
  if (dist === undefined || !(await hasNoFuses(resolve(project, dist)))) return { args, fuses: true };
  console.error(
    `What stands in for Electron in ${dist} carries no fuses, so none are set: this package only shows the layout.`,
  );
  const output = join(project, 'release');
  await mkdir(output, { recursive: true });
  const file = join(output, 'without-fuses.yml');
  await writeFile(file, settings.replace(/^electronFuses:\n(?: +.*\n)+/m, ''));
  return { args: ['--config', file, ...args], fuses: false };
}
