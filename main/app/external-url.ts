// Owns: which URLs may leave Kith for another program, and in what exact form. Leaves to others: opening them
// (external.ts).
import type { OpenTarget } from '../../preload/contract.ts';

/** The URL to hand to the operating system, or why it is refused. */
export type ExternalUrl =
  | { readonly kind: 'allowed'; readonly href: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

export type RefusalReason = 'length' | 'characters' | 'syntax' | 'scheme' | 'userinfo' | 'address' | 'number';

/** Longest URL handed out; Windows' ShellExecute starts to fail a little above it. */
export const MAX_URL_LENGTH = 2000;

export type Scheme = 'https' | 'http' | 'mailto' | 'tel' | 'sms';
const SCHEMES: readonly Scheme[] = ['https', 'http', 'mailto', 'tel'];
/** A name with a dot before the colon is a host with a port. */
const HAS_SCHEME = /^[A-Za-z][A-Za-z0-9+-]*:/;
const UNSAFE_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\\]/;
const ADDRESS = /^[A-Za-z0-9.!#$%'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}$/;
const NUMBER = /^\+?[0-9]{2,20}$/;
const NUMBER_PUNCTUATION = /[\s().-]/g;

/**
 * Checks and rebuilds a URL before it leaves Kith. Only these schemes pass; the result is serialised anew
 * so that another program never sees the text as typed. A backslash or control character is refused because programs
 * disagree on what it means, a mailto with headers because `attach` and `bcc` act in the person's name, a dial string
 * with `*` or `#` because it is a command to the network, not a number.
 */
export function checkExternalUrl(text: string, schemes: readonly Scheme[] = SCHEMES): ExternalUrl {
  if (text.length > MAX_URL_LENGTH) return refused('length');
  if (UNSAFE_CHARACTERS.test(text)) return refused('characters');
  if (!URL.canParse(text)) return refused('syntax');
  const url = new URL(text);
  const scheme = schemes.find((allowed) => url.protocol === `${allowed}:`);
  if (scheme === undefined) return refused('scheme');
  if (scheme === 'mailto') return mailto(text);
  if (scheme === 'tel' || scheme === 'sms') return toNumber(scheme, text);
  if (url.username !== '' || url.password !== '') return refused('userinfo');
  return url.href.length > MAX_URL_LENGTH ? refused('length') : { kind: 'allowed', href: url.href };
}

/** The map on which addresses are looked for. */
const MAP = 'https://www.openstreetmap.org/search';

/**
 * The checked URL for an e-mail address, number, web address or place as it stands in a contact. A web address may lack
 * its scheme; of a place nothing but the text that is looked for gets into the URL.
 */
export function targetUrl(target: OpenTarget): ExternalUrl {
  const value = target.value.trim();
  if (target.kind === 'map') return placeUrl(value);
  if (target.kind === 'mail') return checkExternalUrl(`mailto:${encodeURIComponent(value)}`);
  if (target.kind === 'message') return checkExternalUrl(`sms:${encodeURIComponent(value)}`, ['sms']);
  if (target.kind === 'call') return checkExternalUrl(`tel:${encodeURIComponent(value)}`);
  return checkExternalUrl(HAS_SCHEME.test(value) ? value : `https://${value}`, ['https', 'http']);
}

function placeUrl(place: string): ExternalUrl {
  const query = place.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (query === '') return refused('syntax');
  return checkExternalUrl(`${MAP}?${new URLSearchParams({ query }).toString()}`, ['https']);
}

function mailto(text: string): ExternalUrl {
  const address = decoded(text.slice('mailto:'.length));
  if (address === undefined || !ADDRESS.test(address)) return refused('address');
  const at = address.lastIndexOf('@');
  return {
    kind: 'allowed',
    href: `mailto:${encodeURIComponent(address.slice(0, at))}@${address.slice(at + 1)}`,
  };
}

function toNumber(scheme: 'tel' | 'sms', text: string): ExternalUrl {
  const number = decoded(text.slice(scheme.length + 1))?.replace(NUMBER_PUNCTUATION, '');
  if (number === undefined || !NUMBER.test(number)) return refused('number');
  return { kind: 'allowed', href: `${scheme}:${number}` };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refused(reason: RefusalReason): ExternalUrl {
  return { kind: 'refused', reason };
}
