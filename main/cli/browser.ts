// Owns: opening the person's browser from the command line. Leaves to others: which address (accounts/).
import { spawn } from 'node:child_process';
import { AppError } from '../core/errors.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address that Kith itself made. Errors: `input.invalid` where no browser can be opened, with the way around. */
export async function openInBrowser(url: string): Promise<void> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', (cause) =>
      reject(
        new AppError(
          'input.invalid',
          `No browser could be opened here (${command}). Nothing was changed. Use --print-url and open the address yourself.`,
          { retry: 'afterUser', cause },
        ),
      ),
    );
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
