// Owns: choosing what runs the main bundle: Electron, or the Chromium host in its place. Leaves to others: finding
// Electron (electron-binary.ts), starting what was chosen (launch.ts, drive.ts).
import { join } from 'node:path';
import { electronBinary, rootFlags } from './electron-binary.ts';
import { hasDisplay } from './host/chromium.ts';
import { KITH, PROJECT } from './paths.ts';

/** What runs the main bundle: `command` and the arguments before the app's own. */
export type Runtime = ElectronRuntime | HostRuntime;

export interface ElectronRuntime {
  readonly kind: 'electron';
  readonly command: string;
  readonly args: readonly string[];
}

export interface HostRuntime {
  readonly kind: 'host';
  readonly command: string;
  readonly args: readonly string[];
  /** Why it is not Electron, as half a sentence. */
  readonly reason: string;
}

/** The Chromium host for a built main bundle. */
export function hostRuntime(mainFile: string, reason: string): HostRuntime {
  return {
    kind: 'host',
    command: process.execPath,
    args: [join(PROJECT, 'build/host/run.ts'), mainFile],
    reason,
  };
}

/** Electron if it can run here, else the host. Electron shows nothing without a display; the host still does its work. */
export async function chooseRuntime(
  say: (line: string) => void,
  mainFile = join(KITH.out, 'main/index.js'),
): Promise<Runtime> {
  if (!hasDisplay()) return hostRuntime(mainFile, 'there is no display to show it on');
  const electron = await electronBinary(say);
  if (electron.kind === 'none') return hostRuntime(mainFile, electron.reason);
  const appPath = mainFile === join(KITH.out, 'main/index.js') ? PROJECT : mainFile;
  return { kind: 'electron', command: electron.path, args: [...rootFlags(), appPath] };
}
