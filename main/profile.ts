// Owns: where a profile is and where it keeps its address book. Leaves to others: what is kept there.
import { homedir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

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

/** The folder that the window uses too: Electron's userData for an app of this name. */
export function defaultProfile(): string {
  const name = packageJson.productName;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support', name);
  if (process.platform === 'win32')
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData/Roaming'), name);
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), name);
}
