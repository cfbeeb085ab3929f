// Owns: unpacking the headless Chromium that the npm package @sparticuz/chromium carries, with the libraries and a font
// that a bare Linux lacks. Leaves to others: choosing and starting a browser (chromium.ts).
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { PROJECT } from '../paths.ts';
import type { BrowserProgram } from './chromium.ts';

const inflate = promisify(brotliDecompress);

/**
 * Where the carried Chromium runs from, unpacked on first use (about 200 MB under dist/). Undefined where the package
 * is not installed or has no binary for this machine.
 */
export async function carriedChromium(): Promise<BrowserProgram | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const found = packageFolder();
  if (found === undefined) return undefined;
  const { version } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as { version: string };
  const folder = join(PROJECT, 'dist', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(join(found, 'bin'), folder);
  const libraries = [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return {
    path: join(folder, 'chromium'),
    headlessOnly: true,
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: folder },
  };
}

/** The package exports no path of its files, so it is found by its entry point. */
function packageFolder(): string | undefined {
  try {
    return dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
  } catch {
    return undefined;
  }
}

/** Unpacks beside `folder` and renames, so that an interrupted run leaves nothing half done. */
async function unpack(source: string, folder: string): Promise<void> {
  const scratch = `${folder}.${process.pid}`;
  await mkdir(scratch, { recursive: true });
  await writeFile(join(scratch, 'chromium'), await inflate(await readFile(join(source, 'chromium.br'))));
  await chmod(join(scratch, 'chromium'), 0o755);
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    await untar(await inflate(await readFile(join(source, archive))), scratch);
  }
  await writeFile(join(scratch, 'fonts.conf'), fontsConf(folder));
  await rename(scratch, folder).catch(async (error: unknown) => {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
}

/** The package's own file names folders of another machine. */
function fontsConf(folder: string): string {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')];
  const list = folders.map((path) => `<dir>${path}</dir>`).join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${list}<cachedir>${folder}/font-cache</cachedir></fontconfig>\n`;
}

const BLOCK = 512;

/** Writes the regular files of a ustar archive; that is all these archives hold besides folders. */
async function untar(archive: Buffer, folder: string): Promise<void> {
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const name = text(archive, at, 100);
    const size = Number.parseInt(text(archive, at + 124, 12), 8);
    const isFile = archive[at + 156] === 0x30 || archive[at + 156] === 0;
    const path = join(folder, normalize(name));
    if (!path.startsWith(folder)) throw new Error(`${name} would leave ${folder}`);
    if (isFile) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, archive.subarray(at + BLOCK, at + BLOCK + size));
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function text(archive: Buffer, start: number, length: number): string {
  return archive
    .toString('latin1', start, start + length)
    .replace(/\0.*$/s, '')
    .trim();
}
