// Owns: the host's `session` and `protocol`: handlers of custom schemes and of permissions. Leaves to others: applying
// them to the page (contents.ts).
import { strict } from './strict.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;
type PermissionCheck = (contents: null, permission: string, origin: string, details: object) => boolean;

/** What main has set on one partition. */
export interface HostSession {
  readonly handlers: Map<string, SchemeHandler>;
  /** Null until main sets one: Electron then allows everything, the host nothing. */
  check: PermissionCheck | null;
}

const sessions = new Map<string, HostSession>();
const privileged = new Set<string>();

export function hostSession(partition: string): HostSession {
  const known = sessions.get(partition);
  if (known) return known;
  if (partition.startsWith('persist:'))
    throw new Error('The Chromium host keeps nothing between runs; use a partition without persist:');
  const made: HostSession = { handlers: new Map(), check: null };
  sessions.set(partition, made);
  return made;
}

interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}

const ALLOWED_PRIVILEGES = new Set(['standard', 'secure', 'supportFetchAPI']);

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    for (const { scheme, privileges = {} } of schemes) {
      const unknown = Object.keys(privileges).find((name) => !ALLOWED_PRIVILEGES.has(name));
      if (unknown) throw new Error(`The Chromium host does not give ${scheme}: the privilege ${unknown}`);
      privileged.add(scheme);
    }
  },
});

export const session = strict('session', {
  fromPartition(partition: string) {
    const host = hostSession(partition);
    return strict('Session', {
      protocol: strict('Session.protocol', {
        handle(scheme: string, handler: SchemeHandler): void {
          if (!privileged.has(scheme))
            throw new Error(`${scheme}: was not registered as privileged before the app was ready`);
          host.handlers.set(scheme, handler);
        },
      }),
      /** Pages in the host are never checked. */
      availableSpellCheckerLanguages: [],
      setSpellCheckerLanguages(_languages: readonly string[]): void {},
      setSpellCheckerEnabled(_enabled: boolean): void {},
      setPermissionCheckHandler(check: PermissionCheck | null): void {
        host.check = check;
      },
      /** A page in the host is never asked: what the check denies is denied in the browser itself. */
      setPermissionRequestHandler(_handler: unknown): void {},
    });
  },
});
