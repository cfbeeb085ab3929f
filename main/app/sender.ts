// Owns: deciding whether a URL is Kith's own page and whether an IPC message came from it, without Electron.
// Leaves to others: binding commands (ipc.ts), blocking navigation (navigation.ts).

/** Scheme and host of Kith's own pages: app://kith/… */
export const APP_SCHEME = 'app';
export const APP_HOST = 'kith';

/** What of Electron's WebFrameMain the check reads; its getters throw once the frame is gone. */
export interface FrameLike {
  readonly url: string;
  readonly processId: number;
  readonly routingId: number;
  readonly parent: unknown;
}

/**
 * True for a page of app://kith. Scheme and host are compared one by one: the `origin` of a non-web URL is the string
 * "null" in Node, for app: and for data: alike, so comparing origins would let both pass.
 */
export function isKithUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
}

/**
 * True when `sender` is the main frame of Kith's window and shows Kith's page. A frame that has navigated or gone is
 * `null`, or throws when read; neither is trusted.
 */
export function isTrustedSender(
  sender: FrameLike | null | undefined,
  mainFrame: FrameLike | null | undefined,
): boolean {
  if (!sender || !mainFrame) return false;
  try {
    return (
      sender.parent === null &&
      sender.processId === mainFrame.processId &&
      sender.routingId === mainFrame.routingId &&
      isKithUrl(sender.url)
    );
  } catch {
    return false;
  }
}
