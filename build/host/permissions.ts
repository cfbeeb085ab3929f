// Owns: carrying main's answers about permissions into the browser. Leaves to others: the answers (main/app).
import { toWebAddress } from './address.ts';
import type { CdpSession } from './cdp.ts';
import type { HostSession } from './session.ts';

/** Electron's names, each with what Chromium's protocol calls it. */
const PERMISSIONS: readonly (readonly [string, object])[] = [
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['unknown', { name: 'clipboard-write', allowWithoutSanitization: true }],
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['midiSysex', { name: 'midi', sysex: true }],
  ['idle-detection', { name: 'idle-detection' }],
  ['persistent-storage', { name: 'persistent-storage' }],
  ['background-sync', { name: 'background-sync' }],
  ['background-fetch', { name: 'background-fetch' }],
  ['periodic-background-sync', { name: 'periodic-background-sync' }],
  ['screen-wake-lock', { name: 'screen-wake-lock' }],
  ['system-wake-lock', { name: 'system-wake-lock' }],
  ['storage-access', { name: 'storage-access' }],
  ['top-level-storage-access', { name: 'top-level-storage-access' }],
  ['window-management', { name: 'window-management' }],
  ['local-fonts', { name: 'local-fonts' }],
  ['payment-handler', { name: 'payment-handler' }],
  ['sensors', { name: 'accelerometer' }],
  ['sensors', { name: 'gyroscope' }],
  ['sensors', { name: 'magnetometer' }],
  ['nfc', { name: 'nfc' }],
  ['display-capture', { name: 'display-capture' }],
];

/** Asks main's check once for every permission and origin, and sets the browser accordingly. */
export async function applyPermissions(
  page: CdpSession,
  session: HostSession,
  schemes: ReadonlySet<string>,
): Promise<void> {
  for (const scheme of schemes) {
    const origin = `${scheme}://kith/`;
    const allows = (name: string): boolean =>
      session.check?.(null, name, origin, { isMainFrame: true }) ?? false;
    const settings = PERMISSIONS.map(([name, permission]) => ({
      permission,
      setting: allows(name) ? 'granted' : 'denied',
      origin: toWebAddress(origin),
    }));
    // A browser that does not know a permission cannot give it either.
    await Promise.all(
      settings.map((setting) => page.send('Browser.setPermission', setting).catch(() => undefined)),
    );
  }
}
