// Owns: registering app:// with Electron. Leaves to others: what it answers (content.ts).
import { protocol } from 'electron';
import type { Session } from 'electron';
import { contentServer, type PhotoLookup } from './content.ts';
import { APP_SCHEME } from './sender.ts';

/** Must run before the app is ready. No further privilege: no bypassCSP, service workers or extensions. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves app://kith in `session` from the built window in `folder`. */
export function serveAppScheme(session: Session, folder: string, photo?: PhotoLookup): void {
  session.protocol.handle(APP_SCHEME, contentServer(folder, photo));
}
