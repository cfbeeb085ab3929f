// Owns: what a kith:// link means, and finding one among a program's arguments. Pure. Leaves to others: being told of
// links by the system (start.ts), showing what they name (the window).

/** The scheme of links to what is in Kith, as build/pack registers it with the system. */
export const LINK_SCHEME = 'kith';

/** What a link names. Whether there is such a contact only the address book knows. */
export type DeepLink =
  { readonly kind: 'contact'; readonly contact: string } | { readonly kind: 'search'; readonly text: string };

/** Characters of a whole link, and of what is to be searched for once it is decoded. */
const MAX_LINK = 4_000;
const MAX_SEARCH = 200;
const CONTACT = /^kith:\/\/contact\/([A-Za-z0-9_-]{1,128})\/?$/i;
const SEARCH = /^kith:\/\/search\/?\?q=([^&#]+)$/i;
/** Control characters, and those that turn the direction of a text around. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * What a link from anywhere on the computer asks for; null where it is none of Kith's. Any page and any program can make
 * somebody open one, so it can only show, never change anything.
 */
export function parseDeepLink(link: string): DeepLink | null {
  if (link.length > MAX_LINK) return null;
  const contact = CONTACT.exec(link)?.[1];
  if (contact !== undefined) return { kind: 'contact', contact };
  const text = decoded(SEARCH.exec(link)?.[1])?.trim() ?? '';
  if (text === '' || text.length > MAX_SEARCH || UNSAFE.test(text) || !text.isWellFormed()) return null;
  return { kind: 'search', text };
}

/** The link among the arguments with which a program was started, the last one if there are several; null: none. */
export function linkAmong(args: readonly string[]): DeepLink | null {
  return args.reduce<DeepLink | null>((found, arg) => parseDeepLink(arg) ?? found, null);
}

/** As forms write it: a plus is a space. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
