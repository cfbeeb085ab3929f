// Owns: finding Electron's binary, and fetching it once. Leaves to others: running it (launch.ts).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KITH } from './paths.ts';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** No byte for so long means that the download is blocked. */
const STALLED_MS = 20_000;
/** A failed attempt is remembered so long. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Either the executable, or why there is none, as half a sentence. */
export type ElectronBinary =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'none'; readonly reason: string };

/**
 * The Electron to run: ELECTRON_OVERRIDE_DIST_PATH, else the installed one, else what one attempt to fetch it brings
 * (skipped with KITH_NO_ELECTRON_FETCH=1, and for a day after a failure). A binary that cannot start is none.
 */
export async function electronBinary(say: (line: string) => void): Promise<ElectronBinary> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return startable(join(override, executable()));
  const path = join(PACKAGE, 'dist', executable());
  if (existsSync(path)) return startable(path);
  if (process.env['KITH_NO_ELECTRON_FETCH'] === '1')
    return { kind: 'none', reason: 'its binary is not installed' };
  const failed = join(KITH.out, '.electron-not-fetched');
  if (ageOf(failed) < RETRY_AFTER_MS)
    return {
      kind: 'none',
      reason: 'its binary could not be fetched (next attempt in a day, or: npx install-electron)',
    };
  if (await fetchElectron(say)) return startable(path);
  await mkdir(KITH.out, { recursive: true });
  await writeFile(failed, '');
  return { kind: 'none', reason: 'its binary could not be fetched' };
}

function executable(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** `--version` needs all shared libraries but no display. */
function startable(path: string): ElectronBinary {
  const trial = spawnSync(path, ['--version', ...rootFlags()], { encoding: 'utf8', timeout: 15_000 });
  if (trial.status === 0) return { kind: 'found', path };
  const why = (trial.error?.message ?? trial.stderr).split('\n')[0] ?? '';
  return { kind: 'none', reason: `${path} does not start here (${why})` };
}

/** Chromium's sandbox refuses to run for root, as in a container. */
export function rootFlags(): readonly string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Runs Electron's own install script, which checks what it downloads. Its scratch folder shows whether bytes arrive. */
async function fetchElectron(say: (line: string) => void): Promise<boolean> {
  say('Fetching Electron (about 110 MB, once) …');
  const scratch = await mkdtemp(join(tmpdir(), 'kith-electron-'));
  const child = spawn(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
  });
  let bytes = 0;
  let since = performance.now();
  const watch = setInterval(() => {
    const now = sizeOf(scratch);
    if (now > bytes) {
      say(`  ${Math.round(now / 1e6)} MB`);
      bytes = now;
      since = performance.now();
    } else if (performance.now() - since > STALLED_MS) child.kill('SIGKILL');
  }, 1000);
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(1));
  });
  clearInterval(watch);
  await rm(scratch, { recursive: true, force: true });
  return code === 0;
}

function sizeOf(folder: string): number {
  let total = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}

function ageOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? Date.now() - found.mtimeMs : Number.POSITIVE_INFINITY;
}
