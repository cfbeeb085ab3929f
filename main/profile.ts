// Owns: where a profile is and where it keeps its address book. Leaves to others: what is kept there.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { AppError } from './core/errors.ts';

export const foldersOf = (profile: string): { readonly book: string; readonly backups: string } => ({
  book: join(profile, 'book'),
  backups: join(profile, 'backups'),
});

/** The value after `--profile`, and whether `--no-keychain` was given, wherever they stand before a `--`. */
export function profileArguments(args: readonly string[]): {
  readonly profile: string | undefined;
  readonly noKeychain: boolean;
} {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const at = options.indexOf('--profile');
  return { profile: at < 0 ? undefined : options[at + 1], noKeychain: options.includes('--no-keychain') };
}

/**
 * The folder that the window uses too: Electron's userData for an app of this name. Errors: `input.invalid` where the
 * surroundings name no whole path: the address book would be another one in each folder that a command is given in.
 */
export function defaultProfile(): string {
  const folder = join(settingsFolder(), packageJson.productName);
  if (isAbsolute(folder)) return folder;
  throw new AppError(
    'input.invalid',
    `Kith does not know where its profile folder is: HOME, or what else says where settings are kept, is empty or no whole path (it leads to ${folder}). Nothing was changed. Set HOME, or give a profile folder with --profile.`,
    { retry: 'afterUser', context: { reason: 'noHome', folder } },
  );
}

function settingsFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support');
  // An empty variable is as none, to Chromium and by the XDG specification.
  if (process.platform === 'win32') return process.env['APPDATA'] || join(homedir(), 'AppData/Roaming');
  return process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
}
