// Owns: the web addresses that stand for a custom scheme in Chromium, which knows none. Leaves to others: answering them.

const SUFFIX = '.localhost';

/**
 * app://kith/x as https://kith.app.localhost/x: an address of its own origin, secure, and never resolved, as every
 * request to it is answered by the host. Undefined for a URL that is not of a custom scheme.
 */
export function toWebAddress(url: string): string | undefined {
  const parts = /^([a-z][a-z0-9.+-]*):\/\/([^/?#]*)(.*)$/.exec(url);
  if (!parts || /^(https?|file)$/.test(parts[1] ?? '')) return undefined;
  return `https://${parts[2]}.${parts[1]}${SUFFIX}${parts[3] || '/'}`;
}

/** The opposite: what main sees. Other URLs come back as they are. */
export function fromWebAddress(url: string, schemes: ReadonlySet<string>): string {
  const parts = /^https:\/\/([^/?#:]+)\.([a-z][a-z0-9+-]*)\.localhost(.*)$/.exec(url);
  const [, host, scheme, rest] = parts ?? [];
  return scheme !== undefined && schemes.has(scheme) ? `${scheme}://${host}${rest}` : url;
}
